# SPDX-License-Identifier: MIT
"""The set builder: what a board wants, what the stock has for it, and what is missing."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused

MEMORY = [f"M{n}" for n in range(1, 13)]
BLOWER = "GeForce RTX 4090 48GB"


def donor(shop: Shop, serial: str, n: int, marking: str = "D8BZC", **facts: Any) -> list[str]:
    """Loose chips of a donor."""
    card = shop.card(serial, model=facts.pop("model", "GeForce RTX 4090"))
    said = {"outcome": "good", "marking": marking, "place": "TRAY-12", **facts}
    done = shop.do("harvest_many", card=card, outcomes=dict.fromkeys(MEMORY[:n], said))
    return [each["tag"] for each in done["sites"]]


def empty(shop: Shop, serial: str, n: int, model: str = "GeForce RTX 4090") -> str:
    """A card with so many empty memory sites."""
    card: str = shop.card(serial, model=model)
    names = [f"M{i}" for i in range(1, n + 1)]
    shop.do("harvest_many", card=card, outcomes=dict.fromkeys(names, "missing"))
    return card


def test_twelve_are_missing_until_twelve_more_come(shop: Shop) -> None:
    board = empty(shop, "B-1", 24, model=BLOWER)
    nothing = shop.ask("memory_sets", board=board)
    assert (nothing.wanted, nothing.missing, nothing.sets) == (24, 24, [])
    assert (nothing.type, nothing.gb, nothing.gbps) == ("GDDR6X", 2.0, 21.0)
    first = donor(shop, "D-1", 12)
    half = shop.ask("memory_sets", board=board)
    assert (half.wanted, half.missing) == (24, 12)
    assert [piece.tag for piece in half.sets[0].pieces] == sorted(first)
    more = donor(shop, "D-2", 12)
    whole = shop.ask("memory_sets", board=board)
    (made,) = whole.sets
    assert (whole.missing, made.missing, made.fetch) == (0, 0, {"TRAY-12": 24})
    assert {piece.tag for piece in made.pieces} == {*first, *more}
    # The part is known by its marking; date and grade are not.
    assert made.shares == ["maker", "part", "grade", "heat"]
    assert (made.maker, made.part, made.gbps, made.hottest) == ("Micron", "D8BZC", 21.0, 1)


def test_what_is_put_by_is_offered_to_nobody_else(shop: Shop) -> None:
    board, other = empty(shop, "B-1", 4), empty(shop, "B-2", 4)
    tags = donor(shop, "D-1", 6)
    shop.do("reserve_set", board=board, pieces=tags[:3])
    mine, theirs = (shop.ask("memory_sets", board=each) for each in (board, other))
    assert (mine.wanted, mine.missing) == (1, 0)
    assert [piece.tag for piece in mine.reserved] == tags[:3]
    assert (theirs.wanted, theirs.missing, len(theirs.sets[0].pieces)) == (4, 1, 3)
    for n, tag in enumerate(tags[:3]):
        shop.do("fit", piece=tag, board=board, site=f"M{n + 1}")
    left = shop.ask("memory_sets", board=board)
    assert (left.empty, left.reserved, left.wanted) == (["M4"], [], 1)


def test_only_what_may_go_on_without_anybodys_word(shop: Shop) -> None:
    board = empty(shop, "B-1", 4)
    donor(shop, "D-1", 2, marking="K4ZAF325BM-HC16")  # another type
    donor(shop, "D-2", 2, marking="D8BGX")  # half the density
    donor(shop, "D-3", 2, marking="", model="")  # nobody knows what they are
    held, hot, gone, good = donor(shop, "D-4", 4)
    shop.do("quarantine", piece=held, reason="r")
    shop.do("dispose", piece=gone, disposition="SELL")
    for _ in range(2):
        shop.do("reball", piece=hot, stencil="S", sphere_mm=0.45, alloy="SAC305")
    (made,) = shop.ask("memory_sets", board=board).sets
    assert [piece.tag for piece in made.pieces] == [good]
    assert made.missing == 3


def test_what_must_be_baked_first_is_counted_and_not_offered(shop: Shop) -> None:
    now = datetime.fromisoformat("2030-01-07T08:00:00+00:00")

    def after(hours: float) -> str:
        return (now + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    shop.database.clock = lambda: after(0)
    shop.do("add_place", code="DRY", name="Cabinet", kind="cabinet")
    board = empty(shop, "B-1", 4)
    wet, dry = donor(shop, "D-1", 3), donor(shop, "D-2", 1, place="DRY")
    donor(shop, "D-3", 2, marking="D8BGX")  # half the density: no bake makes them fit

    def told(hours: float) -> tuple[int, int, int, list[str]]:
        found = shop.ask("memory_sets", board=board, now=after(hours))
        pieces = found.sets[0].pieces if found.sets else []
        return found.missing, found.to_bake, found.in_oven, sorted(each.tag for each in pieces)

    assert told(167) == (0, 0, 0, sorted(wet + dry))
    assert told(168) == (3, 3, 0, dry)
    shop.database.clock = lambda: after(170)
    load = shop.do("bake", pieces=wet[:2], temperature=125, hours=9)["bake"]
    assert told(171) == (3, 1, 2, dry)
    shop.do("move", piece=dry[0], place="TRAY-12")
    assert told(400) == (4, 2, 2, [])
    shop.database.clock = lambda: after(179)
    shop.do("unload", bake=load, place="DRY")
    assert told(400) == (2, 2, 0, sorted(wet[:2]))
    shop.do("reserve_set", board=board, pieces=wet[:2])
    assert told(400) == (2, 2, 0, [])
    with pytest.raises(Refused, match="is no time"):
        shop.ask("memory_sets", board=board, now="tomorrow")


def test_chips_of_the_maker_on_the_board_and_of_one_time(shop: Shop) -> None:
    board = empty(shop, "B-1", 3, model="GeForce RTX 3070")
    samsung = donor(shop, "D-1", 4, marking="K4Z80325BC-HC16 2310", model="GeForce RTX 3070")
    donor(shop, "D-2", 6, marking="D9WCW 2305", model="GeForce RTX 3070")
    both = shop.ask("memory_sets", board=board).sets
    assert [each.maker for each in both] == ["Samsung", "Micron"]
    shop.do("fit", piece=samsung[0], board=board, site="M1")
    (made,) = shop.ask("memory_sets", board=board).sets
    assert (made.maker, made.oldest, made.newest) == ("Samsung", "2310", "2310")
    assert made.shares == ["maker", "part", "grade", "date", "heat"]
    shop.do("reball", piece=samsung[1], stencil="S", sphere_mm=0.45, alloy="Sn63Pb37")
    made = shop.ask("memory_sets", board=board).sets[0]
    assert [piece.tag for piece in made.pieces] == samsung[2:]
    assert made.leaded == 0


def test_the_shop_says_how_far_apart_dates_may_be_and_what_is_mixed(shop: Shop) -> None:
    board = empty(shop, "B-1", 2, model="GeForce RTX 3070")
    donor(shop, "D-1", 1, marking="D9WCW 2305", model="GeForce RTX 3070")
    donor(shop, "D-2", 1, marking="D9WCW 2315", model="GeForce RTX 3070")
    donor(shop, "D-3", 1, marking="K4Z80325BC-HC16", model="GeForce RTX 3070")
    assert "date" in shop.ask("memory_sets", board=board).sets[0].shares
    shop.do("set_catalogue", kind="memory_set", code="DATES", body={"weeks": 4})
    made = shop.ask("memory_sets", board=board).sets[0]
    assert "date" in made.differs
    three = empty(shop, "B-2", 3, model="GeForce RTX 3070")
    assert shop.ask("memory_sets", board=three).missing == 1
    shop.do("set_catalogue", kind="fit", code="MEM-MAKER", body={"weight": "tell"})
    assert shop.ask("memory_sets", board=three).missing == 0


def test_boards_nobody_knows_and_pieces_without_sites(shop: Shop) -> None:
    nameless = empty(shop, "B-1", 4, model="")
    donor(shop, "D-1", 2, marking="K4ZAF325BM-HC16")
    donor(shop, "D-2", 3)
    found = shop.ask("memory_sets", board=nameless)
    assert (found.type, found.wanted) == ("", 4)
    assert [(each.part, each.missing) for each in found.sets] == [
        ("D8BZC", 1), ("K4ZAF325BM-HC16", 2)
    ]  # fmt: skip
    whole = shop.card("B-2")
    assert shop.ask("memory_sets", board=whole).wanted == 0
    with pytest.raises(Refused, match="is no card or board"):
        shop.ask("memory_sets", board=found.sets[0].pieces[0].tag)
    assert len(shop.ask("memory_sets", board=nameless, limit=1).sets) == 1
