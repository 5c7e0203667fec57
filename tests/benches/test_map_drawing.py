# SPDX-License-Identifier: MIT
"""A board map is drawn step by step, each taken back and made again, until it is a whole board."""

from typing import Any

import pytest

from workshop.benches.map_drawing import Drawing
from workshop.domain.board_maps import generic_board
from workshop.domain.bodies import body_of
from workshop.storage.catalogue import shipped


def body(chips: int = 4, **more: Any) -> dict[str, Any]:
    return body_of(generic_board(chips)) | {"code": "B-1", "name": "Ours"} | more


@pytest.fixture
def drawing() -> Drawing:
    """A plain map of four chips."""
    return Drawing(body())


@pytest.mark.parametrize("code", list(shipped().boards))
def test_every_shipped_board_is_drawn_and_saved_as_it_was(code: str) -> None:
    whole = body_of(shipped().boards[code]) | {"confirmed": True}
    drawing = Drawing(whole)
    assert drawing.fault() is None and not drawing.is_changed
    assert drawing.save([], []).facts["board"] == {k: v for k, v in whole.items() if k != "known"}


def test_a_site_is_put_on_the_grid_with_the_next_free_name(drawing: Drawing) -> None:
    name = drawing.add("front", 4.26, 3.9)
    assert name == "M5"
    site = drawing.now.site("M5")
    assert site is not None
    assert (site.x, site.y, site.w, site.h, site.kind) == (4.5, 4.0, 14.0, 12.0, "memory")
    assert drawing.add("back", 9999, -5) == "M6"
    edge = drawing.now.site("M6")
    assert edge is not None and edge.face == "back"
    assert (edge.x + edge.w, edge.y) == (drawing.now.width, 0)


def test_a_site_is_moved_made_larger_renamed_and_stays_on_the_board(drawing: Drawing) -> None:
    drawing.move("M1", -40, 2.3)
    drawing.change("M1", w=1, h=20.2)
    assert drawing.change("M1", name="U7", channel="B1") == "U7"
    site = drawing.now.site("U7")
    assert site is not None
    assert (site.x, site.y, site.w, site.h, site.channel) == (0, 2.5, 2.0, 20.0, "B1")
    drawing.remove("U7")
    assert drawing.now.site("U7") is None
    assert drawing.change("U7", x=1) == "U7" and drawing.copy_row("U7", 2, 1, 1) == []


def test_a_row_counts_names_and_channels_on(drawing: Drawing) -> None:
    drawing.change("M4", channel="A1")
    before = drawing.now
    assert drawing.copy_row("M4", 3, 0, 13.5) == ["M5", "M6", "M7"]
    made = [drawing.now.site(name) for name in ("M5", "M6", "M7")]
    assert [site.channel for site in made if site] == ["B0", "B1", "C0"]
    start = before.site("M4")
    assert start is not None
    assert [site.y for site in made if site] == [start.y + 13.5 * n for n in (1, 2, 3)]
    drawing.undo()
    assert drawing.now == before  # the row was one step


def test_each_step_is_taken_back_and_made_again(drawing: Drawing) -> None:
    seen = [drawing.now]
    for step in (
        lambda: drawing.add("front", 1, 1),
        lambda: drawing.move("M1", 3, 3),
        lambda: drawing.call("X", "Y"),
        lambda: drawing.size(200, 150),
        lambda: drawing.put_photo("front", "a" * 64, 400, 300),
        lambda: drawing.mark_corners("front", [5, 5, 395, 5, 395, 295, 5, 295]),
        lambda: drawing.take_photo_away("front"),
    ):
        step()
        seen.append(drawing.now)
    for draft in reversed(seen[:-1]):
        drawing.undo()
        assert drawing.now == draft
    assert not drawing.may_undo and not drawing.is_changed
    for draft in seen[1:]:
        drawing.redo()
        assert drawing.now == draft
    assert not drawing.may_redo
    drawing.undo()
    drawing.add("front", 1, 1)
    assert not drawing.may_redo  # what was taken back is gone


def test_what_changes_nothing_is_no_step(drawing: Drawing) -> None:
    site = drawing.now.site("M1")
    assert site is not None
    drawing.move("M1", site.x, site.y)
    assert not drawing.may_undo


def test_each_face_has_a_photo_of_its_own(drawing: Drawing) -> None:
    drawing.put_photo("back", "b" * 64, 40, 30)
    drawing.put_photo("front", "a" * 64, 400, 300)
    drawing.put_photo("front", "c" * 64, 400, 300)
    assert [(p.face, p.sha256[0]) for p in drawing.now.photos] == [("front", "c"), ("back", "b")]
    assert drawing.now.photo("back") is not None
    kept = [{"sha256": letter * 64, "name": letter, "size": 1} for letter in "abc"]
    saved = drawing.save(["RTX 2070"], kept).facts
    assert [file["name"] for file in saved["photos"]] == ["b", "c"]  # "a" is on no face any more
    assert saved["models"] == ["RTX 2070"]


def test_why_it_cannot_be_saved(drawing: Drawing) -> None:
    assert drawing.fault() is None
    drawing.move("M1", *(getattr(drawing.now.site("GPU"), axis) for axis in "xy"))
    assert "GPU and M1 overlap" in str(drawing.fault())
    drawing.undo()
    drawing.call("", "Ours")
    assert str(drawing.fault()) == "The code is missing."
    drawing.undo()
    drawing.remove("GPU")
    assert "no site for the die" in str(drawing.fault())


def test_saved_is_not_changed(drawing: Drawing) -> None:
    drawing.move("M1", 1, 1)
    assert drawing.is_changed
    drawing.saved()
    assert not drawing.is_changed
