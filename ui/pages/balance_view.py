# SPDX-License-Identifier: MIT
"""Whether a batch or the shop adds up: the sums of cards and sites, and every gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.pages.bench_parts import Scrolled
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Badge, Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import PieceKind
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from workshop.queries.balance import Balance

# Gaps that are written out in one line; the table has them all.
_NAMED = 24
# px: between two numbers of a sum, and how much wider the first is, whose label is the longest.
_SIGN, _WIDER = 24, 24

_ABSENT = Look(Tone.CAREFUL, "question", mark("Did not come"))
_EXTRA = Look(Tone.CAREFUL, "warning", mark("Not on the list"))
_UNTOLD = Look(Tone.QUESTION, "ring", mark("Site open"))


class _Way(NamedTuple):
    """A kind of gap: how it looks, what it is in a line of many, and what is to be done."""

    look: Look
    words: str
    to_do: str


WAYS = {
    "missing": _Way(_ABSENT, mark("{card} did not come"), mark("Receive it at Intake")),
    "unexpected": _Way(_EXTRA, mark("{card} is not on the list"), mark("Ask the supplier")),
    "announced": _Way(
        _ABSENT, mark("{n} announced cards did not come"), mark("Receive them at Intake")
    ),
    "site": _Way(_UNTOLD, mark("{card} {site}"), mark("Record what became of it")),
}


_REOPEN = mark("Undo the closing first")


def gap_words(gap: Any) -> str:
    """What does not add up, by the serial of its card and its site."""
    return say(WAYS[gap.what].words, card=_card(gap), site=gap.site, n=gap.n)


def _card(gap: Any) -> str:
    if gap.what == "announced":
        return say_many("{n} card", "{n} cards", gap.n)
    return str(gap.serial or spelled(gap.tag))


_MANY: dict[str, str] = {
    PieceKind.DIE: mark("dies"),
    PieceKind.MEMORY: mark("memory chips"),
    PieceKind.COOLER: mark("coolers"),
    PieceKind.OTHER: mark("other pieces"),
}


class Number(NamedTuple):
    """A number of a sum, what it counts, and its tone."""

    value: int
    label: str
    tone: Tone = Tone.PLAIN


class Sum(QWidget):
    """A number and the parts it is made of, side by side with their signs; `said` reads it out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: list[Number] = []
        self._columns = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setNumbers(self, numbers: Sequence[Number], said: str, columns: int = 0) -> None:
        """Show the whole and then its parts, in at least so many columns."""
        self._numbers, self._columns = list(numbers), max(len(numbers), columns)
        self.setAccessibleName(said)
        self.setToolTip(draw.plain_tip(said))
        self.update()

    def sizeHint(self) -> QSize:
        """48 px high; it takes the width there is."""
        return QSize(360, 48)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each number over its label, and the signs between them."""
        big, small = theme.font(theme.TITLE, strong=True), theme.font(theme.SMALL)
        each = (self.width() + _SIGN - _WIDER) / max(1, self._columns)
        with QPainter(self) as painter:
            for place, number in enumerate(self._numbers):
                left, wide = place * each, each - _SIGN
                if place == 0:
                    wide += _WIDER
                else:
                    left += _WIDER
                    sign = QRectF(left - _SIGN, 0, _SIGN - 6, 28)
                    draw.words(painter, sign, "=" if place == 1 else "+", big, "quiet", draw.MIDDLE)
                ink = theme.tokens().ink(number.tone)
                draw.words(painter, QRectF(left, 0, wide, 28), str(number.value), big, ink)
                draw.words(
                    painter, QRectF(left, 28, wide + _SIGN - 6, 18), number.label, small, "quiet"
                )


def said_cards(cards: Any) -> str:
    """Where the cards that came in are, as the sum they make."""
    facts = {"all": cards.came_in, "work": cards.in_work, "left": cards.left,
             "apart": cards.taken_apart}  # fmt: skip
    if not cards.built:
        return say("{all} cards in = {work} in work + {left} left + {apart} taken apart", **facts)
    return say(
        "{all} cards in = {work} in work + {left} left + {apart} taken apart; built here: {n}",
        **facts, n=cards.built,
    )  # fmt: skip


def said_sites(lines: Sequence[Any]) -> str:
    """What became of the sites of all kinds, as the sum they make."""
    names = ("on_cards", "good", "damaged", "missing", "left", "open")
    facts = {name: sum(getattr(line, name) for line in lines) for name in names}
    return say(
        "{on_cards} sites = {good} good + {damaged} damaged + {missing} missing + "
        "{left} left on their boards + {open} open",
        **facts,
    )


class BalanceCard(Panel):
    """The sums of cards, of sites and of each kind of piece, and whether they are open."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(margin=16, parent=parent)
        head = QHBoxLayout()
        head.addWidget(Label(title, theme.BODY, strong=True))
        head.addSpacing(theme.GRID)
        self.state = Badge()
        head.addWidget(self.state)
        head.addStretch(1)
        self.built = Label("", theme.NOTE, ink="quiet")
        head.addWidget(self.built)
        self.body.addLayout(head)
        scrolled = Scrolled()
        self._column = scrolled.column
        self._column.setSpacing(4)
        self.body.addWidget(scrolled, 1)
        self.sums: list[Sum] = []
        self._none = Label(say("Nothing was harvested yet."), theme.NOTE, ink="quiet", wraps=True)
        self._column.addWidget(self._none)
        self._column.addStretch(1)

    def show_balance(self, cards: Any, lines: Sequence[Any], *, adds_up: bool) -> None:
        """Show these sums; where there is one kind of piece only, its sum is that of the sites."""
        show_state(self.state, adds_up)
        self.built.setText(say("Built here: {n}", n=cards.built) if cards.built else "")
        sums = [_cards(cards), *([_sites(lines)] if len(lines) > 1 else []), *map(_kind, lines)]
        columns = max(len(numbers) for numbers, _said in sums)
        while len(self.sums) < len(sums):
            self.sums.append(Sum())
            self._column.insertWidget(len(self.sums) - 1, self.sums[-1])
        for place, each in enumerate(self.sums):
            each.setVisible(place < len(sums))
            if place < len(sums):
                each.setNumbers(*sums[place], columns)
        self._none.setVisible(not lines)


def _cards(cards: Any) -> tuple[list[Number], str]:
    numbers = [
        Number(cards.came_in, say("cards in")),
        Number(cards.in_work, say("in work")),
        Number(cards.left, say("left as cards")),
        Number(cards.taken_apart, say("taken apart")),
    ]
    return numbers, said_cards(cards)


def _sites(lines: Sequence[Any]) -> tuple[list[Number], str]:
    return _of_sites(say("sites"), lines), said_sites(lines)


def _kind(line: Any) -> tuple[list[Number], str]:
    word = say(_MANY.get(line.kind, line.kind))
    facts = {"kind": word, "on_cards": line.on_cards, "good": line.good, "damaged": line.damaged,
             "missing": line.missing, "left": line.left, "open": line.open}  # fmt: skip
    return _of_sites(word, [line]), say(
        "{on_cards} {kind} = {good} good + {damaged} damaged + {missing} missing + "
        "{left} left on their boards + {open} open",
        **facts,
    )


def _of_sites(whole: str, lines: Sequence[Any]) -> list[Number]:
    is_open = sum(line.open for line in lines)
    return [
        Number(sum(line.on_cards for line in lines), whole),
        Number(sum(line.good for line in lines), say("good")),
        Number(sum(line.damaged for line in lines), say("damaged")),
        Number(sum(line.missing for line in lines), say("missing")),
        Number(sum(line.left for line in lines), say("left")),
        Number(is_open, say("open"), Tone.CAREFUL if is_open else Tone.PLAIN),
    ]


def show_state(badge: Badge, adds_up: bool) -> None:
    """Say in a badge whether it adds up."""
    if adds_up:
        badge.setState(say("Adds up"), Tone.GOOD, "check")
    else:
        badge.setState(say("Does not add up"), Tone.CAREFUL, "warning")


class BalancePane(QWidget):
    """The balance of a batch, and everything that does not add up, a line each."""

    gapOpened = Signal(object)

    def __init__(self, more: Callable[[Any], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.card = BalanceCard(say("Balance"))
        row.addWidget(self.card, 5)
        panel = Panel(margin=16)
        head = QHBoxLayout()
        self._count = Label("", theme.BODY, strong=True)
        head.addWidget(self._count)
        head.addSpacing(theme.GRID)
        self._hint = Label("", theme.NOTE, ink="quiet", cuts=True)
        head.addWidget(self._hint, 1)
        self._hint.hide()
        panel.body.addLayout(head)
        self._closed = False
        self.gaps = Table(
            (
                Column(mark("What"), "what", width=158, look=lambda gap: WAYS[gap.what].look),
                Column(mark("Card"), _card, share=7, strong=True, cut="middle"),
                Column(mark("Site"), "site", width=78),
                Column(mark("What to do"), self._to_do, share=8),
            ),
            name=mark("What does not add up"),
            empty=mark("Every card and every site is accounted for."),
            key=lambda gap: gap.key,
            on_more=more,
        )
        self.gaps.clicked.connect(
            lambda index: self.gapOpened.emit(self.gaps.rows.row(index.row()))
        )
        self.gaps.opened.connect(self.gapOpened)
        panel.body.addWidget(self.gaps, 1)
        row.addWidget(panel, 6)

    def show_closed(self, closed: bool) -> None:
        """Say of each gap what can be done now: of a closed batch its numbers stay."""
        self._closed = closed
        put_right = say("Tap a line to go where it is put right.")
        self._hint.setText(say("As it was when the batch was closed.") if closed else put_right)
        self.gaps.viewport().update()

    def _to_do(self, gap: Any) -> str:
        way = WAYS[gap.what]
        return say(_REOPEN if self._closed and way.look is not _EXTRA else way.to_do)

    @property
    def is_open(self) -> bool:
        """Whether something does not add up."""
        return not self._hint.isHidden()

    def show_balance(self, balance: Balance) -> None:
        """Show the sums, and how much does not add up."""
        self.card.show_balance(balance.cards, balance.lines, adds_up=balance.adds_up)
        count = balance.gap_count
        self._count.setText(
            say_many("{n} is open", "{n} are open", count) if count else say("Nothing is open")
        )
        self._hint.setVisible(bool(count))


class BalanceBrief(Panel):
    """The balance in three lines, with the way to all of it."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=16, parent=parent)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.body.addLayout(row)
        row.addWidget(Label(say("Balance"), theme.BODY, strong=True))
        self.state = Badge()
        row.addWidget(self.state)
        self.gaps = Label("", theme.NOTE, cuts=True)
        row.addWidget(self.gaps, 1)
        self.all = Button(say("See the balance"), press=self.asked.emit)
        row.addWidget(self.all)
        self.cards = Label("", theme.NOTE, ink="quiet", cuts=True)
        self.sites = Label("", theme.NOTE, ink="quiet", cuts=True)
        self.body.addWidget(self.cards)
        self.body.addWidget(self.sites)

    def show_balance(self, balance: Balance) -> None:
        """Show whether a batch adds up, and the first of what stands against it."""
        show_state(self.state, balance.adds_up)
        self.cards.setText(said_cards(balance.cards))
        self.sites.setText(said_sites(balance.lines))
        self.sites.setVisible(bool(balance.lines))
        first = balance.gaps[:_NAMED]
        words = [gap_words(gap) for gap in first]
        more = balance.gap_count - sum(gap.n for gap in first)
        if more > 0:
            words.append(say("and {n} more", n=more))
        self.gaps.setText(" · ".join(words))
        self.gaps.setToolTip(draw.plain_tip("\n".join(map(gap_words, balance.gaps))))
