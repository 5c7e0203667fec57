# SPDX-License-Identifier: MIT
"""The bench: the card and its steps, its board map, and the site, step or decision in hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QWidget

from ui.actions import Action
from ui.context import Context
from ui.desk import Desk
from ui.pages.bench_card import next_step
from ui.pages.bench_codes import BenchCodes
from ui.pages.bench_fate import FateWork
from ui.pages.bench_hot import HotWork
from ui.pages.bench_offers import Offers
from ui.pages.bench_piece import DECIDE_KEY, PASSPORT_KEY, STEP_KEY
from ui.pages.bench_sets import SetWork
from ui.pages.bench_site import FIT_KEY, OUTCOMES
from ui.pages.bench_state import OnBench
from ui.pages.bench_steps import CLOCK_KEY
from ui.pages.bench_view import BenchView
from ui.pages.bench_work import SiteWork
from ui.pages.board_photos import MapPhotos
from ui.pages.card_words import GRADE_KEY, WATCHES, WHO_KEY, Tab, matter_of
from ui.pages.close_up import CloseUp
from ui.pages.page import Page
from ui.pages.photo_import import Of
from ui.pages.photos import ADD_KEY, Drops, PhotoPanel
from ui.pages.site_more import SiteMore
from ui.pages.step_work import StepWork
from ui.pages.suspicion import Suspicion, lit, of_board
from ui.pages.tray import ALL_KEY
from ui.pages.words import two_lines
from ui.widgets.controls import Button
from ui.widgets.panels import EmptyState
from workshop.benches.harvest import Open
from workshop.benches.tags import spelled
from workshop.domain.terms import ScanKind, StepOutcome
from workshop.language import mark, say

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from workshop.queries.bench import BoardMap
    from workshop.queries.find import Identified
    from workshop.queries.identity import Identity
    from workshop.queries.pieces import Passport
    from workshop.queries.routing import Routing

NEXT_KEY, PHOTOS_KEY = "Ctrl+Down", "Ctrl+P"


class BenchPage(Page):
    """One card, board or loose piece on the bench."""

    name = "bench"
    title = mark("Bench")
    hint = mark("Scan a card, a board or a loose piece.")
    icon = "bench"
    watches = WATCHES | {
        "site", "site_record", "step_record", "step_run", "test_result", "place", "batch", "photo",
        "catalogue_copy", "reservation", "heat_cycle", "profile_run", "reball", "marking", "lot",
    }  # fmt: skip

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(desk, context, parent)
        self._came_now = False
        self._wanted = ""  # a tag and, after a slash, its site that is to be taken in hand
        self.photos = PhotoPanel(desk, context)
        self.view = BenchView(self.photos, lambda: context.place)
        self.board_photos = MapPhotos(desk, self.view.board.surface)
        self.photos.counted.connect(self.view.show_count)
        Drops(self.view).dropped.connect(self._dropped)
        self.on = OnBench(desk, context, self.view, self)
        self.sites = SiteWork(self.on)
        self.steps = StepWork(self.on)
        self.fates = FateWork(self.on)
        self.offers = Offers(self.on, self.steps, self.fates)
        self.hot = HotWork(self.on)
        self.sets = SetWork(self.on)
        self.more = SiteMore(
            self.on, self.sites, self.offers, self.photos.importing, self.photos.of_site
        )
        self.suspicion = Suspicion(self.on)
        self.suspicion.came.connect(self._show)
        self.photos.counted.connect(lambda _count: self.more.refresh())
        self.photos.counted.connect(lambda _n: self.steps.show_photos(self.photos.photos))
        self._pages = QStackedLayout(self)
        self._pages.addWidget(
            EmptyState(
                "bench",
                say("Scan a card to begin"),
                say("Any card, board or chip: its board map, its steps and its history open here."),
                Button(say("Find a card"), icon="find", press=lambda: context.go("find")),
            )
        )
        self._pages.addWidget(self.view)
        self.view.site.pieceTapped.connect(self.open_piece)
        self.view.loose.pieceTapped.connect(self.open_piece)
        self.view.site.show_place(context.place)
        self.on.left.connect(self._show)
        self.close_up = CloseUp(desk, context, self._pages, self, edge=16)
        self.close_up.left.connect(self._uncover)
        self.codes = BenchCodes(
            self.on, self.sites, self.steps, self.fates, self.hot, self.offers, self.close_up,
            key=self._key, record=self._step_key, back=self.back,
        )  # fmt: skip
        self.view.cardAsked.connect(self.look)
        self.view.idle.lookTapped.connect(lambda: self.look("who"))
        self.view.board.drawAsked.connect(self.offers.draw_map)
        self.view.card.doubtTapped.connect(lambda: self.look("who"))
        context.changed.connect(self._context_changed)

    def actions_here(self) -> list[Action]:
        """What the keys do on this page."""
        seen = self.close_up.unless_in_the_way
        return [
            Action(mark("Record the next step"), STEP_KEY, seen(self._step_key)),
            Action(mark("Start or stop the clock of a step"), CLOCK_KEY, seen(self.steps.clock)),
            Action(mark("Undo a step of the whole tray"), ALL_KEY, seen(self.steps.undo_tray)),
            Action(mark("Take the next untouched site"), NEXT_KEY, seen(self.sites.take_next)),
            Action(mark("Site good; in a step: done"), "F5", seen(lambda: self._key(0))),
            Action(mark("Site damaged; in a step: failed"), "F6", seen(lambda: self._key(1))),
            Action(mark("Site missing; in a step: skipped"), "F7", seen(lambda: self._key(2))),
            Action(mark("Site left on board"), "F8", seen(lambda: self._key(3))),
            Action(mark("Site suspect: it stays, doubted"), "Shift+F8", seen(lambda: self._key(4))),
            Action(mark("Fit a piece at the site"), FIT_KEY, seen(self.sites.fit)),
            Action(mark("Decide what becomes of it"), DECIDE_KEY, seen(self.offers.decision)),
            Action(mark("Its passport and its family"), PASSPORT_KEY, self.offers.passport),
            *self.fates.actions(seen),
            *self.hot.actions(seen),
            *self.sets.actions(seen),
            Action(mark("Who is this card"), WHO_KEY, lambda: self.look("who")),
            Action(mark("Condition of this card"), GRADE_KEY, lambda: self.look("condition")),
            Action(mark("Show the photos, or the board again"), PHOTOS_KEY, self._turn),
            Action(mark("Add photos"), ADD_KEY, self.photos.choose),
            Action(mark("Back"), "Esc", self.back),
        ]

    def _turn(self) -> None:
        self._uncover()
        self.view.show_photos(not self.view.shows_photos)

    def _dropped(self, files: list[Path]) -> None:
        """Files dropped anywhere on the bench are photos of what lies on it, or a run's curve."""
        if self.hot.take_files(files):
            return
        self._uncover()
        self.view.show_photos(True)
        self.photos.take(files)

    def take_picture(self, image: QImage) -> bool:
        """What the camera took is a photo of what is open."""
        return self.photos.take_picture(image)

    def _step_key(self) -> None:
        if not self.steps.begin_next():
            self.offers.step()

    def _key(self, place: int) -> None:
        """One of the outcome keys: of what is recorded on the right, else of the site."""
        if self.hot.key(place) or self.sets.key(place):
            return
        if not self.view.turned_to(self.view.form):
            self.sites.outcome(OUTCOMES[place][0].value)
        elif place < len(StepOutcome):
            self.steps.ended(list(StepOutcome)[place].value)

    def back(self) -> None:
        """Leave the card, the photos, or the form or list in hand; at a site, let go of it."""
        if self.close_up.back():
            return
        if self.view.shows_photos:
            self.view.show_photos(False)
            return
        if self.more.close():
            return
        if self.hot.back():
            return
        if self.view.turned_to(self.view.site):
            self.sites.take("")
        self.on.leave()

    # What is on the bench

    def take(self, scan: Identified) -> bool:
        """Answer a scan: a card opens, a chip is fitted or opens, a print is the marking.

        With the board out of sight nothing is fitted or moved: a piece opens, a label is read.
        """
        if scan.kind == ScanKind.COMMAND:
            return self.codes.take(scan.value)
        if self.close_up.on is not None:
            return self.close_up.take(scan)
        if scan.tag and (self.hot.take(scan.tag) or self.sets.take(scan.tag)):
            return True
        if self.steps.take(scan) or self.hot.take_lot(scan) or self.on.not_now(scan):
            return True
        answer = self.on.harvest.take(scan)
        if answer is None:
            return False
        if isinstance(answer, Open):
            self.open_piece(answer.tag)
        else:
            self.on.answer(answer)
            self.sites.show_marking()
        return True

    def show_tag(self, tag: str) -> None:
        """Put this piece on the bench; a site after a slash is taken in hand."""
        self._wanted = tag
        self.open_piece(tag.partition("/")[0])

    def open_piece(self, tag: str) -> None:
        """Put this piece on the bench and ask for all there is to see of it."""
        if tag and tag != self.on.tag:
            self.on.put(tag)
            if self.on.carries:
                self.close_up.follow(tag)
            else:
                self._uncover()
        self._came_now = bool(tag)  # what lies here already is said once more
        self.context.set("card", tag)
        self.refresh()

    def refresh(self) -> None:
        """Ask again for what is on the bench."""
        tag = self.on.tag
        if not tag:
            return
        self.desk.ask("passport", {"tag": tag}, self._came, self, "passport", self._unknown)
        self.desk.ask("routing", {"tag": tag}, self._routing_came, self, "routing", self._quiet)
        self.photos.show_of(Of(piece=tag))
        if self.on.carries:
            self.desk.ask("identity", {"tag": tag}, self._who_came, self, "who", self._quiet)
            self.desk.ask(
                "intake_choices", {}, self.sites.choices_came, self, "grades", self._quiet
            )
            self.desk.ask("heat_limits", {}, self.sites.limits_came, self, "limits", self._quiet)
            self.desk.ask("board_map", {"tag": tag}, self._map_came, self, "map", self._quiet)
            self.suspicion.refresh()
        self.sets.refresh()
        self.close_up.refresh()

    def opened(self) -> None:
        """Bring the card that was opened elsewhere."""
        if self.context.card and self.context.card != self.on.tag:
            self.open_piece(self.context.card)

    def _quiet(self, _sentence: str, _kind: str) -> None:
        """The refusal of the passport says it already."""

    def _unknown(self, sentence: str, _kind: str) -> None:
        self.context.answer("refused", *two_lines(sentence))
        self.on.put("")
        self.photos.show_of(Of())
        self.context.set("card", "")
        self._pages.setCurrentIndex(0)

    def _came(self, passport: Passport) -> None:
        self.on.passport = passport
        self._show()
        self._tell()

    def _routing_came(self, routing: Routing) -> None:
        self.on.routing = routing
        self._show()
        self._tell()

    def _tell(self) -> None:
        """Say once that it lies here and what comes next, when both are known."""
        piece = self.on.piece
        known = self.on.who is not None or not self.on.carries
        if self._came_now and known and piece is not None and self.on.routing is not None:
            self._came_now = False
            matter = matter_of(self.on.who) if self.on.who else None
            name = piece.model or spelled(piece.tag)
            if matter is not None:
                words = say("{word}: {why}", word=matter.word, why=name)
                self.context.answer("careful", words, matter.hint)
            elif self.on.stop is not None:
                self.context.answer("careful", *two_lines(self.on.stop_words))
            else:
                kept = self.on.drafts.say_last()
                words = say("{what} on the bench", what=name)
                self.context.answer("careful" if kept else "done", words, kept or self._hint())

    def _who_came(self, who: Identity) -> None:
        if who.tag == self.on.tag:
            self.on.who = who
            matter = matter_of(who)
            self.view.card.show_doubt(matter.badge if matter else "")
            self._tell()

    def _map_came(self, board: BoardMap) -> None:
        if board.tag == self.on.tag:  # not the map of the card that lay here before a chip
            self.on.map = board
            self._show()

    def _show(self) -> None:
        """Show what is known by now; the rest follows when it comes."""
        on, view = self.on, self.view
        piece = on.piece
        if on.passport is None or piece is None:
            return
        sites = on.map.sites if on.map else []
        on.harvest.show(piece.tag, piece.kind, sites, piece.place)
        view.idle.show_passport(on.passport)
        view.show_heat(on.passport)
        self.fates.show()
        view.idle.show_next(next_step(on.routing) if on.carries else None, on.carries)
        if on.carries:
            view.card.show_piece(piece, self.offers.decision_word(piece.disposition))
            self.steps.show()
            view.board.setMap(lit(on.map, on.suspects) if on.map else None)
            view.board.setRemark(of_board(on.suspects))
            self.board_photos.show_map(on.map)
            self.more.refresh()
        else:
            view.loose.show_passport(on.passport)
        self.sets.show()
        view.show_kind(on.carries)
        if on.map is not None and self._wanted.startswith(f"{on.tag}/"):
            site, self._wanted, self._came_now = self._wanted.partition("/")[2], "", False
            self._uncover()
            self.sites.ask_about(site)
        if self.close_up.on is None:
            self._pages.setCurrentIndex(1)
        self.sites.show()

    # The card, looked at closely

    def look(self, tab: Tab) -> None:
        """Look closely at the card on the bench; scans go on meanwhile."""
        if self.on.carries:
            self.close_up.look(self.on.tag, tab)
        else:
            hint = say("Scan a card or a board.")
            self.context.answer("careful", say("No card lies on the bench"), hint)

    def _uncover(self) -> None:
        """Show the bench again, where the card stood in its place."""
        if self.close_up.on is not None:
            self._pages.setCurrentIndex(1 if self.on.passport else 0)

    def _hint(self) -> str:
        if self.on.drafts.are_of(self.on.tag):
            return say("Something was begun and not recorded: open it again to go on.")
        if not self.on.carries:
            return say("Scan a place to put it there.")
        coming = next_step(self.on.routing)
        if coming is not None:
            return say("Next step: {step}. Or tap a site on the board.", step=coming.name)
        return say("Tap a site on the board.")

    def _context_changed(self, what: str) -> None:
        if what == "place":
            self.view.site.show_place(self.context.place)
