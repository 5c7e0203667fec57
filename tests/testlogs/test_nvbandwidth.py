# SPDX-License-Identifier: MIT
"""What nvbandwidth measured on each card, as tables and as JSON, and when it is no pass."""

import json
from pathlib import Path

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "nvbandwidth"
REAL = Path(__file__).parents[3] / "shared" / "testlogs" / "nvbandwidth"


def results(name: str) -> list[ToolResult]:
    return read_log((MADE / name).read_bytes())


def readings(result: ToolResult) -> dict[str, tuple[float | str, str]]:
    return {reading.name: (reading.value, reading.unit) for reading in result.readings}


def test_tables_of_two_cards() -> None:
    first, second = results("v05-two-cards.txt")
    assert (first.tool, first.tool_version) == ("nvbandwidth", "v0.5")
    assert first.device == Device(name="NVIDIA A100-PCIE-40GB", pci_bus="0000:17:00.0")
    assert second.device == Device(name="NVIDIA A100-PCIE-40GB", pci_bus="0000:CA:00.0")
    assert readings(first) == {
        "driver_version": ("535.104.05", ""),
        "gpu_index": (0, ""),
        "host_to_device_memcpy_ce": (24.31, "GB/s"),
        "device_to_device_memcpy_read_ce": (17.95, "GB/s"),  # the slower of the two ways
    }
    assert readings(second)["host_to_device_memcpy_ce"] == (12.02, "GB/s")
    assert (first.verdict, second.verdict) == ("pass", "pass")


def test_tables_of_a_newer_version_end_with_a_note() -> None:
    (whole,), (cut,) = results("v08-pass.txt"), results("v08-no-end.txt")
    assert (
        readings(whole)
        == readings(cut)
        == {
            "driver_version": ("572.16", ""),
            "host_to_device_memcpy_ce": (25.31, "GB/s"),
            "host_device_latency_sm": (742.55, "ns"),
        }
    )
    assert whole.verdict == "pass"
    assert str(whole.says).startswith("Every copy that nvbandwidth began on the card came to its")
    assert cut.verdict == "inconclusive"
    assert "The end of this log of nvbandwidth is missing" in str(cut.says)
    assert "bench-07" not in repr(whole)


def test_what_comes_back_changed_is_a_fault() -> None:
    (result,) = results("v08-corrupted.txt")
    assert result.verdict == "fail"
    assert str(result.says) == "nvbandwidth read back something else than it had written."
    two = (MADE / "v05-two-cards.txt").read_text() + "[CUDA_ERROR_ECC_UNCORRECTABLE] x\n"
    for each in read_log(two.encode()):
        assert each.verdict == "inconclusive"
        assert "does not say from which card" in str(each.says)


def test_json() -> None:
    (result,) = results("v08.json")
    assert result.tool_version == "v0.8"
    assert result.device == Device(name="NVIDIA H100 80GB HBM3", pci_bus="0000:1A:00.0")
    assert readings(result) == {
        "driver_version": ("570.86.15", ""),
        "host_to_device_memcpy_ce": (55.1938, "GB/s"),
        "device_local_copy": (1402.71, "GB/s"),
    }
    assert result.verdict == "pass"
    assert "anna" not in repr(result)


def test_json_of_a_run_with_an_error() -> None:
    first, second = results("v06-error.json")
    assert first.device == Device()
    assert readings(second)["host_to_device_memcpy_ce"] == (25.0, "GB/s")
    for each in (first, second):
        assert each.tool_version == "v0.6"
        assert each.verdict == "inconclusive"
        assert str(each.says) == "nvbandwidth reports an error. Put it right and run it again."


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ({"status": "Running", "bandwidth_matrix": [["1.0"]]}, "did not come to the end"),
        ({"status": "Geslaagd", "bandwidth_matrix": [["1.0"]]}, "did not come to the end"),
        ({"status": "Passed"}, "did not come to the end"),
        ({"status": "Passed", "bandwidth_matrix": [["N/A"]]}, "copied nothing"),
        ({"status": "Passed", "bandwidth_matrix": [["0"]]}, "measured 0"),
        ({"status": "Passed", "bandwidth_matrix": [["-3.1"]]}, "copied nothing"),
        ({"status": "Passed", "bandwidth_matrix": [["1e999"]]}, "copied nothing"),
        ({"status": "Not Found"}, "reports an error"),
        ({"status": "Waived"}, "copied nothing"),
    ],
)
def test_what_leaves_doubt(case: dict[str, object], why: str) -> None:
    root = {"testcases": [{"name": "host_to_device_memcpy_ce", **case}]}
    (result,) = read_log(json.dumps({"nvbandwidth": root}).encode())
    assert result.verdict == "inconclusive"
    assert why in str(result.says)


def test_a_listed_card_without_a_column_does_not_pass() -> None:
    log = (MADE / "v08-pass.txt").read_text()
    log = log.replace("\nRunning", "Device 1: NVIDIA GeForce RTX 4090 (00000000:02:00)\nRunning", 1)
    first, second = read_log(log.encode())
    assert (first.verdict, second.verdict) == ("pass", "inconclusive")
    assert second.device.pci_bus == "0000:02:00.0"


@pytest.mark.parametrize(
    ("log", "why"),
    [
        ('{"nvbandwidth": {}}', "holds no result"),
        ('{"nvbandwidth": {"testcases": [}}', "damaged in line 1"),
        ("Run it:\n```\nnvbandwidth Version: v0.6\n```", "not the log of any test tool"),
        ('I saw `{"nvbandwidth": {}}`', "not the log of any test tool"),
        ("I like nvbandwidth Version: v0.6", "not the log of any test tool"),
    ],
)
def test_what_is_refused(log: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_log(log.encode())


def test_the_real_log() -> None:
    path = REAL / "superbench-gh200-v0.6.log"
    if not path.is_file():
        pytest.skip(f"the real log {path.name} is not on this machine")
    (result,) = read_log(path.read_bytes())
    assert result.tool_version == "v0.6"
    assert result.device == Device(name="NVIDIA GH200 480GB", pci_bus="0009:01:00.0")
    assert readings(result) == {
        "driver_version": ("550.54.15", ""),
        "host_to_device_memcpy_ce": (323.36, "GB/s"),  # of two processors the slower
        "device_to_host_memcpy_ce": (295.15, "GB/s"),
        "host_to_device_bidirectional_memcpy_ce": (176.92, "GB/s"),
        "device_to_host_bidirectional_memcpy_ce": (187.26, "GB/s"),
        "all_to_host_memcpy_ce": (295.15, "GB/s"),
        "all_to_host_bidirectional_memcpy_ce": (187.0, "GB/s"),
        "host_to_all_memcpy_ce": (370.13, "GB/s"),
        "host_to_all_bidirectional_memcpy_ce": (176.86, "GB/s"),
        "host_to_device_memcpy_sm": (372.33, "GB/s"),
        "device_to_host_memcpy_sm": (351.93, "GB/s"),
        "all_to_host_memcpy_sm": (352.98, "GB/s"),
        "all_to_host_bidirectional_memcpy_sm": (156.53, "GB/s"),
        "host_to_all_memcpy_sm": (360.93, "GB/s"),
        "host_to_all_bidirectional_memcpy_sm": (247.56, "GB/s"),
        "host_device_latency_sm": (772.58, "ns"),
    }
    assert result.verdict == "pass"
