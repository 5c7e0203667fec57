# SPDX-License-Identifier: MIT
"""What a difference report says, on paper and in a spreadsheet: its numbers and its lists."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from workshop.domain.tag import written
from workshop.domain.terms import ManifestState
from workshop.language import mark, say
from workshop.queries import report
from workshop.queries.batches import Batch, batch
from workshop.queries.differences import Differences, ManifestRow, differences, manifest_state
from workshop.queries.receiving import ReceivingRow, receivings
from workshop.reports.parts import Issue, issue, stream
from workshop.reports.words import STATES, moment, term

# What became of a line is only known by the others of its list: every page reads all of them.
_AT_ONCE = 4


class Facts(NamedTuple):
    """What the report says of a delivery as a whole."""

    issue: Issue
    batch: Batch
    dates: report.BatchDates
    numbers: Differences
    sessions: list[ReceivingRow]


def gather(
    connection: Connection, number: str, by: str | None = None, issued_on: str | None = None
) -> Facts:
    """What the report says of a delivery as a whole; refuses an unknown batch."""
    found = batch(connection, number=number)
    return Facts(
        issue(connection, by, issued_on),
        found,
        report.batch_dates(connection, batch=found.number),
        differences(connection, batch=found.number),
        receivings(connection, batch=found.number),
    )


class Field(NamedTuple):
    """A column: its title, its text of a row, its share on paper, its width in a spreadsheet.

    Shares are in points where they fill an A4 page, widths in characters; without one it is not
    there.
    """

    title: str
    text: Callable[[ManifestRow, Issue], str]
    share: float = 0.0
    width: float = 0.0
    bold: bool = False


class DifferenceList(NamedTuple):
    """One list of the report: the cards that differ in one way.

    `number` is the name of its number among the differences of the batch.
    """

    state: ManifestState
    words: str
    number: str
    about: str
    fields: tuple[Field, ...]

    def count(self, numbers: Differences) -> int:
        """How many rows it has."""
        found: int = getattr(numbers, self.number)
        return found

    def rows(self, connection: Connection, batch: str) -> Iterator[ManifestRow]:
        """Its rows, asked for page by page as they are needed."""

        def page(last: ManifestRow | None, limit: int) -> list[ManifestRow]:
            after = last.key if last else None
            return manifest_state(
                connection, batch=batch, state=self.state.value, after=after, limit=limit
            )

        return stream(page, _AT_ONCE)


def _maker_and_model(row: ManifestRow, _issue: Issue) -> str:
    return " ".join(part for part in (row.maker, row.model) if part)


def _tag(row: ManifestRow, _issue: Issue) -> str:
    return written(row.tag) if row.tag else ""


def _state(row: ManifestRow, _issue: Issue) -> str:
    return term(STATES, row.state).said if row.state else ""


def _is_listed(row: ManifestRow, _issue: Issue) -> str:
    return "" if row.listed is None else say("yes") if row.listed else say("no")


def _already(row: ManifestRow, _issue: Issue) -> str:
    if row.repeats:
        return say("in the list as {serial}", serial=row.repeats)
    if row.tag:
        return say("here as {tag}, in batch {batch}", tag=written(row.tag), batch=row.batch)
    return ""


def _refused_for(row: ManifestRow, _issue: Issue) -> str:
    return say(row.reason)


def _refused_and_note(row: ManifestRow, _issue: Issue) -> str:
    return " · ".join(part for part in (say(row.reason), row.note) if part)


def _serial(share: float) -> Field:
    return Field(mark("Serial"), lambda row, _: row.serial, share, 24, bold=True)


def _model(share: float) -> tuple[Field, ...]:
    """Maker and model: together on paper, each by itself where they can be filtered."""
    return (
        Field(mark("Model"), _maker_and_model, share),
        Field(mark("Maker"), lambda row, _: row.maker, width=16),
        Field(mark("Model"), lambda row, _: row.model, width=30),
    )


def _note(share: float) -> Field:
    return Field(mark("Note"), lambda row, _: row.note, share, 40)


def _part_number(share: float = 0.0) -> Field:
    return Field(mark("Part number"), lambda row, _: row.part_number, share, 22)


def _when_and_who(when: float = 67, who: float = 64) -> tuple[Field, ...]:
    return (
        Field(mark("When (UTC)"), lambda row, _: moment(row.at), when, 17),
        Field(mark("Who"), lambda row, issue: issue.who(row.person), who, 20),
    )


_BOX = Field(mark("Carton"), lambda row, _: row.box, 44, 12)
_TAG = Field(mark("Tag"), _tag, 58, 15)
_STATE = Field(mark("State"), _state, 56, 16)
_LISTED = Field(mark("Listed"), _is_listed, 30, 9)
_WHY = Field(mark("Why"), lambda row, _: row.reason, 130, 40)

LISTS = (
    DifferenceList(
        ManifestState.MISSING,
        mark("Missing"),
        "missing",
        mark("In the supplier's list, neither received nor refused."),
        (_serial(104), *_model(128), _part_number(96), _BOX, _note(92)),
    ),
    DifferenceList(
        ManifestState.UNEXPECTED,
        mark("Unexpected"),
        "unexpected",
        mark("Received, but not in the supplier's list."),
        (_serial(88), *_model(142), _part_number(), _TAG, _STATE, *_when_and_who(who=50), _note(0)),
    ),
    DifferenceList(
        ManifestState.REFUSED,
        mark("Refused"),
        "refused",
        mark("Turned away at the dock, for the reason given; these cards have no tag."),
        (
            _serial(92),
            *_model(110),
            Field(mark("Why"), _refused_and_note, 130),
            Field(mark("Why"), _refused_for, width=34),
            _note(0),
            _LISTED,
            *_when_and_who(who=42),
        ),
    ),
    DifferenceList(
        ManifestState.DUPLICATE,
        mark("Duplicate"),
        "duplicate",
        mark("Lines of the list that repeat another, or name a card that is here already."),
        (
            _serial(104),
            *_model(128),
            _part_number(),
            _BOX,
            Field(mark("Is already"), _already, 160, 44),
            Field(mark("Repeats"), lambda row, _: row.repeats, width=24),
            _TAG._replace(share=0),
            Field(mark("In batch"), lambda row, _: row.batch, width=14),
            _STATE,
            _note(0),
        ),
    ),
    DifferenceList(
        ManifestState.QUARANTINED,
        mark("Quarantined"),
        "quarantined",
        mark("Received and set apart now, for the reason given."),
        (
            _serial(100),
            *_model(104),
            _part_number(),
            _WHY,
            _TAG,
            _LISTED,
            *_when_and_who(when=0),
            _note(0),
        ),
    ),
)

CAME = DifferenceList(
    ManifestState.RECEIVED,
    mark("Received"),
    "received",
    mark("Every card that was received, listed or not."),
    (
        _serial(100),
        *_model(140),
        _part_number(),
        _TAG._replace(share=68),
        _STATE._replace(share=0),
        _LISTED,
        *_when_and_who(82, 66),
        _note(0),
    ),
)
"""Every card that came: in the spreadsheet, and in the receiving report."""
