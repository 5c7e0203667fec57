# SPDX-License-Identifier: MIT
"""The catalogue: every model, board map, routing, step, plan and code word, and how to find one."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

from workshop.domain.board_maps import Board, Face, Shape, ShapeKind, Site, generic_board
from workshop.domain.catalogue_entries import (
    CardModel,
    Confidence,
    Defect,
    Disposition,
    LimitOf,
    ListColumns,
    Maker,
    Measurement,
    MemoryPart,
    Plan,
    RefusalReason,
    ValueType,
)
from workshop.domain.condition import Grading
from workshop.domain.dry_entries import BakeTime, FloorLife, Moisture
from workshop.domain.fitting_entries import FitRule, Package, SetRule
from workshop.domain.hot_work_entries import Alloy, Criterion, HeatLimit, Profile
from workshop.domain.identity_entries import FakeSign, IdentityRule, VbiosFamily
from workshop.domain.layout_entries import Layout
from workshop.domain.letterhead import Letterhead
from workshop.domain.price_entries import Price
from workshop.domain.refused import Refused
from workshop.domain.routing_entries import FieldType, Heat, Loop, Routing, Step, StepField
from workshop.domain.rules import KIND_WORDS
from workshop.domain.scan_patterns import Patterns, ScanPattern, patterns_of
from workshop.domain.terms import PieceKind
from workshop.domain.text import normal, shown

__all__ = [
    "UNKNOWN_CHIPS", "Board", "CardModel", "Catalogue", "Confidence", "Defect", "Disposition",
    "Face", "FieldType", "Grading", "Heat", "LimitOf", "ListColumns", "Loop", "Maker",
    "Measurement", "MemoryPart", "Plan", "RefusalReason", "Routing", "Shape", "ShapeKind", "Site",
    "Step", "StepField", "ValueType", "by_code", "generic_board", "pci_device", "pci_maker",
    "plain_name",
]  # fmt: skip

E = TypeVar("E")

# A card nobody could name may have as many memory chips as a 3090: offer all of them.
UNKNOWN_CHIPS = 24

# What technicians and drivers leave out or put before a model name.
_BRANDS = re.compile(r"^(?:nvidia|geforce|tesla)+")


def plain_name(text: str) -> str:
    """A name as it is compared: letters and digits only, in lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum())


def _short(text: str) -> str:
    """A model name without the words NVIDIA, GeForce and Tesla."""
    return _BRANDS.sub("", plain_name(text))


def pci_device(text: str) -> str | None:
    """The four hex digits of an NVIDIA device id in any usual spelling, or None.

    Takes `2684`, `0x2684`, `10DE:2684`, nvidia-smi's packed `268410DE`, and the driver's part
    number `2684-300-A1`.
    """
    word = text.strip().lower().removeprefix("0x")
    found = re.fullmatch(
        r"(?:10de[: ])?(?:0x)?([0-9a-f]{4})(?:10de)?(?:-[0-9a-z]{2,6}-[a-z]\d)?", word
    )
    return found[1] if found else None


def pci_maker(text: str) -> str | None:
    """The four hex digits of a subsystem vendor: `1458`, `0x1458` or packed `40BF1458`."""
    found = re.fullmatch(r"(?:0x)?(?:[0-9a-f]{4})?([0-9a-f]{4})", text.strip().lower())
    return found[1] if found else None


def by_code(table: Mapping[str, E], code: str) -> E | None:
    """An entry by its code in any case."""
    wanted = str(code).strip()
    found = table.get(wanted)
    if found is None:
        folded = wanted.casefold()
        found = next((entry for key, entry in table.items() if key.casefold() == folded), None)
    return found


@dataclass(frozen=True)
class Catalogue:
    """All tables of the catalogue, each by code or name; nothing in it changes."""

    models: Mapping[str, CardModel]
    boards: Mapping[str, Board]
    steps: Mapping[str, Step]
    routings: Mapping[str, Routing]
    plans: Mapping[str, Plan]
    defects: Mapping[str, Defect]
    dispositions: Mapping[str, Disposition]
    makers: Mapping[str, Maker]
    memory: Mapping[str, MemoryPart]
    heat_limits: Mapping[str, HeatLimit]
    lists: Mapping[str, ListColumns] = field(default_factory=dict)
    scans: Mapping[str, ScanPattern] = field(default_factory=dict)
    identity: Mapping[str, IdentityRule] = field(default_factory=dict)
    vbios: Mapping[str, VbiosFamily] = field(default_factory=dict)
    signs: Mapping[str, FakeSign] = field(default_factory=dict)
    refusals: Mapping[str, RefusalReason] = field(default_factory=dict)
    gradings: Mapping[str, Grading] = field(default_factory=dict)
    alloys: Mapping[str, Alloy] = field(default_factory=dict)
    criteria: Mapping[str, Criterion] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    fit_rules: Mapping[str, FitRule] = field(default_factory=dict)
    packages: Mapping[str, Package] = field(default_factory=dict)
    set_rules: Mapping[str, SetRule] = field(default_factory=dict)
    floor_lives: Mapping[str, FloorLife] = field(default_factory=dict)
    moisture: Mapping[str, Moisture] = field(default_factory=dict)
    bake_times: Mapping[str, BakeTime] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)
    letterheads: Mapping[str, Letterhead] = field(default_factory=dict)
    layouts: Mapping[str, Layout] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in fields(self):
            table = MappingProxyType(dict(getattr(self, each.name)))
            object.__setattr__(self, each.name, table)

    @cached_property
    def _model_names(self) -> Mapping[str, CardModel]:
        """Models by every name they go by; a name two models share is left to neither."""
        exact = {_short(alias): model for model in self.models.values() for alias in model.aliases}
        exact |= {_short(model.name): model for model in self.models.values()}
        loose: dict[str, CardModel | None] = {}
        for model in self.models.values():
            for name in _loose_names(model):
                loose[name] = model if loose.get(name, model) is model else None
        return {name: model for name, model in (loose | exact).items() if name and model}

    @cached_property
    def _model_ids(self) -> Mapping[str, tuple[CardModel, ...]]:
        found: dict[str, list[CardModel]] = {}
        for model in self.models.values():
            for pci in model.pci:
                found.setdefault(pci, []).append(model)
        return {pci: tuple(models) for pci, models in found.items()}

    @cached_property
    def _maker_names(self) -> Mapping[str, Maker]:
        return {
            plain_name(name): maker
            for maker in self.makers.values()
            for name in (*maker.aliases, maker.name)
        }

    @cached_property
    def _markings(self) -> Mapping[str, MemoryPart]:
        return {
            normal(name): part
            for part in self.memory.values()
            for name in (part.part_number, part.code)
        }

    @cached_property
    def patterns(self) -> Patterns:
        """The forms scans are compared with, and the markings of all memory parts."""
        names = (name for part in self.memory.values() for name in (part.part_number, part.code))
        return patterns_of(self.scans.values(), names)

    def find_model(self, text: str) -> CardModel | None:
        """The model of this name, in any case, spacing and dashes; NVIDIA, GeForce, Tesla may lack.

        A GeForce is also found by `4090`, and any card by its name with its memory: `3080 10GB`.
        """
        return self._model_names.get(_short(text))

    def models_of_pci(self, text: str) -> tuple[CardModel, ...]:
        """Every model with this PCI device id (see `pci_device`), as NVIDIA made it first."""
        pci = pci_device(text)
        return self._model_ids.get(pci, ()) if pci else ()

    def model_of_pci(self, text: str, memory_mib: float | None = None) -> CardModel | None:
        """The model of a PCI device id; where several share it, by the memory the driver reports.

        Without memory, a card as NVIDIA made it goes before one rebuilt in a workshop. None where
        more than one is left.
        """
        found = self.models_of_pci(text)
        if memory_mib is not None:
            found = tuple(m for m in found if 0.9 <= memory_mib / 1024 / m.memory_gb <= 1.02)
        if len(found) > 1:
            found = tuple(m for m in found if not m.variant_of)
        return found[0] if len(found) == 1 else None

    def board_of(self, model: CardModel | str | None) -> Board:
        """The board map of a model: its own, else a plain one; `known` is false for no model.

        What is no model may be called by the code of a board map, and then has that one.
        """
        found = self.find_model(model) if isinstance(model, str) else model
        if found is None:
            drawn = by_code(self.boards, model) if isinstance(model, str) else None
            return drawn or generic_board(UNKNOWN_CHIPS)
        own = self.boards.get(found.board)
        if own is not None:
            return own
        return generic_board(
            found.memory_chips,
            code=found.board_codes[0] if found.board_codes else "GENERIC",
            name=found.name,
            package=55.0 if found.on_package else 45.0,
            slot=found.form == "pcie",
            known=True,
        )

    def step(self, code: str) -> Step:
        """The step of a code, in any case; refuses an unknown one."""
        found = by_code(self.steps, code)
        if found is None:
            raise Refused(
                "There is no step “{code}”. The steps are {all}.",
                code=shown(code),
                all=", ".join(self.steps),
            )
        return found

    def routing(self, code: str) -> Routing:
        """The routing of a code, in any case; refuses an unknown one."""
        found = by_code(self.routings, code)
        if found is None:
            raise Refused(
                "There is no routing “{code}”. There are {all}.",
                code=shown(code),
                all=", ".join(self.routings),
            )
        return found

    def usual_routing(self, model: CardModel | str | None) -> Routing:
        """The way a card of this model goes unless another is chosen: one made for it goes first.

        Where the shop calls no routing usual, it is the first of all.
        """
        known = self.find_model(model) if isinstance(model, str) else model
        usual = [each for each in self.routings.values() if each.usual and each.is_for(known)]
        usual.sort(key=lambda each: not each.suits)
        return usual[0] if usual else next(iter(self.routings.values()))

    def steps_of(self, code: str) -> tuple[Step, ...]:
        """The steps of a routing, in order; refuses an unknown routing."""
        return tuple(self.step(step) for step in self.routing(code).steps)

    def plan(self, code: str) -> Plan:
        """The test plan of a code, in any case; refuses an unknown one."""
        found = by_code(self.plans, code)
        if found is None:
            raise Refused(
                "There is no test plan “{code}”. There are {all}.",
                code=shown(code),
                all=", ".join(self.plans),
            )
        return found

    def plans_for(self, model: CardModel | None) -> Iterator[Plan]:
        """The plans that suit a card of this model, its limits put in."""
        return (plan.for_model(model) for plan in self.plans.values() if plan.is_for(model))

    def defect(self, code: str) -> Defect:
        """The defect of a code, in any case; refuses an unknown one."""
        found = by_code(self.defects, code)
        if found is None:
            raise Refused("There is no defect code “{code}”.", code=shown(code))
        return found

    def disposition(self, code: str, kind: str | None = None) -> Disposition:
        """The disposition of a code, in any case; refuses an unknown one, or one not for `kind`."""
        found = by_code(self.dispositions, code)
        if found is None:
            raise Refused(
                "There is no disposition “{code}”. There are {all}.",
                code=shown(code),
                all=", ".join(self.dispositions),
            )
        if kind is not None and kind not in found.kinds:
            raise Refused(
                "{code} is not for this kind of piece ({kind}).",
                code=found.code,
                kind=KIND_WORDS[PieceKind(kind)],
            )
        return found

    def refusal(self, code: str) -> RefusalReason:
        """The reason for turning a card away, by its code in any case; refuses an unknown one."""
        found = by_code(self.refusals, code)
        if found is None:
            raise Refused(
                "There is no reason “{code}” to refuse a card. There are {all}.",
                code=shown(code),
                all=", ".join(self.refusals),
            )
        return found

    @property
    def grading(self) -> Grading:
        """How the condition of cards is graded."""
        return self.gradings["CARD"]

    def find_maker(self, text: str) -> Maker | None:
        """The maker of this name or alias, in any case and spacing."""
        return self._maker_names.get(plain_name(text))

    def maker_name(self, text: str) -> str:
        """A maker's name as the trade writes it; a name nobody knows stays as it is."""
        found = self.find_maker(text)
        return found.name if found else text

    def maker_of_pci(self, text: str) -> Maker | None:
        """The maker of a PCI subsystem vendor id (see `pci_maker`)."""
        vendor = pci_maker(text)
        return next((m for m in self.makers.values() if vendor and vendor in m.pci), None)

    def find_memory(self, marking: str) -> MemoryPart | None:
        """The memory part of a marking: Micron's five characters or the whole part number."""
        return self._markings.get(normal(marking)) if marking.strip() else None

    def heat_limit(self, kind: str) -> int | None:
        """How many heat cycles a kind of piece may have; None where there is no limit."""
        found = self.heat_limits.get(kind)
        return found.cycles or None if found else None


def _loose_names(model: CardModel) -> Iterator[str]:
    """Short forms of a model's names that are good enough where no other model has them."""
    for name in (model.name, *model.aliases):
        short = _short(name)
        bare = short.removeprefix("rtx") if model.name.startswith("GeForce") else short
        yield bare
        if not short.endswith("gb"):
            yield f"{short}{model.memory_gb}gb"
            yield f"{bare}{model.memory_gb}gb"
