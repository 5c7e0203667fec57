# SPDX-License-Identifier: MIT
"""What was typed at a piece and not recorded when another one came onto the bench."""

from typing import Any

_MOST = 100


class Drafts:
    """Keeps what was typed by piece and by what it is for, until it is taken up or too old.

    `last` says of what was kept last, for who sees another piece come; empty once it was said.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}
        self.last = ""

    def keep(self, tag: str, what: str, typed: Any, words: str) -> None:
        """Keep this; `words` tell of it."""
        self._kept.pop((tag, what), None)
        self._kept[tag, what] = typed
        self.last = words
        while len(self._kept) > _MOST:
            del self._kept[next(iter(self._kept))]

    def take(self, tag: str, what: str) -> Any:
        """What was kept, which is taken up now; None where nothing was."""
        return self._kept.pop((tag, what), None)

    def are_of(self, tag: str) -> bool:
        """Whether something is kept of a piece."""
        return any(kept == tag for kept, _ in self._kept)

    def say_last(self) -> str:
        """What was kept a moment ago, said once."""
        words, self.last = self.last, ""
        return words
