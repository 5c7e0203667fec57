# SPDX-License-Identifier: MIT
"""What was typed at the bench and not recorded is there again when its piece comes back."""

from pathlib import Path
from typing import Any

import pytest
from at_bench import card, page
from curves_made import curve_csv
from PySide6.QtCore import Qt

from ui.pages.bench import BenchPage
from ui.pages.drafts import Drafts
from workshop.benches.tags import spelled

FIRST_PAGE = "bench"

__all__ = ["card", "page"]

CONTROL = Qt.KeyboardModifier.ControlModifier
AGAIN = "What was typed before is here again."


@pytest.fixture
def dies(hands: Any, page: BenchPage) -> list[str]:
    """Two loose dies, the first on the bench."""
    found = [
        hands.shop.do("harvest", card=hands.shop.card(serial), site="GPU", outcome="good")["tag"]
        for serial in ("SN0008", "SN0009")
    ]
    hands.scan(found[0])
    return found


def test_a_reball_waits_while_another_piece_is_looked_at(
    hands: Any, page: BenchPage, dies: list[str]
) -> None:
    form, checklist = page.view.reball, page.view.checklist
    hands.key(Qt.Key.Key_B, CONTROL)
    hands.type(form.stencil, "AD102")
    hands.type(form.note, "second try")
    checklist.rows["SHAPE"].answered.emit("yes")
    hands.scan(dies[1])
    kept = f"The reball of {spelled(dies[0])} is not recorded; what was typed is kept."
    assert hands.strip == ("careful", "AD102 on the bench", kept)
    hands.key(Qt.Key.Key_B, CONTROL)
    assert form.note.text() == "" and checklist.rows["SHAPE"].answer() == ""
    hands.scan(dies[0])
    assert hands.strip[2] == "Something was begun and not recorded: open it again to go on."
    hands.key(Qt.Key.Key_B, CONTROL)
    assert hands.strip[2] == AGAIN
    assert (form.stencil.text(), form.note.text()) == ("AD102", "second try")
    assert checklist.rows["SHAPE"].answer() == "yes" and checklist.verdict.text() == "Fail"
    hands.type(form.sphere, "0.45")
    hands.key(Qt.Key.Key_F5)
    [row] = hands.shop.ask("passport", tag=dies[0]).reballs
    assert (row.stencil, row.note, row.rejects) == ("AD102", "second try", ["SHAPE"])
    hands.key(Qt.Key.Key_B, CONTROL)
    assert form.note.text() == "", "what was recorded does not come again"


def test_a_form_nothing_was_typed_in_is_not_kept(
    hands: Any, page: BenchPage, dies: list[str]
) -> None:
    for key in (Qt.Key.Key_B, Qt.Key.Key_U):
        hands.key(key, CONTROL)
        hands.key(Qt.Key.Key_Escape)
    hands.key(Qt.Key.Key_B, CONTROL)
    hands.scan(dies[1])
    assert hands.strip[0] == "done" and "kept" not in hands.strip[2]


def test_a_run_waits_with_its_curve_and_its_pieces(
    hands: Any, page: BenchPage, dies: list[str], card: str, tmp_path: Path
) -> None:
    hands.scan(dies[0])
    file = tmp_path / "joint.csv"
    file.write_text(curve_csv(), "utf-8")
    hands.key(Qt.Key.Key_U, CONTROL)
    run = page.view.run
    run.profile.setCurrentIndex(run.profile.findData("REBALL-LF"))
    hands.scan(dies[1])
    page.hot.run.take_file(file)
    hands.wait(lambda: run.file_name.text() == "From joint.csv")
    hands.type(run.nozzle, "45 mm")
    page.open_piece(card)
    hands.settle()
    assert hands.strip[0] == "careful" and "The run of" in hands.strip[2]
    page.open_piece(dies[0])
    hands.settle()
    hands.key(Qt.Key.Key_U, CONTROL)
    assert hands.strip[2] == AGAIN and run.file_name.text() == "From joint.csv"
    hands.key(Qt.Key.Key_F5)
    hands.wait(lambda: hands.shop.ask("runs", piece=dies[1]))
    [found] = hands.shop.ask("runs", piece=dies[1])
    assert (found.profile, found.nozzle, found.pieces) == ("REBALL-LF", "45 mm", 2)
    assert found.peak == pytest.approx(237, abs=1)


def test_a_step_waits_with_all_its_fields(hands: Any, page: BenchPage, card: str) -> None:
    fields = [
        {"name": "cold", "label": "Coldest", "type": "number", "unit": "°C"},
        {"name": "how", "label": "How", "type": "choice", "choices": ["air", "cloth"]},
    ]
    hands.shop.do("set_catalogue", kind="step", code="DRY",
                  body={"name": "Dry it", "fields": fields})  # fmt: skip
    hands.shop.do("set_catalogue", kind="routing", code="OURS",
                  body={"name": "Ours", "steps": ["DRY"]})  # fmt: skip
    hands.shop.do("choose_routing", piece=card, routing="OURS")
    other = hands.shop.card("SN0002")
    hands.scan(card)
    hands.key(Qt.Key.Key_F12)
    form = page.view.form
    hands.type(form.field("cold"), "-8")
    how: Any = form.field("how")
    how.setCurrentIndex(2)
    form.note.setPlainText("with care")
    hands.scan(other)
    assert hands.strip[2] == f"Dry it of {spelled(card)} is not recorded; what was typed is kept."
    hands.scan(card)
    hands.key(Qt.Key.Key_F12)
    assert hands.strip == ("question", "Dry it", AGAIN)
    hands.key(Qt.Key.Key_F5)
    [record] = hands.shop.ask("passport", tag=card).steps
    assert (record.values, record.note) == ({"cold": -8, "how": "cloth"}, "with care")


def test_only_so_much_is_kept() -> None:
    drafts = Drafts()
    for number in range(101):
        drafts.keep(f"M{number}", "reball", number, "kept")
    assert drafts.take("M0", "reball") is None and drafts.take("M100", "reball") == 100
    assert not drafts.are_of("M100") and drafts.are_of("M99")
    assert drafts.say_last() == "kept" and drafts.say_last() == ""
