# SPDX-License-Identifier: MIT
"""The views of one card that is looked at closely, at the intake and at the bench."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from view_steps import View, batch_set, half_done
from whole_window import WholeWindow

_CONTROL = Qt.KeyboardModifier.ControlModifier


def _in_hand(at: WholeWindow, serial: str) -> None:
    """This card is in hand at the intake, and looked at closely."""
    batch_set(at)
    at.key(Qt.Key.Key_F5)
    page: Any = at.window.page
    model = page.dock.sticky.model
    model.setEditText("GeForce RTX 4090")
    at.scan(serial)
    model.setEditText("")
    at.key(Qt.Key.Key_W, _CONTROL)


def _intake_who(at: WholeWindow, serial: str = "WHO4711") -> QWidget:
    _in_hand(at, serial)
    for source, name, value in (
        ("Box", "Serial", "WHO4712"),
        ("Die", "Die marking", "GA102-300-A1"),
        ("VBIOS", "VBIOS version", "95.02.18.00.01"),
    ):
        for label, word in (("Read from", source), ("What was read", name)):
            box = at.field(label)
            box.setCurrentIndex(at.option(box, word))
        at.type(at.field("What it says"), value)
        at.key(Qt.Key.Key_Return)
    return at.window


def _intake_signs(at: WholeWindow) -> QWidget:
    _in_hand(at, "SIGNS4711")
    at.press("Signs of a fake…")
    page: Any = at.window.page
    for number, answers in enumerate(page.close_up.view.signs.answers.values()):
        at.click(answers.buttons[("no", "yes", "")[number % 3]])
    at.press("Put into quarantine …")
    return at.window


def _intake_condition(at: WholeWindow) -> QWidget:
    _in_hand(at, "CONDITION4711")
    at.key(Qt.Key.Key_G, _CONTROL)
    page: Any = at.window.page
    at.wait(lambda: page.close_up.view.condition.grade.buttons)
    for words in ("opened box", "card only"):
        at.press(words)
    at.press("Add a defect …")
    at.click_row("What to choose from", "Board bent")
    at.press("Major")
    at.press("B")
    return at.window


def _intake_defect(at: WholeWindow) -> QWidget:
    _in_hand(at, "DEFECT4711")
    at.key(Qt.Key.Key_G, _CONTROL)
    at.press("Add a defect …")
    at.click_row("What to choose from", "Board cracked")
    return at.window


def _bench_who(at: WholeWindow) -> QWidget:
    half_done(at)
    at.press("Identity")
    return at.window


def _bench_codes(at: WholeWindow) -> QWidget:
    half_done(at)
    at.press("Condition")
    at.press("Add a defect …")
    return at.window


def _bench_doubt(at: WholeWindow) -> QWidget:
    _intake_who(at, "BENCH4711")
    at.press("Put into quarantine …")
    at.press("Put into quarantine")
    at.go("bench")
    at.scan("BENCH4711")
    at.key(Qt.Key.Key_Escape)  # from what is looked at closely
    return at.window


INTAKE = [
    View("intake, who is this card", _intake_who),
    View("intake, signs of a fake", _intake_signs),
    View("intake, condition", _intake_condition),
    View("intake, a defect", _intake_defect),
]
BENCH = [
    View("bench, who is this card", _bench_who),
    View("bench, which defect", _bench_codes),
    View("bench, card in doubt", _bench_doubt),
]
