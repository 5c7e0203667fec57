# SPDX-License-Identifier: MIT
"""The catalogue of this workshop: what is shipped, with the shop's own copies over it."""

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, or_, select

from workshop.domain.catalogue import Catalogue
from workshop.storage.catalogue import shipped, with_fitting_copies
from workshop.storage.schema import JOURNALLED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_copy = JOURNALLED["catalogue_copy"].c
_COPIES = select(_copy.kind, _copy.code, _copy.body).order_by(_copy.version)

# The entries a card keeps as they were when it was put on its way.
_KEPT = ("routing", "step")
_NEWEST = select(func.max(_copy.id)).where(_copy.kind.in_(_KEPT))

Copies = tuple[tuple[str, str, str], ...]


def shop_copies(connection: "Connection | Session") -> Copies:
    """Kind, code and JSON body of every copy the shop made, the latest version last."""
    return tuple((kind, code, body) for kind, code, body in connection.execute(_COPIES))


def as_bodies(copies: Copies) -> list[tuple[str, str, dict[str, Any]]]:
    """The same with the bodies as objects."""
    return [(kind, code, json.loads(body)) for kind, code, body in copies]


def shop_catalogue(connection: "Connection | Session") -> Catalogue:
    """The catalogue in force; a copy that does not fit any more is left out.

    An act, beside which nobody changes anything, reads the copies once.
    """
    work = connection.info.get("work")
    if work is None:
        return _in_force(connection)
    if work.catalogue is None or _changes_it(connection):
        work.catalogue = _in_force(connection)
    known: Catalogue = work.catalogue
    return known


def _in_force(connection: "Connection | Session") -> Catalogue:
    copies = shop_copies(connection)
    return _overlaid(copies) if copies else shipped()


def _changes_it(session: Any) -> bool:
    """Whether the act has a copy in hand that is not written yet."""
    return any(row.__table__.name == _copy.id.table.name for row in session.new)


def catalogue_of(connection: "Connection | Session", edition: int) -> Catalogue:
    """The catalogue with the routings and steps of an edition, all else as it is in force."""
    kept = _COPIES.where(or_(_copy.kind.not_in(_KEPT), _copy.id <= edition))
    copies = tuple((kind, code, body) for kind, code, body in connection.execute(kept))
    return _overlaid(copies) if copies else shipped()


def catalogue_before(connection: "Connection | Session", row: int) -> Catalogue:
    """The catalogue as it was when the shop's copies were those up to the row of this id."""
    kept = _COPIES.where(_copy.id <= row)
    copies = tuple((kind, code, body) for kind, code, body in connection.execute(kept))
    return _overlaid(copies) if copies else shipped()


def newest_edition(connection: "Connection | Session") -> int:
    """The id of the last copy the shop made of a routing or step; 0 as they are shipped."""
    return connection.execute(_NEWEST).scalar() or 0


def version_of(connection: "Connection | Session", kind: str, code: str) -> int:
    """The version of the shop's own copy of an entry that is in force; 0 as it is shipped."""
    versions = connection.execute(
        select(_copy.code, func.max(_copy.version)).where(_copy.kind == kind).group_by(_copy.code)
    )
    return max((n for each, n in versions if each.casefold() == code.casefold()), default=0)


def catalogue_at(
    connection: "Connection | Session", kind: str, code: str, version: int
) -> Catalogue | None:
    """The catalogue in force, but with this entry as it was in that version; 0 as it is shipped.

    None where the shop never made that version.
    """
    others = tuple(
        copy
        for copy in shop_copies(connection)
        if copy[0] != kind or copy[1].casefold() != code.casefold()
    )
    bodies = connection.execute(
        select(_copy.kind, _copy.code, _copy.body).where(
            _copy.kind == kind, _copy.version == version
        )
    )
    then = tuple(
        (one.kind, one.code, one.body) for one in bodies if one.code.casefold() == code.casefold()
    )
    return _overlaid(others + then) if then or version == 0 else None


@lru_cache(maxsize=16)
def _overlaid(copies: Copies) -> Catalogue:
    return with_fitting_copies(shipped(), as_bodies(copies))
