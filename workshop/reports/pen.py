# SPDX-License-Identifier: MIT
"""Draws on a page by PDF operators of its own: text, rules, boxes, codes, at little cost each."""

from enum import IntEnum
from typing import Any, cast

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from workshop.paper import fonts, look, qr
from workshop.paper.fonts import BOLD, REGULAR, drawable
from workshop.paper.text import one_line, width

_ESCAPED = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)"})
# Of a quarter of a circle drawn as one Bézier curve: where its handles are.
_ROUND = 0.5523


# The sine of half a right angle, and its cosine.
_SLOPE = 0.7071


class Align(IntEnum):
    """Which end of a text lies at its x."""

    LEFT = 0
    RIGHT = 1
    CENTRE = 2


def ink(colour: Color, stroke: bool = False) -> str:
    """The operator that chooses a colour for what is filled, or drawn as a line."""
    red, green, blue = colour.rgb()
    return f"{red:.3f} {green:.3f} {blue:.3f} {'RG' if stroke else 'rg'}"


class Pen:
    """Draws on the current page of a canvas; everything in points from the bottom left."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self._document = cast(Any, canvas)._doc  # fonts are cut to what a document shows
        self._names: dict[str, str] = {}

    def font(self, name: str, size: float) -> str:
        """The operator that chooses a font; texts shown with it are of that size."""
        if name not in self._names:
            face = fonts.font(name)
            face.splitString("", self._document)  # makes the first subset of this document
            self._names[name] = face.getSubsetInternalName(0, self._document)
        return f"{self._names[name]} {size:g} Tf"

    def show(self, text: str, font: str, size: float) -> str:
        """The operators that show a drawable text where the pen is, its font being chosen.

        Plain letters have their own codes in the first subset of a font, so that only other
        ones need the slow way through the PDF library.
        """
        if text.isascii():
            return f"({text.translate(_ESCAPED)}) Tj"
        chosen = self.font(font, size)
        face = fonts.font(font)
        parts, current = [], 0
        for subset, chunk in face.splitString(text, self._document):
            if subset != current:
                name = face.getSubsetInternalName(subset, self._document)
                parts.append(f"{name} {size:g} Tf")
                current = subset
            parts.append(f"<{chunk.hex()}> Tj")
        if current:
            parts.append(chosen)
        return " ".join(parts)

    def draw(self, operators: str) -> None:
        """Put operators on the page, and leave colours, lines and fonts as they were."""
        self.canvas.addLiteral(f"q {operators} Q")

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 9.0,
        font: str = REGULAR,
        colour: Color = look.TEXT,
        align: Align = Align.LEFT,
        room: float | None = None,
    ) -> float:
        """Write one line of any text on the base line y, shortened to `room`; returns its width."""
        line = drawable(text) if room is None else one_line(text, font, size, room)
        wide = width(line, font, size)
        x -= (0.0, wide, wide / 2)[align]
        self.draw(
            f"BT {self.font(font, size)} {ink(colour)} 1 0 0 1 {x:.2f} {y:.2f} Tm "
            f"{self.show(line, font, size)} ET"
        )
        return wide

    def stamp(self, text: str, x: float, y: float, wide: float) -> None:
        """A pale word that rises through the point (x, y), so wide as it is written."""
        line = drawable(text)
        size = wide / (width(line, BOLD, 1) or 1)
        along, up = -wide / 2, -size / 3
        left, bottom = x + _SLOPE * (along - up), y + _SLOPE * (along + up)
        self.draw(
            f"BT {self.font(BOLD, size)} {ink(look.STAMP)} {_SLOPE} {_SLOPE} -{_SLOPE} {_SLOPE} "
            f"{left:.2f} {bottom:.2f} Tm {self.show(line, BOLD, size)} ET"
        )

    def link(self, anchor: str, x: float, y: float, to_x: float, to_y: float) -> None:
        """Make a rectangle lead to an anchor of this report."""
        self.canvas.linkRect("", anchor, (x, y, to_x, to_y), relative=0, thickness=0)

    def rule(
        self,
        x: float,
        y: float,
        to_x: float,
        to_y: float | None = None,
        colour: Color = look.LINE,
        weight: float = 0.5,
    ) -> None:
        """A line, level where `to_y` is not given."""
        to_y = y if to_y is None else to_y
        self.draw(f"{ink(colour, True)} {weight:g} w {x:.2f} {y:.2f} m {to_x:.2f} {to_y:.2f} l S")

    def box(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        fill: Color | None = None,
        stroke: Color | None = None,
        radius: float = 6.0,
        weight: float = 0.7,
    ) -> None:
        """A box with round corners by its bottom left corner, filled, outlined or both."""
        parts = [ink(fill)] if fill else []
        if stroke:
            parts += [ink(stroke, True), f"{weight:g} w"]
        paint = "B" if fill and stroke else "f" if fill else "S"
        self.draw(" ".join([*parts, outline(x, y, wide, high, radius), paint]))

    def code(self, code: qr.Matrix, x: float, y: float, side: float) -> None:
        """A QR code without its quiet zone, its bottom left corner at (x, y)."""
        scale = f"{side / code.size:.4f}"
        self.draw(f"{ink(look.INK)} {scale} 0 0 {scale} {x:.2f} {y:.2f} cm {qr.path(code)}f")

    def drawing(self, drawing: Drawing, x: float, y: float) -> None:
        """A chart, its bottom left corner at (x, y)."""
        renderPDF.draw(drawing, self.canvas, x, y)


def outline(x: float, y: float, wide: float, high: float, radius: float) -> str:
    """The path of a box with round corners."""
    r = min(radius, wide / 2, high / 2)
    k = r * (1 - _ROUND)
    right, top = x + wide, y + high
    return (
        f"{x + r:.2f} {y:.2f} m {right - r:.2f} {y:.2f} l "
        f"{right - k:.2f} {y:.2f} {right:.2f} {y + k:.2f} {right:.2f} {y + r:.2f} c "
        f"{right:.2f} {top - r:.2f} l "
        f"{right:.2f} {top - k:.2f} {right - k:.2f} {top:.2f} {right - r:.2f} {top:.2f} c "
        f"{x + r:.2f} {top:.2f} l "
        f"{x + k:.2f} {top:.2f} {x:.2f} {top - k:.2f} {x:.2f} {top - r:.2f} c "
        f"{x:.2f} {y + r:.2f} l "
        f"{x:.2f} {y + k:.2f} {x + k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c h"
    )
