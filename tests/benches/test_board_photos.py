# SPDX-License-Identifier: MIT
"""The photo of a board is cut out once, as fine as it is, and only from a file that is kept."""

import io
from pathlib import Path
from typing import Any

import pytest
from pictures_made import CORNERS, corners, photo
from PIL import Image

from workshop.benches import board_photos
from workshop.benches.board_photos import LARGE, flat_copy, flat_size, keep_board_photo
from workshop.domain.board_maps import Face, FacePhoto
from workshop.domain.refused import Refused
from workshop.storage.evidence import evidence_folder, kept_file


def on(sha256: str = "a" * 64, width: int = 96, height: int = 64) -> FacePhoto:
    """A board that fills its photo."""
    all_of_it = (0, 0, width, 0, width, height, 0, height)
    return FacePhoto(Face.FRONT, sha256, width, height, all_of_it)


@pytest.fixture
def kept(file_shop: Any, tmp_path: Path) -> FacePhoto:
    """A photo of a board, kept."""
    file = tmp_path / "board.jpg"
    file.write_bytes(photo(6))
    facts, width, height = keep_board_photo(file_shop.database, file)
    assert (facts["name"], width, height) == ("board.jpg", 96, 64)
    return on(facts["sha256"])


def test_it_is_as_fine_as_the_photo_and_of_the_shape_of_the_board() -> None:
    assert flat_size(on(), 150, 100, LARGE) == (96, 64)
    wide, high = flat_size(on(width=12000, height=8000), 150, 100, LARGE)
    assert wide * high <= LARGE < 1.01 * wide * high
    assert wide / high == pytest.approx(1.5, rel=0.001)


def test_a_board_is_cut_out_of_its_photo(file_shop: Any, kept: FacePhoto) -> None:
    made = flat_copy(file_shop.database, kept, 150, 100, LARGE)
    assert corners(made) == CORNERS
    assert Image.open(io.BytesIO(made)).size == (96, 64)


def test_it_is_worked_out_once(
    file_shop: Any, kept: FacePhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = flat_copy(file_shop.database, kept, 150, 100, LARGE)
    monkeypatch.setattr("workshop.pictures.flatten", lambda *_: pytest.fail("worked out again"))
    assert flat_copy(file_shop.database, kept, 150, 100, LARGE) == first
    [copy] = board_photos.thumbnails_folder(file_shop.database).glob("*/*")
    copy.write_bytes(first[:-9])
    with pytest.raises(pytest.fail.Exception, match="again"):  # a cut copy is no copy
        flat_copy(file_shop.database, kept, 150, 100, LARGE)


def test_other_corners_are_another_copy(file_shop: Any, kept: FacePhoto) -> None:
    whole = flat_copy(file_shop.database, kept, 150, 100, LARGE)
    left = FacePhoto(Face.FRONT, kept.sha256, 96, 64, (0, 0, 48, 0, 48, 64, 0, 64))
    assert flat_copy(file_shop.database, left, 150, 100, LARGE) != whole


def test_a_photo_that_is_gone_or_no_photo_is_refused(
    file_shop: Any, kept: FacePhoto, tmp_path: Path
) -> None:
    folder = evidence_folder(file_shop.database.target, file_shop.database.database_id)
    kept_file(folder, kept.sha256).unlink()
    with pytest.raises(Refused, match="is missing"):
        flat_copy(file_shop.database, kept, 150, 100, LARGE)
    (tmp_path / "list.jpg").write_bytes(b"no photo")
    with pytest.raises(Refused, match="This is no photo"):
        keep_board_photo(file_shop.database, tmp_path / "list.jpg")
