# SPDX-License-Identifier: MIT
"""Steps at the bench page: recorded with their values, skipped, and for twenty cards in a row."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from at_bench import card, page
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from ui.pages.bench import BenchPage
from ui.pages.words import since
from ui.widgets.controls import Press
from workshop.benches.tags import spelled
from workshop.storage import evidence

__all__ = ["card", "page"]

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_step_is_recorded_with_its_values(hands: Any, page: BenchPage, card: str) -> None:
    hands.key(Qt.Key.Key_F12)
    assert page.view.form.isVisible() and page.view.form._name.text() == "Visual inspection"
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "done"
    hands.shop.until(card, "BAKE")
    page.steps.begin_code("BAKE")
    temperature = page.view.form.field("temperature")
    assert isinstance(temperature, QLineEdit)
    hands.type(temperature, "125,5")
    hands.type(page.view.form.field("hours"), "9")
    page.view.form.note.setPlainText("Oven 2")
    hands.tap(page.view.form.done)
    steps = {step.step: step for step in hands.shop.ask("passport", tag=card).steps}
    assert steps["EVI"].outcome == "done"
    assert steps["BAKE"].values == {"temperature": 125.5, "hours": 9.0}
    assert steps["BAKE"].note == "Oven 2"
    assert page.view.idle.isVisible()
    assert page.view.idle._next.text() == "Mask"


def test_a_step_that_is_opened_answers_for_itself(hands: Any, page: BenchPage, card: str) -> None:
    hands.scan("SN-NOBODY-KNOWS")
    assert hands.strip[0] == "refused"
    hands.key(Qt.Key.Key_F12)
    asked = ("question", "Visual inspection", "Fill it in, then say how it ended.")
    assert hands.strip == asked, "not what was said before"


def test_a_value_that_is_no_number_is_said_at_its_field(
    hands: Any, page: BenchPage, card: str
) -> None:
    hands.shop.until(card, "BAKE")
    before = hands.shop.ask("passport", tag=card).steps
    page.steps.begin_code("BAKE")
    field = page.view.form.field("temperature")
    hands.type(page.view.form.field("hours"), "9")
    hands.type(field, "hot")
    hands.key(Qt.Key.Key_F5)
    row = page.view.form._rows["temperature"]
    assert row.fault.isVisible() and "“hot” is no number" in row.fault.text()
    assert hands.strip[0] == "refused"
    hands.type(field, "1250")
    hands.key(Qt.Key.Key_F5)
    assert row.fault.text() == "Oven temperature: 1250 °C is above 160 °C."
    assert hands.strip[:2] == ("refused", row.fault.text())
    assert hands.shop.ask("passport", tag=card).steps == before
    hands.type(field, "125")
    hands.key(Qt.Key.Key_F6)
    step = hands.shop.ask("passport", tag=card).steps[-1]
    assert (step.outcome, step.values) == ("failed", {"temperature": 125.0, "hours": 9.0})


def test_a_step_is_skipped_or_left(hands: Any, page: BenchPage, card: str) -> None:
    hands.key(Qt.Key.Key_F12)
    hands.key(Qt.Key.Key_Escape)
    assert page.view.idle.isVisible()
    hands.key(Qt.Key.Key_F12)
    hands.key(Qt.Key.Key_F8)
    assert page.view.form.isVisible()
    hands.tap(page.view.form.skipped)
    assert hands.strip[0] == "refused"
    assert hands.strip[1].startswith("Visual inspection cannot be skipped: a card that goes")
    page.steps.begin_code("MASK")
    hands.tap(page.view.form.skipped)
    [step] = hands.shop.ask("passport", tag=card).steps
    assert (step.step, step.outcome) == ("MASK", "skipped")


def test_the_next_step_is_in_sight(hands: Any, page: BenchPage) -> None:
    tag = hands.shop.card("SN0001")
    steps = hands.shop.ask("routing", tag=tag).steps
    for step in steps[2:13]:
        hands.shop.step(tag, step)
    hands.scan(tag)
    row = page.view.card.steps.findChildren(Press)[13]
    middle = row.mapTo(page.view.card._scroll.viewport(), row.rect().center())
    assert row.words() == steps[13].name
    assert page.view.card._scroll.viewport().rect().contains(middle)


def test_twenty_cards_get_one_step_by_scanning_them(hands: Any, page: BenchPage, card: str) -> None:
    others = [hands.shop.card(f"SN1{n:03}") for n in range(20)]
    for tag in (card, *others):
        hands.shop.until(tag, "BAKE")
    page.steps.begin_code("BAKE")
    hands.type(page.view.form.field("temperature"), "90")
    hands.type(page.view.form.field("hours"), "9")
    hands.tap(page.view.form.same)
    hands.key(Qt.Key.Key_F5)
    assert page.view.form.isVisible()
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "refused"
    for number in range(20):
        hands.scan(f"SN1{number:03}")
    assert page.view.form.same.words() == "21 recorded, scan the next"
    hands.scan("SN1003")
    assert hands.strip[0] == "refused" and "had this step a moment ago" in hands.strip[1]
    for tag in (card, *others):
        step = hands.shop.ask("passport", tag=tag).steps[-1]
        assert (step.step, step.outcome) == ("BAKE", "done")
        assert step.values == {"temperature": 90.0, "hours": 9.0}
    assert page.on.tag == card
    hands.key(Qt.Key.Key_Escape)
    hands.scan("SN1003")
    assert page.on.tag == others[3]


def test_choices_and_dates_of_a_step(hands: Any, page: BenchPage, card: str) -> None:
    hands.shop.until(card, "STOR")
    page.steps.begin_code("STOR")
    grade = page.view.form.field("grade")
    assert isinstance(grade, QComboBox)
    grade.setCurrentIndex(grade.findData("B"))
    hands.type(page.view.form.field("sealed_on"), "soon")
    hands.key(Qt.Key.Key_F5)
    assert "is no date" in page.view.form._rows["sealed_on"].fault.text()
    hands.type(page.view.form.field("sealed_on"), "2026-11-24")
    hands.key(Qt.Key.Key_F5)
    step = hands.shop.ask("passport", tag=card).steps[-1]
    assert step.values == {"grade": "B", "sealed_on": "2026-11-24"}


def test_any_other_step_is_offered(hands: Any, page: BenchPage, card: str) -> None:
    hands.tap(page.view.idle.other)
    assert page.view.choice.isVisible()
    hands.type(page.view.choice.box, "x-ray")
    hands.key(Qt.Key.Key_Return)
    assert page.view.form.isVisible() and page.view.form._name.text() == "X-ray"


def test_one_undo_takes_a_whole_tray_back(hands: Any, page: BenchPage, card: str) -> None:
    others = [hands.shop.card(f"SN1{n:03}") for n in range(3)]
    page.steps.begin_code("EVI")
    form = page.view.form
    hands.tap(form.same)
    hands.key(Qt.Key.Key_F5)
    for number in range(3):
        hands.scan(f"SN1{number:03}")
    assert form.tray.undo_all.words() == "Undo all 4 steps"
    assert form.tray.list.lines() == [spelled(tag) for tag in (*others[::-1], card)]
    hands.key(Qt.Key.Key_Z, CONTROL)  # the last one, as everywhere
    assert hands.shop.ask("passport", tag=others[2]).steps == []
    assert form.tray.undo_all.words() == "Undo all 3 steps"
    hands.scan("SN1002")
    assert len(form.tray.records) == 4 and hands.strip[0] == "done"
    hands.key(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert hands.strip[:2] == ("done", "4 steps undone")
    for tag in (card, *others):
        assert hands.shop.ask("passport", tag=tag).steps == []
    assert not form.tray.isVisible() and form.same.words() == "Same for every card I scan"
    hands.scan("SN1000")
    assert len(hands.shop.ask("passport", tag=others[0]).steps) == 1


def test_the_clock_of_a_step_is_started_and_stopped(hands: Any, page: BenchPage, card: str) -> None:
    hands.key(Qt.Key.Key_F12)
    form = page.view.form
    hands.key(Qt.Key.Key_F12, CONTROL)
    assert hands.strip[:2] == ("done", f"Visual inspection: begun on {spelled(card)}")
    assert form.isVisible() and form.clock.words() == "Stop: 0 min"
    assert hands.shop.ask("routing", tag=card).steps[2].state == "running"
    hands.tap(form.clock)
    assert hands.strip[:2] == ("done", f"Visual inspection: broken off on {spelled(card)}")
    assert form.clock.words() == "Start the clock" and hands.shop.ask("open_steps") == []
    hands.tap(form.clock)
    hands.key(Qt.Key.Key_F5)
    assert hands.shop.ask("open_steps") == []
    assert hands.shop.ask("step_times", batch="B1")[0].pieces == 1


def test_the_minutes_of_a_step_under_way_go_on_by_themselves(
    hands: Any, page: BenchPage, card: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.key(Qt.Key.Key_F12)
    hands.key(Qt.Key.Key_F12, CONTROL)
    view, form, routing = page.view, page.view.form, page.on.routing
    row = view.card.steps.findChildren(Press)[2]
    assert (
        form.clock.words() == "Stop: 0 min" and row.accessibleDescription() == "Under way · 0 min"
    )

    def no(query: str, *_facts: Any, **_more: Any) -> None:
        # The intake fills its lists a moment after the start, on a slow machine only now.
        assert query == "intake_choices", "the database was asked"

    hands.desk._poll.stop()  # which looks for what other windows did
    monkeypatch.setattr(hands.desk, "ask", no)
    begun = (datetime.now(UTC) - timedelta(minutes=66)).isoformat()
    steps = [step._replace(since=begun) if step.since else step for step in routing.steps]
    page.on.routing = routing._replace(steps=steps)  # as if an hour had gone by
    assert view.clock.isActive() and view.clock.interval() == 60_000
    view.clock.setInterval(1)
    hands.wait(lambda: form.clock.words() == "Stop: 1 h 6 min")
    assert form.begun.text() == f"Begun {since(begun)} by Ana"
    assert row.accessibleDescription() == "Under way · 1 h 6 min"
    assert view.idle._next_word.text() == f"Under way for 1 h 6 min, begun {since(begun)} by Ana"
    assert form.isVisible(), "what is in hand stays in hand"
    view.hide()
    assert not view.clock.isActive()


def test_a_step_nobody_ended_asks_for_its_time(hands: Any, page: BenchPage, card: str) -> None:
    hands.shop.do("set_catalogue", kind="step", code="EVI", body={"longest": 0.00001})
    hands.shop.do("start_step", piece=card, step="EVI")
    hands.scan(card)
    hands.key(Qt.Key.Key_F12)
    form = page.view.form
    fault = form._minutes.fault
    assert fault.isVisible() and fault.text() == "Begun 0 min ago. How long did it really take?"
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "refused" and "nobody ended it" in " ".join(hands.strip[1:])
    hands.type(form.minutes, "a lot")
    hands.key(Qt.Key.Key_F5)
    assert "“a lot” is no number" in fault.text()
    hands.type(form.minutes, "0,5")
    hands.key(Qt.Key.Key_F5)
    assert hands.shop.ask("step_times", batch="B1")[0].total == 0.5


def test_a_scan_fills_in_the_field_that_wants_one(hands: Any, page: BenchPage, card: str) -> None:
    hands.shop.until(card, "TDN")
    page.steps.begin_code("TDN")
    cooler = page.view.form.field("cooler_serial")
    assert isinstance(cooler, QLineEdit)
    hands.scan("COOLER-77/A")
    assert cooler.text() == "COOLER-77/A" and hands.strip[:2] == (
        "done", "Cooler number: COOLER-77/A",
    )  # fmt: skip
    hands.key(Qt.Key.Key_F5)
    assert hands.shop.ask("passport", tag=card).steps[-1].values == {"cooler_serial": "COOLER-77/A"}


def test_a_file_and_a_photo_go_with_a_step(
    hands: Any, page: BenchPage, card: str, tmp_path: Path
) -> None:
    hands.shop.until(card, "DET")
    report = tmp_path / "report.txt"
    report.write_bytes(b"0 errors")
    page.steps.begin_code("MEM")
    page.steps.take_file("report", report)
    hands.settle()
    assert page.view.form.field("report").words() == "report.txt"
    hands.key(Qt.Key.Key_F5)
    values = hands.shop.ask("passport", tag=card).steps[-1].values
    assert values == {"report": sha256(b"0 errors").hexdigest()}
    page.steps.begin_code("TDN")
    photo = page.view.form.field("photo")
    assert isinstance(photo, QComboBox)
    kept = evidence.keep(hands.shop.database, b"a photo", "photo.jpg")
    hands.shop.do("attach_photo", evidence=kept, width=4, height=3, piece=card, note="Front")
    page.refresh()
    hands.settle()
    assert photo.currentData() == kept["sha256"]  # it came while nothing was chosen
    hands.key(Qt.Key.Key_F5)
    assert hands.shop.ask("passport", tag=card).steps[-1].values == {"photo": kept["sha256"]}


def test_a_step_that_comes_too_early_is_let_pass_by_a_lead(
    hands: Any, page: BenchPage, card: str
) -> None:
    page.steps.begin_code("DSLD")
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "refused"
    assert "First: Visual inspection, Teardown" in " ".join(hands.strip[1:])
    assert hands.window.let_pass.isVisible()
    hands.type(hands.window.let_pass.reason.reason, "it came in bare")
    hands.key(Qt.Key.Key_Return)
    [step] = hands.shop.ask("passport", tag=card).steps
    assert (step.step, step.override) == ("DSLD", "it came in bare")
