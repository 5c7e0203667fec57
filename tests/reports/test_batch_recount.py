# SPDX-License-Identifier: MIT
"""Every figure of a batch report, read from the paper and counted anew from the bare tables."""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pypdf
import pytest

from workshop import demo
from workshop.language import say_minutes
from workshop.queries.figures import Yields
from workshop.reports import batch as module
from workshop.reports.batch import batch_pdf
from workshop.reports.choices import EVERY, Choices
from workshop.reports.words import MANY, STATES, percent

COUNTS = "('pass', 'marginal', 'fail')"


class Paper(NamedTuple):
    """The lines of a report, and the tables it was drawn of."""

    lines: list[str]
    bare: sqlite3.Connection

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.bare.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Any) -> Any:
        return self.ask(sql, *values)[0][0]

    def after(self, title: str, count: int = 1) -> list[str]:
        """The lines that follow the first one with these words."""
        at = self.lines.index(title) + 1
        return self.lines[at : at + count]

    def part(self, title: str, end: str) -> list[str]:
        """The lines between two titles."""
        starts = [n for n, line in enumerate(self.lines) if re.fullmatch(title, line)]
        rest = self.lines[starts[-1] + 1 :]
        return rest[: next(n for n, line in enumerate(rest) if re.fullmatch(end, line))]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Path]]:
    """A lifelike batch, worked through."""
    path = tmp_path_factory.mktemp("recount") / "workshop.db"
    database = demo.make(path, cards=16, seed=3)
    yield database, path
    database.close()


def drawn(made: tuple[Any, Path], out: Path) -> Paper:
    database, path = made
    with database.read() as connection:
        batch_pdf(connection, demo.BATCH, out, choices=Choices(EVERY))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    return Paper([line.strip() for line in text.splitlines()], sqlite3.connect(path))


@pytest.fixture(scope="module")
def paper(made: tuple[Any, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    found = drawn(made, tmp_path_factory.mktemp("paper") / "b.pdf")
    yield found
    found.bare.close()


def number(n: int) -> str:
    return f"{n:,}"


def check_front(paper: Paper) -> None:
    """What came, and what was decided."""
    listed = paper.one("SELECT count(*) FROM manifest_line")
    came = paper.one("SELECT count(*) FROM visit")
    known = "SELECT normal FROM identifier WHERE kind = 'serial'"
    missing = paper.one(f"SELECT count(*) FROM manifest_line WHERE normal NOT IN ({known})")
    expected = {"Expected": listed, "Received": came, "Missing": missing,
                "Unexpected": came - (listed - missing)}  # fmt: skip
    for title, n in expected.items():
        assert paper.after(title) == [number(n)], title
    states = paper.ask("SELECT state, count(*) FROM piece WHERE kind = 'card' GROUP BY 1")
    for state, n in states:
        assert f"{n} {STATES[state].word}" in paper.lines
    decided = Counter(x for (x,) in paper.ask("SELECT disposition FROM piece WHERE kind = 'card'"))
    part = paper.after("What was decided about the cards", 2 * len(decided))
    assert sorted(map(int, part[::2])) == sorted(decided.values())
    assert part[-2:] == [str(decided[""]), "Not decided yet"]


def check_harvest(paper: Paper) -> None:
    """Good, damaged and missing by kind, from the records of the sites."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for site, outcome in paper.ask("SELECT site, outcome FROM site_record"):
        counts["die" if site == "GPU" else "memory"][outcome] += 1
    for kind, by in counts.items():
        bad = f"✕ {number(by['damaged'])} damaged · ? {number(by['missing'])} missing"
        assert paper.after(f"{MANY[kind]} good", 2) == [number(by["good"]), bad]
        rate = percent(by["good"] / (by["good"] + by["damaged"]))
        part = paper.part("Harvest by kind", "Yield by day")
        assert rate in part[part.index(MANY[kind]) :]
    days: dict[str, Counter[str]] = defaultdict(Counter)
    for at, outcome in paper.ask(
        "SELECT j.at, r.outcome FROM site_record r JOIN journal j ON j.number = r.entry"
    ):
        days[at[5:10]][outcome] += 1
    chart = paper.part("Harvest by day", "(Failed|Defects|Cards through).*")
    for day, by in days.items():
        each = [str(by[name]) for name in ("good", "damaged", "missing") if by[name]]
        if each:  # what was only fitted on a day came off on none
            at = chart.index(day)
            assert chart[at - 1] == number(sum(map(int, each)))
            assert chart[at + 1 : at + 1 + len(each)] == each


def results(paper: Paper) -> dict[tuple[int, str], list[tuple[str, str]]]:
    """The results of cards that count, by card and plan: day and verdict, the oldest first."""
    found: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    for card, plan, at, verdict in paper.ask(
        "SELECT r.piece_id, r.plan, j.at, r.verdict FROM test_result r "
        "JOIN journal j ON j.number = r.entry JOIN piece p ON p.id = r.piece_id "
        f"WHERE r.run = '' AND p.kind = 'card' AND r.verdict IN {COUNTS} ORDER BY r.id"
    ):
        found[card, plan].append((at[5:10], verdict))
    return found


def check_yields(paper: Paper) -> None:
    """First-pass and final yield by card, and by day."""
    tests = results(paper)
    cards = {card for card, _ in tests}
    for title, which in (("First-pass yield", 0), ("Final yield", -1)):
        failed = {card for (card, _), each in tests.items() if each[which][1] == "fail"}
        rate = percent(1 - len(failed) / len(cards))
        assert paper.after(title, 2) == [rate, f"of {len(cards)} tested cards"]
    chart = paper.part("Yield by day", "Balance")
    for day in {day for each in tests.values() for day, _ in each}:
        rates = []
        for which in (0, -1):
            mine = [each[which][1] != "fail" for each in tests.values() if each[which][0] == day]
            rates.append(percent(sum(mine) / len(mine)).rstrip("%") if mine else "–")
        count = sum(1 for each in tests.values() for at, _ in each if at == day)
        at = chart.index(day)
        assert chart[at + 1 : at + 4] == [*rates, str(count)], day


def check_work(paper: Paper) -> None:
    """The flow from the last record of each step, the hours from the runs."""
    last: dict[tuple[int, str], str] = {}
    for card, step, outcome in paper.ask(
        "SELECT r.piece_id, r.step, r.outcome FROM step_record r JOIN piece p "
        "ON p.id = r.piece_id WHERE p.kind = 'card' ORDER BY r.id"
    ):
        last[card, step] = outcome
    flow = paper.part("Cards through each step", "Waiting: .*")
    rows = [flow[n : n + 5] for n in range(4, len(flow), 5)]
    counts: Counter[tuple[str, str]] = Counter()
    for (_, step), outcome in last.items():
        counts[step, outcome] += 1
    told = [[int(n.replace("–", "0")) for n in row[1:]] for row in rows]
    steps = {step for step, _ in counts}
    assert len(rows) >= len(steps)
    for place, kind in enumerate(("done", "failed", "skipped")):
        mine = sorted(n for (_, outcome), n in counts.items() if outcome == kind)
        assert sorted(row[place] for row in told if row[place]) == mine
    open_cards = paper.one(
        "SELECT count(*) FROM piece WHERE kind = 'card' "
        "AND state IN ('received', 'working', 'hold', 'quarantine')"
    )
    assert sum(row[3] for row in told) == open_cards
    hours: dict[str, float] = defaultdict(float)
    for step, minutes, begun, ended in paper.ask(
        "SELECT r.step, r.minutes, b.at, e.at FROM step_run r JOIN journal b "
        "ON b.number = r.entry JOIN journal e ON e.number = r.ended"
    ):
        took = datetime.fromisoformat(ended) - datetime.fromisoformat(begun)
        hours[step] += took.total_seconds() / 60 if minutes is None else minutes
    times = paper.part("Time per step", "Usual time: .*")
    assert len(hours) > 3
    for minutes in hours.values():
        assert say_minutes(round(minutes, 1)) in times
        assert any(line.endswith(say_minutes(round(minutes, 1))) for line in times)


def check_lists(paper: Paper) -> None:
    """As many rows as there are, and no other number beside a title."""
    harvested = paper.one("SELECT count(*) FROM piece WHERE donor_id IS NOT NULL")
    tests = paper.one("SELECT count(*) FROM test_result")
    for title, n in (
        ("Cards", paper.one("SELECT count(*) FROM visit")),
        ("Tests", tests),
        ("Harvested pieces", harvested),
        ("Every harvested piece", harvested),
    ):
        assert f"{title} {number(n)}" in paper.lines
    cards = paper.part(r"Cards \d+", r"Tests \d+")
    tags = [tag for (tag,) in paper.ask("SELECT tag FROM piece WHERE kind = 'card' ORDER BY id")]
    shown = [line.split()[0].replace("-", "") for line in cards if line.startswith("C01-")]
    assert shown == tags
    grades = paper.ask(
        "SELECT model, grade, count(*), sum(state = 'stock') FROM piece "
        "WHERE donor_id IS NOT NULL GROUP BY kind, model, grade"
    )
    part = "\n".join(paper.part(r"Harvested pieces .*", "How the work went"))
    for model, grade, n, stock in grades:
        assert f"{model} {grade or '–'} {number(n)} {number(stock) if stock else '–'}" in part


CHECKS: list[Callable[[Paper], None]] = [
    check_front,
    check_harvest,
    check_yields,
    check_work,
    check_lists,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_figures_are_those_of_the_bare_tables(
    paper: Paper, check: Callable[[Paper], None]
) -> None:
    check(paper)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("batch_yields", lambda found: found._replace(final_yield=0.123)),
        ("batch_yields", lambda found: _one_more(found)),
        ("yield_rows", lambda found: [found[0]._replace(last_passed=0), *found[1:]]),
    ],
)
def test_a_wrong_figure_would_be_seen(
    made: tuple[Any, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, wrong: Any
) -> None:
    right = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *a, **k: wrong(right(*a, **k)))
    found = drawn(made, tmp_path / "b.pdf")
    with pytest.raises(AssertionError):
        for check in CHECKS:
            check(found)
    found.bare.close()


def _one_more(found: Yields) -> Yields:
    """Yields in which the best day has a good piece more; on the first it may be none came off."""
    best = max(found.by_day, key=lambda day: day.good)
    more = best._replace(good=best.good + 1)
    return found._replace(by_day=[more if day is best else day for day in found.by_day])


def test_no_title_stands_alone_at_the_foot_of_a_page(
    made: tuple[Any, Path], tmp_path: Path
) -> None:
    database, _ = made
    for paper in ("a4", "letter"):
        out = tmp_path / f"{paper}.pdf"
        with database.read() as connection:
            batch_pdf(connection, demo.BATCH, out, choices=Choices(EVERY, paper, card_pages=True))
        reader = pypdf.PdfReader(out)
        titles = {entry.title for entry in reader.outline if not isinstance(entry, list)}
        titles |= {"Harvest by day", "Cards through each step", "Yield by day", "Harvest by kind"}
        for page in reader.pages:
            last = page.extract_text().strip().splitlines()[-1]
            assert re.sub(r" [\d,]+$", "", last) not in titles
