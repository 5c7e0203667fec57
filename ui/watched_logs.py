# SPDX-License-Identifier: MIT
"""A folder test PCs put logs in: each goes to its card by itself, and is moved away."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from ui.context import Context
from ui.desk import Desk, Step
from ui.pages.tests_logs import answer_to
from workshop.language import say, say_many

if TYPE_CHECKING:
    from workshop.logs.watch import Taken, Watch

# Milliseconds between two looks.
EVERY_MS = 2_000


class WatchedLogs(QObject):
    """Looks into a folder, and takes in every log that has stayed the same for a while.

    A log goes to the card it names. One that names none is of the card that is open, at the bench
    and at the tests; the page in sight is `page()`. Nothing is taken while nobody is signed in.
    """

    def __init__(
        self, desk: Desk, context: Context, page: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._context, self._page = desk, context, page
        self._folder, self._trouble = "", ""
        self._watch: Watch | None = None
        self._is_looking = False
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def folder(self) -> str:
        """The folder it watches; empty for none."""
        return self._folder

    def watch(self, folder: str) -> None:
        """Watch this folder from now on; none for an empty text."""
        if folder == self._folder:
            return
        self._folder, self._trouble, self._watch = folder, "", None
        if not folder:
            self._timer.stop()
            return
        from workshop.logs.watch import Watch

        self._watch = Watch(Path(folder))
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Look into the folder, and take in what is whole, beside everything else."""
        watch = self._watch
        if self._is_looking or watch is None or not self._desk.is_open or not self._desk.by:
            return
        self._is_looking = True
        by, station = self._desk.by, self._desk.station or None
        slot = self._context.settings.test_slot
        piece = self._context.card if self._page() in ("bench", "tests") else ""

        def work(database: Any, step: Step) -> list[Taken]:
            settled = watch.settled(time.monotonic())
            if not settled:
                return []
            from workshop.logs.take import Wanted
            from workshop.testlogs.apart import Reader

            wanted = Wanted(piece=piece or None, slot=slot, by=by, station=station, others=True)
            came = []
            with Reader() as reader:
                for done, one in enumerate(settled):
                    step(done, len(settled))
                    taken = watch.take(database, reader, one, wanted)
                    if taken is not None:
                        came.append(taken)
            return came

        said, no = partial(self._came, watch), partial(self._cannot, watch)
        self._desk.run(work, said, no, self._far, owner=self, acts=True)

    def _far(self, done: int, of: int) -> None:
        if of > 1:
            words = say("Taking in logs: {n} of {all}", n=done + 1, all=of)
            self._context.answer("idle", words, self._folder)

    def _cannot(self, watch: Watch, sentence: str, _kind: str) -> None:
        """Say once what is wrong; a share comes back, and a disk has room again."""
        self._is_looking = False
        if watch is self._watch and sentence != self._trouble:
            self._trouble = sentence
            self._context.answer("careful", sentence)

    def _came(self, watch: Watch, came: Sequence[Taken]) -> None:
        self._is_looking = False
        if watch is not self._watch:
            return
        self._trouble = ""
        told = [each for taken in came for each in taken.told]
        refused = [each for each in told if not each.ok]
        if len(came) == 1 and len(told) <= 1:
            self._one(came[0])
        elif came:
            new = sum(bool(each.recorded) for each in told)
            big = say_many("{n} log came in", "{n} logs came in", new)
            small = say_many("{n} is refused.", "{n} are refused.", len(refused))
            self._context.answer(
                "careful" if refused else "done", big, small if refused else self._folder
            )

    def _one(self, taken: Taken) -> None:
        name = taken.name
        if not taken.told:
            self._context.answer("careful", taken.stays, self._folder)
            return
        told = taken.told[0]
        if told.refused:
            moved = say("It was moved to the folder “refused”.")
            big = say("{file} was not taken in", file=name)
            small = " ".join((told.refused, taken.stays or moved))
            self._context.answer("refused", big, small)
            return
        state, big, small = answer_to(told, name)
        self._context.answer(state, big, taken.stays or small)
