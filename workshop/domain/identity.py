# SPDX-License-Identifier: MIT
"""Whether what the sources say of one card fits together: agree, disagree, or not known yet."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from workshop.domain.catalogue import CardModel, Catalogue, pci_device, plain_name
from workshop.domain.identity_entries import Attribute, FactName, FactSource, IdentityRule
from workshop.domain.refused import Refused
from workshop.domain.text import clean, normal, shown

# Memory a driver reports, as a part of what is fitted: ECC keeps a sixteenth back, and a few MiB
# are the driver's own.
MEMORY_LOW, MEMORY_HIGH = 0.92, 1.01

# `AD102-300-A1`, `GA102-202-KD-A1`, and the same without dashes or revision.
_MARKING = re.compile(r"(?P<chip>[A-Z]{2}\d{3}[A-Z]?)-?(?P<sku>\d{2,3}[A-Z]?)(?![0-9])")
# The driver's part number of a GPU: PCI device id, SKU of the die, revision.
_DRIVER = re.compile(r"(?P<device>[0-9A-F]{4})-(?P<sku>\d{2,3}[A-Z]?)-[A-Z]\d")
# The board in a part number of NVIDIA's: 900-2G183-0000-001 is PG183.
_BOARD_IN_PART = re.compile(r"\d{3}-[0-9A-Z]G(?P<board>\d{3})-")
_BOARD = re.compile(r"P?G?(?P<board>\d{3})")


class Fact(NamedTuple):
    """What one source says of a card."""

    source: str
    name: str
    value: str


class Outcome(StrEnum):
    """What a rule says of the facts there are."""

    AGREE = "agree"
    DISAGREE = "disagree"
    UNKNOWN = "unknown"


class Check(NamedTuple):
    """A rule applied: the two facts it compared, where there were two."""

    code: str
    name: str
    outcome: Outcome
    left: Fact | None
    right: Fact | None
    note: str = ""


Values = frozenset[str]
_NONE: Values = frozenset()


def _chips(models: Iterable[CardModel]) -> Values:
    return frozenset(chip for model in models for chip in (model.die, *model.other_dies))


def _die(marking: str) -> Values:
    found = _MARKING.match(marking.strip().upper())
    return frozenset((f"{found['chip']}-{found['sku']}",)) if found else _NONE


def _dies(models: Iterable[CardModel]) -> Values:
    return frozenset().union(*(_die(sku) for model in models for sku in model.die_skus))


def _chip_of_marking(_catalogue: Catalogue, value: str) -> Values:
    found = _MARKING.match(value.strip().upper())
    return frozenset((found["chip"],)) if found else _NONE


def _named(catalogue: Catalogue, value: str) -> list[CardModel]:
    found = catalogue.find_model(value)
    return [found] if found else []


def _of_device(catalogue: Catalogue, value: str) -> list[CardModel]:
    return list(catalogue.models_of_pci(value))


def _device(_catalogue: Catalogue, value: str) -> Values:
    found = pci_device(value)
    return frozenset((found,)) if found else _NONE


def _driver_dies(catalogue: Catalogue, value: str) -> Values:
    """What is marked on the die the driver means: its SKU, on any chip of its device id."""
    found = _DRIVER.fullmatch(value.strip().upper())
    if not found:
        return _NONE
    chips = _chips(_of_device(catalogue, found["device"]))
    return frozenset(f"{chip}-{found['sku']}" for chip in chips)


def _vbios_chips(catalogue: Catalogue, value: str) -> Values:
    family = catalogue.vbios.get(value.strip().upper()[:5])
    return frozenset((family.chip,)) if family else _NONE


def _maker(catalogue: Catalogue, value: str) -> Values:
    found = catalogue.find_maker(value)
    return frozenset((found.name if found else plain_name(value),)) if value.strip() else _NONE


def _maker_of_subsystem(catalogue: Catalogue, value: str) -> Values:
    # lspci and our logs write vendor:device, nvidia-smi packs device and vendor into one.
    vendor = value.split(":")[0] if ":" in value else value
    found = catalogue.maker_of_pci(vendor)
    return frozenset((found.name,)) if found else _NONE


def _gigabytes(_catalogue: Catalogue, value: str) -> Values:
    try:
        mib = float(value.removesuffix("MiB").strip())
    except ValueError:
        return _NONE
    return frozenset(
        str(gb) for gb in range(1, 513) if MEMORY_LOW <= mib / 1024 / gb <= MEMORY_HIGH
    )


def _memory_type(catalogue: Catalogue, value: str) -> Values:
    part = catalogue.find_memory(value)
    return frozenset((part.type.upper(),)) if part else _NONE


def _memory_vendor(catalogue: Catalogue, value: str) -> Values:
    part = catalogue.find_memory(value)
    return frozenset((plain_name(part.maker),)) if part else _NONE


def _boards_of(models: Iterable[CardModel]) -> Values:
    codes = (code for model in models for code in model.board_codes)
    found = (_BOARD.match(code.upper()) for code in codes)
    return frozenset(match["board"] for match in found if match)


def _board(pattern: re.Pattern[str]) -> "Reader":
    def read(_catalogue: Catalogue, value: str) -> Values:
        found = pattern.match(value.strip().upper())
        return frozenset((found["board"],)) if found else _NONE

    return read


Reader = Callable[[Catalogue, str], Values]

_TEXT: Reader = lambda _catalogue, value: frozenset((normal(value),)) if value.strip() else _NONE  # noqa: E731


def _models(read: Callable[[Iterable[CardModel]], Values], find: "Finder") -> Reader:
    return lambda catalogue, value: read(find(catalogue, value))


Finder = Callable[[Catalogue, str], list[CardModel]]


def _names(models: Iterable[CardModel]) -> Values:
    """A card rebuilt in a workshop reports the name NVIDIA gave it."""
    return frozenset(model.variant_of or model.name for model in models)


READERS: Mapping[tuple[Attribute, FactName], Reader] = {
    (Attribute.MODEL, FactName.MODEL): _models(_names, _named),
    (Attribute.MODEL, FactName.GPU_NAME): _models(_names, _named),
    (Attribute.MODEL, FactName.DEVICE_ID): _models(_names, _of_device),
    (Attribute.DEVICE, FactName.MODEL): _models(
        lambda models: frozenset(pci for model in models for pci in model.pci), _named
    ),
    (Attribute.DEVICE, FactName.DEVICE_ID): _device,
    (Attribute.DEVICE, FactName.GPU_PART_NUMBER): _device,
    (Attribute.CHIP, FactName.MODEL): _models(_chips, _named),
    (Attribute.CHIP, FactName.GPU_NAME): _models(_chips, _named),
    (Attribute.CHIP, FactName.DEVICE_ID): _models(_chips, _of_device),
    (Attribute.CHIP, FactName.GPU_PART_NUMBER): _models(_chips, _of_device),
    (Attribute.CHIP, FactName.DIE_MARKING): _chip_of_marking,
    (Attribute.CHIP, FactName.VBIOS_VERSION): _vbios_chips,
    (Attribute.DIE, FactName.MODEL): _models(_dies, _named),
    (Attribute.DIE, FactName.GPU_PART_NUMBER): _driver_dies,
    (Attribute.DIE, FactName.DIE_MARKING): lambda _catalogue, value: _die(value),
    (Attribute.MAKER, FactName.MAKER): _maker,
    (Attribute.MAKER, FactName.SUBSYSTEM_ID): _maker_of_subsystem,
    (Attribute.MEMORY, FactName.MODEL): _models(
        lambda models: frozenset(str(model.memory_gb) for model in models), _named
    ),
    (Attribute.MEMORY, FactName.MEMORY_MIB): _gigabytes,
    (Attribute.MEMORY_TYPE, FactName.MODEL): _models(
        lambda models: frozenset(model.memory_type.upper() for model in models), _named
    ),
    (Attribute.MEMORY_TYPE, FactName.MEMORY_MARKING): _memory_type,
    (Attribute.MEMORY_VENDOR, FactName.MEMORY_MARKING): _memory_vendor,
    (Attribute.MEMORY_VENDOR, FactName.MEMORY_VENDOR): lambda _catalogue, value: frozenset(
        (plain_name(value),)
    ),
    (Attribute.BOARD, FactName.MODEL): _models(_boards_of, _named),
    (Attribute.BOARD, FactName.PART_NUMBER): _board(_BOARD_IN_PART),
    (Attribute.BOARD, FactName.BOARD_CODE): _board(_BOARD),
}
"""How an attribute is read out of a fact: every value it can stand for, none where unknown."""


def values(catalogue: Catalogue, attribute: Attribute, fact: Fact) -> Values:
    """Every value of an attribute that a fact leaves open; empty where it says nothing of it."""
    read = READERS.get((attribute, FactName(fact.name)))
    if attribute == Attribute.TEXT:
        read = _TEXT
    return read(catalogue, fact.value) if read else _NONE


def may_compare(rule: IdentityRule) -> None:
    """Refuse a rule that asks for an attribute a fact cannot have."""
    for name in (rule.left, rule.right):
        if rule.attribute != Attribute.TEXT and (rule.attribute, name) not in READERS:
            raise Refused(
                "Rule {rule}: nothing says what “{attribute}” a “{fact}” has.",
                rule=rule.code,
                attribute=rule.attribute,
                fact=name,
            )


def checks(catalogue: Catalogue, facts: Iterable[Fact]) -> list[Check]:
    """Every rule of the catalogue applied to the facts of one card, in the catalogue's order.

    Where several sources say a fact, each pair is compared; a pair that disagrees is told, else
    one that agrees, else that it is not known yet.
    """
    known = [fact for fact in facts if fact.value.strip()]
    found = [_check(catalogue, rule, known) for rule in catalogue.identity.values()]
    return found + list(_signs(catalogue, known))


def doubts(done: Iterable[Check]) -> list[str]:
    """The codes of the rules that disagree."""
    return [check.code for check in done if check.outcome is Outcome.DISAGREE]


def _check(catalogue: Catalogue, rule: IdentityRule, facts: list[Fact]) -> Check:
    best = Check(rule.code, rule.name, Outcome.UNKNOWN, None, None, rule.note)
    for left, right in _pairs(rule, facts):
        ours = values(catalogue, rule.attribute, left)
        theirs = values(catalogue, rule.attribute, right)
        if not ours or not theirs:
            continue
        outcome = Outcome.AGREE if ours & theirs else Outcome.DISAGREE
        if best.outcome is Outcome.UNKNOWN or outcome is Outcome.DISAGREE:
            best = Check(rule.code, rule.name, outcome, left, right, rule.note)
        if outcome is Outcome.DISAGREE:
            break
    return best


def _pairs(rule: IdentityRule, facts: list[Fact]) -> Iterator[tuple[Fact, Fact]]:
    left = [fact for fact in facts if fact.name == rule.left]
    if rule.left == rule.right:
        yield from combinations(left, 2)
        return
    for one in left:
        for other in facts:
            if other.name == rule.right:
                yield one, other


def _signs(catalogue: Catalogue, facts: list[Fact]) -> Iterator[Check]:
    said = {fact.name: fact for fact in facts if fact.source == FactSource.SIGNS}
    for sign in catalogue.signs.values():
        fact = said.get(sign.code)
        outcome = Outcome.UNKNOWN
        if fact is not None:
            outcome = Outcome.DISAGREE if fact.value == sign.bad else Outcome.AGREE
        yield Check(sign.code, sign.name, outcome, fact, None, sign.text)


def read_fact(catalogue: Catalogue, source: str, name: str, value: object) -> Fact:
    """A fact in the form it is kept; refuses an unknown name, and an answer to a sign but yes, no.

    Model and maker are kept as the trade writes them.
    """
    text = clean(value if isinstance(value, str) else str(value), "The value", 200)
    if source == FactSource.SIGNS:
        sign = catalogue.signs.get(name)
        if sign is None:
            raise Refused("There is no sign “{code}” to look for.", code=shown(name))
        if text not in ("yes", "no", ""):
            raise Refused("{sign} Answer yes or no.", sign=sign.name)
        return Fact(source, name, text)
    if name not in list(FactName):
        raise Refused(
            "Nothing is known of “{name}”. Use one of: {all}.",
            name=shown(name),
            all=", ".join(FactName),
        )
    if name == FactName.MODEL and (model := catalogue.find_model(text)):
        text = model.name
    if name == FactName.MAKER:
        text = catalogue.maker_name(text)
    return Fact(source, name, text)
