# SPDX-License-Identifier: MIT
"""A shop's own catalogue entries: read, checked against the rest, and laid over what is shipped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from workshop.domain.bodies import body_of, read
from workshop.domain.catalogue import (
    Board,
    CardModel,
    Catalogue,
    Defect,
    Disposition,
    ListColumns,
    Maker,
    MemoryPart,
    Plan,
    RefusalReason,
    by_code,
    plain_name,
)
from workshop.domain.condition import Grading
from workshop.domain.dry_entries import BakeTime, FloorLife, Moisture
from workshop.domain.fitting_entries import FitRule, Package, SetRule
from workshop.domain.hot_work import find_alloy
from workshop.domain.hot_work_entries import Alloy, Criterion, HeatLimit, Profile
from workshop.domain.identity import may_compare
from workshop.domain.identity_entries import FakeSign, IdentityRule, VbiosFamily
from workshop.domain.layout_entries import Layout
from workshop.domain.letterhead import Letterhead
from workshop.domain.price_entries import Price
from workshop.domain.refused import Refused
from workshop.domain.routing_entries import Routing, Step
from workshop.domain.scan_patterns import ScanPattern
from workshop.domain.text import require, shown

Copy = tuple[str, str, Mapping[str, object]]
"""A shop's own entry: kind, code, and its fields as a plain object."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One table of the catalogue: its attribute, its class, and the field that names an entry."""

    table: str
    entry: type[Any]
    key: str


KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "model": _Kind("models", CardModel, "name"),
        "board": _Kind("boards", Board, "code"),
        "step": _Kind("steps", Step, "code"),
        "routing": _Kind("routings", Routing, "code"),
        "alloy": _Kind("alloys", Alloy, "code"),
        "criterion": _Kind("criteria", Criterion, "code"),
        "profile": _Kind("profiles", Profile, "code"),
        "heat_limit": _Kind("heat_limits", HeatLimit, "kind"),
        "fit": _Kind("fit_rules", FitRule, "code"),
        "package": _Kind("packages", Package, "code"),
        "memory_set": _Kind("set_rules", SetRule, "code"),
        "floor": _Kind("floor_lives", FloorLife, "code"),
        "moisture": _Kind("moisture", Moisture, "code"),
        "bake": _Kind("bake_times", BakeTime, "code"),
        "plan": _Kind("plans", Plan, "code"),
        "defect": _Kind("defects", Defect, "code"),
        "disposition": _Kind("dispositions", Disposition, "code"),
        "grading": _Kind("gradings", Grading, "code"),
        "maker": _Kind("makers", Maker, "name"),
        "memory": _Kind("memory", MemoryPart, "code"),
        "list": _Kind("lists", ListColumns, "supplier"),
        "scan": _Kind("scans", ScanPattern, "code"),
        "refusal": _Kind("refusals", RefusalReason, "code"),
        "rule": _Kind("identity", IdentityRule, "code"),
        "vbios": _Kind("vbios", VbiosFamily, "code"),
        "sign": _Kind("signs", FakeSign, "code"),
        "letterhead": _Kind("letterheads", Letterhead, "code"),
        "price": _Kind("prices", Price, "code"),
        "layout": _Kind("layouts", Layout, "code"),
    }
)
"""The kinds a shop may have its own copies of."""


def _kind(kind: str) -> _Kind:
    found = KINDS.get(kind) if isinstance(kind, str) else None
    if found is None:
        raise Refused(
            "The catalogue has no “{kind}”. It has {all}.", kind=shown(kind), all=", ".join(KINDS)
        )
    return found


def read_entry(kind: str, code: str, body: Mapping[str, object]) -> Any:
    """The entry a plain object describes; `code` is its code or name.

    Refuses an unknown kind, another code inside the object, unknown or missing fields, values of
    another type, and what breaks the rules of that kind.
    """
    table = _kind(kind)
    if not isinstance(body, Mapping):
        raise Refused("The catalogue entry must be an object with named fields.")
    code = require(code, "The code", 64)
    inside = body.get(table.key, code)
    if not isinstance(inside, str) or inside.strip().casefold() != code.casefold():
        raise Refused(
            "The entry {code} calls itself {inside}. Use one of the two.",
            code=code,
            inside=shown(inside),
        )
    return read(table.entry, {**body, table.key: code}, f"{kind} {code}")


def check(catalogue: Catalogue) -> None:
    """Refuse a catalogue whose parts do not fit together: names twice, steps or maps missing."""
    for kind, table in KINDS.items():
        _check_names(kind, getattr(catalogue, table.table))
    for routing in catalogue.routings.values():
        _check_routing(catalogue, routing)
    for model in catalogue.models.values():
        _check_board(catalogue, model)
    for profile in catalogue.profiles.values():
        _check_profile(catalogue, profile)
    for rule in catalogue.identity.values():
        may_compare(rule)
    _check_levels(catalogue)


def _check_names(kind: str, names: Iterable[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(plain_name(name), name)
        if other != name:
            raise Refused(
                "{kind}: “{name}” and “{other}” are the same name.",
                kind=kind,
                name=name,
                other=other,
            )


def _check_routing(catalogue: Catalogue, routing: Routing) -> None:
    for code in routing.steps:
        if code in catalogue.steps:
            continue
        meant = by_code(catalogue.steps, code)
        if meant is not None:
            raise Refused(
                "Routing {routing}: write the step “{code}” as {right}.",
                routing=routing.code,
                code=shown(code),
                right=meant.code,
            )
        raise Refused(
            "Routing {routing} names the step “{code}”, which there is not.",
            routing=routing.code,
            code=shown(code),
        )


def _check_profile(catalogue: Catalogue, profile: Profile) -> None:
    alloy = find_alloy(catalogue, profile.alloy)
    if profile.peak_low is not None and profile.peak_low < alloy.melts:
        raise Refused(
            "Profile {profile}: a peak of {peak} °C does not melt {alloy}, which takes {melts} °C.",
            profile=profile.code,
            peak=profile.peak_low,
            alloy=alloy.code,
            melts=alloy.melts,
        )


def _check_levels(catalogue: Catalogue) -> None:
    """Packages and bakes name moisture levels that there are."""
    named = [(each.code, each.msl) for each in catalogue.moisture.values() if each.msl]
    named += [(bake.code, msl) for bake in catalogue.bake_times.values() for msl in bake.msl]
    for code, msl in named:
        if by_code(catalogue.floor_lives, msl) is None:
            raise Refused(
                "{code} names the moisture level “{msl}”, which there is not.",
                code=code,
                msl=shown(msl),
            )


def _check_board(catalogue: Catalogue, model: CardModel) -> None:
    if not model.board:
        return
    board = catalogue.boards.get(model.board)
    if board is None:
        raise Refused(
            "{model} names the board map “{board}”, which there is not.",
            model=model.name,
            board=shown(model.board),
        )
    if len(board.memory) != model.memory_chips:
        raise Refused(
            "Board {board} has {sites} memory sites, but {model} has {chips} chips.",
            board=board.code,
            sites=len(board.memory),
            model=model.name,
            chips=model.memory_chips,
        )


def with_shop_copies(catalogue: Catalogue, rows: Iterable[Copy]) -> Catalogue:
    """The catalogue with a shop's own entries laid over it.

    The last of a code counts. Fields a body lacks are those of the entry of that code in
    `catalogue`, where there is one. Refuses what `read_entry` and `check` refuse.
    """
    tables: dict[str, dict[str, Any]] = {}
    for kind, code, body in rows:
        table = _kind(kind)
        before = getattr(catalogue, table.table)
        own = tables.setdefault(table.table, dict(before))
        same = by_code(own, code)
        key = getattr(same, table.key) if same else require(code, "The code", 64)
        if key in before and isinstance(body, Mapping):
            shipped = body_of(before[key])
            if kind == "routing" and isinstance(body.get("steps"), list | tuple):
                shipped = _of_these_steps(shipped, body["steps"])  # type: ignore[arg-type]
            body = shipped | {table.key: key} | dict(body)
        own[key] = read_entry(kind, key, body)
    copied = replace(catalogue, **tables)
    check(copied)
    return copied


def _of_these_steps(routing: dict[str, Any], steps: Iterable[object]) -> dict[str, Any]:
    """What the body of a routing says of other steps than these left out.

    A shop that only put down its own steps, as all could say once, has the rest as it is shipped.
    """
    known = set(map(str, steps))
    groups = ([one for one in group if one in known] for group in routing["alternatives"])
    return routing | {
        "optional": [one for one in routing["optional"] if one in known],
        "alternatives": [group for group in groups if len(group) > 1],
        "loops": [each for each in routing["loops"] if {each["first"], each["last"]} <= known],
    }


def with_fitting_copies(catalogue: Catalogue, rows: Iterable[Copy]) -> Catalogue:
    """Like `with_shop_copies`, but leaves out what no longer fits instead of refusing all.

    For reading: a copy may outlive what it refers to, by an upgrade or an undo, and that must not
    stop the shop.
    """
    latest: dict[tuple[str, str], Copy] = {}
    for row in rows:
        latest[str(row[0]), str(row[1]).strip().casefold()] = row
    waiting = list(latest.values())
    try:
        return with_shop_copies(catalogue, waiting)
    except Refused:
        pass
    progress = True
    while progress:
        refused = []
        for row in waiting:
            try:
                catalogue = with_shop_copies(catalogue, [row])
            except Refused:
                refused.append(row)
        progress, waiting = len(refused) < len(waiting), refused
    return catalogue
