# SPDX-License-Identifier: MIT
"""Whose workshop it is, who works here, where, and on what."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from workshop.domain.rules import LEADS
from workshop.domain.scan_fields import PREFIXES
from workshop.domain.terms import BatchState, ScanKind
from workshop.storage.schema import JOURNALLED


class Workshop(NamedTuple):
    """Whose database this is."""

    name: str
    site: str
    owner: str
    database_id: str


class Person(NamedTuple):
    """Somebody who works here; `badge` is the text of the QR code that names them.

    With `has_pin` a PIN is asked for where they are chosen from a list.
    """

    code: str
    name: str
    role: str
    badge: str
    has_pin: bool


class Station(NamedTuple):
    """A bench PC."""

    code: str
    name: str
    badge: str


class Place(NamedTuple):
    """A room, rack, bin or tray, and what it is in."""

    code: str
    name: str
    kind: str
    parent: str
    badge: str


def workshop(connection: Connection) -> Workshop:
    """Whose database this is."""
    table = JOURNALLED["workshop"]
    return Workshop(
        *connection.execute(
            select(table.c.name, table.c.site, table.c.owner, table.c.database_id)
        ).one()
    )


def people(connection: Connection) -> list[Person]:
    """Everybody, by code."""
    table = JOURNALLED["person"]
    rows = connection.execute(
        select(table.c.code, table.c.name, table.c.role, table.c.pin).order_by("code")
    )
    prefix = PREFIXES[ScanKind.PERSON]
    return [Person(code, name, role, prefix + code, bool(pin)) for code, name, role, pin in rows]


def sealed_pin(connection: Connection, *, person: str) -> str:
    """The PIN of a person as it is kept; empty where there is none."""
    table = JOURNALLED["person"]
    found: str | None = connection.scalar(select(table.c.pin).where(table.c.code == person))
    return found or ""


def leads(connection: Connection) -> list[Person]:
    """Who may let pass what the rules stop, with a reason: leads, managers and the owner."""
    owner = workshop(connection).owner
    return [one for one in people(connection) if one.role in LEADS or one.code == owner]


def open_batches(connection: Connection) -> list[str]:
    """The numbers of the batches that are open, the newest first."""
    table = JOURNALLED["batch"]
    still_open = table.c.state == BatchState.OPEN
    return list(
        connection.scalars(select(table.c.number).where(still_open).order_by(table.c.id.desc()))
    )


def stations(connection: Connection) -> list[Station]:
    """Every station, by code."""
    table = JOURNALLED["station"]
    rows = connection.execute(select(table.c.code, table.c.name).order_by("code"))
    return [Station(*row, PREFIXES[ScanKind.STATION] + row.code) for row in rows]


def places(connection: Connection) -> list[Place]:
    """Every place, by code."""
    table = JOURNALLED["place"]
    parent = table.alias()
    rows = connection.execute(
        select(table.c.code, table.c.name, table.c.kind, parent.c.code)
        .outerjoin(parent, parent.c.id == table.c.parent_id)
        .order_by(table.c.code)
    )
    return [
        Place(code, name, kind, inside or "", PREFIXES[ScanKind.PLACE] + code)
        for code, name, kind, inside in rows
    ]
