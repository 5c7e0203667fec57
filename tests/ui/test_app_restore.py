# SPDX-License-Identifier: MIT
"""The program takes a backup back while it runs, opens one it is given, and looks at a copy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from patience import wait
from started import start

from ui.app import App
from workshop.keeping.restoring import forget_copies, open_copy
from workshop.storage.backup import back_up
from workshop.storage.database import Database

__all__ = ["start"]


@pytest.fixture
def greet(start: Callable[..., App]) -> Callable[..., App]:
    """Starts the program and waits until it has said its first words."""

    def begin(*arguments: str) -> App:
        made, greeted = start(*arguments), list[bool]()
        made.window.greeted.connect(lambda: greeted.append(True))
        wait(lambda: greeted)
        return made

    return begin


@pytest.fixture
def backup(file_shop: Any, tmp_path: Path) -> str:
    """A backup after which one more card came; nobody has the workshop open."""
    file_shop.card("S-THEN")
    made: str = back_up(file_shop.database, tmp_path / "copies")["file"]
    file_shop.card("S-SINCE")
    file_shop.database.close()
    return made


def serials(made: App) -> list[str]:
    found: list[Any] = []
    made.desk.ask("pieces", {}, found.append)
    wait(lambda: found)
    return sorted(piece.serial for piece in found[0])


def said(made: App) -> tuple[str, str]:
    return made.window.strip.answer().value, made.window.strip.words()[0]


def test_a_backup_takes_the_place_while_the_window_stands(
    greet: Callable[..., App], file_shop: Any, backup: str
) -> None:
    made = greet("--db", str(file_shop.database.target), "--light")
    assert serials(made) == ["S-SINCE", "S-THEN"]
    made.context.replacing.emit(backup)
    wait(
        lambda: said(made) == ("done", "The backup is in place"),
        lambda: (
            made.window.strip.words(),
            made.desk.is_open,
            made.desk._threads,
            made._told,
            made.window.stack.currentWidget(),
        ),
    )
    assert serials(made) == ["S-THEN"] and made.desk.by == "ANA"
    done: list[Any] = []
    made.desk.do("receive", {"batch": "B1", "serial": "S-NEXT"}, lambda *it: done.append(it))
    wait(lambda: done)
    assert serials(made) == ["S-NEXT", "S-THEN"]


def test_where_another_window_is_open_nothing_is_changed(
    greet: Callable[..., App], file_shop: Any, backup: str
) -> None:
    made = greet("--db", str(file_shop.database.target), "--light")
    other = Database.open(file_shop.database.target)
    made.context.replacing.emit(backup)
    wait(lambda: said(made)[0] == "refused")
    assert said(made)[1].startswith("Another window or program works on this database.")
    assert serials(made) == ["S-SINCE", "S-THEN"]
    other.dispose()


def test_a_backup_that_is_opened_is_offered_not_taken(
    greet: Callable[..., App], file_shop: Any, backup: str
) -> None:
    made = greet("--db", str(file_shop.database.target), "--light", backup)
    wait(lambda: made.window.rail.current() == "settings")
    page: Any = made.window.page
    wait(lambda: page.sections["database"].restoring.copy is not None)
    assert serials(made) == ["S-SINCE", "S-THEN"]
    page.sections["database"].restoring.leave()
    wait(lambda: not made.desk._jobs)


def test_where_there_is_no_workshop_yet_a_backup_becomes_it(
    greet: Callable[..., App], backup: str, tmp_path: Path
) -> None:
    made = greet("--db", str(tmp_path / "new.db"), "--light", backup)
    wait(lambda: said(made) == ("done", "The backup is in place"))
    assert serials(made) == ["S-THEN"]


def test_in_a_copy_nothing_is_changed(
    greet: Callable[..., App], file_shop: Any, backup: str
) -> None:
    present = Database.open(file_shop.database.target)
    copy = open_copy(present, Path(backup), lambda _done, _of: None)
    present.dispose()
    made = greet("--db", str(copy.database), "--look", "--light")
    wait(lambda: said(made) == ("careful", "This is a copy to look at"))
    wait(lambda: made.window.windowTitle() == "Copy: Test workshop – Card Workshop")
    no: list[tuple[str, str]] = []
    made.desk.do("receive", {"batch": "B1", "serial": "S-NEXT"}, None, lambda *why: no.append(why))
    wait(lambda: no)
    assert no[0] == ("This is a copy to look at. Nothing is changed in it.", "refused")
    assert serials(made) == ["S-THEN"]
    made.window.close()
    made.close()
    forget_copies(Path(file_shop.database.target).parent)
