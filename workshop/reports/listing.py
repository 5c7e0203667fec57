# SPDX-License-Identifier: MIT
"""What reports that are lists have in common: how they begin, and how they are written."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypedDict

from reportlab.lib.utils import ImageReader
from sqlalchemy import Connection

from workshop.domain.letterhead import Letterhead
from workshop.domain.tag import written
from workshop.domain.text import day
from workshop.language import say, say_day, speaking
from workshop.paper import look
from workshop.paper.fonts import BOLD, REGULAR
from workshop.paper.text import tidy, width, wrapped
from workshop.queries.papers import letterhead as letterhead_of
from workshop.reports.ahead import Pictures
from workshop.reports.claim import claim
from workshop.reports.letterhead import LETTERHEAD, letterhead, logo
from workshop.reports.parts import (
    CODE,
    Issue,
    issue,
    numbered,
    proof,
    seal_text,
    title_mark,
)
from workshop.reports.pen import Pen
from workshop.reports.sheet import (
    Block,
    Cancelled,
    Fixed,
    Frame,
    Paper,
    Progress,
    Spot,
    find_paper,
    print_blocks,
)
from workshop.reports.words import moment, number

# A name is as large as it fits beside the letterhead, else on two small lines.
_SIZES = (22.0, 17.0, 13.0)
_SMALL = 9.5


class How(TypedDict, total=False):
    """How a report that is a list is drawn.

    `paper` is a4 or letter; `language` the code of one, empty for that in force; `by` is the code
    of who draws it (otherwise the owner), `issued_on` the day as YYYY-MM-DD (otherwise that of the
    newest entry); `pictures` reads the logo, and without it there is none; with a `report_number`
    it is an issued report. `progress` gets (pages done, pages in all).
    """

    paper: str
    language: str
    by: str | None
    issued_on: str | None
    pictures: Pictures | None
    report_number: int
    progress: Progress | None
    cancelled: Cancelled | None


class Listing(NamedTuple):
    """A report that is to be drawn: of which state of the workshop, by whom, and on which paper.

    `report` is its number, 0 where it is not issued.
    """

    connection: Connection
    issue: Issue
    paper: Paper
    head: Letterhead
    logo: ImageReader | None
    report: int
    progress: Progress | None
    cancelled: Cancelled | None

    def letterhead(self) -> tuple[list[Fixed], float]:
        """Logo and address, and how many points beside the code they take."""
        head = list(letterhead(self.head, self.logo))
        return head, LETTERHEAD if head else 0.0

    def named(self, kind: str) -> str:
        """What is said of its kind: with its number, where it is issued."""
        return (
            say("{kind}, report {number}", kind=kind, number=self.report) if self.report else kind
        )

    def write(
        self, out: Path | BinaryIO, name: str, blocks: Iterable[Block], stamp: str = ""
    ) -> int:
        """Write the blocks of a report of this name; how many pages, 0 where it was cancelled.

        `stamp` lies on every page of one that is not issued.
        """
        made = self.issue
        is_issued = self.report > 0
        frame = Frame(
            title=self.named(name),
            left=name,
            right=made.workshop,
            foot=numbered(self.report, made.on, made.by) if is_issued else state_of(made),
            proof=proof(made.seal),
            claim=str(claim(made.seal, self.report)),
            stamp="" if is_issued else stamp,
        )
        return print_blocks(list(blocks), frame, out, self.paper, self.progress, self.cancelled)


@contextmanager
def listing(
    connection: Connection,
    *,
    paper: str = "a4",
    language: str = "",
    by: str | None = None,
    issued_on: str | None = None,
    pictures: Pictures | None = None,
    report_number: int = 0,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Iterator[Listing]:
    """Begin a report, as `How` says; while it lasts its language is spoken.

    `connection` sees one snapshot: the same data and facts give the same bytes. Refuses an unknown
    paper.
    """
    sheet = find_paper(paper)
    with speaking(language):
        head = letterhead_of(connection)
        made = issue(connection, by, issued_on)
        yield Listing(connection, made, sheet, head, logo(head, pictures), report_number,
                      progress, cancelled)  # fmt: skip


def state_of(made: Issue) -> str:
    """What an unissued list is: what was so at the time of the newest entry, and by whom drawn."""
    return say(
        "Not issued, as of {time} · drawn {day} by {person} · all times are UTC",
        time=moment(made.seal.at), day=say_day(made.on), person=made.by,
    )  # fmt: skip


def opening(made: Listing, kind: str, name: str, below: str) -> Iterator[Block]:
    """The title of a report: its kind, what it is of, a line below, and the code that seals it."""
    head, taken = made.letterhead()
    yield from head
    one = made.issue

    def paint(pen: Pen, spot: Spot) -> None:
        caption = say("Journal entry {entry}", entry=number(one.seal.number))
        code = seal_text(one.seal, made.report)
        room = title_mark(pen, spot, made.named(kind), one.workshop, code, caption, taken)
        size = next((one for one in _SIZES if fits(name, one, room - taken)), 0.0)
        if size:
            pen.write(spot.left, spot.top - 54, name, size, BOLD)
        for place, line in enumerate(() if size else _two_lines(name, room - taken)):
            pen.write(spot.left, spot.top - 45 - place * 11, line, _SMALL, BOLD)
        for place, line in enumerate(wrapped(below, REGULAR, 9.0, room, 2).lines):
            pen.write(spot.left, spot.top - 70 - place * 11, line, 9, colour=look.QUIET)

    yield Fixed(CODE + 14, paint)


def fits(name: str, size: float, room: float) -> bool:
    """Whether a bold name is no wider than this at a size, in points."""
    return width(tidy(name), BOLD, size) <= room


def _two_lines(name: str, room: float) -> tuple[str, ...]:
    return wrapped(name, BOLD, _SMALL, room, 2).lines


def tag(plain: str) -> str:
    """A tag as it is written on its label; nothing where there is none."""
    return written(plain) if plain else ""


def begins(on: str) -> str | None:
    """When a day begins (UTC)."""
    return f"{day(on, say('The day'))}T00:00:00Z" if on else None


def ends(on: str) -> str | None:
    """When a day ends (UTC), which is when the next begins."""
    if not on:
        return None
    return f"{date.fromisoformat(day(on, say('The day'))) + timedelta(days=1)}T00:00:00Z"


def span(since: str, until: str) -> str:
    """From one day to another, in words; nothing where neither is said."""
    if since and until:
        return say("{since} to {until}", since=say_day(since), until=say_day(until))
    if since:
        return say("since {since}", since=say_day(since))
    return say("until {until}", until=say_day(until)) if until else ""
