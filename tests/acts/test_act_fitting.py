# SPDX-License-Identifier: MIT
"""What goes onto a board by the rules of the shop, and what is put by for it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop, furnish

from workshop.acts import reservations
from workshop.domain.refused import Overridable, Refused
from workshop.domain.tag import written
from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.schema import JOURNALLED


def refusal(shop: Shop, act: str, **facts: Any) -> str:
    before = shop.ask("newest")
    with pytest.raises(Refused) as refused:
        shop.do(act, **facts)
    assert shop.ask("newest") == before
    return str(refused.value)


@pytest.fixture
def staff(shop: Shop) -> Shop:
    """A workshop with a technician and a lead."""
    shop.do("add_person", code="TIM", name="Tim")
    shop.do("add_person", code="LEA", name="Lea", role="lead")
    return shop


def stripped(shop: Shop, serial: str, sites: int = 4, model: str = "GeForce RTX 4090") -> str:
    """A card whose first memory sites are empty."""
    card: str = shop.card(serial, model=model)
    names = [f"M{n}" for n in range(1, sites + 1)]
    shop.do("harvest_many", card=card, outcomes=dict.fromkeys(names, "damaged"))
    return card


def chips(shop: Shop, serial: str, n: int, marking: str = "D8BZC", **facts: Any) -> list[str]:
    """Loose chips of a donor."""
    donor = shop.card(serial, model=facts.pop("model", "GeForce RTX 4090"))
    said = {"outcome": "good", "marking": marking, **facts}
    done = shop.do("harvest_many", card=donor, outcomes={f"M{i}": said for i in range(1, n + 1)})
    return [each["tag"] for each in done["sites"]]


def reserved(shop: Shop) -> list[tuple[int, int]]:
    table = JOURNALLED["reservation"].c
    with shop.database.read() as connection:
        rows = connection.execute(table.piece_id.table.select())
        return [(row.piece_id, row.board_id) for row in rows]


# Rules


def test_what_fits_goes_on_and_says_nothing(shop: Shop) -> None:
    board = stripped(shop, "B-1")
    (chip,) = chips(shop, "D-1", 1)
    receipt = shop.do("fit", piece=chip, board=board, site="M1")
    assert (receipt["rules"], receipt["told"]) == ([], [])


def test_another_type_is_refused_whoever_asks(staff: Shop) -> None:
    board = stripped(staff, "B-1")
    (chip,) = chips(staff, "D-1", 1, marking="K4ZAF325BM-HC16")
    facts = {"piece": chip, "board": board, "site": "M1"}
    said = f"{written(chip)} is GDDR6, and a GeForce RTX 4090 takes GDDR6X."
    assert refusal(staff, "fit", by="TIM", **facts) == said
    assert refusal(staff, "fit", by="LEA", override="I want to", **facts) == said


def test_another_density_takes_the_reason_of_a_lead_which_is_kept(staff: Shop) -> None:
    board = stripped(staff, "B-1")
    (chip,) = chips(staff, "D-1", 1, marking="D8BGX")
    facts = {"piece": chip, "board": board, "site": "M1"}
    with pytest.raises(Overridable, match="takes 2 GB"):
        staff.do("fit", by="TIM", **facts)
    assert "cannot let this pass" in refusal(staff, "fit", by="TIM", override="I want", **facts)
    receipt = staff.do("fit", by="LEA", override=" half of it for a test ", **facts)
    assert receipt["rules"] == ["MEM-DENSITY"]
    assert receipt["told"] == [f"{written(chip)} is 1 GB, and a GeForce RTX 4090 takes 2 GB."]
    passport = staff.ask("passport", tag=chip)
    assert passport.sites[-1].note == "half of it for a test"
    assert passport.history[-1].text.endswith(", against: The density of the memory")
    assert [row.override for row in passport.heat.rows] == ["", ""]  # it was not too hot


def test_chips_of_two_makers_on_one_board_are_asked_about(staff: Shop) -> None:
    board = stripped(staff, "B-1", model="GeForce RTX 3070")
    one, two = chips(staff, "D-1", 2, marking="K4Z80325BC-HC16", model="GeForce RTX 3070")
    (other,) = chips(staff, "D-2", 1, marking="D9WCW", model="GeForce RTX 3070")
    staff.do("fit", piece=one, board=board, site="M1")
    assert "is Micron, and this board has memory of Samsung" in refusal(
        staff, "fit", piece=other, board=board, site="M2", by="TIM"
    )
    staff.do("fit", piece=two, board=board, site="M2")
    staff.do("fit", piece=other, board=board, site="M3", by="LEA", override="none left")


def test_nothing_is_asked_of_what_nobody_knows(shop: Shop) -> None:
    nameless = stripped(shop, "B-1", model="")
    known = stripped(shop, "B-2")
    one, two = chips(shop, "D-1", 2, marking="K4ZAF325BM-HC16")
    assert shop.do("fit", piece=one, board=nameless, site="M1")["rules"] == []
    shop.do("correct", piece=two, model="")
    assert "is GDDR6" in refusal(shop, "fit", piece=two, board=known, site="M1")  # by its marking
    (unread,) = chips(shop, "D-2", 1, marking="", model="")
    assert shop.do("fit", piece=unread, board=known, site="M1")["rules"] == []


def test_leaded_balls_are_told_and_refused_where_the_shop_says_so(shop: Shop) -> None:
    board = stripped(shop, "B-1")
    one, two = chips(shop, "D-1", 2)
    for chip in (one, two):
        shop.do("reball", piece=chip, stencil="S", sphere_mm=0.45, alloy="Sn63Pb37")
    assert shop.do("fit", piece=one, board=board, site="M1")["rules"] == ["MEM-LEAD"]
    shop.do("set_catalogue", kind="fit", code="MEM-LEAD", body={"weight": "refuse"})
    facts = {"piece": two, "board": board, "site": "M2"}
    assert refusal(shop, "fit", **facts).endswith("is lead-free.")
    # The newest balls count. It is hot for the last time by then.
    shop.do("reball", piece=two, stencil="S", sphere_mm=0.45, alloy="SAC305")
    assert shop.do("fit", override="once more", **facts)["rules"] == []


def test_a_die_of_another_sku_is_told(shop: Shop) -> None:
    donor, board = shop.card("D-1", model="GeForce RTX 4090 D"), shop.card("B-1")
    die = shop.do("harvest", card=donor, site="GPU", outcome="good", marking="AD102-250-A1")["tag"]
    shop.do("harvest", card=board, site="GPU", outcome="damaged")
    receipt = shop.do("fit", piece=die, board=board, site="GPU")
    assert receipt["rules"] == ["DIE-SKU"]
    assert receipt["told"][0].endswith("takes AD102-300, AD102-301.")


# What is put by


def test_what_is_reserved_goes_onto_its_board_and_no_other(shop: Shop) -> None:
    board, other = stripped(shop, "B-1"), stripped(shop, "B-2")
    one, two = chips(shop, "D-1", 2)
    receipt = shop.do("reserve_set", board=board, pieces=[one, two])
    assert (receipt["n"], receipt["pieces"], receipt["rules"]) == (2, [one, two], [])
    said = refusal(shop, "fit", piece=one, board=other, site="M1")
    assert said == (
        f"{written(one)} is reserved for {written(board)}. "
        "Take another piece, or release it there first."
    )
    shop.do("move", piece=one, place="TRAY-12")
    shop.do("fit", piece=one, board=board, site="M1")
    assert len(reserved(shop)) == 1
    shop.do("release_set", board=board, pieces=[two])
    assert reserved(shop) == []
    shop.do("fit", piece=two, board=other, site="M1")
    assert check(shop.database, deep=True).findings == []


def test_what_cannot_be_reserved(shop: Shop) -> None:
    board, other = stripped(shop, "B-1", sites=2), stripped(shop, "B-2")
    one, two, three = chips(shop, "D-1", 3)
    (wrong,) = chips(shop, "D-2", 1, marking="K4ZAF325BM-HC16")
    broken = shop.do("harvest", card=board, site="M3", outcome="damaged")["tag"]
    shop.do("reserve_set", board=other, pieces=[three])

    def said(*pieces: str, at: str = board) -> str:
        return refusal(shop, "reserve_set", board=at, pieces=list(pieces))

    assert said(one, three) == f"{written(three)} is reserved for {written(other)} already."
    assert "is GDDR6, and" in said(wrong)
    assert "is not free to be fitted" in said(broken)
    assert said(one, one) == f"{written(one)} is named twice."
    assert "Only dies and memory chips" in said(other)
    assert "is no card or board" in said(one, at=two)
    assert said() == "Name the pieces by their tags."
    shop.do("reserve_set", board=board, pieces=[one, two])
    (four,) = chips(shop, "D-3", 1)
    shop.do("fit", piece=one, board=board, site="M1")
    shop.do("fit", piece=two, board=board, site="M2")
    shop.do("reserve_set", board=board, pieces=[four])
    (five,) = chips(shop, "D-4", 1)
    assert said(five) == (
        f"Empty memory sites on {written(board)}: 1. Chips reserved for them, with these: 2. "
        "Choose fewer, or release some first."
    )


def test_what_is_put_by_does_not_leave_the_workshop(shop: Shop) -> None:
    board = stripped(shop, "B-1")
    (chip,) = chips(shop, "D-1", 1)
    assert "Nothing is reserved for" in refusal(shop, "release_set", board=board)
    shop.do("reserve_set", board=board, pieces=[chip])
    said = refusal(shop, "dispose", piece=chip, disposition="SCRAP", reason="r")
    assert said == f"{written(chip)} is reserved for {written(board)}. Release it first."
    said = refusal(shop, "dispose", piece=board, disposition="SELL", reason="r")
    assert said == f"Pieces are reserved for {written(board)}: 1. Release them first."
    shop.do("dispose", piece=chip, disposition="HOLD", reason="r")
    assert "not free" in refusal(shop, "fit", piece=chip, board=board, site="M1")
    assert "Nothing is reserved for" in refusal(shop, "release_set", board=board)
    shop.do("dispose", piece=chip, disposition="SCRAP", reason="r")


def test_a_fitting_that_is_undone_is_reserved_again(shop: Shop) -> None:
    board = stripped(shop, "B-1")
    (chip,) = chips(shop, "D-1", 1)
    shop.do("reserve_set", board=board, pieces=[chip])
    before = reserved(shop)
    entry = shop.do("fit", piece=chip, board=board, site="M1")["entry"]
    assert reserved(shop) == []
    shop.do("undo", entry=entry)
    assert reserved(shop) == before


# Two windows


def at_once(target: str | Path, work: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Two windows do something at the same moment; what each was told, empty where it was done."""
    said = ["?"] * len(work)
    barrier = threading.Barrier(len(work))

    def run(number: int, act: str, facts: dict[str, Any]) -> None:
        window = Shop(Database.open(target))
        try:
            barrier.wait(30)
            window.do(act, **facts)
            said[number] = ""
        except Refused as refused:
            said[number] = str(refused)
        finally:
            window.database.close()

    threads = [
        threading.Thread(target=run, args=(n, act, facts)) for n, (act, facts) in enumerate(work)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


@pytest.mark.parametrize("act", ["fit", "reserve_set", "both"])
def test_the_same_chip_from_two_windows_at_once_exactly_one_has_it(
    target: str | Path, make_shop: Callable[[str | Path], Shop], act: str
) -> None:
    shop = furnish(make_shop(target))
    boards = [stripped(shop, "B-1"), stripped(shop, "B-2")]
    for n, chip in enumerate(chips(shop, "D-1", 4)):
        fits = [("fit", {"piece": chip, "board": b, "site": f"M{1 + n}"}) for b in boards]
        puts = [("reserve_set", {"board": b, "pieces": [chip]}) for b in boards]
        both = {"fit": fits, "reserve_set": puts, "both": [fits[0], puts[1]]}
        said = at_once(target, both[act])
        assert sorted(bool(each) for each in said) == [False, True], said
        told = next(each for each in said if each)
        assert "is fitted on" in told or "is reserved for" in told
    assert check(shop.database, deep=True).findings == []


def test_teeth_a_reservation_nobody_asks_for_is_noticed(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were reservations not looked at, the tests above would not pass: the act does look."""
    monkeypatch.setattr("workshop.acts.fitting.claim", lambda *_: None)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        test_what_is_reserved_goes_onto_its_board_and_no_other(file_shop)
    assert reservations.MOST >= 24
