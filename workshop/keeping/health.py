# SPDX-License-Identifier: MIT
"""How a workshop is kept: its database, backups, checks, room on its disk, and its programs."""

import platform
import shutil
from importlib import metadata
from pathlib import Path

from sqlalchemy import Connection, func, select

from workshop.keeping.line import Line, State, when, worst_first
from workshop.keeping.scheduled import hours_since, is_current
from workshop.language import mark, say_size
from workshop.queries.print_queue import labels_stuck
from workshop.storage import migrate
from workshop.storage.check import check
from workshop.storage.checkpoint import Checkpoint, agrees, read_checkpoint
from workshop.storage.database import Database
from workshop.storage.engines import is_url, sqlite_module
from workshop.storage.finding import Progress
from workshop.storage.journal import head
from workshop.storage.schema import JOURNALLED
from workshop.storage.upkeep import BackedUp, Upkeep, note_check, read_upkeep

# Bytes of a disk below which it is wrong, and below which one should look.
LEAST_ROOM, LITTLE_ROOM = 200 * 2**20, 2 * 2**30

# Hours after which work that is in no backup should be looked at, and is wrong.
OLD_H, TOO_OLD_H = 24, 7 * 24

# Days after which a check is old, and entries of a workshop worth a backup.
CHECK_DAYS, WORTH = 30, 50


def health(database: Database) -> list[Line]:
    """Every line of it, what is wrong first."""
    upkeep = read_upkeep(database)
    known = read_checkpoint(database.checkpoint_file())  # before: others go on writing
    with database.read() as connection:
        lines = [
            _backup(connection, database, upkeep),
            _check(upkeep),
            _history(connection, database.database_id, known),
            _queue(connection),
            _content(connection),
            _engine(connection),
        ]
    lines += [_place(database), *_rooms(database, upkeep), _program()]
    if is_url(database.target) and shutil.which("pg_dump") is None:
        lines.append(
            Line("pg_dump", State.WRONG, mark("Backups of the server"),
                 mark("The program pg_dump is missing on this computer."),
                 todo=mark("Install the PostgreSQL client, or back up where it is installed."))
        )  # fmt: skip
    return worst_first(lines)


def check_deep(database: Database, step: Progress) -> int:
    """Check everything there is to check, and note it; returns how many faults were found."""
    found = check(database, deep=True, progress=step)
    note_check(database, [finding.what for finding in found.findings], deep=True)
    return len(found.findings)


def _backup(connection: Connection, database: Database, upkeep: Upkeep) -> Line:
    name, title = "backup", mark("Last backup")
    last, failed = upkeep.backed_up, upkeep.failed
    if failed is not None:
        return Line(
            name, State.WRONG, title, mark("The backup of {when} failed: {why}"),
            {"when": when(failed.at), "why": failed.why},
            mark("See to that, then press “Back up now” in Settings, Database."), ("why",),
        )  # fmt: skip
    newest = head(connection).number
    if last is None:
        return Line(
            name, State.WRONG if newest > WORTH else State.LOOK, title,
            mark("This workshop was never backed up."),
            todo=mark("Choose a folder on another disk in Settings, Database."),
        )  # fmt: skip
    facts = {"when": when(last.at), "file": last.file, "entries": newest - last.entry}
    if not Path(last.file).is_file():
        return Line(
            name, State.LOOK, title, mark("Verified on {when}, but it is no longer at {file}."),
            facts, mark("Plug its disk in, or back up anew in Settings, Database."), ("file",),
        )  # fmt: skip
    state, todo = _age(database, last)
    told = mark("Verified on {when}: {file}. Entries made since: {entries}.")
    return Line(name, state, title, told, facts, todo, ("file",))


def _age(database: Database, last: BackedUp) -> tuple[State, str]:
    """How it is with a backup by what was done since, and what to do."""
    age = hours_since(last.at)
    if age < OLD_H or is_current(database, last, Path(last.file).parent):
        return State.OK, ""
    todo = mark("Back up now, or by schedule, in Settings, Database.")
    return State.WRONG if age > TOO_OLD_H else State.LOOK, todo


def _check(upkeep: Upkeep) -> Line:
    name, title, last = "check", mark("Last check"), upkeep.checked
    again = mark("Press “Check now”.")
    if last is None:
        return Line(name, State.LOOK, title, mark("It was never checked."), todo=again)
    facts = {"when": when(last.at), "faults": last.faults, "first": last.first}
    if last.faults:
        return Line(
            name, State.WRONG, title,
            mark("Faults found on {when}: {faults}. The first: {first}"), facts,
            mark("Stop working, and restore the last good backup in Settings, Database."),
            ("first",),
        )  # fmt: skip
    old = hours_since(last.at) > 24 * CHECK_DAYS
    told = mark("Clean on {when}: history and file.")
    if last.deep:
        told = mark("Clean on {when}: every entry, row and hash.")
    return Line(name, State.LOOK if old else State.OK, title, told, facts, again if old else "")


def _history(connection: Connection, database_id: str, known: Checkpoint | None) -> Line:
    name, title = "history", mark("End of the history")
    if known is None:
        return Line(
            name, State.LOOK, title, mark("There is no checkpoint beside the database yet."),
            todo=mark("It is written when the window closes."),
        )  # fmt: skip
    facts = {"seen": known.number, "newest": head(connection).number}
    if known.database_id != database_id or not agrees(connection, known):
        return Line(
            name, State.WRONG, title,
            mark("The checkpoint saw entry {seen}, and it is not in this history any more."),
            facts, mark("Press “Check now”, and compare with the last backup."),
        )  # fmt: skip
    told = mark("Whole: entry {seen} of {newest} is witnessed outside the database.")
    return Line(name, State.OK, title, told, facts)


def _queue(connection: Connection) -> Line:
    stuck = len(labels_stuck(connection))
    if stuck:
        return Line(
            "queue", State.LOOK, mark("Print queue"), mark("Labels somebody must look after: {n}"),
            {"n": stuck}, mark("Look which labels came out, and say so in Settings, Labels."),
        )  # fmt: skip
    return Line("queue", State.OK, mark("Print queue"), mark("Nothing is stuck."))


def _content(connection: Connection) -> Line:
    kind = JOURNALLED["piece"].c.kind
    rows = connection.execute(select(kind, func.count()).group_by(kind))
    pieces: dict[str, int] = {row[0]: row[1] for row in rows}
    files = connection.execute(select(func.count()).select_from(JOURNALLED["evidence"])).scalar()
    facts = {
        "entries": head(connection).number,
        "cards": pieces.pop("card", 0),
        "pieces": sum(pieces.values()),
        "files": files,
    }
    told = mark("Entries: {entries} · cards: {cards} · other pieces: {pieces} · files: {files}")
    return Line("content", State.OK, mark("What is in it"), told, facts)


def _engine(connection: Connection) -> Line:
    facts = {"schema": migrate.revision(connection), "version": sqlite_module().sqlite_version}
    told = mark("SQLite {version}, schema {schema}")
    if connection.dialect.name != "sqlite":
        facts["version"] = connection.exec_driver_sql("SHOW server_version").scalar()
        told = mark("PostgreSQL {version}, schema {schema}")
    return Line("engine", State.OK, mark("Database engine"), told, facts)


def _place(database: Database) -> Line:
    title = mark("Where it lies")
    if is_url(database.target):
        return Line("place", State.OK, title, mark("On a PostgreSQL server"))
    path = Path(database.target)
    facts = {"path": path, "size": say_size(path.stat().st_size)}
    return Line("place", State.OK, title, mark("{size} at {path}"), facts, private=("path",))


def _rooms(database: Database, upkeep: Upkeep) -> list[Line]:
    """Room on the disk of the database and on that of the backups, as far as they are here."""
    lines = []
    path = None if is_url(database.target) else Path(database.target)
    if path is not None:
        lines.append(_room("space", mark("Room for the database"), path.parent, path))
    folder = Path(upkeep.backed_up.file).parent if upkeep.backed_up else None
    if folder is None or not folder.is_dir():
        return lines
    room = _room("backup space", mark("Room for backups"), folder, path)
    if path is not None and room.state is State.OK and _one_disk(folder, path):
        room = room._replace(
            state=State.LOOK,
            told=mark("{free} of {all} free, on the same disk as the database"),
            todo=mark("A disk that breaks takes both: choose a folder on another disk."),
        )
    return [*lines, room]


def _one_disk(folder: Path, path: Path) -> bool:
    return folder.stat().st_dev == path.stat().st_dev


def _room(name: str, title: str, folder: Path, database: Path | None) -> Line:
    free, whole = shutil.disk_usage(folder).free, shutil.disk_usage(folder).total
    size = database.stat().st_size if database is not None else 0
    facts = {"free": say_size(free), "all": say_size(whole)}
    state = State.OK
    if free < max(LITTLE_ROOM, 3 * size):
        state = State.WRONG if free < max(LEAST_ROOM, size) else State.LOOK
    todo = mark("Free some space on this disk.") if state is not State.OK else ""
    return Line(name, state, title, mark("{free} of {all} free"), facts, todo)


def _program() -> Line:
    try:
        version = metadata.version("card-workshop")
    except metadata.PackageNotFoundError:
        version = "?"
    facts = {"version": version, "python": platform.python_version(),
             "system": platform.platform()}  # fmt: skip
    told = mark("Card Workshop {version}, Python {python}, {system}")
    return Line("program", State.OK, mark("Program"), told, facts)
