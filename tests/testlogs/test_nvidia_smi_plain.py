# SPDX-License-Identifier: MIT
"""The plain output of nvidia-smi -q: read as its XML is, whole or a part of it."""

from pathlib import Path

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "nvidia-smi-plain"
XML = Path(__file__).parent / "made" / "nvidia-smi" / "v10.xml"
REAL = Path(__file__).parents[3] / "shared" / "testlogs" / "nvidia-smi-csv"
BUNDLE = REAL / "linux-x86_64__nvidia-geforce-rtx-4080-super__595.71.05.txt"


def results(name: str) -> list[ToolResult]:
    return read_log((MADE / name).read_bytes())


def readings(result: ToolResult) -> dict[str, float | str]:
    return {reading.name: reading.value for reading in result.readings}


def test_a_whole_log() -> None:
    (result,) = results("card.txt")
    assert (result.tool, result.tool_version) == ("nvidia-smi", "565.57.01")
    assert result.taken_at == "2025-01-11T09:02:41"
    assert result.device == Device(
        name="NVIDIA H100 80GB HBM3",
        uuid="GPU-0a0a0a0a-1111-2222-3333-444444444418",
        serial="1654000000018",
        pci_bus="0000:18:00.0",
        pci_device="2330",
        pci_subsystem="10DE:16C1",
        vbios="96.00.74.00.01",
        board_part_number="692-2G520-0200-000",
        gpu_part_number="2330-885-A1",
        memory_mib=81559,
    )
    assert readings(result) == {
        "gpu_name": "NVIDIA H100 80GB HBM3",
        "driver_version": "565.57.01",
        "cuda_version": "12.7",
        "vbios_version": "96.00.74.00.01",
        "serial": "1654000000018",
        "pcie_gen_max": 5,
        "pcie_gen_current": 5,
        "pcie_width_current": 16,
        "replay_counter": 7,
        "memory_total": 81559,
        "memory_used": 1,
        "core_temp": 30,
        "tlimit_margin": 57,
        "memory_temp": 36,
        "power_draw": 100.89,  # the card, not the module around it
        "power_limit": 700,
        "graphics_clock": 345,
        "memory_clock": 2619,
        "performance_state": "P0",
        "reset_required": "no",
        "ecc_uncorrected": 0,
        "ecc_corrected": 3,
        "throttle_reasons": "hw_slowdown, hw_thermal_slowdown",
        "board_part_number": "692-2G520-0200-000",
        "gpu_part_number": "2330-885-A1",
    }
    assert result.verdict == "pass"
    assert "anna" not in repr(result)


def test_only_the_memory_of_two_cards() -> None:
    retired, remapped = results("memory-of-two-cards.txt")
    assert retired.device == Device(pci_bus="0001:00:00.0")
    assert readings(retired) == {
        "driver_version": "535.183.01",
        "cuda_version": "12.2",
        "retired_pages_single": 0,
        "retired_pages_double": 1,
        "retired_pages_pending": "no",
    }
    assert retired.verdict == "inconclusive"
    assert "This is a part of what nvidia-smi says of the card" in str(retired.says)
    assert readings(remapped) == {
        "driver_version": "535.183.01",
        "cuda_version": "12.2",
        "remapped_rows_correctable": 1,
        "remapped_rows_uncorrectable": 2,
        "remapped_rows_pending": "yes",
        "remapped_rows_failure": "no",
    }
    assert remapped.verdict == "fail"
    assert "waiting to be remapped" in str(remapped.says)


def test_several_runs_and_what_stands_between_them() -> None:
    log = (MADE / "card.txt").read_text() + "    Temperature\nprompt>\n    Fan Speed : 99 %\n"
    both = read_log((log + (MADE / "memory-of-two-cards.txt").read_text()).encode())
    assert [len(result.readings) > 10 for result in both] == [True, False, False]
    assert both[0].value("fan_speed") is None


def test_beside_its_xml_it_adds_nothing() -> None:
    xml = XML.read_bytes()
    assert read_log((MADE / "card.txt").read_bytes() + xml) == read_log(xml)


def test_a_masked_uuid_is_none() -> None:
    log = (MADE / "card.txt").read_text()
    masked = log.replace(
        "GPU-0a0a0a0a-1111-2222-3333-444444444418", "GPU-00000000-0000-0000-0000-000000000000"
    )
    (result,) = read_log(masked.encode())
    assert result.device.uuid is None


@pytest.mark.parametrize(
    "log",
    [
        "==============NVSMI LOG==============\n\nAttached GPUs : 0\n",
        "GPU 00000000:01:00.0\n    Product Name : x\n",
    ],
)
def test_without_a_card_or_its_beginning_it_is_refused(log: str) -> None:
    with pytest.raises(Refused):
        read_log(log.encode())


def test_the_plain_part_of_a_real_bundle() -> None:
    if not BUNDLE.is_file():
        pytest.skip(f"the real log {BUNDLE.name} is not on this machine")
    text = BUNDLE.read_text()
    begin = text.index("==============NVSMI LOG")
    (result,) = read_log(text[begin : text.index("\n####", begin)].encode())
    assert result.device == Device(
        name="NVIDIA GeForce RTX 4080 SUPER",
        pci_bus="0000:01:00.0",
        pci_device="2702",
        pci_subsystem="1462:5110",
        vbios="95.03.44.00.B2",
        gpu_part_number="2702-400-A1",
        memory_mib=16376,
    )
    expected = {
        "core_temp": 43,
        "temp_limit_shutdown": 101,
        "power_draw": 25.92,
        "power_limit": 320,
        "power_limit_max": 400,
        "graphics_clock": 210,
        "memory_clock": 405,
        "fan_speed": 0,
        "performance_state": "P8",
        "pcie_gen_max": 4,
        "pcie_gen_current": 1,
        "bar1_total": 16384,
        "throttle_reasons": "gpu_idle",
    }
    assert {name: result.value(name) for name in expected} == expected
    assert result.taken_at == "2026-06-26T11:59:44"
    assert result.verdict == "pass"
