# SPDX-License-Identifier: MIT
"""1,000 logs out of a folder, against the bare work: reading them, a file and a commit for each.

And how long the window is away from its events meanwhile, against a window that does nothing.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from logs_made import a_log

from workshop.acts import ACTS
from workshop.logs.files import log_files
from workshop.logs.take import Wanted, take
from workshop.storage.database import Database
from workshop.storage.engines import sqlite_module
from workshop.storage.files import write_whole
from workshop.testlogs import read_log
from workshop.testlogs.apart import Reader

HOW_MANY, CARDS = 1_000, 50
AIM = 60.0
FRAME_MS, LEAST_FRAMES = 1000 / 60, 59.0
MOST_AWAY = 50.0
"""Milliseconds the window may be away from its events, beyond what the computer takes itself."""


def _logs(folder: Path, count: int) -> None:
    """So many logs of the cards, each another."""
    folder.mkdir()
    for number in range(count):
        card = number % CARDS
        log = a_log((card, f"13243210{card:05}", f"{30 + number % 40} C"))
        log = log.replace(b"21.30 W", f"{number / 100:.2f} W".encode())
        (folder / f"{number:05}.xml").write_bytes(log)


def _shop(path: Path) -> Database:
    """A workshop with the cards."""
    database = Database.create(path, name="Speed", owner="ANA")
    database.write(ACTS["open_batch"], number="B1", supplier="Speed")
    for card in range(CARDS):
        database.write(ACTS["receive"], batch="B1", serial=f"13243210{card:05}",
                       model="GeForce RTX 4090")  # fmt: skip
    return database


def _ours(folder: Path, home: Path) -> tuple[float, int]:
    """Seconds to take them in, and how many results there are."""
    database = _shop(home / "workshop.db")
    began = time.perf_counter()
    with Reader() as reader:
        told = [take(database, reader, file, Wanted()) for file in log_files(folder)]
    seconds = time.perf_counter() - began
    database.close()
    refused = [one.refused for one in told if not one.ok]
    assert not refused, refused[0]
    return seconds, sum(len(one.recorded) for one in told)


def _bare(folder: Path, home: Path) -> float:
    """What cannot be done with less: each log read, kept, and told a database in one commit."""
    connection = sqlite_module().connect(home / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE reading (name TEXT, value TEXT)")
    began = time.perf_counter()
    for number, path in enumerate(sorted(folder.iterdir())):
        data = path.read_bytes()
        write_whole(home / "kept" / f"{number % 256:02x}" / path.name, data)
        rows = [(r.name, str(r.value)) for one in read_log(data) for r in one.readings]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO reading VALUES (?, ?)", rows)
        connection.execute("COMMIT")
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


def run(count: int = HOW_MANY) -> dict[str, float]:
    """Seconds of ours and of the floor, and the ratio; prints a line."""
    home = Path(tempfile.mkdtemp(prefix="speed-logs-"))
    try:
        _logs(home / "logs", count)
        floor = _bare(home / "logs", home)
        ours, results = _ours(home / "logs", home)
    finally:
        shutil.rmtree(home)
    assert results == count
    print(
        f"{count} logs: {ours:.1f} s (aim {AIM * count / HOW_MANY:.0f} s), "
        f"{1000 * ours / count:.1f} ms each; floor {floor:.1f} s, ratio {ours / floor:.1f}"
    )
    return {"logs": ours, "logs floor": floor, "logs ratio": ours / floor}


def frames(gaps: list[float]) -> float:
    """Frames a second of a window that draws 60, if it is away from its events so long each time.

    `gaps` are milliseconds; one that is longer than a frame costs those that fall into it.
    """
    missed = sum(int(gap / FRAME_MS) for gap in gaps)
    return 60.0 * (1 - missed / (sum(gaps) / FRAME_MS))


def window(count: int = 200) -> dict[str, float]:
    """The longest times the window was not back at its events, in milliseconds; prints a line.

    Keys are `away` while so many logs are shown and imported, and `away floor` while it is idle;
    `frames` and `frames floor` how many it could draw in a second then.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QElapsedTimer, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from ui.app import Sweep, take_turns
    from ui.context import Context
    from ui.desk import Desk
    from ui.pages.tests import TestsPage
    from ui.settings import Settings

    app = QApplication.instance() or QApplication([])
    sweep = Sweep()  # as the program has it: none of Python's own collections in the way
    home = Path(tempfile.mkdtemp(prefix="speed-logs-"))
    _logs(home / "logs", count)
    _shop(home / "workshop.db").close()
    desk, context = Desk(), Context(Settings.load(home / "settings"))
    desk.open(home / "workshop.db")
    page = TestsPage(desk, context)
    page.resize(1366, 768)
    page.show()
    sweep.begin()
    take_turns()  # likewise
    desk.by = "ANA"
    gaps: list[float] = []
    clock = QElapsedTimer()
    ticks = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)

    def tick() -> None:
        gaps.append(clock.nsecsElapsed() / 1e6)
        clock.restart()

    ticks.timeout.connect(tick)

    def longest(done: Callable[[], bool]) -> float:
        gaps.clear()
        clock.start()
        while not done():
            app.processEvents()
        return max(gaps)

    ticks.start()
    longest(lambda: desk.is_open)
    end = time.perf_counter() + 3
    floor = longest(lambda: time.perf_counter() > end)
    idle = frames(gaps)
    page.logs.take([home / "logs"])
    away = longest(lambda: not page.batch.is_busy)
    busy = list(gaps)
    page.batch.keep()
    away = max(away, longest(lambda: not page.batch.is_busy))
    drawn = frames(busy + gaps)
    ticks.stop()
    sweep.end()
    page.close()
    desk.close()
    shutil.rmtree(home)
    print(f"{count} logs shown and imported: {drawn:.1f} frames a second, idle {idle:.1f} (aim "
          f"{LEAST_FRAMES:.0f}); away for {away:.0f} ms at most, idle {floor:.0f} ms")  # fmt: skip
    return {"away": away, "away floor": floor, "frames": drawn, "frames floor": idle}


if __name__ == "__main__":
    slow = run()["logs"] > AIM
    gaps = window()
    late = gaps["frames"] < LEAST_FRAMES
    sys.exit(slow or late or gaps["away"] > MOST_AWAY + gaps["away floor"])
