# SPDX-License-Identifier: MIT
"""The five main jobs, done by the keyboard alone by somebody who hears what a reader reads."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from heard import OpenReader, Reader, listen, missing, read_out
from PySide6.QtWidgets import QApplication

from ui.widgets.controls import Button
from ui.widgets.states import SITES
from ui.widgets.strip import Answer, Strip
from workshop.benches.tags import spelled
from workshop.domain.terms import SiteState

__all__ = ["listen"]


def hears(at: Reader, *wanted: str) -> None:
    """Lines that begin so were heard, in this order."""
    assert missing(at.heard, wanted) == [], "\n".join(at.heard)


def test_a_delivery_is_taken_in(listen: OpenReader, file_shop: Any) -> None:
    at = listen()
    at.keys("Ctrl+1")
    at.write("Serial, where the label cannot be scanned", "SN0009")
    at.keys("Return", "F5")
    at.code("SN0009")
    hears(
        at,
        "button: Ana",
        "button: Batch B1",
        "button: Intake; Page in sight",
        "field: Serial, where the label cannot be scanned; Type it, then press Enter",
        "said: Done: SN0009 received as C01-000001-Z. Its label is in the print queue.",
        "field: Code on the label, instead of a scan",
        "at once: Careful: SN0009 is already here: C01-000001-Z",
    )
    assert [row.serial for row in file_shop.ask("pieces", kind="card")] == ["SN0009"]


def test_a_step_is_done_and_a_site_is_harvested(listen: OpenReader, file_shop: Any) -> None:
    card = file_shop.card("SN0001")
    at = listen()
    at.on_bench(spelled(card))
    at.keys("F12", "F5")
    at.code("TRAY-12")
    at.site("M1")
    hears(
        at,
        "field: Code on the label, instead of a scan",
        "said: Done: GeForce RTX 4090 on the bench. Next step: Visual inspection.",
        "choice: Crack in the board",
        "said: Question: Visual inspection. Fill it in",
        "said: Done: Visual inspection: done on C01-000001-Z.",
        "said: Done: TRAY-12 stays set.",
        "drawing: Board map; Arrows go from site to site",
        "button: M1, memory, GDDR6X 2 GB, channel A0, On board",
    )
    at.heard.clear()
    at.keys("F5")
    hears(at, "said: Done: M1 good → M01-000002-B. Label queued")
    assert sum(line.startswith("button: M2") for line in at.heard) == 1, "read once, not again"
    at.site("M1")
    at.code("C01-999999-9")
    hears(at, "button: M1, memory, GDDR6X 2 GB, channel A0, Good", "at once: Refused: ")


def test_a_test_is_recorded(listen: OpenReader, file_shop: Any) -> None:
    card = file_shop.card("SN0001")
    at = listen()
    at.keys("Ctrl+3")
    at.code(spelled(card))
    at.row("Test plans that suit this card", "Cold resistance")
    at.keys("Return")
    at.write("NVVDD (core) to…", "1.9")
    at.keys("Return", "Shift+Tab")
    at.press("Keep this attempt")
    hears(
        at,
        "said: Done: Testing C01-000001-Z. Type the values; Enter goes to the next one.",
        "table: Test plans that suit this card",
        "row: Cold resistance",
        "field: NVVDD (core) to ground Ω; 0.2 to 5 Ω; Needed",
        "field: MSVDD to ground Ω",
        "field: NVVDD (core) to ground Ω; 1.9; 0.2 to 5 Ω; Pass",
        "button: Keep this attempt",
        "at once: Careful: Cold resistance, attempt 1: inconclusive.",
    )
    [kept] = file_shop.ask("passport", tag=card).tests
    assert kept.plan == "RESISTANCE"


def test_the_report_of_a_batch_is_issued(listen: OpenReader, file_shop: Any) -> None:
    file_shop.card("SN0001")
    at = listen()
    at.keys("Ctrl+5")
    at.row("All batches…", "B1")
    at.keys("Return")
    at.press("Batch report")
    at.press("Issue")
    hears(
        at,
        "button: Batches; In sight",
        "table: All batches, the newest first",
        "row: B1, Rheintal, 1, Waiting 1, 0, Open",
        "button: Batch report",
        "button: Issue",
        "said: Done: Report 1 of batch B1 is issued.",
    )
    assert [row.number for row in file_shop.ask("reports")] == [1]


def test_a_card_is_found_and_its_passport_made(listen: OpenReader, file_shop: Any) -> None:
    for serial in ("SN0001", "SN0002"):
        file_shop.card(serial)
    at = listen()
    at.keys("Ctrl+F")
    at.letters("SN000")
    at.keys("Return")
    at.row("What was found", "C01-000002")
    at.keys("F7")
    hears(
        at,
        "field: What to find; Tag, serial, marking, model …",
        "table: What was found",
        "row: GeForce RTX 4090 C01-000001-Z",
        "row: GeForce RTX 4090 C01-000002",
        "said: Done: Saved: C01-000002",
    )


# No meaning by colour or sound alone


@pytest.mark.parametrize("answer", [one for one in Answer if one is not Answer.IDLE])
def test_every_answer_says_what_it_is_in_a_word(app: QApplication, answer: Answer) -> None:
    strip = Strip()
    strip.show_answer(answer, "M4 is empty")
    said = strip.accessibleName()
    assert said != "M4 is empty" and said.endswith(": M4 is empty")


def test_every_state_of_a_site_is_a_word_of_its_own(app: QApplication) -> None:
    assert len({SITES[state].word for state in SiteState}) == len(SiteState)


def test_what_is_not_heard_is_noticed(app: QApplication) -> None:
    """Planted faults: a line that was never read, two in the wrong order, a button with no word."""
    heard = ["button: Ana", "said: Done: well"]
    assert missing(heard, ["button: Ana", "said: Done"]) == []
    assert missing(heard, ["button: Max"]) == ["button: Max"]
    assert missing(heard, ["said: Done", "button: Ana"]) == ["button: Ana"]
    assert read_out(Button("", icon="fit")) == "button: "
