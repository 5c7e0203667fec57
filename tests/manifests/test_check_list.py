# SPDX-License-Identifier: MIT
"""Every row of a list is held against the rules, the rest of the list, and the workshop."""

from collections.abc import Mapping
from typing import Any

import pytest
from bench_shop import Shop
from hostile import TEXTS, is_a_sentence
from lists_made import CARDS, HEADINGS, text_of

from workshop.domain.refused import Refused
from workshop.manifests import check as checking
from workshop.manifests.check import Checked, Delivery, State, check, delivery
from workshop.manifests.columns import lay_out
from workshop.manifests.read import read_text


@pytest.fixture
def bench(file_shop: Shop) -> Shop:
    """A workshop with the open batches B1 and B2."""
    file_shop.do("open_batch", number="B2", supplier="Nord")
    return file_shop


@pytest.fixture
def each_bench(shop: Shop) -> Shop:
    """The same on SQLite and on PostgreSQL."""
    shop.do("open_batch", number="B2", supplier="Nord")
    return shop


def looked(shop: Shop, text: str, columns: Mapping[str, int] | None = None) -> Checked:
    with shop.database.read() as connection:
        to: Delivery = delivery(connection, "B1")
        layout = lay_out(read_text(text), to.catalogue, "")
        return check(connection, to, layout.table, layout.header, columns or layout.columns)


def reasons(checked: Checked) -> list[tuple[int, str, str]]:
    """Row, column and reason of each fault that is no warning."""
    return [
        (line.number, chr(65 + fault.column), str(fault.sentence))
        for line in checked.lines
        for fault in line.faults
        if not fault.is_warning
    ]


def states(checked: Checked) -> list[str]:
    return [line.state.value for line in checked.lines]


def test_right_rows_become_cards_as_the_act_takes_them(bench: Shop) -> None:
    checked = looked(bench, text_of([HEADINGS, *CARDS]))
    assert checked.counts() == {
        "rows": 3, "new": 3, "listed": 0, "wrong": 0, "unread": 0, "warnings": 0
    }  # fmt: skip
    assert checked.cards()[0] == {
        "maker": "ASUS", "model": "GeForce RTX 4090", "serial": "00123456",
        "part_number": "900-1G136-2530-000", "box": "P1",
    }  # fmt: skip
    bench.do("expect", batch="B1", cards=checked.cards())
    assert bench.ask("balance", batch="B1").missing == ["00123456", "SN0000002", "SN0000003"]


def test_each_fault_is_named_by_row_and_column(bench: Shop) -> None:
    checked = looked(
        bench,
        "Title\n\nModel,Serial,UPC,Note\n"
        "RTX 4090,SN0000001,,\n"
        "RTX 4090,,,\n"
        "RTX 4090,sn-0000001,,\n"
        "RTX 4090,1.23E+12,4.7E+12,\n"
        "RTX 4090,no serial?,,\n"
        "RTX\u202e4090,SN0000002,,\n"
        f"RTX 4090,SN0000003,,{'x' * 2001}\n",
    )
    assert [(row, column, why[:32]) for row, column, why in reasons(checked)] == [
        (5, "B", "The serial is missing."),
        (6, "B", "sn-0000001 stands in row 4 alrea"),
        (7, "B", "The spreadsheet made a number of"),
        (7, "C", "The spreadsheet made a number of"),
        (8, "B", "“no serial?” cannot be a serial:"),
        (9, "A", "The model holds characters that "),
        (10, "D", "The note is too long: 2001 chara"),
    ]
    assert states(checked) == ["new", *["wrong"] * 6]


def test_one_serial_of_two_makers_is_two_cards_but_not_of_one_nobody_named(bench: Shop) -> None:
    checked = looked(bench, "Maker,Serial\nASUS,SN0000001\nMSI,SN0000001\n,SN0000001\n")
    assert states(checked) == ["new", "new", "wrong"]


def test_what_the_list_has_already_is_left_out_and_is_no_error(each_bench: Shop) -> None:
    text = text_of([HEADINGS, *CARDS])
    each_bench.do("expect", batch="B1", cards=looked(each_bench, text).cards()[:2])
    assert states(looked(each_bench, text)) == ["listed", "listed", "new"]
    each_bench.do("expect", batch="B1", cards=looked(each_bench, text).cards())
    again = looked(each_bench, text)
    assert (again.cards(), again.counts()["listed"]) == ([], 3)
    # Also where the maker was not read this time: the list would have the card twice.
    assert states(looked(each_bench, text, {"serial": 2})) == ["listed"] * 3


def test_a_card_of_another_delivery_that_is_here_is_an_error(each_bench: Shop) -> None:
    here = each_bench.card("SN0000002", batch="B2")
    gone = each_bench.card("SN0000003", batch="B2")
    each_bench.do("dispose", piece=gone, disposition="SELL")
    each_bench.card("00123456", batch="B1")  # unloaded before its list came
    checked = looked(each_bench, text_of([HEADINGS, *CARDS]))
    assert states(checked) == ["new", "wrong", "new"]
    [(row, column, why)] = reasons(checked)
    assert (row, column) == (3, "C") and "is already here" in why and "B2" in why
    assert here[:3] in why
    each_bench.do("expect", batch="B1", cards=checked.cards())
    balance = each_bench.ask("balance", batch="B1")
    assert (balance.missing, balance.unexpected) == (["SN0000003"], [])


def test_two_thousand_serials_are_all_looked_up(bench: Shop) -> None:
    for number in (0, 499, 500, 501, 1999):
        bench.card(f"SN{number:07d}", batch="B2")
    checked = looked(bench, "Serial\n" + "".join(f"SN{n:07d}\n" for n in range(2000)))
    assert [row - 2 for row, _, _ in reasons(checked)] == [0, 499, 500, 501, 1999]


def test_an_unknown_model_and_a_quantity_are_warnings(bench: Shop) -> None:
    checked = looked(bench, "Serial,Model,Qty\nSN0000001,Banana 9000,1\nSN0000002,4090,3\n")
    assert states(checked) == ["new", "new"] and checked.counts()["warnings"] == 2
    warnings = [str(fault.sentence) for line in checked.lines for fault in line.faults]
    assert "“Banana 9000” is not in the catalogue" in warnings[0]
    assert "The quantity is “3”" in warnings[1]


def test_without_serials_every_row_stays_unread(bench: Shop) -> None:
    checked = looked(bench, "a,b\nc,d\n", {"model": 0})
    assert set(states(checked)) == {State.UNREAD.value} and checked.cards() == []


def test_progress_is_told_and_can_be_called_off(bench: Shop) -> None:
    told: list[tuple[int, int]] = []
    text = "Serial\n" + "".join(f"SN{n:07d}\n" for n in range(1200))
    with bench.database.read() as connection:
        to = delivery(connection, "B1")
        layout = lay_out(read_text(text), to.catalogue, "")
        check(connection, to, *layout, lambda done, of: told.append((done, of)))
        assert told == sorted(told) and told[-1] == (2400, 2400) and len(told) > 6
        with pytest.raises(ZeroDivisionError):
            check(connection, to, *layout, lambda done, of: 1 // 0)


def test_an_unknown_and_a_closed_batch_are_refused(bench: Shop) -> None:
    bench.do("close_batch", batch="B2")
    with bench.database.read() as connection:
        with pytest.raises(Refused, match="no batch “b9”"):
            delivery(connection, "b9")
        with pytest.raises(Refused, match="is closed"):
            delivery(connection, "B2")


@pytest.mark.parametrize("fact", ["serial", "maker", "model", "upc", "box", "note", "quantity"])
def test_hostile_cells_are_refused_in_words_or_kept_as_text(bench: Shop, fact: str) -> None:
    texts = [text for text in TEXTS if text.isprintable()] + ["\u202ex", "a\x1db", "=1+1"]
    rows = [[fact, "serial"]] + [[text, f"SN{n:07d}"] for n, text in enumerate(texts)]
    columns = {fact: 0} if fact == "serial" else {fact: 0, "serial": 1}
    checked = looked(bench, text_of(rows), columns)
    assert all(is_a_sentence(why) for _, _, why in reasons(checked))
    if checked.cards():
        bench.do("expect", batch="B1", cards=checked.cards())


def test_a_check_that_forgets_the_rows_above_is_caught(
    bench: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: no row knows of another."""

    def forgets(self: Any, number: int, card: Any, faults: Any) -> None:
        self._seen.clear()

    monkeypatch.setattr(checking._Reader, "_once", forgets)
    with pytest.raises(AssertionError):
        test_each_fault_is_named_by_row_and_column(bench)
