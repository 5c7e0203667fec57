# SPDX-License-Identifier: MIT
"""Hostile strings in charts, sections and pages of cards: all of them literal, none obeyed."""

from typing import Any

from hostile_paper import check_inert, fitting, flat, printed, read
from hostile_strings import corpus
from lengths import full

from workshop.domain.letterhead import Letterhead
from workshop.domain.refused import Refused
from workshop.queries.card_files import CardFile
from workshop.queries.photos import PhotoRow
from workshop.queries.rows import PieceRow
from workshop.queries.value import ValueLine
from workshop.reports import card_pages
from workshop.reports.letterhead import letterhead, signatures, terms
from workshop.reports.parts import chart
from workshop.reports.sheet import PAPERS
from workshop.reports.work_charts import (
    Cause,
    Effort,
    Flow,
    flow_bars,
    hours_bars,
    lines_height,
    pareto_bars,
)
from workshop.reports.worth import in_short, value

STRINGS = corpus(full(1_000, everyday=50))


def hostile_sections(text: str) -> list[Any]:
    """Charts and sections that are drawn of rows, hostile wherever people can write."""
    room = PAPERS["a4"].room
    head = Letterhead.__new__(Letterhead)  # past the check that would refuse some of them
    for name, said in {"address": text, "terms": text, "logo": "", "signers": (text,)}.items():
        object.__setattr__(head, name, said)
    lines = [ValueLine("die", text, text, 1.0, "EUR", 1, 1.0, 1, 1.0)]
    photo = PhotoRow(1, 1, "2026-11-24T10:00:00Z", text, text, "", "0" * 64, text, 1, text, text,
                     text, 4, 3, "")  # fmt: skip
    piece = PieceRow("C01000001Z", "card", *[text] * 11, "", text, text, 1, text, text, False)
    return [
        *letterhead(head, None),
        *signatures(head, text),
        *terms(head, room),
        *in_short(lines),
        *value(lines, room),
        chart(pareto_bars([Cause(text, 3), Cause(text, 2)], room, lines_height(2))),
        chart(flow_bars([Flow(text, 1, 1, 1, 1)], room, lines_height(1))),
        chart(hours_bars([Effort(text, 9.0, 3.0)], room, lines_height(1))),
        card_pages._title(CardFile(piece, [], [], [], [], [photo], []), False),
        card_pages._row_of_photos([photo], 110.0, lambda *_: _no_photo(text)),
    ]


def _no_photo(text: str) -> bytes:
    raise Refused("{text}", text=text)


def test_charts_and_sections_take_a_thousand_hostile_strings() -> None:
    blocks: list[Any] = []
    for text in STRINGS:
        blocks += hostile_sections(text)
    data = printed(blocks)
    check_inert(data)
    text = read(data)
    for each in fitting(STRINGS, 8, 50):
        # address, who signs, day, terms; part and grade; four in charts; a photo that cannot be
        assert text.count(flat(each)) >= 10
