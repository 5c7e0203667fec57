# SPDX-License-Identifier: MIT
"""What the catalogue says of labels: how large they are, and what is drawn where on them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from workshop.domain.refused import Refused
from workshop.domain.terms import PieceKind
from workshop.domain.text import require, shown
from workshop.language import mark, say

LEAST_MODULE = 0.25
"""Side of the smallest module hand scanners of the usual sort read, in mm."""

TAG_MODULES = 21
"""Modules of the QR code of a tag along one side, without the quiet zone."""

FIELDS = (
    "code", "tag", "kind", "line", "serial", "maker", "model", "batch", "marking", "place", "grade",
    "donor", "site", "day",
)  # fmt: skip
"""What a text may name in braces; `code` is the tag as it is scanned, `line` the usual line."""

MOST_ELEMENTS = 40
_MOST_ROWS, _MOST_DIGITS = 300, 75
_FIELD = re.compile(r"\{([^{}]*)\}")
_DIGITS = re.compile(r"[0-9a-f]+\Z")
_NEAR = 1e-6


class Draws(StrEnum):
    """What an element of a label is."""

    QR = "qr"
    TEXT = "text"
    CODE128 = "code128"
    LINE = "line"
    BOX = "box"
    LOGO = "logo"


DRAWN = {
    Draws.QR: mark("QR code"),
    Draws.TEXT: mark("Text"),
    Draws.CODE128: mark("Code 128"),
    Draws.LINE: mark("Line"),
    Draws.BOX: mark("Frame"),
    Draws.LOGO: mark("Logo"),
}


class Fit(StrEnum):
    """How a text that is too long is made to fit: smaller on one line, or on more lines."""

    SHRINK = "shrink"
    WRAP = "wrap"


class Align(StrEnum):
    """Where in its room a text stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Element:
    """One thing on a label: its place from the label's top left and its size, in mm.

    `text` names fields in braces (see FIELDS). Of a text, `size` is the largest and `least` the
    smallest size in points, `lines` the most lines (0 for what there is room for); with `under` it
    follows the text before it, and the whole column stands in the middle of the first one's height.
    A QR code is a square with a quiet zone of `quiet` modules in it; lines and boxes are
    `thick` mm.
    `picture` is a logo, each row of dots in hexadecimal digits. `only` names the kinds of piece it
    is for, none meaning all. Refuses what cannot be drawn.
    """

    draws: Draws
    x: float = 0.0
    y: float = 0.0
    wide: float = 0.0
    high: float = 0.0
    text: str = ""
    size: float = 0.0
    least: float = 0.0
    lines: int = 0
    bold: bool = False
    fit: Fit = Fit.SHRINK
    align: Align = Align.LEFT
    under: bool = False
    quiet: int = 4
    thick: float = 0.3
    only: tuple[PieceKind, ...] = ()
    picture: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.under and min(self.x, self.y) < 0:
            raise Refused("{element} begins outside of the label.", element=told(self))
        _CHECKS[self.draws](self)

    @property
    def module(self) -> float:
        """Side of a module of the QR code of a tag, in mm."""
        return self.wide / (TAG_MODULES + 2 * self.quiet)

    @property
    def is_code(self) -> bool:
        """Whether it is read by scanners."""
        return self.draws in (Draws.QR, Draws.CODE128)

    def is_for(self, kind: str) -> bool:
        """Whether it is on the labels of this kind of piece."""
        return not self.only or kind in self.only

    def overlaps(self, other: "Element") -> bool:
        """Whether the rooms of two elements overlap."""
        return (
            self.x < other.x + other.wide - _NEAR
            and other.x < self.x + self.wide - _NEAR
            and self.y < other.y + other.high - _NEAR
            and other.y < self.y + self.high - _NEAR
        )


def _check_text(element: Element) -> None:
    require(element.text, "The text of the element")
    for name in _FIELD.findall(element.text):
        if name not in FIELDS:
            raise Refused(
                "“{text}” names the field “{field}”, which there is not. There are {all}.",
                text=shown(element.text), field=shown(name), all=", ".join(FIELDS),
            )  # fmt: skip


def _check_words(element: Element) -> None:
    _check_text(element)
    if not 3 <= element.least <= element.size <= 200:
        raise Refused(
            "“{text}”: sizes must go up: 3 ≤ least ≤ size ≤ 200 points.", text=shown(element.text)
        )
    if not element.under:
        _check_room(element)


def _check_qr(element: Element) -> None:
    _check_text(element)
    if abs(element.wide - element.high) > _NEAR:
        raise Refused("A QR code is a square: as wide as it is high.")
    if not 2 <= element.quiet <= 20:
        raise Refused("The quiet zone of a QR code has 2 to 20 modules, better 4.")
    if element.module < LEAST_MODULE - _NEAR:
        raise Refused(
            "The QR code is too small: its modules have {module} mm, and under {least} mm scanners "
            "give up. Make it at least {side} mm wide.",
            module=round(element.module, 3), least=LEAST_MODULE,
            side=round(LEAST_MODULE * (TAG_MODULES + 2 * element.quiet), 2),
        )  # fmt: skip


def _check_bars(element: Element) -> None:
    _check_text(element)
    _check_room(element)


def _check_room(element: Element) -> None:
    if element.wide <= 0 or element.high <= 0:
        raise Refused("{element} has no width or no height.", element=told(element))


def _check_stroke(element: Element) -> None:
    if not 0.1 <= element.thick <= 10 or max(element.wide, element.high) <= 0:
        raise Refused("{element} must be 0.1 to 10 mm thick and longer than nothing.",
                      element=told(element))  # fmt: skip


def _check_logo(element: Element) -> None:
    _check_room(element)
    widths = {len(row) for row in element.picture}
    if (
        len(widths) != 1
        or not 0 < widths.pop() <= _MOST_DIGITS
        or len(element.picture) > _MOST_ROWS
        or not all(map(_DIGITS.match, element.picture))
    ):
        raise Refused("The logo has no picture, or one larger than 300 × 300 dots. Choose another.")


_CHECKS: dict[Draws, Callable[[Element], None]] = {
    Draws.QR: _check_qr,
    Draws.TEXT: _check_words,
    Draws.CODE128: _check_bars,
    Draws.LINE: _check_stroke,
    Draws.BOX: _check_stroke,
    Draws.LOGO: _check_logo,
}


@dataclass(frozen=True)
class Layout:
    """Labels on a page, in mm from its top left, and what is drawn on each.

    `page` and `label` are width and height, `grid` columns and rows, `gap` the room between labels
    across and down. `dpi` is the coarsest printer it is made for. Refuses labels that do not fit
    the page, elements that do not fit the label, what comes into a code's quiet zone, and a label
    without a code of the tag.
    """

    code: str
    name: str
    page: tuple[float, ...]
    label: tuple[float, ...]
    elements: tuple[Element, ...]
    grid: tuple[int, ...] = (1, 1)
    left: float = 0.0
    top: float = 0.0
    gap: tuple[float, ...] = (0.0, 0.0)
    dpi: int = 203
    note: str = ""

    def __post_init__(self) -> None:
        require(self.name, "The name of the layout", 64)
        self._check_page()
        if not 0 < len(self.elements) <= MOST_ELEMENTS:
            raise Refused("{name}: a label has 1 to {most} elements.",
                          name=self.name, most=MOST_ELEMENTS)  # fmt: skip
        for above, element in zip((None, *self.elements), self.elements, strict=False):
            if element.under and not (above and above.draws == element.draws == Draws.TEXT):
                raise Refused("{name}: {element} has no text above it to stand under.",
                              name=self.name, element=told(element))  # fmt: skip
        self._check_places()
        if not any(e.is_code and not e.only and e.text == "{code}" for e in self.elements):
            raise Refused(
                "{name}: every label needs a QR code or Code 128 of {field}, to be scanned by.",
                name=self.name, field="{code}",
            )  # fmt: skip

    @property
    def per_page(self) -> int:
        """How many labels a page holds."""
        return self.grid[0] * self.grid[1]

    @cached_property
    def columns(self) -> tuple[tuple[Element, ...], ...]:
        """The elements in order, each with the texts that stand under it."""
        found: list[tuple[Element, ...]] = []
        for element in self.elements:
            if element.under:
                found[-1] += (element,)
            else:
                found.append((element,))
        return tuple(found)

    def _check_page(self) -> None:
        if any(len(pair) != 2 for pair in (self.page, self.label, self.grid, self.gap)):
            raise Refused(
                "{name}: page, label, grid and gap are two numbers each, across and down.",
                name=self.name,
            )
        (wide, high), (columns, rows) = self.label, self.grid
        if min(wide, high) < 5 or max(self.page) > 1000 or not 0 < self.per_page <= 1000:
            raise Refused(
                "{name}: a label has 5 mm or more, a page up to 1,000 mm and 1,000 labels.",
                name=self.name,
            )
        right = self.left + columns * wide + (columns - 1) * self.gap[0]
        bottom = self.top + rows * high + (rows - 1) * self.gap[1]
        if (
            min(self.left, self.top, *self.gap) < 0
            or right > self.page[0] + _NEAR
            or bottom > self.page[1] + _NEAR
        ):
            raise Refused("{name}: the labels reach over the edge of the page.", name=self.name)

    def _check_places(self) -> None:
        fixed = [element for element in self.elements if not element.under]
        for element in fixed:
            if (
                element.x + element.wide > self.label[0] + _NEAR
                or element.y + element.high > self.label[1] + _NEAR
            ):
                raise Refused("{name}: {element} reaches over the edge of the label.",
                              name=self.name, element=told(element))  # fmt: skip
        for code in (element for element in fixed if element.is_code):
            for other in fixed:
                if other is not code and other.draws != Draws.BOX and code.overlaps(other):
                    raise Refused(
                        "{name}: {other} comes into the white room around {code}.",
                        name=self.name, other=told(other), code=told(code),
                    )  # fmt: skip


def told(element: Element) -> str:
    """An element as people are told of it: what it is, and its text where it has one."""
    name = say(DRAWN[element.draws])
    return f"{name} “{shown(element.text)}”" if element.text else name


def filled(template: str, value_of: Callable[[str], str]) -> str:
    """A text with its fields filled in; parts between dots that come out blank are left out."""
    if template in _WHOLE:
        return value_of(template[1:-1])
    parts = (_FIELD.sub(lambda field: value_of(field[1]), part) for part in template.split(" · "))
    return " · ".join(part for part in parts if part.strip())


_WHOLE = frozenset(f"{{{name}}}" for name in FIELDS)
