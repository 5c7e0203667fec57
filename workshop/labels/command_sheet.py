# SPDX-License-Identifier: MIT
"""The sheet of command codes that lies beside the scanner: hands stay on scanner and card."""

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Connection

from workshop.domain.refused import Refused
from workshop.language import mark, say
from workshop.paper import fonts, look, qr
from workshop.paper.look import mm
from workshop.paper.page import open_canvas, whole
from workshop.paper.text import one_line, wrapped
from workshop.queries.shop import command_codes

PAPERS: Mapping[str, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height of each paper in mm."""

GROUPS = (
    (mark("The card in hand"), ("next_card", "undo", "open_bench")),
    (mark("Not taken in, or set aside"), ("refuse_cracked", "refuse_opened", "quarantine")),
    (mark("Grade of the next cards"), ("grade_a", "grade_b", "grade_c", "grade_d")),
    (mark("Who and when"), ("switch_person", "start_session", "end_session")),
)

WHAT_IT_DOES = {
    "undo": mark("Takes back the last entry of this station"),
    "next_card": mark("Ends this card: labels go to the next one"),
    "refuse_cracked": mark("The next serial is not taken in"),
    "refuse_opened": mark("The next serial is not taken in"),
    "quarantine": mark("Sets the card in hand aside"),
    "grade_a": mark("Stays set"),
    "grade_b": mark("Stays set"),
    "grade_c": mark("Stays set"),
    "grade_d": mark("Stays set"),
    "switch_person": mark("Then scan your badge"),
    "open_bench": mark("Shows the card at the bench"),
    "start_session": mark("Starts to receive"),
    "end_session": mark("Ends, and counts what came"),
}

# All in mm. Codes stand so far apart that no scanner reads the one beside.
_MARGIN, _HEAD, _FOOT = 15.0, 30.0, 12.0
_COLUMNS = 4
_TITLE, _CODE = 8.0, 30.0


class _Spot(NamedTuple):
    """Where a code stands: its left edge, the top of its words, the width of its column."""

    left: float
    top: float
    wide: float


def command_sheet_pdf(
    connection: Connection, out: Path | BinaryIO, day: str, paper: str = "a4"
) -> int:
    """Write the sheet of this workshop's commands on one page; the number of codes on it.

    `day` is printed on it, so that an older sheet is known by it; `paper` is a4 or letter. Each
    code is signed: another workshop's does nothing here. Refuses a workshop that has no codes
    yet, an unknown paper, and a file that cannot be written.
    """
    if paper not in PAPERS:
        raise Refused("There is no paper “{paper}”. Use a4 or letter.", paper=paper)
    found = command_codes(connection)
    codes = {code.action: code for code in found.codes}
    size = PAPERS[paper]
    try:
        with whole(out) as stream:
            canvas = open_canvas(stream, (mm(size[0]), mm(size[1])), say("Command sheet"))
            _head(canvas, size, found.workshop, day)
            row = (size[1] - _HEAD - _FOOT - _MARGIN) / len(GROUPS)
            wide = (size[0] - 2 * _MARGIN) / _COLUMNS
            for line, (title, actions) in enumerate(GROUPS):
                top = size[1] - _HEAD - line * row
                _group(canvas, size, top, say(title))
                for place, action in enumerate(actions):
                    spot = _Spot(_MARGIN + place * wide, top - _TITLE, wide)
                    _code(canvas, spot, codes[action].text, say(codes[action].words), action)
            _foot(canvas, size)
            canvas.save()
    except OSError as error:
        raise Refused(
            "The sheet cannot be written to {file}: {reason}. Choose another place.",
            file=str(out),
            reason=error.strerror or str(error),
        ) from error
    return len(codes)


def _head(canvas: Canvas, size: tuple[float, float], workshop: str, day: str) -> None:
    room = size[0] - 2 * _MARGIN
    _line(canvas, _MARGIN, size[1] - _MARGIN - 6, say("Command sheet"), 20, room, strong=True)
    under = say("{workshop} · printed {day}", workshop=workshop, day=day)
    _line(canvas, _MARGIN, size[1] - _MARGIN - 12, under, 10, room, quiet=True)


def _foot(canvas: Canvas, size: tuple[float, float]) -> None:
    words = say(
        "These codes work in this workshop only. Everything they do can be undone. "
        "A sheet that got lost is made void in Settings."
    )
    _line(canvas, _MARGIN, _MARGIN - 5, words, 8, size[0] - 2 * _MARGIN, quiet=True)


def _group(canvas: Canvas, size: tuple[float, float], top: float, title: str) -> None:
    canvas.setStrokeColor(look.LINE)
    canvas.setLineWidth(0.75)
    canvas.line(mm(_MARGIN), mm(top), mm(size[0] - _MARGIN), mm(top))
    _line(canvas, _MARGIN, top - 5, title, 10, size[0] - 2 * _MARGIN, quiet=True)


def _code(canvas: Canvas, spot: _Spot, text: str, words: str, action: str) -> None:
    """A code, large enough to be hit from a distance, with its words below it."""
    matrix = qr.matrix(text)
    module = _CODE / matrix.size
    left, bottom = spot.left, spot.top - _CODE
    canvas.setFillColor(look.INK)
    scale = f"{mm(module):.4f}"
    where = f"{mm(left):.4f} {mm(bottom):.4f}"
    canvas.addLiteral(f"q {scale} 0 0 {scale} {where} cm\n{qr.path(matrix)}f Q")
    room = spot.wide - 3
    _line(canvas, left, bottom - 6, words, 13, room, strong=True)
    hint = say(WHAT_IT_DOES[action])
    for place, part in enumerate(wrapped(hint, fonts.REGULAR, 8, mm(room), 2).lines):
        _line(canvas, left, bottom - 10 - 3.5 * place, part, 8, room, quiet=True)


def _line(
    canvas: Canvas,
    left: float,
    base: float,
    text: str,
    size: float,
    room: float,
    *,
    strong: bool = False,
    quiet: bool = False,
) -> None:
    """A line of text with its foot at `base` mm, cut where it does not fit into `room` mm."""
    font = fonts.BOLD if strong else fonts.REGULAR
    canvas.setFont(font, size)
    canvas.setFillColor(look.QUIET if quiet else look.TEXT)
    canvas.drawString(mm(left), mm(base), one_line(text, font, size, mm(room)))
