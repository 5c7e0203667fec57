# SPDX-License-Identifier: MIT
"""A step edited in the settings, by mouse and keys, and shown at the bench as it was saved."""

from pathlib import Path
from typing import Any

import pytest
from at_routings import section
from pictures_made import photo
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from ui.pages.photo_view import PhotoDialog
from ui.pages.settings_routings import RoutingsSection
from ui.widgets.controls import Button

FIRST_PAGE = "settings"

__all__ = ["section"]

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def step_of(hands: Any, code: str = "TDN") -> Any:
    return next(step for step in hands.shop.ask("steps") if step.code == code)


def edit(hands: Any, section: RoutingsSection, code: str = "TDN") -> Any:
    """The editor of a step, opened by its key."""
    section.editor.table.go(code)
    hands.key(Qt.Key.Key_E, CONTROL)
    assert section.step.isVisible()
    return section.step


def test_a_field_is_added_by_keys_alone_and_asked_for_at_the_bench(
    hands: Any, section: RoutingsSection
) -> None:
    under_way = hands.shop.card("A-1")
    hands.shop.do("record_step", piece=under_way, step="EVI")
    before = step_of(hands).fields
    editor = edit(hands, section)
    assert editor.heading.text() == "Teardown"
    assert editor._told.text().startswith("Part of Repair, Harvest.")
    assert editor.name.hasFocus()
    editor.add.setFocus()
    hands.key(Qt.Key.Key_Space)
    assert editor.pane.text_of("label").hasFocus() and editor.table.currentRow() == 1
    hands.type(QApplication.focusWidget(), "Gap of the slot")
    hands.key(Qt.Key.Key_Tab)
    hands.type(QApplication.focusWidget(), "Num")
    hands.settle()
    assert editor.pane.type.currentData() == "number" and editor.pane.rows["low"].isVisible()
    for text in ("mm", "0,5", "2"):
        hands.key(Qt.Key.Key_Tab)
        hands.type(QApplication.focusWidget(), text)
    hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_Space)  # it must be filled in
    editor.table.setFocus()
    hands.key(Qt.Key.Key_Up, ALT)
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip == (
        "done", "Teardown, version 1 saved", "Cards under way keep the version they are on.",
    )  # fmt: skip
    new, *rest = step_of(hands).fields
    assert (new.name, new.unit, new.low, new.high, new.required) == (
        "gap_of_the_slot", "mm", 0.5, 2.0, True,
    )  # fmt: skip
    assert tuple(rest) == before and not section.step.isVisible()
    bench = hands.go("bench")
    for tag, labels in (
        (hands.shop.card("A-2"), ["Gap of the slot * (0.5 to 2)", "Pad thickness by place"]),
        (under_way, ["Pad thickness by place", "Old paste"]),
    ):
        hands.scan(tag)
        bench.steps.begin_code("TDN")
        assert [row.label.text() for row in bench.view.form._rows.values()][:2] == labels
        hands.key(Qt.Key.Key_Escape)


def test_a_new_step_goes_behind_the_one_in_hand_whatever_is_answered_first(
    hands: Any, section: RoutingsSection, monkeypatch: pytest.MonkeyPatch
) -> None:
    section.editor.table.go("TDN")
    hands.tap(section.editor.new)
    hands.type(section.step.name, "Weigh")
    came, rows = section._steps_came, hands.shop.ask("routing_versions")

    def came_last(steps: Any) -> None:
        section._came(rows)
        came(steps)

    monkeypatch.setattr(section, "_steps_came", came_last)
    hands.key(Qt.Key.Key_S, CONTROL)
    codes = section.editor.table.rows.rows()
    assert codes[codes.index("TDN") + 1] == "WEIGH"


def test_a_new_step_is_made_and_put_into_the_routing(hands: Any, section: RoutingsSection) -> None:
    section.editor.table.go("TDN")
    hands.tap(section.editor.new)
    editor = section.step
    assert editor.heading.text() == "New step" and editor.name.hasFocus()
    hands.type(editor.name, "visual inspection")
    hands.tap(editor.save)
    assert hands.strip[:2] == ("question", "There is a step “visual inspection” already.")
    assert editor.rows["name"].fault.isVisible()
    hands.type(editor.name, "Weigh")
    hands.tap(editor.add)
    hands.type(QApplication.focusWidget(), "Grams")
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[:2] == ("done", "Weigh, version 1 saved")
    assert section.editor.table.currentRow() == "WEIGH"
    hands.tap(section.editor.save)
    steps = next(row for row in hands.shop.ask("routing_versions") if row.code == "harvest").steps
    assert steps[steps.index("TDN") + 1] == "WEIGH"
    assert [field.name for field in step_of(hands, "WEIGH").fields] == ["grams"]


def test_what_is_wrong_is_said_at_its_place_and_nothing_is_saved(
    hands: Any, section: RoutingsSection
) -> None:
    editor = edit(hands, section)
    hands.tap(editor.add)
    editor.pane.type.setCurrentIndex(editor.pane.type.findData("choice"))
    editor.pane.type.activated.emit(editor.pane.type.currentIndex())
    editor.table.go(0)
    hands.type(editor.longest, "0")
    hands.tap(editor.save)
    assert hands.strip[:2] == ("question", "Say after how many hours it was forgotten.")
    assert editor.rows["longest"].fault.isVisible()
    assert editor.table.currentRow() == 1 and editor.pane.text_of("label").hasFocus()
    assert editor.pane.rows["label"].fault.text() == "Say what is asked for."
    assert "commas" in editor.pane.rows["choices"].fault.text()
    hands.type(editor.longest, "8")
    hands.tap(editor.remove)
    hands.tap(editor.save)
    assert hands.strip[:2] == ("done", "Teardown, version 1 saved")
    assert step_of(hands).longest == 8


def test_what_is_not_saved_is_asked_about_once(hands: Any, section: RoutingsSection) -> None:
    section.editor.table.go("EVI")
    hands.key(Qt.Key.Key_Up, ALT)  # the routing is changed too, and stays so
    editor = edit(hands, section)
    hands.tap(editor.back)
    assert not editor.isVisible() and section.editor.is_changed
    editor = edit(hands, section)
    hands.type(editor.name, "Strip down")
    hands.tap(editor.back)
    assert hands.strip[:2] == ("careful", "The step is not saved") and editor.isVisible()
    hands.tap(editor.back)
    assert not editor.isVisible() and step_of(hands).name == "Teardown"
    assert section.editor.is_changed


def test_a_picture_is_chosen_shown_at_the_bench_and_enlarged(
    hands: Any, section: RoutingsSection, tmp_path: Path
) -> None:
    file = tmp_path / "how.jpg"
    file.write_bytes(photo(size=(960, 640)))
    editor = edit(hands, section)
    assert not editor.picture.isVisible() and not editor.bare.isVisible()
    hands.tap(editor.choose)
    [dialog] = hands.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    hands.window.activateWindow()
    hands.settle()
    assert hands.strip[:2] == ("done", "how.jpg kept")
    hands.wait(lambda: editor.picture.image is not None)
    hands.tap(editor.save)
    kept = step_of(hands).picture
    assert list(hands.shop.database.target.parent.glob(f"**/{kept}"))
    bench = hands.go("bench")
    hands.scan(hands.shop.card("A-1"))
    bench.steps.begin_code("TDN")
    picture = bench.view.form.picture
    assert picture.isVisible() and picture.accessibleName().startswith("Picture of Teardown")
    hands.wait(lambda: picture.image is not None)
    assert picture.image.width() == 600 and bench.view.form._text.text()
    picture.setFocus()
    hands.key(Qt.Key.Key_Return)
    [view] = picture.findChildren(PhotoDialog)
    hands.settle()
    assert view.isVisible() and (view.photo.width, view.photo.height) == (960, 640)
    words = [button.words() for button in view.findChildren(Button) if button.isVisible()]
    assert "Close" in words and "Remove" not in words  # it is changed in the settings
    view.reject()
    bench.steps.begin_code("EVI")
    assert not picture.isVisible()


def test_what_is_no_picture_is_refused(
    hands: Any, section: RoutingsSection, tmp_path: Path
) -> None:
    file = tmp_path / "how.jpg"
    file.write_bytes(b"no picture")
    editor = edit(hands, section)
    editor.take_file(file)
    hands.settle()
    assert hands.strip[0] == "refused" and not editor.is_changed


def test_a_picture_that_is_gone_says_so_in_its_place(
    hands: Any, section: RoutingsSection, tmp_path: Path
) -> None:
    file = tmp_path / "how.jpg"
    file.write_bytes(photo())
    editor = edit(hands, section)
    editor.take_file(file)
    hands.settle()
    hands.tap(editor.save)
    for kept in hands.shop.database.target.parent.glob(f"**/{step_of(hands).picture}*"):
        kept.unlink()
    bench = hands.go("bench")
    hands.scan(hands.shop.card("A-1"))
    bench.steps.begin_code("TDN")
    hands.settle()
    assert "is missing" in bench.view.form.picture.words()
    assert bench.view.form.picture.accessibleName().startswith("Picture of Teardown")
