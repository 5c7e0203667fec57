# SPDX-License-Identifier: MIT
"""A label layout as it is edited: its size and what is on it; a whole entry comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from workshop.benches.answers import Answer, Ask, Do
from workshop.benches.new_names import new_code
from workshop.benches.rows_draft import RowsDraft, words_of
from workshop.domain.bodies import body_of, read
from workshop.domain.judge import as_number, spell
from workshop.domain.layout_entries import DRAWN, FIELDS, Element
from workshop.domain.refused import Refused
from workshop.domain.shop_copies import read_entry
from workshop.domain.terms import PieceKind
from workshop.language import mark, say
from workshop.storage.catalogue import shipped

if TYPE_CHECKING:
    from workshop.domain.layout_entries import Layout

QR, TEXT, CODE128, LINE, BOX, LOGO = "qr", "text", "code128", "line", "box", "logo"

KINDS: Mapping[str, str] = MappingProxyType({str(kind): words for kind, words in DRAWN.items()})
"""What an element may be, and the words for it."""

FITS: Mapping[str, str] = MappingProxyType({"shrink": mark("Smaller"), "wrap": mark("More lines")})
"""How a text that is too long is made to fit, and the words for it."""

ALIGNS: Mapping[str, str] = MappingProxyType(
    {"left": mark("Left"), "centre": mark("In the middle"), "right": mark("Right")}
)
"""Where in its room a text stands, and the words for it."""

ONLY: Mapping[str, str] = MappingProxyType(
    {
        "": mark("All pieces"),
        PieceKind.CARD: mark("Cards"),
        PieceKind.DIE: mark("Dies"),
        PieceKind.MEMORY: mark("Memory chips"),
        PieceKind.BOARD: mark("Boards"),
        PieceKind.COOLER: mark("Coolers"),
        PieceKind.OTHER: mark("Parts"),
    }
)
"""Whose labels an element is on, and the words for it."""

FIELD_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "code": mark("Code as it is scanned"),
        "tag": mark("Tag"),
        "kind": mark("Kind"),
        "line": mark("Usual line"),
        "serial": mark("Serial"),
        "maker": mark("Maker"),
        "model": mark("Model"),
        "batch": mark("Batch"),
        "marking": mark("Marking"),
        "place": mark("Place"),
        "grade": mark("Grade"),
        "donor": mark("Donor"),
        "site": mark("Site it came off"),
        "day": mark("Day"),
    }
)
"""What a text may name in braces, and the words for it."""

assert tuple(FIELD_WORDS) == FIELDS

DPI = (203, 300, 600)
"""Resolutions of label printers, in dots per inch."""

# What is typed of an element as a number, and the words for it in a fault.
_NUMBERS = {
    "x": mark("From the left"), "y": mark("From the top"), "wide": mark("The width"),
    "high": mark("The height"), "size": mark("The size"), "least": mark("The least size"),
    "thick": mark("The thickness"),
}  # fmt: skip
_WHOLE = {"lines": mark("The lines"), "quiet": mark("The quiet zone")}
_OF_PAGE = {
    "page_wide": mark("The width of the page"), "page_high": mark("The height of the page"),
    "label_wide": mark("The width of a label"), "label_high": mark("The height of a label"),
    "left": mark("From the left"), "top": mark("From the top"),
    "gap_across": mark("The gap across"), "gap_down": mark("The gap down"),
}  # fmt: skip
_COUNTS = {"columns": mark("The columns"), "rows_down": mark("The rows")}


@dataclass
class ElementDraft:
    """An element as it is edited, nearly all of it texts; `only` are kinds with commas between."""

    draws: str = TEXT
    text: str = "{line}"
    x: str = "0"
    y: str = "0"
    wide: str = "10"
    high: str = "5"
    size: str = "8"
    least: str = "6"
    lines: str = "0"
    quiet: str = "4"
    thick: str = "0.3"
    bold: bool = False
    under: bool = False
    fit: str = "shrink"
    align: str = "left"
    only: str = ""
    picture: tuple[str, ...] = ()

    def put(self, **values: Any) -> None:
        """Change what it says."""
        for name, value in values.items():
            setattr(self, name, value)


class LayoutDraft(RowsDraft[ElementDraft]):
    """A layout in hand; its rows are the elements. `sizes` are texts in mm, and counts."""

    def __init__(self, layout: Layout, names: Mapping[str, str] | None = None) -> None:
        """Edit this layout; `names` are those of all layouts by their codes."""
        super().__init__(False, names)
        self.code, self.name, self.dpi = layout.code, layout.name, layout.dpi
        pairs = (*layout.page, *layout.label, layout.left, layout.top, *layout.gap, *layout.grid)
        self.sizes = dict(zip((*_OF_PAGE, *_COUNTS), map(spell, pairs), strict=True))
        self.rows = [_draft(element) for element in layout.elements]
        self._body = body_of(layout)
        self.begin()

    def all_of_it(self) -> tuple[Any, ...]:
        """All that can be changed."""
        return self.name, self.dpi, tuple(self.sizes.items()), [astuple(row) for row in self.rows]

    def new_row(self) -> ElementDraft:
        """A text in the corner."""
        return ElementDraft()

    def copy(self) -> None:
        """Make a layout of the shop's own of it, whose name is still to be said."""
        self.is_new, self.code, self.name = True, "", ""
        self._body.pop("code", None)

    def seen(self) -> tuple[Layout | None, str]:
        """The layout as it is now, or none and why nothing can be printed of it."""
        before, self.wrong = self.wrong, {}
        try:
            body = self._whole_body()
            for fault in self.wrong.values():
                return None, str(fault)
            code = self.code or "new"
            return read_entry("layout", code, {**body, "code": code}), ""
        except Refused as refused:
            return None, str(refused)
        finally:
            self.wrong = before

    def room_of(self, place: int) -> tuple[float, ...] | None:
        """From the left, from the top, width and height of the room of an element, in mm.

        A text below another stands in the room of the first. None where that is no number.
        """
        while place > 0 and self.rows[place].under:
            place -= 1
        try:
            return tuple(
                as_number(getattr(self.rows[place], name) or "0", name)
                for name in ("x", "y", "wide", "high")
            )
        except Refused:
            return None

    def answer(self) -> Answer:
        """Save it as a new version, or say what must be looked at first."""
        self.wrong = {}
        self.check_name(
            mark("Give the layout a name."),
            mark("There is a layout “{name}” already. Give this one another name."),
        )
        body = self._whole_body()
        code = self.code or new_code(self.name, self._names, "LABEL")
        if not self.wrong:
            try:
                read_entry("layout", code, {**body, "code": code})
            except Refused as refused:
                self.wrong["whole"] = refused
        if self.wrong:
            return self.first_fault()
        if not self.is_changed and not self.is_new:
            return Ask(mark("Nothing was changed."))
        return Do("set_catalogue", {"kind": "layout", "code": code, "body": {**body, "code": code}})

    def _whole_body(self) -> dict[str, Any]:
        sizes = {
            name: self._amount(name, self.sizes[name], words) for name, words in _OF_PAGE.items()
        }
        counts = {
            name: self._count(name, self.sizes[name], words) for name, words in _COUNTS.items()
        }
        return self._body | {
            "name": self.name.strip() or say("New layout"),
            "page": [sizes["page_wide"], sizes["page_high"]],
            "label": [sizes["label_wide"], sizes["label_high"]],
            "left": sizes["left"],
            "top": sizes["top"],
            "gap": [sizes["gap_across"], sizes["gap_down"]],
            "grid": [counts["columns"], counts["rows_down"]],
            "dpi": self.dpi,
            "elements": [self._element(place, row) for place, row in enumerate(self.rows)],
        }

    def _element(self, place: int, row: ElementDraft) -> dict[str, Any]:
        """The body of an element; what only others have is left out."""
        body: dict[str, Any] = {"draws": row.draws, "only": words_of(row.only)}
        for name in parts_of(row):
            value = getattr(row, name)
            if name in _NUMBERS:
                value = self._amount((place, name), value, _NUMBERS[name])
            elif name in _WHOLE:
                value = self._count((place, name), value, _WHOLE[name])
            body[name] = value
        if row.draws == QR:
            body["high"] = body["wide"]
        if row.draws == LOGO:
            body["picture"] = list(row.picture)
        if not any(isinstance(at, tuple) and at[0] == place for at in self.wrong):
            try:
                read(Element, body, "")
            except Refused as refused:
                self.wrong[place, "draws"] = refused
        return body

    def _amount(self, where: Any, typed: str, words: str) -> float:
        return self.number(where, typed, words) or 0.0

    def _count(self, where: Any, typed: str, words: str) -> int:
        number = self.number(where, typed, words) or 0
        if number != int(number) or number < 0:
            self.wrong[where] = Refused(mark("{name} must be a whole number."), name=say(words))
            return 0
        return int(number)


def parts_of(row: ElementDraft) -> tuple[str, ...]:
    """What an element of this sort has, besides whose labels it is on."""
    if row.draws == TEXT:
        room = () if row.under else ("x", "y", "wide", "high")
        return ("text", "under", *room, "size", "least", "bold", "fit", "lines", "align")
    return _PARTS[row.draws]


_PARTS = {
    QR: ("text", "x", "y", "wide", "quiet"),
    CODE128: ("text", "x", "y", "wide", "high"),
    LINE: ("x", "y", "wide", "high", "thick"),
    BOX: ("x", "y", "wide", "high", "thick"),
    LOGO: ("x", "y", "wide", "high"),
}


def as_shipped(code: str) -> Do:
    """Put a layout back to what it was when it came."""
    found = shipped().layouts[code]
    return Do("set_catalogue", {"kind": "layout", "code": code, "body": body_of(found)})


def _draft(element: Element) -> ElementDraft:
    return ElementDraft(
        draws=str(element.draws),
        text=element.text,
        bold=element.bold,
        under=element.under,
        fit=str(element.fit),
        align=str(element.align),
        only=", ".join(element.only),
        picture=element.picture,
        **{name: spell(getattr(element, name)) for name in (*_NUMBERS, *_WHOLE)},
    )
