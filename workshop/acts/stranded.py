# SPDX-License-Identifier: MIT
"""No fitted piece and no record of a site is lost to a map that has no such site."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from workshop.domain.board_maps import PCB
from workshop.domain.catalogue import Catalogue
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.text import shown
from workshop.language import mark, say
from workshop.storage.journal import work_of
from workshop.storage.shop import shop_catalogue
from workshop.storage.slices import some
from workshop.storage.things import Piece, Site

# So many sites are named in one sentence.
_NAMED = 12

_part = aliased(Piece)
_MODELS = select(Piece.model).distinct().order_by(Piece.model)
_SITES = (
    select(Site.name, Piece.tag, _part.tag.label("part"))
    .join(Piece, Piece.id == Site.board_id)
    .outerjoin(_part, _part.id == Site.piece_id)
    .where(Piece.model == bindparam("model"), Site.name.in_(bindparam("names", expanding=True)))
    .order_by(Site.id)
    .limit(_NAMED + 1)
)
_CARRIES = (
    select(Site.board_id, Site.name, Piece.tag, Piece.model, _part.tag.label("part"))
    .join(Piece, Piece.id == Site.board_id)
    .join(_part, _part.id == Site.piece_id)
    .where(Site.board_id.in_(bindparam("boards", expanding=True)), Site.name != PCB)
    .order_by(Site.id)
)
_FITTED = mark("{piece} on {site}")
_FITTED_OF = mark("{piece} on {site} of {tag}")
_RECORDED_OF = mark("{site} of {tag}")


def loses_no_site(session: Session, before: Catalogue) -> None:
    """Refuse a catalogue whose maps lack sites that pieces have records of, as `before` had them.

    Call it when the new catalogue is in force; it names the sites, and what is fitted on them.
    """
    after = shop_catalogue(session)
    if (before.boards, before.models) == (after.boards, after.models):
        return
    found: list[Any] = []
    for model in session.scalars(_MODELS).all():
        lost = _names(before, model) - _names(after, model)
        if lost:
            found += session.execute(_SITES, {"model": model, "names": sorted(lost)}).all()
    if found:
        raise Refused(
            "The board map would lose sites that pieces here have records of: {sites}. Keep sites "
            "of these names.",
            sites=_listed(found),
        )


def may_become(session: Session, board: Piece, model: str) -> None:
    """Refuse a model for a board whose map has no site for a piece that is fitted on it."""
    sites = _names(shop_catalogue(session), model)
    beyond = [row for row in _carried(session, [board.id]) if row.name not in sites]
    if beyond:
        raise Refused(
            "{tag} cannot be a {model}, which has no site for {pieces}. Take them off first, or "
            "choose another model.",
            tag=written(board.tag),
            model=shown(model),
            pieces=_listed(beyond, _FITTED),
        )


def keeps_every_site(session: Session, before: Catalogue) -> None:
    """Refuse an undo after which a piece is fitted where its board has no site, or a record lost.

    Call it when the rows are put back; `before` is the catalogue as it was until then.
    """
    loses_no_site(session, before)
    boards: set[int] = set()
    for change in work_of(session).changes():
        now = change.after if change.table == "piece" and change.after else {}
        if "model" in now:
            boards.add(change.row)
        if now.get("board_id"):
            boards.add(now["board_id"])
    catalogue = shop_catalogue(session)
    beyond = [
        row
        for part in some(sorted(boards))
        for row in _carried(session, part)
        if row.name not in _names(catalogue, row.model)
    ]
    if beyond:
        raise Refused(
            "This cannot be undone: there would be no site for {pieces}. Take them off first, or "
            "correct the model.",
            pieces=_listed(beyond),
        )


def _names(catalogue: Catalogue, model: str) -> set[str]:
    """The names of the sites of a model."""
    return {site.name for site in catalogue.board_of(model).sites}


def _carried(session: Session, boards: Sequence[int]) -> Sequence[Any]:
    """What is fitted on boards, the board of a built card left out."""
    session.flush()
    return session.execute(_CARRIES, {"boards": boards}).all()


def _listed(rows: Sequence[Any], fitted: str = _FITTED_OF) -> str:
    """The first of these sites in words, with what is on each."""
    words = [
        say(fitted if row.part else _RECORDED_OF, piece=written(row.part or ""), site=row.name,
            tag=written(row.tag))
        for row in rows[:_NAMED]
    ]  # fmt: skip
    return ", ".join([*words, "…"] if len(rows) > _NAMED else words)
