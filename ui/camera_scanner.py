# SPDX-License-Identifier: MIT
"""The camera as a scanner: the newest picture is read beside the window, codes into scans."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from itertools import cycle
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QImage, QPolygonF, QTransform

from ui.repeats import InView
from ui.sounds import in_silence
from workshop.language import mark, say

if TYPE_CHECKING:
    from PySide6.QtMultimedia import (
        QCamera,
        QCameraDevice,
        QCameraFormat,
        QMediaCaptureSession,
        QMediaDevices,
        QVideoFrame,
        QVideoSink,
    )

# px: a wider picture is not read better, only slower.
WIDEST = 1280

# Bars are read along lines across the picture and down it, so that a label on which they are four
# times as wide as high may lie some 12 degrees askew: the picture is turned in steps of 22.5.
TURNS = (22.5, 45.0, 67.5)


class State(StrEnum):
    """Whether there are pictures."""

    OFF = "off"
    ON = "on"
    NONE = "none"  # no camera is plugged in
    LOST = "lost"  # it was unplugged, or another program has it
    ABSENT = "absent"  # what cameras are reached by is not installed


_STATES = {
    State.OFF: mark("The camera is off."),
    State.ON: mark("Hold a code in front of the camera."),
    State.NONE: mark("No camera is plugged in. Plug one in: it is found by itself."),
    State.LOST: mark("The camera gives no picture: it was unplugged, or another program has it."),
    State.ABSENT: mark("Cameras cannot be used on this computer: install libpulse0."),
}


def state_words(state: State) -> str:
    """Whether there are pictures, in words."""
    return say(_STATES[state])


class Found(NamedTuple):
    """A code in a picture: what it says, behind its AIM prefix, and its four corners in px."""

    code: str
    corners: QPolygonF


class Seen(NamedTuple):
    """A picture in grey, and the codes in it."""

    image: QImage
    found: list[Found]


def grey(frame: QVideoFrame) -> QImage:
    """The picture of a frame in grey; a null image where its format is none we know.

    What cameras send begins with the grey picture, or is a JPEG, or is in colours; no graphics
    card is asked, so that this may be done on any thread.
    """
    from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

    copy = QVideoFrame(frame)
    if not copy.map(QVideoFrame.MapMode.ReadOnly):
        return QImage()
    try:
        data, row = bytes(copy.bits(0)), copy.bytesPerLine(0)
        kind, wide, high = copy.pixelFormat(), copy.width(), copy.height()
    finally:
        copy.unmap()
    formats, image = QVideoFrameFormat.PixelFormat, QImage.Format
    if kind == formats.Format_Jpeg:
        return QImage.fromData(data).convertToFormat(image.Format_Grayscale8)
    planar = (formats.Format_NV12, formats.Format_NV21, formats.Format_YUV420P)
    if kind in (*planar, formats.Format_YV12, formats.Format_YUV422P, formats.Format_Y8):
        return QImage(data, wide, high, row, image.Format_Grayscale8).copy()
    if kind in (formats.Format_YUYV, formats.Format_UYVY):  # every second byte is grey
        data = data[kind == formats.Format_UYVY :: 2]
        return QImage(data, wide, high, row // 2, image.Format_Grayscale8).copy()
    colours = QVideoFrameFormat.imageFormatFromPixelFormat(kind)
    if colours == image.Format_Invalid:
        return QImage()
    return QImage(data, wide, high, row, colours).convertToFormat(image.Format_Grayscale8)


def read(image: QImage, turn: float = 0.0) -> list[Found]:
    """The codes in a grey picture, each once; with `turn`, bars that lie so many degrees askew.

    Square codes are read at any angle without it. What it takes for a code has passed the check
    of its kind, and bars were read along two lines.
    """
    import zxingcpp

    kinds = zxingcpp.BarcodeFormat
    bars = [kinds.Code128, kinds.Code39, kinds.Code93, kinds.EANUPC]
    squares = [kinds.QRCode, kinds.MicroQRCode, kinds.DataMatrix, kinds.PDF417, kinds.Aztec]
    found: dict[str, Found] = {}
    for angle in (0.0, turn) if turn else (0.0,):
        turned, back = _turned(image, angle)
        for code in zxingcpp.read_barcodes(
            turned,
            formats=zxingcpp.BarcodeFormats(bars if angle else bars + squares),
            text_mode=zxingcpp.TextMode.Plain,
        ):
            text = code.symbology_identifier + code.text
            where = code.position
            corners = (where.top_left, where.top_right, where.bottom_right, where.bottom_left)
            polygon = QPolygonF([QPointF(corner.x, corner.y) for corner in corners])
            found.setdefault(text, Found(text, back.map(polygon)))
    return list(found.values())


def _turned(image: QImage, angle: float) -> tuple[QImage, QTransform]:
    """A picture turned about its middle, and what brings its points back."""
    if not angle:
        return image, QTransform()
    turn = QTransform().rotate(angle)
    turned = image.transformed(turn, Qt.TransformationMode.SmoothTransformation)
    back, _ = QImage.trueMatrix(turn, image.width(), image.height()).inverted()
    return turned.convertToFormat(QImage.Format.Format_Grayscale8), back


class Reader(QObject):
    """Reads pictures on a thread of its own: always the newest, and one at a time.

    The next is begun only when `go_on` says that the last one was dealt with, so that nothing
    piles up in front of a busy window either.
    """

    seen = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._there = threading.Condition()
        self._frame: QVideoFrame | None = None
        self._is_free, self._is_closed = True, False
        self._turns: Iterator[float] = cycle(TURNS)
        self._thread = threading.Thread(target=self._work, name="camera", daemon=True)
        self._thread.start()

    def offer(self, frame: QVideoFrame) -> None:
        """Read this picture next, in place of one that still waits."""
        with self._there:
            self._frame = frame
            self._there.notify()

    def go_on(self) -> None:
        """What was seen last was dealt with."""
        with self._there:
            self._is_free = True
            self._there.notify()

    def close(self) -> None:
        """Read nothing any more; returns when the thread is gone."""
        with self._there:
            self._is_closed = True
            self._there.notify()
        self._thread.join()

    def _next(self) -> QVideoFrame | None:
        """The newest picture, when there is one and the last was dealt with; None at the end."""
        with self._there:
            self._there.wait_for(lambda: self._is_closed or (self._is_free and self._frame))
            frame, self._frame, self._is_free = self._frame, None, False
            return None if self._is_closed else frame

    def _work(self) -> None:
        while (frame := self._next()) is not None:
            image = grey(frame)
            found = [] if image.isNull() else read(image, next(self._turns))
            with suppress(RuntimeError):  # the window went while this was read
                self.seen.emit(Seen(image, found))


class CameraScanner(QObject):
    """Switches a camera on and off; what it sees is `seen`, and each new code `scanned`.

    A code is scanned once, and again only after it was out of the picture for a second.
    """

    scanned = Signal(str)
    seen = Signal(object)
    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.OFF
        self.sink: QVideoSink | None = None
        self._reader: Reader | None = None
        self._camera: QCamera | None = None
        self._session: QMediaCaptureSession | None = None
        self._devices: QMediaDevices | None = None
        self._wanted = ""
        self._view = InView()

    @property
    def is_on(self) -> bool:
        """Whether it was switched on, with or without a camera to be had."""
        return self._reader is not None

    def start(self, wanted: str = "") -> None:
        """Switch on the camera of this name, the computer's first where it is not there."""
        if self.is_on:
            return
        if not can_film():
            self._tell(State.ABSENT)
            return
        from PySide6.QtMultimedia import QMediaDevices, QVideoSink

        self._wanted = wanted
        self._reader = Reader(self)
        self._reader.seen.connect(self._seen)
        self.sink = QVideoSink(self)
        self.sink.videoFrameChanged.connect(self._reader.offer)
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._plug)
        self._plug()

    def picture(self) -> QImage:
        """What it sees now, in colour and as large as it comes; nothing where it sees nothing."""
        if self.sink is None:
            return QImage()
        with in_silence():  # Qt says how it turns the colours, with or without a graphics card
            return self.sink.videoFrame().toImage()

    def take_from(self, wanted: str) -> None:
        """Take pictures from another camera from now on."""
        if wanted != self._wanted:
            self._wanted = wanted
            self._plug()

    def stop(self) -> None:
        """Switch it off."""
        self._unplug()
        if self._reader is not None:
            self._reader.close()
        for one in (self._reader, self.sink, self._devices):
            if one is not None:
                one.deleteLater()
        self._reader = self.sink = self._devices = None
        self._view = InView()
        self._tell(State.OFF)

    def _tell(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit(state.value)

    def _plug(self) -> None:
        """Take pictures from the camera that is wanted, now that there are others."""
        from PySide6.QtMultimedia import QCamera, QMediaCaptureSession

        self._unplug()
        device = wanted_camera(self._wanted)
        if device is None or self.sink is None:
            self._tell(State.NONE)
            return
        self._camera = QCamera(device, self)
        chosen = best_format(device.videoFormats())
        if chosen is not None:
            self._camera.setCameraFormat(chosen)
        self._camera.errorOccurred.connect(self._failed)
        self._session = QMediaCaptureSession(self)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self.sink)
        self._tell(State.ON)
        self._camera.start()

    def _unplug(self) -> None:
        if self._camera is not None:
            self._camera.stop()
        for one in (self._session, self._camera):
            if one is not None:
                one.deleteLater()
        self._session = self._camera = None

    def _failed(self) -> None:
        self._unplug()
        self._tell(State.LOST)

    def _seen(self, seen: Seen) -> None:
        if self._reader is None:
            return
        self._reader.go_on()
        self.seen.emit(seen)
        for code in self._view.new(found.code for found in seen.found):
            self.scanned.emit(code)


def can_film() -> bool:
    """Whether cameras can be reached: on a Linux without libpulse0 they cannot."""
    with in_silence():
        try:
            from PySide6.QtMultimedia import QMediaDevices

            QMediaDevices.videoInputs()  # loads what it needs, and says what it did not find
        except ImportError:
            return False
    return True


def cameras() -> list[tuple[str, str]]:
    """The name and the words of each camera of this computer; none where it cannot have any."""
    if not can_film():
        return []
    from PySide6.QtMultimedia import QMediaDevices

    return [(_name(one), one.description()) for one in QMediaDevices.videoInputs()]


def _name(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace")


def wanted_camera(name: str) -> QCameraDevice | None:
    """The camera of this name, else the first; None where there is none."""
    from PySide6.QtMultimedia import QMediaDevices

    there = list(QMediaDevices.videoInputs())
    return next((one for one in there if _name(one) == name), there[0] if there else None)


def best_format(formats: list[QCameraFormat]) -> QCameraFormat | None:
    """The largest picture up to 1280 px wide, of those the one that comes most often."""
    fitting = [one for one in formats if one.resolution().width() <= WIDEST]
    return max(
        fitting,
        key=lambda one: (one.resolution().width(), one.resolution().height(), one.maxFrameRate()),
        default=None,
    )
