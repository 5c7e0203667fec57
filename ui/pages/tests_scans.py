# SPDX-License-Identifier: MIT
"""What a scan says to the attempt in hand: an instrument, a value, a code, or its next card."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.context import Context
from ui.pages.field_codes import FieldCodes, told
from ui.pages.step_fields import NO_VALUE
from ui.pages.tests_how import HowMeasured, calibration
from ui.pages.tests_plan import PlanForm, PlanRow
from ui.pages.tests_side import KEEP_KEY
from ui.pages.tests_work import TestWork
from ui.pages.words import two_lines
from ui.widgets.states import VERDICTS
from workshop.benches.answers import Stop
from workshop.benches.commands import fills_in
from workshop.benches.testing import Attempt
from workshop.domain.terms import InstrumentState, ScanKind, Verdict
from workshop.language import say

if TYPE_CHECKING:
    from workshop.queries.find import Identified
    from workshop.queries.results import InstrumentRow


class TestScans:
    """Takes the scans that are for the attempt in hand; every other one is left to the page.

    A number that is scanned while a field is marked is its value, also where a piece is called so;
    a tag is always its piece.
    """

    def __init__(
        self,
        context: Context,
        work: TestWork,
        form: PlanForm,
        how: HowMeasured,
        panes: Callable[[], list[QWidget]],
    ) -> None:
        self._context, self._work = context, work
        self._form, self._how, self._panes = form, how, panes
        self.codes = FieldCodes(context, panes, work.keep, form.verdict_of)

    def take(self, scan: Identified) -> bool:
        """An instrument, a code of the command sheet, the next card of a tray, or a value."""
        row = None if scan.tag else self._how.known(scan.scan)
        if row is not None:
            self._choose(row)
            return True
        attempt = self._form.attempt
        if attempt is None or not self._panes():
            return False
        if scan.kind == ScanKind.COMMAND:
            return self._command(scan.value)
        if scan.tag and self._work.next_of_tray(scan.tag):
            return True
        marked = self._form.marked()
        return marked is not None and self._take_value(attempt, marked, scan)

    def _command(self, action: str) -> bool:
        if fills_in(action):
            self.codes.take(action)
        elif action == "same_again":
            self._work.turn_same()
        else:
            return False
        return True

    def _choose(self, row: InstrumentRow) -> None:
        """Measure with the instrument that was scanned."""
        if row.state != InstrumentState.IN_USE:
            words = say("Instrument {code} is retired", code=row.code)
            self._context.answer("refused", words, say("Use another one."))
            return
        asked = self._how.choose(row)
        words, ink = calibration(row)
        big = say("Measured with {code}", code=row.code)
        if self._form.attempt is not None and not asked:
            no = say("No value of this plan is measured with it. It stays set for other plans.")
            self._context.answer("careful", big, no)
        else:
            self._context.answer("careful" if ink == "careful" else "done", big, words)

    def _take_value(self, attempt: Attempt, row: PlanRow, scan: Identified) -> bool:
        """Put what a device or a code typed into the row that is marked; False for no value."""
        name, is_number = row.line.name, row.line.type == "number"
        if row.line.type == "text":
            value = _text_of(row, scan)
        else:
            heard = attempt.heard(name, scan.scan, names_a_piece=bool(scan.tag))
            if isinstance(heard, Stop):
                self._refuse(row, str(heard))
                return True
            value = heard
        if not value or (scan.tag and not is_number):
            return False
        row.put(value)
        if name in attempt.wrong:
            self._refuse(row, str(attempt.wrong[name]))
            return True
        verdict = self._form.verdict_of(row.field)
        then = self._go_on(row) if is_number else ""
        good = verdict in ("", VERDICTS[Verdict.PASS].word)
        small = say("{verdict}. {then}", verdict=verdict, then=then) if verdict else then
        self._context.answer("done" if good else "careful", told(row.field), small.strip())
        return True

    def _go_on(self, row: PlanRow) -> str:
        """Mark the next number; what is to do then."""
        coming = self._form.mark_next(row)
        if coming is None:
            return say("That was the last number. {key} keeps the attempt.", key=KEEP_KEY)
        return say("Next: {field}.", field=say(coming.line.label))

    def _refuse(self, row: PlanRow, sentence: str) -> None:
        self._context.answer("refused", *two_lines(sentence))
        if isinstance(row.field, QLineEdit):
            row.field.selectAll()


def _text_of(row: PlanRow, scan: Identified) -> str:
    """Any code may be a text: one is taken only where a code of the command sheet marked it."""
    is_meant = row.field.property("scanned") == "true" and scan.kind not in NO_VALUE
    return scan.scan if is_meant and not scan.tag else ""
