# SPDX-License-Identifier: MIT
"""What the commands of the headless face do with thermocouple curves."""

from workshop.benches.curves import record_curve
from workshop.benches.testing import read_file
from workshop.commands import Chosen, answered, opened
from workshop.domain.hot_work import find_alloy, find_profile
from workshop.domain.telling import tell
from workshop.storage.shop import shop_catalogue
from workshop.testlogs.thermocouple import measure, read_curve


def import_curve(chosen: Chosen) -> int:
    """Record a run of a profile, judged by the curve of a thermocouple."""
    data = read_file(chosen.file)
    curve = read_curve(data)
    with opened(chosen) as database:
        with database.read() as connection:
            catalogue = shop_catalogue(connection)
        profile = find_profile(catalogue, chosen.profile)
        measured = measure(
            curve,
            melts=find_alloy(catalogue, profile.alloy).melts,
            soak_from=profile.soak_from,
            soak_to=profile.soak_to,
        )
        receipt = record_curve(
            database,
            data,
            chosen.file.name,
            measured,
            profile=profile.code,
            pieces=chosen.piece,
            nozzle=chosen.nozzle,
            note=chosen.note,
            override=chosen.override,
            by=chosen.by,
            station=chosen.station,
        )
    answer = {"ok": True, **receipt, "measured": measured._asdict()}
    return answered(chosen, answer, tell("record_run", {}, receipt))
