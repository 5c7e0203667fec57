# SPDX-License-Identifier: MIT
"""What the shop decided of itself: what changed, from what to what, by whom and when."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from workshop.domain.telling import tell
from workshop.queries.journal import SHORT_FACTS
from workshop.storage.journal import Change, read_changes
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION

_ABOUT = ("catalogue_copy", "person", "station", "workshop")
_copy, _person = JOURNALLED["catalogue_copy"].c, JOURNALLED["person"].c

# Signs the command codes: nobody need read it.
_SECRET = "secret"


class ShopChange(NamedTuple):
    """An entry by which the shop changed its own facts; `before` and `after` are what differs.

    Of lists and texts as people wrote them; empty where there was nothing, or is nothing now.
    """

    number: int
    at: str
    person: str
    station: str
    text: str
    before: str
    after: str


def shop_history(
    connection: Connection, *, after: int | None = None, limit: int = 100
) -> list[ShopChange]:
    """Changes of the shop's name, people, stations, catalogue, letterhead, prices, newest first.

    `after` is the number of the last entry of the page before.
    """
    number = MENTION.c.number
    about = select(number).where(MENTION.c.subject.in_(_ABOUT)).distinct()
    about = about.order_by(number.desc()).limit(limit)
    if after is not None:
        about = about.where(number < after)
    entry = JOURNAL.c
    rows = connection.execute(
        select(entry.number, entry.at, _person.name, entry.person, entry.station, entry.act,
               SHORT_FACTS, entry.receipt, entry.changes)
        .outerjoin(JOURNALLED["person"], _person.code == entry.person)
        .where(entry.number.in_(about.scalar_subquery()))
        .order_by(entry.number.desc())
    )  # fmt: skip
    return [_told(connection, row) for row in rows]


def _told(connection: Connection, row: Any) -> ShopChange:
    facts = json.loads(row.facts)
    before: list[str] = []
    after: list[str] = []
    for change in read_changes(row.changes):
        for was, now in _differing(connection, change):
            before += [was] if was else []
            after += [now] if now else []
    text = tell(row.act, facts, json.loads(row.receipt))
    who = row.name or row.person
    return ShopChange(
        row.number, row.at, who, row.station, text, " · ".join(before), " · ".join(after)
    )


def _differing(connection: Connection, change: Change) -> Iterator[tuple[str, str]]:
    """What differs, as people wrote it."""
    was, now = change.before or {}, change.after or {}
    if change.table == "catalogue_copy":
        copy = now or was
        earlier = _body_before(connection, copy)
        body = json.loads(copy.get("body") or "{}")
        was, now = (earlier, body) if now else (body, earlier)
    elif change.table not in _ABOUT:
        return
    for name in dict.fromkeys([*was, *now]):
        if name not in ("id", _SECRET, "database_id") and was.get(name) != now.get(name):
            yield _written(was.get(name)), _written(now.get(name))


def _body_before(connection: Connection, copy: dict[str, Any]) -> dict[str, Any]:
    """The body of the version before; empty where it was as it is shipped."""
    found = connection.execute(
        select(_copy.body).where(
            _copy.kind == copy["kind"],
            _copy.code == copy["code"],
            _copy.version == int(copy["version"]) - 1,
        )
    ).scalar()
    body: dict[str, Any] = json.loads(found or "{}")
    return body


def _written(value: Any) -> str:
    """A value in a few words; what holds more than a list does is not told here."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    if isinstance(value, list | dict):
        return "…" if value else ""
    return "" if value is None else " ".join(str(value).split())
