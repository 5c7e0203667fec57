# SPDX-License-Identifier: MIT
"""In the settings: profiles are edited and saved as new versions, alloys, faults and limits too."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.pages.settings_hot import HotWorkSection, put
from ui.pages.settings_profiles import ProfilesSection
from ui.widgets.controls import Button, Chip

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def profiles(hands: Any) -> ProfilesSection:
    page = hands.go("settings")
    page.show_tag("profiles")
    hands.settle()
    found = page.sections["profiles"]
    assert isinstance(found, ProfilesSection)
    return found


@pytest.fixture
def hot(hands: Any) -> HotWorkSection:
    page = hands.go("settings")
    page.show_tag("hot")
    hands.settle()
    found = page.sections["hot"]
    assert isinstance(found, HotWorkSection)
    return found


def profile(hands: Any, code: str) -> Any:
    return hands.shop.ask("profile", code=code)


def test_the_first_profile_is_shown_as_a_curve(profiles: ProfilesSection) -> None:
    assert [row.profile.code for row in profiles.table.rows.rows()] == [
        "BGA-OFF-LF", "BGA-ON-LF", "BGA-ON-PB", "REBALL-LF",
    ]  # fmt: skip
    editor = profiles.editor
    assert editor.heading.text() == "Desolder, lead-free (BGA-OFF-LF)"
    assert "top to 255 °C" in editor.chart.accessibleDescription()
    assert not editor.save.isEnabled() and editor.rows["code"].isHidden()


def test_a_segment_and_a_limit_are_changed_by_keys_and_saved(
    hands: Any, profiles: ProfilesSection
) -> None:
    editor = profiles.editor
    hands.type(editor.segments.field(0, 0), "130")
    hands.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is editor.segments.field(0, 1), "Enter goes on"
    hands.key(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is editor.segments.field(0, 2)
    hands.type(editor.limits["peak_high"], "243")
    hands.key(Qt.Key.Key_S, CONTROL)
    hands.settle()
    assert hands.strip[:2] == ("done", "Profile BGA-OFF-LF, version 1 saved")
    found = profile(hands, "BGA-OFF-LF")
    assert (found.version, found.profile.peak_high) == (1, 243)
    assert found.profile.zones[0].segments[0].temperature == 130
    assert "version 1" in profiles.table.rows.data(profiles.table.rows.index(0, 0))
    assert not editor.save.isEnabled()


def test_what_is_no_number_is_marked_and_not_saved(hands: Any, profiles: ProfilesSection) -> None:
    editor = profiles.editor
    hands.type(editor.segments.field(1, 0), "hot")
    assert editor.segments.field(1, 0).property("wrong") == "true"
    hands.type(editor.limits["fall_high"], "x")
    assert "is no number" in editor.rows["fall_high"].fault.text()
    hands.tap(editor.save)
    assert hands.strip[0] == "question" and "is no number" in hands.strip[1]
    assert profile(hands, "BGA-OFF-LF").version == 0
    hands.type(editor.limits["fall_high"], "6")
    hands.type(editor.segments.field(1, 0), "700")
    hands.tap(editor.save)
    assert hands.strip[0] == "refused" and "not between 0" in hands.strip[1]
    hands.tap(editor.again)
    assert editor.segments.field(1, 0).text() == "150" and not editor.save.isEnabled()


def test_segments_are_added_up_to_twenty_and_removed(hands: Any, profiles: ProfilesSection) -> None:
    editor = profiles.editor
    for _ in range(18):
        editor.add_segment()
    assert QApplication.focusWidget() is editor.segments.field(19, 0)
    editor.add_segment()
    assert hands.strip[0] == "refused" and "at most 20 segments" in hands.strip[1]
    hands.settle()
    gone = next(b for b in editor.findChildren(Button)
                if b.accessibleName() == "Remove segment 20" and b.isVisible())  # fmt: skip
    gone.click()
    assert len(editor.segments.texts()) == 19
    hands.key(Qt.Key.Key_S, CONTROL)
    hands.settle()
    assert len(profile(hands, "BGA-OFF-LF").profile.zones[0].segments) == 19


def test_zones_are_taken_in_hand_added_and_removed(hands: Any, profiles: ProfilesSection) -> None:
    editor = profiles.editor

    def chips() -> list[Chip]:
        return [chip for chip in editor.findChildren(Chip) if chip.isVisible()]

    hands.tap(next(chip for chip in chips() if chip.words() == "top"))
    assert editor.zone_name.text() == "top" and len(editor.segments.texts()) == 4
    hands.tap(next(chip for chip in chips() if chip.accessibleName() == "Add a zone"))
    hands.type(editor.zone_name, "nitrogen")
    assert "nitrogen to 255 °C" in editor.chart.accessibleDescription()
    editor.remove.click()
    assert [zone.name for zone in editor.bench.zones] == ["bottom", "top"]


def test_a_new_profile_is_begun_from_one_there_is(hands: Any, profiles: ProfilesSection) -> None:
    hands.tap(profiles.copy)
    editor = profiles.editor
    assert editor.rows["code"].isVisible() and QApplication.focusWidget() is editor.code
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[0] == "question"
    assert editor.rows["code"].fault.text() == "Say the code of the new profile."
    hands.type(editor.code, "NEW-1")
    hands.type(editor.name, "Ours")
    hands.key(Qt.Key.Key_S, CONTROL)
    hands.settle()
    assert profile(hands, "NEW-1").profile.name == "Ours"
    assert profiles.table.currentRow().profile.code == "NEW-1"


def test_what_another_window_saves_does_not_undo_what_is_typed(
    hands: Any, profiles: ProfilesSection
) -> None:
    hands.type(profiles.editor.limits["peak_high"], "241")
    body = {"peak_high": 244}
    hands.shop.do("set_catalogue", kind="profile", code="BGA-OFF-LF", body=body)
    hands.wait(lambda: profiles.table.rows.row(0).version == 1)
    assert profiles.editor.limits["peak_high"].text() == "241"


def test_a_heat_limit_is_set_for_a_kind(hands: Any, hot: HotWorkSection) -> None:
    hands.tap_row(hot.limits.table, 1)
    assert hot.limits.form.facts() == {"kind": "die", "cycles": "3", "confirmed": "no"}
    hands.type(hot.limits.form.text_of("cycles"), "many")
    hands.tap(hot.limits.save)
    assert hands.strip[0] == "question"
    hands.type(hot.limits.form.text_of("cycles"), "4,5")
    hands.tap(hot.limits.save)
    assert hands.strip[0] == "refused" and "whole number" in hands.strip[1]
    hands.type(hot.limits.form.text_of("cycles"), "4")
    put(hot.limits.form.box_of("confirmed"), "yes")
    hands.tap(hot.limits.save)
    assert hands.strip[0] == "done"
    row = next(row for row in hands.shop.ask("heat_limits") if row.kind == "die")
    assert row == ("die", 4, True, 1)
    hands.wait(lambda: hot.limits.table.rows.row(1).cycles == 4)


def test_alloys_and_faults_are_added_and_changed(hands: Any, hot: HotWorkSection) -> None:
    hands.tap(hot.alloys.new)
    for fact, text in (("code", "SAC387"), ("name", "Ours"), ("melts", "219")):
        hands.type(hot.alloys.form.text_of(fact), text)
    put(hot.alloys.form.box_of("leaded"), "no")
    hands.tap(hot.alloys.save)
    hands.wait(lambda: "SAC387" in [row.code for row in hot.alloys.table.rows.rows()])
    hands.tap_row(hot.criteria.table, 0)
    assert not hot.criteria.form.text_of("code").isEnabled(), "a code is said once"
    hands.type(hot.criteria.form.text_of("name"), "No ball there")
    hands.tap(hot.criteria.save)
    hands.wait(lambda: hot.criteria.table.rows.row(0).name == "No ball there")


def test_the_sections_take_no_keyboard_from_the_list_of_them(hands: Any) -> None:
    page = hands.go("settings")
    page.list.setFocus()
    while page.list.currentRow().name != "database":
        hands.key(Qt.Key.Key_Down)
        assert QApplication.focusWidget() is page.list, page.list.currentRow().name
