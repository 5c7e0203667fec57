# SPDX-License-Identifier: MIT
"""The plain output of `nvidia-smi -q`, also of some parts (`-d PAGE_RETIREMENT`), as its XML."""

import re
from collections.abc import Iterator

from workshop.testlogs.log import Log
from workshop.testlogs.tree import MOST_ELEMENTS, Element, too_much

# In front of a card: any log of -q. Drivers up to 367 wrote a domain of four digits.
_SIGN = re.compile(
    r"(?<!=)=++NVSMI LOG=++\s[^=]{0,2000}?[\r\n]GPU [0-9A-F]{4,8}:[0-9A-F]{2}:[0-9A-F]{2}\."
)
_BEGIN = re.compile(r"=++NVSMI LOG=++")
_CARD = re.compile(r"GPU ([0-9A-F]{4,8}:[0-9A-F]{2}:[0-9A-F]{2}\.[0-7])\s*")
_LINE = re.compile(r"( *)(\S[^:]{0,60}?) *(?:: ?(.{0,200}))?")
_LONGEST, _DEEPEST = 300, 5

_ECC = {
    f"ecc errors/{scope}/{label}": f"ecc_errors/{scope}/{tag}"
    for scope in ("volatile", "aggregate")
    for label, tag in (
        ("dram correctable", "dram_correctable"),
        ("dram uncorrectable", "dram_uncorrectable"),
        ("sram correctable", "sram_correctable"),
        ("sram uncorrectable", "sram_uncorrectable"),
        ("sram uncorrectable parity", "sram_uncorrectable_parity"),
        ("sram uncorrectable sec-ded", "sram_uncorrectable_secded"),
        ("single bit/total", "single_bit/total"),
        ("double bit/total", "double_bit/total"),
    )
}
_POWER = {
    f"{block}/{label}": f"{block.replace(' ', '_')}/{tag}"
    for block in ("power readings", "gpu power readings")
    for label, tag in (
        ("power draw", "power_draw"),
        ("average power draw", "average_power_draw"),
        ("instantaneous power draw", "instant_power_draw"),
        ("power limit", "power_limit"),
        ("current power limit", "current_power_limit"),
        ("enforced power limit", "enforced_power_limit"),
        ("default power limit", "default_power_limit"),
        ("min power limit", "min_power_limit"),
        ("max power limit", "max_power_limit"),
    )
}
_REASONS = {
    f"clocks {word} reasons/{label}": (
        f"clocks_{word}_reasons/clocks_{word}_reason_{label.rpartition('/')[2].replace(' ', '_')}"
    )
    for word in ("throttle", "event")
    for label in (
        "applications clocks setting",
        "sw power cap",
        "hw slowdown",
        "hw slowdown/hw thermal slowdown",
        "hw slowdown/hw power brake slowdown",
        "sync boost",
        "sw thermal slowdown",
        "display clock setting",
    )
}
_LINK = "pci/pci_gpu_link_info"
# Where a line stands, sections first and all in small letters, and what it is called in the XML.
# Nothing else is kept: `Processes` names people and their programs.
_TAGS = {
    "product name": "product_name",
    "serial number": "serial",
    "gpu uuid": "uuid",
    "vbios version": "vbios_version",
    "gpu part number": "gpu_part_number",
    "board part number": "board_part_number",
    "fan speed": "fan_speed",
    "performance state": "performance_state",
    "gpu recovery action": "gpu_recovery_action",
    "gpu reset status/reset required": "gpu_reset_status/reset_required",
    "inforom version/image version": "inforom_version/img_version",
    "pci/bus id": "pci/pci_bus_id",
    "pci/device id": "pci/pci_device_id",
    "pci/sub system id": "pci/pci_sub_system_id",
    "pci/gpu link info/pcie generation/max": f"{_LINK}/pcie_gen/max_link_gen",
    "pci/gpu link info/pcie generation/current": f"{_LINK}/pcie_gen/current_link_gen",
    "pci/gpu link info/link width/max": f"{_LINK}/link_widths/max_link_width",
    "pci/gpu link info/link width/current": f"{_LINK}/link_widths/current_link_width",
    "pci/replays since reset": "pci/replay_counter",
    "fb memory usage/total": "fb_memory_usage/total",
    "fb memory usage/used": "fb_memory_usage/used",
    "bar1 memory usage/total": "bar1_memory_usage/total",
    "temperature/gpu": "temperature/gpu_temp",
    "temperature/gpu current temp": "temperature/gpu_temp",
    "temperature/memory current temp": "temperature/memory_temp",
    "temperature/gpu shutdown temp": "temperature/gpu_temp_max_threshold",
    "temperature/gpu slowdown temp": "temperature/gpu_temp_slow_threshold",
    "temperature/gpu max operating temp": "temperature/gpu_temp_max_gpu_threshold",
    "temperature/gpu target temperature": "temperature/gpu_target_temperature",
    "temperature/memory max operating temp": "temperature/gpu_temp_max_mem_threshold",
    "temperature/gpu t.limit temp": "temperature/gpu_temp_tlimit",
    "temperature/gpu shutdown t.limit temp": "temperature/gpu_temp_max_tlimit_threshold",
    "temperature/gpu slowdown t.limit temp": "temperature/gpu_temp_slow_tlimit_threshold",
    "temperature/gpu max operating t.limit temp": "temperature/gpu_temp_max_gpu_tlimit_threshold",
    "temperature/memory max operating t.limit temp": (
        "temperature/gpu_temp_max_mem_tlimit_threshold"
    ),
    "clocks/graphics": "clocks/graphics_clock",
    "clocks/memory": "clocks/mem_clock",
    "retired pages/single bit ecc": "retired_pages/multiple_single_bit_retirement/retired_count",
    "retired pages/double bit ecc": "retired_pages/double_bit_retirement/retired_count",
    "retired pages/pending page blacklist": "retired_pages/pending_blacklist",
    "retired pages/pending": "retired_pages/pending_blacklist",
    "remapped rows/correctable error": "remapped_rows/remapped_row_corr",
    "remapped rows/uncorrectable error": "remapped_rows/remapped_row_unc",
    "remapped rows/pending": "remapped_rows/remapped_row_pending",
    "remapped rows/remapping failure occurred": "remapped_rows/remapped_row_failure",
    "ecc errors/unrepairable memory": "ecc_errors/unrepairable_memory",
    "clocks throttle reasons/idle": "clocks_throttle_reasons/clocks_throttle_reason_gpu_idle",
    "clocks event reasons/idle": "clocks_event_reasons/clocks_event_reason_gpu_idle",
    **_ECC,
    **_POWER,
    **_REASONS,
}
_OF_THE_RUN = {
    "timestamp": "timestamp",
    "driver version": "driver_version",
    "cuda version": "cuda_version",
    "kmd version": "kmd_version",
    "cuda umd version": "cuda_umd_version",
}


def is_plain(text: str) -> bool:
    """Whether nvidia-smi wrote its plain output here, with a card in it."""
    return "NVSMI LOG=" in text and _SIGN.search(text) is not None


def plain_runs(log: Log) -> Iterator[Element]:
    """Each run in the file as the root of its XML would be, as far as it is read."""
    root: Element | None = None
    card: Element | None = None
    above: list[tuple[int, str]] = []
    count = 0
    for line in log.lines():
        line = line[:_LONGEST]
        if _BEGIN.match(line):
            if root:
                yield root
            root, card, above = Element("nvidia_smi_log", {}), None, []
        elif root is None or not (found := _LINE.fullmatch(line)):
            continue
        elif begins := _CARD.fullmatch(line):
            card, above = Element("gpu", {"id": begins[1]}), []
            _hang(root, card)
        else:
            indent, label = len(found[1]), found[2].casefold()
            card = card if indent else None  # some other line has come: the card is done
            above = [each for each in above if each[0] < indent][:_DEEPEST]
            path = "/".join([*(name for _indent, name in above), label])
            above.append((indent, label))
            tag = _TAGS.get(path) if card else _OF_THE_RUN.get(path)
            if tag and found[3] is not None:
                _put(card or root, tag, found[3].strip())
        count += 1
        if count > MOST_ELEMENTS:
            raise too_much()
    if root:
        yield root


def is_part(card: Element) -> bool:
    """Whether this is not all that -q says of a card: it begins with the name, clocks end it."""
    return card.at("product_name") is None or card.at("clocks") is None


def _put(element: Element, path: str, text: str) -> None:
    """Hang `a/b/c` below the element; where it is there already, the first stays."""
    *parents, last = path.split("/")
    for tag in parents:
        below = element.first.get(tag)
        if below is None:
            below = Element(tag, {})
            _hang(element, below)
        element = below
    _hang(element, Element(last, {}, text))


def _hang(element: Element, child: Element) -> None:
    element.children.append(child)
    element.first.setdefault(child.tag, child)
