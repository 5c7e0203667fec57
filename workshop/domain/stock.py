# SPDX-License-Identifier: MIT
"""Which pieces may lie in a place."""

from collections.abc import Iterable
from typing import NamedTuple

from workshop.domain.refused import Refused
from workshop.domain.rules import KIND_WORDS
from workshop.domain.terms import PieceKind


class Takes(NamedTuple):
    """What a place takes: kinds and grades of pieces, separated by blanks, empty for any."""

    place: str
    kinds: str
    grades: str


def may_lie(what: str, kind: str, grade: str, places: Iterable[Takes]) -> None:
    """Refuse to put a piece where its kind or grade does not belong.

    `what` is what people call the piece; `places` are the place and all it is in, for a tray in a
    bin holds what the bin takes.
    """
    for place in places:
        if place.kinds and kind not in place.kinds.split():
            raise Refused(
                "{what} is a {kind}, but {place} takes {kinds}. Choose another place.",
                what=what,
                kind=KIND_WORDS[PieceKind(kind)],
                place=place.place,
                kinds=[KIND_WORDS[PieceKind(each)] for each in place.kinds.split()],
            )
        if place.grades and not grade:
            raise Refused(
                "{what} has no grade, but {place} takes grade {grades}. Grade it, or choose "
                "another place.",
                what=what,
                place=place.place,
                grades=", ".join(place.grades.split()),
            )
        if place.grades and grade not in place.grades.split():
            raise Refused(
                "{what} is of grade {grade}, but {place} takes grade {grades}. Choose another "
                "place.",
                what=what,
                grade=grade,
                place=place.place,
                grades=", ".join(place.grades.split()),
            )
