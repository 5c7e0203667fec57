# SPDX-License-Identifier: MIT
"""What tests of the window share: Qt without a screen; no warning, timer or thread is left."""

import gc
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

sys.path.insert(0, str(Path(__file__).parent))

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    Qt,
    QThread,
    QThreadPool,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication
from scanner_bench import Bench

from ui import theme
from ui.widgets import roles

# What the screenless platform says about itself whenever a window is shown.
_OF_OFFSCREEN = "This plugin does not support"


class Warnings:
    """What Qt had to say during a test."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        loud = kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if loud and not message.startswith(_OF_OFFSCREEN):
            self.said.append(f"{context.category or 'default'}: {message}")


@pytest.fixture(autouse=True)
def qt_warnings() -> Iterator[Warnings]:
    """Every test fails on a warning of Qt."""
    warnings = Warnings()
    before = qInstallMessageHandler(warnings)
    try:
        yield warnings
    finally:
        qInstallMessageHandler(before)
    assert warnings.said == []


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light theme; no window, timer or thread outlives a test.

    As in the program, garbage is collected on this thread only: a reader must not bury a widget.
    """
    theme.apply(qapp, "light")
    roles.install()
    threads = set(threading.enumerate())
    gc.disable()
    try:
        yield qapp
        for window in qapp.topLevelWidgets():
            window.close()
            if window.parent() is None and window.windowType() is not Qt.WindowType.Popup:
                window.deleteLater()  # a popup goes with what made it
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect(0)  # what this test made is young still; all there is takes ten times as long
        if qapp.topLevelWidgets():
            gc.collect()
    finally:
        gc.enable()
    assert [type(window).__name__ for window in qapp.topLevelWidgets()] == []
    assert [timer for timer in qapp.findChildren(QTimer) if timer.isActive()] == []
    assert [thread for thread in qapp.findChildren(QThread) if thread.isRunning()] == []
    assert QThreadPool.globalInstance().activeThreadCount() == 0
    assert set(threading.enumerate()) - threads == set()


@pytest.fixture
def bench(app: QApplication) -> Iterator[Bench]:
    """A window with a scanner in front of it."""
    bench = Bench()
    bench.scanner.start()
    yield bench
    bench.scanner.stop()
    bench.window.close()
