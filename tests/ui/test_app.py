# SPDX-License-Identifier: MIT
"""The program from the command line to its end: a demo, a first form, a file that will not open."""

import gc
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from patience import wait
from PySide6.QtWidgets import QApplication
from started import few_cards, shows, start, usable

from ui import app as program
from ui import refuse_broken_qt
from ui.app import App, milliseconds_alive, parse
from ui.settings import Settings
from workshop import language

__all__ = ["few_cards", "start"]

ROOT = Path(__file__).parents[2]


# Starting


def test_a_workshop_is_opened_and_remembered(start: Callable[..., App], file_shop: Any) -> None:
    target = str(file_shop.database.target)
    made = start("--db", target, "--light")
    wait(lambda: usable(made))
    assert made.context.scanner is not None and made.desk.by == "ANA"
    assert Settings.load().database == target
    made.window.close()
    again = start()
    wait(lambda: usable(again))
    assert str(again.target) == target


def test_settings_that_make_no_sense_are_said_and_kept_in_the_file(
    start: Callable[..., App], file_shop: Any
) -> None:
    file = Settings.load().file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('sound = "loud"\nfrom_next_year = [1, 2]\n', "utf-8")
    made = start("--db", str(file_shop.database.target), "--light")
    wait(lambda: made.window.strip.answer().value == "careful")
    big, small = made.window.strip.words()[:2]
    assert big == "Settings that make no sense are left out: sound, from_next_year"
    assert small == str(file)
    kept = tomllib.loads(file.read_text("utf-8"))
    assert kept["sound"] == "loud" and kept["from_next_year"] == [1, 2]
    assert kept["database"] == str(file_shop.database.target)


def test_the_folders_are_watched_from_the_start_but_not_for_a_demo(
    start: Callable[..., App], few_cards: None, file_shop: Any, tmp_path: Path
) -> None:
    settings = Settings.load()
    settings.photo_folder = settings.log_folder = str(tmp_path)
    settings.save()
    made = start("--db", str(file_shop.database.target), "--light")
    wait(lambda: made.watched is not None)
    assert made.watched is not None and made.watched.folder == str(tmp_path)
    assert made.watched_logs is not None and made.watched_logs.folder == str(tmp_path)
    made.settings.photo_folder = made.settings.log_folder = ""
    made.context.restyled.emit()
    assert made.watched.folder == made.watched_logs.folder == ""
    made.window.close()
    demo = start("--temp", "--light")
    wait(lambda: demo.watched is not None)
    assert demo.watched is not None and demo.watched.folder == ""
    assert demo.watched_logs is not None and demo.watched_logs.folder == ""
    assert Settings.load().photo_folder == str(tmp_path)


def test_the_demo_is_thrown_away_and_leaves_no_trace(
    start: Callable[..., App], few_cards: None
) -> None:
    made = start("--temp", "--dark")
    folder = made.temporary
    assert folder is not None and folder.is_dir()
    wait(lambda: usable(made))
    wait(lambda: made.window.windowTitle() == "Demo workshop – Card Workshop")
    made.context.set("person", "ANA", "Ana")
    made.window.close()
    made.close()
    assert not folder.exists()
    assert Settings.load().person == ""


def test_a_file_that_will_not_open_is_said_and_can_be_tried_again(
    start: Callable[..., App], tmp_path: Path, make_shop: Any
) -> None:
    target = tmp_path / "broken.db"
    target.write_bytes(b"no database at all" * 20)
    made = start("--db", str(target))
    wait(lambda: shows(made.window.welcome, made.window.welcome.trouble))
    assert made.window.strip.answer().value == "refused"
    target.unlink()
    make_shop(target)
    made.window.welcome.again.emit()
    wait(lambda: usable(made))


def test_a_window_nobody_sees_begins_all_the_same(
    start: Callable[..., App], file_shop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "UNSEEN_MS", 20)
    made = App(QApplication.instance(), parse(["--db", str(file_shop.database.target)]))  # type: ignore[arg-type]
    monkeypatch.setattr(made.window, "show", lambda: None)
    made.start()
    wait(lambda: usable(made))
    made.close()
    made.window.deleteLater()


def test_the_window_comes_back_where_it_was(start: Callable[..., App], file_shop: Any) -> None:
    made = start("--db", str(file_shop.database.target))
    wait(lambda: usable(made))
    assert made.window.isMaximized(), "the first time it is as large as the screen"
    made.window.showNormal()
    made.window.resize(1100, 700)
    made.window.close()
    made.close()
    again = start()
    assert not again.window.isMaximized() and again.window.height() == 700
    wait(lambda: usable(again))


# Look and language


def test_the_look_changes_while_it_runs(start: Callable[..., App], file_shop: Any) -> None:
    from ui import theme

    made = start("--db", str(file_shop.database.target), "--light")
    wait(lambda: usable(made))
    assert theme.tokens().name == "light"
    made.settings.theme, made.settings.scanner_gap = "dark", 90
    made.context.restyled.emit()
    assert theme.tokens().name == "dark"
    assert made.context.scanner is not None and made.context.scanner.rules().gap == 90


def test_another_language_needs_no_restart(
    start: Callable[..., App], file_shop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = start("--db", str(file_shop.database.target), "--lang", "en")
    wait(lambda: usable(made))
    before = made.window.rail
    # A language there is no catalogue for is English in other clothes: the window is made anew.
    monkeypatch.setattr(language, "use", lambda code: "fr")
    made.settings.language = "fr"
    made.context.restyled.emit()
    assert made.window.rail is not before
    assert made.window.page is not None
    ok = QApplication.translate("QPlatformTheme", "Cancel")
    assert ok == "Annuler"
    monkeypatch.undo()
    made.speak("en")
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_answers_are_heard_once_the_sounds_are_loaded(
    start: Callable[..., App], file_shop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "SOUNDS_AFTER_MS", 1)
    made = start("--db", str(file_shop.database.target))
    wait(lambda: made.sounds is not None)
    made.settings.sound = False
    made.context.restyled.emit()
    assert made.sounds is not None and not made.sounds.isOn()
    made.context.answer("done", "Well")
    made.context.answer("idle", "Nothing")


# The command line


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], Namespace(db=None, temp=False, theme=None, lang=None, look=False, backup=None)),
        (
            ["--temp", "--dark"],
            Namespace(db=None, temp=True, theme="dark", lang=None, look=False, backup=None),
        ),
        (
            ["--db", "postgresql://ana@server/w", "--light", "--lang", "fr"],
            Namespace(
                db="postgresql://ana@server/w",
                temp=False,
                theme="light",
                lang="fr",
                look=False,
                backup=None,
            ),
        ),
    ],
)
def test_the_command_line_is_read(arguments: list[str], wanted: Namespace) -> None:
    assert parse(arguments) == wanted


def test_light_and_dark_at_once_make_no_sense(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        parse(["--light", "--dark"])
    assert stop.value.code == 2 and "not allowed with" in capsys.readouterr().err


def run(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    """The program as people start it, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "ui", *arguments],
        cwd=ROOT,
        env={**os.environ, "CARD_WORKSHOP_TRACE": "1", "TMPDIR": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_program_says_when_it_is_seen_and_when_it_can_be_used(
    tmp_path: Path, file_shop: Any
) -> None:
    with run(tmp_path, "--db", str(file_shop.database.target)) as process:
        assert process.stderr is not None
        painted, ready = process.stderr.readline(), process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
        assert process.stderr.read() == ""
    assert re.fullmatch(r"painted \d+\n", painted) and re.fullmatch(r"ready \d+\n", ready)
    assert int(painted.split()[1]) < int(ready.split()[1])


def test_a_demo_that_is_told_to_end_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    with run(folder, "--temp") as process:
        assert process.stderr is not None
        process.stderr.readline()
        assert [path.name for path in folder.iterdir() if path.name.startswith("card-workshop-")]
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 0
    assert [path for path in folder.iterdir() if path.name.startswith("card-workshop-")] == []


def test_the_age_of_a_process_is_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    now = milliseconds_alive()
    later = time.clock_gettime(time.CLOCK_BOOTTIME) + 100
    monkeypatch.setattr(time, "clock_gettime", lambda _clock: later)
    then = milliseconds_alive()
    assert then >= now + 99_990
    monkeypatch.setattr(time, "clock_gettime", lambda _clock: later + 0.05)
    assert milliseconds_alive() == pytest.approx(then + 50, abs=1)


def test_a_qt_that_would_break_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import PySide6

    monkeypatch.setattr(PySide6, "__version__", "6.12.0")
    if sys.version_info >= (3, 12):
        refuse_broken_qt()
        return
    with pytest.raises(SystemExit, match=r"Install PySide6 6\.11\.3"):
        refuse_broken_qt()


def test_memory_is_swept_on_the_main_thread_only(
    start: Callable[..., App], file_shop: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "SWEEP_MS", 5)
    made = start("--db", str(file_shop.database.target))
    wait(lambda: usable(made))
    assert not gc.isenabled()
    wait(lambda: made._sweep._rounds > 30)
    made.window.close()
    made.close()
    assert gc.isenabled()
