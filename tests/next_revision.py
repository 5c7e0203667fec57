# SPDX-License-Identifier: MIT
"""A revision after the newest one, as a later release would bring it."""

import shutil
from pathlib import Path

import pytest

from workshop.storage import migrate

REVISION = "9001"

# What the program itself has, before a test makes it another one.
HEAD, OLDER = migrate.HEAD, migrate.OLDER

# The table that others refer to is made anew, one more comes, and rows are written.
UPGRADE = """
    sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(
        "place", recreate="always" if sqlite else "never", table_kwargs={"sqlite_strict": True}
    ) as batch:
        batch.add_column(sa.Column("colour", sa.Text(), nullable=False, server_default="grey"))
    op.create_table("shelf_note", sa.Column("id", sa.Integer(), primary_key=True),
                    sa.Column("note", sa.Text()), sqlite_strict=True)
    op.execute("INSERT INTO shelf_note SELECT id, name FROM place")
    for number in range(200):
        op.execute(f"INSERT INTO shelf_note VALUES ({100000 + number}, 'filler')")
"""

FAILS = UPGRADE + "    raise RuntimeError('the power of the migration fails')\n"

ORPHANS = """
    op.execute("DELETE FROM place")
"""


def write_next(folder: Path, upgrade: str = UPGRADE) -> Path:
    """The program's revisions with one more, in a folder; returns it."""
    scripts = folder / "migrations"
    if not scripts.exists():
        source = Path(migrate.__file__).parent / "migrations"
        shutil.copytree(source, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "v9001_next.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision = {REVISION!r}\ndown_revision = {HEAD!r}\n\n"
        f"def upgrade():\n{upgrade}\n"
    )
    return scripts


def become_next(scripts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on this process is the later release."""
    monkeypatch.setattr(migrate, "SCRIPTS", str(scripts))
    monkeypatch.setattr(migrate, "HEAD", REVISION)
    monkeypatch.setattr(migrate, "OLDER", (*OLDER, HEAD))
