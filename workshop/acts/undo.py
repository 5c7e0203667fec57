# SPDX-License-Identifier: MIT
"""Undo: the reverse of any entry, or of many at once."""

from typing import Any

from sqlalchemy.orm import Session

from workshop.acts.batches import closes_only_what_adds_up
from workshop.acts.pins import keeps_pins_of_others
from workshop.acts.places import clocks_follow
from workshop.acts.stranded import keeps_every_site
from workshop.domain import text
from workshop.domain.refused import Refused
from workshop.storage.shop import shop_catalogue
from workshop.storage.undo import revert, revert_all

MOST = 5000
"""How many entries one undo takes back: twice as many cards as a lorry brings."""


def undo(session: Session, *, entry: int, reason: str = "") -> dict[str, Any]:
    """Undo an entry of the journal, also an undo; refused where later entries build on it.

    So is one after which a piece would be fitted where its board has no site, and the undo of an
    undone closing where its batch does not add up and no lead had said why.
    """
    text.clean(reason, "The reason", text.NOTE)
    before = shop_catalogue(session)
    closes_only_what_adds_up(session, [int(entry)])
    keeps_pins_of_others(session, [int(entry)])
    undone = revert(session, int(entry))
    keeps_every_site(session, before)
    clocks_follow(session)
    return undone


def undo_many(session: Session, *, entries: list[int], reason: str = "") -> dict[str, Any]:
    """Undo many entries as one: a tray, or everything since a mark; all of them, or none."""
    text.clean(reason, "The reason", text.NOTE)
    if not isinstance(entries, list) or not entries or len(entries) > MOST:
        raise Refused("Name 1 to {n} entries to undo.", n=MOST)
    for entry in entries:
        if type(entry) is not int:
            raise Refused("“{entry}” is no number of an entry.", entry=text.shown(entry))
    before = shop_catalogue(session)
    closes_only_what_adds_up(session, entries)
    keeps_pins_of_others(session, entries)
    undone = revert_all(session, entries)
    keeps_every_site(session, before)
    clocks_follow(session)
    return undone
