# SPDX-License-Identifier: MIT
"""How makers write their serials and chip makers their markings: forms a shop can edit."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from workshop.domain.catalogue_entries import Confidence
from workshop.domain.refused import Refused
from workshop.domain.terms import ScanKind
from workshop.domain.text import normal, require, shown

# One element of a form, and how often it may stand there.
_ELEMENT = re.compile(
    r"(yy|mm|ww|[ymnax]|\[[0-9A-Z:.+#/-]+\]|[0-9A-Z:.+#/])(\{\d\d?(?:,\d\d?)?\})?"
)
_CLASSES = {
    "n": "[0-9]",
    "a": "[A-Z]",
    "x": "[0-9A-Z]",
    "yy": "(?P<year>[0-9]{2})",
    "mm": "(?P<month>0[1-9]|1[0-2])",
    "m": "(?P<month>[1-9ABC])",
    "ww": "(?P<week>0[1-9]|[1-4][0-9]|5[0-3])",
}
_MONTHS = "0123456789ABC"
# More open repetitions than this, and a text that does not fit would be tried in too many ways.
_OPEN = 2
_CENTURY = 2000


@lru_cache(maxsize=256)
def _compiled(form: str, years: str) -> re.Pattern[str] | None:
    """The expression of a form; None where it is none."""
    parts, at = [], 0
    while at < len(form):
        element = _ELEMENT.match(form, at)
        if element is None:
            return None
        what, often = element[1], element[2] or ""
        if what == "y":
            what = f"(?P<year>[{re.escape(years)}])"
        elif len(what) == 1 and not what.islower():
            what = re.escape(what)
        parts.append(_CLASSES.get(what, what) + often)
        at = element.end()
    try:
        return re.compile("".join(parts))
    except re.error:  # a part of the date twice, or a range the wrong way round
        return None


@dataclass(frozen=True, slots=True)
class ScanPattern:
    """One form of a maker's serials, part numbers or markings, and the date it carries.

    `form` is compared with the text in capitals, without blanks and dashes: n is a digit, a a
    letter, x either, yy the year in two digits, y in one character out of `years` (the first is
    `first_year`), mm or m the month (m: 1 to 9, A, B, C), ww the week; [..] is one of these, {3} or
    {3,5} how often; anything else stands for itself. A year not from `first_year` to `last_year`
    does not fit. Where so many serials fit that nothing follows from it, `alone` is false: the
    form is used only once the maker is known by other means.
    Refuses a form that cannot be read, and one with more than two open repetitions.
    """

    code: str
    maker: str
    form: str
    kind: ScanKind = ScanKind.SERIAL
    years: str = ""
    first_year: int = 2005
    last_year: int = 2039
    alone: bool = True
    confidence: Confidence = Confidence.UNCONFIRMED
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        require(self.maker, "The maker", 64)
        require(self.form, "The form", 64)
        if self.kind not in (ScanKind.SERIAL, ScanKind.PART_NUMBER, ScanKind.MARKING):
            raise Refused(
                "{code}: a form is of a serial, part_number or marking, not of a {kind}.",
                code=self.code,
                kind=self.kind.value,
            )
        if _compiled(self.form, self.years) is None or self.form.count(",") > _OPEN:
            raise Refused(
                "{code}: the form “{form}” cannot be read. Write n for a digit, a for a letter, "
                "x for either, yy, mm and ww for the date, and how often in braces after it.",
                code=self.code,
                form=shown(self.form, 64),
            )

    def date_of(self, bare: str) -> str | None:
        """The date a bare text carries: 2021-W43, 2021-03, 2021 or ""; None: it does not fit."""
        expression = _compiled(self.form, self.years)
        found = expression.fullmatch(bare) if expression else None
        if found is None:
            return None
        parts = found.groupdict()
        if "year" not in parts:
            return ""
        written = parts["year"]
        year = (
            self.first_year + self.years.index(written)
            if len(written) == 1
            else _CENTURY + int(written)
        )
        if not self.first_year <= year <= self.last_year:
            return None
        if "week" in parts:
            return f"{year}-W{parts['week']}"
        if "month" in parts:
            month = parts["month"]
            return f"{year}-{int(month) if len(month) == 2 else _MONTHS.index(month):02}"
        return str(year)


class Guess(NamedTuple):
    """What a form says of a text: never certain, so it names its rule and how far to trust it."""

    maker: str = ""
    made: str = ""
    rule: str = ""
    confidence: str = ""


_RANK = {Confidence.HIGH: 0, Confidence.LOW: 1, Confidence.UNCONFIRMED: 2}


@dataclass(frozen=True)
class Patterns:
    """The forms in force, and the markings known by name (in capitals, no blanks, no dashes)."""

    forms: tuple[ScanPattern, ...] = ()
    markings: frozenset[str] = frozenset()

    def _fitting(self, bare: str, kind: ScanKind, maker: str) -> Iterator[tuple[int, Guess]]:
        for form in self.forms:
            if form.kind is not kind or (form.maker != maker if maker else not form.alone):
                continue
            made = form.date_of(bare)
            if made is not None:
                rank = _RANK[form.confidence]
                yield rank, Guess(form.maker, made, form.code, form.confidence.value)

    def guess(self, text: str, kind: ScanKind = ScanKind.SERIAL, maker: str = "") -> Guess:
        """Maker and date of a text by the form to be trusted most; an empty one where none fits.

        Also where forms of two makers fit as well as each other. A known `maker` leaves only its
        own forms.
        """
        fitting = sorted(self._fitting(normal(text), kind, maker), key=lambda one: one[0])
        best = [guess for rank, guess in fitting if rank == fitting[0][0]]
        return best[0] if len({guess.maker for guess in best}) == 1 else Guess()

    def is_sure(self, text: str) -> bool:
        """Whether this is a maker's serial by a form that can be trusted."""
        return self.guess(text).confidence == Confidence.HIGH

    def is_marking(self, text: str) -> bool:
        """Whether this is printed on memory chips: known by name, or by its form."""
        bare = normal(text)
        return bare in self.markings or any(self._fitting(bare, ScanKind.MARKING, ""))


def patterns_of(forms: Iterable[ScanPattern], markings: Iterable[str]) -> Patterns:
    """The forms and the names of markings of a catalogue, ready to be asked."""
    return Patterns(tuple(forms), frozenset(map(normal, markings)))
