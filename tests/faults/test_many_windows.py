# SPDX-License-Identifier: MIT
"""Many benches on one database: nothing is lost, nothing is locked, nothing is there twice."""

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop
from lengths import full

sys.path.insert(0, str(Path(__file__).parent))
from zygote import Zygote

from workshop.storage.check import check

PROCESSES = 8
EACH = full(1_000, everyday=25)


@pytest.fixture
def zygote(tmp_path: Path) -> Iterator[Zygote]:
    made = Zygote(tmp_path)
    yield made
    made.close()


def scan_all(zygote: Zygote, shop: Shop, lists: list[list[str]]) -> list[list[dict[str, Any]]]:
    """Scan each list in a process of its own, all at once; their answers."""
    children = [zygote.start("--db", str(shop.database.target), "scan", "B1") for _ in lists]
    answers: list[list[dict[str, Any]]] = [[] for _ in lists]

    def feed(number: int) -> None:
        for serial in lists[number]:
            children[number].send(serial)
        children[number].stdin.close()

    def read(number: int) -> None:
        answers[number] = children[number].answers()

    threads = [
        threading.Thread(target=work, args=(number,))
        for number in range(len(lists))
        for work in (feed, read)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for child in children:
        child.close()
    return answers


@pytest.mark.timeout(900)
def test_eight_processes_scan_all_they_can(shop: Shop, zygote: Zygote) -> None:
    each = EACH
    lists = [[f"W{who}N{n:05d}" for n in range(each)] for who in range(PROCESSES)]
    answers = scan_all(zygote, shop, lists)
    results = Counter(a["result"] for by in answers for a in by)
    assert results == {"received": PROCESSES * each}
    assert not any("busy" in a["message"] or "locked" in a["message"] for by in answers for a in by)
    batch = shop.ask("batch", number="B1")
    assert batch.received == PROCESSES * each
    tags = {a["tag"] for by in answers for a in by}
    assert len(tags) == PROCESSES * each
    assert check(shop.database, deep=True).findings == []


def test_one_serial_from_eight_processes_is_one_card(shop: Shop, zygote: Zygote) -> None:
    rounds = full(30, everyday=12)
    same = [f"SAME{n:03d}" for n in range(rounds)]
    answers = scan_all(zygote, shop, [same] * PROCESSES)
    for number, serial in enumerate(same):
        results = Counter(by[number]["result"] for by in answers)
        assert results == {"received": 1, "duplicate": PROCESSES - 1}, serial
        tags = {by[number]["tag"] for by in answers}
        assert len(tags) == 1
        assert all(
            "already here" in by[number]["message"]
            for by in answers
            if by[number]["result"] == "duplicate"
        )
    assert shop.ask("batch", number="B1").received == rounds
