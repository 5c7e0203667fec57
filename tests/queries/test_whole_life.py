# SPDX-License-Identifier: MIT
"""The life of a batch and of its pieces, from the dock to another card, as people ask for it."""

from collections import Counter
from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.storage.check import check


def test_the_journal_of_it_all_is_sound(life: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(life.home))
    assert check(life.shop.database, deep=True).findings == []


def test_every_entry_says_what_it_did(life: Any) -> None:
    entries = life.ask("journal", limit=1000)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    for entry in entries:
        assert entry.text and "{" not in entry.text, entry
    by_act = {entry.act: entry.text for entry in entries}
    assert by_act["fit"].endswith("fitted at GPU of C01-000002-S")
    assert by_act["found_workshop"] == "Workshop Test workshop founded"
    assert by_act["record_test"] == "Rails at power-on, attempt 1: fail"


def test_a_heat_cycle_for_every_time_it_was_hot(life: Any) -> None:
    """Harvested, fitted, heated with its new board and harvested in that: three, the limit."""
    assert life.last_harvest["tag"] == life.tags["die"]
    assert life.last_harvest["heat_cycles"] == 3
    assert life.last_harvest["heat_limit"] == 3
    assert life.ask("passport", tag=life.tags["card 2"]).piece.heat_cycles == 1
    assert life.ask("passport", tag=life.tags["chip"]).piece.heat_cycles == 1


def test_the_passport_of_a_die_that_was_on_two_cards(life: Any) -> None:
    passport = life.ask("passport", tag="d01-000005-" + life.tags["die"][-1].lower())
    piece = passport.piece
    assert piece.tag == life.tags["die"]
    assert (piece.kind, piece.state, piece.model) == ("die", "stock", "AD102")
    assert (piece.marking, piece.grade, piece.place) == ("AD102-300-A1", "B", "TRAY-11")
    assert (piece.donor, piece.donor_site, piece.board) == (life.tags["card 1"], "GPU", "")
    assert passport.donor.serial == "SN 1"
    assert passport.board is None
    assert [(s.board, s.site, s.outcome) for s in passport.sites] == [
        (life.tags["card 1"], "GPU", "good"),
        (life.tags["card 2"], "GPU", "fitted"),
        (life.tags["card 2"], "GPU", "good"),
    ]
    assert [(event.act, event.of) for event in passport.history] == [
        ("harvest", ""), ("fit", ""), ("record_step", ""), ("start_step", life.tags["card 2"]),
        ("harvest", ""),
    ]  # fmt: skip
    assert passport.identifiers == [("marking", "AD102-300-A1", "AD102300A1", "", "typed")]


def test_the_passport_of_a_card_tells_what_was_done(life: Any) -> None:
    passport = life.ask("passport", tag=life.tags["card 1"])
    piece = passport.piece
    assert (piece.serial, piece.part_number) == ("SN 1", "PN-1")
    assert (piece.maker, piece.model) == ("ASUS", "GeForce RTX 4090")
    assert (piece.kind, piece.state, piece.batch) == ("card", "working", "B1")
    assert [p.tag for p in passport.came_off] == [
        life.tags[name] for name in ("die", "chip", "broken")
    ]
    assert passport.fitted == []
    assert [(s.step, s.outcome, s.values, s.note) for s in passport.steps] == [
        ("EVI", "done", {"crack": "no"}, ""),
        ("TDN", "failed", {}, "screw stuck"),
        ("TDN", "done", {}, ""),
        ("MASK", "skipped", {}, ""),
    ]
    assert {s.person for s in passport.steps} == {"LI"}
    assert [s.name for s in passport.steps][:2] == ["Visual inspection", "Teardown"]
    assert [(s.site, s.outcome, s.piece) for s in passport.sites] == [
        ("GPU", "good", life.tags["die"]),
        ("M1", "good", life.tags["chip"]),
        ("M2", "damaged", life.tags["broken"]),
        ("M3", "missing", ""),
        ("M4", "left", ""),
    ]
    assert [(t.plan, t.attempt, t.verdict, t.note) for t in passport.tests] == [
        ("VOLTAGE", 1, "fail", ""),
        ("VOLTAGE", 2, "pass", "new fuse"),
    ]
    measured = {m.name: m for m in passport.tests[0].measurements}
    assert measured["v_12v"][2:7] == ("10", "V", 11.4, 12.6, "fail")
    assert measured["v_fbvdd"].value == "1.35"
    assert passport.tests[0].name == "Rails at power-on"
    at = [(event.entry, event.at) for event in passport.history]
    assert at == sorted(at)
    assert {event.station for event in passport.history} == {"", "BENCH-1"}


def test_the_balance_names_what_is_open(life: Any) -> None:
    balance = life.ask("balance", batch="b1")
    assert (balance.expected, balance.received, balance.adds_up) == (4, 4, False)
    assert balance.missing == ["SN-4"]
    assert balance.unexpected == [life.tags["stranger"]]
    lines = {line.kind: line[1:] for line in balance.lines}
    # On two stripped cards: on_cards, good, damaged, missing, left, open.
    assert lines == {"die": (2, 1, 1, 0, 0, 0), "memory": (24, 1, 1, 1, 1, 20)}


def test_yields_count_decided_tests_only(life: Any) -> None:
    """Card 1 failed, then passed; 2 is marginal; 3 is inconclusive; the stranger failed."""
    yields = life.ask("yields", batch="B1")
    assert (yields.cards, yields.tested, yields.first_pass, yields.final_pass) == (4, 3, 1, 2)
    assert (yields.first_pass_yield, yields.final_yield) == (0.3333, 0.6667)
    assert yields.harvest == [("die", 3, 2, 1, 0, 0.6667), ("memory", 2, 1, 1, 1, 0.5)]
    days = Counter[str]()
    for line in yields.by_day:
        days.update(line._asdict() | {"day": 0})
    assert days == {
        "day": 0, "received": 4, "good": 3, "damaged": 2, "missing": 1, "tested": 4, "passed": 2,
    }  # fmt: skip


def test_the_batch_in_numbers(life: Any) -> None:
    batch = life.ask("batch", number="B1")
    assert batch.cards_by_state == {"hold": 1, "working": 3}
    assert batch.pieces_by_kind == {"die": 2, "memory": 2}
    assert (batch.expected, batch.received, batch.working, batch.done, batch.pieces) == (
        4, 4, 4, 0, 4,
    )  # fmt: skip
    assert (batch.listed, batch.missing, batch.unexpected) == (4, 1, 1)
    (row,) = life.ask("batches")
    assert row == batch[: len(row)]


def test_intake_counts(life: Any) -> None:
    assert life.ask("intake", batch="B1") == ("B1", "open", 4, 4, 3, 1, 1, True)


def test_the_tests_of_a_batch(life: Any) -> None:
    rows = life.ask("tests", batch="B1")
    assert [(r.tag, r.plan, r.attempt, r.verdict) for r in rows] == [
        (life.tags["card 1"], "VOLTAGE", 1, "fail"),
        (life.tags["card 1"], "VOLTAGE", 2, "pass"),
        (life.tags["card 2"], "RESISTANCE", 1, "marginal"),
        (life.tags["card 3"], "VOLTAGE", 1, "inconclusive"),
        (life.tags["stranger"], "VOLTAGE", 1, "fail"),
    ]


def test_what_is_said_about_a_batch_without_list_or_cards(shop: Shop) -> None:
    assert shop.ask("intake", batch="B1") == ("B1", "open", 0, 0, 0, 0, 0, False)
    assert shop.ask("balance", batch="B1")[1:] == (
        0, 0, [], [], [], True, (0, 0, 0, 0, 0), [], 0,
    )  # fmt: skip
    yields = shop.ask("yields", batch="B1")
    assert yields[1:] == (0, 0, 0, 0, None, None, [], [])


def test_a_batch_that_adds_up(shop: Shop) -> None:
    """A card whose model nobody knows has what was found on it."""
    shop.do("open_batch", number="B2", supplier="Rheintal", expected=1)
    assert not shop.ask("balance", batch="B2").adds_up
    card = shop.card("S-1", model=None, batch="B2")
    assert shop.ask("balance", batch="B2").adds_up
    shop.do("harvest", card=card, site="GPU", outcome="good")
    shop.do("harvest", card=card, site="M24", outcome="left")
    balance = shop.ask("balance", batch="B2")
    assert balance.adds_up
    assert [line[:2] for line in balance.lines] == [("die", 1), ("memory", 1)]
    shop.do("receive", batch="B2", serial="S-2")
    assert shop.ask("balance", batch="B2").received == 2


def test_a_card_that_comes_back_is_the_same_piece(shop: Shop) -> None:
    card = shop.card("S-1")
    die = shop.do("harvest", card=card, site="GPU", outcome="good")["tag"]
    shop.do("move", piece=card, place="TRAY-12")
    shop.do("dispose", piece=card, disposition="sell-as-is")
    gone = shop.ask("passport", tag=card).piece
    assert (gone.state, gone.place, gone.disposition) == ("gone", "", "SELL-AS-IS")
    before = shop.ask("batch", number="B1")
    assert (before.done, before.received) == (1, 1)
    with pytest.raises(Refused, match="has left the workshop again already, in this same batch"):
        shop.do("receive", batch="B1", serial="s1")
    shop.do("open_batch", number="B2", supplier="Customer")
    receipt = shop.do("receive", batch="B2", serial="s 1", place="TRAY-11")
    assert (receipt["tag"], receipt["result"]) == (card, "returned")
    passport = shop.ask("passport", tag=card)
    assert (passport.piece.state, passport.piece.batch) == ("received", "B2")
    assert (passport.piece.place, passport.piece.disposition) == ("TRAY-11", "")
    assert [p.tag for p in passport.came_off] == [die]
    assert passport.history[-1].text == "s 1 came back as " + "C01-000001-Z"
    assert shop.ask("batch", number="B2").received == 1
    assert shop.ask("batch", number="B1").received == 1  # it was here then as well
    assert check(shop.database, deep=True).findings == []
