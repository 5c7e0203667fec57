# SPDX-License-Identifier: MIT
"""The figures for the wall against a plain recount of everything that was recorded."""

import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from bench_shop import Shop
from sqlalchemy import text as sql

sys.path.insert(0, str(Path(__file__).parents[1] / "acts"))
from technician import Technician

from workshop.domain.refused import Refused
from workshop.queries import dashboard, progress
from workshop.queries.dashboard import Dashboard
from workshop.queries.journal import first_since

SEED, ACTS_DONE = 20261203, 100
PASSES = {"memory_errors": 0, "tool": "OCCT", "test_minutes": 6}
IN_WORK = ("received", "working", "hold", "quarantine")


def busy(shop: Shop) -> Technician:
    """A shop in which a lawful technician worked for some weeks, at two stations."""
    for code in ("BENCH-1", "BENCH-2"):
        shop.do("add_station", code=code, name=code.title())
    technician = Technician(
        shop, SEED, cards=14, often={"record_step", "start_step", "record_test"}
    )
    do, dice = shop.do, technician.dice
    shop.do = lambda act, **facts: do(  # type: ignore[method-assign]
        act, station=dice.choice((None, "BENCH-1", "BENCH-2")), **facts
    )
    for n in range(ACTS_DONE):
        technician.work()
        technician.clock.at += timedelta(hours=dice.choice((0, 0, 1, 12)))
        if n == 40:
            out = shop.card("OUT-1")
            shop.do("record_test", piece=out, plan="MEMORY", values=PASSES)
            shop.do("dispose", piece=out, disposition="SELL")
            shop.do("undo", entry=shop.do("receive", batch="B1", serial="OUT-2")["entry"])
        if n == 90:
            shop.do("dispose", piece=shop.card("OUT-3"), disposition="SELL")
            shop.do("open_batch", number="B2", supplier="S")
            shop.do("receive", batch="B2", serial="OUT-1")  # it came back
    return technician


class Recount:
    """Everything anew, from the bare tables and from one card at a time."""

    def __init__(self, shop: Shop, now: datetime) -> None:
        self.shop, self.now = shop, now
        self.at: dict[int, datetime] = {
            number: datetime.fromisoformat(at) for number, at in self.rows("number, at", "journal")
        }

    def rows(self, columns: str, table: str) -> list[Any]:
        with self.shop.database.read() as connection:
            return list(connection.execute(sql(f"SELECT {columns} FROM {table}")))

    def since(self, entries: list[Any], *moments: datetime) -> tuple[int, ...]:
        times = [self.at[entry] for (entry,) in entries if entry is not None]
        return tuple(sum(at >= moment for at in times) for moment in moments)

    def cards(self, state: str) -> list[Any]:
        found: list[Any] = self.shop.ask("pieces", kind="card", state=state, limit=10_000)
        return found

    def step(self, tag: str) -> tuple[str, str]:
        """Where a card stands by its own steps, and since when that step is open."""
        steps = self.shop.ask("routing", tag=tag).steps
        for step in steps:
            if step.state == "running":
                return step.code, step.since
        for step in steps:
            if step.state == "next" or (step.state == "failed" and step.needed):
                return step.code, ""
        return "", ""

    def usual(self) -> dict[str, float]:
        took: dict[str, list[float]] = {}
        for step, entry, ended, minutes in self.rows("step, entry, ended, minutes", "step_run"):
            if ended is not None and minutes != 0:
                passed = (self.at[ended] - self.at[entry]).total_seconds() / 60
                took.setdefault(step, []).append(passed if minutes is None else minutes)
        return {step: median(each) for step, each in took.items() if len(each) >= 5}

    def why(self, tag: str, step: str, begun: str, days: int, times: float) -> str:
        last = self.shop.ask("journal", piece=tag, limit=10_000)[-1].at
        if datetime.fromisoformat(last) < self.now - timedelta(days=days):
            return "idle"
        if not begun:
            return ""
        longest = {one.code: one.longest for one in self.shop.ask("steps")}
        may = times * self.usual()[step] if step in self.usual() else longest[step] * 60
        passed = (self.now - datetime.fromisoformat(begun)).total_seconds() / 60
        return "slow" if passed > may else ""


# How long after the last act is asked, and how long before that a day and a week began; after how
# many days, and times its usual time, a card is stuck.
ASKED = [
    (timedelta(0), timedelta(days=9), timedelta(days=20), 7, 3.0),
    (timedelta(days=2), timedelta(hours=70), timedelta(days=12), 3, 1.0),
    (timedelta(days=9), timedelta(days=30), timedelta(days=60), 1, 50.0),
]


Asked = tuple[timedelta, timedelta, timedelta, int, float]

# Each would be a wrong figure on the wall.
PLANTED: list[tuple[Any, str, Any]] = [
    (dashboard, "first_since", lambda connection, time: first_since(connection, time) + 9),
    (dashboard, "floor_life", lambda *_of: None),
    (progress, "IDLE", ""),
    (progress, "usual_minutes", lambda _connection: dict.fromkeys(("EVI", "TDN", "DSLD"), 1e6)),
    (progress.Ways, "step_of", lambda _ways, _row: "EVI"),
]


def test_every_figure_is_that_of_a_plain_recount(shop: Shop) -> None:
    now = busy(shop).clock.at
    seen: Counter[str] = Counter()
    for asked in ASKED:
        seen += _compared(shop, now, asked)
    # Each was told apart.
    assert set(seen) >= {*Dashboard._fields[3:10], "idle", "slow", "over"}, seen


def test_a_wrong_figure_is_noticed(file_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    now = busy(file_shop).clock.at
    for of, name, fault in PLANTED:
        with monkeypatch.context() as planted:
            planted.setattr(of, name, fault)
            with pytest.raises(AssertionError):
                for asked in ASKED:
                    _compared(file_shop, now, asked)


def _compared(shop: Shop, now: datetime, asked: Asked) -> Counter[str]:
    """Compare every figure; how much of what there was to count."""
    ago, day, week, days, times = asked
    moment = now + ago
    facts: dict[str, Any] = {
        "now": moment.isoformat(), "stuck_days": days, "stuck_times": times,
    }  # fmt: skip
    since = moment - day, moment - week
    found = shop.ask("dashboard", day=since[0].isoformat(), week=since[1].isoformat(), **facts)
    again = Recount(shop, moment)
    assert found.cards_in == again.since(again.rows("entry", "visit"), *since)
    assert found.cards_out == again.since(again.rows("ended", "visit"), *since)
    for outcome in ("good", "damaged"):
        entries = again.rows("entry", f"site_record WHERE outcome = '{outcome}'")
        assert getattr(found, outcome) == again.since(entries, *since)
    _same_tests(shop, found, *since)
    _same_steps(again, found, facts)
    _same_clocks(shop, found, moment)
    _same_stations(again, found, since[0])
    _same_oldest(again, found)
    seen = Counter(row.why for row in shop.ask("work_in_progress", **facts) if row.why)
    seen.update({name: sum(getattr(found, name)) for name in found._fields[3:10]})
    seen["over"] += found.clocks.over
    return +seen


def _same_tests(shop: Shop, found: Any, day: datetime, week: datetime) -> None:
    for name, since in (("day", day), ("week", week)):
        rows = shop.ask("yields", by="plan", since=since.date().isoformat())
        for mine, theirs in (("tested", "results"), ("first", "first"), ("passed", "first_passed")):
            assert getattr(getattr(found, mine), name) == sum(getattr(row, theirs) for row in rows)


def _same_steps(again: Recount, found: Any, facts: dict[str, Any]) -> None:
    cards, running, why = Counter[str](), Counter[str](), dict[str, str]()
    standing: dict[str, str] = {}
    for row in again.cards("working"):
        step, begun = again.step(row.tag)
        standing[row.tag] = step
        cards[step] += 1
        running[step] += bool(begun)
        why[row.tag] = again.why(row.tag, step, begun, facts["stuck_days"], facts["stuck_times"])
    loads = {load.step: load for load in found.steps if load.state == "working"}
    assert {step: load.cards for step, load in loads.items()} == dict(cards)
    assert {step: load.running for step, load in loads.items()} == dict(running)
    for step, load in loads.items():
        assert load.stuck == sum(bool(why[tag]) for tag in standing if standing[tag] == step)
    for state in ("received", "hold", "quarantine"):
        counted = sum(load.cards for load in found.steps if load.state == state)
        assert counted == len(again.cards(state))
    assert found.stuck == sum(map(bool, why.values()))
    listed = again.shop.ask("work_in_progress", **facts)
    assert {row.tag: (row.step, row.why) for row in listed} == {
        tag: (step, why[tag]) for tag, step in standing.items()
    }
    assert [row.last_at for row in listed] == sorted(row.last_at for row in listed)
    stuck = again.shop.ask("work_in_progress", stuck=True, **facts)
    assert {row.tag for row in stuck} == {tag for tag in why if why[tag]}


def _same_clocks(shop: Shop, found: Any, now: datetime) -> None:
    rows = shop.ask("clocks", limit=10_000, now=now.isoformat())
    left = [row.left_s for row in rows if not row.is_over]
    soon = sum(each <= 24 * 3600 for each in left)
    assert found.clocks == (len(rows) - len(left), soon, len(rows), min(left, default=None))


def _same_stations(again: Recount, found: Any, day: datetime) -> None:
    counted = Counter(
        station for number, station in again.rows("number, station", "journal")
        if station and again.at[number] >= day
    )  # fmt: skip
    assert {row.station: row.entries for row in found.stations} == dict(counted)
    assert [row.entries for row in found.stations] == sorted(counted.values(), reverse=True)


def _same_oldest(again: Recount, found: Any) -> None:
    stays = dict[str, int]()
    for entry, tag in again.rows("v.entry, p.tag", "visit v JOIN piece p ON p.id = v.piece_id"):
        stays[tag] = max(entry, stays.get(tag, 0))
    for state in IN_WORK:
        for row in again.cards(state):  # what was built here came with no delivery
            stays.setdefault(row.tag, again.shop.ask("journal", piece=row.tag, limit=1)[0].number)
    here = [row.tag for state in IN_WORK for row in again.cards(state)]
    oldest = sorted(here, key=lambda tag: stays[tag])[: len(found.oldest)]
    assert [datetime.fromisoformat(row.since) for row in found.oldest] == [
        again.at[stays[tag]] for tag in oldest
    ]
    assert len(found.oldest) == min(8, len(here))


def test_a_card_that_came_back_is_as_old_as_its_new_stay(shop: Shop) -> None:
    """There are so many of them that the oldest are not among the first that got a tag."""
    serials = [f"BACK-{n:02}" for n in range(24)]
    shop.do("receive_many", batch="B1", cards=[{"serial": serial} for serial in serials])
    tags = [row.tag for row in shop.ask("pieces")]
    shop.do("open_batch", number="B2", supplier="S")
    for tag, serial in zip(tags[:-2], serials, strict=False):
        shop.do("dispose", piece=tag, disposition="SELL")
        shop.do("receive", batch="B2", serial=serial)
    found = shop.ask("dashboard").oldest
    assert [row.tag for row in found] == [*tags[-2:], *tags[:6]]
    assert [row.batch for row in found] == ["B1"] * 2 + ["B2"] * 6


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"stuck_days": 0}, "A card is stuck after 1 to 3650 days, not 0."),
        ({"stuck_times": 0.5}, "A step is stuck after 1 to 1000 times its usual time, not 0.5."),
        ({"day": "today"}, "“today” is no time. Write it as 2026-11-24T08:30:00Z."),
    ],
)
def test_what_means_nothing_is_told_so(
    file_shop: Shop, facts: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        file_shop.ask("dashboard", **facts)
    assert str(refused.value) == sentence


def test_an_empty_shop_has_nothing_to_tell(shop: Shop) -> None:
    found = shop.ask("dashboard", now="2026-12-02T10:00:00+01:00")
    assert found.day == "2026-12-02T00:00:00.000000Z"
    assert found.week == "2026-11-30T00:00:00.000000Z"
    assert found.now == "2026-12-02T09:00:00.000000Z"
    assert found.cards_in == found.cards_out == found.tested == (0, 0)
    assert found.steps == found.oldest == found.stations == []
    assert found.clocks == (0, 0, 0, None)
