# SPDX-License-Identifier: MIT
"""The program as a process of its own on an X screen, and somebody who drives it by real input.

Run as a script, this is the program itself with one thing more: it answers on its standard output
where on the screen things are and what it shows, one JSON object a line. All that is done to it
is done by xdotool: real keys and clicks, through the X server and a window manager.

`python real_window.py [--deaf] ARGUMENTS`; deaf, no scanner stands in front of its windows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TOOLS = ("Xvfb", "openbox", "xdotool")

# ms between two keys: a scanner, and a person at her quickest. xdotool halves what it is told.
SCANNER, PERSON = 2, 130
SCREEN = "1366x768x24"

# Keys are told apart by milliseconds: what types and reads them goes first, where it may, so that
# other work on this computer tears no scan.
FIRST = ("nice", "-n", "-15")


def missing() -> list[str]:
    """Which of the tools are not installed here."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """The environment of programs on an X screen of their own with a window manager."""
    read, write = os.pipe()
    command = [*FIRST, "Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    env = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen([*FIRST, "openbox"], env=env, stderr=subprocess.DEVNULL)
    try:
        yield env
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(60)


class RealWindow:
    """Somebody in front of the screen: hands by xdotool, eyes by what the program answers."""

    def __init__(self, env: dict[str, str], *arguments: str, deaf: bool = False) -> None:
        self.env = env
        command = [*FIRST, sys.executable, __file__, *(["--deaf"] if deaf else []), *arguments]
        self.errors = Path(env["HOME"]) / "stderr.txt"
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                command,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def ask(self, what: str, *words: str) -> Any:
        """What the program answers to a question; fails where it has no answer."""
        found = self._asked(what, *words)
        assert "is" in found, found
        return found["is"]

    def _asked(self, what: str, *words: str) -> dict[str, Any]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps([what, *words]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the program has ended: {self.errors.read_text()}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def wait(self, true: Callable[[], object], seconds: float = 60.0) -> None:
        """Wait until something is true."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"not within {seconds} s: {self._asked('strip')}"
            time.sleep(0.03)

    def wait_for(self, what: str, *words: str) -> Any:
        """Wait until the program has an answer."""
        self.wait(lambda: "is" in self._asked(what, *words))
        return self.ask(what, *words)

    def settle(self) -> None:
        """Wait until every scan is answered and nothing is being done."""
        self.wait(lambda: self.ask("quiet"))

    def _xdotool(self, *words: str) -> None:
        subprocess.run([*FIRST, "xdotool", *words], env=self.env, check=True, capture_output=True)

    def scan(self, *codes: str) -> None:
        """Type codes at a scanner's speed, each with Enter behind it."""
        text = "".join(f"{code}\r" for code in codes)
        self._xdotool("type", "--delay", str(SCANNER), text)

    def type(self, text: str) -> None:
        """Type as a person does."""
        self._xdotool("type", "--delay", str(PERSON), text)
        time.sleep(0.1)

    def key(self, keys: str) -> None:
        """Press a key, such as F5 or ctrl+e."""
        self._xdotool("key", keys)
        time.sleep(0.1)
        self.settle()

    def click(self, what: str, *words: str) -> None:
        """Click a button, field, row or site that is in sight."""
        x, y = self.wait_for(what, *words)
        self._xdotool("mousemove", str(x), str(y), "click", "1")
        time.sleep(0.05)
        self.settle()

    def quit(self) -> int:
        """Close the window by its key; returns the exit status."""
        self._xdotool("key", "ctrl+q")
        return self.end()

    def end(self) -> int:
        """Wait until the program has ended; returns its exit status."""
        assert self.process.stdin is not None and self.process.stdout is not None
        status = self.process.wait(60)
        self.process.stdin.close()
        self.process.stdout.close()
        return status

    def stop(self) -> None:
        """End the program, however it is."""
        if self.process.poll() is None:
            self.process.terminate()
        self.end()


# What follows is the program.


def _listen(windows: list[Any]) -> Any:
    """Answer what comes on standard input, on the main thread."""
    from eyes import Eyes, scroll_to
    from PySide6.QtCore import QObject, QPoint, Signal
    from PySide6.QtGui import QShortcut
    from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

    def on_screen(widget: QWidget, point: QPoint | None = None) -> list[int]:
        assert widget.isEnabled()
        scroll_to(widget)
        where = widget.mapToGlobal(point or widget.rect().center())
        return [where.x(), where.y()]

    class Listener(QObject):
        asked = Signal(str)

        def __init__(self) -> None:
            super().__init__()
            self.happened: list[str] = []
            self.asked.connect(self.answer)
            threading.Thread(target=self._read, daemon=True).start()

        def _read(self) -> None:
            for line in sys.stdin:
                self.asked.emit(line)

        def answer(self, line: str) -> None:
            what, *words = json.loads(line)
            try:
                found = {"is": getattr(self, f"on_{what}")(Eyes(windows[-1]), *words)}
            except (AssertionError, IndexError, KeyError, ValueError) as error:
                found = {"no": f"{type(error).__name__}: {error}"}
            print(json.dumps(found), flush=True)

        def on_button(self, eyes: Eyes, words: str) -> list[int]:
            return on_screen(eyes.button(words))

        def on_field(self, eyes: Eyes, label: str) -> list[int]:
            return on_screen(eyes.field(label))

        def on_arrow(self, eyes: Eyes, label: str) -> list[int]:
            """The arrow that opens the list of a box."""
            box = eyes.field(label)
            return on_screen(box, QPoint(box.width() - 12, box.height() // 2))

        def on_row(self, eyes: Eyes, table: str, words: str = "") -> list[int]:
            return on_screen(*eyes.row(table, words))

        def on_site(self, eyes: Eyes, name: str) -> list[int]:
            return on_screen(*eyes.site(name))

        def on_page(self, eyes: Eyes) -> str:
            page = eyes.window.page
            assert page is not None
            return str(page.name)

        def on_strip(self, eyes: Eyes) -> list[str]:
            strip = eyes.window.strip
            return [strip.answer().value, *strip.words()]

        def on_sees(self, eyes: Eyes, text: str) -> bool:
            assert any(text in one for one in eyes.texts())
            return True

        def on_focus(self, eyes: Eyes) -> list[str]:
            widget = QApplication.focusWidget()
            assert widget is not None
            kinds = [kind.__name__ for kind in type(widget).__mro__]
            return [widget.accessibleName(), *kinds]

        def on_dialogs(self, eyes: Eyes) -> list[str]:
            return [one.windowTitle() for one in eyes.dialogs()]

        def on_open_list(self, eyes: Eyes, label: str) -> bool:
            box = eyes.field(label)
            assert isinstance(box, QComboBox) and box.view().isVisible()
            return True

        def on_quiet(self, eyes: Eyes) -> bool:
            desk, scans = eyes.window.desk, eyes.window.scans
            return not desk._jobs and not scans._queue

        def on_watch(self, eyes: Eyes) -> bool:
            """From now on, note every button that is pressed and every shortcut."""
            for top in QApplication.topLevelWidgets():
                for one in top.findChildren(QAbstractButton):
                    name = one.accessibleName() or one.text()
                    one.pressed.connect(lambda n=name: self.happened.append(f"pressed {n}"))
                    one.clicked.connect(lambda _=False, n=name: self.happened.append(n))
                for one in top.findChildren(QShortcut):
                    name = one.key().toString()
                    one.activated.connect(lambda n=name: self.happened.append(n))
            return True

        def on_happened(self, eyes: Eyes) -> list[str]:
            happened, self.happened = self.happened, []
            return happened

    return Listener()


def main() -> int:
    """Run the program, with ears for questions."""
    here = Path(__file__)
    sys.path[:0] = [str(here.parent), str(here.parents[2])]
    arguments = sys.argv[1:]

    from ui import app
    from ui.scanner import Scanner

    windows: list[Any] = []
    made = app.Window.__init__

    def remember(window: Any, *given: Any, **named: Any) -> None:
        made(window, *given, **named)
        windows.append(window)

    app.Window.__init__ = remember
    if "--deaf" in arguments:
        arguments.remove("--deaf")
        Scanner.start = lambda scanner: None
    listener = _listen(windows)
    try:
        return app.main(arguments)
    finally:
        del listener


if __name__ == "__main__":
    sys.exit(main())
