# SPDX-License-Identifier: MIT
"""What the commands of the headless face do for intake: sheets and rolls, blocked serials."""

from datetime import date

from workshop import commands
from workshop.commands import Chosen, WrongUsage, answered, opened
from workshop.domain.tag import written
from workshop.language import say, say_many


def labels(chosen: Chosen) -> int:
    """Write the labels of a batch as a PDF, the sheet of command codes, or blank tags."""
    if (chosen.what is None) == (chosen.batch is None):
        raise WrongUsage(
            say("Name a batch, or “commands” for the command sheet, or “blank” for blank tags.")
        )
    asked = (chosen.count, chosen.kind)
    if chosen.what != "blank" and (chosen.again or asked != (None, None)):
        raise WrongUsage(say("--count, --kind and --again are for blank tags."))
    if chosen.what == "commands":
        return _command_sheet(chosen)
    return commands.labels(chosen) if chosen.what is None else _blank_tags(chosen)


def _command_sheet(chosen: Chosen) -> int:
    from workshop.labels.command_sheet import command_sheet_pdf

    with opened(chosen) as database, database.read() as connection:
        made = command_sheet_pdf(connection, chosen.out, date.today().isoformat(), chosen.paper)
    answer = {"ok": True, "file": str(chosen.out), "codes": made}
    return answered(chosen, answer, say("{n} codes: {file}", n=made, file=chosen.out))


def _blank_tags(chosen: Chosen) -> int:
    """Make blank tags and their labels, or the labels of those that wait anew."""
    from workshop.labels.blank_roll import LAYOUT, print_roll, print_roll_again
    from workshop.labels.layout import find_layout

    if chosen.again == (chosen.count is not None):
        raise WrongUsage(say("Say how many with --count N, or --again for those that wait."))
    with opened(chosen) as database:
        with database.read() as connection:
            sheet = find_layout(chosen.layout or LAYOUT, connection)
        paper = {"layout": sheet, "start": chosen.start}
        if chosen.again:
            with database.read() as connection:
                roll = print_roll_again(connection, chosen.out, kind=chosen.kind, **paper)
        else:
            roll = print_roll(
                database, chosen.out, count=chosen.count, kind=chosen.kind or "card", by=chosen.by,
                station=chosen.station, **paper,
            )  # fmt: skip
    first, last = roll.tags[0], roll.tags[-1]
    answer = {
        "ok": True,
        "file": str(chosen.out),
        "count": len(roll.tags),
        "first": first,
        "last": last,
        "entry": roll.entry,
    }
    sentence = say_many(
        "{n} blank tag, {first}: {file}",
        "{n} blank tags, {first} to {last}: {file}",
        len(roll.tags), first=written(first), last=written(last), file=chosen.out,
    )  # fmt: skip
    return answered(chosen, answer, sentence)


def import_blocked(chosen: Chosen) -> int:
    """Block the serials of a list; 1 where a row is wrong and nothing was saved."""
    from workshop.manifests import blocked
    from workshop.manifests.take_in import asked
    from workshop.manifests.texts import WhichEncoding

    try:
        with opened(chosen) as database:
            answer = blocked.import_blocked(
                database,
                chosen.file,
                source=chosen.source,
                encoding=chosen.encoding,
                delimiter=chosen.delimiter,
                sheet=chosen.sheet,
                dry_run=chosen.dry_run,
                by=chosen.by,
                station=chosen.station,
            )
    except WhichEncoding as which:
        raise asked(which) from None
    answered(chosen, answer, blocked.told(answer))
    return 0 if answer["ok"] else 1
