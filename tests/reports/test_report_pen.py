# SPDX-License-Identifier: MIT
"""Text drawn by operators of our own is what the PDF library would have drawn."""

import io
from typing import Any

import pypdf
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from workshop.paper.fonts import BOLD, REGULAR
from workshop.paper.look import REFUSED, TEXT
from workshop.paper.page import open_canvas
from workshop.reports.parts import Figure, figures, tallies
from workshop.reports.pen import Align, Pen
from workshop.reports.sheet import Frame, find_paper, print_blocks

PAGE = (595.0, 842.0)
# More characters than a font of a PDF has codes for, Latin and Chinese in turn.
MANY = [f"{chr(n)}{chr(n + 600)}a({n})\\\\é" for n in range(0x4E00, 0x4E00 + 600)]


def drawn(draw: Any) -> bytes:
    stream = io.BytesIO()
    canvas = open_canvas(stream, PAGE, "t")
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def by_pen(canvas: Canvas) -> None:
    pen = Pen(canvas)
    for place, text in enumerate(MANY):
        font = (REGULAR, BOLD)[place % 2]
        pen.write(20 + place % 6 * 95, 820 - place // 6 * 8, text, 6, font)


def by_library(canvas: Canvas) -> None:
    for place, text in enumerate(MANY):
        canvas.setFont((REGULAR, BOLD)[place % 2], 6)
        canvas.setFillColor(TEXT)
        canvas.drawString(20 + place % 6 * 95, 820 - place // 6 * 8, text)


def picture(data: bytes) -> Any:
    with pypdfium2.PdfDocument(data) as document:
        return document[0].render(scale=1.5).to_pil()


def test_more_characters_than_a_font_has_codes_are_drawn_and_read_back() -> None:
    ours = drawn(by_pen)
    assert picture(ours).tobytes() == picture(drawn(by_library)).tobytes()
    text = "".join(pypdf.PdfReader(io.BytesIO(ours)).pages[0].extract_text().split())
    assert all(part in text for part in MANY)


@pytest.mark.parametrize(("align", "left"), [(Align.LEFT, 300), (Align.RIGHT, 200), (2, 250)])
def test_text_stands_on_the_side_it_is_told(align: Align, left: float) -> None:
    wide = []
    data = drawn(
        lambda canvas: wide.append(Pen(canvas).write(300, 400, "HHHHHHHH" * 4, 9, align=align))
    )
    with pypdfium2.PdfDocument(data) as document:
        found = document[0].get_textpage().get_charbox(0)[0]
    assert found == pytest.approx(300 - (0, wide[0], wide[0] / 2)[align], abs=1.5)


def test_colours_and_boxes_end_where_they_are_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        pen = Pen(canvas)
        pen.box(100, 100, 50, 50, fill=REFUSED)
        pen.box(200, 100, 50, 50, stroke=REFUSED, weight=4)
        pen.rule(300, 120, 350, colour=REFUSED, weight=4)
        canvas.rect(400, 100, 50, 50, fill=1, stroke=0)  # in the colour of before

    image = picture(drawn(draw)).convert("RGB")

    def at(x: float, y: float) -> tuple[int, ...]:
        return tuple(image.getpixel((x * 1.5, image.height - y * 1.5)))

    red = tuple(round(255 * part) for part in REFUSED.rgb())
    assert at(125, 125) == red == at(325, 120)
    assert at(225, 125) == (255, 255, 255) and at(200, 125) == red
    assert at(425, 125) == (0, 0, 0)
    assert at(100.4, 100.4) == (255, 255, 255), "corners are round"


def test_a_text_that_is_too_long_ends_in_an_ellipsis() -> None:
    data = drawn(lambda canvas: Pen(canvas).write(20, 400, "word " * 99, 9, room=100))
    text = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert text.strip().endswith("…") and len(text) < 40


def test_what_a_number_is_of_has_two_lines_where_a_language_needs_them() -> None:
    below = "au bordereau, sans celles refusées"
    stream = io.BytesIO()
    shown = [Figure("Refusées à la réception", "1", below) for _ in range(5)]
    paper = find_paper("a4")
    frame = Frame("t", "t", "t", "", "")
    assert print_blocks([figures(shown), tallies([("Vendue en l’état, sans garantie", "3")] * 4)],
                        frame, stream, paper) == 1  # fmt: skip
    text = " ".join(pypdf.PdfReader(stream).pages[0].extract_text().split())
    assert "…" not in text and text.count(below) == 5
    assert text.count("Vendue en l’état, sans garantie") == 4
