# SPDX-License-Identifier: MIT
"""Tests that are recorded: golden cards, instruments, many at once, and by which plan a log."""

from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal

from workshop.domain.refused import Overridable

RAILS = {"v_12v": 12, "v_1v8": 1.8, "v_nvvdd": 0.9, "v_fbvdd": 1.35, "v_pex": 1}


def log(card: str, tool: str, digest: str = "a" * 64, **more: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "piece": card, "tool": tool, "tool_version": "1", "verdict": "pass", "readings": [],
        "identifiers": {}, "evidence": {"sha256": digest, "name": "log", "size": 3},
    }  # fmt: skip
    return facts | more


def results(shop: Shop, table: str = "test_result") -> list[Any]:
    with shop.database.read() as connection:
        return list(connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id").mappings())


def changed(shop: Shop, low: float) -> None:
    """Another plan for the rails, made by the shop."""
    line = {"name": "v_12v", "label": "12 V", "unit": "V", "low": low, "high": 30, "margin": 1}
    shop.do("set_catalogue", kind="plan", code="VOLTAGE",
            body={"name": "Rails", "stage": "diagnosis", "measurements": [line]})  # fmt: skip


def test_a_changed_plan_changes_no_old_verdict(shop: Shop) -> None:
    card = shop.card("A-1")
    shop.do("record_test", piece=card, plan="VOLTAGE", values=RAILS)
    before, values = results(shop), results(shop, "measurement")
    for low in (20, 25):
        changed(shop, low)
    shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 26})
    assert results(shop)[:1] == before and results(shop, "measurement")[: len(values)] == values
    assert [(row["version"], row["verdict"]) for row in results(shop)] == [
        (0, "pass"), (2, "pass"),
    ]  # fmt: skip
    newest = results(shop, "measurement")[-1]
    assert (newest["low"], newest["high"], newest["margin"]) == (25, 30, 1)


def test_a_golden_card_stands_in_for_a_limit(shop: Shop) -> None:
    golden, card, other = shop.card("G-1"), shop.card("A-1"), shop.card("A-2", "GeForce RTX 3090")

    def speed(tag: str, value: float, **more: Any) -> Any:
        return shop.do(
            "record_test", piece=tag, plan="SCORE", values={"score": value}, **more
        )["verdict"]  # fmt: skip

    assert speed(card, 9000) == "inconclusive"  # nothing to compare it with
    shop.do("record_test", piece=golden, plan="SCORE", run="golden",
            values={"score": 9000, "stability": 20})  # fmt: skip
    assert speed(card, 9000) == "inconclusive"  # what failed is no golden card
    assert speed(golden, 20_000, run="golden") == "inconclusive"
    assert [speed(card, value) for value in (19_000, 21_000, 18_999)] == ["pass", "pass", "fail"]
    assert speed(other, 9000) == "inconclusive"  # it is of another model
    last = results(shop, "measurement")[-2]
    assert (last["low"], last["high"], last["golden"]) == (19_000, 21_000, golden)
    before = results(shop, "measurement")
    shop.do("record_test", piece=golden, plan="SCORE", run="golden",
            values={"score": 10_000, "stability": 99})  # fmt: skip
    assert speed(card, 19_000) == "fail"  # the newest golden card counts
    assert results(shop, "measurement")[: len(before)] == before


def test_a_golden_card_is_compared_by_the_same_tool(file_shop: Shop) -> None:
    golden, card = file_shop.card("G-1"), file_shop.card("A-1")
    for place, (tag, tool, score, run, verdict) in enumerate((
        (golden, "glmark2", 1000, "golden", "pass"), (card, "vkmark", 9000, "", "pass"),
        (card, "glmark2", 940, "", "fail"), (card, "glmark2", 950, "", "pass"),
    )):  # fmt: skip
        readings = [{"name": "score", "value": score, "unit": ""}]
        facts = log(tag, tool, f"{place:064d}", readings=readings, run=run)
        assert file_shop.do("record_log", **facts)["verdict"] == verdict


def test_a_run_that_was_broken_off_says_nothing(shop: Shop) -> None:
    card = shop.card("A-1")
    done = shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 3}, run="aborted")
    assert (done["verdict"], done["attempt"]) == ("inconclusive", 1)
    assert results(shop, "measurement")[0]["verdict"] == "fail"  # what was measured is kept
    assert refusal(shop, "record_test", piece=card, plan="VOLTAGE", run="odd").startswith(
        "The run “odd” is unknown."
    )


def test_an_instrument_measures_while_its_calibration_holds(shop: Shop) -> None:
    card = shop.card("A-1")
    today = shop.database.clock()[:10]
    shop.do("add_instrument", code="dmm-1", name="Fluke 87V", kind="Multimeter",
            calibrated_until=today)  # fmt: skip
    facts = {"piece": card, "plan": "VOLTAGE", "values": RAILS, "instruments": ["dmm-1"]}
    shop.do("record_test", **facts, ambient=21.5)
    kept = results(shop, "measurement")[0]
    assert (kept["calibrated_until"], results(shop)[0]["ambient"]) == (today, 21.5)
    shop.later(24)
    with pytest.raises(Overridable) as said:
        shop.do("record_test", **facts)
    assert str(said.value) == (
        f"The calibration of instrument DMM-1 ended on {today}. Take another one. A lead, a "
        "manager or the owner can let it pass with a reason."
    )
    shop.do("add_person", code="LI", name="Li", role="technician")
    assert "takes a lead or a manager" in refusal(
        shop, "record_test", by="LI", **facts, override="I say so"
    )
    shop.do("record_test", **facts, override="back from the office tomorrow")
    assert [row["override"] for row in results(shop)] == ["", "back from the office tomorrow"]
    shop.do("change_instrument", instrument="DMM-1", calibrated_until="2099-01-01")
    shop.do("record_test", **facts, override="not needed")
    assert results(shop)[-1]["override"] == ""
    assert results(shop, "measurement")[0] == kept


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"instruments": ["DMM-9"]}, "There is no instrument “DMM-9”. Add it first."),
        ({"instruments": ["OLD"]}, "Instrument OLD is retired. Use another one."),
        ({"instruments": ["CAM"]}, "No value here is measured with CAM. Leave it out."),
        ({"instruments": ["DMM-1", "DMM-2"]}, "DMM-1 and DMM-2 measure the same."),
        ({"instruments": "DMM-1"}, "The instruments must be a list of their codes."),
        ({"ambient": 451}, "No room has 451 °C."),
        ({"ambient": "warm"}, "The temperature of the room: “warm” is no number."),
    ],
)
def test_what_a_test_is_not_measured_with(
    file_shop: Shop, facts: dict[str, Any], sentence: str
) -> None:
    for code, kind in (("DMM-1", "multimeter"), ("DMM-2", "multimeter"), ("OLD", "multimeter"),
                       ("CAM", "thermal camera")):  # fmt: skip
        file_shop.do("add_instrument", code=code, name=code, kind=kind)
    file_shop.do("change_instrument", instrument="OLD", state="retired")
    card = file_shop.card("A-1")
    assert refusal(
        file_shop, "record_test", piece=card, plan="VOLTAGE", values=RAILS, **facts
    ).startswith(sentence)


def test_an_instrument_is_what_it_is(file_shop: Shop) -> None:
    file_shop.do("add_instrument", code="DMM-1", name="Fluke", kind="multimeter")
    again = {"code": "dmm-1", "name": "Other", "kind": "multimeter"}
    assert refusal(file_shop, "add_instrument", **again) == "Instrument “DMM-1” exists already."
    assert refusal(file_shop, "change_instrument", instrument="DMM-1", name="Fluke") == (
        "Instrument DMM-1 is like that already."
    )
    assert "is unknown" in refusal(
        file_shop, "add_instrument", code="X", name="X", kind="crystal ball"
    )


def test_many_cards_get_the_same_result_in_one_act(shop: Shop) -> None:
    cards = [shop.card(f"A-{n}") for n in range(3)] + [shop.card("B-1", "GeForce RTX 3090")]
    values = {"gpu_name": "x", "memory_total": 24_000}
    done = shop.do("record_test_many", pieces=[*cards, cards[0]], plan="incoming", values=values)
    assert (done["n"], done["plan"], done["verdict"]) == (4, "INCOMING", "pass")
    assert [one["tag"] for one in done["results"]] == cards
    worse = shop.do("record_test_many", pieces=cards[:2], plan="INCOMING",
                    values={"gpu_name": "x", "memory_total": 12_000})  # fmt: skip
    assert [(one["verdict"], one["attempt"]) for one in worse["results"]] == [("fail", 2)] * 2
    shop.do("undo", entry=worse["entry"])
    assert len(results(shop)) == 4
    shop.do("dispose", piece=cards[3], disposition="SELL")
    assert "has left" in refusal(shop, "record_test_many", pieces=cards, plan="VOLTAGE")
    assert refusal(shop, "record_test_many", pieces=[], plan="VOLTAGE") == (
        "Name the pieces that were tested."
    )
    assert len(results(shop)) == 4


def test_a_result_knows_which_step_was_open(shop: Shop) -> None:
    card = shop.card("A-1")
    shop.do("start_step", piece=card, step="EVI")
    shop.do("record_test", piece=card, plan="VOLTAGE")
    shop.do("stop_step", piece=card)
    shop.do("record_test", piece=card, plan="VOLTAGE")
    assert [row["step"] for row in results(shop)] == ["EVI", ""]


@pytest.mark.parametrize(
    ("model", "tool", "plan"),
    [
        ("GeForce RTX 4090", "memtest_vulkan", "MEMORY"),
        ("GeForce RTX 4090", "gpu-burn", "STRESS"),
        ("GeForce RTX 4090", "nvidia-smi", "INCOMING"),
        ("A100 PCIe 40GB", "nvidia-smi", "ECC"),
        ("GeForce RTX 4090", "GPU-Z", "HEAT"),
        ("GeForce RTX 4090", "kernel log", "DRIVER"),
        ("GeForce RTX 4090", "NVBANDWIDTH", "COPIES"),
        ("GeForce RTX 4090", "dcgmi diag", "DCGM"),  # its quick checks are no stress
        (None, "nvflash", "VBIOS"),
        ("GeForce RTX 4090", "a shop's own", "A SHOP'S OWN"),
    ],
)
def test_a_log_goes_to_the_plan_of_its_tool(
    file_shop: Shop, model: str | None, tool: str, plan: str
) -> None:
    card = file_shop.card("A-1", model)
    assert file_shop.do("record_log", **log(card, tool))["plan"] == plan


@pytest.mark.parametrize("verdict", ["fail", "inconclusive"])
def test_what_only_its_tool_can_tell_is_a_fault_where_that_says_so(
    file_shop: Shop, verdict: str
) -> None:
    """An Xid may be of the card or of a program: its number is counted as a fault of the card."""
    card = file_shop.card("A-1")
    readings = [{"name": "xid_errors", "value": 2, "unit": ""}]
    of = log(card, "kernel log", readings=readings)
    done = file_shop.do("record_log", **of | {"verdict": verdict})
    assert (done["plan"], done["verdict"]) == ("DRIVER", verdict)
    [test] = file_shop.ask("passport", tag=card).tests
    assert [(row.name, row.verdict) for row in test.measurements] == [("xid_errors", verdict)]
    faults = [(row.code, row.name, row.n) for row in file_shop.ask("pareto")]
    expected = [("xid_errors", "Xid messages of the driver", 1)] if verdict == "fail" else []
    assert faults == expected
    typed = file_shop.do("record_test", piece=card, plan="DRIVER", values={"xid_errors": 1})
    assert typed["verdict"] == "inconclusive"


def test_no_two_attempts_have_one_number(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    facts: dict[str, Any] = {"piece": card, "plan": "VOLTAGE", "values": {"v_12v": 12}}
    first = file_shop.do("record_test", **facts)
    file_shop.do("record_test", **facts)
    file_shop.do("undo", entry=first["entry"], reason="of another card")
    assert file_shop.do("record_test", **facts)["attempt"] == 3


@pytest.mark.parametrize("tool", ["memtest_vulkan", "nvidia-smi", "a shop's own"])
def test_a_log_without_what_a_plan_requires_is_no_pass_of_it(file_shop: Shop, tool: str) -> None:
    card = file_shop.card("A-1")
    readings = [{"name": "core_temp", "value": 40, "unit": "°C"}]
    of = log(card, tool, plan="MEMORY", readings=readings, note="It looks good.")
    receipt = file_shop.do("record_log", **of)
    assert (receipt["verdict"], receipt["lacks"][-1]) == ("inconclusive", "Errors")
    assert results(file_shop)[0]["note"].startswith(
        "It looks good. The log does not have what the test plan requires: "
    )
    readings += [{"name": "memory_errors", "value": 0, "unit": ""}]
    readings += [{"name": "tool", "value": "other", "unit": ""}]
    of = log(card, tool, "b" * 64, plan="MEMORY", readings=readings)
    assert file_shop.do("record_log", **of)["verdict"] == "pass"


def test_a_log_fills_in_with_which_tool_it_was(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    errors = [{"name": "memory_errors", "value": 0, "unit": ""}]
    file_shop.do("record_log", **log(card, "MATS", readings=errors))
    file_shop.do("record_log", **log(card, "cuda_memtest", "b" * 64, plan="FINAL"))
    said = [(row["name"], row["value"]) for row in results(file_shop, "measurement")]
    assert said == [("tool", "MATS"), ("memory_errors", "0"), ("stress_tool", "other")]


@pytest.mark.parametrize(
    ("said", "errors", "minutes", "verdict"),
    [
        ("pass", 0, 6, "pass"), ("pass", 3, 6, "fail"), ("inconclusive", 0, 6, "inconclusive"),
        ("inconclusive", 3, 6, "fail"), ("pass", 0, 2, "inconclusive"), ("pass", 3, 2, "fail"),
        ("fail", 0, 6, "fail"), ("marginal", 0, 2, "inconclusive"),
    ],
)  # fmt: skip
def test_the_graver_of_what_a_tool_and_a_plan_say(
    file_shop: Shop, said: str, errors: int, minutes: int, verdict: str
) -> None:
    readings = [{"name": "memory_errors", "value": errors, "unit": ""},
                {"name": "test_minutes", "value": minutes, "unit": "min"}]  # fmt: skip
    facts = log(file_shop.card("A-1"), "memtest_vulkan", verdict=said, readings=readings)
    assert file_shop.do("record_log", **facts)["verdict"] == verdict


@pytest.mark.parametrize(
    ("model", "tested", "share", "verdict"),
    [
        ("GeForce RTX 4090", 5, "0.02", "inconclusive"),  # as MATS does where nobody tells it more
        ("GeForce RTX 4090", 4096, "16.67", "inconclusive"),
        ("GeForce RTX 4090", 22528, "91.67", "pass"),
        ("GeForce RTX 4090", 25000, "100", "pass"),
        (None, 5, None, "inconclusive"),
        (None, 22528, None, "pass"),
    ],
)
def test_a_look_at_a_part_of_the_memory_is_no_pass(
    file_shop: Shop, model: str | None, tested: int, share: str | None, verdict: str
) -> None:
    readings = [{"name": "memory_errors", "value": 0, "unit": ""},
                {"name": "memory_tested", "value": tested, "unit": "MiB"}]  # fmt: skip
    facts = log(file_shop.card("A-1", model), "MATS", readings=readings)
    assert file_shop.do("record_log", **facts)["verdict"] == verdict
    said = {row["name"]: row["value"] for row in results(file_shop, "measurement")}
    assert said.get("memory_share") == share


def test_several_tools_and_runs_of_one_file(shop: Shop) -> None:
    """Each tool and run in a file is a result, and none of them is one twice."""
    card = shop.card("A-1")
    each = [log(card, "gpu-burn"), log(card, "MATS"), log(card, "MATS", in_file=1)]
    for facts in each:
        shop.do("record_log", **facts)
    for facts in each:
        assert "was imported for" in refusal(shop, "record_log", **facts)
    assert [(row["tool"], row["in_file"]) for row in results(shop)] == [
        ("gpu-burn", 0), ("MATS", 0), ("MATS", 1),
    ]  # fmt: skip
    newest = shop.ask("newest")
    shop.do("undo", entry=newest)
    shop.do("record_log", **each[-1])
    assert "numbered from 0" in refusal(shop, "record_log", **log(card, "MATS", in_file=-1))
