# SPDX-License-Identifier: MIT
"""Every command the manual shows is typed as it stands there, and does what it says."""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from manual.test_reference import MANUAL, every_page

pytest_plugins = ["command_line"]

Run = Callable[..., Any]

# The tour founds a workshop of its own, and is played at the window.
OWN = {"tour"}


def examples(page: str) -> list[str]:
    """The command lines of a page."""
    blocks = re.findall(r"^```sh\n(.*?)^```", MANUAL.written(page), re.S | re.M)
    return [line for block in blocks for line in block.splitlines()]


def expanded(word: str) -> list[str]:
    """A word of a command line; where it is a pattern, the files that fit it."""
    return sorted(map(str, Path().glob(word))) if "*" in word else [word]


PAGES = [page for page in every_page() if page not in OWN and examples(page)]


@pytest.fixture
def typed(bare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Types a line in a folder with shop.db: a batch of four cards, one of them tested."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "data")

    def run(line: str) -> Any:
        before, _, after = line.partition(" | ")
        words = shlex.split(after or before)
        program, *arguments = [one for word in words for one in (expanded(word))]
        assert program == "workshop", line
        stdin = before.removeprefix("echo ").encode() if after else b""
        return bare(*arguments, stdin=stdin)

    for line in (
        "init --name Rheintal --owner ANA", "do open_batch number=B26-1 supplier=Remarketing",
        *(f"do receive batch=B26-1 serial=M9YVCM{n} 'model=GeForce RTX 4090'" for n in "0123"),
        "do record_test piece=C01-000001-Z plan=VOLTAGE values='{}'",
    ):  # fmt: skip
        answer = run(f"workshop --db shop.db {line}")
        assert answer.status == 0, answer.err
    yield run


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_shows_is_done(typed: Run, page: str, tmp_path: Path) -> None:
    for line in examples(page):
        answer = typed(line)
        assert answer.status == 0, (line, answer.err)
    if page == "commands":
        made = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
        assert {".pdf", ".xlsx", ".csv"} <= made
    if page == "catalogue":
        limits = typed("workshop --db shop.db --json ask heat_limits").json
        assert next(one for one in limits if one["kind"] == "memory")["cycles"] == 4


def test_an_example_that_does_not_work_is_noticed(typed: Run) -> None:
    """Planted faults: an act nobody knows, an option that went away."""
    assert typed("workshop --db shop.db do juggle batch=B26-1").status == 2
    assert typed("workshop --db shop.db report batch B26-1 --loud -o x.pdf").status == 2
