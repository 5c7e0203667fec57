# SPDX-License-Identifier: MIT
"""One of every chart, from rows that show what there is to see in it."""

from collections.abc import Callable

from reportlab.graphics.shapes import Drawing

from workshop.paper import fonts
from workshop.queries.figures import YieldLine
from workshop.reports.chart_look import PRINT, Palette
from workshop.reports.charts import Part, Series, Span, cards_bar, day_bars, kind_bars
from workshop.reports.words import STATES
from workshop.reports.work_charts import (
    TREND_HEIGHT,
    Cause,
    DayYield,
    Effort,
    Flow,
    flow_bars,
    hours_bars,
    lines_height,
    pareto_bars,
    yield_trend,
)

WIDE = 500.0
CAUSES = [
    Cause("Corroded pads under the memory chips", 14),
    Cause("Cracked die", 9),
    Cause("Missing capacitor", 4),
    Cause("Bent bracket", 1),
]
FLOW = [
    Flow("Visual inspection", 39, 0, 0, 0),
    Flow("Cold resistance", 31, 2, 4, 2),
    Flow("Bake", 20, 0, 0, 11),
]
HOURS = [Effort("Visual inspection", 156, 4), Effort("Bake", 43_560, 1980), Effort("Mask", 110, 5)]
DAYS = [
    DayYield("2026-11-24", 6, 5, 4, 4, 4),
    DayYield("2026-11-25", 9, 8, 7, 7, 6),
    DayYield("2026-11-28", 13, 9, 9, 11, 11),
]


def _days(palette: Palette) -> Drawing:
    series = [Series("Good", palette.good), Series("Damaged", palette.damaged)]
    bars = [Span("11-24", (57, 1)), Span("11-25", (0, 0)), Span("11-26", (1200, 30))]
    return day_bars(series, bars, 240, palette)


CHARTS: dict[str, Callable[[Palette], Drawing]] = {
    "cards": lambda _: cards_bar(
        [Part(9, STATES["working"], PRINT.plain), Part(29, STATES["stock"], PRINT.good)], WIDE
    ),
    "kinds": lambda palette: kind_bars([YieldLine("die", 28, 27, 1, 2, 0.9643)], WIDE, palette),
    "days": _days,
    "yield": lambda palette: yield_trend(DAYS, WIDE, TREND_HEIGHT, palette),
    "faults": lambda palette: pareto_bars(CAUSES, WIDE, lines_height(4), palette),
    "flow": lambda palette: flow_bars(FLOW, WIDE, lines_height(3), palette),
    "hours": lambda palette: hours_bars(HOURS, WIDE, lines_height(3), palette),
}
"""Each drawn in a palette, by its name."""


def drawn(name: str, palette: Palette = PRINT) -> Drawing:
    """A chart in the typeface of the workshop."""
    fonts.register()
    return CHARTS[name](palette)
