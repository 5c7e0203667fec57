# SPDX-License-Identifier: MIT
"""The rows a report is made of: in pages by key, from this batch alone, by an index."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event

from workshop.domain.refused import Refused
from workshop.queries import report
from workshop.queries.report import DecisionLine, GradeLine
from workshop.reports.batch import batch_pdf
from workshop.reports.choices import EVERY, Choices


def asked(worked: Any, query: Callable[..., Any], **facts: Any) -> Any:
    with worked.shop.database.read() as connection:
        return query(connection, **facts)


def paged(worked: Any, query: Callable[..., Any], key: Callable[[Any], Any], limit: int) -> Any:
    """All rows of a query, asked for in pages."""
    found: list[Any] = []
    while True:
        after = key(found[-1]) if found else None
        page = asked(worked, query, batch="W", after=after, limit=limit)
        assert len(page) <= limit
        if not page:
            return found
        found += page


def mixed_tests(worked: Any) -> None:
    """Results of chips, dies and cards, in no order."""
    do = worked.shop.do
    chip = worked.shop.ask("pieces", batch="W", kind="memory")[0].tag
    die = worked.shop.ask("pieces", batch="W", kind="die")[0].tag
    for piece in (chip, worked.cards[4], die, chip, worked.cards[2]):
        do("record_test", piece=piece, plan="RESISTANCE")


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_join_to_the_whole(worked: Any, limit: int) -> None:
    mixed_tests(worked)
    for query, key in (
        (report.batch_cards, lambda line: line.tag),
        (report.batch_pieces, lambda piece: piece.tag),
        (report.batch_tests, lambda line: line),
    ):
        whole = asked(worked, query, batch="W")
        assert paged(worked, query, key, limit) == whole
        assert len(whole) > 2


def test_tests_stand_by_piece_cards_first(worked: Any) -> None:
    mixed_tests(worked)
    lines = asked(worked, report.batch_tests, batch="W")
    assert [line.tag[0] for line in lines] == ["C", "C", "C", "C", "D", "M", "M"]
    assert {line.id for line in lines} == {row.id for row in worked.shop.ask("tests", batch="W")}
    assert asked(worked, report.count_tests, batch="W") == 7
    assert asked(worked, report.count_tests, batch="B1") == 0


def test_cards_say_how_far_they_are(worked: Any) -> None:
    one, two, three, four, extra = asked(worked, report.batch_cards, batch="W")
    assert (one.steps_done, one.steps, one.failed) == (2, 16, "")
    assert (three.steps_done, three.failed) == (0, "Cold resistance")
    assert one.disposition == "SELL-PARTS" and one.state == "gone"
    assert two.verdict in ("pass", "marginal"), "the last test counts"
    assert (four.verdict, four.state, extra.serial) == ("", "received", "EXTRA-1")
    worked.shop.do("record_step", piece=three.tag, step="RES")
    again = asked(worked, report.batch_cards, batch="W")[2]
    assert (again.steps_done, again.failed) == (1, ""), "the last record of a step counts"


def test_a_card_in_a_later_batch_says_nothing_else(worked: Any) -> None:
    worked.shop.do("receive", batch="B1", serial="SN00000", maker="ASUS")
    line = asked(worked, report.batch_cards, batch="W")[0]
    assert (line.moved_to, line.state, line.verdict, line.steps, line.disposition) == (
        "B1", "", "", 0, "",
    )  # fmt: skip
    assert [x.moved_to for x in asked(worked, report.batch_cards, batch="B1")] == [""]


def test_pieces_by_grade_and_decisions(worked: Any) -> None:
    assert asked(worked, report.batch_grades, batch="W") == [
        GradeLine("die", "AD102", "A", 1, 1, 0, 0, 0, 0),
        GradeLine("memory", "GDDR6X 2 GB", "B", 1, 1, 0, 0, 0, 0),
        GradeLine("memory", "GDDR6X 2 GB", "", 1, 0, 1, 0, 0, 0),
    ]
    assert asked(worked, report.batch_decisions, batch="W") == [
        DecisionLine("SELL-PARTS", "Sold for parts", 1),
        DecisionLine("", "", 4),
    ]
    assert asked(worked, report.batch_grades, batch="B1") == []


def test_dates_and_seal(worked: Any) -> None:
    dates = asked(worked, report.batch_dates, batch="w")
    assert dates.opened_by == dates.closed_by == "ANA"
    assert dates.opened_at < dates.closed_at
    seal = asked(worked, report.seal)
    newest = worked.shop.ask("recent", limit=1)[0]
    assert (seal.number, seal.hash, seal.at) == (newest.number, newest.hash, newest.at)
    assert asked(worked, report.batch_dates, batch="B1").closed_at == ""


def test_unknown_batches_are_refused(on_file: Any) -> None:
    for query in (report.batch_cards, report.batch_tests, report.batch_pieces, report.count_tests,
                  report.batch_grades, report.batch_decisions, report.batch_dates):  # fmt: skip
        with pytest.raises(Refused, match="There is no batch"):
            asked(on_file, query, batch="NONE")


BIG = "piece identifier visit step_record site site_record test_result measurement mention label"


def scans(connection: Connection, work: Callable[[], object]) -> list[str]:
    """Which large tables SQLite reads from end to end in some work."""
    statements: dict[str, Any] = {}

    @event.listens_for(connection, "before_cursor_execute")
    def _note(_c: Any, _cursor: Any, statement: str, facts: Any, *_: Any) -> None:
        statements[statement] = facts

    work()
    event.remove(connection, "before_cursor_execute", _note)
    bare: Any = connection.connection.driver_connection
    names = "|".join(BIG.split())
    return [
        row[3]
        for statement, facts in statements.items()
        for row in bare.execute(f"EXPLAIN QUERY PLAN {statement}", facts).fetchall()
        if re.match(rf"SCAN ({names}|came|donor|board)\b", row[3])
    ]


def test_no_large_table_is_read_from_end_to_end(on_file: Any) -> None:
    mixed_tests(on_file)
    with on_file.shop.database.read() as connection:
        assert (
            scans(
                connection, lambda: batch_pdf(connection, "W", io.BytesIO(), choices=Choices(EVERY))
            )
            == []
        )
        planted = scans(
            connection,
            lambda: connection.exec_driver_sql("SELECT id FROM piece WHERE note = 'x'", ()),
        )
        assert planted == ["SCAN piece"], "a reading of the whole table would be noticed"
