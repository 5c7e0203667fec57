# SPDX-License-Identifier: MIT
"""The colours charts are drawn in, on paper and in a window, and their smallest parts."""

from typing import Literal, NamedTuple

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.colors import Color, HexColor, white

from workshop.paper import look
from workshop.paper.fonts import BOLD, REGULAR
from workshop.paper.text import width

SMALL = 7.0
TEXT = 8.0


class Paint(NamedTuple):
    """How a part of a bar is filled, outlined, and written on.

    Good is dark, damaged pale with a firm edge, missing white with a dashed one: so they stay
    apart without colour.
    """

    fill: Color
    edge: Color | None = None
    dashed: bool = False
    text: Color = white


class Palette(NamedTuple):
    """What a chart is painted in; `plain` is neither good nor bad, `waiting` not done yet."""

    text: Color
    quiet: Color
    line: Color
    ground: Color
    accent: Color
    good: Paint
    damaged: Paint
    missing: Paint
    fault: Paint
    plain: Paint
    waiting: Paint


PRINT = Palette(
    text=look.TEXT,
    quiet=look.QUIET,
    line=look.LINE,
    ground=white,
    accent=look.ACCENT,
    good=Paint(look.GOOD),
    damaged=Paint(look.REFUSED_GROUND, look.REFUSED, text=look.REFUSED),
    missing=Paint(white, look.CAREFUL, dashed=True, text=look.CAREFUL),
    fault=Paint(look.REFUSED),
    plain=Paint(HexColor("#A3AEBD"), text=look.TEXT),
    waiting=Paint(look.QUESTION_GROUND, look.ACCENT, dashed=True, text=look.ACCENT),
)
"""For paper, and for a light window."""

_DARK_TEXT = HexColor("#0F141A")

DARK = Palette(
    text=HexColor("#E9EEF5"),
    quiet=HexColor("#9DABBC"),
    line=HexColor("#2D3947"),
    ground=HexColor("#19212B"),
    accent=HexColor("#6EA2FF"),
    good=Paint(HexColor("#4ECB8D"), text=_DARK_TEXT),
    damaged=Paint(HexColor("#421C1F"), HexColor("#FF7B7B"), text=HexColor("#FF7B7B")),
    missing=Paint(HexColor("#19212B"), HexColor("#F2B544"), dashed=True, text=HexColor("#F2B544")),
    fault=Paint(HexColor("#FF7B7B"), text=_DARK_TEXT),
    plain=Paint(HexColor("#66768A"), text=HexColor("#E9EEF5")),
    waiting=Paint(HexColor("#16294A"), HexColor("#6EA2FF"), dashed=True, text=HexColor("#6EA2FF")),
)
"""For a dark window."""

_BLACK, _WHITE = HexColor("#000000"), HexColor("#FFFFFF")
_GREEN, _YELLOW = HexColor("#5CFF9D"), HexColor("#FFD400")
_RED, _CYAN = HexColor("#FF9C9C"), HexColor("#4DE1FF")

CONTRAST = Palette(
    text=_WHITE,
    quiet=HexColor("#E4E4E4"),
    line=HexColor("#B8B8B8"),
    ground=_BLACK,
    accent=_CYAN,
    good=Paint(_GREEN, text=_BLACK),
    damaged=Paint(_BLACK, _RED, text=_RED),
    missing=Paint(_BLACK, _YELLOW, dashed=True, text=_YELLOW),
    fault=Paint(_RED, text=_BLACK),
    plain=Paint(HexColor("#8C8C8C"), text=_BLACK),
    waiting=Paint(_BLACK, _CYAN, dashed=True, text=_CYAN),
)
"""For a window in high contrast."""


def paint_part(
    drawing: Drawing, x: float, y: float, wide: float, high: float, paint: Paint
) -> None:
    """A part of a bar by its bottom left corner."""
    inset = 0.35 if paint.edge else 0.0
    made = Rect(x + inset, y + inset, max(wide - 2 * inset, 0.2), max(high - 2 * inset, 0.2))
    made.fillColor = paint.fill
    made.strokeColor = paint.edge
    made.strokeWidth = 0.7 if paint.edge else 0
    if paint.dashed:
        made.strokeDashArray = [2.2, 1.6]
    drawing.add(made)


def write(
    drawing: Drawing,
    x: float,
    y: float,
    text: str,
    colour: Color = look.TEXT,
    size: float = TEXT,
    bold: bool = False,
    anchor: Literal["start", "middle", "end"] = "start",
) -> None:
    """Write one line on a drawing, its base line at y."""
    font = BOLD if bold else REGULAR
    drawing.add(
        String(x, y, text, fontName=font, fontSize=size, fillColor=colour, textAnchor=anchor)
    )


def value(
    drawing: Drawing, x: float, y: float, text: str, step: float, colour: Color, bold: bool = False
) -> None:
    """A number around x that is no wider than bars are apart."""
    size = min(SMALL, (step - 1.5) / width(text, BOLD if bold else REGULAR, 1.0))
    write(drawing, x, y, text, colour, size, bold=bold, anchor="middle")
