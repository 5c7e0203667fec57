# SPDX-License-Identifier: MIT
"""The look of the window: colours of day, night and high contrast, one typeface, sizes."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from typing import Literal, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QWidget

from ui.style_sheet import style_sheet
from ui.typeface import Typeface, load

Mode = Literal["light", "dark", "contrast", "system"]
MODES: tuple[Mode, ...] = ("light", "dark", "contrast", "system")

# The four sizes and the one of the answer, in px.
SMALL, NOTE, BODY, TITLE, ANSWER = 12, 14, 16, 20, 26

# px: the grid, corners, what a gloved finger hits, what is pressed all day, rows of a table.
GRID, RADIUS, TOUCH, BIG, ROW = 8, 8, 44, 60, 36


class Tone(StrEnum):
    """What a colour says; a word or a shape always says it too."""

    GOOD = "good"
    CAREFUL = "careful"
    REFUSED = "refused"
    QUESTION = "question"
    ACCENT = "accent"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme as #RRGGBB; `x_on` is the ground text in colour `x` stands on."""

    name: str
    ground: str
    surface: str
    field: str
    hover: str
    line: str
    edge: str
    text: str
    quiet: str
    good: str
    good_on: str
    careful: str
    careful_on: str
    refused: str
    refused_on: str
    question: str
    question_on: str
    accent: str
    accent_on: str
    inverse: str
    rail: str
    rail_marked: str
    rail_text: str
    rail_quiet: str
    board: str
    board_line: str
    board_part: str
    board_text: str
    contact: str

    def ink(self, tone: Tone) -> str:
        """The colour of words and shapes in this tone."""
        return self.text if tone is Tone.PLAIN else str(getattr(self, tone.value))

    def on(self, tone: Tone) -> str:
        """The ground that words in this tone stand on."""
        return self.field if tone is Tone.PLAIN else str(getattr(self, f"{tone.value}_on"))


LIGHT = Tokens(
    name="light",
    ground="#F3F5F8",
    surface="#FFFFFF",
    field="#F3F5F8",
    hover="#E9EDF3",
    line="#D9DFE7",
    edge="#8592A3",
    text="#17202B",
    quiet="#5A6778",
    good="#157347",
    good_on="#E3F4EA",
    careful="#9A5B00",
    careful_on="#FFF1D6",
    refused="#B42323",
    refused_on="#FCE5E5",
    question="#1D5BD8",
    question_on="#E5EEFD",
    accent="#1D5BD8",
    accent_on="#E5EEFD",
    inverse="#FFFFFF",
    rail="#17202B",
    rail_marked="#2A3747",
    rail_text="#FFFFFF",
    rail_quiet="#C2CCD8",
    board="#1F3B36",
    board_line="#3D6159",
    board_part="#31544C",
    board_text="#DCE9E5",
    contact="#C9A55C",
)

DARK = Tokens(
    name="dark",
    ground="#0F141A",
    surface="#19212B",
    field="#0F141A",
    hover="#232E3B",
    line="#2D3947",
    edge="#66768A",
    text="#E9EEF5",
    quiet="#9DABBC",
    good="#4ECB8D",
    good_on="#15362A",
    careful="#F2B544",
    careful_on="#3A2C10",
    refused="#FF7B7B",
    refused_on="#421C1F",
    question="#6EA2FF",
    question_on="#16294A",
    accent="#6EA2FF",
    accent_on="#16294A",
    inverse="#0F141A",
    rail="#0A0E13",
    rail_marked="#1C2632",
    rail_text="#FFFFFF",
    rail_quiet="#9DABBC",
    board="#12302B",
    board_line="#2C564D",
    board_part="#24493F",
    board_text="#CFE3DC",
    contact="#B8954A",
)

# Black, white, and colours that differ in lightness too; edges stand in for tints.
CONTRAST = Tokens(
    name="contrast",
    ground="#000000",
    surface="#000000",
    field="#000000",
    hover="#1F1F1F",
    line="#B8B8B8",
    edge="#D6D6D6",
    text="#FFFFFF",
    quiet="#E4E4E4",
    good="#5CFF9D",
    good_on="#00210F",
    careful="#FFD400",
    careful_on="#241D00",
    refused="#FF9C9C",
    refused_on="#2E0000",
    question="#9CC7FF",
    question_on="#001838",
    accent="#4DE1FF",
    accent_on="#00303B",
    inverse="#000000",
    rail="#000000",
    rail_marked="#1F1F1F",
    rail_text="#FFFFFF",
    rail_quiet="#E4E4E4",
    board="#000000",
    board_line="#FFFFFF",
    board_part="#1F1F1F",
    board_text="#FFFFFF",
    contact="#FFD400",
)

# Text and the ground it stands on, wherever the kit or the style sheet puts one on the other.
PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("text", "quiet") for ground in ("ground", "surface", "field")),
    *((ink, ground) for ink in ("text", "quiet") for ground in ("hover", "accent_on")),
    *(("text", f"{tone}_on") for tone in ("good", "careful", "refused", "question")),
    *((tone, f"{tone}_on") for tone in ("good", "careful", "refused", "question", "accent")),
    *((tone, "surface") for tone in ("good", "careful", "refused", "question", "accent")),
    *((tone, "hover") for tone in ("good", "careful", "refused", "accent")),
    *(("inverse", tone) for tone in ("good", "careful", "refused", "question", "accent")),
    *(("rail_text", ground) for ground in ("rail", "rail_marked")),
    *(("rail_quiet", ground) for ground in ("rail", "rail_marked")),
    *(("board_text", ground) for ground in ("board", "board_part")),
)

_tokens = LIGHT
_mode: Mode = "light"
_typeface: Typeface | None = None
# Kept: what PySide hands out of it, such as what it says of contrast, dies with it.
_hints: QStyleHints | None = None


def tokens() -> Tokens:
    """The colours in force."""
    return _tokens


def is_contrast() -> bool:
    """Whether the colours in force are those of high contrast."""
    return _tokens is CONTRAST


def ring() -> int:
    """How many px wide the ring is that shows where the keyboard is."""
    return 3 if is_contrast() else 2


@cache
def _color(code: str) -> QColor:
    return QColor(code)


def color(name: str) -> QColor:
    """The colour in force of this token; a code like #1D5BD8 is taken as it is."""
    return _color(name if name.startswith("#") else str(getattr(_tokens, name)))


def luminance(code: str) -> float:
    """Relative luminance of an #RRGGBB colour, 0 to 1 (WCAG 2.2, definition)."""
    channels = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, ground: str) -> float:
    """Contrast ratio of two #RRGGBB colours, 1 to 21 (WCAG 2.2, definition)."""
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def font(size: int = BODY, strong: bool = False) -> QFont:
    """The typeface in px, regular or strong; figures have one width, so columns line up.

    Weights are set here and never in a style sheet, which does not reach every typeface.
    """
    found = QFont() if _typeface is None else _typeface.font(strong)
    found.setPixelSize(size)
    return found


def apply(app: QApplication, mode: Mode) -> Tokens:
    """Give the application the colours of this mode; "system" follows the desktop from now on."""
    global _hints, _mode, _tokens, _typeface
    _mode = mode
    _hints = hints = app.styleHints()
    if mode == "system":
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(_SCHEMES[mode])  # title bars of Windows and macOS follow this
    _tokens = _wanted(mode)
    if _typeface is None:
        _typeface = load()
        app.setStyle("Fusion")
        hints.colorSchemeChanged.connect(_follow)
        hints.accessibility().contrastPreferenceChanged.connect(_follow)
    app.setFont(font())
    app.setPalette(palette(_tokens))
    for window in app.topLevelWidgets():
        if window.styleSheet():
            dress(window)
    return _tokens


def dress(window: QWidget) -> None:
    """Give a window, and all that stands in it or opens from it, the style sheet of this theme.

    It follows every change of the theme from then on. The sheet is not the application's: Qt would
    style a part anew each time what it stands in is put into something larger, up to the page,
    which was half of the time a page took to be made.
    """
    window.setStyleSheet(_sheet(_tokens))


@cache
def _sheet(tokens: Tokens) -> str:
    return style_sheet(asdict(tokens), ring())


_SCHEMES = {
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "contrast": Qt.ColorScheme.Dark,
}


def _wanted(mode: Mode) -> Tokens:
    """The colours of a mode; high contrast also where the desktop asks for it."""
    if mode == "contrast" or (mode == "system" and _asks_for_contrast()):
        return CONTRAST
    return DARK if _is_dark(mode) else LIGHT


def _asks_for_contrast() -> bool:
    asked = _hints.accessibility().contrastPreference() if _hints is not None else None
    return asked is Qt.ContrastPreference.HighContrast


def _is_dark(mode: Mode) -> bool:
    if mode == "system":
        return _hints is not None and _hints.colorScheme() is Qt.ColorScheme.Dark
    return mode == "dark"


def _follow() -> None:
    """The desktop went from day to night or back, or wants high contrast or no longer."""
    if _mode == "system" and _tokens is not _wanted(_mode):
        apply(cast(QApplication, QApplication.instance()), "system")


def palette(t: Tokens) -> QPalette:
    """The palette of a theme, for everything the style sheet does not name."""
    p = QPalette()
    role = QPalette.ColorRole
    colors = {
        role.Window: t.ground,
        role.WindowText: t.text,
        role.Base: t.surface,
        role.AlternateBase: t.field,
        role.Text: t.text,
        role.Button: t.surface,
        role.ButtonText: t.text,
        role.BrightText: t.inverse,
        role.ToolTipBase: t.rail,
        role.ToolTipText: t.rail_text,
        role.PlaceholderText: t.quiet,
        role.Highlight: t.accent,
        role.HighlightedText: t.inverse,
        role.Accent: t.accent,
        role.Link: t.accent,
        role.LinkVisited: t.accent,
        role.Light: t.surface,
        role.Midlight: t.hover,
        role.Mid: t.line,
        role.Dark: t.edge,
        role.Shadow: t.line,
    }
    for where, code in colors.items():
        p.setColor(where, _color(code))
    for where in (role.WindowText, role.Text, role.ButtonText):
        p.setColor(QPalette.ColorGroup.Disabled, where, _color(t.edge))
    p.setColor(QPalette.ColorGroup.Disabled, role.Highlight, _color(t.line))
    return p
