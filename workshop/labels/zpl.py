# SPDX-License-Identifier: MIT
"""Wraps the picture of a label into ZPL II, so that no text ever reaches the printer."""

import re

from PIL import Image, ImageChops

from workshop.domain.refused import Refused
from workshop.language import mark

MOST_COPIES = 100
MOST_DARKNESS = 30
_SAME = re.compile(r"(.)\1{2,}")


def zpl(image: Image.Image, *, copies: int = 1, darkness: int | None = None) -> bytes:
    """A print job for one label, from its picture in the printer's own dots (mode "1", 0 is ink).

    `darkness` is 0 to 30; without it the printer keeps its own. Refuses other numbers, and copies
    that are not 1 to 100.
    """
    if not 1 <= copies <= MOST_COPIES:
        raise Refused("{n} copies cannot be printed: choose 1 to {most}.",
                      n=copies, most=MOST_COPIES)  # fmt: skip
    if darkness is not None and not 0 <= darkness <= MOST_DARKNESS:
        raise Refused("Darkness {n} is not known: choose 0 to {most}.",
                      n=darkness, most=MOST_DARKNESS)  # fmt: skip
    wide, high = image.size
    row = (wide + 7) // 8
    dark = "" if darkness is None else f"~SD{darkness:02d}\n"
    times = "" if copies == 1 else f"^PQ{copies},0,0,N"
    # What a label before it set is set back: home and shift stay in a printer until then.
    return (
        f"{dark}^XA^LH0,0^LS0^LT0^PW{wide}^LL{high}^FO0,0"
        f"^GFA,{row * high},{row * high},{row},{_rows(image, row)}^FS{times}^XZ\n"
    ).encode("ascii")


def _rows(image: Image.Image, row: int) -> str:
    """The picture, 1 for ink, in the alternative compression of ^GF: runs, `,` and `:`."""
    bits = ImageChops.invert(image.convert("1")).tobytes()
    found, before = [], ""
    for at in range(0, len(bits), row):
        line = bits[at : at + row].hex().upper()
        found.append(":" if line == before else _line(line))
        before = line
    return "".join(found)


def _line(line: str) -> str:
    """One line of hexadecimal digits; zeros up to its end are a comma."""
    kept = line.rstrip("0")
    told = _SAME.sub(lambda found: _run(found[1], len(found[0])), kept)
    return told if len(kept) == len(line) else told + ","


def _run(digit: str, times: int) -> str:
    """A digit so many times: before it g to z say 20 to 400 of it, G to Y 1 to 19."""
    told = ""
    while times >= 20:
        twenties = min(times // 20, 20)
        told += chr(ord("f") + twenties)
        times -= 20 * twenties
    return told + (chr(ord("F") + times) if times else "") + digit


ASK_HOST = b"~HS"
# Three lines, each between STX and ETX.
_LINES = 3


def is_whole_answer(answer: bytes) -> bool:
    """Whether all that a printer answers to `ASK_HOST` is there."""
    return answer.count(b"\x03") >= _LINES


def require_ready(answer: bytes) -> None:
    """Refuses where a printer's answer to `ASK_HOST` says that it cannot print.

    What is no such answer is taken for no answer.
    """
    lines = _fields(answer)
    for line, place, words in _TROUBLES:
        if len(lines) > line and len(lines[line]) > place and lines[line][place].strip() == b"1":
            raise Refused(words)


# What a printer measures from one label to the next has the gap in it; both in millimetres.
_LESS, _GAP = 1.0, 6.0
# Where the answer says how long a label is, and the bit of how its media are told apart: 1 where
# they are continuous (ZPL II programming guide, ~HS).
_LENGTH, _MEDIA, _CONTINUOUS = (0, 3), (1, 0), 0x80


def require_length(answer: bytes, high: float, dots_per_mm: float) -> None:
    """Refuses where a printer measured other labels than those of this height in millimetres.

    Only what lies between gaps is measured: of a continuous roll it keeps what it was last told.
    """
    lines = _fields(answer)
    measured, media = (_number(lines, *place) for place in (_LENGTH, _MEDIA))
    if not measured or media is None or media & _CONTINUOUS:
        return
    found = measured / dots_per_mm
    if not high - _LESS <= found <= high + _GAP:
        raise Refused(
            "The labels in the printer are {found} mm long with their gap, those of the layout "
            "{wanted} mm. Change the roll or the layout; after another roll, hold the feed key "
            "until the printer has measured it.",
            found=f"{found:.0f}", wanted=f"{high:g}",
        )  # fmt: skip


def _fields(answer: bytes) -> list[list[bytes]]:
    """The lines of an answer, each as its fields."""
    return [part.partition(b"\x02")[2].split(b",") for part in answer.split(b"\x03")]


def _number(lines: list[list[bytes]], line: int, place: int) -> int | None:
    """A whole number of the answer; None where it says none."""
    try:
        return int(lines[line][place])
    except (IndexError, ValueError):
        return None


# By line and place in the answer (ZPL II programming guide, ~HS).
_TROUBLES = (
    (0, 1, mark("The printer has no labels in it.")),
    (1, 2, mark("The head of the printer is open.")),
    (1, 3, mark("The printer has no ribbon in it.")),
    (0, 2, mark("The printer is paused.")),
    (0, 10, mark("The printer is too cold.")),
    (0, 11, mark("The printer is too hot.")),
)
