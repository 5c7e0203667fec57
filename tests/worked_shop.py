# SPDX-License-Identifier: MIT
"""A workshop with some work in it, to be harmed and checked."""

import shutil
from pathlib import Path

from bench_shop import Shop, furnish

from workshop.storage import evidence
from workshop.storage.check import check
from workshop.storage.database import Database


def worked(shop: Shop) -> Shop:
    """Cards through some steps, and a checkpoint."""
    furnish(shop)
    for n in range(4):
        card = shop.card(f"S-{n}")
        shop.do("record_step", piece=card, step="EVI", outcome="done", values={})
        shop.do("harvest", card=card, site="GPU", outcome="good", place="TRAY-11")
    shop.do(
        "record_log", piece=card, tool="nvidia-smi", tool_version="570", verdict="pass",
        readings=[{"name": "core_temp", "value": 40.0, "unit": "°C"}], identifiers={},
        evidence=evidence.keep(shop.database, b"<log/>", "log.xml"),
    )  # fmt: skip
    shop.database.save_checkpoint()
    return shop


def made(folder: Path) -> Path:
    """A workshop in a folder of its own, to be copied with its checkpoint and what it keeps."""
    database = Database.create(folder / "workshop.db", name="Test workshop", owner="ANA")
    worked(Shop(database)).database.close()
    return folder


def copied(folder: Path, to: Path, opened: list[Database]) -> Shop:
    """The workshop of a folder, for one test alone."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
    opened.append(Database.open(to / "workshop.db"))
    return Shop(opened[-1])


def found(database: Database, *, deep: bool = True) -> list[str]:
    """What the check finds."""
    return [finding.what for finding in check(database, deep=deep).findings]
