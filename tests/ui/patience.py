# SPDX-License-Identifier: MIT
"""Waiting in the window's own thread, with the patience the slowest machine needs."""

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent

# Only what never happens takes as long: no test is quicker or slower for it.
PATIENCE = 30.0


def let_work(seconds: float) -> None:
    """Let the threads work, and take in what they bring; QTest.qWait would hold them up."""
    end = time.monotonic() + seconds
    while True:
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if time.monotonic() >= end:
            return
        time.sleep(0.001)


def errors() -> object:
    """What went wrong in a slot and was caught by pytest-qt, which reports it after the test."""
    return getattr(sys.excepthook, "keywords", {}).get("exceptions")


def wait(true: Callable[[], object], so_far: Callable[[], object] = lambda: "") -> None:
    """Wait until something is true; where it does not become so, fail and say what is so far."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert not errors(), "an error came in between"
        assert time.monotonic() < end, f"not within {PATIENCE} s: {so_far()}"
        let_work(0.002)


def settle(quiet: Callable[[], object], so_far: Callable[[], object] = lambda: "") -> None:
    """Wait until it is quiet, and nothing more comes of what came last.

    What comes of it comes as events: to take them in needs rounds, but no time.
    """
    rounds = 0
    while rounds < 4:
        wait(quiet, so_far)
        let_work(0)
        rounds = rounds + 1 if quiet() else 0


def hold_work(desk: Any) -> threading.Event:
    """Long work of a desk waits, once it has said how far it is, until this event is set."""
    go_on = threading.Event()
    bring = desk._room.bring

    def hold(outcome: Any) -> None:
        bring(outcome)
        if outcome.how == "progress":
            go_on.wait(PATIENCE)

    desk._room.bring = hold
    return go_on
