# SPDX-License-Identifier: MIT
"""From the command line to a window in which a scan is answered, and back to nothing."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from ui import icons, refuse_broken_qt, theme
from ui.context import Context
from ui.crash import Crash
from ui.desk import Desk
from ui.settings import APPLICATION, Settings, data_folder, without_password
from ui.taking_back import TakingBack
from ui.welcome import DEMO_CARDS
from ui.widgets import roles
from ui.window import Window
from workshop import language

if TYPE_CHECKING:
    from ui.founding import Founding
    from ui.scheduled_backups import ScheduledBackups
    from ui.sounds import Sounds
    from ui.watched_folder import WatchedFolder
    from ui.watched_logs import WatchedLogs

# Where milliseconds until the first picture and the first possible scan are wanted.
TRACE = "CARD_WORKSHOP_TRACE"

# Milliseconds until a window that nobody sees begins to work.
UNSEEN_MS = 1_500

# Milliseconds from the first possible scan until the sounds are loaded and a folder is watched.
SOUNDS_AFTER_MS = 700

# Which sound goes with which answer; the others are silent.
SOUNDS = {"done": "ok", "careful": "careful", "question": "careful", "refused": "refused"}

# Milliseconds between two looks for what memory can be given back.
SWEEP_MS = 2_000

# Seconds that a thread works on before another has its turn.
TURN_S = 0.0001


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What was asked for on the command line."""
    with language.helping(language.asked_for(arguments)):
        return _parser().parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=APPLICATION, description=language.say("The window of Card Workshop.")
    )
    parser.add_argument("--db", metavar="PATH|URL", help=language.say("the workshop to open"))
    parser.add_argument(
        "--temp", action="store_true", help=language.say("a demo workshop, thrown away after")
    )
    parser.add_argument(
        "--look", action="store_true", help=language.say("it is a copy: nothing is changed in it")
    )
    parser.add_argument(
        "backup", nargs="?", metavar="FILE.zip", help=language.say("a backup to be restored")
    )
    look = parser.add_mutually_exclusive_group()
    look.add_argument("--light", action="store_const", const="light", dest="theme")
    look.add_argument("--dark", action="store_const", const="dark", dest="theme")
    look.add_argument("--contrast", action="store_const", const="contrast", dest="theme")
    parser.add_argument(
        "--lang", metavar="CODE", help=language.say("language of the window, such as en")
    )
    return parser


def milliseconds_alive() -> int:
    """How long this process has been running, to 10 ms; from the first line here elsewhere."""
    try:
        after_name = Path("/proc/self/stat").read_text("utf-8").rpartition(")")[2].split()
        ticks = int(after_name[19])  # starttime, field 22 of proc(5)
        born = ticks / os.sysconf("SC_CLK_TCK")
        return round((time.clock_gettime(time.CLOCK_BOOTTIME) - born) * 1000)
    except (OSError, AttributeError, ValueError, IndexError):
        return round(time.process_time() * 1000)


def _trace(what: str) -> None:
    if os.environ.get(TRACE):
        print(f"{what} {milliseconds_alive()}", file=sys.stderr, flush=True)


def _temporary_folder() -> Path:
    from tempfile import mkdtemp

    return Path(mkdtemp(prefix="card-workshop-"))


def restore_geometry(window: Window, kept: Path) -> None:
    """As it was closed last; the first time as large as the screen."""
    window.resize(1366, 768)
    try:
        window.restoreGeometry(kept.read_bytes())
    except OSError:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def take_turns() -> None:
    """Let the window have its turn soon while other threads work.

    Python lets a thread go on for 5 ms before another has its turn, and the window needs several
    turns for each of the 60 frames a second.
    """
    sys.setswitchinterval(TURN_S)


class Sweep:
    """Collects garbage on the main thread only: a widget must never die on another thread.

    The little garbage that the start makes is let lie.
    """

    def __init__(self) -> None:
        gc.disable()
        self._rounds = 0
        self._timer = QTimer(interval=SWEEP_MS)
        self._timer.timeout.connect(self._sweep)

    def begin(self) -> None:
        """What has been loaded stays: no sweep need look at it again."""
        gc.freeze()
        self._timer.start()

    def _sweep(self) -> None:
        self._rounds += 1
        gc.collect(2 if self._rounds % 30 == 0 else 1)

    def end(self) -> None:
        """Leave memory to Python again."""
        self._timer.stop()
        gc.enable()


class App:
    """One run of the program: its settings, desk and window, and the folder it may throw away."""

    def __init__(self, application: QApplication, chosen: argparse.Namespace) -> None:
        self.application = application
        self.temporary: Path | None = None
        self._begun = False
        self.founding: Founding | None = None
        self._looks = bool(chosen.look)
        if chosen.temp:
            self.temporary = _temporary_folder()
        self.settings = self._settings(chosen)
        self.target = self._target(chosen)
        self._translator = QTranslator()
        self.speak(chosen.lang or self.settings.language)
        theme.apply(application, self.settings.theme)
        roles.install()
        self.desk = Desk()
        self.context = Context(self.settings)
        self.context.restyled.connect(self._restyle)
        self.sounds: Sounds | None = None
        self.watched: WatchedFolder | None = None
        self.watched_logs: WatchedLogs | None = None
        self.backups: ScheduledBackups | None = None
        self.window = Window(self.desk, self.context, self._sound)
        restore_geometry(self.window, self.settings.window_file)
        self._sweep = Sweep()
        self.taking_back = TakingBack(self.window, chosen.backup or "", self._open)
        self._connect()

    def _settings(self, chosen: argparse.Namespace) -> Settings:
        settings = Settings.load()
        if self.temporary is not None:  # what a demo is told is forgotten with it
            settings.file = self.temporary / "settings.toml"
            settings.person = settings.station = settings.batch = ""
            settings.photo_folder = settings.log_folder = settings.backup_folder = ""
        if chosen.look:  # a copy is looked at beside the workshop, and forgotten
            settings.file = Path(chosen.db).with_name("settings.toml")
            settings.photo_folder = settings.log_folder = settings.backup_folder = ""
        if chosen.theme:
            settings.theme = chosen.theme
        return settings

    def _target(self, chosen: argparse.Namespace) -> str | Path:
        if self.temporary is not None:
            return self.temporary / "workshop.db"
        named = chosen.db or self.settings.database
        if not named:
            return data_folder() / "workshop.db"
        return str(named) if "://" in named else Path(named).absolute()

    def _connect(self) -> None:
        window = self.window
        window.painted.connect(self._painted)
        window.usable.connect(self._usable)
        window.greeted.connect(self.taking_back.tell)
        self.desk.failed.connect(self._failed)
        self.desk.making.connect(lambda done, of: self.window.welcome.show_making(done, of))
        self.desk.ready.connect(self._opened)
        window.welcome.again.connect(self._open)

    # Opening a workshop

    def start(self) -> None:
        """Show the window; what is needed to work is loaded when there is something to see."""
        self.window.show()
        # A window that starts hidden behind others is not painted, and must work all the same.
        QTimer.singleShot(UNSEEN_MS, self.window, self._begin)

    def _painted(self) -> None:
        _trace("painted")
        self._begin()

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        self._open()
        self._listen()
        self.window.prepare()

    def _listen(self) -> None:
        """Take scans from now on; they wait until a workshop is open."""
        from ui.scanners import Scanners

        scanners = Scanners(self.settings, self.window)
        scanners.scanned.connect(self._scanned)
        scanners.doubtful.connect(self.window.scans.doubt)
        scanners.told.connect(self.context.answer)
        scanners.photographed.connect(self.window.scans.photograph)
        self.context.filming.connect(scanners.film)
        scanners.start()
        self.context.scanner, self.context.scanners = scanners.wedge, scanners

    def _open(self) -> None:
        self.window.welcome.show_opening()
        if self.temporary is not None and not Path(self.target).exists():
            self.desk.demo(self.target, DEMO_CARDS)
        elif isinstance(self.target, Path) and not self.target.exists():
            if self.taking_back.backup:
                self.taking_back.take(self.target)
            else:
                self._found()
        else:
            self.desk.open(self.target, is_copy=self._looks)

    def _found(self) -> None:
        """There is no workshop yet: ask what a new one needs."""
        from ui.founding import Founding

        assert isinstance(self.target, Path)
        self.founding = Founding(self.window, self.target)
        self.founding.finished.connect(self._founded)
        self.founding.demo_wanted.connect(self._demo)
        self.founding.ask()

    def _opened(self) -> None:
        """A workshop is open; the first run may have more to ask."""
        if self.founding is not None:
            self.target = self.founding.target
            self._remember()
            self.founding.opened()

    def _founded(self) -> None:
        self.founding = None
        self.window.begin()

    def _remember(self) -> None:
        """Open this workshop the next time too."""
        if self.temporary is None and self.settings.database != str(self.target):
            self.settings.database = without_password(str(self.target))
            self.settings.save()

    def _demo(self) -> None:
        """Show a demo in place of the workshop that was just founded, or of none."""
        self.desk.close()
        self.founding = None
        self.window.welcome.show_opening()
        if self.temporary is None:
            self.temporary = _temporary_folder()
        self.settings.file = self.temporary / "settings.toml"
        settings = self.settings  # it takes nobody's files, and is no work to be kept
        settings.photo_folder = settings.log_folder = settings.backup_folder = ""
        settings.person = ""
        self.target = self.temporary / "workshop.db"
        self._open()

    def _scanned(self, text: str) -> None:
        """A scan goes to the page in sight; in the first run it presses nothing."""
        (self.window.scans.take if self.founding is None else self.founding.hear)(text)

    def _usable(self) -> None:
        _trace("ready")
        complaint = self.settings.complaint()
        if complaint:
            once = Qt.ConnectionType.SingleShotConnection
            say_it = partial(self.context.answer, "careful", complaint, str(self.settings.file))
            self.window.greeted.connect(say_it, once)
        if self.temporary is None and self.settings.database != str(self.target):
            self.settings.database = without_password(str(self.target))
            self.settings.save()
        if self.sounds is not None:  # it is open once more
            return
        self._sweep.begin()
        take_turns()
        QTimer.singleShot(SOUNDS_AFTER_MS, self.window, self._load_sounds)
        QTimer.singleShot(SOUNDS_AFTER_MS, self.window, self._watch)

    def _failed(self, sentence: str) -> None:
        if self.founding is not None:
            self.founding.failed(sentence)
            return
        is_there = isinstance(self.target, Path) and self.target.exists()
        if self.taking_back.failed(sentence, is_there=is_there):
            return
        self.context.answer("refused", language.say("The workshop cannot be opened"), sentence)
        self.window.welcome.show_trouble(sentence, without_password(str(self.target)))

    # How it looks and speaks

    def speak(self, code: str) -> None:
        """Say everything from now on in this language, Qt's own buttons included."""
        self.application.removeTranslator(self._translator)
        in_force = language.use(code)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if in_force != "en" and self._translator.load(f"qtbase_{in_force}", folder):
            self.application.installTranslator(self._translator)

    def _restyle(self) -> None:
        """The theme or the language was changed in the settings."""
        theme.apply(self.application, self.settings.theme)
        if self.sounds is not None:
            self.sounds.setOn(self.settings.sound)
        self._watch_folders()
        if language.current() != self.settings.language:
            self.speak(self.settings.language)
            self.window.rebuild()
            self.window.welcome.again.connect(self._open)
            if self.founding is not None:
                self.founding.ask()
        if self.context.scanners is not None:
            self.context.scanners.refresh()

    def _watch(self) -> None:
        """Take photos and logs from folders, and back up to one, where the settings name any."""
        from ui.scheduled_backups import ScheduledBackups
        from ui.watched_folder import WatchedFolder
        from ui.watched_logs import WatchedLogs

        window = self.window
        facts = (self.desk, self.context, lambda: window.rail.current(), window)
        self.watched, self.watched_logs = WatchedFolder(*facts), WatchedLogs(*facts)
        self.backups = ScheduledBackups(self.desk, self.context, window.close, window)
        window.closing.holds = self.backups.holds
        self._watch_folders()

    def _watch_folders(self) -> None:
        if self.watched is not None and self.watched_logs is not None:
            self.watched.watch(self.settings.photo_folder)
            self.watched_logs.watch(self.settings.log_folder)
        if self.backups is not None:
            self.backups.watch()

    def _load_sounds(self) -> None:
        from ui.sounds import Sounds

        self.sounds = Sounds(self.window, self.settings.sound)
        self.sounds.prepare()

    def _sound(self, state: str) -> None:
        """Sound an answer; those of the first moment are silent."""
        if self.sounds is not None and state in SOUNDS:
            self.sounds.play(SOUNDS[state])

    # The end

    def leave(self) -> None:
        """Close the window, now: whoever asks for it waits for no backup."""
        if self.backups is not None:
            self.backups.may_wait = False
        self.application.quit()

    def close(self) -> None:
        """Finish what was begun, keep the window's place, throw the temporary folder away."""
        geometry = bytes(self.window.saveGeometry().data())
        with suppress(OSError):
            self.settings.window_file.parent.mkdir(parents=True, exist_ok=True)
            self.settings.window_file.write_bytes(geometry)
        if self.context.scanners is not None:
            self.context.scanners.stop()
        if self.watched is not None and self.watched_logs is not None:
            self.watched.watch("")
            self.watched_logs.watch("")
        self.desk.close()
        self._sweep.end()
        if self.temporary is not None:
            from shutil import rmtree

            rmtree(self.temporary, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window; returns the exit status when it was closed."""
    refuse_broken_qt()
    chosen = parse(sys.argv[1:] if arguments is None else arguments)
    application = QApplication(sys.argv[:1])
    application.setApplicationName(APPLICATION)
    application.setDesktopFileName(APPLICATION)  # by which a desktop finds the picture
    Crash().install()
    app = App(application, chosen)
    for number in (signal.SIGINT, signal.SIGTERM):  # a polite kill leaves nothing behind
        signal.signal(number, lambda *_: app.leave())
    app.start()
    QTimer.singleShot(UNSEEN_MS, app.window, lambda: application.setWindowIcon(icons.of_program()))
    try:
        return application.exec()
    finally:
        app.close()
