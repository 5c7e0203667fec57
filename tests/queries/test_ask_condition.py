# SPDX-License-Identifier: MIT
"""How a card was found: what was said last counts, defects cap it, and each visit has its own."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused


def test_a_card_nobody_has_looked_at(shop: Shop) -> None:
    card = shop.card("S-1")
    found = shop.ask("condition", tag=card)
    assert (found.tag, found.packaging, found.completeness, found.grade) == (card, "", "", "")
    assert (found.cap, found.reason, found.override_by, found.person, found.at) == (
        "A", "", "", "", "",
    )  # fmt: skip
    assert found.defects == []
    assert [(visit.batch, visit.left, visit.how) for visit in found.visits] == [("B1", "", "")]


def test_what_was_said_last_counts_and_says_by_whom(shop: Shop) -> None:
    shop.do("add_person", code="LI", name="李伟")
    card = shop.card("S-1")
    shop.do("assess", piece=card, packaging="loose", grade="B", note="dusty")
    receipt = shop.do("assess", by="LI", piece=card, completeness="card only")
    found = shop.ask("condition", tag=card)
    assert (found.packaging, found.completeness, found.grade, found.note) == (
        "loose", "card only", "B", "dusty",
    )  # fmt: skip
    entry = next(row for row in shop.ask("journal") if row.number == receipt["entry"])
    assert (found.person, found.at) == ("李伟", entry.at)


def test_defects_by_name_and_what_they_allow_now(shop: Shop) -> None:
    card = shop.card("S-1")
    shop.do("assess", piece=card, grade="D")
    shop.do("note_defect", piece=card, code="BEND", severity="major", zone="Backplate", note="3 mm")
    found = shop.ask("condition", tag=card)
    (bent,) = found.defects
    assert bent[3:] == ("BEND", "Board bent", "backplate", "major", "3 mm")
    assert (found.grade, found.cap) == ("D", "C")  # D was no better, and stays


def test_an_override_is_of_whoever_gave_it_also_where_another_adds_to_it(shop: Shop) -> None:
    shop.do("add_person", code="LI", name="李伟")
    shop.do("add_person", code="ZOE", name="Zoé")
    card = shop.card("S-1")
    shop.do("note_defect", piece=card, code="BEND", severity="major")
    given = shop.do("assess", by="LI", piece=card, grade="B", reason="polishes out")
    shop.do("assess", by="ZOE", piece=card, packaging="loose")
    found = shop.ask("condition", tag=card)
    assert (found.grade, found.cap, found.reason) == ("B", "C", "polishes out")
    assert (found.override_by, found.person) == ("李伟", "Zoé")
    entry = next(row for row in shop.ask("journal") if row.number == given["entry"])
    assert found.override_at == entry.at
    shop.do("note_defect", by="ZOE", piece=card, code="CORE-CRACK", severity="critical")
    fallen = shop.ask("condition", tag=card)
    assert (fallen.grade, fallen.cap, fallen.reason, fallen.override_by) == ("D", "D", "", "")


def test_each_visit_has_its_own_and_the_earlier_say_how_it_left(shop: Shop) -> None:
    card = shop.card("S-1")
    shop.do("assess", piece=card, grade="A", packaging="sealed box")
    shop.do("note_defect", piece=card, code="BEND")
    shop.do("dispose", piece=card, disposition="SELL-AS-IS")
    gone = shop.ask("condition", tag=card)
    assert gone.visits[0].left and gone.visits[0].how == _name_of(shop, "SELL-AS-IS")
    shop.do("open_batch", number="B2", supplier="Customer")
    shop.do("receive", batch="B2", serial="s1", packaging="loose")
    found = shop.ask("condition", tag=card)
    assert (found.packaging, found.grade, found.cap, found.defects) == ("loose", "", "A", [])
    assert [visit.batch for visit in found.visits] == ["B1", "B2"]
    first, second = found.visits
    assert first.how == _name_of(shop, "SELL-AS-IS") and first.received < first.left
    assert (second.left, second.how) == ("", "")


def _name_of(shop: Shop, code: str) -> str:
    name: str = next(row.name for row in shop.ask("dispositions") if row.code == code)
    return name


def test_an_undone_defect_caps_nothing_any_more(shop: Shop) -> None:
    card = shop.card("S-1")
    noted = shop.do("note_defect", piece=card, code="CORE-CRACK", severity="critical")
    assert shop.ask("condition", tag=card).cap == "D"
    shop.do("undo", entry=noted["entry"])
    assert shop.ask("condition", tag=card).cap == "A"


def test_a_harvested_die_has_no_visit_and_an_unknown_tag_is_refused(shop: Shop) -> None:
    die = shop.do("harvest", card=shop.card("S-1"), site="GPU", outcome="good")["tag"]
    found = shop.ask("condition", tag=die)
    assert (found.visits, found.defects, found.cap) == ([], [], "A")
    undone = shop.do("receive", batch="B1", serial="S-2")
    shop.do("undo", entry=undone["entry"])
    with pytest.raises(Refused, match="No piece has the tag"):
        shop.ask("condition", tag=undone["tag"])


def test_it_is_the_same_on_each_kind_of_database(life: Any) -> None:
    """The card that was graded in the story, against a reason, and one that was not."""
    found = life.ask("condition", tag=life.tags["card 3"])
    assert (found.packaging, found.grade, found.cap, found.reason) == (
        "opened box", "B", "C", "polishes out",
    )  # fmt: skip
    assert (found.override_by, found.person) == ("李伟", "Zoé ÖZGÜR")
    assert [(row.code, row.severity, row.person) for row in found.defects] == [
        ("BEND", "major", "Zoé ÖZGÜR")
    ]
    assert life.ask("condition", tag=life.tags["card 1"]).person == ""
