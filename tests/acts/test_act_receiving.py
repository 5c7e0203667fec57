# SPDX-License-Identifier: MIT
"""A delivery is received: sessions, refusals, quarantine, twins, blank tags, who came back."""

import random
import re
from typing import Any

import pytest
from bench_shop import Shop
from lengths import full

from workshop.domain.refused import Refused
from workshop.domain.rules import AlreadyHere, NearTwin
from workshop.storage.check import check
from workshop.storage.schema import JOURNALLED


@pytest.fixture
def dock(shop: Shop) -> Shop:
    """Two people, a bench, and a second batch."""
    shop.do("add_person", code="LI", name="Li")
    shop.do("add_station", code="DOCK-1", name="Dock 1")
    shop.do("open_batch", number="B2", supplier="Rheintal", second_person=True)
    return shop


def state(shop: Shop, tag: str) -> str:
    found: str = shop.ask("passport", tag=tag).piece.state
    return found


def serials(shop: Shop, which: str, batch: str = "B1") -> list[str]:
    return [row.serial for row in shop.ask("manifest_state", batch=batch, state=which)]


# Sessions


def test_what_is_taken_in_or_refused_belongs_to_the_open_session(dock: Shop) -> None:
    first = dock.do("start_receiving", batch="B1")["receiving"]
    dock.card("S-1")
    dock.card("S-2", batch="B2")  # of another batch: not of this session
    dock.do("receive", by="LI", batch="B1", serial="S-3")  # by somebody else: neither
    dock.do("refuse", batch="B1", serial="S-4", reason="CRACKED")
    ended = dock.do("end_receiving", receiving=first, note="rain")
    assert (ended["received"], ended["refused"]) == (1, 1)
    dock.card("S-5")
    (session,) = dock.ask("receivings", batch="B1")
    assert (session.received, session.refused, session.note) == (1, 1, "rain")
    assert session.person == "ANA" and session.ended > session.started


def test_one_person_has_one_session_at_a_station(dock: Shop) -> None:
    dock.do("start_receiving", batch="B1")
    with pytest.raises(Refused, match="Receiving session 1 of batch B1 is still open here"):
        dock.do("start_receiving", batch="B2")
    dock.do("start_receiving", by="LI", batch="B1")
    with pytest.raises(Refused, match="There is no receiving session 999"):
        dock.do("end_receiving", receiving=999)
    number = dock.ask("session_here", person="LI").id
    dock.do("end_receiving", by="LI", receiving=number)
    with pytest.raises(Refused, match="Receiving session 2 has ended already"):
        dock.do("end_receiving", receiving=number)


def test_whoever_received_does_not_sign_where_two_are_asked_for(dock: Shop) -> None:
    session = dock.do("start_receiving", batch="B2")["receiving"]
    dock.card("S-1", batch="B2")
    with pytest.raises(Refused, match="still open. End it first"):
        dock.do("sign_off", by="LI", receiving=session)
    dock.do("end_receiving", receiving=session)
    assert dock.ask("differences", batch="B2").unsigned == 1
    with pytest.raises(Refused, match="asks for a second person: somebody else than ANA"):
        dock.do("sign_off", receiving=session)
    dock.do("sign_off", by="LI", receiving=session)
    assert dock.ask("receiving", id=session).signed_by == "LI"
    assert dock.ask("differences", batch="B2").unsigned == 0
    with pytest.raises(Refused, match="was signed off already, by LI"):
        dock.do("sign_off", by="LI", receiving=session)


# Refusals and quarantine


def test_the_list_says_what_a_refused_card_was(dock: Shop) -> None:
    listed = {"serial": "S-1", "maker": "ASUS", "model": "GeForce RTX 4090"}
    dock.do("expect", batch="B1", cards=[listed, {"serial": "S-2"}])
    receipt = dock.do("refuse", batch="B1", serial="s 1", reason="water", note="dripping")
    assert receipt["listed"] is True and receipt["because"] == "Water damage"
    (row,) = dock.ask("manifest_state", batch="B1", state="refused")
    assert (row.serial, row.maker, row.model, row.reason, row.note, row.listed) == (
        "s 1", "ASUS", "GeForce RTX 4090", "Water damage", "dripping", True,
    )  # fmt: skip
    with pytest.raises(Refused, match=r"was refused in batch B1 already \(WATER\)"):
        dock.do("refuse", batch="B1", serial="S-1", reason="BURNT")
    dock.card("S-2")
    with pytest.raises(AlreadyHere):
        dock.do("refuse", batch="B1", serial="S-2", reason="BURNT")
    with pytest.raises(Refused, match="is a tag of this workshop, not the serial of a card"):
        dock.do("refuse", batch="B1", serial="C01-000001-Z", reason="BURNT")
    with pytest.raises(Refused, match="There is no reason “RAIN” to refuse a card"):
        dock.do("refuse", batch="B1", serial="S-3", reason="RAIN")
    assert dock.do("refuse", batch="B1", serial="X-9", reason="OTHER")["listed"] is False
    assert dock.ask("pieces", batch="B1", limit=9)[0].serial == "S-2"


@pytest.mark.parametrize("before", ["received", "working", "stock"])
def test_a_released_card_is_what_it_was_before(dock: Shop, before: str) -> None:
    tag = dock.card("S-1")
    if before != "received":
        disposition = {"working": "REPAIR", "stock": "STOCK"}[before]
        dock.do("dispose", piece=tag, disposition=disposition)
    dock.do("quarantine", piece=tag, reason="no die")
    assert state(dock, tag) == "quarantine" and serials(dock, "quarantined") == ["S-1"]
    with pytest.raises(Refused, match="is in quarantine already: no die"):
        dock.do("quarantine", piece=tag, reason="again")
    assert dock.do("release", piece=tag)["state"] == before
    assert state(dock, tag) == before and serials(dock, "quarantined") == []
    with pytest.raises(Refused, match="neither in quarantine nor on hold"):
        dock.do("release", piece=tag)


def test_a_card_on_hold_goes_back_to_what_it_was(dock: Shop) -> None:
    tag = dock.card("S-1")
    dock.do("record_step", piece=tag, step="EVI")
    dock.do("dispose", piece=tag, disposition="HOLD", reason="no papers")
    assert state(dock, tag) == "hold"
    assert dock.do("release", piece=tag)["state"] == "working"
    assert dock.ask("passport", tag=tag).piece.disposition == ""


def test_what_a_card_was_on_an_earlier_visit_counts_no_more(dock: Shop) -> None:
    tag = dock.card("S-1")
    dock.do("record_step", piece=tag, step="EVI")
    left = dock.do("dispose", piece=tag, disposition="SELL")["entry"]
    dock.do("block_serials", serials=["S-1"], source="Police")
    back = dock.do("receive", batch="B2", serial="S-1")
    assert back["state"] == state(dock, tag) == "quarantine"
    assert dock.do("release", piece=tag)["state"] == "received"
    # A card whose leaving was undone never left: it goes on where it stood.
    for entry in (dock.ask("newest"), back["entry"], left):
        dock.do("undo", entry=entry)
    dock.do("quarantine", piece=tag, reason="stolen")
    assert dock.do("release", piece=tag)["state"] == "working"


def test_what_is_set_apart_is_not_worked_on_nor_sent_away(dock: Shop) -> None:
    tag, other = dock.card("S-1"), dock.card("S-2")
    die = dock.do("harvest", card=other, site="GPU", outcome="good")["tag"]
    dock.do("quarantine", piece=tag, reason="no die")
    for act, facts in (
        ("record_step", {"piece": tag, "step": "EVI"}),
        ("harvest", {"card": tag, "site": "M1", "outcome": "good"}),
        ("fit", {"piece": die, "board": tag, "site": "GPU"}),
        ("dispose", {"piece": tag, "disposition": "SELL"}),
    ):
        with pytest.raises(Refused, match="is in quarantine: no die. Release it first"):
            dock.do(act, **facts)
    dock.do("dispose", piece=tag, disposition="QUARANTINE-COUNTERFEIT", reason="remarked")
    dock.do("note_identity", piece=tag, source="signs", facts={"DIE-GONE": "yes"})
    dock.do("release", piece=tag)
    dock.do("record_step", piece=tag, step="EVI")


# Who is it


@pytest.mark.parametrize(
    ("here", "scanned"), [("M9O1", "M901"), ("M901", "M9OI"), ("ALL1", "A111"), ("X0", "xo")]
)
def test_a_serial_that_looks_like_a_piece_is_asked_about(
    dock: Shop, here: str, scanned: str
) -> None:
    tag = dock.card(here)
    with pytest.raises(NearTwin, match="looks like") as asked:
        dock.do("receive", batch="B1", serial=scanned)
    assert (asked.value.twin, asked.value.tag) == (here, tag)
    assert dock.do("receive", batch="B1", serial=scanned, twin_ok=True)["result"] == "received"


def test_a_serial_the_list_has_is_not_asked_about_one_it_lacks_is(dock: Shop) -> None:
    dock.do("expect", batch="B1", cards=[{"serial": "M9O1"}, {"serial": "M901"}, {"serial": "K0"}])
    assert dock.do("receive", batch="B1", serial="M9O1")["listed"] is True
    assert dock.do("receive", batch="B1", serial="M901")["listed"] is True
    with pytest.raises(NearTwin, match="KO is not in the supplier's list, but K0 is"):
        dock.do("receive", batch="B1", serial="KO")


def test_makers_that_differ_are_no_twins(dock: Shop) -> None:
    dock.do("receive", batch="B1", serial="M9O1", maker="ASUS")
    assert dock.do("receive", batch="B1", serial="M901", maker="MSI")["result"] == "received"


def test_a_card_comes_back_as_the_same_piece_with_how_it_left(dock: Shop) -> None:
    tag = dock.card("S-1")
    dock.do("harvest", card=tag, site="M1", outcome="good")
    dock.do("dispose", piece=tag, disposition="SELL-AS-IS", reason="to Y")
    back = dock.do("receive", batch="B2", serial="s1", upc="4719072942557", grade="B")
    assert (back["tag"], back["result"], back["left"]) == (tag, "returned", "Sold as is")
    passport = dock.ask("passport", tag=tag)
    assert (passport.piece.state, passport.piece.batch, passport.piece.grade) == (
        "received", "B2", "B",
    )  # fmt: skip
    assert [event.act for event in passport.history] == ["receive", "harvest", "dispose", "receive"]
    with dock.database.read() as connection:
        visits = connection.execute(
            JOURNALLED["visit"].select().order_by(JOURNALLED["visit"].c.id)
        ).all()
    assert [(visit.disposition, visit.ended is None) for visit in visits] == [
        ("SELL-AS-IS", False), ("", True),
    ]  # fmt: skip
    with pytest.raises(Refused, match="has a tag: C01-"):
        dock.do("dispose", piece=tag, disposition="SELL")
        dock.do("open_batch", number="B3", supplier="S")
        (blank,) = dock.do("print_blank_tags", count=1)["tags"]
        dock.do("receive", batch="B3", serial="S-1", tag=blank)


def test_a_blocked_serial_is_set_apart_as_it_comes(dock: Shop) -> None:
    listed = [{"serial": "S 1", "reason": "stolen"}, {"serial": "S-2", "maker": "MSI"}]
    dock.do("block_serials", serials=listed, source="Police")
    receipt = dock.do("receive", batch="B1", serial="s-1")
    assert (receipt["state"], receipt["held_for"]) == (
        "quarantine",
        "blocked serial: stolen, Police",
    )
    text = dock.ask("recent", limit=1)[0].text
    assert "put into quarantine: blocked serial: stolen, Police" in text
    assert "state" not in dock.do("receive", batch="B1", serial="S-2", maker="ASUS")
    many = dock.do("receive_many", batch="B1", cards=[{"serial": "S-2", "maker": "msi"},
                                                      {"serial": "S-3"}])  # fmt: skip
    assert len(many["blocked"]) == 1 and state(dock, many["blocked"][0]) == "quarantine"
    assert dock.ask("identity", tag=receipt["tag"]).doubts == ["BLOCKED"]


def test_what_only_the_list_says_is_not_what_a_label_says(dock: Shop) -> None:
    card = {"serial": "S-1", "part_number": "CLAIM-1"}
    dock.do("expect", batch="B1", cards=[card])
    tag = dock.card("S-1")
    dock.do("name_piece", piece=tag, names={"part_number": "REAL-2"})
    answer = dock.ask("identity", tag=tag)
    assert {(f.source, f.value) for f in answer.facts if f.name == "part_number"} == {
        ("list", "CLAIM-1"), ("label", "REAL-2"),
    }  # fmt: skip
    assert answer.doubts == ["PART"]


# Blank tags


def test_a_blank_tag_is_claimed_once_by_a_piece_of_its_kind(dock: Shop) -> None:
    first, second = dock.do("print_blank_tags", count=2)["tags"]
    (board,) = dock.do("print_blank_tags", count=1, kind="board")["tags"]
    assert dock.do("receive", batch="B1", serial="S-1", tag=first)["tag"] == first
    assert dock.ask("labels_waiting") == []  # its label is on it already
    for tag, said in (
        (first, "is on another piece already"),
        (board, "is not for a card"),
        ("C01-00ZZZZ-V", "The check character"),
        ("nonsense", "is not a tag"),
    ):
        with pytest.raises(Refused, match=said):
            dock.do("receive", batch="B1", serial="S-2", tag=tag)
    with pytest.raises(Refused, match="not one of the blank tags that were printed here"):
        dock.do("receive", batch="B1", serial="S-2", tag=dock.card("S-9"))
    taken = dock.do("receive", batch="B1", serial="S-2", tag=second)
    dock.do("undo", entry=taken["entry"])
    assert dock.do("receive", batch="B1", serial="S-3", tag=second)["tag"] == second
    for count in (0, 2001):
        with pytest.raises(Refused, match="Between 1 and 2000 blank tags"):
            dock.do("print_blank_tags", count=count)


# Condition


def test_the_worst_defect_caps_the_grade_unless_somebody_says_why(dock: Shop) -> None:
    tag = dock.do("receive", batch="B1", serial="S-1", grade="a", packaging="Loose")["tag"]
    assert dock.do("note_defect", piece=tag, code="BEND", severity="minor")["grade"] == "B"
    with pytest.raises(Refused, match="allow B at best. Give a reason to grade it A"):
        dock.do("assess", piece=tag, grade="A")
    override = dock.do("assess", piece=tag, grade="A", reason="buffs out")
    assert (override["grade"], override["capped"], override["reason"]) == ("A", "B", "buffs out")
    assert dock.do("note_defect", piece=tag, code="FAN", severity="minor")["grade"] == "A"
    worse = dock.do("note_defect", piece=tag, code="CRK-CORE", severity="critical", zone="CORE")
    assert (worse["grade"], worse["capped"]) == ("D", "D")
    kept = dock.do("assess", piece=tag, completeness="card only")
    assert (kept["grade"], kept["reason"]) == ("D", "")
    with dock.database.read() as connection:
        rows = connection.execute(JOURNALLED["condition"].select()).all()
    newest = max(rows, key=lambda row: row.id)
    assert (newest.packaging, newest.completeness) == ("loose", "card only")
    for facts, said in (
        ({"grade": "Z"}, "The grade “Z” is unknown"),
        ({"packaging": "banana"}, "The packaging “banana” is unknown"),
        ({}, "Say how C01-"),
    ):
        with pytest.raises(Refused, match=said):
            dock.do("assess", piece=tag, **facts)


# The whole of it


def test_a_session_is_undone_whole_and_not_through_later_work(dock: Shop) -> None:
    before = {name: rows(dock, name) for name in JOURNALLED}
    session = dock.do("start_receiving", batch="B1")["receiving"]
    tag = dock.card("S-1")
    dock.do("name_piece", piece=tag, names={"upc": "4719072942557"})
    dock.do("assess", piece=tag, grade="B")
    dock.do("refuse", batch="B1", serial="S-2", reason="CRACKED")
    dock.do("end_receiving", receiving=session)
    step = dock.do("record_step", piece=tag, step="EVI")["entry"]
    with pytest.raises(Refused, match=f"built on by {step}. Undo these first"):
        dock.do("undo_receiving", receiving=session)
    dock.do("undo", entry=step)
    undone = dock.do("undo_receiving", receiving=session)
    assert len(undone["undid"]) == 6
    assert {name: rows(dock, name) for name in JOURNALLED} == before
    dock.do("undo", entry=undone["entry"])
    assert serials(dock, "received") == ["S-1"] and serials(dock, "refused") == ["S-2"]


def test_a_signed_session_is_not_undone(dock: Shop) -> None:
    session = dock.do("start_receiving", batch="B2")["receiving"]
    dock.do("end_receiving", receiving=session)
    signed = dock.do("sign_off", by="LI", receiving=session)["entry"]
    with pytest.raises(Refused, match=f"was signed off. Undo entry {signed} first"):
        dock.do("undo_receiving", receiving=session)


def rows(shop: Shop, table: str) -> list[Any]:
    with shop.database.read() as connection:
        return sorted(tuple(row) for row in connection.execute(JOURNALLED[table].select()))


def test_whatever_is_scanned_every_card_and_line_is_accounted_for(dock: Shop) -> None:
    """Lawful and unlawful acts at random; the numbers add up after each."""
    dice = random.Random(20261129)
    names = [f"{letter}{n}" for letter in "ABC" for n in (10, 11, 12, 20, 21)] + ["AIO", "BII"]
    dock.do("expect", batch="B1", cards=[{"serial": name} for name in names if name[0] != "C"])
    done, refused, acts = 0, 0, full(300, everyday=30)
    for _ in range(acts):
        act, facts = chance(dice, names, dock)
        try:
            dock.do(act, **facts)
            done += 1
        except Refused as said:
            assert re.match(r".*[.?]$", str(said), re.DOTALL)
            refused += 1
        found = dock.ask("differences", batch="B1")
        lists = {
            which: len(serials(dock, which))
            for which in ("received", "missing", "unexpected", "refused", "duplicate")
        }
        assert found.listed == found.came + found.missing + found.refused_listed + found.duplicate
        assert found.received == found.came + found.unexpected == lists["received"]
        assert (found.missing, found.duplicate) == (lists["missing"], lists["duplicate"])
        assert (found.unexpected, found.refused) == (lists["unexpected"], lists["refused"])
    assert done > acts // 5 and refused > acts // 5
    assert check(dock.database, deep=True).findings == []


def chance(dice: random.Random, names: list[str], shop: Shop) -> tuple[str, dict[str, Any]]:
    """An act at the dock, of a card that is expected, here, or neither."""
    name, act = dice.choice(names), dice.random()
    here = [piece.tag for piece in shop.ask("pieces", kind="card", limit=100)]
    if act < 0.5 or not here:
        batch = "B1" if dice.random() < 0.8 else "B2"
        return "receive", {"batch": batch, "serial": name, "twin_ok": dice.random() < 0.5}
    if act < 0.65:
        return "refuse", {"batch": "B1", "serial": name, "reason": "CRACKED"}
    if act < 0.75:
        return "quarantine", {"piece": dice.choice(here), "reason": "odd"}
    if act < 0.8:
        return "release", {"piece": dice.choice(here)}
    if act < 0.9:
        return "dispose", {"piece": dice.choice(here), "disposition": "SELL"}
    return "undo", {"entry": shop.ask("newest")}
