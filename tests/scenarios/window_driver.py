# SPDX-License-Identifier: MIT
"""The one who plays scenarios at the real window: scans as keys, clicks, and reads the screen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from scenarios.drivers import Driver
from whole_window import WholeWindow

from workshop.domain.tag import written

_CONTROL = Qt.KeyboardModifier.ControlModifier
# The words on the button of an outcome, and its key.
_OUTCOMES = {
    "good": ("Good", Qt.Key.Key_F5),
    "damaged": ("Damaged", Qt.Key.Key_F6),
    "missing": ("Missing", Qt.Key.Key_F7),
    "left": ("Left on board", Qt.Key.Key_F8),
}


class WindowDriver(Driver):
    """Plays at a window that has the database open for itself; the window opens when needed."""

    def __init__(self, shop: Any, folder: Path) -> None:
        super().__init__(shop, folder)
        self._open: WholeWindow | None = None

    @property
    def at(self) -> WholeWindow:
        """The window."""
        if self._open is None:
            self._open = WholeWindow(self.shop.database.target, self.folder)
        return self._open

    @property
    def page(self) -> Any:
        """The page in sight."""
        return self.at.window.page

    def close(self) -> None:
        """Close the window, if there is one."""
        if self._open is not None:
            self._open.close()

    def begin(self) -> None:
        super().begin()
        self.at.answers.clear()

    @property
    def answers(self) -> list[tuple[str, str]]:
        return [(state, f"{big}. {small}") for state, big, small in self.at.answers]

    def sees(self, page: str, *texts: str) -> None:
        if self.page.name != page:
            return
        self.at.settle()
        read = self.at.texts()
        for text in texts:
            assert text in read or (len(text) > 3 and any(text in one for one in read)), text

    def sees_site(self, tag: str, site: str, state: str) -> None:
        if self.page.name != "bench":
            return
        self.at.settle()
        boards = [board._board for board in self.at.boards()]
        for shown in boards:
            if shown is None or shown.tag != tag:
                continue
            assert next(one for one in shown.sites if one.name == site).state == state

    def sees_piece(self, tag: str, *texts: str) -> None:
        if self.page.name == "bench" and self.page.on.tag == tag:
            self.sees("bench", *texts)

    # What people do

    def work_as(self, person: str) -> None:
        if self.at.context.person != person:
            self.at.scan(f"CWP-{person}")
        assert self.at.context.person == person

    def take_cards(self, batch: str) -> None:
        self.at.go("intake")
        if self.at.context.batch != batch:
            self.at.click_row("Open batches", batch)
        self.sees("intake", batch)

    def scan(self, code: str) -> None:
        self.at.scan(code)

    def type_serial(self, serial: str) -> None:
        self.at.type(self.at.field("Serial"), serial)
        self.at.key(Qt.Key.Key_Return)

    def use_blank_tags(self) -> None:
        self.at.press("Pre-printed tags: off")

    def press(self, words: str) -> None:
        self.at.press(words)

    def sign_off(self, signer: str) -> None:
        self.at.press("Sign off")
        self.at.scan(f"CWP-{signer}")

    def set_mark(self) -> None:
        self.at.press("Set a mark")

    def back_to_mark(self) -> None:
        self.at.go("intake")
        self.at.key(Qt.Key.Key_F8)
        self.at.key(Qt.Key.Key_F8)

    def open_batch(self, number: str, supplier: str, expected: str) -> None:
        self.at.go("intake")
        for label, text in (
            ("Number", number),
            ("Supplier", supplier),
            ("Cards expected", expected),
        ):
            self.at.type(self.at.field(label), text)
        self.at.press("Open the batch")

    def close_batch(self, number: str) -> None:
        self._open_batch(number)
        self.at.press("Close batch")

    def _open_batch(self, number: str) -> None:
        self.at.go("batches")
        self.at.click_row("All batches", number)

    def undo(self) -> None:
        self.at.key(Qt.Key.Key_Z, _CONTROL)

    def open_card(self, serial: str) -> None:
        self.at.go("bench")
        self.at.scan(serial)
        self.sees("bench", serial)

    def open_piece(self, tag: str) -> None:
        self.at.go("bench")
        self.at.scan(tag)
        self.sees("bench", written(tag))

    def reball(self, stencil: str, sphere: str, alloy: str) -> None:
        self.at.press("Reball …")
        self.at.type(self.at.field("Stencil"), stencil)
        self.at.type(self.at.field("Spheres"), sphere)
        self._choose("Alloy", alloy)
        self.at.press("No other fault")
        self.at.press("Record the reball")

    def run_profile(self, name: str, curve: Path) -> None:
        self.at.press("Profile run …")
        self._choose("Profile", name)
        self.page.hot.take_files([curve])
        self.at.settle()
        self.sees("bench", f"From {curve.name}")
        self.at.press("Record the run")

    def _choose(self, label: str, words: str) -> None:
        """Choose the entry of a box that begins so, by its keys."""
        box = self.at.field(label)
        place = next(n for n in range(box.count()) if words in (box.itemText(n), box.itemData(n)))
        box.setFocus()
        self.at.key(Qt.Key.Key_Home)
        for _ in range(place):
            self.at.key(Qt.Key.Key_Down)
        assert box.currentIndex() == place

    def let_pass(self, person: str, reason: str) -> None:
        self.at.scan(f"CWP-{person}")
        self.at.type(self.at.field("Why may it pass"), reason)
        self.at.press("Let it pass")

    def harvest(self, site: str, outcome: str, marking: str, grade: str) -> None:
        self.at.tap(site)
        if marking:
            self.at.type(self.at.field("Marking"), marking)
        if grade:
            self.at.press(grade)
        words, key = _OUTCOMES[outcome]
        if any(button.words() == words for button in self.at.buttons()):
            self.at.press(words)
        else:  # nothing is on the site: no button offers it, the key still answers
            self.at.key(key)

    def fit(self, tag: str, site: str) -> None:
        self.at.tap(site)
        self.at.scan(tag)

    def record(self, name: str, outcome: str, typed: dict[str, str]) -> None:
        self.at.press(name)
        for label, value in typed.items():
            self.at.type(self.at.field(label), value)
        self.at.press({"done": "Done", "failed": "Failed", "skipped": "Skip"}[outcome])

    def begin_test(self, serial: str, plan: str) -> None:
        self.at.go("tests")
        self.at.scan(serial)
        self.at.click_row("Test plans", plan)

    def measure(self, label: str, value: str) -> None:
        self.at.type(self.at.field(label), value)

    def keep_attempt(self) -> None:
        self.at.press("Keep this attempt")

    def export(self, batch: str) -> Path:
        self._open_batch(batch)
        self.at.press("Batch report")
        return self._made(lambda: self.at.press("Draft"))

    def print_labels(self) -> Path:
        self.at.go("settings")
        self.at.click_row("Sections", "Labels")
        n = len(self.ask("labels_waiting", limit=1000))
        words = f"Print {n} labels" if n > 1 else "Print 1 label"
        return self._made(lambda: self.at.press(words))

    def _made(self, make: Callable[[], None]) -> Path:
        """The one PDF that is there now and was not before."""
        before = set(self.folder.rglob("*.pdf"))
        make()
        self.at.settle()
        (made,) = set(self.folder.rglob("*.pdf")) - before
        return made

    def find(self, text: str) -> list[str]:
        self.at.go("find")
        self.at.type(self.at.field("What to find"), text)
        self.at.wait(lambda: not self.page.found._pause.isActive())
        self.at.settle()
        rows = self.at.table("What was found").rows.rows()
        self.at.key(Qt.Key.Key_Return)
        return [row.tag for row in rows if hasattr(row, "tag")]
