# SPDX-License-Identifier: MIT
"""The Qt in use survives a long day, and one that would not is refused before it starts."""

import subprocess
import sys
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit

import ui

ROOT = Path(__file__).parents[2]

# In a process of its own: where the guard has something to catch, the process dies.
A_LONG_DAY = """
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication([])
field = QLineEdit()
field.show()
for number in range(20_000):
    QTest.keyClick(field, "a" if number % 20 else "\\b")
    field.setText(str(number))
print(field.text())
"""


# In a process of its own: what has been imported here before is not imported again.
IMPORTS = """
import linecache
import ui
{first}
import PySide6.QtWidgets
import sqlalchemy
import ui.window
print(sum(name.endswith(".py") for name in linecache.cache))
"""


def test_pyside_reads_no_source_of_what_is_imported() -> None:
    def kept(first: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", IMPORTS.format(first=first)],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return int(done.stdout)

    assert kept("ui.read_no_sources()") < 10 < kept("")


def test_twenty_thousand_keys_and_texts() -> None:
    done = subprocess.run(
        [sys.executable, "-c", A_LONG_DAY], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "19999\n"


class Sender(QObject):
    """Something with a signal."""

    told = Signal()


@pytest.mark.parametrize("call", ["setObjectName", "setText", "emit", "processEvents"])
def test_calls_give_no_reference_to_none_away(app: QApplication, call: str) -> None:
    field, sender = QLineEdit(), Sender()
    calls = {
        "setObjectName": lambda: field.setObjectName("name"),
        "setText": lambda: field.setText("text"),
        "emit": sender.told.emit,
        "processEvents": app.processEvents,
    }
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(500):
        calls[call]()
    after = sys.getrefcount(None), sys.getrefcount(True)
    # Other objects come and go meanwhile; a reference lost with every call would be 500.
    assert abs(after[0] - before[0]) < 100
    assert abs(after[1] - before[1]) < 100


@pytest.mark.parametrize(
    ("qt", "python", "refused"),
    [
        ("6.12.0", (3, 11, 7), True),
        ("6.12.0", (3, 12, 1), False),
        ("6.11.3", (3, 11, 7), False),
        ("6.12.1", (3, 11, 7), False),
    ],
)
def test_a_broken_qt_is_refused(
    monkeypatch: pytest.MonkeyPatch, qt: str, python: tuple[int, int, int], refused: bool
) -> None:
    class Version(tuple[int, ...]):
        major, minor = python[:2]

    monkeypatch.setattr(PySide6, "__version__", qt)
    monkeypatch.setattr(ui.sys, "version_info", Version(python))
    if not refused:
        ui.refuse_broken_qt()
        return
    with pytest.raises(SystemExit) as left:
        ui.refuse_broken_qt()
    assert "PySide6 6.12.0" in str(left.value) and "Python 3.11" in str(left.value)


def test_the_qt_in_use_is_not_refused() -> None:
    ui.refuse_broken_qt()
