# SPDX-License-Identifier: MIT
"""Every act can be undone, and an undo that would break something names what stands on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from bench_shop import Shop
from sqlalchemy import event

from workshop.acts import ACTS
from workshop.domain.bodies import body_of
from workshop.domain.refused import Refused
from workshop.storage import evidence
from workshop.storage.catalogue import shipped
from workshop.storage.check import check
from workshop.storage.schema import JOURNALLED


def tables(shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
    with shop.database.read() as connection:
        return {
            name: sorted(tuple(row) for row in connection.execute(table.select()))
            for name, table in JOURNALLED.items()
        }


def log(shop: Shop, piece: str) -> dict[str, Any]:
    return {
        "piece": piece,
        "tool": "nvidia-smi",
        "tool_version": "570",
        "verdict": "pass",
        "readings": [{"name": "core_temp", "value": 40.0, "unit": "°C"}],
        "identifiers": {"gpu_uuid": "GPU-1"},
        "evidence": evidence.keep(shop.database, b"<log/>", "log.xml"),
    }


def photo(shop: Shop, **of: str) -> dict[str, Any]:
    kept = evidence.keep(shop.database, b"a photo", "photo.jpg")
    return {**of, "evidence": kept, "width": 4000, "height": 3000, "face": "back"}


def draws(shop: Shop) -> dict[str, Any]:
    """A board is drawn on a photo, for a model that had none."""
    kept = evidence.keep(shop.database, b"a photo of a board", "board.jpg")
    corners = [10, 10, 3990, 20, 3980, 2990, 5, 2980]
    of_face = {"face": "front", "sha256": kept["sha256"], "width": 4000, "height": 3000}
    board = body_of(shipped().board_of("RTX 2070")) | {
        "code": "PG160",
        "photos": [of_face | {"corners": corners}],
    }
    return {"board": board, "models": ["RTX 2070"], "photos": [kept]}


@contextmanager
def listening(shop: Shop, name: str, heard: Callable[..., Any]) -> Iterator[None]:
    """While it lasts, `heard` is told of an event of the engine that writes."""
    event.listen(shop.database._writer, name, heard)
    yield
    event.remove(shop.database._writer, name, heard)


# What is done before the act, and the facts of the act.
Prepared = Callable[[Shop], dict[str, Any]]


def _die(shop: Shop) -> str:
    tag: str = shop.do("harvest", card=shop.card("S-1"), site="GPU", outcome="good")["tag"]
    return tag


def _fit(shop: Shop) -> dict[str, Any]:
    die, other = _die(shop), shop.card("S-2")
    shop.do("harvest", card=other, site="GPU", outcome="damaged")
    return {"piece": die, "board": other, "site": "GPU"}


def _fitted(shop: Shop) -> str:
    facts = _fit(shop)
    shop.do("fit", **facts)
    return str(facts["piece"])


def _reserved(shop: Shop, *, done: bool) -> dict[str, Any]:
    facts = _fit(shop)
    pieces = {"board": facts["board"], "pieces": [facts["piece"]]}
    if done:
        shop.do("reserve_set", **pieces)
    return pieces


def _undo(shop: Shop) -> dict[str, Any]:
    return {"entry": shop.do("receive", batch="B1", serial="S-1")["entry"]}


def _undo_many(shop: Shop) -> dict[str, Any]:
    first = shop.do("receive", batch="B1", serial="S-1")
    step = shop.do("record_step", piece=first["tag"], step="EVI", outcome="done")
    return {"entries": [first["entry"], step["entry"]], "reason": "wrong pallet"}


def _begun(shop: Shop) -> str:
    card = shop.card("S-1")
    shop.do("start_step", piece=card, step="EVI")
    return card


CASES: dict[str, Prepared] = {
    "add_person": lambda shop: {"code": "LI", "name": "李伟", "role": "lead"},
    "set_pin": lambda shop: {"person": "ANA", "sealed": f"scrypt:{'0' * 32}:{'f' * 64}"},
    "add_station": lambda shop: {"code": "BENCH-1", "name": "Bench 1"},
    "add_place": lambda shop: {"code": "RACK-1", "name": "Rack", "kind": "rack"},
    "open_batch": lambda shop: {"number": "B2", "supplier": "S", "expected": 4},
    "expect": lambda shop: {"batch": "B1", "cards": [{"serial": "A-1"}, {"serial": "A-2"}]},
    "close_batch": lambda shop: {"batch": "B1"},
    "receive": lambda shop: {"batch": "B1", "serial": "S-1", "part_number": "P-1"},
    "receive_many": lambda shop: {"batch": "B1", "cards": [{"serial": f"N{n}"} for n in range(5)]},
    "print_blank_tags": lambda shop: {"count": 3},
    "name_piece": lambda shop: {
        "piece": shop.card("S-1"),
        "names": {"upc": "4719072942557", "part_number": "P-1"},
    },
    "assess": lambda shop: {"piece": shop.card("S-1"), "grade": "B", "packaging": "sealed box"},
    "note_defect": lambda shop: {"piece": _graded(shop), "code": "BEND", "severity": "critical"},
    "start_receiving": lambda shop: {"batch": "B1"},
    "end_receiving": lambda shop: {"receiving": _receiving(shop)},
    "sign_off": lambda shop: {"receiving": _ended(shop)},
    "refuse": lambda shop: {"batch": "B1", "serial": "S-1", "reason": "CRACKED"},
    "quarantine": lambda shop: {"piece": shop.card("S-1"), "reason": "no die"},
    "release": lambda shop: {"piece": _set_apart(shop)},
    "undo_receiving": lambda shop: {"receiving": _ended(shop)},
    "correct": lambda shop: {"piece": shop.card("S-1"), "maker": "asus", "part_number": "900-1"},
    "choose_routing": lambda shop: {"piece": shop.card("S-1"), "routing": "repair"},
    "start_step": lambda shop: {"piece": shop.card("S-1"), "step": "EVI"},
    "stop_step": lambda shop: {"piece": _begun(shop), "minutes": 0.5},
    "record_step": lambda shop: {
        "piece": _begun(shop),
        "step": "EVI",
        "outcome": "done",
        "lots": {_lot(shop): "0.5 g"},
    },
    "harvest": lambda shop: {
        "card": shop.card("S-1"),
        "site": "M3",
        "outcome": "good",
        "place": "TRAY-12",
        "marking": "D8BZC",
    },
    "harvest_many": lambda shop: {
        "card": shop.card("S-1"),
        "outcomes": {"GPU": "suspect", "M1": {"outcome": "good", "marking": "D8BGX"}, "M2": "left"},
        "place": "TRAY-12",
    },
    "fit": _fit,
    "reserve_set": lambda shop: _reserved(shop, done=False),
    "release_set": lambda shop: _reserved(shop, done=True),
    "take_off": lambda shop: {"piece": _fitted(shop), "place": "TRAY-11"},
    "reball": lambda shop: {
        "piece": _die(shop),
        "stencil": "AD102",
        "sphere_mm": 0.45,
        "alloy": "Sn63Pb37",
        "inspection": {"CRUSHED": "yes"},
    },
    "record_run": lambda shop: {
        "profile": "BGA-ON-LF",
        "pieces": [_fitted(shop)],
        "peak": 240.5,
        "evidence": evidence.keep(shop.database, b"0;25", "curve.csv"),
    },
    "record_test": lambda shop: {"piece": shop.card("S-1"), "plan": "RESISTANCE"},
    "record_log": lambda shop: log(shop, shop.card("S-1")),
    "attach_photo": lambda shop: photo(shop, piece=shop.card("S-1")),
    "remove_photo": lambda shop: {
        "photo": shop.do("attach_photo", **photo(shop, batch="B1"))["photo"]
    },
    "move": lambda shop: {"piece": shop.card("S-1"), "place": "TRAY-12"},
    "change_place": lambda shop: {"place": _full_tray(shop), "dry": True, "takes_kinds": ["die"]},
    "move_place": lambda shop: {"place": _full_tray(shop), "into": _bag(shop)},
    "count_place": lambda shop: {
        "place": _full_tray(shop),
        "scans": [shop.card("S-9"), "what is this"],
        "put_right": True,
    },
    "set_msl": lambda shop: {"piece": _die(shop), "msl": "5a"},
    "bake": lambda shop: {
        "pieces": [_die(shop)],
        "temperature": 125,
        "hours": 96,
        "oven": _oven(shop),
    },
    "unload": lambda shop: {"bake": _bake(shop), "place": "TRAY-12"},
    "add_instrument": lambda shop: {"code": "DMM-1", "name": "Fluke 87V", "kind": "multimeter"},
    "change_instrument": lambda shop: {
        "instrument": _multimeter(shop),
        "calibrated_until": "2027-06-30",
    },
    "record_test_many": lambda shop: {
        "pieces": [shop.card("S-1"), shop.card("S-2")],
        "plan": "VOLTAGE",
        "values": {"v_12v": 13},
        "instruments": [_multimeter(shop)],
    },
    "add_lot": lambda shop: {"code": "F-1", "kind": "flux", "name": "NC-559"},
    "close_lot": lambda shop: {"lot": _lot(shop)},
    "dispose": lambda shop: {"piece": shop.card("S-1"), "disposition": "SCRAP", "reason": "x"},
    "scrap": lambda shop: {"pieces": [_die(shop), shop.card("S-3")], "reason": "burnt"},
    "take_apart": lambda shop: {
        "card": shop.card("S-1"),
        "parts": {"cooler": "TRAY-12", "box": ""},
        "disposition": "SELL-PARTS",
    },
    "build_card": lambda shop: {"board": _complete(shop), "serial": "OWN-1", "maker": "asus"},
    "labels_printed": lambda shop: (
        shop.card("S-1"),
        {"labels": [shop.ask("labels_waiting")[0].id]},
    )[1],
    "print_again": lambda shop: {"piece": _printed(shop), "reason": "smudged"},
    "take_labels": lambda shop: {"labels": _queued(shop), "printer": "Zebra"},
    "labels_not_printed": lambda shop: {
        "labels": _queued(shop),
        "outcome": "unsure",
        "trouble": "The printer hung up.",
    },
    "void_labels": lambda shop: {"labels": _queued(shop), "reason": "the card is gone"},
    "one_label_left": lambda shop: {"piece": _labelled_twice(shop)},
    "rename_workshop": lambda shop: {"name": "Rheintal"},
    "renew_commands": lambda shop: {},
    "set_catalogue": lambda shop: {
        "kind": "defect",
        "code": "BENT-FIN",
        "body": {"name": "Bent fin", "group": "mechanical"},
    },
    "drop_copies": lambda shop: {"kind": "price", "code": shop.price()},
    "draw_board": lambda shop: draws(shop),
    "note_identity": lambda shop: {
        "piece": shop.card("S-1"),
        "source": "driver",
        "facts": {"memory_mib": "20470"},
    },
    "block_serials": lambda shop: {"serials": [shop.card("S-1") and "S-1", "S-2"], "source": "RMA"},
    "unblock_serial": lambda shop: (
        shop.do("block_serials", serials=["S-1"], source="RMA"),
        {"serial": "S-1"},
    )[1],
    "open_shipment": lambda shop: {"buyer": "Ada & Co", "country": "Norway", "reference": "PO-7"},
    "change_shipment": lambda shop: {"shipment": shop.shipment(), "buyer": "Bo", "country": ""},
    "pack": lambda shop: {"shipment": shop.shipment(), "pieces": [_die(shop), shop.card("S-8")]},
    "unpack": lambda shop: {"pieces": [die := _die(shop)], "shipment": shop.shipment(die)},
    "ship": lambda shop: {"shipment": shop.shipment(_die(shop), shop.card("S-8"))},
    "issue_report": lambda shop: shop.report_facts(),
    "undo": _undo,
    "undo_many": _undo_many,
}


def _full_tray(shop: Shop) -> str:
    card = shop.card("S-1")
    for site in ("GPU", "M1"):
        shop.do("harvest", card=card, site=site, outcome="good", place="TRAY-11")
    return "TRAY-11"


def _bag(shop: Shop) -> str:
    shop.do("add_place", code="BAG-1", name="Bag", kind="bag")
    return "BAG-1"


def _oven(shop: Shop) -> str:
    shop.do("add_place", code="OVEN", name="Oven", kind="oven")
    return "OVEN"


def _lot(shop: Shop) -> str:
    shop.do("add_lot", code="F-1", kind="flux", name="NC-559")
    return "F-1"


def _multimeter(shop: Shop) -> str:
    shop.do("add_instrument", code="DMM-1", name="Fluke 87V", kind="multimeter")
    return "DMM-1"


def _bake(shop: Shop) -> int:
    load: int = shop.do("bake", pieces=[_die(shop)], temperature=125, hours=96)["bake"]
    return load


def _complete(shop: Shop) -> str:
    """A bare board with a piece on every site."""
    board: str = shop.do(
        "receive", batch="B1", serial="PCB-1", kind="board", model="GeForce RTX 4090"
    )["tag"]
    names = [site.name for site in shop.ask("board_map", tag=board).sites]
    outcomes = dict.fromkeys(names, "good")
    for one in shop.do("harvest_many", card=shop.card("S-1"), outcomes=outcomes)["sites"]:
        shop.do("fit", piece=one["tag"], board=board, site=one["site"])
    return board


def _graded(shop: Shop) -> str:
    tag = shop.card("S-1")
    shop.do("assess", piece=tag, grade="A")
    return tag


def _receiving(shop: Shop) -> int:
    number: int = shop.do("start_receiving", batch="B1")["receiving"]
    shop.card("S-1")
    shop.do("refuse", batch="B1", serial="S-2", reason="CRACKED")
    return number


def _ended(shop: Shop) -> int:
    number = _receiving(shop)
    shop.do("end_receiving", receiving=number)
    return number


def _set_apart(shop: Shop) -> str:
    tag = shop.card("S-1")
    shop.do("quarantine", piece=tag, reason="no die")
    return tag


def _queued(shop: Shop) -> list[int]:
    shop.card("S-1")
    return [label.id for label in shop.ask("labels_waiting")]


def _printed(shop: Shop) -> str:
    shop.do("labels_printed", labels=_queued(shop))
    tag: str = shop.ask("pieces")[0].tag
    return tag


def _labelled_twice(shop: Shop) -> str:
    tag = _printed(shop)
    shop.do("print_again", piece=tag, reason="smudged")
    shop.do("labels_printed", labels=[label.id for label in shop.ask("labels_waiting")])
    return tag


def test_no_act_is_forgotten() -> None:
    assert set(CASES) == set(ACTS)


@pytest.mark.parametrize("act", CASES)
def test_every_act_can_be_undone_and_the_undo_too(shop: Shop, act: str) -> None:
    facts = CASES[act](shop)
    before = tables(shop)
    entry = shop.do(act, **facts)["entry"]
    after = tables(shop)
    assert after != before
    undo = shop.do("undo", entry=entry, reason="wrong card")
    assert tables(shop) == before
    assert undo["undid"] == entry
    shop.do("undo", entry=undo["entry"])
    assert tables(shop) == after
    assert check(shop.database, deep=True).findings == []


def test_a_tag_is_never_used_again(shop: Shop) -> None:
    first = shop.do("receive", batch="B1", serial="S-1")
    shop.do("undo", entry=first["entry"])
    second = shop.do("receive", batch="B1", serial="S-1")
    assert second["tag"] != first["tag"]
    with pytest.raises(Refused, match="No piece has the tag"):
        shop.ask("passport", tag=first["tag"])


def refusal(shop: Shop, entry: int) -> str:
    before = tables(shop)
    with pytest.raises(Refused) as refused:
        shop.do("undo", entry=entry)
    assert tables(shop) == before
    return str(refused.value)


def test_what_was_built_on_is_named(shop: Shop) -> None:
    received = shop.do("receive", batch="B1", serial="S-1", model="GeForce RTX 4090")
    harvested = shop.do("harvest", card=received["tag"], site="GPU", outcome="good")
    other = shop.card("S-2")
    emptied = shop.do("harvest", card=other, site="GPU", outcome="good")
    fitted = shop.do("fit", piece=harvested["tag"], board=other, site="GPU")
    assert f"by {harvested['entry']}" in refusal(shop, received["entry"])
    assert str(fitted["entry"]) in refusal(shop, harvested["entry"])
    assert str(fitted["entry"]) in refusal(shop, emptied["entry"])
    # Undone in the reverse order, all of it goes.
    for done in (fitted, emptied, harvested, received):
        shop.do("undo", entry=done["entry"])
    assert [row.serial for row in shop.ask("pieces")] == ["S-2"]


def test_a_batch_with_cards_and_a_person_with_records_stay(shop: Shop) -> None:
    batch = shop.do("open_batch", number="B9", supplier="S")
    card = shop.do("receive", batch="B9", serial="S-9")
    assert str(card["entry"]) in refusal(shop, batch["entry"])
    person = shop.do("add_person", code="LI", name="Li")
    signed = shop.do("open_batch", by="LI", number="B10", supplier="S")
    assert str(signed["entry"]) in refusal(shop, person["entry"])


def test_a_printed_label_does_not_hold_its_piece(shop: Shop) -> None:
    """The label follows the piece: what was printed is no reason to keep a wrong receipt."""
    card = shop.do("receive", batch="B1", serial="S-1")
    shop.do("labels_printed", labels=[row.id for row in shop.ask("labels_waiting")])
    shop.do("undo", entry=card["entry"])
    assert shop.ask("pieces") == []
    assert check(shop.database, deep=True).findings == []


@pytest.mark.parametrize("entry", [1, 0, -5, 10**12])
def test_entries_that_cannot_be_undone(shop: Shop, entry: int) -> None:
    assert "entry" in refusal(shop, entry).lower()


def test_an_entry_is_undone_once(shop: Shop) -> None:
    card = shop.do("receive", batch="B1", serial="S-1")
    undo = shop.do("undo", entry=card["entry"])
    assert str(undo["entry"]) in refusal(shop, card["entry"])


def test_ctrl_z_takes_the_newest_that_stands(shop: Shop) -> None:
    shop.do("add_person", code="LI", name="Li")
    first = shop.do("receive", by="LI", batch="B1", serial="S-1")
    second = shop.do("receive", by="LI", batch="B1", serial="S-2")
    shop.do("receive", batch="B1", serial="S-3")
    assert shop.ask("undoable", person="LI").number == second["entry"]
    shop.do("undo", by="LI", entry=second["entry"])
    assert shop.ask("undoable", person="LI").number == first["entry"]
    assert shop.ask("undoable", person="LI").text.startswith("S-1 received as C01-")


def test_many_are_undone_as_one_or_not_at_all(shop: Shop) -> None:
    cards = [shop.do("receive", batch="B1", serial=f"S-{n}") for n in range(3)]
    entries = [card["entry"] for card in cards]
    step = shop.do("record_step", piece=cards[1]["tag"], step="EVI", outcome="done")
    before = tables(shop)
    with pytest.raises(Refused, match=f"built on by {step['entry']}"):
        shop.do("undo_many", entries=entries)
    assert tables(shop) == before
    undone = shop.do("undo_many", entries=[*entries, step["entry"]], reason="wrong pallet")
    assert shop.ask("pieces") == []
    said = {entry.number: entry.undone_by for entry in shop.ask("journal")}
    assert all(said[number] == undone["entry"] for number in [*entries, step["entry"]])
    with pytest.raises(Refused, match=f"undone already, with entry {undone['entry']}"):
        shop.do("undo", entry=entries[0])
    assert check(shop.database, deep=True).findings == []
    shop.do("undo", entry=undone["entry"])
    assert tables(shop) == before


def test_many_rows_are_put_back_by_few_statements(shop: Shop) -> None:
    """A pallet's list of 50,000 cards is undone in seconds: not row by row."""
    before = tables(shop)
    cards = [{"serial": f"N-{n}", "part_number": "P-1"} for n in range(600)]
    receipt = shop.do("receive_many", batch="B1", cards=cards)
    after = tables(shop)
    sent = []
    with listening(shop, "before_cursor_execute", lambda *said: sent.append(said[2])):
        undo = shop.do("undo", entry=receipt["entry"])
        again = shop.do("undo", entry=undo["entry"])
    assert len(sent) < len(cards)
    assert tables(shop) == after
    shop.do("undo", entry=again["entry"])
    assert tables(shop) == before
    assert check(shop.database, deep=True).findings == []


def test_one_card_in_use_holds_the_whole_list(shop: Shop) -> None:
    cards = [{"serial": f"N-{n}"} for n in range(600)]
    receipt = shop.do("receive_many", batch="B1", cards=cards)
    tag = shop.ask("identify", scan="N-577").tag
    graded = shop.do("assess", piece=tag, grade="B")["entry"]
    assert f"built on by {graded}. Undo" in refusal(shop, receipt["entry"])


def test_a_damaged_entry_is_not_undone(file_shop: Shop) -> None:
    entry = file_shop.do("receive", batch="B1", serial="S-1")["entry"]
    with file_shop.database._writer.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_stands_update")
        connection.exec_driver_sql("UPDATE journal SET changes='[1' WHERE number=?", (entry,))
    assert refusal(file_shop, entry) == (
        f"Entry {entry} is damaged and cannot be undone. Run: workshop check --deep."
    )


def test_a_card_with_a_tag_printed_before_leaves_it_blank_again(shop: Shop) -> None:
    (tag,) = shop.do("print_blank_tags", count=1)["tags"]
    before = tables(shop)
    entry = shop.do("receive", batch="B1", serial="S-1", tag=tag, grade="B")["entry"]
    shop.do("undo", entry=entry)
    assert tables(shop) == before
    shop.do("undo", entry=shop.ask("newest"))
    assert shop.ask("passport", tag=tag).piece.serial == "S-1"
    assert check(shop.database, deep=True).findings == []
