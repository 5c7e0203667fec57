# SPDX-License-Identifier: MIT
"""Label PDFs, printed and read back: every code is scanned, every text copied out."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from workshop.domain.layout_entries import Draws, Layout
from workshop.domain.refused import Refused
from workshop.domain.tag import make_tag, written
from workshop.domain.terms import PieceKind
from workshop.labels import sheet as printing
from workshop.labels.layout import Marks, corner, find_layout, layouts, place
from workshop.labels.sheet import Label, labels_pdf
from workshop.paper import qr
from workshop.paper.look import mm

DPI = 300


def some(count: int) -> list[Label]:
    kinds = list(PieceKind)
    return [
        Label(
            make_tag(kinds[n % len(kinds)], "01", 7000 + 13 * n),
            kinds[n % len(kinds)],
            f"GeForce RTX 4090 · M9YVCM00X{n:03d}KA4",
        )
        for n in range(count)
    ]


def pdf(labels: list[Label], layout: str, start: int = 1, copies: int = 1) -> bytes:
    stream = io.BytesIO()
    assert labels_pdf(labels, stream, layout, start, copies) == len(labels) * copies
    return stream.getvalue()


def pages(data: bytes, dpi: int = DPI) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]


class Found(NamedTuple):
    """A code on a page: its text and the middle of it in mm from the top left."""

    text: str
    x: float
    y: float


def scan(image: Image.Image, dpi: int = DPI) -> list[Found]:
    found = []
    for code in zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain):
        corners = code.position
        points = [corners.top_left, corners.top_right, corners.bottom_left, corners.bottom_right]
        x = sum(point.x for point in points) / 4 / dpi * 25.4
        y = sum(point.y for point in points) / 4 / dpi * 25.4
        found.append(Found(code.text, x, y))
    return sorted(found, key=lambda code: (round(code.y), code.x))


@pytest.mark.parametrize("layout", layouts().values(), ids=list(layouts()))
def test_every_code_is_scanned_and_lies_where_the_sheet_has_it(layout: Layout) -> None:
    places = layout.per_page
    labels = some(places + 3 if places > 1 else 5)
    (drawn,) = (element for element in layout.elements if element.is_code)
    found = []
    dpi = 200 if places > 1 else DPI  # a sheet has many dots, and no small modules
    down = layout.label[1] + layout.gap[1]
    for image in pages(pdf(labels, layout.code), dpi):
        in_rows = sorted(scan(image, dpi), key=lambda code: ((code.y - layout.top) // down, code.x))
        for code in in_rows:
            row, column = divmod(len(found) % places, layout.grid[0])
            x = layout.left + column * (layout.label[0] + layout.gap[0])
            y = layout.top + row * down
            assert code.x == pytest.approx(x + drawn.x + drawn.wide / 2, abs=0.3)
            assert code.y == pytest.approx(y + drawn.y + drawn.high / 2, abs=0.3)
            found.append(code.text)
    assert found == [label.tag for label in labels]


@pytest.mark.parametrize("layout", ["62x29", "50x25"])
def test_codes_are_scanned_at_the_dots_of_a_label_printer(layout: str) -> None:
    labels = some(12)
    images = pages(pdf(labels, layout), 203)
    assert [code.text for image in images for code in scan(image)] == [x.tag for x in labels]


def test_a_page_is_as_large_as_the_label_to_the_point() -> None:
    for layout in layouts().values():
        for page in pypdf.PdfReader(io.BytesIO(pdf(some(2), layout.code))).pages:
            assert float(page.mediabox.width) == pytest.approx(layout.page[0] / 25.4 * 72, abs=1e-3)
            assert float(page.mediabox.height) == pytest.approx(
                layout.page[1] / 25.4 * 72, abs=1e-3
            )


def test_a_part_used_sheet_starts_where_it_is_free() -> None:
    labels = some(25)
    first, second = pages(pdf(labels, "a4-3x8", start=5))
    found = scan(first)
    assert [code.text for code in found] == [label.tag for label in labels[:20]]
    # The fifth place: second row, middle column.
    assert found[0].x == pytest.approx(70 + 0.5 + 26.1 / 2, abs=0.3)
    assert found[0].y == pytest.approx(0.5 + 37 * 1.5, abs=0.3)
    assert [code.text for code in scan(second)] == [label.tag for label in labels[20:]]
    assert scan(second)[0].y == pytest.approx(0.5 + 37 / 2, abs=0.3)


def test_the_last_place_and_a_full_sheet() -> None:
    assert len(pages(pdf(some(2), "a4-3x8", start=24), 72)) == 2
    assert len(pages(pdf(some(24), "a4-3x8"), 72)) == 1


def test_copies_follow_one_another() -> None:
    labels = some(3)
    found = [code.text for code in scan(pages(pdf(labels, "a4-3x8", copies=3))[0])]
    assert found == [label.tag for label in labels for _ in range(3)]


@pytest.mark.parametrize(
    ("layout", "start", "copies", "sentence"),
    [
        ("a4-3x8", 0, 1, "Place 0 is not on the sheet: start at 1 to 24."),
        ("a4-3x8", 25, 1, "Place 25 is not on the sheet: start at 1 to 24."),
        ("a4-3x8", -1, 1, "Place -1 is not on the sheet: start at 1 to 24."),
        ("62x29", 2, 1, "A label roll has no places to skip: start at 1, not at 2."),
        ("62x29", 1, 0, "0 copies cannot be printed: choose 1 to 100."),
        ("62x29", 1, 101, "101 copies cannot be printed: choose 1 to 100."),
        ("A5", 1, 1, "There is no label layout “A5”. Choose one of: 62x29, 50x25, 25x10,"),
    ],
)
def test_refusals_leave_no_file(
    layout: str, start: int, copies: int, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        labels_pdf(some(1), tmp_path / "x.pdf", layout, start, copies)
    assert str(refused.value).startswith(sentence)
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_print_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There are no labels to print"):
        labels_pdf([], tmp_path / "x.pdf")


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"cannot be written to .*No such file.*another place"):
        labels_pdf(some(1), tmp_path / "gone" / "x.pdf")


def test_a_full_disk_is_refused_and_what_was_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "x.pdf"
    out.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="No space left"):
        labels_pdf(some(1), out)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_a_label_that_is_refused_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not fit the QR code"):
        labels_pdf([*some(60), Label("x" * 3000, "card")], tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_and_a_cancel_leaves_nothing(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    out = tmp_path / "x.pdf"
    assert labels_pdf(some(120), out, progress=lambda n, all_: told.append((n, all_))) == 120
    assert told == [(50, 120), (100, 120), (120, 120)]
    out.unlink()
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) == 2

    told.clear()
    labels = some(500)
    assert labels_pdf(labels, out, "a4-3x8", 1, 2, lambda n, _: told.append((n, 0)), cancelled) == 0
    assert told == [(50, 0)]
    assert list(tmp_path.iterdir()) == []
    stream = io.BytesIO()
    assert labels_pdf(labels, stream, cancelled=lambda: True) == 0
    assert stream.getvalue() == b""


def test_the_same_labels_give_the_same_bytes(tmp_path: Path) -> None:
    labels = [*some(30), Label("CWP-ANA", "Person", "Ana Škvorecká 显卡")]
    assert labels_pdf(labels, tmp_path / "a.pdf", "a4-3x8") == 31
    assert labels_pdf(labels, tmp_path / "b.pdf", "a4-3x8") == 31
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_text_is_copied_out_as_it_was_put_in() -> None:
    labels = [
        Label("C0100773K7", "card", "华硕 显卡，已测试"),
        Label("M0100A41P2", "memory", "Échange à l’atelier"),
        Label("CWL-TRAY-12", "Étagère", "<b>&amp;</b> 100 %"),
    ]
    reader = pypdf.PdfReader(io.BytesIO(pdf(labels, "62x29")))
    texts = [page.extract_text().split("\n") for page in reader.pages]
    assert texts[0] == [written("C0100773K7"), "Card", "华硕 显卡，已测试"]
    assert texts[1][1:] == ["Memory chip", "Échange à l’atelier"]
    assert texts[2] == ["TRAY-12", "Étagère", "<b>&amp;</b> 100 %"]


def test_only_our_typeface_is_in_it_and_embedded() -> None:
    document = pypdf.PdfReader(io.BytesIO(pdf([Label("C0100773K7", "card", "显卡")], "62x29")))
    resources: Any = document.pages[0]["/Resources"]
    fonts = resources["/Font"].values()
    names = sorted(font.get_object()["/BaseFont"][8:] for font in fonts)
    assert names == ["CardWorkshopSans-Bold", "CardWorkshopSans-Regular"]
    for font in fonts:
        assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_what_cannot_be_drawn_is_seen_on_paper() -> None:
    with_box, without = (
        pages(pdf([Label("C0100773K7", "card", text)], "62x29"))[0] for text in ("😀😀", "")
    )
    assert sum(with_box.histogram()[:100]) > sum(without.histogram()[:100]) + 500


HOSTILE = [
    "<b>bold</b></para><img src='/etc/passwd'/>",
    "(parens) \\ ) Tj ET Q",
    "\x00\x01\x1b[31m\x7f",
    "显卡" * 900,
    "W" * 4096,
    "a\nb\nc\nd\ne\nf\ng",
    "😀\ud800\u202e\ufeff",
    "%PDF-1.4 endstream endobj",
]


@pytest.mark.parametrize("layout", ["62x29", "50x25", "a4-4x10"])
def test_hostile_text_harms_no_label(layout: str) -> None:
    labels = [
        Label(make_tag(PieceKind.CARD, "01", n), text, text) for n, text in enumerate(HOSTILE)
    ]
    images = pages(pdf(labels, layout))
    assert [code.text for image in images for code in scan(image)] == [x.tag for x in labels]
    sheet = find_layout(layout)
    for number in range(len(labels)):
        at = number % sheet.per_page
        assert untidy(images[number // sheet.per_page], sheet, at, labels[number]) == []


def untidy(image: Image.Image, layout: Layout, at: int, label: Label, dpi: int = DPI) -> list[str]:
    """What is wrong with a printed label: ink in the quiet zone or in the margins."""
    scale = dpi / 72
    x, y = corner(layout, at)
    (code,) = place(label, layout).codes
    text = next(element for element in layout.elements if element.draws == Draws.TEXT)

    def inked(left: float, bottom: float, right: float, top: float) -> bool:
        """Whether there is ink in a box of points from the corner of the label."""
        box = (
            round((x + left) * scale) + 1,
            image.height - round((y + top) * scale) + 1,
            round((x + right) * scale) - 1,
            image.height - round((y + bottom) * scale) - 1,
        )
        return min(image.crop(box).tobytes()) < 128

    quiet, side = qr.QUIET * code.module, code.matrix.size * code.module
    left, bottom = code.x, code.y
    wide, high, margin = mm(layout.label[0]), mm(layout.label[1]), mm(text.y)
    zones = {
        "quiet zone left": (left - quiet, bottom - quiet, left, bottom + side + quiet),
        "quiet zone right": (
            left + side,
            bottom - quiet,
            left + side + quiet,
            bottom + side + quiet,
        ),
        "quiet zone below": (left - quiet, bottom - quiet, left + side + quiet, bottom),
        "quiet zone above": (
            left - quiet,
            bottom + side,
            left + side + quiet,
            bottom + side + quiet,
        ),
        "right margin": (wide - margin, 0, wide, high),
        "upper margin": (0, high - margin * 0.5, wide, high),
        "lower margin": (0, 0, wide, margin * 0.5),
    }
    return [name for name, zone in zones.items() if inked(*zone)]


def spoilt_code(marks: Marks, **change: float) -> Marks:
    return marks._replace(codes=tuple(code._replace(**change) for code in marks.codes))


Spoil = Callable[[Marks], Marks]
PLANTED: dict[str, Spoil] = {
    "quiet zone right": lambda m: m._replace(words=tuple(w._replace(x=w.x - 6) for w in m.words)),
    "right margin": lambda m: m._replace(words=tuple(w._replace(x=w.x + 16) for w in m.words)),
    "quiet zone left": lambda m: spoilt_code(m, x=m.codes[0].x - 2 * m.codes[0].module),
    "quiet zone above": lambda m: spoilt_code(m, module=m.codes[0].module * 1.2),
    "upper margin": lambda m: m._replace(words=tuple(w._replace(y=w.y + 20) for w in m.words)),
}


@pytest.mark.parametrize("fault", list(PLANTED))
def test_a_spoilt_label_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = find_layout("62x29")
    label = Label("C0100773K7", "card", "GeForce RTX 4090 · M9YVCM00X123KA4")
    assert untidy(pages(pdf([label], "62x29"))[0], layout, 0, label) == []
    right = printing.draw

    def spoilt(canvas: Canvas, marks: Marks, paths: list[str], x: float, y: float) -> None:
        right(canvas, PLANTED[fault](marks), paths, x, y)

    monkeypatch.setattr(printing, "draw", spoilt)
    assert fault in untidy(pages(pdf([label], "62x29"))[0], layout, 0, label)


def test_rows_of_a_query_are_printed_as_they_are() -> None:
    class Row(NamedTuple):
        id: int
        tag: str
        kind: str
        line: str

    stream = io.BytesIO()
    assert labels_pdf([Row(1, "C0100773K7", "card", "x")], stream) == 1
    assert [code.text for code in scan(pages(stream.getvalue())[0])] == ["C0100773K7"]
