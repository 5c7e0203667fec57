# SPDX-License-Identifier: MIT
"""What nvflash read from a card, and what it only says of a file."""

from pathlib import Path

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "nvflash"
CARD = (MADE / "card.txt").read_text()


def results(name: str) -> list[ToolResult]:
    return read_log((MADE / name).read_bytes())


def readings(result: ToolResult) -> dict[str, float | str]:
    return {reading.name: reading.value for reading in result.readings}


def test_the_vbios_of_a_card() -> None:
    (result,) = results("card.txt")
    assert (result.tool, result.tool_version, result.verdict) == ("nvflash", "5.867.0", "pass")
    assert result.device == Device(
        name="NVIDIA GeForce RTX 4090",
        pci_device="2684",
        pci_subsystem="1043:889C",
        vbios="95.02.18.80.5F",
    )
    assert readings(result) == {
        "vbios_version": "95.02.18.80.5F",
        "board_id": "0x0267",
        "chip_sku": "301-0",
        "project": "G136-0330",
        "vbios_built": "2022-08-08",
        "vbios_modified": "2022-10-13",
        "inforom_image": "G002.0000.00.03",
        "inforom_backup": "Present",
        "redundant_firmware": "Instance 0 (Identical)",
    }
    assert "anna" not in repr(result)


def test_the_vbios_of_a_file_is_not_that_of_a_card() -> None:
    (result,) = results("file.txt")
    assert result.verdict == "inconclusive"
    assert "may be that of a file" in str(result.says)
    assert result.device.vbios == "95.02.18.80.5F"
    block = CARD[CARD.index("Build GUID") :]
    (alone,) = read_log(block.encode())
    assert (alone.verdict, alone.tool_version) == ("inconclusive", None)
    # A card first, a file after it.
    card, file = read_log((CARD + (MADE / "file.txt").read_text()).encode())
    assert (card.verdict, file.verdict) == ("pass", "inconclusive")


def test_old_versions_and_two_cards() -> None:
    first, second = results("old-two-cards.txt")
    assert (first.tool_version, first.verdict) == ("5.136", "pass")
    assert first.device == Device(
        name="GeForce GTX 460",
        pci_bus="0000:01:00.0",
        pci_device="0E22",
        pci_subsystem="1462:2322",
        vbios="70.04.13.00.02",
    )
    assert second.device.pci_bus == "0000:02:00.0"
    assert (second.verdict, second.device.vbios) == ("inconclusive", None)
    assert "nvflash reports an error" in str(second.says)


def test_the_flash_memory_of_a_card() -> None:
    (result,) = results("check.txt")
    assert result.device == Device(
        name="Graphics Device",
        pci_bus="0000:81:00.0",
        pci_device="2235",
        pci_subsystem="10DE:145A",
    )
    assert readings(result) == {"eeprom": "EF,6014 WBond W25Q80EW 1.65-1.95V 8192Kx1S, page"}
    assert (result.verdict, str(result.says)) == (
        "pass",
        "nvflash knows the flash memory of the card.",
    )
    unknown = (MADE / "check.txt").read_text().replace("WBond W25Q80EW", "Unknown")
    (result,) = read_log(unknown.encode())
    assert result.verdict == "inconclusive"


def test_cards_that_are_only_listed() -> None:
    first, second = results("list.txt")
    assert [first.device.pci_bus, second.device.pci_bus] == ["0000:81:00.0", "0000:C1:00.0"]
    for result in (first, second):
        assert result.verdict == "inconclusive"
        assert "lists the card, and read nothing" in str(result.says)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("95.02.18.80.5f", "95.02.18.80", "is missing or cannot be read"),
        ("95.02.18.80.5f", "N/A", "is missing or cannot be read"),
        ("(Identical)", "(Different)", "are not the same"),
        ("CEC OTA", "ERROR: EEPROM read failed\nCEC OTA", "reports an error"),
        (CARD[CARD.index("Product Name") :], "", "is cut off"),
    ],
)
def test_what_leaves_doubt(old: str, new: str, why: str) -> None:
    assert old in CARD
    (result,) = read_log(CARD.replace(old, new).encode())
    assert result.verdict == "inconclusive"
    assert why in str(result.says)


@pytest.mark.parametrize(
    ("log", "why"),
    [
        ("NVIDIA Firmware Update Utility (Version 5.867.0)\nhello", "names no card"),
        ("I ran NVIDIA Firmware Update Utility (Version 5.867.0)", "not the log of any test tool"),
        (f"It says:\n```\n{CARD}```", "not the log of any test tool"),
        ("Version               : 95.02.18.80.5F", "not the log of any test tool"),
    ],
)
def test_what_is_refused(log: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_log(log.encode())


def test_dates_that_are_none() -> None:
    (result,) = read_log(CARD.replace("08/08/22", "99/99/99").encode())
    assert result.value("vbios_built") is None
