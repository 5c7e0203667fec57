# SPDX-License-Identifier: MIT
"""What stays set from one scan to the next, and the answer everybody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from ui.settings import Settings

if TYPE_CHECKING:
    from ui.scanner import Scanner
    from ui.scanners import Scanners

State = Literal["done", "careful", "refused", "question", "idle"]
Kept = Literal["batch", "place", "person", "station", "card"]


class Context(QObject):
    """The sticky batch, place, person, station and open card, each as its code or tag.

    `person_name` and `station_name` are what people call them. An empty text means: none.
    """

    changed = Signal(str)  # which of them is new: batch, place, person, station or card
    answered = Signal(str, str, str)  # state, the big line, the small line
    going = Signal(str, str)  # to the page of this name, with this tag or code
    restyled = Signal()  # theme, language or scanner were set anew in the settings
    undoing = Signal()  # a command code asks to undo the last entry of this station
    walling = Signal(bool)  # the page in sight hangs on the wall, or no longer
    backed_up = Signal()  # a backup was made, or failed
    replacing = Signal(str)  # this backup is to take the place of the workshop
    filming = Signal()  # the camera is to be switched on, or off

    def __init__(
        self, settings: Settings, scanner: Scanner | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self.scanner = scanner
        self.scanners: Scanners | None = None
        self.batch = ""
        self.place = ""
        self.person = ""
        self.person_name = ""
        self.station = ""
        self.station_name = ""
        self.card = ""
        self.known = ""  # who showed before the window began that the PIN is theirs
        # What was used or typed last at a station until the program is closed, by station and what.
        self.used: dict[tuple[str, str], str] = {}

    def set(self, what: Kept, code: str, name: str = "") -> None:
        """Keep this batch, place, person, station or card from now on; "" lets go of it."""
        names = {"person": "person_name", "station": "station_name"}
        before = getattr(self, what)
        setattr(self, what, code)
        if what in names:
            setattr(self, names[what], name or code)
        if code != before or what in names:
            self.changed.emit(what)

    def answer(self, state: State, big: str, small: str = "") -> None:
        """Show the answer to the last scan or tap in the strip, and sound it."""
        self.answered.emit(state, big, small)

    def go(self, page: str, tag: str = "") -> None:
        """Open the page of this name, with this piece or batch where one is given."""
        self.going.emit(page, tag)
