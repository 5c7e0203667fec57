# SPDX-License-Identifier: MIT
"""The worked examples of CONTRIBUTING.md, followed word by word in a copy of this tree."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lengths import full

ROOT = Path(__file__).parents[2]
TEXT = ROOT.joinpath("CONTRIBUTING.md").read_text("utf-8")
EXAMPLES = ["An act", "A test tool", "A label layout", "A card model", "A language"]

_BLOCK = re.compile(r"((?:[^\n]+\n)*)\n?^```(\w+)\n(.*?)^```$", re.S | re.M)
_NEW = re.compile(r"New, `(.+?)`:\s*\Z")
_IN = re.compile(r"[Ii]n `([^`]+)`,\s+(before|after)\s+the\s+(first|last)\s+`([^`]+)`:\s*\Z")
_AT_END = re.compile(r"In `([^`]+)`, at the end:\s*\Z")
_SAYS = re.compile(r"^It says (.+?)$", re.M)


def parts() -> dict[str, str]:
    """The text under each heading; a heading within a block is none."""
    found: dict[str, str] = {}
    heading, is_block = "", False
    for line in TEXT.splitlines(keepends=True):
        is_block ^= line.startswith("```")
        if line.startswith("## ") and not is_block:
            heading = line.removeprefix("## ").strip()
        found[heading] = found.get(heading, "") + line
    return found


def follow(text: str, tree: Path) -> str:
    """Make the changes of an example in a tree, and type its commands; returns what they say."""
    lines = []
    for before, language, block in _BLOCK.findall(text):
        if language == "sh":
            lines += block.splitlines()
        elif new := _NEW.search(before):
            file = tree / new[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block, "utf-8")
        elif end := _AT_END.search(before):
            with tree.joinpath(end[1]).open("a", encoding="utf-8") as file:
                file.write(block)
        else:
            insert(tree, block, _IN.search(before), before)
    return typed(lines, tree)


def insert(tree: Path, block: str, where: re.Match[str] | None, before: str) -> None:
    """Write a block before or after the first or last line of a file that begins so."""
    assert where is not None, f"nobody can tell where this goes: {before}"
    name, side, which, anchor = where.groups()
    lines = tree.joinpath(name).read_text("utf-8").splitlines(keepends=True)
    found = [n for n, line in enumerate(lines) if line.lstrip().startswith(anchor.lstrip())]
    assert found, f"{name} has no line with {anchor}"
    place = found[0 if which == "first" else -1] + (side == "after")
    lines.insert(place, f"{block}\n\n" if block.startswith("def ") else block)
    tree.joinpath(name).write_text("".join(lines), "utf-8")


# All lines of an example in one process: to start one takes longer than most of them.
_TYPING = """
import json, runpy, shlex, sys
from workshop import cli
for line in json.loads(sys.argv[1]):
    program, *arguments = shlex.split(line)
    sys.argv[:] = arguments if program == "python" else [program, *arguments]
    try:
        if program == "workshop":
            cli.main(arguments)
        else:
            runpy.run_path(arguments[0], run_name="__main__")
    except SystemExit as end:
        print("ended with", end.code)
"""


def typed(lines: list[str], tree: Path) -> str:
    """What these command lines say in this tree, each done or refused in words."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _TYPING, json.dumps(lines)],
        cwd=tree, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(tree)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rooms below the window, with a workshop that has an open batch."""
    tree = tmp_path_factory.mktemp("house")
    for name in ("workshop", "resources", "installer"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    guard = "tests/storage/test_undo.py"
    tree.joinpath(guard).parent.mkdir(parents=True)
    shutil.copy(ROOT / guard, tree / guard)
    begin = ["init --name Test --owner ANA", "do open_batch number=B1 supplier=Remarketing"]
    typed([f"workshop --db shop.db {line}" for line in begin], tree)
    return tree


@pytest.fixture
def tree(house: Path, tmp_path: Path) -> Path:
    """The copy for one example."""
    return Path(shutil.copytree(house, tmp_path / "tree"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_does_what_it_says(example: str, tree: Path) -> None:
    text = parts()[example]
    said = follow(text, tree)
    promised = [words for line in _SAYS.findall(text) for words in re.findall(r"`(.+?)`", line)]
    assert promised
    for words in promised:
        assert words in said, (words, said)


def test_there_are_no_other_examples_and_no_block_is_passed_over() -> None:
    texts = parts()
    assert [heading for heading, text in texts.items() if "```" in text] == EXAMPLES
    for example in EXAMPLES:
        assert len(_BLOCK.findall(texts[example])) * 2 == texts[example].count("\n```"), example


def test_an_example_that_is_out_of_date_is_noticed(tree: Path) -> None:
    """Planted faults: a line that went away, and an act that nobody registered."""
    text = parts()["An act"]
    with pytest.raises(AssertionError, match="has no line with def renew_all"):
        follow(text.replace("`def renew_commands`", "`def renew_all`"), tree)
    told = typed(["workshop --db shop.db do rename_station code=B name=x"], tree)
    assert "There is no act “rename_station”" in told


@pytest.mark.skipif(not full(1, everyday=0), reason="half a minute: for make prove")
def test_the_guards_let_the_new_act_pass(tree: Path) -> None:
    for name in ("tests", "ui"):
        shutil.copytree(
            ROOT / name, tree / name, dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("__pycache__"),
        )  # fmt: skip
    shutil.copy(ROOT / "pyproject.toml", tree)
    follow(parts()["An act"], tree)
    for guard in ("tests/storage/test_undo.py", "tests/manual/test_reference.py"):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "0", guard],
            cwd=tree, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(tree), "CARD_WORKSHOP_PROVE": ""},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
