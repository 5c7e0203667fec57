# SPDX-License-Identifier: MIT
"""The scanner that types: its keys become one scan, whatever has the focus, and nothing else."""

from collections import deque
from dataclasses import dataclass
from time import monotonic
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from ui.scanner_keys import (
    MODIFIER_KEYS,
    Clock,
    character_of,
    identity,
    is_command,
    takes_text,
)

_PRESS, _RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
_OVERRIDE = QEvent.Type.ShortcutOverride
_KEYS = frozenset((_PRESS, _RELEASE, _OVERRIDE))
_TOUCHES = frozenset((QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin))

_ENDS = {"enter": "\r\n", "tab": "\t"}

# ms: after the pause the event loop gets this long to bring keys that were already waiting; a
# timer later than that says that the loop was busy, and keys may be waiting still.
_SECOND_LOOK, _LATE, _MOST_LOOKS = 5, 10, 3

# ms beyond the gap: what was let through as typed this shortly before a scan may be its beginning.
# Nobody types a letter and pulls a trigger as fast.
_STRAY = 250


@dataclass(frozen=True)
class Rules:
    """What makes keys a scan.

    Scanners type a key every 1 to 60 ms, people every 80 or more. `gap` ms is the longest pause
    inside a scan, `least` the fewest characters. `ends` are the keys after it: enter, tab, both.
    With `prefix` only what begins with it is a scan, and typing is never held back. `pause_ends`
    takes a pause for the end. `suffix` is taken off the end of a scan where it is there.
    `separator` stands for GS on scanners that cannot type it.
    """

    gap: int = 50
    least: int = 4
    ends: frozenset[str] = frozenset(("enter", "tab"))
    prefix: str = ""
    suffix: str = ""
    pause_ends: bool = False
    separator: str = ""

    def is_end(self, character: str) -> bool:
        """Whether this character, alone, ends a scan."""
        return character != "" and any(character in _ENDS[end] for end in self.ends)

    def within(self, typed: str) -> str:
        """The code in what was typed, without what the scanner adds to it."""
        code = typed.removeprefix(self.prefix).removesuffix(self.suffix)
        return code.replace(self.separator, "\x1d") if self.separator else code


class _Held(NamedTuple):
    """A key that waits to be told apart: typed, or part of a scan."""

    window: QWindow
    event: QKeyEvent
    is_command: bool


class Scanner(QObject):
    """Tells a scanner's keys from a person's, in front of every window of the application.

    A key that may begin a scan is held back for `gap` ms. If more follow as fast, and an end
    key, they are one `scanned(text)` and reach nothing else: no button, shortcut, menu or dialog.
    Otherwise they are delivered as typed. Keys let through shortly before a scan may be its
    beginning, torn off by a pause: that scan is `doubtful(text)` instead. Of the last scan,
    `widest_gap` is the longest pause, and `ended_by` the key after it; "" is a pause.
    """

    scanned = Signal(str)
    doubtful = Signal(str)

    def __init__(self, rules: Rules | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rules = rules or Rules()
        self._on = False
        self._held: list[_Held] = []
        self._text = ""
        self._out: deque[_Held] = deque()
        self._sent: QKeyEvent | None = None
        self._swallowed: set[int] = set()
        self._last, self._modifier, self._ended = Clock(), Clock(), Clock()
        self._stray, self._is_doubtful = Clock(), False
        self._gap_so_far = 0.0
        self.widest_gap, self.ended_by = 0.0, ""
        self._due, self._looks = 0.0, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._pause)

    def rules(self) -> Rules:
        """The rules in force."""
        return self._rules

    def setRules(self, rules: Rules) -> None:
        """Go by other rules from now on; keys held back are delivered first."""
        self._deliver()
        self._rules, self._stray = rules, Clock()

    def start(self) -> None:
        """Stand in front of every window there is and every one that will be shown."""
        if not self._on:
            self._on = True
            application = _application()
            application.focusWindowChanged.connect(self._cover)
            self._cover()

    def stop(self) -> None:
        """Let every key pass from now on; keys held back are delivered first."""
        if self._on:
            self._on = False
            self._deliver()
            self._swallowed.clear()
            application = _application()
            application.focusWindowChanged.disconnect(self._cover)
            for window in application.allWindows():
                window.removeEventFilter(self)

    def _cover(self) -> None:
        """Stand in front of all windows.

        Keys go to windows only. A filter on the application would see each key up to ten times,
        and every other event as well, for each of which Python would have to be asked.
        """
        for window in _application().allWindows():
            window.installEventFilter(self)  # once more changes nothing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold back, swallow or pass what a window is about to get."""
        kind = event.type()
        if kind not in _KEYS:
            if kind in _TOUCHES and self._held and len(self._text) < self._rules.least:
                self._deliver()  # what was typed before the tap arrives before it
            return False
        if event is self._sent or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWindow):
            return False
        if kind == _PRESS:
            return self._press(watched, event)
        if kind == _RELEASE:
            return self._release(watched, event)
        return self._override(event)

    # What a key is

    def _override(self, event: QKeyEvent) -> bool:
        """Before each press the system asks whether it is a shortcut: not while it may be a scan.

        Accepting says that the key is wanted as a key, and brings it to `_press`.
        """
        popup = QApplication.activePopupWidget()
        if popup is not None and popup.windowHandle() is not None:
            popup.windowHandle().installEventFilter(self)
        if event.key() in MODIFIER_KEYS:
            return False
        self._settle(event)
        wanted = self._is_left_over(event) or self._belongs(event)
        if wanted:
            event.accept()
        return wanted

    def _press(self, window: QWindow, event: QKeyEvent) -> bool:
        self._settle(event)
        if event.key() in MODIFIER_KEYS:
            self._modifier.mark(event)
            return False
        if self._is_left_over(event):
            self._ended.mark(event)
            self._swallowed.add(identity(event))
            return True
        self._swallowed.discard(identity(event))
        if not self._belongs(event):
            self._stray = Clock()  # a key of its own is a hand's, and so were those before it
            return False
        self._hold(window, event)
        return True

    def _release(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.key() in MODIFIER_KEYS:
            return False
        if identity(event) in self._swallowed:
            if not event.isAutoRepeat():
                self._swallowed.discard(identity(event))
            return True
        press = next((h for h in self._held if identity(h.event) == identity(event)), None)
        if press is None:
            return False
        self._held.append(_Held(window, event.clone(), press.is_command))
        return True

    def _settle(self, event: QKeyEvent) -> None:
        """Deliver what is held back if this key comes too late to belong to it."""
        if self._held and self._last.since(event) > self._rules.gap:
            self._finish()

    def _belongs(self, event: QKeyEvent) -> bool:
        """Whether this press goes on with what is held back, or may begin a scan.

        Two equal keys in the same millisecond look like a key that repeats. A key that is leant
        on does so after a longer wait than any gap, so it never goes on with anything.
        """
        if self._held:
            return not self._rules.prefix or self._still_prefixed(event)
        if event.isAutoRepeat():
            return False
        character = character_of(event)
        if self._rules.prefix:
            return character != "" and self._rules.prefix.startswith(character)
        if "\x1b" <= character < " " or character >= "\x80":
            return True  # Esc, the separators, and what cannot be seen: no hand begins with these
        if is_command(event):
            # Hardly a hand presses Ctrl and a letter within one gap; a scanner does. So a code
            # that begins with Ctrl+Z is a scan, and a hand's Ctrl+Z is not kept waiting.
            return self._modifier.since(event) <= self._rules.gap
        return character != "" and character.isprintable()

    def _still_prefixed(self, event: QKeyEvent) -> bool:
        """With a prefix, the first key that does not fit it shows that somebody types."""
        so_far = self._text + character_of(event)
        prefix = self._rules.prefix
        if so_far.startswith(prefix) or prefix.startswith(so_far):
            return True
        self._deliver()
        return False

    def _is_left_over(self, event: QKeyEvent) -> bool:
        """The second key of an end like CR LF, or a key of the last scan that repeats."""
        if event.isAutoRepeat() and identity(event) in self._swallowed and not self._held:
            return True
        if self._held or not self._rules.is_end(character_of(event)):
            return False
        return self._ended.since(event) <= self._rules.gap

    # What becomes of it

    def _hold(self, window: QWindow, event: QKeyEvent) -> None:
        if self._held:
            self._gap_so_far = max(self._gap_so_far, self._last.since(event))
        else:
            self._gap_so_far = 0.0
            after = self._stray.since(event)
            self._is_doubtful = not self._rules.prefix and after <= self._rules.gap + _STRAY
        self._last.mark(event)
        character = character_of(event)
        is_end = self._rules.is_end(character) and not is_command(event)
        command = not (character and character.isprintable()) or is_command(event)
        self._held.append(_Held(window, event.clone(), command))
        if is_end:
            self._end(event)
            return
        self._text += character
        self._wait(self._rules.gap)

    def _end(self, event: QKeyEvent) -> None:
        """An end key came as fast as the rest: a scan if it is long enough, else typed."""
        if self._is_scan():
            self._ended.mark(event)
            self._scan("tab" if character_of(event) in _ENDS["tab"] else "enter")
        else:
            self._deliver()

    def _is_scan(self) -> bool:
        is_meant = self._text.startswith(self._rules.prefix)
        return is_meant and len(self._rules.within(self._text)) >= self._rules.least

    def _scan(self, end: str) -> None:
        """Make one scan of what is held back; what was pressed for it is released in silence."""
        text = self._rules.within(self._text)
        self.widest_gap, self.ended_by = self._gap_so_far, end
        self._swallow_held()
        self._stray = Clock()
        (self.doubtful if self._is_doubtful else self.scanned).emit(text)

    def _swallow_held(self) -> None:
        for held in self._held:
            change = self._swallowed.add if held.event.type() == _PRESS else self._swallowed.discard
            change(identity(held.event))
        self._forget()

    def _forget(self) -> None:
        self._timer.stop()
        self._held, self._text = [], ""

    def _wait(self, milliseconds: int, looks: int = 0) -> None:
        self._looks = looks
        self._due = monotonic() + milliseconds / 1000
        self._timer.start(milliseconds)

    def _pause(self) -> None:
        """No key came for a while: make sure that none is waiting behind a busy event loop."""
        late = (monotonic() - self._due) * 1000
        if not self._looks or (late > _LATE and self._looks < _MOST_LOOKS):
            self._wait(_SECOND_LOOK, self._looks + 1)
        else:
            self._finish()

    def _finish(self) -> None:
        """The burst is over without an end key."""
        if any(one > " " for one in self._text):
            self._stray.follow(self._last)
        if len(self._text) < self._rules.least:
            self._deliver()
        elif self._rules.pause_ends and self._is_scan():
            self._scan("")
        else:
            self._deliver_text()

    def _deliver_text(self) -> None:
        """A scan without an end key goes into a field as text, and nowhere else.

        It is too long and too fast for a hand, so what is no letter in it is no command either.
        """
        takes = takes_text()
        typed = [held for held in self._held if takes and not held.is_command]
        self._held = [held for held in self._held if not takes or held.is_command]
        self._swallow_held()
        self._held = typed
        self._deliver()

    def _deliver(self) -> None:
        """Let what is held back go where it was going, in its order.

        A key may open a dialog and come back only when that closes, so what follows it waits in
        a queue that keys typed meanwhile take their place in.
        """
        self._out.extend(self._held)
        self._forget()
        while self._out:
            held = self._out.popleft()
            if isValid(held.window) and held.window.isVisible():
                self._sent = held.event
                QCoreApplication.sendEvent(held.window, held.event)
        self._sent = None


def _application() -> QGuiApplication:
    application = QGuiApplication.instance()
    if not isinstance(application, QGuiApplication):
        raise RuntimeError("The scanner needs a running application.")
    return application
