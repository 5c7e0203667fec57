# SPDX-License-Identifier: MIT
"""Around the scans of the intake page: what stays set for the next cards, and the mark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.pages.bench_parts import only_shown
from ui.pages.words import KINDS
from ui.theme import Tone
from ui.widgets.completing import complete
from ui.widgets.controls import SURE_MS, Button, Label
from ui.widgets.panels import FormRow, Panel
from workshop.benches.intake import IntakeBench
from workshop.domain.terms import PieceKind
from workshop.language import say, say_many

# The catalogue is read some time after the first scan can be answered.
CHOICES_AFTER_MS = 400

GRADES = ("A", "B", "C", "D")


def _box() -> QComboBox:
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(4)
    return box


class Typed(QComboBox):
    """A name to type or to choose; its first line, chosen, means that none is set."""

    def __init__(self, none: str) -> None:
        super().__init__()
        self._none, self._names = none, dict[str, str]()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.activated.connect(self._chosen)
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText(none)

    def offer(self, names: Sequence[str]) -> None:
        """Offer these names under the line that means none; what stands there stays.

        Words of the catalogue are shown in the language in force, and kept as they are.
        """
        before = self.currentText()
        self.blockSignals(True)
        self.clear()
        self._names = {say(name): name for name in names}
        self.addItems([self._none, *self._names])
        self.setCurrentIndex(-1)
        self.setEditText(before)
        self.blockSignals(False)
        complete(self, self._names)

    def _chosen(self, place: int) -> None:
        if place == 0:
            self.setCurrentIndex(-1)
            self.setEditText("")

    def value(self) -> str:
        """The name that is set; empty for none."""
        text = self.currentText().strip()
        return "" if text == self._none else self._names.get(text, text)


class Sticky(Panel):
    """What the next cards are, as the bench has it: always in sight, changed by tap or scan."""

    def __init__(self, desk: Desk, bench: IntakeBench) -> None:
        super().__init__(margin=12)
        self._desk, self._bench = desk, bench
        self.reasons: list[tuple[str, str]] = []  # why a card may be refused: code and words
        self.kind = _box()
        for kind in (PieceKind.CARD, PieceKind.BOARD):
            self.kind.addItem(say(KINDS[kind]), kind.value)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.model = Typed(say("As the list says"))
        self.maker = Typed(say("As the list says"))
        self.packaging, self.completeness = _box(), _box()
        for name, typed in (("model", self.model), ("maker", self.maker)):
            typed.currentTextChanged.connect(lambda _, n=name, t=typed: self._set(n, t.value()))
        for name, box in (("packaging", self.packaging), ("completeness", self.completeness)):
            box.addItem(say("Not said"), "")
            box.currentIndexChanged.connect(
                lambda _, n=name, b=box: self._set(n, b.currentData() or "")
            )
        row = QHBoxLayout()
        row.setSpacing(12)
        for words, field, share in (
            (say("Kind"), self.kind, 2),
            (say("Model"), self.model, 5),
            (say("Maker"), self.maker, 4),
            (say("Packaging"), self.packaging, 4),
            (say("Completeness"), self.completeness, 4),
        ):
            row.addWidget(FormRow(words, field), share)
        row.addWidget(self._grades())
        self.body.addLayout(row)

    def _grades(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Label(say("Grade"), theme.NOTE, ink="quiet"))
        self._row = QHBoxLayout()
        self._row.setSpacing(4)
        column.addLayout(self._row)
        self.grades: dict[str, Button] = {}
        self._offer_grades(GRADES)
        return whole

    def _offer_grades(self, grades: Sequence[str]) -> None:
        if list(self.grades) == list(grades):
            return
        for old in self.grades.values():
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.grades = {}
        for grade in grades:
            button = Button(grade, tone=Tone.ACCENT)
            button.setAccessibleName(say("Grade {grade}", grade=grade))
            button.clicked.connect(lambda _=False, g=grade: self._tap_grade(g))
            self.grades[grade] = button
            self._row.addWidget(button)

    def _tap_grade(self, grade: str) -> None:
        """Set this grade for the next cards; pressed again, none is set."""
        sticky = self._bench.sticky
        sticky["grade"] = "" if sticky["grade"] == grade else grade
        self.show_bench()

    # What can be chosen

    def fill_later(self) -> None:
        """Read what can be chosen, but not in the way of the first scan."""
        if not self.model.count():
            QTimer.singleShot(CHOICES_AFTER_MS, self, self._ask)

    def _ask(self) -> None:
        self._desk.ask("intake_choices", {}, self._offer, self, "choices")

    def _offer(self, found: Any) -> None:
        self.model.offer(found.models)
        self.maker.offer(found.makers)
        for box, words in (
            (self.packaging, found.packaging),
            (self.completeness, found.completeness),
        ):
            now = box.currentData()
            box.blockSignals(True)
            while box.count() > 1:
                box.removeItem(1)
            for word in words:
                box.addItem(say(word), word)
            box.setCurrentIndex(max(0, box.findData(now)))
            box.blockSignals(False)
        self._offer_grades(found.grades)
        self.reasons = list(found.reasons)
        self.show_bench()

    def _kind_changed(self, _place: int) -> None:
        self._bench.kind = PieceKind(self.kind.currentData())

    def _set(self, name: str, value: str) -> None:
        self._bench.sticky[name] = value

    def show_bench(self) -> None:
        """Show the grade that is set, which a scan may have changed."""
        for grade, button in self.grades.items():
            button.setFilled(self._bench.sticky["grade"] == grade)


class Mark(QWidget):
    """How many cards came since the mark, and the undo of all of them."""

    def __init__(self, desk: Desk, context: Context) -> None:
        super().__init__()
        self._desk, self._context = desk, context
        self.since: list[int] = []  # entries that stand
        self._cards: set[int] = set()  # those of them that took a card in
        self.sure = QTimer(self, singleShot=True, interval=SURE_MS)
        self.sure.timeout.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.words = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.button = Button(say("Set a mark"), key="F7", press=self.begin)
        self.undo_all = Button("", key="F8", press=self.undo)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(only_shown(self.button))
        row.addWidget(only_shown(self.undo_all))
        column.addWidget(self.words)
        column.addLayout(row)
        self._show()

    def begin(self) -> None:
        """Count from here."""
        self.since.clear()
        self._cards.clear()
        self._show()

    def count(self, entry: int, *, card: bool = True) -> None:
        """This entry took a card in, or added to one."""
        self.since.append(entry)
        if card:
            self._cards.add(entry)
        self._show()

    def forget(self, undone: set[int]) -> None:
        """These entries were undone by other means."""
        if undone & set(self.since):
            self.since = [entry for entry in self.since if entry not in undone]
            self._cards -= undone
            self._show()

    def _show(self) -> None:
        self.sure.stop()
        n = len(self._cards)
        counted = say_many("{n} card since the mark", "{n} cards since the mark", n)
        self.words.setText(counted if n else say("No card since the mark"))
        self.undo_all.setText(say("Undo all {n}", n=n) if n > 1 else say("Undo all"))
        self.undo_all.setEnabled(bool(self.since))

    def undo(self) -> None:
        """Undo everything since the mark as one; more than one card wants a second press."""
        n = len(self._cards)
        if not self.since:
            return
        if n > 1 and not self.sure.isActive():
            self.sure.start()
            self.undo_all.setText(say("Again: undo {n}", n=n))
            self.words.setText(say("Press again to undo {n} cards.", n=n))
            return
        entries, cards = list(self.since), set(self._cards)
        self.begin()

        def done(_receipt: dict[str, Any], _text: str) -> None:
            words = say_many("{n} card undone", "{n} cards undone", n)
            self._context.answer("done", words, say("The batch is as it was at the mark."))

        def no(sentence: str, kind: str) -> None:
            if kind == "refused" and len(entries) > 1:
                self._one_by_one(entries, cards)
            else:
                self._context.answer("refused", sentence)

        self._desk.do("undo_many", {"entries": entries}, done, no, owner=self)

    def _one_by_one(self, entries: list[int], cards: set[int]) -> None:
        """Undo what can be undone, the newest first, and say what stayed."""
        undone: list[int] = []
        stayed: list[str] = []

        def came(entry: int, reason: str) -> None:
            if reason:
                stayed.append(reason)
            else:
                undone.append(entry)
            if len(undone) + len(stayed) == len(entries):
                words = say_many("{n} card undone", "{n} cards undone", len(cards & set(undone)))
                hint = say("{n} stayed: {reason}", n=len(stayed), reason=stayed[0])
                self._context.answer("careful", words, hint)

        for entry in sorted(entries, reverse=True):
            self._undo_one(entry, partial(came, entry))

    def _undo_one(self, entry: int, came: Callable[[str], None]) -> None:
        """Undo an entry; `came` hears why it could not be, or nothing."""
        self._desk.do(
            "undo",
            {"entry": entry},
            lambda _receipt, _text: came(""),
            lambda sentence, _kind: came(sentence),
            owner=self,
        )
