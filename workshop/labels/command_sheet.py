# SPDX-License-Identifier: MIT
"""The sheet of command codes that lies beside the scanner: hands stay on scanner and card."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Connection

from workshop.domain.command import DIGITS, LETTERS
from workshop.domain.refused import Refused
from workshop.language import mark, say, say_day
from workshop.paper import fonts, look, qr
from workshop.paper.look import mm
from workshop.paper.page import open_canvas, whole
from workshop.paper.text import one_line, wrapped
from workshop.queries.command_codes import CommandCode, command_codes

PAPERS: Mapping[str, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height of each paper in mm."""

# A page is what stands in its rows, each with a heading.
INTAKE = (
    (mark("The card in hand"), ("next_card", "undo", "open_bench")),
    (mark("Not taken in, or set aside"), ("refuse_cracked", "refuse_opened", "quarantine")),
    (mark("Grade of the next cards"), ("grade_a", "grade_b", "grade_c", "grade_d")),
    (mark("Who and when"), ("switch_person", "start_session", "end_session")),
)
BENCH = (
    (mark("The site in hand, or the step"), ("good", "damaged", "missing", "left")),
    (mark("Sites"), ("next_site", "all_good", "suspect")),
    (mark("Steps"), ("record_step", "step_clock", "same_again")),
    (mark("Anything"), ("back", "undo")),
)

FORM = (
    (mark("Numbers, into the field that is set off"), tuple(DIGITS)[1:6]),
    ("", (*tuple(DIGITS)[6:], "digit_0")),
    (mark("Signs and answers"), ("point", "minus", "yes", "no", "next_choice")),
    (mark("Fields"), ("next_field", "clear_field", "today", "keep", "back")),
    (mark("What is recorded"), ("reball", "profile_run", "ovens", "decide", "take_apart")),
)

# Letters in rows of five; what is no letter is what stands after the last.
TEXT = (
    (mark("Letters, into the field that is set off"), tuple(LETTERS)[:5]),
    *(("", tuple(LETTERS)[first : first + 5]) for first in range(5, 25, 5)),
    ("", ("letter_z", "space", "slash", "backspace", "next_field")),
)

WALK = (
    (mark("From one thing to the next; the strip names it"),
     ("go_on", "go_back", "press", "back", "undo")),
    (mark("In a list, in a choice, on a board"),
     ("go_up", "go_down", "go_left", "go_right", "go_far")),
    (mark("To a page"), ("open_intake", "open_bench", "open_tests", "open_stock", "open_batches")),
    ("", ("open_dashboard", "open_find", "open_settings")),
)  # fmt: skip

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
    "good": mark("In a step: done"),
    "damaged": mark("In a step: failed"),
    "missing": mark("In a step: skipped"),
    "left": mark("It stays where it is"),
    "next_site": mark("Takes the next one nobody touched"),
    "all_good": mark("Then scan the tray they go into"),
    "suspect": mark("It stays, in doubt"),
    "record_step": mark("Opens the next step of the card"),
    "step_clock": mark("Starts or stops the clock of the step"),
    "same_again": mark("Records this step for every card scanned next"),
    "back": mark("Leaves what is open"),
    "yes": mark("Found, or it is so"),
    "no": mark("Not found, or it is not so"),
    "next_choice": mark("Goes through a list"),
    "next_field": mark("The first one after the last"),
    "clear_field": mark("Empties this one alone"),
    "today": mark("Into a field for a date"),
    "keep": mark("Records what is filled in"),
    "reball": mark("Of the die or chip at hand"),
    "profile_run": mark("Of the piece at hand"),
    "ovens": mark("Then scan the oven"),
    "decide": mark("Of the piece at hand"),
    "take_apart": mark("The card at hand"),
    "backspace": mark("One character"),
    "go_on": mark("As the Tab key does"),
    "go_back": mark("As Tab with Shift does"),
    "press": mark("What the strip names, as a finger would"),
    "go_up": mark("One row, site or step"),
    "go_down": mark("One row, site or step"),
    "go_left": mark("One site or step"),
    "go_right": mark("One site or step"),
    "go_far": mark("The next site that is drawn, or many rows"),
}
"""The line below a code; what types a character needs none."""

# All in mm. Codes stand so far apart that no scanner reads the one beside.
_MARGIN, _HEAD, _FOOT = 15.0, 30.0, 12.0
_TITLE = 8.0


class _Grid(NamedTuple):
    """How many codes stand beside and below each other on a page, and the side of each in mm."""

    columns: int
    rows: int
    code: float


_ACTIONS, _KEYS, _SMALL = _Grid(4, 4, 30.0), _Grid(5, 5, 22.0), _Grid(5, 6, 22.0)

_PAGES = (
    (mark("Intake"), INTAKE, _ACTIONS),
    (mark("Bench"), BENCH, _ACTIONS),
    (mark("Numbers and fields"), FORM, _KEYS),
    (mark("Letters"), TEXT, _SMALL),
    (mark("Any page"), WALK, _KEYS),
)


class _Spot(NamedTuple):
    """Where a code stands: its left edge, its top, the width of its column, its side."""

    left: float
    top: float
    wide: float
    code: float


def command_sheet_pdf(
    connection: Connection, out: Path | BinaryIO, day: str, paper: str = "a4"
) -> int:
    """Write this workshop's codes: a page for the intake, one for the bench, two for what is
    filled in, one for what is done on any page, then the sites.

    Returns how many codes are on it. `day` is printed on it, so that an older sheet is known by
    it; `paper` is a4 or letter. Each code is signed: another workshop's does nothing here. Refuses
    a workshop that has no codes yet, an unknown paper, and a file that cannot be written.
    """
    if paper not in PAPERS:
        raise Refused("There is no paper “{paper}”. Use a4 or letter.", paper=paper)
    found = command_codes(connection)
    codes = {code.action: code for code in found.codes}
    size = PAPERS[paper]
    under = say("{workshop} · printed {day}", workshop=found.workshop, day=say_day(day))
    made = 0
    try:
        with whole(out) as stream:
            canvas = open_canvas(stream, (mm(size[0]), mm(size[1])), say("Command sheet"))
            for title, groups, grid in _PAGES:
                _head(canvas, size, say("Command sheet: {page}", page=say(title)), under)
                made += _groups(canvas, size, groups, codes, grid)
                _foot(canvas, size)
                canvas.showPage()
            each = _SMALL.columns * _SMALL.rows
            for first in range(0, len(found.sites), each):
                _head(canvas, size, say("Command sheet: {page}", page=say("Sites")), under)
                made += _sites(canvas, size, found.sites[first : first + each])
                _foot(canvas, size)
                canvas.showPage()
            canvas.save()
    except OSError as error:
        raise Refused(
            "The sheet cannot be written to {file}: {reason}. Choose another place.",
            file=str(out),
            reason=error.strerror or str(error),
        ) from error
    return made


def _groups(
    canvas: Canvas,
    size: tuple[float, float],
    groups: Sequence[tuple[str, Sequence[str]]],
    codes: Mapping[str, CommandCode],
    grid: _Grid,
) -> int:
    """A page of commands, a row for each group; returns how many there are."""
    row = (size[1] - _HEAD - _FOOT - _MARGIN) / grid.rows
    wide = (size[0] - 2 * _MARGIN) / grid.columns
    for line, (title, actions) in enumerate(groups):
        top = size[1] - _HEAD - line * row
        _group(canvas, size, top, say(title))
        for place, action in enumerate(actions):
            spot = _Spot(_MARGIN + place * wide, top - _TITLE, wide, grid.code)
            _code(canvas, spot, codes[action].text, say(codes[action].words))
            hint = wrapped(say(WHAT_IT_DOES.get(action, "")), fonts.REGULAR, 8, mm(wide - 3), 2)
            for below, part in enumerate(hint.lines):
                base = spot.top - grid.code - 10 - 3.5 * below
                _line(canvas, spot.left, base, part, 8, wide - 3, quiet=True)
    return sum(len(actions) for _title, actions in groups)


def _sites(canvas: Canvas, size: tuple[float, float], sites: Sequence[CommandCode]) -> int:
    """A page of sites, in rows from the left; returns how many there are."""
    row = (size[1] - _HEAD - _FOOT - _MARGIN) / _SMALL.rows
    wide = (size[0] - 2 * _MARGIN) / _SMALL.columns
    for place, site in enumerate(sites):
        down, along = divmod(place, _SMALL.columns)
        spot = _Spot(_MARGIN + along * wide, size[1] - _HEAD - down * row, wide, _SMALL.code)
        _code(canvas, spot, site.text, site.words)
    return len(sites)


def _head(canvas: Canvas, size: tuple[float, float], title: str, under: str) -> None:
    room = size[0] - 2 * _MARGIN
    _line(canvas, _MARGIN, size[1] - _MARGIN - 6, title, 20, room, strong=True)
    _line(canvas, _MARGIN, size[1] - _MARGIN - 12, under, 10, room, quiet=True)


def _foot(canvas: Canvas, size: tuple[float, float]) -> None:
    words = say(
        "These codes work in this workshop only. What they record can be undone. "
        "A sheet that got lost is made void in Settings."
    )
    _line(canvas, _MARGIN, _MARGIN - 5, words, 8, size[0] - 2 * _MARGIN, quiet=True)


def _group(canvas: Canvas, size: tuple[float, float], top: float, title: str) -> None:
    canvas.setStrokeColor(look.LINE)
    canvas.setLineWidth(0.75)
    canvas.line(mm(_MARGIN), mm(top), mm(size[0] - _MARGIN), mm(top))
    _line(canvas, _MARGIN, top - 5, title, 10, size[0] - 2 * _MARGIN, quiet=True)


def _code(canvas: Canvas, spot: _Spot, text: str, words: str) -> None:
    """A code, large enough to be hit from a distance, with its words below it."""
    matrix = qr.matrix(text)
    module = spot.code / matrix.size
    left, bottom = spot.left, spot.top - spot.code
    canvas.setFillColor(look.INK)
    scale = f"{mm(module):.4f}"
    where = f"{mm(left):.4f} {mm(bottom):.4f}"
    canvas.addLiteral(f"q {scale} 0 0 {scale} {where} cm\n{qr.path(matrix)}f Q")
    _line(canvas, left, bottom - 6, words, 13, spot.wide - 3, strong=True)


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
