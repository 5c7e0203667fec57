# SPDX-License-Identifier: MIT
"""Which bench a command code is for, which site it takes in hand, what it types."""

from workshop.domain.command import (
    DIGITS,
    FORM_COMMANDS,
    INTAKE_COMMANDS,
    LETTERS,
    TEXT_COMMANDS,
    WALK_COMMANDS,
    site_of,
)

__all__ = [
    "FORM_OPENERS",
    "fills_in",
    "grade_of",
    "is_for_intake",
    "page_of",
    "site_of",
    "typed_by",
    "walks",
]

FORM_OPENERS = frozenset({"reball", "profile_run", "ovens", "decide", "take_apart"})
"""The actions that open a form; the other ones of `FORM_COMMANDS` fill one in."""

_TYPES = {**DIGITS, **LETTERS, "point": ".", "minus": "-", "space": " ", "slash": "/"}


def is_for_intake(action: str) -> bool:
    """Whether a command that not every page does is for the intake."""
    return action in INTAKE_COMMANDS


def grade_of(action: str) -> str:
    """The grade that a command gives; empty for every other one."""
    return action.removeprefix("grade_").upper() if action.startswith("grade_") else ""


def fills_in(action: str) -> bool:
    """Whether a command fills in a field, or keeps what was filled in."""
    return action in TEXT_COMMANDS or (action in FORM_COMMANDS and action not in FORM_OPENERS)


def typed_by(action: str) -> str:
    """The character that a command types into the field in hand; empty for every other one."""
    return _TYPES.get(action, "")


def page_of(action: str) -> str:
    """The page that a command opens; empty for every other one."""
    return action.removeprefix("open_") if action.startswith("open_") else ""


def walks(action: str) -> bool:
    """Whether a command goes from one thing on a page to another, or presses it."""
    return action in WALK_COMMANDS and not page_of(action)
