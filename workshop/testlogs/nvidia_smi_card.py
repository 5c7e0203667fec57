# SPDX-License-Identifier: MIT
"""One `<gpu>` of an nvidia-smi log: its identity and its readings, by whichever schema."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workshop.testlogs.answer import (
    Kind,
    bare,
    is_one_of_its_kind,
    kind_of,
    number,
    words,
    yes_or_no,
)
from workshop.testlogs.moment import moment_in
from workshop.testlogs.result import Device, Reading
from workshop.testlogs.tree import Element


@dataclass(frozen=True, slots=True)
class _Field:
    """A reading and where it may stand, best first; `/` in front: above the card."""

    name: str
    paths: tuple[str, ...]
    read: Callable[[str], float | str | None]
    unit: str = ""


def _measured(name: str, unit: str, *paths: str) -> _Field:
    return _Field(name, paths, lambda text: number(text, unit), unit)


def _count(name: str, *paths: str) -> _Field:
    return _measured(name, "", *paths)


def _power(name: str, *tags: str) -> _Field:
    blocks = ("gpu_power_readings", "power_readings")
    return _measured(name, "W", *(f"{block}/{tag}" for block in blocks for tag in tags))


def _warmth(name: str, tag: str) -> _Field:
    return _measured(name, "°C", f"temperature/{tag}")


def _state(text: str) -> str | None:
    return found[0] if (found := re.fullmatch(r"P\d{1,2}", bare(text), re.ASCII)) else None


def _upper(text: str) -> str | None:
    found = words(text)
    return found.upper() if found else None


def _serial(text: str) -> str | None:
    found = words(text)
    return found if found and is_one_of_its_kind(found) else None


_LINK = "pci/pci_gpu_link_info"
_FIELDS = (
    _Field("gpu_name", ("product_name",), words),
    _Field("driver_version", ("/driver_version", "/kmd_version"), words),
    _Field("cuda_version", ("/cuda_version", "/cuda_umd_version"), words),
    _Field("vbios_version", ("vbios_version",), _upper),
    _Field("serial", ("serial",), _serial),
    _Field("inforom_image", ("inforom_version/img_version",), words),
    _count("pcie_gen_max", f"{_LINK}/pcie_gen/max_link_gen"),
    _count("pcie_gen_current", f"{_LINK}/pcie_gen/current_link_gen"),
    _count("pcie_width_max", f"{_LINK}/link_widths/max_link_width"),
    _count("pcie_width_current", f"{_LINK}/link_widths/current_link_width"),
    _count("replay_counter", "pci/replay_counter"),
    _measured("memory_total", "MiB", "fb_memory_usage/total"),
    _measured("memory_used", "MiB", "fb_memory_usage/used"),
    _measured("bar1_total", "MiB", "bar1_memory_usage/total"),
    _warmth("core_temp", "gpu_temp"),
    _warmth("memory_temp", "memory_temp"),
    # Up to Ampere: the temperature at which it happens.
    _warmth("temp_limit_shutdown", "gpu_temp_max_threshold"),
    _warmth("temp_limit_slowdown", "gpu_temp_slow_threshold"),
    _warmth("temp_limit_max_operating", "gpu_temp_max_gpu_threshold"),
    _warmth("temp_limit_target", "gpu_target_temperature"),
    _warmth("temp_limit_memory", "gpu_temp_max_mem_threshold"),
    # From Ada on: degrees left to the limit now, and at how many degrees left it happens.
    _warmth("tlimit_margin", "gpu_temp_tlimit"),
    _warmth("tlimit_shutdown", "gpu_temp_max_tlimit_threshold"),
    _warmth("tlimit_slowdown", "gpu_temp_slow_tlimit_threshold"),
    _warmth("tlimit_max_operating", "gpu_temp_max_gpu_tlimit_threshold"),
    _warmth("tlimit_memory", "gpu_temp_max_mem_tlimit_threshold"),
    # The older `power_draw` is a mean over a second where the card can give one.
    _power("power_draw", "power_draw", "average_power_draw", "instant_power_draw"),
    _power("power_limit", "current_power_limit", "enforced_power_limit", "power_limit"),
    _power("power_limit_default", "default_power_limit"),
    _power("power_limit_min", "min_power_limit"),
    _power("power_limit_max", "max_power_limit"),
    _measured("graphics_clock", "MHz", "clocks/graphics_clock"),
    _measured("memory_clock", "MHz", "clocks/mem_clock"),
    _measured("fan_speed", "%", "fan_speed"),
    _Field(
        "performance_state",
        ("performance_state", "gpu_power_readings/power_state", "power_readings/power_state"),
        _state,
    ),
    _count("retired_pages_single", "retired_pages/multiple_single_bit_retirement/retired_count"),
    _count("retired_pages_double", "retired_pages/double_bit_retirement/retired_count"),
    _count("remapped_rows_correctable", "remapped_rows/remapped_row_corr"),
    _count("remapped_rows_uncorrectable", "remapped_rows/remapped_row_unc"),
    _Field("remapped_rows_pending", ("remapped_rows/remapped_row_pending",), yes_or_no),
    _Field("remapped_rows_failure", ("remapped_rows/remapped_row_failure",), yes_or_no),
    _Field("unrepairable_memory", ("ecc_errors/unrepairable_memory",), yes_or_no),
    _Field("recovery_action", ("gpu_recovery_action",), words),
    _Field("reset_required", ("gpu_reset_status/reset_required",), yes_or_no),
)
# A card that answers at all answers these; `Unknown Error` here is a fault, not a missing feature.
_VITAL = frozenset(
    {"core_temp", "fan_speed", "power_draw", "graphics_clock", "memory_total", "performance_state"}
)
_CONDEMNING = frozenset({"remapped_rows_pending", "remapped_rows_failure", "unrepairable_memory"})

# Tags of one count: Turing and later; then, from driver 560 on, the SRAM count in two parts.
_UNCORRECTED = (
    "dram_uncorrectable",
    "sram_uncorrectable",
    "sram_uncorrectable_parity",
    "sram_uncorrectable_secded",
)
_CORRECTED = ("dram_correctable", "sram_correctable")


class Answers:
    """All readings of one card by name, and where it gave something else than an answer.

    `lost`: it answered that it is gone; `silent`: it gave an error for a vital reading; `unread`:
    an error counter is there and holds no count. Each is the first (reading, answer), or None.
    """

    def __init__(self, root: Element, card: Element) -> None:
        self.readings: dict[str, Reading] = {}
        self.lost: tuple[str, str] | None = None
        self.silent: tuple[str, str] | None = None
        self.unread: tuple[str, str] | None = None
        for each in _FIELDS:
            self._ask(root, card, each)
        self._take_part_numbers(card)
        self._keep("ecc_uncorrected", self._ecc("ecc_uncorrected", card, _UNCORRECTED, "double"))
        self._keep("ecc_corrected", self._ecc("ecc_corrected", card, _CORRECTED, "single"))
        self._keep("retired_pages_pending", self._pages_pending(card))
        self._keep("throttle_reasons", _throttle_reasons(card))

    def text(self, name: str) -> str | None:
        """The text of a reading; None where it is not there or a number."""
        reading = self.readings.get(name)
        return reading.value if reading and isinstance(reading.value, str) else None

    def number(self, name: str) -> float | None:
        """The number of a reading; None where it is not there or a text."""
        reading = self.readings.get(name)
        return reading.value if reading and isinstance(reading.value, float) else None

    def _ask(self, root: Element, card: Element, wanted: _Field) -> None:
        for path in wanted.paths:
            text = _at(root, path[1:]) if path.startswith("/") else _at(card, path)
            kind = kind_of(text)
            value = wanted.read(text) if kind is Kind.VALUE else None
            if value is not None:
                self._keep(wanted.name, value, wanted.unit)
                return
            self._note(wanted.name, text, kind)

    def _keep(self, name: str, value: float | str | None, unit: str = "") -> None:
        if value is not None:
            self.readings[name] = Reading(name, value, unit)

    def _note(self, name: str, text: str, kind: Kind) -> None:
        said = (name, _quoted(text))
        if kind is Kind.LOST:
            self.lost = self.lost or said
        elif kind is Kind.SILENT and name in _VITAL:
            self.silent = self.silent or said
        elif kind is not Kind.NOTHING and name in _CONDEMNING:
            self.unread = self.unread or said

    def _take_part_numbers(self, card: Element) -> None:
        # v10 and v11 have no board part number and give the board's as the GPU's.
        chip, board = words(_at(card, "gpu_part_number")), words(_at(card, "board_part_number"))
        if chip and card.at("board_part_number") is None and not _CHIP_PART.fullmatch(chip):
            chip, board = None, chip
        self._keep("gpu_part_number", chip)
        self._keep("board_part_number", board)

    def _ecc(self, name: str, card: Element, tags: tuple[str, ...], old: str) -> float | None:
        """Errors since the card was made, or since the driver was loaded where those are more."""
        sums: list[float] = []
        for scope in ("aggregate", "volatile"):
            block = card.at(f"ecc_errors/{scope}")
            former = card.at(f"ecc_errors/{scope}/{old}_bit")
            counts = self._counts(name, block, tags)
            total = self._counts(name, former, ("total",))
            parts = self._counts(name, former, tuple(former.first) if former else ())
            counts += total or parts
            sums += [sum(counts)] if counts else []
        return max(sums, default=None)

    def _counts(self, name: str, block: Element | None, tags: Iterable[str]) -> list[float]:
        found: list[float] = []
        for text in (_at(block, tag) for tag in tags) if block else ():
            count = number(text, "")
            if count is not None:
                found.append(count)
            elif (kind := kind_of(text)) is Kind.LOST:
                self._note(name, text, kind)
            elif kind is not Kind.NOTHING:
                self.unread = self.unread or (name, _quoted(text))
        return found

    def _pages_pending(self, card: Element) -> str | None:
        # The same fact under its newer and its older name; either may be missing.
        said: set[str] = set()
        for tag in ("pending_retirement", "pending_blacklist"):
            text = _at(card, f"retired_pages/{tag}")
            if answer := yes_or_no(text):
                said.add(answer)
            elif kind_of(text) is not Kind.NOTHING:
                self.unread = self.unread or ("retired_pages_pending", _quoted(text))
        return max(said, default=None)


def device(card: Element, answers: Answers) -> Device:
    """Which card this is: what it says of itself, and where it sits."""
    chip = _packed_id(_at(card, "pci/pci_device_id"))
    maker = _packed_id(_at(card, "pci/pci_sub_system_id"))
    uuid = _at(card, "uuid")
    memory = answers.number("memory_total")
    return Device(
        name=answers.text("gpu_name"),
        uuid=words(uuid) if uuid.startswith("GPU-") and is_one_of_its_kind(uuid) else None,
        serial=answers.text("serial"),
        pci_bus=bus_id(_at(card, "pci/pci_bus_id")) or bus_id(card.attributes.get("id", "")),
        pci_device=chip[0] if chip else None,
        pci_subsystem=f"{maker[1]}:{maker[0]}" if maker else None,
        vbios=answers.text("vbios_version"),
        board_part_number=answers.text("board_part_number"),
        gpu_part_number=answers.text("gpu_part_number"),
        memory_mib=round(memory) if memory else None,
    )


_CHIP_PART = re.compile(r"[0-9A-F]{4}-\d{3}-[A-Z]\d", re.ASCII)
_PACKED = re.compile(r"(?:0X)?([0-9A-F]{4})([0-9A-F]{4})", re.ASCII)
_BUS = re.compile(r"(?:0000)?([0-9A-F]{4,8}:[0-9A-F]{2}:[0-9A-F]{2}\.[0-7])", re.ASCII)


def _packed_id(text: str) -> tuple[str, str] | None:
    """Device and vendor out of `268410DE`."""
    found = _PACKED.fullmatch(bare(text).upper())
    return (found[1], found[2]) if found else None


def bus_id(text: str) -> str | None:
    """`0000:2D:00.0` out of `00000000:2D:00.0`, as the kernel log and lspci have it."""
    found = _BUS.fullmatch(bare(text).upper())
    return found[1] if found else None


def _quoted(text: str) -> str:
    """The start of an answer that is none, fit to be quoted in a sentence."""
    return "".join(each for each in bare(text)[:40] if each.isprintable() and each not in "{}")


def _at(element: Element, path: str) -> str:
    found = element.at(path)
    return found.text.strip() if found is not None else ""


# Nine are known today.
_MOST_REASONS = 64
_REASON = re.compile(r"clocks_(?:throttle|event)_reason_([a-z0-9_]{1,40})", re.ASCII)


def _throttle_reasons(card: Element) -> str | None:
    """Names of the active reasons with commas between, `none`; None where the log has none."""
    block = card.at("clocks_event_reasons") or card.at("clocks_throttle_reasons")
    is_told = False
    active: list[str] = []
    for child in block.children[:_MOST_REASONS] if block else ():
        reason, answer = _REASON.fullmatch(child.tag), bare(child.text).casefold()
        if reason and answer in ("active", "not active"):
            is_told = True
            active += [reason[1]] if answer == "active" and reason[1] not in active else []
    return (", ".join(active) or "none") if is_told else None


def taken_at(root: Element) -> str | None:
    """When the log was taken, as `2025-03-02T15:02:02`; None where it does not say."""
    return moment_in(_at(root, "timestamp"))
