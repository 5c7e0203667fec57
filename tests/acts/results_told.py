# SPDX-License-Identifier: MIT
"""Results of tests as the journal tells of them: what must hold, and what counts, recounted."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from workshop.storage.schema import TEST_MARK

Row = dict[str, Any]


class Told(NamedTuple):
    """What is known of an entry: the day (UTC), and what was said when it was made."""

    day: str
    facts: dict[str, Any]


class Counts(NamedTuple):
    """What a result counts as: which attempt it is, whether the last, whether it passed."""

    nth: int
    last: int
    passed: int


def counted(results: Iterable[Row]) -> dict[int, Counts]:
    """What the results of one piece count as: plan by plan, in the order they were kept.

    What was broken off, is of a golden card or is inconclusive counts as nothing.
    """
    plans: dict[str, list[Row]] = {}
    for row in sorted(results, key=lambda row: int(row["id"])):
        if row["run"] == "" and row["verdict"] in ("pass", "marginal", "fail"):
            plans.setdefault(row["plan"], []).append(row)
    return {
        row["id"]: Counts(place + 1, int(row is rows[-1]), int(row["verdict"] != "fail"))
        for rows in plans.values()
        for place, row in enumerate(rows)
    }


def faults(
    results: list[Row], values: dict[int, list[Row]], instruments: dict[int, Row],
    entries: dict[int, Told], now: int,
) -> Iterator[str]:  # fmt: skip
    """What does not hold of the results of one piece, with their values by the ids of results."""
    numbers = Counter((row["plan"], row["attempt"]) for row in results)
    for (plan, attempt), n in numbers.items():
        if n > 1:
            yield f"has {n} attempts {attempt} at {plan}"
    for row in results:
        told = entries[row["entry"]]
        if row["run"] != told.facts.get("run", ""):
            yield f"counts as “{row['run']}” and was said to be “{told.facts.get('run', '')}”"
        if row["run"] == "aborted" and row["verdict"] != "inconclusive":
            yield "was broken off and says something"
        for value in values.get(row["id"], ()):
            if value["instrument_id"] is None:
                continue
            by = instruments[value["instrument_id"]]
            if row["entry"] == now and by["state"] != "in use":
                yield f"was measured with {by['code']}, which is retired"
            if row["entry"] == now and by["calibrated_until"] != value["calibrated_until"]:
                yield f"has another calibration than {by['code']}"
            lapsed = value["calibrated_until"] is not None and value["calibrated_until"] < told.day
            if lapsed and not row["override"]:
                yield f"was measured past the calibration of {by['code']} on nobody's word"


def miscounted(
    connection: Connection, pieces: Iterable[int], results: dict[int, list[Row]]
) -> list[int]:
    """The pieces of which other results count, or as something else, than the journal tells."""
    of, found = TEST_MARK.c, []
    for piece in pieces:
        rows = connection.execute(
            select(of.result_id, of.nth, of.last, of.passed).where(of.piece_id == piece)
        )
        if {row[0]: Counts(*row[1:]) for row in rows} != counted(results[piece]):
            found.append(piece)
    return found


def yields(pieces: Iterable[list[Row]]) -> dict[str, tuple[int, ...]]:
    """By plan, how many results count, and of first, second and last ones how many, and passed."""
    sums: dict[str, Counter[str]] = {}
    for results in pieces:
        plans = {row["id"]: row["plan"] for row in results}
        for result, counts in counted(results).items():
            plan = sums.setdefault(plans[result], Counter())
            for name, holds in (
                ("all", True), ("first", counts.nth == 1), ("second", counts.nth == 2),
                ("last", counts.last),
            ):  # fmt: skip
                plan[name] += int(holds)
                plan[f"{name}_passed"] += int(holds) * counts.passed
    names = ("all", "first", "first_passed", "second", "second_passed", "last", "last_passed")
    return {plan: tuple(counter[name] for name in names) for plan, counter in sums.items()}
