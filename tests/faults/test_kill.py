# SPDX-License-Identifier: MIT
"""kill -9 at any moment: what was acknowledged is there, and at most one scan more."""

import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench_shop import Shop
from lengths import full

sys.path.insert(0, str(Path(__file__).parent))
from zygote import Zygote

from workshop.storage.check import check

KILLS = full(300, everyday=40)
TEETH_KILLS = 60


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    made = Zygote(tmp_path)
    yield made
    made.close()


def serials(shop: Shop, prefix: str) -> set[str]:
    with shop.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT normal FROM identifier WHERE normal >= ? AND normal < ?",
            (prefix, prefix + "~"),
        )
        return {row[0] for row in rows}


def kill_once(
    zygote: Zygote, shop: Shop, turn: int, wait: float, *, early: bool = False
) -> tuple[set[str], set[str]]:
    """Scan into a child until it is killed; what it acknowledged, and what is in the file.

    It is killed so many seconds after its first answer, or `early`, after it was begun.
    """
    prefix = f"K{turn:04d}S"
    child = zygote.start("--db", str(shop.database.target), "scan", "B1")

    def feed() -> None:
        try:
            for number in range(4000):
                child.send(f"{prefix}{number:05d}")
        except (BrokenPipeError, ValueError):
            pass

    feeder = threading.Thread(target=feed)
    feeder.start()
    first = "" if early else child.stdout.readline()
    time.sleep(wait)
    os.kill(child.pid, signal.SIGKILL)
    answers = [line for line in (first, *child.stdout) if line.endswith("\n")]
    feeder.join()
    child.close()
    acknowledged = {line.split('"scan": "')[1].split('"')[0] for line in answers}
    return acknowledged, serials(shop, prefix)


@pytest.mark.timeout(900)
def test_no_acknowledged_scan_is_lost(file_shop: Shop, zygote: Zygote) -> None:
    seed = int(os.environ.get("CARD_WORKSHOP_SEED", "20261124"))
    dice = random.Random(seed)
    scans = 0
    for turn in range(KILLS):
        early = turn % 3 == 0  # also while it starts, and in its first transaction
        wait = dice.uniform(0, 0.12 if early else 0.05)
        acknowledged, present = kill_once(zygote, file_shop, turn, wait, early=early)
        assert acknowledged <= present, f"seed {seed}, turn {turn}: a scan was lost"
        assert len(present - acknowledged) <= 1, f"seed {seed}, turn {turn}"
        scans += len(present)
    assert scans >= KILLS
    assert check(file_shop.database, deep=True).findings == []


def test_the_same_test_catches_an_answer_before_the_commit(file_shop: Shop, tmp_path: Path) -> None:
    """Teeth: with commit and acknowledgement swapped, scans are lost."""
    hasty = Zygote(tmp_path, faulty=True)
    try:
        dice = random.Random(5)
        for turn in range(TEETH_KILLS):
            acknowledged, present = kill_once(hasty, file_shop, turn, dice.uniform(0, 0.05))
            if not acknowledged <= present:
                return
    finally:
        hasty.close()
    pytest.fail("the planted fault was not caught")
