# SPDX-License-Identifier: MIT
"""A photo over the window, large: looked at near, turned to the next, removed, closed by Esc."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import sqrt
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.desk import Desk, Errand, Step
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.photo_surface import PhotoSurface
from workshop.benches.photos import large_copy
from workshop.language import say

# The copy to begin with: as many px as a large screen has.
SCREEN = (2600, 2600)

# The most px of a copy to look at point for point: four bytes each, and Qt refuses 256 MB.
MOST = 60_000_000


def opened_copy(database: Any, sha256: str, box: tuple[int, int]) -> QImage:
    """A copy of a kept photo, decoded; for a thread, never the window's own."""
    return QImage.fromData(large_copy(database, sha256, box))


def sharpest(width: int, height: int) -> tuple[int, int]:
    """The box of the sharpest copy that is made of a photo of this size."""
    part = min(1.0, sqrt(MOST / (width * height)))
    return max(1, int(width * part)), max(1, int(height * part))


class Shown(Protocol):
    """A photo to look at; its size is in upright px."""

    @property
    def id(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


P = TypeVar("P", bound=Shown)


class PhotoDialog(QDialog):
    """Shows one of several photos; `small` gives the copy that is at hand already."""

    removeAsked = Signal(int)  # the id of the photo

    def __init__(
        self,
        desk: Desk,
        photos: Sequence[P],
        place: int,
        words: Callable[[P], str],
        small: Callable[[str], QImage | None],
        parent: QWidget,
        *,
        may_remove: bool = True,
    ) -> None:
        super().__init__(parent)
        self._desk, self._photos, self._place = desk, list(photos), place
        self._words: Callable[[Any], str] = words
        self._small = small
        self._errand: Errand | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(parent.window().size() * 0.94)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        self.surface = PhotoSurface()
        self.surface.sharperWanted.connect(self._sharper)
        column.addLayout(self._head(may_remove))
        column.addWidget(self.surface, 1)
        self.surface.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()

    def _head(self, may_remove: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self._title = Label("", theme.BODY, strong=True, cuts=True)
        row.addWidget(self._title, 1)
        self._back = Button("", icon="chevron-left", key="Left", press=lambda: self._turn(-1))
        self._on = Button("", icon="chevron-right", key="Right", press=lambda: self._turn(1))
        farther = Button("", icon="zoom-out", key="Ctrl+-", press=self.surface.farther)
        nearer = Button("", icon="zoom-in", key="Ctrl++", press=self.surface.nearer)
        fit = Button("", icon="fit", key="Ctrl+0", press=self.surface.fit)
        remove = Button(say("Remove"), icon="trash", tone=Tone.REFUSED, press=self._remove)
        close = Button(say("Close"), icon="cross", press=self.reject)
        for button, name in (
            (self._back, say("The photo before")),
            (self._on, say("The next photo")),
            (farther, say("Farther away")),
            (nearer, say("Nearer")),
            (fit, say("All of it")),
            (remove, ""),
            (close, ""),
        ):
            if name:
                button.setAccessibleName(name)
                button.setToolTip(name)
            row.addWidget(button)
        if not may_remove:
            remove.hide()
        return row

    @property
    def photo(self) -> Any:
        """The photo in sight."""
        return self._photos[self._place]

    def _turn(self, by: int) -> None:
        if 0 <= self._place + by < len(self._photos):
            self._place += by
            self._show()

    def _show(self) -> None:
        photo, words = self.photo, self._words(self.photo)
        self.setWindowTitle(words)
        size = say("{width} × {height}", width=photo.width, height=photo.height)
        self._title.setText(" · ".join([words, photo.name, size]))
        self._back.setEnabled(self._place > 0)
        self._on.setEnabled(self._place < len(self._photos) - 1)
        small = self._small(photo.sha256)
        self.surface.show_photo(words, QSize(photo.width, photo.height), small)
        self._load(SCREEN)

    def _sharper(self) -> None:
        photo = self.photo
        box = sharpest(photo.width, photo.height)
        if not self.surface.is_busy and self.surface.image.width() < box[0]:
            self._load(box)

    def _load(self, box: tuple[int, int]) -> None:
        """Open a copy of the photo in sight beside everything else."""
        if self._errand is not None:
            self._errand.cancel()
        sha256 = self.photo.sha256
        self.surface.set_busy(True)

        def work(database: Any, step: Step) -> QImage:
            step(0, 1)  # nobody waits any more for a photo that was turned away
            return opened_copy(database, sha256, box)

        came = partial(self._came, sha256)
        self._errand = self._desk.run(work, came, self._refused, owner=self, acts=True)

    def _came(self, sha256: str, image: QImage) -> None:
        if sha256 == self.photo.sha256:
            self.surface.set_busy(False)
            self.surface.set_image(image)

    def _refused(self, sentence: str, _kind: str) -> None:
        self.surface.set_busy(False)
        self._title.setText(sentence)
        self._title.setInk("refused")

    def _remove(self) -> None:
        self.removeAsked.emit(self.photo.id)
        self.accept()

    def done(self, result: int) -> None:
        """Close, and call off what is still being opened."""
        if self._errand is not None:
            self._errand.cancel()
        self.surface.set_busy(False)
        super().done(result)
