# SPDX-License-Identifier: MIT
"""From the bytes of a log to its text, whatever the bench PC's shell did to the encoding."""

import codecs

from workshop.domain.refused import Refused

LIMIT_MB = 20


def as_text(data: bytes) -> str:
    """Decode a log: UTF-8 with or without a mark, or UTF-16 with one.

    UTF-16 is what `>` writes in Windows PowerShell. What is wrong in the encoding comes out as
    lone surrogates, because a tool may write a stray byte where nobody reads it (a process name);
    see `refuse_foreign_bytes`. Refuses what is empty, larger than 20 MB, or not text.
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
    if not text.strip():
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


def is_web_page(text: str) -> bool:
    """Whether this is a page saved from a browser instead of a log."""
    return text.lstrip()[:64].casefold().startswith(("<!doctype html", "<html"))
