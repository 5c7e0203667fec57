# SPDX-License-Identifier: MIT
"""The running number of issued reports, and whether the journal still says what they were drawn of.

A number is never given twice, also where its report was withdrawn: two papers would bear it.
"""

from sqlalchemy import Connection, bindparam, func, select

from workshop.storage.schema import JOURNAL, MENTION

_NEXT = select(func.count(MENTION.c.row.distinct()) + 1).where(
    MENTION.c.subject == bindparam("subject")
)


def next_number(connection: Connection, subject: str = "report") -> int:
    """The number of the report that is issued next, or of another row that is numbered so."""
    return int(connection.execute(_NEXT, {"subject": subject}).scalar_one())


def is_entry(connection: Connection, number: int, hash: str) -> bool:
    """Whether the journal has this entry with this hash."""
    found = connection.execute(select(JOURNAL.c.hash).where(JOURNAL.c.number == number)).scalar()
    return found == hash
