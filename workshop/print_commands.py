# SPDX-License-Identifier: MIT
"""What the commands of the headless face do with printers."""

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workshop.commands import Chosen, WrongUsage, answered, opened
from workshop.domain.text import shown
from workshop.language import say, say_many
from workshop.queries import QUERIES

if TYPE_CHECKING:
    from workshop.printing.printers import Printer
    from workshop.printing.run import Printed

MOST = 5_000


def print_options(one: argparse.ArgumentParser) -> None:
    """Which labels are printed, and on what."""
    one.set_defaults(run=print_labels)
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--waiting", action="store_true", help=say("every label that waits"))
    which.add_argument("--batch", metavar="NUMBER", help=say("those that wait of one batch"))
    one.add_argument("--printer-kind", required=True, choices=["pdf", "png", "zpl", "brother"])
    one.add_argument(
        "--to", default="", metavar="ADDRESS",
        help=say("tcp://HOST:9100, queue:NAME, or a file; for pdf and png the folder"),
    )  # fmt: skip
    one.add_argument("--layout", default="62x29", help=say("62x29, or another; sheets only as pdf"))
    one.add_argument("--dpi", type=int, help=say("dots per inch: 203, 300 or 600"))
    one.add_argument("--copies", type=int, default=1, metavar="N")
    one.add_argument("--darkness", type=int, metavar="0-30", help=say("of a Zebra; else its own"))
    one.add_argument(
        "--offset", default="0,0", metavar="X,Y", help=say("millimetres to the right and down")
    )
    one.add_argument(
        "--continuous", action="store_true", help=say("a Brother roll that is not cut")
    )
    one.add_argument("--wide", action="store_true", help=say("a Brother QL-1000 or QL-1100"))
    one.add_argument("--start", type=int, default=1, help=say("first free place on the sheet"))


def print_labels(chosen: Chosen) -> int:
    """Print labels that wait; 1 where not all of them came out."""
    from workshop.printing.printers import SENT
    from workshop.printing.run import Run

    printer = _printer(chosen)
    folder = Path() if printer.kind in SENT or not chosen.to else Path(chosen.to)
    name = say("Labels {when}", when=datetime.now().strftime("%Y-%m-%d %H%M%S"))
    with opened(chosen) as database:
        run = Run(database, printer, folder=folder, name=name, start=chosen.start, by=chosen.by,
                  station=chosen.station)  # fmt: skip
        with database.read() as connection:
            rows = QUERIES["labels_waiting"](connection, limit=MOST)
        if chosen.batch:
            wanted = chosen.batch.strip().upper()
            rows = [row for row in rows if row.batch == wanted]
        done = run.print(rows)
    is_whole = not (done.trouble or done.failed or done.unsure or done.waiting)
    answered(chosen, {"ok": is_whole, **done._asdict()}, _told(done))
    if done.trouble:
        print(f"workshop: {done.trouble}", file=sys.stderr)
    return 0 if is_whole else 1


def _printer(chosen: Chosen) -> "Printer":
    from workshop.labels.brother import DPI
    from workshop.printing.printers import read_printer

    right, comma, down = chosen.offset.partition(",")
    try:
        offset = {"offset_x_mm": float(right), "offset_y_mm": float(down if comma else 0)}
    except ValueError:
        raise WrongUsage(
            say("--offset is two lengths in millimetres, such as 0.5,-1: “{text}” is not.",
                text=shown(chosen.offset))
        ) from None  # fmt: skip
    row = {
        "name": chosen.to or chosen.printer_kind, "kind": chosen.printer_kind,
        "address": chosen.to, "layout": chosen.layout, "copies": chosen.copies,
        "dpi": chosen.dpi or (DPI if chosen.printer_kind == "brother" else 203),
        "continuous": chosen.continuous, "wide": chosen.wide, **offset,
    }  # fmt: skip
    if chosen.darkness is not None:
        row["darkness"] = chosen.darkness
    return read_printer(row)


def _told(done: "Printed") -> str:
    """What came of it, a sentence a line."""
    lines = [say_many("{n} label printed.", "{n} labels printed.", done.printed)]
    from workshop.printing.run import shortened_told

    if short := shortened_told(done.shortened):
        lines.append(short)
    if done.unsure:
        lines.append(
            say_many("{n} label may have come out: look, then say so.",
                     "{n} labels may have come out: look, then say so.", done.unsure)
        )  # fmt: skip
    if done.failed:
        lines.append(
            say_many("{n} label cannot be printed: workshop ask labels_stuck says why.",
                     "{n} labels cannot be printed: workshop ask labels_stuck says why.",
                     done.failed)
        )  # fmt: skip
    if done.waiting:
        lines.append(say_many("{n} label still waits.", "{n} labels still wait.", done.waiting))
    return "\n".join([*lines, done.file] if done.file else lines)
