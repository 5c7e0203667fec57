# SPDX-License-Identifier: MIT
"""What the catalogue says of identity: rules that facts of one card obey, and signs of a fake."""

import re
from dataclasses import dataclass
from enum import StrEnum

from workshop.domain.catalogue_entries import Confidence
from workshop.domain.refused import Refused
from workshop.domain.text import require, shown

_PAIR = re.compile(r"[0-9A-F]{2}\.[0-9A-F]{2}\Z")


class FactName(StrEnum):
    """What a source can say of a card."""

    MODEL = "model"
    MAKER = "maker"
    SERIAL = "serial"
    PART_NUMBER = "part_number"
    UPC = "upc"
    BOARD_CODE = "board_code"
    GPU_NAME = "gpu_name"
    GPU_UUID = "gpu_uuid"
    DEVICE_ID = "device_id"
    SUBSYSTEM_ID = "subsystem_id"
    VBIOS_VERSION = "vbios_version"
    GPU_PART_NUMBER = "gpu_part_number"
    MEMORY_MIB = "memory_mib"
    MEMORY_VENDOR = "memory_vendor"
    MEMORY_MARKING = "memory_marking"
    DIE_MARKING = "die_marking"


class FactSource(StrEnum):
    """Who says it: the record here, the supplier's list, a label, the box, a tool, a person."""

    RECORD = "record"
    LIST = "list"
    LABEL = "label"
    BOX = "box"
    STICKER = "sticker"
    PCI = "pci"
    VBIOS = "vbios"
    DRIVER = "driver"
    DIE = "die"
    MEMORY = "memory"
    SIGNS = "signs"


class Attribute(StrEnum):
    """In what two facts must agree."""

    TEXT = "text"
    MODEL = "model"
    MAKER = "maker"
    DEVICE = "device"
    CHIP = "chip"
    DIE = "die"
    MEMORY = "memory"
    MEMORY_TYPE = "memory_type"
    MEMORY_VENDOR = "memory_vendor"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """Two facts of one card that must agree in an attribute; `left` twice: any two sources of it.

    `note` says what a disagreement may mean. A rule of low confidence is a default to think about.
    """

    code: str
    name: str
    left: FactName
    right: FactName
    attribute: Attribute
    note: str = ""
    confidence: Confidence = Confidence.HIGH

    def __post_init__(self) -> None:
        require(self.name, "The name of the rule")
        if not re.fullmatch(r"[A-Z][A-Z0-9-]{1,23}", self.code):
            raise Refused(
                "The code “{code}” of a rule must be capitals, digits and dashes.",
                code=shown(self.code),
            )


@dataclass(frozen=True, slots=True)
class VbiosFamily:
    """The first two pairs of a VBIOS version, such as 95.02, and the chip they belong to."""

    code: str
    chip: str

    def __post_init__(self) -> None:
        require(self.chip, "The chip")
        if not _PAIR.match(self.code):
            raise Refused(
                "“{code}” does not begin a VBIOS version. Write two pairs, such as 95.02.",
                code=shown(self.code),
            )


@dataclass(frozen=True, slots=True)
class FakeSign:
    """A thing to look at on a card; `bad` is the answer, yes or no, that a fake gives."""

    code: str
    name: str
    bad: str = "yes"
    text: str = ""

    def __post_init__(self) -> None:
        require(self.name, "The question")
        if self.bad not in ("yes", "no"):
            raise Refused("{code}: the bad answer is yes or no.", code=self.code)
