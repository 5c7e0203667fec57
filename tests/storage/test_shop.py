# SPDX-License-Identifier: MIT
"""The catalogue in force is the shipped one with the shop's own copies over it."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.acts.shop import keep_copies
from workshop.storage.catalogue import shipped
from workshop.storage.shop import as_bodies, shop_catalogue, shop_copies
from workshop.storage.things import CatalogueCopy
from workshop.storage.undo import revert

MUSEUM = {"name": "Museum", "kinds": ["card"], "leads_to": "gone"}


def in_force(shop: Shop) -> Any:
    with shop.database.read() as connection:
        return shop_catalogue(connection)


def test_without_copies_it_is_the_shipped_one_and_no_second_one(shop: Shop) -> None:
    assert in_force(shop) is shipped()


def test_a_copy_adds_and_a_later_version_of_it_wins(shop: Shop) -> None:
    shop.do("set_catalogue", kind="disposition", code="TO-MUSEUM", body=MUSEUM)
    first = in_force(shop)
    assert first.dispositions["TO-MUSEUM"].name == "Museum"
    assert in_force(shop) is first  # made once for the same copies
    shop.do("set_catalogue", kind="disposition", code="TO-MUSEUM", body=MUSEUM | {"name": "Louvre"})
    assert in_force(shop).dispositions["TO-MUSEUM"].name == "Louvre"
    with shop.database.read() as connection:
        copies = shop_copies(connection)
    assert [(kind, code, body["name"]) for kind, code, body in as_bodies(copies)] == [
        ("disposition", "TO-MUSEUM", "Museum"),
        ("disposition", "TO-MUSEUM", "Louvre"),
    ]
    assert shipped().dispositions.keys() == in_force(shop).dispositions.keys() - {"TO-MUSEUM"}


def test_undoing_the_copy_brings_the_one_before_back(shop: Shop) -> None:
    entry = shop.do("set_catalogue", kind="disposition", code="TO-MUSEUM", body=MUSEUM)["entry"]
    shop.do("undo", entry=entry)
    assert in_force(shop) is shipped()


def test_an_act_that_changes_the_catalogue_sees_what_it_changed(shop: Shop) -> None:
    def added(session: Any, *, entry: int) -> dict[str, Any]:
        before = shop_catalogue(session)
        assert shop_catalogue(session) is before
        keep_copies(session, [("disposition", "TO-MUSEUM", MUSEUM)])
        assert "TO-MUSEUM" in shop_catalogue(session).dispositions
        session.flush()
        assert "TO-MUSEUM" in shop_catalogue(session).dispositions
        revert(session, entry)
        assert "ARCHIVE" in before.dispositions
        assert "ARCHIVE" not in shop_catalogue(session).dispositions
        return {}

    entry = shop.do("set_catalogue", kind="disposition", code="ARCHIVE", body=MUSEUM)["entry"]
    shop.database.write(added, entry=entry)
    assert "ARCHIVE" not in in_force(shop).dispositions


@pytest.mark.parametrize("body", ['{"name": 7}', "{}", '{"name": "x", "leads_to": "nowhere"}'])
def test_a_copy_that_does_not_fit_any_more_is_left_out(shop: Shop, body: str) -> None:
    """Written by another release: the shop goes on with what fits."""
    from workshop.storage.rows import new

    def set_anyhow(session: Any) -> dict[str, Any]:
        new(session, CatalogueCopy, kind="disposition", code="STRANGE", version=1, body=body)
        return {}

    shop.do("set_catalogue", kind="disposition", code="TO-MUSEUM", body=MUSEUM)
    shop.database.write(set_anyhow)
    known = in_force(shop).dispositions
    assert "STRANGE" not in known
    assert known["TO-MUSEUM"].name == "Museum"
