# SPDX-License-Identifier: MIT
"""A workshop worth a backup, and what of it must come back."""

from pathlib import Path
from typing import Any

from bench_shop import Shop, furnish

from workshop.storage import evidence
from workshop.storage.database import Database
from workshop.storage.schema import METADATA

LOGS = [b"<log/>", b"", b"\x00\xff" * 5000]
WHOLE = "is not a whole backup of a workshop"


def worked(shop: Shop) -> Shop:
    """Cards, dies, a test of each log that was kept."""
    furnish(shop)
    for number, data in enumerate(LOGS):
        card = shop.card(f"S-{number}")
        shop.do("harvest", card=card, site="GPU", outcome="good", place="TRAY-11")
        shop.do(
            "record_log", piece=card, tool="nvidia-smi", tool_version="570", verdict="pass",
            readings=[{"name": "core_temp", "value": 40.0, "unit": "°C"}],
            identifiers={"gpu_uuid": f"GPU-{number}"},
            evidence=evidence.keep(shop.database, data, f"log{number}.xml"),
        )  # fmt: skip
        shop.do(
            "attach_photo", piece=card, width=4, height=3,
            evidence=evidence.keep(shop.database, LOGS[0], "photo.jpg"),
        )  # fmt: skip
    shop.database.save_checkpoint()
    return shop


def rows(database: Database) -> dict[str, list[Any]]:
    with database.read() as connection:
        return {
            name: sorted(tuple(row) for row in connection.execute(table.select()))
            for name, table in METADATA.tables.items()
        }


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
