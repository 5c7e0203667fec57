# SPDX-License-Identifier: MIT
"""What a report says of itself in its file, in two places, so that one changed byte hides neither.

It is a claim, not a proof: the proof is that the kept file of the report has the same SHA-256.
"""

import hashlib
import re
from typing import IO, NamedTuple

from workshop.queries.report import Seal

# So much of a file is read at once; a claim is far shorter than what is read again.
_CHUNK = 2**20
_LONGEST = 512

_CLAIM = re.compile(
    rb"CWR1 (?:draft|issued ([0-9]{1,12})) of ([0-9A-Za-z-]{1,64}) ([0-9]{1,15}) ([0-9a-f]{64})\b"
)


class Claim(NamedTuple):
    """Which report of which database a file says it is, and what it was drawn at; 0 is a draft."""

    report: int
    database_id: str
    entry: int
    hash: str

    def __str__(self) -> str:
        kind = f"issued {self.report}" if self.report else "draft"
        return f"CWR1 {kind} of {self.database_id} {self.entry} {self.hash}"


def claim(seal: Seal, report: int) -> Claim:
    """What the report of this number says of itself; 0 for a draft."""
    return Claim(report, seal.database_id, seal.number, seal.hash)


class Content(NamedTuple):
    """What was read of a file: its SHA-256, and every claim in it."""

    sha256: str
    claims: frozenset[Claim]


def read_claims(file: IO[bytes], most: int) -> Content | None:
    """The SHA-256 of an open file and the claims in it; None where it has more bytes than `most`.

    Never more than a little of it is in memory at once, and nothing in it is understood but that.
    """
    digest, found, tail, size = hashlib.sha256(), set[Claim](), b"", 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > most:
            return None
        digest.update(chunk)
        for said in _CLAIM.finditer(tail + chunk):
            number, database, entry, hash = (part.decode() for part in said.groups(b"0"))
            found.add(Claim(int(number), database, int(entry), hash))
        tail = (tail + chunk)[-_LONGEST:]
    return Content(digest.hexdigest(), frozenset(found))
