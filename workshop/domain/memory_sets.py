# SPDX-License-Identifier: MIT
"""Sets of memory chips for one board: alike in maker, part, grade, date and heat; best first."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from workshop.domain.fitting import Known


class Waits(StrEnum):
    """What a chip waits for before it can be soldered."""

    NOTHING = ""
    BAKE = "bake"
    OVEN = "oven"


class Chip(NamedTuple):
    """A loose chip: what is known of it, how good it is, how often it was hot, where it lies.

    `grade` is its rank, 0 for the best; `date` is YYWW, empty where it is not known.
    """

    tag: str
    place: str
    known: Known
    grade: int
    heat: int
    date: str
    waits: Waits = Waits.NOTHING


class Shared(StrEnum):
    """In what the chips of a set are alike, the most important first."""

    MAKER = "maker"
    PART = "part"
    GRADE = "grade"
    DATE = "date"
    HEAT = "heat"


class Wanted(NamedTuple):
    """What is wanted: how many chips, to go with those `beside`.

    `weeks` is how far apart dates may be that count as the same. Sets of more than one maker or
    part are made only where the rules of the shop let them pass.
    """

    n: int
    weeks: int
    beside: Sequence[Known] = ()
    makers_mix: bool = False
    parts_mix: bool = True


class MadeSet(NamedTuple):
    """Chips that go together, how many are missing, and in what they are alike."""

    chips: list[Chip]
    missing: int
    shares: list[Shared]


def week(date: str) -> int:
    """The weeks from the year 2000 on to a date of YYWW."""
    return int(date[:2]) * 52 + int(date[2:])


def memory_sets(chips: Iterable[Chip], wanted: Wanted, limit: int) -> list[MadeSet]:
    """At most so many sets, the best first: whole ones before others, then the most alike.

    A chip that waits for a bake, or for the end of one, goes into no set. Chips of one maker, part
    and grade are tried first; only where these are too few are grades, then parts, then makers
    mixed.
    """
    if wanted.n < 1:
        return []
    ready = [chip for chip in chips if not chip.waits]
    if not ready:
        return []
    found = _within(ready, wanted, _SORTS)
    return sorted(found, key=lambda each: _order(each, wanted))[:limit]


Sort = Callable[[Chip], object]

# By what chips are told apart, and whether a set may hold several of it.
_SORTS: tuple[tuple[Sort, Callable[[Wanted], bool]], ...] = (
    (lambda chip: (chip.known.type, chip.known.gbit), lambda wanted: False),
    (lambda chip: chip.known.maker, lambda wanted: wanted.makers_mix),
    (lambda chip: (chip.known.part, chip.known.gbps), lambda wanted: wanted.parts_mix),
    (lambda chip: chip.grade, lambda wanted: True),
)


def _within(
    chips: list[Chip], wanted: Wanted, sorts: Sequence[tuple[Sort, Callable[[Wanted], bool]]]
) -> list[MadeSet]:
    """The sets that can be made of chips, each sort by itself, and mixed where these are short."""
    if not sorts:
        return [_made(_choose(chips, wanted), wanted)]
    (sort, may_mix), *rest = sorts
    groups: dict[object, list[Chip]] = defaultdict(list)
    for chip in chips:
        groups[sort(chip)].append(chip)
    found = [each for group in groups.values() for each in _within(group, wanted, rest)]
    most = max((len(each.chips) for each in found), default=0)
    if len(groups) > 1 and most < min(wanted.n, len(chips)) and may_mix(wanted):
        found.append(_made(_choose(chips, wanted), wanted))
    return found


def _choose(chips: list[Chip], wanted: Wanted) -> list[Chip]:
    """The best chips of some, as many as are wanted: of one time where there are enough of it."""
    if len(chips) > wanted.n:
        of_one_time = _window(chips, wanted)
        chips = of_one_time if len(of_one_time) >= wanted.n else chips
    if len(chips) > wanted.n:
        heat = Counter(chip.heat for chip in chips if not chip.known.leaded)
        enough = [each for each, n in heat.items() if n >= wanted.n]
        if enough:
            coolest = min(enough)
            chips = [each for each in chips if each.heat == coolest and not each.known.leaded]
    return sorted(chips, key=_goodness)[: wanted.n]


def _goodness(chip: Chip) -> tuple[object, ...]:
    return (chip.known.leaded, chip.grade, chip.heat, chip.place, chip.date, chip.tag)


def _window(chips: list[Chip], wanted: Wanted) -> list[Chip]:
    """Chips whose dates lie close together: as cool as may be, where there are enough of them.

    One pass along the dates; of each stretch only how many chips of each heat it has is kept.
    """
    dated = sorted((week(chip.date), n) for n, chip in enumerate(chips) if chip.date)
    heat: Counter[int] = Counter()
    best: tuple[tuple[bool, float, int], int, int] | None = None
    first = 0
    for last, (end, n) in enumerate(dated):
        heat[chips[n].heat] += 1
        while end - dated[first][0] > wanted.weeks:
            heat[chips[dated[first][1]].heat] -= 1
            first += 1
        if last + 1 - first < wanted.n:
            continue
        alike = min((each for each, count in heat.items() if count >= wanted.n), default=None)
        rank = (alike is None, alike if alike is not None else _worst(heat, wanted.n), -last)
        if best is None or rank < best[0]:
            best = rank, first, last
    if best is None:
        return []
    return [chips[n] for _, n in dated[best[1] : best[2] + 1]]


def _worst(heat: Counter[int], n: int) -> int:
    """The heat of the hottest of the coolest so many."""
    so_far = 0
    for each in sorted(heat):
        so_far += heat[each]
        if so_far >= n:
            return each
    return max(heat)


def _made(chips: list[Chip], wanted: Wanted) -> MadeSet:
    return MadeSet(chips, wanted.n - len(chips), _shares(chips, wanted))


def _shares(chips: Sequence[Chip], wanted: Wanted) -> list[Shared]:
    """In what chips are alike, for sure: what is not known of one is not shared."""
    all_known = [*(chip.known for chip in chips), *wanted.beside]
    shares = []
    if len({known.maker for known in all_known}) == 1 and all_known[0].maker:
        shares.append(Shared.MAKER)
    if len({known.part for known in all_known}) == 1 and all_known[0].part:
        shares.append(Shared.PART)
    if len({chip.grade for chip in chips}) == 1:
        shares.append(Shared.GRADE)
    if all(chip.date for chip in chips):
        weeks = [week(chip.date) for chip in chips]
        if max(weeks) - min(weeks) <= wanted.weeks:
            shares.append(Shared.DATE)
    if len({chip.heat for chip in chips}) == 1:
        shares.append(Shared.HEAT)
    return shares


def _order(made: MadeSet, wanted: Wanted) -> tuple[object, ...]:
    return (
        made.missing,
        [each not in made.shares for each in Shared],
        sum(chip.known.leaded for chip in made.chips),
        max(chip.heat for chip in made.chips),
        max(chip.grade for chip in made.chips),
        made.chips[0].tag,
    )
