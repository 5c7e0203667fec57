# SPDX-License-Identifier: MIT
"""Whatever a script asks, it is answered in JSON or refused with a sentence: it never breaks."""

import inspect
import json
from typing import Any

import pytest
from hostile import EVERYTHING, is_a_sentence

from workshop.commands import as_json, as_table
from workshop.domain.refused import Refused
from workshop.facts import WrongFacts, fit_facts
from workshop.queries import QUERIES

NAMED = {
    "balance": "batch", "batch": "number", "batch_labels": "batch", "board_map": "tag",
    "condition": "tag", "identity": "tag", "suspects": "card",
    "identify": "scan", "intake": "batch", "passport": "tag", "passport_more": "tag",
    "plan": "code", "routing": "tag", "cpk": "plan", "defects_found": "code", "pareto": "batch",
    "search": "text", "tests": "batch", "touched_since": "number", "yields": "batch",
    "session_here": "person", "came_in": "since", "went_out": "since", "came_off": "since",
}  # fmt: skip
HONEST = {
    "batch": "B1", "tag": "C01000001Z", "code": "MEMORY", "scan": "x", "text": "x", "person": "ANA",
    "plan": "VOLTAGE", "card": "C01000001Z", "since": "2026-11-24T00:00:00Z",
}  # fmt: skip


# Where whatever was scanned or typed is answered, these are chosen from a list.
MAY_BE_REFUSED = ("limit", "test", "result", "times")


def honest(query: str) -> dict[str, Any]:
    if query == "done_at":
        return {"station": "BENCH-1", "since": HONEST["since"]}
    name = NAMED.get(query)
    if name is None:
        return {}
    if name == "number":
        return {"number": "B1" if query == "batch" else 1}
    return {name: HONEST[name]}


@pytest.mark.parametrize("query", QUERIES)
def test_no_fact_breaks_a_query(life: Any, query: str) -> None:
    for name in list(inspect.signature(QUERIES[query]).parameters)[1:]:
        for value in EVERYTHING:
            wrong = {**honest(query), name: value}
            try:
                fit_facts(QUERIES[query], wrong)
            except WrongFacts:
                continue
            try:
                answer = life.ask(query, **wrong)
            except Refused as refused:
                assert is_a_sentence(str(refused)), (wrong, ascii(str(refused)))
                assert query not in ("identify", "search") or name in MAY_BE_REFUSED
            else:
                json.loads(as_json(answer))
                as_table(answer)
