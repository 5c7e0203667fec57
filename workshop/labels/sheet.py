# SPDX-License-Identifier: MIT
"""Prints labels into a PDF: one to a page for label printers, or on sheets."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from workshop.domain.refused import Refused
from workshop.labels.layout import Bars, Labelled, Layout, Marks, corner, find_layout, place
from workshop.labels.logo import logo_image
from workshop.labels.self_check import require_readable_marks
from workshop.language import say
from workshop.paper import qr
from workshop.paper.look import mm
from workshop.paper.page import open_canvas, whole
from workshop.paper.text import width

MOST_COPIES = 100
# How often progress is told and a cancel is looked for, in labels: some 20 ms.
_STRIDE = 50


@dataclass(frozen=True)
class Label:
    """One label: its tag (or the text of a badge), the kind of thing, and one line of text."""

    tag: str
    kind: str
    line: str = ""


def labels_pdf(
    labels: Sequence[Labelled],
    out: Path | BinaryIO,
    layout: str | Layout = "62x29",
    start: int = 1,
    copies: int = 1,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_shortened: Callable[[str], object] | None = None,
) -> int:
    """Write labels to a PDF, whole or not at all; the number of labels printed.

    `layout` may be the code of a shipped one; `start` is the first free place of a part-used
    sheet, counted from 1 row by row. `progress` gets (labels done, labels in all). Where
    `cancelled` says yes, nothing is written and the answer is 0. `on_shortened` is told the tag
    of each label of which a text did not fit. The same labels give the same bytes. Refuses an
    unknown layout, a start that is not on the sheet, a number of copies that is not 1 to 100,
    no labels, a code that cannot be read back, a file that cannot be written.
    """
    sheet = require_place(layout, start)
    _require_count(copies, MOST_COPIES, "copies")
    if not labels:
        raise Refused("There are no labels to print.")
    try:
        with whole(out) as stream:
            canvas = open_canvas(stream, (mm(sheet.page[0]), mm(sheet.page[1])), say("Labels"))
            done = 0
            for done in _print(canvas, sheet, labels, start, copies, on_shortened):
                if done % _STRIDE == 0:
                    if cancelled and cancelled():
                        raise _Cancelled
                    if progress:
                        progress(done, len(labels) * copies)
            canvas.save()
    except _Cancelled:
        return 0
    except OSError as error:
        raise Refused(
            "The labels cannot be written to {file}: {reason}. Choose another place.",
            file=str(out),
            reason=error.strerror or str(error),
        ) from error
    if progress:
        progress(done, done)
    return done


def require_place(layout: str | Layout, start: int) -> Layout:
    """The layout, or the shipped one of this code; refuses an unknown one, or a start not on it."""
    sheet = find_layout(layout) if isinstance(layout, str) else layout
    _require_count(start, sheet.per_page, "start")
    return sheet


class _Cancelled(Exception):
    """The person no longer wants the labels."""


def _require_count(number: int, most: int, what: str) -> None:
    if isinstance(number, int) and 1 <= number <= most:
        return
    if what == "copies":
        raise Refused("{n} copies cannot be printed: choose 1 to {most}.", n=number, most=most)
    if most == 1:
        raise Refused("A label roll has no places to skip: start at 1, not at {n}.", n=number)
    raise Refused("Place {n} is not on the sheet: start at 1 to {most}.", n=number, most=most)


def _print(
    canvas: Canvas, sheet: Layout, labels: Sequence[Labelled], start: int, copies: int,
    on_shortened: Callable[[str], object] | None,
) -> Iterator[int]:  # fmt: skip
    """Draw the labels in order, each as often as asked for; yields how many are done."""
    corners = [corner(sheet, number) for number in range(sheet.per_page)]
    at, done = start - 1, 0
    for label in labels:
        marks = place(label, sheet)
        if marks.shortened and on_shortened:
            on_shortened(label.tag)
        require_readable_marks(marks)
        paths = [qr.path(code.matrix) for code in marks.codes]
        for _ in range(copies):
            if at == sheet.per_page:
                canvas.showPage()
                at = 0
            draw(canvas, marks, paths, *corners[at])
            at += 1
            done += 1
            yield done
    canvas.showPage()


def draw(canvas: Canvas, marks: Marks, paths: Sequence[str], x: float, y: float) -> None:
    """Draw a label with its bottom left corner at (x, y) points, all in black.

    `paths` are those of its QR codes; each is filled at once.
    """
    for code, path in zip(marks.codes, paths, strict=True):
        scale = f"{code.module:.4f}"
        canvas.addLiteral(f"q {scale} 0 0 {scale} {x + code.x:.4f} {y + code.y:.4f} cm\n{path}f Q")
    for bars in marks.bars:
        _draw_bars(canvas, bars, x, y)
    for line in marks.strokes:
        canvas.rect(x + line.x, y + line.y, line.wide, line.high, stroke=0, fill=1)
    for logo in marks.logos:
        picture = ImageReader(logo_image(logo.rows))
        room = (x + logo.x, y + logo.y, logo.wide, logo.high)
        canvas.drawImage(picture, *room, preserveAspectRatio=True, anchor="c")
    text = canvas.beginText()
    for words in marks.words:
        text.setFont(words.font, words.size)
        back = words.align and words.align * width(words.text, words.font, words.size)
        text.setTextOrigin(x + words.x - back, y + words.y)
        text.textOut(words.text)
    canvas.drawText(text)


def _draw_bars(canvas: Canvas, bars: Bars, x: float, y: float) -> None:
    at = x + bars.x
    for runs in re.finditer("1+", bars.modules):
        wide = (runs.end() - runs.start()) * bars.module
        canvas.rect(at + runs.start() * bars.module, y + bars.y, wide, bars.high, stroke=0, fill=1)
