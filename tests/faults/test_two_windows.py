# SPDX-License-Identifier: MIT
"""Two windows on one database: each sees what the other did, and neither is in the way."""

import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop, furnish

from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.storage.check import check
from workshop.storage.checkpoint import read_checkpoint
from workshop.storage.database import Database

INTERLEAVINGS = 60
SHELVES = ("SHELF-1", "SHELF-2")


@pytest.fixture
def windows(
    target: str | Path, make_shop: Callable[[str | Path], Shop]
) -> Iterator[tuple[Shop, Shop]]:
    """The same workshop opened twice."""
    first = furnish(make_shop(target))
    second = Shop(Database.open(target))
    yield first, second
    second.database.close()


def seen(shop: Shop) -> int:
    number: int = shop.ask("newest")
    return number


def test_the_other_window_sees_a_change_at_once(windows: tuple[Shop, Shop]) -> None:
    first, second = windows
    known = seen(second)
    assert second.ask("touched_since", number=known).tables == []
    tag = first.card("S-1")
    touched = second.ask("touched_since", number=known)
    assert touched.number == seen(first)
    assert {"piece", "identifier", "label", "visit"} <= set(touched.tables)
    assert second.ask("passport", tag=tag).piece.serial == "S-1"
    second.do("move", piece=tag, place="TRAY-12")
    back = first.ask("touched_since", number=touched.number)
    assert back.tables == ["piece"]
    assert first.ask("passport", tag=tag).piece.place == "TRAY-12"
    assert first.ask("touched_since", number=back.number).tables == []


def test_in_any_order_each_sees_the_newest_and_nothing_is_written_over(
    windows: tuple[Shop, Shop],
) -> None:
    """Both change the same three cards, one after the other as the dice will have it."""
    dice = random.Random(3)
    tags = [windows[0].card(f"S-{n}") for n in range(3)]
    notes = dict.fromkeys(tags, "")
    known = [seen(shop) for shop in windows]
    for turn in range(INTERLEAVINGS):
        who = dice.randrange(2)
        tag, note = dice.choice(tags), f"window {who}, turn {turn}"
        entry = windows[who].do("correct", piece=tag, note=note)["entry"]
        notes[tag] = note
        for reader, shop in enumerate(windows):
            touched = shop.ask("touched_since", number=known[reader])
            assert touched == (entry, ["piece"])
            known[reader] = touched.number
            assert shop.ask("passport", tag=tag).piece.note == notes[tag]
    told = [
        event.text
        for event in windows[0].ask("passport", tag=tags[0]).history
        if event.act == "correct"
    ]
    assert len(told) == sum(
        entry.facts["piece"] == tags[0]
        for entry in windows[1].ask("journal", limit=1000)
        if entry.act == "correct"
    )
    assert check(windows[1].database, deep=True).findings == []


def test_what_one_window_did_the_other_is_refused_by_name(windows: tuple[Shop, Shop]) -> None:
    first, second = windows
    card = first.card("S-1")
    with pytest.raises(Refused, match="already here"):
        second.card("S-1")
    first.do("harvest", card=card, site="M1", outcome="good")
    with pytest.raises(Refused):
        second.do("harvest", card=card, site="M1", outcome="good")
    entry = first.do("correct", piece=card, note="by the first")["entry"]
    second.do("correct", piece=card, note="by the second")
    with pytest.raises(Refused, match=f"{entry + 1}"):
        first.do("undo", entry=entry)
    assert first.ask("passport", tag=card).piece.note == "by the second"


def test_a_window_that_closes_takes_nothing_from_the_other(
    target: str | Path, make_shop: Callable[[str | Path], Shop]
) -> None:
    first = furnish(make_shop(target))
    for number in range(5):
        other = Shop(Database.open(target))
        other.card(f"O-{number}")
        first.card(f"F-{number}")
        other.database.close()
        first.card(f"G-{number}")
        assert len(first.ask("pieces")) == 3 * (number + 1)
    known = read_checkpoint(first.database.checkpoint_file())
    assert known is not None
    assert known.number <= seen(first)
    assert check(first.database, deep=True).findings == []


def test_a_long_look_holds_nobody_up(windows: tuple[Shop, Shop]) -> None:
    """A report of one moment, while the other window goes on scanning."""
    first, second = windows
    first.card("S-0")
    with second.database.read() as connection:
        count = "SELECT count(*) FROM piece"
        assert connection.exec_driver_sql(count).scalar() == 1
        # Whoever waited for the look to end would wait for ever: it ends after the scans.
        for number in range(1, 31):
            first.card(f"S-{number}")
        assert connection.exec_driver_sql(count).scalar() == 1
    assert len(second.ask("pieces")) == 31


def test_both_write_at_once_and_both_watch(windows: tuple[Shop, Shop]) -> None:
    problems: list[BaseException] = []
    noticed: list[set[int]] = [set(), set()]

    def work(who: int) -> None:
        shop, known = windows[who], seen(windows[who])
        try:
            for number in range(40):
                shop.do("receive", batch="B1", serial=f"B{who}N{number}")
                touched: Any = shop.ask("touched_since", number=known)
                assert touched.number > known
                noticed[who].update(range(known + 1, touched.number + 1))
                known = touched.number
        except BaseException as problem:
            problems.append(problem)

    before = seen(windows[0])
    threads = [threading.Thread(target=work, args=(who,)) for who in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    newest = seen(windows[0])
    assert newest == before + 80
    assert noticed[0] | noticed[1] == set(range(before + 1, newest + 1))
    assert windows[1].ask("batch", number="B1").received == 80
    assert check(windows[0].database, deep=True).findings == []


Try = Callable[[Shop, int], Any]


def _race(windows: tuple[Shop, Shop], act: Try) -> tuple[list[Any], list[str]]:
    """What both windows do at the same moment: the receipts, and what the refused was told."""
    ready = threading.Barrier(2)
    done: list[Any] = []
    told: list[str] = []
    problems: list[BaseException] = []

    def work(who: int) -> None:
        try:
            ready.wait()
            done.append(act(windows[who], who))
        except Refused as refused:
            told.append(str(refused))
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    return done, told


def _race_for_it(
    windows: tuple[Shop, Shop], act: str, to: str, **facts: Any
) -> tuple[list[Any], list[str]]:
    """Both put the same away, each somewhere else."""
    for shelf in SHELVES:
        if shelf not in [node.code for node in windows[0].ask("place_tree")]:
            windows[0].do("add_place", code=shelf, name=shelf, kind="shelf")
    found = _race(windows, lambda shop, who: shop.do(act, **{to: SHELVES[who]}, **facts))
    assert (len(found[0]), len(found[1])) == (1, 1)
    return found


def test_a_tray_two_put_away_at_once_goes_where_one_of_them_put_it(
    windows: tuple[Shop, Shop],
) -> None:
    first, second = windows
    for _turn in range(5):
        [receipt], [told] = _race_for_it(windows, "move_place", "into", place="TRAY-12", seen_in="")
        assert f"Ana put TRAY-12 into {receipt['into']} 1 min ago" in told
        lies = {node.code: node.parent for node in second.ask("place_tree")}
        assert lies["TRAY-12"] == receipt["into"]
        first.do("move_place", place="TRAY-12")
    assert check(second.database, deep=True).findings == []


def test_of_two_at_once_exactly_one_wins_and_the_other_is_told(
    windows: tuple[Shop, Shop],
) -> None:
    """The same site harvested, piece moved or fitted, card taken apart and board built by both."""
    first, second = windows
    for turn in range(5):
        card, other = first.card(f"S-{turn}"), first.card(f"T-{turn}")
        names = [site.name for site in first.ask("board_map", tag=card).sites]
        whole = dict.fromkeys(names, "good")
        done, told = _race(
            windows, lambda shop, _who, card=card, whole=whole: shop.do(
                "harvest_many", card=card, outcomes=whole
            )
        )  # fmt: skip
        assert len(done) == 1 and "already empty" in told[0]
        chip = next(one["tag"] for one in done[0]["sites"] if one["site"] == "M1")
        done, told = _race(
            windows, lambda shop, _who, chip=chip: shop.do("move", piece=chip, place="TRAY-12")
        )
        assert len(done) == 1 and "is in TRAY-12 already" in told[0]
        done, told = _race_for_it(windows, "move", "place", piece=chip, seen_in="TRAY-12")
        lies = done[0]["place"]
        assert f"Ana put {written(chip)} into {lies} 1 min ago" in told[0]
        for shop in windows:
            assert shop.ask("passport", tag=chip).piece.place == lies
        first.do("harvest", card=other, site="M1", outcome="missing")
        boards = (card, other)
        done, told = _race(
            windows, lambda shop, who, chip=chip, boards=boards: shop.do(
                "fit", piece=chip, board=boards[who], site="M1"
            )
        )  # fmt: skip
        assert len(done) == 1 and "is fitted on" in told[0]
        done, told = _race(
            windows,
            lambda shop, _who, card=other: shop.do("take_apart", card=card, parts={"cooler": ""}),
        )
        assert len(done) == 1 and "was taken apart already" in told[0]
        if first.ask("passport", tag=chip).piece.board != other:
            first.do("take_off", piece=chip, override="r")
            first.do("fit", piece=chip, board=other, site="M1", override="r")
        done, told = _race(
            windows, lambda shop, _who, card=other: shop.do("build_card", board=card)
        )
        assert len(done) == 1 and "is a whole card already" in told[0]
    assert len(first.ask("pieces", kind="cooler")) == 5
    assert check(second.database, deep=True).findings == []
