# SPDX-License-Identifier: MIT
"""Photos come in from files or a camera: kept byte for byte, bound, one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QBuffer, QIODevice, QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.context import Context
from ui.desk import Desk, Step
from ui.pages.words import two_lines
from workshop.benches.photos import SUFFIXES, keep_photo, read_photo
from workshop.language import say, say_many


class Of(NamedTuple):
    """What photos are of: the tag of a piece and perhaps a site of it, or a delivery's number."""

    piece: str = ""
    batch: str = ""
    site: str = ""


class _Photo(NamedTuple):
    name: str
    of: Of
    data: Callable[[], bytes]


def photo_dialog(window: QWidget, title: str) -> QFileDialog:
    """A dialog that asks for a photo; whoever wants it hears what was chosen, and opens it."""
    dialog = QFileDialog(window, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    names = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
    dialog.setNameFilters([say("Photos ({names})", names=names), say("All files (*)")])
    return dialog


def as_jpeg(image: QImage) -> bytes:
    """A picture of a camera as the file that is kept."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", 92)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


class PhotoImport(QObject):
    """Keeps photos; `kept` after each. What one is refused for holds up no other."""

    kept = Signal()

    def __init__(self, desk: Desk, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._context, self._window = desk, context, parent
        self._waiting: deque[_Photo] = deque()
        self._count, self._of = 0, ""
        self._refusals: list[str] = []

    @property
    def is_busy(self) -> bool:
        """Whether a photo is being kept."""
        return bool(self._waiting)

    def choose(self, of: Of) -> None:
        """Ask which files are photos of this."""
        title = say("Add photos of {site}", site=of.site) if of.site else say("Add photos")
        dialog = photo_dialog(self._window, title)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.take([Path(name) for name in names], of))
        dialog.open()

    def take(self, files: Sequence[Path], of: Of) -> None:
        """Keep these files as photos of this."""
        self._take([_Photo(file.name, of, lambda file=file: read_photo(file)) for file in files])  # type: ignore[misc]

    def take_image(self, image: QImage, of: Of, name: str = "camera.jpg") -> None:
        """Keep what a camera saw as a photo of this."""
        self._take([_Photo(name, of, lambda: as_jpeg(image))])

    def _take(self, photos: Sequence[_Photo]) -> None:
        if not self._desk.by:
            nobody = say("Nobody is signed in. Scan your badge, then add the photo again.")
            self._context.answer("refused", *two_lines(nobody))
            return
        was_idle = not self._waiting
        self._waiting.extend(photos)
        if was_idle and photos:
            self._count, self._of, self._refusals = 0, "", []
            self._next()

    def _next(self) -> None:
        photo = self._waiting[0]
        by, station = self._desk.by, self._desk.station or None
        self._context.answer("idle", say("Keeping {file} …", file=photo.name))

        def work(database: Any, _step: Step) -> Any:
            return keep_photo(
                database, photo.data(), photo.name, by=by, station=station, **photo.of._asdict()
            )

        self._desk.run(work, self._kept, self._refused, owner=self, acts=True)

    def _kept(self, receipt: dict[str, Any]) -> None:
        self._count += 1
        self._of = receipt["of"]
        self._go_on()
        self.kept.emit()

    def _refused(self, sentence: str, _kind: str) -> None:
        photo = self._waiting[0]
        named = sentence if photo.name in sentence else f"{photo.name}: {sentence}"
        self._refusals.append(named)
        self._go_on()

    def _go_on(self) -> None:
        self._waiting.popleft()
        if self._waiting:
            self._next()
            return
        kept = say_many("{n} photo kept", "{n} photos kept", self._count)
        if not self._refusals:
            self._context.answer("done", kept, self._of)
        elif self._count:
            self._context.answer("careful", kept, " ".join(self._refusals))
        else:
            self._context.answer("refused", *two_lines(" ".join(self._refusals)))
