# SPDX-License-Identifier: MIT
"""The manual tells of all acts, questions, commands, kinds and tools, and of nothing else."""

import re
from collections.abc import Iterable

import pytest
from manual.messages import is_said, templates

from workshop.acts import ACTS
from workshop.domain.shop_copies import KINDS
from workshop.manual import Manual, pages, reference
from workshop.manual.reference import commands
from workshop.queries import QUERIES
from workshop.storage.catalogue import shipped
from workshop.testlogs.tools import TOOLS

MANUAL = Manual({"settings": lambda *names: ""})


def told(kind: str) -> list[str]:
    """What the pages let the program fill in of one kind, as often as they do."""
    found = []
    for page in every_page():
        for name, words in re.findall(r"^\{\{ (\w+)(.*?) \}\}$", MANUAL.written(page), re.M):
            if name == kind:
                found += [words.strip()] if kind == "command" else words.split()
    return found


def every_page() -> list[str]:
    return [pages.START, *(entry.name for entry in MANUAL.contents)]


def untold(told: Iterable[str], there: Iterable[str]) -> tuple[set[str], set[str]]:
    """What is there and not told, and what is told and not there."""
    return set(there) - set(told), set(told) - set(there)


NONE: tuple[set[str], set[str]] = (set(), set())


@pytest.mark.parametrize(
    ("kind", "there"), [("acts", list(ACTS)), ("queries", list(QUERIES)), ("command", commands())]
)
def test_each_is_told_of_once(kind: str, there: list[str]) -> None:
    assert untold(told(kind), there) == NONE, f"resources/manual/{kind}: {{{{ {kind} … }}}}"
    assert len(told(kind)) == len(set(told(kind)))


def test_an_act_without_its_entry_is_noticed() -> None:
    """Planted faults: an act nobody placed, and an entry of an act that went away."""
    assert untold(told("acts"), [*ACTS, "juggle"]) == ({"juggle"}, set())
    assert untold([*told("acts"), "juggle"], ACTS) == (set(), {"juggle"})
    with pytest.raises(KeyError, match="juggle"):
        reference.acts("juggle")


def test_what_is_told_of_an_act_is_what_it_takes() -> None:
    page = MANUAL.page("acts")
    section = page.partition("### move\n")[2].partition("###")[0]
    assert "Put a piece somewhere else" in section
    assert "Needs: `piece` (text), `place` (text)." in section
    assert all(page.count(f"### {name}\n") == 1 for name in ACTS)


def test_every_command_shows_its_options_and_its_own_heading() -> None:
    page = MANUAL.page("commands")
    for name, one in commands().items():
        section = page.partition(f"## workshop {name}\n")[2].partition("\n## ")[0]
        options = {action.option_strings[0] for action in one._actions if action.option_strings}
        for option in options - {"-h", "--db", "--by", "--station", "--lang", "--json"}:
            assert re.search(rf"(?<![\w-]){option}(?![\w-])", section), (name, option)
    for option in ("--db", "--by", "--station", "--lang", "--json"):
        assert f"| `{option}` |" in page


def test_commands_in_the_text_are_commands() -> None:
    known = {name.split()[0] for name in commands()}
    for page in every_page():
        for words in re.findall(r"`workshop ([\w-]+)[^`]*`", MANUAL.written(page)):
            assert words in known, (page, words)


def test_every_kind_of_entry_of_the_catalogue() -> None:
    rows = [line for line in MANUAL.page("catalogue").splitlines() if line.startswith("| ")]
    kinds = [kind for row in rows for kind in re.findall(r"`(\w+)`", row)]
    assert untold(kinds, KINDS) == NONE and len(kinds) == len(KINDS)


def test_every_layout_and_plan_with_its_limits() -> None:
    layouts, plans = MANUAL.page("label-layouts"), MANUAL.page("test-plans")
    assert re.findall(r"^\| `(.+?)` \|", layouts, re.M) == list(shipped().layouts)
    assert re.findall(r"^## (.+)$", plans, re.M) == list(shipped().plans)
    lines = [line.name for plan in shipped().plans.values() for line in plan.measurements]
    assert re.findall(r"^\| `(\w+)` \|", plans, re.M) == lines
    assert "| `r_nvvdd` | NVVDD (core) to ground | 0.2 to 5 Ω, marginal within 0.1 Ω; needed |" in (
        plans
    )


def test_every_test_tool_and_all_that_its_log_may_come_to() -> None:
    page = MANUAL.page("test-tools")
    assert untold(re.findall(r"^## (.+)$", page, re.M), [tool.TOOL for tool in TOOLS]) == NONE
    quoted = [" ".join(words.split()) for words in re.findall(r"“(.+?)”", page, re.S)]
    said = templates("workshop/testlogs", "mark")
    verdicts = {re.sub(r"\{\w+\}", "…", one) for one in said}
    assert untold(quoted, verdicts | {"OK"}) == NONE


def test_bold_is_what_the_window_says() -> None:
    assert [bold for bold in bold_words() if not is_said(bold)] == []


def test_words_the_window_does_not_say_are_noticed() -> None:
    """Planted fault: a button that was renamed."""
    assert is_said("Keep this attempt") and is_said("Print 5 labels") and is_said("Let it pass")
    assert not is_said("Keep that attempt") and not is_said("Nobody says this")


def bold_words() -> list[str]:
    return [
        " ".join(bold.split())
        for page in every_page()
        for bold in re.findall(r"\*\*(.+?)\*\*", MANUAL.written(page), re.S)
        if page != pages.START and not bold.startswith("`")
    ]


def answers_told() -> list[tuple[str, str]]:
    """What the manual says that the strip or a command says, in its tables of what to do."""
    found = []
    for page in every_page():
        tables = re.findall(
            r"^\| (?:the strip says|it says) \|.*\n\|[- |]+\n((?:\|.*\n?)+)",
            MANUAL.written(page), re.M,
        )  # fmt: skip
        for table in tables:
            found += [(page, row.split("|")[1].strip()) for row in table.splitlines()]
    return found


def test_answers_it_explains_are_answers_of_the_program() -> None:
    said = "\n".join({*templates("ui"), *templates("workshop")}).casefold()
    assert len(answers_told()) > 15
    assert [(page, words) for page, words in answers_told() if words.casefold() not in said] == []
