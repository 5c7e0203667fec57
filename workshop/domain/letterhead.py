# SPDX-License-Identifier: MIT
"""What a shop's own papers say of it: its address, its terms, its logo, and who signs."""

import re
from dataclasses import dataclass

from workshop.domain.refused import Refused
from workshop.domain.text import NOTE, clean

CODE = "SHOP"
"""The one letterhead there is."""

MOST_SIGNERS = 6
_LINES = 6


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The letterhead of a shop; every field may be empty.

    `address` has at most six lines; `terms` are printed at the end of a batch report; `logo` is the
    SHA-256 of a kept JPEG, PNG or WebP; `signers` are the roles that sign, one line for each.
    """

    code: str = CODE
    address: str = ""
    terms: str = ""
    logo: str = ""
    signers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.code != CODE:
            raise Refused("There is one letterhead: {code}.", code=CODE)
        clean(self.address, "The address")
        if len(self.address.splitlines()) > _LINES:
            raise Refused("An address has at most {n} lines.", n=_LINES)
        clean(self.terms, "The terms", NOTE)
        if self.logo and not re.fullmatch("[0-9a-f]{64}", self.logo):
            raise Refused("The logo must be the SHA-256 of a kept picture.")
        if len(self.signers) > MOST_SIGNERS:
            raise Refused("At most {n} people sign.", n=MOST_SIGNERS)
        for role in self.signers:
            clean(role, "Who signs", 60)


PLAIN = Letterhead()
"""That of a shop that has none."""
