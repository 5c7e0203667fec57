# SPDX-License-Identifier: MIT
"""Our own id of a piece: ten characters that carry their kind, their workshop and their own check.

`C01-00773K-7` is kind, two characters of the workshop's site code, six of a running number and a
check character, in Crockford's base 32 (no I, L, O, U). The check is a weighted sum over the
field of 32 elements: every wrong character and every swap of two characters is noticed.
"""

from typing import NamedTuple

from workshop.domain.refused import Refused
from workshop.domain.terms import PieceKind
from workshop.domain.text import shown

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
LAST_NUMBER = 32**6 - 1

KIND_LETTERS = {
    PieceKind.CARD: "C",
    PieceKind.DIE: "D",
    PieceKind.MEMORY: "M",
    PieceKind.BOARD: "B",
    PieceKind.COOLER: "K",
    PieceKind.OTHER: "X",
}
_KIND_OF = {letter: kind for kind, letter in KIND_LETTERS.items()}
_VALUE = {c: i for i, c in enumerate(ALPHABET)}


class Tag(NamedTuple):
    """What a tag says: the kind, the site code of its workshop, and the running number."""

    kind: PieceKind
    site: str
    number: int


def _doubled(value: int) -> int:
    """Multiply by x in GF(32), with x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def check_character(body: str) -> str:
    """The check character of the nine characters before it."""
    total = 0
    for character in body:  # Horner's scheme: each place weighs a different power of x
        total = _doubled(total ^ _VALUE[character])
    return ALPHABET[total]


def make_tag(kind: PieceKind, site: str, number: int) -> str:
    """The tag of a running number, without dashes; refuses a number that does not fit six."""
    if not 0 <= number <= LAST_NUMBER:
        raise Refused("This workshop has used up its {n} tag numbers.", n=LAST_NUMBER + 1)
    digits = ""
    for _ in range(6):
        number, rest = divmod(number, 32)
        digits = ALPHABET[rest] + digits
    body = KIND_LETTERS[kind] + site + digits
    return body + check_character(body)


def written(tag: str) -> str:
    """The tag as it is printed for people: C01-00773K-7."""
    return f"{tag[:3]}-{tag[3:9]}-{tag[9:]}" if len(tag) == LENGTH else tag


def plain(text: str) -> str:
    """A tag as typed or scanned, without dashes and blanks, in capitals."""
    return text.replace("-", "").replace(" ", "").upper()


def looks_like_tag(text: str, site: str) -> bool:
    """Whether a text claims to be a tag: by its dashes, or by our own site code."""
    bare = plain(text)
    if len(bare) != LENGTH or bare[0] not in _KIND_OF or any(c not in _VALUE for c in bare):
        return False
    return (text[3:4] == "-" and text[10:11] == "-") or bare[1:3] == site


def read_tag(text: str) -> Tag | None:
    """What a tag says, or None where its form or its check character is wrong."""
    bare = plain(text)
    if len(bare) != LENGTH or bare[0] not in _KIND_OF or any(c not in _VALUE for c in bare):
        return None
    if check_character(bare[:9]) != bare[9]:
        return None
    number = 0
    for character in bare[3:9]:
        number = number * 32 + _VALUE[character]
    return Tag(_KIND_OF[bare[0]], bare[1:3], number)


def kind_of(tag: str) -> PieceKind:
    """The kind of piece a tag of ours is for."""
    return _KIND_OF[tag[0]]


def require_tag(text: str) -> str:
    """The plain tag; refuses one that is none or whose check character is wrong."""
    if not looks_like_tag(text, plain(text)[1:3]):
        raise Refused("“{text}” is not a tag. A tag looks like C01-00773K-7.", text=shown(text))
    if read_tag(text) is None:
        raise Refused(
            "The check character of “{text}” is wrong. Scan the label again, or type it anew.",
            text=shown(text),
        )
    return plain(text)
