# SPDX-License-Identifier: MIT
"""Labels as a scanner meets them: in dots, blurred, turned, whatever text is on them."""

import builtins
import io
import os
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
import zxingcpp
from lengths import full
from PIL import Image, ImageFilter

from workshop.domain.layout_entries import FIELDS, Draws, Layout
from workshop.domain.tag import make_tag
from workshop.domain.terms import PieceKind
from workshop.labels.layout import find_layout, layouts, place
from workshop.labels.raster import raster, rastered
from workshop.labels.self_check import require_readable
from workshop.labels.sheet import labels_pdf
from workshop.paper.text import tidy

HOW_MANY = full(400, everyday=50)
TEXTS = full(1_000, everyday=150)
TURN = 25.0
PRINTED = [(code, dpi) for dpi in (203, 300) for code, each in layouts().items() if dpi >= each.dpi]


class Row:
    """A piece with everything that is known of it, and one text in all of its fields."""

    def __init__(self, number: int, kind: PieceKind = PieceKind.DIE, text: str = "") -> None:
        self.tag = make_tag(kind, "01", number)
        self.kind, self.line = kind.value, text
        for name in set(FIELDS) - {"code", "tag", "kind", "line"}:
            setattr(self, name, text)


def as_seen(image: Image.Image, degrees: float, blur: float) -> Image.Image:
    """A label on a bench, a little out of focus, and not held straight."""
    edge = max(image.size) // 6
    seen = Image.new("L", (image.width + 2 * edge, image.height + 2 * edge), 255)
    seen.paste(image.convert("L"), (edge, edge))
    turned = seen.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=255)
    return turned.filter(ImageFilter.GaussianBlur(blur))


def around_code(image: Image.Image, layout: Layout, dpi: int) -> Image.Image:
    """The code and what is printed beside it: what a scanner held close has in sight."""
    code, dots, beside = layout.elements[0], dpi / 25.4, 2.0
    left, top = max(0.0, code.x - beside), max(0.0, code.y - beside)
    right, bottom = code.x + code.wide + beside, code.y + code.high + beside
    box = (left * dots, top * dots, min(image.width, right * dots), bottom * dots)
    return image.crop((*map(round, box[:3]), min(image.height, round(box[3]))))


@pytest.mark.parametrize(("code", "dpi"), PRINTED)
def test_every_code_is_read_blurred_and_turned(code: str, dpi: int) -> None:
    chance, layout = random.Random(f"{code} {dpi}"), find_layout(code)
    each = HOW_MANY // sum(dpi == other for _, other in PRINTED) + 1
    kinds = list(PieceKind)
    for number in range(each):
        row = Row(chance.randrange(10**6), kinds[number % len(kinds)], "GeForce RTX 4090")
        image = around_code(raster(row, layout, dpi), layout, dpi)
        turn = TURN * (2 * number / (each - 1) - 1)
        seen = as_seen(image, turn, 0.3 * dpi / 203 + chance.random() * 0.5 * dpi / 203)
        found = zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormat.QRCode)
        assert [each.text for each in found] == [row.tag], f"turned by {turn:.0f} degrees"


def test_a_code_with_a_torn_corner_is_not_read() -> None:
    image = raster(Row(4711), find_layout("12x12"), 300)
    image.paste(255, (0, 0, image.width // 2, image.height // 3))
    assert not zxingcpp.read_barcodes(as_seen(image, 5, 0.3))


def hostile(count: int) -> Iterator[str]:
    """Texts of people who try what a label does: nothing but show them."""
    chance = random.Random(7)
    parts = [
        "<b>bold</b>", "<img src='/etc/passwd'/>", "<img src='http://127.0.0.1/x.png'>", "&amp;",
        "=1+1", "=HYPERLINK(\"http://127.0.0.1\")", "@SUM(A1)", "^XA^FO0,0^FDx^FS^XZ", "~JA", "^XZ",
        "\\x1b@\\x1d", "\\x00", "%PDF-1.4 endstream endobj", "(a) \\\\ ) Tj ET Q", "{tag}",
        "{code}", "{0.__class__}", "%s%n", "$(id)", "`id`", "../../etc/passwd", "file:///etc/passwd",
        "مرحبا بالعالم", "שלום", "\u202eabc\u202c", "😀👩‍👩‍👧", "显卡翻新车间：已测试，良好。",
        "Ǆ̈́", "é" * 9,
        "W" * 60, "word " * 20, "a\nb\nc", "\t", "\u200b", "\ud800", "C0100773K7", "CWL-X",
    ]  # fmt: skip
    yield from parts
    yield "x" * 10_000
    yield "显" * 10_000
    yield "<i>" * 3_000
    for _ in range(count - len(parts) - 3):
        yield chance.choice((" ", "")).join(chance.choices(parts, k=chance.randrange(1, 5)))


@pytest.fixture
def nothing_opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was opened since: files by Python, and sockets."""
    opened: list[str] = []
    for where, name in ((builtins, "open"), (io, "open"), (os, "open"), (socket, "socket")):
        right = getattr(where, name)

        def spied(*facts: Any, right: Any = right, **more: Any) -> Any:
            opened.append(str(facts[0]) if facts else "socket")
            return right(*facts, **more)

        monkeypatch.setattr(where, name, spied)
    return opened


def test_hostile_texts_are_shown_and_nothing_else(nothing_opened: list[str]) -> None:
    raster(Row(1), find_layout("letter-2x5"), 203)  # what is read once is read now
    nothing_opened.clear()
    names = list(layouts())
    for number, text in enumerate(hostile(TEXTS)):
        layout = find_layout(names[number % len(names)])
        row = Row(number, text=text)
        marks = place(row, layout)
        if number % 5 == 0 or number < 50:
            require_readable(rastered(marks, layout, layout.dpi), row.tag)
        words = " ".join(each.text for each in marks.words)
        seen = tidy(text)[:4].strip(" ·")
        texts = [e for e in layout.elements if e.draws == Draws.TEXT and e.text != "{tag}"]
        assert not texts or seen in words, text
        assert bool(marks.shortened) == ("…" in words) or "…" in text or len(text) > 9_000
    assert nothing_opened == []


def test_hostile_texts_are_text_in_the_pdf(tmp_path: Path, nothing_opened: list[str]) -> None:
    labels_pdf([Row(1, text="Chinese 显卡 to begin with")], io.BytesIO())
    nothing_opened.clear()
    rows = [Row(number, text=text) for number, text in enumerate(hostile(TEXTS))]
    stream = io.BytesIO()
    assert labels_pdf(rows, stream, "letter-2x5") == TEXTS
    assert nothing_opened == []
    first = pypdf.PdfReader(stream).pages[0]
    assert "<img src='/etc/passwd'/>" in first.extract_text().replace("\n", "")
    assert "/Annots" not in first and "/XObject" not in first["/Resources"]


def test_a_file_that_is_opened_is_seen(nothing_opened: list[str], tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    socket.socket().close()
    assert len(nothing_opened) == 2
