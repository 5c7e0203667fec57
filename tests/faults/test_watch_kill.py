# SPDX-License-Identifier: MIT
"""kill -9 of a watched folder at any moment: each log makes one result, and lies in one place."""

import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench_shop import Shop
from lengths import full
from logs_made import a_log

sys.path.insert(0, str(Path(__file__).parent))
from zygote import Zygote

from workshop.storage.check import check

KILLS = full(64, everyday=16)
LOGS = 6
"""So many logs lie in the folder at each start."""


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    made = Zygote(tmp_path)
    yield made
    made.close()


def put(folder: Path, turn: int) -> None:
    """New logs of one card, each another, some of them twice."""
    for number in range(LOGS):
        heat = turn * LOGS + number
        log = a_log((1, "N/A", "38 C")).replace(b"21.30 W", f"{heat / 100:.2f} W".encode())
        (folder / f"{turn}-{number}.xml").write_bytes(log)
        if number == 0:
            (folder / f"{turn}-copy.xml").write_bytes(log)


@pytest.mark.timeout(900)
def test_each_log_is_there_once(file_shop: Shop, zygote: Zygote, tmp_path: Path) -> None:
    card = file_shop.card("SN1")
    file_shop.do(
        "record_log", piece=card, tool="first", tool_version="", verdict="pass", readings=[],
        identifiers={"gpu_uuid": "GPU-0a0a0a0a-1111-2222-3333-444444444401"},
        evidence={"sha256": "e" * 64, "name": "a", "size": 1},
    )  # fmt: skip
    folder = tmp_path / "logs"
    folder.mkdir()
    watch = ("--db", str(file_shop.database.target), "watch", str(folder),
             "--once", "--settle", "0.01", "--json")  # fmt: skip
    seed = int(os.environ.get("CARD_WORKSHOP_SEED", "20261130"))
    dice = random.Random(seed)
    amid = 0
    for turn in range(KILLS):
        put(folder, turn)
        child = zygote.start(*watch)
        if turn % 4:  # while it takes files; else while it starts
            child.stdout.readline()
        time.sleep(dice.uniform(0, 0.15))
        os.kill(child.pid, signal.SIGKILL)
        child.answers()
        child.close()
        amid += len([path for path in folder.iterdir() if path.is_file()]) > 0
    assert amid > KILLS / 4, f"seed {seed}: too few were stopped amid their work"
    last = zygote.start(*watch)
    assert all(answer["ok"] for answer in last.answers()), f"seed {seed}"
    last.close()
    lie = sorted(path.name for path in (folder / "taken").iterdir())
    assert [path.name for path in folder.iterdir()] == ["taken"]
    assert len(lie) == KILLS * (LOGS + 1)
    tests = file_shop.ask("passport", tag=card).tests
    assert len(tests) == 1 + KILLS * LOGS, f"seed {seed}"
    drawn = [m.value for test in tests for m in test.measurements if m.name == "power_draw"]
    assert len(set(drawn)) == len(drawn) == KILLS * LOGS
    found = check(file_shop.database, deep=True).findings
    assert [one for one in found if "e" * 12 not in one.what] == []
