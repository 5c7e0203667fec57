# SPDX-License-Identifier: MIT
"""The curves of a result are read again from the very file it was kept with, and its own run."""

from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.logs.curves import curves, of_result
from workshop.logs.take import Wanted, take_all
from workshop.storage.evidence import evidence_folder, kept_file
from workshop.testlogs import read_log

MADE = Path(__file__).parents[1] / "testlogs" / "made"


def taken(shop: Shop, file: Path) -> list[Any]:
    """The results of a card that come from a log."""
    card = shop.card("S-1")
    came: list[Any] = []
    take_all(shop.database, [file], Wanted(piece=card), came, lambda *_: None)
    assert not came[0].refused
    tests: list[Any] = shop.ask("passport", tag=card).tests
    return tests


def test_a_log_gives_back_every_curve(file_shop: Shop) -> None:
    (kept,) = taken(file_shop, MADE / "gpu-z" / "2-59-geforce.txt")
    found = {each.name: each for each in curves(file_shop.database, kept)}
    assert found["hot_spot_temp"].points == ((0, 46.1), (1, 86.9), (2, 109.3), (3, 108.2))
    assert len(found) > 10 and found["power_draw"].unit == "W"
    assert max(value for _at, value in found["hot_spot_delta"].points) == 25.9


def test_of_two_runs_in_a_file_the_one_that_was_kept_is_drawn(file_shop: Shop) -> None:
    file = MADE / "gpu-z" / "2-30-radeon-twice.txt"
    (kept,) = taken(file_shop, file)
    idle, load = read_log(file.read_bytes())
    assert curves(file_shop.database, kept) == load.series
    of_idle = {reading.name: reading.value for reading in idle.readings}
    other = [row._replace(value=f"{of_idle.get(row.name, '')}") for row in kept.measurements]
    assert of_result([idle, load], kept._replace(measurements=other)) is idle
    assert of_result([idle, load], kept._replace(tool="HWiNFO")) is None


def test_a_typed_result_a_lost_file_and_a_log_of_one_moment_are_refused(file_shop: Shop) -> None:
    (kept,) = taken(file_shop, MADE / "mats" / next(MADE.glob("mats/*")).name)
    with pytest.raises(Refused, match="Nothing was measured over time in this log"):
        curves(file_shop.database, kept)
    database = file_shop.database
    kept_file(evidence_folder(database.target, database.database_id), kept.log).unlink()
    with pytest.raises(Refused, match="is missing"):
        curves(database, kept)
    with pytest.raises(Refused, match="is missing"):
        curves(database, kept._replace(log=""))
