# SPDX-License-Identifier: MIT
"""The shop's photos of a board come onto its map: a small copy first, a sharper one when wanted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject

from ui.desk import Desk, Errand, Step
from ui.widgets.board_photo import Layers, layers_of
from ui.widgets.board_view import BoardView
from workshop.benches.board_photos import LARGE, SMALL, Photographed, flat_copy
from workshop.language import say


class Photo(Photographed, Protocol):
    """A photo of one face."""

    @property
    def face(self) -> str: ...


class Pictured(Protocol):
    """A board of so many mm, and the photos of its faces."""

    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def photos(self) -> Sequence[Photo]: ...


class MapPhotos(QObject):
    """Shows on a surface the photo of the face in sight; the drawing stays where there is none.

    Each photo is opened beside everything else. `note` says why one cannot be shown.
    """

    def __init__(self, desk: Desk, surface: BoardView) -> None:
        super().__init__(surface)
        self._desk, self._surface = desk, surface
        self._map: Pictured | None = None
        self._photo: Photo | None = None
        self._had: dict[Photo, Layers] = {}
        self._most = 0
        self._errand: Errand | None = None
        surface.faceShown.connect(self._show)
        surface.sharperWanted.connect(lambda: self._load(LARGE))

    def show_map(self, board: Pictured | None) -> None:
        """The board in sight is this one now; its photos may be others than before."""
        self._map = board
        photos = board.photos if board else []
        self._had = {photo: had for photo, had in self._had.items() if photo in photos}
        self._show()

    def _show(self) -> None:
        face = self._surface.face()
        photos = self._map.photos if self._map else []
        photo = next((photo for photo in photos if photo.face == face), None)
        if photo is not None and photo == self._photo and self._surface.photo.images:
            return
        self._call_off()
        self._photo = photo
        layers = self._had.get(photo, Layers()) if photo else Layers()
        self._surface.setPhoto(layers)
        if photo is not None and not layers.images:
            self._load(SMALL)

    def _call_off(self) -> None:
        if self._errand is not None:
            self._errand.cancel()
        self._errand, self._most = None, 0

    def _load(self, most: int) -> None:
        photo, board = self._photo, self._map
        if photo is None or board is None or most <= self._most:
            return
        self._call_off()
        self._most = most
        width, height = board.width, board.height

        def work(database: Any, step: Step) -> Layers:
            step(0, 2)  # nobody waits any more for a board that was put away
            copy = flat_copy(database, photo, width, height, most)
            step(1, 2)
            return layers_of(copy)

        came = partial(self._came, photo)
        self._errand = self._desk.run(work, came, self._refused, owner=self, acts=True)

    def _came(self, photo: Photo, layers: Layers) -> None:
        if layers.width > self._surface.photo.width:
            self._had[photo] = layers
            self._surface.setPhoto(layers)

    def _refused(self, sentence: str, _kind: str) -> None:
        self._surface.setNote(say("The drawing is shown instead of the photo: {why}", why=sentence))
