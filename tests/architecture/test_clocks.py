# SPDX-License-Identifier: MIT
"""No test asserts a time: the only use of a clock in a test is a deadline to wait until."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CLOCKS = frozenset(
    f"{name}{unit}" for name in ("monotonic", "perf_counter", "process_time", "thread_time")
    for unit in ("", "_ns")
) | {"QElapsedTimer"}  # fmt: skip


def named(node: ast.expr) -> str:
    """The last word of a name, such as monotonic of `time.monotonic`."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_clock(node: ast.AST) -> bool:
    """Whether this reads a clock, or makes one that can be read."""
    return isinstance(node, ast.Call) and named(node.func) in CLOCKS


def deadlines(tree: ast.AST) -> Iterator[ast.AST]:
    """Every reading of a clock that is the start of a deadline, or is held against one in a loop.

    `end = monotonic() + 30`, and `monotonic() < end` below a `while`.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield node.left
        if isinstance(node, ast.While):
            for part in ast.walk(node):
                if isinstance(part, ast.Compare):
                    yield part.left


def measured(text: str) -> list[int]:
    """The lines of a test file that use a clock for more than a deadline."""
    tree = ast.parse(text)
    allowed = {id(node) for node in deadlines(tree)}
    return sorted(
        node.lineno for node in ast.walk(tree) if is_clock(node) and id(node) not in allowed
    )


def test_no_test_measures_how_long_something_takes() -> None:
    found = {}
    for path in TESTS.rglob("*.py"):
        name = path.relative_to(TESTS).as_posix()
        if not name.startswith("speed/"):
            lines = measured(path.read_text("utf-8"))
            if lines:
                found[name] = lines
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        "began = time.monotonic()\nwork()\nassert time.monotonic() - began < 2",
        "began = perf_counter()\nassert perf_counter() < began + 2",
        "ticks.append(time.perf_counter_ns())",
        "end = time.monotonic() + 2\nwork()\nassert time.monotonic() < end",
        "watch = QElapsedTimer()\nwatch.start()",
        "while True:\n    began = time.monotonic()\n    assert time.monotonic() - began < 1",
    ],
)
def test_a_planted_figure_is_found(planted: str) -> None:
    assert measured(planted)


def test_a_deadline_is_none() -> None:
    waits = "end = time.monotonic() + 30\nwhile not true():\n    assert time.monotonic() < end\n"
    assert measured(waits) == []
    assert measured("end = monotonic() + 1\nwhile monotonic() < end:\n    look()\n") == []
