# SPDX-License-Identifier: MIT
"""The colours and sizes of everything printed: the light tokens of the window, and millimetres."""

from reportlab.lib.colors import HexColor, black, white

MM = 72 / 25.4

GROUND = HexColor("#F3F5F8")
SURFACE = white
LINE = HexColor("#D9DFE7")
STAMP = HexColor("#E8ECF2")
TEXT = HexColor("#17202B")
QUIET = HexColor("#5A6778")
ACCENT = HexColor("#1D5BD8")
BOARD = HexColor("#1F3B36")

GOOD, GOOD_GROUND = HexColor("#157347"), HexColor("#E3F4EA")
CAREFUL, CAREFUL_GROUND = HexColor("#9A5B00"), HexColor("#FFF1D6")
REFUSED, REFUSED_GROUND = HexColor("#B42323"), HexColor("#FCE5E5")
QUESTION, QUESTION_GROUND = HexColor("#1D5BD8"), HexColor("#E5EEFD")

# Thermal printers know no grey: what is on a label is black.
INK = black


def mm(millimetres: float) -> float:
    """Millimetres as points, of which there are 72 to 25.4 mm."""
    return millimetres * MM
