# SPDX-License-Identifier: MIT
"""The test plans in the settings: looked at, changed by keys alone and by mouse, saved anew."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.pages.plan_editor import PlanEditor
from ui.pages.settings_plans import PlansSection

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def section(hands: Any) -> PlansSection:
    """The test plans, the one for rails chosen."""
    page = hands.go("settings")
    page.show_tag("plans")
    hands.settle()
    found = page.sections["plans"]
    assert isinstance(found, PlansSection)
    hands.wait(lambda: found.editor.about.all_tools.count() > 1)
    found.table.go("VOLTAGE")
    found.table.setFocus()
    hands.settle()
    return found


def version(hands: Any, code: str = "VOLTAGE") -> Any:
    return next(row for row in hands.shop.ask("plan_versions") if row.plan.code == code)


def row_of(section: PlansSection, code: str) -> list[str]:
    """What the list says of a plan."""
    rows = section.table.rows
    place = [row.plan.code for row in rows.rows()].index(code)
    return [str(rows.index(place, column).data() or "") for column in range(rows.columnCount())]


def shown(editor: PlanEditor, place: int = 0) -> list[str]:
    """What the list of measurements says of one."""
    rows = editor.table.rows
    return [str(rows.index(place, column).data() or "") for column in range(3)]


def test_the_list_says_what_there_is_and_what_is_used(hands: Any, section: PlansSection) -> None:
    assert row_of(section, "VOLTAGE") == [
        "Rails at power-on", "Diagnosis", "All cards", "As shipped", "Not used", "7",
    ]  # fmt: skip
    assert row_of(section, "ECC")[1:3] == [
        "At intake", "Data Center, RTX A, RTX Ada, RTX PRO Blackwell, Quadro",
    ]  # fmt: skip
    card = hands.shop.card("S-1")
    hands.shop.do("record_test", piece=card, plan="VBIOS", values={"vbios_version": "94.02"})
    section.refresh()
    hands.settle()
    used = version(hands, "VBIOS").results
    assert row_of(section, "VBIOS")[4] == ("In use" if used else "Not used")


def test_limits_are_changed_by_keys_alone(hands: Any, section: PlansSection) -> None:
    hands.key(Qt.Key.Key_E, CONTROL)
    editor = section.editor
    assert editor.isVisible() and editor.table.hasFocus()
    assert editor.heading.text() == "Rails at power-on"
    assert shown(editor) == ["12 V *", "11.4 to 12.6 V", "Default, check it"]
    assert editor.pane.default.isVisible()
    field = editor.pane.text_of("low")
    for _ in range(30):
        if field.hasFocus():
            break
        hands.key(Qt.Key.Key_Tab)
    assert field.hasFocus(), "Tab comes to the limits"
    hands.type(field, "11,6")
    assert shown(editor) == ["12 V *", "11.6 to 12.6 V", ""]
    assert not editor.pane.default.isVisible() and editor.pane.confirmed.isChecked()
    editor.table.setFocus()
    hands.key(Qt.Key.Key_Down, ALT)
    assert [shown(editor, place)[0] for place in (0, 1)] == ["5 V", "12 V *"]
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip == (
        "done", "Rails at power-on, version 1 saved",
        "Results of the past keep the limits they were judged by.",
    )  # fmt: skip
    first, second = version(hands).plan.measurements[:2]
    assert (first.name, second.name, second.low, second.confirmed) == ("v_5v", "v_12v", 11.6, True)
    assert not editor.isVisible() and section.table.hasFocus()
    assert row_of(section, "VOLTAGE")[3:] == ["Version 1", "Not used", "6"]


def test_a_measurement_is_added_by_mouse_and_asked_for_on_the_page_of_tests(
    hands: Any, section: PlansSection
) -> None:
    hands.tap(section.open)
    editor = section.editor
    hands.tap(editor.add)
    assert editor.pane.text_of("label").hasFocus() and editor.table.currentRow() == 1
    hands.type(editor.pane.text_of("label"), "Ripple")
    for name, text in (("unit", "mV"), ("high", "80"), ("margin", "20"), ("golden", "10")):
        hands.type(editor.pane.text_of(name), text)
    hands.tap(editor.pane.required)
    assert shown(editor, 1) == ["Ripple *", "at most 80 mV", ""]
    hands.tap(editor.save)
    new = version(hands).plan.measurements[1]
    assert (new.name, new.unit, new.high, new.margin) == ("ripple", "mV", 80.0, 20.0)
    assert (new.golden_percent, new.required, new.confirmed) == (10.0, True, True)
    tests = hands.go("tests")
    hands.scan(hands.shop.card("A-1"))
    tests.choose_plan("VOLTAGE")
    hands.settle()
    assert list(tests.form.rows)[1] == "ripple"
    hands.type(tests.form.rows["ripple"].field, "70")
    assert tests.form.rows["ripple"].badge.text() == "Marginal"


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    hands: Any, section: PlansSection
) -> None:
    hands.key(Qt.Key.Key_Return)
    editor = section.editor
    hands.type(editor.pane.text_of("low"), "twelve")
    editor.table.go(2)
    hands.type(editor.pane.text_of("high"), "1")
    hands.tap(editor.tabs.chips["plan"])
    hands.type(editor.about.tools, "furmark")
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[:2] == ("question", "No test tool is called “furmark”.")
    assert editor.about.tools.hasFocus() and editor.about.rows["tools"].fault.isVisible()
    editor.about.all_tools.setCurrentIndex(editor.about.all_tools.findData("gpu-burn"))
    editor.about.tools.clear()
    editor.about.all_tools.activated.emit(editor.about.all_tools.currentIndex())
    assert editor.about.tools.text() == "gpu-burn"
    hands.key(Qt.Key.Key_S, CONTROL)
    assert editor.table.currentRow() == 0 and editor.pane.text_of("low").hasFocus()
    assert editor.pane.text_of("low").text() == "twelve"
    assert editor.pane.rows["low"].fault.text() == (
        "The lower limit: “twelve” is no number. Type digits, such as 12.5."
    )
    hands.type(editor.pane.text_of("low"), "11")
    hands.key(Qt.Key.Key_S, CONTROL)
    assert editor.table.currentRow() == 2
    assert "below the lower one" in editor.pane.rows["high"].fault.text()
    assert version(hands).version == 0
    hands.type(editor.pane.text_of("high"), "3.5")
    hands.key(Qt.Key.Key_S, CONTROL)
    kept = version(hands)
    assert (kept.version, kept.plan.tools) == (1, ("gpu-burn",))
    assert (kept.plan.measurements[0].low, kept.plan.measurements[2].high) == (11.0, 3.5)


def test_a_default_that_was_checked_is_ticked(hands: Any, section: PlansSection) -> None:
    hands.key(Qt.Key.Key_Return)
    editor = section.editor
    assert not editor.pane.confirmed.isChecked()
    hands.tap(editor.pane.confirmed)
    assert shown(editor) == ["12 V *", "11.4 to 12.6 V", ""]
    hands.tap(editor.pane.confirmed)
    assert shown(editor)[2] == "Default, check it"
    hands.tap(editor.pane.confirmed)
    hands.key(Qt.Key.Key_S, CONTROL)
    assert version(hands).plan.measurements[0].confirmed


def test_a_new_plan_is_made_and_its_log_name_completed(hands: Any, section: PlansSection) -> None:
    hands.tap(section.new)
    editor = section.editor
    assert editor.about.name.hasFocus() and editor.heading.text() == "New plan"
    hands.type(editor.about.name, "Memory test")
    hands.tap(editor.save)
    assert hands.strip[:2] == ("question", "There is a plan “Memory test” already.")
    assert editor.lacks.isVisible() and editor.about.rows["name"].fault.isVisible()
    hands.type(editor.about.name, "Warm-up")
    hands.tap(editor.add)
    hands.type(QApplication.focusWidget(), "Core after ten minutes")
    hands.type(editor.pane.text_of("high"), "85")
    hands.type(editor.pane.text_of("name"), "core_te")
    popup = editor.pane.text_of("name").completer().popup()
    assert popup.isVisible()
    popup.hide()
    hands.type(editor.pane.text_of("name"), "core_temp")
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[:2] == ("done", "Warm-up, version 1 saved")
    assert version(hands, "WARM-UP").plan.measurements[0].name == "core_temp"
    assert section.table.currentRow().plan.code == "WARM-UP"


def test_a_copy_needs_a_name(hands: Any, section: PlansSection) -> None:
    hands.tap(section.copy)
    editor = section.editor
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[:2] == ("question", "Give the plan a name.")
    hands.type(editor.about.name, "Rails of the A100")
    editor.about.all_cards.setCurrentIndex(editor.about.all_cards.findData("Data Center"))
    editor.about.all_cards.activated.emit(editor.about.all_cards.currentIndex())
    hands.key(Qt.Key.Key_S, CONTROL)
    made = version(hands, "RAILS-OF-THE-A100")
    assert made.plan.suits == ("Data Center",)
    assert made.plan.measurements == version(hands).plan.measurements


def test_what_is_not_saved_is_asked_about_once(hands: Any, section: PlansSection) -> None:
    hands.key(Qt.Key.Key_Return)
    editor = section.editor
    hands.type(editor.pane.text_of("unit"), "mV")
    hands.tap(editor.back)
    assert hands.strip[:2] == ("careful", "The plan is not saved") and editor.isVisible()
    hands.tap(editor.back)
    assert not editor.isVisible() and version(hands).version == 0
