# SPDX-License-Identifier: MIT
"""The window paints before the database is loaded, and a scan is answered before the rest is."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Each module in turn; the first one after which a slow package is loaded is the guilty one.
IMPORT_EACH = """
import importlib, json, pkgutil, sys, ui
slow, guilty = {"sqlalchemy", "alembic", "reportlab", "psycopg", "pysqlite3"}, {}
for found in pkgutil.walk_packages(ui.__path__, "ui."):
    importlib.import_module(found.name)
    for package in slow & set(sys.modules):
        guilty.setdefault(package, found.name)
print(json.dumps(guilty))
"""


def slow_packages(folder: Path) -> dict[str, str]:
    """Each slow package that importing the window in `folder` loads, and by which module."""
    answer = subprocess.run(
        [sys.executable, "-c", IMPORT_EACH],
        cwd=folder,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    loaded: dict[str, str] = json.loads(answer.stdout)
    return loaded


def test_importing_the_window_loads_no_database() -> None:
    assert slow_packages(ROOT) == {}


def test_a_database_import_in_a_page_is_found(tmp_path: Path) -> None:
    pages = tmp_path / "ui" / "pages"
    pages.mkdir(parents=True)
    (pages.parent / "__init__.py").touch()
    (pages / "__init__.py").touch()
    (pages / "bench.py").write_text("import sqlalchemy.orm\n", "utf-8")
    assert slow_packages(tmp_path)["sqlalchemy"] == "ui.pages.bench"


# What is loaded until a scan can be answered.
LOADED = (
    "ui.app, ui.scanners, ui.pages.intake, workshop.storage.database, workshop.queries.shop, "
    "workshop.queries.journal"
)
LATER = {
    "workshop.domain.catalogue", "workshop.storage.claims", "workshop.domain.markings",
    "workshop.reports", "workshop.labels", "workshop.acts", "ui.pages.bench", "ui.pages.batch_pdf",
    "ui.pages.manifest", "sqlalchemy.orm", "reportlab", "PIL", "qrcode", "PySide6.QtMultimedia",
}  # fmt: skip
"""Each of these takes 5 ms and more: a page or a question loads it when it is there to be used."""


def test_what_the_first_scan_does_not_need_is_loaded_later() -> None:
    script = f"import sys, {LOADED}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "ui.pages.intake" in loaded
    assert LATER & loaded == set()
