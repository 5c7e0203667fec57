# SPDX-License-Identifier: MIT
"""Tables on paper: cells stay in their columns, nothing that tells things apart is cut off."""

import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from workshop.paper import look
from workshop.paper.fonts import BOLD, REGULAR, drawable
from workshop.paper.text import width
from workshop.reports import table as module
from workshop.reports.pen import Align
from workshop.reports.sheet import MARGIN, PAPERS, Frame, print_blocks
from workshop.reports.table import Column, Fit, Shade, Table, fitting, wrap, wrapped_table

PAPER = PAPERS["a4"]
COLUMNS = [Column("One", 1, bold=True), Column("Two", 1, Align.RIGHT), Column("Three", 1)]


def printed(blocks: list[Any]) -> bytes:
    stream = io.BytesIO()
    print_blocks(blocks, Frame("t", "l", "r", "f", "p"), stream, PAPER)
    return stream.getvalue()


def characters(data: bytes) -> Iterable[tuple[str, float, float]]:
    """Every character of a PDF that is no blank, with its left and right edge."""
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            whole = text.get_text_range()
            for place, character in enumerate(whole[: text.count_chars()]):
                if not character.isspace():
                    left, _bottom, right, _top = text.get_charbox(place)
                    yield character, left, right


def test_cells_stay_in_their_columns() -> None:
    rows = [("A" * n, "B" * n, Shade("C" * n, look.GOOD)) for n in range(1, 90)]
    data = printed([Table(COLUMNS, rows, len(rows))])
    edges = Table(COLUMNS, [], 0).edges(MARGIN, PAPER.room)
    ends = {"A": (edges[0][0], edges[1][0]), "C": (edges[2][0], PAPER.width - MARGIN)}
    seen = set()
    for character, left, right in characters(data):
        if character in ends:
            first, last = ends[character]
            assert first - 0.5 <= left < right <= last + 0.5
            seen.add(character)
    assert seen == {"A", "C"}


def test_numbers_stand_right() -> None:
    rows = [("x", str(10**n), "") for n in range(9)]
    data = printed([Table(COLUMNS, rows, len(rows))])
    edge = Table(COLUMNS, [], 0).edges(MARGIN, PAPER.room)[1][0]
    lasts = [right for character, _left, right in characters(data) if character in "01"]
    assert sum(abs(right - edge) < 1.2 for right in lasts) >= 9


@pytest.mark.parametrize("count", [2, 4])
def test_another_number_of_rows_is_a_fault(count: int) -> None:
    with pytest.raises(RuntimeError, match="another number"):
        printed([Table(COLUMNS, [("a", "b", "c")] * 3, count)])


@given(some.text(max_size=80), some.floats(20, 200))
def test_a_text_is_set_smaller_then_narrower_and_fits(text: str, room: float) -> None:
    size, narrow = fitting(text, REGULAR, 8.0, room)
    assert 5.5 <= size <= 8.0 and 0.7 <= narrow <= 1.0
    whole = width(" ".join(drawable(text).split()), REGULAR, size) * narrow
    assert whole <= room + 0.01 or (size, narrow) == (5.5, 0.7)
    if narrow < 1:
        assert size == 5.5


def test_every_model_of_the_catalogue_stays_whole_in_the_card_table() -> None:
    from workshop.storage.catalogue import shipped

    for name in shipped().models:
        size, narrow = fitting(name, REGULAR, 7.5, 96)
        assert width(name, REGULAR, size) * narrow <= 96.01
    assert fitting("GeForce RTX 4090 D", REGULAR, 7.5, 96) == Fit(7.5, 1.0)
    assert fitting("C01-00MMMM-M", BOLD, 7.5, 57).narrow == 1.0


@settings(max_examples=60)
@given(some.text(some.characters(codec="utf-8"), max_size=300), some.integers(1, 40))
def test_wrapping_loses_nothing(text: str, times: int) -> None:
    lines = wrap(text * times, 120)
    kept = "".join("".join(lines).split()).replace("·", "")
    assert kept == "".join(drawable(text * times).split()).replace("·", "")
    for line in lines:
        assert width(line, REGULAR, 8.0) <= 120.01


def test_a_cell_longer_than_a_page_goes_on_in_the_next_rows() -> None:
    text = "\n".join(f"line{n}" for n in range(200))
    data = printed([wrapped_table(COLUMNS, [("one", text, Shade("three", look.GOOD))], PAPER.room)])
    with pypdfium2.PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    assert len(pages) > 2
    assert "".join(pages).count("line") == 200
    assert "".join(pages).count("three") == 1
    assert "".join(pages).index("line3\r") < "".join(pages).index("line44\r")


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 5)
    rows = [(f"a{n}", "b", "c") for n in range(100)]
    block = Table(COLUMNS, rows, 100)
    data = printed([block])
    assert all(len(column.known) <= 5 for column in block._set)
    with pypdfium2.PdfDocument(data) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert all(re.search(rf"a{n}\s", text) for n in range(100))


def test_a_table_without_a_head_has_none(tmp_path: Path) -> None:
    data = printed([Table(COLUMNS, [("x", "y", "z")], 1, headless=True)])
    with pypdfium2.PdfDocument(data) as document:
        assert "One" not in document[0].get_textpage().get_text_range()
