# SPDX-License-Identifier: MIT
"""Cards come in: by one scan, by a list, against the supplier's list, and once more."""

import tracemalloc
from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal

from workshop.acts import ACTS
from workshop.domain.refused import Refused


def card(shop: Shop, tag: str) -> Any:
    return shop.ask("passport", tag=tag).piece


def test_a_receipt_says_what_came_in(file_shop: Shop) -> None:
    receipt = file_shop.do("receive", batch="b1", serial=" 0324518063914\r\n", place="tray-12")
    assert receipt == {
        "entry": 5, "tag": "C01000001Z", "serial": "0324518063914", "batch": "B1",
        "listed": None, "result": "received",
    }  # fmt: skip
    piece = card(file_shop, receipt["tag"])
    assert (piece.kind, piece.state, piece.place) == ("card", "received", "TRAY-12")
    assert piece.serial == "0324518063914"  # its leading zero is part of it
    assert [row.tag for row in file_shop.ask("labels_waiting")] == [receipt["tag"]]


def test_what_is_said_is_kept_as_the_trade_writes_it(file_shop: Shop) -> None:
    tag = file_shop.do(
        "receive", batch="B1", serial="A-1", maker="asustek", model="rtx4090", part_number="90YV-1",
        note=" 李伟 <b>\nsecond line ",
    )["tag"]  # fmt: skip
    piece = card(file_shop, tag)
    assert (piece.model, piece.part_number) == ("GeForce RTX 4090", "90YV-1")
    assert piece.note == "李伟 <b>\nsecond line"
    tag = file_shop.do("receive", batch="B1", serial="A-2", maker="Foo Inc", model="Voodoo 9")[
        "tag"
    ]
    assert (card(file_shop, tag).maker, card(file_shop, tag).model) == ("Foo Inc", "Voodoo 9")


def test_the_list_fills_in_what_nobody_said(file_shop: Shop) -> None:
    file_shop.do(
        "expect", batch="B1",
        cards=[
            {"serial": "A-1", "maker": "MSI", "model": "4090", "part_number": "P-1"},
            {"serial": "A-2", "maker": "MSI"},
            {"serial": "A-2", "maker": "Palit"},
        ],
    )  # fmt: skip
    first = file_shop.do("receive", batch="B1", serial="a1", model="RTX 4080")
    assert first["listed"] is True
    piece = card(file_shop, first["tag"])
    assert (piece.maker, piece.model, piece.part_number) == ("MSI", "GeForce RTX 4080", "P-1")
    second = file_shop.do("receive", batch="B1", serial="A-2")
    assert second["listed"] is True
    assert card(file_shop, second["tag"]).maker == ""  # two lines speak of it: neither is believed
    assert file_shop.do("receive", batch="B1", serial="A-9")["listed"] is False


def test_two_makers_may_use_one_serial(file_shop: Shop) -> None:
    file_shop.do("receive", batch="B1", serial="A-1", maker="ASUS")
    file_shop.do("receive", batch="B1", serial="A-1", maker="MSI")
    assert len(file_shop.ask("pieces")) == 2
    said = refusal(file_shop, "receive", batch="B1", serial="A1")  # of which of the two?
    assert "already here" in said
    assert "already here" in refusal(file_shop, "receive", batch="B1", serial="A-1", maker="msi")


def sold(shop: Shop, serial: str, **facts: str) -> str:
    """A card that came and left again; its tag."""
    tag: str = shop.do("receive", batch="B1", serial=serial, **facts)["tag"]
    shop.do("dispose", piece=tag, disposition="SELL")
    return tag


def test_what_is_said_of_a_card_that_comes_back_is_kept(file_shop: Shop) -> None:
    tag = sold(file_shop, "A-1", note="fan replaced")
    file_shop.do("open_batch", number="B2", supplier="S")
    file_shop.do("open_batch", number="B3", supplier="S")
    facts = {"maker": "asus", "model": "4090", "note": "dented"}
    back = file_shop.do("receive", batch="B2", serial="A-1", **facts)
    assert (back["tag"], back["result"]) == (tag, "returned")
    piece = card(file_shop, tag)
    assert (piece.maker, piece.model, piece.note) == ("ASUS", "GeForce RTX 4090", "dented")
    # The same serial of another maker is another card now.
    assert file_shop.do("receive", batch="B2", serial="A-1", maker="MSI")["result"] == "received"
    # What was known of it stays.
    file_shop.do("dispose", piece=tag, disposition="SELL")
    again = {"maker": "ASUS", "model": "RTX 4080"}
    assert file_shop.do("receive", batch="B3", serial="A-1", **again)["tag"] == tag
    assert (card(file_shop, tag).model, card(file_shop, tag).note) == ("GeForce RTX 4090", "dented")


def test_of_two_cards_with_one_serial_the_maker_tells_which_came_back(file_shop: Shop) -> None:
    first = file_shop.do("receive", batch="B1", serial="A-1", maker="ASUS")["tag"]
    second = sold(file_shop, "A-1", maker="MSI")
    file_shop.do("open_batch", number="B2", supplier="S")
    # One of them is here: without a maker that one was scanned once more.
    assert "already here: C01-000001-Z" in refusal(file_shop, "receive", batch="B2", serial="A1")
    file_shop.do("dispose", piece=first, disposition="SELL")
    assert refusal(file_shop, "receive", batch="B2", serial="A1") == (
        "A1 was here before with more than one maker: ASUS (C01-000001-Z), MSI (C01-000002-S). "
        "Set the maker, then scan it again."
    )
    back = file_shop.do("receive", batch="B2", serial="A1", maker="MSI")
    assert (back["tag"], back["result"]) == (second, "returned")


def test_a_bare_board_is_received_as_one(file_shop: Shop) -> None:
    tag = file_shop.do("receive", batch="B1", serial="PCB-1", kind="BOARD")["tag"]
    assert tag.startswith("B01")
    assert card(file_shop, tag).kind == "board"


def test_the_same_key_again_is_the_same_scan(file_shop: Shop) -> None:
    first = file_shop.do("receive", key="5f0c", batch="B1", serial="A-1")
    again = file_shop.do("receive", key="5f0c", batch="B1", serial="A-1")
    assert again == first
    assert file_shop.ask("batch", number="B1").received == 1


def test_many_at_once(file_shop: Shop) -> None:
    cards = [{"serial": f"N-{n:04d}", "model": "4090"} for n in range(1100)]
    receipt = file_shop.do("receive_many", batch="B1", cards=cards, place="TRAY-12")
    assert receipt["received"] == 1100
    assert file_shop.ask("batch", number="B1").received == 1100
    first, last = (card(file_shop, receipt[name]) for name in ("first_tag", "last_tag"))
    assert (first.serial, last.serial) == ("N-0000", "N-1099")
    assert (last.model, last.place) == ("GeForce RTX 4090", "TRAY-12")
    assert len(file_shop.ask("labels_waiting", limit=2000)) == 1100


@pytest.mark.parametrize(
    ("cards", "sentence"),
    [
        ([], "The list has no cards."),
        ([{"serial": "A-1"}, "A-2"], "Line 2: This is not a card."),
        ([{"serial": "A-1"}, {}], "Line 2: A serial must be text."),
        ([{"serial": "A-1"}, {"serial": "<b>"}], "Line 2: “<b>” cannot be a serial:"),
        ([{"serial": "A-1"}, {"serial": "a 1"}], "Line 2: a 1 is in the list twice."),
        ([{"serial": "A-1", "maker": "MSI"}, {"serial": "A-1"}],
         "Line 2: A-1 is in the list twice."),
        ([{"serial": "A-1", "note": "x" * 2001}], "Line 1: The note is too long:"),
        ([{"serial": "A-1"}, {"serial": "HERE-1"}], "HERE-1 is already here: C01-000001-Z,"),
        # Of two cards with one serial, each is looked for.
        ([{"serial": "M-1", "maker": "ASUS"}, {"serial": "M-1", "maker": "MSI"}],
         "M-1 is already here: C01-000002-S,"),
        ([{"serial": "LEFT-1"}],
         "LEFT-1 was here before, as C01-000003-V. Receive it by itself: it comes back."),
    ],
)  # fmt: skip
def test_a_list_is_received_whole_or_not_at_all(
    file_shop: Shop, cards: list[Any], sentence: str
) -> None:
    file_shop.card("HERE-1")
    file_shop.do("receive", batch="B1", serial="M-1", maker="ASUS")
    file_shop.do("dispose", piece=file_shop.card("LEFT-1"), disposition="SELL")
    assert refusal(file_shop, "receive_many", batch="B1", cards=cards).startswith(sentence)


def test_two_makers_in_one_list(file_shop: Shop) -> None:
    cards = [{"serial": "A-1", "maker": maker} for maker in ("MSI", "ASUS")]
    assert file_shop.do("receive_many", batch="B1", cards=cards)["received"] == 2
    third = [{"serial": "A-1", "maker": "Palit"}]
    assert file_shop.do("receive_many", batch="B1", cards=third)["received"] == 1


def test_what_is_put_right(file_shop: Shop) -> None:
    tag = file_shop.do("receive", batch="B1", serial="A-1", maker="MSI", model="4090")["tag"]
    file_shop.do("correct", piece=tag, maker="gigabyte", model="3090", note="was misread")
    file_shop.do("correct", piece=tag, part_number="GV-1")
    file_shop.do("correct", piece=tag, part_number="gv 1")  # the same in other words
    passport = file_shop.ask("passport", tag=tag)
    piece = passport.piece
    assert (piece.maker, piece.model) == ("Gigabyte", "GeForce RTX 3090")
    assert piece.note == "was misread"
    assert [(i.kind, i.value, i.maker) for i in passport.identifiers] == [
        ("serial", "A-1", "Gigabyte"),
        ("part_number", "GV-1", "Gigabyte"),
    ]
    file_shop.do("correct", piece=tag, model="", note="")
    assert (card(file_shop, tag).model, card(file_shop, tag).note) == ("", "")


def test_a_maker_cannot_be_put_right_into_another_card(file_shop: Shop) -> None:
    file_shop.do("receive", batch="B1", serial="A-1", maker="ASUS", part_number="P")
    other = file_shop.do("receive", batch="B1", serial="A-1", maker="MSI", part_number="P")["tag"]
    assert refusal(file_shop, "correct", piece=other, maker="asus") == (
        "A-1 is already here: C01-000001-Z, in batch B1."
    )
    file_shop.do("correct", piece=other, maker="MSI")


def test_a_correction_that_changes_nothing_is_not_what_ctrl_z_takes_back(file_shop: Shop) -> None:
    tag = file_shop.card("A-1")
    file_shop.do("correct", piece=tag, model="GeForce RTX 4090")
    last = file_shop.ask("undoable")
    assert last.act == "receive"
    file_shop.do("undo", entry=last.number)


def test_who_and_where_are_kept_with_it(file_shop: Shop) -> None:
    file_shop.do("add_person", code="li", name="李伟")
    file_shop.do("add_station", code="intake-1", name="Intake")
    write = file_shop.database.write
    write(ACTS["receive"], by="li ", station=" intake-1", batch="B1", serial="A-1")
    entry = file_shop.ask("recent", limit=1)[0]
    assert (entry.person, entry.station, entry.act) == ("LI", "INTAKE-1", "receive")


@pytest.mark.parametrize("tag", ["C01000001Z", "c01-000001-z", "C01-000001-Y"])
def test_our_own_tag_is_never_a_serial(shop: Shop, tag: str) -> None:
    shop.card("S-1")
    for act, facts in (
        ("receive", {"serial": tag}),
        ("receive_many", {"cards": [{"serial": tag}]}),
    ):
        with pytest.raises(Refused, match="is a tag of this workshop, not the serial of a card"):
            shop.do(act, batch="B1", **facts)
    assert len(shop.ask("pieces")) == 1


def test_a_delivery_received_at_once_needs_little_memory(file_shop: Shop) -> None:
    """What is held of each card at most: of 50,000 cards it must fit beside a window."""
    cards = [{"serial": f"N-{n:06d}", "model": "RTX 4090"} for n in range(2500)]
    file_shop.do("receive_many", batch="B1", cards=cards[:500])
    tracemalloc.start()
    try:
        file_shop.do("receive_many", batch="B1", cards=cards[500:])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most / 2000 < 6500, f"{most / 2000:.0f} bytes a card"
