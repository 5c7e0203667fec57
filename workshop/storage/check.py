# SPDX-License-Identifier: MIT
"""Whether the database is still what the journal says: the chain, the replay, the file itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from workshop.domain.refused import Spoken
from workshop.language import mark, say
from workshop.storage import migrate
from workshop.storage.checkpoint import agrees, read_checkpoint
from workshop.storage.database import Database
from workshop.storage.engines import is_url, only_reading, sqlite_module
from workshop.storage.errors import in_words, unavailable
from workshop.storage.evidence import evidence_folder, is_hash, kept_file
from workshop.storage.files import sha256_of
from workshop.storage.finding import Finding, Progress
from workshop.storage.journal import EMPTY, entry_hash, head
from workshop.storage.replay import derived, replay
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shape import schema_changes

__all__ = ["Finding", "Progress", "Report", "check", "look_through"]

# What a database raises that holds something else than it should.
_DAMAGE = (DBAPIError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)


class Report(NamedTuple):
    """The outcome of a check; `entries` and `rows` say how much was looked at.

    `witnessed` is the newest entry a checkpoint outside the database knows of: after it, and where
    it is 0, a history that was cut off cannot be noticed.
    """

    ok: bool
    deep: bool
    entries: int
    rows: int
    head: str
    findings: list[Finding]
    witnessed: int = 0


# How many entries lie between two words of progress.
TELL_EVERY = 1000

# A damaged history breaks at one place and everything after it: more findings say nothing new.
MOST = 50


def check(
    database: Database, *, deep: bool = False, progress: Progress | None = None, kept: bool = True
) -> Report:
    """Check the journal's chain, the checkpoint, the schema and the file.

    `deep` also replays the journal: it makes every table anew from the journal's changes and
    compares each cell, the derived ones included; with `kept` it reads every kept file as well.
    It changes nothing.
    """
    report = Report(True, deep, 0, 0, "", [])
    more: list[Finding] = []
    try:
        with in_words():
            with database.read() as connection:
                report = look_through(connection, database, deep=deep, progress=progress)
            if deep and kept:
                more += _evidence(database)
            if deep and not is_url(database.target):
                more += _search_index(database)
    except (Spoken, *_DAMAGE) as problem:
        more.append(_stop(problem))
    return _report(report, [*report.findings, *more])


def look_through(
    connection: Connection,
    database: Database,
    *,
    deep: bool,
    progress: Progress | None = None,
) -> Report:
    """The same of one snapshot, without the kept files."""
    report = Report(True, deep, 0, 0, "", [])
    findings: list[Finding] = []
    try:
        findings += _file(connection, deep=deep)
        total = connection.execute(select(func.count()).select_from(JOURNAL)).scalar_one()
        report = report._replace(entries=total, head=head(connection).hash)
        findings += _chain(connection, progress, total)
        findings += _checkpoint(connection, database)
        known = read_checkpoint(database.checkpoint_file())
        report = report._replace(witnessed=known.number if known else 0)
        if deep:
            more, rows = replay(connection)
            report = report._replace(rows=rows)
            findings += more
            findings += derived(connection)
    except (Spoken, *_DAMAGE) as problem:
        findings.append(_stop(problem))
    return _report(report, findings)


def _report(report: Report, findings: list[Finding]) -> Report:
    return report._replace(ok=not findings, findings=findings[:MOST])


def _stop(problem: Exception) -> Finding:
    """Where the check could not go on: a damaged file can hold anything."""
    said = unavailable(problem) if isinstance(problem, DBAPIError) else problem
    if isinstance(said, Spoken):
        return Finding(str(said))
    reason = str(getattr(problem, "orig", problem)).strip().splitlines() or [""]
    return Finding(say("The database holds what it never should: {reason}", reason=reason[0]))


def _file(connection: Connection, *, deep: bool) -> Iterator[Finding]:
    """What the database says of itself, and that its schema is the one of this program."""
    found = migrate.revision(connection)
    if found != migrate.HEAD:
        yield Finding(
            say("The schema says version {found}, not {wanted}.", found=found, wanted=migrate.HEAD)
        )
    yield from schema_changes(connection)
    if connection.dialect.name != "sqlite":
        return
    # The check of the search index goes by what this connection remembers of it, and takes what
    # others wrote since for damage; a question makes it look anew.
    connection.exec_driver_sql("SELECT 1 FROM search_index WHERE search_index MATCH 'any' LIMIT 1")
    word = "integrity_check" if deep else "quick_check"
    for (said,) in connection.exec_driver_sql(f"PRAGMA {word}(20)"):
        if said != "ok":
            yield Finding(say("SQLite: {said}", said=" ".join(said.split())))
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        yield Finding(
            say("{table} {row} refers to a row of {parent} that does not exist.",
                table=table, row=row, parent=parent)
        )  # fmt: skip


def _chain(connection: Connection, progress: Progress | None, total: int) -> Iterator[Finding]:
    """Every entry follows the one before it, and its hash is the hash of what it says."""
    previous, number, at = EMPTY.hash, 0, ""
    last_row = last_piece = 0
    rows = connection.execution_options(yield_per=1000).execute(
        select(JOURNAL).order_by(JOURNAL.c.number)
    )
    for entry in rows.mappings():
        if entry["number"] != number + 1:
            first, last = number + 1, entry["number"] - 1
            yield Finding(
                say("Entries {first} to {last} are missing from the journal.",
                    first=first, last=last),
                entry["number"],
            )  # fmt: skip
        elif entry["previous"] != previous:
            yield Finding(
                say(
                    "Entry {number} does not follow the one before it: an entry was changed, "
                    "swapped or put in.",
                    number=entry["number"],
                ),
                entry["number"],
            )
        if entry_hash(dict(entry)) != entry["hash"]:
            yield Finding(
                say("Entry {number} was changed after it was written.", number=entry["number"]),
                entry["number"],
            )
        if entry["at"] < at or entry["last_row"] < last_row or entry["last_piece"] < last_piece:
            yield Finding(
                say("Entry {number} goes back behind the one before it.", number=entry["number"]),
                entry["number"],
            )
        previous, number, at = entry["hash"], entry["number"], entry["at"]
        last_row, last_piece = entry["last_row"], entry["last_piece"]
        if progress and number % TELL_EVERY == 0:
            progress(number, total)


def _checkpoint(connection: Connection, database: Database) -> Iterator[Finding]:
    """The witness outside the database."""
    known = read_checkpoint(database.checkpoint_file())
    if known is None:
        if database.checkpoint_file().exists():
            yield Finding(say("The checkpoint file cannot be read."))
        return
    owner = connection.execute(select(JOURNALLED["workshop"].c.database_id)).scalar()
    if known.database_id != owner:
        yield Finding(say("The checkpoint file belongs to another database."))
    elif not agrees(connection, known):
        newest = head(connection).number
        if newest < known.number:
            yield Finding(
                say(
                    "The end of the journal is missing: the checkpoint saw entry {seen}, the "
                    "newest one now is {newest}.",
                    seen=known.number,
                    newest=newest,
                ),
                newest,
            )
        else:
            yield Finding(
                say(
                    "Entry {number} is not the one the checkpoint saw: the history was written "
                    "anew.",
                    number=known.number,
                ),
                known.number,
            )


def _evidence(database: Database) -> list[Finding]:
    """Whether every file of evidence is kept, and still the one it was."""
    folder = evidence_folder(database.target, database.database_id)
    gone = mark("The kept file {hash} ({name}) is missing.")
    if is_url(database.target):
        gone = mark("The kept file {hash} ({name}) is missing on this computer.")
    findings = []
    with database.read() as connection:
        evidence = JOURNALLED["evidence"].c
        rows = connection.execute(select(evidence.sha256, evidence.name).order_by(evidence.id))
        kept = rows.all()
    for sha256, name in kept:
        try:
            found = sha256_of(kept_file(folder, sha256)) if is_hash(sha256) else None
        except OSError:
            found = None
        if found is None:
            findings.append(Finding(say(gone, hash=sha256[:12], name=name)))
        elif found != sha256:
            findings.append(
                Finding(say("The kept file {hash} ({name}) was changed.", hash=sha256[:12],
                            name=name))
            )  # fmt: skip
    return findings


_NOT_REACHED = """
SELECT 1 FROM temp.words AS word WHERE word.doc != (
    SELECT count(*) FROM search_index WHERE search_index MATCH
        '"' || replace(word.term, '"', '""') || '"') LIMIT 1"""


def _search_index(database: Database) -> list[Finding]:
    """Whether the search index agrees with what it indexes; asked on a private copy."""
    module = sqlite_module()
    source, copy = only_reading(Path(database.target)), module.connect("")
    try:
        source.backup(copy)
        copy.execute("INSERT INTO search_index(search_index, rank) VALUES('integrity-check', 1)")
        # That reads the index from end to end, but does not ask whether a search gets there.
        copy.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search_index', row)")
        if copy.execute(_NOT_REACHED).fetchone():
            return [Finding(say("The search index does not find what is in it."))]
    except module.Error as error:
        return [Finding(say("The search index does not agree with the pieces ({error}).",
                            error=error))]  # fmt: skip
    finally:
        source.close()
        copy.close()
    return []
