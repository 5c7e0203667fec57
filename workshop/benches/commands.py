# SPDX-License-Identifier: MIT
"""Which bench a command code is for, and which site it takes in hand."""

from workshop.domain.command import INTAKE_COMMANDS, site_of

__all__ = ["is_for_intake", "site_of"]


def is_for_intake(action: str) -> bool:
    """Whether a command that not every page does is for the intake; the others are for a board."""
    return action in INTAKE_COMMANDS
