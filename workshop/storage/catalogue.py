# SPDX-License-Identifier: MIT
"""The shipped catalogue: read once a process from the TOML files of the package."""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from workshop.domain.catalogue import Catalogue
from workshop.domain.refused import Refused
from workshop.domain.shop_copies import KINDS, check, read_entry, with_fitting_copies
from workshop.domain.shop_copies import with_shop_copies as with_shop_copies

__all__ = ["load", "shipped", "with_fitting_copies", "with_shop_copies"]

# Which file holds which kind of entry, each as an array of tables of the kind's name.
_FILES = {
    "models": ("model",),
    "boards": ("board",),
    "routings": ("step", "routing"),
    "reballing": ("alloy", "criterion"),
    "profiles": ("profile",),
    "fitting": ("fit", "package", "memory_set"),
    "limits": ("heat_limit",),
    "dry": ("floor", "moisture", "bake"),
    "plans": ("plan",),
    "defects": ("defect",),
    "dispositions": ("disposition",),
    "refusals": ("refusal",),
    "grading": ("grading",),
    "makers": ("maker",),
    "memory": ("memory",),
    "scans": ("scan",),
    "identity": ("rule", "vbios", "sign"),
    "layouts": ("layout",),
}


class Damaged(RuntimeError):
    """A file of the shipped catalogue is missing or wrong: the installation must be repaired."""


def _entries(file: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The tables of a kind; models stand under their series and share its fields."""
    if kind != "model":
        return list(file[kind])
    return [
        {name: value for name, value in series.items() if name != "model"} | model
        for series in file["series"]
        for model in series["model"]
    ]


def _read(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Damaged(f"{name}.toml: {error}") from error


def _tables(folder: Traversable) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for name, kinds in _FILES.items():
        file = _read(folder, name)
        for kind in kinds:
            key, table = KINDS[kind].key, tables.setdefault(KINDS[kind].table, {})
            try:
                for body in _entries(file, kind):
                    entry = read_entry(kind, body[key], body)
                    if body[key] in table:
                        raise Refused("“{code}” is there twice.", code=body[key])
                    table[body[key]] = entry
            except (KeyError, Refused) as error:
                raise Damaged(f"{name}.toml: {error}") from error
    return tables


def load(folder: Traversable) -> Catalogue:
    """The catalogue of a folder of TOML files; raises Damaged where one is missing or wrong."""
    catalogue = Catalogue(**_tables(folder))
    try:
        check(catalogue)
    except Refused as error:
        raise Damaged(str(error)) from error
    return catalogue


@cache
def shipped() -> Catalogue:
    """The catalogue this program came with, the same object every time."""
    return load(files("resources").joinpath("catalogue"))
