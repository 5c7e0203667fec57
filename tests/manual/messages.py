# SPDX-License-Identifier: MIT
"""What the program can say, read out of its source: every template, by the file it stands in."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from workshop.storage.catalogue import shipped

ROOT = Path(__file__).parents[2]
_SAYING = r"say|mark|say_many|Refused|Overridable|Unavailable"
_LITERAL = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')\s*"""


def templates(folder: str, saying: str = _SAYING) -> Iterator[str]:
    """Every template said by these functions in the modules below a folder."""
    said = re.compile(rf"\b(?:{saying})\(\s*((?:{_LITERAL})+)(?:,\s*((?:{_LITERAL})+))?")
    for path in sorted(ROOT.joinpath(folder).rglob("*.py")):
        for match in said.finditer(path.read_text("utf-8")):
            for literal in filter(None, match.groups()):
                yield ast.literal_eval(f"({literal})")


@cache
def words_of_the_window() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Everything the window says and the names of the catalogue; and what it says with facts."""
    catalogue = shipped()
    names = [entry.name for table in (catalogue.steps, catalogue.plans) for entry in table.values()]
    labels = [line.label for plan in catalogue.plans.values() for line in plan.measurements]
    fields = [field.label for step in catalogue.steps.values() for field in step.fields]
    said = {*templates("ui"), *templates("workshop"), *names, *labels, *fields}
    with_facts = [pattern(template) for template in said if "{" in template]
    return frozenset(said), tuple(with_facts)


def pattern(template: str) -> re.Pattern[str]:
    """What a template may come to; one that is hardly more than facts fits nothing."""
    parts = re.split(r"\{\w+\}", template)
    if not re.search(r"\w{2}", "".join(parts)):
        return re.compile(r"(?!)")
    return re.compile(".+".join(map(re.escape, parts)))


def is_said(words: str) -> bool:
    """Whether the window says this, or begins so where a field has more words to it."""
    plain, with_facts = words_of_the_window()
    return (
        words in plain
        or any(one.startswith(f"{words} ") or one.startswith(f"{words},") for one in plain)
        or any(one.fullmatch(words) for one in with_facts)
    )
