# SPDX-License-Identifier: MIT
"""What a batch brought, at the shop's own prices: in short for the front, and line by line."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from workshop.language import mark, say, say_many, say_number
from workshop.queries.value import ValueLine
from workshop.reports.parts import heading, remark, tallies
from workshop.reports.pen import Align
from workshop.reports.sheet import Block, Fixed
from workshop.reports.table import FEW, Column, Row, Table
from workshop.reports.words import many, number

_COLUMNS = (mark("Price"), mark("In stock"), mark("Value"), mark("Sold"), mark("Value"))


def money(amount: float, currency: str) -> str:
    """An amount with its thousands apart, to the hundredth, and its currency behind it."""
    return f"{say_number(f'{amount:,.2f}')} {currency}"


def sums(lines: Sequence[ValueLine]) -> dict[str, tuple[float, float]]:
    """What is in stock and what was sold, by currency."""
    found: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for line in lines:
        if line.price is not None:
            stock, sold = found[line.currency]
            found[line.currency] = (
                round(stock + (line.stock_value or 0), 2),
                round(sold + (line.sold_value or 0), 2),
            )
    return dict(found)


def unpriced(lines: Sequence[ValueLine]) -> int:
    """How many pieces have no price."""
    return sum(line.stock + line.sold for line in lines if line.price is None)


def in_short(lines: Sequence[ValueLine]) -> Iterator[Fixed]:
    """The value on the front; nothing where the shop has no price for any of it."""
    by_currency = sums(lines)
    if not by_currency:
        return
    told = []
    for currency, (stock, sold) in sorted(by_currency.items()):
        told += [
            (say("in stock"), money(stock, currency)),
            (say("sold"), money(sold, currency)),
        ]
    without = unpriced(lines)
    if without:
        told.append((say("without a price"), say_many("{n} piece", "{n} pieces", without)))
    yield heading(say("Value at the shop's prices"), small=True)
    yield tallies(told)


def value(lines: Sequence[ValueLine], room: float) -> Iterator[Block]:
    """Each kind, part and grade with its price; nothing where the shop has no prices."""
    if not sums(lines):
        return
    yield heading(say("Value at the shop's prices"))
    columns = [
        Column(say("Kind"), 1.5, bold=True),
        Column(say("Part"), 1.9),
        Column(say("Grade"), 0.7),
        *(Column(say(title), 1.1, Align.RIGHT) for title in _COLUMNS),
    ]
    rows = [_row(line) for line in lines]
    for currency, (stock, sold) in sorted(sums(lines).items()):
        rows.append(
            [say("In all"), "", "", "", "", money(stock, currency), "", money(sold, currency)]
        )
    yield Table(columns, rows, len(rows), together=FEW, keeps=len(rows) <= FEW)
    yield remark(
        say(
            "Prices of today. What is fitted counts with the card it is on; what is damaged, in "
            "work or scrapped not at all."
        ),
        room,
    )


def _row(line: ValueLine) -> Row:
    def worth(amount: float | None) -> str:
        return "–" if amount is None else money(amount, line.currency)

    return [
        many(line.kind),
        line.part,
        line.grade or "–",
        worth(line.price),
        number(line.stock),
        worth(line.stock_value),
        number(line.sold),
        worth(line.sold_value),
    ]
