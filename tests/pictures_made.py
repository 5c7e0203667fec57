# SPDX-License-Identifier: MIT
"""Pictures as cameras make them: turned eight ways, with a position, large, cut off, made up."""

import io
import struct
import zlib
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, TiffImagePlugin

# The corners of the upright picture: top left, top right, bottom left, bottom right.
CORNERS = ((255, 0, 0), (0, 160, 0), (0, 0, 255), (255, 220, 0))

# What a camera that is held so does to the upright picture, by EXIF orientation.
_HELD = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def upright(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """A picture whose four corners have a colour each."""
    small = Image.new("RGB", (2, 2))
    for place, colour in enumerate(CORNERS):
        small.putpixel((place % 2, place // 2), colour)
    return small.resize((width, height), Image.Resampling.NEAREST).convert(mode)


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    made = io.BytesIO()
    image.save(made, kind, **options)
    return made.getvalue()


def words(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: which way up, when, in which zone, with what, and where."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:24 10:15:00"
    exif.get_ifd(0x8769)[0x9011] = "+01:00"
    third = TiffImagePlugin.IFDRational
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (third(47), third(14), third(7)), 3: "E", 4: (third(9), third(35), third(51))}
    )
    return exif


def photo(orientation: int = 1, kind: str = "JPEG", size: tuple[int, int] = (96, 64)) -> bytes:
    """A picture as a camera writes that was held so."""
    held = _HELD[orientation]
    image = upright(*size)
    turned = image if held is None else image.transpose(held)
    options: dict[str, Any] = {"lossless": True} if kind == "WEBP" else {}
    if kind == "JPEG":
        options = {"quality": 95, "subsampling": 0, "comment": b"47.2353 N 9.5975 E",
                   "xmp": b"<x:xmpmeta>GPSLatitude 47.2353</x:xmpmeta>"}  # fmt: skip
    return saved(turned, kind, exif=words(orientation), **options)


def another(number: int) -> bytes:
    """A small photo unlike every other number's."""
    return saved(Image.new("RGB", (32, 24), (number % 256, number // 256 % 256, 90)))


def board(number: int) -> bytes:
    """Something like a photo of a bare board, lit from one side and held like a telephone."""
    image = Image.new("RGB", (1600, 1200), (208, 204, 196))
    pen = ImageDraw.Draw(image)
    pen.rectangle((90, 260, 1510, 960), (22, 58, 48))
    for place in range(12):
        left, top = 420 + place % 4 * 200, 320 + place // 4 * 190
        pen.rectangle((left, top, left + 130, top + 120), (34 + number * 9, 36, 40))
    pen.rectangle((600, 480, 980, 820), (150, 152, 150))
    pen.text((690, 630), f"AD102-{300 + number}-A1", (40, 40, 40), font_size=44)
    light = Image.linear_gradient("L").rotate(90).resize(image.size)
    lit = Image.composite(image, Image.new("RGB", image.size, (250, 246, 236)),
                          light.point(lambda v: 160 + v * 95 // 255))  # fmt: skip
    held = 6 if number % 3 == 2 else 1
    turned = lit.rotate(-90, expand=True) if number % 5 == 4 else lit
    turn = _HELD[held]
    return saved(turned.transpose(turn) if turn is not None else turned, exif=words(held))


@cache
def large() -> bytes:
    """A JPEG of 50 megapixels, made once."""
    image = Image.effect_noise((1200, 800), 50).convert("RGB").resize((8660, 5774))
    return saved(image, quality=85)


def corners(data: bytes) -> tuple[tuple[int, int, int], ...]:
    """The nearest of the four colours to what is in each corner of a picture."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    width, height = image.size
    spots = [(2, 2), (width - 3, 2), (2, height - 3), (width - 3, height - 3)]
    return tuple(_nearest(image.getpixel(spot)) for spot in spots)


def _nearest(pixel: Any) -> tuple[int, int, int]:
    return min(CORNERS, key=lambda c: sum((a - b) ** 2 for a, b in zip(c, pixel, strict=True)))


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A PNG of zeros: a few hundred kilobytes that say they are `width` by `height` pixels."""
    row = bytes(1 + (width + 7) // 8)
    squeezed = zlib.compressobj(9)
    body = b"".join(squeezed.compress(row) for _ in range(height)) + squeezed.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def text_bomb() -> bytes:
    """A small PNG with 200 MB of text squeezed into a chunk."""
    text = b"Comment\0\0" + zlib.compress(b"x" * 200_000_000, 9)
    plain = saved(upright(), "PNG")
    return plain[:33] + _chunk(b"zTXt", text) + plain[33:]
