# SPDX-License-Identifier: MIT
"""The three sounds that answer a scan, where the computer can play them; else its own beep."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect


class Sound(StrEnum):
    """What a sound says; each is the name of its file."""

    OK = "ok"
    CAREFUL = "careful"
    REFUSED = "refused"


class Sounds(QObject):
    """Plays the answers. Nothing here is loaded before `prepare` or the first sound.

    QtMultimedia is missing on Linux without libpulse, and a bench PC may have no loudspeaker:
    neither is an error, and neither is said.
    """

    def __init__(self, parent: QObject | None = None, on: bool = True) -> None:
        super().__init__(parent)
        self._on = on
        self._effects: dict[Sound, QSoundEffect] | None = None

    def setOn(self, on: bool) -> None:
        """Switch all sounds on or off."""
        self._on = on

    def isOn(self) -> bool:
        """Whether there are sounds."""
        return self._on

    def prepare(self) -> bool:
        """Get ready to play without delay, some 90 ms once; False if only a beep can be had."""
        if self._effects is None:
            with in_silence():
                self._effects = self._load()
        return bool(self._effects)

    def play(self, sound: Sound | str) -> None:
        """Play this sound now, over one that still plays."""
        if not self._on:
            return
        if not self.prepare() or self._effects is None:
            QApplication.beep()
            return
        self._effects[Sound(sound)].play()

    def _load(self) -> "dict[Sound, QSoundEffect]":
        try:
            from PySide6.QtMultimedia import QMediaDevices, QSoundEffect
        except ImportError:
            return {}
        if QMediaDevices.defaultAudioOutput().isNull():
            return {}
        effects = {}
        for sound in Sound:
            effect = QSoundEffect(self)
            with as_file(files("resources") / "sounds" / f"{sound}.wav") as path:
                effect.setSource(QUrl.fromLocalFile(str(path)))
            effects[sound] = effect
        return effects


@contextmanager
def in_silence() -> Iterator[None]:
    """Keep to itself what QtMultimedia says of libraries and devices it did not find."""

    def drop(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """Say nothing."""

    before = qInstallMessageHandler(drop)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
