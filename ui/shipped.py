# SPDX-License-Identifier: MIT
"""What is shipped with the program: every part, its version, its licence and the text of that."""

import platform
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from PySide6.QtCore import qVersion

PROGRAM = "card-workshop"
# The words of a package's metadata that may hold all of its licence instead of the name of it.
_LONGEST_NAME = 40
_TEXT = re.compile(r"(^|/)(licen[cs]es?/|licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)
_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(\[(?P<extras>[^]]*)\])?[^;]*(;(?P<marker>.*))?"
)
_OF_EXTRA = re.compile(r"extra\s*==\s*['\"](?P<extra>[^'\"]+)['\"]")


class Part(NamedTuple):
    """Something that is shipped; the text of its licence is empty where it brings none."""

    name: str
    version: str
    licence: str
    text: str


def shipped_parts() -> list[Part]:
    """Every part of this program but its own code, by name; reads some thirty small files."""
    packages = {one.name.lower(): one for one in _packages(PROGRAM, set(), set())}
    found = [_package(one) for one in packages.values()]
    for entry in _declared()["part"]:
        if entry.get("packed") and not getattr(sys, "frozen", False):
            continue
        if "of" in entry and entry["of"].lower() not in packages:
            continue
        versions = {"Qt": qVersion(), "Python": platform.python_version()}
        version, text = versions.get(entry["name"], ""), _licences() / entry["text"]
        found.append(Part(entry["name"], version, entry["licence"], text.read_text("utf-8")))
    return sorted(found, key=lambda part: part.name.lower())


def _licences() -> Traversable:
    return files("resources") / "licences"


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((_licences() / "parts.toml").read_text("utf-8"))


def _packages(name: str, extras: set[str], seen: set[str]) -> Iterator[metadata.Distribution]:
    """The packages that a package needs, all the way down; those of other systems are left out."""
    try:
        asked = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for requirement in asked:
        match = _REQUIREMENT.match(requirement)
        if match is None:
            continue
        extra = _OF_EXTRA.search(match["marker"] or "")
        wanted = match["name"].lower()
        if (extra and extra["extra"] not in extras) or wanted in seen:
            continue
        seen.add(wanted)
        try:
            yield metadata.distribution(wanted)
        except metadata.PackageNotFoundError:
            continue
        named = {one.strip() for one in (match["extras"] or "").split(",") if one.strip()}
        yield from _packages(wanted, named, seen)


def _package(package: metadata.Distribution) -> Part:
    licence = _declared()["named"].get(package.name) or _licence(package.metadata)
    texts = [
        path.read_text()
        for path in package.files or []
        if ".dist-info" in path.parts[0] and _TEXT.search(str(path)) and path.suffix != ".py"
    ]
    text = "\n\n".join(one for one in texts if one)
    if not text and "LGPL-3.0" in licence:  # its words are those of the GPL, and some of its own
        names = ("LGPL-3.0.txt", "GPL-3.0.txt")
        text = "\n\n".join((_licences() / name).read_text("utf-8") for name in names)
    return Part(package.name, package.version, licence, text)


def _licence(told: Any) -> str:
    """The name of a licence, wherever the metadata of a package tells it."""
    for name in (told.get("License-Expression"), told.get("License")):
        if name and len(name) <= _LONGEST_NAME and "\n" not in name:
            return str(name)
    named = [one for one in told.get_all("Classifier") or [] if one.startswith("License :: OSI")]
    return named[0].rpartition(" :: ")[2] if named else str(told.get("License") or "").split(",")[0]
