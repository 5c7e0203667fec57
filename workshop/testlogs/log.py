# SPDX-License-Identifier: MIT
"""One file of a test tool, as an importer gets it: its bytes, its text, its lines."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Protocol

from workshop.domain.refused import Refused
from workshop.testlogs.result import ToolResult
from workshop.testlogs.text import as_text, mended

# Progress lines end with a carriage return alone, lines of Windows with both.
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
LONGEST_LINE = 1_000_000
# The largest file with the short lines of gpu-burn has fewer.
MOST_LINES = 500_000
# Colours and moves of the cursor, as `script` and `tee` keep them.
_ESCAPE = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")


class UnknownLog(Refused):
    """No tool that was asked wrote this file; another may know it."""


class Log:
    """A file that a tool may have written.

    `text` is "" where the file is not text; it keeps bytes of another encoding than UTF-8 as lone
    surrogates, which `lines()` has read.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def text(self) -> str:
        """The text of the file, "" where it is empty, too large, or no text."""
        try:
            return as_text(self.data)
        except Refused:
            return ""

    def lines(self) -> Iterator[str]:
        """Each line of the text without its end, be that CR, LF or CRLF, and without colours.

        A line in Windows-1252 or GBK is read as such, whatever the line before it was in.
        Of a line longer than a million characters only the start is given. Refuses more than
        500,000 lines.
        """
        for count, found in enumerate(_LINE.finditer(self.text)):
            if count > MOST_LINES:
                raise Refused(
                    "This file has more than {most} lines, so it is no test log. "
                    "Choose another file.",
                    most=MOST_LINES,
                )
            if found.start() < len(self.text):
                end = min(found.end(1), found.start() + LONGEST_LINE)
                line = mended(self.text[found.start() : end])
                yield _ESCAPE.sub("", line) if "\x1b" in line else line


class Tool(Protocol):
    """What a module has that imports the logs of one tool; `TOOL` is what the tool is called.

    `wrote` says, fast and without raising, whether the tool wrote this, by signs that no other
    tool writes. `read` gives one result for each card and each run in the file, in the order of the
    file. What it cannot make sense of it refuses with one sentence (`Refused`); it raises nothing
    else.
    """

    TOOL: str

    def wrote(self, log: Log) -> bool: ...

    def read(self, log: Log) -> list[ToolResult]: ...
