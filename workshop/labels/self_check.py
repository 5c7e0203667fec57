# SPDX-License-Identifier: MIT
"""Reads every code back before it goes to paper: what a scanner cannot read is not printed."""

from PIL import Image

from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.labels.layout import Marks
from workshop.paper import qr
from workshop.paper.bars import QUIET

# So many rows of dots make a Code 128 that is read from any of them.
_HIGH = 24
_AS_PIXELS = bytes.maketrans(b"01", bytes((255, 0)))


def require_readable(image: Image.Image, text: str) -> None:
    """Refuses a label, drawn in dots, on which no code is read as exactly this text."""
    _require(text, _read(image.convert("L")))


def require_readable_code(code: qr.Matrix, text: str) -> None:
    """Like `require_readable`, for a code alone as it is drawn in lines: a tenth of the time."""
    side = code.size + 2 * qr.QUIET
    edge = "0" * side * qr.QUIET
    quiet = "0" * qr.QUIET
    rows = [f"{quiet}{row:0{code.size}b}{quiet}" for row in code.rows]
    pixels = f"{edge}{''.join(rows)}{edge}".encode().translate(_AS_PIXELS)
    _require(text, _read(memoryview(pixels).cast("B", (side, side)), alone=True))


def require_readable_bars(modules: str, text: str) -> None:
    """Like `require_readable`, for a Code 128 alone as it is drawn in lines: 1 is a dark module."""
    quiet = "0" * QUIET
    row = f"{quiet}{modules}{quiet}"
    pixels = (row * _HIGH).encode().translate(_AS_PIXELS)
    _require(text, _read(memoryview(pixels).cast("B", (_HIGH, len(row)))))


def require_readable_marks(marks: Marks) -> None:
    """Like `require_readable`, for every code of a label that is drawn in lines."""
    for code in marks.codes:
        require_readable_code(code.matrix, code.text)
    for bars in marks.bars:
        require_readable_bars(bars.modules, bars.text)


def _require(text: str, found: list[str]) -> None:
    if text in found:
        return
    if not found:
        raise Refused(
            "No scanner would read the code of “{text}” as it would be printed, so it is not "
            "printed. Choose a larger label layout.",
            text=shown(text),
        )
    raise Refused(
        "The code of “{text}” would be read as “{found}”, so it is not printed. "
        "Choose another label layout.",
        text=shown(text),
        found=shown(found[0]),
    )


def _read(image: Image.Image | memoryview, alone: bool = False) -> list[str]:
    """The text of every code on an upright label, or of the one that is there alone."""
    import zxingcpp

    # Kept between calls, the formats would be reported as a leak at the end of the program.
    kinds = zxingcpp.BarcodeFormat
    found = zxingcpp.read_barcodes(
        image,
        formats=zxingcpp.BarcodeFormats([kinds.QRCode, kinds.Code128]),
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        is_pure=alone,
    )
    return [code.text for code in found]
