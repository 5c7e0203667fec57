# SPDX-License-Identifier: MIT
"""A small drawing of a piece's family: where it came from, what it is, and where it went."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from reportlab.lib.colors import Color

from workshop.domain.tag import written
from workshop.domain.terms import PieceState
from workshop.language import mark, say
from workshop.paper import look
from workshop.paper.fonts import BOLD
from workshop.queries.genealogy import Genealogy
from workshop.queries.rows import PieceRow
from workshop.reports.parts import heading, remark
from workshop.reports.pen import Align, Pen
from workshop.reports.sheet import Block, Fixed, Spot
from workshop.reports.table import Column, Row, Shade, wrapped_table
from workshop.reports.words import STATES, kind, moment, number, term

_BOX = 60.0
_LINE = 11.5
_GAP = 30.0
# So many pieces are named in the drawing, in two columns; the rest stands in the table below it.
_NAMED = 16


class Kindred(Protocol):
    """A piece with what it came off, what it is on, what came off it and what is fitted on it."""

    @property
    def piece(self) -> PieceRow: ...
    @property
    def donor(self) -> PieceRow | None: ...
    @property
    def board(self) -> PieceRow | None: ...
    @property
    def came_off(self) -> list[PieceRow]: ...
    @property
    def fitted(self) -> list[PieceRow]: ...


class Kin(NamedTuple):
    """A box of the drawing: what it is to the piece, its name, and at most two lines about it."""

    role: str
    name: str
    about: tuple[str, ...]
    colour: Color = look.LINE


def genealogy(passport: Kindred, disposition: str) -> Fixed:
    """The family of a piece in one row: origin, the piece, and what became of it or came off it."""
    piece = passport.piece
    relatives = [*passport.fitted, *passport.came_off]
    lines = (min(len(relatives), _NAMED) + 1) // 2 + (len(relatives) > _NAMED)
    high = max(_BOX, 22 + _LINE * lines + 4 if relatives else 0.0)

    def paint(pen: Pen, spot: Spot) -> None:
        third = (spot.width - 2 * _GAP) / 3.5
        middle = spot.top - high / 2
        known = _some(piece.model, piece.serial or piece.marking)
        self = Kin(kind(piece.kind), written(piece.tag), known, look.ACCENT)
        x = spot.left
        _box(pen, x, middle, third, origin(passport))
        _arrow(pen, x + third, middle)
        x += third + _GAP
        _box(pen, x, middle, third, self)
        _arrow(pen, x + third, middle)
        x += third + _GAP
        wide = spot.left + spot.width - x
        if relatives:
            _relatives(pen, Spot(x, spot.top, wide), high, relatives)
        else:
            _box(pen, x, middle, wide, destiny(passport, disposition))

    return Fixed(high + 8, paint)


def _some(*lines: str) -> tuple[str, ...]:
    """Those that say something."""
    return tuple(line for line in lines if line)


def origin(passport: Kindred) -> Kin:
    """Where a piece came from: the card it was taken off, or the batch it was received with."""
    donor, piece = passport.donor, passport.piece
    if donor is None:
        return Kin(say("Came with batch"), piece.batch, _some(piece.maker))
    where = say("from site {site}", site=piece.donor_site)
    return Kin(say("Came off"), written(donor.tag), _some(where, donor.model))


def destiny(passport: Kindred, disposition: str) -> Kin:
    """What became of a piece: the board it is on, or what was decided, or where it lies."""
    board, piece = passport.board, passport.piece
    state = term(STATES, piece.state).word
    if board is not None:
        where = say("at site {site}", site=piece.site)
        return Kin(say("Fitted on"), written(board.tag), _some(where, board.model))
    if piece.state == PieceState.GONE:
        return Kin(state, disposition or say("No reason given"), ())
    return Kin(say("Is now"), state, _some(disposition, piece.place))


def _box(pen: Pen, x: float, middle: float, wide: float, kin: Kin) -> None:
    y = middle - _BOX / 2
    mine = kin.colour is look.ACCENT
    pen.box(
        x,
        y,
        wide,
        _BOX,
        look.QUESTION_GROUND if mine else None,
        kin.colour,
        6,
        1.2 if mine else 0.8,
    )
    room = wide - 18
    pen.write(x + 9, y + _BOX - 14, kin.role, 7.5, colour=look.QUIET, room=room)
    pen.write(x + 9, y + _BOX - 28, kin.name, 11, BOLD, room=room)
    for place, line in enumerate(kin.about):
        pen.write(x + 9, y + _BOX - 40 - 10 * place, line, 7.5, colour=look.QUIET, room=room)


def _arrow(pen: Pen, x: float, y: float) -> None:
    pen.rule(x + 6, y, x + _GAP - 7, colour=look.QUIET, weight=0.9)
    tip = x + _GAP - 6
    for side in (3, -3):
        pen.rule(tip - 4.5, y + side, tip, y, look.QUIET, 0.9)


def _relatives(pen: Pen, spot: Spot, high: float, pieces: Sequence[PieceRow]) -> None:
    """The pieces that came off or are fitted, each with the sign of its state."""
    pen.box(spot.left, spot.top - high, spot.width, high, stroke=look.LINE, radius=6, weight=0.8)
    title = say("Pieces that came off or are fitted")
    pen.write(spot.left + 9, spot.top - 14, title, 7.5, colour=look.QUIET, room=spot.width - 60)
    count = number(len(pieces))
    pen.write(spot.left + spot.width - 9, spot.top - 14, count, 7.5, BOLD, align=Align.RIGHT)
    half = (spot.width - 14) / 2
    rows = (min(len(pieces), _NAMED) + 1) // 2
    for place, piece in enumerate(pieces[:_NAMED]):
        column, row = divmod(place, rows)
        x = spot.left + 9 + column * half
        y = spot.top - 28 - row * _LINE
        state = term(STATES, piece.state)
        pen.write(x, y, state.sign, 8, BOLD, state.colour)
        site = piece.site if piece.board else piece.donor_site
        pen.write(x + 10, y, site, 7.5, BOLD, room=21)
        pen.write(x + 33, y, written(piece.tag), 7.5, room=half - 35)
    if len(pieces) > _NAMED:
        more = say("and {n} more, listed below", n=number(len(pieces) - _NAMED))
        y = spot.top - 28 - rows * _LINE
        pen.write(spot.left + 9, y, more, 7.5, colour=look.QUIET, room=spot.width - 18)


_HOW = {
    "came_off": mark("came off {piece}"),
    "fitted": mark("is on {piece}"),
    "was_fitted": mark("was on {piece}"),
}
# Before a piece for each one between it and the first.
_STEP = "→ "


def family(found: Genealogy, room: float) -> Iterator[Block]:
    """The boards a piece was on, and all of its family that the drawing does not show."""
    yield from _boards(found, room)
    if all(kin.depth == 1 and kin.how != "was_fitted" for kin in found.tree):
        return
    yield heading(say("All that came from it"), number(len(found.tree)))
    columns = [
        Column(say("Piece"), 30, bold=True),
        Column(say("How"), 34),
        Column(say("Part"), 28),
        Column(say("Marking"), 26),
        Column(say("State"), 22),
        Column(say("Where"), 34),
    ]
    rows: list[Row] = []
    for kin in found.tree:
        state = term(STATES, kin.state)
        rows.append(
            [
                _STEP * (kin.depth - 1) + written(kin.tag),
                say(_HOW[kin.how], piece=written(kin.parent)),
                kin.model,
                kin.marking,
                Shade(state.said, state.colour),
                " ".join((written(kin.board), kin.site)) if kin.board else kin.place,
            ]
        )
    yield wrapped_table(columns, rows, room)
    if found.more:
        yield remark(say("The family goes on: it is too large to be told."), room)


def _boards(found: Genealogy, room: float) -> Iterator[Block]:
    """The boards a piece was on, where there was more than the one it came off."""
    if len(found.boards) < 2:
        return
    columns = [
        Column(say("Board"), 26, bold=True),
        Column(say("Model"), 34),
        Column(say("Batch"), 20),
        Column(say("Site"), 12),
        Column(say("From"), 30),
        Column(say("To"), 30),
    ]
    yield heading(say("Boards it was on"), number(len(found.boards)))
    rows: list[Row] = [
        [
            (written(stay.board),),
            stay.model,
            stay.batch,
            stay.site,
            moment(stay.since) if stay.since else say("as it came"),
            moment(stay.until) if stay.until else say("is there now"),
        ]
        for stay in found.boards
    ]
    yield wrapped_table(columns, rows, room)
