# SPDX-License-Identifier: MIT
"""What a Zebra is sent, drawn by somebody else's renderer: the same picture, and nothing else."""

import io
import random
import re
from typing import Any

import pytest
import zplkit
import zxingcpp
from PIL import Image

from workshop.domain.refused import Refused
from workshop.labels.layout import layouts
from workshop.labels.raster import raster
from workshop.labels.sheet import Label
from workshop.labels.zpl import is_whole_answer, require_ready, zpl

TAG = "C0100773K7"
# Bytes of a picture that the renderer takes at once; a printer takes all of it.
MOST_BYTES = 20_000
# What a job is made of, whatever is printed on the label.
COMMANDS = ["^XA", "^LH", "^LS", "^LT", "^PW", "^LL", "^FO", "^GF", "^FS", "^XZ"]
HOSTILE = [
    "^XA^FDyes^FS^XZ", "~JR", "^FD^FS^XZ^XA", "_5EXA", "\\^", "显卡 RTX 4090", "ö^~_\\", "^CC*",
    "😀",
    "<b>", "=cmd()", "\u202e^XZ", "x" * 300, "^JUF", "~DGR:A.GRF,1,1,FF", "^PQ999", "^XZ" * 20,
]  # fmt: skip


def drawn(job: bytes, size: tuple[int, int], dpi: int = 203) -> Image.Image:
    """The one label of a job, as the other renderer draws it."""
    options = zplkit.Options(profile="specification", width=size[0], height=size[1], dpi=dpi)
    document = zplkit.render(job, options)
    assert [str(one) for one in document.warnings] == []
    (label,) = document.labels
    return Image.open(io.BytesIO(label.png())).convert("1")


def codes(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


def commands(job: bytes) -> list[str]:
    return re.findall(r"[\^~][A-Z]{2}", job.decode("ascii"))


# The die tray label is refused at 203 dpi: its code would be too small.
PRINTED = [(code, dpi) for code in layouts() for dpi in (203, 300) if (code, dpi) != ("12x12", 203)]


@pytest.mark.parametrize(("code", "dpi"), PRINTED)
def test_another_renderer_draws_the_same(code: str, dpi: int) -> None:
    image = raster(Label(TAG, "card", "GeForce RTX 4090 · 显卡"), layouts()[code], dpi)
    other = Image.new("1", image.size)
    high = MOST_BYTES // ((image.width + 7) // 8)
    for top in range(0, image.height, high):
        strip = image.crop((0, top, image.width, min(top + high, image.height)))
        other.paste(drawn(zpl(strip), strip.size, dpi), (0, top))
    assert other.tobytes() == image.tobytes()
    assert codes(other) == [TAG]


def test_any_picture_survives_the_compression() -> None:
    dice = random.Random(7)
    for wide in (1, 7, 8, 9, 63, 64, 400, 801):
        high = dice.randint(1, 40)
        noise = Image.frombytes("1", (wide, high), dice.randbytes((wide + 7) // 8 * high))
        assert drawn(zpl(noise), noise.size).tobytes() == noise.tobytes()
        for ink in (0, 255):
            flat = Image.new("1", (wide, high), ink)
            assert drawn(zpl(flat), flat.size).tobytes() == flat.tobytes()


def test_a_planted_fault_of_one_dot_is_seen() -> None:
    image = raster(Label(TAG, "card"), layouts()["62x29"], 203)
    spoilt = image.copy()
    spoilt.putpixel((100, 100), 255 - int(spoilt.getpixel((100, 100)) or 0))  # type: ignore[arg-type]
    assert drawn(zpl(spoilt), image.size).tobytes() != image.tobytes()


def test_no_text_becomes_a_command() -> None:
    dice = random.Random(11)
    layout = layouts()["50x25"]
    alphabet = "^~_\\XAZFDSPQ,.0:;\n\x00\x1b显ö "
    texts = HOSTILE + ["".join(dice.choices(alphabet, k=dice.randint(1, 60))) for _ in range(983)]
    assert len(texts) == 1000
    for text in texts:
        job = zpl(raster(Label(TAG, text, text), layout, 203))
        assert commands(job) == COMMANDS, ascii(text)


def test_copies_and_darkness_are_said() -> None:
    image = Image.new("1", (80, 80), 255)
    job = zpl(image, copies=3, darkness=7)
    assert job.startswith(b"~SD07\n^XA") and b"^PQ3,0,0,N^XZ" in job
    assert commands(job) == ["~SD", *COMMANDS[:-1], "^PQ", "^XZ"]
    for wrong in ({"copies": 0}, {"copies": 101}, {"darkness": 31}, {"darkness": -1}):
        with pytest.raises(Refused, match="choose"):
            zpl(image, **wrong)  # type: ignore[arg-type]


def answer(first: str = "030,0,0,0231,000,0,0,0,000,0,0,0",
           second: str = "000,0,0,0,0,2,4,0,00000000,1,000") -> bytes:  # fmt: skip
    return b"".join(b"\x02%s\x03\r\n" % line.encode() for line in (first, second, "1234,0"))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (answer(first="030,1,0,0231,000,0,0,0,000,0,0,0"), "no labels"),
        (answer(first="030,0,1,0231,000,0,0,0,000,0,0,0"), "paused"),
        (answer(second="000,0,1,0,0,2,4,0,00000000,1,000"), "head of the printer is open"),
        (answer(second="000,0,0,1,0,2,4,0,00000000,1,000"), "no ribbon"),
    ],
)
def test_a_printer_says_what_it_lacks(told: bytes, said: str) -> None:
    assert is_whole_answer(told)
    with pytest.raises(Refused, match=said):
        require_ready(told)


@pytest.mark.parametrize("told", [answer(), b"", b"hello", b"\x02\x03\x03\x03", bytes(range(256))])
def test_one_that_is_ready_or_speaks_otherwise_prints(told: Any) -> None:
    require_ready(told)
