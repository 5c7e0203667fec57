# SPDX-License-Identifier: MIT
"""What the numbered sentences of the tour do at the window, by the marks people read."""

import re
from typing import Any

from PySide6.QtGui import QKeySequence
from scenarios.language import Table
from whole_window import WholeWindow

from ui.page_list import PAGES

TABLE = Table()
step = TABLE.step

# A numbered line and what it goes on with; what stands below it, after an empty line, explains it.
_NUMBERED = re.compile(r"^\d+\. ((?:.+\n)(?: +\S.*\n)*)", re.M)
_SENTENCE = re.compile(r"(?<=[.”])\s+(?=[A-Z])")
_WORDS = {page.rail.template: name for name, page in PAGES.items()}


def sentences(page: str) -> list[str]:
    """Every sentence that is played, in order."""
    found = []
    for line in _NUMBERED.findall(page):
        found += [one.rstrip(".") for one in _SENTENCE.split(" ".join(line.split()))]
    return found


def commands(page: str) -> list[str]:
    """Every command line of a page, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.S | re.M)
    return [line for block in blocks for line in block.splitlines()]


def play(at: WholeWindow, sentence: str) -> None:
    """Do what a sentence says; what goes wrong names it."""
    do, words = TABLE.find(sentence)
    try:
        do(at, *words)
    except Exception as error:
        error.add_note(f"The tour: {sentence}")
        raise


@step(r"Go to \*\*(.+?)\*\*")
def go(at: WholeWindow, words: str) -> None:
    at.go(_WORDS[words])


@step(r"Scan (`.+`)")
def scan(at: WholeWindow, codes: str) -> None:
    for code in re.findall(r"`(.+?)`", codes):
        at.answers.clear()
        at.scan(code)


@step(r"Press \*\*(.+?)\*\*")
def press(at: WholeWindow, words: str) -> None:
    at.answers.clear()
    at.press(words)


@step(r"Press `(.+?)`")
def press_key(at: WholeWindow, keys: str) -> None:
    at.answers.clear()
    pressed = QKeySequence(keys)[0]
    at.key(pressed.key(), pressed.keyboardModifiers())


@step(r"Type `(.+?)` into \*\*(.+?)\*\*")
def type_into(at: WholeWindow, text: str, label: str) -> None:
    at.type(at.field(label), text)


@step(r"Type `(.+?)` and press `Enter`")
def type_and_enter(at: WholeWindow, text: str) -> None:
    at.answers.clear()
    for character in text:
        at.strike(character)
    at.pause()
    press_key(at, "Return")


@step(r"Tap the site `(\w+)`")
def tap(at: WholeWindow, site: str) -> None:
    at.tap(site)


@step(r"Tap (?:\*\*|`)(.+?)(?:\*\*|`) in \*\*(.+?)\*\*")
def tap_row(at: WholeWindow, words: str, table: str) -> None:
    at.click_row(table, words)


@step(r"The strip says “(.+)”")
def says(at: WholeWindow, words: str) -> None:
    def told() -> Any:
        return [big for _, big, small in at.answers if words in f"{big} {small}"]

    at.settle()
    assert told(), at.answers
