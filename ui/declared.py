# SPDX-License-Identifier: MIT
"""What a setting is: its kind, default and bounds, and what people are told of it."""

from collections.abc import Collection
from dataclasses import field, fields
from typing import Any, NamedTuple


class Declared(NamedTuple):
    """A setting. `words` is what the window calls it and `help` what it does, as templates.

    `pane` is the section of the settings it is set in; empty where it is set elsewhere. `bounds`
    are its least and most, `choices` all it can be, where it has any.
    """

    name: str
    default: Any
    pane: str
    words: str
    help: str
    bounds: tuple[int, int] | None
    choices: tuple[object, ...]

    def takes(self, value: object) -> bool:
        """Whether a value is of the kind, and within the bounds, of this setting."""
        if type(value) is not type(self.default):
            return False
        if isinstance(value, list):
            return all(isinstance(one, dict) for one in value)
        if self.choices:
            return value in self.choices
        if self.bounds is None or not isinstance(value, int):
            return True
        return self.bounds[0] <= value <= self.bounds[1]


def setting(
    default: Any,
    pane: str,
    words: str,
    help: str,
    *,
    bounds: tuple[int, int] | None = None,
    choices: Collection[object] = (),
) -> Any:
    """A field of a dataclass that is a setting, declared here and nowhere else."""
    declaration = (default, pane, words, help, bounds, tuple(choices))
    if isinstance(default, list):
        return field(default_factory=lambda: list(default), metadata={"declared": declaration})
    return field(default=default, metadata={"declared": declaration})


def declared(kind: Any) -> dict[str, Declared]:
    """The settings among the fields of a dataclass, in order, by name."""
    return {
        one.name: Declared(one.name, *one.metadata["declared"])
        for one in fields(kind)
        if "declared" in one.metadata
    }
