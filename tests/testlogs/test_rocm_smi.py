# SPDX-License-Identifier: MIT
"""What rocm-smi says of AMD cards, under the names of each of its versions."""

import json
from pathlib import Path
from typing import Any

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "rocm-smi"
REAL = Path(__file__).parents[3] / "shared" / "testlogs" / "rocm-smi"


def results(name: str) -> list[ToolResult]:
    return read_log((MADE / name).read_bytes())


def readings(result: ToolResult) -> dict[str, tuple[float | str, str]]:
    return {reading.name: (reading.value, reading.unit) for reading in result.readings}


def card(**said: Any) -> ToolResult:
    """A card of which this is said beside its temperature."""
    log = {"card0": {"Temperature (Sensor edge) (C)": "45.0", **said}}
    (result,) = read_log(json.dumps(log).encode())
    return result


def test_a_card_under_load() -> None:
    (result,) = results("v4-load.json")
    assert (result.tool, result.tool_version, result.verdict) == ("rocm-smi", None, "pass")
    assert result.device == Device(
        name="Radeon RX 5700",
        pci_bus="0000:0B:00.0",
        pci_device="731F",
        vbios="113-D1990103-P09",
        memory_mib=8176,
    )
    assert readings(result) == {
        "gpu_name": ("Radeon RX 5700", ""),
        "vbios_version": ("113-D1990103-P09", ""),
        "core_temp": (61, "°C"),
        "hot_spot_temp": (84.5, "°C"),
        "hot_spot_delta": (23.5, "°C"),
        "memory_temp": (78, "°C"),
        "power_draw": (172, "W"),
        "power_limit": (180, "W"),
        "core_voltage": (1.081, "V"),
        "graphics_clock": (1810, "MHz"),
        "memory_clock": (875, "MHz"),
        "fan_speed": (37.65, "%"),
        "fan_rpm": (1480, "rpm"),
        "gpu_use": (99, "%"),
        "memory_total": (8176, "MiB"),
        "memory_used": (6400, "MiB"),
        "pcie_gen_current": (3, ""),
        "pcie_width_current": (8, ""),
        "gpu_index": (0, ""),
        "driver_version": ("5.6.5", ""),
    }


def test_a_newer_version_and_two_cards() -> None:
    first, second = results("v6-two-cards.json")
    assert first.device == Device(
        name="AMD Instinct MI300X OAM",
        uuid="0x9a1b2c3d4e5f6001",
        serial="692308000140",
        pci_bus="0000:05:00.0",
        pci_device="74A1",
        vbios="113-M3000100-102",
        memory_mib=196592,
    )
    assert second.device.serial == "692308000142"
    assert second.device.pci_bus == "0000:25:00.0"
    assert first.value("core_temp") is None
    assert first.value("hot_spot_temp") == 41
    assert first.value("hot_spot_delta") is None
    assert first.value("power_draw") == 138
    assert first.value("pcie_gen_current") == 5
    assert (first.verdict, second.verdict) == ("pass", "pass")


def test_a_card_that_does_not_answer_does_not_pass() -> None:
    (result,) = results("v5-silent.json")
    assert result.verdict == "inconclusive"
    assert "temperature, power and clock are not there" in str(result.says)
    assert result.device == Device(pci_bus="0000:03:00.0", pci_device="73BF")
    assert readings(result) == {"gpu_index": (0, "")}


def test_a_log_cut_off_keeps_what_it_had() -> None:
    data = (MADE / "v6-two-cards.json").read_bytes()
    first, second = read_log(data[: data.rindex(b'"VRAM Total')])
    assert (first.verdict, second.verdict) == ("inconclusive", "inconclusive")
    assert (first.value("power_draw"), second.value("power_draw")) == (138, 138)
    assert second.value("memory_total") is None


@pytest.mark.parametrize(
    ("key", "written", "name", "value"),
    [
        ("Fan speed (%)", "40", "fan_speed", 40),
        ("Fan speed (%)", 40, "fan_speed", 40),
        ("Fan speed (%)", 40.5, "fan_speed", 40.5),
        ("Fan speed (%)", "NaN", "fan_speed", None),
        ("Fan speed (%)", ["40"], "fan_speed", None),
        ("Fan speed (%)", "-1", "fan_speed", None),
        ("Average Graphics Package Power (W)", "6,5", "power_draw", 6.5),
        ("sclk clock level", "8 (1725Mhz)", "graphics_clock", 1725),
        ("sclk clock speed:", "(Mhz)", "graphics_clock", None),
        ("VRAM Total Memory (B)", "9" * 40, "memory_total", None),
        ("VRAM Total Memory (B)", "-5", "memory_total", None),
        ("PCIe Replay Count", "3", "replay_counter", 3),
        ("Serial Number", "0000000000", "serial", None),
        ("Card series", "0x834", "gpu_name", None),
    ],
)
def test_values(key: str, written: Any, name: str, value: object) -> None:
    assert card(**{key: written}).value(name) == value


@pytest.mark.parametrize(
    ("log", "why"),
    [
        ('{"card0": 1, "x": {"card1": {"GPU use (%)": "1"}}}', "lists no card"),
        ('{"card0": {"GPU use (%)": "1", "GPU use (%)": "2"}}', "twice"),
        ('{"card0": {"suit": "hearts"}}', "not the log of any test tool"),
        ('```json\n{"card0": {"GPU use (%)": "1"}}\n```', "not the log of any test tool"),
    ],
)
def test_what_is_refused(log: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_log(log.encode())


REAL_CARDS: dict[str, tuple[Device, dict[str, object]]] = {
    "telegraf-rx6700xt_rocm612.json": (
        Device(
            name="Navi 22 [Radeon RX 6700/6700 XT / 6800M]",
            pci_bus="0000:07:00.0",
            pci_device="73DF",
            vbios="113-67XA6SSB1-D01",
            memory_mib=12272,
        ),
        {
            "core_temp": 45,
            "hot_spot_temp": 47,
            "memory_temp": 46,
            "power_draw": 6,
            "power_limit": 211,
            "core_voltage": 0.006,
            "graphics_clock": 0,
            "memory_clock": 96,
            "fan_speed": None,
            "memory_vendor": "samsung",
            "pcie_gen_current": 4,
            "pcie_width_current": 16,
            "replay_counter": 0,
            "driver_version": "6.3.6",
        },
    ),
    "telegraf-vega-20-WKS-GL-XE.json": (
        Device(
            name="Radeon Instinct MI50 32GB",
            uuid="0x2f048617326b1ea",
            serial="692024000810",
            pci_bus="0000:63:00.0",
            pci_device="66A1",
            vbios="113-D1631700-111",
            memory_mib=32752,
        ),
        {
            "core_temp": 36,
            "hot_spot_temp": 38,
            "memory_temp": 35,
            "power_draw": 26,
            "power_limit": 225,
            "core_voltage": 1,
            "graphics_clock": 1725,
            "memory_clock": 1000,
            "fan_speed": 0,
            "fan_rpm": 0,
            "gpu_use": 0,
            "driver_version": "5.9.17",
        },
    ),
}


@pytest.mark.parametrize("file", REAL_CARDS)
def test_real_logs(file: str) -> None:
    path = REAL / file
    if not path.is_file():
        pytest.skip(f"the real log {file} is not on this machine")
    device, expected = REAL_CARDS[file]
    (result,) = read_log(path.read_bytes())
    assert result.device == device
    assert {name: result.value(name) for name in expected} == expected
    assert result.verdict == "pass"
