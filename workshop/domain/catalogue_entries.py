# SPDX-License-Identifier: MIT
"""What the catalogue says of models, plans, defects, dispositions, makers and memory."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from workshop.domain.board_maps import MOST_CHIPS
from workshop.domain.refused import Refused
from workshop.domain.terms import InstrumentKind, PieceKind, PieceState, Verdict
from workshop.domain.text import require, shown

_PCI = re.compile(r"[0-9a-f]{4}\Z")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")

# What the driver reports of the memory on the card: with ECC on, one sixteenth is kept back
# (15360 of 16384 MiB on a T4), and a few MiB are always the driver's own.
_MEMORY_LOW, _MEMORY_HIGH = 0.92, 1.01


class ValueType(StrEnum):
    """What a measurement may hold."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DATE = "date"


class LimitOf(StrEnum):
    """Where a measurement takes its limits from, besides its own: a fact of the card model."""

    PLAN = ""
    MEMORY = "memory_mib"
    LANES = "pcie_lanes"


class Outside(StrEnum):
    """What a number beyond its limits says: a fault, or nothing, as where a test was too short.

    `TOOL` leaves it to the tool whose log it is from: a fault where that says so, else nothing.
    """

    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    TOOL = "as the tool says"


class Confidence(StrEnum):
    """How far it can be trusted: data sheet or many samples, a hand list or a few, or hearsay."""

    HIGH = "high"
    LOW = "low"
    UNCONFIRMED = "unconfirmed"


def _check_pci(owner: str, ids: Iterable[str]) -> None:
    for each in ids:
        if not _PCI.match(each):
            raise Refused(
                "{name}: “{id}” is no PCI id. Write four hexadecimal digits, such as 2684.",
                name=owner,
                id=shown(each),
            )


def check_name(owner: str, name: str) -> None:
    """Refuse a name of a field that scripts could not use."""
    if not _NAME.match(name):
        raise Refused(
            "{owner}: the name “{name}” may only have small letters, digits and underscores.",
            owner=owner,
            name=shown(name),
        )


def check_unique(owner: str, names: list[str]) -> None:
    """Refuse a name that is there twice."""
    for name in names:
        if names.count(name) > 1:
            raise Refused("{owner}: “{name}” is there twice.", owner=owner, name=name)


def check_value(
    owner: str, type_: str, low: float | None, high: float | None, choices: tuple[str, ...]
) -> None:
    """Refuse choices where none are made, and limits of what is no number."""
    if (type_ == ValueType.CHOICE) != bool(choices):
        raise Refused("{name}: choices belong to the type “choice”, and only there.", name=owner)
    if type_ != ValueType.NUMBER and (low is not None or high is not None):
        raise Refused("{name}: only a number has limits.", name=owner)
    if low is not None and high is not None and low > high:
        raise Refused(
            "{name}: the lower limit {low} is above the upper limit {high}.",
            name=owner,
            low=low,
            high=high,
        )


@dataclass(frozen=True, slots=True)
class CardModel:
    """A card as NVIDIA names it, without the word NVIDIA.

    `pci` are device ids (vendor 10de), `die` the usual chip and `other_dies` those also seen under
    this name; `memory_chips` counts packages on the board, 0 where the memory (HBM) is in the GPU
    package; `chip_gbit` is the size of one, `memory_gb` of all, `memory_gbps` how fast they run per
    pin in Gbit/s; that, `tdp_w`, `pcie_gen` and `pcie_lanes` are 0 where unknown. `board` names a
    board map, `board_codes` what is printed on boards. `variant_of` marks a card made in workshops,
    not by NVIDIA. `confirmed` says whether number and size of the memory chips were read in a
    public source; ids and chip come from pci.ids, all else is trade knowledge.
    Refuses memory that does not add up.
    """

    name: str
    series: str
    family: str
    die: str
    memory_type: str
    memory_gb: int
    bus_bits: int
    pci: tuple[str, ...] = ()
    other_dies: tuple[str, ...] = ()
    die_skus: tuple[str, ...] = ()
    memory_chips: int = 0
    chip_gbit: int = 0
    memory_gbps: float = 0.0
    clamshell: bool = False
    ecc: bool = False
    form: str = "pcie"
    pcie_gen: int = 0
    pcie_lanes: int = 0
    tdp_w: int = 0
    board: str = ""
    board_codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    variant_of: str = ""
    confirmed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        require(self.name, "The name of the model", 64)
        require(self.die, "The chip")
        _check_pci(self.name, self.pci)
        if self.form not in ("pcie", "sxm"):
            raise Refused(
                "{name}: the form must be “pcie” or “sxm”, not {form}.",
                name=self.name,
                form=shown(self.form),
            )
        self._check_memory()

    @property
    def on_package(self) -> bool:
        """Whether the memory is in the GPU package, so that only the GPU can be harvested."""
        return self.memory_type.upper().startswith("HBM")

    def _check_memory(self) -> None:
        chips, bits = self.memory_chips, 32 * self.memory_chips
        if self.on_package:
            if chips or self.clamshell:
                raise Refused(
                    "{name}: HBM is in the GPU package, so there are 0 memory chips.",
                    name=self.name,
                )
            return
        if not 0 < chips <= MOST_CHIPS or chips * self.chip_gbit != 8 * self.memory_gb:
            raise Refused(
                "{name}: {chips} chips of {gbit} Gbit do not make {gb} GB.",
                name=self.name,
                chips=chips,
                gbit=self.chip_gbit,
                gb=self.memory_gb,
            )
        if bits != self.bus_bits * (2 if self.clamshell else 1):
            raise Refused(
                "{name}: {chips} chips do not fit a bus of {bits} bits (32 bits a chip, "
                "two chips where clamshell).",
                name=self.name,
                chips=chips,
                bits=self.bus_bits,
            )


def suits(names: Iterable[str], model: CardModel | None) -> bool:
    """Whether one of these names is the series, family or name of a model."""
    words = {word.casefold() for word in names}
    return model is not None and bool(
        words & {model.series.casefold(), model.family.casefold(), model.name.casefold()}
    )


@dataclass(frozen=True, slots=True)
class Measurement:
    """One typed value of a test plan and what it must be.

    Limits are inclusive and in `unit`; within `margin` inside a limit a value is marginal.
    `limit_of` takes limits from the card model besides. With `golden_percent`, a golden card of the
    same model stands in for both: its value, so many percent up and down. `instrument` is the kind
    that measures it, empty for none; `outside` is the verdict of a number beyond its limits.
    """

    name: str
    label: str
    type: ValueType = ValueType.NUMBER
    unit: str = ""
    low: float | None = None
    high: float | None = None
    margin: float = 0.0
    required: bool = False
    choices: tuple[str, ...] = ()
    pass_choices: tuple[str, ...] = ()
    limit_of: LimitOf = LimitOf.PLAN
    golden_percent: float = 0.0
    outside: Outside = Outside.FAIL
    instrument: str = ""
    confirmed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        check_name("plan", self.name)
        require(self.label, "The label")
        check_value(self.name, self.type, self.low, self.high, self.choices)
        if self.margin < 0 or (self.margin and self.low is None and self.high is None):
            raise Refused("{name}: a margin needs a limit and is not below 0.", name=self.name)
        if (self.limit_of or self.golden_percent) and self.type != ValueType.NUMBER:
            raise Refused("{name}: only a number has limits.", name=self.name)
        if not 0 <= self.golden_percent <= 100:
            raise Refused(
                "{name}: a golden card allows 0 to 100 percent, not {percent}.",
                name=self.name,
                percent=self.golden_percent,
            )
        if self.instrument and self.instrument not in list(InstrumentKind):
            raise Refused(
                "{name}: “{kind}” is no kind of instrument. Use one of: {all}.",
                name=self.name,
                kind=shown(self.instrument),
                all=", ".join(InstrumentKind),
            )
        allowed = ("yes", "no") if self.type == ValueType.YES_NO else self.choices
        for choice in self.pass_choices:
            if choice not in allowed:
                raise Refused(
                    "{name}: “{choice}” cannot pass, for it is none of the choices.",
                    name=self.name,
                    choice=shown(choice),
                )

    def for_model(self, model: CardModel) -> "Measurement":
        """The same with the limits a card model gives: memory in MiB, PCIe lanes."""
        if self.limit_of == LimitOf.MEMORY:
            mib = model.memory_gb * 1024
            return replace(self, low=mib * _MEMORY_LOW, high=mib * _MEMORY_HIGH)
        if self.limit_of == LimitOf.LANES and model.pcie_lanes:
            return replace(self, low=float(model.pcie_lanes), high=None, margin=0.0)
        return self

    def for_golden(self, value: float) -> "Measurement":
        """The same with the limits that the value of a golden card gives."""
        band = abs(value) * self.golden_percent / 100
        return replace(self, low=value - band, high=value + band, margin=0.0, outside=Outside.FAIL)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured at one stage; `suits` names series or families, none meaning all.

    `tools` names the test tools whose logs it judges.
    """

    code: str
    name: str
    stage: str
    measurements: tuple[Measurement, ...]
    suits: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        require(self.name, "The name of the plan")
        if not self.measurements:
            raise Refused("Plan {code} has no measurements.", code=self.code)
        check_unique(self.code, [line.name for line in self.measurements])

    def is_for(self, model: CardModel | None) -> bool:
        """Whether the plan suits a card of this model; a plan for all suits any, also unknown."""
        return not self.suits or suits(self.suits, model)

    def for_model(self, model: CardModel | None) -> "Plan":
        """The plan with the limits of this card model put in."""
        if model is None:
            return self
        return replace(
            self, measurements=tuple(line.for_model(model) for line in self.measurements)
        )

    def is_for_tool(self, tool: str) -> bool:
        """Whether the plan judges the logs of a test tool."""
        return tool.casefold() in {each.casefold() for each in self.tools}

    def for_log(self, verdict: str) -> "Plan":
        """The plan as it judges a log whose tool comes to this verdict, empty for none."""
        says = Outside.FAIL if verdict == Verdict.FAIL else Outside.INCONCLUSIVE
        return replace(
            self,
            measurements=tuple(
                replace(line, outside=says) if line.outside is Outside.TOOL else line
                for line in self.measurements
            ),
        )

    def for_golden(self, values: Mapping[str, float]) -> "Plan":
        """The plan with the limits that the values of a golden card give, by measurement."""
        return replace(
            self,
            measurements=tuple(
                line.for_golden(values[line.name])
                if line.golden_percent and line.name in values
                else line
                for line in self.measurements
            ),
        )


def plan_of_log(plans: Iterable[Plan], tool: str, model: CardModel | None) -> Plan | None:
    """The plan that judges a tool's log of a card: one for its kind before one for all."""
    judging = [plan for plan in plans if plan.is_for_tool(tool) and plan.is_for(model)]
    return min(judging, key=lambda plan: not plan.suits, default=None)


@dataclass(frozen=True, slots=True)
class Defect:
    """A fault a technician can name."""

    code: str
    name: str
    group: str

    def __post_init__(self) -> None:
        require(self.name, "The name of the defect")
        require(self.group, "The group")


@dataclass(frozen=True, slots=True)
class Disposition:
    """A decision about a piece; `leads_to` is the piece state it brings, or "" for no change.

    With `needs_reason` it is only taken with a reason. What leaves by one that `sells` was sold.
    """

    code: str
    name: str
    kinds: tuple[PieceKind, ...]
    leads_to: str = ""
    needs_reason: bool = False
    sells: bool = False

    def __post_init__(self) -> None:
        require(self.name, "The name of the disposition")
        if not self.kinds:
            raise Refused("{code}: name the kinds of piece it is for.", code=self.code)
        # Packed is what only a shipment makes of a piece.
        brings = [state for state in PieceState if state != PieceState.PACKED]
        if self.leads_to and self.leads_to not in brings:
            raise Refused(
                "{code}: “{state}” is no state of a piece.",
                code=self.code,
                state=shown(self.leads_to),
            )


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """Why a card is turned away at the dock."""

    code: str
    name: str
    note: str = ""

    def __post_init__(self) -> None:
        require(self.name, "The name of the reason", 64)


@dataclass(frozen=True, slots=True)
class Maker:
    """A maker of cards, by PCI subsystem vendor ids and other names it goes by."""

    name: str
    pci: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require(self.name, "The name of the maker", 64)
        _check_pci(self.name, self.pci)


@dataclass(frozen=True, slots=True)
class ListColumns:
    """Where the lists of a supplier have what: a heading, or a letter in a list without headings.

    An empty text says that the lists do not have it.
    """

    supplier: str
    serial: str
    maker: str = ""
    model: str = ""
    part_number: str = ""
    upc: str = ""
    quantity: str = ""
    box: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        require(self.supplier, "The supplier", 64)
        require(self.serial, "The column of the serials")


@dataclass(frozen=True, slots=True)
class MemoryPart:
    """A memory chip by what is printed on it: `gbit` is its size, `gbps` its speed per pin."""

    code: str
    part_number: str
    maker: str
    type: str
    gbit: int
    gbps: float = 0.0
    confidence: Confidence = Confidence.LOW
    note: str = ""

    def __post_init__(self) -> None:
        require(self.part_number, "The part number", 64)
        if self.gbit not in (4, 8, 16, 24, 32):
            raise Refused(
                "{code}: a chip of {gbit} Gbit is not known. Write 4, 8, 16, 24 or 32.",
                code=self.code,
                gbit=self.gbit,
            )
