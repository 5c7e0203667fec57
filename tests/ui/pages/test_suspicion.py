# SPDX-License-Identifier: MIT
"""On the bench: a memory test that failed lights the sites of its channels, and says how sure."""

from typing import Any

import pytest
from at_bench import card, page
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from ui.pages.bench import BenchPage

FIRST_PAGE = "bench"

__all__ = ["card", "page"]

NO_PROOF = (
    "MATS found errors on channel A0 on {when}. That is suspicion, not proof: the memory "
    "controller, a power rail, a trace or a joint may be at fault as well."
)


def failing(hands: Any, card: str, channels: str, **facts: Any) -> None:
    values = {"tool": "MATS", "memory_errors": 12, "failing_channel": channels}
    hands.shop.do("record_test", piece=card, plan="MEMORY", values=values, **facts)


def states(page: BenchPage) -> dict[str, str]:
    """What the map shows, besides what nobody touched."""
    board = page.view.board._board
    assert board is not None
    return {site.name: site.state for site in board.sites if site.state != "on_board"}


def held(hands: Any, page: BenchPage, site: str) -> str:
    """A right click on a site; what the panel beside it says of a suspicion."""
    surface = page.view.board.surface
    where = surface.site_rect(site).center().toPoint()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, surface.mapToGlobal(where))
    QApplication.sendEvent(surface, asked)
    hands.settle()
    return page.more.panel.doubt.text() if page.more.panel.doubt.isVisible() else ""


@pytest.fixture
def suspect(hands: Any, page: BenchPage, card: str) -> BenchPage:
    """The bench with a card whose channels A0 and B1 failed."""
    failing(hands, card, "A0 B1")
    hands.wait(lambda: states(page) == {"M1": "suspect", "M4": "suspect"})
    return page


def test_its_sites_are_suspect_by_word_on_the_map_and_below_it(
    hands: Any, suspect: BenchPage
) -> None:
    board = suspect.view.board
    assert board.surface.words("M1").endswith("channel A0, Suspect")
    assert board.surface.words("M2").endswith("channel A1, On board")
    assert board._counts.accessibleName() == "2 suspect, 11 on board"
    assert board.remark.isVisible()
    said = board.remark.text()
    assert said.startswith("Memory errors on A0, B1: MATS, 20")
    assert said.endswith(". Suspicion, not proof.")


def test_the_site_says_by_what_when_and_what_else_it_may_be(hands: Any, suspect: BenchPage) -> None:
    said = held(hands, suspect, "M1")
    when = said.partition(", not")[0].partition(" on channel A0 on ")[2].partition(". ")[0]
    assert said == NO_PROOF.format(when=when) and when[:2] == "20"
    assert suspect.more.panel._state.text() == "Suspect"
    assert suspect.view.site.doubt.text() == said and suspect.view.site.doubt.isVisible()
    assert held(hands, suspect, "M2") == ""
    assert not suspect.view.site.doubt.isVisible()


def test_a_pass_puts_it_out(hands: Any, suspect: BenchPage, card: str) -> None:
    hands.shop.do("record_test", piece=card, plan="MEMORY",
                  values={"tool": "memtest_vulkan", "memory_errors": 0})  # fmt: skip
    hands.wait(lambda: states(suspect) == {})
    assert not suspect.view.board.remark.isVisible()
    assert held(hands, suspect, "M1") == ""


def test_a_changed_chip_is_not_suspect_any_more(hands: Any, suspect: BenchPage, card: str) -> None:
    chip = hands.shop.do("harvest", card=card, site="M1", outcome="good")["tag"]
    hands.wait(lambda: states(suspect) == {"M1": "good", "M4": "suspect"})
    hands.wait(lambda: suspect.view.board.remark.text().startswith("Memory errors on B1: MATS"))
    assert "before the chip was changed. Test the memory again." in held(hands, suspect, "M1")
    hands.shop.do("fit", piece=chip, board=card, site="M1")
    hands.wait(lambda: states(suspect) == {"M1": "fitted", "M4": "suspect"})
    failing(hands, card, "A0")
    hands.wait(lambda: states(suspect) == {"M1": "suspect"})


def test_a_channel_the_board_does_not_have_is_told(hands: Any, page: BenchPage, card: str) -> None:
    failing(hands, card, "G0 H1")
    hands.wait(lambda: page.view.board.remark.isVisible())
    assert states(page) == {}
    assert page.view.board.remark.text().endswith(
        "Suspicion, not proof. The map of this board has no channel G0, H1."
    )


def test_the_card_that_comes_next_is_not_suspect(hands: Any, suspect: BenchPage) -> None:
    other = hands.shop.card("SN0002")
    hands.scan(other)
    hands.settle()
    assert suspect.on.tag == other and states(suspect) == {}
    assert not suspect.view.board.remark.isVisible()
