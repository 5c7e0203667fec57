# SPDX-License-Identifier: MIT
"""One module per test tool: text in, measurements out."""

from collections.abc import Callable

from workshop.domain.refused import Refused
from workshop.testlogs import nvidia_smi
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult
from workshop.testlogs.text import as_text, is_web_page

__all__ = ["Device", "Reading", "Sentence", "ToolResult", "read_log"]

# What a tool is called, whether a text is its log, and what the log says.
_TOOLS: tuple[tuple[str, Callable[[str], bool], Callable[[str], list[ToolResult]]], ...] = (
    ("nvidia-smi -q -x", nvidia_smi.wrote, nvidia_smi.read),
)


def read_log(data: bytes, name: str = "") -> list[ToolResult]:
    """Read the log of any test tool we know: one result for each card and each run in the file.

    The content decides which tool wrote it; `name` decides nothing, it goes into the facts of a
    refusal as `file`. Refuses, with one sentence, anything that is not a whole log: nothing of it
    is handed back then.
    """
    try:
        text = as_text(data)
        if is_web_page(text):
            raise Refused(
                "This file is a web page, not the log of a test tool. Import the log itself."
            )
        for _tool, wrote, read in _TOOLS:
            if wrote(text):
                return read(text)
        if refusal := nvidia_smi.not_as_xml(text):
            raise refusal
        raise Refused(
            "This file is not the log of a test tool that can be imported ({tools}).",
            tools=", ".join(tool for tool, _wrote, _read in _TOOLS),
        )
    except Refused as refusal:
        refusal.facts.setdefault("file", name)
        raise
