# SPDX-License-Identifier: MIT
"""A folder that is watched, as the tests of photos and of logs stand before it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import patience
from bench_shop import Shop

from ui.context import Context
from ui.desk import Desk
from ui.settings import Settings


class Watcher:
    """A folder, the desk and page in sight of who watches it, and what the strip said.

    `watches` makes what is tested, of a desk, a context and a question for the page in sight.
    """

    def __init__(
        self,
        shop: Shop,
        folder: Path,
        page: str,
        watches: Callable[[Desk, Context, Callable[[], str]], Any],
    ) -> None:
        self.shop, self.folder, self.page = shop, folder, page
        self.desk = Desk()
        self.context = Context(Settings.load(folder.parent / "settings"))
        self.said: list[tuple[str, str, str]] = []
        self.context.answered.connect(lambda *answer: self.said.append(answer))
        self.watched = watches(self.desk, self.context, lambda: self.page)
        self.desk.open(shop.database.target)
        patience.wait(lambda: self.desk.is_open)
        self.desk.by = "ANA"

    def look(self, times: int = 1) -> None:
        """Look into the folder so many times, each to its end."""
        for _ in range(times):
            self.watched.look()
            patience.settle(lambda: not self.desk._jobs)

    def put(self, name: str, data: bytes) -> Path:
        """Put a file into the folder."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def lie(self) -> list[str]:
        """Every file in the folder and below."""
        files = (file for file in self.folder.rglob("*") if file.is_file())
        return sorted(file.relative_to(self.folder).as_posix() for file in files)
