# SPDX-License-Identifier: MIT
"""Sets of memory chips: what counts as alike, what is mixed first, and what is missing."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.fitting import Known
from workshop.domain.memory_sets import Chip, Shared, Waits, Wanted, memory_sets, week

MICRON = Known("memory", type="GDDR6X", gbit=16, gbps=21.0, maker="Micron", part="D8BZC")
FASTER = MICRON._replace(gbps=24.0, part="MT61K512M32KPA-24")
SAMSUNG = Known("memory", type="GDDR6X", gbit=16, gbps=21.0, maker="Samsung", part="K4Z")


def chips(n: int, known: Known = MICRON, name: str = "A", **facts: Any) -> list[Chip]:
    """So many chips that are alike."""
    usual: dict[str, Any] = {"place": "TRAY", "grade": 0, "heat": 1, "date": "2310"}
    return [Chip(f"{name}{i:03}", known=known, **{**usual, **facts}) for i in range(n)]


def best(stock: list[Chip], n: int = 4, **facts: Any) -> tuple[str, int, list[Shared]]:
    """The beginnings of the tags of the best set, what it lacks, and in what it is alike."""
    made = memory_sets(stock, Wanted(n, 26, **facts), 5)[0]
    return "".join(sorted({chip.tag[0] for chip in made.chips})), made.missing, made.shares


ALL = list(Shared)


@pytest.mark.parametrize(
    ("stock", "expected"),
    [
        # All alike goes before cooler, and cooler before hotter.
        (chips(4, heat=2) + chips(2, name="B", heat=0) + chips(2, name="C", heat=1), ("A", 0, ALL)),
        (chips(4, heat=2) + chips(4, name="B", heat=1), ("B", 0, ALL)),
        # Heat is mixed first, then dates, then grades, then parts.
        (chips(3) + chips(1, name="B", heat=2), ("AB", 0, ALL[:4])),
        (chips(3) + chips(1, name="B", date="2301", heat=0) + chips(1, name="C", date="2001"),
         ("AB", 0, ALL[:4])),
        (chips(3) + chips(1, name="B", date="2001"), ("AB", 0, [*ALL[:3], Shared.HEAT])),
        (chips(3) + chips(1, name="B", date=""), ("AB", 0, [*ALL[:3], Shared.HEAT])),
        (chips(3) + chips(1, name="B", grade=1), ("AB", 0, [*ALL[:2], *ALL[3:]])),
        (chips(3) + chips(1, FASTER, name="B"), ("AB", 0, [ALL[0], *ALL[2:]])),
        # A grade that is whole goes before a better one that is not.
        (chips(3) + chips(4, name="B", grade=1, heat=2), ("B", 0, ALL)),
        # Makers are never mixed where the shop asks about that.
        (chips(3) + chips(3, SAMSUNG, name="B"), ("A", 1, ALL)),
        # Balls with lead come last.
        (chips(4, MICRON._replace(leaded=True), heat=0) + chips(4, name="B", heat=2),
         ("B", 0, ALL)),
        (chips(2) + chips(1, name="B"), ("AB", 1, ALL)),
    ],
)  # fmt: skip
def test_the_best_set(stock: list[Chip], expected: tuple[str, int, list[Shared]]) -> None:
    assert best(stock) == expected


def test_makers_are_mixed_last_and_only_where_the_shop_lets_them() -> None:
    stock = chips(3) + chips(3, SAMSUNG, name="B")
    assert best(stock, makers_mix=True) == ("AB", 0, ALL[2:])
    assert best(chips(3) + chips(3, FASTER, name="B"), parts_mix=False)[:2] == ("A", 1)


def test_chips_go_with_those_that_are_on_the_board() -> None:
    stock = chips(4) + chips(4, FASTER, name="B")
    assert best(stock, beside=[FASTER])[0] == "B"
    assert best(stock, beside=[MICRON])[0] == "A"
    assert Shared.PART not in best(chips(4), beside=[FASTER])[2]


def test_a_window_of_dates_is_found_wherever_it_lies() -> None:
    """Chips of every week: any stretch of the window will do, the coolest of them is taken."""
    stock = [chips(1, name=f"W{n}", date=f"{20 + n // 52}{1 + n % 52:02}", heat=2)[0]
             for n in range(150)]  # fmt: skip
    cool = [each._replace(heat=1) if 70 <= n < 90 else each for n, each in enumerate(stock)]
    (made,) = memory_sets(cool, Wanted(16, 26), 5)
    weeks = [week(chip.date) for chip in made.chips]
    assert made.shares == ALL
    assert max(weeks) - min(weeks) <= 26
    assert {chip.heat for chip in made.chips} == {1}


def test_what_waits_for_a_bake_goes_into_no_set() -> None:
    stock = chips(3, heat=0, waits=Waits.BAKE) + chips(3, name="B", waits=Waits.OVEN)
    assert memory_sets(stock, Wanted(4, 26), 5) == []
    assert best([*stock, *chips(2, name="C", heat=2)]) == ("C", 2, ALL)


def test_nothing_wanted_and_nothing_there() -> None:
    assert memory_sets(chips(3), Wanted(0, 26), 5) == []
    assert memory_sets([], Wanted(4, 26), 5) == []


known = st.sampled_from([MICRON, FASTER, SAMSUNG, MICRON._replace(leaded=True),
                         MICRON._replace(gbit=8), Known("memory", type="GDDR6X", gbit=16),
                        ])  # fmt: skip
stocks = st.lists(
    st.builds(
        Chip,
        tag=st.just(""),
        place=st.sampled_from(["", "T1", "T2"]),
        known=known,
        grade=st.integers(0, 2),
        heat=st.integers(0, 2),
        date=st.sampled_from(["", "2301", "2310", "2352", "2401", "1905"]),
        waits=st.sampled_from([Waits.NOTHING, Waits.NOTHING, *Waits]),
    ),
    max_size=40,
).map(lambda found: [chip._replace(tag=f"M{n:03}") for n, chip in enumerate(found)])


@given(stocks, st.integers(1, 12), st.integers(1, 6), st.booleans())
def test_every_set_is_true_and_none_is_better_than_the_first(
    stock: list[Chip], n: int, limit: int, mixed: bool
) -> None:
    wanted = Wanted(n, 26, makers_mix=mixed)
    made = memory_sets(stock, wanted, limit)
    ready = [chip for chip in stock if not chip.waits]
    assert len(made) <= limit
    assert bool(made) is bool(ready)
    for each in made:
        assert each.missing == n - len(each.chips) >= 0
        assert len(set(each.chips)) == len(each.chips) and set(each.chips) <= set(ready)
        assert len({(chip.known.type, chip.known.gbit) for chip in each.chips}) == 1
        if not mixed:
            assert len({chip.known.maker for chip in each.chips}) == 1
        for shared, of in (
            (Shared.MAKER, lambda chip: chip.known.maker),
            (Shared.PART, lambda chip: chip.known.part),
            (Shared.GRADE, lambda chip: chip.grade),
            (Shared.HEAT, lambda chip: chip.heat),
        ):
            words = {of(chip) for chip in each.chips}
            assert (shared in each.shares) is (len(words) == 1 and "" not in words)
        weeks = [week(chip.date) for chip in each.chips if chip.date]
        close = len(weeks) == len(each.chips) and max(weeks) - min(weeks) <= 26
        assert (Shared.DATE in each.shares) is close
    assert all(one.missing <= other.missing for one, other in pairwise(made))
    sorts: dict[Any, int] = {}
    for chip in ready:
        sort = (chip.known.type, chip.known.gbit, "" if mixed else chip.known.maker)
        sorts[sort] = sorts.get(sort, 0) + 1
    if made:
        assert made[0].missing == max(0, n - max(sorts.values()))
