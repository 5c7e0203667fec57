# SPDX-License-Identifier: MIT
"""The rows of the tables as acts handle them: one class a table, with the types of its columns."""

from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import Table
from sqlalchemy.orm import DeclarativeBase, Mapped

from workshop.storage.schema import JOURNALLED, METADATA


class Row(DeclarativeBase):
    """A row that the journal follows."""

    metadata = METADATA
    if TYPE_CHECKING:
        __table__: ClassVar[Table]

    id: Mapped[int]


class Workshop(Row):
    """Whose database this is."""

    __table__ = JOURNALLED["workshop"]
    name: Mapped[str]
    site: Mapped[str]
    owner: Mapped[str]
    database_id: Mapped[str]
    secret: Mapped[str]


class Person(Row):
    """Somebody who works here."""

    __table__ = JOURNALLED["person"]
    code: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    pin: Mapped[str]


class Station(Row):
    """A bench PC."""

    __table__ = JOURNALLED["station"]
    code: Mapped[str]
    name: Mapped[str]


class Place(Row):
    """A room, rack, bin or tray."""

    __table__ = JOURNALLED["place"]
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    parent_id: Mapped[int | None]
    takes_kinds: Mapped[str]
    takes_grades: Mapped[str]
    dry: Mapped[int]


class Batch(Row):
    """One delivery that is worked through and reported on."""

    __table__ = JOURNALLED["batch"]
    number: Mapped[str]
    supplier: Mapped[str]
    received_on: Mapped[str | None]
    state: Mapped[str]
    expected: Mapped[int | None]
    note: Mapped[str]
    entry: Mapped[int]
    second_person: Mapped[int]
    closed_with: Mapped[str]


class ManifestLine(Row):
    """What the supplier says is in a batch."""

    __table__ = JOURNALLED["manifest_line"]
    batch_id: Mapped[int]
    serial: Mapped[str]
    normal: Mapped[str]
    maker: Mapped[str]
    model: Mapped[str]
    part_number: Mapped[str]
    upc: Mapped[str]
    box: Mapped[str]
    note: Mapped[str]


class Piece(Row):
    """Anything tracked on its own."""

    __table__ = JOURNALLED["piece"]
    tag: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]
    batch_id: Mapped[int]
    maker: Mapped[str]
    model: Mapped[str]
    place_id: Mapped[int | None]
    donor_id: Mapped[int | None]
    donor_site: Mapped[str]
    board_id: Mapped[int | None]
    site: Mapped[str]
    routing: Mapped[str]
    grade: Mapped[str]
    disposition: Mapped[str]
    heat_cycles: Mapped[int]
    note: Mapped[str]
    doubt: Mapped[str]
    held_for: Mapped[str]
    edition: Mapped[int]
    taken_apart: Mapped[int | None]
    msl: Mapped[str]
    floor_used_s: Mapped[int]
    floor_since: Mapped[int | None]


class Identifier(Row):
    """What others call a piece."""

    __table__ = JOURNALLED["identifier"]
    piece_id: Mapped[int]
    kind: Mapped[str]
    raw: Mapped[str]
    normal: Mapped[str]
    maker: Mapped[str]
    source: Mapped[str]


class Receiving(Row):
    """One stretch of work at the dock."""

    __table__ = JOURNALLED["receiving"]
    batch_id: Mapped[int]
    entry: Mapped[int]
    person: Mapped[str]
    station: Mapped[str]
    ended: Mapped[int | None]
    signed_by: Mapped[str]
    signed: Mapped[int | None]
    note: Mapped[str]


class Visit(Row):
    """One stay of a piece."""

    __table__ = JOURNALLED["visit"]
    piece_id: Mapped[int]
    batch_id: Mapped[int]
    entry: Mapped[int]
    receiving_id: Mapped[int | None]
    ended: Mapped[int | None]
    disposition: Mapped[str]


class Refusal(Row):
    """A card that was not taken in."""

    __table__ = JOURNALLED["refusal"]
    batch_id: Mapped[int]
    receiving_id: Mapped[int | None]
    entry: Mapped[int]
    serial: Mapped[str]
    normal: Mapped[str]
    maker: Mapped[str]
    model: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str]


class Condition(Row):
    """How a piece was found on a visit."""

    __table__ = JOURNALLED["condition"]
    piece_id: Mapped[int]
    visit_id: Mapped[int]
    entry: Mapped[int]
    packaging: Mapped[str]
    completeness: Mapped[str]
    grade: Mapped[str]
    capped: Mapped[str]
    reason: Mapped[str]
    note: Mapped[str]


class Defect(Row):
    """A defect that was found on a piece."""

    __table__ = JOURNALLED["defect"]
    piece_id: Mapped[int]
    visit_id: Mapped[int]
    entry: Mapped[int]
    code: Mapped[str]
    zone: Mapped[str]
    severity: Mapped[str]
    note: Mapped[str]


class IdentityFact(Row):
    """What one source says of a piece."""

    __table__ = JOURNALLED["identity_fact"]
    piece_id: Mapped[int]
    entry: Mapped[int]
    source: Mapped[str]
    name: Mapped[str]
    value: Mapped[str]


class BlockedSerial(Row):
    """A serial nobody should take in."""

    __table__ = JOURNALLED["blocked_serial"]
    serial: Mapped[str]
    normal: Mapped[str]
    maker: Mapped[str]
    reason: Mapped[str]
    source: Mapped[str]
    entry: Mapped[int]


class BlankTag(Row):
    """A tag that was printed before its piece came."""

    __table__ = JOURNALLED["blank_tag"]
    tag: Mapped[str]
    entry: Mapped[int]
    piece_id: Mapped[int | None]


class StepRecord(Row):
    """The outcome of one step on one piece."""

    __table__ = JOURNALLED["step_record"]
    piece_id: Mapped[int]
    entry: Mapped[int]
    step: Mapped[str]
    outcome: Mapped[str]
    facts: Mapped[str]
    note: Mapped[str]
    routing: Mapped[str]
    override: Mapped[str]


class Site(Row):
    """What a site of one board holds now."""

    __table__ = JOURNALLED["site"]
    board_id: Mapped[int]
    name: Mapped[str]
    state: Mapped[str]
    piece_id: Mapped[int | None]


class SiteRecord(Row):
    """What was found or done at a site, each time."""

    __table__ = JOURNALLED["site_record"]
    board_id: Mapped[int]
    site: Mapped[str]
    entry: Mapped[int]
    outcome: Mapped[str]
    piece_id: Mapped[int | None]
    marking: Mapped[str]
    grade: Mapped[str]
    place_id: Mapped[int | None]
    note: Mapped[str]
    expected: Mapped[str]


class Evidence(Row):
    """A file kept byte for byte."""

    __table__ = JOURNALLED["evidence"]
    sha256: Mapped[str]
    name: Mapped[str]
    size: Mapped[int]


class ProfileRun(Row):
    """One run of a rework profile."""

    __table__ = JOURNALLED["profile_run"]
    entry: Mapped[int]
    profile: Mapped[str]
    version: Mapped[int]
    nozzle: Mapped[str]
    ramp: Mapped[float | None]
    fall: Mapped[float | None]
    soak_s: Mapped[float | None]
    peak: Mapped[float | None]
    liquidus_s: Mapped[float | None]
    verdict: Mapped[str]
    evidence_id: Mapped[int | None]
    note: Mapped[str]


class HeatCycle(Row):
    """One heat cycle of a piece."""

    __table__ = JOURNALLED["heat_cycle"]
    piece_id: Mapped[int]
    entry: Mapped[int]
    cause: Mapped[str]
    board_id: Mapped[int | None]
    run_id: Mapped[int | None]
    override: Mapped[str]


class Reball(Row):
    """New spheres on a die or chip."""

    __table__ = JOURNALLED["reball"]
    piece_id: Mapped[int]
    entry: Mapped[int]
    stencil: Mapped[str]
    sphere_mm: Mapped[float]
    alloy: Mapped[str]
    leaded: Mapped[int]
    flux_lot: Mapped[str]
    inspection: Mapped[str]
    verdict: Mapped[str]
    note: Mapped[str]


class Photo(Row):
    """A picture of a piece or of a delivery."""

    __table__ = JOURNALLED["photo"]
    piece_id: Mapped[int | None]
    batch_id: Mapped[int | None]
    evidence_id: Mapped[int]
    entry: Mapped[int]
    face: Mapped[str]
    site: Mapped[str]
    note: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[str]


class TestResult(Row):
    """One attempt at a test plan."""

    __table__ = JOURNALLED["test_result"]
    __test__ = False  # a table of test results, nothing pytest should collect
    piece_id: Mapped[int]
    entry: Mapped[int]
    plan: Mapped[str]
    attempt: Mapped[int]
    verdict: Mapped[str]
    tool: Mapped[str]
    tool_version: Mapped[str]
    evidence_id: Mapped[int | None]
    note: Mapped[str]
    run: Mapped[str]
    version: Mapped[int]
    step: Mapped[str]
    ambient: Mapped[float | None]
    in_file: Mapped[int]
    override: Mapped[str]


class Measurement(Row):
    """One typed value of a result."""

    __table__ = JOURNALLED["measurement"]
    result_id: Mapped[int]
    name: Mapped[str]
    label: Mapped[str]
    value: Mapped[str]
    number: Mapped[float | None]
    unit: Mapped[str]
    low: Mapped[float | None]
    high: Mapped[float | None]
    verdict: Mapped[str]
    margin: Mapped[float | None]
    golden: Mapped[str]
    instrument_id: Mapped[int | None]
    calibrated_until: Mapped[str | None]


class Label(Row):
    """A label on its way to paper."""

    __table__ = JOURNALLED["label"]
    piece_id: Mapped[int]
    entry: Mapped[int]
    state: Mapped[str]
    printed_entry: Mapped[int | None]
    reason: Mapped[str]
    printer: Mapped[str]
    station: Mapped[str]
    tries: Mapped[int]
    trouble: Mapped[str]


class CatalogueCopy(Row):
    """The shop's own version of a catalogue entry."""

    __table__ = JOURNALLED["catalogue_copy"]
    kind: Mapped[str]
    code: Mapped[str]
    version: Mapped[int]
    body: Mapped[str]
