# SPDX-License-Identifier: MIT
"""Photos come in from files, are looked at, and go out without a word of where they were taken."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from bench_shop import Shop
from pictures_made import CORNERS, another, bomb, corners, photo
from PIL import Image

from workshop.benches import photos
from workshop.benches.photos import (
    Found,
    give_away,
    keep_photo,
    large_copy,
    pictures_in,
    read_photo,
    small_copy,
    take_photo,
)
from workshop.domain.refused import Refused
from workshop.storage import evidence
from workshop.storage.backup import back_up, restore
from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.errors import Unavailable


def kept(shop: Shop) -> list[Path]:
    folder = evidence.evidence_folder(shop.database.target, shop.database.database_id)
    return evidence.kept_files(folder)


def test_a_photo_is_kept_byte_for_byte_and_bound(shop: Shop) -> None:
    card = shop.card("S-1")
    receipt = keep_photo(shop.database, photo(6), "IMG_1.jpg", piece=card, face="back")
    (row,) = shop.ask("photos", piece=card)
    assert (row.width, row.height, row.face) == (96, 64, "back")
    assert row.taken_at == "2026-11-24T10:15:00+01:00"
    assert evidence.read(shop.database, receipt["sha256"]) == photo(6)
    assert check(shop.database, deep=True).findings == []


def test_one_file_for_two_cards_lies_there_once(file_shop: Shop) -> None:
    card, other = file_shop.card("S-1"), file_shop.card("S-2")
    keep_photo(file_shop.database, photo(), "a.jpg", piece=card)
    keep_photo(file_shop.database, photo(), "b.jpg", piece=other)
    with pytest.raises(Refused, match="is with C01-000001-Z already"):
        keep_photo(file_shop.database, photo(), "c.jpg", piece=card)
    assert len(kept(file_shop)) == 1


@pytest.mark.parametrize(
    ("data", "of", "sentence"),
    [
        (photo(), {"piece": "C01000002S"}, "No piece has the tag"),
        (photo(), {"batch": "B7"}, "There is no batch"),
        (b"hello", {"batch": "B1"}, "This is no photo"),
        (bomb(), {"batch": "B1"}, "This picture is too large"),
        (photo()[:900], {"batch": "B1"}, "This picture is damaged or cut off"),
    ],
)
def test_what_is_refused_leaves_no_file(
    file_shop: Shop, data: bytes, of: dict[str, str], sentence: str
) -> None:
    newest = file_shop.ask("newest")
    with pytest.raises(Refused, match=sentence):
        keep_photo(file_shop.database, data, "a.jpg", **of)
    assert kept(file_shop) == [] and file_shop.ask("newest") == newest


def test_a_backup_brings_the_photos_back(file_shop: Shop, tmp_path: Path) -> None:
    receipt = keep_photo(file_shop.database, photo(8), "a.jpg", batch="B1")
    small_copy(file_shop.database, receipt["sha256"], (40, 40))
    made = back_up(file_shop.database, tmp_path / "copies")
    restore(Path(made["file"]), tmp_path / "elsewhere" / "again.db")
    again = Database.open(tmp_path / "elsewhere" / "again.db")
    try:
        assert Shop(again).ask("photos") == file_shop.ask("photos")
        assert evidence.read(again, receipt["sha256"]) == photo(8)
        assert check(again, deep=True).findings == []
        # Small copies are made again where they are wanted: no backup carries them.
        assert sorted(p.name for p in (tmp_path / "elsewhere").iterdir() if p.is_dir()) == [
            "again.db.evidence"
        ]
        assert corners(small_copy(again, receipt["sha256"], (40, 40))) == CORNERS
    finally:
        again.close()


def test_a_photo_that_was_changed_on_the_disk_is_noticed(file_shop: Shop) -> None:
    receipt = keep_photo(file_shop.database, photo(), "a.jpg", batch="B1")
    kept(file_shop)[0].write_bytes(another(3))
    (finding,) = check(file_shop.database, deep=True).findings
    assert "was changed" in finding.what
    with pytest.raises(Refused, match="was changed"):
        large_copy(file_shop.database, receipt["sha256"], (40, 40))


# Small copies


def test_a_small_copy_is_made_once(file_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = keep_photo(file_shop.database, photo(5), "a.jpg", batch="B1")["sha256"]
    first = small_copy(file_shop.database, sha256, (48, 48))
    assert corners(first) == CORNERS
    monkeypatch.setattr("workshop.pictures.thumbnail", lambda *_: pytest.fail("made again"))
    assert small_copy(file_shop.database, sha256, (48, 48)) == first
    assert Path(f"{file_shop.database.target}.thumbnails").is_dir()


@pytest.mark.parametrize("left", [b"", b"\xff\xd8 half of it"])
def test_a_small_copy_that_was_cut_off_is_made_again(file_shop: Shop, left: bytes) -> None:
    sha256 = keep_photo(file_shop.database, photo(), "a.jpg", batch="B1")["sha256"]
    first = small_copy(file_shop.database, sha256, (48, 48))
    (shelved,) = Path(f"{file_shop.database.target}").parent.rglob("*-48x48.jpg")
    shelved.write_bytes(left)
    assert small_copy(file_shop.database, sha256, (48, 48)) == first


def test_where_small_copies_cannot_be_kept_they_are_shown_all_the_same(file_shop: Shop) -> None:
    sha256 = keep_photo(file_shop.database, photo(), "a.jpg", batch="B1")["sha256"]
    Path(f"{file_shop.database.target}.thumbnails").write_text("in the way")
    assert corners(small_copy(file_shop.database, sha256, (48, 48))) == CORNERS


# What is given away


def test_copies_that_are_given_away_are_upright_and_silent(shop: Shop, tmp_path: Path) -> None:
    card, folder = shop.card("S-1"), tmp_path / "for the customer"
    for way, kind in ((6, "JPEG"), (3, "PNG"), (8, "WEBP")):
        keep_photo(shop.database, photo(way, kind), f"IMG.{kind}", piece=card)
    keep_photo(shop.database, photo(2), "box.jpg", batch="B1")
    made = give_away(shop.database, shop.ask("photos"), folder)
    assert [file.name for file in made] == [
        "C01-000001-Z-01.jpg", "C01-000001-Z-02.png", "C01-000001-Z-03.webp", "B1-01.jpg",
    ]  # fmt: skip
    for file in made:
        data = file.read_bytes()
        assert corners(data) == CORNERS
        assert dict(Image.open(io.BytesIO(data)).getexif()) == {}
        assert not any(word in data for word in (b"GPS", b"47.2353", b"Telephone", b"2026:11"))


def test_no_file_is_written_over(file_shop: Shop, tmp_path: Path) -> None:
    keep_photo(file_shop.database, photo(), "a.jpg", batch="B1")
    (tmp_path / "B1-01.jpg").write_text("mine")
    (tmp_path / "B1-02.jpg").symlink_to(tmp_path / "nowhere")
    made = give_away(file_shop.database, file_shop.ask("photos"), tmp_path)
    assert [file.name for file in made] == ["B1-03.jpg"]
    assert (tmp_path / "B1-01.jpg").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


# Files that people drop


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.with_name("target.jpg").write_bytes(photo())
    path.symlink_to(path.with_name("target.jpg"))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (Path.mkdir, "is no plain file. Choose the photo itself."),
        (_fifo, "is no plain file. Choose the photo itself."),
        (_link, "is no plain file. Choose the photo itself."),
        (lambda path: path.symlink_to("/dev/zero"), "is no plain file."),
        (lambda path: None, "cannot be read: No such file or directory."),
    ],
)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes in folders")
def test_what_is_no_plain_file_is_refused_without_waiting(
    make: Callable[[Path], object], sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "IMG_1.jpg"
    make(path)
    with pytest.raises(Refused) as refused:
        read_photo(path)
    assert str(refused.value).startswith("IMG_1.jpg") and sentence in str(refused.value)


def test_a_device_and_a_file_nobody_may_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is no plain file"):
        read_photo(Path("/dev/null"))
    (tmp_path / "a.jpg").write_bytes(photo())
    assert read_photo(tmp_path / "a.jpg") == photo()


def test_the_name_of_a_file_counts_for_nothing(file_shop: Shop, tmp_path: Path) -> None:
    for number, name in enumerate(
        ("a.txt", "b.png", "显卡\u202e.exe", "..jpg", "x" * 200 + ".gif")
    ):
        (tmp_path / name).write_bytes(another(number))
        keep_photo(file_shop.database, read_photo(tmp_path / name), name, batch="B1")
    assert [row.name for row in file_shop.ask("photos")][2] == "显卡�.exe"
    assert all(evidence.is_hash(file.name) for file in kept(file_shop))


# A watched folder


def test_only_pictures_in_a_watched_folder_count(tmp_path: Path) -> None:
    for age, name in enumerate(("b.JPG", "a.heic", "c.webp")):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (age, age))
    for name in ("notes.txt", ".hidden.jpg", "photo.jpg.part", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "link.jpg").symlink_to(tmp_path / "b.JPG")
    assert [found.path.name for found in pictures_in(tmp_path)] == ["b.JPG", "a.heic", "c.webp"]
    assert pictures_in(tmp_path)[0] == Found(tmp_path / "b.JPG", 1, 0)
    with pytest.raises(Refused, match="The folder of photos .* cannot be read"):
        pictures_in(tmp_path / "gone")


def test_a_photo_is_moved_when_it_is_kept_and_a_refused_one_elsewhere(
    file_shop: Shop, tmp_path: Path
) -> None:
    folder = tmp_path / "camera"
    folder.mkdir()
    for data in (another(1), another(2)):
        (folder / "a.jpg").write_bytes(data)
        taken = take_photo(file_shop.database, folder / "a.jpg", batch="B1")
        assert taken.receipt is not None and taken[1:] == ("", True)
    (folder / "a.jpg").write_bytes(another(2))
    again = take_photo(file_shop.database, folder / "a.jpg", batch="B1")
    assert again.receipt is None and again.moved and "with B1 already" in again.refusal
    (folder / "b.heic").write_bytes(b"ftypheic")
    assert "only JPEG" in take_photo(file_shop.database, folder / "b.heic", batch="B1").refusal
    lie = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    assert lie == ["refused/a.jpg", "refused/b.heic", "taken/a (2).jpg", "taken/a.jpg"]


def test_a_photo_that_cannot_be_moved_is_kept_and_said_so(file_shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file in the way")
    (tmp_path / "a.jpg").write_bytes(photo())
    taken = take_photo(file_shop.database, tmp_path / "a.jpg", batch="B1")
    assert taken.receipt is not None and not taken.moved
    assert (tmp_path / "a.jpg").exists()


def test_a_photo_stays_where_it_is_while_nothing_can_be_kept(
    file_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Unavailable("The disk is full.")

    monkeypatch.setattr(photos, "keep_photo", full)
    (tmp_path / "a.jpg").write_bytes(photo())
    with pytest.raises(Unavailable):
        take_photo(file_shop.database, tmp_path / "a.jpg", batch="B1")
    assert (tmp_path / "a.jpg").exists() and not (tmp_path / "taken").exists()
