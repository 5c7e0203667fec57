# SPDX-License-Identifier: MIT
"""The receiving session at a dock: who takes in what of a batch, from its first scan to its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from workshop.benches.answers import Ask, Do, Stop
from workshop.language import mark

NO_BATCH = Stop(mark("No batch is open. Choose one, or open a new one, then scan again."))

# What belongs into a session: the first of them starts one.
_IN_SESSION = {"receive", "refuse"}

# After these the session is no longer open.
_ENDING = {"end_receiving", "undo_receiving"}


class Open(Protocol):
    """What has to be known of a session that is open."""

    @property
    def id(self) -> int: ...
    @property
    def batch(self) -> str: ...


class Session:
    """The session one person has open at one station; `id` is 0 while there is none.

    It starts by itself with the first card or refusal, and ends when somebody says so, with the
    batch, or when the first card of another batch comes.
    """

    def __init__(self) -> None:
        self.id = 0
        self.batch = ""
        self._starting = ""

    def know(self, found: Open | None) -> None:
        """Go on with the session that was found open here."""
        self.id, self.batch = (found.id, found.batch) if found is not None else (0, "")

    def start(self, batch: str) -> Do | Ask | Stop:
        """Start a session by hand."""
        if not batch:
            return NO_BATCH
        if self.batch == batch:
            return Ask(mark("The session is open already. Scan the next card."))
        return Do("start_receiving", {"batch": batch})

    def end(self) -> Do | Ask:
        """End the session that is open."""
        if not self.id:
            return Ask(mark("No session is open. The next card starts one."))
        return Do("end_receiving", {"receiving": self.id})

    def first(self, do: Do) -> list[Do]:
        """What has to be done before this, so that it falls into a session of its batch."""
        batch = do.facts.get("batch", "")
        if do.act == "start_receiving":
            return [self._ending()] if self.id else []
        if do.act not in _IN_SESSION or batch in (self.batch, self._starting):
            return []
        self._starting = batch
        start = Do("start_receiving", {"batch": batch})
        return [self._ending(), start] if self.id else [start]

    def _ending(self) -> Do:
        return Do("end_receiving", {"receiving": self.id})

    def done(self, do: Do, receipt: Mapping[str, Any]) -> None:
        """Something was done."""
        if do.act == "start_receiving":
            self.id, self.batch, self._starting = receipt["receiving"], do.facts["batch"], ""
        elif do.act in _ENDING and do.facts["receiving"] == self.id:
            self.id, self.batch = 0, ""

    def failed(self, do: Do) -> None:
        """Something was not done."""
        if do.act == "start_receiving":
            self._starting = ""
