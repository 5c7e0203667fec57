# SPDX-License-Identifier: MIT
"""At the bench: a card taken apart or built, its memory taken off as one, a decision explained."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ui.actions import Action
from ui.pages.bench_state import OnBench
from workshop.benches.tags import spelled
from workshop.language import mark, say

APART_KEY, BUILD_KEY, ALL_KEY = "Shift+F10", "Shift+F9", "Shift+F5"


class FateWork(QObject):
    """Takes the card on the bench apart, builds it, and takes its memory off as one."""

    def __init__(self, on: OnBench) -> None:
        super().__init__(on)
        self._on = on
        self._decided: Callable[[str], object] | None = None
        view = on.view
        view.idle.apartTapped.connect(self.begin_apart)
        view.idle.buildTapped.connect(self.build)
        view.site.allTapped.connect(self.all_good)
        view.idle.releaseTapped.connect(lambda: on.do("release", piece=on.tag))
        view.apart.asked.connect(self._take_apart)
        view.why.given.connect(self._give)
        for pane in (view.apart, view.why):
            pane.left.connect(on.leave)

    def actions(self, seen: Callable[[Callable[[], object]], Callable[[], object]]) -> list[Action]:
        """What the keys do."""
        return [
            Action(mark("All untouched memory good, into one tray"), ALL_KEY, seen(self.all_good)),
            Action(mark("Build a card of this board"), BUILD_KEY, seen(self.build)),
            Action(mark("Take the card apart"), APART_KEY, seen(self.begin_apart)),
        ]

    def show(self) -> None:
        """Offer what fits what lies on the bench."""
        on, piece = self._on, self._on.piece
        if piece is not None and on.passport is not None:
            on.view.idle.show_held(piece, on.passport.held_for, stops=on.stop is not None)
        whole = piece is not None and piece.kind == "card" and not piece.taken_apart
        bare = piece is not None and on.carries and not whole and not piece.board
        empty = on.harvest.empty_sites() if bare else []
        on.view.idle.show_fates(apart=whole, build=bare, empty=empty)
        on.view.site.show_all(len(on.harvest.untouched_memory()))

    def ask_why(self, title: str, decided: Callable[[str], object]) -> None:
        """Ask for the reason of a decision, then decide."""
        self._decided = decided
        self._on.view.turn(self._on.view.why)
        self._on.view.why.begin(title)
        self._on.context.answer("question", title, say("Say why: it is kept."))

    def _give(self, reason: str) -> None:
        decided, self._decided = self._decided, None
        if decided is not None:
            decided(reason)

    def all_good(self) -> None:
        """Take all untouched memory off good: into the tray that is scanned next."""
        context = self._on.context
        if self._on.may_work():
            self._on.answer(self._on.harvest.all_good(context.place, self._on.view.site.grade()))

    def begin_apart(self) -> None:
        """Ask what came off the card."""
        piece = self._on.piece
        if piece is None or piece.kind != "card" or piece.taken_apart:
            hint = say("Scan a whole card first.")
            self._on.context.answer("question", say("There is no card to take apart."), hint)
            return
        if self._on.may_work():
            self._on.view.turn(self._on.view.apart)
            self._on.view.apart.begin(piece.tag)
            words = say("What came off {tag}?", tag=spelled(piece.tag))
            hint = say("Scan a place, then tap what goes there.")
            self._on.context.answer("question", words, hint)

    def _take_apart(self) -> None:
        self._on.do("take_apart", card=self._on.tag, parts=self._on.view.apart.went())

    def build(self) -> None:
        """Make a card of the board on the bench; the rules name what is still missing."""
        if self._on.tag and self._on.carries:
            self._on.do("build_card", board=self._on.tag)
        else:
            hint = say("Scan a board with all its pieces first.")
            self._on.context.answer("question", say("There is no board to build of."), hint)
