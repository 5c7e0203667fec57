# SPDX-License-Identifier: MIT
"""From the bytes of a log to its text, whatever the bench PC's shell did to the encoding."""

import codecs
import re

from workshop.domain.refused import Refused

LIMIT_MB = 32


def as_text(data: bytes) -> str:
    """Decode a log: UTF-8 with or without a mark, or UTF-16 with one.

    UTF-16 is what `>` writes in Windows PowerShell. What is wrong in the encoding comes out as
    lone surrogates, because a tool may write a stray byte where nobody reads it (a process name),
    or in the code page of its Windows; see `mended` and `refuse_foreign_bytes`.
    Refuses what is empty, larger than 32 MB, or not text.
    """
    if len(data) > LIMIT_MB * 1024 * 1024:
        raise Refused(
            "This file is larger than {limit} MB, so it is no test log. Choose another file.",
            limit=LIMIT_MB,
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # An odd byte at the end is a cut or a stray byte: the reader of the tool finds out which.
        text = data[: len(data) & ~1].decode("utf-16", "surrogatepass")
    else:
        text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    # Not strip(): that copies the text, which may be four bytes a letter.
    if not text or text.isspace():
        raise Refused("This file is empty. Run the tool again and import its new log.")
    if "\0" in text:
        raise Refused(
            "This file holds zero bytes, so it is not plain text. "
            "Save the log as UTF-8 text and import it again."
        )
    return text


def refuse_foreign_bytes(text: str) -> None:
    """Refuse text that holds bytes of an encoding other than the one it was decoded from."""
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise Refused(
                "This file is in an encoding that cannot be read. "
                "Save the log as UTF-8 text and import it again."
            ) from None


_FOREIGN = re.compile("[\udc80-\udcff]+")
# Half a character of UTF-16. Where there is one, none of the others is a byte either.
_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_ANY_HALF = re.compile("[\ud800-\udfff]")
# Both bytes of a Chinese character are above A0 in GB 2312, the part of GBK that tools write. An
# accented letter or a degree sign of Windows-1252 stands alone between letters and digits.
_CHINESE = re.compile(rb"(?:[\0-\x7f]|[\xa1-\xf7][\xa1-\xfe])*")


def mended(line: str) -> str:
    """A line of `as_text` with its foreign bytes read: as Chinese (GBK), else as Windows-1252.

    A byte that means nothing in either, and half a character of UTF-16, come out as U+FFFD.
    """
    if line.isascii():
        return line
    if _HALF.search(line):
        return _ANY_HALF.sub("\ufffd", line)
    if not _FOREIGN.search(line):
        return line
    data = line.encode("utf-8", "surrogateescape")
    if _CHINESE.fullmatch(data):
        return data.decode("gbk", "replace")
    return _FOREIGN.sub(
        lambda run: run[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), line
    )


_PAGE = re.compile(r"\s*+<(?:!doctype html|html)", re.IGNORECASE)


def is_web_page(text: str) -> bool:
    """Whether this is a page saved from a browser instead of a log."""
    return _PAGE.match(text) is not None
