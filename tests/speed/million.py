# SPDX-License-Identifier: MIT
"""A workshop of a million pieces, made once and kept beside the environment."""

import os
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # runs as a plain script too

from workshop.acts import ACTS
from workshop.storage.checkpoint import checkpoint_path
from workshop.storage.database import Database
from workshop.storage.migrate import HEAD

PIECES = int(os.environ.get("CARD_WORKSHOP_PIECES", "1000000"))
EACH = 4000
MODELS = ("GeForce RTX 4090", "GeForce RTX 4080", "GeForce RTX 3090", "GeForce RTX 3080")
MAKERS = ("ASUS", "MSI", "Gigabyte", "Zotac", "Palit")


def serial(number: int) -> str:
    """The serial of the n-th card: looks like a maker's, and no two share a long beginning."""
    mixed = number * 2_654_435_761 % 2**32
    return f"{'KLMNPRST'[number % 8]}{mixed:010d}{number % 97:02d}"


def path() -> Path:
    """Where the workshop of a million pieces lies; made when it is not there."""
    target = ROOT / ".cache" / "speed" / f"{PIECES}-{HEAD}.db"
    if not target.exists():
        _make(target)
    return target


def copy(folder: Path) -> Path:
    """A copy of it to write into."""
    source = path()
    target = folder / "workshop.db"
    shutil.copyfile(source, target)
    checkpoint_path(target, "").unlink(missing_ok=True)
    return target


def _make(target: Path) -> None:
    print(f"Making a workshop of {PIECES:,} pieces (once)", flush=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    for old in part.parent.glob(part.name + "*"):
        old.unlink()
    database = Database.create(part, name="Speed", owner="ANA")
    began = time.monotonic()
    for code in ("DOCK", "TRAY-1", "TRAY-2"):
        database.write(ACTS["add_place"], code=code, name=code, kind="tray")
    for first in range(0, PIECES, EACH):
        number = f"B{first // EACH:04d}"
        database.write(ACTS["open_batch"], number=number, supplier=f"Supplier {first % 7}")
        cards = [
            {"serial": serial(n), "maker": MAKERS[n % 5], "model": MODELS[n % 4]}
            for n in range(first, min(first + EACH, PIECES))
        ]
        database.write(
            ACTS["receive_many"], batch=number, cards=cards, place=f"TRAY-{1 + first % 2}"
        )
    database.close()
    part.rename(target)
    print(f"  made in {time.monotonic() - began:.0f} s, {target.stat().st_size >> 20} MB")


if __name__ == "__main__":
    path()
