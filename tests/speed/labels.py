# SPDX-License-Identifier: MIT
"""4,000 labels to PDF, against the bare PDF library drawing the same marks from ready matrices."""

import gc
import io
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs as a plain script too

from reportlab.pdfgen.canvas import Canvas

from workshop.domain.tag import make_tag
from workshop.domain.terms import PieceKind
from workshop.labels.layout import Marks, corner, find_layout, place
from workshop.labels.sheet import Label, labels_pdf
from workshop.paper import fonts
from workshop.paper.look import mm

HOW_MANY = 4_000
RUNS = 3
AIM = 2.0


def _labels(count: int) -> list[Label]:
    """Labels as a batch has them: cards, dies and memory chips, each line another."""
    made = []
    kinds = [PieceKind.CARD, PieceKind.DIE] + [PieceKind.MEMORY] * 6
    for number in range(count):
        kind = kinds[number % len(kinds)]
        tag = make_tag(kind, "01", 700_000 + number * 37)
        made.append(Label(tag, kind, f"GeForce RTX 4090 · M9YVCM{number * 7919 % 10**9:09d}"))
    return made


def _bare_path(rows: tuple[int, ...], size: int) -> str:
    """The plain way to one raw path: a rectangle for each run of dark modules."""
    parts = []
    for row, bits in enumerate(rows):
        start = None
        for column in range(size + 1):
            dark = column < size and bits >> (size - 1 - column) & 1
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                parts.append(f"{start} {size - 1 - row} {column - start} 1 re")
                start = None
    return "\n".join(parts)


def _bare(marks: list[Marks], layout: str, paths: list[str] | None = None) -> bytes:
    """What anybody would write with the library alone, given matrices and placed words."""
    sheet = find_layout(layout)
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(mm(sheet.page[0]), mm(sheet.page[1])), pageCompression=1)
    for number, mark in enumerate(marks):
        at = number % sheet.per_page
        if number and at == 0:
            canvas.showPage()
        x, y = corner(sheet, at)
        (code,) = mark.codes
        path = paths[number] if paths else _bare_path(code.matrix.rows, code.matrix.size)
        scale = f"{code.module:.4f}"
        canvas.addLiteral(
            f"q {scale} 0 0 {scale} {x + code.x:.4f} {y + code.y:.4f} cm\n{path}\nf Q"
        )
        for words in mark.words:
            canvas.setFont(words.font, words.size)
            canvas.drawString(x + words.x, y + words.y, words.text)
    canvas.save()
    return stream.getvalue()


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run(count: int = HOW_MANY, runs: int = RUNS) -> dict[str, float]:
    """Median seconds of ours and of the floors, and the ratios; prints a line for each layout.

    Keys are `LAYOUT`, `LAYOUT floor`, `LAYOUT hard floor` and `LAYOUT ratio`. The hard floor is
    given even the path of each code; the aim is at most twice the floor.
    """
    fonts.register()
    labels = _labels(count)
    found: dict[str, float] = {}
    for layout in ("62x29", "a4-3x8"):
        marks = [place(label, find_layout(layout)) for label in labels]
        codes = [mark.codes[0].matrix for mark in marks]
        paths = [_bare_path(code.rows, code.size) for code in codes]
        ours, floor, hard = [], [], []
        for _ in range(runs):  # in turn, so that a busy moment meets all alike
            ours.append(_timed(partial(labels_pdf, labels, io.BytesIO(), layout)))
            floor.append(_timed(partial(_bare, marks, layout)))
            hard.append(_timed(partial(_bare, marks, layout, paths)))
        found[layout] = statistics.median(ours)
        found[f"{layout} floor"] = statistics.median(floor)
        found[f"{layout} hard floor"] = statistics.median(hard)
        found[f"{layout} ratio"] = found[layout] / found[f"{layout} floor"]
        print(
            f"{count} labels, {layout}: {found[layout]:.2f} s; floor {found[f'{layout} floor']:.2f}"
            f" s, ratio {found[f'{layout} ratio']:.2f} (aim {AIM}); ready paths"
            f" {found[f'{layout} hard floor']:.2f} s, ratio"
            f" {found[layout] / found[f'{layout} hard floor']:.2f}"
        )
    return found


if __name__ == "__main__":
    figures = run()
    sys.exit(any(value > AIM for name, value in figures.items() if name.endswith("ratio")))
