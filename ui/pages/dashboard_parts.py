# SPDX-License-Identifier: MIT
"""What the page for the wall is made of: its figures, its lines, and how often it asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, QRectF, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import icons, theme
from ui.pages.stock_parts import span
from ui.pages.words import minutes_since, percent
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Press
from ui.widgets.states import PIECES
from workshop.domain.terms import PieceState
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from workshop.queries.balance import ShopBalance
    from workshop.queries.dashboard import Dashboard, OldCard


class Figure(NamedTuple):
    """A figure: what it counts, the number, what belongs to it, and whether it needs a hand."""

    key: str
    title: str
    number: str
    below: str
    tone: Tone = Tone.PLAIN


TITLES = (
    ("came_in", mark("Came in today")),
    ("went_out", mark("Went out today")),
    ("came_off", mark("Harvested today")),
    ("yields", mark("First pass this week")),
    ("work", mark("Cards in work")),
    ("stuck", mark("Stuck")),
    ("clocks", mark("Floor life over")),
    ("gaps", mark("Gaps in the balance")),
)
"""The figures in their order, and what each is called."""


def unknown() -> list[Figure]:
    """The figures before their first answer."""
    return [Figure(key, say(title), "–", "") for key, title in TITLES]


def figures(found: Dashboard) -> list[Figure]:
    """All figures but the gaps, which are asked for by themselves."""
    titles = {key: say(title) for key, title in TITLES}
    clocks, first = found.clocks, found.first.week
    begun = sum(load.cards for load in found.steps if load.state == PieceState.WORKING)
    running = sum(load.running for load in found.steps)

    def week(n: int) -> str:
        return say("{n} this week", n=n)

    return [
        Figure("came_in", titles["came_in"], str(found.cards_in.day), week(found.cards_in.week)),
        Figure("went_out", titles["went_out"], str(found.cards_out.day),
               week(found.cards_out.week)),
        Figure("came_off", titles["came_off"], str(found.good.day),
               _harvested(found)),
        Figure("yields", titles["yields"],
               percent(found.passed.week / first if first else None),
               say("{passed} of {n} tests", passed=found.passed.week, n=first)),
        Figure("work", titles["work"], str(begun),
               say_many("{n} step under way", "{n} steps under way", running)),
        Figure("stuck", titles["stuck"], str(found.stuck),
               say("of {n} in work", n=begun),
               Tone.CAREFUL if found.stuck else Tone.PLAIN),
        Figure("clocks", titles["clocks"], str(clocks.over),
               say("{n} more within a day", n=clocks.soon) if clocks.soon else _next_over(clocks),
               Tone.REFUSED if clocks.over else Tone.CAREFUL if clocks.soon else Tone.PLAIN),
    ]  # fmt: skip


def _harvested(found: Dashboard) -> str:
    good, damaged = found.good.week, found.damaged.week
    if not damaged:
        return say("{n} this week", n=good)
    return say("{n} this week, {damaged} damaged", n=good, damaged=damaged)


def _next_over(clocks: Any) -> str:
    if clocks.left_s is None:
        return say("none is running out")
    return say("the next in {time}", time=span(clocks.left_s))


def gaps(found: ShopBalance) -> Figure:
    """How many cards and sites of the open batches do not add up."""
    amiss = sum(bool(batch.gaps) for batch in found.batches)
    words = say("in {n} of {all} open batches", n=amiss, all=len(found.batches))
    tone = Tone.CAREFUL if found.gaps else Tone.PLAIN
    return Figure("gaps", say(dict(TITLES)["gaps"]), str(found.gaps), words, tone)


def step_word(load: Any) -> str:
    """What a line of cards is called: the step they stand at, or what they are."""
    if load.step:
        return say(load.name)
    if load.state == PieceState.RECEIVED:
        return say("Not begun")
    if load.state == PieceState.WORKING:
        return say("All steps done")
    return PIECES[PieceState(load.state)].word


def rule(stuck_days: float, stuck_times: float) -> str:
    """When a card is stuck, in words."""
    return say(
        "Stuck: nothing was recorded for more than {days} days, or a step is open for more than "
        "{times} times its usual time.",
        days=f"{stuck_days:g}",
        times=f"{stuck_times:g}",
    )


def here_for(card: OldCard) -> str:
    """How long a card is here."""
    minutes = minutes_since(card.since)
    if minutes >= 24 * 60:
        return say_many("{n} day", "{n} days", int(minutes // (24 * 60)))
    return span(minutes * 60)


def day_and_week() -> dict[str, str]:
    """When this day and this week began where this computer is, in UTC as queries take them."""
    today = datetime.now().astimezone().date()
    monday = today - timedelta(days=today.weekday())
    begun = (datetime.combine(day, time()).astimezone().isoformat() for day in (today, monday))
    return dict(zip(("day", "week"), begun, strict=True))


class Tile(Press):
    """A figure, `times` as large as at the desk; pressed, it opens what it counts."""

    def __init__(self, figure: Figure, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.figure, self.times = figure, 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.show_figure(figure)

    def show_figure(self, figure: Figure) -> None:
        """Show this figure from now on."""
        self.figure = figure
        self.setText(f"{figure.title}: {figure.number}")
        self.setAccessibleDescription(figure.below)
        self.setToolTip(draw.plain_tip(f"{figure.title}\n{figure.below}"))

    def set_times(self, times: float) -> None:
        """Write so many times as large."""
        self.times = times
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The title, the number, and up to two lines below it."""
        return QSize(round(120 * self.times), round(104 * self.times))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the title, the number, and what belongs to it."""
        figure, times = self.figure, self.times
        small = theme.font(round(theme.SMALL * times))
        with QPainter(self) as painter:
            where = QRectF(self.rect())
            hot = self.underMouse() or self.isDown()
            draw.box(painter, where, "hover" if hot else "surface", "line")
            inner = where.adjusted(12 * times, 8 * times, -8 * times, -6 * times)
            low = 32 * times
            title = QRectF(inner.left(), inner.top(), inner.width(), 20 * times)
            draw.words(painter, title, figure.title, theme.font(round(theme.NOTE * times)), "quiet")
            ink = theme.tokens().ink(figure.tone)
            number = QRectF(inner.left(), title.bottom(), inner.width(),
                            inner.bottom() - low - title.bottom())  # fmt: skip
            large = theme.font(round(theme.ANSWER * times), strong=True)
            wide = draw.words(painter, number, figure.number, large, ink)
            if figure.tone is not Tone.PLAIN:
                side = 20 * times
                sign = QRectF(number.left() + wide + 8 * times, number.center().y() - side / 2,
                              side, side)  # fmt: skip
                icons.paint(painter, "warning", sign, ink)
            below = QRectF(inner.left(), inner.bottom() - low, inner.width(), low)
            lines = draw.wrapped(figure.below, small, below.width(), 2)
            draw.block(painter, below, lines, small, "quiet")
            draw.focus_ring(painter, self)


def bar_painter(
    number: Callable[[Any], int], most: Callable[[], int], tone: Tone = Tone.ACCENT
) -> Callable[[QPainter, QRectF, Any], None]:
    """Paints a cell as a bar with its number behind it; `most` is that of the longest bar."""

    def paint(painter: QPainter, where: QRectF, row: Any) -> None:
        n, letters = number(row), theme.font(theme.BODY, strong=True)
        room = max(8.0, where.width() - draw.width_of(str(most()), letters) - 12)
        bar = QRectF(where.left(), where.center().y() - 8, max(2.0, room * n / max(1, most())), 16)
        draw.box(painter, bar, theme.tokens().ink(tone), None, 3)
        after = QRectF(bar.right() + 8, where.top(), where.right() - bar.right() - 8,
                       where.height())  # fmt: skip
        draw.words(painter, after, str(n), letters, "text")

    return paint


class Pace(QObject):
    """Asks at once, but no more than once in so many ms, and not before the answer `came`.

    The last wish is never lost.
    """

    def __init__(self, ask: Callable[[], object], every_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._ask, self._every = ask, every_ms
        self._wanted = self._waits = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._go_on)

    def want(self) -> None:
        """Ask now, or as soon as it may be asked again."""
        self._wanted = True
        self._go_on()

    def came(self) -> None:
        """The answer is there, or there will be none."""
        self._waits = False
        self._go_on()

    def _go_on(self) -> None:
        if self._wanted and not self._waits and not self._rest.isActive():
            self._wanted, self._waits = False, True
            self._rest.start(self._every)
            self._ask()
