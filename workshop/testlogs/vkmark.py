# SPDX-License-Identifier: MIT
"""What vkmark printed: how fast a card draws with Vulkan."""

from workshop.testlogs import frame_rates
from workshop.testlogs.log import Log
from workshop.testlogs.readings import capped
from workshop.testlogs.result import ToolResult

TOOL = "vkmark"
# vertex, texture, shading, effect2d, desktop, cube and clear, from its first release on.
_WHOLE = 7


def wrote(log: Log) -> bool:
    """Whether vkmark printed this."""
    return frame_rates.is_of(TOOL, log)


def read(log: Log) -> list[ToolResult]:
    """Every run in the file, in the order of the file."""
    return capped(frame_rates.results(TOOL, _WHOLE, log))
