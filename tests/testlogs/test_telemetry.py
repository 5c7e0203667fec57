# SPDX-License-Identifier: MIT
"""What is measured over time: no peak is lost, and time runs forward whatever the clock does."""

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import telemetry
from workshop.testlogs.clock import Clock, halves
from workshop.testlogs.sensors import Columns, Sensor, label_and_unit, sensor
from workshop.testlogs.table import cells, measured
from workshop.testlogs.telemetry import MOST_POINTS, Budget, Curve, Telemetry


@pytest.mark.parametrize("count", [1, 2, 1_999, MOST_POINTS])
def test_a_short_curve_keeps_every_sample(count: int) -> None:
    curve = Curve()
    for second in range(count):
        curve.add(float(second % 7), float(second))
    assert curve.points() == tuple((float(s), float(s % 7)) for s in range(count))


@pytest.mark.parametrize("count", [MOST_POINTS + 1, 5_000, 43_210])
@pytest.mark.parametrize("peak", [0, 1_234, 1_999])
def test_a_long_curve_is_thinned_and_keeps_its_peaks(count: int, peak: int) -> None:
    curve = Curve()
    for second in range(count):
        value = 50.0 + second % 5
        value = 99.0 if second == peak else 1.0 if second == count - 1 else value
        curve.add(value, float(second))
    points = curve.points()
    assert MOST_POINTS // 4 < len(points) <= MOST_POINTS
    assert (float(peak), 99.0) in points and (float(count - 1), 1.0) in points
    assert [at for at, _value in points] == sorted(at for at, _value in points)
    assert (curve.highest, curve.lowest, curve.count) == (99.0, 1.0, count)


def test_readings_over_time() -> None:
    run = Telemetry()
    run.sample({"core_temp": 60.0, "hot_spot_temp": 70.0, "memory_temp": 0.0}, 0.0, False)
    run.sample({"core_temp": 80.0, "hot_spot_temp": 105.0, "memory_temp": 0.0}, 2.0, True)
    run.sample({"core_temp": 70.0, "hot_spot_temp": 90.0, "memory_temp": 0.0}, 6.0, True)
    assert {reading.name: (reading.value, reading.unit) for reading in run.readings()} == {
        "core_temp": (80.0, "°C"),
        "core_temp_mean": (70.0, "°C"),
        "hot_spot_temp": (105.0, "°C"),
        "hot_spot_temp_mean": (88.333, "°C"),
        "hot_spot_delta": (25.0, "°C"),
        "hot_spot_delta_mean": (18.333, "°C"),
        "log_minutes": (0.1, "min"),
        "throttled": ("yes", ""),
        # From 2 to 6, and the last sample for as long as the one before it.
        "throttle_time": (8.0, "s"),
    }
    assert [series.name for series in run.series()] == [
        "core_temp",
        "hot_spot_temp",
        "hot_spot_delta",
    ]


def test_a_pause_is_not_the_length_of_a_sample() -> None:
    run = Telemetry()
    for at in (0.0, 1.0, 7_200.0):
        run.sample({"core_temp": 60.0}, at, is_throttled=True)
    seconds = {reading.name: reading.value for reading in run.readings()}["throttle_time"]
    assert seconds == 1 + 60 + 60


def test_no_clock_no_curve() -> None:
    run = Telemetry()
    run.sample({"power_draw": 100.0}, None)
    run.sample({"power_draw": 300.0}, None)
    assert [(r.name, r.value) for r in run.readings()] == [
        ("power_draw", 300.0),
        ("power_draw_mean", 200.0),
    ]
    assert run.series() == ()


def test_too_many_samples_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "MOST_SAMPLES", 2)
    budget = Budget()
    budget.spend()
    budget.spend()
    with pytest.raises(Refused, match="more than 2 samples"):
        budget.spend()


@pytest.mark.parametrize(
    ("stamps", "seconds", "began"),
    [
        (
            ["2026/06/26 11:59:44.226", "2026/06/26 11:59:58.761"],
            [0, 14.535],
            "2026-06-26T11:59:44",
        ),
        (["2024-12-31T23:59:59Z", "2025-01-01T00:00:01Z"], [0, 2], "2024-12-31T23:59:59"),
        (["22.3.2025 23:59:59,5", "23.3.2025 0:00:00,5"], [0, 1], "2025-03-22T23:59:59"),
        # Day and month cannot be told apart: the time alone counts, past midnight too.
        (["03/04/2026 23:59:59", "04/04/2026 00:00:01"], [0, 2], None),
        (["13/04/2026 10:00:00", "13/04/2026 10:00:01"], [0, 1], "2026-04-13T10:00:00"),
        (["4/13/2026 1:00:00 PM", "4/13/2026 1:00:01 PM"], [0, 1], "2026-04-13T13:00:00"),
        # The clock is set back while logging.
        (["2026-10-25 02:59:59", "2026-10-25 02:00:00", "2026-10-25 02:00:01"], [0, 0, 1], "…"),
        (["2026-02-30 10:00:00", "2026-02-30 10:00:01"], [0, 1], None),
        (["2026-02-03 25:00:00", "", "10:00"], [None, None, None], None),
    ],
)
def test_the_clock(stamps: list[str], seconds: list[float | None], began: str | None) -> None:
    clock = Clock()
    found = [clock.at(*halves(stamp)) for stamp in stamps]
    assert found == [pytest.approx(each) if each is not None else None for each in seconds]
    assert clock.began == began or began == "…"


@pytest.mark.parametrize(
    ("text", "unit", "written", "value"),
    [
        ("61.25", "W", "W", 61.25),
        ("61,25", "W", "W", 61.25),
        ("61.25 W", "W", "W", 61.25),
        ("1\xa0500,5", "MHz", "MHz", 1500.5),
        ("1.5", "MHz", "GHz", 1500.0),
        ("950", "V", "mV", 0.95),
        ("176", "°C", "°F", 80.0),
        ("59.94005994005994", "fps", "fps", 59.94006),
        ("-12.5", "°C", "°C", -12.5),
        ("255", "°C", "°C", None),
        ("-5", "W", "W", None),
        ("NaN", "W", "W", None),
        ("Infinity", "W", "W", None),
        ("1e999", "W", "W", None),
        ("9" * 400, "W", "W", None),
        ("", "W", "W", None),
        ("-", "W", "W", None),
        ("²", "W", "W", None),
    ],
)
def test_a_cell(text: str, unit: str, written: str, value: float | None) -> None:
    assert measured(text, unit, written) == value


def test_cells() -> None:
    assert cells('a, "b, c" ,d,', ",") == ["a", "b, c", "d", ""]
    assert cells("," * 5_001, ",") == []


@pytest.mark.parametrize(
    ("header", "quantity"),
    [
        ("GPU Temperature [°C]", "core_temp"),
        ("GPU Temperature [癈]", "core_temp"),
        ("GPU-Temperatur [°C]", "core_temp"),
        ("Température du GPU [°C]", "core_temp"),
        ("GPU 温度 [℃]", "core_temp"),
        ("GPU Hot Spot Temperature [°C]", "hot_spot_temp"),
        ("Température du point chaud du GPU [°C]", "hot_spot_temp"),
        ("GPU 热点温度 [℃]", "hot_spot_temp"),
        ("GPU Memory Junction Temperature [°C]", "memory_temp"),
        ("GPU 显存结温 [℃]", "memory_temp"),
        ("GPU VR MVDD0 Temperature [°C]", "vrm_temp"),
        ("GPU Thermal Limit [°C]", None),
        ("GPU Liquid Temperature [°C]", None),
        ("CPU Package [°C]", None),
        ("Total Board Power (TBP) [W]", "power_draw"),
        ("GPU Leistung [W]", "power_draw"),
        ("GPU Core (NVVDD) Input Power (sum) [W]", None),
        ("GPU Power Maximum [W]", None),
        ("GPU-Speichertakt [MHz]", "memory_clock"),
        ("GPU Effective Clock [MHz]", None),
        ("GPU Video Clock [MHz]", None),
        ("GPU 风扇1 [RPM]", "fan_rpm"),
        ("GPU Fan2 [%]", "fan_speed"),
        ("GPU Core Load [%]", "gpu_load"),
        ("GPU D3D Usage [%]", None),
        ("Performance Limit - Thermal [Yes/No]", "throttled"),
        ("Performance Limit - Power [Yes/No]", None),
        ("Core Thermal Throttling [Yes/No]", None),
        ("性能下降原因 - 过热 [是/否]", "throttled"),
    ],
)
def test_what_a_sensor_is_called(header: str, quantity: str | None) -> None:
    found = sensor(*label_and_unit(header))
    assert (found.quantity if found else None) == quantity


def test_the_power_of_the_board_goes_before_that_of_the_chip() -> None:
    named = [sensor(*label_and_unit(f"GPU {each} [W]")) for each in ("Chip Power", "Board Power")]
    columns = Columns((index, found) for index, found in enumerate(named) if found)
    assert columns.values(["199.5", "347.9"]) == {"power_draw": 347.9}


def test_of_several_fans_the_fastest_counts() -> None:
    columns = Columns([(0, Sensor("fan_rpm", "rpm")), (1, Sensor("fan_rpm", "rpm"))])
    assert columns.values(["1500", "2900"]) == {"fan_rpm": 2900.0}
    assert columns.values(["-", "0"]) == {"fan_rpm": 0.0}
