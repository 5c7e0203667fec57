# SPDX-License-Identifier: MIT
"""nvidia-smi logs of every schema: identity, readings, verdict, and nobody's programs."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import Device, ToolResult, nvidia_smi, read_log, tree
from workshop.testlogs.tree import Element

Changed = Callable[..., str]
Plausible = Callable[[ToolResult], bool]

REAL = Path(__file__).parents[2].parent / "shared" / "testlogs" / "nvidia-smi-xml"


def one(log: str) -> ToolResult:
    """The only result of a log."""
    (result,) = read_log(log.encode())
    return result


def values(result: ToolResult) -> dict[str, tuple[float | str, str]]:
    return {reading.name: (reading.value, reading.unit) for reading in result.readings}


def test_v10_of_a_geforce(logs: SimpleNamespace, is_plausible: Plausible) -> None:
    result = one(logs.v10)
    assert is_plausible(result)
    assert (result.tool, result.tool_version) == ("nvidia-smi", "430.64")
    assert result.taken_at == "2020-01-07T08:05:09"
    assert result.device == Device(
        name="GeForce RTX 2080 Ti",
        uuid="GPU-0a0a0a0a-1111-2222-3333-444444444410",
        pci_bus="0000:0A:00.0",
        pci_device="1E07",
        pci_subsystem="1458:37A7",
        vbios="90.02.17.00.B2",
        memory_mib=11019,
    )
    assert values(result) == {
        "gpu_name": ("GeForce RTX 2080 Ti", ""),
        "driver_version": ("430.64", ""),
        "cuda_version": ("10.1", ""),
        "vbios_version": ("90.02.17.00.B2", ""),
        "inforom_image": ("G001.0000.02.04", ""),
        "pcie_gen_max": (3.0, ""),
        "pcie_gen_current": (1.0, ""),
        "pcie_width_max": (16.0, ""),
        "pcie_width_current": (16.0, ""),
        "replay_counter": (0.0, ""),
        "memory_total": (11019.0, "MiB"),
        "memory_used": (12.0, "MiB"),
        "bar1_total": (256.0, "MiB"),
        "core_temp": (38.0, "°C"),
        "temp_limit_shutdown": (94.0, "°C"),
        "temp_limit_slowdown": (91.0, "°C"),
        "temp_limit_max_operating": (89.0, "°C"),
        "power_draw": (9.47, "W"),
        "power_limit": (255.0, "W"),
        "power_limit_default": (250.0, "W"),
        "power_limit_min": (100.0, "W"),
        "power_limit_max": (280.0, "W"),
        "graphics_clock": (300.0, "MHz"),
        "memory_clock": (405.0, "MHz"),
        "fan_speed": (31.0, "%"),
        "performance_state": ("P8", ""),
        "throttle_reasons": ("gpu_idle", ""),
    }
    assert result.verdict == "pass"
    assert "no memory error counters" in str(result.says)


def test_v11_gives_the_board_part_number_as_that_of_the_gpu(
    logs: SimpleNamespace, is_plausible: Plausible
) -> None:
    result = one(logs.v11)
    assert is_plausible(result)
    assert result.device.board_part_number == "900-2G500-0300-030"
    assert result.device.gpu_part_number is None
    assert result.value("board_part_number") == "900-2G500-0300-030"
    assert result.value("gpu_part_number") is None
    assert result.device.serial == "0323019000017"
    assert result.value("replay_counter") == 3
    assert result.value("memory_temp") == 33
    assert result.value("retired_pages_single") == 2
    assert result.value("retired_pages_double") == 1
    assert result.value("retired_pages_pending") == "no"
    assert result.value("throttle_reasons") is None
    # Seven in a lifetime, one of them since the driver was loaded; a missing total is added up.
    assert result.value("ecc_corrected") == 7
    assert result.value("ecc_uncorrected") == 0
    assert result.verdict == "pass"
    assert "no uncorrected ECC error" in str(result.says)


def test_a_gpu_part_number_in_the_old_place_is_known_by_its_form(
    logs: SimpleNamespace, changed: Changed
) -> None:
    result = one(changed(logs.v11, "gpu_part_number", "2684-300-A1"))
    assert result.device.gpu_part_number == "2684-300-A1"
    assert result.device.board_part_number is None


def test_v12_of_driver_535(logs: SimpleNamespace, is_plausible: Plausible) -> None:
    result = one(logs.v12_535)
    assert is_plausible(result)
    assert result.device.board_part_number == "900-21001-0000-000"
    assert result.device.gpu_part_number == "20F1-893-A1"
    assert result.device.pci_subsystem == "10DE:145F"
    assert result.value("power_draw") == 61.8  # the card, not the module around it
    assert result.value("power_limit") == 240
    assert result.value("throttle_reasons") == "sw_power_cap, hw_thermal_slowdown"
    assert result.value("temp_limit_memory") == 95
    assert result.value("remapped_rows_correctable") == 1
    assert result.value("remapped_rows_uncorrectable") == 0
    assert result.value("remapped_rows_pending") == "no"
    assert result.value("remapped_rows_failure") == "no"
    assert result.value("ecc_corrected") == 9
    assert result.value("retired_pages_pending") is None
    assert result.verdict == "pass"


def test_v12_of_driver_570(logs: SimpleNamespace, is_plausible: Plausible) -> None:
    result = one(logs.v12_570)
    assert is_plausible(result)
    assert result.device == Device(
        name="NVIDIA GeForce RTX 4090",
        uuid="GPU-0a0a0a0a-1111-2222-3333-444444444457",
        pci_bus="0000:01:00.0",
        pci_device="2684",
        pci_subsystem="1458:40BF",
        vbios="95.02.18.80.5F",
        gpu_part_number="2684-300-A1",
        memory_mib=24564,
    )
    assert result.value("power_draw") == 26.84
    assert result.value("tlimit_margin") == 40
    assert result.value("tlimit_shutdown") == -7
    assert result.value("tlimit_slowdown") == -2
    assert result.value("tlimit_max_operating") == 0
    assert result.value("temp_limit_target") == 84
    assert result.value("temp_limit_shutdown") is None
    assert result.value("throttle_reasons") == "none"
    assert result.value("recovery_action") is None
    assert result.value("reset_required") is None
    assert result.verdict == "pass"


def test_v13(logs: SimpleNamespace, is_plausible: Plausible) -> None:
    result = one(logs.v13)
    assert is_plausible(result)
    assert result.tool_version == "580.82.07"
    assert result.value("cuda_version") == "13.0"
    assert result.value("power_draw") == 48.5
    assert result.value("tlimit_shutdown") == -8
    assert result.value("ecc_uncorrected") == 0
    assert result.value("ecc_corrected") == 4
    assert result.value("unrepairable_memory") == "no"
    assert result.device.pci_device == "2331"
    assert result.device.pci_bus == "0000:C1:00.0"  # from the card's id where <pci> has none
    assert result.verdict == "pass"


@pytest.mark.parametrize(
    "missing",
    [
        "N/A",
        "[N/A]",
        "Requested functionality has been deprecated",
        "[Insufficient Permissions]",
        "[REDACTED]",
        "REDACTED",
        "Unknown Error",
        "[Unknown Error]",
        "[Not Supported]",
        "",
    ],
)
def test_what_is_missing_is_left_out(logs: SimpleNamespace, changed: Changed, missing: str) -> None:
    log = logs.v12_535
    for tag in ("serial", "vbios_version", "memory_temp", "used", "pci_device_id", "uuid"):
        log = changed(log, tag, missing)
    result = one(log)
    assert {"serial", "vbios_version", "memory_temp", "memory_used"}.isdisjoint(values(result))
    assert result.device.serial is None
    assert result.device.vbios is None
    assert result.device.uuid is None
    assert result.device.pci_device is None
    assert result.verdict == "pass"


@pytest.mark.parametrize(
    ("tag", "written", "name", "value"),
    [
        ("gpu_temp", "44,5 C", "core_temp", 44.5),
        ("gpu_temp", "44 °C", "core_temp", 44),
        ("average_power_draw", "26,84 W", "power_draw", 26.84),
        ("average_power_draw", "26840 mW", "power_draw", 26.84),
        ("graphics_clock", "2.1 GHz", "graphics_clock", 2100),
        ("fan_speed", "55%", "fan_speed", 55),
        ("fan_speed", "55", "fan_speed", None),  # a unit is never guessed
        ("gpu_temp", "318 K", "core_temp", None),
        ("gpu_temp", "4294967295 C", "core_temp", None),
        ("used", "17592186044415 MiB", "memory_used", None),
        ("performance_state", "P99999", "performance_state", "P8"),  # then the older place
        ("replay_counter", "1,024", "replay_counter", None),
        ("product_name", "N\u200bVIDIA", "gpu_name", None),
        ("product_name", "x" * 121, "gpu_name", None),
    ],
)
def test_units_and_impossible_values(
    logs: SimpleNamespace, changed: Changed, tag: str, written: str, name: str, value: object
) -> None:
    assert one(changed(logs.v12_570, tag, written)).value(name) == value


@pytest.mark.parametrize(
    ("schema", "tag", "value", "reason"),
    [
        ("v12_535", "remapped_row_failure", "Yes", "row remapping failed"),
        ("v12_535", "remapped_row_pending", "Yes", "waiting to be remapped"),
        ("v12_535", "dram_uncorrectable", "2", "uncorrected ECC errors: 2"),
        ("v12_535", "sram_uncorrectable", "1", "uncorrected ECC errors: 1"),
        ("v13", "sram_uncorrectable_parity", "3", "uncorrected ECC errors: 3"),
        ("v13", "unrepairable_memory", "Yes", "cannot be repaired"),
        ("v11", "pending_retirement", "Yes", "waiting to be retired"),
        ("v11", "pending_blacklist", "Yes", "waiting to be retired"),
        ("v12_570", "gpu_temp", "GPU is lost", "fell off the bus"),
        ("v12_570", "product_name", "[GPU is lost]", "fell off the bus"),
        ("v12_535", "dram_correctable", "GPU is lost", "fell off the bus"),
    ],
)
def test_what_condemns_a_card(
    logs: SimpleNamespace, changed: Changed, schema: str, tag: str, value: str, reason: str
) -> None:
    result = one(changed(getattr(logs, schema), tag, value))
    assert result.verdict == "fail"
    assert reason in str(result.says)


@pytest.mark.parametrize(
    ("schema", "tag", "value", "reason"),
    [
        ("v12_570", "gpu_temp", "Unknown Error", 'core_temp, it said "Unknown Error"'),
        ("v12_570", "gpu_temp", "[Unknown Error]", "did not answer"),
        ("v10", "fan_speed", "ERR!", 'fan_speed, it said "ERR!"'),
        ("v10", "power_draw", "ERR!", "did not answer"),
        ("v10", "fan_speed", "GPU requires reset", "did not answer"),
        ("v13", "gpu_recovery_action", "Node Reboot", "Node Reboot"),
        ("v12_570", "reset_required", "Yes", "asks for a reset"),
        ("v12_535", "dram_uncorrectable", "Unknown Error", "cannot be read"),
        ("v12_535", "dram_uncorrectable", "1,024", 'ecc_uncorrected cannot be read: "1,024"'),
        ("v12_535", "remapped_row_failure", "Perhaps", "remapped_rows_failure cannot be read"),
        ("v11", "pending_retirement", "Unknown Error", "retired_pages_pending cannot be read"),
    ],
)
def test_what_leaves_doubt(
    logs: SimpleNamespace, changed: Changed, schema: str, tag: str, value: str, reason: str
) -> None:
    result = one(changed(getattr(logs, schema), tag, value))
    assert result.verdict == "inconclusive"
    assert reason in str(result.says)
    assert result.says.english == str(result.says)


def test_a_fault_comes_before_a_doubt(logs: SimpleNamespace, changed: Changed) -> None:
    log = changed(logs.v12_535, "gpu_temp", "Unknown Error")
    log = changed(log, "remapped_row_failure", "Yes")
    assert one(log).verdict == "fail"


def test_a_card_that_says_nothing_does_not_pass() -> None:
    result = one('<nvidia_smi_log><gpu id="00000000:01:00.0"/></nvidia_smi_log>')
    assert result.verdict == "inconclusive"
    assert "is listed, but" in str(result.says)
    assert result.device == Device(pci_bus="0000:01:00.0")
    assert (result.readings, result.tool_version, result.taken_at) == ((), None, None)


def test_a_warning_beside_the_xml_condemns_the_card_it_names(logs: SimpleNamespace) -> None:
    both = logs.v12_535.replace("</nvidia_smi_log>", "") + logs.v10[logs.v10.index("  <gpu ") :]
    log = both + "WARNING: infoROM is corrupted at gpu 0000:0A:00.0\n"
    ampere, turing = read_log(log.encode())
    assert (ampere.verdict, turing.verdict) == ("pass", "fail")
    assert "InfoROM" in str(turing.says)


def test_a_serial_of_zeros_is_none(logs: SimpleNamespace, changed: Changed) -> None:
    result = one(changed(logs.v11, "serial", "0000000000000"))
    assert result.device.serial is None
    assert result.value("serial") is None


@pytest.mark.parametrize(
    ("written", "taken_at"),
    [
        ("Sun Mar 2 15:02:02 2025", "2025-03-02T15:02:02"),
        ("Sun Mar  2 15:02:02 2025", "2025-03-02T15:02:02"),
        ("Fri Feb 31 15:02:02 2025", None),
        ("Fri Feb 28 25:61:02 2025", None),
        ("Ven Fév 28 15:02:02 2025", None),
        ("N/A", None),
    ],
)
def test_the_time_of_a_log(
    logs: SimpleNamespace, changed: Changed, written: str, taken_at: str | None
) -> None:
    assert one(changed(logs.v13, "timestamp", written)).taken_at == taken_at


def test_several_cards_and_several_runs_in_one_file(logs: SimpleNamespace) -> None:
    two = logs.v12_570.replace("</nvidia_smi_log>", logs.v13[logs.v13.index("  <gpu ") :].rstrip())
    results = read_log((two + logs.v10).encode())
    assert [r.device.name for r in results] == [
        "NVIDIA GeForce RTX 4090",
        "NVIDIA H100 PCIe",
        "GeForce RTX 2080 Ti",
    ]
    assert [r.tool_version for r in results] == ["570.153.02", "570.153.02", "430.64"]


SECRETS = ("anna.muster", "miner.exe", "4711", "secret")


def shown(result: ToolResult) -> str:
    return repr(result) + str(result.says)


def test_programs_and_their_owners_never_leave_the_reader(logs: SimpleNamespace) -> None:
    spaced = re.sub(r"<(/?)processes>", r"<\1processes >", logs.v10)
    accounted = logs.v10.replace("processes>", "accounted_processes>", 2)
    for log in (logs.v10, spaced, accounted):
        assert all(secret in log for secret in SECRETS)
        assert not any(secret in shown(one(log)) for secret in SECRETS)


def test_nor_do_they_reach_the_xml_parser(
    logs: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    grow = tree.grow

    def watched(text: str, leave_out: frozenset[str], budget: int) -> tuple[Element, int]:
        seen.append(text)
        return grow(text, leave_out, budget)

    monkeypatch.setattr(nvidia_smi, "grow", watched)
    one(logs.v10)
    assert not any(secret in seen[-1] for secret in SECRETS)
    monkeypatch.setattr(nvidia_smi, "_LEFT_OUT", frozenset())
    one(logs.v10)
    assert all(secret in seen[-1] for secret in SECRETS)


@pytest.mark.parametrize("name", [b"\xff\xff\xff", b"C:\\\xd3\xc3\xbb\xa7\\a.exe", b"a < b & c"])
def test_stray_bytes_in_a_program_name_do_not_spoil_a_log(
    logs: SimpleNamespace, name: bytes
) -> None:
    log = logs.v10.encode().replace(b"C:\\Users\\anna.muster\\secret\\miner.exe", name)
    assert read_log(log) == read_log(logs.v10.encode())


def test_a_lost_middle_never_makes_one_card_of_two(logs: SimpleNamespace) -> None:
    rest = logs.v10.replace("GeForce RTX 2080 Ti", "another card")
    log = logs.v10[: logs.v10.index("<process_info>")] + rest[rest.index("  <gpu ") :]
    with pytest.raises(Refused, match="damaged in line"):
        read_log(log.encode())


FACTS: dict[str, dict[str, Any]] = {
    "telegraf-a100-sxm4-v12.xml": {
        "name": "NVIDIA A100-SXM4-80GB",
        "serial": "1650522003820",
        "pci_bus": "0000:01:00.0",
        "pci_device": "20B2",
        "pci_subsystem": "10DE:147F",
        "board_part_number": "692-2G506-0212-002",
        "gpu_part_number": "20B2-895-A1",
        "memory_mib": 81920,
        "readings": {
            "core_temp": 27,
            "memory_temp": 44,
            "temp_limit_memory": 95,
            "power_draw": 67.03,
            "ecc_uncorrected": 0,
            "throttle_reasons": "none",
            "fan_speed": None,
        },
        "taken_at": "2023-08-04T11:44:30",
    },
    "telegraf-gtx-1660-ti.xml": {
        "name": "Graphics Device",
        "serial": None,
        "pci_device": "2184",
        "pci_subsystem": "1458:3FC8",
        "vbios": "90.16.25.00.4C",
        "memory_mib": 5912,
        "readings": {"power_draw": 8.93, "power_limit_min": 70, "throttle_reasons": "gpu_idle"},
        "taken_at": "2019-03-29T19:19:44",
    },
    "telegraf-quadro-p2000-v12.xml": {
        "name": "Quadro P2000",
        "serial": "0322218049033",
        "pci_subsystem": "1028:11B3",
        "board_part_number": "900-5G410-0100-000",
        "gpu_part_number": "1C30-875-A1",
        "readings": {"fan_speed": 46, "pcie_width_current": 8, "ecc_uncorrected": None},
        "taken_at": "2023-09-20T09:37:38",
    },
    "telegraf-rtx-3060-v12.xml": {
        "name": "NVIDIA GeForce RTX 3060",
        "uuid": "GPU-d6889ff6-2523-9142-ca3c-1ca3f396a625",
        "serial": None,
        "pci_bus": "0000:2D:00.0",
        "pci_subsystem": "3842:3658",
        "gpu_part_number": "2487-150-A1",
        "memory_mib": 12288,
        "readings": {"power_draw": 11.6, "temp_limit_shutdown": 98, "tlimit_margin": None},
        "taken_at": "2025-03-02T15:02:02",
    },
    "telegraf-rtx-3090-v12.xml": {
        "name": "NVIDIA GeForce RTX 3090",
        "pci_device": None,
        "pci_subsystem": None,
        "gpu_part_number": None,
        "memory_mib": 24576,
        "readings": {"inforom_image": None, "power_limit": 200, "power_limit_default": 350},
        "taken_at": "2024-05-03T11:54:37",
    },
    "telegraf-tesla-t4.xml": {
        "name": "Tesla T4",
        "serial": None,
        "board_part_number": "900-2G183-0000-001",
        "gpu_part_number": None,
        "readings": {"retired_pages_double": 0, "retired_pages_pending": "no", "bar1_total": 256},
        "taken_at": "2023-04-24T16:22:39",
    },
}


@pytest.mark.parametrize("file", FACTS)
def test_real_logs(file: str, is_plausible: Plausible) -> None:
    path = REAL / file
    if not path.is_file():
        pytest.skip(f"the real log {file} is not on this machine")
    facts = dict(FACTS[file])
    (result,) = read_log(path.read_bytes())
    assert is_plausible(result)
    assert result.verdict == "pass"
    assert result.taken_at == facts.pop("taken_at")
    readings = facts.pop("readings")
    assert {name: result.value(name) for name in readings} == readings
    assert {name: getattr(result.device, name) for name in facts} == facts
    assert "Xorg" not in repr(result) and "python" not in repr(result)


def test_every_other_real_log_can_be_read(is_plausible: Plausible) -> None:
    paths = sorted(REAL.glob("*.xml"))
    if not paths:
        pytest.skip("the folder of real logs is not on this machine")
    for path in paths:
        assert all(is_plausible(result) for result in read_log(path.read_bytes()))
