# SPDX-License-Identifier: MIT
"""The worked examples of CONTRIBUTING.md, followed word by word in a copy of this tree."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from lengths import full

ROOT = Path(__file__).parents[2]
TEXT = ROOT.joinpath("CONTRIBUTING.md").read_text("utf-8")
NEEDED = ["workshop", "resources", "installer", "tests/storage/test_undo.py"]
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


def change(text: str, tree: Path) -> None:
    """Make the changes of an example in a tree."""
    for before, language, block in _BLOCK.findall(text):
        if language == "sh":
            continue
        if new := _NEW.search(before):
            file = tree / new[1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block, "utf-8")
        elif end := _AT_END.search(before):
            with tree.joinpath(end[1]).open("a", encoding="utf-8") as file:
                file.write(block)
        else:
            insert(tree, block, _IN.search(before), before)


def commands(text: str) -> list[str]:
    """The command lines of an example."""
    return [
        line for _, language, block in _BLOCK.findall(text) if language == "sh"
        for line in block.splitlines()
    ]  # fmt: skip


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


BEGIN = [
    "workshop --db shop.db init --name Test --owner ANA",
    "workshop --db shop.db do open_batch number=B1 supplier=Remarketing",
]

# All in one process: to start one takes longer than to type the lines. Each example begins anew.
_TYPING = """
import contextlib, io, json, pathlib, runpy, shlex, sys
from workshop import cli
said = {}
for example, lines in json.loads(sys.argv[1]).items():
    for old in pathlib.Path().glob("shop.db*"):
        old.rename(f"{len(said)} {old}")
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        for program, *arguments in map(shlex.split, lines):
            try:
                if program == "workshop":
                    cli.main(arguments)
                else:
                    runpy.run_path(arguments[0], run_name="__main__")
            except SystemExit as end:
                print("ended with", end.code)
    said[example] = out.getvalue()
print(json.dumps(said))
"""


def typed(lines: dict[str, list[str]], tree: Path) -> dict[str, str]:
    """What the command lines of each example say in this tree."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _TYPING, json.dumps(lines)],
        cwd=tree, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(tree)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said: dict[str, str] = json.loads(done.stdout)
    return said


def copied(tree: Path, names: Sequence[str]) -> Path:
    """A copy of some of this tree."""
    for name in names:
        if (ROOT / name).is_file():
            tree.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
        else:
            shutil.copytree(ROOT / name, tree / name, dirs_exist_ok=True)
    return tree


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each example says, all of them followed in one copy of the rooms below the window."""
    tree = copied(tmp_path_factory.mktemp("house"), NEEDED)
    for example in EXAMPLES:
        change(parts()[example], tree)
    return typed({one: BEGIN + commands(parts()[one]) for one in EXAMPLES}, tree)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_does_what_it_says(example: str, said: dict[str, str]) -> None:
    lines = _SAYS.findall(parts()[example])
    promised = [words for line in lines for words in re.findall(r"`(.+?)`", line)]
    assert promised
    for words in promised:
        assert words in said[example], (words, said[example])


def test_there_are_no_other_examples_and_no_block_is_passed_over() -> None:
    texts = parts()
    assert [heading for heading, text in texts.items() if "```" in text] == EXAMPLES
    for example in EXAMPLES:
        assert len(_BLOCK.findall(texts[example])) * 2 == texts[example].count("\n```"), example


def test_an_example_that_is_out_of_date_is_noticed(tmp_path: Path) -> None:
    """Planted faults: a line that went away, and a change that says nowhere to make it."""
    tree = copied(tmp_path, ["workshop/acts/shop.py"])
    text = parts()["An act"].partition("It is known by its name")[0]
    change(text, tree)
    assert "def rename_station" in tree.joinpath("workshop/acts/shop.py").read_text("utf-8")
    with pytest.raises(AssertionError, match="has no line with def renew_all"):
        change(text.replace("`def renew_commands`", "`def renew_all`"), tree)
    with pytest.raises(AssertionError, match="nobody can tell where this goes"):
        change(text.replace("before the first", "somewhere near"), tree)


@pytest.mark.skipif(not full(1, everyday=0), reason="half a minute: for make prove")
def test_the_guards_let_the_new_act_pass(tmp_path: Path) -> None:
    tree = copied(tmp_path, [*NEEDED, "tests", "ui", "pyproject.toml"])
    change(parts()["An act"], tree)
    guards = ["tests/storage/test_undo.py", "tests/manual/test_reference.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", *guards, "-k", "rename_station or told_of"],
        cwd=tree, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(tree), "CARD_WORKSHOP_PROVE": ""},
    )  # fmt: skip
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout
