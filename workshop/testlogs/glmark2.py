# SPDX-License-Identifier: MIT
"""What glmark2 printed: how fast a card draws with OpenGL."""

from workshop.testlogs import frame_rates
from workshop.testlogs.log import Log
from workshop.testlogs.readings import capped
from workshop.testlogs.result import ToolResult

TOOL = "glmark2"
# Fifteen and more since 2012; some are not there on every driver.
_WHOLE = 12


def wrote(log: Log) -> bool:
    """Whether glmark2 printed this, in any of its builds."""
    return frame_rates.is_of(TOOL, log)


def read(log: Log) -> list[ToolResult]:
    """Every run in the file, in the order of the file."""
    return capped(frame_rates.results(TOOL, _WHOLE, log))
