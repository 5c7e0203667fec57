# SPDX-License-Identifier: MIT
"""Opens one picture in a process of its own, so that a crash or a bomb takes nothing else along.

It is started by path, or by a word from a packed program, with a job and sizes as arguments; the
picture comes through the input. The answer is one line of JSON, then the bytes of a picture where
the job makes one. It imports nothing of the workshop, so that it starts fast.
"""

import io
import json
import sys
import warnings
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PIL import Image, UnidentifiedImageError

MOST_PIXELS = 128_000_000
"""The most pixels a picture may have: phones make 108 million, benches need no more."""

# Bytes of memory and seconds of work: room for two copies of the largest picture at 4 bytes a
# pixel, and for a slow computer.
MEMORY, SECONDS = 2 * 2**30, 30

_FORMATS = ("JPEG", "PNG", "WEBP")

# EXIF: which way up (orientation), the block of the camera, when it was taken and in which zone.
_ORIENTATION, _CAMERA, _TAKEN, _ZONE = 0x0112, 0x8769, 0x9003, 0x9011

# What turns a picture upright, by its orientation (EXIF 2.3, table 6).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Answer = tuple[dict[str, Any], bytes]


def examine(data: bytes) -> Answer:
    """What a picture is, after reading it to its end; its size is that of the upright picture."""
    image = _opened(data)
    size = image.size
    if image.format == "JPEG":
        image.draft(None, (1, 1))  # an eighth of each side: all is read, little is worked out
    image.load()
    orientation = _orientation(image)
    width, height = _turned(size, orientation)
    facts = {"kind": image.format, "width": width, "height": height,
             "orientation": orientation, "taken_at": _taken_at(image)}  # fmt: skip
    return facts, b""


def thumbnail(data: bytes, width: int, height: int) -> Answer:
    """The picture upright, no larger than a box of px, as a JPEG that says nothing of itself."""
    image = _opened(data)
    draft = image.format == "JPEG"  # decoded small at once, where the others are decoded whole
    if not draft:
        image.load()  # its orientation may stand at its end
    orientation = _orientation(image)
    if not draft:
        image = _plain(image)
    # Half as much again is worked out as is shown: sharp enough, and twice as fast as usual.
    image.thumbnail(_turned((width, height), orientation), reducing_gap=1.5)
    return {}, _saved(_upright(_plain(image), orientation), "JPEG", quality=86)


def clean(data: bytes) -> Answer:
    """The whole picture upright, with its colour profile and without any other word."""
    image = _opened(data)
    image.load()
    kind, profile = str(image.format), image.info.get("icc_profile")
    image = _upright(image, _orientation(image))
    if kind == "JPEG":
        return {}, _saved(_plain(image), kind, quality=95, subsampling=0, icc_profile=profile)
    image.info = {k: v for k, v in image.info.items() if k == "transparency"}
    more = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    return {}, _saved(image, kind, icc_profile=profile, **more)


def flatten(data: bytes, width: int, height: int, *corners: int) -> Answer:
    """What lies between four corners of the upright picture, as a JPEG of this size seen square on.

    The corners are x and y in px: top left, top right, bottom right, bottom left.
    """
    image = _opened(data)
    orientation = _orientation(image)
    upright = _turned(image.size, orientation)[0]
    # What is made much smaller is worked out small at once, and does not flicker.
    across, down = corners[::2], corners[1::2]
    by = max(1, min((max(across) - min(across)) // width, (max(down) - min(down)) // height))
    if image.format == "JPEG":
        image.draft(None, (image.width // by, image.height // by))
    image.load()
    image = _upright(_plain(image), orientation)
    image = image.reduce(max(1, by * image.width // upright))
    scale = image.width / upright
    way = _projection(width, height, [corner * scale for corner in corners])
    flat = image.transform(
        (width, height), Image.Transform.PERSPECTIVE, way, Image.Resampling.BILINEAR
    )
    return {}, _saved(flat, "JPEG", quality=88)


def _projection(width: int, height: int, corners: Sequence[float]) -> tuple[float, ...]:
    """The eight numbers that lead from a rectangle to its four corners in a picture.

    Heckbert, Fundamentals of Texture Mapping (1989), section 2.2.3.
    """
    x0, y0, x1, y1, x2, y2, x3, y3 = corners
    dx, dy = x0 - x1 + x2 - x3, y0 - y1 + y2 - y3
    ax, ay, bx, by = x1 - x2, y1 - y2, x3 - x2, y3 - y2
    whole = ax * by - bx * ay
    g, h = (dx * by - bx * dy) / whole, (ax * dy - dx * ay) / whole
    return (
        (x1 - x0 + g * x1) / width, (x3 - x0 + h * x3) / height, x0,
        (y1 - y0 + g * y1) / width, (y3 - y0 + h * y3) / height, y0,
        g / width, h / height,
    )  # fmt: skip


def _opened(data: bytes) -> Image.Image:
    """The picture, not yet decoded; of one that holds several, the first."""
    image: Image.Image = Image.open(io.BytesIO(data), formats=_FORMATS)
    if image.format == "MPO":  # what many phones write: a JPEG with others behind it
        image.format = "JPEG"
    return image


def _orientation(image: Image.Image) -> int:
    """1 to 8; 1 where nothing sensible is said."""
    try:
        said = int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # the camera's words may be damaged where the picture is not
        return 1
    return said if said in _TURNS else 1


def _taken_at(image: Image.Image) -> str:
    """When the camera says it was taken, as ISO 8601, with its zone where it names one."""
    try:
        camera = image.getexif().get_ifd(_CAMERA)
        at = datetime.strptime(str(camera[_TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S").isoformat()
    except Exception:  # missing, damaged, or no date
        return ""
    try:
        return datetime.fromisoformat(at + str(camera[_ZONE]).strip("\0 ")).isoformat()
    except Exception:
        return at


def _turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return (size[1], size[0]) if orientation >= 5 else size


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _plain(image: Image.Image) -> Image.Image:
    """In grey or in red, green and blue; what can be seen through stands on white."""
    if image.mode.startswith("I"):  # 16 bits of grey, as of a thermal camera
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        over = image if image.mode == "RGBA" else image.convert("RGBA")
        image = Image.new("RGB", over.size, "white")
        image.paste(over, mask=over)
    elif image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    image.info = {}  # a comment would be written again
    return image


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    made = io.BytesIO()
    image.save(made, kind, **options)
    return made.getvalue()


_JOBS: dict[str, Callable[..., Answer]] = {
    "examine": examine,
    "thumbnail": thumbnail,
    "clean": clean,
    "flatten": flatten,
}


def answer(job: str, data: bytes, *sizes: int) -> Answer:
    """Do a job; where the picture is unusable the facts say `no`: kind, large or damaged."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        return _JOBS[job](data, *sizes)
    except UnidentifiedImageError:
        return {"no": "kind"}, b""
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        return {"no": "large", "n": MOST_PIXELS // 10**6}, b""
    except Exception:  # a decoder may raise anything for bytes that somebody made up
        return {"no": "damaged"}, b""


def _limit() -> None:
    """Take no more memory and time than a picture needs; elsewhere the parent has a clock only."""
    if sys.platform != "linux":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: Sequence[str]) -> None:
    """Read the picture, do the job, write the answer."""
    _limit()
    job, *sizes = arguments
    # By number: a packed program without a console has these, but no sys.stdin and sys.stdout.
    with open(0, "rb", closefd=False) as given:
        facts, made = answer(job, given.read(), *map(int, sizes))
    with open(1, "wb", closefd=False) as taken:
        taken.write(json.dumps(facts).encode() + b"\n" + made)


if __name__ == "__main__":
    main(sys.argv[1:])
