# SPDX-License-Identifier: MIT
"""What the commands of the headless face do with photos."""

from pathlib import Path
from typing import Any

from workshop.benches.photos import give_away, keep_photo, read_photo
from workshop.commands import Chosen, WrongUsage, answered, opened
from workshop.domain.refused import Refused, Spoken
from workshop.domain.text import shown
from workshop.language import say, say_many
from workshop.queries import QUERIES


def import_photos(chosen: Chosen) -> int:
    """Keep photos of a piece or of a delivery; what one is refused for holds up no other."""
    receipts: list[dict[str, Any]] = []
    refusals: list[str] = []
    with opened(chosen) as database:
        for file in chosen.files:
            try:
                receipts.append(
                    keep_photo(
                        database,
                        read_photo(file),
                        file.name,
                        piece=chosen.piece or "",
                        batch=chosen.batch or "",
                        face=chosen.face,
                        site=chosen.site,
                        note=chosen.note,
                        by=chosen.by,
                        station=chosen.station,
                    )
                )
            except Spoken as said:
                refusals.append(f"{shown(file.name)}: {said}")
    if refusals:
        raise Refused(
            "Kept: {n} of {all}. {reasons}",
            n=len(receipts),
            all=len(chosen.files),
            reasons=" ".join(refusals),
        )
    told = say_many("{n} photo kept.", "{n} photos kept.", len(receipts))
    return answered(chosen, {"ok": True, "photos": receipts}, told)


def export_photos(chosen: Chosen) -> int:
    """Write clean copies of the photos of a piece or of a delivery into a folder."""
    if chosen.query != "photos":
        raise WrongUsage(say("Name the file: -o FILE.xlsx, or -o FILE.csv."))
    if len(chosen.facts) != 1 or (chosen.piece is None) == (chosen.batch is None):
        raise WrongUsage(say("Name a piece or a batch, and one folder for the photos."))
    folder = Path(chosen.facts[0])
    with opened(chosen) as database:
        with database.read() as connection:
            rows = QUERIES["photos"](
                connection, piece=chosen.piece, batch=chosen.batch, limit=100_000
            )
        if not rows:
            raise Refused("There is no photo of it.")
        made = give_away(database, rows, folder)
    answer = {"ok": True, "files": [str(file) for file in made]}
    return answered(
        chosen,
        answer,
        say_many(
            "{n} photo without position data: {folder}",
            "{n} photos without position data: {folder}",
            len(made),
            folder=folder,
        ),
    )
