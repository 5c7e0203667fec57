# SPDX-License-Identifier: MIT
"""The routings in the settings: edited by mouse and keys, saved as a new version."""

from typing import Any

from at_routings import section
from PySide6.QtCore import Qt

from ui.pages.settings_routings import RoutingsSection

__all__ = ["section"]

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def routing(hands: Any, code: str = "harvest") -> Any:
    return next(row for row in hands.shop.ask("routing_versions") if row.code == code)


def test_a_step_is_moved_by_key_and_saved_as_a_new_version(
    hands: Any, section: RoutingsSection
) -> None:
    card = hands.shop.card("A-1")
    hands.shop.do("record_step", piece=card, step="EVI")
    editor = section.editor
    assert editor.heading.text() == "Harvest"
    editor.table.go("TDN")
    hands.key(Qt.Key.Key_Up, ALT)
    hands.key(Qt.Key.Key_Up, ALT)
    assert editor.table.currentRow() == "TDN" and editor.is_changed
    editor.kind.setCurrentIndex(editor.kind.findData("optional"))
    editor.kind.activated.emit(editor.kind.currentIndex())
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[:2] == ("done", "Routing harvest, version 1 saved")
    now = routing(hands)
    assert now.steps[:4] == ["RECV", "SCAN", "EVI", "TDN"] and "TDN" in now.optional
    assert [step.code for step in hands.shop.ask("routing", tag=card).steps][3] == "DET"
    hands.settle()
    assert editor._told.text() == "Version 1 · 1 card goes this way · 1 on an older version"
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[:2] == ("question", "Nothing was changed.")


def test_steps_are_added_and_taken_out(hands: Any, section: RoutingsSection) -> None:
    editor = section.editor
    editor.table.go("INSP-B")
    editor.all_steps.setCurrentIndex(editor.all_steps.findData("XRAY"))
    hands.tap(editor.add)
    assert editor.table.currentRow() == "XRAY"
    hands.tap(editor.add)
    assert hands.strip[:2] == ("refused", "XRAY is in this routing already.")
    editor.table.go("UFR")
    hands.tap(editor.remove)
    hands.tap(editor.save)
    steps = routing(hands).steps
    assert "UFR" not in steps and steps[steps.index("INSP-B") + 1] == "XRAY"


def test_what_makes_no_sense_is_refused_and_can_be_left(
    hands: Any, section: RoutingsSection
) -> None:
    editor = section.editor
    first, last, _most = editor.loops[0]
    for box, step in ((first, "RBL"), (last, "DRSS")):
        box.setCurrentIndex(box.findData(step))
        box.activated.emit(box.currentIndex())
    hands.tap(editor.save)
    assert hands.strip[0] == "refused" and "DRSS comes before RBL" in " ".join(hands.strip[1:])
    hands.tap(editor.again)
    hands.settle()
    assert not editor.is_changed and first.currentData() == "DRSS"


def test_a_new_routing_begins_as_a_copy(hands: Any, section: RoutingsSection) -> None:
    hands.tap(section.copy)
    hands.type(section.editor.name, "Turing")
    hands.tap(section.editor.save)
    hands.settle()
    assert routing(hands, "turing").steps == routing(hands).steps
    assert section.table.currentRow().code == "turing"
