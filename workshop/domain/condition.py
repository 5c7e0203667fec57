# SPDX-License-Identifier: MIT
"""How the condition of a card is graded, and how its defects cap the grade."""

from collections.abc import Iterable
from dataclasses import dataclass

from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import PieceKind, Severity
from workshop.domain.text import SHORT, clean, require, shown


@dataclass(frozen=True, slots=True)
class Grading:
    """The words for the condition of a card, and the best grade a defect allows by its severity.

    `grades` go from the best to the worst; zones are where on a card a defect may be. A piece of
    a kind in `harvest_needs_grade` comes off good only with a grade.
    """

    code: str
    name: str
    grades: tuple[str, ...]
    minor: str
    major: str
    critical: str
    packaging: tuple[str, ...] = ()
    completeness: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    harvest_needs_grade: tuple[PieceKind, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        require(self.name, "The name of the grading")
        for words in (self.grades, self.packaging, self.completeness, self.zones):
            for word in words:
                require(word, "The word", SHORT)
            if len({word.casefold() for word in words}) != len(words):
                raise Refused("{code}: a word is there twice.", code=self.code)
        if not self.grades:
            raise Refused("{code}: name the grades, the best first.", code=self.code)
        for severity in Severity:
            if getattr(self, severity) not in self.grades:
                raise Refused(
                    "{code}: {severity} defects allow “{grade}”, which is none of {grades}.",
                    code=self.code,
                    severity=severity.value,
                    grade=shown(getattr(self, severity)),
                    grades=", ".join(self.grades),
                )

    def cap(self, severities: Iterable[str]) -> str:
        """The best grade that defects of these severities allow: the worst of what each does."""
        allowed = [self._rank(getattr(self, Severity(each))) for each in severities]
        return self.grades[max(allowed, default=0)]

    def _rank(self, grade: str) -> int:
        # A grade of before the shop changed its grades is worse than all of today's.
        return self.grades.index(grade) if grade in self.grades else len(self.grades)

    def is_better(self, grade: str, other: str) -> bool:
        """Whether a grade is better than another; one that is not given is better than none."""
        return bool(grade) and self._rank(grade) < self._rank(other)

    def read_grade(self, grade: object) -> str:
        """A grade as it is written; "" where none is given; refuses any other."""
        return _one_of(grade, self.grades, "The grade")

    def may_come_off(self, kind: str, grade: str, site: str) -> None:
        """Refuse a good piece without a grade where this shop grades its kind as it comes off."""
        if kind in self.harvest_needs_grade and not grade:
            raise Refused(
                "{site}: what comes off good is graded here. Choose one of {grades}.",
                site=site,
                grades=", ".join(self.grades),
            )

    def read_packaging(self, packaging: object) -> str:
        """How a card came packed; "" where nothing is said; refuses other words."""
        return _one_of(packaging, self.packaging, "The packaging")

    def read_completeness(self, completeness: object) -> str:
        """What came with a card; "" where nothing is said; refuses other words."""
        return _one_of(completeness, self.completeness, "The completeness")

    def read_zone(self, zone: object) -> str:
        """Where on the card: a zone as it is written here, or the words of a technician."""
        said = clean(zone, "The zone", SHORT)
        return next((each for each in self.zones if each.casefold() == said.casefold()), said)


def _one_of(word: object, words: tuple[str, ...], name: str) -> str:
    said = clean(word, name, SHORT)
    found = next((each for each in words if each.casefold() == said.casefold()), "")
    if said and not found:
        raise Refused(
            "{name} “{word}” is unknown. Use one of: {all}.",
            name=name,
            word=shown(said),
            all=", ".join(words),
        )
    return found


def may_grade(grading: Grading, tag: str, grade: str, cap: str, reason: str) -> None:
    """Refuse a grade above what the defects allow, unless a reason is given."""
    if grading.is_better(grade, cap) and not reason:
        raise Refused(
            "The defects of {tag} allow {cap} at best. Give a reason to grade it {grade}.",
            tag=written(tag),
            cap=cap,
            grade=grade,
        )
