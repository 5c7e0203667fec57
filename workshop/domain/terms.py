# SPDX-License-Identifier: MIT
"""The trade's words as enumerations: what is stored, journalled and shown."""

from enum import StrEnum

from workshop.language import mark


class PieceKind(StrEnum):
    """What a tracked piece is."""

    CARD = "card"
    DIE = "die"
    MEMORY = "memory"
    BOARD = "board"
    COOLER = "cooler"
    OTHER = "other"


class PieceState(StrEnum):
    """Where a piece stands in the workshop."""

    RECEIVED = "received"
    WORKING = "working"
    STOCK = "stock"
    DAMAGED = "damaged"
    FITTED = "fitted"
    PACKED = "packed"
    HOLD = "hold"
    QUARANTINE = "quarantine"
    GONE = "gone"


class CardPart(StrEnum):
    """What a card is made of besides its board, and what came with it."""

    COOLER = "cooler"
    BACKPLATE = "backplate"
    BRACKET = "bracket"
    FANS = "fans"
    SHROUD = "shroud"
    CABLE = "cable"
    BOX = "box"
    ACCESSORIES = "accessories"


class SiteOutcome(StrEnum):
    """What was found when a site was worked on."""

    GOOD = "good"
    DAMAGED = "damaged"
    MISSING = "missing"
    LEFT = "left"
    SUSPECT = "suspect"


class SiteState(StrEnum):
    """What the board map shows at a site."""

    ON_BOARD = "on_board"
    LEFT = "left"
    SUSPECT = "suspect"
    GOOD = "good"
    DAMAGED = "damaged"
    MISSING = "missing"
    FITTED = "fitted"
    EMPTY = "empty"


class StepOutcome(StrEnum):
    """How a step ended."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


class HeatCause(StrEnum):
    """What a piece went through reflow for."""

    DESOLDER = "desolder"
    REBALL = "reball"
    PLACEMENT = "placement"
    REWORK = "rework"
    RUN = "run"


HEAT_CAUSES: dict[str, str] = {
    HeatCause.DESOLDER: mark("Desoldered"),
    HeatCause.REBALL: mark("Reballed"),
    HeatCause.PLACEMENT: mark("Placed"),
    HeatCause.REWORK: mark("Rework step"),
    HeatCause.RUN: mark("Profile run"),
}
"""What a heat cycle was for, as window and paper say it."""


class HeatState(StrEnum):
    """Whether a piece may be heated once more: freely, for the last time, or not."""

    OK = "ok"
    LAST = "last"
    STOP = "stop"


class Verdict(StrEnum):
    """What a measurement or a test says."""

    PASS = "pass"
    MARGINAL = "marginal"
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


class LastResult(StrEnum):
    """What the newest tests of a piece say of it, as lists are filtered by it."""

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"
    UNTESTED = "not tested"


class RunKind(StrEnum):
    """Whether a run of a test counts: one that was broken off, or is of a golden card, does not."""

    COUNTS = ""
    ABORTED = "aborted"
    GOLDEN = "golden"


class ReportKind(StrEnum):
    """What an issued report is: of a batch, how it differs from its list, the passport of a piece,
    the certificate of what was taken out of service of a batch, the packing list of a shipment."""

    BATCH = "batch"
    DIFFERENCES = "differences"
    PASSPORT = "passport"
    SCRAPPED = "scrapped"
    PACKING = "packing"


class ShipmentState(StrEnum):
    """Whether a shipment still takes pieces, or left."""

    OPEN = "open"
    SHIPPED = "shipped"


class InstrumentKind(StrEnum):
    """What values are measured with."""

    MULTIMETER = "multimeter"
    THERMOMETER = "thermometer"
    CAMERA = "thermal camera"
    SUPPLY = "power supply"
    SCOPE = "oscilloscope"
    OTHER = "other"


class LabelState(StrEnum):
    """How far a label is on its way to paper."""

    WAITING = "waiting"
    PRINTING = "printing"
    UNSURE = "unsure"
    FAILED = "failed"
    PRINTED = "printed"
    VOID = "void"


class InstrumentState(StrEnum):
    """Whether an instrument is still used."""

    IN_USE = "in use"
    RETIRED = "retired"


class Calibration(StrEnum):
    """How it stands with the calibration of an instrument."""

    NONE = "none"
    HOLDS = "holds"
    DUE = "due"
    OVERDUE = "overdue"


class BakeVerdict(StrEnum):
    """Whether a bake made a piece dry."""

    DONE = "done"
    SHORT = "short"


class CountResult(StrEnum):
    """What a count of a place says of a piece or a scan."""

    FOUND = "found"
    MISSING = "missing"
    MISPLACED = "misplaced"
    UNKNOWN = "unknown"


class LotKind(StrEnum):
    """What is used up by steps."""

    FLUX = "flux"
    SPHERES = "spheres"
    PADS = "pads"
    PASTE = "paste"
    OTHER = "other"


class LotState(StrEnum):
    """Whether there is something left of a lot."""

    OPEN = "open"
    USED_UP = "used_up"


class Role(StrEnum):
    """What a person does in the workshop."""

    TECHNICIAN = "technician"
    INTAKE = "intake"
    LEAD = "lead"
    MANAGER = "manager"


class BatchState(StrEnum):
    """Whether a batch still takes work."""

    OPEN = "open"
    CLOSED = "closed"


class ManifestState(StrEnum):
    """How a batch and the supplier's list differ; the lists a receiving is watched by."""

    RECEIVED = "received"
    MISSING = "missing"
    UNEXPECTED = "unexpected"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


class Severity(StrEnum):
    """How bad a defect is; the best grade it allows is in the catalogue."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class PlaceKind(StrEnum):
    """What sort of place something can lie in."""

    ROOM = "room"
    RACK = "rack"
    SHELF = "shelf"
    BIN = "bin"
    TRAY = "tray"
    BAG = "bag"
    CABINET = "cabinet"
    OVEN = "oven"
    OTHER = "other"


class IdentifierKind(StrEnum):
    """What others call a piece by."""

    SERIAL = "serial"
    PART_NUMBER = "part_number"
    UPC = "upc"
    GPU_UUID = "gpu_uuid"
    BOARD_NUMBER = "board_number"
    MARKING = "marking"
    MAKER_TAG = "maker_tag"


class IdentifierSource(StrEnum):
    """Where an identifier was read from."""

    SCANNED = "scanned"
    TYPED = "typed"
    LISTED = "listed"
    LOG = "log"


class ScanKind(StrEnum):
    """What a scan turned out to be."""

    TAG = "tag"
    BAD_TAG = "bad_tag"
    PERSON = "person"
    PLACE = "place"
    STATION = "station"
    SERIAL = "serial"
    PART_NUMBER = "part_number"
    UPC = "upc"
    GPU_UUID = "gpu_uuid"
    MARKING = "marking"
    COMMAND = "command"
    FOREIGN_COMMAND = "foreign_command"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


class FieldKind(StrEnum):
    """What one part of a code is, where a code holds several; the first ones name a piece."""

    SERIAL = "serial"
    PART_NUMBER = "part_number"
    UPC = "upc"
    GPU_UUID = "gpu_uuid"
    MARKING = "marking"
    CUSTOMER_PART = "customer_part"
    REVISION = "revision"
    QUANTITY = "quantity"
    ORDER = "order"
    LOT = "lot"
    DATE = "date"
    ORIGIN = "origin"
    SUPPLIER = "supplier"
    PACKAGE = "package"
    OTHER = "other"
