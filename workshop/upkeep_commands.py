# SPDX-License-Identifier: MIT
"""What the commands that keep a workshop safe do: check, backup, restore, health."""

import argparse
from collections.abc import Callable
from pathlib import Path

from workshop.commands import WrongUsage, answered, as_json, opened, target_of
from workshop.domain.refused import Refused
from workshop.keeping.health import health
from workshop.keeping.line import STATES, State, support_text
from workshop.language import say
from workshop.storage.backup import back_up, restore
from workshop.storage.check import check
from workshop.storage.upkeep import note_check

Chosen = argparse.Namespace


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Put the commands that keep a workshop safe on the command line."""
    one = command("check", check_database, say("Check the journal and the database."))
    one.add_argument(
        "--deep", action="store_true", help=say("also make every table anew and compare")
    )
    one = command("health", tell_health, say("Say how the workshop is kept, and what is wrong."))
    one.add_argument(
        "--support", action="store_true", help=say("without names, serials and places, in English")
    )
    one = command("backup", backup, say("Write a verified backup into a folder."))
    one.add_argument("folder", type=Path)
    one.add_argument(
        "--keep",
        type=int,
        metavar="N",
        help=say(
            "remove older ones of this workshop, but the newest N and the last of each day of a "
            "week and of each week of two months"
        ),
    )
    one = command("restore", restore_backup, say("Restore a backup where no database is yet."))
    one.add_argument("file", type=Path)


def check_database(chosen: Chosen) -> int:
    """Check the journal and the database; 1 where something was found."""
    with opened(chosen) as database:
        found = check(database, deep=chosen.deep)
        note_check(database, [finding.what for finding in found.findings], deep=chosen.deep)
    if chosen.json:
        print(as_json({"ok": found.ok, **found._asdict()}), flush=True)
        return 0 if found.ok else 1
    for finding in found.findings:
        print(finding.what)
    if not found.ok:
        raise Refused("Faults found: {n}.", n=len(found.findings))
    print(say("Clean: {entries} entries, {rows} rows.", entries=found.entries, rows=found.rows))
    if not found.witnessed:
        print(say("There is no checkpoint beside this database yet: had the end of its history "
                  "been cut off before now, nobody could tell."))  # fmt: skip
    return 0


def backup(chosen: Chosen) -> int:
    """Write a verified backup into a folder; with --keep old ones make room."""
    if chosen.keep is not None and chosen.keep < 1:
        raise WrongUsage(say("--keep must be 1 or more."))
    with opened(chosen) as database:
        made = back_up(database, chosen.folder, keep=chosen.keep)
    return answered(chosen, {"ok": True, **made}, say("Backup verified: {file}", file=made["file"]))


def restore_backup(chosen: Chosen) -> int:
    """Restore a backup where no database is yet."""
    made = restore(chosen.file, target_of(chosen))
    return answered(chosen, {"ok": True, **made}, say("Restored: {path}", path=made["database"]))


def tell_health(chosen: Chosen) -> int:
    """Say how the workshop is kept, what is wrong first; 1 where something is."""
    with opened(chosen) as database:
        lines = health(database)
    if chosen.support:
        print(support_text(lines), end="", flush=True)
    elif chosen.json:
        told = [
            {"name": one.name, "state": one.state.value, "title": say(one.title),
             "told": one.words, "todo": one.advice}
            for one in lines
        ]  # fmt: skip
        print(as_json(told), flush=True)
    else:
        for one in lines:
            print(say("{state}  {title}: {told}", state=say(STATES[one.state]),
                      title=say(one.title), told=one.words))  # fmt: skip
            if one.advice:
                print(f"    {one.advice}")
    return int(any(one.state is State.WRONG for one in lines))
