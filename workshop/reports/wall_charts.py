# SPDX-License-Identifier: MIT
"""The charts of a report as SVG, for a window by day and by night."""

import re
from collections.abc import Sequence

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing

from workshop.language import say
from workshop.queries.yields import ParetoRow, YieldRow
from workshop.reports.chart_look import DARK, PRINT, Palette
from workshop.reports.work_charts import Cause, DayYield, pareto_bars, yield_trend


def _palette(dark: bool) -> Palette:
    return DARK if dark else PRINT


# A path that clips is a black box to Qt, and a fill of None one in the colour of the ground.
_CLIP = re.compile(r"<clipPath.*?</clipPath>", re.DOTALL)


def _svg(drawing: Drawing) -> str:
    drawn = renderSVG.drawToString(drawing)
    text = drawn.decode() if isinstance(drawn, bytes) else drawn
    text = _CLIP.sub("", text).replace("clip-path: url(#clip)", "")
    return text.replace("fill: None", "fill: none")


def yield_svg(days: Sequence[YieldRow], wide: float, high: float, *, dark: bool = False) -> str:
    """First-pass and final yield by day, so many points wide and high."""
    rows = [
        DayYield(each.group, each.results, each.first, each.first_passed, each.last,
                 each.last_passed)
        for each in days
    ]  # fmt: skip
    return _svg(yield_trend(rows, wide, high, _palette(dark)))


def faults_svg(faults: Sequence[ParetoRow], wide: float, high: float, *, dark: bool = False) -> str:
    """The most frequent faults, so many points wide and high."""
    causes = [Cause(say(row.name), row.n) for row in faults]
    return _svg(pareto_bars(causes, wide, high, _palette(dark)))
