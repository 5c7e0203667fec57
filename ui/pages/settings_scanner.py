# SPDX-License-Identifier: MIT
"""Settings: scanning by keys, serial port or camera, and a place to try it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from ui import theme
from ui.keyboards import Heard
from ui.pages.page import Page
from ui.pages.settings_parts import (
    Option,
    Section,
    bounded_box,
    fill,
    options_box,
    setting_row,
)
from ui.pages.settings_scanner_ways import CameraWay, SerialWay
from ui.visible import visible
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.language import mark, say

if TYPE_CHECKING:
    from ui.pages.settings_scanner_setup import SetUp

SHOWN = 12

_TEXTS = ("scanner_prefix", "scanner_suffix", "scanner_separator")


class ScannerSection(Section):
    """While this section is open, scans are shown here and do nothing else."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._tried: list[tuple[str, str]] = []
        self.set_up: SetUp | None = None
        row = QHBoxLayout()
        row.setSpacing(12)
        self.left = QStackedWidget()
        self.left.addWidget(self._try_out())
        row.addWidget(self.left, 1)
        self.right = self._ways()
        row.addWidget(self.right)
        self.column.addLayout(row)
        if self.context.scanner is not None:
            self.context.scanner.scanned.connect(self._scanned)
        if self.context.scanners is not None:
            self.context.scanners.heard.connect(self._heard)

    def _try_out(self) -> Panel:
        panel = Panel(say("Try the scanner out"))
        panel.body.addWidget(
            Label(
                say("Scan any code. Here it is only shown, and changes nothing."),
                ink="quiet",
                wraps=True,
            )
        )
        self.verdict = Label("", wraps=True, strong=True)
        panel.body.addWidget(self.verdict)
        self.table = Table(
            [
                Column(mark("What was read"), lambda tried: tried[0], strong=True, share=4),
                Column(mark("Longest pause"), lambda tried: tried[1], align="right", width=140),
            ],
            name=mark("What was read"),
            empty=mark("Nothing was scanned yet."),
        )
        panel.body.addWidget(self.table, 1)
        self.measure = Button(
            say("Set it up with a test code"), icon="scan", press=self.show_set_up
        )
        panel.body.addWidget(self.measure)
        return panel

    # The three ways

    def _ways(self) -> Panel:
        panel = Panel()
        panel.setFixedWidth(320)
        self.ways = QStackedWidget()
        self.serial, self.camera = SerialWay(self.context), CameraWay(self.context)
        for way in (self._rules(), self.serial, self.camera):
            self.ways.addWidget(way)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.choice = QButtonGroup(self)
        for place, words in enumerate((say("Keys"), say("Serial port"), say("Camera"))):
            button = Button(words)
            button.setCheckable(True)
            self.choice.addButton(button, place)
            row.addWidget(button, 1)
        self.choice.idClicked.connect(self.show_way)
        panel.body.addLayout(row)
        panel.body.addWidget(self.ways, 1)
        self.repeat = bounded_box("scanner_repeat", self.context.settings.scanner_repeat)
        self.repeat.setSingleStep(100)
        self.repeat.valueChanged.connect(self._keep)
        panel.body.addWidget(setting_row("scanner_repeat", self.repeat, say("ms")))
        self.choice.button(0).setChecked(True)
        return panel

    def _rules(self) -> QWidget:
        panel, settings = Panel(margin=0), self.context.settings
        panel.setObjectName("")
        self.gap = bounded_box("scanner_gap", settings.scanner_gap)
        self.least = bounded_box("scanner_least", settings.scanner_least)
        for box in (self.gap, self.least):
            box.valueChanged.connect(self._keep)
        panel.body.addWidget(setting_row("scanner_gap", self.gap, say("ms")))
        panel.body.addWidget(setting_row("scanner_least", self.least))
        self.ends = options_box(
            [
                Option("both", say("Enter or Tab")),
                Option("enter", say("Enter")),
                Option("tab", say("Tab")),
                Option("pause", say("None: a pause")),
            ],
            settings.scanner_ends,
        )
        self.ends.currentIndexChanged.connect(self._keep)
        panel.body.addWidget(setting_row("scanner_ends", self.ends))
        self.prefix, self.suffix, self.separator = QLineEdit(), QLineEdit(), QLineEdit()
        for field, name in zip((self.prefix, self.suffix, self.separator), _TEXTS, strict=True):
            field.setText(getattr(settings, name))
            field.setMaxLength(8)
            field.editingFinished.connect(self._keep)
        around = QHBoxLayout()
        around.addWidget(setting_row("scanner_prefix", self.prefix))
        around.addWidget(setting_row("scanner_suffix", self.suffix))
        panel.body.addLayout(around)
        panel.body.addWidget(setting_row("scanner_separator", self.separator))
        panel.body.addStretch(1)
        return panel

    def show_way(self, place: int) -> None:
        """Show the settings of keys (0), serial port (1) or camera (2)."""
        self.ways.setCurrentIndex(place)
        if place:
            (self.serial if place == 1 else self.camera).look()

    def _keep(self) -> None:
        settings = self.context.settings
        settings.scanner_gap, settings.scanner_least = self.gap.value(), self.least.value()
        settings.scanner_ends = str(self.ends.currentData())
        settings.scanner_repeat = self.repeat.value()
        for field, name in zip((self.prefix, self.suffix, self.separator), _TEXTS, strict=True):
            setattr(settings, name, field.text())
        settings.save()
        self.context.restyled.emit()

    def _show_settings(self) -> None:
        """Show the settings of the keys as they are now."""
        settings = self.context.settings
        fields: list[tuple[Any, Any]] = [
            (self.gap, settings.scanner_gap),
            (self.prefix, settings.scanner_prefix),
            (self.suffix, settings.scanner_suffix),
            (self.separator, settings.scanner_separator),
        ]
        for field, value in fields:
            field.blockSignals(True)
            (field.setText if isinstance(field, QLineEdit) else field.setValue)(value)
            field.blockSignals(False)
        options = [
            Option(str(self.ends.itemData(n)), self.ends.itemText(n))
            for n in range(self.ends.count())
        ]
        fill(self.ends, options, settings.scanner_ends)

    # The test code

    def show_set_up(self) -> None:
        """Show the test code, and hear the scanner whatever it does until that is closed."""
        from ui.pages.settings_scanner_setup import MEASURING, SetUp

        if self.context.scanner is None:
            return
        if self.set_up is None:
            self.set_up = SetUp(self.page)
            self.set_up.done.connect(self.leave_set_up)
            self.set_up.fitted.connect(self._fitted)
            self.left.addWidget(self.set_up)
        self.set_up.begin()
        self.context.scanner.setRules(MEASURING)
        self.left.setCurrentWidget(self.set_up)
        self.right.hide()

    def leave_set_up(self) -> None:
        """Back to trying it out, by the settings."""
        if self.is_measuring and self.context.scanner is not None:
            self.left.setCurrentIndex(0)
            self.right.show()
            self.context.scanner.setRules(self.context.settings.scanner)

    def _fitted(self) -> None:
        self._show_settings()
        self.leave_set_up()
        self.context.restyled.emit()
        self.context.answer("done", say("The scanner is set up"), say("Scan any code to try it."))

    @property
    def is_measuring(self) -> bool:
        """Whether the test code is shown."""
        return self.left.currentIndex() == 1

    def hideEvent(self, event: QHideEvent) -> None:
        """Another section or page: the scanner goes by the settings again."""
        if not event.spontaneous():
            self.leave_set_up()
        super().hideEvent(event)

    # What was read

    @property
    def is_trying(self) -> bool:
        """Whether scans are only shown."""
        return self.isVisible()

    def _scanned(self, text: str) -> None:
        scanner = self.context.scanner
        if not self.is_trying or scanner is None:
            return
        if self.is_measuring and self.set_up is not None:
            self.set_up.take(Heard(text, scanner.widest_gap, scanner.ended_by))
            return
        gap, limit = scanner.widest_gap, self.context.settings.scanner_gap
        self._note(text, say("{n} ms", n=round(gap)))
        if gap > limit * 0.8:
            self.verdict.setText(say("It is nearly too slow: allow a longer pause."))
            self.verdict.setInk("careful")
        else:
            self.verdict.setText(say("It is read well."))
            self.verdict.setInk("good")

    def _heard(self, text: str, way: str) -> None:
        """A scan of any way; those by keys are known already."""
        words = {"serial": mark("serial port"), "camera": mark("camera")}.get(way)
        if self.is_trying and words is not None:
            self._note(text, say(words))
            self.verdict.setText(say("It is read well."))
            self.verdict.setInk("good")

    def _note(self, text: str, how: str) -> None:
        self._tried.insert(0, (visible(text), how))
        del self._tried[SHOWN:]
        self.table.setRows(self._tried)

    def refresh(self) -> None:
        """Say where the scanner cannot be tried."""
        if self.context.scanner is None:
            self.verdict.setText(say("There is no scanner in this window."))
            self.verdict.setFont(theme.font())
        self.measure.setEnabled(self.context.scanner is not None)
