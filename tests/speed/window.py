# SPDX-License-Identifier: MIT
"""Until the window is painted and ready to scan, against an empty window in the same run."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import million

RUNS = 9

_EMPTY = """
import sys, time
{imports}
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: (print("painted", flush=True), app.quit()))
app = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
"""
EMPTY = _EMPTY.format(imports="")
WITH_SQLALCHEMY = _EMPTY.format(imports="import sqlalchemy, sqlalchemy.orm")


def until(command: list[str], words: list[str], folder: Path) -> list[float]:
    """Milliseconds from the start of a process until it says each word on one of its outputs."""
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "",  # a program that is used has been compiled before
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "CARD_WORKSHOP_TRACE": "1",
        "CARD_WORKSHOP_CONFIG": str(folder / "config.toml"),
        "XDG_DATA_HOME": str(folder),
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment,
        cwd=million.ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    found: list[float] = []
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith(words[len(found)]):
            found.append((time.perf_counter() - began) * 1000)
            if len(found) == len(words):
                break
    process.terminate()
    process.wait(timeout=30)
    process.stdout.close()
    if len(found) < len(words):
        raise RuntimeError("".join(said))
    return found


def main() -> None:
    target = million.path()
    empty, with_sqlalchemy, painted, ready = [], [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = [sys.executable, "-m", "ui", "--db", str(target)]
        for run in range(RUNS + 1):
            one = until([sys.executable, "-c", EMPTY], ["painted"], folder)
            two = until([sys.executable, "-c", WITH_SQLALCHEMY], ["painted"], folder)
            three = until(ours, ["painted", "ready"], folder)
            if run:  # the first run only fills the caches of the computer
                empty += one
                with_sqlalchemy += two
                painted.append(three[0])
                ready.append(three[1])
    for what, taken, floor, aim in (
        ("window painted", painted, empty, "≤ 2.0 ×"),
        ("window ready to scan", ready, with_sqlalchemy, "≤ 1.4 ×"),
    ):
        median, base = statistics.median(taken), statistics.median(floor)
        print(f"{what:42} {median:6.0f} ms = {median / base:4.2f} × {base:.0f} ms   aim {aim}")


if __name__ == "__main__":
    main()
