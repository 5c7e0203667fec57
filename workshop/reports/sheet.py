# SPDX-License-Identifier: MIT
"""Puts blocks on pages, and head, foot and page x of y around them; how many pages is known first.

A block is drawn once and forgotten. Its height is known before, so that the pages are counted by
arithmetic and a report of thousands of rows is never held in memory.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.language import say
from workshop.paper import look
from workshop.paper.fonts import BOLD
from workshop.paper.look import mm
from workshop.paper.page import open_canvas, whole
from workshop.reports.pen import Align, Pen
from workshop.reports.words import number

MARGIN = mm(16)
_HEAD = 34.0
_FOOT = 33.0

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class Paper(NamedTuple):
    """A sheet of paper in points, and what of it blocks may cover."""

    width: float
    height: float

    @property
    def room(self) -> float:
        """Width of the column between the margins."""
        return self.width - 2 * MARGIN

    @property
    def bottom(self) -> float:
        """Where blocks end, above the foot."""
        return MARGIN + _FOOT

    def top(self, page: int) -> float:
        """Where blocks begin; the first page (0) has its title instead of a head."""
        return self.height - MARGIN - (_HEAD if page else 0.0)


PAPERS = {"a4": Paper(mm(210), mm(297)), "letter": Paper(612.0, 792.0)}


def find_paper(name: str) -> Paper:
    """The paper of a name, a4 or letter; refuses others."""
    found = PAPERS.get(str(name).strip().lower())
    if found is None:
        raise Refused(
            "There is no paper size “{paper}”. Choose one of: {papers}.",
            paper=shown(name),
            papers=", ".join(PAPERS),
        )
    return found


class Spot(NamedTuple):
    """Where on a page a block goes: its left edge, its top and its width in points."""

    left: float
    top: float
    width: float


class Block(Protocol):
    """Something that goes on pages: a part that is never split, and rows that may follow it."""

    @property
    def height(self) -> float:
        """Height of the part that is never split; on every page the block has rows on."""

    @property
    def lead(self) -> float:
        """White above it, where it does not begin a page."""

    @property
    def rows(self) -> int:
        """How many rows there are."""

    @property
    def together(self) -> int:
        """How many rows must fit below the first part, if there are as many."""

    @property
    def keeps(self) -> bool:
        """Whether the next block must begin on the same page."""

    def row_height(self, row: int) -> float:
        """Height of a row, counted from 0."""

    def draw(self, pen: Pen, spot: Spot, rows: int) -> None:
        """Draw the unsplit part and the next so many rows."""


@dataclass(frozen=True)
class Fixed:
    """A block without rows, drawn by a function; `outline` names it in the reader's contents.

    `level` is how deep it stands there, `anchor` the name links to it go by.
    """

    height: float
    paint: Callable[[Pen, Spot], None]
    keeps: bool = False
    outline: str = ""
    lead: float = 0.0
    rows: int = 0
    together: int = 0
    level: int = 0
    anchor: str = ""

    def row_height(self, row: int) -> float:
        """There are no rows."""
        raise IndexError(row)

    def draw(self, pen: Pen, spot: Spot, rows: int) -> None:
        """Draw it."""
        if self.outline:
            key = self.anchor or f"p{pen.canvas.getPageNumber()}y{spot.top:.0f}"
            pen.canvas.bookmarkHorizontal(key, 0, spot.top)
            pen.canvas.addOutlineEntry(self.outline, key, self.level, closed=self.level == 0)
        self.paint(pen, spot)


class Placed(NamedTuple):
    """A block, or some rows of it, on a page."""

    block: Block
    top: float
    rows: int


class Leaves(Protocol):
    """What follows on pages of its own: too much to be held, so it is made anew to be drawn."""

    def __iter__(self) -> Iterator[Sequence[Block]]:
        """The blocks of one leaf after the other, each of which begins a page; always the same."""


def lay_out(blocks: Sequence[Block], paper: Paper, before: int = 0) -> list[list[Placed]]:
    """Which blocks, and how many rows of each, go on which page; at least one page.

    So many pages stand `before` the first of them.
    """
    pages: list[list[Placed]] = [[]]
    y = paper.top(before)
    for place, block in enumerate(blocks):
        if pages[-1] and y - _least(blocks, place) < paper.bottom:
            pages.append([])
            y = paper.top(before + len(pages) - 1)
        if pages[-1]:
            y -= block.lead
        row = 0
        while True:
            top, first = y, row
            y -= block.height
            while row < block.rows:
                high = block.row_height(row)
                if y - high < paper.bottom - 0.01 and row > first:
                    break
                y -= high
                row += 1
            pages[-1].append(Placed(block, top, row - first))
            if row >= block.rows:
                break
            pages.append([])
            y = paper.top(before + len(pages) - 1)
    return pages


def _least(blocks: Sequence[Block], place: int) -> float:
    """Height that must be free for a block to begin: with what it must not be parted from."""
    block = blocks[place]
    rows = min(max(block.together, 1), block.rows)
    high = block.lead + block.height + sum(map(block.row_height, range(rows)))
    if block.keeps and place + 1 < len(blocks):
        high += _least(blocks, place + 1)
    return high


class Frame(NamedTuple):
    """What stands on every page: head left and right (not on the first page), two lines of foot.

    `subject` and `claim` are for those who ask the file what it is; `stamp` lies behind everything
    on every page.
    """

    title: str
    left: str
    right: str
    foot: str
    proof: str
    subject: str = ""
    claim: str = ""
    stamp: str = ""

    def draw(self, pen: Pen, paper: Paper, page: int, pages: int) -> None:
        """Draw head and foot of a page, counted from 1."""
        if self.stamp:
            pen.stamp(self.stamp, paper.width / 2, paper.height / 2, paper.room)
        right = paper.width - MARGIN
        if page > 1:
            y = paper.height - MARGIN - 8
            half = paper.room / 2 - 8
            pen.write(MARGIN, y, self.left, 8.5, BOLD, room=half)
            pen.write(right, y, self.right, 8.5, colour=look.QUIET, align=Align.RIGHT, room=half)
        y = MARGIN + 10
        pen.rule(MARGIN, y + 12, right)
        count = say("Page {n} of {all}", n=number(page), all=number(pages))
        wide = pen.write(right, y, count, 7.5, align=Align.RIGHT)
        room = paper.room - wide - 12
        pen.write(MARGIN, y, self.foot, 7.5, colour=look.QUIET, room=room)
        pen.write(MARGIN, y - 10, self.proof, 6.5, colour=look.QUIET, room=paper.room)


def print_blocks(
    blocks: Sequence[Block],
    frame: Frame,
    out: Path | BinaryIO,
    paper: Paper,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    leaves: Leaves | None = None,
) -> int:
    """Write blocks as a PDF, whole or not at all; the number of pages, 0 where it was cancelled.

    The same blocks and leaves give the same bytes. Refuses a file that cannot be written.
    """
    pages = lay_out(blocks, paper)
    try:
        count = len(pages) + sum(1 for _ in _pages_of(leaves or (), paper, cancelled))
        with report_file(out) as stream:
            canvas = open_canvas(
                stream,
                (paper.width, paper.height),
                frame.title,
                author=frame.right,
                subject=frame.subject,
                claim=frame.claim,
            )
            pen = Pen(canvas)
            later = _pages_of(leaves or (), paper, cancelled)
            for page, placed in enumerate(chain(pages, later), 1):
                if cancelled and cancelled():
                    raise _Cancelled
                frame.draw(pen, paper, page, count)
                for block, top, rows in placed:
                    block.draw(pen, Spot(MARGIN, top, paper.room), rows)
                canvas.showPage()
                if progress:
                    progress(page, count)
            canvas.save()
    except _Cancelled:
        return 0
    return count


def _pages_of(
    leaves: Iterable[Sequence[Block]], paper: Paper, cancelled: Cancelled | None
) -> Iterator[list[Placed]]:
    """The pages of leaves, made one leaf after the other."""
    for blocks in leaves:
        if cancelled and cancelled():
            raise _Cancelled
        yield from lay_out(blocks, paper, before=1)


@contextmanager
def report_file(out: Path | BinaryIO) -> Iterator[BinaryIO]:
    """A stream that becomes the report when all of it is written; refuses one that cannot be."""
    try:
        with whole(out) as stream:
            yield stream
    except OSError as error:
        raise Refused(
            "The report cannot be written to {file}: {reason}. Choose another place.",
            file=str(out),
            reason=error.strerror or str(error),
        ) from error


class _Cancelled(Exception):
    """The person no longer wants the report."""
