# SPDX-License-Identifier: MIT
"""The family of a piece in both directions, to any depth, and however it is tangled."""

import re
from typing import Any

import pytest
from bench_shop import Shop
from sqlalchemy import Engine, event

from workshop.domain.refused import Refused


def off(shop: Shop, card: str, site: str, outcome: str = "good", **more: Any) -> str:
    tag: str = shop.do("harvest", card=card, site=site, outcome=outcome, **more)["tag"]
    return tag


def tree(told: Any) -> list[tuple[int, str, str, str]]:
    return [(kin.depth, kin.parent, kin.how, kin.tag) for kin in told.tree]


def test_a_die_that_was_on_two_boards(shop: Shop) -> None:
    shop.do("open_batch", number="B2", supplier="Elbe")
    donor, first = shop.card("A-1"), shop.card("A-2", batch="B2")
    second = shop.card("A-3", batch="B2")
    die = off(shop, donor, "GPU", marking="AD102-300-A1")
    for board in (first, second):
        off(shop, board, "GPU", "damaged")
        shop.do("fit", piece=die, board=board, site="GPU", override="r")
        if board == first:
            shop.do("take_off", piece=die, outcome="good", override="r", by="ANA")
    told = shop.ask("genealogy", tag=die)
    assert (told.piece.donor, told.piece.donor_site) == (donor, "GPU")
    assert (told.piece.batch, told.piece.supplier) == ("B1", "Rheintal")
    assert (told.piece.board, told.piece.site, told.piece.marking) == (
        second, "GPU", "AD102-300-A1",
    )  # fmt: skip
    assert [(kin.tag, kin.serial, kin.supplier) for kin in told.origins] == [
        (donor, "A-1", "Rheintal")
    ]
    assert [(stay.board, stay.batch, stay.site, stay.outcome) for stay in told.boards] == [
        (donor, "B1", "GPU", "good"), (first, "B2", "GPU", "good"), (second, "B2", "GPU", ""),
    ]  # fmt: skip
    came, went, is_on = told.boards
    assert came.since == "" and came.until and came.taken_by == "ANA"
    assert went.since and went.since < went.until <= is_on.since and is_on.until == ""
    assert told.tree == [] and not told.more


def test_a_board_that_something_was_built_on(shop: Shop) -> None:
    """What came off, what is fitted, and what was fitted once, each with where it came from."""
    donor, board = shop.card("A-1"), shop.card("A-2")
    mine = off(shop, board, "GPU", "damaged")
    shop.do("harvest", card=board, site="M1", outcome="missing")
    shop.do("harvest", card=board, site="M2", outcome="missing")
    stays, leaves = off(shop, donor, "M1"), off(shop, donor, "M2")
    shop.do("fit", piece=stays, board=board, site="M1")
    shop.do("fit", piece=leaves, board=board, site="M2")
    shop.do("take_off", piece=leaves)
    told = shop.ask("genealogy", tag=board)
    assert tree(told) == [
        (1, board, "came_off", mine), (1, board, "fitted", stays), (1, board, "was_fitted", leaves),
    ]  # fmt: skip
    assert {kin.tag: kin.donor for kin in told.tree} == {mine: board, stays: donor, leaves: donor}
    assert tree(shop.ask("genealogy", tag=donor)) == [
        (1, donor, "came_off", stays), (1, donor, "came_off", leaves),
    ]  # fmt: skip
    assert shop.ask("genealogy", tag=donor).tree[0].board == board


def chained(shop: Shop, length: int) -> list[str]:
    """Cards each of which came off the one before, as only a tangled history has them."""
    cards = [shop.card(f"C-{n}") for n in range(length)]
    link(shop, [*zip(cards[1:], cards, strict=False)])
    return cards


def link(shop: Shop, links: list[tuple[str, str]]) -> None:
    with shop.database._writer.begin() as connection:
        for child, parent in links:
            connection.exec_driver_sql(
                f"UPDATE piece SET donor_id=(SELECT p.id FROM piece p WHERE p.tag='{parent}') "
                f"WHERE tag='{child}'"
            )


def test_descendants_to_any_depth(shop: Shop) -> None:
    cards = chained(shop, 7)
    other = shop.card("C-9")
    link(shop, [(other, cards[1])])
    told = shop.ask("genealogy", tag=cards[0])
    assert [(kin.depth, kin.tag) for kin in told.tree] == [
        *enumerate(cards[1:], 1), (2, other),
    ]  # fmt: skip
    back = shop.ask("genealogy", tag=cards[-1])
    assert [(kin.depth, kin.tag) for kin in back.origins] == [*enumerate(cards[-2::-1], 1)]


def test_a_circle_ends_where_it_closes(shop: Shop) -> None:
    cards = chained(shop, 4)
    link(shop, [(cards[0], cards[-1])])
    told = shop.ask("genealogy", tag=cards[1])
    assert [kin.tag for kin in told.tree] == [cards[2], cards[3], cards[0]]
    assert [kin.tag for kin in told.origins] == [cards[0], cards[3], cards[2]]
    link(shop, [(cards[1], cards[1])])
    alone = shop.ask("genealogy", tag=cards[1])
    assert (alone.origins, [kin.tag for kin in alone.tree]) == ([], [cards[2], cards[3], cards[0]])


def test_sixty_descendants_take_as_many_questions_as_three(shop: Shop) -> None:
    """No question for each row."""
    asked: list[str] = []

    def hear(_c: Any, _cursor: Any, sql: str, *_more: Any) -> None:
        if re.match(r"\s*SELECT", sql):
            asked.append(sql)

    few, many = shop.card("F-1"), shop.card("F-2", model="GeForce RTX 3090")
    for n in range(1, 4):
        off(shop, few, f"M{n}")
    for n in range(1, 25):
        off(shop, many, f"M{n}")
    for serial in ("F-3", "F-4"):
        donor = shop.card(serial, model="GeForce RTX 3090")
        for n in range(1, 19):
            chip = off(shop, donor, f"M{n}")
            shop.do("fit", piece=chip, board=many, site=f"M{n}")
            shop.do("take_off", piece=chip)
    counts = []
    event.listen(Engine, "before_cursor_execute", hear)
    try:
        for tag, wanted in ((few, 3), (many, 60)):
            asked.clear()
            assert len(shop.ask("genealogy", tag=tag).tree) == wanted
            counts.append(len(asked))
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    assert counts[0] == counts[1]


def test_the_sites_of_a_card(shop: Shop) -> None:
    card = shop.card("A-1")
    chip = off(shop, card, "M5", marking="D8BZC", grade="a", place="TRAY-12")
    sites = {site.name: site for site in shop.ask("sites", card=card)}
    assert list(sites) == [site.name for site in shop.ask("board_map", tag=card).sites]
    assert (sites["GPU"].kind, sites["GPU"].state, sites["GPU"].expects) == (
        "die", "on_board", "AD102",
    )  # fmt: skip
    five = sites["M5"]
    assert (five.state, five.piece, five.marking, five.grade, five.place) == (
        "good", chip, "D8BZC", "A", "TRAY-12",
    )  # fmt: skip
    assert five.channel
    with pytest.raises(Refused, match="no card or board"):
        shop.ask("sites", card=chip)


@pytest.mark.parametrize("query", ["genealogy", "heat"])
def test_a_tag_nobody_has(file_shop: Shop, query: str) -> None:
    card = file_shop.do("receive", batch="B1", serial="S-1")
    file_shop.do("undo", entry=card["entry"])
    with pytest.raises(Refused, match="No piece has the tag"):
        file_shop.ask(query, tag=card["tag"])
