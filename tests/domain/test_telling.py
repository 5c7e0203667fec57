# SPDX-License-Identifier: MIT
"""One sentence for every act, whatever it was told."""

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.acts import ACTS
from workshop.domain import telling
from workshop.domain.identity_entries import FactSource
from workshop.domain.telling import COUNTED, HARVEST, MANY, READ, STEPS, TEMPLATES, WORDS, tell
from workshop.domain.terms import SiteOutcome, StepOutcome, Verdict

CARD, DIE = "C01000001Z", "D01000002E"

names = st.sampled_from(
    ["tag", "card", "board", "piece", "serial", "batch", "number", "name", "code", "outcome",
     "verdict", "step", "plan", "attempt", "tool", "site", "place", "disposition", "undid", "act",
     "result", "labels", "lines", "received"]
)  # fmt: skip
values = (
    st.text(max_size=300) | st.integers() | st.none() | st.booleans() | st.floats() | st.just([{}])
)


def test_every_act_has_its_sentence() -> None:
    assert set(ACTS) - {"harvest", "labels_not_printed"} <= set(TEMPLATES) | set(MANY)
    assert {"labels_waiting", "labels_unsure", "labels_failed"} <= set(MANY)
    assert set(READ) == set(FactSource) - {"record"}
    assert set(HARVEST) == set(COUNTED) == set(SiteOutcome)
    assert set(STEPS) == set(StepOutcome) and set(WORDS) == set(Verdict)


def test_what_depends_on_a_number_is_one_message_for_translators() -> None:
    """Marked one by one, the two would be two messages, and said in English everywhere."""
    known = {
        tuple(ast.literal_eval(argument) for argument in node.args)
        for node in ast.walk(ast.parse(Path(telling.__file__).read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "mark_many"
    }
    assert [one for _fact, one, many in MANY.values() if (one, many) not in known] == []


@pytest.mark.parametrize(
    ("act", "facts", "receipt", "sentence"),
    [
        ("receive", {"serial": "s-1"}, {"serial": "S-1", "tag": CARD},
         "S-1 received as C01-000001-Z"),
        ("receive", {}, {"serial": "S-1", "tag": CARD, "result": "returned"},
         "S-1 came back as C01-000001-Z"),
        ("harvest", {"card": CARD}, {"site": "GPU", "outcome": "good", "tag": DIE},
         "GPU good → D01-000002-E"),
        ("harvest", {"card": CARD}, {"site": "M3", "outcome": "missing", "tag": CARD},
         "M3 missing"),
        ("harvest", {"note": "warm"}, {"site": "M3", "outcome": "suspect", "tag": CARD},
         "M3 suspect: warm"),
        ("harvest", {}, {"site": "GPU", "outcome": "damaged", "tag": DIE, "came_off": "GA102",
                         "expected": "AD102"},
         "GPU damaged → D01-000002-E: GA102 instead of AD102"),
        ("harvest_many", {}, {"n": 3, "card": CARD, "counts": {"suspect": 1, "good": 2, "left": 0}},
         "3 sites of C01-000001-Z: 2 good, 1 suspect"),
        ("record_step", {"step": "evi"}, {"step": "EVI", "outcome": "skipped", "tag": CARD},
         "EVI: skipped for C01-000001-Z"),  # as it was kept before steps were told by their names
        ("record_step", {"step": "evi"}, {"step": "EVI", "name": "Visual inspection",
                                          "outcome": "failed", "tag": CARD},
         "Visual inspection: failed on C01-000001-Z"),
        ("start_step", {}, {"step": "TDN", "name": "Teardown", "tag": CARD},
         "Teardown: begun on C01-000001-Z"),
        ("stop_step", {}, {"step": "TDN", "name": "Teardown", "tag": CARD, "minutes": 4.0},
         "Teardown: broken off on C01-000001-Z"),
        ("fit", {}, {"tag": DIE, "board": CARD, "site": "GPU"},
         "D01-000002-E fitted at GPU of C01-000001-Z"),
        ("fit", {}, {"tag": DIE, "board": CARD, "site": "GPU", "rules": ["DIE-SKU", "DIE-LEAD"]},
         "D01-000002-E fitted at GPU of C01-000001-Z, against: DIE-SKU, DIE-LEAD"),  # as once kept
        ("fit", {}, {"tag": DIE, "board": CARD, "site": "GPU", "rules": ["DIE-LEAD"],
                     "against": ["Leaded balls of a die"]},
         "D01-000002-E fitted at GPU of C01-000001-Z, against: Leaded balls of a die"),
        ("reserve_set", {}, {"board": CARD, "n": 12}, "12 pieces reserved for C01-000001-Z"),
        ("release_set", {}, {"board": CARD, "n": 1},
         "1 piece no longer reserved for C01-000001-Z"),
        ("build_card", {}, {"board": "B01000007K", "tag": CARD, "model": "X"},
         "B01-000007-K built into C01-000001-Z: X"),
        ("build_card", {}, {"board": CARD, "tag": CARD, "model": "X", "released": [DIE], "more": 1},
         "C01-000001-Z is a card again: X. Pieces no longer reserved: 1"),
        ("take_off", {"piece": DIE}, {"tag": DIE, "card": CARD, "site": "GPU", "outcome": "good"},
         "D01-000002-E taken off GPU of C01-000001-Z"),
        ("reball", {}, {"tag": DIE, "alloy": "SAC305", "verdict": "fail"},
         "D01-000002-E reballed with SAC305, inspection: fail"),
        ("record_run", {"pieces": [DIE]}, {"profile": "BGA-ON-LF", "n": 1, "verdict": "pass"},
         "BGA-ON-LF run with 1 piece: pass"),  # as it was kept without the name of its profile
        ("record_run", {"pieces": [DIE]}, {"profile": "BGA-ON-LF", "name": "BGA, lead-free", "n": 1,
                                           "verdict": "fail"},
         "BGA, lead-free run with 1 piece: fail"),
        ("record_test", {}, {"plan": "MEMORY", "attempt": 2, "verdict": "marginal"},
         "MEMORY, attempt 2: marginal"),  # as it was kept before plans were told by their names
        ("record_test", {}, {"plan": "MEMORY", "name": "Memory", "attempt": 2, "verdict": "pass"},
         "Memory, attempt 2: pass"),
        ("dispose", {}, {"tag": CARD, "disposition": "SELL", "name": "Sold"},
         "C01-000001-Z: Sold"),
        ("dispose", {}, {"tag": CARD, "disposition": "HOLD", "name": "On hold", "reason": "Fee"},
         "C01-000001-Z: On hold (Fee)"),
        ("choose_routing", {}, {"tag": CARD, "routing": "HARVEST", "name": "Harvest"},
         "C01-000001-Z: routing Harvest"),
        ("note_identity", {}, {"tag": CARD, "source": "pci"},
         "C01-000001-Z: PCI numbers noted"),
        ("expect", {}, {"lines": 1, "batch": "B1"}, "1 card expected in batch B1"),
        ("move_place", {}, {"place": "T1", "into": "R1", "pieces": 1},
         "T1 moved into R1 with 1 piece"),
        ("move_place", {}, {"place": "T1", "into": "", "pieces": 2},
         "T1 taken out with 2 pieces"),
        ("bake", {}, {"bake": 7, "n": 2, "hours": 9.0, "temperature": 125.0},
         "Bake 7 begun with 2 pieces: 9 h at 125 °C"),
        ("open_batch", {}, {"batch": "B1"}, "Batch B1 opened"),
        ("attach_photo", {"piece": CARD}, {"photo": 7, "of": "C01-000001-Z"},
         "Photo kept: C01-000001-Z"),
        ("remove_photo", {"photo": 7}, {"photo": 7, "of": "B1"}, "Photo removed: B1"),
        ("pack", {}, {"tag": CARD, "n": 1, "shipment": "S1"},
         "C01-000001-Z packed for shipment S1"),
        ("unpack", {}, {"tag": CARD, "n": 3, "shipment": "S1"},
         "3 pieces taken out of shipment S1"),
        ("ship", {}, {"shipment": "S1", "buyer": "Ada", "n": 1},
         "Shipment S1 to Ada left with 1 piece"),
        ("issue_report", {"number": 3}, {"report": 3, "about": "B1"}, "Report 3 of B1 issued"),
        ("undo", {"entry": 7}, {"undid": 7, "act": "receive"}, "Undone: entry 7"),
        ("add_person", {"code": "LI", "name": "李伟\u202e"}, {"code": "LI"}, "李伟� added"),
        ("an_act_of_a_newer_version", {}, {}, "an_act_of_a_newer_version"),
    ],
)  # fmt: skip
def test_what_an_act_did(
    act: str, facts: dict[str, Any], receipt: dict[str, Any], sentence: str
) -> None:
    assert tell(act, facts, receipt) == sentence


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.sampled_from([*TEMPLATES, *MANY, "harvest", "?"]),
    st.dictionaries(names, values, max_size=8),
    st.dictionaries(names, values, max_size=8),
    st.sampled_from(SiteOutcome),
)
def test_nothing_people_type_breaks_the_telling(
    act: str, facts: dict[str, Any], receipt: dict[str, Any], outcome: SiteOutcome
) -> None:
    if act == "harvest":
        receipt["outcome"] = outcome.value
    assert tell(act, facts, receipt)
