# SPDX-License-Identifier: MIT
"""Whatever a script hands an act, it is done or refused with a sentence: it never breaks."""

import inspect
import itertools
from typing import Any

import pytest
from bench_shop import Shop
from hostile import EVERYTHING, NUMBERS, TEXTS, is_a_sentence
from lengths import full

from workshop.acts import ACTS
from workshop.domain.bodies import body_of
from workshop.domain.refused import Refused
from workshop.facts import WrongFacts, fit_facts
from workshop.storage import evidence
from workshop.storage.catalogue import shipped
from workshop.storage.check import check
from workshop.storage.engines import is_url

# Each fact is given one value of so many; the next fact begins with the next of them.
EVERY = full(1, everyday=8)


@pytest.fixture
def bench(shop: Shop) -> Shop:
    """A card, one without its die, that die, a chip put by, and a photo of the delivery."""
    shop.card("SN-1")
    other = shop.card("SN-2")
    shop.do("harvest", card=other, site="GPU", outcome="good")
    chip = shop.do("harvest", card=other, site="M1", outcome="good")["tag"]
    shop.do("fit", piece=chip, board=other, site="M1")
    put_by = shop.do("harvest", card=other, site="M2", outcome="good")["tag"]
    shop.do("reserve_set", board=other, pieces=[put_by])
    shop.do(
        "attach_photo", batch="B1", width=40, height=30,
        evidence=evidence.keep(shop.database, b"a photo", "b.jpg"),
    )  # fmt: skip
    shop.do("block_serials", serials=["X-9"], source="RMA")
    shop.do("start_receiving", batch="B1")
    shop.do("open_batch", number="B0", supplier="S")
    held = shop.card("SN-3", batch="B0")
    shop.do("start_step", piece=held, step="EVI")
    shop.do("add_place", code="OVEN", name="Oven", kind="oven")
    shop.do("bake", pieces=[held], temperature=125.0, hours=8.0)
    shop.do("add_lot", code="F-1", kind="flux", name="Flux")
    shop.do("add_instrument", code="DMM-1", name="Fluke", kind="multimeter")
    shop.do("quarantine", piece=held, reason="r")
    shop.price()
    shop.do("open_shipment", buyer="Ada")
    shop.do("pack", shipment="S0001", pieces=[shop.card("SN-5", batch="B0")])
    bare = shop.card("SN-4", batch="B0")
    shop.do("take_apart", card=bare)
    for _ in range(2):
        shop.do("labels_printed", labels=[shop.ask("labels_waiting")[-1].id])
        shop.do("print_again", piece=bare, reason="smudged")
    return shop


def honest(shop: Shop) -> dict[str, dict[str, Any]]:
    """Facts each act would be done with."""
    card, other, die, chip, put_by, held, sold, bare = (row.tag for row in shop.ask("pieces"))
    (session,) = shop.ask("receivings", batch="B1")
    (bake,) = [row.number for row in shop.ask("bakes")]
    return {
        "add_person": {"code": "LI", "name": "Li"},
        "set_pin": {"person": "ANA", "sealed": f"scrypt:{'0' * 32}:{'f' * 64}"},
        "add_station": {"code": "BENCH-1", "name": "Bench 1"},
        "add_place": {"code": "RACK-1", "name": "Rack", "kind": "rack", "parent": "TRAY-12",
                      "takes_kinds": ["card"], "takes_grades": ["A"], "dry": False},
        "open_batch": {"number": "B2", "supplier": "S", "received_on": "2026-11-24", "note": "n"},
        "expect": {"batch": "B1", "cards": [{"serial": "A-1"}]},
        "close_batch": {"batch": "B1"},
        "receive": {"batch": "B1", "serial": "S-9", "model": "4090", "place": "TRAY-12"},
        "receive_many": {"batch": "B1", "cards": [{"serial": "N-1"}], "place": "TRAY-12"},
        "print_blank_tags": {"count": 2, "kind": "card"},
        "name_piece": {"piece": card, "names": {"upc": "4719072942557"}},
        "assess": {"piece": card, "grade": "B", "packaging": "loose", "completeness": "complete"},
        "note_defect": {"piece": card, "code": "BEND", "severity": "major", "zone": "bracket"},
        "start_receiving": {"batch": "B0", "note": "n"},
        "end_receiving": {"receiving": session.id, "note": "n"},
        "sign_off": {"receiving": session.id},
        "refuse": {"batch": "B1", "serial": "S-8", "reason": "CRACKED", "maker": "MSI"},
        "quarantine": {"piece": card, "reason": "r"},
        "release": {"piece": held, "note": "n"},
        "undo_receiving": {"receiving": session.id},
        "correct": {"piece": card, "maker": "asus"},
        "choose_routing": {"piece": card, "routing": "repair"},
        "start_step": {"piece": card, "step": "EVI", "override": "r"},
        "stop_step": {"piece": held, "minutes": 1.0},
        "record_step": {
            "piece": card, "step": "EVI", "outcome": "done", "values": {}, "minutes": 5.0,
            "lots": {"F-1": "0.5 g"}, "override": "r",
        },
        "harvest": {"card": card, "site": "M3", "outcome": "good", "place": "TRAY-12"},
        "harvest_many": {
            "card": card, "outcomes": {"M3": "good", "M4": {"outcome": "suspect", "note": "n"}},
            "place": "TRAY-12", "note": "n", "override": "r",
        },
        "fit": {"piece": die, "board": other, "site": "GPU", "override": "r"},
        "reserve_set": {"board": other, "pieces": [die], "override": "r"},
        "release_set": {"board": other, "pieces": [put_by]},
        "take_off": {"piece": chip, "place": "TRAY-12", "outcome": "damaged", "note": "n"},
        "reball": {
            "piece": die, "stencil": "AD102", "sphere_mm": 0.45, "alloy": "SAC305", "flux_lot": "F",
            "inspection": {"MISSING": "no", "SHAPE": "yes"}, "note": "n", "override": "r",
        },
        "record_run": {
            "profile": "BGA-ON-LF", "pieces": [chip, die], "nozzle": "31 mm", "peak": 240.0,
            "liquidus_s": 60.0, "ramp": 2.0, "fall": 3.0, "soak_s": 80.0, "note": "n",
            "override": "r", "evidence": {"sha256": "2" * 64, "name": "curve.csv", "size": 3},
        },
        "record_test": {"piece": card, "plan": "VOLTAGE", "values": {"v_12v": 12}},
        "record_test_many": {
            "pieces": [card, other], "plan": "VOLTAGE", "values": {"v_12v": 12}, "run": "golden",
            "instruments": ["DMM-1"], "ambient": 21.5, "note": "n", "override": "r",
        },
        "add_instrument": {
            "code": "DMM-2", "name": "Fluke", "kind": "multimeter", "serial": "1",
            "calibrated_until": "2027-06-30", "note": "n",
        },
        "change_instrument": {
            "instrument": "DMM-1", "name": "Other", "calibrated_until": "2028-06-30",
            "state": "retired", "note": "n",
        },
        "record_log": {
            "piece": card, "tool": "nvidia-smi", "tool_version": "570", "verdict": "pass",
            "readings": [{"name": "core_temp", "value": 40.0, "unit": "°C"}],
            "identifiers": {"gpu_uuid": "GPU-1"}, "plan": "INCOMING", "override": "r",
            "evidence": {"sha256": "0" * 64, "name": "log.xml", "size": 3},
        },
        "note_identity": {"piece": card, "source": "label", "facts": {"serial": "S-1"}},
        "block_serials": {"serials": [{"serial": "X-1", "maker": "MSI"}], "source": "RMA"},
        "unblock_serial": {"serial": "X-9", "maker": ""},
        "attach_photo": {
            "piece": card, "face": "front", "site": "M3", "note": "n", "width": 40, "height": 30,
            "evidence": {"sha256": "1" * 64, "name": "a.jpg", "size": 3}, "taken_at": "2026-11-24",
        },
        "remove_photo": {"photo": shop.ask("photos")[0].id},
        "move": {"piece": card, "place": "TRAY-12", "seen_in": ""},
        "change_place": {
            "place": "TRAY-11", "name": "n", "takes_kinds": ["die"], "takes_grades": ["A"],
            "dry": True,
        },
        "move_place": {"place": "TRAY-11", "into": "TRAY-12", "seen_in": ""},
        "count_place": {"place": "TRAY-11", "scans": [die, "X"], "put_right": True, "note": "n"},
        "set_msl": {"piece": die, "msl": "4"},
        "bake": {
            "pieces": [die], "temperature": 90.0, "hours": 240.0, "oven": "OVEN", "humidity": 5.0,
            "note": "n", "done": False,
        },
        "unload": {"bake": bake, "oven": None, "place": "TRAY-11"},
        "add_lot": {
            "code": "F-2", "kind": "flux", "name": "n", "maker": "m", "expires_on": "2027-01-01",
            "note": "n",
        },
        "close_lot": {"lot": "F-1", "note": "n"},
        "open_shipment": {
            "buyer": "b", "country": "c", "reference": "r", "disposition": "SELL", "number": "X-1",
            "note": "n",
        },
        "change_shipment": {
            "shipment": "S0001", "buyer": "b", "country": "c", "reference": "r",
            "disposition": "SELL", "note": "n",
        },
        "pack": {"shipment": "S0001", "pieces": [card]},
        "unpack": {"shipment": "S0001", "pieces": [sold]},
        "ship": {"shipment": "S0001", "reason": "r"},
        "issue_report": {**shop.report_facts(), "choices": {"paper": "a4"}},
        "dispose": {"piece": card, "disposition": "SCRAP", "reason": "r"},
        "scrap": {"pieces": [card, die], "reason": "r"},
        "take_apart": {
            "card": card, "parts": {"cooler": "TRAY-12"}, "place": "TRAY-11",
            "disposition": "SCRAP", "reason": "r",
        },
        "build_card": {
            "board": bare, "model": "4090", "serial": "OWN-1", "maker": "asus", "note": "n",
        },
        "labels_printed": {"labels": [shop.ask("labels_waiting")[0].id]},
        "take_labels": {"labels": [shop.ask("labels_waiting")[0].id], "printer": "Zebra"},
        "labels_not_printed": {
            "labels": [shop.ask("labels_waiting")[0].id], "outcome": "failed", "trouble": "t",
        },
        "void_labels": {"labels": [shop.ask("labels_waiting")[0].id], "reason": "r"},
        "one_label_left": {"piece": bare},
        "print_again": {"piece": card, "reason": "r"},
        "set_catalogue": {
            "kind": "defect", "code": "BENT", "body": {"name": "Bent", "group": "x"},
            "files": [{"sha256": "3" * 64, "name": "bent.jpg", "size": 3}],
        },
        "drop_copies": {"kind": "price", "code": "Dies"},
        "draw_board": {
            "board": body_of(shipped().boards["PG150"]), "models": ["RTX 2080 Ti"],
            "photos": [{"sha256": "2" * 64, "name": "b.jpg", "size": 3}],
        },
        "rename_workshop": {"name": "Rheintal"},
        "renew_commands": {},
        "undo": {"entry": 5},
        "undo_many": {"entries": [5, 6], "reason": "r"},
    }  # fmt: skip


def attempt(shop: Shop, act: str, facts: dict[str, Any]) -> bool:
    """Whether the act was done; what was done is taken back again."""
    before = shop.ask("newest")
    try:
        receipt = shop.do(act, **facts)
    except Refused as refused:
        assert shop.ask("newest") == before
        assert is_a_sentence(str(refused)), (act, facts, ascii(str(refused)))
        return False
    (entry,) = shop.ask("journal", after=before)
    assert "{" not in entry.text.replace("{tag}", "").replace("{TAG}", "")
    if shop.ask("touched_since", number=before).tables:
        shop.do("undo", entry=receipt["entry"])
    return True


def test_no_fact_breaks_an_act(bench: Shop) -> None:
    facts_of = honest(bench)
    assert set(facts_of) == set(ACTS)
    # What PostgreSQL itself minds is text and numbers; the rest is the same on both.
    on_a_server = is_url(bench.database.target)
    values = [*TEXTS, *NUMBERS, [10**30]] if on_a_server else EVERYTHING
    done = refused = 0
    turn = itertools.count()
    for act, facts in facts_of.items():
        for name in list(inspect.signature(ACTS[act]).parameters)[1:]:
            for value in values[next(turn) % EVERY :: EVERY]:
                wrong = {**facts, name: value}
                try:
                    fit_facts(ACTS[act], wrong)
                except WrongFacts:
                    continue
                if attempt(bench, act, wrong):
                    done += 1
                else:
                    refused += 1
    assert done > 100 // EVERY and refused > 300 // EVERY
    assert check(bench.database, deep=True).findings == []
