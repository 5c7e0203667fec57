# SPDX-License-Identifier: MIT
"""What the commands of the headless face do with reports."""

from datetime import date
from typing import Any

from workshop.commands import Chosen, WrongUsage, answered, opened
from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.language import say, say_many
from workshop.queries import QUERIES


def report(chosen: Chosen) -> int:
    """Write the report of a batch, its differences, or the passport of a piece."""
    if chosen.kind == "differences":
        return _differences(chosen)
    from workshop.benches.curves import drawn, kept_curve
    from workshop.reports.batch import batch_pdf
    from workshop.reports.choices import Choices
    from workshop.reports.passport import passport_pdf
    from workshop.testlogs.thermocouple import read_curve

    with opened(chosen) as database, database.read() as connection:
        facts = _issue(chosen, connection)
        if chosen.kind == "batch":
            choices = Choices(paper=chosen.paper)
            pages = batch_pdf(connection, chosen.of, chosen.out, choices=choices, **facts)
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
