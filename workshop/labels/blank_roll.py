# SPDX-License-Identifier: MIT
"""A roll of blank tags: made in one act and printed, or, where there is no paper, undone again."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from workshop.acts.tags import print_blank_tags
from workshop.acts.undo import undo
from workshop.domain.refused import Spoken
from workshop.domain.rules import one_of
from workshop.domain.tag import kind_of
from workshop.domain.terms import PieceKind
from workshop.labels.layout import Layout
from workshop.labels.sheet import Label, labels_pdf, require_place
from workshop.language import say
from workshop.queries.figures import blank_tags
from workshop.storage.database import Database

LAYOUT = "62x29"
"""Blank tags are cut off a roll one by one."""

_PAGE = 1000

Told = Callable[[int, int], None]


class Roll(NamedTuple):
    """Tags that were printed in this order, and the entry that made them; none for old ones."""

    tags: list[str]
    entry: int | None


def print_roll(
    database: Database,
    out: Path,
    *,
    count: int,
    kind: str = "card",
    layout: str | Layout = LAYOUT,
    start: int = 1,
    progress: Told | None = None,
    by: str | None = None,
    station: str | None = None,
) -> Roll:
    """Make blank tags and write their labels to a PDF.

    Where the file is not written, for whatever reason, the tags that were made are undone. Refuses
    what `print_blank_tags` and `labels_pdf` refuse; an unknown layout or place before any is made.
    """
    require_place(layout, start)
    made = database.write(print_blank_tags, by=by, station=station, count=count, kind=kind)

    def step(done: int, of: int) -> None:
        if progress and done < of:  # after the last one the file is there: too late to call it off
            progress(done, of)

    try:
        labels_pdf(_labels(made["tags"]), out, layout, start, progress=step)
    except BaseException:
        with suppress(Spoken):  # what is said is why there is no file
            reason = say("The labels could not be written.")
            database.write(undo, by=by, station=station, entry=made["entry"], reason=reason)
        raise
    return Roll(made["tags"], made["entry"])


def print_roll_again(
    connection: Any,
    out: Path,
    *,
    kind: str | None = None,
    layout: str | Layout = LAYOUT,
    start: int = 1,
    progress: Told | None = None,
) -> Roll:
    """Write the labels of every blank tag no piece has claimed, or of those of one kind.

    Refuses where there is none.
    """
    tags = unclaimed(connection)
    if kind is not None:
        wanted = one_of(kind, PieceKind, "The kind")
        tags = [tag for tag in tags if kind_of(tag) == wanted]
    labels_pdf(_labels(tags), out, layout, start, progress=progress)
    return Roll(tags, None)


def unclaimed(connection: Any) -> list[str]:
    """Every blank tag that no piece has claimed, oldest first."""
    tags: list[str] = []
    after = None
    while page := blank_tags(connection, after=after, limit=_PAGE):
        tags += [row.tag for row in page]
        after = page[-1].id
    return tags


def _labels(tags: Sequence[str]) -> list[Label]:
    return [Label(tag, kind_of(tag).value, say("blank")) for tag in tags]
