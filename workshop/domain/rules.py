# SPDX-License-Identifier: MIT
"""What may be done to a piece, a site and a batch."""

from workshop.domain.refused import Refused
from workshop.domain.tag import looks_like_tag, plain, written
from workshop.domain.terms import (
    BatchState,
    PieceKind,
    PieceState,
    Role,
    SiteOutcome,
    SiteState,
)
from workshop.domain.text import shown
from workshop.language import mark

EMPTY_SITES = {SiteState.GOOD, SiteState.DAMAGED, SiteState.MISSING, SiteState.EMPTY}

# What lies between the pads of a site, by the kind of the site.
FITS = {PieceKind.DIE, PieceKind.MEMORY}

# Whose reason lets something pass that the rules stop.
LEADS = {Role.LEAD, Role.MANAGER}


class AlreadyHere(Refused):
    """The serial belongs to a piece that is in the workshop already; `tag` names it."""

    def __init__(self, serial: str, tag: str, batch: str) -> None:
        super().__init__(
            mark("{serial} is already here: {tag}, in batch {batch}."),
            serial=serial,
            tag=written(tag),
            batch=batch,
        )
        self.tag = tag


class TakenApart(Refused):
    """The serial is that of a card that was taken apart here; `tag` is its bare board."""

    def __init__(self, serial: str, tag: str) -> None:
        super().__init__(
            mark(
                "{serial} was taken apart here: {tag} is its bare board, which cannot come in as a "
                "card. Refuse it, or receive it as a board."
            ),
            serial=serial,
            tag=written(tag),
        )
        self.tag = tag


_TWIN_OF_A_PIECE = mark(
    "{serial} looks like {twin}, which is {tag}. Look at the label again. If it is another card, "
    "receive it as one."
)
_TWIN_OF_A_LINE = mark(
    "{serial} is not in the supplier's list, but {twin} is. Look at the label again. If it is "
    "another card, receive it as one."
)


class NearTwin(Refused):
    """The serial looks like one that is known; `twin` is that one, `tag` its piece if it has one.

    Asked about, not forbidden: both may be right.
    """

    def __init__(self, serial: str, twin: str, tag: str = "") -> None:
        super().__init__(
            _TWIN_OF_A_PIECE if tag else _TWIN_OF_A_LINE, serial=serial, twin=twin, tag=written(tag)
        )
        self.twin = twin
        self.tag = tag


def one_of(word: object, allowed: type, name: str) -> str:
    """The member of an enumeration for a word, in any case; refuses others and names all."""
    text = str(word).strip().lower()
    values = [str(member) for member in allowed]  # type: ignore[attr-defined]
    if text not in values:
        raise Refused(
            "{name} “{word}” is unknown. Use one of: {all}.",
            name=name,
            word=shown(word),
            all=", ".join(values),
        )
    return text


def is_no_tag(serial: str, site: str) -> None:
    """Refuse one of our own tags where the serial of a maker belongs, well read or not."""
    if not looks_like_tag(serial, site):
        return
    raise Refused(
        "{tag} is a tag of this workshop, not the serial of a card. Scan the label of the maker.",
        tag=written(plain(serial)),
    )


def may_let_pass(person: str, role: str, *, is_owner: bool = False) -> None:
    """Refuse to let something pass on the word of anybody but a lead, a manager or the owner."""
    if role not in LEADS and not is_owner:
        raise Refused(
            "{person} cannot let this pass: that takes a lead or a manager.", person=person
        )


def batch_is_open(number: str, state: str) -> None:
    """Refuse work on a closed batch."""
    if state != BatchState.OPEN:
        raise Refused("Batch {batch} is closed.", batch=number)


def may_be_one(maker: str, other: str) -> bool:
    """Whether one serial of these two makers may be one card: two makers may use one serial."""
    return not maker or not other or maker == other


def piece_is_here(tag: str, state: str) -> None:
    """Refuse work on a piece that has left the workshop."""
    if state == PieceState.GONE:
        raise Refused("{tag} has left the workshop.", tag=written(tag))


def is_not_packed(tag: str, state: str, held_for: str) -> None:
    """Refuse work on a piece that is packed for a shipment: it is taken out first."""
    if state == PieceState.PACKED:
        raise Refused(
            "{tag} is packed for shipment {shipment}. Take it out of the shipment first.",
            tag=written(tag),
            shipment=held_for,
        )


def piece_is_free(tag: str, state: str, held_for: str) -> None:
    """Refuse work on a piece that is packed, set apart or has left: it is released first."""
    piece_is_here(tag, state)
    is_not_packed(tag, state, held_for)
    if state == PieceState.QUARANTINE:
        raise Refused(
            "{tag} is in quarantine: {reason}. Release it first.",
            tag=written(tag),
            reason=held_for or "no reason was given",
        )


def is_no_built_board(tag: str, card: str) -> None:
    """Refuse to work on a board by itself that a card was built of."""
    raise Refused(
        "{tag} is the board of {card}. Scan the card, and work on that.",
        tag=written(tag),
        card=written(card),
    )


def may_come_in(serial: str, tag: str, taken_apart: int | None, kind: str) -> None:
    """Refuse a card that was taken apart here: what is left of it is no card."""
    if taken_apart is not None and kind == PieceKind.CARD:
        raise TakenApart(serial, tag)


def may_take_apart(tag: str, kind: str, taken_apart: int | None) -> None:
    """Refuse what is no card, or no whole one any more."""
    if kind != PieceKind.CARD:
        raise Refused("{tag} is no card. Only cards are taken apart.", tag=written(tag))
    if taken_apart is not None:
        raise Refused("{tag} was taken apart already, with entry {entry}.", tag=written(tag),
                      entry=taken_apart)  # fmt: skip


def may_build(tag: str, kind: str, taken_apart: int | None) -> None:
    """Refuse to build a card of what is no bare board."""
    if kind == PieceKind.CARD and taken_apart is None:
        raise Refused("{tag} is a whole card already.", tag=written(tag))
    if kind not in (PieceKind.CARD, PieceKind.BOARD):
        raise Refused("{tag} is no board. Scan the board that becomes a card.", tag=written(tag))


def carries_sites(tag: str, kind: str) -> None:
    """Refuse a piece that has no sites: only cards and boards do."""
    if kind not in (PieceKind.CARD, PieceKind.BOARD):
        raise Refused(
            "{tag} is no card or board, so it has no sites. Scan the card first.",
            tag=written(tag),
        )


def site_exists(site: str, names: list[str], board: str) -> str:
    """The name of the site as the board has it; refuses one the board does not have."""
    by_upper = {name.upper(): name for name in names}
    wanted = site.strip().upper()
    if wanted not in by_upper:
        raise Refused(
            "There is no site “{site}” on this board ({board}). It has {sites}.",
            site=shown(site),
            board=board,
            sites=", ".join(names),
        )
    return by_upper[wanted]


def may_harvest(site: str, state: str, outcome: str, fitted: str | None) -> None:
    """Refuse to take from a site what is not there.

    `fitted` is the tag of the tracked piece on the site, if there is one.
    """
    if state in EMPTY_SITES:
        raise Refused(
            "{site} is already empty ({state}). Choose another site, or undo that record first.",
            site=site,
            state=SITE_WORDS[SiteState(state)],
        )
    if fitted and outcome == SiteOutcome.MISSING:
        raise Refused(
            "{site} holds {tag}, which was fitted here. If it is gone, dispose of {tag}.",
            site=site,
            tag=written(fitted),
        )


def may_still_come_off(site: str, tag: str, batch: str, state: str) -> None:
    """Refuse to work on what came with a card once its batch, which counted it, is closed."""
    if state != BatchState.OPEN:
        raise Refused(
            "What came on {site} of {tag} was counted when batch {batch} was closed. Undo the "
            "closing first; what was fitted here comes off without.",
            site=site,
            tag=written(tag),
            batch=batch,
        )


def untouched_site(kind: str) -> SiteState:
    """What a site shows that nobody touched yet, by the kind of what carries it."""
    return SiteState.EMPTY if kind == PieceKind.BOARD else SiteState.ON_BOARD


def may_be_fitted(*, tag: str, state: str, on: str | None) -> None:
    """Refuse a piece that is not free and good; `on` is the tag of the board it is fitted on."""
    if on or state == PieceState.FITTED:
        raise Refused(
            "{tag} is fitted on {board}. Harvest it there first.",
            tag=written(tag),
            board=written(on or ""),
        )
    piece_is_here(tag, state)
    if state != PieceState.STOCK:
        raise Refused(
            "{tag} is not free to be fitted: it is recorded as {state}.",
            tag=written(tag),
            state=STATE_WORDS[PieceState(state)],
        )


def may_fit(
    *, tag: str, kind: str, state: str, on: str | None, site: str, site_kind: str, site_state: str
) -> None:
    """Refuse to fit a piece that is not free and good, or to a site that is not free for it.

    `on` is the tag of the board the piece is fitted on now.
    """
    may_be_fitted(tag=tag, state=state, on=on)
    if kind != site_kind:
        raise Refused(
            "{tag} is a {kind}, but {site} takes a {needed}.",
            tag=written(tag),
            kind=KIND_WORDS[PieceKind(kind)],
            site=site,
            needed=KIND_WORDS[PieceKind(site_kind)],
        )
    if site_state not in EMPTY_SITES:
        raise Refused("{site} is not empty. Harvest what is on it first.", site=site)


SITE_WORDS = {
    SiteState.ON_BOARD: mark("on board"),
    SiteState.LEFT: mark("left on board"),
    SiteState.SUSPECT: mark("suspect"),
    SiteState.GOOD: mark("harvested good"),
    SiteState.DAMAGED: mark("harvested damaged"),
    SiteState.MISSING: mark("missing"),
    SiteState.FITTED: mark("fitted"),
    SiteState.EMPTY: mark("empty"),
}
"""What a refusal calls the state of a site."""

KIND_WORDS = {
    PieceKind.CARD: mark("card"),
    PieceKind.DIE: mark("die"),
    PieceKind.MEMORY: mark("memory chip"),
    PieceKind.BOARD: mark("board"),
    PieceKind.COOLER: mark("cooler"),
    PieceKind.OTHER: mark("other piece"),
}
"""What a refusal calls a piece."""

STATE_WORDS = {
    PieceState.RECEIVED: mark("just received"),
    PieceState.WORKING: mark("in work"),
    PieceState.STOCK: mark("in stock"),
    PieceState.DAMAGED: mark("harvested damaged"),
    PieceState.FITTED: mark("fitted"),
    PieceState.PACKED: mark("packed"),
    PieceState.HOLD: mark("on hold"),
    PieceState.QUARANTINE: mark("in quarantine"),
    PieceState.GONE: mark("gone"),
}
"""What a refusal calls the state of a piece."""
