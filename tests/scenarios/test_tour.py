# SPDX-License-Identifier: MIT
"""Somebody who follows the tour of the manual, command for command and click for click."""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication
from scenarios.tour_steps import TABLE, commands, play, sentences
from whole_window import WholeWindow, own_home

from workshop.manual import Manual

pytest_plugins = ["command_line"]

TOUR = Manual().written("tour")


@pytest.fixture
def follow(
    app: QApplication, bare: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Path]:
    """Follows a tour: its commands, in between the window; returns the folder it was done in."""
    own_home(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)

    def do(tour: str) -> Path:
        for line in commands(tour):
            program, *arguments = shlex.split(line)
            if program == "workshop":
                assert bare(*arguments).status == 0, line
                continue
            assert (program, arguments[0]) == ("card-workshop", "--db"), line
            at = WholeWindow(tmp_path / arguments[1], tmp_path)
            try:
                for sentence in sentences(tour):
                    play(at, sentence)
            finally:
                at.close()
        return tmp_path

    return do


def test_the_tour_ends_with_the_report_of_the_batch(follow: Callable[[str], Path]) -> None:
    made = {path.name: path for path in follow(TOUR).rglob("*.pdf")}
    assert len(made) == 2, "the labels and the report"
    (report,) = [path for name, path in made.items() if "B26-1" in name]
    text = "\n".join(page.extract_text() for page in PdfReader(report).pages)
    for word in ("B26-1", "Remarketing", "GeForce RTX 4090", "M9YVCM1", "M9YVCM2", "M9YVCM3"):
        assert word in text, word


def test_it_has_all_it_promises_in_fifteen_minutes() -> None:
    played = sentences(TOUR)
    assert 40 < len(played) < 70
    assert [line.split()[0] for line in commands(TOUR)] == ["workshop", "card-workshop", "workshop"]
    used = {TABLE.find(sentence)[0] for sentence in played}
    assert {one.play for one in TABLE.steps} == used, "a step that no sentence has"
    with pytest.raises(LookupError, match="0 steps fit the line: Whistle"):
        TABLE.find("Whistle")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Press **Open the batch**", "Press **Open a batch**", "Open a batch"),
        ("“is already here”", "“is quite new”", "is quite new"),
    ],
)
def test_a_tour_that_went_wrong_says_where(
    follow: Callable[[str], Path], before: str, after: str, told: str
) -> None:
    """Planted faults: a button that was renamed, an answer that is another."""
    assert before in TOUR
    short = TOUR.replace(before, after).partition("6. Press")[0]
    with pytest.raises((AssertionError, LookupError)) as caught:
        follow(short)
    assert told in f"{caught.value} {getattr(caught.value, '__notes__', '')}"
