# SPDX-License-Identifier: MIT
"""A run of a profile whose curve is a file: kept byte for byte, and recorded with what it shows."""

from collections.abc import Sequence
from typing import Any

from workshop.domain.hot_work import Measured
from workshop.storage import evidence
from workshop.storage.database import Database


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

    kept = evidence.keep(database, data, name)
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
