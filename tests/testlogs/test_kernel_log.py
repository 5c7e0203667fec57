# SPDX-License-Identifier: MIT
"""The driver's errors in the logs of the kernel, in every form the kernel's readers print."""

from pathlib import Path

import pytest
from lengths import full

from workshop.domain.refused import Refused
from workshop.testlogs import Device, ToolResult, read_log
from workshop.testlogs.apart import Reader
from workshop.testlogs.moment import moment_in

MADE = Path(__file__).parent / "made" / "kernel-log"
REAL = Path(__file__).parents[3] / "shared" / "testlogs" / "kernel-xid"


def results(name: str) -> list[ToolResult]:
    return read_log((MADE / name).read_bytes())


def readings(result: ToolResult) -> dict[str, float | str]:
    return {reading.name: reading.value for reading in result.readings}


def test_a_card_that_fell_off_the_bus() -> None:
    (result,) = results("dmesg-T.log")
    assert (result.tool, result.tool_version) == ("kernel log", None)
    assert result.device == Device(
        uuid="GPU-0a0a0a0a-1111-2222-3333-444444444479", pci_bus="0000:01:00.0"
    )
    assert readings(result) == {
        "xid_errors": 1,
        "xid_codes": "79",
        "driver_version": "550.144.03",
    }
    assert result.taken_at == "2025-01-11T09:40:07"
    assert result.verdict == "fail"
    assert str(result.says) == "The card fell off the bus (Xid 79)."


def test_errors_of_programs_on_two_cards() -> None:
    first, second = results("journal-two-cards.log")
    assert first.device == Device(pci_bus="0000:17:00.0")
    assert second.device == Device(pci_bus="0000:65:00.0")
    assert readings(first) == {"xid_errors": 1, "xid_codes": "31"}
    assert readings(second) == {"xid_errors": 4, "xid_codes": "13"}  # one, and three repeated
    for result in (first, second):
        assert result.taken_at is None  # a syslog has no year
        assert result.verdict == "inconclusive"
        assert "a program may have caused" in str(result.says)
        assert "anna" not in repr(result)


def test_memory_errors() -> None:
    (result,) = results("iso-memory.log")
    assert result.device == Device(
        uuid="GPU-0a0a0a0a-1111-2222-3333-444444444448",
        serial="1650122000048",
        pci_bus="0000:52:00.0",
    )
    assert readings(result) == {
        "xid_errors": 3,
        "xid_codes": "48 63 94",
        "failing_partition": "16/3",
    }
    assert result.taken_at == "2025-06-02T17:20:11"
    assert result.verdict == "fail"
    assert "could not correct (Xid 48)" in str(result.says)


def test_old_drivers() -> None:
    first, second = results("old-driver.log")
    assert first.device == Device(
        uuid="GPU-0a0a0a0a-1111-2222-3333-444444444431", pci_bus="0000:03:00.0"
    )
    assert second.device == Device()  # it wrote no slot
    assert [result.value("xid_codes") for result in (first, second)] == ["8", "6"]


def test_a_card_that_the_driver_could_not_start() -> None:
    (result,) = results("kmsg-not-started.log")
    assert result.device == Device(pci_bus="0000:02:00.0")
    assert readings(result) == {"xid_errors": 0}
    assert result.verdict == "inconclusive"
    assert "could not start the card" in str(result.says)


def test_a_log_of_a_french_pc() -> None:
    (result,) = results("cp1252.log")
    assert result.device == Device(pci_bus="0001:00:00.0")
    assert (result.verdict, result.taken_at) == ("fail", None)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "  ",
        "[  812.114000] ",
        "<3>[  812.114000] ",
        "kern  :err   : [  812.114000] ",
        "kern  :err   : ",
        "[Sun Feb 23 16:24:18 2025] ",
        "2025-02-23T16:24:18,123456+01:00 ",
        "2025-02-23T16:24:18.123456+01:00 host kernel: ",
        "2025-02-23T16:24:18+0100 host kernel: ",
        "Sun 2025-02-23 16:24:18 CET host kernel: ",
        "Feb 23 16:24:18 host kernel: [  812.114000] ",
        "3,1234,812114000,-;",
        "Feb 23 16:24:18 host kernel: message repeated 2 times: [ ",
    ],
)
def test_what_may_stand_before_a_line(before: str) -> None:
    (result,) = read_log(f"x\n{before}NVRM: Xid (PCI:0000:01:00): 62, 0\ny\n".encode())
    assert result.value("xid_errors") == (2 if "repeated" in before else 1)
    assert result.taken_at == ("2025-02-23T16:24:18" if "2025" in before else None)


@pytest.mark.parametrize(
    "log",
    [
        "The driver then logs NVRM: Xid (PCI:0000:01:00): 79 and stops.",
        "grep 'NVRM: Xid (PCI:0000:01:00): 79' /var/log/syslog",
        '"message": "NVRM: Xid (PCI:0000:01:00): 79"',
        "```\nNVRM: Xid (PCI:0000:01:00): 79, x\n```",
        "NVRM: loading NVIDIA UNIX x86_64 Kernel Module  550.144.03  Mon Dec 30",
        "NVRM: Xid (PCI:not a place): 79, x",
        "NVRM: Xid (PCI:0000:01:00): seventy-nine",
        "x" * 5_000 + "] NVRM: Xid (PCI:0000:01:00): 79, x",
    ],
)
def test_what_is_no_kernel_log(log: str) -> None:
    with pytest.raises(Refused, match="not the log of any test tool"):
        read_log(log.encode())


@pytest.mark.parametrize(
    ("codes", "verdict", "says"),
    [
        ((13, 79), "fail", "fell off the bus (Xid 79)"),
        ((63,), "fail", "took failing memory out of use (Xid 63)"),
        ((64, 63), "fail", "could not take failing memory out of use (Xid 64)"),
        ((43, 45), "inconclusive", "Xid 43, which a program may have caused"),
        ((154,), "inconclusive", "Xid 154. What it means"),
    ],
)
def test_the_gravest_error_is_told(codes: tuple[int, ...], verdict: str, says: str) -> None:
    log = "\n".join(f"NVRM: Xid (PCI:0000:01:00): {code}, x" for code in codes)
    (result,) = read_log(log.encode())
    assert result.verdict == verdict
    assert says in str(result.says)


@pytest.mark.parametrize("line", ["NVRM: Xid (0:0): 1\n", "NVRM: GPU \n", "NVRM: ", "] NVRM: GPU "])
def test_no_storm_of_lines_takes_long(line: str) -> None:
    with pytest.raises(Refused):
        read_log(line.encode() * (full(30_000_000, everyday=10_000_000) // len(line)))


def test_a_pc_that_runs_for_weeks_has_a_long_log() -> None:
    said = "NVRM: Xid (PCI:0000:01:00): 31, pid=77, name=python, Ch 00000010\n"
    lines = ["[    1.25] usb 1-2: new high-speed USB device number 4 using xhci_hcd\n"] * 100_000
    lines += [f"[{n}.000125] {said}" for n in range(250_000)]
    lines.append("[250000.5] NVRM: Xid (PCI:0000:01:00): 79, GPU has fallen off the bus.\n")
    with Reader() as reader:  # which is stopped after 5 s of work
        (result,) = reader.read("".join(lines).encode())
    assert readings(result) == {"xid_errors": 250_001, "xid_codes": "31 79"}
    assert result.verdict == "fail"


def test_more_than_can_be_read_soon_is_said_so() -> None:
    log = "NVRM: Xid (PCI:0000:01:00): 62, 0\n" * 350_001
    with Reader() as reader, pytest.raises(Refused) as caught:
        reader.read(log.encode())
    assert str(caught.value) == (
        "This kernel log has more than 350000 messages of the NVIDIA driver. "
        "Save the part of it since the card was put in, and import that."
    )


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("at Sun Mar  2 15:02:02 2025, or so", "2025-03-02T15:02:02"),
        ("2025-03-02 15:02:02.5", "2025-03-02T15:02:02"),
        ("Sun Mär 2 15:02:02 2025", None),
        ("2025-02-31T15:02:02", None),
        ("Mar  2 15:02:02", None),
        ("", None),
    ],
)
def test_moments(text: str, moment: str | None) -> None:
    assert moment_in(text) == moment


def test_the_real_log() -> None:
    path = REAL / "gpud-dmesg-with-xid-119.log"
    if not path.is_file():
        pytest.skip(f"the real log {path.name} is not on this machine")
    (result,) = read_log(path.read_bytes())
    assert result.device == Device(
        uuid="GPU-509665ad-b600-ac93-3616-d754b23d636d",
        serial="1650124014249",
        pci_bus="0000:9B:00.0",
    )
    assert readings(result) == {"xid_errors": 5, "xid_codes": "119"}
    assert result.taken_at == "2025-02-23T16:30:13"
    assert result.verdict == "fail"
    assert "The processor of the GPU that serves the driver failed (Xid 119)" in str(result.says)
    assert "cache_mgr_main" not in repr(result)
