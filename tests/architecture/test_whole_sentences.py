# SPDX-License-Identifier: MIT
"""No sentence is put together from pieces: word order, cases and blanks differ by language."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAYING = {"say", "say_many"}
# Lines below each other, a list, what a key does in a menu: no part of a sentence.
BETWEEN = ("\n", ",", ";", "\t")
CHANGES = {"lower", "upper", "capitalize", "title", "casefold", "removesuffix", "rstrip", "strip"}


def says(node: ast.expr) -> bool:
    """Whether an expression is a sentence: said, or one or another that is."""
    if isinstance(node, ast.IfExp):
        return says(node.body) or says(node.orelse)
    name = getattr(node, "func", None)
    return isinstance(node, ast.Call) and getattr(name, "id", getattr(name, "attr", "")) in SAYING


def is_piece(node: ast.AST) -> bool:
    """Whether a sentence is added to others, put into a text, or changed in its letters."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        glue = [part.value for part in (node.left, node.right) if isinstance(part, ast.Constant)]
        return (says(node.left) or says(node.right)) and not any(map(_parts, glue))
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(p, ast.FormattedValue) and says(p.value) for p in node.values)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if node.func.attr in CHANGES:
        return says(node.func.value)
    if node.func.attr == "join" and isinstance(node.func.value, ast.Constant):
        return not _parts(node.func.value.value) and any(map(_holds_sentence, node.args))
    return False


def _parts(glue: object) -> bool:
    return str(glue).startswith(BETWEEN)


def _holds_sentence(argument: ast.expr) -> bool:
    if isinstance(argument, ast.List | ast.Tuple):
        return any(map(says, argument.elts))
    if isinstance(argument, ast.GeneratorExp | ast.ListComp):
        return says(argument.elt)
    return False


def pieces(source: str) -> list[int]:
    """The lines of a module on which a sentence is a piece of something."""
    return sorted({node.lineno for node in ast.walk(ast.parse(source)) if is_piece(node)})  # type: ignore[attr-defined]


def test_every_sentence_is_whole() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for room in ("workshop", "ui")
        for path in sorted((ROOT / room).rglob("*.py"))
        if (lines := pieces(path.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        'say("Batch") + number', 'say("{n} cards", n=3) + say(" are missing")',
        "f\"{say('Batch')} {number}\"", "f\"{say_many('a', 'b', 2)}: {x}\"", 'say("Done").lower()',
        '" ".join([say("Batch"), say("closed")])', '" ".join(say(word) for word in words)',
        'x + (say("one") if many else "")',
    ],
)  # fmt: skip
def test_a_planted_piece_is_found(planted: str) -> None:
    assert pieces(planted) == [1]


@pytest.mark.parametrize(
    "whole",
    [
        'say("Batch {number}", number=number)', '", ".join(say(word) for word in words)',
        'joined(say("Batch"), number)', '"\\n".join([say("One."), say("Two.")])', 'f"{x} {y}"',
    ],
)  # fmt: skip
def test_what_is_whole_is_let_be(whole: str) -> None:
    assert pieces(whole) == []
