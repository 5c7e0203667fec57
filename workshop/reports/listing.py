# SPDX-License-Identifier: MIT
"""What reports that are lists have in common: how they begin, and how they are written."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sqlalchemy import Connection

from workshop.domain.tag import written
from workshop.domain.text import day
from workshop.language import say
from workshop.paper import look
from workshop.paper.fonts import BOLD, REGULAR
from workshop.paper.text import wrapped
from workshop.reports.parts import (
    CODE,
    Issue,
    issue,
    issued,
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
from workshop.reports.words import number


class Listing(NamedTuple):
    """A report that is to be drawn: of which state of the workshop, by whom, and on which paper."""

    connection: Connection
    issue: Issue
    paper: Paper


def listing(connection: Connection, by: str | None, issued_on: str | None, paper: str) -> Listing:
    """Begin a report; `by` (else the owner) and `issued_on` (else the newest entry's day).

    Refuses an unknown paper.
    """
    return Listing(connection, issue(connection, by, issued_on), find_paper(paper))


class Writing(NamedTuple):
    """Where a report goes, who hears how far it is, and who may call it off."""

    out: Path | BinaryIO
    progress: Progress | None = None
    cancelled: Cancelled | None = None


def write(made: Listing, name: str, blocks: Iterable[Block], to: Writing) -> int:
    """Write the blocks of a report of this name; how many pages, 0 where it was cancelled."""
    frame = Frame(
        title=name,
        left=name,
        right=made.issue.workshop,
        foot=issued(made.issue.on, made.issue.by),
        proof=proof(made.issue.seal),
    )
    return print_blocks(list(blocks), frame, to.out, made.paper, to.progress, to.cancelled)


def opening(made: Issue, kind: str, name: str, below: str) -> Fixed:
    """The title of a report: its kind, what it is of, a line below, and the code that seals it."""

    def paint(pen: Pen, spot: Spot) -> None:
        caption = say("Journal entry {entry}", entry=number(made.seal.number))
        room = title_mark(pen, spot, kind, made.workshop, seal_text(made.seal), caption)
        pen.write(spot.left, spot.top - 54, name, 22, BOLD, room=room)
        for place, line in enumerate(wrapped(below, REGULAR, 9.0, room, 2).lines):
            pen.write(spot.left, spot.top - 70 - place * 11, line, 9, colour=look.QUIET)

    return Fixed(CODE + 14, paint)


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
        return say("{since} to {until}", since=since, until=until)
    if since:
        return say("since {since}", since=since)
    return say("until {until}", until=until) if until else ""
