# SPDX-License-Identifier: MIT
"""The charts of a report as SVG, for a window by day, by night and in high contrast."""

import re
from collections.abc import Sequence

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing

from workshop.language import say
from workshop.queries.yields import ParetoRow, YieldRow
from workshop.reports.chart_look import CONTRAST, DARK, PRINT
from workshop.reports.work_charts import Cause, DayYield, pareto_bars, yield_trend

PALETTES = {"light": PRINT, "dark": DARK, "contrast": CONTRAST}
"""What a chart is painted in, by the theme of the window."""


# A path that clips is a black box to Qt, and a fill of None one in the colour of the ground.
_CLIP = re.compile(r"<clipPath.*?</clipPath>", re.DOTALL)


def _svg(drawing: Drawing) -> str:
    drawn = renderSVG.drawToString(drawing)
    text = drawn.decode() if isinstance(drawn, bytes) else drawn
    text = _CLIP.sub("", text).replace("clip-path: url(#clip)", "")
    return text.replace("fill: None", "fill: none")


def yield_svg(days: Sequence[YieldRow], wide: float, high: float, *, theme: str = "light") -> str:
    """First-pass and final yield by day, so many points wide and high."""
    rows = [
        DayYield(each.group, each.results, each.first, each.first_passed, each.last,
                 each.last_passed)
        for each in days
    ]  # fmt: skip
    return _svg(yield_trend(rows, wide, high, PALETTES[theme]))


def faults_svg(
    faults: Sequence[ParetoRow], wide: float, high: float, *, theme: str = "light"
) -> str:
    """The most frequent faults, so many points wide and high."""
    causes = [Cause(say(row.name), row.n) for row in faults]
    return _svg(pareto_bars(causes, wide, high, PALETTES[theme]))
