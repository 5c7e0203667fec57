# SPDX-License-Identifier: MIT
"""A folder a camera or telephone puts photos in: what is new there goes to what is in hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from ui.context import Context, State
from ui.desk import Desk, Step
from ui.pages.photo_import import Of
from workshop.benches.photos import Found, Taken, pictures_in, take_photo
from workshop.language import say

if TYPE_CHECKING:
    from collections.abc import Sequence

# Milliseconds between two looks. No file system says when a file was written to its end: one
# counts when it is the same at two looks.
EVERY_MS = 3_000


class WatchedFolder(QObject):
    """Looks into a folder; each new photo is kept for the card or delivery seen with it first.

    What lay there before it was watched is left alone. `page` is the name of the page in sight:
    at the bench photos are of the open card, at intake of the open batch; on other pages a new
    photo waits for one of these.
    """

    def __init__(
        self, desk: Desk, context: Context, page: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._context, self._page = desk, context, page
        self._folder = ""
        self._begin()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)

    def _begin(self) -> None:
        self._is_looking = False
        self._done: set[Found] | None = None  # None until the first look
        self._before: set[Found] = set()
        self._of: dict[Path, Of] = {}
        self._trouble = ""

    @property
    def folder(self) -> str:
        """The folder it watches; empty for none."""
        return self._folder

    def watch(self, folder: str) -> None:
        """Watch this folder from now on; none for an empty text."""
        if folder == self._folder:
            return
        self._folder = folder
        self._begin()
        if folder:
            self._timer.start()
            self.look()
        else:
            self._timer.stop()

    def _in_hand(self) -> Of | None:
        page, context = self._page(), self._context
        if page == "bench" and context.card:
            return Of(piece=context.card)
        if page == "intake" and context.batch:
            return Of(batch=context.batch)
        return None

    def look(self) -> None:
        """Look into the folder, beside everything else."""
        if self._is_looking or not self._folder or not self._desk.is_open:
            return
        self._is_looking = True
        folder = self._folder

        def work(_database: Any, _step: Step) -> list[Found]:
            return pictures_in(Path(folder))

        found, no = partial(self._found, folder), partial(self._cannot_look, folder)
        self._desk.run(work, found, no, owner=self, acts=True)

    def _cannot_look(self, folder: str, sentence: str, _kind: str) -> None:
        """Say once that the folder is gone; it may come back, as a stick or a network does."""
        if folder != self._folder:
            return
        self._is_looking = False
        if sentence != self._trouble:
            self._trouble = sentence
            self._context.answer("careful", sentence)

    def _found(self, folder: str, pictures: Sequence[Found]) -> None:
        if folder != self._folder:
            return
        self._is_looking = False
        self._trouble = ""
        if self._done is None:
            self._done = set(pictures)
        new = [one for one in pictures if one not in self._done]
        settled = [one for one in new if one in self._before]
        self._before = set(new)
        for one in new:
            of = self._of.get(one.path) or self._in_hand()
            if of is not None:
                self._of[one.path] = of
        ready = [one for one in settled if one.path in self._of]
        if ready and self._desk.by:
            self._take(folder, ready[0])

    def _take(self, folder: str, one: Found) -> None:
        of, by, station = self._of.pop(one.path), self._desk.by, self._desk.station or None
        self._is_looking = True
        assert self._done is not None
        self._done.add(one)

        def work(database: Any, _step: Step) -> Taken:
            return take_photo(database, one.path, by=by, station=station, **of._asdict())

        taken, no = partial(self._taken, folder, one), partial(self._kept_back, folder, one, of)
        self._desk.run(work, taken, no, owner=self, acts=True)

    def _taken(self, folder: str, one: Found, taken: Taken) -> None:
        name = one.path.name
        state: State = "refused"
        if taken.receipt is not None:
            state = "done"
            big = say("{file} is a photo of {of} now", file=name, of=taken.receipt["of"])
            moved = say("It was moved to the folder “taken”.")
        else:
            big = say("{file} was not kept", file=name)
            moved = say("It was moved to the folder “refused”.")
        stays = say("It cannot be moved and stays where it is.")
        small = [taken.refusal, moved if taken.moved else stays]
        self._context.answer(state, big, " ".join(part for part in small if part))
        self._go_on(folder)

    def _kept_back(self, folder: str, one: Found, of: Of, sentence: str, _kind: str) -> None:
        """Not now, for the disk is full or the database busy: it is tried again."""
        self._context.answer("careful", sentence, one.path.name)
        if folder == self._folder and self._done is not None:
            self._done.discard(one)
            self._of[one.path] = of
        self._go_on(folder)

    def _go_on(self, folder: str) -> None:
        if folder == self._folder:
            self._is_looking = False
