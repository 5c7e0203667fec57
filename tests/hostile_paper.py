# SPDX-License-Identifier: MIT
"""What a PDF that takes hostile strings is held against."""

import io
import re
import unicodedata
from typing import Any

import pypdfium2

from workshop.paper.fonts import drawable
from workshop.paper.text import width
from workshop.reports.sheet import PAPERS, Frame, print_blocks


def flat(text: str) -> str:
    """What can be compared of a text on paper: as it is drawn, without blanks."""
    return "".join(unicodedata.normalize("NFKC", drawable(text)).split())


def read(data: bytes) -> str:
    """The text of a PDF without blanks, as its reader sees it."""
    with pypdfium2.PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    # The reader takes ligatures apart, and writes a dash at the end of a line as U+FFFE.
    whole = unicodedata.normalize("NFKC", "".join(pages).replace("\ufffe", "-"))
    return "".join(whole.split())


def check_inert(data: bytes) -> None:
    """A PDF that shows text and shapes, and can do nothing."""
    objects = re.sub(rb"\bstream\r?\n.*?endstream", b"", data, flags=re.S)
    assert objects.count(b"/Type /Page ") or objects.count(b"/Type /Page\n")
    for word in (b"/Annots", b"/A ", b"/URI", b"/JS", b"/JavaScript", b"/Launch", b"/OpenAction",
                 b"/XObject", b"/EmbeddedFile", b"/AcroForm"):  # fmt: skip
        assert word not in objects


FRAME = Frame("<b", "</para>", "<img src=x>", "<i>", ") Tj")


def printed(blocks: list[Any]) -> bytes:
    stream = io.BytesIO()
    print_blocks(blocks, FRAME, stream, PAPERS["a4"])
    return stream.getvalue()


def fitting(strings: list[str], size: float, room: float) -> list[str]:
    """Those that a line of this width takes whole."""
    return [s for s in strings if flat(s) and width(drawable(s), "CardWorkshop-Bold", size) < room]
