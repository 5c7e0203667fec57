# SPDX-License-Identifier: MIT
"""Who works here and where, deliveries, the shop's own catalogue, labels, and undo."""

import re
from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal

from workshop.acts import ACTS
from workshop.domain.refused import Refused
from workshop.domain.shop_copies import KINDS


def test_people_stations_and_places(file_shop: Shop) -> None:
    assert file_shop.do("add_person", code=" li ", name=" 李伟 ", role="Lead")["code"] == "LI"
    file_shop.do("add_person", code="ZOE", name="Zoé")
    assert file_shop.do("add_station", code="bench-1", name="Bench 1")["code"] == "BENCH-1"
    file_shop.do("add_place", code="LAB", name="Lab", kind="ROOM")
    file_shop.do("add_place", code="box", name="Box", parent=" lab ")
    assert [(p.code, p.name, p.role) for p in file_shop.ask("people")] == [
        ("ANA", "Ana", "manager"), ("LI", "李伟", "lead"), ("ZOE", "Zoé", "technician"),
    ]  # fmt: skip
    places = {p.code: (p.kind, p.parent) for p in file_shop.ask("places")}
    assert places["BOX"] == ("bin", "LAB")


@pytest.mark.parametrize(
    ("act", "facts", "sentence"),
    [
        ("add_person", {"code": "ana", "name": "Anna"}, "The code “ANA” exists already."),
        ("add_person", {"code": "LI", "name": " "}, "The name is missing."),
        ("add_person", {"code": "LI", "name": "Li", "role": "king"}, "The role “king” is unknown."),
        ("add_person", {"code": "李", "name": "Li"}, "The code of the person “李” may only have"),
        ("add_place", {"code": "TRAY-12", "name": "x"}, "Place “TRAY-12” exists already."),
        ("add_place", {"code": "A", "name": "x", "kind": "hole"}, "The kind of place “hole” is"),
        ("add_place", {"code": "A", "name": "x", "parent": "MARS"}, "There is no place “MARS”."),
        ("add_station", {"code": "B 1", "name": "x"}, "The code of the station “B 1” may only"),
        ("open_batch", {"number": "b1", "supplier": "S"}, "Batch B1 exists already."),
        ("open_batch", {"number": "B2", "supplier": ""}, "The supplier is missing."),
        ("open_batch", {"number": "B2", "supplier": "S", "received_on": "24.11."},
         "The date “24.11.” is no date. Write it as 2026-11-24."),
        ("open_batch", {"number": "B2", "supplier": "S", "expected": -1},
         "The expected number of cards must be between 0 and 1,000,000."),
        ("close_batch", {"batch": "B9"}, "There is no batch “B9”."),
        ("expect", {"batch": "B1", "cards": []}, "The list has no cards."),
        ("expect", {"batch": "B1", "cards": [{"serial": "A-1"}, 5]}, "Line 2: This is not a card."),
        ("expect", {"batch": "B1", "cards": [{"serial": "A-1"}, {"serial": "a1"}]},
         "Line 2: a1 is in the list twice."),
        ("expect", {"batch": "B1", "cards": [{"serial": "A-1", "model": "x" * 201}]},
         "Line 1: The model is too long:"),
        ("expect", {"batch": "B1", "cards": [{"serial": "A-1", "upc": "4" * 65}]},
         "Line 1: The UPC is too long:"),
        ("expect", {"batch": "B1", "cards": [{"serial": "A-1", "box": "P\0"}]},
         "Line 1: The box holds characters that cannot be printed."),
        ("expect", {"batch": "B1", "cards": [{"serial": "A-1", "note": 7}]},
         "Line 1: The note must be text."),
        ("set_catalogue", {"kind": "list", "code": "Nord", "body": {"serial": ""}},
         "The column of the serials is missing."),
        ("set_catalogue", {"kind": "song", "code": "A", "body": {}},
         "The catalogue has no “song”. It has model, board,"),
        ("set_catalogue", {"kind": "defect", "code": "A", "body": {"colour": "red"}},
         "defect A: there is no field “colour”."),
        ("set_catalogue", {"kind": "plan", "code": "MEMORY", "body": {"measurements": [{}]}},
         "plan MEMORY: name is missing."),
        ("labels_printed", {"labels": []}, "No labels were named."),
        ("labels_printed", {"labels": ["7"]}, "Labels are named by their numbers"),
        ("labels_printed", {"labels": [True]}, "Labels are named by their numbers"),
        ("labels_printed", {"labels": [999]}, "One of these labels is not in the print queue"),
    ],
)  # fmt: skip
def test_what_the_shop_does_not_take(
    file_shop: Shop, act: str, facts: dict[str, Any], sentence: str
) -> None:
    assert refusal(file_shop, act, **facts).startswith(sentence)


def test_a_station_twice(file_shop: Shop) -> None:
    file_shop.do("add_station", code="BENCH-1", name="Bench 1")
    assert refusal(file_shop, "add_station", code="bench-1", name="x") == (
        "Station “BENCH-1” exists already."
    )


def test_a_delivery_from_announcement_to_close(file_shop: Shop) -> None:
    file_shop.do(
        "open_batch", number="b-26.1", supplier="Rheintal", received_on="2026-11-24", note="3 of 5",
        expected=4,
    )  # fmt: skip
    receipt = file_shop.do("expect", batch="B-26.1", cards=[{"serial": "A-1"}, {"serial": "A-2"}])
    assert (receipt["batch"], receipt["lines"]) == ("B-26.1", 2)
    assert "in the list twice" in refusal(
        file_shop, "expect", batch="B-26.1", cards=[{"serial": "a-2"}]
    )
    batch = file_shop.ask("batch", number="b-26.1")
    assert (batch.supplier, batch.received_on, batch.note) == ("Rheintal", "2026-11-24", "3 of 5")
    assert (batch.expected, batch.listed, batch.missing) == (4, 2, 2)  # what was said, not the list
    file_shop.do("close_batch", batch="B-26.1", override="the others come with the next one")
    assert file_shop.ask("batch", number="B-26.1").state == "closed"
    assert file_shop.ask("intake", batch="B-26.1").state == "closed"


def test_the_catalogue_of_the_shop(file_shop: Shop) -> None:
    body = {"name": "Bent fin", "group": "mechanical"}
    first = file_shop.do("set_catalogue", kind="Defect", code="BENT-FIN", body=body)
    assert (first["kind"], first["code"], first["version"]) == ("defect", "BENT-FIN", 1)
    again = file_shop.do("set_catalogue", kind="defect", code="bent-fin", body=body)
    assert (again["code"], again["version"]) == ("BENT-FIN", 2)  # one spelling, the first
    assert "BENT-FIN" in {d.code for d in file_shop.ask("defects")}
    file_shop.do("undo", entry=again["entry"])
    file_shop.do("undo", entry=first["entry"])
    assert "BENT-FIN" not in {d.code for d in file_shop.ask("defects")}


def test_every_kind_of_entry_is_told_in_the_words_of_the_act() -> None:
    told = re.findall(r"\w+", ACTS["set_catalogue"].__doc__ or "")
    assert set(KINDS) <= set(told)


def test_labels_leave_the_queue_once(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    (label,) = file_shop.ask("labels_waiting")
    assert refusal(file_shop, "print_again", piece=card) == (
        "The label of this piece is in the print queue already."
    )
    assert file_shop.do("labels_printed", labels=[label.id, label.id])["labels"] == 1
    assert "Look again" in refusal(file_shop, "labels_printed", labels=[label.id])
    assert file_shop.do("print_again", piece=card, reason="smudged")["tag"] == card
    assert len(file_shop.ask("labels_waiting")) == 1


def test_an_undo_says_why_and_names_the_pieces(file_shop: Shop) -> None:
    card = file_shop.do("receive", batch="B1", serial="A-1")
    receipt = file_shop.do("undo", entry=card["entry"], reason="wrong pallet")
    assert receipt["undid"] == card["entry"]
    entry = file_shop.ask("recent", limit=1)[0]
    assert (entry.text, entry.facts["reason"]) == (f"Undone: entry {card['entry']}", "wrong pallet")
    assert entry.pieces == [card["tag"]]
    assert "holds characters" in refusal(
        file_shop, "undo", entry=receipt["entry"], reason="a\u202eb"
    )


def test_what_is_the_shops_own_is_deleted_where_no_record_names_it(shop: Shop) -> None:
    shop.do("set_catalogue", kind="layout", code="62x29", body={"name": "Ours"})
    assert shop.do("drop_copies", kind="Layout", code="62X29")["name"] == "Ours"
    [layout] = [row for row in shop.ask("layout_versions") if row.layout.code == "62x29"]
    assert layout.is_shipped and layout.version == 0
    assert shop.do("drop_copies", kind="price", code=shop.price().upper())["n"] == 2
    assert shop.ask("prices") == []
    for facts, says in (
        ({"kind": "price", "code": "Dies"}, "The shop has no “Dies” of its own."),
        ({"kind": "plan", "code": "VOLTAGE"}, "can be deleted"),
    ):
        with pytest.raises(Refused, match=says):
            shop.do("drop_copies", **facts)
    shop.price()
    assert [row.amount for row in shop.ask("prices")] == [95.0]
