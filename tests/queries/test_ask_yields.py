# SPDX-License-Identifier: MIT
"""Yields, Pareto, failures and Cpk against a plain recount of everything that was recorded."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from bench_shop import Shop
from lengths import full

from workshop.acts import ACTS
from workshop.domain.refused import Refused
from workshop.storage.check import check

SEED = 20261130
RESULTS = full(10_000, everyday=600)

GROUPS = ("day", "batch", "supplier", "model", "plan", "step", "station", "person")
MODELS = ("GeForce RTX 4090", "GeForce RTX 4080", "GeForce RTX 3090")
PEOPLE, BENCHES = ("ANA", "LI", "ZOE"), (None, "BENCH-1", "BENCH-2")
RAILS = {"v_12v": 12, "v_1v8": 1.8, "v_nvvdd": 0.9, "v_fbvdd": 1.35, "v_pex": 1}


def random_shop(shop: Shop, results: int, cards: int) -> Shop:
    """A shop in which so many results were recorded at random: again, broken off, undone."""
    dice = random.Random(SEED)
    for code in PEOPLE[1:]:
        shop.do("add_person", code=code, name=code.title(), role="lead")
    for code in BENCHES[1:]:
        shop.do("add_station", code=code, name=code.title())
    codes = [defect.code for defect in shop.ask("defects")][:3]
    tags: list[str] = []
    for n, supplier in enumerate(("Rheintal", "Rheintal", "Aare")):
        shop.do("open_batch", number=f"Y{n}", supplier=supplier)
        listed = [{"serial": f"Y{n}-{m}", "model": MODELS[m % 3]} for m in range(cards // 3)]
        received = shop.do("receive_many", batch=f"Y{n}", cards=listed)
        tags += [row.tag for row in shop.ask("pieces", batch=f"Y{n}", limit=cards)]
        assert received["received"] == len(listed)
    for tag in tags[::7]:
        shop.do("start_step", piece=tag, step="EVI")
    recorded: list[int] = []
    done = 0
    while done < results:
        shop.later(dice.choice((0.1, 3, 9)))
        many = min(dice.choice((1, 1, 5, 60, cards // 3)), results - done, len(tags))
        entry = _records(shop, dice, dice.sample(tags, many))
        recorded.append(entry)
        done += many
        if dice.random() < 0.15:
            gone = recorded.pop(dice.randrange(len(recorded)))
            back = shop.do("undo", entry=gone)["entry"]
            if dice.random() < 0.4:
                shop.do("undo", entry=back)  # as if it never had been undone
        if dice.random() < 0.1:
            shop.do("correct", piece=dice.choice(tags), model=dice.choice(MODELS))
        if dice.random() < 0.1:
            card = dice.choice(tags)
            shop.do("note_defect", piece=card, code=dice.choice(codes),
                    severity="minor")  # fmt: skip
    _come_back(shop, dice, tags[:9])
    return shop


def _records(shop: Shop, dice: random.Random, tags: list[str]) -> int:
    """The same result of some cards: good, marginal, failing, or saying nothing."""
    plan = dice.choice(("VOLTAGE", "MEMORY"))
    values: dict[str, Any] = {"memory_errors": 0, "tool": "OCCT", "test_minutes": 6}
    if plan == "VOLTAGE":
        values = dict(RAILS)
    luck = dice.random()
    if luck < 0.3:
        values |= {"v_12v": 9} if plan == "VOLTAGE" else {"memory_errors": 4}
        if luck < 0.1 and plan == "VOLTAGE":
            values["v_1v8"] = 0
    elif luck < 0.4:
        values |= {"v_12v": 11.45} if plan == "VOLTAGE" else {"memory_temp": 100}
    elif luck < 0.5:
        values.pop("v_pex" if plan == "VOLTAGE" else "memory_errors")
    run = dice.choice(("",) * 8 + ("aborted", "golden"))
    facts: dict[str, Any] = {"plan": plan, "values": values, "run": run}
    by, at = dice.choice(PEOPLE), dice.choice(BENCHES)
    facts |= {"by": by, "station": at, "pieces": tags}
    entry: int = shop.database.write(ACTS["record_test_many"], **facts)["entry"]
    return entry


def _come_back(shop: Shop, dice: random.Random, tags: Iterable[str]) -> None:
    """Cards that were sold come in with another batch, are tested there, and one goes again."""
    shop.do("open_batch", number="BACK", supplier="Aare")
    for tag in tags:
        serial = shop.ask("passport", tag=tag).piece.serial
        shop.do("dispose", piece=tag, disposition="SELL")
        shop.do("receive", batch="BACK", serial=serial)
        _records(shop, dice, [tag])
        _records(shop, dice, [tag])


class Recount:
    """What counts, by the rules as they are told, from the bare rows of everything."""

    def __init__(self, shop: Shop) -> None:
        with shop.database.read() as connection:
            rows: dict[str, list[Any]] = {
                name: list(connection.exec_driver_sql(f"SELECT * FROM {name}").mappings())
                for name in ("test_result", "piece", "visit", "batch", "measurement", "defect")
            }
            journal = {
                row["number"]: row
                for row in connection.exec_driver_sql(
                    "SELECT number, at, person, station FROM journal"
                ).mappings()
            }
        pieces = {row["id"]: row for row in rows["piece"]}
        batches = {row["id"]: row for row in rows["batch"]}
        stays: dict[int, list[Any]] = defaultdict(list)
        for visit in rows["visit"]:
            stays[visit["piece_id"]].append(visit)
        self.tests: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        self.results: list[dict[str, Any]] = []
        for result in sorted(rows["test_result"], key=lambda row: row["id"]):
            if result["run"] or result["verdict"] == "inconclusive":
                continue
            came = [v for v in stays[result["piece_id"]] if v["entry"] <= result["entry"]]
            batch = batches[max(came, key=lambda v: v["entry"])["batch_id"]]
            entry = journal[result["entry"]]
            told = {
                "id": result["id"],
                "tag": pieces[result["piece_id"]]["tag"],
                "passed": result["verdict"] in ("pass", "marginal"),
                "day": entry["at"][:10],
                "batch": batch["number"],
                "supplier": batch["supplier"],
                "model": pieces[result["piece_id"]]["model"],
                "plan": result["plan"],
                "step": result["step"],
                "station": entry["station"],
                "person": entry["person"],
                "failed": set(),
            }
            self.tests[(told["tag"], told["batch"], told["plan"])].append(told)
            self.results.append(told)
        by_id = {told["id"]: told for told in self.results}
        for value in rows["measurement"]:
            if value["verdict"] == "fail" and value["result_id"] in by_id:
                by_id[value["result_id"]]["failed"].add(value["name"])
        visits = {row["id"]: row for row in rows["visit"]}
        self.defects = [
            (batches[visits[row["visit_id"]]["batch_id"]]["number"],
             journal[row["entry"]]["at"][:10], row["code"])
            for row in rows["defect"]
        ]  # fmt: skip

    def attempts(self, which: str) -> list[dict[str, Any]]:
        """The first, second or last results of all tests."""
        place = {"first": 0, "second": 1, "last": -1}[which]
        return [test[place] for test in self.tests.values() if len(test) > max(place, 0)]

    def yields(self, by: str, **only: str) -> dict[str, tuple[int, ...]]:
        """By group: results, and of first, second and last attempts all and those that passed."""
        found: dict[str, list[int]] = defaultdict(lambda: [0] * 7)
        for told in self.results:
            found[told[by]][0] += is_of(told, **only)
        for place, which in enumerate(("first", "second", "last")):
            for told in self.attempts(which):
                if is_of(told, **only):
                    found[told[by]][1 + 2 * place] += 1
                    found[told[by]][2 + 2 * place] += told["passed"]
        return {group: tuple(n) for group, n in found.items() if n[0]}


def is_of(told: dict[str, Any], *, batch: str = "", since: str = "") -> bool:
    return (not batch or told["batch"] == batch) and told["day"] >= since


def asked(shop: Shop, by: str, **only: str) -> dict[str, tuple[int, ...]]:
    return {
        row.group: (row.results, row.first, row.first_passed, row.second, row.second_passed,
                    row.last, row.last_passed)
        for row in shop.ask("yields", by=by, **only)
    }  # fmt: skip


def everything_agrees(shop: Shop) -> Recount:
    """Each number of each question is that of the recount."""
    plain = Recount(shop)
    middle = sorted(told["day"] for told in plain.results)[len(plain.results) // 2]
    for only in ({}, {"batch": "Y1"}, {"since": middle}, {"batch": "BACK", "since": middle}):
        for by in GROUPS:
            assert asked(shop, by, **only) == plain.yields(by, **only), (by, only)
        faults = Counter(
            ("measurement", name, told["plan"])
            for told in plain.results if is_of(told, **only) for name in told["failed"]
        )  # fmt: skip
        faults.update(
            ("defect", code, "") for batch, day, code in plain.defects
            if is_of({"batch": batch, "day": day}, **only)
        )  # fmt: skip
        rows = shop.ask("pareto", **only)
        assert {(row.kind, row.code, row.plan): row.n for row in rows} == faults
        for test, times in ((None, 1), ("memory", 2), ("VOLTAGE", 3)):
            failed = Counter(
                told["tag"] for told in plain.results
                if is_of(told, **only) and not told["passed"]
                and (test is None or told["plan"] == test.upper())
            )  # fmt: skip
            rows = shop.ask("failures", test=test, times=times, limit=9999, **only)
            assert {row.tag: row.times for row in rows} == {
                tag: n for tag, n in failed.items() if n >= times
            }
    return plain


def opens(shop: Shop, plain: Recount) -> None:
    """Every number opens the results it counts."""
    for by in GROUPS:
        for row in shop.ask("yields", by=by):
            for which in ("first", "second", "last"):
                wanted = sorted(t["id"] for t in plain.attempts(which) if t[by] == row.group)
                listed = shop.ask("tests", attempt=which, limit=99_999, **{by: row.group})
                assert [one.id for one in listed] == wanted
                assert len(wanted) == getattr(row, which)
    for row in shop.ask("pareto"):
        if row.kind == "measurement":
            listed = shop.ask("tests", plan=row.plan, measurement=row.code, limit=99_999)
        else:
            listed = shop.ask("defects_found", code=row.code, limit=99_999)
        assert len(listed) == row.n


@pytest.mark.timeout(900)
def test_yields_over_random_results_agree_with_a_recount(shop: Shop) -> None:
    random_shop(shop, RESULTS, RESULTS * 6 // 100)
    plain = everything_agrees(shop)
    assert len(plain.results) > RESULTS // 2 and len(plain.attempts("second")) > RESULTS // 20
    opens(shop, plain)
    assert check(shop.database, deep=True).findings == []
    for batch in ("Y1", "BACK"):
        said = shop.ask("yields", batch=batch)
        cards: dict[str, list[list[dict[str, Any]]]] = defaultdict(list)
        for (tag, of, _), test in plain.tests.items():
            if of == batch:
                cards[tag].append(test)
        assert said.tested == len(cards)
        assert said.first_pass == sum(all(t[0]["passed"] for t in c) for c in cards.values())
        assert said.final_pass == sum(all(t[-1]["passed"] for t in c) for c in cards.values())


def test_a_count_that_is_wrong_is_found_by_both(file_shop: Shop) -> None:
    """Teeth: a planted fault in the kept counts shows in the recount and in the check."""
    random_shop(file_shop, 60, 30)
    everything_agrees(file_shop)
    with file_shop.database._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE test_tally SET first_passed = first_passed + 1")
    with pytest.raises(AssertionError):
        everything_agrees(file_shop)
    found = check(file_shop.database, deep=True).findings
    assert any("count of the tests" in finding.what for finding in found)


def test_an_earlier_attempt_that_is_undone_makes_the_next_one_first(shop: Shop) -> None:
    card = shop.card("S-1")
    failed = shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 3})
    shop.do("record_test", piece=card, plan="VOLTAGE", values=RAILS)
    (row,) = shop.ask("yields", by="plan")
    assert row == ("VOLTAGE", "Rails at power-on", 2, 1, 0, 0.0, 1, 1, 1.0, 1, 1, 1.0)
    back = shop.do("undo", entry=failed["entry"])["entry"]
    (row,) = shop.ask("yields", by="plan")
    assert row[2:] == (1, 1, 1, 1.0, 0, 0, None, 1, 1, 1.0)
    assert shop.ask("pareto") == shop.ask("failures") == []
    shop.do("undo", entry=back)
    assert shop.ask("yields", by="plan")[0].first_yield == 0.0
    assert [row[:5] for row in shop.ask("pareto")] == [
        ("measurement", "v_12v", "12 V", "VOLTAGE", 1)
    ]


def test_the_tests_of_a_piece_with_their_values(shop: Shop) -> None:
    card, other = shop.card("S-1"), shop.card("S-2")
    shop.do("add_instrument", code="DMM-1", name="Fluke", kind="multimeter",
            calibrated_until="2099-01-01")  # fmt: skip
    shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 3}, run="aborted")
    shop.do("record_test", piece=card, plan="VOLTAGE", values=RAILS, instruments=["DMM-1"],
            ambient=21)  # fmt: skip
    shop.do("record_test", piece=other, plan="VOLTAGE", values=RAILS)
    first, second = shop.ask("tests", piece=card)
    assert (first.run, first.verdict, second.run, second.verdict) == (
        "aborted", "inconclusive", "", "pass",
    )  # fmt: skip
    assert second.ambient == 21 and second.measurements[0] == (
        "v_12v", "12 V", "12", "V", 11.4, 12.6, "pass", "", "DMM-1", "2099-01-01",
    )  # fmt: skip
    assert shop.ask("passport", tag=card).tests[1].measurements == second.measurements
    assert [row.tag for row in shop.ask("tests")] == [card, card, other]
    assert [row.tag for row in shop.ask("tests", attempt="first")] == [card, other]
    assert shop.ask("tests", batch="B1")[2].measurements == []
    assert shop.ask("instruments")[0][:5] == ("DMM-1", "Fluke", "multimeter", "", "2099-01-01")


def test_the_newest_results_and_defects_first_with_who_took_them(shop: Shop) -> None:
    shop.do("add_person", code="LI", name="李伟")
    card = shop.card("S-1")
    for by in ("ANA", "LI", "ANA"):
        shop.do("record_test", by=by, piece=card, plan="VOLTAGE", values={"v_12v": 3})
        shop.do("note_defect", by=by, piece=card, code="BEND", severity="minor", zone=by)
    for query, facts in (("tests", {"plan": "VOLTAGE"}), ("tests", {}), ("tests", {"batch": "B1"}),
                         ("defects_found", {"code": "BEND"})):  # fmt: skip
        oldest = shop.ask(query, **facts)
        assert [row.by for row in oldest] == ["Ana", "李伟", "Ana"]
        turned, after = [], None
        while page := shop.ask(query, **facts, newest=True, after=after, limit=2):
            turned += page
            after = page[-1].id
        assert turned == oldest[::-1]
    assert [test.by for test in shop.ask("passport", tag=card).tests] == ["Ana", "李伟", "Ana"]


@pytest.mark.parametrize(
    ("query", "facts", "sentence"),
    [
        ("yields", {}, "Say by what: day, batch, supplier,"),
        ("yields", {"by": "moon"}, "There are no yields by “moon”. Use one of: day, batch,"),
        ("yields", {"by": "day", "since": "soon"}, "The day"),
        ("yields", {"by": "day", "batch": "B9"}, "There is no batch “B9”."),
        ("tests", {"attempt": "tenth"}, "The attempt “tenth” is unknown. Use one of: first,"),
        ("cpk", {"plan": "SMELL"}, "There is no test plan “SMELL”."),
    ],
)
def test_what_cannot_be_asked(
    file_shop: Shop, query: str, facts: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused) as said:
        file_shop.ask(query, **facts)
    assert str(said.value).startswith(sentence)


def test_cpk_of_enough_values(shop: Shop) -> None:
    """By hand: 25 values of 11.9, 12.0, … around 12 V, limits 11.4 and 12.6."""
    volts = [12 + (n - 12) / 100 for n in range(25)]
    for n, volt in enumerate(volts):
        card = shop.card(f"S-{n}")
        if n == 24:
            (row,) = shop.ask("cpk", plan="voltage", measurement="v_12v")
            assert (row.n, row.cp, row.cpk) == (24, None, None)
        shop.do("record_test", piece=card, plan="VOLTAGE", values=RAILS | {"v_12v": volt})
    shop.do("record_test", piece=card, plan="VOLTAGE", values=RAILS | {"v_12v": 9})  # tested again
    (row,) = shop.ask("cpk", plan="VOLTAGE", measurement="v_12v")
    # The mean is 12, sigma the root of (2 × (1² + … + 12²) / 24) / 100 = 0.0735980.
    assert (row.label, row.unit, row.low, row.high, row.n) == ("12 V", "V", 11.4, 12.6, 25)
    assert row.mean == pytest.approx(12) and row.sigma == pytest.approx(0.0735980, abs=1e-7)
    assert row.cp == pytest.approx(2.7175, abs=1e-4) == row.cpk
    same = {row.measurement: row for row in shop.ask("cpk", plan="VOLTAGE")}
    assert (same["v_pex"].n, same["v_pex"].sigma, same["v_pex"].cpk) == (25, 0, None)


def test_cpk_with_one_limit(shop: Shop) -> None:
    for n in range(25):
        shop.do(
            "record_test",
            piece=shop.card(f"S-{n}"),
            plan="HEAT",
            values={"core_temp": 70 + n % 5, "log_minutes": 15, "gpu_load_mean": 99},
        )
    (row,) = shop.ask("cpk", plan="HEAT", measurement="core_temp")
    # Five of each of 70 to 74: mean 72, sigma the root of 50 / 24; (84 - 72) / 3 sigma.
    assert (row.low, row.high, row.cp) == (None, 84, None)
    assert row.cpk == pytest.approx(12 / (3 * (50 / 24) ** 0.5), abs=1e-4)
