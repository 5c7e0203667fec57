# SPDX-License-Identifier: MIT
"""Pieces are baked dry: an oven is loaded and unloaded, and the floor life begins anew."""

from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from workshop.acts.floor import follow_place, not_baking, open_pieces, stands_dry, stop_clocks
from workshop.acts.look_up import a_place, the_piece, the_place
from workshop.acts.places import put
from workshop.domain import dry as dryness
from workshop.domain import rules, text
from workshop.domain.judge import as_number
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import BakeVerdict, PlaceKind
from workshop.storage.bench_things import Bake, BakePiece
from workshop.storage.journal import work_of
from workshop.storage.rows import new
from workshop.storage.schema import JOURNAL, MENTION
from workshop.storage.shop import shop_catalogue
from workshop.storage.slices import some
from workshop.storage.things import Piece, Place, SiteRecord

Receipt = dict[str, Any]

# °C and hours that an oven for parts is set to; the longest bake of the table takes eleven weeks.
COOLEST, HOTTEST, LONGEST_H = 30, 200, 5000

MOST = 1000
"""So many pieces one load may have."""


def bake(
    session: Session,
    *,
    pieces: list[str],
    temperature: float,
    hours: float,
    oven: str | None = None,
    humidity: float | None = None,
    note: str = "",
    done: bool = False,
) -> Receipt:
    """Load an oven with pieces: °C, hours and %RH as they are set; `unload` ends it.

    `done` records a whole bake that was kept on paper, judged at once. `short` are the pieces that
    the table wants in longer, or hotter. Refuses a place that is no oven or cabinet, fitted pieces,
    those in an oven already, a bake that is done and took longer than a piece has been loose here,
    and dry columns of the table without the humidity.
    """
    degrees = _within(temperature, "The temperature", COOLEST, HOTTEST)
    wanted = _within(hours, "The hours", 0.1, LONGEST_H)
    damp = None if humidity is None else _within(humidity, "The humidity", 0, 100)
    where = a_place(session, oven)
    if where is not None and where.kind not in (PlaceKind.OVEN, PlaceKind.CABINET):
        raise Refused("{place} is no oven. Choose an oven or a cabinet.", place=where.code)
    rows = _may_go_in(session, pieces)
    if done:
        _was_loose(session, rows, wanted)
    catalogue = shop_catalogue(session)
    lain = open_pieces(session, catalogue, rows)
    asked = {
        number: dryness.bake_at(catalogue, each, degrees, damp) for number, each in lain.items()
    }
    load = new(
        session,
        Bake,
        oven_id=where.id if where else None,
        temperature=degrees,
        humidity=damp,
        hours=wanted,
        edition=next((each.edition for each in asked.values() if each), ""),
        ended=work_of(session).number if done else None,
        unloaded_by=work_of(session).person if done else "",
        actual_h=wanted if done else None,
        note=text.clean(note, "The note", text.NOTE),
    )
    session.flush()
    inside = []
    for row in rows:
        if where is not None and not done:
            put(session, row, where)
        found = asked.get(row.id)
        need = found.hours if found else None
        need = wanted if row.id not in lain else need  # what has no floor life asks for nothing
        inside.append(
            new(session, BakePiece, bake_id=load.id, piece_id=row.id, needed_h=need, verdict="")
        )
    stop_clocks(session, rows)
    receipt = {"bake": load.id, "oven": where.code if where else "", "n": len(rows),
               "temperature": degrees, "hours": wanted,
               "tags": [row.tag for row in rows]}  # fmt: skip
    if done:
        session.flush()
        return receipt | _judge(session, inside, rows, wanted)
    short = [
        row.tag
        for row, each in zip(rows, inside, strict=True)
        if dryness.judge_bake(wanted, each.needed_h) is BakeVerdict.SHORT
    ]
    return receipt | {"short": short}


def _within(value: object, name: str, low: float, high: float) -> float:
    number = as_number(value, name)
    if not low <= number <= high:
        raise Refused(
            "{name} of {value} is not between {low} and {high}.",
            name=name,
            value=f"{number:g}",
            low=low,
            high=high,
        )
    return number


def _may_go_in(session: Session, tags: list[str]) -> list[Piece]:
    if not isinstance(tags, list) or not tags:
        raise Refused("Scan the pieces that go into the oven.")
    if len(tags) > MOST:
        raise Refused("A load has at most {most} pieces. Make two of it.", most=MOST)
    rows = list({row.id: row for row in (the_piece(session, tag) for tag in tags)}.values())
    for row in rows:
        rules.piece_is_free(row.tag, row.state, row.held_for)
        if row.board_id is not None:
            board = session.get_one(Piece, row.board_id)
            raise Refused(
                "{tag} is fitted on {board}. Take it off first.",
                tag=written(row.tag),
                board=written(board.tag),
            )
    not_baking(session, rows)
    return rows


_LOOSE_SINCE = (
    select(MENTION.c.row, func.min(JOURNAL.c.at))
    .join(JOURNAL, JOURNAL.c.number == MENTION.c.number)
    .where(MENTION.c.subject == "piece", MENTION.c.row.in_(bindparam("pieces", expanding=True)))
    .group_by(MENTION.c.row)
)
_OFF_SINCE = (
    select(SiteRecord.piece_id, func.max(JOURNAL.c.at))
    .join(JOURNAL, JOURNAL.c.number == SiteRecord.entry)
    .where(SiteRecord.piece_id.in_(bindparam("pieces", expanding=True)))
    .group_by(SiteRecord.piece_id)
)


def _was_loose(session: Session, pieces: list[Piece], hours: float) -> None:
    """Refuse a bake of so many hours up to now of a piece that came, or came off, after its begin.

    A quarter of an hour is let be, for what is written up in a hurry.
    """
    now = work_of(session).at
    for ids in some(piece.id for piece in pieces):
        since: dict[int, str] = {}
        for statement in (_LOOSE_SINCE, _OFF_SINCE):
            since |= {number: at for number, at in session.execute(statement, {"pieces": ids})}
        for piece in pieces:
            if piece.id not in since:
                continue
            loose = dryness.seconds_between(since[piece.id], now) / dryness.HOUR
            if hours > loose + 0.25:
                raise Refused(
                    "{tag} has been loose here for {loose} h: it cannot have been in an oven for "
                    "{hours} h. Look at the hours again.",
                    tag=written(piece.tag),
                    loose=f"{loose:.1f}",
                    hours=f"{hours:g}",
                )


def unload(
    session: Session,
    *,
    bake: int | None = None,
    oven: str | None = None,
    place: str | None = None,
) -> Receipt:
    """Unload an oven: a bake by its number, or the one that is in an oven.

    Each piece is done or short, by how long it really was in; done begins its floor life anew, in
    the open. `place` is where all of them go; without it they stay in the oven on record. Refuses
    a bake that has ended, and an oven with none or several.
    """
    load = _open_bake(session, bake, oven)
    where = a_place(session, place)
    begun = session.execute(select(JOURNAL.c.at).where(JOURNAL.c.number == load.entry)).scalar_one()
    work = work_of(session)
    lasted = round(dryness.seconds_between(begun, work.at) / dryness.HOUR, 2)
    load.ended, load.unloaded_by, load.actual_h = work.number, work.person, lasted
    session.flush()
    inside = session.scalars(
        select(BakePiece).where(BakePiece.bake_id == load.id).order_by(BakePiece.id)
    ).all()
    rows = [session.get_one(Piece, each.piece_id) for each in inside]
    verdicts = _judge(session, list(inside), rows, lasted)
    if where is not None:
        for row in rows:
            put(session, row, where)
    return {
        "bake": load.id,
        "n": len(rows),
        "hours": lasted,
        "place": where.code if where else "",
        **verdicts,
    }


def _open_bake(session: Session, number: int | None, oven: str | None) -> Bake:
    if number is not None:
        load = session.get(Bake, int(number))
        if load is None:
            raise Refused("There is no bake {number}.", number=number)
        if load.ended is not None:
            raise Refused("Bake {number} was unloaded already.", number=number)
        return load
    where = the_place(session, oven or "")
    loads = session.scalars(
        select(Bake).where(Bake.oven_id == where.id, Bake.ended.is_(None)).order_by(Bake.id)
    ).all()
    if not loads:
        raise Refused("Nothing bakes in {oven}. Load it first.", oven=where.code)
    if len(loads) > 1:
        raise Refused(
            "Several bakes are in {oven}: {all}. Say which one.",
            oven=where.code,
            all=", ".join(str(load.id) for load in loads),
        )
    return loads[0]


def _judge(
    session: Session, inside: list[BakePiece], rows: list[Piece], lasted: float
) -> dict[str, Any]:
    """Note who is dry; the clocks of all run again where they lie in the open."""
    short = []
    for each, row in zip(inside, rows, strict=True):
        verdict = dryness.judge_bake(lasted, each.needed_h)
        each.verdict = verdict.value
        if verdict is BakeVerdict.DONE:
            row.floor_used_s = 0
        else:
            short.append(row.tag)
        place = session.get(Place, row.place_id) if row.place_id else None
        follow_place(session, [row], dry=stands_dry(session, place))
    return {"done": len(rows) - len(short), "short": short}
