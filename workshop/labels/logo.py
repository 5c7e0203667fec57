# SPDX-License-Identifier: MIT
"""The logo of a shop as rows of dots, each dot black or white, in hexadecimal digits."""

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image

from workshop.domain.refused import Refused
from workshop.pictures.decode import MOST_BYTES, clean

MOST_DOTS = 300
"""No logo is wider or higher: 25 mm at 300 dpi."""

_DIGIT = 4


@lru_cache(maxsize=16)
def logo_image(rows: tuple[str, ...]) -> Image.Image:
    """The picture of a logo, mode "1", a dot a pixel."""
    digits = len(rows[0])
    padded = "".join(row + "0" * (digits % 2) for row in rows)
    data = bytes(255 - each for each in bytes.fromhex(padded))
    return Image.frombytes("1", (digits * _DIGIT, len(rows)), data)


def logo_rows(picture: Image.Image) -> tuple[str, ...]:
    """The rows of any picture, made small enough, on white, with its greys as a pattern of dots."""
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    grey = ground.convert("L")
    grey.thumbnail((MOST_DOTS, MOST_DOTS))
    wide = -(-grey.width // _DIGIT) * _DIGIT
    whole = Image.new("L", (wide, grey.height), 255)
    whole.paste(grey, ((wide - grey.width) // 2, 0))
    dots = whole.convert("1")
    data, stride, digits = dots.tobytes(), -(-wide // 8), wide // _DIGIT
    rows = (data[y * stride : (y + 1) * stride] for y in range(dots.height))
    return tuple(bytes(255 - each for each in row).hex()[:digits] for row in rows)


def logo_of_file(file: Path) -> tuple[str, ...]:
    """The rows of a picture file; refuses one that cannot be read, or is no picture."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(
            "{file} cannot be read: {reason}.", file=file.name, reason=error.strerror or str(error)
        ) from error
    with Image.open(io.BytesIO(clean(data))) as picture:
        return logo_rows(picture)
