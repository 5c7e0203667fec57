# SPDX-License-Identifier: MIT
"""What the program says of itself: acts, questions, commands, test plans and label layouts."""

import argparse
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from workshop.acts import ACTS
from workshop.cli import parser
from workshop.domain.catalogue import Measurement
from workshop.facts import described
from workshop.language import speaking
from workshop.queries import QUERIES
from workshop.storage.catalogue import shipped

# Types of facts as people call them.
_TYPES = {
    "str": "text", "int": "number", "float": "number", "bool": "yes or no", "list": "list",
    "dict": "object", "Any": "anything",
}  # fmt: skip


def acts(*names: str) -> str:
    """What these acts do, and their facts."""
    return "\n\n".join(_described(ACTS[name]) for name in names)


def queries(*names: str) -> str:
    """What these questions answer, and their facts."""
    return "\n\n".join(_described(QUERIES[name]) for name in names)


def _described(function: Callable[..., Any]) -> str:
    told = described(function)
    facts = told["facts"]
    lines = [f"### {told['name']}", *_paragraphs(inspect.getdoc(function) or "")]
    for words, needed in (("Needs", True), ("May have", False)):
        some = [f"`{fact['name']}` ({_type(fact['type'])})" for fact in facts
                if fact["required"] is needed]  # fmt: skip
        if some:
            lines.append(f"{words}: {', '.join(some)}.")
    return "\n\n".join(lines)


def _type(name: str) -> str:
    return " or ".join(dict.fromkeys(_TYPES.get(one, one) for one in name.split(" or ")))


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield " ".join(paragraph.split())


def command(*words: str) -> str:
    """How a command is written, and its options; `words` are its name, such as import log."""
    one = commands()[" ".join(words)]
    shared = {action.dest for action in _parser()._actions}
    # As wide as it is, so that it is one line, whatever the terminal.
    usage = " ".join(one.format_usage().removeprefix("usage: ").split())
    own = [
        (", ".join(action.option_strings) or str(action.metavar or action.dest), action.help)
        for action in one._actions
        if action.help and action.dest not in shared | {"help"}
    ]
    shown = f"`{_without_shared(usage)}`"
    return "\n\n".join([shown, _table(("option", "what it is"), own)] if own else [shown])


def _without_shared(usage: str) -> str:
    for option in ("[-h]", "[--db PATH]", "[--by CODE]", "[--station CODE]", "[--lang CODE]",
                   "[--json]"):  # fmt: skip
        usage = usage.replace(f" {option}", "")
    return usage


@cache
def _parser() -> argparse.ArgumentParser:
    """The command line in English, as the rest of the manual, whatever the window speaks."""
    with speaking("en"):
        return parser()


@cache
def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command of the command line by its name; those with kinds once for each kind."""
    found: dict[str, argparse.ArgumentParser] = {}
    for name, one in _below(_parser()).items():
        kinds = _below(one)
        found.update({f"{name} {kind}": made for kind, made in kinds.items()} or {name: one})
    return found


def _below(one: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    for action in one._actions:
        if isinstance(action, argparse._SubParsersAction):
            return action.choices
    return {}


def options() -> str:
    """The options that every command has."""
    return _table(
        ("option", "what it is"),
        [(", ".join(action.option_strings), action.help or "") for action in _parser()._actions
         if action.option_strings and action.dest not in ("help", "version")],
    )  # fmt: skip


def layouts() -> str:
    """Every label layout that is shipped."""
    return _table(
        ("layout", "name", "label, mm", "on a page", "made for"),
        [
            (code, layout.name, " × ".join(f"{side:g}" for side in layout.label),
             str(layout.per_page), f"{layout.dpi} dpi")
            for code, layout in shipped().layouts.items()
        ],
    )  # fmt: skip


def plans() -> str:
    """Every test plan that is shipped, with its limits."""
    found = []
    for plan in shipped().plans.values():
        judges = f" Judges logs of {', '.join(plan.tools)}." if plan.tools else ""
        lines = [(line.name, line.label, _limits(line)) for line in plan.measurements]
        table = _table(("value", "what is measured", "passes"), lines)
        found.append(f"## {plan.code}\n\n{plan.name}.{judges}\n\n{table}")
    return "\n\n".join(found)


def _limits(line: Measurement) -> str:
    """What a value must be, in its unit."""
    unit = f" {line.unit}" if line.unit else ""
    if line.pass_choices:
        words = " or ".join(line.pass_choices)
    elif line.low is not None and line.high is not None:
        words = f"{line.low:g} to {line.high:g}{unit}"
    elif line.low is not None:
        words = f"{line.low:g}{unit} or more"
    elif line.high is not None:
        words = f"up to {line.high:g}{unit}"
    else:
        words = "by the model" if line.limit_of else "no limit"
    if line.margin:
        words += f", marginal within {line.margin:g}{unit}"
    return f"{words}; needed" if line.required else words


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown; its first column is code."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads)]
    for first, *rest in rows:
        lines.append([f"`{first}`", *(cell.replace("|", "\\|") for cell in rest)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


FILLS: Mapping[str, Callable[..., str]] = {
    "acts": acts,
    "queries": queries,
    "command": command,
    "options": options,
    "layouts": layouts,
    "plans": plans,
}
