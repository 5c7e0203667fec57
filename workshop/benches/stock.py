# SPDX-License-Identifier: MIT
"""Putting pieces into places, and trays into others: the order of scans at the shelf."""

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.domain.tag import written
from workshop.language import mark


class Putting:
    """A place is scanned, then what goes into it, as many as there are; or a piece, then its place.

    Where a tray is to be moved, the tray is scanned first and then the place it goes into. Where
    each was seen goes with it: of two who move the same, the second is told.
    """

    def __init__(self) -> None:
        self.place = ""
        self.waiting = ""
        self.moving = False
        self.tray = ""
        self._seen_in = ""  # where the piece that waits, or the tray that moves, was seen

    def take_place(self, code: str, seen_in: str) -> Answer:
        """A place was scanned, which is in the place `seen_in` or in none ("").

        It is where pieces go from now on, or one of the two of a moving tray.
        """
        if not self.moving:
            self.place = code
            if self.waiting:
                tag, self.waiting = self.waiting, ""
                return Do("move", {"piece": tag, "place": code, "seen_in": self._seen_in})
            return Ask(mark("Scan what goes into {place}."), {"place": code})
        if not self.tray:
            self.tray, self._seen_in = code, seen_in
            return Ask(mark("Scan the place {tray} goes into."), {"tray": code})
        if code == self.tray:
            return Stop(mark("This is {tray} itself. Scan the place it goes into."), {"tray": code})
        tray = self.tray
        self.stop_moving()
        return Do("move_place", {"place": tray, "into": code, "seen_in": self._seen_in})

    def take_piece(self, tag: str, seen_in: str) -> Answer:
        """A piece was scanned, which lies in `seen_in` ("" for nowhere): it goes into the place
        that is set."""
        if self.moving:
            return Stop(
                mark("{tag} is a piece. Scan the tray that is moved, or leave moving first."),
                {"tag": written(tag)},
            )
        if not self.place:
            self.waiting, self._seen_in = tag, seen_in
            return Ask(mark("Scan the place {tag} goes into."), {"tag": written(tag)})
        return Do("move", {"piece": tag, "place": self.place, "seen_in": seen_in})

    def start_moving(self, tray: str = "", seen_in: str = "") -> Answer:
        """A tray is to be moved; the next scans are the tray, if it is not said, and its place."""
        self.moving, self.tray, self.waiting = True, "", ""
        if tray:
            return self.take_place(tray, seen_in)
        return Ask(mark("Scan the tray that is moved."))

    def take_out(self) -> Answer:
        """The tray in hand stands by itself from now on."""
        tray = self.tray
        if not tray:
            return Stop(mark("Scan the tray that is moved."))
        self.stop_moving()
        return Do("move_place", {"place": tray, "seen_in": self._seen_in})

    def stop_moving(self) -> None:
        """Nothing is moved any more; scans of pieces go into the place that is set."""
        self.moving, self.tray = False, ""
