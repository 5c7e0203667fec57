# SPDX-License-Identifier: MIT
"""cuda_memtest: each card of a run, its errors, and what a run without an end proves."""

from pathlib import Path

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "cuda_memtest"


def made(name: str) -> list[ToolResult]:
    return read_log((MADE / f"{name}.log").read_bytes())


def whole() -> str:
    return (MADE / "pass.log").read_text("utf-8")


def test_one_pass_over_all_memory() -> None:
    (result,) = made("pass")
    assert (result.tool, result.tool_version) == ("cuda_memtest", "1.2.3")
    assert result.device == Device(name="Tesla T4", serial="0323019000017", memory_mib=14930)
    assert {r.name: (r.value, r.unit) for r in result.readings} == {
        "memory_errors": (0.0, ""),
        "memory_tested": (14754.0, "MiB"),
        "test_minutes": (5.0, "min"),
        "tests_finished": (3.0, ""),
        "driver_version": ("535.183.01", ""),
    }
    assert result.taken_at == "2026-03-14T10:05:13"
    assert result.verdict == "pass"


def test_two_cards_of_which_one_is_bad() -> None:
    good, bad = made("two-cards-one-bad")
    assert (good.verdict, bad.verdict) == ("pass", "fail")
    assert good.device.serial == "0323019000017"
    # The driver did not tell its number at first, and did with the error.
    assert bad.device.serial == "0323019000099"
    assert bad.value("memory_errors") == 130
    assert (good.value("core_temp"), bad.value("core_temp")) == (58, 63)
    told = repr((good, bad))
    assert "bench4" not in told and "@" not in told


def test_errors_that_only_a_repetition_tells() -> None:
    (result,) = made("old-v1.2.2")
    assert (result.tool_version, result.verdict) == ("1.2.2", "fail")
    assert result.value("memory_errors") is None
    assert result.device == Device(name="GeForce GTX 480", memory_mib=1535)


@pytest.mark.parametrize(
    ("log", "verdict", "says"),
    [
        (whole()[: whole().index("main thread")], "inconclusive", "did not come to its end"),
        (whole()[: whole().index("Test0 finished")], "inconclusive", "finished no test"),
        (whole().replace("Allocated 14754", "Allocated 0"), "inconclusive", "finished no test"),
        (whole().replace("Test1 finished", "Test1 is over"), "inconclusive", "to its end"),
        (whole().replace("Test10 with", "ERROR: (x) 7 errors found in block 1 "), "fail", "7."),
        (whole().replace("Test10 with", "ERROR: (x) -7 errors found in block "), "fail", "errors."),
        (whole().replace("Test10 with", "ERROR: 0th error, expected value=0x1"), "fail", "errors."),
        (
            whole().replace("Test10 with", "ERROR: CUDA error: uncorrectable ECC error met"),
            "fail",
            "errors.",
        ),
        (
            whole().replace("Test10 with", "ERROR: cannot allocate any memory from GPU"),
            "inconclusive",
            "broke off",
        ),
        ("ERROR: Some GPU threads are not progressing\n" + whole(), "pass", "no error"),
        (whole() + "ERROR: Some GPU threads are not progressing\n", "inconclusive", "broke off"),
    ],
)
def test_verdicts(log: str, verdict: str, says: str) -> None:
    (result,) = read_log(log.encode())
    assert (result.verdict, says in str(result.says)) == (verdict, True)


def test_a_run_without_end() -> None:
    (result,) = made("interrupted")
    assert result.verdict == "inconclusive"
    assert "number of passes" in str(result.says)
    assert result.device.serial is None


def test_a_run_that_broke_off() -> None:
    (result,) = made("broke-off")
    assert result.verdict == "inconclusive"
    assert "Mechanic" not in repr(result)


def test_runs_one_after_the_other() -> None:
    results = read_log((whole() + (MADE / "broke-off.log").read_text("utf-8")).encode())
    assert [result.verdict for result in results] == ["pass", "inconclusive"]


def test_a_page_about_it_is_not_its_log() -> None:
    with pytest.raises(Refused, match="not the log"):
        read_log(f"Like this:\n```\n{whole()}```\n".encode())
