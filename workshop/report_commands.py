# SPDX-License-Identifier: MIT
"""What the commands of the headless face do with reports."""

import shutil
import sys
from datetime import date
from functools import partial
from typing import Any

from workshop.commands import Chosen, WrongUsage, answered, as_json, opened
from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.language import say, say_many
from workshop.queries import QUERIES
from workshop.storage.database import Database

_OF_ONE = ("batch", "differences", "passport", "issued", "receiving", "packing")
_OF_ALL = ("stock", "progress", "scrapped")
_ISSUED = ("batch", "passport", "scrapped", "packing")
KINDS = (*_OF_ONE, *_OF_ALL)
"""The reports there are: those of one batch, shipment or piece, and those of the whole shop."""


def report(chosen: Chosen) -> int:
    """Write the report of a batch, its differences, the passport of a piece, the packing list of a
    shipment, or a list of the shop.

    What is not issued says so on every page; an issued report is written again as it was.
    """
    if chosen.issue and chosen.kind not in _ISSUED:
        raise WrongUsage(say("These reports are issued: {kinds}.", kinds=", ".join(_ISSUED)))
    if (chosen.kind in _OF_ONE or chosen.issue) and not chosen.of:
        raise WrongUsage(
            say("Name the batch, shipment or piece: workshop report {kind} …", kind=chosen.kind)
        )
    if (chosen.since or chosen.until) and (chosen.kind != "scrapped" or chosen.issue):
        raise WrongUsage(say("Only what was scrapped is told from one day to another."))
    if chosen.issue:
        return _issued(chosen)
    if chosen.kind == "issued":
        return _again(chosen)
    if chosen.kind in ("differences", "packing"):
        return _either(chosen)
    with opened(chosen) as database, database.read() as connection:
        pages = _written(chosen, database, connection)
    return _pages(chosen, {"ok": True, "file": str(chosen.out), "pages": pages})


def _written(chosen: Chosen, database: Database, connection: Any) -> int:
    """Write a report that is not issued; the number of its pages."""
    made, out = _issue(chosen, connection), chosen.out
    if chosen.kind == "batch":
        from workshop.reports.batch import batch_pdf

        return batch_pdf(connection, chosen.of, out, **_wanted(chosen, database), **made)
    how = {**_how(chosen, database), **made}
    if chosen.kind == "passport":
        from workshop.reports.passport import passport_pdf

        return passport_pdf(connection, chosen.of, out, curves=_curves(database), **how)
    if chosen.kind == "receiving":
        from workshop.reports.receiving import receiving_pdf

        return receiving_pdf(connection, chosen.of, out, **how)
    if chosen.kind == "stock":
        from workshop.reports.stock import stock_pdf

        return stock_pdf(connection, out, place=chosen.of, **how)
    if chosen.kind == "progress":
        from workshop.reports.progress import progress_pdf

        if chosen.of:
            raise WrongUsage(say("Work in progress is told of the whole shop: name nothing."))
        return progress_pdf(connection, out, **how)
    from workshop.reports.scrapped import scrapped_pdf

    days = {"since": chosen.since, "until": chosen.until}
    return scrapped_pdf(connection, out, batch=chosen.of, **days, **how)


def _wanted(chosen: Chosen, database: Database) -> dict[str, Any]:
    """What the report of a batch is to have, and how it reads its pictures."""
    from workshop.benches.photos import small_copy
    from workshop.reports.choices import Choices

    choices = Choices(paper=chosen.paper, card_pages=chosen.card_pages, photos=not chosen.no_photos)
    return {"choices": choices, "pictures": partial(small_copy, database)}


def _how(chosen: Chosen, database: Database) -> dict[str, Any]:
    """On which paper a list is drawn, and how it reads the logo."""
    from workshop.benches.photos import small_copy

    return {"paper": chosen.paper, "pictures": partial(small_copy, database)}


def _curves(database: Database) -> Any:
    """What reads the curves that were kept of the runs of a profile."""
    from workshop.benches.curves import drawn, kept_curve
    from workshop.testlogs.thermocouple import read_curve

    return lambda sha256: drawn(read_curve(kept_curve(database, sha256)))


def _issued(chosen: Chosen) -> int:
    """Issue a report, and write it."""
    from workshop.reports.issuing import issue_batch, issue_list
    from workshop.reports.sheet import report_file

    with opened(chosen) as database, report_file(chosen.out) as stream:
        who: dict[str, Any] = {"by": chosen.by, "station": chosen.station}
        today = date.today().isoformat()
        if chosen.kind == "batch":
            made = issue_batch(
                database, chosen.of, issued_on=today, **_wanted(chosen, database), **who
            )
        else:
            how = _how(chosen, database) | {"issued_on": today} | who
            made = issue_list(database, chosen.kind, chosen.of, curves=_curves(database), **how)
        if made is None:  # nobody can cancel it here
            return 1
        with made.file.open("rb") as kept:
            shutil.copyfileobj(kept, stream)
    facts = {"report": made.report, "about": made.about, "entry": made.entry, "pages": made.pages}
    told = say("Report {report} of {about}, {pages} pages: {file}", **facts, file=chosen.out)
    return answered(chosen, {"ok": True, "file": str(chosen.out), **facts}, told)


def _again(chosen: Chosen) -> int:
    """Write an issued report again, byte for byte."""
    from workshop.reports.issuing import copy_issued

    if not chosen.of.isascii() or not chosen.of.isdigit() or len(chosen.of) > 12:
        raise WrongUsage(say("“{text}” is no number of a report.", text=shown(chosen.of)))
    with opened(chosen) as database:
        found = copy_issued(database, int(chosen.of), chosen.out)
    facts = {"report": found.number, "about": found.about, "issued_on": found.issued_on}
    told = say("Report {report} of {about}, issued {issued_on}: {file}", **facts, file=chosen.out)
    return answered(chosen, {"ok": True, "file": str(chosen.out), **facts}, told)


def verify(chosen: Chosen) -> int:
    """Say whether a file is a report of ours, whole, and what changed since; 1 where it is not."""
    from workshop.reports.verify import changes_told
    from workshop.reports.verify import verify as look_at

    with opened(chosen) as database, database.read() as connection:
        found = look_at(connection, chosen.file)
    if not found.is_whole:
        if chosen.json:
            answer = {"ok": False, "state": found.state, "refused": found.sentence}
            print(as_json(answer), flush=True)
        print(f"workshop: {found.sentence}", file=sys.stderr)
        return 1
    lines = [found.sentence]
    if found.since is not None:
        lines.append(changes_told(found.since))
        lines += [f"  {row.number}  {row.at[:16]}  {row.text}" for row in found.since.newest]
    answer = {"ok": True, "state": found.state, "said": found.sentence}
    return answered(
        chosen, answer | {"report": found.report, "since": found.since}, "\n".join(lines)
    )


def _issue(chosen: Chosen, connection: Any) -> dict[str, Any]:
    """Who issues a report, empty for the owner, and today; refuses somebody nobody knows."""
    by = (chosen.by or "").strip().upper()
    if by and by not in {person.code for person in QUERIES["people"](connection)}:
        raise Refused("Nobody here has the code “{code}”.", code=by)
    return {"by": by, "issued_on": date.today().isoformat()}


def _pages(chosen: Chosen, answer: dict[str, Any]) -> int:
    told = say("{n} pages: {file}", n=answer["pages"], file=chosen.out)
    return answered(chosen, answer, told)


def _either(chosen: Chosen) -> int:
    """Write what is a PDF or a spreadsheet, as the name of the file ends; 2 where it is neither."""
    suffix = chosen.out.suffix.lower()
    if suffix not in (".pdf", ".xlsx"):
        raise WrongUsage(
            say(
                "This report is a PDF or a spreadsheet: let the name of “{file}” end in .pdf or "
                ".xlsx.",
                file=shown(chosen.out.name),
            )
        )
    write = _differences if chosen.kind == "differences" else _packing
    with opened(chosen) as database, database.read() as connection:
        return write(chosen, database, connection, suffix)


def _packing(chosen: Chosen, database: Database, connection: Any, suffix: str) -> int:
    """Write the packing list of a shipment."""
    from workshop.reports.packing import packing_pdf, packing_xlsx

    made = _issue(chosen, connection)
    answer = {"ok": True, "file": str(chosen.out), "shipment": chosen.of.strip().upper()}
    if suffix == ".pdf":
        how = _how(chosen, database)
        pages = packing_pdf(connection, chosen.of, chosen.out, **how, **made)
        return _pages(chosen, answer | {"pages": pages})
    rows = packing_xlsx(connection, chosen.of, chosen.out, **made)
    told = say_many("{n} row: {file}", "{n} rows: {file}", rows, file=chosen.out)
    return answered(chosen, answer | {"rows": rows, "pages": None}, told)


def _differences(chosen: Chosen, database: Database, connection: Any, suffix: str) -> int:
    """Write how a batch differs from the supplier's list."""
    from workshop.reports.difference_lists import CAME, LISTS, gather
    from workshop.reports.differences import differences_pdf
    from workshop.reports.differences_sheet import differences_xlsx

    made = _issue(chosen, connection)
    facts = gather(connection, chosen.of)
    batch = facts.batch.number
    answer = {
        "ok": True,
        "file": str(chosen.out),
        "batch": batch,
        "as_listed": facts.numbers.has_list and facts.numbers.is_even,
    }
    if suffix == ".pdf":
        how = _how(chosen, database)
        pages = differences_pdf(connection, batch, chosen.out, **how, **made)
        counts = {one.state.value: one.count(facts.numbers) for one in LISTS}
        return _pages(chosen, answer | {"rows": counts, "pages": pages})
    rows = differences_xlsx(connection, batch, chosen.out, **made)
    counts = {one.state.value: one.count(facts.numbers) for one in (*LISTS, CAME)}
    told = say_many("{n} row: {file}", "{n} rows: {file}", rows, file=chosen.out)
    return answered(chosen, answer | {"rows": counts, "pages": None}, told)
