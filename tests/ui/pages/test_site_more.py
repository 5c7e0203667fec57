# SPDX-License-Identifier: MIT
"""A long press on a site tells more of it: marking, photo, doubt, defect and history."""

from pathlib import Path
from typing import Any

import pytest
from pictures_made import photo
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from ui.pages.bench import BenchPage
from ui.pages.site_more import SiteMore


@pytest.fixture
def card(hands: Any) -> str:
    """A card on the bench."""
    found: str = hands.shop.card("S-1")
    hands.context.set("card", found)
    return found


@pytest.fixture
def more(hands: Any, card: str) -> SiteMore:
    """The bench with that card."""
    page: BenchPage = hands.go("bench")
    return page.more


def hold(hands: Any, more: SiteMore, site: str) -> None:
    """A right click on a site of the board."""
    surface = hands.window.page.view.board.surface
    where = surface.site_rect(site).center().toPoint()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, surface.mapToGlobal(where))
    QApplication.sendEvent(surface, asked)
    hands.settle()


def test_it_lies_beside_its_site_and_inside_the_map(hands: Any, more: SiteMore) -> None:
    for site in ("GPU", "M1", "M12", "M6"):
        hold(hands, more, site)
        assert more.is_open and more.panel.site == site
        spot, room = hands.window.page.view.board.spot(site)
        assert room.toRect().contains(more.panel.geometry())
        beside = spot.toRect()
        if site != "GPU":
            assert not more.panel.geometry().intersects(beside)
        assert hands.window.page.view.site._name.text() == site  # in hand, too


def test_a_marking_that_was_typed_goes_with_the_outcome(
    hands: Any, more: SiteMore, card: str
) -> None:
    hold(hands, more, "M3")
    assert more.panel.marking.hasFocus()
    hands.type(more.panel.marking, "D8BZC")
    hands.key(Qt.Key.Key_Return)
    assert hands.strip[:2] == ("question", "Marking D8BZC noted for M3.")
    hands.tap(hands.window.page.view.site.outcomes["good"])
    [chip] = hands.shop.ask("pieces", kind="memory")
    assert chip.marking == "D8BZC"
    assert not more.is_open  # the next site is in hand


def test_a_marking_of_what_came_off_is_noted_at_once(hands: Any, more: SiteMore, card: str) -> None:
    hands.shop.do("harvest", card=card, site="M3", outcome="good")
    hands.wait(lambda: any(site.piece for site in hands.window.page.on.map.sites))
    hold(hands, more, "M3")
    hands.type(more.panel.marking, "D8BZC")
    hands.tap(more.panel.keep)
    assert hands.strip[0] == "done"
    [chip] = hands.shop.ask("pieces", kind="memory")
    assert chip.marking == "D8BZC"


def test_a_doubt_with_its_note(hands: Any, more: SiteMore, card: str) -> None:
    hold(hands, more, "M3")
    hands.type(more.panel.note, "cracked corner")
    hands.tap(more.panel.suspect)
    [row] = hands.shop.ask("site_history", card=card, site="M3")
    assert (row.outcome, row.note) == ("suspect", "cracked corner")


def test_a_defect_says_at_which_site(hands: Any, more: SiteMore, card: str) -> None:
    hold(hands, more, "M3")
    hands.type(more.panel.note, "pad lifted")
    hands.tap(more.panel.defect)
    choice = hands.window.page.view.choice
    hands.wait(choice.isVisible)
    hands.type(choice.box, "pad")
    hands.key(Qt.Key.Key_Return)
    [defect] = hands.shop.ask("condition", tag=card).defects
    assert defect.note == "M3: pad lifted"


def test_a_photo_of_the_site(hands: Any, more: SiteMore, card: str, tmp_path: Path) -> None:
    file = tmp_path / "m3.jpg"
    file.write_bytes(photo())
    hold(hands, more, "M3")
    hands.tap(more.panel.photo)
    [dialog] = hands.window.findChildren(QFileDialog)
    assert dialog.windowTitle() == "Add photos of M3"
    dialog.filesSelected.emit([str(file)])
    dialog.close()
    hands.settle()
    assert [row.site for row in hands.shop.ask("photos", piece=card)] == ["M3"]
    hands.wait(lambda: more.panel.photo.words() == "Photo of this site … (1 kept)")


def test_the_history_says_who_did_what(hands: Any, more: SiteMore, card: str) -> None:
    hands.shop.do("harvest", card=card, site="M3", outcome="suspect", note="cracked")
    hands.shop.do("harvest", card=card, site="M3", outcome="missing")
    hands.settle()
    hold(hands, more, "M3")
    hands.wait(lambda: len(more.panel.history.lines()) == 2)
    assert more.panel.history.lines() == ["Missing · Ana", "Suspect · Ana · cracked"]
    hands.wait(lambda: not more.panel.suspect.isEnabled())  # nothing is on it
    hands.shop.do("undo", entry=hands.shop.ask("newest"))
    hands.wait(lambda: more.panel.history.lines() == ["Suspect · Ana · cracked"])


def test_by_keys_alone(hands: Any, more: SiteMore) -> None:
    surface = hands.window.page.view.board.surface
    surface.setFocus()
    hands.key(Qt.Key.Key_Home)
    hands.key(Qt.Key.Key_Menu)
    assert more.is_open and more.panel.site == "GPU"
    reached = []
    for _ in range(5):
        hands.key(Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    panel = more.panel
    assert reached == [panel.keep, panel.note, panel.suspect, panel.defect, panel.photo]
    hands.key(Qt.Key.Key_Escape)
    assert not more.is_open
    assert surface.isAncestorOf(QApplication.focusWidget())
    assert surface.current() == "GPU"  # Esc let go of the panel only
    hands.key(Qt.Key.Key_Menu)
    hands.key(Qt.Key.Key_Escape)
    hands.key(Qt.Key.Key_Right)
    assert surface.current() != "GPU"


def test_a_tap_on_the_panel_is_no_tap_on_the_board(hands: Any, more: SiteMore) -> None:
    hold(hands, more, "M1")
    hands.tap(more.panel, more.panel.rect().center().toPointF())
    assert more.is_open and more.panel.site == "M1"


def test_another_site_or_card_puts_it_away(hands: Any, more: SiteMore) -> None:
    surface = hands.window.page.view.board.surface
    hold(hands, more, "M1")
    hands.tap(surface, surface.site_rect("M12").center())
    assert not more.is_open
    hold(hands, more, "M1")
    hands.scan(hands.shop.card("S-2"))
    assert not more.is_open


def test_a_site_of_a_list_tells_more_too(hands: Any, more: SiteMore) -> None:
    board = hands.window.page.view.board
    hands.tap(board.as_list)
    board.list.setFocus()
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Down)
    where = board.list.rect().center()
    asked = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, where, board.list.mapToGlobal(where)
    )
    QApplication.sendEvent(board.list.viewport(), asked)
    hands.settle()
    assert more.is_open and more.panel.site == board.current() != ""
    hands.key(Qt.Key.Key_Escape)
    assert not more.is_open and board.list.hasFocus()
