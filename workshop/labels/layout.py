# SPDX-License-Identifier: MIT
"""Where everything on a label goes: layouts in millimetres, marks in points."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from workshop.domain.catalogue import by_code
from workshop.domain.layout_entries import LEAST_MODULE, Draws, Element, filled
from workshop.domain.layout_entries import Layout as Layout
from workshop.domain.refused import Refused
from workshop.domain.scan_fields import BADGES
from workshop.domain.tag import looks_like_tag, written
from workshop.domain.terms import PieceKind
from workshop.domain.text import shown
from workshop.labels.column import Words, set_column
from workshop.language import mark, say
from workshop.paper import qr
from workshop.paper.bars import QUIET as QUIET_BARS
from workshop.paper.bars import bars as modules_of
from workshop.paper.look import mm
from workshop.storage.catalogue import shipped
from workshop.storage.shop import shop_catalogue

if TYPE_CHECKING:
    from sqlalchemy import Connection

KIND_WORDS = {
    PieceKind.CARD: mark("Card"),
    PieceKind.DIE: mark("Die"),
    PieceKind.MEMORY: mark("Memory chip"),
    PieceKind.BOARD: mark("Board"),
    PieceKind.COOLER: mark("Cooler"),
    PieceKind.OTHER: mark("Part"),
}

# Bars of 0.19 mm (7.5 mils) are the finest that hand scanners are promised to read.
_LEAST_BAR = 0.19


class Labelled(Protocol):
    """What a label is printed for: a text for the code, the kind (a word or its code), a line.

    What else it has by the name of a field (`serial`, `model`, …) a layout may print, too.
    """

    @property
    def tag(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def line(self) -> str: ...


class Code(NamedTuple):
    """A QR code that says `text`; `module` is the side of a module, x and y its bottom left."""

    text: str
    matrix: qr.Matrix
    module: float
    x: float
    y: float


class Bars(NamedTuple):
    """A Code 128 that says `text`: its modules, each `module` wide, the bars `high`."""

    text: str
    modules: str
    module: float
    x: float
    y: float
    high: float


class Stroke(NamedTuple):
    """A black rectangle."""

    x: float
    y: float
    wide: float
    high: float


class Logo(NamedTuple):
    """A picture as large as it fits this room, each row of dots in hexadecimal digits."""

    rows: tuple[str, ...]
    x: float
    y: float
    wide: float
    high: float


class Marks(NamedTuple):
    """All that is printed on a label, in points from its bottom left corner.

    `shortened` are the texts of which not all is there.
    """

    codes: tuple[Code, ...]
    bars: tuple[Bars, ...]
    words: tuple[Words, ...]
    strokes: tuple[Stroke, ...]
    logos: tuple[Logo, ...]
    shortened: tuple[str, ...]


def layouts(connection: "Connection | None" = None) -> Mapping[str, Layout]:
    """Every layout there is, by its code: as shipped, or with the shop's own over them."""
    return (shop_catalogue(connection) if connection else shipped()).layouts


def find_layout(code: str, connection: "Connection | None" = None) -> Layout:
    """The layout of this code; refuses one that is not there, and names those that are."""
    found = by_code(layouts(connection), code)
    if found is None:
        raise Refused(
            "There is no label layout “{code}”. Choose one of: {codes}.",
            code=shown(code),
            codes=", ".join(layouts(connection)),
        )
    return found


def corner(layout: Layout, number: int) -> tuple[float, float]:
    """Bottom left corner of a place on the page (0 is top left), in points."""
    row, column = divmod(number, layout.grid[0])
    x = layout.left + column * (layout.label[0] + layout.gap[0])
    y = layout.page[1] - layout.top - (row + 1) * layout.label[1] - row * layout.gap[1]
    return mm(x), mm(y)


def place(label: Labelled, layout: Layout) -> Marks:
    """Lay a label out: every element that is for this kind of piece, its fields filled in.

    Refuses a text that is too long for a code of this size, or that no Code 128 holds.
    """
    codes, bars, words, strokes, logos = [], [], [], [], []
    shortened: list[str] = []
    value_of = partial(value, label)
    for column in layout.columns:
        first = column[0]
        if first.draws == Draws.TEXT:
            texts = [(e, filled(e.text, value_of)) for e in column if e.is_for(label.kind)]
            words += set_column(first, texts, layout.label[1], shortened)
        elif not first.is_for(label.kind):
            continue
        elif first.draws == Draws.QR:
            codes += _code(filled(first.text, value_of), first, layout)
        elif first.draws == Draws.CODE128:
            bars += _bars(filled(first.text, value_of), first, layout)
        elif first.draws == Draws.LOGO:
            x, y = mm(first.x), mm(layout.label[1] - first.y - first.high)
            logos.append(Logo(first.picture, x, y, mm(first.wide), mm(first.high)))
        else:
            strokes += _strokes(first, layout.label[1])
    return Marks(
        tuple(codes), tuple(bars), tuple(words), tuple(strokes), tuple(logos), tuple(shortened)
    )


def value(label: Labelled, field: str) -> str:
    """What a field says of a label; blank where nothing is known of it."""
    if field == "code":
        return label.tag
    if field == "tag":
        return title(label.tag)
    if field == "kind":
        return say(KIND_WORDS[PieceKind(label.kind)]) if label.kind in _KINDS else label.kind
    return str(getattr(label, field, ""))


def title(text: str) -> str:
    """What people read of the text of a code: a tag with its dashes, a badge without its prefix."""
    if "-" not in text and looks_like_tag(text, text[1:3]):
        return written(text)
    return text[4:] if text[:4] in BADGES else text


_KINDS = frozenset(PieceKind)


def _code(text: str, element: Element, layout: Layout) -> list[Code]:
    """The code in its square; a longer text (a badge) makes a finer one, white room and all."""
    if not text and element.text != "{code}":
        return []
    try:
        matrix = qr.matrix(text)
    except ValueError:
        matrix = None
    if matrix is not None:
        across = matrix.size + 2 * element.quiet
        if element.wide / across >= LEAST_MODULE - 1e-9:
            module = mm(element.wide / across)
            x = mm(element.x) + element.quiet * module
            y = mm(layout.label[1] - element.y - element.high) + element.quiet * module
            return [Code(text, matrix, module, x, y)]
    raise Refused(
        "“{text}” does not fit the QR code of a {layout} label.",
        text=shown(text),
        layout=layout.name,
    )


def _bars(text: str, element: Element, layout: Layout) -> list[Bars]:
    if not text and element.text != "{code}":
        return []
    try:
        modules = modules_of(text)
    except ValueError:
        modules = ""
    module = element.wide / (len(modules) + 2 * QUIET_BARS)
    if not modules or module < _LEAST_BAR:
        raise Refused(
            "“{text}” does not fit the Code 128 of a {layout} label. Use a QR code for it.",
            text=shown(text),
            layout=layout.name,
        )
    x, y = mm(element.x + QUIET_BARS * module), mm(layout.label[1] - element.y - element.high)
    return [Bars(text, modules, mm(module), x, y, mm(element.high))]


def _strokes(element: Element, label_high: float) -> list[Stroke]:
    """A line along the longer side, or the four sides of a box."""
    wide, high, thick = mm(element.wide), mm(element.high), mm(element.thick)
    x, top = mm(element.x), mm(label_high - element.y)
    if element.draws == Draws.LINE:
        if wide >= high:
            return [Stroke(x, top - thick, wide, thick)]
        return [Stroke(x, top - high, thick, high)]
    return [
        Stroke(x, top - thick, wide, thick),
        Stroke(x, top - high, wide, thick),
        Stroke(x, top - high, thick, high),
        Stroke(x + wide - thick, top - high, thick, high),
    ]
