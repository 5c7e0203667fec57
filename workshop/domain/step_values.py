# SPDX-License-Identifier: MIT
"""The values of a step: each in the type of its field, none missing, none beyond its limits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from workshop.domain import text
from workshop.domain.judge import YES, as_number, spell
from workshop.domain.refused import Overridable, Refused
from workshop.language import mark

Value = str | float


class Field(Protocol):
    """What a step asks for in one field."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def choices(self) -> Sequence[str]: ...
    @property
    def required(self) -> bool: ...
    @property
    def note(self) -> str: ...


def read_value(field: Field, value: object) -> Value:
    """A value in the type of its field; refuses what is none."""
    if field.type == "number":
        return as_number(value, field.label)
    if field.type == "date":
        return text.day(value, field.label)
    if field.type not in ("choice", "yes_no"):
        said = spell(value) if isinstance(value, float) else str(value)
        return text.clean(said, field.label, text.NOTE)
    word, choices = str(value).strip(), tuple(field.choices)
    if field.type == "yes_no":
        word, choices = YES.get(word.lower(), word), ("yes", "no")
    if word not in choices:
        raise Refused(
            mark("{name}: “{value}” is none of {choices}."),
            name=field.label,
            value=text.shown(value),
            choices=choices,
        )
    return word


def beyond(field: Field, value: Value) -> Overridable | None:
    """Why a number is beyond the limits of its field; None where it is not."""
    if isinstance(value, str):
        return None
    facts = {"name": field.label, "value": spell(value), "unit": field.unit}
    if field.low is not None and value < field.low:
        return Overridable(
            mark("{name}: {value} {unit} is below {limit} {unit}."),
            **facts,
            limit=spell(field.low),
        )
    if field.high is not None and value > field.high:
        return Overridable(
            mark("{name}: {value} {unit} is above {limit} {unit}."),
            **facts,
            limit=spell(field.high),
        )
    return None


def lacking(fields: Iterable[Field], values: Mapping[str, Any]) -> list[Field]:
    """The fields a step that is done cannot be without, and that have no value."""
    return [field for field in fields if field.required and field.name not in values]


def missing(step: str, fields: Iterable[Field]) -> Overridable:
    """The refusal of a step that is said to be done without these fields."""
    return Overridable(
        mark("{step}: {fields} is missing. Fill it in, or record the step as failed or skipped."),
        step=step,
        fields=[field.label for field in fields],
    )
