# SPDX-License-Identifier: MIT
"""What the commands of the headless face do."""

import argparse
import importlib.metadata
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from platformdirs import user_data_path

from workshop.acts import ACTS
from workshop.domain.refused import Refused, Spoken
from workshop.domain.tag import written
from workshop.domain.text import columns_of, shown
from workshop.facts import WrongFacts, described, fit_facts, read_facts
from workshop.language import say, say_many, speaking
from workshop.queries import QUERIES
from workshop.storage.database import Database

Chosen = argparse.Namespace

# One line of input longer than this is no act and no scan of ours.
LONGEST_LINE = 64 * 2**20


class WrongUsage(Exception):
    """The command line does not make sense; nothing was done."""


def version() -> str:
    """The program's version."""
    try:
        return f"Card Workshop {importlib.metadata.version('card-workshop')}"
    except importlib.metadata.PackageNotFoundError:
        return "Card Workshop"


def default_target() -> Path:
    """The database in the user's data folder."""
    return user_data_path("card-workshop") / "workshop.db"


def target_of(chosen: Chosen) -> str | Path:
    """The database that is meant."""
    return chosen.db if chosen.db else default_target()


@contextmanager
def opened(chosen: Chosen) -> Iterator[Database]:
    database = Database.open(target_of(chosen))
    try:
        yield database
    finally:
        database.close()


def as_json(value: object) -> str:
    """One line of JSON; NamedTuples become objects."""
    return json.dumps(plain(value), ensure_ascii=False)


def plain(value: Any) -> Any:
    """Rows as objects, all the way down."""
    if hasattr(value, "_asdict"):
        return {name: plain(part) for name, part in value._asdict().items()}
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def answered(chosen: Chosen, answer: dict[str, Any], sentence: str) -> int:
    print(as_json(answer) if chosen.json else sentence, flush=True)
    return 0


def init(chosen: Chosen) -> int:
    """Make a new workshop."""
    database = Database.create(
        target_of(chosen), name=chosen.name, owner=chosen.owner, site=chosen.site
    )
    answer = {
        "ok": True,
        "database": str(database.target),
        "database_id": database.database_id,
        "site": database.site,
        "owner": database.owner,
        "entry": 1,
    }
    database.close()
    return answered(
        chosen,
        answer,
        say("Workshop {name} is ready: {path}", name=chosen.name, path=target_of(chosen)),
    )


def _act(name: str) -> Any:
    if name not in ACTS:
        raise WrongUsage(
            say(
                "There is no act “{name}”. There are: {all}.", name=shown(name), all=", ".join(ACTS)
            )
        )
    return ACTS[name]


def do(chosen: Chosen) -> int:
    """Do one act, or one a line."""
    if (chosen.act is None) == (chosen.lines is None):
        raise WrongUsage(say("Name an act, or give --lines FILE."))
    if chosen.lines is not None:
        return _do_lines(chosen)
    act = _act(chosen.act)
    try:
        facts = read_facts(act, chosen.facts)
    except WrongFacts as wrong:
        raise WrongUsage(str(wrong)) from None
    with opened(chosen) as database:
        receipt = database.write(act, by=chosen.by, station=chosen.station, key=chosen.key, **facts)
    print(as_json(receipt), flush=True)
    return 0


def _do_lines(chosen: Chosen) -> int:
    with opened(chosen) as database, read_lines(chosen.lines) as lines:
        for line in lines:
            if line.strip():
                print(as_json(_one_line(database, line, chosen)), flush=True)
    return 0


@contextmanager
def read_lines(name: str) -> Iterator[Iterator[str]]:
    """The lines of a file or of the input, bytes that are no UTF-8 shown as such."""
    if name == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        yield _lines(sys.stdin)
        return
    with Path(name).open(encoding="utf-8", errors="replace") as file:
        yield _lines(file)


def _lines(file: TextIO) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        yield line


def _read_line(line: str) -> dict[str, Any] | None:
    """The object of a line, if it is one of an act; None otherwise."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(asked, dict) or not isinstance(asked.get("facts", {}), dict):
        return None
    signed = (asked.get(name) for name in ("by", "station", "key"))
    return asked if all(isinstance(text, str | None) for text in signed) else None


def _one_line(database: Database, line: str, chosen: Chosen) -> dict[str, Any]:
    asked = _read_line(line)
    if asked is None:
        return {"ok": False, "refused": say("This line is no JSON object with an act and facts.")}
    try:
        act = _act(str(asked.get("act")))
        facts = fit_facts(act, asked.get("facts", {}))
        receipt = database.write(
            act,
            by=asked.get("by") or chosen.by,
            station=asked.get("station") or chosen.station,
            key=asked.get("key"),
            **facts,
        )
    except (Spoken, WrongUsage, WrongFacts) as said:
        return {"ok": False, "refused": " ".join(str(said).split())}
    return {"ok": True, "receipt": receipt}


def known_query(name: str) -> Any:
    """The query of a name; 2 for one nobody knows."""
    if name not in QUERIES:
        raise WrongUsage(
            say(
                "There is no query “{name}”. There are: {all}.",
                name=shown(name),
                all=", ".join(QUERIES),
            )
        )
    return QUERIES[name]


def ask(chosen: Chosen) -> int:
    """Ask one query; a table, or JSON."""
    query = known_query(chosen.query)
    # A single value without its name is the first fact: workshop ask passport C01-…
    pairs = list(chosen.facts)
    if len(pairs) == 1 and "=" not in pairs[0]:
        first = described(query)["facts"]
        if first:
            pairs = [f"{first[0]['name']}={pairs[0]}"]
    try:
        facts = read_facts(query, pairs)
    except WrongFacts as wrong:
        raise WrongUsage(str(wrong)) from None
    # What a program reads is English, the words of the catalogue too.
    spoken = speaking("en" if chosen.json else "")
    with spoken, opened(chosen) as database, database.read() as connection:
        answer = query(connection, **facts)
    if chosen.json:
        print(as_json(answer), flush=True)
    else:
        print(as_table(answer), flush=True)
    return 0


def as_table(answer: Any) -> str:
    """Rows in columns, one object as its fields under each other."""
    if isinstance(answer, list):
        rows = [plain(row) for row in answer]
        if not rows:
            return say("Nothing found.")
        names = [n for n in rows[0] if not isinstance(rows[0][n], dict | list)]
        cells = [names, *[[_cell(row[n])[:40] for n in names] for row in rows]]
        widths = [max(columns_of(line[i]) for line in cells) for i in range(len(names))]
        return "\n".join("  ".join(map(_padded, line, widths)).rstrip() for line in cells)
    if answer is None:
        return say("Nothing found.")
    fields = plain(answer)
    if not isinstance(fields, dict):
        return str(fields)
    width = max(len(name) for name in fields)
    blocks = []
    for name, value in fields.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            blocks.append(f"\n{name}\n{as_table(value)}")
        else:
            blocks.append(f"{name.ljust(width)}  {_cell(value)}")
    return "\n".join(blocks)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns_of(text))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return " ".join(str(value).split())


def _listed(chosen: Chosen, functions: Mapping[str, Any]) -> int:
    found = [described(function) for function in functions.values()]
    if chosen.json:
        print(as_json(found))
        return 0
    for one in found:
        facts = ", ".join(
            f["name"] + ("" if f["required"] else f"={json.dumps(f['default'])}")
            for f in one["facts"]
        )
        print(f"{one['name']}({facts})\n    {one['does']}")
    return 0


def list_acts(chosen: Chosen) -> int:
    """List every act."""
    return _listed(chosen, ACTS)


def list_queries(chosen: Chosen) -> int:
    """List every query."""
    return _listed(chosen, QUERIES)


def labels(chosen: Chosen) -> int:
    """Write the labels of a batch as a PDF."""
    from workshop.labels.layout import find_layout
    from workshop.labels.sheet import labels_pdf

    with opened(chosen) as database, database.read() as connection:
        rows = QUERIES["batch_labels"](connection, batch=chosen.batch)
        layout = find_layout(chosen.layout or "a4-3x8", connection)
    if not rows:
        raise Refused("Batch {batch} has no pieces yet, so there are no labels.",
                      batch=shown(chosen.batch))  # fmt: skip
    short: list[str] = []
    made = labels_pdf(
        rows, chosen.out, layout=layout, start=chosen.start, on_shortened=short.append
    )
    told = say("{n} labels: {file}", n=made, file=chosen.out)
    if short:
        told += "\n" + say_many(
            "{n} label has a text that was shortened to fit: {tags}",
            "{n} labels have texts that were shortened to fit: {tags}",
            len(short), tags=shown(", ".join(map(written, short)), 200),
        )  # fmt: skip
    answer = {"ok": True, "file": str(chosen.out), "labels": made, "shortened": short}
    return answered(chosen, answer, told)


def demo(chosen: Chosen) -> int:
    """Make a demo workshop, worked through to its label sheet and its batch report."""
    from workshop import demo as lifelike
    from workshop.labels.sheet import labels_pdf
    from workshop.reports.batch import batch_pdf

    if not 1 <= chosen.cards <= 100_000:
        raise WrongUsage(say("--cards must be between 1 and 100,000."))
    out: Path = chosen.out
    out.mkdir(parents=True, exist_ok=True)
    target = chosen.db or _free_name(out / "workshop.db")
    database = lifelike.make(target, cards=chosen.cards, seed=chosen.seed)
    number = lifelike.BATCH
    sheet = out / "labels.pdf"
    paper = out / f"batch-{number}.pdf"
    try:
        with database.read() as connection:
            rows = QUERIES["batch_labels"](connection, batch=number)
            made = labels_pdf(rows, sheet, layout="a4-3x8")
            pages = batch_pdf(connection, number, paper, issued_on=date.today().isoformat())
    finally:
        database.close()
    answer = {
        "ok": True,
        "database": str(target),
        "batch": number,
        "labels_pdf": str(sheet),
        "labels": made,
        "batch_pdf": str(paper),
        "pages": pages,
    }
    sentence = say(
        "Database: {database}\nLabel sheet: {labels_pdf} ({labels} labels)\n"
        "Batch report: {batch_pdf} ({pages} pages)",
        **{k: v for k, v in answer.items() if k != "ok"},
    )
    return answered(chosen, answer, sentence)


def _free_name(path: Path) -> Path:
    """The path, or the next one with a number where there is a file already."""
    tried, n = path, 2
    while tried.exists():
        tried = path.with_name(f"{path.stem}-{n}{path.suffix}")
        n += 1
    return tried
