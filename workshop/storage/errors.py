# SPDX-License-Identifier: MIT
"""The error that means: not now. What was typed is kept, and a retry may succeed."""

from sqlalchemy.exc import DBAPIError

from workshop.domain.refused import Spoken


class Unavailable(Spoken):
    """The database cannot take this at the moment: disk full, busy, read-only, gone.

    It is no refusal by the rules: the same act with the same key may be tried again.
    """


def unavailable(error: DBAPIError) -> Unavailable | None:
    """The sentence for a database error that is nobody's mistake; None where it is a bug."""
    words = str(error.orig).lower()
    name = type(error.orig).__name__
    if "locked" in words or "busy" in words:
        return Unavailable("The database is busy. Wait a moment and try again.")
    if "full" in words or "no space" in words or "disk i/o" in words or "ioerr" in words:
        return Unavailable(
            "The disk is full or does not answer. Free some space and try again; nothing was lost."
        )
    if "readonly" in words or "read-only" in words:
        return Unavailable("The database is read-only. Ask who looks after this computer.")
    if "malformed" in words or "not a database" in words:
        return Unavailable(
            "The database file is damaged. Stop working, and restore the last backup."
        )
    if error.connection_invalidated or "unable to open" in words or name == "OperationalError":
        return Unavailable("The database does not answer: {reason}.", reason=_first_line(error))
    return None


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip().splitlines() or [""])[0].rstrip(".")
