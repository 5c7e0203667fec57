# SPDX-License-Identifier: MIT
"""At the page for the wall: its figures follow what is done, and each opens what it counts."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.pages import dashboard
from ui.pages.dashboard_parts import Pace

FIRST_PAGE = "dashboard"

PASSES = {"memory_errors": 0, "tool": "OCCT", "test_minutes": 6}


@pytest.fixture(autouse=True)
def asks_at_every_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the next time the figures may be asked for."""
    monkeypatch.setattr(dashboard, "EVERY_MS", 0)
    monkeypatch.setattr(dashboard, "BALANCE_MS", 0)


def settle(hands: Any) -> None:
    """Wait until the figures are those of now."""
    page = hands.window.page

    def is_asked(pace: Pace) -> bool:
        return not (pace._wanted or pace._waits or pace._rest.isActive())

    hands.settle()
    hands.wait(lambda: is_asked(page._figures) and is_asked(page._balance))
    hands.settle()


@pytest.fixture
def page(hands: Any) -> Any:
    """The figures of a shop with five cards."""
    shop = hands.shop
    shop.do("add_station", code="BENCH-1", name="Bench 1")
    tags = [shop.card(f"SN{n}") for n in range(5)]
    shop.do("harvest", card=tags[0], site="M1", outcome="good", place="TRAY-12")
    shop.do("harvest", card=tags[0], site="M2", outcome="damaged")
    shop.do("start_step", piece=tags[1], step="EVI", station="BENCH-1")
    shop.do("record_test", piece=tags[1], plan="MEMORY", values=PASSES)
    shop.do("note_defect", piece=tags[2], code="BEND", severity="major")
    shop.do("dispose", piece=tags[3], disposition="SELL")
    found = hands.go("dashboard")
    assert found.name == "dashboard"
    settle(hands)
    found.tags = tags
    return found


def told(page: Any) -> dict[str, tuple[str, str]]:
    """The figures by their keys, with what stands below them."""
    return {key: tile.figure[2:4] for key, tile in page.view.tiles.items()}


def tags_of(table: Any) -> list[str]:
    return [row.tag for row in table.rows.rows()]


def test_the_figures_are_those_of_the_shop_and_follow_it(hands: Any, page: Any) -> None:
    assert told(page) == {
        "came_in": ("5", "5 this week"),
        "went_out": ("1", "1 this week"),
        "came_off": ("1", "1 this week, 1 damaged"),
        "yields": ("100.0 %", "1 of 1 tests"),
        "work": ("2", "1 step under way"),
        "stuck": ("0", "of 2 in work"),
        "clocks": ("0", told(page)["clocks"][1]),
        "gaps": ("11", "in 1 of 1 open batches"),
    }
    assert told(page)["clocks"][1] in ("the next in 7 d 0 h", "the next in 6 d 23 h")
    hands.shop.card("SN9")
    settle(hands)
    assert told(page)["came_in"] == ("6", "6 this week")


def test_where_the_cards_stand(hands: Any, page: Any) -> None:
    rows = [(row.step, row.state, row.cards, row.running) for row in page.view.steps.rows.rows()]
    assert ("EVI", "working", 2, 1) in rows and ("", "received", 2, 0) in rows
    assert tags_of(page.view.oldest) == [page.tags[n] for n in (0, 1, 2, 4)]
    assert [(row.name, row.entries) for row in page.view.stations.rows.rows()] == [("Bench 1", 1)]


BEHIND: dict[str, Callable[[Any], list[str]]] = {
    "came_in": lambda page: page.tags[::-1],
    "went_out": lambda page: [page.tags[3]],
    "work": lambda page: page.tags[:2],
    "stuck": lambda page: [],
}


def test_a_figure_opens_its_list_and_a_line_its_card(hands: Any, page: Any) -> None:
    for key, tags in BEHIND.items():
        hands.tap(page.view.tiles[key])
        table = page.behind.table
        assert tags_of(table) == tags(page)
        hands.key(Qt.Key.Key_Escape)
        assert page.view.isVisible() and page.behind is None
    hands.tap(page.view.tiles["went_out"])
    assert [row.disposition for row in page.behind.table.rows.rows()] == ["Sold"]
    hands.key(Qt.Key.Key_Escape)
    hands.tap(page.view.tiles["came_off"])
    rows = page.behind.table.rows.rows()
    assert [(row.donor, row.site, row.outcome) for row in rows] == [
        (page.tags[0], "M2", "damaged"), (page.tags[0], "M1", "good"),
    ]  # fmt: skip
    hands.tap_row(page.behind.table, 0)
    assert hands.window.page.name == "bench" and hands.context.card == rows[0].tag


def test_a_figure_or_chart_with_a_page_of_its_own_opens_that(hands: Any, page: Any) -> None:
    hands.wait(lambda: page.view.faults.is_drawn and page.view.yields.is_drawn)
    pressed = {
        ("batches", "balance"): page.view.tiles["gaps"],
        ("batches", "faults"): page.view.faults.picture,
        ("batches", "yields"): page.view.yields.picture,
        ("stock", "clocks"): page.view.tiles["clocks"],
    }
    for (name, tab), what in pressed.items():
        hands.go("dashboard")
        hands.tap(what)
        there = hands.window.page
        assert there.name == name
        part = there if name == "stock" else there.shop
        assert part.tab == ("yields" if tab == "faults" else tab)
        if tab in ("faults", "yields"):
            assert part.yields.by == ("faults" if tab == "faults" else "day")


def test_a_step_a_card_and_a_station_open_theirs(hands: Any, page: Any) -> None:
    steps = page.view.steps
    place = [row.step for row in steps.rows.rows()].index("EVI")
    hands.tap_row(steps, place)
    assert tags_of(page.behind.table) == page.tags[:2]
    hands.key(Qt.Key.Key_Escape)
    place = [row.state for row in steps.rows.rows()].index("received")
    hands.tap_row(steps, place)
    assert tags_of(page.behind.table) == [page.tags[2], page.tags[4]]
    hands.key(Qt.Key.Key_Escape)
    hands.tap_row(page.view.stations, 0)
    assert [row.act for row in page.behind.table.rows.rows()] == ["start_step"]
    hands.tap_row(page.behind.table, 0)
    assert hands.context.card == page.tags[1]
    hands.go("dashboard")
    hands.key(Qt.Key.Key_Escape)
    hands.tap_row(page.view.oldest, 0)
    assert hands.window.page.name == "bench" and hands.context.card == page.tags[0]


def test_the_keyboard_alone_opens_a_figure(hands: Any, page: Any) -> None:
    hands.key(Qt.Key.Key_Tab)
    while QApplication.focusWidget() is not page.view.tiles["went_out"]:
        hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_Return)
    assert tags_of(page.behind.table) == [page.tags[3]]
    hands.key(Qt.Key.Key_Return)
    assert hands.window.page.name == "bench"


def test_a_scan_opens_its_card(hands: Any, page: Any) -> None:
    hands.scan(page.tags[4])
    assert hands.window.page.name == "bench" and hands.context.card == page.tags[4]


def test_an_empty_shop_says_what_to_do_first(hands: Any) -> None:
    opened = next(row.number for row in hands.shop.ask("journal") if row.act == "open_batch")
    hands.shop.do("undo", entry=opened)
    page = hands.go("dashboard")
    settle(hands)
    assert page._empty.isVisible()
    hands.shop.do("open_batch", number="B2", supplier="S")
    settle(hands)
    assert page.view.isVisible()


def test_it_hangs_on_the_wall_and_comes_down_again(hands: Any, page: Any) -> None:
    window = hands.window
    hands.key(Qt.Key.Key_F9)
    assert page.wall.isVisible() and window.isFullScreen() and not window.rail.isVisible()
    window.showNormal()
    window.resize(1920, 1080)
    hands.settle()
    for key, tile in page.wall.tiles.items():
        assert tile.figure == page.view.tiles[key].figure
        assert theme.ANSWER * tile.times >= 60 and theme.SMALL * tile.times >= 24
    hands.tap(page.wall.tiles["went_out"])
    assert tags_of(page.behind.table) == [page.tags[3]]
    hands.key(Qt.Key.Key_Escape)
    assert page.wall.isVisible()
    hands.key(Qt.Key.Key_Escape)
    assert page.view.isVisible() and window.rail.isVisible()
    hands.key(Qt.Key.Key_F9)
    hands.scan(page.tags[4])  # the bench does not hang on the wall
    assert window.page.name == "bench" and window.rail.isVisible() and not page.on_wall


def test_the_key_of_a_page_takes_one_off_the_wall(hands: Any, page: Any) -> None:
    hands.key(Qt.Key.Key_F9)
    assert page.wall.isVisible() and not hands.window.rail.isVisible()
    hands.key(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert hands.window.page.name == "stock"
    assert hands.window.rail.isVisible() and not page.on_wall and not hands.window.isFullScreen()


def colours(chart: Any) -> set[tuple[int, int, int]]:
    """The colours of a chart, each part of them in steps of sixteen."""
    image = chart.picture.grab().toImage()
    points = (
        image.pixelColor(x, y) for x in range(0, image.width(), 2) for y in range(image.height())
    )
    return {(at.red() // 16, at.green() // 16, at.blue() // 16) for at in points}


def test_a_chart_follows_day_and_night(hands: Any, page: Any, app: QApplication) -> None:
    chart = page.view.faults
    modes: list[theme.Mode] = ["light", "dark"]
    try:
        for mode in modes:
            theme.apply(app, mode)
            hands.settle()
            hands.wait(lambda: chart.is_drawn)
            fault = theme.color("refused")
            seen = colours(chart)
            assert (fault.red() // 16, fault.green() // 16, fault.blue() // 16) in seen
            assert (0, 0, 0) not in seen  # what Qt does not know of a picture it paints black
    finally:
        theme.apply(app, "light")
    assert "1" in chart.picture.accessibleDescription()


def test_a_burst_of_changes_asks_no_more_than_twice(hands: Any) -> None:
    """At once for the first, and once more for all the others; none is lost."""
    asked: list[int] = []
    pace = Pace(lambda: asked.append(1), 1, hands.window)
    for _ in range(100):
        pace.want()
    assert len(asked) == 1
    hands.wait(lambda: not pace._rest.isActive())
    pace.want()
    assert len(asked) == 1  # the answer is still to come
    pace.came()
    assert len(asked) == 2
    pace.came()
    hands.wait(lambda: not pace._rest.isActive())
    assert len(asked) == 2
    pace.want()
    assert len(asked) == 3
