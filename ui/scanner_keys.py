# SPDX-License-Identifier: MIT
"""What one key is to a scanner: which character it means, when it was pressed, whose it is."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

_MODIFIER = Qt.KeyboardModifier
MODIFIER_KEYS = frozenset(
    (
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    )
)
# Keys that stand for a control character, whatever text the system gives with them.
_CONTROLS = {
    Qt.Key.Key_Return: "\r",
    Qt.Key.Key_Enter: "\r",
    Qt.Key.Key_Tab: "\t",
    Qt.Key.Key_Escape: "\x1b",
}

# Stamps have 32 bits on some systems, and start anew after 49 days.
_STAMP_BITS = 0xFFFFFFFF


class Clock:
    """Time between keys in ms: by the system's stamps on them, else by when they came."""

    def __init__(self) -> None:
        self._stamp = 0
        self._came = 0.0

    def follow(self, other: Clock) -> None:
        """Count from the key that another clock counts from."""
        self._stamp, self._came = other._stamp, other._came

    def mark(self, event: QKeyEvent) -> None:
        """Count from this key on."""
        self._stamp, self._came = event.timestamp(), monotonic()

    def since(self, event: QKeyEvent) -> float:
        """How long after the marked key this one was pressed."""
        if self._stamp and event.timestamp():
            gone = (event.timestamp() - self._stamp) & _STAMP_BITS
            if gone <= _STAMP_BITS // 2:
                return float(gone)
        return (monotonic() - self._came) * 1000


def identity(event: QKeyEvent) -> int:
    """What a press and its release have in common: with Shift between them the key differs."""
    return event.nativeScanCode() or -event.key()


def is_command(event: QKeyEvent) -> bool:
    """Whether Ctrl, Alt or Meta is held; Ctrl and Alt together are AltGr, which writes letters."""
    held = event.modifiers()
    writes = _MODIFIER.ControlModifier | _MODIFIER.AltModifier
    if held & writes == writes and event.text().isprintable() and event.text():
        return False
    return bool(held & (writes | _MODIFIER.MetaModifier))


def character_of(event: QKeyEvent) -> str:
    """The character a scanner means by this key, control characters included."""
    key = event.key()
    if not is_command(event):
        return _CONTROLS.get(Qt.Key(key), event.text()) if key else event.text()
    if event.modifiers() & _MODIFIER.ControlModifier and 0x40 <= key <= 0x5F:
        return chr(key & 0x1F)  # systems differ in the text they give with Ctrl
    text = event.text()
    return text if text and not text.isprintable() else ""


def takes_text() -> bool:
    """Whether what has the focus is typed into: fields have this property, nothing else does."""
    target: QObject | None = QGuiApplication.focusObject()
    return target is not None and target.property("readOnly") is False
