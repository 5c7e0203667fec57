# SPDX-License-Identifier: MIT
"""How a report says the workshop's terms, by sign, word and colour, and how it writes numbers."""

from typing import NamedTuple

from reportlab.lib.colors import Color

from workshop.domain.judge import spell
from workshop.domain.terms import (
    BakeVerdict,
    PieceKind,
    PieceState,
    Severity,
    SiteState,
    StepOutcome,
    Verdict,
)
from workshop.language import current, mark, say, say_day, say_number
from workshop.paper import look


class Term(NamedTuple):
    """A sign that tells it apart without colour, the English word, and the colour of both."""

    sign: str
    template: str
    colour: Color

    @property
    def word(self) -> str:
        """The word in the language in force."""
        return say(self.template)

    @property
    def said(self) -> str:
        """Sign and word."""
        return f"{self.sign} {self.word}" if self.sign else self.word


STATES: dict[str, Term] = {
    PieceState.RECEIVED: Term("·", mark("Received"), look.QUIET),
    PieceState.WORKING: Term("→", mark("In work"), look.ACCENT),
    PieceState.STOCK: Term("✓", mark("In stock"), look.GOOD),
    PieceState.DAMAGED: Term("✕", mark("Damaged"), look.REFUSED),
    PieceState.FITTED: Term("◆", mark("Fitted"), look.ACCENT),
    PieceState.PACKED: Term("▣", mark("Packed"), look.ACCENT),
    PieceState.HOLD: Term("!", mark("On hold"), look.CAREFUL),
    PieceState.QUARANTINE: Term("!", mark("Quarantine"), look.CAREFUL),
    PieceState.GONE: Term("↑", mark("Gone"), look.QUIET),
}

VERDICTS: dict[str, Term] = {
    Verdict.PASS: Term("✓", mark("Pass"), look.GOOD),
    Verdict.MARGINAL: Term("!", mark("Marginal"), look.CAREFUL),
    Verdict.FAIL: Term("✕", mark("Fail"), look.REFUSED),
    Verdict.INCONCLUSIVE: Term("?", mark("Inconclusive"), look.QUIET),
}

OUTCOMES: dict[str, Term] = {
    StepOutcome.DONE: Term("✓", mark("Done"), look.GOOD),
    StepOutcome.FAILED: Term("✕", mark("Failed"), look.REFUSED),
    StepOutcome.SKIPPED: Term("–", mark("Skipped"), look.QUIET),
}

SITES: dict[str, Term] = {
    SiteState.GOOD: Term("✓", mark("Good"), look.GOOD),
    SiteState.DAMAGED: Term("✕", mark("Damaged"), look.REFUSED),
    SiteState.MISSING: Term("?", mark("Missing"), look.CAREFUL),
    SiteState.LEFT: Term("–", mark("Left on board"), look.QUIET),
    SiteState.SUSPECT: Term("!", mark("Suspect"), look.CAREFUL),
    SiteState.FITTED: Term("◆", mark("Fitted"), look.ACCENT),
}

BAKES: dict[str, Term] = {
    "": Term("→", mark("Baking"), look.ACCENT),
    BakeVerdict.DONE: Term("✓", mark("Done"), look.GOOD),
    BakeVerdict.SHORT: Term("!", mark("Too short"), look.CAREFUL),
}

SEVERITIES: dict[str, Term] = {
    Severity.MINOR: Term("·", mark("Minor"), look.QUIET),
    Severity.MAJOR: Term("!", mark("Major"), look.CAREFUL),
    Severity.CRITICAL: Term("✕", mark("Critical"), look.REFUSED),
}

KINDS: dict[str, str] = {
    PieceKind.CARD: mark("Card"),
    PieceKind.DIE: mark("Die"),
    PieceKind.MEMORY: mark("Memory chip"),
    PieceKind.BOARD: mark("Board"),
    PieceKind.COOLER: mark("Cooler"),
    PieceKind.OTHER: mark("Other piece"),
}

MANY: dict[str, str] = {
    PieceKind.CARD: mark("Cards"),
    PieceKind.DIE: mark("Dies"),
    PieceKind.MEMORY: mark("Memory chips"),
    PieceKind.BOARD: mark("Boards"),
    PieceKind.COOLER: mark("Coolers"),
    PieceKind.OTHER: mark("Other pieces"),
}


def term(terms: dict[str, Term], value: str) -> Term:
    """The term of a stored value; one this program does not know stands as it is."""
    return terms.get(value) or Term("", value, look.TEXT)


def kind(value: str) -> str:
    """The word for one piece of a kind."""
    return say(KINDS.get(value, value))


def many(value: str) -> str:
    """The word for pieces of a kind."""
    return say(MANY.get(value, value))


def number(value: int) -> str:
    """A whole number with its thousands apart, as the language in force writes it."""
    return say_number(f"{value:,}")


def percent(rate: float | None) -> str:
    """A rate of 0 to 1 as per cent with one decimal; a dash where there is none.

    What is not all is never rounded up to all, nor what is not nothing down to nothing.
    """
    if rate is None:
        return "–"
    shown = round(rate * 100, 1)
    if rate < 1:
        shown = min(shown, 99.9)
    if rate > 0:
        shown = max(shown, 0.1)
    text = say_number(f"{shown:.1f}".removesuffix(".0"))
    return say("{number} %", number=text) if current() == "fr" else f"{text}%"


def limits(low: float | None, high: float | None) -> str:
    """What a value had to be: at least, at most, between."""
    if low is None and high is None:
        return ""
    if low is None:
        return say_number(f"≤ {spell(high or 0.0)}")
    return say_number(f"≥ {spell(low)}" if high is None else f"{spell(low)} … {spell(high)}")


def moment(at: str) -> str:
    """A time of the journal to the minute: 2026-11-24 10:47 (UTC)."""
    return f"{say_day(at[:10])} {at[11:16]}" if len(at) >= 16 else at
