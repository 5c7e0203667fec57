# SPDX-License-Identifier: MIT
"""What lies on the bench, and the one way to do something with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.context import Context
from ui.desk import Desk
from ui.pages.bench_view import BenchView
from ui.pages.drafts import Drafts
from ui.pages.words import two_lines
from workshop.benches.answers import Answer, Do, Stop
from workshop.benches.harvest import HarvestBench, carries_sites, may_work
from workshop.domain.terms import ScanKind
from workshop.language import say

if TYPE_CHECKING:
    from workshop.queries.bench import BoardMap
    from workshop.queries.find import Identified
    from workshop.queries.identity import Identity
    from workshop.queries.pieces import Passport
    from workshop.queries.routing import Routing
    from workshop.queries.rows import PieceRow
    from workshop.queries.suspects import Suspect

# What to do after an act: its receipt, its sentence, and the site it was done at.
After = Callable[[dict[str, Any], str, str], object]


class OnBench(QObject):
    """A card, board or loose piece with all that is known of it by now; None is still asked for.

    `left` says that a form or list was left, so that what is behind it must be shown again;
    `leaving` that another piece comes, while what is typed for this one is still there.
    """

    left = Signal()
    leaving = Signal()

    def __init__(self, desk: Desk, context: Context, view: BenchView, parent: QObject) -> None:
        super().__init__(parent)
        self.desk, self.context, self.view = desk, context, view
        self.harvest = HarvestBench()
        self.passport: Passport | None = None
        self.map: BoardMap | None = None
        self.suspects: Sequence[Suspect] = ()
        self.routing: Routing | None = None
        self.who: Identity | None = None
        self.limits: dict[str, int] = {}
        self.after: dict[str, After] = {"move": self._moved}
        self.drafts = Drafts()

    @property
    def tag(self) -> str:
        """The tag of what lies on the bench; empty for nothing."""
        return self.harvest.tag

    @property
    def piece(self) -> PieceRow | None:
        """What lies on the bench, once it is known."""
        return self.passport.piece if self.passport else None

    @property
    def carries(self) -> bool:
        """Whether it has sites."""
        return carries_sites(self.tag)

    @property
    def stop(self) -> Stop | None:
        """Why nothing may be done with it but to look at it: it is in quarantine or gone."""
        piece = self.piece
        held_for = self.passport.held_for if self.passport else ""
        return may_work(piece.tag, piece.state, held_for) if piece else None

    @property
    def stop_words(self) -> str:
        """The same as a sentence; empty where work may go on."""
        stop = self.stop
        return str(stop) if stop else ""

    def may_work(self) -> bool:
        """Whether work on it may begin; where it may not, the strip says why."""
        stop = self.stop
        if stop is not None:
            self.answer(stop)
        return stop is None

    def not_now(self, scan: Identified) -> bool:
        """A place for a loose piece while a form is open: what is typed there is not given up."""
        view = self.view
        if scan.kind != ScanKind.PLACE or self.carries:
            return False
        if view.turned_to(view.reball):
            words = say("The reball is not recorded yet")
        elif view.turned_to(view.run):
            words = say("The run is not recorded yet")
        elif view.turned_to(view.form):
            words = say("The step is not recorded yet")
        elif view.turned_to(view.why):
            words = say("The reason is not given yet")
        else:
            return False
        hint = say("Finish it, or leave it with Esc; then scan {place} again.", place=scan.value)
        self.context.answer("question", words, hint)
        return True

    def put(self, tag: str) -> None:
        """Put another piece on the bench, or with an empty tag none."""
        self.drafts.last = ""
        self.leaving.emit()
        self.passport = self.map = self.routing = self.who = None
        self.suspects = ()
        self.view.card.show_doubt("")
        self.harvest.show(tag, "")
        self.view.turn(self.view.idle)

    def rest(self) -> None:
        """Show the site in hand, or what comes next where there is none."""
        self.view.turn(self.view.site if self.harvest.site else self.view.idle)

    def leave(self) -> None:
        """Leave the form or list in hand."""
        self.rest()
        self.left.emit()

    def answer(self, answer: Answer) -> None:
        """Do what a bench says, or say what it needs or why it stops."""
        if not isinstance(answer, Do):
            lines = two_lines(str(answer))
            self.context.answer("refused" if isinstance(answer, Stop) else "question", *lines)
            return
        after = self.after.get(answer.act, self._done)
        site = self.harvest.site.name if self.harvest.site else ""
        self.desk.do(
            answer.act,
            answer.facts,
            lambda receipt, text: after(receipt, text, site),
            lambda sentence, _kind: self.context.answer("refused", *two_lines(sentence)),
            owner=self,
        )

    def do(self, act: str, **facts: Any) -> None:
        """Run an act."""
        self.answer(Do(act, facts))

    def _moved(self, receipt: dict[str, Any], text: str, site: str) -> None:
        if receipt["tag"] == self.tag:  # who put it there knows it before it is shown anew
            self.harvest.place = receipt["place"]
        self._done(receipt, text, site)

    def _done(self, _receipt: dict[str, Any], text: str, _site: str) -> None:
        self.context.answer("done", *two_lines(text))
        self.leave()
