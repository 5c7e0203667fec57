# SPDX-License-Identifier: MIT
"""What a layout prints for a piece made up for it, and whether all of that fits and is read."""

from typing import NamedTuple

from workshop.domain.refused import Refused
from workshop.domain.tag import make_tag
from workshop.domain.terms import PieceKind
from workshop.labels.layout import Layout, place
from workshop.labels.raster import rastered
from workshop.labels.self_check import require_readable


class Sample(NamedTuple):
    """A piece of which everything is known, its texts as long as they usually are."""

    tag: str
    kind: str
    line: str
    serial: str
    marking: str
    maker: str = "ASUS"
    model: str = "GeForce RTX 4090"
    batch: str = "RH-2026-048"
    place: str = "TRAY-12"
    grade: str = "A"
    donor: str = "C01-00773K-7"
    site: str = "M4"
    day: str = "2026-11-30"


class Preview(NamedTuple):
    """A label in dots: grey values row by row, and its texts that were shortened.

    `fault` says why it would not be printed; then it may have no dots.
    """

    wide: int
    high: int
    dots: bytes
    shortened: tuple[str, ...]
    fault: str


def sample(kind: str) -> Sample:
    """A piece of this kind, as good as any."""
    tag = make_tag(PieceKind(kind), "01", 7267)
    if kind == PieceKind.CARD:
        return Sample(tag, kind, "GeForce RTX 4090 · M9YVCM00X123KA4", "M9YVCM00X123KA4", "")
    marking = "AD102-300-A1" if kind == PieceKind.DIE else "MT61K512M32KPA-21"
    return Sample(tag, kind, f"Pb · GeForce RTX 4090 · {marking}", "", marking)


def preview(layout: Layout, kind: str, dpi: int) -> Preview:
    """The label of a made-up piece of this kind, as a printer of this resolution prints it."""
    piece = sample(kind)
    try:
        marks = place(piece, layout)
        image = rastered(marks, layout, dpi)
    except Refused as refused:
        return Preview(0, 0, b"", (), str(refused))
    fault = ""
    try:
        for text in (*(code.text for code in marks.codes), *(bars.text for bars in marks.bars)):
            require_readable(image, text)
    except Refused as refused:
        fault = str(refused)
    return Preview(*image.size, image.convert("L").tobytes(), marks.shortened, fault)
