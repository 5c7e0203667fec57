# SPDX-License-Identifier: MIT
"""An importer as a shop writes its own: the log of a rail test, read by the workshop."""

import re

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.testlogs import Device, Reading, Sentence, ToolResult
from workshop.testlogs.log import Log

TOOL = "Rail test"

_RAIL = re.compile(r"(NVVDD|FBVDD|PEX) (\d+\.\d+) V")
_VERDICTS = {
    "OK": (Verdict.PASS, "Every rail is within its limits."),
    "BAD": (Verdict.FAIL, "A rail is beyond its limits."),
}


def wrote(log: Log) -> bool:
    """Whether the tool wrote this: its first line says so."""
    return log.text.startswith("RAILTEST ")


def read(log: Log) -> list[ToolResult]:
    """The voltages of the rails, and what the tool says of them."""
    lines = list(log.lines())
    said = dict(line.split(": ", 1) for line in lines if ": " in line)
    readings = [
        Reading(f"v_{found[1].lower()}", float(found[2]), "V")
        for found in map(_RAIL.fullmatch, lines)
        if found
    ]
    if not readings:
        raise Refused("This log of the rail test has no voltages. Run the test again.")
    last = next((line.split()[1] for line in lines if line.startswith("RESULT ")), "")
    verdict, says = _VERDICTS.get(
        last, (Verdict.INCONCLUSIVE, "The log ends before the tool says its result.")
    )
    return [
        ToolResult(
            tool=TOOL,
            tool_version=lines[0].split()[1],
            device=Device(name=said.get("GPU"), uuid=said.get("UUID")),
            readings=tuple(readings),
            verdict=verdict,
            says=Sentence(says),
        )
    ]
