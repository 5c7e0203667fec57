# SPDX-License-Identifier: MIT
"""One box for everything, and what a scan means here: the same on both databases."""

import random
from typing import Any

import pytest
from lengths import full
from sqlalchemy import select

from workshop.domain.command import command_text
from workshop.domain.tag import make_tag
from workshop.domain.terms import PieceKind
from workshop.queries import QUERIES
from workshop.storage.database import Database
from workshop.storage.schema import JOURNALLED

OPERATORS = [
    *("AND", "OR", "NOT", "NEAR(", "*", "^", ":", '"', "'", "(", ")", "-", "+", "%", "_", "\\"),
    *("/", ";--", "\0", "\u202e", "\ud800", "{tag}", "\n", "SN", "D8B", "C01", "李"),
]


def names(hits: list[Any]) -> set[tuple[str, str]]:
    return {(hit.group, hit.tag) for hit in hits}


def found(life: Any, text: str, **more: Any) -> set[tuple[str, str]]:
    return names(life.ask("search", text=text, **more))


@pytest.mark.parametrize(
    ("text", "group", "called"),
    [
        ("C01000001Z", "card", "card 1"),
        ("C01-000001-Z", "card", "card 1"),
        ("c01-000001", "card", "card 1"),
        ("c01 000001 z", "card", "card 1"),
        ("SN 1", "card", "card 1"),
        ("sn-1", "card", "card 1"),
        ("SN1", "card", "card 1"),
        ("PN-3", "card", "card 3"),
        ("X-9", "card", "stranger"),
        ("x9", "card", "stranger"),
        ("D8BZC", "memory", "chip"),
        ("8bz", "memory", "chip"),
        ("102-300", "die", "die"),
        ("ad102300a1", "die", "die"),
    ],
)
def test_pieces_by_tag_serial_part_number_and_marking(
    life: Any, text: str, group: str, called: str
) -> None:
    assert (group, life.tags[called]) in found(life, text)


def test_the_exact_one_comes_first(life: Any) -> None:
    hits = life.ask("search", text="sn-1")
    assert hits[0] == (
        "card", life.tags["card 1"], "ASUS GeForce RTX 4090", "B1 · working", "serial", "SN 1",
    )  # fmt: skip


def test_parts_of_a_tag_find_all_it_may_be(life: Any) -> None:
    assert len(found(life, "C01-0")) == 4
    assert len(found(life, "01-00000")) == len(life.tags)
    assert found(life, "") == found(life, " - ") == set()


def test_two_characters_are_looked_for_at_the_beginning_only(life: Any) -> None:
    assert ("memory", life.tags["chip"]) in found(life, "D8")
    assert ("memory", life.tags["chip"]) not in found(life, "BZ")


def test_by_model_whatever_was_harvested_with_it(life: Any) -> None:
    assert {("die", life.tags["die"]), ("die", life.tags["bad die"])} <= found(life, "ad102")
    cards = {("card", life.tags[f"card {n}"]) for n in (1, 2, 3)}
    assert found(life, "RTX 4090") == cards == found(life, "geforce rtx 4090")
    assert len(found(life, "gddr6x")) == 2


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("李", ("person", "LI")),
        ("李伟", ("person", "LI")),
        ("zoé", ("person", "ZOE")),
        ("ZOÉ", ("person", "ZOE")),
        ("özgür", ("person", "ZOE")),
        ("ÖZG", ("person", "ZOE")),
        ("tray-1", ("place", "TRAY-12")),
        ("dies", ("place", "TRAY-11")),
        ("rheintal", ("batch", "B1")),
        ("b1", ("batch", "B1")),
    ],
)
def test_people_places_and_batches(life: Any, text: str, hit: tuple[str, str]) -> None:
    assert hit in found(life, text)


def test_wildcards_are_only_characters(life: Any) -> None:
    for text in ("%", "_", "%%%", "S_1", "SN%1", "%rtx%", "*", "SN*", '"SN"', "C01\\"):
        assert found(life, text) == set(), text


def test_no_more_than_was_asked_for(life: Any) -> None:
    assert len(life.ask("search", text="C01", limit=2)) == 2
    assert len(life.ask("search", text="RTX 4090", limit=2)) == 2
    assert life.ask("search", text="C01", limit=0) == []
    assert life.ask("search", text="C01", limit=-1) == []


def test_one_model_after_the_other_until_there_are_enough(file_shop: Any) -> None:
    for n, model in enumerate(["3090", "4080", "4090"] * 2):
        file_shop.card(f"A-{n}", model=model)
    hits = file_shop.ask("search", text="geforce", limit=3)
    assert [hit.value for hit in hits] == ["GeForce RTX 3090"] * 2 + ["GeForce RTX 4080"]
    assert len(file_shop.ask("search", text="geforce", limit=2)) == 2


def hostile(count: int) -> list[str]:
    """Texts of operators, quotes and characters from all over Unicode."""
    dice = random.Random(7)

    def part() -> str:
        if dice.random() < 0.6:
            return dice.choice(OPERATORS)
        return "".join(chr(dice.randrange(dice.choice([128, 0x11000]))) for _ in "ab")

    return [
        dice.choice(["", " "]).join(part() for _ in range(dice.randrange(1, 6)))
        for _ in range(count)
    ]


def all_hits(database: Database, texts: list[str]) -> list[list[tuple[str, ...]]]:
    with database.read() as connection:
        return [sorted(QUERIES["search"](connection, text=text)) for text in texts]


def test_hostile_texts_find_the_same_on_both(sqlite_life: Any, postgres_life: Any) -> None:
    texts = hostile(full(2_000, everyday=250))
    ours = all_hits(sqlite_life.shop.database, texts)
    theirs = all_hits(postgres_life.shop.database, texts)
    differ = [(text, a, b) for text, a, b in zip(texts, ours, theirs, strict=True) if a != b]
    assert differ == []
    assert sum(map(bool, ours)) > len(texts) // 40  # and they were not all beside the point


@pytest.mark.parametrize(
    ("scan", "kind", "called", "title"),
    [
        ("C01-000001-Z", "tag", "card 1", "ASUS GeForce RTX 4090"),
        ("]Q1c01000001z", "tag", "card 1", "ASUS GeForce RTX 4090"),
        ("sn-3", "serial", "card 3", "ASUS GeForce RTX 4090"),
        ("S/N: X9", "serial", "stranger", ""),
        ("D8BZC", "marking", "chip", "GDDR6X 2 GB"),
        ("AD102-300-A1", "marking", "die", "AD102"),
        ("AD104-400-A1", "marking", "", ""),
        ("]d1[)>\x1e06\x1d1P900-1G136-2530-000\x1dSSN-3\x1e\x04", "serial", "card 3",
         "ASUS GeForce RTX 4090"),
        ("036000291452", "upc", "", ""),
        ("https://www.example.com/rma", "unknown", "", ""),
        ("!UNDO-000000", "foreign_command", "", ""),
        ("GPU-7f8e9a10-11ab-22cd-33ef-444455556666", "gpu_uuid", "", ""),
        ("SN-77", "serial", "", ""),
        ("900-1G136-2530-000", "part_number", "", ""),
        ("]E04710180023458", "upc", "", ""),
        ("CWP-LI", "person", "", "李伟"),
        ("CWL-RACK-A", "place", "", "Rack A"),
        ("CWS-BENCH-1", "station", "", "Bench 1"),
        ("CWP-NOBODY", "person", "", ""),
        ("tray-12", "place", "", "Memory"),
        ("C01-000001-Y", "bad_tag", "", ""),
        ("", "unreadable", "", ""),
        ("<script>", "unreadable", "", ""),
        ("P/N: \0\ud800", "unreadable", "", ""),
        ("x" * 4096, "unreadable", "", ""),
    ],
)  # fmt: skip
def test_what_a_scan_means_here(life: Any, scan: str, kind: str, called: str, title: str) -> None:
    answer = life.ask("identify", scan=scan)
    assert answer.kind == kind
    assert answer.tag == life.tags.get(called, "")
    assert answer.title == title
    assert bool(answer.note) == (kind in ("unreadable", "bad_tag", "unknown", "foreign_command"))
    assert len(answer.scan) <= 201


def test_a_known_piece_is_named_with_its_state(life: Any) -> None:
    answer = life.ask("identify", scan="sn 1")
    assert (answer.value, answer.normal, answer.state) == ("sn 1", "SN1", "working")


def test_a_tag_nobody_has_is_a_tag_without_a_piece(life: Any) -> None:
    answer = life.ask("identify", scan=make_tag(PieceKind.MEMORY, "01", 999))
    assert (answer.kind, answer.tag, answer.title, answer.note) == ("tag", "", "", "")


def test_a_marking_two_chips_share_names_neither(shop: Any) -> None:
    card = shop.card("S-1")
    for site in ("M1", "M2"):
        shop.do("harvest", card=card, site=site, outcome="good", marking="D8BZC")
    assert shop.ask("identify", scan="D8BZC").tag == ""
    assert len(shop.ask("search", text="D8BZC")) == 2


def secret(shop: Any) -> str:
    with shop.database.read() as connection:
        return str(connection.execute(select(JOURNALLED["workshop"].c.secret)).scalar_one())


def test_a_command_of_this_workshop_is_one_and_of_another_is_not(shop: Any) -> None:
    ours = shop.ask("identify", scan="]Q1" + command_text(secret(shop), "next_card"))
    assert (ours.kind, ours.value, ours.title, ours.note) == (
        "command",
        "next_card",
        "Next card",
        "",
    )
    theirs = shop.ask("identify", scan=command_text("00ff", "next_card"))
    assert (theirs.kind, theirs.title) == ("foreign_command", "")
    assert "is no command of this workshop, so nothing was done" in theirs.note


def test_all_parts_of_a_code_are_said_and_what_its_serial_speaks_for(life: Any) -> None:
    answer = life.ask("identify", scan="S/N:0322714071430 P/N:900-2G133-0000-000")
    assert answer.fields == {"serial": "0322714071430", "part_number": "900-2G133-0000-000"}
    assert (answer.maker, answer.made) == ("NVIDIA", "2014-W27")
    assert (answer.rule, answer.confidence) == ("NVIDIA-13", "high")
    plain = life.ask("identify", scan="X-9")
    assert (plain.fields, plain.maker, plain.made, plain.rule) == ({}, "", "", "")


def test_a_serial_that_looks_like_a_product_code_is_found_once_it_was_typed(shop: Any) -> None:
    assert shop.ask("identify", scan="194512345679").kind == "serial"
    assert shop.ask("identify", scan="194512345671").kind == "upc"
    tag = shop.card("194512345671")
    answer = shop.ask("identify", scan="194512345671")
    assert (answer.kind, answer.tag) == ("serial", tag)


def test_the_shops_own_forms_are_in_force_at_once(shop: Any) -> None:
    scan = "NE2345123456789"
    assert shop.ask("identify", scan=scan).maker == ""
    form = {"maker": "Palit", "form": "NEyywwn{9}", "source": "Our own pallets"}
    entry = shop.do("set_catalogue", kind="scan", code="PALIT-1", body=form)["entry"]
    answer = shop.ask("identify", scan=scan)
    assert (answer.kind, answer.maker, answer.made) == ("serial", "Palit", "2023-W45")
    shop.do("undo", entry=entry)
    assert shop.ask("identify", scan=scan).maker == ""
