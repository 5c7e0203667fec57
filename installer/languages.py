# SPDX-License-Identifier: MIT
"""Compiles the catalogues of the languages: the program reads a .mo, people write the .po."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).resolve().parent.parent
CATALOGUES = HERE / "resources" / "locale"
PO = "LC_MESSAGES/workshop.po"


def catalogues(folder: Path = CATALOGUES) -> dict[str, Path]:
    """The catalogue of every language there is one of, by its code."""
    return {path.parent.parent.name: path for path in sorted(folder.glob(f"*/{PO}"))}


def compile_all(folder: Path = CATALOGUES) -> list[Path]:
    """Compile what was changed since it was compiled last; returns what was written.

    A program that reads a .mo meanwhile reads the old one or the new one, whole.
    """
    written = []
    for code, po in catalogues(folder).items():
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        with po.open("rb") as read:
            catalogue = read_po(read, locale=code)
        beside = mo.with_suffix(".mo.new")
        with beside.open("wb") as write:
            write_mo(write, catalogue)
        beside.replace(mo)
        written.append(mo)
    return written


if __name__ == "__main__":
    for made in compile_all():
        print(made.relative_to(HERE), file=sys.stderr)
