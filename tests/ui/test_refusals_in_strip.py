# SPDX-License-Identifier: MIT
"""Every refusal there is can be read whole in the strip of the smallest window."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import workshop
from ui.pages.words import two_lines
from ui.widgets.strip import ChipText, Strip
from workshop.domain.refused import Overridable
from workshop.domain.routing import Standing
from workshop.language import fill
from workshop.storage.catalogue import shipped

_SAYS = {"Refused", "Overridable", "Stop", "Ask", "Unavailable"}

# The longest that is common of each fact; of every other one `_ELSE`.
_ELSE = "2026-11 Rheintal"
_LONGEST = {
    "tag": "M01-00A41P-2", "board": "C01-00773K-7", "card": "C01-00773K-7", "site": "M24",
    "pieces": "M01-00A41P-2, M01-00A42Q-3, M01-00A43R-4", "model": "GeForce RTX 4070 Ti SUPER",
    "sites": "M1, M2, M3, M4, M5, M6, M7, M8, M9, M10, M11, M12", "serial": "N5CT45009876543",
    "step": "Visual inspection of the bare board", "routing": "Repair, with harvest of the rest",
    "path": "/srv/refurbishment/workshop/workshop.db", "file": "2026-11-24 Batch B26-0012.pdf",
    "reason": "No space left on device", "all": "good, damaged, missing, left, suspect, empty",
    "n": "1234", "most": "100000", "number": "1234", "low": "-12.5", "high": "1234.5", "at": "1234",
    "first": "12", "last": "1234", "limit": "3", "next": "4", "gbit": "16", "version": "12",
    "minutes": "12345", "hours": "96", "unit": "°C", "face": "front", "line": "12345", "row": "123",
    "id": "1234567", "msl": "5a", "passed": "12", "heat": "3", "of": "12", "again": "2",
    "grade": "B", "grades": "A, B, C, D", "empty": "12", "peak": "245", "melts": "217",
    "humidity": "5", "day": "2026-11-24", "gb": "24", "bits": "384", "size": "12.5", "more": "12",
    "entries": "1234, 1235, 1236, 1237", "closing": "1234", "newest": "0012_lots",
}  # fmt: skip


def _texts(node: ast.expr, known: dict[str, list[str]]) -> list[str]:
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Call(func=ast.Name(id="mark"), args=[text]):
            return _texts(text, known)
        case ast.Name(id=name):
            return known.get(name, [])
        case ast.IfExp(body=one, orelse=other):
            return [*_texts(one, known), *_texts(other, known)]
    return []


def _templates() -> Iterator[str]:
    """Every sentence with which something is refused or asked for, by the source."""
    for file in sorted(Path(workshop.__file__).parent.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        known: dict[str, list[str]] = {}
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    known.setdefault(name, []).extend(_texts(value, {}))
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[text, *_]) if name in _SAYS:
                    yield from _texts(text, known)


TEMPLATES = sorted(set(_templates()) - {""})


@pytest.fixture
def strip(app: QApplication) -> Strip:
    """The strip of a window of 1366 px, with what is mostly set."""
    made = Strip()
    made.resize(1274, 66)
    made.setChips(
        [
            ChipText("batch", "Batch B26-0012"),
            ChipText("place", "TRAY-12"),
            ChipText("person", "Ana · Bench 3", filled=True),
        ]
    )
    made.show()
    return made


def whole(strip: Strip, sentence: str) -> bool:
    strip.show_answer("refused", *two_lines(sentence))
    return strip.is_whole()


def test_every_refusal_is_seen_whole(strip: Strip) -> None:
    assert len(TEMPLATES) > 450
    cut = []
    for template in TEMPLATES:
        facts = {name: _LONGEST.get(name, _ELSE) for name in re.findall(r"\{(\w+)\}", template)}
        if not whole(strip, fill(template, facts)):
            cut.append(fill(template, facts))
    assert cut == []


def test_every_step_that_comes_too_early_is_refused_in_words_that_are_seen_whole(
    strip: Strip,
) -> None:
    catalogue = shipped()
    names = {step.code: step.name for step in catalogue.steps.values()}
    refusals = [
        Standing(routing, ()).may_do(catalogue.steps[code], "C01-00773K-7", names)
        for routing in catalogue.routings.values()
        for code in routing.steps
    ]
    sentences = {str(refused) for refused in refusals if isinstance(refused, Overridable)}
    assert len(sentences) > 20
    assert [sentence for sentence in sentences if not whole(strip, sentence)] == []


def test_what_is_too_long_for_all_that_is_cut(strip: Strip) -> None:
    assert not whole(strip, "Far too long. " + "A very long answer. " * 40)
    assert whole(strip, "Short.")
