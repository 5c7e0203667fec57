# SPDX-License-Identifier: MIT
"""Test tools that a shop's own Python package reads, found by their entry points.

A package names, in the group `card_workshop.testlogs`, an object or a module that has what
`workshop.testlogs.log.Tool` asks for. It is loaded in a process of its own only.
"""

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import NamedTuple

from workshop.testlogs.log import Log, UnknownLog
from workshop.testlogs.result import ToolResult

GROUP = "card_workshop.testlogs"


class ShopTool(NamedTuple):
    """An entry point of the shop's, and the package it comes from."""

    name: str
    package: str
    version: str


def shop_tools() -> list[ShopTool]:
    """Every tool of the shop's that is installed, by name; none of them is loaded."""
    return [_described(point) for point in _points()]


def _points() -> list[EntryPoint]:
    return sorted(entry_points(group=GROUP), key=lambda point: point.name)


def _described(point: EntryPoint) -> ShopTool:
    dist = point.dist
    return ShopTool(point.name, dist.name if dist else "", dist.version if dist else "")


def reader_of(name: str) -> tuple[str, Callable[[bytes], list[ToolResult]]]:
    """What a tool of the shop's is called, and what reads a log of it; loads its package."""
    tool = next(point for point in _points() if point.name == name).load()
    called = tool.TOOL
    if not isinstance(called, str) or not callable(tool.wrote) or not callable(tool.read):
        raise TypeError("TOOL must be a text, wrote and read functions")

    def read(data: bytes) -> list[ToolResult]:
        log = Log(data)
        if not tool.wrote(log):
            raise UnknownLog("This file is not the log of any test tool that can be imported here.")
        return list(tool.read(log))

    return called, read
