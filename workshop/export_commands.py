# SPDX-License-Identifier: MIT
"""What the commands of the headless face do with lists that leave: any query as a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from workshop.commands import Chosen, WrongUsage, answered, known_query, opened, plain
from workshop.domain.text import shown
from workshop.facts import WrongFacts, read_facts, signature
from workshop.language import say, say_many
from workshop.queries import after

if TYPE_CHECKING:
    from workshop.reports.spreadsheet import Value

# What rows call a time of the journal, which is in UTC, and a day, beside names that say so.
MOMENTS = frozenset(("at", "ended", "signed", "since", "started"))
CAMERA = "taken_at"  # goes by the clock of a camera
# Shares of 0 to 1.
RATES = frozenset(("cumulative", "share"))


def export(chosen: Chosen) -> int:
    """Write all rows of a query as a spreadsheet."""
    from workshop.reports.spreadsheet import SUFFIXES, Head, list_file

    if chosen.piece is not None or chosen.batch is not None:
        raise WrongUsage(say("Facts of a list are written as name=value: batch=B1."))
    if chosen.out.suffix.lower() not in SUFFIXES:
        raise WrongUsage(
            say("Let the name of “{file}” end in .xlsx or .csv.", file=shown(chosen.out.name))
        )
    query = known_query(chosen.query)
    names = _columns(query)
    try:
        facts = read_facts(query, chosen.facts)
    except WrongFacts as wrong:
        raise WrongUsage(str(wrong)) from None
    heads = [Head(f"{name} (UTC)" if is_moment(name) else name) for name in names]
    with opened(chosen) as database, database.read() as connection:
        rows = (_cells(row, names) for row in every_row(connection, query, facts))
        count = list_file(chosen.out, chosen.query, heads, rows)
    answer = {"ok": True, "file": str(chosen.out), "rows": count}
    told = say_many("{n} row: {file}", "{n} rows: {file}", count, file=chosen.out)
    return answered(chosen, answer, told)


def every_row(connection: Any, query: Any, facts: dict[str, Any]) -> Iterator[Any]:
    """All rows of a list, page by page as they are needed; `limit` is of them all."""
    from workshop.queries.dry import the_time
    from workshop.reports.parts import stream

    known = signature(query)
    if "now" in known and facts.get("now") is None:
        facts = {**facts, "now": the_time(None)}  # one time for all pages
    if "after" not in known:
        yield from query(connection, **facts)
        return
    rest = {name: value for name, value in facts.items() if name not in ("after", "limit")}
    ask, start = partial(query, connection, **rest), facts.get("after")

    def page(last: Any, limit: int) -> list[Any]:
        found: list[Any] = ask(
            after=start if last is None else after(query.__name__, last), limit=limit
        )
        return found

    yield from islice(stream(page), facts.get("limit"))


def _columns(query: Any) -> list[str]:
    """The names of the columns, known before the first row; 2 where the query is no list."""
    answer = get_type_hints(query)["return"]
    if get_origin(answer) is not list:
        raise WrongUsage(
            say(
                "“{name}” answers with one thing, not with a list. Ask it: workshop ask {name}.",
                name=query.__name__,
            )
        )
    row = get_args(answer)[0]
    fields: Iterable[str] = getattr(row, "_fields", None) or getattr(
        row, "__dataclass_fields__", [query.__name__]
    )
    return list(fields)


def _cells(row: Any, names: Sequence[str]) -> list[Value]:
    """A row as cells; one that is a text alone is its only cell."""
    if isinstance(row, str):
        return [row]
    return [_cell(name, getattr(row, name)) for name in names]


def _cell(name: str, value: Any) -> Value:
    """A value as what its column holds; what is no such thing is told as it stands."""
    from workshop.reports.spreadsheet import Rate

    if isinstance(value, str):
        return _time(name, value)
    if value is None or isinstance(value, bool | int | float):
        return Rate(value) if name in RATES and isinstance(value, float) else value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(plain(value), ensure_ascii=False)


def is_moment(name: str) -> bool:
    """Whether a column of this name has times in UTC."""
    return name in MOMENTS or (name.endswith("_at") and name != CAMERA)


def _time(name: str, value: str) -> Value:
    """A text, or the time or day that it is; one that is neither stays as it stands."""
    try:
        if is_moment(name):
            return datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
        return date.fromisoformat(value) if name.endswith(("_on", "_until")) else value
    except ValueError:
        return value
