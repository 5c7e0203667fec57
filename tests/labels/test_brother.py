# SPDX-License-Identifier: MIT
"""What a Brother QL is sent, read by somebody else's reader: the same codes, and the right roll."""

import io
from pathlib import Path

import pytest
import zxingcpp
from brother_ql.labels import ALL_LABELS
from brother_ql.reader import BrotherQLReader, chunker, interpret_response
from PIL import Image, ImageChops

from workshop.domain.refused import Refused
from workshop.labels.brother import (
    DPI,
    HEADS,
    ROLLS,
    brother,
    on_roll,
    read_status,
    require_roll,
    roll_for,
)
from workshop.labels.layout import layouts
from workshop.labels.raster import raster
from workshop.labels.sheet import Label

TAG = "C0100773K7"
LABEL = Label(TAG, "card", "GeForce RTX 4090 · 显卡")


def pages(job: bytes, folder: Path) -> list[Image.Image]:
    """The pages of a job, as the other reader draws them."""
    list(chunker(job, raise_exception=True))  # refuses what is no command
    reader = BrotherQLReader(io.BytesIO(job))
    reader.filename_fmt = str(folder / "page{counter}.png")
    reader.analyse()
    return [Image.open(file).convert("1") for file in sorted(folder.glob("page*.png"))]


def codes(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("continuous", [False, True])
@pytest.mark.parametrize("code", list(layouts()))
def test_every_layout_is_read_back(code: str, continuous: bool, wide: bool, tmp_path: Path) -> None:
    layout = layouts()[code]
    image = raster(LABEL, layout, DPI)
    roll = roll_for(layout.label, continuous=continuous)
    try:
        job = brother(image, roll, wide=wide)
    except Refused as refused:
        assert roll.wide > 62 and not wide and "does not take" in str(refused)
        return
    (page,) = pages(job, tmp_path)
    assert page.width == HEADS[wide][0]
    assert codes(page) == [TAG]


def test_what_is_printed_is_the_label_and_lies_where_the_roll_is(tmp_path: Path) -> None:
    layout = layouts()["62x29"]
    image, roll = raster(LABEL, layout, DPI), roll_for(layout.label)
    (page,) = pages(brother(image, roll), tmp_path)
    left = page.width - roll.across - roll.right
    printed = page.crop((left, 0, left + roll.across, page.height))
    assert (printed.size, page.height) == ((roll.across, roll.along), roll.along)
    assert printed.tobytes() == on_roll(image, roll).tobytes()
    ink = [ImageChops.invert(one).crop(ImageChops.invert(one).getbbox()) for one in
           (image, printed)]  # fmt: skip
    assert ink[0].tobytes() == ink[1].tobytes()


def test_copies_are_pages_of_one_job(tmp_path: Path) -> None:
    job = brother(raster(LABEL, layouts()["62x29"], DPI), roll_for((62, 29)), copies=3)
    found = pages(job, tmp_path)
    # The reader goes on below the page before: its last page has all of them.
    assert [page.height for page in found] == [271, 542, 813]
    assert codes(found[-1]) == [TAG] * 3
    assert job.endswith(b"\x1a") and job.count(b"\x1biz") == 3


def test_rolls_are_those_that_others_know() -> None:
    theirs = {
        (*label.tape_size, *label.dots_printable, label.offset_r)
        for label in ALL_LABELS
        if not label.identifier.startswith("pt")
    }
    assert {tuple(roll) for roll in ROLLS} <= theirs


def test_the_roll_goes_by_the_label() -> None:
    assert roll_for((62.0, 29.0))[:2] == (62, 29)
    assert roll_for((62.0, 29.0), continuous=True)[:2] == (62, 0)
    assert roll_for((50.0, 25.0))[:2] == (50, 0)
    assert roll_for((25.0, 10.0))[:2] == (29, 0)
    assert roll_for((12.0, 12.0))[:2] == (29, 0), "a roll of 12 mm is printed on 9 of them"
    with pytest.raises(Refused, match="as wide as this label: 210 mm"):
        roll_for((210.0, 297.0))


def test_ink_in_the_unprinted_edge_is_moved_inwards_or_refused() -> None:
    roll = roll_for((62, 29))
    image = Image.new("1", (732, 343), 255)
    image.paste(0, (0, 0, 600, 200))
    assert ImageChops.invert(on_roll(image, roll)).getbbox() == (0, 0, 600, 200)
    image.paste(0, (0, 0, 732, 200))
    with pytest.raises(Refused, match="59 × 23 mm"):
        on_roll(image, roll)
    assert ImageChops.invert(on_roll(Image.new("1", (732, 343), 255), roll)).getbbox() is None


def status(first: int = 0, second: int = 0, wide: int = 62, long: int = 29) -> bytes:
    told = bytearray(32)
    told[:3] = b"\x80\x20B"
    told[8], told[9], told[10], told[17] = first, second, wide, long
    told[11] = 0x0B if long else 0x0A
    return bytes(told)


def test_a_status_says_what_others_read_in_it() -> None:
    for bit in (0x01, 0x02, 0x04, 0x10, 0x80):
        found = read_status(status(first=bit))
        assert found and found.trouble
        assert len(interpret_response(status(first=bit))["errors"]) == 1
    for bit in (0x01, 0x04, 0x10, 0x20, 0x40, 0x80):
        found = read_status(status(second=bit))
        assert found and found.trouble
    found = read_status(status())
    assert found and (found.trouble, found.wide, found.long) == ("", 62, 29)
    assert read_status(b"") is None and read_status(bytes(32)) is None


def test_another_roll_and_an_open_cover_are_refused() -> None:
    roll = roll_for((62, 29))
    for told, said in (
        (status(wide=62, long=0), "62 mm, continuous in it, the labels need one of 62 × 29 mm"),
        (status(second=0x10), "cover of the printer is open"),
        (status(first=0x02, wide=0, long=0), "come to its end"),
    ):
        found = read_status(told)
        assert found
        with pytest.raises(Refused, match=said):
            require_roll(found, roll)
    found = read_status(status())
    assert found
    require_roll(found, roll)
