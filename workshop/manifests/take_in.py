# SPDX-License-Identifier: MIT
"""A supplier's list taken in without a screen: read, checked, saved in one act, and told."""

from pathlib import Path
from typing import Any

from workshop.acts.batches import expect
from workshop.acts.shop import set_catalogue
from workshop.domain.bodies import body_of
from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.language import say, say_many
from workshop.manifests.check import Checked, Delivery, Fault, State, check, delivery
from workshop.manifests.columns import (
    Layout,
    lay_out,
    read_columns,
    remembered,
    to_remember,
)
from workshop.manifests.header_words import FACTS
from workshop.manifests.read import Source, read_list
from workshop.manifests.table import MOST_BYTES, letter
from workshop.manifests.texts import DELIMITERS, WhichEncoding
from workshop.storage.database import Database

# As many as people read; the counts are of all.
_MOST_TOLD = 20


def read_map(words: str) -> dict[str, str]:
    """The columns named like `serial=S/N,model=C`, by fact; refuses what is not of this form."""
    found: dict[str, str] = {}
    for part in words.split(","):
        fact, sign, column = part.partition("=")
        if not part.strip():
            continue
        if not sign or fact.strip() not in FACTS:
            raise Refused(
                "“{text}” names no column. Write serial=COL,model=COL with any of {all}.",
                text=shown(part),
                all=", ".join(FACTS),
            )
        found[fact.strip()] = column.strip()
    return found


def read_bytes(file: Path) -> bytes:
    """The bytes of a file, one more at most than a list may have; refuses what cannot be read."""
    if not file.is_file():
        raise Refused("There is no file {file}.", file=file)
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(
            "{name} cannot be read: {reason}.", name=file.name, reason=error.strerror or error
        ) from error


def asked(which: WhichEncoding) -> Refused:
    """Which encoding a file has, as a command asks it: how it reads with each option."""
    shown_as = (f"--encoding {one.encoding}: “{' / '.join(one.lines)}”" for one in which.previews)
    return Refused(
        "Nothing in this file says in which encoding it is. Choose the one whose words read "
        "right. {previews}",
        previews="; ".join(shown_as),
    )


def take_in(
    database: Database,
    file: Path,
    *,
    batch: str,
    columns: dict[str, str] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str = "",
    dry_run: bool = False,
    by: str | None = None,
    station: str | None = None,
) -> dict[str, Any]:
    """Add the right rows of a supplier's list to a batch, in one act.

    `columns` names columns by fact and corrects what is found; an empty name leaves a fact out.
    Wrong rows are left out and told with row and column; rows the batch's list has already are
    skipped. The answer is not `ok` where there was nothing but wrong rows.
    """
    with database.read() as connection:
        to = _to(connection, batch)
        source = read_list(read_bytes(file), file.name, encoding=encoding, delimiter=delimiter)
        layout = corrected(lay_out(source, to.catalogue, to.supplier, sheet), columns or {})
        if "serial" not in layout.columns:
            raise _no_serials(layout)
        checked = check(connection, to, *layout)
    cards = checked.cards()
    entry = None
    if cards and not dry_run:
        keep_columns(database, to, layout, by=by, station=station)
        entry = database.write(expect, by=by, station=station, batch=to.number, cards=cards)[
            "entry"
        ]
    return _answer(source, layout, checked, dry_run, entry)


def _to(connection: Any, batch: str) -> Delivery:
    try:
        return delivery(connection, batch)
    except Refused as refused:
        if "number" not in refused.facts:
            raise
        raise Refused(
            "There is no batch “{number}”. Open it first: "
            "workshop do open_batch number={number} supplier=NAME",
            **refused.facts,
        ) from None


def _no_serials(layout: Layout) -> Refused:
    table, header, _ = layout
    titles = [
        shown(table.rows[header].cell(place) if header is not None else "") or letter(place)
        for place in range(min(table.width, 30))
    ]
    return Refused(
        "No column looks like serials. Say which one it is, with --map serial=COL. There are: "
        "{all}.",
        all=", ".join(titles),
    )


def corrected(layout: Layout, told: dict[str, str]) -> Layout:
    """The same with the columns people named; a column has one fact, the one that was told."""
    named = read_columns(layout.table, layout.header, told)
    taken = set(named.values())
    kept = {f: c for f, c in layout.columns.items() if f not in named and c not in taken}
    return layout._replace(columns=kept | {f: c for f, c in named.items() if c >= 0})


def to_keep(to: Delivery, layout: Layout) -> dict[str, Any] | None:
    """The facts of the act that keeps the columns for the supplier's next list; None where it
    is kept so already."""
    columns = to_remember(layout, to.catalogue, to.supplier)
    if columns is None:
        return None
    body = body_of(columns)
    known = remembered(to.catalogue, to.supplier)
    if known == {fact: body[fact] for fact in FACTS if body[fact]}:
        return None
    return {"kind": "list", "code": columns.supplier, "body": body}


def keep_columns(
    database: Database, to: Delivery, layout: Layout, *, by: str | None, station: str | None
) -> None:
    """Keep the columns of a list for the supplier's next one, in an act of its own."""
    facts = to_keep(to, layout)
    if facts is not None:
        database.write(set_catalogue, by=by, station=station, **facts)


def _answer(
    source: Source, layout: Layout, checked: Checked, dry_run: bool, entry: int | None
) -> dict[str, Any]:
    counts = checked.counts()
    faults = [
        (_told(checked, line.number, line.cells, fault), fault.is_warning)
        for line in checked.lines
        for fault in line.faults
    ]
    names = {sign: name for name, sign in DELIMITERS.items()}
    return {
        "ok": bool(counts["new"] or counts["listed"]),
        "batch": checked.batch,
        "file": source.name,
        "sheet": layout.table.name,
        "encoding": source.encoding,
        "delimiter": names.get(source.delimiter, ""),
        "header_row": None if layout.header is None else layout.table.rows[layout.header].number,
        "columns": {fact: letter(place) for fact, place in checked.columns.items()},
        "dry_run": dry_run,
        "counts": {
            "rows": counts["rows"],
            "new": counts[State.NEW],
            "listed": counts[State.LISTED],
            "errors": counts[State.WRONG],
            "warnings": counts["warnings"],
            "added": counts[State.NEW] if entry is not None else 0,
        },
        "entry": entry,
        "errors": [told for told, is_warning in faults if not is_warning],
        "warnings": [told for told, is_warning in faults if is_warning],
    }


def _told(checked: Checked, row: int, cells: tuple[str, ...], fault: Fault) -> dict[str, Any]:
    column = fault.column
    return {
        "row": row,
        "column": letter(column),
        "heading": checked.titles[column] if column < len(checked.titles) else "",
        "value": shown(cells[column]) if column < len(cells) else "",
        "reason": str(fault.sentence),
    }


def told(answer: dict[str, Any]) -> str:
    """The answer as lines for people."""
    counts, batch = answer["counts"], answer["batch"]
    if not counts["new"] and counts["listed"]:
        first = say_many(
            "Nothing added: {n} line is in the list of batch {batch} already.",
            "Nothing added: {n} lines are in the list of batch {batch} already.",
            counts["listed"], batch=batch,
        )  # fmt: skip
    elif answer["dry_run"]:
        first = say_many(
            "{n} line would be added to batch {batch}.",
            "{n} lines would be added to batch {batch}.",
            counts["new"], batch=batch,
        )  # fmt: skip
    else:
        first = say_many(
            "{n} line added to batch {batch}.", "{n} lines added to batch {batch}.",
            counts["added"], batch=batch,
        )  # fmt: skip
    lines = [first]
    if counts["new"] and counts["listed"]:
        lines.append(say("In the list already: {n}.", n=counts["listed"]))
    if counts["errors"]:
        lines.append(say("Left out because of errors: {n}.", n=counts["errors"]))
    faults = [*answer["errors"], *answer["warnings"]]
    for fault in faults[:_MOST_TOLD]:
        lines.append(say("Row {row}, column {column}: {reason}", **fault))
    if len(faults) > _MOST_TOLD:
        lines.append(say("… and {n} more; --json has all.", n=len(faults) - _MOST_TOLD))
    return "\n".join(lines)
