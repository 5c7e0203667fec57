# SPDX-License-Identifier: MIT
"""The language of the scenarios: text files in the shop's words, and a table of what they mean."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

# What a line of a scenario may begin with.
_LINE = re.compile(r"(Given|When|Then|And)\s+(.+)")


class Scenario(NamedTuple):
    """A name and its lines, each with its number in the file and without its first word."""

    file: str
    name: str
    lines: list[tuple[int, str]]


class Step(NamedTuple):
    """A line that matches `pattern` is played by `play(driver, *groups)`."""

    pattern: re.Pattern[str]
    play: Callable[..., Any]


class Table:
    """Every step there is. A line that fits no step, or two, is an error of whoever wrote it."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def step(self, pattern: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Let the decorated function play lines of this pattern."""

        def keep(play: Callable[..., Any]) -> Callable[..., Any]:
            self.steps.append(Step(re.compile(pattern), play))
            return play

        return keep

    def find(self, line: str) -> tuple[Callable[..., Any], tuple[str | None, ...]]:
        """What plays this line, and with which words."""
        found = [(s.play, m.groups()) for s in self.steps if (m := s.pattern.fullmatch(line))]
        if len(found) != 1:
            raise LookupError(f"{len(found)} steps fit the line: {line}")
        return found[0]


def read(file: Path) -> list[Scenario]:
    """The scenarios of a file."""
    scenarios: list[Scenario] = []
    for number, raw in enumerate(file.read_text("utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("Scenario:"):
            scenarios.append(Scenario(file.name, line.removeprefix("Scenario:").strip(), []))
            continue
        match = _LINE.fullmatch(line)
        if match is None or not scenarios:
            raise ValueError(f"{file.name}:{number}: no line of a scenario: {line}")
        scenarios[-1].lines.append((number, match[2]))
    return scenarios


def play(table: Table, scenario: Scenario, driver: Any) -> None:
    """Play a scenario; what goes wrong says at which line."""
    for number, line in scenario.lines:
        step, words = table.find(line)
        try:
            step(driver, *words)
        except Exception as error:
            error.add_note(f"{scenario.file}:{number}: {line}")
            raise
