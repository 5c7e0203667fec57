# SPDX-License-Identifier: MIT
"""The rows of steps begun, markings, bakes, counts, lots and reports, as acts handle them."""

from sqlalchemy.orm import Mapped

from workshop.storage.schema import JOURNALLED
from workshop.storage.things import Row


class StepRun(Row):
    """A step that was begun on a piece."""

    __table__ = JOURNALLED["step_run"]
    piece_id: Mapped[int]
    entry: Mapped[int]
    step: Mapped[str]
    person: Mapped[str]
    station: Mapped[str]
    ended: Mapped[int | None]
    minutes: Mapped[float | None]
    record_id: Mapped[int | None]
    override: Mapped[str]


class Marking(Row):
    """What is printed on a die or chip."""

    __table__ = JOURNALLED["marking"]
    piece_id: Mapped[int]
    entry: Mapped[int]
    raw: Mapped[str]
    chip: Mapped[str]
    sku: Mapped[str]
    stepping: Mapped[str]
    lot: Mapped[str]
    date: Mapped[str]
    source: Mapped[str]


class Bake(Row):
    """One load of an oven."""

    __table__ = JOURNALLED["bake"]
    entry: Mapped[int]
    oven_id: Mapped[int | None]
    temperature: Mapped[float]
    humidity: Mapped[float | None]
    hours: Mapped[float]
    edition: Mapped[str]
    ended: Mapped[int | None]
    unloaded_by: Mapped[str]
    actual_h: Mapped[float | None]
    note: Mapped[str]


class BakePiece(Row):
    """A piece in a bake."""

    __table__ = JOURNALLED["bake_piece"]
    bake_id: Mapped[int]
    piece_id: Mapped[int]
    needed_h: Mapped[float | None]
    verdict: Mapped[str]


class Reservation(Row):
    """A piece that is put by for a board."""

    __table__ = JOURNALLED["reservation"]
    piece_id: Mapped[int]
    board_id: Mapped[int]
    entry: Mapped[int]


class PlaceCount(Row):
    """A place that was counted."""

    __table__ = JOURNALLED["place_count"]
    place_id: Mapped[int]
    entry: Mapped[int]
    found: Mapped[int]
    missing: Mapped[int]
    misplaced: Mapped[int]
    unknown: Mapped[int]
    note: Mapped[str]


class PlaceCountLine(Row):
    """One piece or scan of a count."""

    __table__ = JOURNALLED["place_count_line"]
    count_id: Mapped[int]
    piece_id: Mapped[int | None]
    scan: Mapped[str]
    result: Mapped[str]
    place_id: Mapped[int | None]


class Instrument(Row):
    """A measuring instrument."""

    __table__ = JOURNALLED["instrument"]
    entry: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    serial: Mapped[str]
    calibrated_until: Mapped[str | None]
    state: Mapped[str]
    note: Mapped[str]


class Lot(Row):
    """A lot of what is used up."""

    __table__ = JOURNALLED["lot"]
    entry: Mapped[int]
    code: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    maker: Mapped[str]
    expires_on: Mapped[str | None]
    state: Mapped[str]
    note: Mapped[str]


class LotUse(Row):
    """What a step used of a lot."""

    __table__ = JOURNALLED["lot_use"]
    lot_id: Mapped[int]
    entry: Mapped[int]
    record_id: Mapped[int | None]
    piece_id: Mapped[int | None]
    amount: Mapped[float | None]
    unit: Mapped[str]


class Report(Row):
    """A report that was issued."""

    __table__ = JOURNALLED["report"]
    entry: Mapped[int]
    number: Mapped[int]
    kind: Mapped[str]
    about: Mapped[str]
    drawn_entry: Mapped[int]
    drawn_hash: Mapped[str]
    evidence_id: Mapped[int]
    choices: Mapped[str]
    issued_on: Mapped[str]


class Shipment(Row):
    """What leaves together."""

    __table__ = JOURNALLED["shipment"]
    entry: Mapped[int]
    number: Mapped[str]
    buyer: Mapped[str]
    country: Mapped[str]
    reference: Mapped[str]
    disposition: Mapped[str]
    note: Mapped[str]
    ended: Mapped[int | None]


class Packed(Row):
    """A piece in a shipment."""

    __table__ = JOURNALLED["packed"]
    shipment_id: Mapped[int]
    piece_id: Mapped[int]
    entry: Mapped[int]
    was: Mapped[str]
