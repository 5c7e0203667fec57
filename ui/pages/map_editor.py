# SPDX-License-Identifier: MIT
"""A board map is drawn: its outline, its sites, and the photos of its faces."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.pages.bench_parts import Scrolled
from ui.pages.board_photos import MapPhotos
from ui.pages.map_files import PhotoFiles
from ui.pages.map_site import SiteFields, millimetres
from ui.pages.settings_parts import Option, fill, options_box
from ui.pages.words import two_lines
from ui.theme import Tone
from ui.widgets.board_canvas import BoardCanvas
from ui.widgets.controls import Button, Chip, Label
from ui.widgets.corner_surface import CornerSurface
from ui.widgets.panels import FormRow, Hairline, Panel
from ui.widgets.states import FACES
from workshop.benches.map_drawing import Drawing
from workshop.language import say, say_many

if TYPE_CHECKING:
    from workshop.queries.board_maps import BoardPlan

_RIGHT, _SMALLEST_BOARD = 360, 20.0


class MapEditor(QWidget):
    """Draws on one board until it is saved; `left` says that the list is wanted again."""

    left = Signal()

    def __init__(self, desk: Desk, context: Context) -> None:
        super().__init__()
        self._desk, self._context = desk, context
        self.drawing: Drawing | None = None
        self._models: list[str] = []
        self._warned = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.canvas, self.corners = BoardCanvas(), CornerSurface()
        self.photos = MapPhotos(desk, self.canvas)
        self.files = PhotoFiles(desk, context, self.corners)
        self.files.came.connect(self._photo_came)
        self.canvas.edited.connect(self._edited)
        self.canvas.picked.connect(lambda _name: self._show_site())
        self.canvas.undone.connect(lambda: self._again(undo=True))
        self.canvas.redone.connect(lambda: self._again(undo=False))
        self.corners.marked.connect(self._mark)
        row.addWidget(self._middle(), 1)
        row.addWidget(self._side())

    # What stands where

    def _middle(self) -> QWidget:
        middle = Panel(margin=12)
        tools = QHBoxLayout()
        tools.setSpacing(6)
        self.faces = {face: Chip(say(words)) for face, words in FACES.items()}
        for face, chip in self.faces.items():
            chip.clicked.connect(lambda _=False, face=face: self.show_face(face))
            tools.addWidget(chip)
        tools.addStretch(1)
        self.undo = Button("", icon="undo", press=lambda: self._again(undo=True))
        self.redo = Button("", icon="refresh", press=lambda: self._again(undo=False))
        self.add = Button("", icon="plus", press=self.canvas.add)
        farther = Button("", icon="zoom-out", press=lambda: self.canvas.zoom(0.8))
        nearer = Button("", icon="zoom-in", press=lambda: self.canvas.zoom(1.25))
        fit = Button("", icon="fit", press=self.canvas.fit)
        for button, words in (
            (self.undo, say("Take the last change of the map back")),
            (self.redo, say("Make the change again")),
            (self.add, say("Put a site on the board")),
            (farther, say("Zoom out")), (nearer, say("Zoom in")), (fit, say("Fit the board")),
        ):  # fmt: skip
            button.setAccessibleName(words)
            button.setToolTip(words)
            tools.addWidget(button)
        middle.body.addLayout(tools)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.corners)
        middle.body.addWidget(self._stack, 1)
        self.hint = Label("", theme.NOTE, ink="quiet", wraps=True)
        middle.body.addWidget(self.hint)
        return middle

    def _side(self) -> QWidget:
        side = Panel(margin=12)
        side.setFixedWidth(_RIGHT)
        inside = Scrolled()
        side.body.addWidget(inside, 1)
        self._add_board(inside.column)
        self._add_photo(inside.column)
        inside.column.addWidget(Hairline())
        self.site = SiteFields()
        self.site.changed.connect(self._change)
        self.site.rowAsked.connect(self._copy_row)
        self.site.removeAsked.connect(self.canvas.remove)
        inside.column.addWidget(self.site)
        inside.column.addStretch(1)
        self.fault = Label("", theme.NOTE, ink="refused", wraps=True)
        side.body.addWidget(self.fault)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.cancel = Button(say("Cancel"), press=self.leave)
        self.save = Button(say("Save the map"), icon="save", tone=Tone.ACCENT, filled=True,
                           press=self._save)  # fmt: skip
        row.addWidget(self.cancel)
        row.addWidget(self.save, 1)
        side.body.addLayout(row)
        return side

    def _add_board(self, column: QVBoxLayout) -> None:
        self.code, self.name = QLineEdit(), QLineEdit()
        self.model = options_box([])
        self.model.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.width_mm, self.height_mm = millimetres(_SMALLEST_BOARD), millimetres(_SMALLEST_BOARD)
        self.of = Label("", theme.NOTE, ink="quiet", wraps=True)
        column.addWidget(FormRow(say("Code of the board"), self.code))
        column.addWidget(FormRow(say("Name of the board"), self.name))
        column.addWidget(self.of)
        self.model_row = FormRow(say("Model that has this board"), self.model)
        column.addWidget(self.model_row)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(FormRow(say("Width, mm"), self.width_mm), 1)
        row.addWidget(FormRow(say("Height, mm"), self.height_mm), 1)
        column.addLayout(row)
        for edit in (self.code, self.name):
            edit.editingFinished.connect(self._call)
        for box in (self.width_mm, self.height_mm):
            box.valueChanged.connect(self._size)

    def _add_photo(self, column: QVBoxLayout) -> None:
        self.load = Button("", icon="camera", press=self._choose_photo)
        self.mark = Button(say("Mark the corners"), icon="fit", press=self.mark_corners)
        self.bare = Button(say("Take the photo away"), icon="trash", press=self._take_photo_away)
        for button in (self.load, self.mark, self.bare):
            column.addWidget(button)

    # Begun and shown

    def begin(self, plan: BoardPlan) -> None:
        """Draw on this board."""
        self.drawing = Drawing(plan.body)
        self.files.kept, self._warned = [], False
        self._models = list(plan.models)
        faces = {site["face"] for site in plan.body["sites"]}
        self.canvas.setFace("back" if faces == {"back"} else "front")
        self.code.setReadOnly(plan.drawn)
        words = say_many("{n} model has this board: {names}", "{n} models have this board: {names}",
                         len(plan.models), names=", ".join(plan.models))  # fmt: skip
        self.of.setText(words if plan.models else "")
        self.of.setVisible(bool(plan.models))
        self.model_row.setVisible(not plan.models)
        self._desk.ask("models", {}, partial(self._models_came, plan.model), self, "models")
        self._stack.setCurrentWidget(self.canvas)
        self.canvas.pick("")
        self._edited()
        self.canvas.fit()

    def _models_came(self, now: str, rows: Sequence[Any]) -> None:
        names = [Option(row.name, row.name) for row in rows]
        fill(self.model, [Option("", say("None yet")), *names], now)

    def show_face(self, face: str) -> None:
        """Draw on this face."""
        self._stack.setCurrentWidget(self.canvas)
        self.canvas.setFace(face)
        self.canvas.pick("")
        self._edited()

    def _edited(self) -> None:
        """Show the board as it is drawn now."""
        drawing = self.drawing
        if drawing is None:
            return
        self.canvas.show_drawing(drawing)
        self.photos.show_map(drawing.now)
        now, face = drawing.now, self.canvas.face()
        for field, text in ((self.code, now.tag), (self.name, now.name)):
            if field.text() != text:
                field.setText(text)
                field.setCursorPosition(0)
        for box, length in ((self.width_mm, now.width), (self.height_mm, now.height)):
            box.blockSignals(True)
            box.setValue(length)
            box.blockSignals(False)
        self.undo.setEnabled(drawing.may_undo)
        self.redo.setEnabled(drawing.may_redo)
        for each, chip in self.faces.items():
            chip.setFilled(each == face)
            chip.setAccessibleDescription(say("In sight") if each == face else "")
        has_photo = now.photo(face) is not None
        front = say("Another photo of the front …") if has_photo else say("Photo of the front …")
        back = say("Another photo of the back …") if has_photo else say("Photo of the back …")
        self.load.setText(front if face == "front" else back)
        self.mark.setVisible(has_photo)
        self.bare.setVisible(has_photo)
        self._show_site()
        self._show_words()

    def _show_site(self) -> None:
        if self.drawing is not None:
            self.site.show_site(self.drawing.now.site(self.canvas.current()))

    def _show_words(self) -> None:
        marks = self._stack.currentWidget() is self.corners
        self.mark.setText(say("The corners are right") if marks else say("Mark the corners"))
        self.hint.setText(
            say("Drag the numbers onto the corners of the board, 1 at its top left.") if marks
            else say("Drag on the board to draw a site, drag a site to move it.")
        )  # fmt: skip
        fault = self.drawing.fault() if self.drawing else None
        self.fault.setText(str(fault) if fault else "")
        self.fault.setVisible(fault is not None)

    # What is drawn

    def _call(self) -> None:
        if self.drawing is not None:
            self.drawing.call(self.code.text(), self.name.text())
            self._edited()

    def _size(self) -> None:
        if self.drawing is not None:
            self.drawing.size(self.width_mm.value(), self.height_mm.value())
            self._edited()

    def _change(self, fields: dict[str, Any]) -> None:
        if self.drawing is not None:
            name = self.drawing.change(self.canvas.current(), **fields)
            if "face" in fields:
                self.canvas.setFace(fields["face"])
            self.canvas.rename_current(name)
            self.canvas.show_drawing(self.drawing)
            self.canvas.pick(name)
            self._edited()

    def _copy_row(self, count: int, dx: float, dy: float) -> None:
        if self.drawing is not None:
            made = self.drawing.copy_row(self.canvas.current(), count, dx, dy)
            self._edited()
            if made:
                self.canvas.pick(made[-1])

    def _again(self, *, undo: bool) -> None:
        if self.drawing is not None:
            (self.drawing.undo if undo else self.drawing.redo)()
            self._edited()

    # Photos

    def _photo_came(self, of: object, face: str, width: int, height: int) -> None:
        """A photo was kept: unless another board is drawn on by now, its corners are marked."""
        if self.drawing is not None and of is self.drawing:
            self.drawing.put_photo(face, self.files.newest, width, height)
            self._edited()
            self.mark_corners()

    def _choose_photo(self) -> None:
        self.files.choose(self, self.load.words(), self.drawing, self.canvas.face())

    def mark_corners(self) -> None:
        """Mark where on its photo the board lies; or, while that is done, draw on it again."""
        photo = self.drawing.now.photo(self.canvas.face()) if self.drawing else None
        if photo is None or self._stack.currentWidget() is self.corners:
            self._stack.setCurrentWidget(self.canvas)
            self._edited()
            return
        self._stack.setCurrentWidget(self.corners)
        self.corners.show_photo("", QSize(photo.width, photo.height), None)
        self.corners.show_corners(photo.corners)
        self.corners.setFocus(Qt.FocusReason.OtherFocusReason)
        self.files.open(photo.sha256)
        self._show_words()

    def _mark(self, corners: list[int]) -> None:
        if self.drawing is not None:
            self.drawing.mark_corners(self.canvas.face(), corners)
            self.undo.setEnabled(True)
            self._show_words()

    def _take_photo_away(self) -> None:
        if self.drawing is not None:
            self.drawing.take_photo_away(self.canvas.face())
            self._stack.setCurrentWidget(self.canvas)
            self._edited()

    # Saved or left

    def _save(self) -> None:
        drawing = self.drawing
        if drawing is None:
            return
        self._call()
        fault = drawing.fault()
        if fault is not None:
            self._refused(str(fault), "")
            return
        given = str(self.model.currentData() or "") if self.model_row.isVisible() else ""
        act = drawing.save([given] if given else [], self.files.kept)
        self._desk.do(act.act, act.facts, self._saved, self._refused, owner=self)

    def _saved(self, _receipt: dict[str, Any], text: str) -> None:
        self._context.answer("done", text, say("Cards of these models show it now."))
        if self.drawing is not None:
            self.drawing.saved()
        self.left.emit()

    def leave(self) -> None:
        """Go back to the list; what is not saved is asked about once."""
        if self.drawing is not None and self.drawing.is_changed and not self._warned:
            self._warned = True
            self._context.answer("careful", say("The map is not saved"),
                                 say("Cancel once more gives the changes up."))  # fmt: skip
            return
        self.left.emit()

    def _refused(self, sentence: str, _kind: str) -> None:
        self._context.answer("refused", *two_lines(sentence))
