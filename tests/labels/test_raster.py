# SPDX-License-Identifier: MIT
"""Labels in dots: as large as the printer takes them, sharp, and read back before they go out."""

import io
from typing import Any

import pytest
from PIL import Image, ImageDraw

from workshop.domain.refused import Refused
from workshop.domain.tag import make_tag
from workshop.domain.terms import PieceKind
from workshop.labels import sheet
from workshop.labels.layout import Marks, find_layout, layouts, place
from workshop.labels.raster import INK, PAPER, code_image, raster, rastered
from workshop.labels.self_check import require_readable, require_readable_code
from workshop.labels.sheet import Label, labels_pdf
from workshop.paper import qr

TAG = make_tag(PieceKind.CARD, "01", 4711)
CARD = Label(TAG, "card", "GeForce RTX 4090 · M9YVCM00X123KA4")


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """The box around all ink, in dots."""
    box = image.convert("L").point(lambda value: 255 - value).getbbox()
    assert box is not None
    return box


DOTS = [(name, dpi) for name, each in layouts().items() for dpi in (203, 300) if dpi >= each.dpi]


@pytest.mark.parametrize(("layout", "dpi"), [*DOTS, ("62x29", 600)])
def test_a_label_is_drawn_in_black_and_white_and_reads_as_its_tag(layout: str, dpi: int) -> None:
    wide, high = find_layout(layout).label
    for label in (CARD, Label("CWP-ANA", "", "Ana Müller"), Label(TAG, "die", "显卡翻新 " * 40)):
        image = raster(label, find_layout(layout), dpi)
        assert image.mode == "1"
        assert set(image.get_flattened_data()) == {PAPER, INK}
        assert image.width == pytest.approx(wide / 25.4 * dpi, abs=1.5)
        assert image.height == pytest.approx(high / 25.4 * dpi, abs=1.5)
        require_readable(image, label.tag)


def test_a_label_of_62_by_29_has_eight_dots_to_the_millimetre_at_203_dpi() -> None:
    assert raster(CARD, find_layout("62x29"), 203).size == (496, 232)
    assert raster(CARD, find_layout("62x29"), 300).size == (732, 343)


def test_a_module_is_whole_dots_and_as_many_as_there_is_room_for() -> None:
    code = qr.matrix(TAG)
    for dpi, each in ((203, 6), (300, 8)):
        image = raster(CARD, find_layout("62x29"), dpi)
        left, _, _, _ = ink(image)
        top = next(y for y in range(image.height) if image.getpixel((left, y)) == INK)
        side = code.size * each
        drawn = image.crop((left, top, left + side, top + side))
        assert drawn.tobytes() == code_image(code, each).tobytes()


def test_ink_stays_on_the_label_and_text_is_as_high_as_asked_for() -> None:
    layout = find_layout("62x29")
    image = raster(Label(TAG, "card", "W" * 400), layout, 203)
    left, top, right, bottom = ink(image)
    edge = 2 * 8
    assert left >= edge - 1 and right <= image.width - edge + 2
    assert top >= edge / 2 and bottom <= image.height - edge / 2
    bare = Label(TAG, "")
    words = place(bare, layout).words[0]
    image = raster(bare, layout, 203)
    _, high, _, low = ink(image.crop((round(22.25 * 8), 0, *image.size)))
    assert low - high == pytest.approx(words.size * 0.733 * 203 / 72, abs=3)


def test_dots_too_large_for_a_code_are_refused_with_what_to_do() -> None:
    layout = find_layout("letter-4x20")
    require_readable(raster(CARD, layout, 203), TAG)
    with pytest.raises(
        Refused, match=r"too small on a .* label for a printer of 150 dots per inch"
    ):
        raster(CARD, layout, 150)


def test_a_text_too_long_for_its_code_is_refused() -> None:
    with pytest.raises(Refused, match="does not fit the QR code"):
        raster(Label("CWP-" + "X" * 900, "", ""), find_layout("62x29"), 300)


def test_the_same_label_gives_the_same_dots() -> None:
    layout = find_layout("50x25")
    assert raster(CARD, layout, 203).tobytes() == raster(CARD, layout, 203).tobytes()


def test_a_label_that_does_not_read_back_is_refused() -> None:
    image = raster(CARD, find_layout("62x29"), 203)
    with pytest.raises(Refused, match=f"“{TAG}” would be read as") as wrong:
        require_readable(raster(Label(TAG[::-1], "card"), find_layout("62x29"), 203), TAG)
    assert TAG[::-1] in str(wrong.value)
    ImageDraw.Draw(image).rectangle((20, 60, 160, 110), INK)
    with pytest.raises(Refused, match="No scanner would read"):
        require_readable(image, TAG)
    with pytest.raises(Refused, match="No scanner would read"):
        require_readable(Image.new("1", (300, 200), PAPER), TAG)


def test_a_text_drawn_over_the_code_is_noticed() -> None:
    layout = find_layout("62x29")
    marks = place(CARD, layout)
    over = [words._replace(x=marks.codes[0].x + 4, size=16) for words in marks.words]
    with pytest.raises(Refused):
        require_readable(rastered(marks._replace(words=tuple(over)), layout, 203), TAG)


def test_a_pdf_is_not_written_with_a_code_of_another_text(monkeypatch: pytest.MonkeyPatch) -> None:
    other = qr.matrix(make_tag(PieceKind.CARD, "01", 4712))
    require_readable_code(qr.matrix(TAG), TAG)

    def misplaced(*facts: Any) -> Marks:
        marks = place(*facts)
        return marks._replace(codes=(marks.codes[0]._replace(matrix=other),))

    monkeypatch.setattr(sheet, "place", misplaced)
    out = io.BytesIO()
    with pytest.raises(Refused, match="would be read as"):
        labels_pdf([CARD], out)
    assert not out.getvalue()
