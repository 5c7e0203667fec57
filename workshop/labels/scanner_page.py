# SPDX-License-Identifier: MIT
"""A page to set scanners up with: one code as bars and as a square, on paper."""

from pathlib import Path
from typing import BinaryIO

from reportlab.pdfgen.canvas import Canvas

from workshop.domain.refused import Refused
from workshop.language import say
from workshop.paper import fonts, look, qr
from workshop.paper.bars import bars
from workshop.paper.look import mm
from workshop.paper.page import open_canvas, whole
from workshop.paper.text import one_line

_PAGE = (210.0, 297.0)  # mm
_LEFT, _TOP = 20.0, 270.0

# mm: bars and squares that cheap scanners read, and the height of the bars.
_BAR, _SQUARE, _HIGH = 0.4, 1.0, 22.0


def scanner_page(code: str, out: Path | BinaryIO) -> None:
    """Write one A4 page with the code twice; whole or not at all.

    Refuses a file that cannot be written. ValueError where the code is empty or not ASCII.
    """
    try:
        with whole(out) as stream:
            canvas = open_canvas(stream, (mm(_PAGE[0]), mm(_PAGE[1])), say("Set a scanner up"))
            _words(canvas, 0.0, say("Set a scanner up"), 16)
            _words(canvas, 9.0, say("In the settings, open “Scanner” and press “Set it up”."), 10)
            _words(canvas, 15.0, say("Then scan one of these two codes."), 10)
            _bars(canvas, code, _TOP - 25.0)
            _square(canvas, code, _TOP - 60.0)
            canvas.save()
    except OSError as error:
        raise Refused(
            "The page cannot be written to {file}: {reason}. Choose another place.",
            file=str(out),
            reason=error.strerror or str(error),
        ) from error


def _words(canvas: Canvas, below: float, text: str, size: float) -> None:
    font = fonts.BOLD if size > 10 else fonts.REGULAR
    room = mm(_PAGE[0] - 2 * _LEFT)
    canvas.setFont(font, size)
    canvas.setFillColor(look.TEXT)
    canvas.drawString(mm(_LEFT), mm(_TOP - below), one_line(text, font, size, room))


def _bars(canvas: Canvas, code: str, top: float) -> None:
    path = canvas.beginPath()
    for place, bit in enumerate(bars(code)):
        if bit == "1":
            path.rect(mm(_LEFT + place * _BAR), mm(top - _HIGH), mm(_BAR), mm(_HIGH))
    canvas.setFillColor(look.INK)
    canvas.drawPath(path, stroke=0, fill=1)


def _square(canvas: Canvas, code: str, top: float) -> None:
    matrix = qr.matrix(code)
    path = canvas.beginPath()
    for row, bits in enumerate(matrix.rows):
        for place in range(matrix.size):
            if bits >> (matrix.size - 1 - place) & 1:
                down = top - (row + 1) * _SQUARE
                path.rect(mm(_LEFT + place * _SQUARE), mm(down), mm(_SQUARE), mm(_SQUARE))
    canvas.setFillColor(look.INK)
    canvas.drawPath(path, stroke=0, fill=1)
