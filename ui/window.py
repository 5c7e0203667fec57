# SPDX-License-Identifier: MIT
"""The window: rail, answer strip, page, last line; it routes keys and scans and knows no act."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.actions import Action, Keys
from ui.chips import Chips
from ui.closing import Closing
from ui.context import Context
from ui.desk import Desk
from ui.footing import Footing
from ui.help import KEYS_KEY, MANUAL_KEY, Help
from ui.let_pass import LetPass
from ui.page_list import FIRST, LOWER, PAGES, UPPER
from ui.pages.page import Page
from ui.saved_lists import SAVE_KEY, SavedLists
from ui.scans import Scans
from ui.tab_order import Rest, TabOrder
from ui.two_labels import TwoLabels
from ui.typed_code import TYPE_KEY, TypedCode
from ui.welcome import Welcome
from ui.widgets.panels import LastLine
from ui.widgets.rail import Rail
from ui.widgets.room import PAGE, Room
from ui.widgets.strip import Strip
from workshop.language import mark, say

if TYPE_CHECKING:
    from ui.answers import Answers
    from ui.first_run import FirstRun


class Window(QWidget):
    """One workshop on the screen. `painted` is said once, after the first picture."""

    painted = Signal()
    usable = Signal()  # a workshop is open and the first page stands
    greeted = Signal()  # and what is in sight is filled

    def __init__(
        self, desk: Desk, context: Context, sound: Callable[[str], object] = lambda _state: None
    ) -> None:
        super().__init__()
        self.desk, self.context, self._sound = desk, context, sound
        self.pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._was_painted = False
        self.closing = Closing(desk, context, self)
        self._name = ""
        self.help = Help(self, lambda: self.page, lambda: self._keys.actions)
        self.setObjectName("window")
        self.setMinimumSize(560, 340)
        self.scans = Scans(desk, context, lambda: self.page, self)
        self._keys = Keys(self)
        self._tab = TabOrder(self, lambda: self.rest)
        self._whole = QHBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._build()
        desk.ready.connect(self._ready)
        desk.changed.connect(self._changed)
        desk.refused.connect(self._refused)
        context.answered.connect(self._answered)
        context.going.connect(self.go)
        context.walling.connect(self._hang)
        theme.dress(self)

    # Building

    def _build(self) -> None:
        """Make everything in the window, in the language in force."""
        self._inside = QWidget()
        row = QHBoxLayout(self._inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.rail = Rail([one.rail for one in UPPER], [one.rail for one in LOWER], self)
        self.rail.picked.connect(self.go)
        self._side = Room(self.rail, self.rail.sizeHint(), narrow=True)
        row.addWidget(self._side)
        column = QVBoxLayout()
        column.setSpacing(0)
        row.addLayout(column, 1)
        self.strip = Strip()
        column.addWidget(self.strip)
        self.rest = Rest()
        column.addWidget(self.rest)
        self.let_pass = LetPass(self.desk, self.context, self.rest)
        self.two_labels = TwoLabels(self.desk, self.context, self.rest)
        self.scans.doubled.connect(self.two_labels.look_at)
        self.typed = TypedCode(self.scans.take, self.rest)
        self.lists = SavedLists(self, self.desk, self.context, self.rest)
        for aside in (self.let_pass, self.two_labels, self.typed, self.lists):
            column.addWidget(aside)
        self.stack = QStackedWidget()
        self.welcome = Welcome(self.desk, self.context)
        self.stack.addWidget(self.welcome)
        column.addWidget(Room(self.stack, PAGE), 1)
        self.last = LastLine()
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 0, 16, 12)
        foot.addWidget(self.last)
        column.addLayout(foot)
        self.chips = Chips(self.strip, self.desk, self.context)
        self.chips.typing.connect(self.typed.turn)
        self.footing = Footing(self.last, self.desk, self.context)
        self._whole.insertWidget(0, self._inside)
        self.rest.setFocus()
        self._keys.give(self.actions_here())
        self._title()

    def rebuild(self) -> None:
        """Say everything again, in another language: the pages are made anew."""
        here = self.rail.current()
        old, self.pages = self._inside, {}
        self.help.close()
        self._stale.clear()
        self._whole.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._build()
        if self.desk.is_open:
            self.go(here or FIRST)
            self.footing.refresh()

    def actions_here(self) -> list[Action]:
        """What keys do on every page."""
        pages = [Action(one.rail.template, one.rail.shortcut) for one in PAGES.values()]
        return [
            Action(mark("Open the manual at this page"), MANUAL_KEY, self.help.open_manual),
            Action(mark("Show the keys"), KEYS_KEY, self.help.show_keys),
            Action(mark("Who is working"), "F2", lambda: self.chips.open("person")),
            Action(mark("Choose the batch"), "F3", lambda: self.chips.open("batch")),
            Action(mark("Choose the place"), "F4", lambda: self.chips.open("place")),
            Action(mark("Type a code instead of scanning it"), TYPE_KEY, self.typed.turn),
            Action(mark("Save the list in sight as a spreadsheet"), SAVE_KEY, self.lists.save),
            Action(mark("Undo what the button at the bottom says"), "Ctrl+Z"),
            Action(mark("Say that only one label of the piece is left"), "Ctrl+Shift+L"),
            Action(mark("Try again what could not be saved"), "Ctrl+R", self.desk.retry),
            *pages,
            Action(mark("Camera on or off"), "Ctrl+K", self.context.filming.emit),
            Action(mark("Full screen"), "F11", self._full_screen),
            Action(mark("Close the window"), "Ctrl+Q", self.close),
        ]

    # Pages

    @property
    def page(self) -> Page | None:
        """The page in sight; None before a workshop is open."""
        return self.pages.get(self.rail.current())

    def go(self, name: str, tag: str = "") -> None:
        """Bring the page of this name into sight, with this piece or batch if one is given."""
        if not self.desk.is_open or self.chips.is_resting:
            return
        page = self._made(name)
        came = page is not self.page
        self.rail.setCurrent(name)
        self.stack.setCurrentWidget(page)
        if came:
            self.two_labels.put_away()
            self.rest.setFocus()
        if name in self._stale:
            self._stale.discard(name)
            page.refresh()
        if came:
            page.opened()
            if not tag:  # what another page said last is past
                self.context.answer("idle", say(page.title), say(page.hint))
        if tag:
            page.show_tag(tag)

    def _made(self, name: str) -> Page:
        """The page of this name, made now if it was not yet."""
        if name not in self.pages:
            page = PAGES[name].load()(self.desk, self.context, self.stack)
            Keys(page).give(page.actions_here())
            self.stack.addWidget(page)
            self.pages[name] = page
            self._stale.add(name)
        return self.pages[name]

    def _changed(self, tables: frozenset[str]) -> None:
        """Something was touched, here or in another window: whoever watches it asks again."""
        for name, page in self.pages.items():
            if not page.watches & tables:
                continue
            if page is self.page:
                page.refresh()
            else:
                self._stale.add(name)

    # From the desk

    def _ready(self) -> None:
        if not self.welcome.is_asking:
            self.begin()

    def ask_first(self, answers: Answers) -> FirstRun:
        """Ask what a new workshop needs; until that is answered nothing else answers."""
        self._calm(True)
        return self.welcome.show_form(answers)

    def _calm(self, on: bool) -> None:
        """Nothing but the first run and the strip is in sight, and keys do no more than that."""
        self._side.setVisible(not on)
        self.last.setVisible(not on)
        self.chips.rest(on)
        free = ("F11", "Ctrl+Q")
        self._keys.give([one for one in self.actions_here() if not on or one.keys in free])

    def begin(self) -> None:
        """The workshop that is open comes into sight."""
        if self.welcome.is_asking or self.chips.is_resting:
            self._calm(False)
            self.welcome.show_opening()
        self.desk.ask("workshop", {}, self._named, self, "workshop")
        self.chips.restore(self._restored)

    def _named(self, workshop: Any) -> None:
        self._name = workshop.name
        self._title()

    def _title(self) -> None:
        name = say("Copy: {name}", name=self._name) if self.desk.is_copy else self._name
        self.setWindowTitle(f"{name} – Card Workshop" if self._name else "Card Workshop")

    def prepare(self) -> None:
        """Make the first page while the workshop is being opened."""
        self._made(FIRST)

    def _restored(self) -> None:
        """From here on scans are answered; all there is to look at comes after."""
        self._made(FIRST)
        self.rail.setCurrent(FIRST)
        self.scans.begin()
        self.usable.emit()
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        """Fill what is in sight."""
        for what in ("person", "station", "batch"):
            self.context.changed.emit(what)
        page = self._made(FIRST)
        self.stack.setCurrentWidget(page)
        self.rest.setFocus()
        self._stale.discard(FIRST)
        page.refresh()
        page.opened()
        if self.context.person:
            hint = say("Scan a card, a tray or a badge at any time. F1 opens the manual.")
            self.context.answer("idle", say("Ready"), hint)
        else:
            hint = say("Scan your badge, or tap “Who is working?” and choose your name.")
            self.context.answer("question", say("Who is working?"), hint)
        self.greeted.emit()

    def _refused(self, sentence: str, kind: str) -> None:
        keep = say("What you entered is kept. Press Ctrl+R to try again.")
        self.context.answer("refused", sentence, keep if kind == "unavailable" else "")

    def _answered(self, state: str, big: str, small: str) -> None:
        self.strip.show_answer(state, big, small)
        self._sound(state)

    def _full_screen(self) -> None:
        (self.showNormal if self.isFullScreen() else self.showFullScreen)()

    def _hang(self, on_wall: bool) -> None:
        """On a wall there is the page alone, and the strip that answers scans."""
        self._side.setVisible(not on_wall)
        self.last.setVisible(not on_wall)
        if on_wall != self.isFullScreen():
            self._full_screen()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes as people read."""
        return self._tab.go(forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say once that there is something to see."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, unless there is something unsaved that was not spoken of yet."""
        if not self.closing.may():
            event.ignore()
            return
        self.help.close()
        super().closeEvent(event)
