# SPDX-License-Identifier: MIT
"""Forms filled in with the scanner alone: numbers, choices and answers by the command sheet."""

from datetime import date
from typing import Any

import pytest
from command_scans import Sheet, sheet
from PySide6.QtWidgets import QApplication, QLineEdit

from ui.pages.bench import BenchPage
from workshop.benches.tags import spelled

FIRST_PAGE = "stock"

__all__ = ["sheet"]


def digits(number: str) -> list[str]:
    """The codes that type a number."""
    signs = {".": "point", "-": "minus"}
    return [signs.get(sign) or f"digit_{sign}" for sign in number]


@pytest.fixture
def page(hands: Any, sheet: Sheet) -> BenchPage:
    found = hands.window.page
    assert isinstance(found, BenchPage)
    return found


@pytest.fixture
def die(hands: Any, page: BenchPage) -> str:
    """A loose die on the bench."""
    card = hands.shop.card("SN0009")
    tag: str = hands.shop.do("harvest", card=card, site="GPU", outcome="good")["tag"]
    hands.scan(tag)
    return tag


def go_to(sheet: Sheet, name: str) -> tuple[str, str, str]:
    """Scan "next field" until this one is in hand."""
    for _ in range(20):
        strip = sheet.scan("next_field")
        if strip[1].startswith(name):
            return strip
    raise AssertionError(f"{name} never came")


def test_a_run_is_recorded_by_scans_alone(hands: Any, sheet: Sheet, die: str) -> None:
    assert sheet.scan("profile_run")[:2] == ("question", f"Profile run of {spelled(die)}")
    box = hands.window.page.view.run.profile
    while box.currentData() != "REBALL-LF":
        assert sheet.scan("next_choice")[1] == f"Profile: {box.currentText()}"
    assert go_to(sheet, "Peak")[1] == "Peak °C: empty"
    assert sheet.scan(*digits("240.5"))[1] == "Peak °C: 240.5"
    field = QApplication.focusWidget()
    assert field is hands.window.page.view.curve.judgement.fields["peak"]
    assert field.property("scanned") == "true", "the field that is filled in is set off"
    go_to(sheet, "Above liquidus")
    assert field.property("scanned") == "false"
    sheet.scan(*digits("72"))
    assert hands.window.page.view.curve.verdict.text() == "Pass", "judged as it is typed"
    sheet.scan("keep")
    [run] = hands.shop.ask("runs", piece=die)
    assert (run.profile, run.peak, run.liquidus_s, run.verdict) == (
        "REBALL-LF", 240.5, 72.0, "pass",
    )  # fmt: skip


def test_a_reball_is_recorded_by_scans_alone(hands: Any, sheet: Sheet, die: str) -> None:
    sheet.scan("reball")
    hands.scan("AD102-0.45")
    assert hands.strip[1] == "Stencil: AD102-0.45"
    go_to(sheet, "Spheres")
    sheet.scan(*digits("0.45"))
    assert go_to(sheet, "Alloy")[1].startswith("Alloy: SAC305")
    view = hands.window.page.view
    while view.reball.alloy.currentData() != "Sn63Pb37":
        sheet.scan("next_choice")
    rows = list(view.checklist.rows.values())
    go_to(sheet, rows[0].name)
    strip = sheet.scan("no")
    assert strip[1] == f"{rows[1].name}: not said yet", "an answer goes on to the next fault"
    assert strip[2].startswith(f"{rows[0].name}: no fault. ")
    for _ in rows[2:]:
        sheet.scan("no")
    sheet.scan("yes")
    assert [row.answer() for row in rows] == ["no"] * 7 + ["yes"]
    sheet.scan("keep")
    [row] = hands.shop.ask("passport", tag=die).reballs
    assert (row.stencil, row.sphere_mm, row.alloy, row.verdict, len(row.inspection)) == (
        "AD102-0.45", 0.45, "Sn63Pb37", "fail", 8,
    )  # fmt: skip


def test_a_step_with_a_number_a_choice_and_a_date_by_scans_alone(
    hands: Any, sheet: Sheet, page: BenchPage
) -> None:
    fields = [
        {"name": "cold", "label": "Coldest", "type": "number", "unit": "°C"},
        {"name": "dry", "label": "Dry", "type": "yes_no"},
        {"name": "how", "label": "How", "type": "choice", "choices": ["air", "cloth"]},
        {"name": "day", "label": "Day", "type": "date"},
    ]
    body = {"name": "Dry it", "fields": fields}
    hands.shop.do("set_catalogue", kind="step", code="DRY", body=body)
    steps = ["DRY"]
    hands.shop.do("set_catalogue", kind="routing", code="OURS",
                  body={"name": "Ours", "steps": steps})  # fmt: skip
    card = hands.shop.card("SN0001")
    hands.shop.do("choose_routing", piece=card, routing="OURS")
    hands.scan("SN0001")
    assert sheet.scan("record_step")[1] == "Dry it"
    assert sheet.scan(*digits("-7.50"))[1] == "Coldest: -7.50 °C"
    sheet.scan("clear_field", *digits("-8"))
    assert sheet.scan("today")[:2] == ("careful", "Coldest takes no such answer")
    sheet.scan("next_field")
    assert sheet.scan("yes")[1] == "How: empty"
    assert sheet.scan("next_choice", "next_choice")[1] == "How: cloth"
    sheet.scan("next_field", "today", "keep")
    [record] = hands.shop.ask("passport", tag=card).steps
    assert record.values == {
        "cold": -8, "dry": "yes", "how": "cloth", "day": date.today().isoformat(),
    }  # fmt: skip


def test_a_bake_is_loaded_and_unloaded_by_scans_alone(
    hands: Any, sheet: Sheet, page: BenchPage, die: str
) -> None:
    hands.shop.do("add_place", code="OVEN-1", name="Oven", kind="oven")
    sheet.scan("ovens")
    pane = hands.window.page.ovens
    assert pane.isVisible()
    hands.scan("CWL-OVEN-1")
    hands.scan(die)
    assert sheet.scan(*digits("130"))[1] == "Temperature: 130 °C", (
        "a digit replaces what stood there"
    )
    assert go_to(sheet, "Hours")
    sheet.scan(*digits("33.5"), "keep")
    [bake] = hands.shop.ask("bakes")
    assert (bake.oven, bake.temperature, bake.hours, bake.n) == ("OVEN-1", 130, 33.5, 1)
    hands.shop.later(34)
    hands.scan("CWL-OVEN-1")
    assert hands.strip[1] == f"Bake {bake.number} is in OVEN-1"
    sheet.scan("keep")
    [bake] = hands.shop.ask("bakes")
    assert bake.ended_at


def test_a_decision_with_its_reason_by_scans_alone(hands: Any, sheet: Sheet, die: str) -> None:
    sheet.scan("decide")
    for _ in range(12):
        if sheet.scan("next_choice")[1] == "Quarantined":
            break
    sheet.scan("keep")
    assert hands.strip[1].endswith("Quarantined")
    assert sheet.scan("keep") and hands.window.page.view.why.isVisible(), "the reason is needed"
    sheet.scan("next_choice", "next_choice", "keep")
    passport = hands.shop.ask("passport", tag=die)
    assert (passport.piece.state, passport.held_for) == ("quarantine", "Does not work")


def test_a_card_is_taken_apart_by_scans_alone(hands: Any, sheet: Sheet, page: BenchPage) -> None:
    card = hands.shop.card("SN0001")
    hands.scan("SN0001")
    sheet.scan("take_apart")
    assert go_to(sheet, "Box")[1] == "Box: No"
    hands.scan("CWL-TRAY-12")
    sheet.scan("yes")
    sheet.scan("keep")
    assert hands.shop.ask("passport", tag=card).piece.taken_apart
    assert [piece.place for piece in hands.shop.ask("pieces", place="TRAY-12")] == ["TRAY-12"]


def test_a_grade_is_given_at_harvest_by_scan(hands: Any, sheet: Sheet, page: BenchPage) -> None:
    hands.shop.card("SN0001")
    hands.scan("SN0001")
    assert sheet.scan("M1", "grade_b")[1] == "M1: grade B"
    sheet.scan("good")
    [chip] = hands.shop.ask("pieces", kind="memory")
    assert chip.grade == "B"


def test_nothing_is_recorded_where_nothing_is_open(
    hands: Any, sheet: Sheet, page: BenchPage
) -> None:
    card = hands.shop.card("SN0001")
    hands.scan("SN0001")
    before = hands.shop.ask("journal", limit=100)
    for action in ("keep", "digit_7", "yes", "next_field", "clear_field"):
        assert sheet.scan(action)[:2] == ("careful", "Nothing here is filled in by scans")
    sheet.scan("M1")
    sheet.scan("keep")
    hands.go("stock")
    assert sheet.scan("digit_7")[:2] == ("careful", "Nothing here is filled in by scans")
    assert hands.shop.ask("journal", limit=100) == before
    assert {site.state for site in hands.shop.ask("board_map", tag=card).sites} == {"on_board"}


def test_a_code_is_heard_as_typing_is(hands: Any, sheet: Sheet, die: str) -> None:
    """What is written by code may be taken back by the keys of the field."""
    sheet.scan("reball")
    field = hands.window.page.view.reball.stencil
    assert isinstance(field, QLineEdit)
    sheet.scan(*digits("12"))
    assert field.text() == "12" and field.isUndoAvailable() and field.isModified()
