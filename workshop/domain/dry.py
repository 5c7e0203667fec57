# SPDX-License-Identifier: MIT
"""How long a piece may lie in the open, and which bake makes it dry again."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from workshop.domain.catalogue import Catalogue, by_code
from workshop.domain.dry_entries import BakeTime, FloorLife
from workshop.domain.refused import Overridable, Refused
from workshop.domain.tag import written
from workshop.domain.terms import BakeVerdict
from workshop.domain.text import shown
from workshop.language import mark

HOUR = 3600

LATE_H = 72
"""So many hours past its floor life a package that was never fitted counts as late only."""


def seconds_between(earlier: str, later: str) -> int:
    """Whole seconds from one time of the journal to another; 0 where the clock went back."""
    passed = datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
    return max(0, int(passed.total_seconds()))


def floor_life(catalogue: Catalogue, kind: str, msl: str) -> FloorLife | None:
    """The floor life of a piece by its own moisture level, or that of its kind.

    None where no level is known, or it may lie in the open for ever: it has no clock.
    """
    body = catalogue.moisture.get(kind)
    level = msl or (body.msl if body else "")
    found = by_code(catalogue.floor_lives, level) if level else None
    return found if found is not None and found.hours is not None else None


def find_msl(catalogue: Catalogue, msl: str) -> str:
    """The moisture level as the catalogue writes it; refuses an unknown one."""
    found = by_code(catalogue.floor_lives, msl)
    if found is None:
        raise Refused(
            "There is no moisture level “{msl}”. There are {all}.",
            msl=shown(msl),
            all=", ".join(catalogue.floor_lives),
        )
    return found.code


class Open(NamedTuple):
    """A piece that has a floor life, and how long it lay in the open.

    `fresh` says that it was never fitted: what was soldered before counts as saturated.
    """

    tag: str
    kind: str
    msl: str
    life_h: float
    used_s: int
    fresh: bool = False

    @property
    def left_s(self) -> int:
        """The seconds left; below 0 it is over."""
        return int(self.life_h * HOUR) - self.used_s

    @property
    def is_over(self) -> bool:
        """Whether its floor life is used up: it is baked before it is heated."""
        return self.left_s <= 0

    @property
    def is_late_only(self) -> bool:
        """Whether the shorter bakes are enough."""
        return self.fresh and -self.left_s <= LATE_H * HOUR


class Bake(NamedTuple):
    """A bake that makes a piece dry: °C, at most %RH (None for any), hours, edition."""

    temperature: float
    humidity: float | None
    hours: float
    edition: str


def _rows(catalogue: Catalogue, piece: Open) -> Iterator[BakeTime]:
    body = catalogue.moisture.get(piece.kind)
    if body is None:
        return
    for row in catalogue.bake_times.values():
        if row.msl and piece.msl.casefold() not in [each.casefold() for each in row.msl]:
            continue
        if row.large if body.large else (not row.large and row.over_mm < body.body_mm <= row.to_mm):
            yield row


def bakes_for(catalogue: Catalogue, piece: Open) -> list[Bake]:
    """The bakes of the table that make a piece dry, the shortest first; none where it has none."""
    return sorted(
        (
            Bake(
                row.temperature,
                row.humidity,
                row.late_h if piece.is_late_only and row.late_h else row.saturated_h,
                row.edition,
            )
            for row in _rows(catalogue, piece)
        ),
        key=lambda bake: bake.hours,
    )


def bake_at(
    catalogue: Catalogue, piece: Open, temperature: float, humidity: float | None
) -> Bake | None:
    """What the table asks for a piece in an oven of this temperature; None where it is too cool.

    The hottest column the oven reaches counts. Refuses where that column has a limit of humidity
    and none was measured, or it was above.
    """
    reached = [bake for bake in bakes_for(catalogue, piece) if bake.temperature <= temperature]
    if not reached:
        return None
    found = max(reached, key=lambda bake: bake.temperature)
    if found.humidity is not None and (humidity is None or humidity > found.humidity):
        raise Refused(
            "Below {next} °C the oven must be at {humidity} %RH or drier for {tag}. "
            "Say its humidity, or bake hotter.",
            next=spell_next(catalogue, piece, found.temperature),
            humidity=f"{found.humidity:g}",
            tag=written(piece.tag),
        )
    return found


def spell_next(catalogue: Catalogue, piece: Open, temperature: float) -> str:
    """The next hotter column of the table, for people; the given one where there is none."""
    hotter = [b.temperature for b in bakes_for(catalogue, piece) if b.temperature > temperature]
    return f"{min(hotter, default=temperature):g}"


def judge_bake(hours: float, needed: float | None) -> BakeVerdict:
    """Done where it lasted as long as is needed; short where not, or where nothing is enough."""
    return BakeVerdict.DONE if needed is not None and hours >= needed else BakeVerdict.SHORT


_ONE = mark(
    "The floor life of {tag} is over: {open_h} h in the open, {life_h} h at MSL {msl}. "
    "Bake it {hours} h at {temperature} °C first. A lead, a manager or the owner "
    "can let it pass with a reason."
)
_MANY = mark(
    "The floor life of {tag} is over: {open_h} h in the open, {life_h} h at MSL {msl}; so is that "
    "of {more} more. Bake it {hours} h at {temperature} °C first. A lead, a manager or the "
    "owner can let them pass with a reason."
)
_NO_BAKE = mark(
    "The floor life of {tag} is over: {open_h} h in the open, {life_h} h at MSL {msl}, and the "
    "table has no bake for it. A lead, a manager or the owner can let it pass with a reason."
)


def may_heat_open(catalogue: Catalogue, over: list[Open], override: str) -> None:
    """Refuse to heat pieces whose floor life is over, unless a reason is given."""
    if not over or override:
        return
    first = over[0]
    bake = next(iter(bakes_for(catalogue, first)), None)
    template = _NO_BAKE if bake is None else _ONE if len(over) == 1 else _MANY
    raise Overridable(
        template,
        tag=written(first.tag),
        open_h=first.used_s // HOUR,
        life_h=f"{first.life_h:g}",
        msl=first.msl,
        hours=f"{bake.hours:g}" if bake else "",
        temperature=f"{bake.temperature:g}" if bake else "",
        more=len(over) - 1,
    )


def is_not_baking(tag: str, number: int | None) -> None:
    """Refuse work on a piece that lies in an oven; `number` is that of its bake."""
    if number is not None:
        raise Refused(
            "{tag} is in the oven (bake {number}). Unload it first.",
            tag=written(tag),
            number=number,
        )
