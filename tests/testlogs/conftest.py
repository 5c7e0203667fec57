# SPDX-License-Identifier: MIT
"""Small nvidia-smi logs made by hand, one for each schema, and what a reading may be."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from workshop.testlogs import ToolResult

MADE = Path(__file__).parent / "made" / "nvidia-smi"

UNITS = {
    "": (0, 1e9),
    "%": (0, 200),
    "MHz": (0, 100_000),
    "MiB": (0, 16_777_216),
    "W": (0, 10_000),
    "°C": (-100, 250),
    "V": (0, 100),
    "A": (0, 1_000),
    "rpm": (0, 100_000),
    "s": (0, 31_622_400),
    "min": (0, 527_040),
    "ns": (0, 1e9),
    "GB/s": (0, 1e6),
    "Gflop/s": (0, 1e9),
    "MH/s": (0, 1e12),
    "fps": (0, 1e6),
}


def with_value(log: str, tag: str, value: str, count: int = 0) -> str:
    """The log with another value in the first `count` elements of this tag (0: in all)."""
    changed, done = re.subn(
        rf"<{tag}>[^<]*</{tag}>", lambda _: f"<{tag}>{value}</{tag}>", log, count=count
    )
    assert done, f"no {tag} in this log"
    return changed


def plausible(result: ToolResult) -> bool:
    """Whether every reading is of a type, unit, size and length that can be."""
    for reading in result.readings:
        if isinstance(reading.value, str):
            assert reading.value and reading.value.isprintable() and reading.unit == "", reading
            assert len(reading.value) <= 120 or reading.name == "throttle_reasons", reading
        else:
            low, high = UNITS[reading.unit]
            assert type(reading.value) is float and low <= reading.value <= high, reading
    names = [reading.name for reading in result.readings]
    assert len(names) == len(set(names))
    assert result.verdict in ("pass", "fail", "inconclusive")
    places = set(re.findall(r"\{(\w+)\}", result.says.template))
    assert places == {name for name, _fact in result.says.facts}
    memory = result.device.memory_mib
    assert memory is None or memory > 0
    return True


@pytest.fixture(scope="session")
def logs() -> SimpleNamespace:
    """The handmade logs by schema.

    `v10` is a GeForce without a board part number; `v11` a data-centre card whose GPU part number
    is the board's; `v12_535` has `gpu_power_readings` and remapped rows; `v12_570`, of the same
    schema, two power draws, and margins instead of temperatures; `v13` the versions under new
    names, SRAM errors in two parts, and more ways to be ill.
    """
    return SimpleNamespace(
        **{file.stem.replace("-", "_"): file.read_text("utf-8") for file in MADE.iterdir()}
    )


@pytest.fixture(scope="session")
def changed() -> Callable[..., str]:
    """`changed(log, tag, value)`: the log with another value there."""
    return with_value


@pytest.fixture(scope="session")
def is_plausible() -> Callable[[ToolResult], bool]:
    """Whether every reading of a result can be."""
    return plausible
