# SPDX-License-Identifier: MIT
"""Curves of a rework profile: what its heaters do, and what a thermocouple at the joint showed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workshop.domain.curves import MOST_POINTS, Points, drawn, programme

if TYPE_CHECKING:
    from workshop.domain.hot_work import Measured
    from workshop.storage.database import Database

__all__ = [
    "MOST_POINTS",
    "Points",
    "drawn",
    "keep_curve",
    "kept_curve",
    "programme",
    "record_curve",
]


def keep_curve(database: Database, data: bytes, name: str) -> dict[str, Any]:
    """Keep the file of a curve; the facts of it for the run."""
    from workshop.storage import evidence

    return evidence.keep(database, data, name)


def kept_curve(database: Database, sha256: str) -> bytes:
    """The file of a curve that was kept; refuses one that is gone or was changed."""
    from workshop.storage import evidence

    return evidence.read(database, sha256)


def record_curve(
    database: Database,
    data: bytes,
    name: str,
    measured: Measured,
    *,
    profile: str,
    pieces: Sequence[str],
    nozzle: str = "",
    note: str = "",
    override: str | None = None,
    by: str | None = None,
    station: str | None = None,
) -> dict[str, Any]:
    """Keep a curve and record its run; the receipt. Refuses what `record_run` refuses."""
    from workshop.acts.runs import record_run

    kept = keep_curve(database, data, name)
    return database.write(
        record_run,
        by=by,
        station=station,
        profile=profile,
        pieces=list(pieces),
        nozzle=nozzle,
        evidence=kept,
        note=note,
        override=override,
        **measured._asdict(),
    )
