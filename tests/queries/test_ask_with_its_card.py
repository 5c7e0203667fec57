# SPDX-License-Identifier: MIT
"""What becomes of a card is told of every piece on it, from the fitting until it comes off."""

from typing import Any

from bench_shop import Shop

from workshop.domain.tag import written
from workshop.storage.check import check


def transplanted(shop: Shop) -> tuple[str, str, str]:
    """A chip, the bare board it was fitted to, and the card that was built of it."""
    donor = shop.card("S-1")
    board = shop.do("receive", batch="B1", serial="PCB", model="GeForce RTX 4090", kind="board")
    outcomes = dict.fromkeys(["GPU", *(f"M{n}" for n in range(1, 13))], "good")
    off = shop.do("harvest_many", card=donor, outcomes=outcomes)["sites"]
    shop.do("move", piece=board["tag"], place="TRAY-11")
    for one in off:
        shop.do("fit", piece=one["tag"], board=board["tag"], site=one["site"])
    shop.do("record_test", piece=board["tag"], plan="RESISTANCE", values={})
    card = shop.do("build_card", board=board["tag"])["tag"]
    chip: str = next(one["tag"] for one in off if one["site"] == "M3")
    return chip, board["tag"], card


def told(shop: Shop, tag: str) -> list[tuple[str, str]]:
    return [(event.act, event.of) for event in shop.ask("passport", tag=tag).history]


def test_a_chip_tells_of_the_test_the_move_and_the_sale_of_its_card(shop: Shop) -> None:
    chip, board, card = transplanted(shop)
    shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 12})
    shop.do("move", piece=card, place="TRAY-12")
    shop.do("move", piece=shop.card("S-2"), place="TRAY-12")
    sale = shop.do("dispose", piece=card, disposition="SELL", reason="Order 17")
    assert told(shop, chip) == [
        ("harvest_many", ""), ("fit", ""), ("record_test", board), ("build_card", ""),
        ("record_test", card), ("move", card), ("dispose", card),
    ]  # fmt: skip
    assert told(shop, board)[-3:] == [("record_test", card), ("move", card), ("dispose", card)]
    history = shop.ask("passport", tag=chip).history
    assert [event.entry for event in history] == sorted({event.entry for event in history})
    assert history[-1].text == "Its card: " + shop.ask("passport", tag=card).history[-1].text
    assert written(card) in history[-1].text and "Order 17" in history[-1].text
    assert history[2].text.startswith("Its board: ")
    more = shop.ask("passport_more", tag=chip)
    assert (more.decided, more.decided_on) == ("Sold", card)
    shop.do("undo", entry=sale["entry"])
    more = shop.ask("passport_more", tag=chip)
    assert (more.decided, more.decided_on) == ("", "")
    assert shop.ask("passport", tag=chip).history[-2].undone


def test_only_the_time_on_the_board_is_told(shop: Shop) -> None:
    chip, _, card = transplanted(shop)
    shop.do("take_off", piece=chip, override="r")
    shop.do("record_test", piece=card, plan="VOLTAGE", values={})
    shop.do("fit", piece=chip, board=card, site="M3", override="r")
    shop.do("note_defect", piece=card, code="BEND", severity="minor")
    assert told(shop, chip)[-3:] == [("take_off", ""), ("fit", ""), ("note_defect", card)]


def test_what_is_on_a_scrapped_board_went_with_it(shop: Shop) -> None:
    def fitted(serial: str) -> tuple[Any, str]:
        board = shop.card(serial)
        shop.do("harvest", card=board, site="M1", outcome="missing")
        chip = shop.do("harvest", card=board, site="M2", outcome="good")["tag"]
        shop.do("fit", piece=chip, board=board, site="M1")
        return chip, board

    chip, board = fitted("S-1")
    shop.do("take_apart", card=board)
    shop.do("scrap", piece=board, reason="burnt through")
    more = shop.ask("passport_more", tag=chip)
    assert (more.decided, more.decided_on) == ("Scrapped", board)
    last = shop.ask("passport", tag=chip).history[-1]
    assert (last.act, last.of) == ("scrap", board) and "burnt through" in last.text
    assert check(shop.database, deep=True).findings == []
