# SPDX-License-Identifier: MIT
"""A photo is of one piece or of one delivery, once, and its file outlives its removal."""

from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal

from workshop.storage.check import check

PHOTO = {"sha256": "a" * 64, "name": "IMG_1.jpg", "size": 3}


def facts(**more: Any) -> dict[str, Any]:
    return {"evidence": PHOTO, "width": 4000, "height": 3000, **more}


def test_a_photo_of_a_card_says_all_that_is_known(file_shop: Shop) -> None:
    card = file_shop.card("S-1")
    more = {"face": "Front", "site": "m3", "note": "scratch", "taken_at": "2026-11-24 10:15"}
    receipt = file_shop.do("attach_photo", **facts(piece=card, **more))
    (row,) = file_shop.ask("photos", piece=card)
    assert receipt["of"] == "C01-000001-Z"
    assert row[:2] == (receipt["photo"], receipt["entry"])
    assert row[3:] == (
        "ANA", card, "", "a" * 64, "IMG_1.jpg", 3, "front", "M3", "scratch", 4000, 3000,
        "2026-11-24T10:15:00",
    )  # fmt: skip
    assert file_shop.ask("passport", tag=card).photos == [row]
    assert file_shop.ask("passport", tag=card).history[-1].text == "Photo kept: C01-000001-Z"


def test_a_photo_of_a_delivery_is_no_photo_of_its_cards(file_shop: Shop) -> None:
    card = file_shop.card("S-1")
    file_shop.do("attach_photo", **facts(batch="b1"))
    assert [(p.piece, p.batch) for p in file_shop.ask("photos", batch="B1")] == [("", "B1")]
    assert file_shop.ask("photos", piece=card) == []


def test_the_same_file_is_kept_once_for_two_cards_and_refused_twice_for_one(
    file_shop: Shop,
) -> None:
    card, other = file_shop.card("S-1"), file_shop.card("S-2")
    entry = file_shop.do("attach_photo", **facts(piece=card))["entry"]
    assert refusal(file_shop, "attach_photo", **facts(piece=card)) == (
        f"This photo is with C01-000001-Z already, since entry {entry}."
    )
    file_shop.do("attach_photo", **facts(piece=other))
    file_shop.do("attach_photo", **facts(batch="B1"))
    assert "with B1 already" in refusal(file_shop, "attach_photo", **facts(batch="B1"))
    assert len({photo.sha256 for photo in file_shop.ask("photos")}) == 1
    with file_shop.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM evidence").scalar() == 1


def test_a_photo_on_the_wrong_card_goes_while_the_right_one_keeps_it(file_shop: Shop) -> None:
    wrong, right = file_shop.card("S-1"), file_shop.card("S-2")
    first = file_shop.do("attach_photo", **facts(piece=wrong))
    file_shop.do("attach_photo", **facts(piece=right))
    gone = file_shop.do("remove_photo", photo=first["photo"])
    assert file_shop.ask("photos", piece=wrong) == []
    assert [photo.sha256 for photo in file_shop.ask("photos", piece=right)] == ["a" * 64]
    assert refusal(file_shop, "remove_photo", photo=first["photo"]) == (
        "This photo was removed already, or never was here."
    )
    file_shop.do("undo", entry=gone["entry"])
    assert [photo.id for photo in file_shop.ask("photos", piece=wrong)] == [first["photo"]]
    assert check(file_shop.database, deep=True, kept=False).findings == []


def test_photos_come_in_pages(file_shop: Shop) -> None:
    for number in range(5):
        one = {**PHOTO, "sha256": f"{number}" * 64}
        file_shop.do("attach_photo", batch="B1", width=1, height=1, evidence=one)
    first = file_shop.ask("photos", batch="B1", limit=3)
    rest = file_shop.ask("photos", batch="B1", after=first[-1].id, limit=3)
    assert [photo.sha256[0] for photo in first + rest] == list("01234")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "A photo is of one piece or of one delivery: name one of them"),
        ({"piece": "C01000001Z", "batch": "B1"}, "A photo is of one piece or of one delivery"),
        ({"piece": "C01000002S"}, "No piece has the tag C01-000002-S."),
        ({"batch": "B7"}, "There is no batch “B7”."),
        ({"batch": "B1", "site": "M3"}, "A delivery has no sites."),
        ({"piece": "C01000001Z", "site": "M99"}, "There is no site “M99” on this board"),
        ({"batch": "B1", "face": "side"}, "The face “side” is unknown. Use one of: front, back."),
        ({"batch": "B1", "width": 0}, "A photo needs its width and height in pixels."),
        ({"batch": "B1", "height": True}, "A photo needs its width and height in pixels."),
        ({"batch": "B1", "taken_at": "tomorrow"}, "“tomorrow” is no time."),
        ({"batch": "B1", "note": "a\u202eb"}, "The note holds characters that cannot be printed."),
        ({"batch": "B1", "evidence": {"sha256": "x"}}, "The evidence needs the SHA-256"),
    ],
)
def test_bad_facts_of_a_photo_are_refused(
    file_shop: Shop, wrong: dict[str, Any], sentence: str
) -> None:
    file_shop.card("S-1")
    assert refusal(file_shop, "attach_photo", **facts(**wrong)).startswith(sentence)


def test_a_card_that_has_left_has_no_new_photos(file_shop: Shop) -> None:
    card = file_shop.card("S-1")
    file_shop.do("dispose", piece=card, disposition="SELL-AS-IS")
    assert "has left the workshop" in refusal(file_shop, "attach_photo", **facts(piece=card))
