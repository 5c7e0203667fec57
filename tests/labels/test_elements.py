# SPDX-License-Identifier: MIT
"""What a layout may have on a label and what not; a shop's own is as good as a shipped one."""

import io
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from tests.bench_shop import Shop
from workshop.domain.bodies import body_of
from workshop.domain.layout_entries import FIELDS, Layout
from workshop.domain.refused import Refused
from workshop.domain.shop_copies import read_entry
from workshop.labels.layout import Marks, find_layout, layouts, place
from workshop.labels.logo import logo_image, logo_rows
from workshop.labels.raster import INK, raster
from workshop.labels.sheet import Label, labels_pdf
from workshop.paper.bars import bars

TAG = "C0100773K7"
QR = {"draws": "qr", "x": 0.5, "y": 0.5, "wide": 14.5, "high": 14.5, "text": "{code}"}
TEXT = {"draws": "text", "x": 16.0, "y": 1.0, "wide": 30.0, "high": 10.0, "text": "{line}",
        "size": 10.0, "least": 6.0}  # fmt: skip


def layout(*elements: dict[str, Any], **change: Any) -> Layout:
    body = {
        "name": "Ours",
        "page": [80.0, 40.0],
        "label": [80.0, 40.0],
        "elements": [QR, *elements],
    }
    made = read_entry("layout", "ours", body | change)
    assert isinstance(made, Layout)
    return made


def placed(line: str, *elements: dict[str, Any], kind: str = "card") -> Marks:
    return place(Label(TAG, kind, line), layout(*elements))


def ink(image: Image.Image, x: float, y: float, wide: float, high: float) -> float:
    """The share of dots with ink in a room in mm, at 300 dpi."""
    scale = 300 / 25.4
    box = (round(x * scale), round(y * scale), round((x + wide) * scale), round((y + high) * scale))
    dots = image.crop(box).convert("L").get_flattened_data()
    return sum(dot == INK for dot in dots) / len(dots)


def test_a_layout_is_the_same_after_it_was_kept() -> None:
    for each in layouts().values():
        assert read_entry("layout", each.code, body_of(each)) == each


def test_an_element_is_only_on_the_labels_it_is_for() -> None:
    only = TEXT | {"text": "MSL 3", "only": ["die", "memory"]}
    assert [words.text for words in placed("", only, kind="die").words] == ["MSL 3"]
    assert placed("", only, kind="card").words == placed("", only, kind="Place").words == ()


def test_a_text_that_is_too_long_gets_smaller_and_then_is_cut_where_it_shows() -> None:
    short = placed("RTX 4090", TEXT)
    long = placed("GeForce RTX 4090 SUPRIM", TEXT)
    cut = placed("GeForce RTX 4090 SUPRIM X with water block and backplate", TEXT)
    assert short.words[0].size == 10.0 and short.shortened == ()
    assert 6.0 <= long.words[0].size < 10.0 and long.shortened == ()
    assert cut.words[0].size == 6.0 and cut.words[0].text.endswith("…")
    assert cut.shortened == ("GeForce RTX 4090 SUPRIM X with water block and backplate",)


def test_a_text_that_may_wrap_is_cut_only_where_no_line_is_left() -> None:
    wraps = TEXT | {"fit": "wrap"}
    text = "GeForce RTX 4090 SUPRIM X with water block and backplate"
    marks = placed(text, wraps)
    assert " ".join(words.text for words in marks.words) == text and marks.shortened == ()
    two = placed(text, wraps | {"lines": 2, "least": 9.0})
    assert len(two.words) == 2 and two.words[1].text.endswith("…") and two.shortened == (text,)


def test_a_text_without_room_is_told_to_be_missing() -> None:
    low = TEXT | {"high": 3.0}
    under = {"draws": "text", "under": True, "text": "{kind}", "size": 8.0, "least": 8.0}
    marks = placed("RTX 4090", low, under)
    assert [words.text for words in marks.words] == ["RTX 4090"] and marks.shortened == ("Card",)


def test_texts_stand_left_in_the_middle_or_right() -> None:
    for align, left, right in (("left", 16, 24), ("centre", 27, 35), ("right", 38, 46)):
        image = raster(Label(TAG, "card", "RTX"), layout(TEXT | {"align": align}), 300)
        assert ink(image, left, 1, right - left, 10) > 0.02
        assert ink(image, 16, 1, 30, 10) * 30 == pytest.approx(
            ink(image, left, 1, right - left, 10) * (right - left), rel=0.02
        )


def test_fields_are_filled_in_and_what_is_not_known_leaves_no_dot() -> None:
    class Row(Label):
        serial = "M9YVCM0001"
        place = "RACK-A"

    one = layout(TEXT | {"text": "{serial} · {batch} · {place}", "wide": 60.0})
    assert place(Row(TAG, "card"), one).words[0].text == "M9YVCM0001 · RACK-A"
    assert place(Label(TAG, "card"), one).words == ()


def test_a_code_128_is_read_on_paper_and_by_a_label_printer() -> None:
    serial = {"draws": "code128", "x": 1.0, "y": 20.0, "wide": 78.0, "high": 8.0, "text": "{line}"}
    label, one = Label(TAG, "card", "0324217145110"), layout(serial)
    stream = io.BytesIO()
    labels_pdf([label], stream, one)
    paper = pypdfium2.PdfDocument(stream.getvalue())[0].render(scale=300 / 72).to_pil()
    for image in (raster(label, one, 203), raster(label, one, 300), paper):
        found = zxingcpp.read_barcodes(image.convert("L"))
        assert {code.text for code in found} == {TAG, "0324217145110"}
    assert place(Label(TAG, "card", ""), one).bars == ()
    for text in ("显卡", "x" * 60):
        with pytest.raises(
            Refused, match="does not fit the Code 128 of a Ours label. Use a QR code"
        ):
            place(Label(TAG, "card", text), one)
    narrow = layout(serial | {"wide": 30.0})
    with pytest.raises(Refused, match="too narrow on a Ours label for a printer of 203 dots"):
        raster(Label(TAG, "card", "0324217145110"), narrow, 203)


def test_a_code_128_that_reads_as_another_text_is_not_put_on_paper(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The planted fault: the bars are those of another serial, or one module is lost."""
    serial = {"draws": "code128", "x": 1.0, "y": 20.0, "wide": 78.0, "high": 8.0, "text": "{line}"}
    label, one = Label(TAG, "card", "^XA^FD123^XZ"), layout(serial)
    labels_pdf([label], io.BytesIO(), one)
    for wrong, says in (
        (lambda text: bars("^XA^FD124^XZ"), "would be read as “.XA.FD124.XZ”"),
        (lambda text: bars(text)[:-3], "No scanner would read"),
    ):
        monkeypatch.setattr("workshop.labels.layout.modules_of", wrong)
        with pytest.raises(Refused, match=says):
            labels_pdf([label], io.BytesIO(), one)


def test_lines_boxes_and_a_logo_are_where_they_were_put() -> None:
    drawn = Image.new("RGBA", (120, 60), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).rectangle((0, 0, 59, 59), "black")
    logo = {"draws": "logo", "x": 60.0, "y": 2.0, "wide": 12.0, "high": 12.0,
            "picture": list(logo_rows(drawn))}  # fmt: skip
    one = layout(
        {"draws": "line", "x": 2.0, "y": 20.0, "wide": 50.0, "thick": 0.5},
        {"draws": "line", "x": 70.0, "y": 20.0, "high": 15.0, "thick": 0.5},
        {"draws": "box", "x": 2.0, "y": 22.0, "wide": 50.0, "high": 10.0, "thick": 0.5},
        logo,
    )
    stream = io.BytesIO()
    labels_pdf([Label(TAG, "")], stream, one)
    paper = pypdfium2.PdfDocument(stream.getvalue())[0].render(scale=300 / 72).to_pil()
    for image in (
        raster(Label(TAG, ""), one, 300),
        paper.convert("L").point(lambda grey: 255 * (grey > 127)),
    ):
        assert ink(image, 2, 20, 50, 0.5) > 0.8
        assert ink(image, 70, 20, 0.5, 15) > 0.8
        assert ink(image, 2, 22, 50, 0.5) > 0.8 and ink(image, 2, 31.5, 50, 0.5) > 0.8
        assert ink(image, 2, 22, 0.5, 10) > 0.8 and ink(image, 51.5, 22, 0.5, 10) > 0.8
        assert ink(image, 3, 23, 48, 8) == 0
        # Twice as wide as high: in the middle of its square, the left half black.
        assert ink(image, 60.2, 5.2, 5.6, 5.6) > 0.97 and ink(image, 66.3, 2, 5.7, 12) < 0.03
        assert ink(image, 60, 2, 12, 2.7) == ink(image, 60, 11.3, 12, 2.7) == 0


def test_a_logo_is_dots_of_a_bounded_size() -> None:
    rows = logo_rows(Image.linear_gradient("L").resize((2000, 900)))
    assert len(rows[0]) * 4 == 300 and len(rows) == 135
    dots = logo_image(rows).get_flattened_data()
    assert sum(dot == INK for dot in dots) / len(dots) == pytest.approx(0.5, abs=0.05)
    picture = Image.new("1", (21, 5), 255)
    picture.putpixel((1, 2), 0)
    back = logo_image(logo_rows(picture))  # 24 dots wide, the 21 in the middle
    assert [n for n, dot in enumerate(back.get_flattened_data()) if dot == INK] == [2 * 24 + 2]
    assert logo_image(("80", "01")).get_flattened_data()[0] == INK
    assert logo_image(("8", "1")).size == (4, 2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"label": [90.0, 40.0]}, "labels reach over the edge of the page"),
        ({"grid": [2, 1]}, "labels reach over the edge of the page"),
        ({"left": -1.0}, "labels reach over the edge of the page"),
        ({"gap": [-3.0, 0.0]}, "labels reach over the edge of the page"),
        ({"page": [80.0]}, "two numbers each"),
        ({"label": [4.0, 4.0]}, "5 mm or more"),
        ({"grid": [0, 4]}, "5 mm or more"),
        ({"name": " "}, "name of the layout"),
        ({"elements": []}, "1 to 40 elements"),
        ({"elements": [TEXT]}, "needs a QR code or Code 128"),
        ({"elements": [QR | {"only": ["die"]}]}, "needs a QR code or Code 128"),
        ({"elements": [QR | {"wide": 7.0, "high": 7.0}]}, "too small.*at least 7.25 mm wide"),
        ({"elements": [QR | {"wide": 20.0}]}, "is a square"),
        ({"elements": [QR | {"x": 70.0}]}, "QR code “{code}” reaches over the edge of the label"),
        ({"elements": [QR | {"x": -1.0}]}, "begins outside of the label"),
        ({"elements": [QR | {"quiet": 1}]}, "quiet zone"),
        ({"elements": [QR, TEXT | {"x": 14.0}]}, "“{line}” comes into the white room around QR"),
        ({"elements": [QR, TEXT | {"text": "{password}"}]}, "names the field “password”"),
        ({"elements": [QR, TEXT | {"size": 5.0}]}, "sizes must go up"),
        ({"elements": [QR, TEXT | {"least": 2.0}]}, "sizes must go up"),
        ({"elements": [QR, TEXT | {"high": 0.0}]}, "no width or no height"),
        ({"elements": [QR, TEXT | {"under": True}]}, "no text above it"),
        ({"elements": [QR, TEXT, QR | {"under": True}]}, "no text above it"),
        ({"elements": [QR, {"draws": "line", "x": 20.0}]}, "longer than nothing"),
        ({"elements": [QR, {"draws": "logo", "wide": 9.0, "high": 9.0}]}, "The logo has no pict"),
        ({"elements": [QR, TEXT | {"draws": "circle"}]}, "must be one of “qr”, “text”"),
    ],
)
def test_a_layout_that_cannot_work_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        layout(**change)


def test_a_shop_prints_on_a_layout_of_its_own(shop: Shop) -> None:
    body = body_of(find_layout("62x29")) | {"name": "Ours", "code": "ours"}
    body["elements"][3] = body["elements"][3] | {"text": "{batch} · {serial}"}
    shop.do("set_catalogue", kind="layout", code="ours", body=body)
    shop.do("set_catalogue", kind="layout", code="50x25", body={"name": "Small"})
    with shop.database.read() as connection:
        ours = find_layout("OURS", connection)
        assert find_layout("50x25", connection).name == "Small"
        assert set(layouts(connection)) == {*layouts(), "ours"}
    with pytest.raises(Refused, match="There is no label layout"):
        find_layout("ours")
    label = Label("C0100773K7", "card", "x")
    assert [words.text for words in place(label, ours).words] == ["C01-00773K-7", "Card"]


def test_labels_that_wait_have_every_field_a_layout_may_name(shop: Shop) -> None:
    shop.do("receive", batch="B1", serial="M9YVCM0001", model="GeForce RTX 4090", maker="ASUS")
    (row,) = shop.ask("labels_waiting")
    assert set(FIELDS) - {"code"} <= set(row._fields)
    assert (row.serial, row.maker, row.model) == ("M9YVCM0001", "ASUS", "GeForce RTX 4090")
    assert row.day == shop.ask("journal")[0].at[:10]
    one = layout(TEXT | {"text": "{maker} {model}", "fit": "wrap"})
    assert " ".join(w.text for w in place(row, one).words) == "ASUS GeForce RTX 4090"
