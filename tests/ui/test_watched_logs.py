# SPDX-License-Identifier: MIT
"""A folder test PCs put logs in: each whole one goes to its card, and is moved away."""

from collections.abc import Iterator
from pathlib import Path

import patience
import pytest
from bench_shop import Shop
from logs_made import a_log
from PySide6.QtWidgets import QApplication
from watcher import Watcher

from ui.watched_logs import WatchedLogs
from workshop.benches.tags import spelled
from workshop.logs import watch


class Logs(Watcher):
    """A folder that test PCs put logs in."""

    def tests(self, tag: str) -> int:
        """How many results a card has."""
        return len(self.shop.ask("passport", tag=tag).tests)


@pytest.fixture
def at(
    app: QApplication, file_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Logs]:
    """A folder in which a file is whole when it is the same at two looks."""
    monkeypatch.setattr(watch.Watch.__init__, "__defaults__", (1e-9,))
    folder = tmp_path / "logs"
    folder.mkdir()
    found = Logs(file_shop, folder, "tests", WatchedLogs)
    found.watched.watch(str(folder))
    patience.settle(lambda: not found.desk._jobs)
    yield found
    found.watched.watch("")
    found.desk.close()


def test_a_log_goes_to_the_card_it_names_whichever_is_open(at: Logs) -> None:
    tag, other = at.shop.card("1324321001"), at.shop.card("SN2")
    at.context.set("card", other)
    at.put("a.xml", a_log((1, "1324321001", "38 C")))
    at.look()
    assert at.tests(tag) == 0  # it may still be being written
    at.look()
    assert (at.tests(tag), at.tests(other)) == (1, 0)
    assert at.said == [
        ("done", f"a.xml: Pass for {spelled(tag)}", "The file is kept with it.")
    ]  # fmt: skip
    assert at.lie() == ["taken/a.xml"]
    at.put("b.xml", a_log((1, "1324321001", "38 C")))
    at.look(2)
    assert at.said[-1][:2] == ("careful", "b.xml was imported already")
    assert at.tests(tag) == 1


def test_one_that_names_none_is_of_the_card_that_is_open(at: Logs) -> None:
    tag = at.shop.card("SN1")
    at.context.set("card", tag)
    at.page = "stock"
    at.put("a.xml", a_log((1, "N/A", "38 C")))
    at.look(2)
    assert at.said[-1][:2] == ("refused", "a.xml was not taken in")
    assert at.said[-1][2].endswith("It was moved to the folder “refused”.")
    assert at.lie() == ["refused/a.xml", "refused/a.xml.txt"]
    at.page = "bench"
    at.put("b.xml", a_log((1, "N/A", "39 C")))
    at.look(2)
    assert at.tests(tag) == 1 and at.said[-1][0] == "done"


def test_what_is_in_the_slot_must_be_the_card_that_is_open(at: Logs) -> None:
    one, other = at.shop.card("1324321001"), at.shop.card("SN2")
    at.context.set("card", other)
    at.context.settings.test_slot = "0000:01:00.0"
    at.put("a.xml", a_log((1, "1324321001", "38 C")))
    at.look(2)
    assert at.said[-1][0] == "refused" and f"of {spelled(one)}, not of" in at.said[-1][2]


def test_many_at_once_are_told_together(at: Logs) -> None:
    tag = at.shop.card("1324321001")
    for number in range(5):
        at.put(f"{number}.xml", a_log((1, "1324321001", f"{38 + number} C")))
    at.put("x.txt", b"holiday")
    at.look(2)
    assert at.tests(tag) == 5
    assert [big for state, big, _ in at.said if state == "idle"] == [
        f"Taking in logs: {n} of 6" for n in range(1, 7)
    ]
    assert at.said[-1] == ("careful", "5 logs came in", "1 is refused.")


def test_nothing_is_taken_while_nobody_is_signed_in(at: Logs) -> None:
    tag = at.shop.card("1324321001")
    at.desk.by = ""
    at.put("a.xml", a_log((1, "1324321001", "38 C")))
    at.look(3)
    assert at.lie() == ["a.xml"]
    at.desk.by = "ANA"
    at.look(2)
    assert at.tests(tag) == 1


def test_a_folder_that_went_is_said_once_and_comes_back(at: Logs) -> None:
    tag = at.shop.card("1324321001")
    away = at.folder.rename(at.folder.with_name("away"))
    at.look(3)
    assert len(at.said) == 1 and at.said[0][0] == "careful"
    assert "cannot be read" in at.said[0][1]
    away.rename(at.folder)
    at.put("a.xml", a_log((1, "1324321001", "38 C")))
    at.look(2)
    assert at.tests(tag) == 1


def test_another_folder_and_none(at: Logs) -> None:
    at.watched.watch(str(at.folder))
    assert at.watched.folder == str(at.folder)
    at.watched.watch("")
    at.put("a.xml", b"x")
    at.look(3)
    assert at.lie() == ["a.xml"] and at.said == []
