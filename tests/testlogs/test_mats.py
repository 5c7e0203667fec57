# SPDX-License-Identifier: MIT
"""Reports of MATS: which channel fails, and what is only its noise."""

from pathlib import Path

import pytest

from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "mats"
PASS = (MADE / "pass.txt").read_text("utf-8")
TABLE = "=== MEMORY ERRORS BY SUBPARTITION ===\n"


def made(name: str) -> ToolResult:
    (result,) = read_log((MADE / f"{name}.txt").read_bytes())
    return result


def values(result: ToolResult) -> dict[str, tuple[float | str, str]]:
    return {reading.name: (reading.value, reading.unit) for reading in result.readings}


def test_no_error() -> None:
    result = made("pass")
    assert (result.tool, result.tool_version, result.device) == ("MATS", "455.107", Device())
    assert values(result) == {
        "memory_errors": (0.0, ""),
        "memory_tested": (20.0, "MiB"),
        "gpu_chip": ("GA104", ""),
    }
    assert result.verdict == "pass"


def test_an_error_code_of_zero_is_its_word_for_passed() -> None:
    result = made("pass-with-code")
    assert (result.tool_version, result.verdict) == ("400.184", "pass")
    assert (result.value("memory_errors"), result.value("memory_tested")) == (0, 100)


def test_one_bit_of_one_channel() -> None:
    result = made("one-channel")
    assert values(result) == {
        "memory_errors": (2060.0, ""),
        "memory_tested": (50.0, "MiB"),
        "gpu_chip": ("GA104", ""),
        "failing_channel": ("B0", ""),
        "failing_bits": ("B015", ""),
    }
    assert result.verdict == "fail"
    assert str(result.says) == "MATS found memory errors on channel B0."


def test_a_channel_above_the_noise_of_all() -> None:
    result = made("noise-and-a-channel")
    assert (result.verdict, result.value("failing_channel")) == ("fail", "A1")
    assert result.value("failing_bits") == "A032 A033 A034 A035 A036 A037 A038 A039"


def test_noise_alone_is_neither_pass_nor_failure() -> None:
    result = made("noise")
    assert result.verdict == "inconclusive"
    assert "its own noise" in str(result.says)
    assert result.value("memory_errors") is None
    assert result.value("failing_channel") is None


def test_two_chips_on_a_channel() -> None:
    # The column of ranks is none of errors.
    result = made("two-ranks")
    assert (result.value("failing_channel"), result.value("memory_errors")) == ("F1", 7)


@pytest.mark.parametrize(
    ("log", "verdict", "says"),
    [
        ((MADE / "cut-off.txt").read_text("utf-8"), "inconclusive", "cut off"),
        ((MADE / "no-memory.txt").read_text("utf-8"), "inconclusive", "tested any memory"),
        (PASS.splitlines()[0] + "\n", "inconclusive", "cut off"),
        (PASS + "Error Code = 00000020 (bad parameter)\n", "inconclusive", "error code 20"),
        (PASS.replace("Count: 0", "Count: -1", 1), "fail", "memory errors"),
        (PASS + "\nFailing Bits:\nC040\n", "fail", "on channel C1"),
        (TABLE + "FBIOA0 0 1 0\n", "fail", "A0"),
        (TABLE + "FBIOA0 0 0 0\n", "inconclusive", "tested any"),
    ],
)  # fmt: skip
def test_verdicts(log: str, verdict: str, says: str) -> None:
    (result,) = read_log(log.encode())
    assert (result.verdict, says in str(result.says)) == (verdict, True)


def test_reports_one_after_the_other() -> None:
    both = PASS + (MADE / "one-channel.txt").read_text("utf-8") + PASS
    assert [result.verdict for result in read_log(both.encode())] == ["pass", "fail", "pass"]
