# SPDX-License-Identifier: MIT
"""Codes that do something when they are scanned: `!NEXT-CARD-7K3F9Q`, signed for one workshop.

A sheet of them lies beside the scanner. Nothing on it is irreversible, and nobody can make a code
for a workshop whose secret they do not know; 30 bits are enough where each try is one scan.
"""

import hmac
import re
from collections.abc import Mapping
from types import MappingProxyType

from workshop.domain.tag import ALPHABET
from workshop.language import mark

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "undo": mark("Undo"),
        "next_card": mark("Next card"),
        "refuse_cracked": mark("Refuse: cracked"),
        "refuse_opened": mark("Refuse: opened"),
        "quarantine": mark("Quarantine"),
        "grade_a": mark("Grade A"),
        "grade_b": mark("Grade B"),
        "grade_c": mark("Grade C"),
        "grade_d": mark("Grade D"),
        "switch_person": mark("Switch person"),
        "open_bench": mark("Open bench"),
        "start_session": mark("Start session"),
        "end_session": mark("End session"),
    }
)
"""Every action there is a code for, in the order of the sheet, with its words on it."""

_SIGNATURE = 6  # characters of five bits each
_FORM = re.compile(r"!([A-Z]{2,}(?:-[A-Z0-9]+)*)-([0-9A-HJKMNP-TV-Z]{6})\Z")
_LIKE = re.compile(r"![A-Z]{2,}(?:-|\Z)", re.IGNORECASE)


def _signature(secret: str, words: str) -> str:
    digest = hmac.digest(secret.encode(), f"command {words}".encode(), "sha256")
    bits = int.from_bytes(digest[:4]) >> 2
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(_SIGNATURE)))


def command_text(secret: str, action: str) -> str:
    """The text of the code that does this action: capitals, digits and dashes after a `!`.

    Every scanner, Code 128 and QR code can carry it. `action` is one of `COMMANDS`.
    """
    if not secret or action not in COMMANDS:
        raise ValueError(f"no code for {action!r}")
    words = action.upper().replace("_", "-")
    return f"!{words}-{_signature(secret, words)}"


def looks_like_command(text: str) -> bool:
    """Whether a text claims to be a command code, of whatever workshop."""
    return _LIKE.match(text) is not None


def read_command(secret: str, text: str) -> str | None:
    """The action of a code signed with this secret, in any case; None for every other text.

    Without a secret no code is ours.
    """
    found = _FORM.match(text.upper())
    if not secret or found is None:
        return None
    words, signature = found.groups()
    if not hmac.compare_digest(_signature(secret, words), signature):
        return None
    action = words.replace("-", "_").lower()
    return action if action in COMMANDS else None
