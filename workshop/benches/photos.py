# SPDX-License-Identifier: MIT
"""Photos come in, are looked at small or large, and go out without a word of where they were taken.

Every picture is opened in a process of its own; see `workshop.pictures`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.text import shown

if TYPE_CHECKING:
    from workshop.queries.photos import PhotoRow
    from workshop.storage.database import Database

# What a kept photo is called when it is given away.
_SUFFIXES = {b"\xff\xd8": ".jpg", b"\x89P": ".png", b"RI": ".webp"}

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
"""How the names of photos end, in small letters."""

# Pictures too, but of kinds that are refused: who leaves one in a watched folder is told so.
_OTHERS = (".heic", ".heif", ".avif", ".tif", ".tiff", ".bmp", ".gif", ".dng", ".jp2")


def read_photo(path: Path) -> bytes:
    """The bytes of a file somebody dropped or chose.

    Refuses what is no plain file (a folder, a link, a pipe, a device), cannot be read, or is
    larger than a photo may be. Nothing is followed and nothing is waited for.
    """
    from workshop.pictures import MOST_BYTES

    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, name, 0)
    no_file = Refused("{name} is no plain file. Choose the photo itself.", name=shown(path.name))
    try:
        if path.is_symlink():
            raise no_file
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise no_file
            return file.read(MOST_BYTES + 1)
    except IsADirectoryError:
        raise no_file from None
    except OSError as error:
        raise Refused(
            "{name} cannot be read: {reason}.",
            name=shown(path.name),
            reason=error.strerror or error,
        ) from error


def keep_photo(
    database: Database,
    data: bytes,
    name: str,
    *,
    piece: str = "",
    batch: str = "",
    face: str = "",
    site: str = "",
    note: str = "",
    by: str | None = None,
    station: str | None = None,
) -> dict[str, Any]:
    """Keep a photo byte for byte, once, and bind it to a piece or a delivery; its receipt.

    Refuses what is no photo, damaged or too large, and one that is with it already.
    """
    # Only here: the window offers photos long before it needs a database.
    from workshop.acts.photos import attach_photo
    from workshop.pictures import examine
    from workshop.queries.photos import photos
    from workshop.storage import evidence

    with database.read() as connection:  # an unknown piece or delivery is not worth a file
        photos(connection, piece=piece or None, batch=batch or None, limit=1)
    found = examine(data)
    kept = evidence.keep(database, data, name)
    return database.write(
        attach_photo,
        by=by,
        station=station,
        evidence=kept,
        width=found.width,
        height=found.height,
        taken_at=found.taken_at,
        piece=piece,
        batch=batch,
        face=face,
        site=site,
        note=note,
    )


class Found(NamedTuple):
    """A picture in a watched folder; one that is still being written differs at the next look."""

    path: Path
    size: int
    changed_ns: int


def pictures_in(folder: Path) -> list[Found]:
    """The pictures that lie in a folder, the oldest first; links and other files are left alone."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                named = Path(entry.name).suffix.lower() in SUFFIXES + _OTHERS
                if (
                    named
                    and not entry.name.startswith(".")
                    and entry.is_file(follow_symlinks=False)
                ):
                    known = entry.stat(follow_symlinks=False)
                    found.append(Found(Path(entry.path), known.st_size, known.st_mtime_ns))
    except OSError as error:
        raise Refused(
            "The folder of photos {folder} cannot be read: {reason}.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
    return sorted(found, key=lambda one: (one.changed_ns, one.path))


class Taken(NamedTuple):
    """What became of a photo in a watched folder: its receipt, or why it was refused."""

    receipt: dict[str, Any] | None
    refusal: str
    moved: bool


def take_photo(database: Database, path: Path, **facts: Any) -> Taken:
    """Keep a photo out of a watched folder and move it to `taken`; a refused one to `refused`.

    `facts` are those of `keep_photo`. While nothing can be kept it stays where it is.
    """
    from workshop.storage.files import REFUSED, TAKEN, move_into

    receipt, refusal = None, ""
    try:
        receipt = keep_photo(database, read_photo(path), path.name, **facts)
    except Refused as said:
        refusal = str(said)
    moved = move_into(path, REFUSED if refusal else TAKEN)
    return Taken(receipt, refusal, moved is not None)


def small_copy(database: Database, sha256: str, box: tuple[int, int]) -> bytes:
    """A kept photo upright in a box of px, as a JPEG; made once, then kept beside the evidence."""
    from workshop.storage.files import write_whole

    place = thumbnails_folder(database) / sha256[:2] / f"{sha256}-{box[0]}x{box[1]}.jpg"
    with suppress(OSError):
        known = place.read_bytes()
        if known.startswith(b"\xff\xd8") and known.endswith(b"\xff\xd9"):
            return known
    made = large_copy(database, sha256, box)
    with suppress(OSError):  # it can be made again
        write_whole(place, made)
    return made


def large_copy(database: Database, sha256: str, box: tuple[int, int]) -> bytes:
    """The same, made for this one look and kept nowhere."""
    from workshop.pictures import thumbnail
    from workshop.storage import evidence

    return thumbnail(evidence.read(database, sha256), box)


def photo_size(database: Database, sha256: str) -> tuple[int, int]:
    """The upright width and height of a kept photo, in px; refuses one that is gone or no photo."""
    from workshop.pictures import examine
    from workshop.storage import evidence

    found = examine(evidence.read(database, sha256))
    return found.width, found.height


def thumbnails_folder(database: Database) -> Path:
    """The folder of small copies; whoever clears it loses nothing."""
    from workshop.storage.evidence import evidence_folder

    folder = evidence_folder(database.target, database.database_id)
    return folder.with_suffix(".thumbnails")


def give_away(database: Database, photos: Iterable[PhotoRow], folder: Path) -> list[Path]:
    """Write clean copies into a folder, named by tag or batch and a number; the files it made.

    They are upright and say neither where nor when nor with what they were taken. A file that
    is there already is never written over.
    """
    from workshop.pictures import clean
    from workshop.storage import evidence
    from workshop.storage.errors import in_words
    from workshop.storage.files import make_folder, write_whole

    made: list[Path] = []
    numbers: dict[str, int] = {}
    for photo in photos:
        copy = clean(evidence.read(database, photo.sha256))
        of = written(photo.piece) if photo.piece else photo.batch
        with in_words():
            make_folder(folder.absolute())
            place, numbers[of] = _free(folder, of, numbers.get(of, 0) + 1, _SUFFIXES[copy[:2]])
            write_whole(place, copy)
        made.append(place)
    return made


def _free(folder: Path, of: str, number: int, suffix: str) -> tuple[Path, int]:
    """The first name from this number on that nothing in the folder has, and its number."""
    while (place := folder / f"{of}-{number:02}{suffix}").exists() or place.is_symlink():
        number += 1
    return place, number
