# SPDX-License-Identifier: MIT
"""What somebody else has put elsewhere meanwhile: who moves it is told, and sees where it lies."""

from typing import Any

import pytest

from workshop.benches.tags import spelled

FIRST_PAGE = "bench"


@pytest.fixture
def chip(hands: Any) -> str:
    """A loose chip in TRAY-12, and a shelf for trays."""
    hands.shop.do("add_place", code="SHELF", name="Shelf", kind="shelf")
    card = hands.shop.card("SN1")
    facts = {"card": card, "site": "M1", "outcome": "good", "place": "TRAY-12"}
    tag: str = hands.shop.do("harvest", **facts)["tag"]
    return tag


def test_a_chip_on_the_bench(hands: Any, chip: str) -> None:
    page = hands.go("bench")
    hands.scan(chip)
    hands.desk._poll.stop()  # the window has not looked round yet when the tray is scanned
    hands.shop.do("move", piece=chip, place="SHELF")
    hands.scan("CWL-TRAY-11")
    assert hands.strip == (
        "refused", f"Ana put {spelled(chip)} into SHELF 1 min ago.",
        "To move it from there, look for it and scan it anew.",
    )  # fmt: skip
    assert hands.shop.ask("passport", tag=chip).piece.place == "SHELF"
    hands.desk._poll.start()
    hands.wait(lambda: page.on.piece.place == "SHELF")
    hands.wait(lambda: "SHELF" in page.view.idle.place.accessibleName())
    hands.scan("CWL-TRAY-11")
    assert hands.strip[0] == "done", "who has seen where it lies may move it"
    hands.scan("CWL-TRAY-12")
    assert hands.strip[0] == "done", "and put right at once what went into the wrong tray"
    assert hands.shop.ask("passport", tag=chip).piece.place == "TRAY-12"


def test_a_chip_whose_place_is_chosen_from_the_list(hands: Any, chip: str) -> None:
    page = hands.go("bench")
    hands.scan(chip)
    page.offers.new_place()
    hands.settle()
    hands.shop.do("move", piece=chip, place="SHELF")
    page.view.choice.chosen.emit("TRAY-11")
    hands.settle()
    assert hands.strip[:2] == ("refused", f"Ana put {spelled(chip)} into SHELF 1 min ago.")
    assert hands.shop.ask("passport", tag=chip).piece.place == "SHELF"


def test_a_chip_at_the_stock(hands: Any, chip: str) -> None:
    page = hands.go("stock")
    hands.scan(chip)
    assert hands.strip[0] == "question"
    hands.shop.do("move", piece=chip, place="SHELF")
    hands.scan("CWL-TRAY-11")
    assert hands.strip[:2] == ("refused", f"Ana put {spelled(chip)} into SHELF 1 min ago.")
    hands.scan("CWL-SHELF")
    hands.wait(lambda: [row.n for row in page.places.stock.rows.rows()] == [1])
    hands.scan("CWL-TRAY-11")
    hands.scan(chip)
    assert hands.strip[0] == "done"
    assert hands.shop.ask("passport", tag=chip).piece.place == "TRAY-11"


def test_a_tray(hands: Any, chip: str) -> None:
    page = hands.go("stock")
    page.places.start_moving()
    hands.scan("CWL-TRAY-12")
    hands.shop.do("move_place", place="TRAY-12", into="SHELF")
    hands.scan("CWL-TRAY-11")
    assert hands.strip[:2] == ("refused", "Ana put TRAY-12 into SHELF 1 min ago.")
    lies = {node.code: node.parent for node in hands.shop.ask("place_tree")}
    assert lies["TRAY-12"] == "SHELF"
    page.places.start_moving()
    hands.scan("CWL-TRAY-12")
    hands.scan("CWL-TRAY-11")
    lies = {node.code: node.parent for node in hands.shop.ask("place_tree")}
    assert lies["TRAY-12"] == "TRAY-11"
