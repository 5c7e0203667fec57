# SPDX-License-Identifier: MIT
"""An entry of the catalogue with rows, as it is edited: its name, its rows, and what is wrong."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from workshop.benches.answers import Ask
from workshop.domain.bodies import LARGEST
from workshop.domain.judge import as_number
from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.language import mark

R = TypeVar("R")

_BETWEEN = re.compile(r"[,;，；、\n]")


class RowsDraft(ABC, Generic[R]):
    """An entry in hand, and its rows; `wrong` says what cannot be kept.

    It is wrong of a row by its place and what of it, else by the name of what is wrong. A subclass
    calls `begin` once all of it is there.
    """

    def __init__(self, is_new: bool, names: Mapping[str, str] | None) -> None:
        """Edit an entry, or a new one; `names` are those of all of its kind by their codes."""
        self.is_new, self._names = is_new, dict(names or {})
        self.code = self.name = ""
        self.rows: list[R] = []
        self.wrong: dict[Any, Refused] = {}
        self._body: dict[str, Any] = {}

    def begin(self) -> None:
        """What it says now is what is saved."""
        self._begun = self.all_of_it()

    @abstractmethod
    def all_of_it(self) -> tuple[Any, ...]:
        """All that can be changed."""

    @abstractmethod
    def new_row(self) -> R:
        """An empty row."""

    @property
    def is_changed(self) -> bool:
        """Whether something was changed that is not saved."""
        return self.all_of_it() != self._begun

    def add(self, after: int) -> int:
        """Put in a row, below another or at the end; its place."""
        place = after + 1 if 0 <= after < len(self.rows) else len(self.rows)
        self.rows.insert(place, self.new_row())
        return place

    def remove(self, place: int) -> None:
        """Take a row out."""
        del self.rows[place]

    def move(self, place: int, by: int) -> int:
        """Put a row earlier or later; its new place, not beyond the ends."""
        other = max(0, min(len(self.rows) - 1, place + by))
        self.rows.insert(other, self.rows.pop(place))
        return other

    def check_name(self, lacks: str, taken: str) -> None:
        """The name is wrong where there is none, or another entry has it; what is said then."""
        name = self.name.strip()
        others = {each.casefold() for code, each in self._names.items() if code != self.code}
        if not name:
            self.wrong["name"] = Refused(lacks)
        elif name.casefold() in others:
            self.wrong["name"] = Refused(taken, name=name)

    def number(self, where: Any, text: str, words: str) -> float | None:
        """The number that is typed; None for none, and where it is wrong."""
        if not text.strip():
            return None
        try:
            number = as_number(text, words)
        except Refused as refused:
            self.wrong[where] = refused
            return None
        if abs(number) > LARGEST:
            self.wrong[where] = Refused(
                mark("{name}: {value} is more than anything here measures."),
                name=words,
                value=shown(text.strip()),
            )
            return None
        return number

    def first_fault(self) -> Ask:
        """What must be looked at first, where something is wrong."""
        first = next(iter(self.wrong.values()))
        return Ask(first.template, dict(first.facts))


def words_of(typed: str) -> list[str]:
    """Words with commas between them, each once."""
    return list(dict.fromkeys(filter(None, (word.strip() for word in _BETWEEN.split(typed)))))
