# SPDX-License-Identifier: MIT
"""The run of a profile as it is looked at: its curve, and everything it is judged on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.pages.tests_plan import Typed, limits
from ui.pages.words import moment, number, to_type
from ui.widgets import draw
from ui.widgets.controls import Badge, Label
from ui.widgets.curve_chart import CurveChart, Points, Programme, Wanted
from ui.widgets.meters import LimitGauge
from ui.widgets.states import VERDICTS
from workshop.benches.curves import programme
from workshop.benches.hot_work import NAMES, UNITS
from workshop.domain.terms import Verdict
from workshop.language import say

if TYPE_CHECKING:
    from workshop.queries.heat import HeatRow
    from workshop.queries.runs import ProfileRow


# px: in a column beside the bench there is no more.
_GAUGE = 24


class Judgement(QWidget):
    """What a run is judged on, one line each; `noted` says that a value was typed."""

    noted = Signal()

    def __init__(self, typed: bool) -> None:
        super().__init__()
        self.fields: dict[str, Typed] = {}
        self._values: dict[str, Label] = {}
        self._lines: dict[str, tuple[LimitGauge, Label, Badge]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(3, 1)
        for row, (name, words) in enumerate(NAMES.items()):
            said = Label(say(words), theme.NOTE)
            grid.addWidget(said, row, 0)
            if typed:
                self._add_field(name, words, grid, row)
            else:
                self._values[name] = Label("", theme.BODY, strong=True)
                grid.addWidget(self._values[name], row, 1, Qt.AlignmentFlag.AlignRight)
            gauge, wanted, badge = LimitGauge(), Label("", theme.SMALL, ink="quiet"), Badge()
            gauge.setMinimumWidth(_GAUGE)
            self._lines[name] = (gauge, wanted, badge)
            grid.addWidget(gauge, row, 3)
            grid.addWidget(wanted, row, 4)
            grid.addWidget(
                badge, row, 5, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            )
        self.show_judged([])

    def _add_field(self, name: str, words: str, grid: QGridLayout, row: int) -> None:
        field = Typed()
        field.setFont(theme.font())
        field.setFixedWidth(84)
        field.setAccessibleName(say("{label} {unit}", label=say(words), unit=UNITS[name]))
        field.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        field.textEdited.connect(lambda _text: self.noted.emit())
        self.fields[name] = field
        grid.addWidget(field, row, 1)
        grid.addWidget(Label(UNITS[name], theme.NOTE, ink="quiet"), row, 2)

    def typed(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: field.text() for name, field in self.fields.items()}

    def put(self, measured: dict[str, float | None]) -> None:
        """Write these into the fields, as they were read from a curve."""
        for name, field in self.fields.items():
            field.setText(to_type(measured.get(name)))

    def write(self, typed: Mapping[str, str]) -> None:
        """Write this into the fields, as `typed` gave it."""
        for name, field in self.fields.items():
            field.setText(typed[name])

    def show_faults(self, faults: dict[str, Any]) -> None:
        """Mark the fields whose values cannot be read."""
        for name, field in self.fields.items():
            field.setProperty("wrong", "true" if name in faults else "false")
            field.setAccessibleDescription(str(faults.get(name, "")))
            field.setToolTip(draw.plain_tip(str(faults.get(name, ""))))
            field.style().unpolish(field)
            field.style().polish(field)

    def show_judged(self, rows: Sequence[Any]) -> None:
        """Show limits and verdicts; none where there is no profile yet."""
        by_name = {row.name: row for row in rows}
        for name, (gauge, wanted, badge) in self._lines.items():
            row = by_name.get(name)
            known = row is not None and (row.low is not None or row.high is not None)
            wanted.setText(limits(row.low, row.high, UNITS[name]) if row is not None else "")
            gauge.setVisible(known)
            if row is not None:
                look = VERDICTS[Verdict(row.verdict)]
                gauge.setValue(row.value, row.low, row.high, look.tone)
                badge.setLook(look)
                badge.setVisible(row.value is not None and known)
            else:
                badge.hide()
            if name in self._values:
                value = row.value if row is not None else None
                self._values[name].setText(f"{number(value)} {UNITS[name]}" if value is not None
                                           else "–")  # fmt: skip


class RunView(QWidget):
    """A curve against its profile, and below it what the run is judged on."""

    def __init__(self, typed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row: HeatRow | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        head = QHBoxLayout()
        head.setSpacing(12)
        self.title = Label("", theme.TITLE, strong=True, cuts=True)
        self.verdict = Badge()
        head.addWidget(self.title, 1)
        head.addWidget(self.verdict)
        column.addLayout(head)
        self.detail = Label("", theme.NOTE, ink="quiet", cuts=True)
        column.addWidget(self.detail)
        self.chart = CurveChart(say("Curve of the run"))
        column.addWidget(self.chart, 1)
        self.judgement = Judgement(typed)
        column.addWidget(self.judgement)

    def show_profile(self, row: ProfileRow | None, curve: Points = ()) -> None:
        """Show this profile, and the curve of the joint where there is one."""
        if row is None:
            self.chart.show_curves([], Wanted(), curve)
            return
        profile = row.profile
        self.chart.show_curves(
            [Programme(say(zone.name), programme(zone)) for zone in profile.zones],
            Wanted(row.melts, profile.soak_from, profile.soak_to, profile.peak_low,
                   profile.peak_high),
            curve,
        )  # fmt: skip

    def show_run(self, row: HeatRow, profile: ProfileRow, judged: Sequence[Any]) -> None:
        """Show the run of a row of a heat ledger; its curve follows when it was read."""
        run = row.run
        if run is None:
            return
        self.row = row
        self.title.setText(profile_words(profile))
        parts = [moment(row.at), row.name, row.station]
        if run.nozzle:
            parts.append(say("nozzle {nozzle}", nozzle=run.nozzle))
        parts += [run.note, "" if run.curve else say("no curve was kept")]
        self.detail.setText(" · ".join(part for part in parts if part))
        self.show_profile(profile)
        self.show_judged(judged, run.verdict)

    def show_judged(self, rows: Sequence[Any], verdict: str) -> None:
        """Show what it is judged on, and the verdict of all."""
        self.judgement.show_judged(rows)
        self.verdict.setLook(VERDICTS[Verdict(verdict)])
        self.verdict.setVisible(bool(rows))


def version_words(row: ProfileRow) -> str:
    """Which version of a profile it is, as a sentence."""
    return say("Version {n}.", n=row.version) if row.version else say("As it was shipped.")


def profile_words(row: ProfileRow) -> str:
    """A profile by name and version."""
    if row.version:
        return say("{name} · version {n}", name=row.profile.name, n=row.version)
    return say("{name} · as shipped", name=row.profile.name)
