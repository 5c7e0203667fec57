# SPDX-License-Identifier: MIT
"""What `rocm-smi --json` says of each AMD card, ROCm 3 to 6."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.answer import is_one_of_its_kind, number, words
from workshop.testlogs.console import is_page
from workshop.testlogs.json_text import Document, documents, mapping, plain
from workshop.testlogs.log import Log
from workshop.testlogs.nvidia_smi_card import bus_id
from workshop.testlogs.readings import capped
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult

TOOL = "rocm-smi"

_CARD = re.compile(r'"card\d{1,3}"\s*+:\s*+\{')
# Other tools number their cards too; these keys are rocm-smi's in all its versions.
_OURS = re.compile(
    r'"(?:Temperature \(Sensor [a-zA-Z0-9 ]{1,12}\) \(C\)|VRAM Total Memory \(B\)|GPU use \(%\)'
    r"|(?:Average|Max|Current Socket) Graphics Package Power \(W\)|VBIOS version"
    r'|[sm]clk clock speed:)"'
)
_NUMBERED = re.compile(r"card(\d{1,3})", re.ASCII)
_CLOCK = re.compile(r".{0,12}\((\d{1,6}(?:\.\d{1,3})?)Mhz\)", re.IGNORECASE)
_LINK = re.compile(r".{0,12}\((\d{1,3}\.\d)GT/s x(\d{1,2})\)")
_GENERATIONS = {"2.5": 1, "5.0": 2, "8.0": 3, "16.0": 4, "32.0": 5, "64.0": 6}
_ID = re.compile(r"(?:0X)?([0-9A-F]{4})")
_UNIQUE = re.compile(r"0x[0-9a-f]{4,16}", re.IGNORECASE)
_ALIVE = frozenset({"core_temp", "hot_spot_temp", "memory_temp", "power_draw", "graphics_clock"})


def _words(text: str) -> str | None:
    # "get_serial_number, Not supported on the given system" stands where a value should.
    return None if "not supported" in text.casefold() or text.startswith("0x") else words(text)


def _clock(text: str) -> float | None:
    found = _CLOCK.fullmatch(text)
    return number(f"{found[1]} MHz", "MHz") if found else None


def _mib(text: str) -> float | None:
    is_count = text.isascii() and text.isdigit() and len(text) <= 15
    return number(f"{round(int(text) / 2**20)} MiB", "MiB") if is_count else None


def _upper(text: str) -> str | None:
    return found.upper() if (found := _words(text)) else None


def _serial(text: str) -> str | None:
    found = _words(text)
    return found if found and is_one_of_its_kind(found) else None


@dataclass(frozen=True, slots=True)
class _Field:
    """A reading and the keys it may stand under, best first."""

    name: str
    keys: tuple[str, ...]
    read: Callable[[str], float | str | None]
    unit: str = ""


def _measured(name: str, unit: str, *keys: str) -> _Field:
    written = "mV" if unit == "V" else unit
    return _Field(name, keys, lambda text: number(f"{text} {written}", unit), unit)


_FIELDS = (
    # Up to ROCm 5 "Card series", later "Card Series" and "Device Name".
    _Field("gpu_name", ("Card series", "Card Series", "Device Name", "Card model"), _words),
    _Field("vbios_version", ("VBIOS version",), _upper),
    _Field("serial", ("Serial Number",), _serial),
    _Field("memory_vendor", ("GPU memory vendor",), _words),
    _measured("core_temp", "°C", "Temperature (Sensor edge) (C)"),
    _measured("hot_spot_temp", "°C", "Temperature (Sensor junction) (C)"),
    _measured("memory_temp", "°C", "Temperature (Sensor memory) (C)"),
    _measured(
        "power_draw",
        "W",
        "Average Graphics Package Power (W)",
        "Current Socket Graphics Package Power (W)",
    ),
    _measured("power_limit", "W", "Max Graphics Package Power (W)"),
    _measured("core_voltage", "V", "Voltage (mV)"),
    _Field("graphics_clock", ("sclk clock speed:", "sclk clock level"), _clock, "MHz"),
    _Field("memory_clock", ("mclk clock speed:", "mclk clock level"), _clock, "MHz"),
    _measured("fan_speed", "%", "Fan speed (%)", "Fan Speed (%)"),
    _measured("fan_rpm", "rpm", "Fan RPM"),
    _measured("gpu_use", "%", "GPU use (%)"),
    _measured("replay_counter", "", "PCIe Replay Count"),
    _Field("memory_total", ("VRAM Total Memory (B)",), _mib, "MiB"),
    _Field("memory_used", ("VRAM Total Used Memory (B)",), _mib, "MiB"),
)


def wrote(log: Log) -> bool:
    """Whether rocm-smi wrote this as JSON, whole or not."""
    text = log.text
    is_one = _CARD.search(text) is not None and _OURS.search(text) is not None
    return is_one and not is_page(text)


def read(log: Log) -> list[ToolResult]:
    """Every card of every run in the file; lines around the JSON are passed over."""
    runs = documents(log.text, _CARD)
    results = capped(result for run in runs for result in _results(run))
    if not results:
        raise Refused(
            "This log of rocm-smi lists no card. "
            "Check that the card is seated and powered, then run rocm-smi --json again."
        )
    return results


def _results(document: Document) -> Iterator[ToolResult]:
    driver = words(plain(mapping(document.value.get("system")).get("Driver version")))
    for name, said in document.value.items():
        if (found := _NUMBERED.fullmatch(name)) and isinstance(said, dict):
            yield _result(said, driver, int(found[1]), document.is_whole)


def _result(said: dict[str, Any], driver: str | None, card: int, is_whole: bool) -> ToolResult:
    readings = {each.name: each for each in _readings(said)}
    readings["gpu_index"] = Reading("gpu_index", float(card))
    if driver:
        readings["driver_version"] = Reading("driver_version", driver)
    verdict, says = _judge(readings, is_whole)
    texts = {name: each.value for name, each in readings.items() if isinstance(each.value, str)}
    memory = readings.get("memory_total")
    chip = _ID.fullmatch(_at(said, "Device ID", "GPU ID").upper())
    unique = _at(said, "Unique ID")
    device = Device(
        name=texts.get("gpu_name"),
        uuid=unique.lower()
        if _UNIQUE.fullmatch(unique) and is_one_of_its_kind(unique[2:])
        else None,
        serial=texts.get("serial"),
        pci_bus=bus_id(_at(said, "PCI Bus")),
        pci_device=chip[1] if chip else None,
        vbios=texts.get("vbios_version"),
        memory_mib=round(memory.value) if memory and isinstance(memory.value, float) else None,
    )
    # The only version in the log is the driver's.
    return ToolResult(TOOL, None, device, tuple(readings.values()), verdict, says)


def _readings(said: dict[str, Any]) -> Iterator[Reading]:
    for each in _FIELDS:
        values = (each.read(_at(said, key)) for key in each.keys if key in said)
        value = next((value for value in values if value is not None), None)
        if value is not None:
            yield Reading(each.name, value, each.unit)
    core, hot = (
        number(f"{_at(said, f'Temperature (Sensor {name}) (C)')} C", "°C")
        for name in ("edge", "junction")
    )
    if core is not None and hot is not None:
        yield Reading("hot_spot_delta", round(hot - core, 1), "°C")
    if link := _LINK.fullmatch(_at(said, "pcie clock level")):
        if generation := _GENERATIONS.get(link[1]):
            yield Reading("pcie_gen_current", float(generation))
        yield Reading("pcie_width_current", float(link[2]))


def _judge(readings: dict[str, Reading], is_whole: bool) -> tuple[Verdict, Sentence]:
    if not is_whole:
        return Verdict.INCONCLUSIVE, Sentence(
            mark("This log of rocm-smi is cut off. Run rocm-smi --json again and import all of it.")
        )
    if _ALIVE.isdisjoint(readings):
        return Verdict.INCONCLUSIVE, Sentence(
            mark("The card is listed, but its temperature, power and clock are not there.")
        )
    return Verdict.PASS, Sentence(
        mark(
            "The card enumerates and answers. rocm-smi counts no memory errors: "
            "only the test plan can judge its memory."
        )
    )


def _at(said: dict[str, Any], *keys: str) -> str:
    """What stands under the first of the keys that is there, as text."""
    value = next((said[key] for key in keys if key in said), "")
    return f"{value:.6f}" if isinstance(value, float) else plain(value)
