# SPDX-License-Identifier: MIT
"""Which loose memory chips go together onto one board, and what is put by for it."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, literal_column, select

from workshop.domain.catalogue import Catalogue
from workshop.domain.catalogue_entries import CardModel
from workshop.domain.fitting import Known, judge_fit, known_of
from workshop.domain.fitting_entries import Compared, Weight
from workshop.domain.markings import Marking
from workshop.domain.memory_sets import Chip, MadeSet, Shared, Waits, Wanted, week
from workshop.domain.memory_sets import memory_sets as make_sets
from workshop.domain.rules import EMPTY_SITES, carries_sites, is_no_built_board, untouched_site
from workshop.domain.terms import PieceKind, PieceState
from workshop.queries.dry import Lain, bake_piece, bake_table, the_time
from workshop.queries.rows import piece, piece_id, place_table
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue

site_table = JOURNALLED["site"]
reservation = JOURNALLED["reservation"]
marking = JOURNALLED["marking"]
reball = JOURNALLED["reball"]
_card = piece.alias("card")


class SetPiece(NamedTuple):
    """A chip of a set, and the place to fetch it from; `date` is YYWW as printed on it.

    `waits` is bake where its floor life is over, oven while it bakes, else empty.
    """

    tag: str
    place: str
    part: str
    grade: str
    heat_cycles: int
    date: str
    leaded: bool
    waits: str


class MemorySet(NamedTuple):
    """Chips that go together. `shares` and `differs` say in what: maker, part, grade, date, heat.

    `maker`, `part`, `grade` are empty where they differ or are not known; `gbps` is that of the
    slowest whose speed is known; `oldest` and `newest` are the ends of the known dates (YYWW);
    `fetch` counts the chips by place.
    """

    missing: int
    pieces: list[SetPiece]
    fetch: dict[str, int]
    maker: str
    part: str
    gbps: float
    grade: str
    oldest: str
    newest: str
    coolest: int
    hottest: int
    leaded: int
    shares: list[str]
    differs: list[str]


class MemorySets(NamedTuple):
    """What a board takes, how many chips it wants, and the best sets for it.

    `wanted` are its empty memory sites less what is put by for it (`reserved`); `missing` how many
    of these the best set lacks; `type`, `gb` of one chip and `gbps` are empty or 0 where the model
    is not known. `to_bake` and `in_oven` count the chips that would do besides, once they are dry.
    """

    board: str
    model: str
    type: str
    gb: float
    gbps: float
    empty: list[str]
    reserved: list[SetPiece]
    wanted: int
    missing: int
    to_bake: int
    in_oven: int
    sets: list[MemorySet]


def memory_sets(
    connection: Connection, *, board: str, limit: int = 5, now: str | None = None
) -> MemorySets:
    """The best sets from stock for the empty memory sites of a board or card.

    Chips count that are in stock, put by for nothing, below their heat limit, within their floor
    life and in no oven, and that the fitting rules let on without anybody's word. `now` is a time
    in UTC. Refuses what carries no sites, and the board of a card that was built.
    """
    number = piece_id(connection, board)
    row = connection.execute(
        select(piece.c.tag, piece.c.kind, piece.c.model, _card.c.tag.label("card"))
        .outerjoin(_card, _card.c.id == piece.c.board_id)
        .where(piece.c.id == number)
    ).one()
    carries_sites(row.tag, row.kind)
    if row.card is not None:
        is_no_built_board(row.tag, row.card)
    catalogue = shop_catalogue(connection)
    model = catalogue.find_model(row.model)
    empty = _empty(connection, number, row.kind, catalogue, row.model)
    now = the_time(now)
    put_by = _chips(connection, catalogue, now, _PUT_BY, board=number)
    on_board = _chips(connection, catalogue, now, _ON_BOARD, board=number)
    beside = [chip.known for chip in (*on_board, *put_by)]
    wanted = max(0, len(empty) - len(put_by))
    made: list[MadeSet] = []
    fitting: list[Chip] = []
    if wanted:
        most = catalogue.heat_limit(PieceKind.MEMORY) or _ENDLESS
        loose = _chips(connection, catalogue, now, _LOOSE, _FREE, most=most)
        fitting = _fitting(catalogue, model, loose, beside)
        made = make_sets(fitting, _wanted(catalogue, model, wanted, beside), limit)
    return MemorySets(
        board=row.tag,
        model=row.model,
        type=model.memory_type if model else "",
        gb=model.chip_gbit / 8 if model else 0.0,
        gbps=model.memory_gbps if model else 0.0,
        empty=empty,
        reserved=[_piece(chip, catalogue) for chip in put_by],
        wanted=wanted,
        missing=made[0].missing if made else wanted,
        to_bake=sum(chip.waits is Waits.BAKE for chip in fitting),
        in_oven=sum(chip.waits is Waits.OVEN for chip in fitting),
        sets=[_told(each, catalogue) for each in made],
    )


def _empty(
    connection: Connection, number: int, kind: str, catalogue: Catalogue, model: str
) -> list[str]:
    """The empty memory sites of a board, in the order of its map."""
    states = {
        name: state
        for name, state in connection.execute(
            select(site_table.c.name, site_table.c.state).where(site_table.c.board_id == number)
        )
    }
    before = untouched_site(kind)
    return [
        site.name
        for site in catalogue.board_of(model).sites
        if site.kind == PieceKind.MEMORY and states.get(site.name, before) in EMPTY_SITES
    ]


# As words of the statement, not as values bound to it: so a partial index answers.
_MEMORY = piece.c.kind == literal_column(f"'{PieceKind.MEMORY.value}'")
_IN_STOCK = piece.c.state == literal_column(f"'{PieceState.STOCK.value}'")
_ENDLESS = 2**31

_PUT_BY = and_(
    _MEMORY,
    piece.c.id.in_(
        select(reservation.c.piece_id).where(reservation.c.board_id == bindparam("board"))
    ),
)
_ON_BOARD = and_(piece.c.board_id == bindparam("board"), _MEMORY)
_LOOSE = and_(
    _IN_STOCK,
    _MEMORY,
    piece.c.heat_cycles < bindparam("most"),
)
_FREE = ~select(reservation.c.id).where(reservation.c.piece_id == piece.c.id).exists()


def _chips(
    connection: Connection,
    catalogue: Catalogue,
    now: str,
    which: ColumnElement[bool],
    *more: ColumnElement[bool],
    **values: int,
) -> list[Chip]:
    """The memory chips all conditions hold for, by their newest marking and balls, and the time."""
    read: dict[int, tuple[int, str, str, str, str]] = {}
    for number, *row in connection.execute(
        select(marking.c.piece_id, marking.c.id, marking.c.raw, marking.c.chip, marking.c.sku,
               marking.c.date)
        .join(piece, piece.c.id == marking.c.piece_id)
        .where(which),
        values,
    ):  # fmt: skip
        if number not in read or row[0] > read[number][0]:
            read[number] = (row[0], row[1], row[2], row[3], row[4])
    leaded: dict[int, tuple[int, int]] = {}
    for number, row_id, lead in connection.execute(
        select(reball.c.piece_id, reball.c.id, reball.c.leaded)
        .join(piece, piece.c.id == reball.c.piece_id)
        .where(which),
        values,
    ):
        leaded[number] = max(leaded.get(number, (0, 0)), (row_id, lead))
    in_oven = set(
        connection.scalars(
            select(bake_piece.c.piece_id)
            .join(piece, piece.c.id == bake_piece.c.piece_id)
            .join(bake_table, bake_table.c.id == bake_piece.c.bake_id)
            .where(which, bake_table.c.ended.is_(None)),
            values,
        )
    )
    lain = Lain(catalogue, now)
    rank = {grade: n for n, grade in enumerate(catalogue.grading.grades)}
    known: dict[tuple[str, ...], Known] = {}
    chips = []
    for number, tag, model, grade, heat, place, msl, used, since in connection.execute(
        select(piece.c.id, piece.c.tag, piece.c.model, piece.c.grade, piece.c.heat_cycles,
               place_table.c.code, piece.c.msl, piece.c.floor_used_s, JOURNAL.c.at)
        .outerjoin(place_table, place_table.c.id == piece.c.place_id)
        .outerjoin(JOURNAL, JOURNAL.c.number == piece.c.floor_since)
        .where(which, *more),
        values,
    ):  # fmt: skip
        _, raw, chip, sku, date = read.get(number, (0, "", "", "", ""))
        lead = leaded.get(number, (0, 0))[1]
        key = (model, chip or raw, sku, str(lead))
        if key not in known:
            said = Marking(chip or raw, chip, sku) if raw else None
            known[key] = known_of(catalogue, PieceKind.MEMORY, model, said, bool(lead))
        waits = Waits.NOTHING
        if number in in_oven:
            waits = Waits.OVEN
        elif lain.is_over(PieceKind.MEMORY, msl, used, since):
            waits = Waits.BAKE
        chips.append(
            Chip(tag, place or "", known[key], rank.get(grade, len(rank)), heat, date, waits)
        )
    return chips


def _fitting(
    catalogue: Catalogue, model: CardModel | None, chips: list[Chip], beside: list[Known]
) -> list[Chip]:
    """The chips that may go onto a board without anybody's word; none nobody knows the size of."""
    may: dict[Known, bool] = {}
    for chip in chips:
        if chip.known not in may:
            told = model is None or all(
                each.weight is Weight.TELL
                for each in judge_fit(catalogue, model, chip.tag, chip.known, beside)
            )
            may[chip.known] = bool(told and chip.known.type and chip.known.gbit)
    return [chip for chip in chips if may[chip.known]]


def _wanted(catalogue: Catalogue, model: CardModel | None, n: int, beside: list[Known]) -> Wanted:
    """What makes a set, by the rules of the shop."""
    heavy = {
        rule.compares
        for rule in catalogue.fit_rules.values()
        if rule.kind == PieceKind.MEMORY and rule.weight is not Weight.TELL
        and model is not None and rule.is_for(model)
    }  # fmt: skip
    weeks = catalogue.set_rules["DATES"].weeks
    return Wanted(
        n,
        weeks,
        beside,
        makers_mix=model is not None and Compared.MAKER not in heavy,
        parts_mix=Compared.PART not in heavy,
    )


def _piece(chip: Chip, catalogue: Catalogue) -> SetPiece:
    grades = (*catalogue.grading.grades, "")
    return SetPiece(chip.tag, chip.place, chip.known.part, grades[chip.grade], chip.heat,
                    chip.date, chip.known.leaded, chip.waits.value)  # fmt: skip


def _told(made: MadeSet, catalogue: Catalogue) -> MemorySet:
    chips = made.chips
    pieces = sorted((_piece(chip, catalogue) for chip in chips), key=lambda p: (p.place, p.tag))
    dates = sorted((chip.date for chip in chips if chip.date), key=week)
    heat = [chip.heat for chip in chips]
    known = [chip.known for chip in chips]
    return MemorySet(
        missing=made.missing,
        pieces=pieces,
        fetch=dict(Counter(piece.place for piece in pieces)),
        maker=_same(each.maker for each in known),
        part=_same(each.part for each in known),
        gbps=min((each.gbps for each in known if each.gbps), default=0.0),
        grade=_same(piece.grade for piece in pieces),
        oldest=dates[0] if dates else "",
        newest=dates[-1] if dates else "",
        coolest=min(heat),
        hottest=max(heat),
        leaded=sum(each.leaded for each in known),
        shares=[each.value for each in made.shares],
        differs=[each.value for each in Shared if each not in made.shares],
    )


def _same(words: Iterable[str]) -> str:
    """The word they all are; empty where they differ."""
    found = set(words)
    return found.pop() if len(found) == 1 else ""
