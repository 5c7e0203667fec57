# SPDX-License-Identifier: MIT
"""The map of a card shows the shop's own photo of its board, and goes on without it."""

from pathlib import Path
from typing import Any

import pytest
from pictures_made import photo

from ui.pages.bench import BenchPage
from workshop.benches.board_photos import keep_board_photo
from workshop.domain.bodies import body_of
from workshop.storage.catalogue import shipped
from workshop.storage.evidence import evidence_folder, kept_file

MODEL, CODE = "GeForce RTX 3090", "PG132-3090"


@pytest.fixture
def kept(hands: Any, tmp_path: Path) -> list[Path]:
    """Photos of both faces of a board, drawn onto its map; the files that are kept."""
    files, places = [], []
    for face, size in (("front", (960, 640)), ("back", (480, 320))):
        file = tmp_path / f"{face}.jpg"
        file.write_bytes(photo(size=size))
        facts, width, height = keep_board_photo(hands.shop.database, file)
        corners = [0, 0, width, 0, width, height, 0, height]
        files.append((facts, {"face": face, "sha256": facts["sha256"], "width": width,
                              "height": height, "corners": corners}))  # fmt: skip
        folder = evidence_folder(hands.shop.database.target, hands.shop.database.database_id)
        places.append(kept_file(folder, facts["sha256"]))
    board = body_of(shipped().boards[CODE]) | {"photos": [on for _facts, on in files]}
    hands.shop.do("draw_board", board=board, models=[], photos=[facts for facts, _on in files])
    return places


def bench(hands: Any) -> BenchPage:
    hands.context.set("card", hands.shop.card("S-1", model=MODEL))
    page: BenchPage = hands.go("bench")
    return page


def test_each_face_shows_its_photo(hands: Any, kept: list[Path]) -> None:
    board = bench(hands).view.board
    hands.wait(lambda: board.surface.photo.images)
    assert board.surface.photo.width == 1008
    hands.tap(board._faces["back"])
    hands.wait(lambda: board.surface.photo.width == 504)
    hands.tap(board._faces["front"])
    assert board.surface.photo.width == 1008  # at once: it was opened before
    hands.shop.do("harvest", card=hands.context.card, site="M1", outcome="missing")
    hands.settle()
    assert board.surface.photo.width == 1008


def test_another_card_shows_its_own_board(hands: Any, kept: list[Path]) -> None:
    page = bench(hands)
    hands.wait(lambda: page.view.board.surface.photo.images)
    page.open_piece(hands.shop.card("S-2"))
    hands.settle()
    assert not page.view.board.surface.photo.images


def test_a_map_that_is_drawn_anew_is_shown_anew(hands: Any, kept: list[Path]) -> None:
    page = bench(hands)
    hands.wait(lambda: page.view.board.surface.photo.images)
    hands.shop.do("draw_board", board=body_of(shipped().boards[CODE]), models=[], photos=[])
    hands.wait(lambda: not page.view.board.surface.photo.images)


def test_without_the_file_the_drawing_stands_and_says_why(hands: Any, kept: list[Path]) -> None:
    kept[0].unlink()
    board = bench(hands).view.board
    hands.wait(lambda: board.surface.note)
    assert board.surface.note.startswith("The drawing is shown instead of the photo: The kept")
    assert board.surface.note in board.surface.accessibleDescription()
    assert not board.surface.photo.images
    hands.tap(board._faces["back"])
    hands.wait(lambda: board.surface.photo.images)
    assert not board.surface.note
