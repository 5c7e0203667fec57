# SPDX-License-Identifier: MIT
"""Opens PDF pages and writes a file whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, cast

from reportlab.pdfgen.canvas import Canvas

from workshop.language import current
from workshop.paper import fonts


def open_canvas(
    stream: BinaryIO,
    size: tuple[float, float],
    title: str,
    *,
    author: str = "Card Workshop",
    subject: str = "",
    claim: str = "",
) -> Canvas:
    """A canvas of this page size in points: our typeface, compressed, the same bytes each time.

    `claim` is plain ASCII: it stands readable among the keywords, and at the end of the file.
    """
    fonts.register()
    canvas = Canvas(
        stream,
        pagesize=size,
        pageCompression=1,
        invariant=1,
        initialFontName=cast(Any, fonts.REGULAR),
    )
    canvas.setTitle(fonts.drawable(title))
    canvas.setAuthor(fonts.drawable(author))
    canvas.setSubject(fonts.drawable(subject))
    canvas.setCreator("Card Workshop")
    canvas.setCatalogEntry("Lang", current())
    canvas.setViewerPreference("DisplayDocTitle", "true")
    if claim:
        canvas.setKeywords(claim)
        identity = sha256(claim.encode()).hexdigest()[:32]
        document = cast(Any, canvas)._doc  # the file's identity, and a comment with it
        document._ID = f"\n[<{identity}><{identity}>]\n% {claim}\n".encode()
    return canvas


@contextmanager
def whole(out: Path | BinaryIO) -> Iterator[BinaryIO]:
    """A stream whose content gets the name `out` only when all of it is on the disk.

    Where the block raises, what was there before stays and nothing is left behind. A stream is
    passed through as it is. OSError where the disk says no.
    """
    if not isinstance(out, Path):
        yield out
        return
    part = out.with_name(f".{out.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(out)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
