# SPDX-License-Identifier: MIT
"""QR codes are those of the qrcode library, and scanners read them."""

import random
import re

import pytest
import zxingcpp
from PIL import Image, ImageFilter
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from workshop.domain.tag import ALPHABET, make_tag
from workshop.domain.terms import PieceKind
from workshop.paper import qr


def tags(count: int) -> list[str]:
    """Tags of all kinds and sites."""
    chance = random.Random(7)
    kinds = list(PieceKind)
    return [
        make_tag(
            chance.choice(kinds), "".join(chance.choices(ALPHABET, k=2)), chance.randrange(32**6)
        )
        for _ in range(count)
    ]


def pixels(rows: list[list[bool]] | list[str], scale: int = 3) -> Image.Image:
    """A picture of modules, quiet zone and all."""
    size = len(rows) + 2 * qr.QUIET
    image = Image.new("L", (size, size), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark in (True, "1"):
                image.putpixel((x + qr.QUIET, y + qr.QUIET), 0)
    return image.resize((size * scale, size * scale), Image.Resampling.NEAREST)


def picture(code: qr.Matrix, scale: int = 3) -> Image.Image:
    return pixels([f"{row:0{code.size}b}" for row in code.rows], scale)


def read(image: Image.Image) -> list[str]:
    return [
        found.text for found in zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    ]


def test_a_thousand_tags_are_as_the_library_makes_them() -> None:
    for tag in tags(1_000):
        assert qr.matrix(tag) == qr.rows_of(qr.whole_tag_code(tag)), tag
    for tag in ("0000000000", "ZZZZZZZZZZ", "0123456789", "C0100773K7"):
        assert qr.matrix(tag) == qr.rows_of(qr.whole_tag_code(tag))


def test_one_wrong_bit_in_the_tables_is_found() -> None:
    tag = tags(1)[0]
    pair = qr._pairs()[2]
    qr.matrix(tag)
    right = pair[tag[4:6]]
    pair[tag[4:6]] = right ^ 1 << 100
    try:
        assert qr.matrix(tag) != qr.rows_of(qr.whole_tag_code(tag))
    finally:
        pair[tag[4:6]] = right


def test_a_thousand_tags_are_read() -> None:
    for tag in tags(1_000):
        assert read(picture(qr.matrix(tag))) == [tag]


def test_tags_are_read_turned_and_blurred() -> None:
    chance = random.Random(3)
    for tag in tags(60):
        image = picture(qr.matrix(tag), 6).rotate(
            chance.uniform(-25, 25), expand=True, fillcolor=255
        )
        assert read(image.filter(ImageFilter.GaussianBlur(1.8))) == [tag]


def test_tags_are_read_with_a_scratch() -> None:
    """Level H: a fifth of the code may be gone."""
    for tag in tags(40):
        image = picture(qr.matrix(tag), 6)
        image.paste(255, (100, 90, 130, 125))
        assert read(image) == [tag]


def test_tags_are_version_1_at_level_h_with_the_fixed_mask() -> None:
    for found in zxingcpp.read_barcodes(picture(qr.matrix("C0100773K7"))):
        assert found.ec_level == "H"
    code = qr.whole_tag_code("C0100773K7")
    assert code.version == 1
    assert code.modules_count == qr.matrix("C0100773K7").size == qr.TAG_MODULES


@pytest.mark.parametrize(
    "text",
    ["CWP-ANA", "CWL-TRAY-12", "显卡 batch é", "lower case", "x" * 300, "1", "A B", "C0100773k7"],
)
def test_other_texts_are_read_and_as_small_as_may_be(text: str) -> None:
    code = qr.matrix(text)
    smallest = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    smallest.add_data(text)
    smallest.make(fit=True)
    assert code.size == smallest.modules_count
    assert read(picture(code)) == [text]


def test_a_better_level_where_it_costs_nothing() -> None:
    levels = {
        text: zxingcpp.read_barcodes(picture(qr.matrix(text)))[0].ec_level
        for text in ("CWP-ANA", "CWL-TRAY-12", "CWL-TRAY-12-LEFT-X")
    }
    assert levels == {"CWP-ANA": "H", "CWL-TRAY-12": "Q", "CWL-TRAY-12-LEFT-X": "M"}


@pytest.mark.parametrize("text", ["", "x" * 2332, "\ud800"])
def test_what_has_no_code_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="QR code"):
        qr.matrix(text)


@pytest.mark.parametrize("text", ["C0100773K7", "CWL-RACK-A-SHELF-3-BOX-0017", "x" * 120])
def test_the_path_covers_exactly_the_dark_modules(text: str) -> None:
    code = qr.matrix(text)
    rows = [[False] * code.size for _ in range(code.size)]
    path = qr.path(code)
    assert re.fullmatch(r"(\d+ \d+ \d+ 1 re\n)+", path)
    for line in path.splitlines():
        x, y, wide, _, _ = line.split()
        for column in range(int(x), int(x) + int(wide)):
            assert not rows[code.size - 1 - int(y)][column], "drawn twice"
            rows[code.size - 1 - int(y)][column] = True
    assert [int("".join(map(str, map(int, row))), 2) for row in rows] == list(code.rows)
    assert read(pixels(rows)) == [text]
