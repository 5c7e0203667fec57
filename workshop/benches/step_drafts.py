# SPDX-License-Identifier: MIT
"""A step as it is edited: what it asks for, its text and its picture; a whole entry comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from workshop.benches.answers import Answer, Ask, Do
from workshop.benches.new_names import new_code, new_name
from workshop.benches.rows_draft import RowsDraft, words_of
from workshop.domain.bodies import body_of
from workshop.domain.judge import spell
from workshop.domain.refused import Refused
from workshop.language import mark

if TYPE_CHECKING:
    from workshop.domain.routing_entries import Step, StepField

NUMBER, CHOICE, TEXT = "number", "choice", "text"

TYPES: Mapping[str, str] = MappingProxyType(
    {
        TEXT: mark("Text"),
        NUMBER: mark("Numeric"),
        CHOICE: mark("Choice"),
        "yes_no": mark("Yes or no"),
        "date": mark("Date"),
        "photo": mark("Photo"),
        "file": mark("File"),
        "scan": mark("Scan"),
    }
)
"""What a field may take, and the words for it."""

_MEASURED = (TEXT, NUMBER)  # what may have a unit


@dataclass
class FieldDraft:
    """A field as it is edited, all of it texts; `name` is what its values are kept under.

    A new field has no name yet: it gets one from its label.
    """

    name: str = ""
    label: str = ""
    type: str = TEXT
    unit: str = ""
    low: str = ""
    high: str = ""
    choices: str = ""
    required: bool = False
    note: str = ""


class StepDraft(RowsDraft[FieldDraft]):
    """A step in hand; what is saved is a new version, and cards under way keep the one they have.

    Its rows are the fields. `picture` is the SHA-256 of a kept picture or empty, `files` the facts
    of those that are new.
    """

    def __init__(self, step: Step | None, names: Mapping[str, str] | None = None) -> None:
        """Edit this step, or a new one; `names` are those of all steps by their codes.

        A new one gets a code of its own.
        """
        super().__init__(step is None, names)
        self.text = self.picture = ""
        self.longest = "10"
        if step is not None:
            self.code, self.name, self.text = step.code, step.name, step.text
            self.longest, self.picture = spell(step.longest), step.picture
            self.rows = [_draft(field) for field in step.fields]
            self._body = body_of(step)
        self.files: list[dict[str, Any]] = []
        self.begin()

    @property
    def fields(self) -> list[FieldDraft]:
        """What the step asks for."""
        return self.rows

    def all_of_it(self) -> tuple[Any, ...]:
        """All that can be changed."""
        fields = [astuple(field) for field in self.rows]
        return self.name, self.text, self.longest, self.picture, fields

    def new_row(self) -> FieldDraft:
        """A field that asks for nothing yet."""
        return FieldDraft()

    def put_picture(self, file: Mapping[str, Any]) -> None:
        """Show this kept picture from now on."""
        self.picture = str(file["sha256"])
        self.files = [dict(file)]

    def take_picture_away(self) -> None:
        """Show no picture."""
        self.picture, self.files = "", []

    def answer(self) -> Answer:
        """Save it as a new version, or say what must be looked at first."""
        self.wrong = {}
        self.check_name(
            mark("Give the step a name."),
            mark("There is a step “{name}” already. Give this one another name."),
        )
        longest = self.number("longest", self.longest, mark("The hours"))
        if longest is None or longest <= 0:
            self.wrong.setdefault(
                "longest", Refused(mark("Say after how many hours it was forgotten."))
            )
        fields = self._fields()
        if self.wrong:
            return self.first_fault()
        if not self.is_changed:
            return Ask(mark("Nothing was changed."))
        body = self._body | {
            "name": self.name.strip(),
            "text": self.text.strip(),
            "picture": self.picture,
            "longest": longest,
            "fields": fields,
        }
        code = self.code or new_code(self.name, self._names, "STEP")
        facts = {"kind": "step", "code": code, "body": body}
        return Do("set_catalogue", {**facts, **({"files": self.files} if self.files else {})})

    def _fields(self) -> list[dict[str, Any]]:
        taken = {field.name for field in self.fields if field.name}
        found = []
        for place, field in enumerate(self.fields):
            if not field.label.strip():
                self.wrong[place, "label"] = Refused(mark("Say what is asked for."))
            name = field.name or new_name(field.label, taken, "field")
            taken.add(name)
            found.append(
                {
                    "name": name,
                    "label": field.label.strip(),
                    "type": field.type,
                    "unit": field.unit.strip() if field.type in _MEASURED else "",
                    **self._limits(place, field),
                    "choices": self._choices(place, field),
                    "required": field.required,
                    "note": field.note.strip(),
                }
            )
        return found

    def _limits(self, place: int, field: FieldDraft) -> dict[str, float | None]:
        if field.type != NUMBER:
            return {"low": None, "high": None}
        low = self.number((place, "low"), field.low, mark("The least"))
        high = self.number((place, "high"), field.high, mark("The most"))
        if low is not None and high is not None and low > high:
            self.wrong[place, "high"] = Refused(mark("The most is less than the least."))
        return {"low": low, "high": high}

    def _choices(self, place: int, field: FieldDraft) -> list[str]:
        if field.type != CHOICE:
            return []
        choices = words_of(field.choices)
        if not choices:
            self.wrong[place, "choices"] = Refused(
                mark("Name the choices, with commas between them.")
            )
        return choices


def _draft(field: StepField) -> FieldDraft:
    return FieldDraft(
        field.name,
        field.label,
        str(field.type),
        field.unit,
        "" if field.low is None else spell(field.low),
        "" if field.high is None else spell(field.high),
        ", ".join(field.choices),
        field.required,
        field.note,
    )
