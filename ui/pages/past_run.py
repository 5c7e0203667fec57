# SPDX-License-Identifier: MIT
"""Reads a run of the past for a view: its profile as it was then, and the curve that was kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject

from ui.desk import Desk
from workshop.benches.curves import Points, drawn, kept_curve
from workshop.benches.hot_work import NAMES, RunBench
from workshop.testlogs.thermocouple import read_curve

if TYPE_CHECKING:
    from ui.pages.run_view import RunView
    from workshop.queries.heat import HeatRow
    from workshop.queries.runs import ProfileRow


class ShowsRuns(Protocol):
    """What a run is looked at in."""

    run: RunView

    def show_run(self, row: HeatRow, profile: ProfileRow, judged: Any) -> None: ...


def look_at_run(
    desk: Desk, row: HeatRow, view: ShowsRuns, no: Callable[[str, str], object], owner: QObject
) -> None:
    """Show the run of a row of a heat ledger, and its curve where one was kept.

    Nothing for a row without a run; `no` hears what could not be read.
    """
    run = row.run
    if run is None:
        return

    def draw(profile: ProfileRow, points: Points) -> None:
        if view.run.row is row:  # nobody looks at another one by now
            view.run.show_profile(profile, points)

    def came(profile: ProfileRow) -> None:
        bench = RunBench("")
        bench.profile = profile
        bench.measured = {
            name: value for name in NAMES if (value := getattr(run, name)) is not None
        }
        view.show_run(row, profile, bench.judged)
        if run.curve:
            desk.run(
                lambda database, _step: drawn(read_curve(kept_curve(database, run.curve))),
                partial(draw, profile),
                no,
                owner=owner,
                acts=True,
            )

    facts = {"code": run.profile, "version": run.version}
    desk.ask("profile", facts, came, owner, "profile", no)
