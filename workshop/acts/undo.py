# SPDX-License-Identifier: MIT
"""Undo: the reverse of any entry."""

from typing import Any

from sqlalchemy.orm import Session

from workshop.domain import text
from workshop.storage.undo import revert


def undo(session: Session, *, entry: int, reason: str = "") -> dict[str, Any]:
    """Undo an entry of the journal, also an undo; refused where later entries build on it."""
    text.clean(reason, "The reason", text.NOTE)
    return revert(session, int(entry))
