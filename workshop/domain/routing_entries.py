# SPDX-License-Identifier: MIT
"""What the catalogue says of steps and of routings, which put them in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from workshop.domain.catalogue_entries import (
    CardModel,
    check_name,
    check_unique,
    check_value,
    suits,
)
from workshop.domain.refused import Refused
from workshop.domain.terms import HeatCause
from workshop.domain.text import require, shown

_SHA256 = re.compile("[0-9a-f]{64}")

# A stretch of steps that is done again more often than this is no rework any more.
MOST_ROUNDS = 99


class FieldType(StrEnum):
    """What a field of a step may hold: a photo or file is its SHA-256, a scan what a code says."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DATE = "date"
    PHOTO = "photo"
    FILE = "file"
    SCAN = "scan"


EVIDENCE = {FieldType.PHOTO, FieldType.FILE}
"""The types whose values are files that are kept."""


class Heat(StrEnum):
    """What goes through reflow in a step: the piece itself, the board it is on, or nothing."""

    NOTHING = ""
    PIECE = "piece"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class StepField:
    """A value asked for in a step; a number must lie from `low` to `high` (in `unit`)."""

    name: str
    label: str
    type: FieldType = FieldType.TEXT
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        check_name("step", self.name)
        require(self.label, "The label")
        check_value(self.name, self.type, self.low, self.high, self.choices)


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of work on a card or piece; `heat` says what it costs a heat cycle, `cause` why.

    `picture` is the SHA-256 of a kept picture that shows how, or empty. A step that is still
    open after `longest` hours was forgotten to be ended.
    """

    code: str
    name: str
    text: str = ""
    picture: str = ""
    fields: tuple[StepField, ...] = ()
    heat: Heat = Heat.NOTHING
    cause: HeatCause = HeatCause.REWORK
    longest: float = 10.0

    def __post_init__(self) -> None:
        require(self.name, "The name of the step")
        check_unique(self.code, [field.name for field in self.fields])
        if self.picture and not _SHA256.fullmatch(self.picture):
            raise Refused(
                "{code}: the picture must be the SHA-256 of a kept file, not {value}.",
                code=self.code,
                value=shown(self.picture),
            )
        if self.longest <= 0:
            raise Refused(
                "{code}: say after how many hours a step that is open was forgotten.",
                code=self.code,
            )


@dataclass(frozen=True, slots=True)
class Loop:
    """A stretch of steps, from `first` to `last`, each of which may be done `most` times in all."""

    first: str
    last: str
    most: int


@dataclass(frozen=True, slots=True)
class Routing:
    """The ordered steps a card goes through, by their codes.

    `purpose` is what the card goes this way for; it goes the `usual` way unless another is chosen.
    `suits` names series, families or models, none meaning all. Steps in `optional` may be passed
    over; of a group in `alternatives` one is enough; a stretch in `loops` may be done again. Every
    other step comes once, in this order.
    Refuses what names a step that the routing does not have, and loops that overlap.
    """

    code: str
    name: str
    steps: tuple[str, ...]
    purpose: str = ""
    usual: bool = False
    suits: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
    loops: tuple[Loop, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        require(self.name, "The name of the routing")
        if not self.steps:
            raise Refused("Routing {code} has no steps.", code=self.code)
        check_unique(self.code, [step.upper() for step in self.steps])
        for named in self._named():
            if named not in self.steps:
                raise Refused(
                    "Routing {routing} speaks of the step “{code}”, which it does not have.",
                    routing=self.code,
                    code=shown(named),
                )
        check_unique(
            self.code, [*self.optional, *(s for group in self.alternatives for s in group)]
        )
        for group in self.alternatives:
            if len(group) < 2:
                raise Refused(
                    "Routing {routing}: steps that stand for each other are at least two.",
                    routing=self.code,
                )
        self._check_loops()

    def _named(self) -> Iterator[str]:
        yield from self.optional
        for group in self.alternatives:
            yield from group
        for loop in self.loops:
            yield from (loop.first, loop.last)

    def _check_loops(self) -> None:
        taken: set[str] = set()
        for loop in self.loops:
            stretch = self.stretch(loop)
            if not stretch:
                raise Refused(
                    "Routing {routing}: {last} comes before {first}, so the two enclose no steps.",
                    routing=self.code,
                    first=loop.first,
                    last=loop.last,
                )
            if not 2 <= loop.most <= MOST_ROUNDS:
                raise Refused(
                    "Routing {routing}: {first} to {last} can be done 2 to {most} times in all.",
                    routing=self.code,
                    first=loop.first,
                    last=loop.last,
                    most=MOST_ROUNDS,
                )
            if not taken.isdisjoint(stretch):
                raise Refused(
                    "Routing {routing}: {first} to {last} overlaps with other steps that may be "
                    "done again.",
                    routing=self.code,
                    first=loop.first,
                    last=loop.last,
                )
            taken.update(stretch)

    def stretch(self, loop: Loop) -> tuple[str, ...]:
        """The steps of a loop, in order."""
        return self.steps[self.steps.index(loop.first) : self.steps.index(loop.last) + 1]

    def loop_of(self, step: str) -> Loop | None:
        """The loop a step is in, if any."""
        return next((loop for loop in self.loops if step in self.stretch(loop)), None)

    def group_of(self, step: str) -> tuple[str, ...]:
        """The steps of which one is enough, this one among them; empty where it stands alone."""
        return next((group for group in self.alternatives if step in group), ())

    def is_for(self, model: CardModel | None) -> bool:
        """Whether the routing suits a card of this model; one for all suits any, also unknown."""
        return not self.suits or suits(self.suits, model)
