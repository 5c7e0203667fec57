# SPDX-License-Identifier: MIT
"""The shop's photo of a face of a board, cut out and laid square, as the map shows it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from math import dist, sqrt
from typing import TYPE_CHECKING, Any, Protocol

from workshop.benches.photos import read_photo, thumbnails_folder

if TYPE_CHECKING:
    from pathlib import Path

    from workshop.storage.database import Database


class Photographed(Protocol):
    """A kept photo, and the corners of the board on it."""

    @property
    def sha256(self) -> str: ...
    @property
    def corners(self) -> tuple[int, ...]: ...


# Px of the copy to begin with, and the most of the sharpest one: four bytes each in memory.
SMALL, LARGE = 1_500_000, 24_000_000


def flat_size(photo: Photographed, width: float, height: float, most: int) -> tuple[int, int]:
    """Px for a board of width x height mm, as fine as the photo is and `most` px at the most."""
    points = list(zip(photo.corners[::2], photo.corners[1::2], strict=True))
    top, right, bottom, left = (dist(points[i], points[(i + 1) % 4]) for i in range(4))
    scale = max((top + bottom) / 2 / width, (left + right) / 2 / height)
    scale = min(scale, sqrt(most / (width * height)))
    return max(1, int(width * scale)), max(1, int(height * scale))


def flat_copy(
    database: Database, photo: Photographed, width: float, height: float, most: int
) -> bytes:
    """A face of a board of width x height mm as a JPEG; made once, then kept beside the evidence.

    Refuses a photo that is not on this computer, or was changed.
    """
    from workshop.pictures import flatten
    from workshop.storage import evidence
    from workshop.storage.files import write_whole

    size = flat_size(photo, width, height, most)
    name = hashlib.sha256(repr((photo.corners, size)).encode()).hexdigest()[:16]
    place = thumbnails_folder(database) / photo.sha256[:2] / f"{photo.sha256}-{name}.jpg"
    with suppress(OSError):
        known = place.read_bytes()
        if known.startswith(b"\xff\xd8") and known.endswith(b"\xff\xd9"):
            return known
    made = flatten(evidence.read(database, photo.sha256), size, photo.corners)
    with suppress(OSError):  # it can be made again
        write_whole(place, made)
    return made


def keep_board_photo(database: Database, path: Path) -> tuple[dict[str, Any], int, int]:
    """Keep a file as the photo of a board; the facts of the file, and its upright size in px.

    Refuses what is no photo, damaged or too large.
    """
    from workshop.pictures import examine
    from workshop.storage import evidence

    data = read_photo(path)
    found = examine(data)
    return evidence.keep(database, data, path.name), found.width, found.height
