# SPDX-License-Identifier: MIT
"""What stays set, as chips in the strip: tapped or by key, each opens the list to change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from ui.context import Context, Kept
from ui.desk import Desk
from ui.widgets.strip import ChipText, Strip
from workshop.language import say, say_many

# What is asked before what was set can be set again.
_RESTORED = ("people", "stations", "open_batches")

# Code, name and a quiet line of something that can be chosen.
Line = tuple[str, str, str]


class Chips(QObject):
    """Keeps the chips of a strip as the context is, and this computer's choice for the next day.

    Batches that are closed are not offered. Where one person works here, that one is signed in.
    `typing` asks for the row in which a code is typed.
    """

    typing = Signal()

    def __init__(self, strip: Strip, desk: Desk, context: Context) -> None:
        super().__init__(strip)
        self._strip, self._desk, self._context = strip, desk, context
        self.chooser: QDialog | None = None
        self._people: dict[str, Any] = {}
        self.is_resting = False
        strip.chipTapped.connect(self.open)
        context.changed.connect(self._changed)
        desk.stuck.connect(self.show)
        self.show()

    def rest(self, on: bool) -> None:
        """There are none while there is nothing to set, or there are again."""
        self.is_resting = on
        self.show()

    def show(self, *_: int) -> None:
        """Write the chips anew."""
        if self.is_resting:
            self._strip.setChips([])
            return
        c, kept = self._context, self._desk.kept
        who = " · ".join(part for part in (c.person_name, c.station_name) if part)
        batch = say("Batch {number}", number=c.batch) if c.batch else say("No batch")
        chips = [
            ChipText("typed", say("Type a code"), yields=True),
            ChipText("batch", batch, yields=True),
            ChipText("place", c.place or say("No place"), "place", yields=True),
            ChipText("person", who if c.person else say("Who is working?"), "person", True),
        ]
        if kept:
            words = say_many("{n} not saved: try again", "{n} not saved: try again", kept)
            chips.insert(0, ChipText("kept", words, "refresh"))
        self._strip.setChips(chips)

    def open(self, key: str) -> None:
        """Offer what this chip can be changed to."""
        if self.chooser is not None:
            self.chooser.reject()
        if not self._desk.is_open:
            return
        if key == "typed":
            self.typing.emit()
        elif key == "kept":
            self._desk.retry()
        elif key == "batch":
            self._desk.ask("batches", {}, self._offer_batches, self, "list")
        elif key == "place":
            self._desk.ask("places", {}, self._offer_places, self, "list")
        else:
            self._desk.ask("people", {}, self._offer_people, self, "list")

    def _offer_batches(self, rows: Sequence[Any]) -> None:
        choices = [
            (row.number, row.number, f"{row.supplier} · {row.received}")
            for row in rows
            if row.state == "open"
        ]
        self._offer("batch", say("Which batch?"), choices, none=say("No batch"))

    def _offer_places(self, rows: Sequence[Any]) -> None:
        choices = [(row.code, row.code, row.name) for row in rows]
        hint = say("Or scan the code of a tray or bin, at any time.")
        self._offer("place", say("Which place?"), choices, hint=hint, none=say("No place"))

    def _offer_people(self, rows: Sequence[Any]) -> None:
        choices = [(row.code, row.name, row.code) for row in rows]
        self._people = {row.code: row for row in rows}
        hint = say(
            "Or scan your badge, at any time. The station is set by its badge or in Settings."
        )
        self._offer("person", say("Who is working?"), choices, hint=hint)

    def _offer(
        self, what: Kept, title: str, lines: list[Line], hint: str = "", none: str = ""
    ) -> None:
        from ui.choose import Choice, Chooser

        window = self._strip.window()
        self.chooser = Chooser(
            title,
            [Choice(*line) for line in lines],
            self._sign_on if what == "person" else partial(self._context.set, what),
            hint=hint,
            now=getattr(self._context, what),
            none=none,
            parent=window if isinstance(window, QWidget) else None,
        )
        self.chooser.finished.connect(self._closed)
        self.chooser.open()

    def _sign_on(self, code: str, _name: str) -> None:
        """Somebody was chosen; their PIN is asked for in front of the window."""
        from ui.sign_on import sign_on

        top = self._strip.window()
        who = self._people[code]
        self.chooser = sign_on(self._desk, self._context, who, top)
        if self.chooser is not None:
            self.chooser.finished.connect(self._closed)

    def _closed(self) -> None:
        self.chooser = None

    def _changed(self, what: str) -> None:
        """Sign acts with who is chosen now, and remember it for the next start."""
        if self.chooser is not None and what != "card":
            self.chooser.reject()  # a badge answered what the list was asking
        self._desk.by, self._desk.station = self._context.person, self._context.station
        settings = self._context.settings
        chosen = {name: getattr(self._context, name) for name in ("person", "station", "batch")}
        if any(getattr(settings, name) != code for name, code in chosen.items()):
            for name, code in chosen.items():
                setattr(settings, name, code)
            settings.save()
        self.show()

    def restore(self, then: Callable[[], object]) -> None:
        """Set what was set when the window was last closed, if it is still there, then go on.

        In silence: who listens to the context is told by `then`, after the first scan can come.
        """
        found: dict[str, Sequence[Any]] = {}

        def came(query: str, rows: Sequence[Any]) -> None:
            found[query] = rows
            if len(found) == len(_RESTORED):
                self._context.blockSignals(True)
                self._set_again(found)
                self._context.blockSignals(False)
                self._desk.by, self._desk.station = self._context.person, self._context.station
                then()

        for query in _RESTORED:
            self._desk.ask(query, {}, partial(came, query), self, query, in_turn=True)

    def _set_again(self, found: dict[str, Sequence[Any]]) -> None:
        """Take person, station and batch of the last time; where there is one only, that one."""
        settings, context = self._context.settings, self._context
        wanted = (settings.person, settings.station, settings.batch)
        # Who has a PIN signs on anew, unless it was typed just now.
        people = {
            row.code: row.name
            for row in found["people"]
            if not row.has_pin or row.code == context.known
        }
        stations = {row.code: row.name for row in found["stations"]}
        batches = found["open_batches"]
        person = wanted[0] if wanted[0] in people else ""
        if not person and len(people) == len(found["people"]) == 1:
            person = next(iter(people))
        if person:
            context.set("person", person, people[person])
        if wanted[1] in stations:
            context.set("station", wanted[1], stations[wanted[1]])
        only = batches[0] if len(batches) == 1 else ""
        context.set("batch", wanted[2] if wanted[2] in batches else only)
