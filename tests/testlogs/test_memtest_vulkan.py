# SPDX-License-Identifier: MIT
"""memtest_vulkan: console and log file of v0.3 and later, and when its PASSed is none."""

import re
import time
from pathlib import Path

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "memtest_vulkan"
REAL = Path(__file__).parents[3] / "shared" / "testlogs" / "memtest_vulkan"

CARD = Device(
    name="NVIDIA GeForce RTX 3080", pci_bus="0000:0A:00.0", pci_device="2206", memory_mib=10240
)


def made(name: str) -> list[ToolResult]:
    return read_log((MADE / name).read_bytes())


def real(name: str) -> ToolResult:
    log = REAL / name
    if not log.exists():
        pytest.skip(f"{log} is not there")
    (result,) = read_log(log.read_bytes())
    return result


def values(result: ToolResult) -> dict[str, tuple[float | str, str]]:
    return {reading.name: (reading.value, reading.unit) for reading in result.readings}


def test_a_real_pass_of_v03() -> None:
    result = real("readme-v0.3.0-rtx3090-pass.txt")
    assert (result.tool, result.tool_version) == ("memtest_vulkan", "0.3.0")
    assert result.device == Device(
        name="NVIDIA GeForce RTX 3090",
        pci_bus="0000:01:00.0",
        pci_device="2204",
        memory_mib=24576,
    )
    assert values(result) == {
        "memory_errors": (0.0, ""),
        "memory_tested": (23347.2, "MiB"),
        "test_passes": (1954.0, ""),
        "test_minutes": (1.852036, "min"),
        "memory_speed": (741.5, "GB/s"),
    }
    assert result.verdict == "pass"


def test_a_real_fault_in_one_bit() -> None:
    result = real("readme-v0.3.0-p104-100-FAIL-single-bit.txt")
    assert result.device.name == "NVIDIA P104-100"
    assert result.device.pci_device == "1B87"
    # 0x3C7EC3 and 0x7E0C6E; bits 5 and 21 are the same line of two chips.
    assert result.value("memory_errors") == 12225329
    assert result.value("failing_bits") == "0x5 0x15"
    assert result.value("memory_tested") == 7680
    assert result.verdict == "fail"
    assert str(result.says) == "memtest_vulkan found memory errors: 12225329."


def test_a_real_five_minute_test() -> None:
    result = real("readme-v0.4.2-v3d-5min-pass.txt")
    assert result.tool_version == "0.4.2"
    assert result.device == Device(name="V3D 4.2", memory_mib=1024)
    assert result.value("test_passes") == 192
    assert result.value("test_minutes") == 5.762703
    assert result.value("memory_tested") == 512
    assert result.verdict == "pass"


def test_a_coloured_console_of_v05() -> None:
    (result,) = made("v05-pass.txt")
    assert (result.tool_version, result.device) == ("0.5.0", CARD)
    assert values(result) == {
        "memory_errors": (0.0, ""),
        "memory_tested": (9216.0, "MiB"),
        "test_passes": (12095.0, ""),
        "test_minutes": (5.610107, "min"),
        "memory_speed": (600.1, "GB/s"),
    }
    assert result.verdict == "pass"


def test_a_windows_console_of_v03() -> None:
    (result,) = made("v03-pass.txt")
    assert (result.tool_version, result.verdict) == ("0.3.0", "pass")
    assert result.device.name == "NVIDIA GeForce RTX 3070"
    assert "Jörg" not in repr(result)


def test_the_version_that_prints_the_last_error() -> None:
    (good,), (bad,) = made("after-v05-pass.txt"), made("after-v05-fail.txt")
    assert (good.verdict, good.value("test_minutes")) == ("pass", 5.1)
    assert good.value("memory_tested") == 9216
    assert (bad.verdict, bad.value("memory_errors")) == ("fail", None)
    assert str(bad.says) == "memtest_vulkan found memory errors."


@pytest.mark.parametrize("name", ["v03-pass.txt", "v05-pass.txt", "after-v05-pass.txt"])
def test_a_decimal_comma_is_one_too(name: str) -> None:
    lines = (MADE / name).read_bytes().splitlines(keepends=True)
    commas = [
        re.sub(rb"(?<=\d)\.(?=\d)", b",", line) if b"written" in line else line for line in lines
    ]
    assert commas != lines
    assert read_log(b"".join(commas)) == made(name)


def test_errors_and_the_bits_that_failed_alone() -> None:
    (result,) = made("v05-fail.txt")
    assert result.device == CARD
    assert result.value("memory_errors") == 0x2B788 + 0x10
    assert result.value("failing_bits") == "0x7 0x12"
    assert result.verdict == "fail"


def test_a_log_file_holds_many_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1")
    time.tzset()
    try:
        before, good, hung = made("v05-log-file.log")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert [r.verdict for r in (before, good, hung)] == ["inconclusive", "pass", "inconclusive"]
    # Its front is cut off, so it is not known on which card.
    assert before.device == Device()
    assert (good.device, hung.device) == (CARD, CARD)
    # It writes UTC; the bench PC's clock shows an hour more.
    assert good.taken_at == "2026-02-11T09:10:14"
    assert hung.taken_at == "2026-02-12T10:00:01"
    assert "did not come to its end" in str(hung.says)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("v05-too-short.txt", "did not come to its end"),
        ("v03-too-short.txt", "1 s of the test only"),
        ("v05-init-failed.txt", "tested no memory"),
        ("v05-lost.txt", "broke off"),
        ("v05-processor.txt", "not that of a card"),
    ],
)
def test_what_is_no_pass(name: str, says: str) -> None:
    (result,) = made(name)
    assert result.verdict == "inconclusive"
    assert says in str(result.says)


def test_the_memory_of_the_pc_gives_no_reading() -> None:
    (result,) = made("v05-processor.txt")
    assert result.readings == ()


def whole() -> str:
    return (MADE / "v05-pass.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("log", "verdict"),
    [
        (whole()[: whole().index("Standard 5-minute test PASSed!")], "inconclusive"),
        (whole()[: whole().index("Extended")], "pass"),
        (whole() + "Error found. Mode NEXT_RE_READ, total errors 0x0 out of 0x1000 (0%)\n", "fail"),
        (whole() + "Error found. Mode NEXT_RE_READ", "fail"),
        (whole().replace("checked:", "skipped:"), "inconclusive"),
    ],
)
def test_verdicts(log: str, verdict: str) -> None:
    (result,) = read_log(log.encode())
    assert result.verdict == verdict


def test_the_end_of_a_standard_test_is_not_the_whole() -> None:
    at = whole().index("Standard 5-minute test PASSed!")
    front_cut = "".join(whole()[:at].splitlines(keepends=True)[-4:]) + whole()[at:]
    (result,) = read_log(front_cut.encode())
    assert result.verdict == "inconclusive"
    assert "too little" in str(result.says)


def test_a_page_about_it_is_not_its_log() -> None:
    with pytest.raises(Refused, match="not the log"):
        read_log(f"# memtest_vulkan\n<details><pre>\n{whole()}</pre></details>\n".encode())
