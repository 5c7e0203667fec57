# SPDX-License-Identifier: MIT
"""Sounds are heard where they can be, and their absence is never an error."""

import subprocess
import sys
import wave
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import make_sounds
import pytest
from PySide6.QtWidgets import QApplication

from ui.sounds import Sound, Sounds

ROOT = Path(__file__).parents[2]


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the computer's own beep was asked for."""
    heard: list[str] = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append("beep"))
    return heard


def read(path: Path) -> tuple[int, list[int]]:
    """Rate and samples of a WAV file."""
    with wave.open(str(path), "rb") as file:
        assert file.getnchannels() == 1 and file.getsampwidth() == 2
        data = file.readframes(file.getnframes())
        rate = file.getframerate()
    return rate, [
        int.from_bytes(data[i : i + 2], "little", signed=True) for i in range(0, len(data), 2)
    ]


@pytest.mark.parametrize("sound", Sound)
def test_the_files_are_what_the_script_makes(sound: Sound) -> None:
    rate, found = read(make_sounds.FOLDER / f"{sound}.wav")
    wanted = make_sounds.samples(sound.value)
    assert rate == make_sounds.RATE
    assert len(found) == len(wanted)
    assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= 1


def test_sounds_are_short_distinct_and_do_not_click() -> None:
    for sound in Sound:
        samples = make_sounds.samples(sound.value)
        assert 0.1 <= len(samples) / make_sounds.RATE <= 0.4
        assert abs(samples[0]) < 400 and abs(samples[-1]) < 400
        assert 12_000 < max(samples) < 30_000
    ok, refused = (make_sounds.samples(name) for name in ("ok", "refused"))

    def crossings(samples: list[int]) -> float:
        turns = sum(a < 0 <= b for a, b in pairwise(samples))
        return turns * make_sounds.RATE / len(samples)

    assert crossings(ok) > 3 * crossings(refused)


def test_switched_off_nothing_is_loaded_or_heard(
    app: QApplication, beeps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another test may have loaded it: what counts is that this one does not.
    monkeypatch.delitem(sys.modules, "PySide6.QtMultimedia", raising=False)
    sounds = Sounds(on=False)
    sounds.play(Sound.OK)
    assert beeps == []
    assert "PySide6.QtMultimedia" not in sys.modules
    sounds.setOn(True)
    assert sounds.isOn()


def test_without_qtmultimedia_the_computer_beeps(
    app: QApplication, beeps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    sounds = Sounds()
    sounds.play(Sound.REFUSED)
    assert beeps == ["beep"]


class Multimedia(ModuleType):
    """A computer with, or without, a loudspeaker."""

    def __init__(self, speaker: bool, played: list[str]) -> None:
        super().__init__("PySide6.QtMultimedia")

        class Device:
            def isNull(self) -> bool:
                return not speaker

        class Devices:
            @staticmethod
            def defaultAudioOutput() -> Device:
                return Device()

        class Effect:
            def __init__(self, parent: object) -> None:
                self.name = ""

            def setSource(self, url: object) -> None:
                self.name = Path(url.toLocalFile()).stem  # type: ignore[attr-defined]

            def play(self) -> None:
                played.append(self.name)

        self.QMediaDevices, self.QSoundEffect = Devices, Effect


@pytest.mark.parametrize("speaker", [True, False])
def test_a_loudspeaker_plays_the_sound_asked_for(
    app: QApplication, beeps: list[str], monkeypatch: pytest.MonkeyPatch, speaker: bool
) -> None:
    played: list[str] = []
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", Multimedia(speaker, played))
    sounds = Sounds()
    assert sounds.prepare() is speaker
    for sound in Sound:
        sounds.play(sound)
    assert played == (["ok", "careful", "refused"] if speaker else [])
    assert beeps == ([] if speaker else ["beep"] * 3)


def test_this_computer_plays_or_beeps_without_a_word() -> None:
    code = """
from PySide6.QtWidgets import QApplication
from ui.sounds import Sounds
app = QApplication([])
sounds = Sounds()
for sound in ("ok", "careful", "refused"):
    sounds.play(sound)
    app.processEvents()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
