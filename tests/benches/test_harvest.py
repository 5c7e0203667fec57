# SPDX-License-Identifier: MIT
"""At the harvest bench: what a scan or a tap means with this card open and this site in hand."""

from typing import Any

import pytest

from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.harvest import HarvestBench, Open
from workshop.benches.tags import spelled
from workshop.language import fill


class Technician:
    """Somebody at a bench: shows cards to it, scans, taps, and does what it says."""

    def __init__(self, shop: Any) -> None:
        self.shop = shop
        self.bench = HarvestBench()

    def open(self, tag: str) -> None:
        kind = self.shop.ask("passport", tag=tag).piece.kind
        carries = kind in ("card", "board")
        sites = self.shop.ask("board_map", tag=tag).sites if carries else []
        self.bench.show(tag, kind, sites)

    def scan(self, text: str) -> Any:
        return self.bench.take(self.shop.ask("identify", scan=text))

    def harvest(self, site: str, outcome: str = "good", **more: str) -> str:
        self.bench.choose(site)
        answer = self.bench.outcome(outcome, **more)
        assert isinstance(answer, Do), answer
        receipt = self.shop.do(answer.act, **answer.facts)
        self.open(self.bench.tag)
        return str(receipt["tag"])


@pytest.fixture
def ana(file_shop: Any) -> Technician:
    return Technician(file_shop)


@pytest.fixture
def card(ana: Technician) -> str:
    tag = ana.shop.card("SN0001")
    ana.open(tag)
    return str(tag)


def said(answer: Any) -> str:
    return fill(answer.template, answer.facts)


def test_a_known_card_is_opened_by_tag_and_by_serial(ana: Technician) -> None:
    tag = ana.shop.card("SN0001")
    assert ana.scan(spelled(tag)) == Open(tag)
    assert ana.scan("sn-0001") == Open(tag)


def test_what_nobody_knows_is_left_to_the_window(ana: Technician, card: str) -> None:
    assert ana.scan("SN9999") is None
    assert ana.scan("TRAY-12") is None
    assert ana.scan("CWP-ANA") is None
    assert ana.scan(card[:9] + ("0" if card[9] != "0" else "1")) is None


def test_a_tap_on_the_site_and_one_on_the_outcome_harvest_it(ana: Technician, card: str) -> None:
    ana.bench.choose("M4")
    answer = ana.bench.outcome("good", place="TRAY-12", marking=" D8BZC ", grade="")
    assert answer == Do(
        "harvest",
        {"card": card, "site": "M4", "outcome": "good", "place": "TRAY-12", "marking": "D8BZC"},
    )


def test_what_is_missing_has_no_place_and_no_marking(ana: Technician, card: str) -> None:
    ana.bench.choose("M4")
    answer = ana.bench.outcome("missing", place="TRAY-12", marking="D8BZC", note="pads bare")
    assert answer == Do(
        "harvest", {"card": card, "site": "M4", "outcome": "missing", "note": "pads bare"}
    )


def test_an_outcome_without_a_card_or_a_site_asks_for_it(ana: Technician) -> None:
    assert said(ana.bench.outcome("good")) == "Scan a card first."
    ana.open(ana.shop.card("SN0001"))
    assert said(ana.bench.outcome("good")) == "Tap the site on the board first."
    ana.bench.choose("M99")
    assert said(ana.bench.outcome("good")) == "Tap the site on the board first."


def test_a_site_that_is_empty_is_not_harvested_again(ana: Technician, card: str) -> None:
    ana.harvest("M3")
    ana.bench.choose("M3")
    answer = ana.bench.outcome("good")
    assert isinstance(answer, Stop)
    assert said(answer).startswith("M3 is empty already.")


def test_an_unknown_code_is_the_marking_of_the_site_in_hand(ana: Technician, card: str) -> None:
    ana.bench.choose("M4")
    answer = ana.scan("MT61K512M32KPA-21:U")
    assert isinstance(answer, Ask)
    assert said(answer) == "Marking MT61K512M32KPA-21:U noted for M4. Tap the outcome."
    assert ana.bench.marking == "MT61K512M32KPA-21:U"
    ana.bench.choose("M5")
    assert ana.bench.marking == ""


def test_the_marking_all_chips_carry_does_not_open_the_first_that_has_it(
    ana: Technician, card: str
) -> None:
    ana.harvest("M1", marking="D8BZC")
    ana.bench.choose("M2")
    assert isinstance(ana.scan("D8BZC"), Ask)
    assert ana.bench.marking == "D8BZC"


def test_a_box_code_is_no_marking(ana: Technician, card: str) -> None:
    ana.bench.choose("M4")
    assert ana.scan("]E04006381333931") is None


def test_a_free_chip_scanned_at_an_empty_site_is_fitted(ana: Technician, card: str) -> None:
    chip = ana.harvest("M1")
    board = ana.shop.do("receive", batch="B1", serial="PCB01", model="GeForce RTX 4090",
                        kind="board")["tag"]  # fmt: skip
    ana.open(board)
    ana.bench.choose("M7")
    assert ana.bench.may_take_a_piece and not ana.bench.may_come_off
    answer = ana.scan(chip)
    assert answer == Do("fit", {"piece": chip, "board": board, "site": "M7"})
    ana.shop.do(answer.act, **answer.facts)
    ana.open(board)
    assert ana.bench.next_site("M7", "fit") == "M8"


def test_a_die_at_a_memory_site_a_damaged_chip_and_a_card_are_opened(
    ana: Technician, card: str
) -> None:
    die, bad = ana.harvest("GPU"), ana.harvest("M1", "damaged")
    ana.harvest("M2")
    ana.bench.choose("M2")
    assert ana.scan(die) == Open(die)
    assert ana.scan(bad) == Open(bad)
    assert ana.scan(card) == Open(card)


def test_a_label_checked_at_its_own_site_is_not_soldered_back(ana: Technician, card: str) -> None:
    chip = ana.harvest("M3")
    ana.bench.choose("M3")
    assert ana.scan(chip) == Open(chip)
    assert ana.bench.fit(chip) == Do("fit", {"piece": chip, "board": card, "site": "M3"})


def test_fitting_by_hand_asks_for_site_and_tag(ana: Technician, card: str) -> None:
    assert said(ana.bench.fit("M01")) == "Tap the site on the board first."
    ana.harvest("M3")
    ana.bench.choose("M3")
    assert said(ana.bench.fit("  ")) == "Scan or type the tag of the piece for M3."


def test_a_loose_chip_goes_to_the_place_that_is_scanned(ana: Technician, card: str) -> None:
    chip = ana.harvest("M3")
    ana.open(chip)
    assert ana.scan("CWL-TRAY-12") == Do("move", {"piece": chip, "place": "TRAY-12"})
    ana.bench.show(chip, "memory", place="TRAY-11")
    assert ana.scan("CWL-TRAY-12") == Do(
        "move", {"piece": chip, "place": "TRAY-12", "seen_in": "TRAY-11"}
    )
    assert said(ana.bench.outcome("good")) == "Scan a card first."


def test_the_next_site_is_one_nobody_touched_round_the_board(ana: Technician, card: str) -> None:
    assert ana.bench.next_site("M3", "harvest") == "M4"
    ana.harvest("M4", "missing")
    ana.harvest("M5", "left")
    assert ana.bench.next_site("M3", "harvest") == "M6"
    for site in [site.name for site in ana.bench.sites]:
        if site not in ("M2", "M4", "M5", "M12"):
            ana.harvest(site)
    assert ana.bench.next_site("M12", "harvest") == "M2"
    ana.harvest("M2")
    assert ana.bench.next_site("M2", "harvest") == "M12"
    ana.harvest("M12")
    assert ana.bench.next_site("M12", "harvest") == ""
    assert ana.bench.next_site("", "harvest") == ""


def test_the_site_in_hand_stays_while_the_card_is_shown_again(ana: Technician, card: str) -> None:
    ana.bench.choose("M4")
    ana.scan("D8BZC")
    ana.open(card)
    assert ana.bench.site is not None and ana.bench.site.name == "M4"
    assert ana.bench.marking == "D8BZC"
    ana.open(ana.shop.card("SN0002"))
    assert ana.bench.site is None and ana.bench.marking == ""
