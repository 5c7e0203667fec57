# SPDX-License-Identifier: MIT
"""Board maps: nothing overlaps, all lies on the board, and any number of chips finds room."""

from dataclasses import replace
from typing import Any

import pytest

from workshop.domain.board_maps import (
    MOST_CHIPS,
    Board,
    Face,
    FacePhoto,
    Shape,
    ShapeKind,
    Site,
    generic_board,
    sides,
)
from workshop.domain.refused import Refused
from workshop.domain.terms import PieceKind

DIE = Site("GPU", 40, 30, 40, 40, PieceKind.DIE)


def board(*sites: Site, shapes: tuple[Shape, ...] = ()) -> Board:
    return Board("B", "Test", 120, 100, sites, shapes)


@pytest.mark.parametrize("chips", range(MOST_CHIPS + 1))
def test_a_plain_map_has_room_for_any_number_of_chips(chips: int) -> None:
    plain = generic_board(chips)
    assert [site.name for site in plain.sites] == ["GPU", *(f"M{i + 1}" for i in range(chips))]
    assert len(plain.memory) == chips
    assert plain.sites[0].kind == PieceKind.DIE
    backs = sum(site.face == Face.BACK for site in plain.sites)
    assert backs == (chips // 2 if chips > 16 else 0)
    # Positions are checked by the board itself; that the check has teeth is shown below.
    assert not plain.known


@pytest.mark.parametrize("chips", range(1, 33))
def test_chips_lie_evenly_around_the_die(chips: int) -> None:
    left, above, right, below = sides(chips)
    assert left + above + right + below == chips
    assert left == right
    assert abs(above - left) <= 2
    assert below <= above


def test_up_to_nine_chips_leave_the_side_of_the_slot_free() -> None:
    assert [sides(n)[3] for n in (6, 8, 9)] == [0, 0, 0]
    assert sides(8) == (3, 2, 3, 0)
    assert sides(12) == (3, 3, 3, 3)


def test_sites_are_large_enough_to_tap_on_a_map_600_pixels_wide() -> None:
    for chips in (6, 8, 10, 12, 16, 24):
        plain = generic_board(chips)
        scale = min(600 / plain.width, 480 / plain.height)
        assert all(min(site.w, site.h) * scale >= 44 for site in plain.sites)


def test_chips_on_the_back_lie_behind_those_in_front_when_the_board_is_turned_over() -> None:
    plain = generic_board(24)
    front = {site.name: site for site in plain.sites if site.face == Face.FRONT}
    back = [site for site in plain.sites if site.face == Face.BACK]
    for number, site in enumerate(back, 1):
        twin = front[f"M{number}"]
        assert site.x == pytest.approx(plain.width - twin.x - twin.w)
        assert site.y == twin.y


def test_the_slot_contacts_are_drawn_on_both_faces_where_both_have_chips() -> None:
    faces = {s.face for s in generic_board(24).shapes if s.kind == ShapeKind.PCIE}
    assert faces == {Face.FRONT, Face.BACK}
    assert generic_board(0, slot=False).shapes == ()


def test_a_plain_map_of_too_many_chips_is_refused() -> None:
    with pytest.raises(Refused, match="0 to 48"):
        generic_board(49)
    with pytest.raises(Refused, match="0 to 48"):
        generic_board(-1)


def test_the_same_plain_map_is_made_once() -> None:
    assert generic_board(12) is generic_board(12)


def test_overlapping_sites_are_refused_by_name() -> None:
    assert board(DIE, Site("M1", 10, 10), Site("M2", 24, 10)).memory[1].name == "M2"
    with pytest.raises(Refused, match="M1 and M2 overlap"):
        board(DIE, Site("M1", 10, 10), Site("M2", 23.9, 10))
    with pytest.raises(Refused, match="GPU and M1 overlap"):
        board(DIE, Site("M1", 79, 69))


def test_sites_on_different_faces_may_share_a_place() -> None:
    both = board(DIE, Site("M1", 10, 10), Site("M2", 10, 10, face=Face.BACK))
    assert len(both.memory) == 2


def test_a_shape_may_not_lie_over_a_site() -> None:
    with pytest.raises(Refused, match="M1 and vrm overlap"):
        board(DIE, Site("M1", 10, 10), shapes=(Shape(ShapeKind.VRM, 12, 12, 4, 4),))


@pytest.mark.parametrize("wrong", [{"x": -1.0}, {"x": 107.0}, {"y": 90.0}, {"w": 0.0}, {"h": -5.0}])
def test_a_site_outside_the_outline_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="M1 does not lie on the board"):
        board(DIE, replace(Site("M1", 10, 10), **wrong))


@pytest.mark.parametrize("name", ["PCB", "pcb"])
def test_no_site_is_called_what_the_board_of_a_built_card_is_called(name: str) -> None:
    with pytest.raises(Refused, match=f"a site cannot be called {name}: that is the board itself"):
        board(DIE, Site(name, 10, 10))


def test_two_sites_of_one_name_are_refused_in_any_case() -> None:
    with pytest.raises(Refused, match="site M1 is there twice"):
        board(DIE, Site("M1", 10, 10), Site("m1", 100, 10))


def test_a_board_without_a_die_or_with_a_cooler_site_is_refused() -> None:
    with pytest.raises(Refused, match="no site for the die"):
        board(Site("M1", 10, 10))
    with pytest.raises(Refused, match="must hold a die or memory"):
        board(DIE, Site("K1", 10, 10, kind=PieceKind.COOLER))


def test_more_memory_sites_than_any_card_has_are_refused() -> None:
    many = tuple(Site(f"M{i}", i, 0, 1, 1) for i in range(49))
    with pytest.raises(Refused, match="49 memory sites"):
        board(DIE, *many)


SQUARE = (10, 10, 390, 10, 390, 290, 10, 290)


def on_photo(corners: tuple[int, ...] = SQUARE, **more: Any) -> FacePhoto:
    given = {"face": Face.FRONT, "sha256": "a" * 64, "width": 400, "height": 300}
    return FacePhoto(**(given | more), corners=corners)


def test_a_face_has_one_photo() -> None:
    front, back = on_photo(), on_photo(face=Face.BACK)
    assert replace(board(DIE), photos=(front, back)).photos == (front, back)
    with pytest.raises(Refused, match="two photos of one face"):
        replace(board(DIE), photos=(front, on_photo(sha256="b" * 64)))


def test_a_board_may_lie_askew_on_its_photo() -> None:
    assert on_photo((60, 5, 395, 40, 380, 290, 3, 230)).corners[0] == 60


@pytest.mark.parametrize(
    "corners",
    [
        (10, 10, 390, 10, 390, 290),
        (10, 10, 401, 10, 390, 290, 10, 290),
        (10, 10, 390, 10, 390, 301, 10, 290),
        (),
    ],
)
def test_corners_outside_the_photo_are_refused(corners: tuple[int, ...]) -> None:
    with pytest.raises(Refused, match="mark the four corners of the board inside the photo"):
        on_photo(corners)


@pytest.mark.parametrize(
    "corners",
    [
        (390, 10, 10, 10, 10, 290, 390, 290),  # mirrored
        (10, 10, 390, 290, 390, 10, 10, 290),  # crossed
        (10, 10, 390, 10, 100, 100, 10, 290),  # a corner pushed in
        (10, 10, 200, 10, 390, 10, 10, 290),  # three in a line
        (7, 7, 7, 7, 7, 7, 7, 7),
    ],
)
def test_corners_that_are_no_board_are_refused(corners: tuple[int, ...]) -> None:
    with pytest.raises(Refused, match="in turn, from the top left"):
        on_photo(corners)


@pytest.mark.parametrize("name", ["", "a" * 63, "A" * 64, "../" + "a" * 61])
def test_a_photo_is_a_kept_file(name: str) -> None:
    with pytest.raises(Refused, match="SHA-256"):
        on_photo(sha256=name)
