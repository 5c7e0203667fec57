# SPDX-License-Identifier: MIT
"""Whether a die or chip may go onto a board: what is known of it against the rules of the shop."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from workshop.domain.catalogue import Catalogue
from workshop.domain.catalogue_entries import CardModel
from workshop.domain.fitting_entries import Compared, FitRule, Weight
from workshop.domain.markings import Marking
from workshop.domain.parts import memory_part, read_memory_name
from workshop.domain.refused import Overridable, Refused
from workshop.domain.tag import written
from workshop.domain.terms import PieceKind
from workshop.language import mark, say


class Known(NamedTuple):
    """What is known of a loose or fitted die or chip; empty or 0 where it is not.

    `gbit` is the density, `gbps` the speed per pin; `leaded` says that its newest balls have lead.
    """

    kind: str
    die: str = ""
    sku: str = ""
    type: str = ""
    gbit: int = 0
    gbps: float = 0.0
    maker: str = ""
    part: str = ""
    leaded: bool = False


def known_of(
    catalogue: Catalogue, kind: str, model: str, marking: Marking | None, leaded: bool = False
) -> Known:
    """What is known of a piece, from its marking first, then from what it is called."""
    if kind == PieceKind.DIE:
        chip, sku = (marking.chip, marking.sku) if marking else ("", "")
        return Known(kind, die=chip or model, sku=f"{chip}-{sku}" if sku else "", leaded=leaded)
    part = memory_part(catalogue, marking) if marking else None
    if part is not None:
        return Known(kind, type=part.type, gbit=part.gbit, gbps=part.gbps, maker=part.maker,
                     part=part.code, leaded=leaded)  # fmt: skip
    named = read_memory_name(model)
    if named is None:
        return Known(kind, leaded=leaded)
    return Known(kind, type=named[0], gbit=named[1], leaded=leaded)


class Broken(NamedTuple):
    """A rule that a fitting breaks; `template` with `facts` says why, and what would fit."""

    rule: str
    weight: Weight
    template: str
    facts: dict[str, object]


_OTHER = mark("{tag} is {has}, and a {model} takes {takes}.")
_SLOW = mark("{tag} is made for {has} Gbit/s, and a {model} runs its memory at {takes} Gbit/s.")
_BESIDE = mark("{tag} is {has}, and this board has memory of {takes}.")
_LEADED = mark("{tag} has leaded balls, and a {model} is lead-free.")
_UNKNOWN = mark(
    "{tag}: the rule “{rule}” asks for what is not known of it. Note its marking first."
)


def judge_fit(
    catalogue: Catalogue, model: CardModel, tag: str, part: Known, beside: Iterable[Known] = ()
) -> list[Broken]:
    """The rules a fitting would break, the heaviest first.

    `beside` are the chips of the same kind that are on the board or come onto it.
    """
    others = list(beside)
    broken = []
    for rule in catalogue.fit_rules.values():
        if rule.kind != part.kind or not rule.is_for(model):
            continue
        found = _compare(catalogue, rule, model, part, others)
        if found is not None:
            template, has, takes = found
            facts: dict[str, object] = {
                "tag": written(tag), "model": model.name, "has": has, "takes": takes,
                "rule": rule.name,
            }  # fmt: skip
            broken.append(Broken(rule.code, rule.weight, template, facts))
    heavy = [Weight.REFUSE, Weight.ASK, Weight.TELL]
    return sorted(broken, key=lambda each: heavy.index(each.weight))


Found = tuple[str, str, str] | None


def _compare(
    catalogue: Catalogue, rule: FitRule, model: CardModel, part: Known, beside: Sequence[Known]
) -> Found:
    """What breaks a rule: the sentence, what the piece has and what would fit; None for nothing."""
    has, takes = _sides(catalogue, rule.compares, model, part, beside)
    if rule.compares is Compared.LEAD:
        return (_LEADED, "", "") if part.leaded else None
    if not has:
        return (_UNKNOWN, "", "") if rule.must_be_known else None
    if not takes or has in takes:
        return None
    if rule.compares is Compared.SPEED:
        needs = takes[0]
        return (_SLOW, has, needs) if float(has) < float(needs) else None
    together = rule.compares in (Compared.MAKER, Compared.PART)
    return (_BESIDE if together else _OTHER), has, ", ".join(takes)


def _sides(
    catalogue: Catalogue, compares: Compared, model: CardModel, part: Known, beside: Sequence[Known]
) -> tuple[str, list[str]]:
    """What a piece has in one respect, and all that the board takes there; empty for unknown."""

    def package(name: str) -> str:
        found = catalogue.packages.get(name)
        return found.package if found else ""

    needs = model.die if part.kind == PieceKind.DIE else model.memory_type
    match compares:
        case Compared.DIE:
            return part.die, [model.die, *model.other_dies]
        case Compared.SKU:
            return part.sku, list(dict.fromkeys(map(_without_stepping, model.die_skus)))
        case Compared.PACKAGE:
            has = part.die if part.kind == PieceKind.DIE else part.type
            return package(has), [package(needs)] if package(needs) else []
        case Compared.TYPE:
            return part.type, [model.memory_type]
        case Compared.DENSITY:
            return _gb(part.gbit), [_gb(model.chip_gbit)] if model.chip_gbit else []
        case Compared.SPEED:
            return _number(part.gbps), [_number(model.memory_gbps)] if model.memory_gbps else []
        case Compared.MAKER:
            return part.maker, _known(each.maker for each in beside)
        case Compared.PART:
            return part.part, _known(each.part for each in beside)
    return "", []


def _known(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _without_stepping(sku: str) -> str:
    """`AD102-300-A1` as `AD102-300`."""
    return "-".join(sku.split("-")[:2])


def _gb(gbit: int) -> str:
    return f"{gbit / 8:g} GB" if gbit else ""


def _number(value: float) -> str:
    return f"{value:g}" if value else ""


def may_break(broken: Sequence[Broken], override: str) -> list[str]:
    """The sentences of what is fitted though a rule says otherwise; refuses what may not be.

    A rule that asks is passed with the `override` of a lead, one that refuses never is.
    """
    for each in broken:
        if each.weight is Weight.REFUSE:
            raise Refused(each.template, **each.facts)
        if each.weight is Weight.ASK and not override:
            raise Overridable(
                mark("{reason} A lead, a manager or the owner can let it pass with a reason."),
                reason=Refused(each.template, **each.facts),
            )
    return [say(each.template, **each.facts) for each in broken]
