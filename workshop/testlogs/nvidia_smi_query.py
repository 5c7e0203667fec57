# SPDX-License-Identifier: MIT
"""One card in the tables of `nvidia-smi --query-gpu`: its lines added up, read like the XML."""

import re
from collections.abc import Sequence
from functools import lru_cache

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.answer import Kind, bare, is_one_of_its_kind, kind_of, number
from workshop.testlogs.nvidia_smi_card import Answers, device
from workshop.testlogs.nvidia_smi_verdict import judge
from workshop.testlogs.result import Reading, Sentence, ToolResult
from workshop.testlogs.table import measured
from workshop.testlogs.telemetry import Telemetry
from workshop.testlogs.tree import Element

_POWER, _LINK = "gpu_power_readings", "pci/pci_gpu_link_info"
_SINGLE = "retired_pages/multiple_single_bit_retirement/retired_count"
_DOUBLE = "retired_pages/double_bit_retirement/retired_count"
# Each field of a query, its older names too, and where the XML has the same.
PATHS = {
    "name": "product_name",
    "gpu_name": "product_name",
    "serial": "serial",
    "gpu_serial": "serial",
    "uuid": "uuid",
    "gpu_uuid": "uuid",
    "pci.bus_id": "pci/pci_bus_id",
    "gpu_bus_id": "pci/pci_bus_id",
    "pci.device_id": "pci/pci_device_id",
    "pci.sub_device_id": "pci/pci_sub_system_id",
    "vbios_version": "vbios_version",
    "inforom.img": "inforom_version/img_version",
    "inforom.image": "inforom_version/img_version",
    "pcie.link.gen.max": f"{_LINK}/pcie_gen/max_link_gen",
    "pcie.link.gen.current": f"{_LINK}/pcie_gen/current_link_gen",
    "pcie.link.width.max": f"{_LINK}/link_widths/max_link_width",
    "pcie.link.width.current": f"{_LINK}/link_widths/current_link_width",
    "fan.speed": "fan_speed",
    "pstate": "performance_state",
    "memory.total": "fb_memory_usage/total",
    "memory.used": "fb_memory_usage/used",
    "temperature.gpu": "temperature/gpu_temp",
    "temperature.memory": "temperature/memory_temp",
    "temperature.gpu.tlimit": "temperature/gpu_temp_tlimit",
    "power.draw": f"{_POWER}/power_draw",
    "power.draw.average": f"{_POWER}/average_power_draw",
    "power.draw.instant": f"{_POWER}/instant_power_draw",
    "enforced.power.limit": f"{_POWER}/enforced_power_limit",
    "power.limit": f"{_POWER}/power_limit",
    "power.default_limit": f"{_POWER}/default_power_limit",
    "power.min_limit": f"{_POWER}/min_power_limit",
    "power.max_limit": f"{_POWER}/max_power_limit",
    "clocks.current.graphics": "clocks/graphics_clock",
    "clocks.gr": "clocks/graphics_clock",
    "clocks.current.memory": "clocks/mem_clock",
    "clocks.mem": "clocks/mem_clock",
    "retired_pages.single_bit_ecc.count": _SINGLE,
    "retired_pages.sbe": _SINGLE,
    "retired_pages.double_bit.count": _DOUBLE,
    "retired_pages.dbe": _DOUBLE,
    "retired_pages.pending": "retired_pages/pending_retirement",
    "remapped_rows.correctable": "remapped_rows/remapped_row_corr",
    "remapped_rows.sbe": "remapped_rows/remapped_row_corr",
    "remapped_rows.uncorrectable": "remapped_rows/remapped_row_unc",
    "remapped_rows.dbe": "remapped_rows/remapped_row_unc",
    "remapped_rows.pending": "remapped_rows/remapped_row_pending",
    "remapped_rows.failure": "remapped_rows/remapped_row_failure",
    "gpu_recovery_action": "gpu_recovery_action",
    "reset_status.reset_required": "gpu_reset_status/reset_required",
}
# What `nounits` leaves out.
_UNITS = (
    ("fan.speed", "%"),
    ("utilization.", "%"),
    ("memory.", "MiB"),
    ("temperature.", "C"),
    ("power.", "W"),
    ("enforced.power.", "W"),
    ("clocks.", "MHz"),
)
# What is drawn over time; of several fields for one quantity the first with a value.
_OVER_TIME = (
    ("core_temp", "°C", ("temperature.gpu",)),
    ("memory_temp", "°C", ("temperature.memory",)),
    ("power_draw", "W", ("power.draw", "power.draw.average", "power.draw.instant")),
    ("graphics_clock", "MHz", ("clocks.current.graphics", "clocks.gr")),
    ("memory_clock", "MHz", ("clocks.current.memory", "clocks.mem")),
    ("fan_speed", "%", ("fan.speed",)),
    ("gpu_load", "%", ("utilization.gpu",)),
    ("memory_used", "MiB", ("memory.used",)),
)
_BARE = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
_IDENTITIES = ("pci.bus_id", "gpu_bus_id", "uuid", "gpu_uuid", "serial", "gpu_serial", "index")
_NAMES = ("uuid", "serial")
_KEPT = ("ecc.errors.", "clocks_event_reasons.", "clocks_throttle_reasons.")
_BITS = re.compile(r"0x([0-9a-f]{1,16})", re.ASCII)
_COUNTS = ("ecc.errors.", "retired_pages.", "remapped_rows.")
_IDENTITY = ("name", "serial", "uuid", "pci.", "gpu_", "vbios", "inforom", "driver", "index")
_REASON = re.compile(r"clocks_(?:event|throttle)_reasons\.([a-z_]{1,40})")
_HEAT = frozenset({"hw_thermal_slowdown", "sw_thermal_slowdown"})
# The same as bits of `clocks_event_reasons.active`.
_HEAT_BITS, _SLOWDOWN_BIT, _BRAKE_BIT = 0x60, 0x08, 0x80
OVER_TIME = mark("A log over time has no end that says passed: the test plan judges it.")
_GRAVITY = {Kind.NOTHING: 0, Kind.VALUE: 1, Kind.SILENT: 2, Kind.LOST: 3}


@lru_cache(maxsize=1_000)
def unit_of(field: str) -> str:
    """The unit a field is in where neither header nor cell names one; "" for none."""
    return next((unit for start, unit in _UNITS if field.startswith(start)), "")


@lru_cache(maxsize=20_000)
def _kind(text: str) -> Kind:
    return kind_of(text)


class Query:
    """The fields that a query asked for, and where a line has what is kept."""

    def __init__(self, fields: Sequence[str]) -> None:
        self.fields = fields
        self.stamp = fields.index("timestamp") if "timestamp" in fields else None
        place = {field: index for index, field in enumerate(fields)}
        self.kept = tuple(
            (index, field)
            for index, field in enumerate(fields)
            if field in PATHS or field == "driver_version" or field.startswith(_KEPT)
        )
        self.over_time = tuple(
            (quantity, unit, [place[field] for field in sources if field in place])
            for quantity, unit, sources in _OVER_TIME
        )
        self._reasons = {
            found[1]: index
            for index, field in enumerate(fields)
            if (found := _REASON.fullmatch(field))
        }
        self._identity = [place[field] for field in _IDENTITIES if field in place]
        self._count = place.get("count")
        self._name = place.get("name", place.get("gpu_name"))

    def card_of(self, row: Sequence[str]) -> str:
        """What tells the card of a line from the others; refuses several cards without it."""
        for index in self._identity:
            is_shared = self.fields[index].endswith(_NAMES) and not is_one_of_its_kind(row[index])
            if _kind(row[index]) is Kind.VALUE and not is_shared:
                return row[index]
        count = row[self._count] if self._count is not None else ""
        if count.isdecimal() and count != "1":
            raise Refused(
                "This nvidia-smi log holds several cards and nothing that tells them apart. "
                "Add uuid and pci.bus_id to the query and run it again."
            )
        return row[self._name] if self._name is not None else ""

    def is_held_back_by_heat(self, row: Sequence[str]) -> bool | None:
        """Whether the card was slowed down for its heat; None where the query did not ask."""
        reasons = self._reasons
        told = [_is_active(row[reasons[each]]) for each in _HEAT if each in reasons]
        if told:
            return any(told)
        if "active" in reasons and (bits := _BITS.fullmatch(row[reasons["active"]].casefold())):
            mask = int(bits[1], 16)
            return bool(mask & _HEAT_BITS) or mask & (_SLOWDOWN_BIT | _BRAKE_BIT) == _SLOWDOWN_BIT
        return _is_active(row[reasons["hw_slowdown"]]) if "hw_slowdown" in reasons else None


class Card:
    """One card in one run of a query: every line about it."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.telemetry = Telemetry()
        self.has_gone = self.is_cut_off = False
        self._last: Sequence[str] = ()

    def take(self, query: Query, row: Sequence[str], at: float | None) -> None:
        """One line; `at` is its second in the run, None where the query has no timestamp."""
        for index, field in query.kept:
            text = row[index]
            # Most of a line is what the line before was.
            if index >= len(self._last) or self._last[index] != text:
                former = self.texts.get(field)
                self.texts[field] = text if former is None else _graver(field, former, text)
        self._last = row
        values: dict[str, float] = {}
        for quantity, unit, places in query.over_time:
            for index in places:
                value = measured(row[index], unit, unit)
                if value is not None:
                    values[quantity] = value
                    break
        self.telemetry.sample(values, at, query.is_held_back_by_heat(row))

    def result(self, tool: str, taken_at: str | None, inforom_is_corrupted: bool) -> ToolResult:
        """Identity, the readings of the whole run, and what they admit to."""
        root = Element("nvidia_smi_log", {})
        card = Element("gpu", {})
        if "driver_version" in self.texts:
            _put(root, "driver_version", self.texts["driver_version"])
        for path, text in self._answers():
            _put(card, path, text)
        answers = Answers(root, card)
        verdict, says = judge(answers, inforom_is_corrupted)
        only_measures = False
        if self.has_gone:
            verdict = Verdict.FAIL
            says = Sentence(mark("The card fell off the bus while it was being logged."))
        elif verdict is Verdict.PASS and (doubt := self._doubt()):
            verdict, says = Verdict.INCONCLUSIVE, Sentence(doubt)
            only_measures = doubt == OVER_TIME
        readings: dict[str, Reading] = dict(answers.readings)
        readings |= {reading.name: reading for reading in self.telemetry.readings()}
        return ToolResult(
            tool=tool,
            tool_version=answers.text("driver_version"),
            device=device(card, answers),
            readings=tuple(readings.values()),
            verdict=verdict,
            says=says,
            taken_at=taken_at,
            series=self.telemetry.series(),
            only_measures=only_measures,
        )

    def _doubt(self) -> str | None:
        """Why a card without a fault in what was asked has not passed yet; None where it has."""
        if self.is_cut_off:
            return mark("This log is cut off in the middle of a line.")
        if self.telemetry.samples > 1:
            return OVER_TIME
        if not any(field.startswith(_COUNTS) for field in self.texts):
            return mark("This query asked for no error counter: the test plan judges the rest.")
        return None

    def _answers(self) -> list[tuple[str, str]]:
        """What was answered, by its place in the XML."""
        answers = [
            (PATHS[field], _with_unit(field, text))
            for field, text in self.texts.items()
            if field in PATHS
        ]
        for field, text in self.texts.items():
            if reason := _REASON.fullmatch(field):
                answers.append((f"clocks_event_reasons/clocks_event_reason_{reason[1]}", text))
        for kind in ("corrected", "uncorrected"):
            for scope in ("volatile", "aggregate"):
                answers += self._ecc(kind, scope)
        return answers

    def _ecc(self, kind: str, scope: str) -> list[tuple[str, str]]:
        """The error counts of one kind: the total, else its parts; never one count twice."""
        start = f"ecc.errors.{kind}.{scope}."
        said = {f[len(start) :]: t for f, t in self.texts.items() if f.startswith(start)}
        said = {part: text for part, text in said.items() if kind_of(text) is not Kind.NOTHING}
        if "total" in said:
            old = "single" if kind == "corrected" else "double"
            return [(f"ecc_errors/{scope}/{old}_bit/total", said["total"])]
        name = "correctable" if kind == "corrected" else "uncorrectable"
        # The memory of the card is `device_memory` up to Volta and `dram` after it.
        parts = {"device_memory": f"dram_{name}", "dram": f"dram_{name}", "sram": f"sram_{name}"}
        if "sram" not in said:
            parts |= {f"sram.{part}": f"sram_{name}_{part}" for part in ("parity", "secded")}
        return [(f"ecc_errors/{scope}/{tag}", said[p]) for p, tag in parts.items() if p in said]


def _put(root: Element, path: str, text: str) -> None:
    """Add an element with this text, those above it too."""
    here = root
    for tag in path.split("/"):
        below = here.first.get(tag)
        if below is None:
            below = Element(tag, {})
            here.children.append(below)
            here.first[tag] = below
        here = below
    here.text = text


def _with_unit(field: str, text: str) -> str:
    unit = unit_of(field)
    return f"{text} {unit}" if unit and _BARE.fullmatch(text) else text


def _graver(field: str, former: str, latter: str) -> str:
    """Which of two answers of a run stands for it: the worse; among equals the later."""
    if field.startswith(_IDENTITY) and field != "gpu_recovery_action":
        return latter if _kind(former) is not Kind.VALUE else former
    was, now = _kind(former), _kind(latter)
    if was is not now:
        return former if _GRAVITY[was] > _GRAVITY[now] else latter
    if field.startswith((*_COUNTS, "pcie.")):
        count, following = number(former, ""), number(latter, "")
        if count is None or (following is not None and count > following):
            return former if bare(former).casefold() != "no" else latter
        return latter
    return former if _is_active(former) else latter


def _is_active(text: str) -> bool:
    return bare(text).casefold() == "active"
