# SPDX-License-Identifier: MIT
"""Places: what they take, how they move, how they are counted; and lots of what is used up."""

from collections.abc import Callable
from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.storage.check import check


@pytest.fixture
def bins(shop: Shop) -> Shop:
    """A rack for parts with a bin of good dies, and a shelf for cards."""
    shop.do("add_place", code="RACK", name="Rack", kind="rack", takes_kinds=["die", "memory"])
    shop.do("add_place", code="DIES-A", name="Good dies", parent="RACK", takes_kinds=["die"],
            takes_grades=["a"])  # fmt: skip
    shop.do("add_place", code="SHELF", name="Cards", kind="shelf", takes_kinds=["card"])
    return shop


def strip(shop: Shop, serial: str = "S-1", grade: str = "A") -> tuple[str, str, str]:
    """A card, its die and one chip, both in TRAY-12."""
    card = shop.card(serial)
    die, chip = (
        shop.do("harvest", card=card, site=site, outcome="good", grade=grade, place="TRAY-12")[
            "tag"
        ]
        for site in ("GPU", "M1")
    )
    return card, die, chip


def _move(shop: Shop) -> dict[str, Any]:
    return {"act": "move", "piece": strip(shop)[2], "place": "DIES-A"}


def _grade(shop: Shop) -> dict[str, Any]:
    return {"act": "move", "piece": strip(shop, grade="B")[1], "place": "DIES-A"}


def _receive(shop: Shop) -> dict[str, Any]:
    return {"act": "receive", "batch": "B1", "serial": "S-7", "place": "DIES-A"}


def _receive_many(shop: Shop) -> dict[str, Any]:
    return {"act": "receive_many", "batch": "B1", "cards": [{"serial": "S-7"}], "place": "RACK"}


def _harvest(shop: Shop) -> dict[str, Any]:
    return {"act": "harvest", "card": shop.card("S-1"), "site": "M2", "outcome": "good",
            "place": "SHELF"}  # fmt: skip


def _tray(shop: Shop) -> dict[str, Any]:
    strip(shop)
    return {"act": "move_place", "place": "TRAY-12", "into": "SHELF"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (_move, "is a memory chip, but DIES-A takes die. Choose another place"),
        (_grade, "is of grade B, but DIES-A takes grade A"),
        (_receive, "S-7 is a card, but DIES-A takes die"),
        (_receive_many, "S-7 is a card, but RACK takes die, memory"),
        (_harvest, "is a memory chip, but SHELF takes card"),
        (_tray, "is a die, but SHELF takes card"),
    ],
)
def test_the_wrong_bin_is_refused(
    bins: Shop, wrong: Callable[[Shop], dict[str, Any]], says: str
) -> None:
    facts = wrong(bins)
    newest = bins.ask("newest")
    with pytest.raises(Refused, match=says):
        bins.do(**facts)
    assert bins.ask("newest") == newest


def test_the_right_bin_is_not(bins: Shop) -> None:
    card, die, chip = strip(bins)
    bins.do("move", piece=die, place="DIES-A")
    bins.do("move", piece=chip, place="RACK")
    bins.do("move", piece=card, place="SHELF")
    bins.do("receive", batch="B1", serial="S-7", place="SHELF")
    bins.do("change_place", place="DIES-A", takes_kinds=[], takes_grades=[], name="Any")
    with pytest.raises(Refused, match="RACK takes die, memory"):
        bins.do("move", piece=card, place="DIES-A")  # the rack still says no
    node = next(row for row in bins.ask("place_tree") if row.code == "DIES-A")
    assert (node.name, node.takes_kinds, node.takes_grades) == ("Any", [], [])


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"takes_kinds": ["brick"]}, "The kind “brick” is unknown"),
        ({"takes_grades": ["Z"]}, "The grade “Z” is"),
        ({"kind": "pile"}, "The kind of place “pile” is unknown"),
        ({"code": "RACK"}, "Place “RACK” exists already"),
    ],
)
def test_what_is_no_place(bins: Shop, facts: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        bins.do("add_place", **{"code": "P", "name": "P", **facts})


def test_bags_and_cabinets_are_dry_unless_said(shop: Shop) -> None:
    for code, kind, dry in (("A", "bag", None), ("B", "cabinet", False), ("C", "tray", True),
                            ("D", "oven", None)):  # fmt: skip
        shop.do("add_place", code=code, name=code, kind=kind, dry=dry)
    shop.do("add_place", code="A1", name="In a bag", parent="A")
    found = {row.code: (row.dry, row.is_dry) for row in shop.ask("place_tree")}
    assert found["A"] == (True, True) and found["A1"] == (False, True)
    assert (found["B"], found["C"], found["D"]) == ((False,) * 2, (True,) * 2, (False,) * 2)


def test_a_tray_moves_with_what_is_in_it(bins: Shop) -> None:
    strip(bins)
    moved = bins.do("move_place", place="TRAY-12", into="RACK")
    assert moved["pieces"] == 2
    tree = {row.code: (row.parent, row.depth, row.own, row.total) for row in bins.ask("place_tree")}
    assert tree["TRAY-12"] == ("RACK", 1, 2, 2) and tree["RACK"] == ("", 0, 0, 2)
    assert [(row.place, row.kind, row.n) for row in bins.ask("stock", place="rack")] == [
        ("TRAY-12", "die", 1), ("TRAY-12", "memory", 1),
    ]  # fmt: skip
    assert [row.n for row in bins.ask("stock", kind="die")] == [1]
    for into, says in (("TRAY-12", "cannot go into itself"), ("RACK", "is in RACK already")):
        with pytest.raises(Refused, match=says):
            bins.do("move_place", place="TRAY-12", into=into)
    with pytest.raises(Refused, match="RACK cannot go into TRAY-12: TRAY-12 is in RACK"):
        bins.do("move_place", place="RACK", into="TRAY-12")
    bins.do("move_place", place="TRAY-12")
    with pytest.raises(Refused, match="TRAY-12 is in no other place"):
        bins.do("move_place", place="TRAY-12")


def test_who_moves_what_lies_elsewhere_by_now_is_told_who_put_it_there(bins: Shop) -> None:
    card, *_ = strip(bins)
    bins.do("add_place", code="DESK", name="Desk")
    bins.do("add_person", code="LI", name="Li Wei")

    def refused(act: str, **facts: Any) -> str:
        with pytest.raises(Refused) as caught:
            bins.do(act, **facts)
        return str(caught.value)

    bins.do("move", piece=card, place="TRAY-11", seen_in="")
    bins.do("move", piece=card, place=" tray-12", seen_in=" tray-11 ", by="LI")
    bins.do("assess", piece=card, grade="B")
    bins.later(3.5)
    again = "To move it from there, look for it and scan it anew."
    for seen_in in ("TRAY-11", ""):
        assert refused("move", piece=card, place="DESK", seen_in=seen_in) == (
            f"Li Wei put C01-000001-Z into TRAY-12 3 h 30 min ago. {again}"
        )
    bins.do("move", piece=card, place="DESK", seen_in="TRAY-12")
    assert "is in DESK already" in refused("move", piece=card, place="DESK", seen_in="TRAY-12")
    assert "no place “NO”" in refused("move", piece=card, place="TRAY-11", seen_in="NO")
    bins.do("undo", entry=bins.ask("newest"))
    assert "Ana put C01-000001-Z into TRAY-12 1 min ago" in refused(
        "move", piece=card, place="SHELF", seen_in="DESK"
    )


def test_who_moves_a_tray_that_went_elsewhere_is_told(bins: Shop) -> None:
    bins.do("move_place", place="TRAY-12", into="RACK", seen_in="")
    with pytest.raises(Refused, match="put TRAY-12 into RACK 1 min ago. To move it from there"):
        bins.do("move_place", place="TRAY-12", into="SHELF", seen_in="")
    bins.do("move_place", place="TRAY-12", seen_in="RACK")
    with pytest.raises(Refused, match="took TRAY-12 out of RACK 1 min ago. To move it all the sam"):
        bins.do("move_place", place="TRAY-12", into="SHELF", seen_in="RACK")
    bins.do("move_place", place="TRAY-12", into="SHELF")


def test_a_count_tells_found_missing_misplaced_and_unknown(bins: Shop) -> None:
    card, die, chip = strip(bins)
    bins.do("move", piece=card, place="TRAY-12")
    _, other, _ = strip(bins, "S-2")
    bins.do("move", piece=other, place="TRAY-11")
    counted = bins.do("count_place", place="TRAY-12", note="n", scans=[
        die, f" {die} ", "s-1", "S 1", other, "who is this", "M01-000001-Z", "",
    ])  # fmt: skip
    assert {k: counted[k] for k in ("found", "missing", "misplaced", "unknown")} == {
        "found": 2, "missing": 2, "misplaced": 1, "unknown": 2,
    }  # fmt: skip
    (head,) = bins.ask("counts", place="TRAY-12")
    told = bins.ask("count", number=head.number)
    assert told.head == head and head[4:] == (2, 2, 1, 2, "n")
    assert [(line.result, line.tag or line.scan, line.place) for line in told.lines][1:] == [
        ("missing", told.lines[1].tag, "TRAY-12"), ("misplaced", other, "TRAY-11"),
        ("unknown", "who is this", ""), ("unknown", "M01-000001-Z", ""),
    ]  # fmt: skip
    assert told.lines[0].tag == chip


def test_a_count_puts_right_what_may_be_moved(bins: Shop) -> None:
    card, die, chip = strip(bins)
    other = bins.card("S-2")
    bins.do("harvest", card=other, site="M1", outcome="missing")
    bins.do("fit", piece=chip, board=other, site="M1")
    counted = bins.do("count_place", place="RACK", scans=[die, chip, card], put_right=True)
    assert (counted["misplaced"], sorted(counted["stay"])) == (3, sorted([chip, card]))
    assert [row.tag for row in bins.ask("pieces", place="RACK")] == [die]
    told = bins.ask("count", number=counted["count"])
    assert [line.now for line in told.lines if line.tag == die] == ["RACK"]
    assert check(bins.database, deep=True).findings == []


def test_an_empty_place_is_counted_too(bins: Shop) -> None:
    strip(bins)
    counted = bins.do("count_place", place="TRAY-12", scans=[])
    assert (counted["found"], counted["missing"]) == (0, 2)
    assert bins.do("count_place", place="TRAY-11", scans=[])["missing"] == 0


def test_a_serial_two_makers_used_is_unknown(shop: Shop) -> None:
    for maker in ("MSI", "ASUS"):
        shop.do("receive", batch="B1", serial="TW-9", maker=maker, place="TRAY-12")
    counted = shop.do("count_place", place="TRAY-12", scans=["TW-9"])
    assert (counted["found"], counted["missing"], counted["unknown"]) == (0, 2, 1)


def test_two_thousand_scans_are_one_count(shop: Shop) -> None:
    serials = [f"N-{n:04}" for n in range(2000)]
    shop.do("receive_many", batch="B1", place="TRAY-12",
            cards=[{"serial": serial} for serial in serials[:1900]])  # fmt: skip
    shop.do("receive_many", batch="B1", cards=[{"serial": serial} for serial in serials[1900:]])
    tags = [row.tag for row in shop.ask("pieces", limit=2000)]
    counted = shop.do("count_place", place="TRAY-12", scans=[*serials[:1000], *tags[900:]],
                      put_right=True)  # fmt: skip
    assert (counted["found"], counted["missing"], counted["misplaced"]) == (1900, 0, 100)
    assert shop.ask("stock", place="TRAY-12")[0].n == 2000


def test_a_step_says_what_it_used_of_which_lot(shop: Shop) -> None:
    shop.do("add_person", code="TIM", name="Tim")
    for code, day in (("F-1", None), ("F-2", "2020-01-01"), ("F-3", None)):
        shop.do("add_lot", code=code, kind="flux", name="NC-559", expires_on=day)
    shop.do("close_lot", lot="F-3")
    card, other, third = (shop.card(serial) for serial in ("S-1", "S-2", "S-3"))
    step = {"act": "record_step", "step": "EVI"}
    shop.do(**step, piece=card, lots={"f-1": "0,5 g"})
    shop.do(**step, piece=other, lots={"F-1": ""})
    step["piece"] = third
    rows = [(row.tag, row.step, row.amount, row.unit) for row in shop.ask("lot_uses", lot="F-1")]
    assert rows == [(other, "EVI", None, ""), (card, "EVI", 0.5, "g")]
    assert [row.uses for row in shop.ask("lots")] == [0, 0, 2]
    for lots, says in (
        ({"X": ""}, "There is no lot “X”"), ({"F-3": ""}, "Lot F-3 is used up. Scan the lot"),
        ({"F-2": ""}, "Lot F-2 expired on 2020-01-01"), ({"F-1": "a bit"}, "is no amount of lot"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=says):
            shop.do(**step, lots=lots)
    with pytest.raises(Refused, match="takes a lead or a manager"):
        shop.do(**step, lots={"F-2": "1"}, by="TIM", override="none left")
    entry = shop.do(**step, lots={"F-2": "1"}, override="none left")["entry"]
    assert [row.amount for row in shop.ask("lot_uses", lot="F-2")] == [1]
    shop.do("undo", entry=entry)
    assert shop.ask("lot_uses", lot="F-2") == []


def test_lots_are_added_and_used_up(shop: Shop) -> None:
    shop.do("add_lot", code="nc-559/7", kind="Flux", name="NC-559", maker="Amtech",
            expires_on="2026-11-28")  # fmt: skip
    shop.do("add_lot", code="SP-45", kind="spheres", name="0.45 mm")
    rows = shop.ask("lots", now="2026-11-29T00:00:00.000000Z")
    assert [(row.code, row.kind, row.is_expired, row.uses) for row in rows] == [
        ("SP-45", "spheres", False, 0), ("NC-559/7", "flux", True, 0),
    ]  # fmt: skip
    shop.do("close_lot", lot="sp-45", note="empty")
    assert [row.code for row in shop.ask("lots", state="open")] == ["NC-559/7"]
    for act, facts, says in (
        ("close_lot", {"lot": "SP-45"}, "Lot SP-45 is used up already"),
        ("close_lot", {"lot": "X"}, "There is no lot “X”. Add it first"),
        ("add_lot", {"code": "SP-45", "kind": "paste", "name": "n"}, "Lot “SP-45” exists already"),
        ("add_lot", {"code": "P", "kind": "beer", "name": "n"}, "The kind of lot “beer”"),
        ("add_lot", {"code": "P", "kind": "paste", "name": "n", "expires_on": "soon"}, "no date"),
    ):
        with pytest.raises(Refused, match=says):
            shop.do(act, **facts)
