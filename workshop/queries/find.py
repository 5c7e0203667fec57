# SPDX-License-Identifier: MIT
"""One box for tag, serial, marking, anything; and what a scan means here."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, literal_column, or_, select, text
from sqlalchemy.sql.elements import ColumnElement

from workshop.domain.command import COMMANDS, site_of
from workshop.domain.scan import read_scan
from workshop.domain.scan_fields import BADGES
from workshop.domain.tag import plain, written
from workshop.domain.terms import IdentifierKind, LabelState, PieceKind, PieceState, ScanKind
from workshop.domain.text import has_hidden, normal, shown
from workshop.language import say
from workshop.queries.rows import batch_table, identifier, piece, place_table
from workshop.queries.tested import Results, by_results
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import shop_catalogue

person_table = JOURNALLED["person"]
station_table = JOURNALLED["station"]
label_table = JOURNALLED["label"]

# Three characters make a trigram; shorter texts are looked for at the beginning only.
TRIGRAM = 3
LONGEST = 64

# Of so many pieces that have a text in their name it is looked what their tests said.
MOST_LOOKED_AT = 1000

Conditions = list[ColumnElement[bool]]


class Hit(NamedTuple):
    """Something found. `group` is a kind of piece, or batch, place, person.

    `tag` names it (a tag, number or code), `value` is the text that matched and `matched` what
    that text is.
    """

    group: str
    tag: str
    title: str
    detail: str
    matched: str
    value: str


def search(
    connection: Connection,
    *,
    text: str,
    test: str | None = None,
    result: str | None = None,
    times: int | None = None,
    limit: int = 50,
) -> list[Hit]:
    """What begins with or contains a text: pieces by tag, identifier or model; batches, places.

    Exact matches come first, then those that begin with the text. At most `limit` of each.
    With `result` or `times` only the cards whose tests said so, as `pieces` has them.
    """
    wanted = "".join(c for c in str(text)[:LONGEST] if not has_hidden(c)).strip()
    limit = max(0, limit)
    asked = Results(test, result, times)
    where = by_results(connection, asked) if asked.is_asked else []
    if where:
        where.append(piece.c.kind == PieceKind.CARD.value)
    if not normal(wanted):
        return []
    found = _pieces(connection, wanted, limit, where)
    hits = list(found.values())
    hits += _by_model(connection, wanted, limit - len(hits), set(found), where)
    others = [] if where else _others(connection, wanted, limit)
    return (others + hits)[:limit]


def _pieces(connection: Connection, wanted: str, limit: int, where: Conditions) -> dict[int, Hit]:
    """Pieces whose tag or identifier is, begins with, or contains the text, in this order."""
    bare = normal(wanted)
    most = MOST_LOOKED_AT if where else limit
    ids: dict[int, None] = {}
    for row_id in _beginning(connection, bare, most):
        ids.setdefault(row_id)
    if len(bare) >= TRIGRAM and len(ids) < most:
        for row_id in _containing(connection, bare, most):
            ids.setdefault(row_id)
    if not ids or not limit:
        return {}
    hits: dict[int, Hit] = {}
    order = list(ids)[: most * 2]
    rows = _described(connection, order, where)
    found = [rows[row_id] for row_id in order if row_id in rows]
    for piece_id, hit in sorted(found, key=lambda one: normal(one[1].value) != bare):
        hits.setdefault(piece_id, hit)
    return dict(list(hits.items())[:limit])


def _prefix(column: ColumnElement[str], bare: str, dialect: str) -> ColumnElement[bool]:
    """The column begins with a text, in the form the index of each database can answer."""
    if dialect == "sqlite":
        return (column >= bare) & (column < bare + "\U0010ffff")
    return column.startswith(bare, autoescape=True)


def _beginning(connection: Connection, bare: str, limit: int) -> list[int]:
    dialect = connection.dialect.name
    found: list[int] = []
    for column, key in ((piece.c.tag, piece.c.id), (identifier.c.normal, identifier.c.id)):
        found += connection.execute(
            select(key).where(_prefix(column, bare, dialect)).order_by(column).limit(limit)
        ).scalars()
    return found


_MATCH = text("SELECT rowid FROM search_index WHERE body MATCH :phrase LIMIT :most")


def _containing(connection: Connection, bare: str, limit: int) -> list[int]:
    if connection.dialect.name == "sqlite":
        phrase = '"' + bare.replace('"', '""').replace("\0", "") + '"'
        return list(connection.execute(_MATCH, {"phrase": phrase, "most": limit}).scalars())
    found: list[int] = []
    for column, key in ((piece.c.tag, piece.c.id), (identifier.c.normal, identifier.c.id)):
        found += connection.execute(
            select(key).where(column.contains(bare, autoescape=True)).limit(limit)
        ).scalars()
    return found


def _described(
    connection: Connection, ids: list[int], where: Conditions
) -> dict[int, tuple[int, Hit]]:
    """Row ids are unique over all tables: each is a piece or an identifier of one."""
    names = select(
        identifier.c.id.label("row"),
        identifier.c.piece_id,
        identifier.c.kind.label("matched"),
        identifier.c.raw.label("value"),
    ).where(identifier.c.id.in_(ids))
    tags = select(piece.c.id, piece.c.id, literal_column("'tag'"), piece.c.tag).where(
        piece.c.id.in_(ids)
    )
    both = names.union_all(tags).subquery()
    rows = connection.execute(
        select(
            both.c.row,
            both.c.matched,
            both.c.value,
            piece.c.id,
            piece.c.kind,
            piece.c.tag,
            piece.c.model,
            piece.c.maker,
            piece.c.state,
            piece.c.taken_apart,
            batch_table.c.number,
        )
        .join(piece, piece.c.id == both.c.piece_id)
        .join(batch_table, batch_table.c.id == piece.c.batch_id)
        .where(*where)
    )
    return {row.row: (row.id, _hit(row, row.matched, row.value)) for row in rows}


def _hit(row: Any, matched: str, value: str) -> Hit:
    title = " ".join(part for part in (row.maker, row.model) if part) or written(row.tag)
    return Hit(row.kind, row.tag, title, f"{row.number} · {_state(row)}", matched, value)


def _state(row: Any) -> str:
    """The state of a piece; of a card of which only the bare board is here that it is that."""
    bare = row.taken_apart is not None and row.state != PieceState.GONE
    return "taken apart" if bare else str(row.state)


def _by_model(
    connection: Connection, wanted: str, limit: int, known: set[int], where: Conditions
) -> list[Hit]:
    """Pieces of the models whose name has the text in it."""
    if limit <= 0 or len(wanted) < TRIGRAM:
        return []
    models = [name for name in _model_names(connection) if wanted.upper() in name.upper()]
    if not models:
        return []
    hits: list[Hit] = []
    for model in models:  # one after the other: each is a range of the index, already in order
        if len(hits) >= limit:
            break
        rows = connection.execute(
            _OF_MODEL.where(*where), {"model": model, "most": limit - len(hits)}
        )
        hits += [_hit(row, "model", row.model) for row in rows if row.id not in known]
    return hits


_OF_MODEL = (
    select(
        piece.c.id,
        piece.c.kind,
        piece.c.tag,
        piece.c.model,
        piece.c.maker,
        piece.c.state,
        piece.c.taken_apart,
        batch_table.c.number,
    )
    .join(batch_table, batch_table.c.id == piece.c.batch_id)
    .where(piece.c.model == bindparam("model"))
    .order_by(piece.c.id)
    .limit(bindparam("most"))
)


_DISTINCT_SQL = """
    WITH RECURSIVE names(model) AS (
        SELECT (SELECT MIN(model) FROM piece WHERE model > '')
        UNION ALL
        SELECT (SELECT MIN(model) FROM piece WHERE model > names.model)
        FROM names WHERE names.model IS NOT NULL
    ) SELECT model FROM names WHERE model IS NOT NULL
"""


def _model_names(connection: Connection) -> list[str]:
    """Every model there is a piece of: jumps through the index, whatever number there are."""
    return list(connection.execute(text(_DISTINCT_SQL)).scalars())


def _others(connection: Connection, wanted: str, limit: int) -> list[Hit]:
    """Batches, places and people; there are few enough of them to be looked through."""
    hits = []
    # SQLite folds the case of ASCII only, so other letters are looked for in each case.
    cases = {wanted} if wanted.isascii() else {wanted, wanted.lower(), wanted.upper()}
    for group, table, code, name, extra in (
        ("batch", batch_table, batch_table.c.number, batch_table.c.supplier, batch_table.c.state),
        ("place", place_table, place_table.c.code, place_table.c.name, place_table.c.kind),
        ("person", person_table, person_table.c.code, person_table.c.name, person_table.c.role),
    ):
        rows = connection.execute(
            select(code, name, extra)
            .select_from(table)
            .where(
                or_(
                    *(
                        column.icontains(each, autoescape=True)
                        for column in (code, name)
                        for each in cases
                    )
                )
            )
            .order_by(code)
            .limit(min(limit, 10))
        )
        hits += [
            Hit(group, number, str(said), state, group, number) for number, said, state in rows
        ]
    return hits


class Identified(NamedTuple):
    """What a scan means: `kind` and `value`, the piece it names (`tag`, `title`) if it is known.

    `place` is the one that the piece, or the place that was scanned, lies in; empty for none.
    `fields` are all parts of a code that holds several, by what they are (`FieldKind`). `maker`
    and `made` (2021-W43, 2021-03 or 2021) are a guess from the form of a serial, by `rule` of the
    catalogue, as far as `confidence` says. `note` is the sentence that says what is wrong, where
    something is. `labels` are how many printed labels of the piece are about.
    """

    scan: str
    kind: str
    value: str
    normal: str
    symbology: str
    tag: str
    title: str
    state: str
    place: str
    note: str
    fields: dict[str, str]
    maker: str
    made: str
    rule: str
    confidence: str
    labels: int


def identify(connection: Connection, *, scan: str) -> Identified:
    """What a scan means in this workshop; never refuses."""
    own = JOURNALLED["workshop"].c
    site, secret = connection.execute(select(own.site, own.secret)).first() or ("", "")
    read = read_scan(str(scan), site, secret, lambda: shop_catalogue(connection).patterns)
    kind, value = read.kind, read.value
    if kind is ScanKind.SERIAL and _is_place(connection, value):
        kind, value = ScanKind.PLACE, value.strip().upper()
    row = _named_piece(connection, kind, value) if kind in _NAMES_A_PIECE else None
    if row is not None:
        title = " ".join(part for part in (row.maker, row.model) if part)
        if kind is ScanKind.UPC:  # typed in before: one in ten serials of digits looks like a UPC
            kind = ScanKind.SERIAL
    elif kind is ScanKind.COMMAND:
        site = site_of(value)
        title = say("Site {site}", site=site) if site else say(COMMANDS[value])
    else:
        title = _badge_name(connection, kind, value) if kind in BADGES.values() else ""
    return Identified(
        scan=shown(scan, 200),
        kind=kind.value,
        value=value,
        normal=read.normal,
        symbology=read.symbology,
        tag=row.tag if row is not None else "",
        title=title,
        state=row.state if row is not None else "",
        place=_lies_in(connection, row, value if kind is ScanKind.PLACE else ""),
        note=str(read.problem or ""),
        fields={field.kind.value: field.value for field in reversed(read.fields)},
        labels=row.labels if row is not None else 0,
        **read.guess._asdict(),
    )


_NAMES_A_PIECE = {
    ScanKind.TAG, ScanKind.SERIAL, ScanKind.PART_NUMBER, ScanKind.UPC, ScanKind.GPU_UUID,
    ScanKind.MARKING,
}  # fmt: skip


def _is_place(connection: Connection, value: str) -> bool:
    return (
        connection.execute(
            select(place_table.c.id).where(place_table.c.code == value.strip().upper())
        ).first()
        is not None
    )


def _lies_in(connection: Connection, row: Any, place: str) -> str:
    """The code of the place that a piece, or else the place of this code, lies in."""
    inside = row.place_id if row is not None else None
    if place:
        inside = connection.execute(
            select(place_table.c.parent_id).where(place_table.c.code == place)
        ).scalar()
    if inside is None:
        return ""
    code = select(place_table.c.code).where(place_table.c.id == inside)
    return str(connection.execute(code).scalar_one())


def _badge_name(connection: Connection, kind: ScanKind, code: str) -> str:
    table = {
        ScanKind.PERSON: person_table,
        ScanKind.PLACE: place_table,
        ScanKind.STATION: station_table,
    }[kind]
    return connection.execute(select(table.c.name).where(table.c.code == code)).scalar() or ""


_SHARED = (IdentifierKind.PART_NUMBER.value, IdentifierKind.UPC.value)


def _named_piece(connection: Connection, kind: ScanKind, value: str) -> Any:
    about = (
        select(func.count())
        .where(label_table.c.piece_id == piece.c.id)
        .where(label_table.c.state == LabelState.PRINTED.value)
        .scalar_subquery()
        .label("labels")
    )
    columns = select(
        piece.c.tag, piece.c.maker, piece.c.model, piece.c.state, piece.c.place_id, about
    )
    if kind is ScanKind.TAG:
        return connection.execute(columns.where(piece.c.tag == plain(value))).first()
    names = columns.join(identifier, identifier.c.piece_id == piece.c.id).where(
        identifier.c.normal == normal(value)
    )
    if kind is ScanKind.UPC:
        names = names.where(identifier.c.kind == IdentifierKind.SERIAL.value)
    else:  # what every card of a model has names none of them
        names = names.where(identifier.c.kind.not_in(_SHARED))
    rows = connection.execute(names.limit(2)).all()
    return rows[0] if len(rows) == 1 else None
