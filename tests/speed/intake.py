# SPDX-License-Identifier: MIT
"""Cards scanned into the real window at a million pieces: from the last key to the painted answer.

Three codes a card, one every 300 ms, against the same window that only echoes plus the bare
commit of a receipt, both measured in the same run.
"""

import itertools
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "ui")]
import core
import million
from pallet import codes_of
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication
from whole_window import WholeWindow

from ui import theme
from ui.widgets.strip import Strip
from workshop.acts import ACTS
from workshop.queries import QUERIES
from workshop.storage.database import Database

CARDS = int(os.environ.get("CARD_WORKSHOP_CARDS", "400"))
LISTED = 400
EVERY_MS = 300

_paint = Strip.paintEvent


class Watch:
    """Notes when an answer was painted: the first painting of the strip after it was given."""

    def __init__(self) -> None:
        self.answered = False
        self.painted: Callable[[], object] = lambda: None

        def paint(strip: Strip, event: QPaintEvent) -> None:
            _paint(strip, event)
            if self.answered:
                self.answered = False
                self.painted()

        Strip.paintEvent = paint  # type: ignore[method-assign]

    def answer(self, *_: object) -> None:
        self.answered = True


def wait(ms: float) -> None:
    """Let the window work for so long."""
    loop = QEventLoop()
    QTimer.singleShot(max(0, round(ms)), loop.quit)
    loop.exec()


def scan_all(at: WholeWindow, watch: Watch, codes: list[str]) -> list[float]:
    """Scan a code every 300 ms; milliseconds from its last key to the painted answer."""
    taken: list[float] = []
    for code in codes:
        began = 0.0
        found: list[float] = []
        watch.painted = lambda found=found: found.append(time.perf_counter())
        for character in code:
            at.strike(character)
        began = time.perf_counter()
        at.strike("\r")
        wait(EVERY_MS - (time.perf_counter() - began) * 1000)
        end = time.perf_counter() + 10
        while not found and time.perf_counter() < end:
            wait(5)
        taken.append((found[0] - began) * 1000)
    return taken


def furnish(target: Path) -> None:
    """An open batch with a list, as it comes with a pallet."""
    database = Database.open(target)
    database.write(ACTS["open_batch"], number="NEW", supplier="Speed")
    cards = [{"serial": codes_of(n)[0], "model": "GeForce RTX 4090"} for n in range(LISTED)]
    database.write(ACTS["expect"], batch="NEW", cards=cards)
    database.close()


def count(target: Path) -> int:
    """How many cards were received."""
    database = Database.open(target)
    with database.read() as connection:
        found: int = QUERIES["intake"](connection, batch="NEW").received
    database.close()
    return found


def main() -> None:
    app = QApplication([])
    theme.apply(app, "light")
    orders = itertools.cycle(itertools.permutations(range(3)))
    codes = [
        codes_of(card)[place]
        for card, order in zip(range(CARDS), orders, strict=False)
        for place in order
    ]
    watch = Watch()
    with tempfile.TemporaryDirectory(dir=million.path().parent) as name:
        folder = Path(name)
        target = million.copy(folder)
        furnish(target)
        at = WholeWindow(target, folder)
        at.context.answered.connect(watch.answer)
        at.context.set("batch", "NEW")
        at.go("intake")
        wait(1_500)  # what is loaded some time after the first picture is there
        routed = at.window.scans.take

        def echo_only(code: str) -> None:
            at.context.answer("done", code)

        at.scanner.scanned.disconnect(routed)
        at.scanner.scanned.connect(echo_only)
        echo = scan_all(at, watch, codes[:30])
        at.scanner.scanned.disconnect(echo_only)
        at.scanner.scanned.connect(routed)
        taken = scan_all(at, watch, codes)
        at.settle()
        at.close()
        received = count(target)
        bare = core.timed(core.BareCommit(target), 200)
    floor = [one + two for one, two in zip(sorted(echo), sorted(bare[: len(echo)]), strict=True)]
    core.say(f"answer painted, {CARDS} cards of 3 codes", taken, "p99 ≤ 100 ms", floor)
    core.say("  the same window, echo only", echo, "-")
    print(f"{'cards received':42} {received} of {CARDS}", flush=True)
    sys.exit(received != CARDS)  # a lost card is no matter of speed


if __name__ == "__main__":
    main()
