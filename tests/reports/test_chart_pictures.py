# SPDX-License-Identifier: MIT
"""Every chart is the picture it was, to the hair; one that is meant to change is renewed.

`CARD_WORKSHOP_RENEW=1 pytest tests/reports/test_chart_pictures.py` draws the pictures anew: look at
what changed before you keep it.
"""

import os
from pathlib import Path

import pytest
from charts_made import CHARTS, drawn
from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing, Rect

from workshop.reports.chart_look import CONTRAST, DARK, PRINT

GOLDEN = Path(__file__).parent / "golden"
PALETTES = {"print": PRINT, "dark": DARK, "contrast": CONTRAST}


def picture(drawing: Drawing) -> str:
    """The chart as SVG, a line for each of its parts."""
    svg = renderSVG.drawToString(drawing)
    text = svg.decode() if isinstance(svg, bytes) else svg
    return text.replace("\r\n", "\n").replace("><", ">\n<").rstrip() + "\n"


def check(name: str, now: str) -> None:
    """A picture is as it was kept."""
    path = GOLDEN / f"{name}.svg"
    if os.environ.get("CARD_WORKSHOP_RENEW"):
        path.write_text(now, encoding="utf-8", newline="\n")
    kept = path.read_text(encoding="utf-8")
    assert now == kept, f"{name} is drawn otherwise; if it should be: CARD_WORKSHOP_RENEW=1"


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_the_picture_it_was(name: str, palette: str) -> None:
    check(f"{name}-{palette}", picture(drawn(name, PALETTES[palette])))


@pytest.mark.skipif("CARD_WORKSHOP_RENEW" in os.environ, reason="would be kept")
def test_a_bar_that_moved_by_a_hair_would_be_seen() -> None:
    drawing = drawn("faults")
    bar = next(shape for shape in drawing.contents if isinstance(shape, Rect))
    bar.x += 0.1
    with pytest.raises(AssertionError, match="drawn otherwise"):
        check("faults-print", picture(drawing))


def test_no_picture_is_kept_of_a_chart_that_is_no_more() -> None:
    kept = {path.stem for path in GOLDEN.glob("*.svg")}
    assert kept == {f"{name}-{palette}" for name in CHARTS for palette in PALETTES}
