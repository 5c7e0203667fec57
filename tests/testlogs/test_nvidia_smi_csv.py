# SPDX-License-Identifier: MIT
"""The tables of nvidia-smi: with and without units and header, once and over time."""

from pathlib import Path

import pytest

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.testlogs import Device, ToolResult, nvidia_smi_csv, read_log
from workshop.testlogs.apart import Reader
from workshop.testlogs.log import Log

MADE = Path(__file__).parent / "made" / "nvidia-smi-csv"
REAL = Path(__file__).parents[2].parent / "shared" / "testlogs" / "nvidia-smi-csv"

HEADER = "name, pci.bus_id, temperature.gpu, ecc.errors.uncorrected.volatile.total\n"
LINE = "Tesla T4, 00000000:3B:00.0, {}, {}\n"


def of(name: str) -> list[ToolResult]:
    return read_log((MADE / name).read_bytes())


def values(result: ToolResult) -> dict[str, tuple[float | str, str]]:
    return {reading.name: (reading.value, reading.unit) for reading in result.readings}


@pytest.mark.skipif(not REAL.is_dir(), reason="the real logs are not beside the project")
def test_a_bundle_of_captures_gives_both_of_its_queries() -> None:
    (file,) = REAL.glob("*4080*.txt")
    # Beside the tables it holds the plain output, which is read for itself.
    idle, load = nvidia_smi_csv.read(Log(file.read_bytes()))
    card = Device(
        name="NVIDIA GeForce RTX 4080 SUPER",
        # Masked by its collector: all zeros.
        uuid=None,
        pci_bus="0000:01:00.0",
        pci_device="2702",
        pci_subsystem="1462:5110",
        vbios="95.03.44.00.B2",
        memory_mib=16376,
    )
    assert idle.device == load.device == card
    assert (idle.tool, idle.tool_version, idle.verdict) == ("nvidia-smi", "595.71.05", Verdict.PASS)
    assert (idle.taken_at, load.taken_at) == ("2026-06-26T11:59:44", "2026-06-26T11:59:58")
    same = {
        "gpu_name": ("NVIDIA GeForce RTX 4080 SUPER", ""),
        "driver_version": ("595.71.05", ""),
        "vbios_version": ("95.03.44.00.B2", ""),
        "inforom_image": ("G002.0000.00.03", ""),
        "pcie_gen_max": (4.0, ""),
        "pcie_width_max": (16.0, ""),
        "pcie_width_current": (16.0, ""),
        "memory_total": (16376.0, "MiB"),
        "power_limit": (320.0, "W"),
        "power_limit_default": (320.0, "W"),
        "power_limit_min": (150.0, "W"),
        "power_limit_max": (400.0, "W"),
        "fan_speed": (0.0, "%"),
        "ecc_uncorrected": (0.0, ""),
        "throttled": ("no", ""),
    }
    assert values(idle) == same | {
        "pcie_gen_current": (1.0, ""),
        "memory_used": (596.0, "MiB"),
        "core_temp": (43.0, "°C"),
        "power_draw": (26.2, "W"),
        "graphics_clock": (210.0, "MHz"),
        "memory_clock": (405.0, "MHz"),
        "performance_state": ("P8", ""),
        "throttle_reasons": ("gpu_idle", ""),
        "gpu_load": (0.0, "%"),
    }
    assert values(load) == same | {
        "pcie_gen_current": (4.0, ""),
        "memory_used": (1474.0, "MiB"),
        "core_temp": (46.0, "°C"),
        "power_draw": (84.24, "W"),
        "graphics_clock": (2805.0, "MHz"),
        "memory_clock": (11251.0, "MHz"),
        "performance_state": ("P2", ""),
        "throttle_reasons": ("none", ""),
        "gpu_load": (7.0, "%"),
    }


def test_two_cards_over_time() -> None:
    first, second = of("535-two-cards.csv")
    assert first.device == Device(
        name="NVIDIA GeForce RTX 3090",
        uuid="GPU-aaaa0001-0000-4000-8000-00000000000a",
        pci_bus="0000:01:00.0",
    )
    assert first.tool == "nvidia-smi CSV"
    assert first.taken_at == "2026-03-04T10:00:00"
    assert first.verdict is second.verdict is Verdict.INCONCLUSIVE
    assert values(first) == {
        "gpu_name": ("NVIDIA GeForce RTX 3090", ""),
        "driver_version": ("535.183.01", ""),
        "core_temp": (84.0, "°C"),
        "core_temp_mean": (71.5, "°C"),
        "power_draw": (349.9, "W"),
        "power_draw_mean": (260.152, "W"),
        "graphics_clock": (1905.0, "MHz"),
        "graphics_clock_mean": (1402.5, "MHz"),
        "memory_clock": (9501.0, "MHz"),
        "memory_clock_mean": (9501.0, "MHz"),
        "fan_speed": (90.0, "%"),
        "fan_speed_mean": (60.0, "%"),
        "gpu_load": (99.0, "%"),
        "gpu_load_mean": (49.5, "%"),
        "throttle_reasons": ("sw_thermal_slowdown", ""),
        "log_minutes": (0.25, "min"),
        "throttled": ("yes", ""),
        "throttle_time": (5.0, "s"),
    }
    core = next(series for series in first.series if series.name == "core_temp")
    assert (core.unit, core.points) == ("°C", ((0, 41), (5, 78), (10, 84), (15, 83)))
    assert second.device.name == "NVIDIA GeForce RTX 3080"
    assert (second.value("throttled"), second.value("fan_speed")) == ("no", None)
    assert second.value("power_draw") == 329.9


def test_old_names_without_units_and_with_errors() -> None:
    bad, good = of("470-nounits-ecc.csv")
    assert (bad.verdict, good.verdict) == (Verdict.FAIL, Verdict.PASS)
    assert bad.says.english == "The card counts uncorrected ECC errors: 2."
    # A count under two names (dram, total) is one count.
    assert bad.value("ecc_uncorrected") == 2
    assert bad.value("remapped_rows_pending") == "yes"
    assert (bad.device.serial, bad.device.memory_mib) == ("156342100011", 40960)
    assert (bad.value("power_draw"), bad.value("memory_temp")) == (52.31, 31.0)
    assert (good.value("ecc_uncorrected"), good.value("throttled")) == (0, "no")


@pytest.mark.parametrize(
    ("pending", "failure", "says"),
    [("0", "0", "temperature, power"), ("1", "0", "to be remapped"), ("0", "1", "out of spare")],
)
def test_remapped_rows_in_digits(pending: str, failure: str, says: str) -> None:
    """So writes the query of remapped rows alone."""
    rows = "remapped_rows"
    fields = f"gpu_bus_id, gpu_uuid, {rows}.uncorrectable, {rows}.pending, {rows}.failure"
    line = f"00000000:18:00.0, GPU-0a0a0a0a-1111-2222-3333-444444444444, 0, {pending}, {failure}"
    for lines in (f"{line}\n", f"{line}\n{line[:-7]}0, 0, 0\n"):
        (card,) = read_log(f"{fields}\n{lines}".encode())
        assert says in str(card.says)
        assert card.verdict == ("fail" if "1" in (pending, failure) else "inconclusive")


def test_two_cards_that_a_script_masked_are_two() -> None:
    line = "{}, NVIDIA A100, GPU-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx, XXXXXXXXXX, 3{}\n"
    log = "index, name, uuid, serial, temperature.gpu\n" + line.format(0, 1) + line.format(1, 9)
    first, second = read_log(log.encode())
    assert (first.value("core_temp"), second.value("core_temp")) == (31, 39)
    assert (first.value("gpu_index"), second.value("gpu_index")) == (0, 1)


def test_without_header_the_command_names_the_columns() -> None:
    (card,) = of("550-noheader-with-command.txt")
    assert card.device == Device(pci_bus="0000:0A:00.0")
    assert (card.value("core_temp"), card.value("power_draw")) == (62.0, 204.0)
    assert card.value("pcie_gen_current") == 4.0
    assert [series.points[-1][0] for series in card.series] == [1.0, 1.0]


def test_without_header_or_command_only_the_card_is_known() -> None:
    (card,) = of("noheader.csv")
    assert (card.verdict, card.readings) == (Verdict.INCONCLUSIVE, ())
    assert card.device.name == "NVIDIA GeForce RTX 4070"
    assert "without noheader" in card.says.english


def test_a_card_that_falls_off_the_bus() -> None:
    (card,) = of("550-lost.csv")
    assert (card.verdict, card.value("core_temp")) == (Verdict.FAIL, 71.0)
    assert card.says.english == "The card fell off the bus while it was being logged."


def test_a_card_that_is_lost_in_a_cell() -> None:
    lines = LINE.format(50, 0) + LINE.format("[GPU is lost]", "[GPU is lost]")
    (card,) = read_log((HEADER + lines).encode())
    assert card.verdict is Verdict.FAIL
    assert "fell off the bus" in card.says.english


def test_a_spreadsheet_saved_it_again() -> None:
    (card,) = of("spreadsheet.csv")
    assert card.device == Device(name="Quadro P2000", pci_bus="0000:02:00.0", memory_mib=5050)
    assert (card.value("power_draw"), card.verdict) == (60.25, Verdict.PASS)


def test_one_column_alone() -> None:
    (card,) = read_log(b"temperature.gpu\n44\n71\n73\n")
    assert (card.value("core_temp"), card.device) == (73.0, Device())


def test_an_error_is_not_forgotten_when_the_driver_is_loaded_again() -> None:
    lines = LINE.format(50, 0) + LINE.format(50, 3) + LINE.format(50, 0)
    (card,) = read_log((HEADER + lines).encode())
    assert (card.verdict, card.value("ecc_uncorrected")) == (Verdict.FAIL, 3)


def test_the_header_again_is_the_same_run_and_after_other_text_a_new_one() -> None:
    once = HEADER + LINE.format(50, 0)
    assert len(read_log((once + once).encode())) == 1
    assert len(read_log((once + "Mon Mar  2 10:00:00 2026\n" + once).encode())) == 2


@pytest.mark.parametrize("cell", ["N/A", "[N/A]", "[Not Supported]", "", "[Unknown Error]"])
def test_nothing_in_any_place(cell: str) -> None:
    for row in ((cell, 0), (50, cell), (cell, cell)):
        (card,) = read_log((HEADER + LINE.format(*row)).encode())
        assert card.device.pci_bus == "0000:3B:00.0"
        assert cell not in [reading.value for reading in card.readings]


def test_an_error_for_a_vital_reading_is_no_pass() -> None:
    (card,) = read_log((HEADER + LINE.format("[Unknown Error]", 0)).encode())
    assert card.verdict is Verdict.INCONCLUSIVE


def test_programs_are_left_out() -> None:
    programs = "timestamp, gpu_name, gpu_uuid, pid, process_name, used_gpu_memory [MiB]\n"
    line = "2026/03/02 10:00:00.000, Tesla T4, N/A, 1000, mallory-secret.exe, 25 MiB\n"
    said = read_log((HEADER + LINE.format(50, 0) + "\n" + programs + line).encode())
    assert len(said) == 1 and "mallory" not in str(said)


@pytest.mark.parametrize(
    ("log", "says"),
    [
        (HEADER, "no card"),
        (HEADER + "No devices were found\n", "no card"),
        ("count, temperature.gpu\n8, 40\n8, 41\n", "tells them apart"),
        ('Field "temprature.gpu" is not a valid field to query.\n', "did not know one field"),
        ("temperature.gpu\ntemperature.memory\npower.draw\n", "not the log of any"),
        ("# How to\n```\n" + HEADER + LINE.format(50, 0) + "```\n", "not the log of any"),
    ],
)
def test_what_is_refused(log: str, says: str) -> None:
    with pytest.raises(Refused) as caught:
        read_log(log.encode())
    assert says in str(caught.value)


def test_commands_without_a_table_below_them_do_not_take_long() -> None:
    """As the log of a script has them on a PC whose driver is gone."""
    asked = "$ nvidia-smi --query-gpu=timestamp,name,temperature.gpu --format=csv -lms {}\n{}"
    failed = "NVIDIA-SMI has failed because it could not talk to the driver.\n" * 2
    long = asked.replace("name", ",".join(["name"] * 3_000))
    for log in (
        "".join(asked.format(500, failed) for _ in range(9_000)),
        "".join(asked.format(n, failed) for n in range(9_000)),
        "".join(long.format(n, failed * 100) for n in range(200)),
    ):
        with Reader() as reader, pytest.raises(Refused, match="no card or no driver"):
            reader.read(log.encode())
