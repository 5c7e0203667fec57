# SPDX-License-Identifier: MIT
"""A PostgreSQL database as a file and back, with PostgreSQL's own programs."""

import os
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from workshop.domain.refused import Refused


def dump(target: str | Path, file: Path, snapshot: str = "") -> None:
    """Write a database to a file; `snapshot` is one that an open transaction exported."""
    chosen = [f"--snapshot={snapshot}"] if snapshot else []
    _run(target, "pg_dump", "--format=custom", "--no-owner", f"--file={file}", *chosen)


def put_back(file: Path, target: str | Path) -> None:
    """Restore a database from such a file: whole, or not at all."""
    _run(target, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(file))


def _run(target: str | Path, program: str, *options: str) -> None:
    """Run a program on a database; the password by the environment, for others read commands."""
    url = make_url(str(target))
    known = {**os.environ, "PGCONNECT_TIMEOUT": "10"}
    if url.password is not None:
        known["PGPASSWORD"] = str(url.password)
    address = url._replace(drivername="postgresql", password=None).render_as_string()
    try:
        done = subprocess.run(
            [program, f"--dbname={address}", "--no-password", *options],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            env=known,
        )
    except FileNotFoundError:
        raise Refused(
            "The program {name} is missing. Install the PostgreSQL client.", name=program
        ) from None
    if done.returncode:
        raise Refused("{name} failed: {reason}", name=program, reason=done.stderr.strip()[-300:])
