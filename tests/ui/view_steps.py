# SPDX-License-Identifier: MIT
"""What bringing up a view begins with: a batch that is open, a card on the bench."""

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from whole_window import WholeWindow


class View(NamedTuple):
    """A name, and what brings it up; `show` returns the window, page or dialog to look at."""

    name: str
    show: Callable[[WholeWindow], QWidget]


def cards(at: WholeWindow) -> list[Any]:
    """The cards of the newest batch, in the order they were received."""
    from workshop.queries import QUERIES

    found: list[Any] = []
    number = ask(at, QUERIES["batches"])[0].number
    found = ask(at, QUERIES["pieces"], batch=number, kind="card")
    return found


def ask(at: WholeWindow, query: Any, **facts: Any) -> Any:
    """The answer to a query."""
    with at.desk._room.opened().read() as connection:
        return query(connection, **facts)


def batch_set(at: WholeWindow) -> Any:
    """The intake page with a batch set."""
    page = at.go("intake")
    if not at.context.batch:
        at.click_row("Open batches")
    return page


def on_bench(at: WholeWindow, code: str) -> Any:
    """The bench with what this code names, no site in hand."""
    page = at.go("bench")
    at.scan(code)
    at.scan("CWL-TRAY-12")
    at.key(Qt.Key.Key_Escape)  # from the site that was in hand
    return page


def half_done(at: WholeWindow) -> None:
    """The first card of the demo, of which half is harvested."""
    on_bench(at, cards(at)[0].tag)


def photographed(at: WholeWindow, page: Any, photos: int) -> None:
    """Photos are dropped on what is in sight, as often as it has fewer."""
    from pictures_made import board

    folder = at.context.settings.paper.parent / "camera"
    folder.mkdir(exist_ok=True)
    files = [folder / f"IMG_20261124_{number:04}.jpg" for number in range(photos)]
    for number, file in enumerate(files):
        file.write_bytes(board(number))
    if len(page.photos.photos) < photos:
        page.photos.take(files)
        at.settle()
