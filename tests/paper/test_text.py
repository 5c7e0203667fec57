# SPDX-License-Identifier: MIT
"""User text on paper is shown as it is, fits where it must, and breaks where a reader expects."""

import io
import random

import pypdf
import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from workshop.paper import fonts
from workshop.paper.fonts import BOLD, REGULAR
from workshop.paper.page import open_canvas
from workshop.paper.text import escape, one_line, tidy, width, wrapped

HOSTILE = [
    "<b", "</para>", "<b>bold</b>", "<para><i>", "&amp;", "&", "<", "]]>", "<!-- x -->", "<?xml?>",
    '<img src="/etc/passwd"/>', "<font color='[[[getattr(1)]]]'>x</font>", "<a href='x'>y</a>",
    "\x00\x01\x1b[31m", "a\nb\r\nc", "😀 ब", "\ud800", "显卡<翻新>", "l’œuvre “à”", "x" * 4096,
    "&#x0;", "&#65;", "%s %d {0} {name}", "<onDraw name='x'/>", "<unichar code='0'/>", "<seq/>",
]  # fmt: skip


def paragraph_text(markup: str) -> str:
    """What a reader copies out of a PDF with one paragraph."""
    fonts.register()
    stream = io.BytesIO()
    canvas = open_canvas(stream, (20_000, 2_000), "Test")
    paragraph = Paragraph(markup, ParagraphStyle("s", fontName=REGULAR, fontSize=4))
    paragraph.wrapOn(canvas, 19_000, 1_900)
    paragraph.drawOn(canvas, 10, 10)
    canvas.showPage()
    canvas.save()
    return str(pypdf.PdfReader(stream).pages[0].extract_text())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_literally(text: str) -> None:
    read = paragraph_text(escape(text))
    assert "".join(read.split()) == "".join(fonts.drawable(text).split())


def test_without_escaping_markup_is_obeyed() -> None:
    assert paragraph_text("<b>bold</b>").strip() == "bold"
    with pytest.raises(IndexError, match="para"):
        paragraph_text("</para>")


def test_line_ends_become_breaks_where_asked() -> None:
    assert escape("a <b>\nc\r\nd", lines=True) == "a &lt;b&gt;<br/>c<br/>d"
    assert escape("a\nb") == "a b"
    assert paragraph_text(escape("one\ntwo", lines=True)).split("\n")[:2] == ["one", "two"]


def test_width_is_that_of_the_pdf_library() -> None:
    for name in (REGULAR, BOLD):
        font = fonts.font(name)
        for text in ("C01-00773K-7", "显卡 GeForce", "no\xa0break", "Š × …", ""):
            assert width(text, name, 11) == pytest.approx(font.stringWidth(text, 11), abs=0.01)


def test_a_line_that_fits_stays_whole() -> None:
    room = width("GeForce RTX 4090", REGULAR, 10)
    assert one_line("GeForce  RTX\n4090 ", REGULAR, 10, room) == "GeForce RTX 4090"
    assert one_line("GeForce RTX 4090", REGULAR, 10, room - 0.1) == "GeForce RTX 40…"


def test_a_line_never_leaves_its_room() -> None:
    chance = random.Random(4)
    letters = "Wi.显卡 é😀<b>·-" + "\u200b\t"
    for _ in range(400):
        text = "".join(chance.choices(letters, k=chance.randrange(60)))
        room = chance.uniform(0, 200)
        line = one_line(text, BOLD, 9, room)
        assert width(line, BOLD, 9) <= room + 1e-6
        assert line == tidy(text) or line.endswith("…") or (line == "" and room < 30)


def test_no_ellipsis_after_a_blank_or_a_dot() -> None:
    room = width("AD102 · ", REGULAR, 10) + width("…", REGULAR, 10)
    assert one_line("AD102 · GeForce RTX 4090", REGULAR, 10, room) == "AD102…"


def test_long_text_is_measured_only_so_far() -> None:
    assert len(tidy("x" * 100_000)) <= 1_000


def test_wraps_between_words_and_drops_the_dot() -> None:
    room = width("GeForce RTX 4090 ·", REGULAR, 10)
    found = wrapped("GeForce RTX 4090 · M9YVCM00X123", REGULAR, 10, room, 3)
    assert found.lines == ("GeForce RTX 4090", "M9YVCM00X123")
    assert found.whole


def test_wraps_chinese_and_keeps_closing_punctuation_with_its_word() -> None:
    text = "显卡翻新车间，测试良好。"
    for count in range(2, 9):
        room = width("显", REGULAR, 10) * count
        found = wrapped(text, REGULAR, 10, room, 20)
        assert "".join(found.lines) == text
        assert all(line[0] not in "，。" for line in found.lines)
        assert all(width(line, REGULAR, 10) <= room + 1e-6 for line in found.lines)


def test_a_word_longer_than_the_line_breaks_after_a_dash_or_anywhere() -> None:
    room = width("900-1G136-2530-", REGULAR, 10) + 3
    found = wrapped("900-1G136-2530-000", REGULAR, 10, room, 2)
    assert found.lines == ("900-1G136-2530-", "000")
    assert not found.whole
    found = wrapped("W" * 40, REGULAR, 10, width("W" * 15, REGULAR, 10), 3)
    assert [len(line) for line in found.lines] == [15, 15, 10]
    assert not found.whole


def test_what_does_not_fit_is_shortened_and_said() -> None:
    found = wrapped("one two three four five six", REGULAR, 10, width("one two", REGULAR, 10), 2)
    assert found.lines[0] == "one two"
    assert found.lines[1].endswith("…")
    assert not found.whole
    assert wrapped("text", REGULAR, 10, 100, 0) == ((), False)
    assert wrapped(" \n ", REGULAR, 10, 100, 3) == ((), True)


def test_a_line_too_narrow_for_one_letter_still_ends() -> None:
    assert wrapped("WWW", REGULAR, 10, 1, 5).lines[0] == "W"
