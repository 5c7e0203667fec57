# SPDX-License-Identifier: MIT
"""How an act or a question ended, told apart for those who may not know the rules themselves."""

from typing import Any, Literal

from workshop.domain.refused import Overridable, Refused
from workshop.domain.rules import AlreadyHere, NearTwin
from workshop.domain.telling import tell
from workshop.storage.errors import Unavailable

No = Literal["refused", "already_here", "near_twin", "overridable", "unavailable"]


def how_it_failed(error: BaseException) -> No | None:
    """Whether the rules said no or the database cannot at the moment; None where it is a bug."""
    if isinstance(error, AlreadyHere):
        return "already_here"
    if isinstance(error, NearTwin):
        return "near_twin"
    if isinstance(error, Overridable):
        return "overridable"
    if isinstance(error, Refused):
        return "refused"
    if isinstance(error, Unavailable):
        return "unavailable"
    return None


def told(act: str, facts: dict[str, Any], receipt: dict[str, Any]) -> str:
    """What an act did, as a short sentence in the language in force."""
    return tell(act, facts, receipt)
