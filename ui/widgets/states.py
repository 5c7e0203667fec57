# SPDX-License-Identifier: MIT
"""How every state of the workshop looks: a tone, a mark and a word, the same on all pages."""

from typing import NamedTuple

from ui.theme import Tone
from workshop.domain.terms import (
    BakeVerdict,
    Calibration,
    HeatState,
    PieceState,
    SiteState,
    StepOutcome,
    Verdict,
)
from workshop.language import mark, say


class Look(NamedTuple):
    """A tone, the icon that marks it, and the word as a template."""

    tone: Tone
    icon: str
    template: str

    @property
    def word(self) -> str:
        """The word in the user's language."""
        return say(self.template)


SITES: dict[SiteState, Look] = {
    SiteState.ON_BOARD: Look(Tone.PLAIN, "dot", mark("On board")),
    SiteState.LEFT: Look(Tone.PLAIN, "minus", mark("Left on board")),
    SiteState.SUSPECT: Look(Tone.CAREFUL, "warning", mark("Suspect")),
    SiteState.GOOD: Look(Tone.GOOD, "check", mark("Good")),
    SiteState.DAMAGED: Look(Tone.REFUSED, "cross", mark("Damaged")),
    SiteState.MISSING: Look(Tone.CAREFUL, "question", mark("Missing")),
    SiteState.FITTED: Look(Tone.QUESTION, "diamond", mark("Fitted")),
    SiteState.EMPTY: Look(Tone.PLAIN, "ring", mark("Empty")),
}

PIECES: dict[PieceState, Look] = {
    PieceState.RECEIVED: Look(Tone.PLAIN, "dot", mark("Received")),
    PieceState.WORKING: Look(Tone.QUESTION, "play", mark("In work")),
    PieceState.STOCK: Look(Tone.GOOD, "check", mark("In stock")),
    PieceState.DAMAGED: Look(Tone.REFUSED, "cross", mark("Damaged")),
    PieceState.FITTED: Look(Tone.QUESTION, "diamond", mark("Fitted")),
    PieceState.PACKED: Look(Tone.QUESTION, "tray", mark("Packed")),
    PieceState.HOLD: Look(Tone.CAREFUL, "lock", mark("On hold")),
    PieceState.QUARANTINE: Look(Tone.CAREFUL, "warning", mark("Quarantine")),
    PieceState.GONE: Look(Tone.PLAIN, "arrow-right", mark("Gone")),
}

HEAT: dict[HeatState, Look] = {
    HeatState.OK: Look(Tone.GOOD, "check", mark("May be heated")),
    HeatState.LAST: Look(Tone.CAREFUL, "warning", mark("Once more, then no more")),
    HeatState.STOP: Look(Tone.REFUSED, "refused", mark("No more heat")),
}

FACES = {"front": mark("Front side"), "back": mark("Back side")}
"""What the faces of a board or card are called, as templates."""

TAKEN_APART = Look(Tone.PLAIN, "board", mark("Taken apart"))
"""A card of which only the bare board is here."""


def piece_look(state: str, taken_apart: bool = False) -> Look:
    """How a piece in this state looks."""
    bare = taken_apart and state not in (PieceState.GONE, PieceState.QUARANTINE, PieceState.HOLD)
    return TAKEN_APART if bare else PIECES[PieceState(state)]


LEADED = Look(Tone.CAREFUL, "warning", mark("Leaded"))
"""What has spheres with lead, or carries a piece that has."""

VERDICTS: dict[Verdict, Look] = {
    Verdict.PASS: Look(Tone.GOOD, "check", mark("Pass")),
    Verdict.MARGINAL: Look(Tone.CAREFUL, "warning", mark("Marginal")),
    Verdict.FAIL: Look(Tone.REFUSED, "cross", mark("Fail")),
    Verdict.INCONCLUSIVE: Look(Tone.PLAIN, "question", mark("Inconclusive")),
}

BROKEN_OFF = Look(Tone.PLAIN, "minus", mark("Broken off"))
"""A run of a test that says nothing."""

EXPIRED = Look(Tone.REFUSED, "cross", mark("Expired"))
"""A lot past its day."""

CALIBRATIONS: dict[Calibration, Look] = {
    Calibration.NONE: Look(Tone.PLAIN, "minus", mark("Needs none")),
    Calibration.HOLDS: Look(Tone.GOOD, "check", mark("Holds")),
    Calibration.DUE: Look(Tone.CAREFUL, "clock", mark("Due soon")),
    Calibration.OVERDUE: Look(Tone.CAREFUL, "warning", mark("Overdue")),
}
"""How it stands with the calibration of an instrument."""

RETIRED = Look(Tone.PLAIN, "minus", mark("Retired"))
"""An instrument that nobody measures with any more."""

STEPS: dict[StepOutcome, Look] = {
    StepOutcome.DONE: Look(Tone.GOOD, "check", mark("Done")),
    StepOutcome.FAILED: Look(Tone.REFUSED, "cross", mark("Failed")),
    StepOutcome.SKIPPED: Look(Tone.PLAIN, "minus", mark("Skipped")),
}

BAKED: dict[str, Look] = {
    "": Look(Tone.QUESTION, "heat", mark("Baking")),
    BakeVerdict.DONE: Look(Tone.GOOD, "check", mark("Done")),
    BakeVerdict.SHORT: Look(Tone.CAREFUL, "warning", mark("Too short")),
}
"""Of a piece in a bake, by its verdict; empty while it bakes."""
