# SPDX-License-Identifier: MIT
"""JSON in a log: what is read of it, how much, and what is left when its end is missing."""

import contextlib
import re

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs.json_text import Document, documents, mapping, plain, sequence

KEY = re.compile('"tool"')


def only(text: str) -> Document:
    (document,) = documents(text, KEY)
    return document


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"tool": {"a": [1, 2.5, "x\\"}"]}}', {"tool": {"a": [1, 2.5, 'x"}']}}),
        ('PS D:\\> tool {} -j\n{"tool":{}}\nrc=0', {"tool": {}}),
        ('{"other": 1}\n{"tool": 2}', {"tool": 2}),
        ('{"tool": [NaN, Infinity, -Infinity, 1e999, ' + "9" * 400 + "]}", {"tool": [None] * 5}),
        ('{"tool": 1, "tool": 1}', {"tool": 1}),
        ('{"tool": "two\nlines"}', {"tool": "two\nlines"}),
    ],
)
def test_a_document_is_found_and_read(text: str, value: object) -> None:
    assert only(text) == Document(mapping(value), is_whole=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"tool": {"a": 1, "b": 2', {"tool": {"a": 1}}),
        ('{"tool": {"a": [{"x": 1}, {"x": "begun', {"tool": {"a": [{"x": 1}, {}]}}),
        ('{"tool": {"a": "one", "b', {"tool": {"a": "one"}}),
        ('{"tool": {"a": "one", "b\\', {"tool": {"a": "one"}}),
        ('{"tool": {"a": [', {"tool": {"a": []}}),
    ],
)
def test_what_was_whole_before_the_end_is_kept(text: str, value: object) -> None:
    assert only(text) == Document(mapping(value), is_whole=False)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"tool": 1, "tool": 2}', "twice"),
        ('\n{"tool": 1,}', "damaged in line 2"),
        ('{"tool": [1}', "damaged in line 1"),
        ('{"tool": ' + "[" * 200_000, "nested deeper"),
        ('{"tool": "' + "x" * 4_000_001 + '"}', "more entries"),
        (('{"tool": "' + "x" * 3_000_000 + '"}\n') * 3, "more entries"),
        ('{"a":1}\n' * 1001, "more entries"),
    ],
)
def test_what_is_refused(text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        list(documents(text, KEY))


@pytest.mark.parametrize("piece", ['{"', '"\\', '{"a":', "{ ", '{"a":1}', '\\"', "{}", '""'])
def test_no_text_takes_a_square_of_its_length(piece: str) -> None:
    # One that did would still be at it when the time limit of the tests ends it.
    with contextlib.suppress(Refused):
        assert not list(documents(piece * (8_000_000 // len(piece)), KEY))


def test_a_value_of_another_kind_is_nothing() -> None:
    assert (mapping([1]), sequence({"a": 1})) == ({}, [])
    values: list[object] = [" a ", 5, True, 1.5, None, []]
    assert [plain(each) for each in values] == ["a", "5", "", "", "", ""]
