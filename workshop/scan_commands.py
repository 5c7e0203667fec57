# SPDX-License-Identifier: MIT
"""The scan station without a screen: one barcode a line, each answered after its commit."""

from typing import Any

from workshop.acts import ACTS
from workshop.commands import Chosen, as_json, opened, read_lines
from workshop.domain.refused import Refused
from workshop.domain.rules import AlreadyHere, NearTwin
from workshop.domain.tag import written
from workshop.domain.telling import tell
from workshop.domain.terms import ScanKind
from workshop.domain.text import normal, shown
from workshop.language import say
from workshop.queries import QUERIES
from workshop.storage.database import Database, Receipt
from workshop.storage.errors import Unavailable


def scan(chosen: Chosen) -> int:
    """Receive cards, one barcode a line; refuses a batch or a person nobody knows before that."""
    chosen.twin = ""
    with opened(chosen) as database:
        with database.read() as connection:
            QUERIES["batch"](connection, number=chosen.batch)
            by = (chosen.by or "").strip().upper()
            if by and by not in {person.code for person in QUERIES["people"](connection)}:
                raise Refused("Nobody here has the code “{code}”.", code=by)
        with read_lines("-") as lines:
            for line in lines:
                if line.strip():
                    print(as_json(scan_one(database, chosen.batch, line, chosen)), flush=True)
    return 0


def scan_one(database: Database, batch: str, line: str, chosen: Chosen) -> dict[str, Any]:
    """The answer to one scan.

    A serial that looks like another is refused and asked about: the same one again, as the very
    next scan, is received. `chosen.twin` is the one that was asked about.
    """
    raw = line.rstrip("\r\n")
    asked, chosen.twin = chosen.twin, ""
    answer: dict[str, Any] = {
        "scan": shown(raw, 200),
        "result": "refused",
        "tag": None,
        "entry": None,
        "message": "",
    }
    with database.read() as connection:
        read = QUERIES["identify"](connection, scan=raw)
    if problem := _no_serial(database, read):
        return {**answer, "message": problem}
    facts = {"batch": batch, "serial": read.value}
    if asked and asked == normal(read.value):
        facts["twin_ok"] = True
    try:
        receipt: Receipt = database.write(
            ACTS["receive"], by=chosen.by, station=chosen.station, **facts
        )
    except AlreadyHere as here:
        return {**answer, "result": "duplicate", "tag": here.tag, "message": str(here)}
    except NearTwin as twin:
        chosen.twin = normal(read.value)
        again = say("Scan it once more to receive it anyway.")
        return {**answer, "message": f"{twin} {again}"}
    except Refused as said:
        return {**answer, "message": str(said)}
    except Unavailable as said:
        chosen.twin = asked  # nothing was answered: the question still stands
        return {**answer, "message": str(said)}
    return {
        **answer,
        "result": "received",
        "tag": receipt["tag"],
        "entry": receipt["entry"],
        "listed": receipt["listed"],
        "held_for": receipt.get("held_for", ""),
        "message": tell("receive", {}, receipt),
    }


def _no_serial(database: Database, read: Any) -> str:
    """Why a scan is not the serial of a card; empty where it is."""
    if read.note:
        return str(read.note)
    if read.kind == ScanKind.TAG:
        return _own_tag(database, read.value)
    if read.kind == ScanKind.UPC:
        return say(
            "{code} is the product code (UPC) of the box, not the serial. Scan the serial label.",
            code=read.value,
        )
    if read.kind != ScanKind.SERIAL:
        return say("This is no serial ({kind}). Scan the serial label.", kind=read.kind)
    return ""


def _own_tag(database: Database, tag: str) -> str:
    try:
        with database.read() as connection:
            if QUERIES["blank_tags"](connection, tag=tag):
                return say(
                    "{tag} is a blank tag: no card has it yet. Scan the maker's serial. To give "
                    "the card this tag, receive it in the window, or with “workshop do receive”.",
                    tag=written(tag),
                )
            found = QUERIES["passport"](connection, tag=tag)
    except Refused as said:
        return str(said)
    return say(
        "{tag} is our own label, of a piece in batch {batch}. Scan the maker's serial.",
        tag=written(tag),
        batch=found.piece.batch,
    )
