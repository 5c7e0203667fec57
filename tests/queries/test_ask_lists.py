# SPDX-License-Identifier: MIT
"""Lists: filtered, in order, and every row once however they are turned over."""

import inspect
from typing import Any

import pytest
from bench_shop import Shop

from workshop.acts import ACTS
from workshop.domain.refused import Refused
from workshop.domain.tag import make_tag, written
from workshop.domain.terms import PieceKind
from workshop.queries import QUERIES, after

NOBODY = make_tag(PieceKind.MEMORY, "01", 999)
EVER = "1970-01-01T00:00:00Z"

# Each list, and what it is asked with.
PAGED: dict[str, dict[str, Any]] = {
    "pieces": {},
    "journal": {},
    "batches": {},
    "labels_waiting": {},
    "labels_stuck": {},
    "tests": {"batch": "B1"},
    "failures": {},
    "defects_found": {"code": "BEND"},
    "blank_tags": {},
    "blocked": {},
    "photos": {},
    "site_history": {"card": "C01000001Z", "site": "GPU"},
    "runs": {},
    "bakes": {},
    "clocks": {"now": "2026-12-01T00:00:00.000000Z"},
    "contents": {"place": "TRAY-11"},
    "counts": {},
    "lots": {},
    "lot_uses": {"lot": "F-1"},
    "shipments": {},
    "shipment_pieces": {"number": "S0001"},
    "reports": {},
    "open_steps": {},
    "balance_gaps": {"batch": "B1"},
    "manifest_state": {"batch": "B1", "state": "received"},
    "work_in_progress": {},
    "came_in": {"since": EVER},
    "went_out": {"since": EVER},
    "came_off": {"since": EVER},
    "shop_history": {},
    "done_at": {"station": "BENCH-1", "since": EVER},
}


@pytest.fixture(scope="module")
def full(sqlite_life: Any) -> Any:
    return sqlite_life


def test_every_list_that_pages_is_tested() -> None:
    paged = {
        name
        for name, query in QUERIES.items()
        if {"after", "limit"} <= set(inspect.signature(query).parameters)
    }
    assert paged == set(PAGED)


@pytest.mark.parametrize("name", PAGED)
@pytest.mark.parametrize("size", [1, 3, 7])
def test_pages_cover_every_row_once(life: Any, name: str, size: int) -> None:
    facts = PAGED[name]
    whole = life.ask(name, **facts, limit=10_000)
    assert len({after(name, row) for row in whole}) == len(whole)
    turned: list[Any] = []
    last = None
    while page := life.ask(name, **facts, after=last, limit=size):
        assert len(page) <= size
        turned += page
        last = after(name, page[-1])
    assert turned == whole
    assert life.ask(name, **facts, limit=0) == []


def test_many_batches_the_newest_first(shop: Shop) -> None:
    for n in range(2, 12):
        shop.do("open_batch", number=f"b{n}", supplier="S", received_on="2026-11-24", expected=n)
    first = shop.ask("batches", limit=4)
    assert [row.number for row in first] == ["B11", "B10", "B9", "B8"]
    assert first[0][:6] == ("B11", "S", "2026-11-24", "open", "", 11)
    second = shop.ask("batches", after="b8", limit=4)
    assert [row.number for row in second] == ["B7", "B6", "B5", "B4"]
    turned, after = [], None
    while page := shop.ask("batches", after=after, limit=4):
        turned += page
        after = page[-1].number
    assert [row.number for row in turned] == [f"B{n}" for n in range(11, 0, -1)]
    with pytest.raises(Refused, match="There is no batch “B99”"):
        shop.ask("batches", after="B99")


def test_open_batches_all_of_them_the_newest_first(shop: Shop) -> None:
    for n in range(2, 130):
        shop.do("open_batch", number=f"b{n}", supplier="S")
    shop.do("close_batch", batch="B7")
    expected = [f"B{n}" for n in range(129, 0, -1) if n != 7]
    assert shop.ask("open_batches") == expected


@pytest.mark.parametrize(
    ("facts", "called"),
    [
        ({}, ["card 1", "card 2", "card 3", "stranger", "die", "chip", "broken", "bad die"]),
        ({"kind": "Card"}, ["card 1", "card 2", "card 3", "stranger"]),
        ({"kind": "die", "state": "stock"}, ["die"]),
        ({"state": "damaged"}, ["broken", "bad die"]),
        ({"state": "HOLD", "batch": "b1"}, ["stranger"]),
        ({"place": "tray-11"}, ["die"]),
        ({"place": "RACK-A"}, ["chip"]),
        ({"model": "AD102"}, ["die", "bad die"]),
        ({"kind": "memory", "limit": 1}, ["chip"]),
        ({"kind": "cooler"}, []),
    ],
)
def test_pieces_by_what_they_are_and_where(
    life: Any, facts: dict[str, Any], called: list[str]
) -> None:
    assert [row.tag for row in life.ask("pieces", **facts)] == [life.tags[name] for name in called]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"batch": "B9\u202e"}, "There is no batch “B9�”."),
        ({"kind": "brick"}, "The kind “brick” is unknown. Use one of: card, die,"),
        ({"state": "lost"}, "The state “lost” is unknown."),
        ({"place": "NOWHERE"}, "There is no place “NOWHERE”."),
        ({"after": "C01-000001-Y"}, "The check character of “C01-000001-Y” is wrong."),
        ({"after": NOBODY}, "No piece has the tag M01-"),
        ({"place": "A\0"}, "This holds characters or numbers that cannot be kept."),
        ({"model": "\ud800"}, "This holds characters or numbers that cannot be kept."),
        ({"limit": 10**30}, "This holds characters or numbers that cannot be kept."),
    ],
)
def test_a_filter_that_means_nothing_is_told_so(
    postgres_life: Any, facts: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        postgres_life.ask("pieces", **facts)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("facts", [{"model": "\ud800"}, {"limit": 10**30}])
def test_what_sqlite_cannot_ask_either(full: Any, facts: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=r"cannot be kept\. Type it anew"):
        full.ask("pieces", **facts)


def test_labels_wait_until_they_are_printed(shop: Shop) -> None:
    card = shop.card("S-1")
    shop.do("receive", batch="B1", serial="S-2")
    die = shop.do("harvest", card=card, site="GPU", outcome="good")["tag"]
    chip = shop.do("harvest", card=card, site="M1", outcome="damaged", marking="D8BZC")["tag"]
    waiting = shop.ask("labels_waiting")
    assert [(row.tag, row.kind, row.line) for row in waiting] == [
        (card, "card", "GeForce RTX 4090 · S-1"),
        ("C01000002S", "card", "S-2"),
        (die, "die", "AD102 · GPU"),
        (chip, "memory", "GDDR6X 2 GB · D8BZC"),
    ]
    assert {(row.batch, row.state) for row in waiting} == {("B1", "waiting")}
    shop.do("labels_printed", labels=[waiting[0].id, waiting[2].id])
    assert [row.tag for row in shop.ask("labels_waiting")] == ["C01000002S", chip]
    shop.do("print_again", piece=die, reason="smudged")
    assert [row.tag for row in shop.ask("labels_waiting")] == ["C01000002S", chip, die]
    assert [row.tag for row in shop.ask("batch_labels", batch="B1")] == [
        card, "C01000002S", die, chip,
    ]  # fmt: skip


def test_the_journal_of_one_piece(life: Any) -> None:
    entries = life.ask("journal", piece=life.tags["chip"])
    assert [entry.act for entry in entries] == ["harvest", "move"]
    assert entries[0].pieces == [life.tags["chip"], life.tags["card 1"]]
    assert (entries[0].person, entries[1].person) == ("LI", "ANA")
    assert entries[0].facts["site"] == "M1"
    later = life.ask("journal", piece=life.tags["chip"], after=entries[0].number)
    assert later == entries[1:]


def test_the_newest_entries_come_first(life: Any) -> None:
    whole = life.ask("journal", limit=1000)
    assert life.ask("recent", limit=5) == whole[:-6:-1]
    assert life.ask("newest") == whole[-1].number
    at_bench = life.ask("recent", station="BENCH-1", limit=100)
    assert [entry.act for entry in at_bench] == ["record_step"] * 4
    assert at_bench[0].text == "Mask: skipped for C01-000001-Z"


def test_what_ctrl_z_would_take_back(file_shop: Shop) -> None:
    assert file_shop.ask("undoable", person="LI") is None
    file_shop.do("add_person", code="LI", name="李伟")
    file_shop.do("add_station", code="BENCH-1", name="Bench 1")
    file_shop.do("receive", by="LI", batch="B1", serial="S-1")
    write = file_shop.database.write
    write(ACTS["receive"], by="li", station="bench-1", batch="B1", serial="S-2")
    last = file_shop.ask("undoable", person="LI", station="BENCH-1")
    assert last.text.startswith("S-2 received as")
    undo = file_shop.do("undo", by="LI", entry=last.number)
    assert file_shop.ask("undoable", person="LI").text.startswith("S-1 received as")
    assert file_shop.ask("undoable", station="BENCH-1") is None
    entries = {entry.number: entry for entry in file_shop.ask("journal", limit=1000)}
    assert entries[last.number].undone_by == undo["entry"]
    assert entries[undo["entry"]].undoes == last.number
    assert entries[undo["entry"]].text == f"Undone: entry {last.number}"
    assert entries[undo["entry"]].pieces == last.pieces  # what the undo is about


def test_what_other_windows_touched(file_shop: Shop) -> None:
    start = file_shop.ask("newest")
    assert file_shop.ask("touched_since", number=start) == (start, [])
    card = file_shop.card("S-1")
    file_shop.do("move", piece=card, place="TRAY-12")
    number, tables = file_shop.ask("touched_since", number=start)
    assert number == start + 2
    assert tables == ["identifier", "label", "piece", "visit"]
    assert file_shop.ask("touched_since", number=start + 1) == (start + 2, ["piece"])


def test_an_entry_with_facts_too_long_for_a_list_still_says_what_it_did(shop: Shop) -> None:
    """2,000 Chinese characters are 6,000 bytes."""
    entry = shop.do("open_batch", number="B2", supplier="S", note="显" * 2000)["entry"]
    shown = shop.ask("recent", limit=1)[0]
    assert (shown.number, shown.text, shown.facts) == (entry, "Batch B2 opened", {})
    shop.do("receive_many", batch="B2", cards=[{"serial": f"N-{n}"} for n in range(200)])
    shown = shop.ask("recent", limit=1)[0]
    assert shown.text == "200 cards received in batch B2"
    assert len(shown.pieces) == 2


def test_who_works_here_where_and_with_what(life: Any) -> None:
    assert life.ask("workshop")[:3] == ("Test workshop", "01", "ANA")
    assert life.ask("people") == [
        ("ANA", "Ana", "manager", "CWP-ANA", False),
        ("LI", "李伟", "technician", "CWP-LI", False),
        ("ZOE", "Zoé ÖZGÜR", "intake", "CWP-ZOE", False),
    ]
    assert life.ask("stations") == [("BENCH-1", "Bench 1", "CWS-BENCH-1")]
    places = {place.code: place for place in life.ask("places")}
    assert list(places) == ["LAB", "RACK-A", "TRAY-11", "TRAY-12"]
    assert places["RACK-A"] == ("RACK-A", "Rack A", "rack", "LAB", "CWL-RACK-A")
    for badge, kind in (("CWP-LI", "person"), ("CWS-BENCH-1", "station"), ("CWL-LAB", "place")):
        assert life.ask("identify", scan=badge).kind == kind


def test_what_the_catalogue_holds(full: Any) -> None:
    models = {row.name: row for row in full.ask("models")}
    assert len(models) >= 60
    assert models["GeForce RTX 4090"][3:8] == ("AD102", "GDDR6X", 12, 24, "PG139")
    assert "2684" in models["GeForce RTX 4090"].pci
    routings = {row.code: row.steps for row in full.ask("routings")}
    assert {"repair", "harvest"} <= set(routings)
    steps = {step.code for step in full.ask("steps")}
    assert all(set(codes) <= steps for codes in routings.values())
    assert {"INCOMING", "RESISTANCE"} <= {plan.code for plan in full.ask("plans")}
    assert all(plan.measurements for plan in full.ask("plans"))
    assert {d.leads_to for d in full.ask("dispositions")} >= {"gone", "stock", "hold", ""}
    assert len({d.code for d in full.ask("defects")}) > 20
    assert full.ask("defects")[0].name


def test_a_plan_with_the_limits_of_a_model(full: Any) -> None:
    def memory(model: str) -> Any:
        plan = full.ask("plan", code="incoming", model=model)
        return next(line for line in plan.measurements if line.name == "memory_total")

    assert memory("").low is None
    assert 20_000 < memory("GeForce RTX 4090").low < 24_576 < memory("GeForce RTX 4090").high
    with pytest.raises(Refused, match=r"There is no test plan “NONE”\. There are INCOMING"):
        full.ask("plan", code="NONE")


@pytest.mark.parametrize("query", ["batch_labels", "intake", "tests", "balance", "yields"])
def test_a_batch_that_does_not_exist(full: Any, query: str) -> None:
    with pytest.raises(Refused, match="There is no batch “B9”"):
        full.ask(query, batch="B9")


def test_a_piece_that_does_not_exist(full: Any) -> None:
    for query in ("passport", "board_map", "routing"):
        with pytest.raises(Refused, match=f"No piece has the tag {written(NOBODY)}"):
            full.ask(query, tag=NOBODY)
