# SPDX-License-Identifier: MIT
"""A stream of pictures plays the camera: its codes are scans, each once, and none is made up."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QPointF, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QCameraFormat, QVideoFrame
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))
from code_pictures import BARS, EAN, HIGH, MATRIX, QR, WIDE, Code, frame, image, picture
from patience import let_work, wait

from ui import camera_scanner
from ui.camera_scanner import TURNS, CameraScanner, Reader, Seen, State, best_format, grey, read
from ui.repeats import InView
from ui.sounds import in_silence
from ui.widgets.camera_view import CameraView

TAG, SERIAL = ("C0100773K7", QR), ("M9YVCM12", BARS)
FIELDS, ARTICLE = ("[)>\x1e06\x1dS4711AB\x1e\x04", MATRIX), ("4006381333931", EAN)
ALL: list[Code] = [TAG, SERIAL, FIELDS, ARTICLE]
READ = {"]Q1C0100773K7", "]C0M9YVCM12", "]d1[)>\x1e06\x1dS4711AB\x1e\x04", "]E04006381333931"}


class Film:
    """A camera that is switched on, and what it read."""

    def __init__(self) -> None:
        self.now = 100.0
        self.camera = CameraScanner()
        self.scans: list[str] = []
        self.seen: list[Seen] = []
        self.camera.scanned.connect(self.scans.append)
        self.camera.seen.connect(self.seen.append)
        with in_silence():
            self.camera.start()
        self.camera._view = InView(1.0, lambda: self.now)

    def show(self, pixels: bytes, times: int = 1) -> None:
        """Hold a picture in front of it until it was read so many times."""
        assert self.camera.sink is not None
        for _ in range(times):
            before = len(self.seen)
            self.camera.sink.setVideoFrame(frame(pixels))
            wait(lambda before=before: len(self.seen) > before)


@pytest.fixture
def film(app: QApplication) -> Iterator[Film]:
    found = Film()
    yield found
    found.camera.stop()


@pytest.mark.parametrize("angle", [0.0, 30.0, -30.0, 45.0, 75.0])
def test_several_codes_in_one_picture_are_read_at_any_angle(film: Film, angle: float) -> None:
    film.show(picture(ALL, angle), 3)
    assert set(film.scans) == READ
    assert len(film.scans) == 4


@pytest.mark.parametrize("angle", [0.0, 30.0])
def test_codes_out_of_focus_are_read(film: Film, angle: float) -> None:
    film.show(picture(ALL, angle, blur=1.0), 3)
    assert READ - set(film.scans) == set()


def test_without_turning_the_picture_bars_askew_are_not_read() -> None:
    """The planted fault: why the picture is turned."""
    askew = image(picture([SERIAL], 30))
    assert read(askew) == []
    assert any(read(askew, turn) for turn in TURNS)


@pytest.mark.parametrize(
    "kind", ["NV12", "NV21", "YUV420P", "YV12", "Y8", "YUYV", "UYVY", "XRGB8888"]
)
def test_whatever_a_camera_sends_is_read(kind: str) -> None:
    found = grey(frame(picture([TAG, SERIAL]), kind))
    assert found.size() == QSize(WIDE, HIGH)
    assert {one.code for one in read(found)} == {"]Q1C0100773K7", "]C0M9YVCM12"}


def test_a_picture_without_codes_gives_none(film: Film) -> None:
    film.show(picture([]), 3)
    assert film.scans == []
    assert [seen.found for seen in film.seen] == [[], [], []]


def test_a_code_is_read_once_until_it_was_out_of_view(film: Film) -> None:
    with_tag, without = picture([TAG]), picture([])
    film.show(with_tag, 4)
    film.show(without)
    film.now += 0.5
    film.show(with_tag)
    assert film.scans == ["]Q1C0100773K7"], "a hand passed in front of it"
    film.now += 1.5
    film.show(without)
    film.show(with_tag)
    assert film.scans == ["]Q1C0100773K7"] * 2


def test_the_lines_lie_around_the_code() -> None:
    pixels = picture([TAG], 30)
    (upright,) = read(image(pixels))
    box = upright.corners.boundingRect()
    assert 30 < box.left() < box.right() < 30 + 130 and 30 < box.top() < box.bottom() < 160
    askew = image(picture([SERIAL], 30))
    (bars,) = next(found for found in (read(askew, turn) for turn in TURNS) if found)
    assert bars.corners.containsPoint(QPointF(30 + 235, 30 + 187), Qt.FillRule.OddEvenFill)


def test_only_the_newest_picture_is_read_and_never_on_the_main_thread(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, begun, threads = threading.Event(), threading.Event(), set[str]()
    widths: list[int] = []

    def slow(shown: QVideoFrame) -> QImage:
        threads.add(threading.current_thread().name)
        widths.append(shown.width())
        begun.set()
        assert free.wait(60)
        return QImage()

    monkeypatch.setattr(camera_scanner, "grey", slow)
    reader = Reader()
    seen: list[object] = []
    reader.seen.connect(seen.append)
    sized: Callable[[int], QVideoFrame] = lambda wide: QVideoFrame(  # noqa: E731
        QImage(wide, 8, QImage.Format.Format_RGB32)
    )
    reader.offer(sized(10))
    assert begun.wait(60)
    for wide in range(11, 40):
        reader.offer(sized(wide))
    free.set()
    wait(lambda: seen)
    let_work(0.05)
    assert (len(seen), widths) == (1, [10]), "the next waits until the first was dealt with"
    reader.go_on()
    wait(lambda: len(seen) == 2)
    assert widths == [10, 39]
    reader.close()
    assert threads == {"camera"}


def test_a_jpeg_and_what_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image(picture([TAG])).save(buffer, "JPG")  # type: ignore[call-overload]
    jpeg = bytes(buffer.data().data())

    class Sent(QVideoFrame):
        """A frame whose one plane is a file; Qt makes none of these by hand."""

        def map(self, mode: QVideoFrame.MapMode) -> bool:
            return True

        def bits(self, plane: int) -> object:
            return jpeg

        def pixelFormat(self) -> object:
            from PySide6.QtMultimedia import QVideoFrameFormat

            return QVideoFrameFormat.PixelFormat.Format_Jpeg

    monkeypatch.setattr("PySide6.QtMultimedia.QVideoFrame", Sent)
    assert [one.code for one in read(grey(Sent()))] == ["]Q1C0100773K7"]
    jpeg = b"no picture"
    assert grey(Sent()).isNull()


def test_a_frame_without_a_picture_is_null() -> None:
    assert grey(QVideoFrame()).isNull()


def test_without_qtmultimedia_it_says_so(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    camera = CameraScanner()
    camera.start()
    assert (camera.state, camera.is_on, camera_scanner.cameras()) == (State.ABSENT, False, [])
    assert "libpulse0" in camera_scanner.state_words(camera.state)


def test_the_best_format_is_the_widest_up_to_1280() -> None:
    class Format:
        def __init__(self, wide: int, high: int, rate: float) -> None:
            self._size, self._rate = QSize(wide, high), rate

        def resolution(self) -> QSize:
            return self._size

        def maxFrameRate(self) -> float:
            return self._rate

    there = [Format(640, 480, 60), Format(1920, 1080, 30), Format(1280, 720, 10)]
    best = Format(1280, 720, 30)
    assert best_format([*there, best]) is best  # type: ignore[list-item,comparison-overlap]
    assert best_format(list[QCameraFormat]()) is None


def test_the_view_shows_what_is_read_and_switches_off(film: Film) -> None:
    view = CameraView(film.camera)
    view.show()
    asked: list[int] = []
    view.closed.connect(lambda: asked.append(1))
    assert "No camera" in view.state.text()
    film.show(picture(ALL))
    wait(lambda: view.read.isVisible())
    assert len(view.finder.outlines()) == 4
    scale = view.finder.width() / WIDE
    tag = next(one for one in film.seen[0].found if one.code == "]Q1C0100773K7")
    assert view.finder.outlines()[film.seen[0].found.index(tag)].boundingRect().width() == (
        pytest.approx(tag.corners.boundingRect().width() * scale)
    )
    good = view.finder.grab().toImage()
    green = [
        good.pixelColor(x, y)
        for x in range(good.width())
        for y in range(good.height())
        if good.pixelColor(x, y).saturation() > 90
    ]
    assert green, "no line was painted"
    view.off.click()
    assert asked == [1]
    view.close()
