# SPDX-License-Identifier: MIT
"""HWiNFO's log: four languages, three encodings, the same names twice, and whose columns are."""

from pathlib import Path

import pytest

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "hwinfo"


def of(name: str) -> list[ToolResult]:
    return read_log((MADE / name).read_bytes())


def told(result: ToolResult) -> dict[str, float | str]:
    return {r.name: r.value for r in result.readings if not r.name.endswith("_mean")}


TWO = {
    "core_temp": 84.0,
    "hot_spot_temp": 101.5,
    "hot_spot_delta": 17.5,
    "memory_temp": 110.0,
    "power_draw": 349.8,
    "core_voltage": 0.95,
    "graphics_clock": 1710.0,
    "memory_clock": 9251.1,
    "fan_speed": 100.0,
    "fan_rpm": 3000.0,
    "gpu_load": 99.0,
    "memory_used": 8200.0,
    "log_minutes": 0.05,
    # The card's own column, not the processor's.
    "throttled": "yes",
    "throttle_time": 2.0,
}


def test_the_card_beside_the_processors_graphics() -> None:
    (card,) = of("7-62-two-graphics.csv")
    assert card.device == Device(name="NVIDIA GeForce RTX 3080 Ti")
    assert (card.tool, card.taken_at) == ("HWiNFO", "2025-03-22T23:59:58")
    assert card.verdict is Verdict.INCONCLUSIVE
    assert told(card) == TWO
    hot = next(series for series in card.series if series.name == "memory_temp")
    # Past midnight.
    assert hot.points == ((0, 78), (1, 110), (3, 108))


def test_without_the_footer_the_order_of_columns_tells_cards_apart() -> None:
    data = (MADE / "7-62-two-graphics.csv").read_bytes()
    head, _, _footer = data.rpartition(b"Date,Time")
    (card,) = read_log(head)
    assert (card.device, told(card)) == (Device(), TWO)


def test_two_cards_of_one_model() -> None:
    header = (
        "Date,Time,A [V],GPU Temperature [°C],GPU Clock [MHz],GPU Temperature [°C],GPU Clock [MHz]"
    )
    sources = ",,CPU [#0]: X," + ",".join(
        f"GPU [#{card}]: NVIDIA GeForce RTX 3060: MSI" for card in (0, 0, 1, 1)
    )
    row = "1.2.2026,10:00:00.000,1,50,1800,70,1900"
    for lines in ([header, row], [header, row, header, sources]):
        first, second = read_log("\r\n".join(lines).encode("cp1252"))
        assert (first.value("core_temp"), second.value("core_temp")) == (50.0, 70.0)
        assert (first.value("graphics_clock"), second.value("graphics_clock")) == (1800.0, 1900.0)
        name = "NVIDIA GeForce RTX 3060" if sources in lines else None
        assert first.device.name == second.device.name == name


def test_chinese_with_a_utf_8_header_and_gbk_below() -> None:
    (card,) = of("chinese-utf-8-then-gbk.csv")
    assert told(card) == {
        "core_temp": 70.5,
        "hot_spot_temp": 88.0,
        "hot_spot_delta": 17.5,
        "memory_temp": 94.0,
        "power_draw": 270.0,
        "graphics_clock": 1800.0,
        "memory_clock": 9500.0,
        "fan_rpm": 2100.0,
        "gpu_load": 99.0,
        "log_minutes": 0.033,
        "throttled": "yes",
        "throttle_time": 2.0,
    }
    text = (MADE / "chinese-utf-8-then-gbk.csv").read_bytes()
    whole = text.removeprefix(b"\xef\xbb\xbf").partition(b"\r\n")[0].decode().encode("gbk")
    assert told(read_log(whole + b"\r\n" + text.partition(b"\r\n")[2])[0]) == told(card)


def test_french_with_decimal_commas() -> None:
    (card,) = of("french-decimal-commas.csv")
    assert told(card) == {
        "core_temp": 61.0,
        "hot_spot_temp": 71.75,
        "hot_spot_delta": 10.75,
        "power_draw": 121.25,
        "graphics_clock": 1510.5,
        "fan_speed": 46.0,
        "log_minutes": 0.017,
        "throttled": "no",
        "throttle_time": 0.0,
    }
    assert card.taken_at == "2024-02-01T09:00:00"


def test_german_with_a_comma_in_a_name() -> None:
    (card,) = of("german.csv")
    assert told(card) == {
        "core_temp": 57.0,
        "hot_spot_temp": 69.0,
        "hot_spot_delta": 12.0,
        "power_draw": 203.5,
        "graphics_clock": 1905.0,
        "memory_clock": 8000.0,
        "fan_rpm": 1550.0,
        "log_minutes": 0.033,
        "throttled": "no",
        "throttle_time": 0.0,
    }
    bare = (MADE / "german.csv").read_bytes().replace(b'"', b"")
    assert read_log(bare) == [card]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["Date,Time,Core 0 VID [V],CPU [W]", "1.1.2026,10:00:00,1,2"], "no column of a graphics"),
        (["Date,Time,A [V],GPU Temperature [C]"], "no value"),
        (["Date,Time,A [V],GPU Temperature [C]", "1.1.2026,10:00:00,1"], "no value"),
    ],
)
def test_what_is_refused(lines: list[str], says: str) -> None:
    with pytest.raises(Refused) as caught:
        read_log("\n".join([*lines, ""]).encode())
    assert says in str(caught.value)
