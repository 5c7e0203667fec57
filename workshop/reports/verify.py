# SPDX-License-Identifier: MIT
"""Says of a file whether it is a report of this workshop, whole, and what changed since."""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from workshop.domain.tag import written
from workshop.domain.terms import ReportKind
from workshop.domain.text import LINE, shown
from workshop.language import say, say_day, say_many
from workshop.queries.issued import (
    ReportRow,
    Since,
    changed_since,
    issued_file,
    numbered,
)
from workshop.queries.report import seal
from workshop.queries.shop import people
from workshop.reports.claim import Claim, Content, read_claims
from workshop.storage.evidence import plain_file
from workshop.storage.issued import is_entry

MOST = 2**30
"""No report has as many bytes as this: what is longer is read no further."""


class State(StrEnum):
    """What a file turned out to be."""

    WHOLE = "whole"
    CHANGED = "changed"
    FOREIGN = "foreign"
    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"
    BROKEN = "broken"
    NONE = "none"


class Verified(NamedTuple):
    """What a file is, in a sentence; of an issued report also what is known, and what changed."""

    state: State
    sentence: str
    report: ReportRow | None = None
    since: Since | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is an issued report of ours, byte for byte."""
        return self.state is State.WHOLE


def verify(connection: Connection, path: Path) -> Verified:
    """What a file is; refuses only what is no plain file, or cannot be read."""
    name = shown(path.name, LINE)
    with plain_file(path) as file:
        content = read_claims(file, MOST)
    if content is None:
        return Verified(State.NONE, say("{file} is no report: it is far too large.", file=name))
    return judge(connection, name, content)


def judge(connection: Connection, name: str, content: Content) -> Verified:
    """What a file of this name is, by what was read of it."""
    known = issued_file(connection, sha256=content.sha256)
    if known is None:
        return _claimed(connection, name, content.claims)
    if known.report is None:
        return Verified(
            State.WITHDRAWN,
            say(
                "Report {number} of {about} was withdrawn, by entry {entry} of the journal.",
                number=known.number,
                about=known.about,
                entry=known.withdrawn,
            ),
        )
    return _issued(connection, known.report)


def _issued(connection: Connection, report: ReportRow) -> Verified:
    """What there is to say of an issued report whose file is whole."""
    if not is_entry(connection, report.drawn_entry, report.drawn_hash):
        return Verified(
            State.BROKEN,
            say(
                "Report {number} is whole, but the journal was changed since: entry {entry} is no "
                "longer what it was drawn from. Check the database.",
                number=report.number,
                entry=report.drawn_entry,
            ),
            report,
        )
    names = {person.code: person.name for person in people(connection)}
    is_passport = report.kind == ReportKind.PASSPORT
    told = say(
        "Report {number} of {about} is ours and whole. {person} issued it on {day}.",
        number=report.number,
        about=written(report.about) if is_passport else report.about,
        person=names.get(report.person, report.person),
        day=say_day(report.issued_on),
    )
    since = None
    if report.kind in (ReportKind.BATCH, ReportKind.DIFFERENCES, ReportKind.SCRAPPED):
        since = changed_since(connection, batch=report.about, entry=report.drawn_entry)
    return Verified(State.WHOLE, told, report, since)


def changes_told(since: Since) -> str:
    """How much changed since a report was drawn, as a sentence."""
    if not since.entries:
        return say("Nothing has changed in its batch since.")
    return say_many(
        "Since then {n} entry of the journal has touched its batch.",
        "Since then {n} entries of the journal have touched its batch.",
        since.entries,
    )


def _claimed(connection: Connection, name: str, claims: frozenset[Claim]) -> Verified:
    """What there is to say of a file that is no issued report, by what it says of itself."""
    ours = seal(connection).database_id
    own = {claim for claim in claims if claim.database_id == ours}
    numbers = sorted({claim.report for claim in own if claim.report})
    issued = next(filter(None, (numbered(connection, number) for number in numbers)), None)
    if issued is not None or (own and len(claims) > 1):
        told = say("{file} was changed: it is not as it was when we wrote it.", file=name)
        if issued is not None:
            told = say(
                "{file} was changed: it says it is report {number} of {about}, but that report is "
                "not the same.",
                file=name,
                number=issued.number,
                about=issued.about,
            )
        return Verified(State.CHANGED, told, issued)
    if numbers:
        told = say(
            "{file} says it is report {number} of this workshop, but there is no such report. "
            "Perhaps it was withdrawn, or an older backup was restored.",
            file=name,
            number=numbers[0],
        )
        return Verified(State.UNKNOWN, told)
    if own:
        return Verified(
            State.DRAFT, say("{file} is a draft of ours: it was never issued.", file=name)
        )
    if claims:
        other = min(claims).database_id
        told = say("{file} is of another workshop, {id}.", file=name, id=shown(other, LINE))
        return Verified(State.FOREIGN, told)
    return Verified(
        State.NONE,
        say("{file} is no report of Card Workshop, or no longer says so.", file=name),
    )
