# SPDX-License-Identifier: MIT
"""Nothing on a label overlaps, leaves it, or comes into the quiet zone, whatever the text."""

import random

import pytest

from workshop.domain.layout_entries import Draws, Layout
from workshop.domain.refused import Refused
from workshop.domain.tag import ALPHABET, check_character
from workshop.labels.column import Words
from workshop.labels.layout import Marks, corner, find_layout, layouts, place, title
from workshop.labels.raster import raster
from workshop.labels.sheet import Label
from workshop.paper import qr
from workshop.paper.look import mm
from workshop.paper.text import width

TAG = "C0100773K7"
HOSTILE = [
    "",
    " \n\t ",
    "GeForce RTX 4090 · M9YVCM00X123KA4",
    "<b>bold</b> & </para> \x00\x1b[31m",
    "显卡翻新车间：华硕 GeForce RTX 4090 D 显示卡，已测试，良好。" * 3,
    "Échange « réparation » à l’atelier, œuvre",
    "W" * 4096,
    "word " * 1000,
    "😀" * 50,
    "\ud800\ufeff\u202e",
    "line\nline\nline\nline\nline\nline\nline",
]


def faults(marks: Marks, layout: Layout) -> list[str]:
    """What is wrong with a label as it is placed: what a picky eye would see on paper."""
    found = []
    wide, high = mm(layout.label[0]), mm(layout.label[1])
    quiet = min(e.quiet for e in layout.elements if e.draws == Draws.QR)
    for code in marks.codes:
        side, edge = code.matrix.size * code.module, quiet * code.module
        if code.x < edge - 1e-6 or code.x + side > wide - edge + 1e-6:
            found.append("quiet zone cut off at the side")
        if code.y < edge - 1e-6 or code.y + side > high - edge + 1e-6:
            found.append("quiet zone cut off above or below")
    boxes = [box(words) for words in marks.words]
    least = min(e.least for e in layout.elements if e.draws == Draws.TEXT)
    for number, (words, (left, low, right, top)) in enumerate(zip(marks.words, boxes, strict=True)):
        if right - left > words.room + 0.01 or left < 0 or right > wide:
            found.append(f"text over the edge of its room: {words.text}")
        if low < -0.01 or top > high + 0.01:
            found.append(f"text over the upper or lower edge: {words.text}")
        if not words.text or words.size < least:
            found.append(f"text too small: {words.text}")
        for code in marks.codes:
            side, edge = code.matrix.size * code.module, quiet * code.module - 0.01
            if meet(
                (left, low, right, top),
                (code.x - edge, code.y - edge, code.x + side + edge, code.y + side + edge),
            ):
                found.append(f"text in the quiet zone: {words.text}")
        if any(meet((left, low, right, top), other) for other in boxes[:number]):
            found.append(f"text over text: {words.text}")
    return found


Box = tuple[float, float, float, float]


def box(words: Words) -> Box:
    """The ink of a line, from the depth under its base line to the height of its capitals."""
    wide = width(words.text, words.font, words.size)
    left = words.x - words.align * wide
    return left, words.y - 0.24 * words.size, left + wide, words.y + 0.733 * words.size


def meet(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] - 0.01
        and other[0] < one[2] - 0.01
        and one[1] < other[3] - 0.01
        and other[1] < one[3] - 0.01
    )


@pytest.mark.parametrize("code", list(layouts()))
@pytest.mark.parametrize("line", HOSTILE)
def test_every_label_is_sound(code: str, line: str) -> None:
    layout = find_layout(code)
    for tag in (TAG, "BWWWWWWWWW", "CWP-ANA", "CWL-RACK-A-SHELF-3-BOX-0017"):
        for kind in ("card", "memory", "Place", line, ""):
            assert faults(place(Label(tag, kind, line), layout), layout) == []


def test_many_random_labels_are_sound() -> None:
    chance = random.Random(11)
    letters = "WiQ显卡。·- é😀<&>0123456789"
    for _ in range(300):
        layout = chance.choice(list(layouts().values()))
        body = "M" + "".join(chance.choices(ALPHABET, k=8))
        line = "".join(chance.choices(letters, k=chance.randrange(120)))
        marks = place(Label(body + check_character(body), "memory", line), layout)
        assert faults(marks, layout) == [], line


def test_planted_faults_are_found() -> None:
    layout = find_layout("62x29")
    marks = place(Label(TAG, "card", "GeForce RTX 4090"), layout)
    assert faults(marks, layout) == []
    (code,) = marks.codes
    for spoilt in (
        code._replace(x=code.module),
        code._replace(y=0.0),
        code._replace(module=code.module * 1.4),
    ):
        assert faults(marks._replace(codes=(spoilt,)), layout), spoilt
    words = marks.words[1]
    for planted in (
        words._replace(x=words.x - 8),
        words._replace(x=words.x + 95),
        words._replace(y=words.y + 8),
        words._replace(size=4.0),
        words._replace(text=words.text * 20),
    ):
        assert faults(marks._replace(words=(marks.words[0], planted)), layout), planted
    low = marks.words[-1]._replace(y=1.0)
    assert faults(marks._replace(words=(*marks.words[:-1], low)), layout)


def test_layouts_print_at_the_printers_they_are_made_for() -> None:
    for layout in layouts().values():
        for dpi in {layout.dpi, 300}:
            assert raster(Label(TAG, "die", "x"), layout, dpi).mode == "1"
    with pytest.raises(
        Refused, match="too small on a Die tray label, 12 × 12 mm label for a .* 203"
    ):
        raster(Label(TAG, "die", "x"), find_layout("12x12"), 203)


def test_layouts_have_the_sizes_people_buy() -> None:
    assert find_layout("62x29").page == (62.0, 29.0)
    assert find_layout("a4-3x8").per_page == 24
    for layout in layouts().values():
        x, y = corner(layout, 0)
        assert x == pytest.approx(mm(layout.left))
        assert y == pytest.approx(mm(layout.page[1] - layout.top - layout.label[1]))
        # Sheets are symmetrical: what is left free at the top is left free at the bottom.
        assert corner(layout, layout.per_page - 1)[1] == pytest.approx(mm(layout.top))


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(Refused, match=r"no label layout “<b>”\. Choose one of: 62x29"):
        find_layout("<b>")


def test_the_words_of_a_label() -> None:
    marks = place(Label(TAG, "memory", "MT61K512M32KPA-21 · C01-00A41P-2 M4"), find_layout("62x29"))
    assert [words.text for words in marks.words] == [
        "C01-00773K-7",
        "Memory chip",
        "MT61K512M32KPA-21",
        "C01-00A41P-2 M4",
    ]
    assert marks.words[0].size >= 14  # legible at arm's length
    assert [code.matrix for code in marks.codes] == [qr.matrix(TAG)]
    assert marks.shortened == ()


def test_a_name_slightly_too_long_gets_smaller_instead_of_a_second_line() -> None:
    marks = place(Label("CWL-BOX-17", "Place", "Rack A, shelf 3, box 17"), find_layout("a4-3x8"))
    assert [words.text for words in marks.words] == ["BOX-17", "Place", "Rack A, shelf 3, box 17"]
    assert 0.75 * 11 < marks.words[2].size < 11


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (TAG, "C01-00773K-7"),
        ("CWP-ANA-0123", "ANA-0123"),  # without its dashes it would pass for a tag
        ("CARD123456", "CAR-D12345-6"),
        ("CWP-ANA", "ANA"),
        ("CWL-TRAY-1", "TRAY-1"),
        ("CWS-B3", "B3"),
        ("CWP-CWL-X", "CWL-X"),
        ("X-12", "X-12"),
    ],
)
def test_title(text: str, shown: str) -> None:
    assert title(text) == shown


@pytest.mark.parametrize("text", ["", "x" * 3000, "x" * 400, "\ud800"])
def test_a_text_that_does_not_fit_the_code_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="does not fit the QR code of a Label roll, 50 × 25 mm"):
        place(Label(text, "card", ""), find_layout("50x25"))
