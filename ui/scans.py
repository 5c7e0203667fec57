# SPDX-License-Identifier: MIT
"""Where a scan goes: one after the other, to a badge's owner, to the page in sight, or onward."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from ui.context import Context
from ui.desk import Desk
from workshop.benches.commands import is_for_intake, page_of
from workshop.domain.terms import ScanKind
from workshop.language import say

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from ui.pages.page import Page
    from ui.pages.walking import Walking
    from workshop.queries.find import Identified

# Scans that wait while an earlier one is being answered; beyond this a scanner has gone mad.
MOST_WAITING = 10_000


class _Heard(NamedTuple):
    """A scan that waits, and whether all of it is there."""

    text: str
    is_whole: bool


class Scans(QObject):
    """Answers scans in the order they came, the next only when the one before is answered.

    A person's badge signs in, unless the page asked for a signature; a station's says where, a
    place is offered to the page and then stays set, everything else is the page's. A piece that
    the page has no use for is opened at the bench, a command is done here where it can be.
    """

    doubled = Signal(
        str
    )  # the piece that was scanned has two labels about; "" for one that has not
    waiting = Signal(int)  # how many scans are not answered yet

    def __init__(
        self, desk: Desk, context: Context, page: Callable[[], Page | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._context, self._page = desk, context, page
        self._queue: deque[_Heard] = deque()
        self._asked = False
        self._open = False
        self._walking: Walking | None = None

    def begin(self) -> None:
        """Answer what came, and what comes from now on: a page is there to take it."""
        self._open = True
        self._next()

    def take(self, text: str) -> None:
        """Answer this scan after those that came before it."""
        self._wait(_Heard(text, True))

    def doubt(self, text: str) -> None:
        """Refuse this scan after those that came before it: its beginning may be missing."""
        self._wait(_Heard(text, False))

    def _wait(self, heard: _Heard) -> None:
        if len(self._queue) < MOST_WAITING:
            self._queue.append(heard)
        self._next()

    def _next(self) -> None:
        while self._open and not self._asked and self._queue:
            heard = self._queue.popleft()
            if not heard.is_whole:
                missing = say("The beginning of this scan may be missing")
                self._context.answer("refused", missing, say("Scan it again."))
                continue
            self._asked = True
            scan = {"scan": heard.text}
            self._desk.ask("identify", scan, self._identified, self, "", self._lost, in_turn=True)
        self.waiting.emit(len(self._queue) + self._asked)

    def _identified(self, scan: Identified) -> None:
        self._asked = False
        try:
            if scan.tag:
                self.doubled.emit(scan.tag if scan.labels > 1 else "")
            self._route(scan)
        finally:
            self._next()

    def _lost(self, sentence: str, _kind: str) -> None:
        self._asked = False
        self._context.answer("refused", sentence, say("This scan was not taken. Scan it again."))
        self._next()

    def photograph(self, image: QImage) -> None:
        """Give what the camera took to the page; it is a photo of what is open there."""
        page = self._page()
        if page is None or not page.take_picture(image):
            self._context.answer(
                "careful",
                say("Nothing is open that this could be a photo of"),
                say("Open a card or a batch, then take it again."),
            )

    def _route(self, scan: Identified) -> None:
        context, page = self._context, self._page()
        if scan.kind in (ScanKind.PERSON, ScanKind.STATION, ScanKind.PLACE) and not scan.title:
            context.answer(
                "refused",
                say("Nobody and nothing here has the code “{code}”.", code=scan.value),
                say("People, stations and places are added in Settings."),
            )
        elif scan.kind == ScanKind.PERSON:
            if page is not None and page.take_badge(scan):
                return
            context.set("person", scan.value, scan.title)
            context.answer("done", say("{name} is working now", name=scan.title))
        elif scan.kind == ScanKind.STATION:
            context.set("station", scan.value, scan.title)
            context.answer("done", say("This is station {name}", name=scan.title))
        elif scan.kind == ScanKind.FOREIGN_COMMAND:
            self._refuse(scan)
        elif page is not None and page.take(scan):
            return
        elif scan.kind == ScanKind.COMMAND:
            self._command(scan.value)
        elif scan.kind == ScanKind.PLACE:
            context.set("place", scan.value)
            context.answer("done", say("{place} stays set", place=scan.value), scan.title)
        elif scan.tag:
            context.go("bench", scan.tag)
        else:
            self._refuse(scan)

    def _command(self, action: str) -> None:
        """Do what a command code says on every page; the others belong to one of them."""
        context = self._context
        if action == "undo":
            context.undoing.emit()
        elif action == "switch_person":
            context.answer("question", say("Who is working?"), say("Scan your badge."))
        elif page_of(action):
            context.go(page_of(action))
        elif action == "ovens":
            context.go("stock", "ovens")
        elif self._walk().take(action):
            pass
        elif is_for_intake(action):
            context.answer(
                "careful",
                say("This command is for the Intake page"),
                say("Nothing was done. Open Intake, then scan it again."),
            )
        else:
            context.answer(
                "careful",
                say("This command is for the Bench page"),
                say("Nothing was done. Scan a card to open it there, then scan this again."),
            )

    def _walk(self) -> Walking:
        """What codes do on every page, made when the first one is scanned."""
        if self._walking is None:
            from ui.pages.walking import Walking

            self._walking = Walking(self._context, self._page)
        return self._walking

    def _refuse(self, scan: Identified) -> None:
        if scan.note:
            self._context.answer("refused", scan.note)
        elif self._walking is not None and self._walking.write(scan.value):
            return
        elif scan.kind == ScanKind.TAG:
            self._context.answer("refused", say("No piece has the tag {tag}.", tag=scan.value))
        else:
            self._context.answer(
                "refused",
                say("“{text}” is not known here", text=scan.value),
                say("To take a new card in, scan it on the Intake page."),
            )
