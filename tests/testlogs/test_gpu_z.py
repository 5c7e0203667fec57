# SPDX-License-Identifier: MIT
"""GPU-Z's sensor log: old and new names of sensors, logging started again, degrees of all kinds."""

from pathlib import Path

import pytest

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "gpu-z"


def of(name: str) -> list[ToolResult]:
    return read_log((MADE / name).read_bytes())


def test_a_geforce_that_gets_too_hot() -> None:
    (run,) = of("2-59-geforce.txt")
    assert (run.tool, run.device, run.taken_at) == ("GPU-Z", Device(), "2025-11-02T14:03:01")
    assert run.verdict is Verdict.INCONCLUSIVE
    assert run.says.english == "GPU-Z only measures: the limits of the test plan decide."
    values = {reading.name: (reading.value, reading.unit) for reading in run.readings}
    maxima = {name: value for name, value in values.items() if not name.endswith("_mean")}
    assert maxima == {
        "core_temp": (83.4, "°C"),
        "hot_spot_temp": (109.3, "°C"),
        # Of one line, not of the two maxima.
        "hot_spot_delta": (25.9, "°C"),
        "memory_temp": (106.0, "°C"),
        # The board's, not the chip's.
        "power_draw": (347.9, "W"),
        "core_voltage": (1.031, "V"),
        "graphics_clock": (1890.0, "MHz"),
        "memory_clock": (1187.7, "MHz"),
        "fan_speed": (100.0, "%"),
        "fan_rpm": (3110.0, "rpm"),
        "gpu_load": (100.0, "%"),
        "memory_used": (23011.0, "MiB"),
        "log_minutes": (0.05, "min"),
        # PerfCap Reason 3 (power and heat) and 2 (heat), two lines of a second.
        "throttled": ("yes", ""),
        "throttle_time": (2.0, "s"),
    }
    assert values["core_temp_mean"] == (68.875, "°C")
    hot = next(series for series in run.series if series.name == "hot_spot_temp")
    assert hot.points == ((0, 46.1), (1, 86.9), (2, 109.3), (3, 108.2))


def test_logging_started_twice_is_two_runs() -> None:
    idle, load = of("2-30-radeon-twice.txt")
    assert (idle.taken_at, load.taken_at) == ("2020-02-03T09:00:00", "2020-02-03T11:30:00")
    assert (idle.value("hot_spot_temp"), load.value("hot_spot_temp")) == (31.0, 84.0)
    assert (idle.value("fan_speed"), load.value("power_draw")) == (None, 182.0)
    assert load.value("throttled") is None


def test_fahrenheit_and_the_names_of_2013() -> None:
    (run,) = of("0-7-fahrenheit.txt")
    assert (run.value("core_temp"), run.value("core_temp_mean")) == (80.0, 60.0)
    assert (run.value("graphics_clock"), run.value("memory_clock")) == (810.0, 1900.0)


def test_any_code_page_of_the_degree_sign() -> None:
    data = (MADE / "2-59-geforce.txt").read_bytes()
    plain = read_log(data)
    for degree in ("°C".encode(), "℃".encode("gbk"), b"C", b"?C", "癈".encode()):
        assert read_log(data.replace(b"\xb0C", degree)) == plain


def test_a_hot_spot_that_is_none() -> None:
    # RTX 50: 255 for a sensor that the driver hides.
    data = (MADE / "2-59-geforce.txt").read_bytes()
    for value in (b"46.1", b"86.9", b"109.3", b"108.2"):
        data = data.replace(value, b"255.0")
    (run,) = read_log(data)
    assert (run.value("hot_spot_temp"), run.value("hot_spot_delta")) == (None, None)


def test_a_log_of_names_alone_is_refused() -> None:
    header = (MADE / "2-59-geforce.txt").read_bytes().partition(b"\n")[0]
    with pytest.raises(Refused, match="no value"):
        read_log(header + b"\n")
