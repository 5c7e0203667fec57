# SPDX-License-Identifier: MIT
"""A frozen entry made from a plain object (TOML or JSON), and back again."""

import math
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

from workshop.domain.refused import Refused
from workshop.domain.text import NOTE, clean, shown

T = TypeVar("T")
Reader = Callable[[object, str, str], Any]

# Numbers of a catalogue are millimetres, watts, ohms: past this it is a slip of the hand.
LARGEST = 1_000_000_000


def _text(value: object, entry: str, field: str) -> str:
    if not isinstance(value, str):
        raise Refused(
            "{entry}: {field} must be text, not {value}.",
            entry=entry,
            field=field,
            value=shown(value),
        )
    if value.isascii() and value.isprintable() and len(value) <= NOTE:
        return value.strip()  # nearly all there is: no need to look at every character
    return clean(value, field, NOTE)


def _flag(value: object, entry: str, field: str) -> bool:
    if not isinstance(value, bool):
        raise Refused(
            "{entry}: {field} must be true or false, not {value}.",
            entry=entry,
            field=field,
            value=shown(value),
        )
    return value


def _number(value: object, entry: str, field: str) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not math.isfinite(value)
        or abs(value) > LARGEST
    ):
        raise Refused(
            "{entry}: {field} must be a number, not {value}.",
            entry=entry,
            field=field,
            value=shown(value),
        )
    return float(value)


def _whole(value: object, entry: str, field: str) -> int:
    number = _number(value, entry, field)
    if number != int(number) or number < 0:
        raise Refused(
            "{entry}: {field} must be a whole number of 0 or more, not {value}.",
            entry=entry,
            field=field,
            value=shown(value),
        )
    return int(number)


def _member(kind: type[StrEnum]) -> Reader:
    def read_member(value: object, entry: str, field: str) -> StrEnum:
        try:
            return kind(cast(str, value))
        except ValueError:
            raise Refused(
                "{entry}: {field} must be one of {all}, not {value}.",
                entry=entry,
                field=field,
                all=", ".join(f"“{member}”" for member in kind),
                value=shown(value),
            ) from None

    return read_member


def _list(of: Reader) -> Reader:
    def read_list(value: object, entry: str, field: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise Refused(
                "{entry}: {field} must be a list, not {value}.",
                entry=entry,
                field=field,
                value=shown(value),
            )
        return tuple(of(each, entry, field) for each in value)

    return read_list


def _object(kind: type[Any]) -> Reader:
    def read_object(value: object, entry: str, field: str) -> Any:
        if not isinstance(value, Mapping):
            raise Refused(
                "{entry}: {field} must be an object with named fields, not {value}.",
                entry=entry,
                field=field,
                value=shown(value),
            )
        return read(kind, value, entry)

    return read_object


def _or_none(of: Reader) -> Reader:
    return lambda value, entry, field: None if value is None else of(value, entry, field)


_PLAIN: dict[Any, Reader] = {str: _text, bool: _flag, float: _number, int: _whole}


def _reader_of(hint: Any) -> Reader:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if typing.get_origin(hint) is tuple:
        return _list(_reader_of(typing.get_args(hint)[0]))
    if isinstance(hint, types.UnionType):
        return _or_none(_reader_of(typing.get_args(hint)[0]))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _member(hint)
    return _object(hint)


@cache
def _readers(kind: Any) -> dict[str, tuple[Reader, bool]]:
    hints = typing.get_type_hints(kind)
    return {
        field.name: (
            _reader_of(hints[field.name]),
            field.default is MISSING and field.default_factory is MISSING,
        )
        for field in fields(kind)
    }


def read(kind: type[T], body: Mapping[str, object], entry: str) -> T:
    """The dataclass `kind` filled from a plain object; `entry` says in a refusal what it is.

    Field types may be str, int (0 or more), float, bool, a StrEnum, a dataclass, a tuple of these
    (a list in the object), or `float | None`. Refuses unknown fields, missing ones and values of
    another type; what the dataclass checks itself is refused there.
    """
    readers = _readers(cast(Any, kind))
    for name in body:
        if name not in readers:
            raise Refused(
                "{entry}: there is no field “{field}”. It has {all}.",
                entry=entry,
                field=shown(name),
                all=", ".join(readers),
            )
    for name, (_, needed) in readers.items():
        if needed and name not in body:
            raise Refused("{entry}: {field} is missing.", entry=entry, field=name)
    return kind(**{name: readers[name][0](value, entry, name) for name, value in body.items()})


def body_of(entry: Any) -> dict[str, Any]:
    """The plain object of an entry: JSON types only, so that it can be edited and kept."""
    return {field.name: _plain(getattr(entry, field.name)) for field in fields(entry)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return body_of(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, StrEnum) else value
