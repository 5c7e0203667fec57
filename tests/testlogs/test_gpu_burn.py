# SPDX-License-Identifier: MIT
"""gpu-burn: what it computed on which card, and when its OK is none."""

from pathlib import Path

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "gpu-burn"
REAL = Path(__file__).parents[3] / "shared" / "testlogs" / "gpu-burn"

FIRST = "GPU-11111111-aaaa-bbbb-cccc-0000000000a1"
SECOND = "GPU-11111111-aaaa-bbbb-cccc-0000000000b2"
LISTED = f"GPU 0: NVIDIA GeForce RTX 4090 (UUID: {FIRST})\n"
END = "\nKilling processes.. done\n\nTested 1 GPUs:\n\tGPU 0: OK\n"


def made(name: str) -> list[ToolResult]:
    return read_log((MADE / f"{name}.log").read_bytes())


def values(result: ToolResult) -> dict[str, tuple[float | str, str]]:
    return {reading.name: (reading.value, reading.unit) for reading in result.readings}


def report(percent: float, done: int = 500, errors: str = "0") -> str:
    """One progress report on one card."""
    return f"\r{percent}%  proc'd: {done} (61000 Gflop/s)   errors: {errors}   temps: 70 C "


def one(log: str) -> ToolResult:
    (result,) = read_log(log.encode())
    return result


def test_the_newest_prints_the_power() -> None:
    first, second = made("ok-with-power")
    assert (first.tool, first.tool_version) == ("gpu-burn", None)
    assert first.device == Device(name="NVIDIA GeForce RTX 3080", uuid=FIRST, memory_mib=10017)
    assert second.device == Device(name="NVIDIA GeForce RTX 3080", uuid=SECOND, memory_mib=10017)
    assert first.taken_at == second.taken_at == "2026-03-14T09:09:30"
    assert values(first) == {
        "stress_minutes": (15.0, "min"),
        "stress_errors": (0.0, ""),
        "operations": (10240.0, ""),
        "compute_speed": (14898.0, "Gflop/s"),
        "compute_speed_mean": (14929.666667, "Gflop/s"),
        "core_temp": (76.0, "°C"),
        "power_draw": (321.0, "W"),
        "precision": ("floats", ""),
        "tensor_cores": ("no", ""),
    }
    assert second.value("core_temp") == 81
    heat, watts = second.series
    assert (heat.name, heat.unit) == ("core_temp", "°C")
    # By seconds: 0.3, 12, 62 and 100 % of fifteen minutes.
    assert heat.points == ((2.7, 44), (108, 68), (558, 81), (900, 80))
    assert (watts.name, watts.unit, watts.points[-1]) == ("power_draw", "W", (900, 324))
    assert (first.verdict, second.verdict) == ("pass", "pass")


def test_eight_real_cards() -> None:
    log = REAL / "superbench-8xA100-ok.log"
    if not log.exists():
        pytest.skip(f"{log} is not there")
    results = read_log(log.read_bytes())
    assert [result.verdict for result in results] == ["pass"] * 8
    assert {result.device.name for result in results} == {"NVIDIA A100-SXM4-80GB"}
    assert {result.device.memory_mib for result in results} == {81251}
    assert results[0].device.uuid == "GPU-b876c63f-396c-f826-5cd0-6b8409990352"
    assert results[7].device.uuid == "GPU-b07c7bf3-4549-25d9-cec2-999db25a20a6"
    assert {result.taken_at for result in results} == {"2022-03-10T19:21:22"}
    # 50 % at :17 and 100 % at :22: ten seconds in all.
    assert {result.value("stress_minutes") for result in results} == {0.166667}
    assert [result.value("operations") for result in results] == [
        6783, 6783, 6783, 4522, 4522, 6783, 4522, 4522,
    ]  # fmt: skip
    assert [result.value("compute_speed") for result in results] == [
        16942, 17093, 16957, 16926, 16890, 16950, 17010, 16926,
    ]  # fmt: skip
    assert [result.value("core_temp") for result in results] == [62, 59, 58, 60, 60, 59, 58, 61]
    assert {result.value("stress_errors") for result in results} == {0}
    assert {result.value("precision") for result in results} == {"doubles"}
    assert {result.value("tensor_cores") for result in results} == {"yes"}
    assert {result.series[0].points[-1][0] for result in results} == {10}


def test_errors_are_added_up_over_the_summaries() -> None:
    good, bad = made("faulty")
    assert (good.verdict, bad.verdict) == ("pass", "fail")
    # 17 before the summary; then it counts from 0 again: 5.
    assert bad.value("stress_errors") == 22
    assert str(bad.says) == "gpu-burn found calculation errors: 22."
    # 10.4 % and 21.1 % lie two minutes apart.
    assert bad.value("stress_minutes") == 18.691589


def test_errors_fail_a_card_even_when_the_log_is_cut_off() -> None:
    good, bad = made("cut-off-with-errors")
    assert (good.verdict, bad.verdict) == ("inconclusive", "fail")
    assert "ends before the verdict" in str(good.says)
    assert bad.value("stress_errors") == 2


def test_a_count_beyond_32_bits_is_no_reading_and_still_a_fault() -> None:
    good, bad = made("more-errors-than-it-counts")
    assert (good.verdict, bad.verdict) == ("pass", "fail")
    assert bad.value("stress_errors") is None
    assert str(bad.says) == "gpu-burn found more calculation errors than it can count."


def test_a_card_that_died() -> None:
    dead, well = made("died")
    assert (dead.verdict, well.verdict) == ("fail", "pass")
    assert "stopped computing" in str(dead.says)
    assert dead.value("stress_errors") is None


@pytest.mark.parametrize(
    ("name", "count", "says"),
    [
        ("nothing-processed", 2, "could not start"),
        ("no-report-at-all", 1, "computed nothing"),
        ("stopped-at-99", 1, "stopped at 99.9 %"),
    ],
)
def test_what_is_no_pass_though_it_says_ok(name: str, count: int, says: str) -> None:
    results = made(name)
    assert [result.verdict for result in results] == ["inconclusive"] * count
    assert all(says in str(result.says) for result in results)
    assert all(result.value("stress_errors") in (None, 0) for result in results)


@pytest.mark.parametrize(
    ("log", "verdict", "says"),
    [
        (LISTED + report(100.0) + END, "pass", "calls the card OK"),
        (LISTED + report(100.0) + END[:-3], "inconclusive", "ends before the verdict"),
        (LISTED + report(100.0) + END.replace("OK", "FINE"), "inconclusive", "before the verdict"),
        (LISTED + report(100.0) + END.replace("OK", "FAULTY"), "fail", "calls the card faulty"),
        (LISTED + report(100.0, done=0) + END, "inconclusive", "computed nothing"),
        (LISTED + report(99.0) + END, "inconclusive", "stopped at 99 %"),
        (LISTED + report(9.0, errors="4  (WARNING!)") + report(100.0) + END, "fail", "errors: 4"),
        ("Burning for 3 seconds.\n" + LISTED + report(100.0) + END, "inconclusive", "3 s only"),
        (
            LISTED + report(50.0) + 'Failure during compute: Error in "SGEMM"\n' + END,
            "fail",
            "stopped computing",
        ),
        (
            LISTED + "Couldn't init a GPU test: Error in \"load module\": \nread[0] error 0"
            + report(50.0, done=-1, errors="1641686072  (DIED!)"),
            "inconclusive",
            "could not start",
        ),
        ("Burning for 60 seconds.\n" + LISTED, "inconclusive", "computed nothing"),
    ],
)  # fmt: skip
def test_verdicts(log: str, verdict: str, says: str) -> None:
    result = one(log)
    assert result.verdict == verdict
    assert says in str(result.says)


def test_cards_of_two_models_are_not_told_apart_by_their_numbers() -> None:
    # Its number 0 is CUDA's, with 8 GB; that of its list is nvidia-smi's, with 12 GB.
    first, second = made("other-cards")
    assert first.device == Device(memory_mib=8126)
    assert second.device == Device(memory_mib=11441)
    assert (first.value("core_temp"), first.series) == (None, ())


def test_one_card_of_three() -> None:
    (result,) = made("third-of-three")
    assert result.device.uuid == FIRST[:-2] + "c3"
    assert result.device.memory_mib == 10017
    # In the one place of its list gpu-burn writes each card's temperature in turn.
    assert result.value("core_temp") is None
    assert result.verdict == "pass"


def test_the_first_card_of_three_may_be_any_that_was_left_visible() -> None:
    log = (MADE / "third-of-three.log").read_text("utf-8").replace("device 2", "device 0")
    result = one(log)
    assert result.device == Device(name="NVIDIA GeForce RTX 3080", memory_mib=10017)


def test_a_chinese_bench() -> None:
    (result,) = made("chinese")
    assert result.verdict == "pass"
    assert result.taken_at == "2022-03-10T19:21:17"
    assert result.value("stress_minutes") == 1


def test_runs_one_after_the_other() -> None:
    good = LISTED + report(50.0) + report(100.0) + END
    bad = LISTED + report(50.0) + report(60.0, errors="1  (WARNING!)")
    for log in (good + bad, bad + "\n" + good):
        assert sorted(result.verdict for result in read_log(log.encode())) == ["fail", "pass"]
    # No list in between: time went back, so it is another run.
    again = report(50.0) + report(100.0) + END
    assert [r.verdict for r in read_log((good + again).encode())] == ["pass", "pass"]
    assert [r.verdict for r in read_log((LISTED + report(90.0) + again).encode())] == [
        "inconclusive",
        "pass",
    ]


def test_carriage_returns_that_got_lost() -> None:
    log = LISTED + (report(50.0, errors="2  (WARNING!)") + report(100.0)).replace("\r", "") + END
    assert one(log).value("stress_errors") == 2


def test_a_page_about_it_is_not_its_log() -> None:
    page = "How to test a card:\n\n```\n" + LISTED + report(100.0) + END + "```\n"
    with pytest.raises(Refused, match="not the log"):
        read_log(page.encode())


def test_a_file_with_no_card_is_refused() -> None:
    with pytest.raises(Refused, match="holds no result"):
        read_log(b"Run length not specified in the command line. Burning for 10 secs\nNo devices\n")


def test_a_card_without_memory_has_none_to_tell() -> None:
    log = (MADE / "died.log").read_text().replace("with 11441 MB", "with 0 MB")
    assert read_log(log.encode())[0].device.memory_mib is None
