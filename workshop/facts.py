# SPDX-License-Identifier: MIT
"""Facts on a command line: `name=value`, read by the type in the act's or query's signature."""

import inspect
import json
import types
from collections.abc import Callable, Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints

from workshop.domain.refused import Spoken

_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class WrongFacts(Spoken):
    """The facts do not fit the signature: wrong usage, not a refusal."""


def signature(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The facts of an act or query: every parameter but the first."""
    return dict(list(inspect.signature(function).parameters.items())[1:])


def type_name(annotation: Any) -> str:
    """A type as it is written in a list of facts: str, int, list, dict."""
    names = [t.__name__ for t in _types(annotation) if t is not type(None)]
    return " or ".join(names)


def _types(annotation: Any) -> list[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        return [t for part in get_args(annotation) for t in _types(part)]
    return [get_origin(annotation) or annotation]


def described(function: Callable[..., Any]) -> dict[str, Any]:
    """An act or query as data: its name, what it does, and its facts."""
    hints = get_type_hints(function)
    return {
        "name": function.__name__,
        "does": (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " "),
        "facts": [
            {
                "name": name,
                "type": type_name(hints[name]),
                "required": parameter.default is inspect.Parameter.empty,
                "default": None
                if parameter.default is inspect.Parameter.empty
                else parameter.default,
            }
            for name, parameter in signature(function).items()
        ],
    }


def read_value(text: str, annotation: Any) -> Any:
    """A value from a command line, as its type says; refuses what is not of the type."""
    allowed = _types(annotation)
    if dict in allowed or list in allowed:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise WrongFacts("“{text}” is not JSON.", text=text[:60]) from None
        if type(value) not in allowed:
            raise WrongFacts(
                "“{text}” must be JSON of type {type}.", text=text[:60], type=type_name(annotation)
            )
        return value
    if bool in allowed and str not in allowed:
        if text.strip().lower() not in _YES_NO:
            raise WrongFacts("“{text}” is neither yes nor no.", text=text[:60])
        return _YES_NO[text.strip().lower()]
    if int in allowed and str not in allowed:
        if text == "" and type(None) in allowed:
            return None
        try:
            return int(text)
        except ValueError:
            raise WrongFacts("“{text}” is no whole number.", text=text[:60]) from None
    if float in allowed and str not in allowed:
        if text == "" and type(None) in allowed:
            return None
        try:
            return float(text.strip().replace(",", "."))
        except ValueError:
            raise WrongFacts("“{text}” is no number.", text=text[:60]) from None
    return text


def read_facts(function: Callable[..., Any], pairs: list[str]) -> dict[str, Any]:
    """The facts of `name=value` pairs, checked against the signature."""
    hints = get_type_hints(function)
    found: dict[str, Any] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign:
            raise WrongFacts("“{text}” must be name=value.", text=pair[:60])
        if name in found:
            raise WrongFacts("{name} is given twice.", name=name)
        found[name] = read_value(value, hints[name]) if name in signature(function) else value
    return fit_facts(function, found)


def _no_fact(act: str, name: str, known: list[str]) -> WrongFacts:
    if not known:
        return WrongFacts("{act} has no facts.", act=act)
    return WrongFacts(
        "{act} has no fact “{name}”. It has: {all}.", act=act, name=name, all=", ".join(known)
    )


def _of_wrong_type(name: str, annotation: Any) -> WrongFacts:
    return WrongFacts("{name} must be {type}.", name=name, type=type_name(annotation))


def fit_facts(function: Callable[..., Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, if the signature takes them: names, presence and types; refuses others."""
    known = signature(function)
    hints = get_type_hints(function)
    name_of = function.__name__
    for name, value in facts.items():
        if name not in known:
            raise _no_fact(name_of, name[:40], list(known))
        allowed = _types(hints[name])
        if float in allowed and isinstance(value, int):
            allowed.append(int)  # JSON writes 240 for 240.0
        if Any not in allowed and not isinstance(value, tuple(allowed)):
            raise _of_wrong_type(name, hints[name])
        if isinstance(value, bool) and bool not in allowed and Any not in allowed:
            raise _of_wrong_type(name, hints[name])
        if name == "limit" and value < 0:
            raise WrongFacts("limit must not be negative.")
    for name, parameter in known.items():
        if parameter.default is inspect.Parameter.empty and name not in facts:
            raise WrongFacts("{act} needs {name}=….", act=name_of, name=name)
    return dict(facts)
