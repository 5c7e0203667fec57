# SPDX-License-Identifier: MIT
"""What a printer is: a plain description that this computer keeps."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.labels import brother
from workshop.labels.zpl import MOST_COPIES, MOST_DARKNESS
from workshop.printing.ways import require_address

# So far a label may be moved on its paper; more is a wrong layout.
MOST_OFFSET_MM = 10.0
RESOLUTIONS = (203, 300, 600)


class PrinterKind(StrEnum):
    """How labels get to paper."""

    SYSTEM = "system"
    PDF = "pdf"
    PNG = "png"
    ZPL = "zpl"
    BROTHER = "brother"


SENT = frozenset({PrinterKind.ZPL, PrinterKind.BROTHER})
"""The kinds that are sent a job of their own language, to an address."""


@dataclass(frozen=True)
class Printer:
    """One printer of this computer; refuses what no printer can be.

    `address` is tcp://HOST:PORT, queue:NAME or a file for those that are sent a job, and the
    printer's name in the system for `system`. Offsets are millimetres to the right and down;
    `darkness` 0 to 30, or None for the printer's own; `continuous` and `wide` are of Brother
    printers: a roll that is not cut into labels, and a head of 102 mm.
    """

    name: str
    kind: PrinterKind
    address: str = ""
    dpi: int = 203
    layout: str = "62x29"
    offset_x_mm: float = 0.0
    offset_y_mm: float = 0.0
    darkness: int | None = None
    copies: int = 1
    continuous: bool = False
    wide: bool = False

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise Refused("The printer needs a name.")
        if self.kind in SENT:
            require_address(self.address)
        if self.kind == PrinterKind.BROTHER and self.dpi != brother.DPI:
            raise Refused("Brother QL printers have {dpi} dots per inch.", dpi=brother.DPI)
        if self.dpi not in RESOLUTIONS:
            raise Refused("{dpi} dots per inch are not known: choose 203, 300 or 600.",
                          dpi=self.dpi)  # fmt: skip
        if not 1 <= self.copies <= MOST_COPIES:
            raise Refused("{n} copies cannot be printed: choose 1 to {most}.",
                          n=self.copies, most=MOST_COPIES)  # fmt: skip
        if self.darkness is not None and not 0 <= self.darkness <= MOST_DARKNESS:
            raise Refused("Darkness {n} is not known: choose 0 to {most}.",
                          n=self.darkness, most=MOST_DARKNESS)  # fmt: skip
        for offset in (self.offset_x_mm, self.offset_y_mm):
            if not abs(offset) <= MOST_OFFSET_MM:
                raise Refused("A label may be moved by {most} mm at most.",
                              most=f"{MOST_OFFSET_MM:g}")  # fmt: skip


def read_printer(row: Mapping[str, Any]) -> Printer:
    """A printer from what a settings file keeps of it; refuses what is missing or makes no sense.

    What a file says beyond it is left out.
    """
    known = {one.name: row[one.name] for one in fields(Printer) if one.name in row}
    kinds = [kind.value for kind in PrinterKind]
    if known.get("kind") not in kinds:
        raise Refused("“{kind}” is no kind of printer. Choose one of: {kinds}.",
                      kind=shown(str(known.get("kind", ""))), kinds=", ".join(kinds))  # fmt: skip
    for name, kind in _TYPES.items():
        if name in known and (type(known[name]) is bool) is not (kind is bool):
            raise _makes_no_sense(name)
        if name in known and not isinstance(known[name], kind):
            raise _makes_no_sense(name)
    if "name" not in known:
        raise _makes_no_sense("name")
    return Printer(**known | {"kind": PrinterKind(known["kind"])})


def read_or_say(row: Mapping[str, Any]) -> Printer | str:
    """A printer, or the sentence that says what makes no sense of it."""
    try:
        return read_printer(row)
    except Refused as refused:
        return str(refused)


def read_printers(rows: Iterable[Mapping[str, Any]]) -> list[Printer]:
    """The printers a settings file keeps; those that make no sense are left out."""
    found = []
    for row in rows:
        with suppress(Refused):
            found.append(read_printer(row))
    return found


def kept(printer: Printer) -> dict[str, Any]:
    """What a settings file keeps of a printer."""
    return {name: value for name, value in asdict(printer).items() if value is not None}


def _makes_no_sense(name: str) -> Refused:
    return Refused("What is said of a printer makes no sense: {name}.", name=name)


_TYPES: dict[str, type | tuple[type, ...]] = {
    "name": str, "address": str, "layout": str, "dpi": int, "copies": int, "darkness": int,
    "offset_x_mm": (int, float), "offset_y_mm": (int, float), "continuous": bool, "wide": bool,
}  # fmt: skip
