# SPDX-License-Identifier: MIT
"""Results and refusals as plain data, for the way out of a process that nobody trusts."""

import math
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from workshop.domain.refused import Refused, Spoken
from workshop.domain.terms import Verdict
from workshop.testlogs.result import Device, Reading, Sentence, Series, ToolResult

MOST_RESULTS, MOST_READINGS, MOST_POINTS = 4_096, 4_096, 500_000
"""So many results in a file, readings in a result, and points in all its series."""

LONGEST = 500
"""So many characters in a text of a result."""

_DEVICE = tuple(field.name for field in fields(Device))


class NotPlain(ValueError):
    """What came is no result."""


def of_results(results: Sequence[ToolResult]) -> list[dict[str, Any]]:
    """Results as objects that JSON can write."""
    return [asdict(result) for result in results]


def to_results(data: object) -> list[ToolResult]:
    """Results from what another process wrote; raises NotPlain for anything that is none."""
    return [_result(one) for one in _several(data, MOST_RESULTS)]


def of_refusal(refusal: Spoken) -> dict[str, Any]:
    """A refusal as an object that JSON can write; what stands in it is said in English."""
    return {"template": refusal.template, "facts": {k: _fact(v) for k, v in refusal.facts.items()}}


def to_refusal(data: object) -> Refused:
    """A refusal from what another process wrote."""
    facts = _of(data, "facts", dict)
    said = {str(name): str(value)[:LONGEST] for name, value in facts.items()}
    return Refused(_text(_of(data, "template", str)), **said)


def _fact(value: object) -> object:
    if isinstance(value, Spoken):
        return value.english
    return value if isinstance(value, int | float | str) else str(value)


def _result(data: object) -> ToolResult:
    device = _of(data, "device", dict)
    says = _of(data, "says", dict)
    readings = _several(_of(data, "readings", list), MOST_READINGS)
    series = _several(_of(data, "series", list), MOST_READINGS)
    verdict = _of(data, "verdict", str)
    if verdict not in (Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE):
        raise NotPlain("a verdict that is none")
    return ToolResult(
        tool=_text(_of(data, "tool", str)),
        tool_version=_maybe(data, "tool_version"),
        device=Device(
            **{name: _maybe(device, name) for name in _DEVICE if name != "memory_mib"},
            memory_mib=_whole(device.get("memory_mib")),
        ),
        readings=tuple(_reading(one) for one in readings),
        verdict=Verdict(verdict),
        says=Sentence(
            _text(_of(says, "template", str)),
            tuple(
                (_text(name), _text(value))
                for name, value in (_several(one, 2) for one in _of(says, "facts", list))
            ),
        ),
        taken_at=_maybe(data, "taken_at"),
        series=tuple(_series(one) for one in series),
        only_measures=_flag(data, "only_measures"),
    )


def _reading(data: object) -> Reading:
    value = _of(data, "value", str | int | float)
    kept = _text(value) if isinstance(value, str) else _number(value)
    return Reading(_text(_of(data, "name", str)), kept, _text(_of(data, "unit", str)))


def _series(data: object) -> Series:
    points = _several(_of(data, "points", list), MOST_POINTS)
    return Series(
        _text(_of(data, "name", str)),
        _text(_of(data, "unit", str)),
        tuple((_number(at), _number(value)) for at, value in (_several(p, 2) for p in points)),
    )


def _of(data: object, name: str, kind: Any) -> Any:
    value = data.get(name) if isinstance(data, dict) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise NotPlain(f"no {name}")
    return value


def _flag(data: object, name: str) -> bool:
    value = data.get(name) if isinstance(data, dict) else None
    if not isinstance(value, bool):
        raise NotPlain(f"no {name}")
    return value


def _several(data: object, most: int) -> list[Any]:
    if not isinstance(data, list) or len(data) > most:
        raise NotPlain("no list, or one that is too long")
    return data


def _maybe(data: Any, name: str) -> str | None:
    value = data.get(name)
    return None if value is None else _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise NotPlain("no text, or one that is too long")
    return value


def _whole(value: object) -> int | None:
    if value is None or (type(value) is int and 0 <= value < 2**40):
        return value
    raise NotPlain("no number of MiB")


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotPlain("no number")
    if (isinstance(value, int) and abs(value) > 2**63) or not math.isfinite(value):
        raise NotPlain("a number that is none")
    return value
