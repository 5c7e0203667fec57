# SPDX-License-Identifier: MIT
"""The headless face: every act and query, scanning, labels, reports, checks and backups."""

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from workshop import (
    commands,
    curve_commands,
    export_commands,
    intake_commands,
    log_commands,
    manifest_commands,
    photo_commands,
    print_commands,
    report_commands,
    scan_commands,
    upkeep_commands,
)
from workshop.domain.refused import Refused, Spoken
from workshop.language import asked_for, helping, languages, of_environment, say, use
from workshop.pictures.decode import WORD
from workshop.testlogs.apart import WORD as LOGS

DONE, FAILED, USAGE = 0, 1, 2

# Commands that answer in JSON alone.
FOR_PROGRAMS = {"do", "scan"}


def _global_options(*, top: bool) -> argparse.ArgumentParser:
    """Options that may stand before or after the command."""
    default: Any = None if top else argparse.SUPPRESS
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--db", default=default, metavar="PATH", help=say("database file or address")
    )
    options.add_argument("--by", default=default, metavar="CODE", help=say("who writes"))
    options.add_argument("--station", default=default, metavar="CODE", help=say("at which station"))
    options.add_argument(
        "--lang", default=default, metavar="CODE", help=say("language of sentences")
    )
    options.add_argument(
        "--json",
        action="store_true",
        default=False if top else argparse.SUPPRESS,
        help=say("answer in JSON"),
    )
    return options


def parser() -> argparse.ArgumentParser:
    """The command line, every command with its help."""
    shared = _global_options(top=False)
    main_parser = argparse.ArgumentParser(
        prog="workshop",
        description=say("Card Workshop without a screen."),
        parents=[_global_options(top=True)],
    )
    main_parser.add_argument(
        "--version",
        action="version",
        version=commands.version(),
        help=say("show program's version number and exit"),
    )
    add = main_parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., int], text: str) -> argparse.ArgumentParser:
        made = add.add_parser(name, parents=[shared], help=text, description=text)
        made.set_defaults(run=run)
        return made

    one = command("init", commands.init, say("Make a new workshop."))
    one.add_argument("--name", required=True, help=say("the name of the workshop"))
    one.add_argument(
        "--owner", required=True, metavar="CODE", help=say("the code of its first person")
    )
    one.add_argument("--site", default="01", help=say("two characters that all its tags carry"))

    one = command("do", commands.do, say("Do an act: workshop do receive batch=B1 serial=123"))
    one.add_argument("act", nargs="?", help=say("the act; see workshop acts"))
    one.add_argument("facts", nargs="*", metavar="name=value")
    one.add_argument(
        "--lines", metavar="FILE", help=say("one act a line in JSON; - reads the input")
    )
    one.add_argument("--key", help=say("a UUID; the same key again does nothing twice"))

    one = command("ask", commands.ask, say("Ask a query: workshop ask passport tag=C01-00000A-B"))
    one.add_argument("query", help=say("the query; see workshop queries"))
    one.add_argument("facts", nargs="*", metavar="name=value")

    command("acts", commands.list_acts, say("List every act with its facts."))
    command("queries", commands.list_queries, say("List every query with its facts."))

    one = command(
        "scan", scan_commands.scan, say("Receive cards: one barcode a line from the input.")
    )
    one.add_argument("batch")

    _label_options(
        command("labels", intake_commands.labels, say("Write labels, or sheets, as a PDF."))
    )

    print_commands.print_options(
        command("print", print_commands.print_labels, say("Print the labels that wait."))
    )

    one = command("report", report_commands.report, say("Write a report as a PDF."))
    one.add_argument("kind", choices=report_commands.KINDS)
    one.add_argument("of", nargs="?", default="", metavar="NUMBER|TAG|PLACE|SHIPMENT")
    one.add_argument(
        "--issue",
        action="store_true",
        help=say("number the report and keep it (batch, passport, scrapped, packing)"),
    )
    one.add_argument("--since", default="", metavar="DAY", help=say("scrapped: from this day on"))
    one.add_argument("--until", default="", metavar="DAY", help=say("scrapped: up to this day"))
    one.add_argument(
        "-o",
        "--out",
        required=True,
        type=Path,
        metavar="FILE.pdf",
        help=say("differences and packing also as FILE.xlsx, a spreadsheet"),
    )
    one.add_argument("--paper", default="a4", choices=["a4", "letter"])
    one.add_argument(
        "--card-pages",
        action="store_true",
        help=say("a page for each card of a batch: photos, steps, tests, what came off it"),
    )
    one.add_argument("--no-photos", action="store_true", help=say("pages of cards without photos"))

    one = command(
        "verify", report_commands.verify, say("Say whether a PDF is a report of ours, whole.")
    )
    one.add_argument("file", type=Path, metavar="FILE.pdf")

    kinds = command(
        "import", log_commands.import_logs, say("Import a log, a supplier's list, or photos.")
    )
    kind = kinds.add_subparsers(dest="kind", required=True, metavar="KIND")
    one = kind.add_parser("log", parents=[shared], help=say("logs of test tools"))
    one.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help=say("a log, a folder, or a .zip or .tar"),
    )
    one.add_argument("--piece", metavar="TAG", help=say("the card the log is of"))
    one.add_argument(
        "--override", metavar="REASON", help=say("confirm that its GPU was transplanted")
    )
    one.add_argument(
        "--dry-run", action="store_true", help=say("say what would come of it, keep none")
    )
    _log_options(one, log_commands.import_logs)

    _list_options(kind.add_parser("manifest", parents=[shared], help=say("a supplier's list")))

    one = kind.add_parser(
        "blocked", parents=[shared], help=say("a list of stolen or blocked serials")
    )
    one.set_defaults(run=intake_commands.import_blocked)
    one.add_argument("file", type=Path)
    one.add_argument("--source", required=True, metavar="TEXT", help=say("whose list it is"))
    _reading_options(one)
    one = kind.add_parser(
        "curve", parents=[shared], help=say("a thermocouple's curve of a profile run")
    )
    one.set_defaults(run=curve_commands.import_curve)
    one.add_argument("file", type=Path)
    one.add_argument(
        "--profile", required=True, metavar="CODE", help=say("the profile that was run")
    )
    one.add_argument(
        "--piece", required=True, action="append", metavar="TAG", help=say("what was heated")
    )
    one.add_argument("--nozzle", default="")
    one.add_argument("--note", default="")
    one.add_argument("--override", metavar="REASON", help=say("let pass what is at its heat limit"))

    one = kind.add_parser("photo", parents=[shared], help=say("photos of a piece or of a delivery"))
    one.set_defaults(run=photo_commands.import_photos)
    one.add_argument("files", type=Path, nargs="+", metavar="FILE")
    _piece_or_batch(one)
    one.add_argument(
        "--face", default="", choices=["front", "back"], help=say("which face it shows")
    )
    one.add_argument("--site", default="", help=say("the site it shows, such as M3"))
    one.add_argument("--note", default="")

    one = command(
        "watch", log_commands.watch, say("Take the logs that test PCs put into a folder.")
    )
    one.add_argument("folder", type=Path)
    one.add_argument("--once", action="store_true", help=say("take what is there, and end"))
    one.add_argument(
        "--settle",
        type=float,
        default=2.0,
        metavar="SECONDS",
        help=say("how long a file must stay the same"),
    )
    _log_options(one, log_commands.watch)

    text = say("Export a list as a spreadsheet, or photos without position data into a folder.")
    one = command("export", _export, text)
    one.add_argument("query", help=say("the list (see workshop queries), or: photos"))
    one.add_argument("facts", nargs="*", metavar="name=value|FOLDER")
    one.add_argument("-o", "--out", type=Path, metavar="FILE.xlsx|FILE.csv")
    _piece_or_batch(one, required=False)

    upkeep_commands.add_commands(command)

    one = command(
        "demo", commands.demo, say("Make a demo workshop, worked through to its reports.")
    )
    one.add_argument("--out", type=Path, default=Path("demo"), metavar="DIR")
    one.add_argument("--cards", type=int, default=40, metavar="N")
    one.add_argument("--seed", type=int, default=1, metavar="S")
    return main_parser


def _export(chosen: argparse.Namespace) -> int:
    """A list goes into a file, photos into a folder."""
    if chosen.out is not None:
        return export_commands.export(chosen)
    return photo_commands.export_photos(chosen)


def _log_options(one: argparse.ArgumentParser, run: Callable[..., int]) -> None:
    """How logs are judged, and where the PC they come from has its cards."""
    one.set_defaults(run=run)
    one.add_argument("--plan", help=say("the test plan that judges them; else that of each tool"))
    one.add_argument(
        "--slot", default="", metavar="BUS", help=say("the PCI bus of the test slot: 0000:01:00.0")
    )


def _label_options(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "what",
        nargs="?",
        choices=["commands", "blank"],
        help=say("the sheet of command codes, or blank tags for cards that are still to come"),
    )
    one.add_argument("--batch", help=say("the batch the labels are of"))
    one.add_argument("--count", type=int, metavar="N", help=say("so many blank tags"))
    one.add_argument(
        "--kind", help=say("what they are for: card, where nothing is said, board, die, …")
    )
    one.add_argument(
        "--again", action="store_true", help=say("the blank tags no card has, once more")
    )
    one.add_argument("-o", "--out", required=True, type=Path, metavar="FILE.pdf")
    one.add_argument(
        "--layout",
        help=say("62x29, or a sheet such as a4-3x8; blank tags are 62x29 where none is named"),
    )
    one.add_argument("--start", type=int, default=1, help=say("first free position on the sheet"))
    one.add_argument(
        "--paper", default="a4", choices=["a4", "letter"], help=say("of the command sheet")
    )


def _list_options(one: argparse.ArgumentParser) -> None:
    one.set_defaults(run=manifest_commands.import_manifest)
    one.add_argument("file", type=Path)
    one.add_argument(
        "--batch", required=True, metavar="NUMBER", help=say("the batch the list is of")
    )
    one.add_argument(
        "--map",
        default="",
        metavar="serial=COL,…",
        help=say("which column has what: its heading, its letter, or its number from 1"),
    )
    _reading_options(one)


def _reading_options(one: argparse.ArgumentParser) -> None:
    """How a file with a list is read, and whether it is only looked through."""
    one.add_argument("--encoding", help=say("utf-8, utf-16, windows-1252 or gbk"))
    one.add_argument("--delimiter", help=say("comma, semicolon, tab or pipe"))
    one.add_argument("--sheet", default="", help=say("name or number of the sheet"))
    one.add_argument("--dry-run", action="store_true", help=say("check the list, save nothing"))


def _piece_or_batch(options: argparse.ArgumentParser, *, required: bool = True) -> None:
    """What photos are of: a piece, or a delivery itself."""
    either = options.add_mutually_exclusive_group(required=required)
    either.add_argument("--piece", metavar="TAG", help=say("the piece they show"))
    either.add_argument("--batch", metavar="NUMBER", help=say("the delivery they show"))


def _silence_broken_pipe() -> None:
    """The reader of our output went away: nothing is left to say, also not at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak_utf8() -> None:
    """JSON is UTF-8 wherever it goes; what no encoding knows is spelled out, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _chosen(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line, read; facts may also follow an option."""
    with helping(asked_for(sys.argv[1:] if arguments is None else arguments)):
        reader = parser()
        chosen, rest = reader.parse_known_args(arguments)
        if rest and (not hasattr(chosen, "facts") or any(word.startswith("-") for word in rest)):
            reader.error(say("unrecognized arguments: %s") % " ".join(rest))
    if rest:
        chosen.facts += rest
    return chosen


def _language(chosen: argparse.Namespace) -> str:
    """That asked for; else English for what a program reads, that of the computer for people."""
    if chosen.lang:
        return str(chosen.lang)
    return "en" if chosen.json or chosen.command in FOR_PROGRAMS else of_environment()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 refused or failed, 2 wrong usage."""
    if arguments is None and sys.argv[1:2] == [WORD]:  # started by itself
        from workshop.pictures import child

        child.main(sys.argv[2:])
        return DONE
    if arguments is None and sys.argv[1:2] == [LOGS]:
        from workshop.testlogs import child as reader

        reader.main(sys.argv[2:])
        return DONE
    _speak_utf8()
    chosen = _chosen(arguments)
    wanted = _language(chosen)
    if use(wanted) != wanted:
        known = ", ".join(languages())
        _complain(chosen, say("There is no language “{code}”. There are: {all}.", code=wanted,
                              all=known))  # fmt: skip
        return USAGE
    try:
        run: Callable[[argparse.Namespace], int] = chosen.run
        return run(chosen)
    except commands.WrongUsage as wrong:
        _complain(chosen, str(wrong))
        return USAGE
    except Spoken as said:
        _complain(chosen, str(said))
        return FAILED
    except BrokenPipeError:
        _silence_broken_pipe()
        return FAILED
    except KeyboardInterrupt:
        _complain(chosen, say("Stopped."))
        return FAILED
    except OSError as error:
        _complain(chosen, _of_system(error))
        return FAILED


def _of_system(error: OSError) -> str:
    """What the computer says of a file, as a sentence."""
    refused = Refused(
        "{file}: {reason}.", file=error.filename or say("The file"), reason=error.strerror or error
    )
    return str(refused)


def _complain(chosen: argparse.Namespace, sentence: str) -> None:
    one_line = " ".join(sentence.split())
    if getattr(chosen, "json", False):
        print(json.dumps({"ok": False, "refused": one_line}, ensure_ascii=False), flush=True)
    print(f"workshop: {one_line}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
