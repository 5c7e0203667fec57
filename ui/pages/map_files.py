# SPDX-License-Identifier: MIT
"""Photos a board map is drawn on: chosen, kept as evidence, opened to mark their corners."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui.context import Context
from ui.desk import Desk, Step
from ui.pages.photo_import import photo_dialog
from ui.pages.photo_view import SCREEN, opened_copy
from ui.pages.words import two_lines
from ui.widgets.photo_surface import PhotoSurface
from workshop.benches.board_photos import keep_board_photo
from workshop.language import say


class PhotoFiles(QObject):
    """`kept` are the facts of the files that came so far.

    `came` says for what one was asked, of which face it is, and its width and height in px.
    """

    came = Signal(object, str, int, int)

    def __init__(self, desk: Desk, context: Context, surface: PhotoSurface) -> None:
        super().__init__(surface)
        self._desk, self._context, self._surface = desk, context, surface
        self.kept: list[dict[str, Any]] = []

    @property
    def newest(self) -> str:
        """The SHA-256 of the file that came last."""
        return str(self.kept[-1]["sha256"])

    def choose(self, window: QWidget, title: str, of: object, face: str) -> None:
        """Ask which file is the photo of a face."""
        dialog = photo_dialog(window, title)
        dialog.fileSelected.connect(lambda name: self.take(Path(name), of, face))
        dialog.open()

    def take(self, file: Path, of: object, face: str) -> None:
        """Keep a file as the photo of a face."""
        self._context.answer("idle", say("Keeping {file} …", file=file.name))

        def work(database: Any, _step: Step) -> Any:
            return keep_board_photo(database, file)

        came = partial(self._came, of, face)
        self._desk.run(work, came, self._refused, owner=self, acts=True)

    def _came(self, of: object, face: str, found: tuple[dict[str, Any], int, int]) -> None:
        facts, width, height = found
        self.kept.append(facts)
        kept = say("{file} kept", file=facts["name"])
        self._context.answer("done", kept, say("Now mark the corners of the board."))
        self.came.emit(of, face, width, height)

    def open(self, sha256: str) -> None:
        """Open a kept photo beside everything else, and show it on the surface."""
        self._surface.set_busy(True)

        def work(database: Any, step: Step) -> QImage:
            step(0, 1)
            return opened_copy(database, sha256, SCREEN)

        self._desk.run(work, self._opened, self._not_opened, owner=self, acts=True)

    def _opened(self, image: QImage) -> None:
        self._surface.set_busy(False)
        self._surface.set_image(image)

    def _not_opened(self, sentence: str, kind: str) -> None:
        self._surface.set_busy(False)
        self._refused(sentence, kind)

    def _refused(self, sentence: str, _kind: str) -> None:
        self._context.answer("refused", *two_lines(sentence))
