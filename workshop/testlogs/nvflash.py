# SPDX-License-Identifier: MIT
"""What nvflash read from the flash memory of a card: `--version`, `--save`, `--check`, `--list`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.answer import words
from workshop.testlogs.console import Sign, is_page
from workshop.testlogs.log import Log
from workshop.testlogs.nvidia_smi_card import bus_id
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult
from workshop.testlogs.tree import too_much

TOOL = "nvflash"
MOST_CARDS = 64

_HEADER = re.compile(r"NVIDIA Firmware Update Utility \(Version ([0-9A-Za-z.]{1,20})\)")
_SIGNS = (
    Sign("NVIDIA Firmware Update Utility (Version ", r"\d"),
    Sign("Build GUID", r" {1,20}: [0-9A-F]{32}"),
    Sign("IFR Subsystem ID", r" {1,20}: [0-9A-F]{4}-"),
)
# 5.x: NAME (10DE,2235,10DE,145A) S:00,B:81,D:00,F:00; before 5.100: H:--:NRM B:02,PCI,D:00,F:00.
_CARD = re.compile(
    r"(Adapter: |<\d{1,2}> {1,8})(\S.{0,79}?) *"
    r"\(([0-9A-F]{4}),([0-9A-F]{4}),([0-9A-F]{4}),([0-9A-F]{4})\)(.{0,60})"
)
_PLACE = re.compile(r"\b([SBDF]):([0-9A-F]{2})\b")
_EEPROM = re.compile(r"EEPROM ID \(([0-9A-F]{2},[0-9A-F]{4})\) ?: (.{1,80})")
_ERROR = re.compile(r"ERROR ?:|Error ?:")
_VERSION = re.compile(r"[0-9A-F]{2}(?:\.[0-9A-F]{2}){4}")
_ID = re.compile(r"(?:0X)?([0-9A-F]{4})")
_PAIR = re.compile(r"([0-9A-F]{4})-([0-9A-F]{4})")
_DATE = re.compile(r"(\d\d)/(\d\d)/(\d\d)")

# The lines of the block that are kept, and the reading each becomes.
_READINGS = {
    "Image Hash": "image_hash",
    "Board ID": "board_id",
    "Chip SKU": "chip_sku",
    "Project": "project",
    "Build Date": "vbios_built",
    "Modification Date": "vbios_modified",
    "InfoROM Version": "inforom_image",
    "InfoROM Backup": "inforom_backup",
    "GPU Mode": "gpu_mode",
    "Redundant Firmware": "redundant_firmware",
}
_KEYS = frozenset(_READINGS) | {
    "Build GUID",
    "Device ID",
    "Device Name(s)",
    "Hierarchy ID",
    "IFR Subsystem ID",
    "PCI ID",
    "Subsystem ID",
    "Subsystem Vendor ID",
    "Version",
}


@dataclass(slots=True)
class _Rom:
    """What stands of one card, or of one file with firmware."""

    tool_version: str | None = None
    card: re.Match[str] | None = None
    lines: dict[str, str] = field(default_factory=dict)
    eeprom: str | None = None
    is_of_a_card: bool = False
    is_listed_only: bool = False
    has_error: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.card or self.lines or self.eeprom or self.has_error)


def wrote(log: Log) -> bool:
    """Whether nvflash wrote this, with its name at the start or the block of a version alone."""
    return any(sign.is_in(log.text) for sign in _SIGNS) and not is_page(log.text)


def read(log: Log) -> list[ToolResult]:
    """Every card whose firmware was read, checked or looked for."""
    results: list[ToolResult] = []
    for rom in _roms(log):
        results.append(_result(rom))
        if len(results) > MOST_CARDS:
            raise too_much()
    if not results:
        raise Refused(
            "This log of nvflash names no card and no firmware. "
            "Run nvflash --version and import what it writes."
        )
    return results


def _roms(log: Log) -> Iterator[_Rom]:
    rom = _Rom()
    listed: list[re.Match[str]] = []
    for line in log.lines():
        text = line[:300]
        key, _colon, value = text.partition(":")
        key = key.rstrip()
        if header := _HEADER.match(text):
            yield from _finished(rom, listed)
            rom, listed = _Rom(tool_version=header[1]), []
        elif card := _CARD.match(text):
            if card[1] != "Adapter: ":
                listed.append(card)
                if len(listed) > MOST_CARDS:
                    raise too_much()
                continue
            yield from _finished(rom, [])
            rom = _Rom(rom.tool_version, card, is_of_a_card=True)
        elif key in _KEYS:
            if key in rom.lines:
                yield from _finished(rom, listed)
                rom = _Rom(rom.tool_version, rom.card, is_of_a_card=rom.is_of_a_card)
            rom.lines[key] = value.strip()
        elif chip := _EEPROM.match(text):
            rom.eeprom = words(f"{chip[1]} {chip[2].strip()}")
        elif text.startswith("Reading EEPROM"):
            rom.is_of_a_card = True
        elif _ERROR.match(text):
            rom.has_error = True
    yield from _finished(rom, listed)


def _finished(rom: _Rom, listed: list[re.Match[str]]) -> Iterator[_Rom]:
    """The card, if anything was said of it; else those that were only listed."""
    if not rom.is_empty:
        if rom.card is None and len(listed) == 1:
            rom.card = listed[0]
        yield rom
    else:
        for card in listed:
            yield _Rom(rom.tool_version, card, is_listed_only=True)


def _result(rom: _Rom) -> ToolResult:
    version = rom.lines.get("Version", "").upper()
    vbios = version if _VERSION.fullmatch(version) else None
    readings = [Reading("vbios_version", vbios)] if vbios else []
    for key, name in _READINGS.items():
        written = rom.lines.get(key, "")
        value = _day(written) if name.startswith("vbios_") else words(written)
        if value:
            readings.append(Reading(name, value))
    if rom.eeprom:
        readings.append(Reading("eeprom", rom.eeprom))
    verdict, says = _judge(rom, vbios)
    return ToolResult(TOOL, rom.tool_version, _device(rom, vbios), tuple(readings), verdict, says)


def _device(rom: _Rom, vbios: str | None) -> Device:
    """Which card: what the bus says of it, else what its firmware does."""
    lines = rom.lines
    named = words(lines.get("Device Name(s)", ""))
    chip = _ID.fullmatch(lines.get("Device ID", "").upper())
    old = _PAIR.fullmatch(lines.get("PCI ID", "").upper())
    device = chip[1] if chip else old[2] if old else None
    subsystem = _subsystem(lines)
    place = None
    if rom.card:
        named = words(rom.card[2]) or named
        device, subsystem = rom.card[4], f"{rom.card[5]}:{rom.card[6]}"
        at = dict(_PLACE.findall(rom.card[7]))
        function = at.get("F", "00").lstrip("0") or "0"
        if "B" in at:
            place = bus_id(f"00{at.get('S', '00')}:{at['B']}:{at.get('D', '00')}.{function}")
    return Device(
        name=named, pci_bus=place, pci_device=device, pci_subsystem=subsystem, vbios=vbios
    )


def _subsystem(lines: dict[str, str]) -> str | None:
    vendor = _ID.fullmatch(lines.get("Subsystem Vendor ID", "").upper())
    device = _ID.fullmatch(lines.get("Subsystem ID", "").upper())
    if vendor and device:
        return f"{vendor[1]}:{device[1]}"
    for key in ("Subsystem ID", "IFR Subsystem ID"):
        if pair := _PAIR.fullmatch(lines.get(key, "").upper()):
            return f"{pair[1]}:{pair[2]}"
    return None


def _judge(rom: _Rom, vbios: str | None) -> tuple[Verdict, Sentence]:
    for doubt in _doubts(rom, vbios):
        return Verdict.INCONCLUSIVE, Sentence(doubt)
    if vbios:
        return Verdict.PASS, Sentence(
            mark("nvflash read the VBIOS of the card. Whether it is the right one is for the plan.")
        )
    return Verdict.PASS, Sentence(mark("nvflash knows the flash memory of the card."))


def _doubts(rom: _Rom, vbios: str | None) -> Iterator[str]:
    if rom.is_listed_only:
        yield mark("nvflash lists the card, and read nothing from it.")
    if rom.has_error:
        yield mark("nvflash reports an error. Put it right and run nvflash --version again.")
    if rom.lines and not vbios:
        yield mark("The version of the VBIOS is missing or cannot be read. Run nvflash again.")
    if rom.lines and not rom.is_of_a_card:
        yield mark(
            "This does not say that the VBIOS was read from a card: it may be that of a file. "
            "Import all that nvflash --version writes."
        )
    if rom.lines and not {"Build Date", "Hierarchy ID"} & set(rom.lines):
        yield mark("This log of nvflash is cut off. Import the whole file, or run it again.")
    copies = rom.lines.get("Redundant Firmware", "")
    if "(" in copies and "(identical)" not in copies.casefold():
        yield mark("The two copies of the firmware on the card are not the same.")
    if rom.eeprom and "unknown" in rom.eeprom.casefold():
        yield mark("nvflash does not know the flash memory of the card.")
    if not (rom.lines or rom.eeprom):
        yield mark("nvflash names the card, and read nothing from it.")


def _day(text: str) -> str | None:
    """`2022-10-13` out of `10/13/22`."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year = int(found[3])
    try:
        return date(
            2000 + year if year < 80 else 1900 + year, int(found[1]), int(found[2])
        ).isoformat()
    except ValueError:
        return None
