# SPDX-License-Identifier: MIT
"""What becomes of each scan at the intake: the bench decides, the desk does, the strip answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from ui.actions import key_words
from ui.context import Context, State
from ui.desk import Desk
from ui.pages import intake_parts as parts
from ui.pages.card_words import WHO_KEY
from ui.pages.intake_parts import ScanRow
from ui.pages.words import two_lines
from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.intake import Answer, Here, IntakeBench, Look
from workshop.benches.tags import spelled
from workshop.language import say

IN_VIEW = 20

# What an undo back to the mark takes back: the session itself stays.
_WORK = {"receive", "refuse", "name_piece", "quarantine"}


class Flow(QObject):
    """Sends what the bench wants done, one after the other, and keeps a row for each scan."""

    changed = Signal()  # rows, or what the bench has in hand
    recorded = Signal(object, bool)  # the number of an entry; whether it took a card in
    begun = Signal()  # a card is being received

    def __init__(self, desk: Desk, context: Context, bench: IntakeBench, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._context, self._bench = desk, context, bench
        self.rows: list[ScanRow] = []

    def clear(self) -> None:
        """Another batch: nothing of the one before is in hand."""
        self.rows.clear()
        self._bench.next_card()
        self.changed.emit()

    def follow(self, text: str, answer: Answer | None) -> bool:
        """Do and say what the bench answered to a scan; False where it is for somebody else."""
        if answer is None:
            return False
        if isinstance(answer, Do):
            self.send(answer, asked_for=True)
        elif isinstance(answer, Ask):
            waits = bool(self._bench.refusing or self._bench.serial)
            state: State = "question" if waits else "done"
            self._context.answer(state, str(answer))
        elif isinstance(answer, Look):
            self._context.go("bench", answer.tag)
        elif isinstance(answer, Here):
            sentence = str(answer)
            here = ScanRow(datetime.now(), text, parts.HERE, answer.facts["tag"], sentence)
            self._add(here)
            return False  # a card that is here opens at the bench, from wherever it is scanned
        else:
            self.stop(text, answer)
        self.changed.emit()
        return True

    def stop(self, text: str, stop: Stop) -> None:
        """Say why a scan cannot be."""
        sentence = str(stop)
        self._refuse(self._add(ScanRow(datetime.now(), text)), sentence)

    def _refuse(self, row: ScanRow | None, sentence: str) -> None:
        if row is not None:
            row.look, row.note = parts.NOT_TAKEN, sentence
        self.changed.emit()
        self._context.answer("refused", sentence)

    def _add(self, row: ScanRow) -> ScanRow:
        self.rows.insert(0, row)
        del self.rows[IN_VIEW:]
        self.changed.emit()
        return row

    # What is done

    def send(self, do: Do, asked_for: bool = False) -> None:
        """Do this, after what has to be done before it; `asked_for` gets an answer in the strip."""
        for first in self._bench.session.first(do):
            self._give(first, None, False)
        row = None
        if do.act in ("receive", "refuse"):
            self.begun.emit()
            row = self._add(ScanRow(datetime.now(), do.facts["serial"]))
        self._give(do, row, asked_for)

    def _give(self, do: Do, row: ScanRow | None, asked_for: bool) -> None:
        self._desk.do(
            do.act,
            do.facts,
            partial(self._done, do, row, asked_for),
            partial(self._not_done, do, row, asked_for),
            owner=self,
        )

    def _done(
        self, do: Do, row: ScanRow | None, asked_for: bool, receipt: dict[str, Any], text: str
    ) -> None:
        late = self._bench.done(do, receipt)
        if late is not None:
            self._give(late, None, False)
        if do.act in _WORK and do.facts.get("batch", self._bench.batch) == self._bench.batch:
            self.recorded.emit(receipt["entry"], do.act == "receive")
        if row is not None:
            row.entry, row.note = receipt["entry"], ""
            row.text = receipt["serial"]
        if do.act == "receive" and row is not None:
            self._received(row, receipt, text)
        elif do.act == "refuse" and row is not None:
            row.look, row.note = parts.REFUSED, say(receipt["because"])
            self._context.answer("careful", text, say("Put it aside: it was not taken in."))
        elif receipt.get("new_doubts"):
            hint = say("It does not fit what is known of this card. {key} shows why.",
                       key=key_words(WHO_KEY))  # fmt: skip
            self._context.answer("careful", text, hint)
        elif asked_for:
            self._context.answer("done", text)
        self.changed.emit()

    def _received(self, row: ScanRow, receipt: dict[str, Any], text: str) -> None:
        row.look, row.tag = parts.look_of(receipt), spelled(receipt["tag"])
        state: State = "careful" if row.look.tone is parts.UNLISTED.tone else "done"
        self._context.answer(state, text, parts.hint_of(receipt, self._bench.preprinted))

    def _not_done(
        self, do: Do, row: ScanRow | None, asked_for: bool, sentence: str, kind: str
    ) -> None:
        self._bench.failed(do, kind)
        if kind == "unavailable":
            if row is not None:
                row.look, row.note = parts.KEPT, sentence
            hint = say("The scan is kept. Press Ctrl+R to try again, or scan on.")
            self._context.answer("refused", sentence, hint)
        elif kind == "near_twin" and row is not None:
            row.look, row.note = parts.TWIN, sentence
            hint = say("Scan it once more to receive it anyway, or go on with another card.")
            self._context.answer("careful", two_lines(sentence)[0], hint)
        elif kind == "already_here" and row is not None:
            row.look, row.note = parts.HERE, sentence
            hint = say("Nothing was changed. Scan the next card.")
            self._context.answer("careful", sentence, hint)
        elif row is not None or asked_for:
            self._refuse(row, sentence)
        self.changed.emit()

    # What was done before, or undone since

    def look_back(self, entries: Sequence[Any]) -> set[int]:
        """Mark what was undone; after a start, show what this batch received last.

        Returns the entries that were undone.
        """
        undone = {entry.number for entry in entries if entry.undone_by}
        if not self.rows:
            mine = [e for e in entries if _is_of(e, self._bench.batch)]
            self.rows = [_as_row(entry) for entry in mine][:IN_VIEW]
        for row in self.rows:
            if row.entry in undone:
                row.look = parts.UNDONE
        self._bench.undone(undone)
        self.changed.emit()
        return undone


def _is_of(entry: Any, batch: str) -> bool:
    return bool(entry.act == "receive" and entry.facts.get("batch") == batch)


def _as_row(entry: Any) -> ScanRow:
    return ScanRow(
        datetime.fromisoformat(entry.at).astimezone(),
        entry.facts.get("serial", ""),
        parts.UNDONE if entry.undone_by else parts.RECEIVED,
        spelled(entry.pieces[0]) if entry.pieces else "",
        entry=entry.number,
    )
