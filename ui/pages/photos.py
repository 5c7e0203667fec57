# SPDX-License-Identifier: MIT
"""The photos of a card or of a delivery: added, looked at, removed, given away."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.desk import Desk, Step
from ui.pages.bench_parts import only_shown
from ui.pages.photo_import import Of, PhotoImport
from ui.pages.photo_view import PhotoDialog
from ui.pages.words import moment, two_lines
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import EmptyState
from ui.widgets.photos import COPY, PhotoGrid, Shown
from ui.widgets.states import FACES
from workshop.benches.photos import give_away, small_copy
from workshop.language import say, say_many

if TYPE_CHECKING:
    from workshop.queries.photos import PhotoRow

MOST = 500
ADD_KEY = "Ctrl+I"


def words_of(photo: PhotoRow) -> str:
    """What a photo shows and when it was taken, else kept, as one short line."""
    face = say(FACES[photo.face]) if photo.face in FACES else ""
    when = moment(photo.taken_at or photo.at)
    return " · ".join(part for part in (photo.site or face, when) if part)


class Drops(QObject):
    """Takes files that are dropped on a widget or on what is in it."""

    dropped = Signal(list)

    def __init__(self, on: QWidget) -> None:
        super().__init__(on)
        on.setAcceptDrops(True)
        on.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Welcome files of this computer, and nothing else."""
        if isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            files = [
                Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()
            ]
            if files:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self.dropped.emit(files)
                return True
        return False


class PhotoPanel(QWidget):
    """The photos of one card or delivery; `counted` says how many there are."""

    counted = Signal(int)

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self.of = Of()
        self.photos: list[PhotoRow] = []
        self._lacking: deque[str] = deque()
        self._is_copying = False
        self.importing = PhotoImport(desk, context, self)
        self.importing.kept.connect(self.refresh)
        context.restyled.connect(self.refresh)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.hint = Label("", theme.NOTE, ink="quiet", cuts=True)
        row.addWidget(self.hint, 1)
        self.export = Button(say("Export copies"), icon="export", press=self.give_away)
        self.export.setToolTip(say("Copies say neither where nor when nor with what."))
        self.add = only_shown(
            Button(
                say("Add photos …"), icon="plus", tone=Tone.ACCENT, key=ADD_KEY, press=self.choose
            )
        )
        row.addWidget(self.export)
        row.addWidget(self.add)
        column.addLayout(row)
        inside = QWidget()
        self._stack = QStackedLayout(inside)
        self._stack.addWidget(
            EmptyState(
                "camera",
                say("No photo yet"),
                say("Drop photos here, or add them: JPEG, PNG or WebP."),
            )
        )
        self.grid = PhotoGrid(say("Photos"))
        self.grid.opened.connect(self.open_photo)
        self.grid.removeAsked.connect(lambda place: self.remove(self.photos[place].id))
        self._stack.addWidget(self.grid)
        column.addWidget(inside, 1)
        self._show([])

    # What is shown

    def show_of(self, of: Of) -> None:
        """Show the photos of this card or delivery; of nothing for an empty one."""
        if of != self.of:
            self.of = of
            self._show([])
        self.refresh()

    def of_site(self, site: str) -> list[PhotoRow]:
        """Those of one site of a board."""
        return [photo for photo in self.photos if photo.site == site]

    def refresh(self) -> None:
        """Ask again for the photos."""
        folder = self._context.settings.photo_folder
        watched = say("New photos in {folder} come here by themselves.", folder=folder)
        self.hint.setText(watched if folder else "")
        if any(self.of):
            of = self.of
            facts = {"piece": of.piece or None, "batch": of.batch or None, "limit": MOST}
            self._desk.ask("photos", facts, partial(self._came, of), self, "photos", self._quiet)

    def _quiet(self, _sentence: str, _kind: str) -> None:
        """What the photos are of is refused by the page itself."""

    def _came(self, of: Of, photos: Sequence[PhotoRow]) -> None:
        if of == self.of:
            self._show(photos)

    def _show(self, photos: Sequence[PhotoRow]) -> None:
        self.photos = list(photos)
        rows = [
            Shown(photo.id, photo.sha256, words_of(photo), self._name(photo)) for photo in photos
        ]
        self._lacking = deque(self.grid.setPhotos(rows))
        self._stack.setCurrentIndex(1 if rows else 0)
        self.export.setVisible(bool(rows))
        self.counted.emit(len(rows))
        self._copy_next()

    def _name(self, photo: PhotoRow) -> str:
        return " · ".join(part for part in (words_of(photo), photo.name, photo.note) if part)

    # Small copies, one after the other beside everything else

    def _copy_next(self) -> None:
        if self._is_copying or not self._lacking:
            return
        sha256 = self._lacking.popleft()
        self._is_copying = True

        def work(database: Any, _step: Step) -> QImage:
            return QImage.fromData(small_copy(database, sha256, COPY))

        came = partial(self._copied, sha256)
        self._desk.run(work, came, lambda *_no: came(None), owner=self, acts=True)

    def _copied(self, sha256: str, image: QImage | None) -> None:
        self._is_copying = False
        self.grid.setCopy(sha256, image)
        self._copy_next()

    # What people do

    def choose(self) -> None:
        """Ask which files to add."""
        if any(self.of):
            self.importing.choose(self.of)

    def take(self, files: Sequence[Path]) -> None:
        """Add these files."""
        if any(self.of):
            self.importing.take(files, self.of)

    def take_picture(self, image: QImage) -> bool:
        """Add what a camera took; False where there is nothing it could be of."""
        if any(self.of):
            self.importing.take_image(image, self.of)
        return any(self.of)

    def open_photo(self, place: int) -> None:
        """Show one large, over the window."""
        view = PhotoDialog(self._desk, self.photos, place, words_of, self.grid.copy_of, self)
        view.removeAsked.connect(self.remove)
        view.open()

    def remove(self, photo: int) -> None:
        """Take a photo away; undo brings it back."""
        self._desk.do(
            "remove_photo",
            {"photo": photo},
            lambda _receipt, text: self._context.answer("done", text, say("Undo brings it back.")),
            self._refused,
            owner=self,
        )

    def give_away(self) -> None:
        """Write clean copies of all of them into a folder beside the PDF files."""
        photos, of = list(self.photos), self.of
        name = of.batch or (photos[0].piece if photos else "")
        folder = self._context.settings.paper / say("Photos {name}", name=name)
        self._context.answer("idle", say("Writing {n} photos …", n=len(photos)))

        def work(database: Any, _step: Step) -> int:
            return len(give_away(database, photos, folder))

        def written(n: int) -> None:
            words = say_many(
                "{n} photo without position data", "{n} photos without position data", n
            )
            self._context.answer("done", words, str(folder))

        self._desk.run(work, written, self._refused, owner=self, acts=True)

    def _refused(self, sentence: str, _kind: str) -> None:
        self._context.answer("refused", *two_lines(sentence))
