# SPDX-License-Identifier: MIT
"""The error that means: not now. What was typed is kept, and a retry may succeed."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from workshop.domain.refused import Spoken

# Result codes of SQLite (sqlite.org/rescode.html): the last eight bits of what it reports.
_SQLITE = {
    5: "busy",
    6: "busy",
    7: "gone",  # out of memory
    8: "read-only",
    10: "full",  # an I/O error; a quota or a file limit is reported as one
    11: "damaged",
    13: "full",
    14: "gone",
    15: "busy",
    26: "damaged",
}

# SQLSTATE codes of PostgreSQL (its manual, appendix A); every other operational error is "gone".
_POSTGRESQL = {
    "25006": "read-only",
    "40001": "busy",
    "40P01": "busy",
    "53100": "full",
    "55P03": "busy",
    "58030": "full",
    "XX001": "damaged",
    "XX002": "damaged",
}

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


class Unavailable(Spoken):
    """The database cannot take this at the moment: disk full, busy, read-only, gone.

    It is no refusal by the rules: the same act with the same key may be tried again.
    """


def unavailable(error: DBAPIError) -> Unavailable | None:
    """The sentence for a database error that is nobody's mistake; None where it is a bug."""
    if error.orig is None:
        return None
    return sentence(error.orig) or (_gone(error.orig) if error.connection_invalidated else None)


def sentence(error: BaseException) -> Unavailable | None:
    """The same for an error as the database's own module raises it."""
    match _kind(error):
        case "busy":
            return Unavailable("The database is busy. Wait a moment and try again.")
        case "full":
            return disk_full()
        case "read-only":
            return Unavailable("The database is read-only. Ask who looks after this computer.")
        case "damaged":
            return Unavailable(
                "The database file is damaged. Stop working, and restore the last backup."
            )
        case "gone":
            return _gone(error)
    return None


def cannot(error: OSError) -> Unavailable:
    """The sentence for a file that cannot be read or written."""
    if error.errno in _FULL:
        return disk_full()
    return Unavailable(
        "{path} cannot be used: {reason}.", path=error.filename or "", reason=error.strerror or ""
    )


@contextmanager
def in_words() -> Iterator[None]:
    """What the disk or the database cannot do becomes a sentence; bugs go through as they are."""
    try:
        yield
    except DBAPIError as error:
        raise unavailable(error) or error from error.orig
    except OSError as error:
        raise cannot(error) from error
    except Exception as error:
        said = sentence(error)
        if said is None:
            raise
        raise said from error


def _kind(error: BaseException) -> str | None:
    if isinstance(error, UnicodeDecodeError):  # SQLite names what is damaged, and that is no text
        return "damaged"
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    known = _POSTGRESQL.get(getattr(error, "sqlstate", None) or "")
    if known:
        return known
    if not any(kind.__name__ == "OperationalError" for kind in type(error).__mro__):
        return None
    return "damaged" if "decode to UTF-8" in str(error) else "gone"


def disk_full() -> Unavailable:
    """The sentence for a disk that takes no more, or does not answer."""
    return Unavailable(
        "The disk is full or does not answer. Free some space and try again; nothing was lost."
    )


def _gone(error: BaseException) -> Unavailable:
    reason = (str(error).strip().splitlines() or [""])[0].rstrip(".")
    return Unavailable("The database does not answer: {reason}.", reason=reason)
