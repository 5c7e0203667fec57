# SPDX-License-Identifier: MIT
"""A watched folder: what is new and whole goes to what is in hand, and is moved away."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import patience
import pytest
from bench_shop import Shop
from pictures_made import another, bomb
from PySide6.QtWidgets import QApplication
from watcher import Watcher

from ui.watched_folder import WatchedFolder


@pytest.fixture
def at(app: QApplication, file_shop: Shop, tmp_path: Path) -> Iterator[Watcher]:
    """A folder that is watched from now on, with a card on the bench."""
    folder = tmp_path / "camera"
    folder.mkdir()
    found = Watcher(file_shop, folder, "bench", WatchedFolder)
    found.context.set("card", file_shop.card("S-1"))
    found.watched.watch(str(folder))
    patience.settle(lambda: not found.desk._jobs)
    yield found
    found.watched.watch("")
    found.desk.close()


def test_a_new_photo_goes_to_the_card_on_the_bench(at: Watcher) -> None:
    at.put("IMG_1.jpg", another(1))
    at.look()
    assert at.shop.ask("photos") == []  # it may still be being written
    at.look()
    (row,) = at.shop.ask("photos")
    assert (row.piece, row.name, row.person) == (at.context.card, "IMG_1.jpg", "ANA")
    assert at.said == [
        ("done", "IMG_1.jpg is a photo of C01-000001-Z now",
         "It was moved to the folder “taken”.")
    ]  # fmt: skip
    assert at.lie() == ["taken/IMG_1.jpg"]


def test_at_intake_it_goes_to_the_delivery_and_elsewhere_it_waits(at: Watcher) -> None:
    at.page = "settings"
    at.put("IMG_1.jpg", another(1))
    at.look(3)
    assert at.shop.ask("photos") == [] and at.said == []
    at.page = "intake"
    at.context.set("batch", "B1")
    at.look()
    assert [(row.piece, row.batch) for row in at.shop.ask("photos")] == [("", "B1")]


def test_a_photo_is_of_the_card_it_was_first_seen_with(at: Watcher) -> None:
    first = at.context.card
    at.put("IMG_1.jpg", another(1))
    at.look()
    at.context.set("card", at.shop.card("S-2"))
    at.look()
    assert [row.piece for row in at.shop.ask("photos")] == [first]


def test_one_that_is_still_being_written_waits(at: Watcher) -> None:
    whole = another(1)
    for part in (200, 400, 600):
        at.put("IMG_1.jpg", whole[:part])
        at.look()
    assert at.shop.ask("photos") == [] and at.lie() == ["IMG_1.jpg"]
    at.put("IMG_1.jpg", whole)
    at.look(2)
    assert len(at.shop.ask("photos")) == 1


def test_the_same_size_at_another_time_is_still_being_written(at: Watcher) -> None:
    path = at.put("IMG_1.jpg", another(1))
    for second in range(3):
        os.utime(path, (second, second))
        at.look()
    assert at.shop.ask("photos") == []


def test_what_lay_there_before_is_left_alone(at: Watcher, tmp_path: Path) -> None:
    at.watched.watch("")
    at.put("old.jpg", another(1))
    at.watched.watch(str(at.folder))
    patience.settle(lambda: not at.desk._jobs)
    at.put("new.jpg", another(2))
    at.look(3)
    assert [row.name for row in at.shop.ask("photos")] == ["new.jpg"]
    assert at.lie() == ["old.jpg", "taken/new.jpg"]


def test_what_is_refused_is_moved_aside_and_the_next_goes_on(at: Watcher) -> None:
    at.put("a.jpg", b"no photo")
    at.put("b.png", bomb())
    at.put("c.jpg", another(1))
    at.put("d.jpg", another(1))
    at.put("notes.txt", b"mine")
    at.look(6)
    told = {big: (state, small) for state, big, small in at.said}
    assert told["a.jpg was not kept"] == (
        "refused",
        "This is no photo: only JPEG, PNG and WebP can be kept. "
        "It was moved to the folder “refused”.",
    )
    assert "too large" in told["b.png was not kept"][1]
    assert "already" in told["d.jpg was not kept"][1]
    assert len(at.shop.ask("photos")) == 1
    assert at.lie() == ["notes.txt", "refused/a.jpg", "refused/b.png", "refused/d.jpg",
                        "taken/c.jpg"]  # fmt: skip


def test_one_that_cannot_be_moved_is_not_taken_again(at: Watcher) -> None:
    (at.folder / "taken").write_text("in the way")
    at.put("IMG_1.jpg", another(1))
    at.look(5)
    assert len(at.shop.ask("photos")) == 1
    assert [small for _, _, small in at.said] == ["It cannot be moved and stays where it is."]


def test_nothing_is_taken_while_nobody_is_signed_in(at: Watcher) -> None:
    at.desk.by = ""
    at.put("IMG_1.jpg", another(1))
    at.look(3)
    assert at.lie() == ["IMG_1.jpg"]
    at.desk.by = "ANA"
    at.look()
    assert at.lie() == ["taken/IMG_1.jpg"]


def test_a_full_disk_keeps_the_photo_for_later(
    at: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workshop.storage import evidence
    from workshop.storage.errors import disk_full

    def full(*_: Any) -> Any:
        raise disk_full()

    at.put("IMG_1.jpg", another(1))
    with monkeypatch.context() as patch:
        patch.setattr(evidence, "keep", full)
        at.look(3)
        assert at.lie() == ["IMG_1.jpg"] and at.said[-1][0] == "careful"
    at.look(2)
    assert at.lie() == ["taken/IMG_1.jpg"] and len(at.shop.ask("photos")) == 1


def test_a_folder_that_is_gone_is_said_once_and_may_come_back(at: Watcher) -> None:
    at.folder.rename(at.folder.with_name("away"))
    at.look(3)
    assert len(at.said) == 1 and "cannot be read" in at.said[0][1]
    at.folder.with_name("away").rename(at.folder)
    at.put("IMG_1.jpg", another(1))
    at.look(2)
    assert at.lie() == ["taken/IMG_1.jpg"]


def test_links_are_never_followed(at: Watcher, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.jpg").write_bytes(another(1))
    (at.folder / "link.jpg").symlink_to(tmp_path / "elsewhere.jpg")
    at.look(3)
    assert at.shop.ask("photos") == [] and (tmp_path / "elsewhere.jpg").exists()


def test_it_looks_by_itself_while_a_folder_is_set(at: Watcher) -> None:
    at.watched._timer.setInterval(5)
    at.put("IMG_1.jpg", another(1))
    patience.wait(lambda: at.shop.ask("photos"))
    patience.wait(lambda: at.lie() == ["taken/IMG_1.jpg"])
    at.watched.watch("")
    assert not at.watched._timer.isActive()
