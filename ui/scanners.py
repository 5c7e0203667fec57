# SPDX-License-Identifier: MIT
"""Scanning, three ways: keys, a serial port and a camera become the same scans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.repeats import Repeats
from ui.scanner import Scanner
from ui.settings import Settings
from workshop.language import say

if TYPE_CHECKING:
    from ui.camera_scanner import CameraScanner
    from ui.serial_scanner import SerialScanner
    from ui.widgets.camera_view import CameraView

WEDGE, SERIAL, CAMERA = "wedge", "serial", "camera"


class Scanners(QObject):
    """The three ways of this window, by its settings; a serial port or a camera loads when wanted.

    `heard(text, way)` is everything that was read. `scanned(text)` leaves out what a device sends
    twice, `doubtful(text)` may lack its beginning. `changed` says that a device came or went,
    `told(state, big, small)` what people should know of it.
    """

    heard = Signal(str, str)
    scanned = Signal(str)
    photographed = Signal(object)  # a QImage the camera took
    doubtful = Signal(str)
    changed = Signal()
    told = Signal(str, str, str)

    def __init__(self, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._settings, self._window = settings, window
        self.repeats = Repeats(0.0)
        self.wedge = Scanner(settings.scanner, self)
        self.serial: SerialScanner | None = None
        self.camera: CameraScanner | None = None
        self.view: CameraView | None = None
        self.wedge.scanned.connect(lambda text: self._hear(text, WEDGE))
        self.wedge.doubtful.connect(self.doubtful)

    def start(self) -> None:
        """Listen from now on; the camera is switched on when somebody wants it."""
        self.wedge.start()
        self.refresh()

    def stop(self) -> None:
        """Listen no longer, and let go of the devices."""
        self.wedge.stop()
        if self.serial is not None:
            self.serial.stop()
        if self.camera is not None and self.camera.is_on:
            self.film()

    def refresh(self) -> None:
        """Go by the settings as they are now."""
        settings = self._settings
        self.repeats.seconds = settings.scanner_repeat / 1000
        self.wedge.setRules(settings.scanner)
        if settings.serial_port and self.serial is None:
            from ui.serial_scanner import SerialScanner

            self.serial = SerialScanner(self)
            self.serial.scanned.connect(lambda text: self._hear(text, SERIAL))
            self.serial.changed.connect(self._serial_changed)
            self.serial.refused.connect(lambda words: self.told.emit("refused", say(words), ""))
        if self.serial is not None:
            self.serial.listen(settings.serial)
        if self.view is not None:
            self.view.speak()
        if self.camera is not None and self.camera.is_on:
            self.camera.take_from(settings.camera)

    def film(self) -> None:
        """Switch the camera on with its live view at the side, or both off."""
        if self.camera is None:
            from ui.camera_scanner import CameraScanner

            self.camera = CameraScanner(self)
            self.camera.scanned.connect(lambda text: self._hear(text, CAMERA))
            self.camera.changed.connect(lambda _state: self.changed.emit())
        if self.camera.is_on:
            self.camera.stop()
            self._put_away()
        else:
            self.camera.start(self._settings.camera)
            if self.camera.is_on:
                self._show()
            else:
                words = say("Cameras cannot be used on this computer")
                self.told.emit("refused", words, say("Install libpulse0, then start anew."))

    def _show(self) -> None:
        from ui.widgets.camera_view import CameraView

        layout = self._window.layout()
        if self.camera is None or layout is None:
            return
        self.view = CameraView(self.camera)
        self.view.closed.connect(self.film)
        self.view.photographed.connect(self.photographed)
        layout.addWidget(self.view)
        self.view.show()

    def _put_away(self) -> None:
        if self.view is not None:
            self.view.hide()
            self.view.deleteLater()
            self.view = None

    def _hear(self, text: str, way: str) -> None:
        self.heard.emit(text, way)
        if not self.repeats.is_repeat(text):
            self.scanned.emit(text)

    def _serial_changed(self, state: str, name: str) -> None:
        from ui.serial_scanner import State, state_words

        if state == State.LOST:
            hint = say("Plug it in again; nothing else is to be done.")
            self.told.emit("careful", state_words(State.LOST, name), hint)
        elif state == State.CONNECTED:
            self.told.emit("idle", state_words(State.CONNECTED, name), "")
        self.changed.emit()
