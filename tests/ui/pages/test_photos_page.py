# SPDX-License-Identifier: MIT
"""Photos at the bench and of a batch: dropped, looked at, removed, given away."""

import io
import os
import threading
from pathlib import Path
from typing import Any

import patience
import pytest
from drops import COPY_ONLY, LEFT, drop
from pictures_made import CORNERS, another, corners, large, photo
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from ui.pages import photo_view
from ui.pages import photos as panels
from ui.pages.photo_import import as_jpeg
from ui.pages.photo_view import PhotoDialog, sharpest

CONTROL = Qt.KeyboardModifier.ControlModifier


def made(folder: Path, *pictures: bytes) -> list[Path]:
    """Files of pictures, as a camera leaves them."""
    files = []
    for number, data in enumerate(pictures, 1):
        files.append(folder / f"IMG_{number}.jpg")
        files[-1].write_bytes(data)
    return files


def bench(hands: Any) -> Any:
    """The bench with a card on it."""
    hands.context.set("card", hands.shop.card("S-1"))
    return hands.go("bench")


def seen(image: QImage) -> tuple[Any, ...]:
    """The colours in the corners of a picture as the window shows it."""
    return corners(as_jpeg(image))


def dialog_of(hands: Any) -> PhotoDialog:
    patience.wait(lambda: hands.window.findChildren(PhotoDialog))
    found: PhotoDialog = hands.window.findChildren(PhotoDialog)[0]
    found.activateWindow()
    return found


def test_photos_dropped_on_the_bench_are_kept_and_shown_upright(hands: Any, tmp_path: Path) -> None:
    page = bench(hands)
    assert drop(page.view, *made(tmp_path, photo(6), photo(3, "PNG"), photo(7, "WEBP")))
    hands.settle()
    assert hands.strip == ("done", "3 photos kept", "C01-000001-Z")
    assert page.view.shows_photos
    assert len(hands.shop.ask("photos", piece=page.on.tag)) == 3
    for row in page.photos.grid.rows():
        assert seen(page.photos.grid.copy_of(row.sha256)) == CORNERS
        assert row.words.startswith("2026-11-24")


def test_what_is_dropped_besides_photos_is_said_and_left_alone(hands: Any, tmp_path: Path) -> None:
    page = bench(hands)
    folder, pipe, link, text = (tmp_path / name for name in ("d.jpg", "p.jpg", "l.jpg", "t.jpg"))
    folder.mkdir()
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    text.write_text("no photo")
    drop(page.view, folder, pipe, link, text, *made(tmp_path, another(1)))
    hands.settle()
    state, big, small = hands.strip
    assert (state, big) == ("careful", "1 photo kept")
    assert small.count("is no plain file") == 3 and "t.jpg: This is no photo" in small
    drop(page.view, tmp_path / "IMG_1.jpg")
    hands.settle()
    assert hands.strip[0] == "refused" and "is with C01-000001-Z already" in hands.strip[1]
    assert len(hands.shop.ask("photos")) == 1


def test_words_and_addresses_are_not_welcome(hands: Any) -> None:
    page = bench(hands)
    for mime in (QMimeData(), QMimeData()):
        mime.setText("file:///etc/passwd")
    mime.setUrls([QUrl("https://example.org/a.jpg")])
    enter = QDragEnterEvent(
        page.view.rect().center(), COPY_ONLY, mime, LEFT, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    QApplication.sendEvent(page.view, enter)
    assert not enter.isAccepted()


def test_the_keys_turn_to_the_photos_and_add_some(hands: Any, tmp_path: Path) -> None:
    page = bench(hands)
    hands.key(Qt.Key.Key_P, CONTROL)
    assert page.view.shows_photos and page.photos.grid.isHidden()
    hands.key(Qt.Key.Key_Escape)
    assert not page.view.shows_photos
    hands.key(Qt.Key.Key_I, CONTROL)
    (chooser,) = hands.window.findChildren(QFileDialog)
    chooser.filesSelected.emit([str(file) for file in made(tmp_path, another(1))])
    chooser.close()
    hands.settle()
    (row,) = page.photos.grid.rows()
    assert row.name.endswith("IMG_1.jpg")


def test_a_photo_is_removed_and_comes_back(hands: Any, tmp_path: Path) -> None:
    page = bench(hands)
    drop(page.view, *made(tmp_path, another(1), another(2)))
    hands.settle()
    page.photos.grid.setFocus(Qt.FocusReason.OtherFocusReason)
    hands.key(Qt.Key.Key_Right)
    hands.key(Qt.Key.Key_Delete)
    hands.wait(lambda: len(page.photos.grid.rows()) == 1)
    assert hands.strip == ("done", "Photo removed: C01-000001-Z", "Undo brings it back.")
    hands.settle()
    assert "Photo removed" in hands.window.last.undo.words()
    hands.key(Qt.Key.Key_Z, CONTROL)
    hands.wait(lambda: len(page.photos.grid.rows()) == 2)


def test_who_is_not_signed_in_adds_no_photo(hands: Any, tmp_path: Path) -> None:
    page = bench(hands)
    hands.desk.by = ""
    drop(page.view, *made(tmp_path, another(1)))
    hands.settle()
    assert hands.strip[:2] == ("refused", "Nobody is signed in.")
    assert hands.shop.ask("photos") == []


def blue() -> QImage:
    image = QImage(QSize(64, 48), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    return image


def test_what_a_camera_took_is_a_photo_of_what_is_open(hands: Any) -> None:
    page = bench(hands)
    hands.window.scans.photograph(blue())
    hands.settle()
    (row,) = hands.shop.ask("photos", piece=page.on.tag)
    assert (row.name, row.width, row.height) == ("camera.jpg", 64, 48)


def test_at_the_intake_it_is_of_the_card_in_hand_else_of_the_delivery(hands: Any) -> None:
    hands.context.go("intake")
    hands.settle()
    hands.window.scans.photograph(blue())
    hands.settle()
    assert len(hands.shop.ask("photos", batch="B1")) == 1
    hands.scan("M9YVCM1")
    hands.window.scans.photograph(blue())
    hands.settle()
    (card,) = hands.shop.ask("pieces")
    assert len(hands.shop.ask("photos", piece=card.tag)) == 1


def test_where_nothing_is_open_it_is_said_and_nothing_kept(hands: Any) -> None:
    hands.context.go("find")
    hands.settle()
    hands.window.scans.photograph(blue())
    hands.settle()
    assert hands.strip[:2] == ("careful", "Nothing is open that this could be a photo of")
    assert hands.shop.ask("photos") == []


def test_no_picture_is_opened_on_the_window_s_own_thread(
    hands: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: dict[str, set[threading.Thread]] = {}
    for room, name in ((panels, "small_copy"), (photo_view, "large_copy")):
        plain = getattr(room, name)

        def watched(*facts: Any, plain: Any = plain, name: str = name) -> bytes:
            threads.setdefault(name, set()).add(threading.current_thread())
            data: bytes = plain(*facts)
            return data

        monkeypatch.setattr(room, name, watched)
    page = bench(hands)
    drop(page.view, *made(tmp_path, another(1)))
    hands.settle()
    page.photos.open_photo(0)
    hands.settle()
    dialog_of(hands).close()
    assert threads.keys() == {"small_copy", "large_copy"}
    assert threading.main_thread() not in set().union(*threads.values())


def test_the_photos_of_another_card_never_show(hands: Any, tmp_path: Path) -> None:
    page = bench(hands)
    drop(page.view, *made(tmp_path, another(1)))
    hands.settle()
    other = hands.shop.card("S-2")
    page.open_piece(other)
    assert page.photos.grid.rows() == []
    hands.settle()
    assert page.photos.grid.rows() == []
    assert page.view._tabs["photos"].words() == "Photos"


# Large


def test_a_tap_opens_a_photo_large_and_escape_closes_it(hands: Any, tmp_path: Path) -> None:
    page = bench(hands)
    drop(page.view, *made(tmp_path, photo(5), photo(8)))
    hands.settle()
    grid = page.photos.grid
    hands.tap(grid.viewport(), QPointF(grid.visualRect(grid.model().index(0, 0)).center()))
    view = dialog_of(hands)
    hands.settle()
    assert not view.surface.is_busy
    assert view.surface.image.size() == QSize(96, 64)
    assert seen(view.surface.image) == CORNERS
    first = view.photo.id
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.photo.id != first
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.photo.id == first
    hands.settle()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    hands.settle()
    assert hands.window.findChildren(PhotoDialog) == []


def test_fifty_megapixels_open_while_the_window_works(hands: Any, tmp_path: Path) -> None:
    page = bench(hands)
    drop(page.view, *made(tmp_path, large()))
    hands.settle()
    page.photos.open_photo(0)
    view = dialog_of(hands)
    assert view.surface.is_busy
    while_opening = 0

    def tick() -> None:
        nonlocal while_opening
        while_opening += view.surface.is_busy

    clock = QTimer(interval=10)
    clock.timeout.connect(tick)
    clock.start()
    patience.wait(lambda: not view.surface.is_busy)
    assert while_opening > 3
    assert view.surface.image.size() == QSize(2600, 1734)
    # Nearer, until the copy is not sharp enough: then all there is comes.
    while view.surface.image.width() * view.devicePixelRatioF() >= 8660 * view.surface.scale:
        view.surface.nearer()
        if view.surface.is_busy:
            break
    while_opening = 0
    patience.wait(lambda: not view.surface.is_busy)
    clock.stop()
    assert while_opening > 3
    assert view.surface.image.width() == 8660
    view.close()


def test_a_copy_never_takes_more_memory_than_there_is_for_one() -> None:
    assert sharpest(8660, 5774) == (8660, 5774)
    width, height = sharpest(12_000, 9_000)
    assert width * height <= photo_view.MOST and abs(width / height - 4 / 3) < 0.01
    assert sharpest(120_000_000, 1)[1] == 1


def test_a_photo_whose_file_is_gone_says_so(hands: Any, tmp_path: Path) -> None:
    page = bench(hands)
    drop(page.view, *made(tmp_path, another(1)))
    hands.settle()
    for folder in (".evidence", ".thumbnails"):
        for file in Path(f"{hands.shop.database.target}{folder}").rglob("*"):
            if file.is_file():
                file.unlink()
    page.photos.grid._photos.copies.clear()
    page.photos.refresh()
    hands.settle()
    (row,) = page.photos.grid.rows()
    assert page.photos.grid.copy_of(row.sha256) is None
    assert not page.photos.grid.is_loading(row.sha256)
    page.photos.open_photo(0)
    hands.settle()
    view = dialog_of(hands)
    assert "is missing" in view._title.text() and not view.surface.is_busy
    view.close()


def test_the_button_in_the_large_view_removes(hands: Any, tmp_path: Path) -> None:
    page = bench(hands)
    drop(page.view, *made(tmp_path, another(1)))
    hands.settle()
    page.photos.open_photo(0)
    view = dialog_of(hands)
    view._remove()
    hands.wait(lambda: page.photos.grid.rows() == [])
    hands.settle()
    assert hands.shop.ask("photos") == []


# Of a batch, and away


def test_photos_of_a_delivery_stand_with_its_batch(hands: Any, tmp_path: Path) -> None:
    page = hands.go("batches")
    page.open_batch("B1")
    hands.settle()
    drop(page.view, *made(tmp_path, photo(6)))
    hands.settle()
    assert hands.strip == ("done", "1 photo kept", "B1")
    assert page.view.tab == "photos" and page.photos.grid.isVisible()
    assert page.view.tabs["photos"].words() == "Photos 1"
    assert [row.batch for row in hands.shop.ask("photos")] == ["B1"]


def test_copies_for_others_are_written_without_a_position(hands: Any, tmp_path: Path) -> None:
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    page = bench(hands)
    drop(page.view, *made(tmp_path, photo(6)))
    hands.settle()
    hands.tap(page.photos.export)
    state, big, small = hands.strip
    assert (state, big) == ("done", "1 photo without position data")
    (file,) = Path(small).iterdir()
    assert file.name == "C01-000001-Z-01.jpg"
    assert dict(Image.open(io.BytesIO(file.read_bytes())).getexif()) == {}
    assert corners(file.read_bytes()) == CORNERS
