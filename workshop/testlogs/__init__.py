# SPDX-License-Identifier: MIT
"""One module per test tool: the bytes of a log in, measurements out."""

from workshop.domain.refused import Refused
from workshop.testlogs.result import Device, Reading, Sentence, Series, ToolResult

__all__ = ["Device", "Reading", "Sentence", "Series", "ToolResult", "read_log"]


def read_log(data: bytes, name: str = "") -> list[ToolResult]:
    """Read the log of any test tool we know: one result for each card and each run in the file.

    The content decides which tool wrote it; `name` decides nothing, it goes into the facts of a
    refusal as `file`. Refuses, with one sentence, anything that cannot be read; nothing of it is
    handed back then.
    """
    # Only here: a window that draws one curve needs no importer.
    from workshop.testlogs.tools import results_of

    try:
        return results_of(data)
    except Refused as refusal:
        refusal.facts.setdefault("file", name)
        raise
