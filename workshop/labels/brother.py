# SPDX-License-Identifier: MIT
"""Wraps pictures of labels into jobs of Brother QL printers, and reads what these say.

The numbers are those of Brother's raster command references for the QL-800 and QL-1100 series.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image, ImageChops, ImageOps

from workshop.domain.refused import Refused
from workshop.language import mark, say

DPI = 300
STATUS_BYTES = 32
# Dots across the print head, narrow and wide, and those at its right that a wide one is off by.
HEADS = {False: (720, 0), True: (1296, 44)}
_CONTINUOUS, _DIE_CUT = 0x0A, 0x0B
# White that the printer feeds before and after what it prints on a continuous roll, in dots.
_FEED = 35
# So much of the width of a label must lie where a continuous roll is printed.
_PRINTED = 0.9
# Shorter than half an inch no continuous roll is cut.
_SHORTEST = 150
_CLEAR, _RASTER, _BEGIN = bytes(400), b"\x1bia\x01", b"\x1b@"
ASK_STATUS = _CLEAR + _RASTER + _BEGIN + b"\x1biS"


class Roll(NamedTuple):
    """A roll: millimetres across and along (0 is continuous), dots that can be printed on it
    (across, along), and the dots of the head to its right."""

    wide: int
    long: int
    across: int
    along: int
    right: int


ROLLS = (
    Roll(12, 0, 106, 0, 29),
    Roll(29, 0, 306, 0, 6),
    Roll(38, 0, 413, 0, 12),
    Roll(50, 0, 554, 0, 12),
    Roll(54, 0, 590, 0, 0),
    Roll(62, 0, 696, 0, 12),
    Roll(102, 0, 1164, 0, 12),
    Roll(17, 54, 165, 566, 0),
    Roll(17, 87, 165, 956, 0),
    Roll(23, 23, 202, 202, 42),
    Roll(29, 42, 306, 425, 6),
    Roll(29, 90, 306, 991, 6),
    Roll(38, 90, 413, 991, 12),
    Roll(39, 48, 425, 495, 6),
    Roll(52, 29, 578, 271, 0),
    Roll(54, 29, 598, 271, 60),
    Roll(60, 87, 672, 954, 18),
    Roll(62, 29, 696, 271, 12),
    Roll(62, 100, 696, 1109, 12),
    Roll(102, 51, 1164, 526, 12),
    Roll(102, 153, 1164, 1660, 12),
)


@dataclass(frozen=True)
class Status:
    """What a printer says of itself: what is wrong, as a template, and its roll in millimetres."""

    trouble: str
    wide: int
    long: int


def roll_for(label: Sequence[float], *, continuous: bool = False) -> Roll:
    """The roll that labels of this size (millimetres) are printed on.

    The one that is cut to this size, or, where there is none or `continuous` asks for it, the
    narrowest continuous one they fit across, without much of them in its unprinted edge. Refuses
    labels that are wider than every roll.
    """
    wide, high = round(label[0]), round(label[1])
    for roll in ROLLS:
        if not continuous and roll.long and (roll.wide, roll.long) == (wide, high):
            return roll
    least = label[0] * DPI / 25.4 * _PRINTED
    fitting = [
        roll for roll in ROLLS if not roll.long and roll.wide >= wide and roll.across >= least
    ]
    if not fitting:
        raise Refused("No roll of a Brother QL printer is as wide as this label: {wide} mm.",
                      wide=wide)  # fmt: skip
    return min(fitting)


def brother(image: Image.Image, roll: Roll, *, wide: bool = False, copies: int = 1) -> bytes:
    """A print job for one label, from its picture at 300 dots per inch (mode "1", 0 is ink).

    `wide` is for the QL-1000 and QL-1100 series, whose head is 102 mm. Refuses a roll the printer
    is too narrow for, and a label whose ink reaches over what can be printed on the roll.
    """
    head, beside = HEADS[wide]
    if roll.across + roll.right + beside > head:
        raise Refused("This label needs a roll of {wide} mm, which this printer does not take.",
                      wide=roll.wide)  # fmt: skip
    printed = on_roll(image, roll)
    across = Image.new("1", (head, printed.height), 255)
    across.paste(printed, (head - printed.width - roll.right - beside, 0))
    # The head lays the last dot of a row down first.
    bits = ImageChops.invert(ImageOps.mirror(across)).tobytes()
    each = head // 8
    rows = b"".join(
        b"g\x00" + bytes([each]) + bits[at : at + each] for at in range(0, len(bits), each)
    )
    pages = [
        _media(roll, printed.height, first=page == 0)
        + b"\x1biM\x40\x1biA\x01\x1biK\x08"  # cut after every label, and after the last
        + b"\x1bid" + (0 if roll.long else _FEED).to_bytes(2, "little")
        + rows
        for page in range(copies)
    ]  # fmt: skip
    return _CLEAR + _RASTER + _BEGIN + b"\x0c".join(pages) + b"\x1a"


def _media(roll: Roll, lines: int, *, first: bool) -> bytes:
    """Which roll must be in it: the printer stops where another one is."""
    # Kind, width and length count; quality before speed; and it recovers by itself.
    counts = 0x80 | 0x40 | 0x08 | 0x04 | 0x02
    kind = _DIE_CUT if roll.long else _CONTINUOUS
    return (
        bytes((0x1B, 0x69, 0x7A, counts, kind, roll.wide, roll.long))
        + lines.to_bytes(4, "little")
        + bytes((0 if first else 1, 0))
    )


def on_roll(image: Image.Image, roll: Roll) -> Image.Image:
    """What of a label can be printed on a roll; ink in its unprinted edge is moved inwards."""
    along = roll.along or max(image.height - 2 * _FEED, _SHORTEST)
    left, top = (roll.across - image.width) // 2, (along - image.height) // 2
    ink = ImageChops.invert(image).getbbox()
    if ink is None:
        return Image.new("1", (roll.across, along), 255)
    if ink[2] - ink[0] > roll.across or ink[3] - ink[1] > along:
        raise Refused(
            "This label is printed up to its edge, where the printer cannot print: choose another "
            "layout. It prints {wide} × {high} mm of this roll.",
            wide=f"{roll.across * 25.4 / DPI:.0f}",
            high=f"{along * 25.4 / DPI:.0f}",
        )
    left = min(max(left, -ink[0]), roll.across - ink[2])
    top = min(max(top, -ink[1]), along - ink[3])
    printed = Image.new("1", (roll.across, along), 255)
    printed.paste(image.crop(ink), (left + ink[0], top + ink[1]))
    return printed


def read_status(answer: bytes) -> Status | None:
    """What the 32 bytes of a status say; None where they are no status."""
    if len(answer) < STATUS_BYTES or answer[:3] != b"\x80\x20B":
        return None
    first, second, wide, long = answer[8], answer[9], answer[10], answer[17]
    found = [words for bit, words in _FIRST.items() if first & bit]
    found += [words for bit, words in _SECOND.items() if second & bit]
    return Status(found[0] if found else "", wide, long)


def require_roll(status: Status, roll: Roll) -> None:
    """Refuses where the printer reports trouble, or has another roll in it than this one."""
    if status.trouble:
        raise Refused(status.trouble)
    if (status.wide, status.long) != (roll.wide, roll.long):
        raise Refused(
            "The printer has a roll of {there} in it, the labels need one of {needed}.",
            there=_size(status.wide, status.long),
            needed=_size(roll.wide, roll.long),
        )


def _size(wide: int, long: int) -> str:
    return f"{wide} × {long} mm" if long else say("{wide} mm, continuous", wide=wide)


_FIRST = {
    0x01: mark("The printer has no labels in it."),
    0x02: mark("The roll of labels has come to its end."),
    0x04: mark("The cutter of the printer is jammed."),
    0x10: mark("The printer is in use."),
    0x80: mark("The fan of the printer does not turn."),
}
_SECOND = {
    0x01: mark("The printer has another roll in it."),
    0x04: mark("The printer did not understand what was sent."),
    0x10: mark("The cover of the printer is open."),
    0x20: mark("The printer is too hot."),
    0x40: mark("The printer cannot feed its labels."),
    0x80: mark("The printer reports a fault of its own."),
}
