# SPDX-License-Identifier: MIT
"""Foreign pictures, opened in a process of their own, one for each.

Such a process takes 0.04 s to start, and is gone with its picture.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from workshop.domain.refused import Refused

MOST_BYTES = 64 * 2**20
"""The most bytes a picture may have: no more than a file of evidence."""

# Seconds by the clock: beyond the child's own limit, for a computer that has other work too.
LONGEST = 120.0

_CHILD = Path(__file__).with_name("child.py")

WORD = "--open-picture"
"""The first argument by which both programs know that they are started to open a picture."""


class Examined(NamedTuple):
    """What a picture is: JPEG, PNG or WEBP; upright px; EXIF orientation; when it was taken.

    `taken_at` is ISO 8601 by the camera's own clock, or empty text.
    """

    kind: str
    width: int
    height: int
    orientation: int
    taken_at: str


def examine(data: bytes) -> Examined:
    """Read a picture to its end and say what it is.

    Refuses what is no JPEG, PNG or WebP, more than 64 MB or 128 megapixels, and what is damaged
    or cut off. Of a file that holds several pictures the first one counts.
    """
    facts, _ = _asked(data, "examine")
    return Examined(**facts)


def thumbnail(data: bytes, box: tuple[int, int]) -> bytes:
    """A picture upright in a box of px, as a JPEG without any word; it is never made larger."""
    return _asked(data, "thumbnail", *box)[1]


def clean(data: bytes) -> bytes:
    """A picture to give away: upright, all its pixels, without position, time or camera.

    PNG and WebP keep every pixel as it is; a JPEG is written again at quality 95.
    """
    return _asked(data, "clean")[1]


def flatten(data: bytes, size: tuple[int, int], corners: tuple[int, ...]) -> bytes:
    """What lies between four corners of a picture, seen square on, as a JPEG of `size` px.

    `corners` are x and y in px of the upright picture, from the top left to the right.
    """
    return _asked(data, "flatten", *size, *corners)[1]


def _asked(data: bytes, job: str, *sizes: int) -> tuple[dict[str, Any], bytes]:
    """The answer of the child; refuses where it says no, crashed, or was stopped."""
    if not data:
        raise Refused("This file is empty. Copy it again.")
    if len(data) > MOST_BYTES:
        raise Refused("This picture is too large: at most {n} MB can be kept.", n=MOST_BYTES >> 20)
    unsafe = Refused("This picture cannot be opened safely, so it was left out.")
    try:
        done = subprocess.run(
            [*_program(), job, *map(str, sizes)],
            input=data,
            capture_output=True,
            timeout=LONGEST,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        raise unsafe from None
    if done.returncode == 1:  # a traceback: no decoder ends like this
        raise RuntimeError(done.stderr.decode(errors="replace"))
    if done.returncode:
        raise unsafe
    line, _, made = done.stdout.partition(b"\n")
    facts: dict[str, Any] = json.loads(line)
    if "no" in facts:
        raise _refusal(**facts)
    return facts, made


def _program() -> list[str]:
    """What opens a picture; a packed program cannot run a file, and is its own child."""
    packed = getattr(sys, "frozen", False)
    return [sys.executable, WORD] if packed else [sys.executable, "-P", str(_CHILD)]


def _refusal(no: str, n: int = 0) -> Refused:
    if no == "kind":
        return Refused("This is no photo: only JPEG, PNG and WebP can be kept.")
    if no == "large":
        return Refused("This picture is too large: at most {n} megapixels can be opened.", n=n)
    return Refused("This picture is damaged or cut off. Copy it from the camera again.")
