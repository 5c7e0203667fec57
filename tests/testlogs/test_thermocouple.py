# SPDX-License-Identifier: MIT
"""Curves of thermocouples: read however the logger writes them, and measured right."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.hot_work import Measured, find_profile, judge_run
from workshop.domain.refused import Refused
from workshop.storage.catalogue import shipped
from workshop.testlogs.thermocouple import Point, measure, read_curve

THREE = (Point(0.0, 25.0), Point(1.0, 26.5), Point(2.0, 28.0))

# Up at 1 °C/s to 165, slowly to 235 and down at 2: seconds and degrees at the corners.
CORNERS = [(0, 25), (130, 155), (190, 185), (240, 235), (250, 235), (355, 25)]


def curve(corners: list[tuple[int, float]]) -> Any:
    """One point a second between the corners."""
    points = []
    for (at, heat), (then, hotter) in pairwise(corners):
        slope = (hotter - heat) / (then - at)
        points += [Point(float(t), heat + slope * (t - at)) for t in range(at, then)]
    return (*points, Point(*map(float, corners[-1])))


@pytest.mark.parametrize(
    "text",
    [
        "0,25\n1,26.5\n2,28\n",
        "0;25\n1;26,5\n2;28,0\n",
        "0\t25\n1\t26,5\n2\t28\n",
        "time,temperature\n0,25\n1,26.5\n2,28\n",
        "Logger 7;\nSerial;12\n\nZeit [s];Temperatur [°C]\n0;25\n1;26,5\n2;28\n\n",
        "Temps (s);Température\n0;25\n1;26,5\n2;28\n",
        "时间\t温度\n0\t25\n1\t26.5\n2\t28\n",
        "No,Joint TC1,Air TC2,Elapsed s\n1,25,99,0\n2,26.5,99,1\n3,28,99,2\n",
        "Time (ms),Temp\n0,25\n1000,26.5\n2000,28\n",
        "Time [min];Temp °C\n0;25\n0,0166666666666667;26,5\n0,0333333333333333;28\n",
    ],
)
def test_a_curve_however_it_is_written(text: str) -> None:
    found = read_curve(text.encode())
    assert [(round(p.at, 6), p.heat) for p in found] == [tuple(p) for p in THREE]


def test_times_as_a_clock() -> None:
    found = read_curve(
        b"Time,Temp\n2026-11-24 10:00:01,25\n2026-11-24 10:01:02.5,30\n11:00:00,31\n"
    )
    assert [point.at - found[0].at for point in found] == [0.0, 61.5, 3599.0]
    assert read_curve("Zeit;Temp\n0:01;25\n0:02;26\n1:00;27".encode("utf-16"))[-1].at == 60


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"<html>", "web page"),
        (b"hello\nworld\n", "is no curve"),
        (b"0,25\n1,26\n", "is no curve"),
        (b"0,25\n1,26\n1,27\n", "go back or stand still at 1 s"),
        (b"0,25\n2,26\n1,27\n", "go back or stand still at 1 s"),
        (b"0,25\n1,26\n2,9999\n", "9999 °C at 2 s, which no station reaches"),
        (b"0,25\n1,26\nover,range\n", "Line 3 of the curve is no time and temperature: over range"),
        ("Time,Temp °F\n0,77\n1,78\n2,79\n".encode(), "must be in °C, not in °F"),
        (b'"' + b"x" * 200_000, "cannot be read as a table"),
    ],
)
def test_what_is_no_curve_is_said_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        read_curve(data)
    assert sentence in str(refused.value)


@given(st.binary(max_size=300) | st.text(alphabet="0123456789,;:.\t\n-eE s", max_size=300))
def test_no_file_breaks_the_reader(data: bytes | str) -> None:
    try:
        found = read_curve(data if isinstance(data, bytes) else data.encode())
    except Refused:
        return
    assert len(found) >= 3
    measure(found, melts=217, soak_from=155, soak_to=185)


def test_what_a_curve_did() -> None:
    did = measure(curve(CORNERS), melts=217, soak_from=155, soak_to=185)
    # Up through 217 at 222 s, down through it at 259 s.
    assert did == Measured(ramp=1.0, fall=2.0, soak_s=60.0, peak=235.0, liquidus_s=37.0)
    profile = find_profile(shipped(), "BGA-ON-LF")
    assert judge_run(profile, did) == "fail"  # 3 s too short above liquidus
    longer = [(at + (10 if at > 240 else 0), heat) for at, heat in CORNERS]
    did = measure(curve(longer), melts=217, soak_from=155, soak_to=185)
    assert (did.liquidus_s, judge_run(profile, did)) == (47.0, "pass")


def test_a_spike_of_noise_is_no_ramp() -> None:
    points = list(curve(CORNERS))
    noisy = [Point(p.at, p.heat + (2 if n % 2 else 0)) for n, p in enumerate(points)]
    ramp = measure(tuple(noisy), melts=217).ramp
    assert ramp is not None and 1.0 <= ramp <= 1.5


def test_points_far_apart_and_a_soak_that_was_not_reached() -> None:
    did = measure(
        (Point(0, 25), Point(60, 145), Point(120, 165)), melts=217, soak_from=155, soak_to=185
    )
    assert did == Measured(ramp=2.0, fall=0.0, soak_s=None, peak=165.0, liquidus_s=0.0)
    assert measure(THREE, melts=217).soak_s is None
