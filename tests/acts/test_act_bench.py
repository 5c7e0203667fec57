# SPDX-License-Identifier: MIT
"""What is recorded at a bench: steps and their heat, tests, logs, places, dispositions."""

from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal

# What the incoming check requires.
NAMED = [{"name": "gpu_name", "value": "NVIDIA GeForce RTX 4090"},
         {"name": "memory_total", "value": 24564.0, "unit": "MiB"}]  # fmt: skip
RAILS = {"v_12v": 12, "v_1v8": 1.8, "v_nvvdd": 0.9, "v_fbvdd": 1.35, "v_pex": 1}


def piece(shop: Shop, tag: str) -> Any:
    return shop.ask("passport", tag=tag).piece


def off(shop: Shop, card: str, site: str, outcome: str = "good", **more: Any) -> str:
    tag: str = shop.do("harvest", card=card, site=site, outcome=outcome, **more)["tag"]
    return tag


def log(card: str, digest: str = "a" * 64, **more: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "piece": card, "tool": "nvidia-smi", "tool_version": "570.1", "verdict": "pass",
        "readings": [{"name": "core_temp", "value": 40.0, "unit": "°C"}, *NAMED],
        "identifiers": {}, "evidence": {"sha256": digest, "name": "smi.xml", "size": 3},
    }  # fmt: skip
    return facts | more


@pytest.mark.parametrize(
    ("said", "kept"),
    [("done", "done"), ("OK", "done"), ("passed", "done"), ("Fail", "failed"), ("skip", "skipped")],
)
def test_outcomes_as_people_say_them(file_shop: Shop, said: str, kept: str) -> None:
    card = file_shop.card("A-1")
    step = "bake" if kept == "skipped" else "evi"  # the way of a card cannot do without a look
    receipt = file_shop.do("record_step", piece=card, step=step, outcome=said)
    assert (receipt["tag"], receipt["step"], receipt["outcome"]) == (card, step.upper(), kept)
    assert piece(file_shop, card).state == "working"


def test_values_are_kept_in_their_types(file_shop: Shop) -> None:
    # A chip of nobody's making goes no way, so the order of these steps is not asked for.
    card = off(file_shop, file_shop.card("A-1"), "M1")
    values = {
        "temperature": "125,5", "hours": 8, "msl": "3", "oven": " Heraeus ", "humidity": "",
        "own remark": 2.50, "counted": 3, "seen": True,
    }  # fmt: skip
    file_shop.do("record_step", piece=card, step="BAKE", values=values)
    file_shop.do("record_step", piece=card, step="STOR", values={"sealed_on": " 2026-11-24"})
    file_shop.do("record_step", piece=card, step="EVI", values={"crack": True, "liquid": "N"})
    bake, stored, seen = file_shop.ask("passport", tag=card).steps
    assert bake.values == {
        "temperature": 125.5, "hours": 8.0, "msl": "3", "oven": "Heraeus", "own remark": "2.5",
        "counted": "3", "seen": "True",
    }  # fmt: skip
    assert stored.values == {"sealed_on": "2026-11-24"}
    assert seen.values == {"crack": "yes", "liquid": "no"}


def test_heat_goes_where_the_step_puts_it(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    chip, die = off(file_shop, card, "M1"), off(file_shop, card, "GPU")
    file_shop.do("fit", piece=chip, board=card, site="M1")
    heat = {tag: piece(file_shop, tag).heat_cycles for tag in (card, chip, die)}
    assert heat == {card: 0, chip: 2, die: 1}
    assert file_shop.do("record_step", piece=die, step="RBL")["heat_cycles"] == 2
    file_shop.do("choose_routing", piece=card, routing="repair")
    for step, more in (("EVI", {}), ("RES", {}), ("DX", {"values": {"decision": "repair"}})):
        file_shop.do("record_step", piece=card, step=step, **more)
    assert file_shop.do("record_step", piece=card, step="PLC")["heat_cycles"] == 1
    assert piece(file_shop, chip).heat_cycles == 2  # it was fitted in this reflow
    again = file_shop.do("record_step", piece=card, step="PLC", override="r")
    assert again["heat_cycles"] == 2
    assert piece(file_shop, chip).heat_cycles == 3  # it was on the board
    assert piece(file_shop, die).heat_cycles == 2  # it was not
    file_shop.do("record_step", piece=card, step="PLC", outcome="skipped")
    file_shop.do("record_step", piece=card, step="RBL")  # a card is not reballed
    assert piece(file_shop, card).heat_cycles == 2


def test_attempts_are_counted_for_each_plan(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    receipts = [
        file_shop.do("record_test", piece=card, plan=plan, values=values)
        for plan, values in (("VOLTAGE", RAILS), ("MEMORY", {}), ("voltage", {"v_12v": 3}))
    ]
    assert [(r["plan"], r["attempt"], r["verdict"]) for r in receipts] == [
        ("VOLTAGE", 1, "pass"), ("MEMORY", 1, "inconclusive"), ("VOLTAGE", 2, "fail"),
    ]  # fmt: skip


def test_limits_of_their_time_stay_with_a_result(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    file_shop.do("record_test", piece=card, plan="VOLTAGE", values=RAILS)
    line = {"name": "v_12v", "label": "12 V", "unit": "V", "low": 20, "high": 30}
    file_shop.do(
        "set_catalogue", kind="plan", code="VOLTAGE",
        body={"name": "Rails", "stage": "diagnosis", "measurements": [line]},
    )  # fmt: skip
    assert file_shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 12})[
        "verdict"
    ] == "fail"  # fmt: skip
    old, new = file_shop.ask("passport", tag=card).tests
    assert (old.verdict, old.measurements[0].low, old.measurements[0].high) == ("pass", 11.4, 12.6)
    assert (new.verdict, new.measurements[0].low, new.measurements[0].high) == ("fail", 20, 30)


def test_the_model_gives_limits_of_its_own(file_shop: Shop) -> None:
    values = {"gpu_name": "NVIDIA GeForce RTX 4090", "memory_total": 12000}
    card, unknown = file_shop.card("A-1"), file_shop.card("A-2", model=None)
    assert (
        file_shop.do("record_test", piece=card, plan="INCOMING", values=values)["verdict"] == "fail"
    )  # half of its memory is gone
    assert (
        file_shop.do("record_test", piece=unknown, plan="INCOMING", values=values)["verdict"]
        == "inconclusive"
    )  # nobody knows how much it should have


def test_a_log_is_kept_with_what_it_called_the_card(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    names = {"gpu_uuid": "GPU-0a1b", "serial": "1650123456789", "part_number": "2684-300-A1"}
    receipt = file_shop.do("record_log", **log(card, identifiers=names))
    assert (receipt["plan"], receipt["verdict"]) == ("INCOMING", "pass")
    passport = file_shop.ask("passport", tag=card)
    assert {(i.kind, i.value, i.source) for i in passport.identifiers} == {
        ("serial", "A-1", "scanned"),
        ("gpu_uuid", "GPU-0a1b", "log"),
        ("maker_tag", "1650123456789", "log"),  # the driver's serial is not the label's
        ("part_number", "2684-300-A1", "log"),
    }
    assert passport.piece.serial == "A-1"
    (result,) = passport.tests
    assert (result.tool, [m.value for m in result.measurements]) == (
        "nvidia-smi", ["40", "NVIDIA GeForce RTX 4090", "24564"],
    )  # fmt: skip
    assert file_shop.ask("identify", scan="1650123456789").tag == card


@pytest.mark.parametrize(
    ("said", "temperature", "verdict"),
    [
        ("pass", 40, "pass"),
        ("pass", 85, "marginal"),
        ("pass", 99, "fail"),
        ("fail", 40, "fail"),
        ("inconclusive", 85, "inconclusive"),
        ("marginal", 40, "marginal"),
    ],
)
def test_a_plan_can_only_make_a_log_worse(
    file_shop: Shop, said: str, temperature: float, verdict: str
) -> None:
    readings = [{"name": "core_temp", "value": temperature, "unit": "°C"}, *NAMED]
    facts = log(file_shop.card("A-1"), plan="incoming", verdict=said, readings=readings)
    receipt = file_shop.do("record_log", **facts)
    assert (receipt["plan"], receipt["verdict"]) == ("INCOMING", verdict)


def test_a_log_is_imported_once_for_each_card(file_shop: Shop) -> None:
    card, other = file_shop.card("A-1"), file_shop.card("A-2")
    entry = file_shop.do("record_log", **log(card))["entry"]
    assert refusal(file_shop, "record_log", **log(card)) == (
        f"This log was imported for C01-000001-Z already, with entry {entry}."
    )
    file_shop.do("record_log", **log(other))
    assert file_shop.do("record_log", **log(card, "b" * 64))["attempt"] == 2


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"verdict": "great"}, "The verdict “great” is unknown."),
        ({"tool": " "}, "The tool is missing."),
        ({"identifiers": {"nickname": "x"}}, "The kind of identifier “nickname” is unknown."),
        ({"identifiers": {"gpu_uuid": "x" * 201}}, "The identifier is too long:"),
        ({"readings": [{"name": "core_temp"}]}, "A reading needs a name, a value and a unit."),
        ({"readings": ["core_temp"]}, "A reading needs a name, a value and a unit."),
        ({"readings": [{"name": "x", "value": 10**400}]}, "x: “1000"),
        ({"evidence": {}}, "The evidence needs the SHA-256 and the size of the kept file."),
        ({"evidence": {"sha256": "A" * 64, "size": 1}}, "The evidence needs the SHA-256"),
        ({"plan": "SMELL"}, "There is no test plan “SMELL”."),
    ],
)
def test_a_log_no_reader_would_write(file_shop: Shop, more: dict[str, Any], sentence: str) -> None:
    assert refusal(file_shop, "record_log", **log(file_shop.card("A-1"), **more)).startswith(
        sentence
    )


def test_an_identifier_of_nothing_is_not_kept(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    file_shop.do("record_log", **log(card, identifiers={"gpu_uuid": "  "}))
    assert len(file_shop.ask("passport", tag=card).identifiers) == 1


def test_a_piece_is_moved_and_not_twice(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    assert file_shop.do("move", piece=card, place=" tray-12 ")["place"] == "TRAY-12"
    assert refusal(file_shop, "move", piece=card, place="TRAY-12") == (
        "C01-000001-Z is in TRAY-12 already."
    )


@pytest.mark.parametrize(
    ("disposition", "state", "place"),
    [("REPAIR", "working", "TRAY-12"), ("stock", "stock", "TRAY-12"), ("HOLD", "hold", "TRAY-12"),
     ("QUARANTINE", "quarantine", "TRAY-12"), ("scrap", "gone", "")],
)  # fmt: skip
def test_what_becomes_of_a_card(file_shop: Shop, disposition: str, state: str, place: str) -> None:
    card = file_shop.do("receive", batch="B1", serial="A-1", place="TRAY-12")["tag"]
    receipt = file_shop.do("dispose", piece=card, disposition=disposition, reason="老化")
    assert (receipt["disposition"], receipt["state"]) == (disposition.upper(), state)
    assert (piece(file_shop, card).state, piece(file_shop, card).place) == (state, place)
    assert file_shop.ask("recent", limit=1)[0].facts["reason"] == "老化"


def test_harvested_pieces_have_what_was_said_of_them(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    receipt = file_shop.do(
        "harvest", card=card, site="m5", outcome="GOOD", place="tray-12", marking=" D8BZC ",
        grade="a", note="very clean",
    )  # fmt: skip
    chip = piece(file_shop, receipt["tag"])
    assert receipt == {
        "entry": receipt["entry"], "card": card, "site": "M5", "outcome": "good",
        "tag": chip.tag, "kind": "memory", "heat_cycles": 1, "heat_limit": 3,
        "heat_state": "ok",
    }  # fmt: skip
    assert (chip.state, chip.place, chip.marking, chip.grade) == ("stock", "TRAY-12", "D8BZC", "A")
    assert (chip.donor, chip.donor_site, chip.batch) == (card, "M5", "B1")
    assert file_shop.ask("labels_waiting")[-1].tag == chip.tag
    assert piece(file_shop, off(file_shop, card, "M6", "damaged")).state == "damaged"
    for site, outcome in (("M7", "missing"), ("M8", "left")):
        receipt = file_shop.do("harvest", card=card, site=site, outcome=outcome)
        assert receipt["tag"] == card
        assert "kind" not in receipt
    assert len(file_shop.ask("labels_waiting")) == 3


def test_what_was_left_can_still_come_off(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    file_shop.do("harvest", card=card, site="M1", outcome="left")
    file_shop.do("harvest", card=card, site="M1", outcome="left")
    assert off(file_shop, card, "M1").startswith("M")


def test_a_fitted_chip_keeps_its_grade_and_gets_a_new_label(file_shop: Shop) -> None:
    card, other = file_shop.card("A-1"), file_shop.card("A-2")
    chip = off(file_shop, card, "M1", grade="B")
    file_shop.do("harvest", card=other, site="M2", outcome="damaged")
    waiting = len(file_shop.ask("labels_waiting"))
    file_shop.do("fit", piece=chip, board=other, site="m2")
    fitted = piece(file_shop, chip)
    assert (fitted.state, fitted.board, fitted.site, fitted.place) == ("fitted", other, "M2", "")
    assert [row.tag for row in file_shop.ask("passport", tag=other).fitted] == [chip]
    assert off(file_shop, other, "M2") == chip
    again = piece(file_shop, chip)
    assert (again.state, again.board, again.site, again.grade) == ("stock", "", "", "B")
    assert (again.donor, again.donor_site, again.heat_cycles) == (card, "M1", 3)
    assert len(file_shop.ask("labels_waiting")) == waiting + 1


def test_a_received_card_is_in_work_once_something_is_fitted(file_shop: Shop) -> None:
    chip = off(file_shop, file_shop.card("A-1"), "M1")
    board = file_shop.do("receive", batch="B1", serial="P-1", kind="board", model="4090")["tag"]
    assert piece(file_shop, board).state == "received"
    file_shop.do("fit", piece=chip, board=board, site="M1")
    assert piece(file_shop, board).state == "working"
