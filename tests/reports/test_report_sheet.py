# SPDX-License-Identifier: MIT
"""Blocks on pages: every row once, nothing over the edge, titles stay with their rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from workshop.domain.refused import Refused
from workshop.reports.pen import Pen
from workshop.reports.sheet import PAPERS, Fixed, Placed, Spot, _least, find_paper, lay_out

PAPER = PAPERS["a4"]


@dataclass(frozen=True)
class Some:
    """A block of a given shape that draws nothing."""

    height: float = 0.0
    heights: tuple[float, ...] = ()
    keeps: bool = False
    lead: float = 0.0
    together: int = 0
    name: int = field(default=0)

    @property
    def rows(self) -> int:
        return len(self.heights)

    def row_height(self, row: int) -> float:
        return self.heights[row]

    def draw(self, pen: Pen, spot: Spot, rows: int) -> None:
        raise AssertionError("nothing is drawn here")


HEIGHTS = some.floats(1, 300)
BLOCKS = some.lists(
    some.builds(
        Some,
        height=some.floats(0, 120),
        heights=some.lists(HEIGHTS, max_size=30).map(tuple),
        keeps=some.booleans(),
        lead=some.floats(0, 30),
        together=some.integers(0, 3),
    ),
    max_size=12,
)


def used(pages: list[list[Placed]]) -> Iterator[tuple[int, float, float]]:
    """Page, top and bottom of everything placed."""
    drawn: dict[int, int] = {}
    for page, placed in enumerate(pages):
        for block, top, rows in placed:
            first = drawn.get(id(block), 0)
            drawn[id(block)] = first + rows
            high = block.height + sum(block.row_height(n) for n in range(first, first + rows))
            yield page, top, top - high


@settings(max_examples=60)
@given(BLOCKS)
def test_every_row_is_placed_once_and_within_the_page(blocks: list[Some]) -> None:
    pages = lay_out(blocks, PAPER)
    rows: dict[int, int] = {}
    for placed in pages:
        for block, _top, n in placed:
            rows[id(block)] = rows.get(id(block), 0) + n
    assert rows == {id(block): block.rows for block in blocks}
    before = (-1, 0.0)
    for page, top, bottom in used(pages):
        assert top <= PAPER.top(page) + 0.01
        assert bottom >= PAPER.bottom - 0.02
        if page == before[0]:
            assert top <= before[1] + 0.01
        before = (page, bottom)


@given(BLOCKS)
def test_a_title_is_never_the_last_of_its_page(blocks: list[Some]) -> None:
    places = {id(block): place for place, block in enumerate(blocks)}
    for placed in lay_out(blocks, PAPER)[:-1]:
        last = placed[-1].block
        if last.keeps and not last.rows:
            # Only where what it belongs to is taller than a page.
            assert _least(blocks, places[id(last)]) > PAPER.top(1) - PAPER.bottom


def test_no_blocks_are_one_page() -> None:
    assert lay_out([], PAPER) == [[]]


def test_a_title_moves_on_with_its_rows() -> None:
    room = PAPER.top(0) - PAPER.bottom
    filler = Some(height=room - 40)
    title = Some(height=20, keeps=True, lead=5)
    rows = Some(height=18, heights=(15.0,) * 5, together=3)
    pages = lay_out([filler, title, rows], PAPER)
    assert [[placed.block for placed in page] for page in pages] == [[filler], [title, rows]]
    assert pages[1][0].top == PAPER.top(1), "white above a title is for inside a page"


def test_rows_that_fit_exactly_need_no_second_page() -> None:
    room = PAPER.top(0) - PAPER.bottom
    rows = Some(heights=(room / 40,) * 40)
    assert len(lay_out([rows], PAPER)) == 1
    assert len(lay_out([Some(height=1, heights=(room / 40,) * 40)], PAPER)) == 2


def test_a_fixed_block_has_no_rows() -> None:
    with pytest.raises(IndexError):
        Fixed(10, lambda pen, spot: None).row_height(0)


@pytest.mark.parametrize("name", ["a4", "A4", " letter "])
def test_papers_are_found_in_any_case(name: str) -> None:
    assert find_paper(name) is PAPERS[name.strip().lower()]


def test_other_papers_are_refused() -> None:
    with pytest.raises(Refused, match="a4, letter"):
        find_paper("<b>")
