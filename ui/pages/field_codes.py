# SPDX-License-Identifier: MIT
"""Fields that are filled in by the codes of the command sheet, one of them always set off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from shiboken6 import isValid

from ui.context import Context
from ui.pages.reball_form import CriterionRow
from ui.tab_order import as_read
from ui.widgets.controls import Press
from ui.widgets.panels import FormRow
from workshop.benches.commands import typed_by
from workshop.language import say

CHOICES = "choices"
"""The property of a field for text, or of a button that stays pressed, that lists what can be
chosen for it."""

CALLED, UNIT = "called", "unit"
"""The properties of a field that stands in no row of a form: what it is called, and its unit."""


SCANNED = "scanned"
"""The property of the field that codes fill in: it is set off in colour."""


class FieldCodes:
    """Types, chooses, answers and goes on, in the fields of the `panes` that are in sight.

    The field in hand is the one with the keyboard, set off in colour and named in the strip. A
    field that is newly taken in hand gives up what stands in it at the first character, as after
    Tab. `keep` records what is filled in; False where nothing is open.
    """

    def __init__(
        self,
        context: Context,
        panes: Callable[[], Sequence[QWidget]],
        keep: Callable[[], bool],
        judged: Callable[[QWidget], str] = lambda _field: "",
    ) -> None:
        self._context, self._panes, self._keep = context, panes, keep
        self._judged = judged
        self._hand: QWidget | None = None

    def take(self, action: str) -> None:
        """Do what this code says with the field in hand, and say what stands in it then."""
        if action == "keep":
            if not self._keep():
                self._nothing()
            return
        fields = self._fields()
        if not fields:
            self._nothing()
            return
        field = self._in_hand(fields)
        if action == "next_field":
            self._turn_to(_after(fields, field))
        elif character := typed_by(action):
            self._wrote(field, _write(field, character))
        elif action == "backspace":
            self._wrote(field, _rub_out(field))
        elif action == "clear_field":
            self._wrote(field, _clear(field))
        elif action == "today":
            self._wrote(field, _takes_date(field) and _fill(field, date.today().isoformat()))
        elif action == "next_choice":
            self._wrote(field, _choose_next(field))
        elif _say(field, action):
            self._turn_to(_after(fields, field), said=told(field))
        else:
            self._wrote(field, False)

    def write(self, text: str) -> bool:
        """Put what was scanned into the field in hand; False where no code took one for text."""
        field = QApplication.focusWidget()
        if field is None or field is not self._hand or _takes_date(field):
            return False
        if not isinstance(field, (QLineEdit, QPlainTextEdit)) or not _fill(field, text):
            return False
        self._tell(field)
        return True

    def _nothing(self) -> None:
        hint = say("Open what you want to record, then scan this again.")
        self._context.answer("careful", say("Nothing here is filled in by scans"), hint)

    def _fields(self) -> list[QWidget]:
        """What can be filled in, as the keyboard goes through it from the first pane on."""
        return [one for pane in self._panes() for one in as_read(pane) if is_field(one)]

    def _in_hand(self, fields: Sequence[QWidget]) -> QWidget:
        """The field with the keyboard; where that is elsewhere the last one in hand, else the
        first."""
        focus = QApplication.focusWidget()
        if focus is not None and focus in fields:
            self.set_off(focus)
            return focus
        field = next((each for each in fields if each is self._hand), fields[0])
        self._take_up(field)
        return field

    def _turn_to(self, field: QWidget, said: str = "") -> None:
        self._take_up(field)
        self._tell(field, said)

    def _take_up(self, field: QWidget) -> None:
        """Give this field the keyboard; a character replaces what stands in it."""
        field.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(field, (QLineEdit, QAbstractSpinBox)):
            field.selectAll()
        self.set_off(field)

    def set_off(self, field: QWidget | None) -> None:
        """Mark the field in hand, and no other; None marks none."""
        before, self._hand = self._hand, field
        if before is not None and before is not field and isValid(before):
            _mark(before, False)
        if field is not None:
            _mark(field, True)

    def _wrote(self, field: QWidget, done: bool) -> None:
        if done:
            self._tell(field, self._judged(field))
        else:
            words = say("{field} takes no such answer", field=_name(field))
            self._context.answer("careful", words, hint(field))

    def _tell(self, field: QWidget, said: str = "") -> None:
        small = say("{said}. {hint}", said=said, hint=hint(field)) if said else hint(field)
        self._context.answer("question", told(field), small)


def is_field(widget: QWidget) -> bool:
    """Whether something can be filled in by codes."""
    if not widget.isEnabled() or isinstance(widget.parentWidget(), (QAbstractSpinBox, QComboBox)):
        return False  # the line inside a box is filled in as its box
    if isinstance(widget, QAbstractButton):
        return widget.isCheckable() and bool(widget.property(CHOICES))
    if isinstance(widget, (QLineEdit, QPlainTextEdit, QAbstractSpinBox)):
        return not widget.isReadOnly()
    return isinstance(widget, (QComboBox, CriterionRow))


def _after(fields: Sequence[QWidget], field: QWidget) -> QWidget:
    return fields[(fields.index(field) + 1) % len(fields)]


def _mark(field: QWidget, set_off: bool) -> None:
    field.setProperty(SCANNED, "true" if set_off else "false")
    field.style().unpolish(field)
    field.style().polish(field)


def _takes_date(field: QWidget) -> bool:
    return bool(field.inputMethodHints() & Qt.InputMethodHint.ImhDate)


def _write(field: QWidget, text: str, before: int = 0, length: int = 0) -> bool:
    """Write as an input method does: what listens to typing hears it.

    So many characters (`length`), from so many `before` the cursor on, are written over.
    """
    if not isinstance(field, (QLineEdit, QPlainTextEdit, QAbstractSpinBox)):
        return False
    event = QInputMethodEvent()
    event.setCommitString(text, -before, length)
    QApplication.sendEvent(field, event)
    return True


def _rub_out(field: QWidget) -> bool:
    text = _text(field) if not isinstance(field, QAbstractSpinBox) else field.text()
    if isinstance(field, QLineEdit):
        field.end(False)
    elif isinstance(field, QPlainTextEdit):
        field.moveCursor(QTextCursor.MoveOperation.End)
    return bool(text) and _write(field, "", 1, 1)


def _clear(field: QWidget) -> bool:
    if isinstance(field, QComboBox):
        _choose(field, 0)
    elif isinstance(field, CriterionRow):
        field.answered.emit("")
    elif isinstance(field, QAbstractButton):
        _press(field, False)
    elif isinstance(field, (QLineEdit, QPlainTextEdit)):
        field.selectAll()
        length = len(_text(field))
        _write(
            field, "", field.cursorPosition() if isinstance(field, QLineEdit) else length, length
        )
    elif isinstance(field, QAbstractSpinBox):
        field.clear()
    return True


def _fill(field: QWidget, text: str) -> bool:
    """Write this in place of what stands there."""
    return _clear(field) and _write(field, text)


def _choose_next(field: QWidget) -> bool:
    if isinstance(field, QComboBox):
        _choose(field, (field.currentIndex() + 1) % max(1, field.count()))
        return True
    if isinstance(field, CriterionRow):
        field.answered.emit({"": "no", "no": "yes"}.get(field.answer(), ""))
        return True
    if isinstance(field, QAbstractButton):
        _press(field, not field.isChecked())
        return True
    offered = list(field.property(CHOICES) or ())
    if not offered or not isinstance(field, QLineEdit):
        return False
    now = field.text()
    place = offered.index(now) + 1 if now in offered else 0
    return _fill(field, offered[place % len(offered)])


def _say(field: QWidget, answer: str) -> bool:
    """Answer yes or no; False where the field asks something else."""
    if answer not in ("yes", "no"):
        return False
    if isinstance(field, CriterionRow):
        field.answered.emit(answer)
        return True
    if isinstance(field, QAbstractButton):
        _press(field, answer == "yes")
        return True
    place = field.findData(answer) if isinstance(field, QComboBox) else -1
    if isinstance(field, QComboBox) and place >= 0:
        _choose(field, place)
    return place >= 0


def _choose(box: QComboBox, place: int) -> None:
    """Choose as a hand does: who listens to choices hears of it."""
    box.setCurrentIndex(place)
    box.activated.emit(place)


def _press(button: QAbstractButton, on: bool) -> None:
    if button.isChecked() is not on:
        button.click()


def _text(field: QWidget) -> str:
    """What stands in a field, as people read it."""
    if isinstance(field, QLineEdit):
        return field.text()
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, QAbstractSpinBox):
        return field.text()
    if isinstance(field, QComboBox):
        return field.currentText()
    if isinstance(field, CriterionRow):
        return field.words()
    assert isinstance(field, QAbstractButton)
    return say("Yes") if field.isChecked() else say("No")


def _name(field: QWidget) -> str:
    if isinstance(field, CriterionRow):
        return field.name
    if isinstance(field, Press):
        return field.words()
    row = field.parentWidget()
    if isinstance(row, FormRow) and row.label.text():
        return row.label.text()
    return str(field.property(CALLED) or field.accessibleName())


def told(field: QWidget) -> str:
    """A field and what stands in it, with its unit."""
    text, row = _text(field), field.parentWidget()
    if not text:
        return say("{field}: empty", field=_name(field))
    unit = row.unit.text() if isinstance(row, FormRow) else str(field.property(UNIT) or "")
    if unit:
        return say("{field}: {value} {unit}", field=_name(field), value=text, unit=unit)
    return say("{field}: {value}", field=_name(field), value=text)


def hint(field: QWidget) -> str:
    """What can be scanned with this field in hand."""
    if isinstance(field, (CriterionRow, QAbstractButton)):
        return say("Scan yes, no, the next field, or keep.")
    if isinstance(field, QComboBox) or field.property(CHOICES):
        return say("Scan the next choice, the next field, or keep.")
    if _takes_date(field):
        return say("Scan today or a date, the next field, or keep.")
    return say("Scan digits or letters, the next field, or keep.")
