# SPDX-License-Identifier: MIT
"""The report of a batch: what came, what became of it, and every card and test, as a PDF."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection

from workshop.domain.tag import written
from workshop.language import mark, say, speaking
from workshop.paper import look
from workshop.queries import report
from workshop.queries.balance import balance
from workshop.queries.batches import batch
from workshop.queries.catalogue import dispositions
from workshop.queries.figures import batch_yields
from workshop.queries.papers import letterhead
from workshop.queries.rows import PieceRow
from workshop.queries.value import batch_value
from workshop.queries.yields import yield_rows
from workshop.reports.adding_up import adding_up, count_of
from workshop.reports.ahead import Ahead, Pictures
from workshop.reports.card_pages import CARDS, CardPages, anchor
from workshop.reports.choices import AS_USUAL, Choices
from workshop.reports.claim import claim
from workshop.reports.exceptions import from_list, overrides
from workshop.reports.front import Facts, front, is_long
from workshop.reports.letterhead import signatures, terms
from workshop.reports.parts import drawn, heading, issue, numbered, proof, remark, stream
from workshop.reports.pen import Align
from workshop.reports.sheet import (
    Block,
    Cancelled,
    Frame,
    Paper,
    Progress,
    find_paper,
    print_blocks,
)
from workshop.reports.table import FEW, Cell, Column, Link, Row, Shade, Table
from workshop.reports.words import (
    STATES,
    VERDICTS,
    Term,
    kind,
    many,
    moment,
    number,
    percent,
)
from workshop.reports.work import times, work
from workshop.reports.worth import value

_RIGHT = Align.RIGHT
_GRADES = (
    mark("Pieces"),
    mark("In stock"),
    mark("Damaged"),
    mark("Fitted"),
    mark("Elsewhere"),
    mark("Gone"),
)
# The card table has eight columns.
_SMALL = 7.5


def batch_pdf(
    connection: Connection,
    number: str,
    out: Path | BinaryIO,
    *,
    choices: Choices = AS_USUAL,
    pictures: Pictures | None = None,
    report_number: int = 0,
    by: str | None = None,
    issued_on: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int:
    """Write the report of a batch; the number of pages, 0 where it was cancelled.

    `connection` sees one snapshot. `choices` says which sections in which language on which paper;
    `pictures` reads logo and photos, and without it there are none. Without a `report_number` it is
    a draft, and says so on every page. `by` is the code of who issues it (otherwise the owner),
    `issued_on` the day as YYYY-MM-DD (otherwise that of the newest entry): the same data and facts
    give the same bytes. `progress` gets (pages done, pages in all). Refuses an unknown batch or
    paper, and a file that cannot be written.
    """
    sheet = find_paper(choices.paper)
    facts = gather(connection, number, by, issued_on)
    facts = facts._replace(report=report_number, card_pages=choices.card_pages)
    if not choices.prices:
        facts = facts._replace(value=())
    with speaking(choices.language):
        blocks = [*front(facts, sheet.room, pictures), *body(connection, facts, sheet, choices)]
        writing = partial(print_blocks, blocks, _frame(facts), out, sheet, progress, cancelled)
        if not choices.card_pages:
            return writing()
        cards = partial(CardPages, connection, facts, sheet, back="cards" in choices)
        if pictures is None or not choices.photos:
            return writing(cards(None))
        with Ahead(pictures) as photos:
            return writing(cards(photos))


def gather(
    connection: Connection, number: str, by: str | None = None, issued_on: str | None = None
) -> Facts:
    """What the report says of the batch as a whole; refuses an unknown one."""
    found = batch(connection, number=number)
    made = issue(connection, by, issued_on)
    return Facts(
        workshop=made.workshop,
        batch=found,
        dates=report.batch_dates(connection, batch=found.number),
        balance=balance(connection, batch=found.number),
        yields=batch_yields(connection, batch=found.number),
        trend=yield_rows(connection, "day", batch=found.number),
        decisions=report.batch_decisions(connection, batch=found.number),
        seal=made.seal,
        issued_on=made.on,
        issued_by=made.by,
        people=made.people,
        letterhead=letterhead(connection),
        value=batch_value(connection, batch=found.number),
    )


def _frame(facts: Facts) -> Frame:
    batch, made = facts.batch, (facts.issued_on, facts.issued_by)
    name = say("Batch {number}", number=batch.number)
    foot = numbered(facts.report, *made) if facts.report else drawn(*made)
    return Frame(
        title=say("Batch report {number}: {batch}", number=facts.report, batch=batch.number)
        if facts.report
        else name,
        left=name,
        right=facts.workshop,
        foot=foot,
        proof=proof(facts.seal),
        subject=batch.supplier,
        claim=str(claim(facts.seal, facts.report)),
        stamp="" if facts.report else say("DRAFT"),
    )


def body(connection: Connection, facts: Facts, paper: Paper, choices: Choices) -> Iterator[Block]:
    """The blocks after the front: the rest of a long note, and the sections that were chosen."""
    if is_long(facts, paper.room):
        yield heading(say("Note"))
        yield remark(facts.batch.note, paper.room, look.TEXT)
    for name, section in _SECTIONS.items():
        if name in choices:
            yield from section(connection, facts, paper)


def _decisions(_connection: Connection, facts: Facts, _paper: Paper) -> Iterator[Block]:
    lines = facts.decisions
    if not any(line.disposition for line in lines):
        return
    yield heading(say("What was decided about the cards"))
    columns = [
        Column(say("Disposition"), 3, bold=True),
        Column(say("Cards"), 1, _RIGHT),
        Column(say("Share"), 1, _RIGHT),
    ]
    cards = sum(x.cards for x in lines)
    rows = [
        [say(x.name) or say("Not decided yet"), number(x.cards), percent(x.cards / cards)]
        for x in lines
    ]
    yield Table(columns, rows, len(rows), together=FEW)


def _grades(connection: Connection, facts: Facts, _paper: Paper) -> Iterator[Block]:
    lines = report.batch_grades(connection, batch=facts.batch.number)
    if not lines:
        return
    yield heading(say("Harvested pieces"), number(sum(line.pieces for line in lines)))
    columns = [
        Column(say("Kind"), 1.5, bold=True),
        Column(say("Part"), 1.9),
        Column(say("Grade"), 0.8),
    ]
    columns += [Column(say(title), 1, _RIGHT) for title in _GRADES]
    rows: list[Row] = []
    last = ""
    for line in lines:
        name = many(line.kind) if line.kind != last else ""  # a kind is named once
        rows.append([name, line.part, line.grade or "–", *(count_of(n) for n in line[3:])])
        last = line.kind
    yield Table(columns, rows, len(rows), together=FEW)


def _cards(connection: Connection, facts: Facts, paper: Paper) -> Iterator[Block]:
    count = facts.batch.received
    yield heading(say("Cards"), number(count), anchor=CARDS)
    if not count:
        yield remark(say("No card was received yet."), paper.room)
        return
    names = {d.code: d.name for d in dispositions(connection)}
    columns = [
        Column(say("Tag"), 57, bold=True),
        Column(say("Serial"), 69),
        Column(say("Model"), 96),
        Column(say("Maker"), 34),
        Column(say("Steps"), 27, _RIGHT),
        Column(say("Last test"), 49),
        Column(say("Disposition"), 63),
        Column(say("State"), 45),
    ]

    def page(last: report.CardLine | None, limit: int) -> list[report.CardLine]:
        after = last.tag if last else None
        return report.batch_cards(connection, batch=facts.batch.number, after=after, limit=limit)

    verdicts, states = _cells(VERDICTS), _cells(STATES)
    row = partial(_card, names=names, verdicts=verdicts, states=states, linked=facts.card_pages)
    rows = map(row, stream(page))
    yield Table(columns, rows, count, together=6, size=_SMALL)


def _cells(terms: dict[str, Term]) -> dict[str, Cell]:
    """The cell of each term, made once."""
    return {value: Shade(each.said, each.colour) for value, each in terms.items()}


def _card(
    line: report.CardLine,
    names: dict[str, str],
    verdicts: dict[str, Cell],
    states: dict[str, Cell],
    linked: bool,
) -> Row:
    steps: Cell = f"{line.steps_done}/{line.steps}" if line.steps else ""
    if line.failed:
        steps = Shade(f"✕ {line.steps_done}/{line.steps}", look.REFUSED)
    model = line.model
    if line.kind != "card":
        model = f"{kind(line.kind)} · {model}" if model else kind(line.kind)
    state = states.get(line.state, line.state)
    if line.moved_to:
        state = say("Now in {batch}", batch=line.moved_to)
    has_page = linked and not line.moved_to
    return (
        Link(written(line.tag), anchor(line.tag)) if has_page else written(line.tag),
        line.serial,
        model,
        line.maker,
        steps,
        verdicts.get(line.verdict, line.verdict) or "–",
        names.get(line.disposition, line.disposition) or "–",
        state,
    )


def _tests(connection: Connection, facts: Facts, paper: Paper) -> Iterator[Block]:
    count = report.count_tests(connection, batch=facts.batch.number)
    yield heading(say("Tests"), number(count))
    if not count:
        yield remark(say("Nothing was tested yet."), paper.room)
        return
    columns = [
        Column(say("Tag"), 21.5, bold=True),
        Column(say("Test plan"), 60),
        Column(say("Attempt"), 12, _RIGHT),
        Column(say("Verdict"), 22),
        Column(say("When"), 26),
        Column(say("Who"), 34),
    ]

    def page(last: report.AttemptLine | None, limit: int) -> list[report.AttemptLine]:
        return report.batch_tests(connection, batch=facts.batch.number, after=last, limit=limit)

    verdicts = _cells(VERDICTS)
    rows = (
        (
            written(line.tag),
            f"{line.name} · {line.tool}" if line.tool else line.name,
            str(line.attempt),
            verdicts.get(line.verdict, line.verdict),
            moment(line.at),
            facts.who(line.person),
        )
        for line in stream(page)
    )
    yield Table(columns, rows, count, together=6)


def _pieces(connection: Connection, facts: Facts, paper: Paper) -> Iterator[Block]:
    grades = report.batch_grades(connection, batch=facts.batch.number)
    count = sum(line.pieces for line in grades)
    yield heading(say("Every harvested piece"), number(count))
    if not count:
        yield remark(say("Nothing was harvested yet."), paper.room)
        return
    columns = [
        Column(say("Tag"), 21.5, bold=True),
        Column(say("Part"), 26),
        Column(say("Marking"), 26),
        Column(say("Grade"), 10),
        Column(say("From card"), 21.5),
        Column(say("Site"), 10),
        Column(say("Heat cycles"), 16, _RIGHT),
        Column(say("State"), 20),
        Column(say("Place"), 22),
    ]

    def page(last: PieceRow | None, limit: int) -> list[PieceRow]:
        after = last.tag if last else None
        return report.batch_pieces(connection, batch=facts.batch.number, after=after, limit=limit)

    yield Table(columns, map(partial(_piece, states=_cells(STATES)), stream(page)), count)


def _piece(piece: PieceRow, states: dict[str, Any]) -> Row:
    where = piece.place
    if piece.board:
        where = f"{written(piece.board)} {piece.site}"
    return (
        written(piece.tag),
        piece.model or kind(piece.kind),
        piece.marking,
        piece.grade,
        written(piece.donor),
        piece.donor_site,
        str(piece.heat_cycles),
        states.get(piece.state, piece.state),
        where,
    )


def _value(_connection: Connection, facts: Facts, paper: Paper) -> Iterator[Block]:
    yield from value(facts.value, paper.room)


def _signatures(_connection: Connection, facts: Facts, _paper: Paper) -> Iterator[Block]:
    if facts.batch.received:
        yield from signatures(facts.letterhead, facts.issued_on)


def _terms(_connection: Connection, facts: Facts, paper: Paper) -> Iterator[Block]:
    yield from terms(facts.letterhead, paper.room)


_SECTIONS: dict[str, Callable[[Connection, Facts, Paper], Iterator[Block]]] = {
    "balance": adding_up,
    "differences": from_list,
    "overrides": overrides,
    "decisions": _decisions,
    "value": _value,
    "grades": _grades,
    "work": work,
    "times": times,
    "cards": _cards,
    "tests": _tests,
    "pieces": _pieces,
    "signatures": _signatures,
    "terms": _terms,
}
