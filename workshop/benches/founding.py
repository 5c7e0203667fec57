# SPDX-License-Identifier: MIT
"""What is asked before a workshop is founded: whether answers will do, and the place it gets."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from workshop.domain import text
from workshop.domain.pin import require_pin
from workshop.domain.refused import Refused
from workshop.storage.engines import require_local
from workshop.storage.found import site_code


class Spot(NamedTuple):
    """A folder a workshop may lie in: bytes that are free, and whether one is there already.

    `fault` is the sentence that says why none can lie there; empty where one can.
    """

    folder: str
    free: int
    is_taken: bool
    fault: str


def look_at(file: Path) -> Spot:
    """The place of a workshop of this file, which need not be there; for a thread of its own."""
    folder = file.parent
    there = next(one for one in (folder, *folder.parents) if one.exists())
    try:
        require_local(there / file.name)
        free = shutil.disk_usage(there).free
    except Refused as refused:
        return Spot(str(folder), 0, False, str(refused))
    except OSError as error:
        no = Refused("{folder} cannot be used: {reason}.", folder=folder,
                     reason=error.strerror or str(error))  # fmt: skip
        return Spot(str(folder), 0, False, str(no))
    return Spot(str(folder), free, file.exists(), "")


def shop_faults(name: str, site: str) -> dict[str, str]:
    """What is wrong with the name of a workshop and the code in its tags, by the fact."""
    return _faults(
        name=lambda: text.require(name, "The name of the workshop"), site=lambda: site_code(site)
    )


def owner_faults(name: str, code: str, pin: str) -> dict[str, str]:
    """What is wrong with the name, code and PIN of the first person, by the fact."""
    return _faults(
        owner_name=lambda: text.require(name, "Your name"),
        owner=lambda: text.code(code, "Your code"),
        pin=lambda: require_pin(pin),
    )


def _faults(**checks: Callable[[], str]) -> dict[str, str]:
    found = {}
    for fact, check in checks.items():
        try:
            check()
        except Refused as refused:
            found[fact] = str(refused)
    return found
