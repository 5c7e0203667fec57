# SPDX-License-Identifier: MIT
"""What is written can be read in every theme: each text is measured on the ground it stands on.

Not the colours of the themes alone, which other tests measure, but what the pages make of them.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from every_view import PAGES, lifelike
from whole_window import WholeWindow, own_home

from ui import theme
from ui.widgets import controls, draw, table
from ui.widgets.controls import Badge, Label
from ui.widgets.panels import Panel

# What each page shows: the board and its sites, tables, chips, bars, tiles, gauges, fields.
VIEWS = {
    "intake": "intake, scans", "bench": "bench, site", "tests": "tests, attempt",
    "batches": "batch, overview", "dashboard": "today", "find": "find, card",
    "settings": "settings, people",
}  # fmt: skip
LEAST = {"light": 4.5, "dark": 4.5, "contrast": 7.0}
MODES: list[theme.Mode] = ["light", "dark", "contrast"]


class Written(NamedTuple):
    """A text, its ink, and where it stands in the picture of its window."""

    text: str
    ink: str
    where: QRect


class Pen:
    """Notes every line that is painted, and where."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.written: list[Written] = []
        self._words = draw.words
        monkeypatch.setattr(draw, "words", self)

    def __call__(
        self, painter: QPainter, where: QRectF, text: str, font: Any,
        ink: str | QColor = "text", *how: Any, **more: Any,
    ) -> float:  # fmt: skip
        color = theme.color(ink) if isinstance(ink, str) else ink
        place = painter.deviceTransform().mapRect(where).toRect()
        if text.strip() and painter.opacity() == 1 and ink != "edge":  # what cannot be pressed
            self.written.append(Written(text, color.name(), place))
        return self._words(painter, where, text, font, ink, *how, **more)


class Badges:
    """Notes every state that is painted: its word, tone and mark."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.painted: set[tuple[str, theme.Tone, str]] = set()
        self._paint = controls.paint_badge
        for module in (controls, table):
            monkeypatch.setattr(module, "paint_badge", self)

    def __call__(
        self, painter: QPainter, where: QRectF, text: str, tone: theme.Tone, icon: str = ""
    ) -> None:
        self.painted.add((text, tone, icon))
        self._paint(painter, where, text, tone, icon)

    def by_colour_alone(self) -> list[str]:
        """States of a tone that neither a word nor a mark tells from others, or whose tone is that
        of another state with the same word and mark."""
        toned = [one for one in self.painted if one[1] is not theme.Tone.PLAIN]
        silent = [tone for text, tone, icon in toned if not text.strip() or not icon]
        said = [(text, icon) for text, _tone, icon in self.painted]
        return [*map(str, silent), *(text for text, icon in said if said.count((text, icon)) > 1)]


def read(top: QWidget, pen: Pen) -> list[tuple[str, float]]:
    """Every text in sight in a window, and its contrast with what it stands on."""
    pen.written.clear()
    image = _as_rgb(top.grab().toImage())
    written = [*pen.written, *_in_labels(top), *_in_fields(top)]
    return [(one.text, measured(image, one)) for one in written if _is_in(image, one.where)]


def measured(image: QImage, one: Written) -> float:
    """The contrast of an ink with the colour there is most of where it stands."""
    ground = ground_of(image, one.where)
    return theme.contrast(one.ink, ground) if ground else 21.0


def ground_of(image: QImage, where: QRect) -> str:
    """The colour there is most of in a part of a picture; letters are less than their ground."""
    seen = colors(image, where.intersected(image.rect()), 2)
    return seen.most_common(1)[0][0] if seen else ""


def colors(image: QImage, where: QRect, step: int = 1) -> Counter[str]:
    """How often each colour is in a part of a picture; of so many rows and columns one."""
    points = memoryview(image.constBits()).cast("I")
    wide = image.bytesPerLine() // 4
    seen: Counter[int] = Counter()
    for y in range(where.top(), where.bottom(), step):
        seen.update(points[y * wide + where.left() : y * wide + where.right() : step])
    return Counter({QColor.fromRgb(code).name(): often for code, often in seen.items()})


def _as_rgb(image: QImage) -> QImage:
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _is_in(image: QImage, where: QRect) -> bool:
    return where.width() > 4 and where.height() > 4 and image.rect().intersects(where)


def _place(top: QWidget, widget: QWidget) -> QRect:
    """What is in sight of a widget."""
    shown = widget.visibleRegion().boundingRect()
    return shown.translated(widget.mapTo(top, QPoint(0, 0)))


def _in_labels(top: QWidget) -> Iterator[Written]:
    for label in top.findChildren(QLabel):
        if label.isVisible() and label.text().strip() and label.isEnabled():
            ink = label.property("ink") or "text"
            yield Written(label.text(), theme.color(str(ink)).name(), _place(top, label))


def _in_fields(top: QWidget) -> Iterator[Written]:
    for field in top.findChildren(QLineEdit):
        text = field.text() or field.placeholderText()
        if field.isVisible() and field.isEnabled() and text:
            ink = theme.color("text").name() if field.text() else _hint_ink(field)
            yield Written(text, ink, _place(top, field))


def _hint_ink(field: QLineEdit) -> str:
    """The colour in which an empty field says what goes into it, as it is painted."""
    image, ground = field.grab().toImage(), theme.tokens().field
    inks = colors(_as_rgb(image), image.rect().adjusted(12, 8, -40, -8))
    return max(inks, key=lambda ink: theme.contrast(ink, ground))


def too_pale(found: list[tuple[str, float]], least: float) -> dict[str, float]:
    """Texts with less contrast than this."""
    return {text: round(ratio, 2) for text, ratio in found if ratio < least}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop with a batch half worked through."""
    return lifelike(tmp_path_factory.mktemp("demo"), cards=6)


def test_every_text_can_be_read_on_what_it_stands_on(
    app: QApplication, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_home(monkeypatch, tmp_path)
    pen, views = Pen(monkeypatch), {view.name: view for view in PAGES}
    badges = Badges(monkeypatch)
    at = WholeWindow(demo, tmp_path)
    pale: dict[tuple[str, str], dict[str, float]] = {}
    measured_in_all = 0
    try:
        for name in VIEWS.values():
            views[name].show(at)
        for mode in MODES:
            theme.apply(app, mode)
            for page in VIEWS:
                at.window.go(page)
                at.settle()
                found = read(at.window, pen)
                measured_in_all += len(found)
                pale[page, mode] = too_pale(found, LEAST[mode])
    finally:
        at.close()
    assert {where: texts for where, texts in pale.items() if texts} == {}
    assert measured_in_all > 800
    assert badges.by_colour_alone() == [] and len(badges.painted) > 5


def test_a_state_told_by_its_colour_alone_is_noticed(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted faults: a dot of a colour, and one word in two colours."""
    badges = Badges(monkeypatch)
    for text, tone in (("", theme.Tone.GOOD), ("Tested", theme.Tone.GOOD), ("Tested",
                       theme.Tone.REFUSED)):  # fmt: skip
        Badge(text, tone, "check").grab()
    assert badges.by_colour_alone() == ["good", "Tested", "Tested"]


def test_pale_letters_are_noticed(app: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted faults: words on a ground of the same lightness, and a hint that is half there."""
    panel, pen = Panel("Title"), Pen(monkeypatch)
    label, field = Label("Quiet on a tint", ink="quiet"), QLineEdit()
    label.setStyleSheet("background: #9DABBC")
    field.setPlaceholderText("Serial")
    field.setStyleSheet("placeholder-text-color: #C0C6CE")
    for widget in (label, field):
        panel.body.addWidget(widget)
    panel.resize(300, 200)
    panel.show()
    assert set(too_pale(read(panel, pen), 4.5)) == {"Quiet on a tint", "Serial"}
    panel.close()
