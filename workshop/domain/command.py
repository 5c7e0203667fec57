# SPDX-License-Identifier: MIT
"""Codes that do something when they are scanned: `!NEXT-CARD-7K3F9Q`, signed for one workshop.

A sheet of them lies beside the scanner. What they record can be undone, and nobody can make a code
for a workshop whose secret they do not know; 30 bits are enough where each try is one scan.
"""

import hmac
import re
from collections.abc import Mapping
from string import ascii_uppercase
from types import MappingProxyType

from workshop.domain.tag import ALPHABET
from workshop.language import mark

INTAKE_COMMANDS: Mapping[str, str] = MappingProxyType(
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
"""What there is a code for at the intake, some of it on every page, with its words on the sheet."""

BENCH_COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "good": mark("Good"),
        "damaged": mark("Damaged"),
        "missing": mark("Missing"),
        "left": mark("Left on board"),
        "next_site": mark("Next site"),
        "all_good": mark("All memory good"),
        "suspect": mark("Suspect"),
        "record_step": mark("Record the step"),
        "step_clock": mark("Start or stop"),
        "same_again": mark("Same for all"),
        "back": mark("Back"),
    }
)
"""What there is a code for at the bench, with its words on the sheet: what its keys do."""

DIGITS: Mapping[str, str] = MappingProxyType({f"digit_{n}": str(n) for n in range(10)})
"""The actions that put a digit into the field in hand, and the digit."""

FORM_COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        **DIGITS,
        "point": mark("Decimal point"),
        "minus": mark("Minus"),
        "yes": mark("Yes"),
        "no": mark("No"),
        "next_choice": mark("Next choice"),
        "next_field": mark("Next field"),
        "clear_field": mark("Clear field"),
        "today": mark("Today"),
        "keep": mark("Keep"),
        "reball": mark("Reball"),
        "profile_run": mark("Profile run"),
        "ovens": mark("Ovens"),
        "decide": mark("Disposition"),
        "take_apart": mark("Take apart"),
    }
)
"""What there is a code for where fields are filled in, with its words on the sheet: the keys of a
small keyboard, and what opens a form."""

LETTERS: Mapping[str, str] = MappingProxyType({f"letter_{c.lower()}": c for c in ascii_uppercase})
"""The actions that put a letter into the field in hand, and the letter."""

TEXT_COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        **LETTERS,
        "space": mark("Space"),
        "slash": mark("Slash"),
        "backspace": mark("Delete last"),
    }
)
"""What there is a code for where words are filled in: the letters of a keyboard."""

WALK_COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "go_on": mark("Next thing"),
        "go_back": mark("Thing before"),
        "press": mark("Press"),
        "go_up": mark("Up"),
        "go_down": mark("Down"),
        "go_left": mark("Left"),
        "go_right": mark("Right"),
        "go_far": mark("Page down"),
        "open_intake": mark("Intake"),
        "open_tests": mark("Tests"),
        "open_stock": mark("Stock"),
        "open_batches": mark("Batches"),
        "open_dashboard": mark("Today"),
        "open_find": mark("Find"),
        "open_settings": mark("Settings"),
    }
)
"""What there is a code for on every page: from one thing to the next, as keys go, and to pages."""

COMMANDS: Mapping[str, str] = MappingProxyType(
    {**INTAKE_COMMANDS, **BENCH_COMMANDS, **FORM_COMMANDS, **TEXT_COMMANDS, **WALK_COMMANDS}
)
"""Every action there is a code for, beside the sites of boards."""

_SITE = "SITE-"
_CODED_SITE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*\Z")

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
    return _text(secret, action.upper().replace("_", "-"))


def site_text(secret: str, site: str) -> str:
    """The text of the code that takes a site of this name in hand; empty where none can say it."""
    name = site.upper()
    return _text(secret, _SITE + name) if secret and _CODED_SITE.match(name) else ""


def site_of(action: str) -> str:
    """The site that an action takes in hand, in capitals; empty for every other action."""
    return action.removeprefix(_SITE) if action.startswith(_SITE) else ""


def _text(secret: str, words: str) -> str:
    return f"!{words}-{_signature(secret, words)}"


def looks_like_command(text: str) -> bool:
    """Whether a text claims to be a command code, of whatever workshop."""
    return _LIKE.match(text) is not None


def read_command(secret: str, text: str) -> str | None:
    """The action of a code signed with this secret, in any case; None for every other text.

    Without a secret no code is ours. `site_of` says which site an action takes in hand.
    """
    found = _FORM.match(text.upper())
    if not secret or found is None:
        return None
    words, signature = found.groups()
    if not hmac.compare_digest(_signature(secret, words), signature):
        return None
    if words.startswith(_SITE):
        return words
    action = words.replace("-", "_").lower()
    return action if action in COMMANDS else None
