# SPDX-License-Identifier: MIT
"""What the views of one card call things: sources, facts, outcomes, severities, and doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ui.actions import key_words
from ui.theme import Tone
from ui.widgets.states import Look
from workshop.domain.terms import PieceState, Severity
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.identity import Identity

WHO_KEY, GRADE_KEY = "Ctrl+W", "Ctrl+G"

Tab = Literal["who", "signs", "condition"]

WATCHES = frozenset({"piece", "identifier", "visit", "identity_fact", "blocked_serial",
                     "condition", "defect", "catalogue_copy"})  # fmt: skip
"""The tables a page with a close look watches for it."""

SOURCES = {
    "record": mark("On record"),
    "list": mark("List"),
    "label": mark("Label"),
    "box": mark("Box"),
    "sticker": mark("Sticker"),
    "pci": mark("PCI"),
    "vbios": mark("VBIOS"),
    "driver": mark("Driver"),
    "die": mark("Die"),
    "memory": mark("Memory"),
}
"""Who says something of a card, in the order of the table; the signs have a list of their own."""

NOT_READ = ("record", "list")
"""What these say is not read off a card: it is put right where it came from."""

FACTS = {
    "model": mark("Model"),
    "maker": mark("Maker"),
    "serial": mark("Serial"),
    "part_number": mark("Part number"),
    "upc": mark("Article code"),
    "board_code": mark("Board code"),
    "gpu_name": mark("GPU name"),
    "gpu_uuid": mark("GPU UUID"),
    "device_id": mark("PCI device"),
    "subsystem_id": mark("PCI subsystem"),
    "vbios_version": mark("VBIOS version"),
    "gpu_part_number": mark("GPU part number"),
    "memory_mib": mark("Memory in MiB"),
    "memory_vendor": mark("Memory maker"),
    "memory_marking": mark("Memory marking"),
    "die_marking": mark("Die marking"),
}

OUTCOMES = {
    "agree": Look(Tone.GOOD, "check", mark("Agrees")),
    "disagree": Look(Tone.REFUSED, "cross", mark("Disagrees")),
    "unknown": Look(Tone.PLAIN, "question", mark("Not known yet")),
}

SEVERITIES: dict[Severity, Look] = {
    Severity.MINOR: Look(Tone.PLAIN, "dot", mark("Minor")),
    Severity.MAJOR: Look(Tone.CAREFUL, "warning", mark("Major")),
    Severity.CRITICAL: Look(Tone.REFUSED, "cross", mark("Critical")),
}

# As long as the reason of a quarantine may be, and as much of it as is read at a glance.
_LONGEST, _GLANCE = 200, 64


class Matter(NamedTuple):
    """Why a card is not to be trusted as it is: in a word, in full, and what to do next."""

    word: str
    why: str
    next: str

    @property
    def badge(self) -> str:
        """The word and why, on one line."""
        return say("{word}: {why}", word=self.word, why=self.why) if self.why else self.word

    @property
    def hint(self) -> str:
        """Why, and what to do next."""
        if not self.why:
            return self.next
        whole = len(self.why) <= _GLANCE
        why = say("{why}.", why=self.why) if whole else f"{self.why[: _GLANCE - 1]}…"
        return f"{why} {self.next}"


def names_of(who: Identity) -> dict[str, str]:
    """What each doubt that can be about a card is called, by its code; of a sign its bad answer."""
    signs = {
        sign.code: say(
            "{question} {answer}",
            question=say(sign.name),
            answer=say("Yes") if sign.bad == "yes" else say("No"),
        )
        for sign in who.signs
    }
    rules = {check.code: say(check.name) for check in who.checks}
    return {**rules, **signs, "BLOCKED": say("Blocked serial")}


def doubts_of(who: Identity) -> list[str]:
    """Every doubt about a card in words: rules that disagree, signs of a fake, a blocked serial."""
    names = names_of(who)
    return [names.get(code, code) for code in who.doubts]


def reason_of(who: Identity) -> str:
    """A reason to put a card into quarantine: as many of its doubts as there is room for."""
    doubts = doubts_of(who)
    if who.blocked:
        doubts = [f"{one} ({who.blocked})" if one == say("Blocked serial") else one
                  for one in doubts]  # fmt: skip
    while len("; ".join(doubts)) > _LONGEST and len(doubts) > 1:
        doubts.pop()
    return "; ".join(doubts)[:_LONGEST]


def matter_of(who: Identity) -> Matter | None:
    """What whoever holds this card must know before going on; None where all is well."""
    held = who.state == PieceState.QUARANTINE
    if not (held or who.doubts):
        return None
    key = key_words(WHO_KEY)
    if held:
        next = say("Leave it there, or look with {key} and release it.", key=key)
    else:
        next = say("Look with {key}, or put it into quarantine.", key=key)
    if who.blocked or "BLOCKED" in who.doubts:
        return Matter(say("Blocked serial"), who.blocked, next)
    if held:
        return Matter(say("In quarantine"), who.held_for, next)
    return Matter(say("In doubt"), "; ".join(doubts_of(who)), next)
