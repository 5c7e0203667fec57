# SPDX-License-Identifier: MIT
"""What the commands of the headless face do with reports."""

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

_OF_ONE = ("batch", "differences", "passport", "issued", "receiving")
_OF_ALL = ("stock", "progress", "scrapped", "packing")
KINDS = (*_OF_ONE, *_OF_ALL)
"""The reports there are: those of one batch or piece, and those of the whole shop."""


def report(chosen: Chosen) -> int:
    """Write the report of a batch, its differences, the passport of a piece, or a list of the shop.

    The report of a batch is a draft unless it is issued; an issued one is written again as it was.
    """
    if chosen.issue and chosen.kind != "batch":
        raise WrongUsage(say("Only the report of a batch is issued: workshop report batch …"))
    if chosen.kind in _OF_ONE and not chosen.of:
        raise WrongUsage(say("Name the batch or piece: workshop report {kind} …", kind=chosen.kind))
    if (chosen.since or chosen.until) and chosen.kind not in ("scrapped", "packing"):
        raise WrongUsage(say("Only what was scrapped or sold is told from one day to another."))
    if (chosen.buyer or chosen.country) and chosen.kind != "packing":
        raise WrongUsage(say("Only a packing list has a buyer and a country."))
    if chosen.kind == "receiving" or chosen.kind in _OF_ALL:
        return _listed(chosen)
    if chosen.kind == "differences":
        return _differences(chosen)
    if chosen.kind == "issued":
        return _again(chosen)
    if chosen.issue:
        return _issued(chosen)
    from workshop.benches.curves import drawn, kept_curve
    from workshop.reports.batch import batch_pdf
    from workshop.reports.passport import passport_pdf
    from workshop.testlogs.thermocouple import read_curve

    with opened(chosen) as database, database.read() as connection:
        facts = _issue(chosen, connection)
        if chosen.kind == "batch":
            made = _wanted(chosen, database)
            pages = batch_pdf(connection, chosen.of, chosen.out, **made, **facts)
        else:
            pages = passport_pdf(
                connection,
                chosen.of,
                chosen.out,
                paper=chosen.paper,
                curves=lambda sha256: drawn(read_curve(kept_curve(database, sha256))),
                **facts,
            )
    return _pages(chosen, {"ok": True, "file": str(chosen.out), "pages": pages})


def _wanted(chosen: Chosen, database: Database) -> dict[str, Any]:
    """What the report of a batch is to have, and how it reads its pictures."""
    from workshop.benches.photos import small_copy
    from workshop.reports.choices import Choices

    choices = Choices(paper=chosen.paper, card_pages=chosen.card_pages, photos=not chosen.no_photos)
    return {"choices": choices, "pictures": partial(small_copy, database)}


def _listed(chosen: Chosen) -> int:
    """Write the receiving report of a batch, or a list of the whole shop."""
    with opened(chosen) as database, database.read() as connection:
        facts = {"paper": chosen.paper, **_issue(chosen, connection)}
        if chosen.kind == "receiving":
            from workshop.reports.receiving import receiving_pdf

            pages = receiving_pdf(connection, chosen.of, chosen.out, **facts)
        elif chosen.kind == "stock":
            from workshop.reports.stock import stock_pdf

            pages = stock_pdf(connection, chosen.out, place=chosen.of, **facts)
        elif chosen.kind == "progress":
            from workshop.reports.progress import progress_pdf

            if chosen.of:
                raise WrongUsage(say("Work in progress is told of the whole shop: name nothing."))
            pages = progress_pdf(connection, chosen.out, **facts)
        else:
            from workshop.reports.packing import packing_pdf
            from workshop.reports.scrapped import scrapped_pdf

            facts |= {"batch": chosen.of, "since": chosen.since, "until": chosen.until}
            if chosen.kind == "scrapped":
                pages = scrapped_pdf(connection, chosen.out, **facts)
            else:
                to = {"buyer": chosen.buyer, "country": chosen.country}
                pages = packing_pdf(connection, chosen.out, **to, **facts)
    return _pages(chosen, {"ok": True, "file": str(chosen.out), "pages": pages})


def _issued(chosen: Chosen) -> int:
    """Issue the report of a batch, and write it."""
    from workshop.reports.issuing import issue_batch
    from workshop.reports.sheet import report_file

    with opened(chosen) as database, report_file(chosen.out) as stream:
        made = issue_batch(
            database,
            chosen.of,
            **_wanted(chosen, database),
            by=chosen.by,
            station=chosen.station,
            issued_on=date.today().isoformat(),
        )
        if made is None:  # nobody can cancel it here
            return 1
        stream.write(made.content)
    facts = {"report": made.report, "batch": made.batch, "entry": made.entry, "pages": made.pages}
    told = say("Report {report} of batch {batch}, {pages} pages: {file}", **facts, file=chosen.out)
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


def _differences(chosen: Chosen) -> int:
    """Write the difference report as what the name of the file ends in; 2 where that is neither."""
    suffix = chosen.out.suffix.lower()
    if suffix not in (".pdf", ".xlsx"):
        raise WrongUsage(
            say(
                "The difference report is a PDF or a spreadsheet: let the name of “{file}” end in "
                ".pdf or .xlsx.",
                file=shown(chosen.out.name),
            )
        )
    from workshop.reports.difference_lists import CAME, LISTS, gather
    from workshop.reports.differences import differences_pdf
    from workshop.reports.differences_sheet import differences_xlsx

    with opened(chosen) as database, database.read() as connection:
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
            pages = differences_pdf(connection, batch, chosen.out, paper=chosen.paper, **made)
            counts = {one.state.value: one.count(facts.numbers) for one in LISTS}
            return _pages(chosen, answer | {"rows": counts, "pages": pages})
        rows = differences_xlsx(connection, batch, chosen.out, **made)
        counts = {one.state.value: one.count(facts.numbers) for one in (*LISTS, CAME)}
    told = say_many("{n} row: {file}", "{n} rows: {file}", rows, file=chosen.out)
    return answered(chosen, answer | {"rows": counts, "pages": None}, told)
