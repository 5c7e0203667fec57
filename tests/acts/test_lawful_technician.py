# SPDX-License-Identifier: MIT
"""A random but lawful technician: whatever is done in whatever order, the tables stay true."""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bench_shop import Shop
from books import LIMIT
from lengths import full
from sqlalchemy import func, select
from technician import OFFERS, Technician, worked

from workshop.acts import ACTS
from workshop.acts.look_up import the_piece
from workshop.domain.refused import Refused
from workshop.domain.terms import PieceKind, PieceState
from workshop.storage import yields
from workshop.storage.bench_things import Reservation
from workshop.storage.check import check
from workshop.storage.journal import work_of
from workshop.storage.rows import new
from workshop.storage.things import Measurement, Piece, TestResult

SEED = int(os.environ.get("CARD_WORKSHOP_SEED", "20261129"))
WORK = 250
LONG = full(10_000, everyday=1_000)
CARDS = full(500, everyday=50)


def is_lawful(technician: Technician, acts: int) -> None:
    """Whether everything was done, in earnest and in vain, and each ledger is true."""
    shop, books = technician.shop, technician.books
    assert len(technician.done) == acts and technician.refused > acts // 20
    hot = [row for row in books.rows["piece"].values() if row["heat_cycles"]]
    for row in technician.dice.sample(hot, min(len(hot), 300)):
        told = shop.ask("heat", tag=row["tag"])
        assert told.cycles == told.before + len(told.rows)
        assert told.limit in (None, LIMIT)
        # What came off in a reflow of its card needed nobody's word for that one.
        past = max(bool(told.before), (told.limit or told.cycles) - told.before)
        # Nor had a card a limit while it was whole.
        apart = row["taken_apart"] or 0
        assert all(each.override for each in told.rows[past:] if each.entry > apart)
    assert check(shop.database, deep=True).findings == []


def test_a_lawful_technician_leaves_true_tables(shop: Shop) -> None:
    technician, found = worked(shop, SEED, WORK, cards=8)
    assert found == []
    assert len(technician.acts) > len(OFFERS) // 2
    is_lawful(technician, WORK)


@pytest.mark.timeout(1200)
def test_a_large_batch_stays_true_through_all_acts(file_shop: Shop) -> None:
    technician, found = worked(file_shop, SEED, LONG, cards=CARDS)
    assert found == []
    assert technician.acts == set(OFFERS)
    is_lawful(technician, LONG)


# Planted faults: each is an act that does its work, and something it must not do.

Act = Callable[..., dict[str, Any]]
DO = dict(ACTS)


def _stays_in_the_tray(session: Any, **facts: Any) -> dict[str, Any]:
    """A fitting that forgets to take the piece out of its place."""
    part = the_piece(session, facts["piece"])
    place = part.place_id
    receipt = DO["fit"](session, **facts)
    part.place_id = place
    return receipt


def _stays_put_by(session: Any, **facts: Any) -> dict[str, Any]:
    """A fitting that does not use up what was put by."""
    part = the_piece(session, facts["piece"])
    of_it = select(Reservation.board_id).where(Reservation.piece_id == part.id)
    board = session.execute(of_it).scalar()
    receipt = DO["fit"](session, **facts)
    session.flush()
    if board is not None:
        new(session, Reservation, piece_id=part.id, board_id=board)
    return receipt


def _counts_twice(session: Any, **facts: Any) -> dict[str, Any]:
    """A reball that counts by itself besides."""
    receipt = DO["reball"](session, **facts)
    the_piece(session, facts["piece"]).heat_cycles += 1
    return receipt


def _takes_what_is_held(session: Any, **facts: Any) -> dict[str, Any]:
    """A reball that does not ask whether the part is in quarantine."""
    part = the_piece(session, facts["piece"])
    held = part.state == PieceState.QUARANTINE
    part.state = PieceState.STOCK.value if held else part.state
    receipt = DO["reball"](session, **facts)
    part.state = PieceState.QUARANTINE.value if held else part.state
    return receipt


def _keeps_the_site(session: Any, **facts: Any) -> dict[str, Any]:
    """A piece that comes off and still says where it was."""
    part = the_piece(session, facts["piece"])
    board = part.board_id
    receipt = DO["take_off"](session, **facts)
    part.board_id = board
    return receipt


def _runs_in_the_oven(session: Any, **facts: Any) -> dict[str, Any]:
    """A bake that lets the clocks run on."""
    receipt = DO["bake"](session, **facts)
    for tag in facts["pieces"]:
        the_piece(session, tag).floor_since = work_of(session).number
    return receipt


def _stands_still(session: Any, **facts: Any) -> dict[str, Any]:
    """A move that does not let the clock follow."""
    part = the_piece(session, facts["piece"])
    since = part.floor_since
    receipt = DO["move"](session, **facts)
    part.floor_since = since
    return receipt


def _sells_the_place_too(session: Any, **facts: Any) -> dict[str, Any]:
    """What is scrapped is still in its tray."""
    part = the_piece(session, facts["piece"])
    place = part.place_id
    receipt = DO["scrap"](session, **facts)
    part.place_id = place
    return receipt


def _part_stays_on(session: Any, **facts: Any) -> dict[str, Any]:
    """A cooler that came off and is still on its card."""
    receipt = DO["take_apart"](session, **facts)
    for tag in receipt["parts"].values():
        part = the_piece(session, tag)
        part.board_id, part.site = part.donor_id, part.donor_site
    return receipt


def _board_stays_loose(session: Any, **facts: Any) -> dict[str, Any]:
    """A card that is built, and its board is still in the tray as well."""
    receipt = DO["build_card"](session, **facts)
    board = the_piece(session, receipt["board"])
    if board.kind == PieceKind.BOARD:
        board.board_id, board.site = None, ""
    return receipt


def _board_wants_more(session: Any, **facts: Any) -> dict[str, Any]:
    """A card that is built, and a chip is still put by for its board."""
    receipt = DO["build_card"](session, **facts)
    board = the_piece(session, receipt["board"])
    taken = select(Reservation.piece_id)
    free = select(Piece).where(Piece.kind == PieceKind.MEMORY, Piece.state == PieceState.STOCK)
    chip = session.scalars(free.where(Piece.id.not_in(taken)).order_by(Piece.id)).first()
    if chip is not None and board.kind == PieceKind.BOARD:
        new(session, Reservation, piece_id=chip.id, board_id=board.id)
    return receipt


def _counts_what_was_broken_off(session: Any, **facts: Any) -> dict[str, Any]:
    """A test that is kept as if it had been gone through with."""
    return DO["record_test"](session, **facts | {"run": ""})


def _forgets_the_day(session: Any, **facts: Any) -> dict[str, Any]:
    """A test that does not keep until when its instrument was calibrated."""
    receipt = DO["record_test"](session, **facts)
    session.flush()
    newest = select(func.max(TestResult.id)).scalar_subquery()
    for value in session.scalars(select(Measurement).where(Measurement.result_id == newest)):
        value.calibrated_until = None
    return receipt


@pytest.mark.parametrize(
    ("act", "fault", "says"),
    [
        ("fit", _stays_in_the_tray, "is in a place and on a site"),
        ("reball", _counts_twice, "has cycles that the ledger has not"),
        ("reball", _takes_what_is_held, "is in quarantine and was touched by reball"),
        ("take_off", _keeps_the_site, "is not where its site says"),
        ("fit", _stays_put_by, "is put by and on a site"),
        ("bake", _runs_in_the_oven, "has a clock that runs where it is dry"),
        ("move", _stands_still, "has a clock that"),
        ("scrap", _sells_the_place_too, "is gone and in a place"),
        ("take_apart", _part_stays_on, "is not where its site says"),
        ("build_card", _board_stays_loose, "is not where its site says"),
        ("build_card", _board_wants_more, "is part of a card, and pieces are put by for it"),
        ("record_test", _counts_what_was_broken_off, "counts as “” and was said to be “"),
        ("record_test", _forgets_the_day, "has another calibration than I-"),
    ],
)
def test_a_planted_fault_is_caught(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch, act: str, fault: Act, says: str
) -> None:
    fault.__name__ = act
    monkeypatch.setitem(ACTS, act, fault)
    technician, found = worked(file_shop, SEED, 8 * WORK, cards=12, often=[act])
    assert says in " ".join(found)
    assert technician.last == act  # caught at once, and not when all was looked at


@pytest.mark.parametrize(
    ("act", "rule", "instead", "says"),
    [
        ("start_step", "workshop.acts.step_runs._none_open", None, "has two steps open"),
        ("scrap", "workshop.acts.fates.nothing_reserved", None, "gone"),
        ("unload", "workshop.acts.bakes.follow_place", None, "has a clock that stands in the open"),
        ("move_place", "workshop.acts.moves.clocks_below", [], "has a clock that"),
        ("fit", "workshop.acts.heat.may_heat", None, "was heated past its limit"),
        ("record_test", "workshop.acts.instruments._has_lapsed", False, "on nobody's word"),
    ],
)  # fmt: skip
def test_a_rule_nobody_asks_is_missed(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch, act: str, rule: str, instead: Any, says: str
) -> None:
    module, _, name = rule.rpartition(".")
    monkeypatch.setattr(importlib.import_module(module), name, lambda *_, **__: instead)
    often = [act, "reserve_set", "start_step"]
    technician, found = worked(file_shop, SEED, 4 * WORK, cards=12, often=often)
    assert says in " ".join(found)
    assert technician.last.startswith(act) or rule.endswith("may_heat")  # that one every heat asks


@pytest.mark.parametrize(
    "wrong",
    [
        lambda mark: mark._replace(last=int(mark.nth == 1)),  # the oldest attempt decides
        lambda mark: mark._replace(nth=2),  # none is the first
        lambda mark: mark._replace(passed=1),
    ],
    ids=["the newest decides", "the first is the first", "a failure is none"],
)
def test_what_counts_otherwise_is_missed(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch, wrong: Callable[[Any], Any]
) -> None:
    marked = yields._marked
    monkeypatch.setattr(yields, "_marked", lambda *rows: [wrong(each) for each in marked(*rows)])
    technician, found = worked(file_shop, SEED, 4 * WORK, cards=12, often=["record_test"])
    assert "has tests that count otherwise" in " ".join(found)
    assert technician.last.startswith("record_test")


def test_a_row_changed_behind_the_journal_is_missed(file_shop: Shop) -> None:
    """The whole look in the end sees also what no act touched."""
    technician, found = worked(file_shop, SEED, WORK)
    assert found == []
    with file_shop.database._writer.begin() as connection:
        connection.execute(
            Piece.__table__.update().where(Piece.tag == "C01000001Z").values(note="x")
        )
    assert technician.books.faults() == technician.books.differs(all_of_it=False) == []
    assert technician.books.differs(all_of_it=True) == ["piece"]


def test_nothing_is_refused_that_was_done(file_shop: Shop) -> None:
    """What is in vain changes nothing: the next look sees every entry, whoever wrote it."""
    technician, _ = worked(file_shop, SEED, 20)
    newest = file_shop.ask("newest")
    with pytest.raises(Refused):
        file_shop.do("scrap", piece="C01000001Z", reason="")
    assert technician.books.faults() == [] and technician.books.number == newest
