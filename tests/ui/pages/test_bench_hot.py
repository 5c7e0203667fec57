# SPDX-License-Identifier: MIT
"""Hot work at the bench: limits, the ledger of heat, reballs and runs of a profile."""

from pathlib import Path
from typing import Any

import pytest
from at_bench import card, page
from curves_made import curve_csv
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from ui.pages.bench import BenchPage
from ui.pages.reball_form import CriterionRow
from ui.widgets.controls import Button, Chip
from workshop.storage import evidence

__all__ = ["card", "page"]

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_the_limit_of_the_shop_is_the_one_that_is_shown(
    hands: Any, page: BenchPage, card: str
) -> None:
    body = {"cycles": 5}
    hands.shop.do("set_catalogue", kind="heat_limit", code="memory", body=body)
    hands.wait(lambda: page.on.limits.get("memory") == 5)
    surface = page.view.board.surface
    hands.tap(surface, surface.site_rect("M1").center())
    assert page.view.site.heat.words() == "1 of 5"
    hands.tap(page.view.site.outcomes["good"])
    assert "heat cycles 1 of 5" in hands.strip[2]
    [chip] = hands.shop.ask("pieces", kind="memory")
    hands.scan(chip.tag)
    assert page.view.loose.heat.words() == "1 of 5"


@pytest.fixture
def die(hands: Any, page: BenchPage) -> str:
    """A loose die on the bench."""
    tag: str = hands.shop.do("harvest", card=hands.shop.card("SN0009"), site="GPU", outcome="good")[
        "tag"
    ]
    hands.scan(tag)
    return tag


def tap_answer(hands: Any, row: CriterionRow, answer: str) -> None:
    no, yes = row._sides()
    hands.tap(row, (yes if answer == "yes" else no).center())


def reballs(hands: Any, tag: str) -> list[Any]:
    found: list[Any] = hands.shop.ask("passport", tag=tag).reballs
    return found


def test_a_reball_by_taps_with_its_verdict_as_it_is_answered(
    hands: Any, page: BenchPage, die: str
) -> None:
    view = page.view
    hands.tap(view.idle.reball)
    assert view.reball.isVisible() and view.checklist.isVisible()
    assert len(view.checklist.rows) == 8 and view.checklist.verdict.text() == "Inconclusive"
    hands.type(view.reball.stencil, "AD102-0.45")
    hands.tap(next(b for b in view.reball.findChildren(Button) if b.words() == "0.45"))
    assert view.reball.sphere.text() == "0.45"
    assert view.reball.lead.isHidden()
    view.reball.alloy.setCurrentIndex(view.reball.alloy.findData("Sn63Pb37"))
    assert view.reball.lead.isVisible() and "Leaded" in view.reball.lead.text()
    hands.type(view.reball.flux, "NC-559 / 7")
    tap_answer(hands, view.checklist.rows["MISSING"], "yes")
    assert view.checklist.verdict.text() == "Fail"
    tap_answer(hands, view.checklist.rows["MISSING"], "yes")  # taken back
    assert view.checklist.verdict.text() == "Inconclusive"
    tap_answer(hands, view.checklist.rows["SIZE"], "no")
    assert view.checklist.left_to_do.text() == "7 faults are not answered yet."
    hands.tap(view.checklist.rest)
    assert view.checklist.verdict.text() == "Pass" and not view.checklist.rest.isEnabled()
    hands.tap(view.reball.done)
    [row] = reballs(hands, die)
    assert (row.stencil, row.sphere_mm, row.alloy, row.leaded, row.flux_lot, row.verdict) == (
        "AD102-0.45", 0.45, "Sn63Pb37", True, "NC-559 / 7", "pass",
    )  # fmt: skip
    assert set(row.inspection.values()) == {"no"} and len(row.inspection) == 8
    assert hands.strip[0] == "careful" and "Leaded" in hands.strip[2]
    assert view.idle.isVisible() and view.loose.isVisible()
    assert view.loose.lead.isVisible() and view.loose.lead.text() == "Leaded"


def test_a_reball_by_keys_alone(hands: Any, page: BenchPage, die: str) -> None:
    view = page.view
    hands.key(Qt.Key.Key_B, CONTROL)
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[:2] == ("question", "Which stencil?")
    assert view.reball.rows["stencil"].fault.text() == "Which stencil?"
    assert QApplication.focusWidget() is view.reball.stencil
    hands.type(view.reball.stencil, "AD102")
    hands.key(Qt.Key.Key_Tab)
    hands.type(view.reball.sphere, "0,5x")
    hands.key(Qt.Key.Key_F5)
    assert "is no number" in view.reball.rows["sphere_mm"].fault.text()
    hands.type(view.reball.sphere, "0,5")
    first = view.checklist.rows["MISSING"]
    first.setFocus()
    for _ in range(6):
        hands.key(Qt.Key.Key_Left)
    hands.key(Qt.Key.Key_Right)  # RESIDUE
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Down)
    assert view.checklist.rows["RESIDUE"].answer() == "yes"
    assert "fault found" in view.checklist.rows["RESIDUE"].accessibleName()
    hands.key(Qt.Key.Key_Left)  # SUBSTRATE
    hands.key(Qt.Key.Key_F5)
    [row] = reballs(hands, die)
    assert (row.sphere_mm, row.verdict, row.rejects) == (0.5, "fail", ["RESIDUE"])
    assert hands.strip[0] == "careful" and "another reball" in hands.strip[2]
    hands.key(Qt.Key.Key_B, CONTROL)
    assert view.reball.stencil.text() == "AD102", "the kit stays for the next piece"
    assert view.checklist.rows["RESIDUE"].answer() == ""
    hands.key(Qt.Key.Key_Escape)
    assert view.idle.isVisible() and view.loose.isVisible()


def test_a_reball_over_the_limit_takes_a_word_of_who_may(
    hands: Any, page: BenchPage, die: str
) -> None:
    for _ in range(2):
        hands.shop.do("reball", piece=die, stencil="A", sphere_mm=0.45, alloy="SAC305")
    hands.scan(die)
    hands.key(Qt.Key.Key_B, CONTROL)
    hands.type(page.view.reball.stencil, "AD102")
    hands.type(page.view.reball.sphere, "0.45")
    hands.key(Qt.Key.Key_F5)
    bar = hands.window.let_pass
    assert hands.strip[0] == "refused" and bar.isVisible() and page.view.reball.isVisible()
    hands.type(bar.reason.reason, "nothing to lose")
    hands.key(Qt.Key.Key_Return)
    assert hands.shop.ask("heat", tag=die).rows[-1].override == "nothing to lose"
    assert page.view.idle.isVisible() and hands.strip[0] == "done"
    hands.key(Qt.Key.Key_H, CONTROL)
    assert page.view.heat.state.text() == "No more heat"
    assert page.view.heat.cycles.rows.row(0).override == "nothing to lose"


def test_only_dies_and_chips_are_reballed(hands: Any, page: BenchPage, card: str) -> None:
    assert page.view.idle.reball.isHidden() and page.view.idle.run.isVisible()
    hands.key(Qt.Key.Key_B, CONTROL)
    assert hands.strip[0] == "question" and not page.view.reball.isVisible()


def choose(box: QComboBox, code: str) -> None:
    box.setCurrentIndex(box.findData(code))


def test_a_run_with_typed_values_heats_all_that_is_on_the_board(
    hands: Any, page: BenchPage, card: str
) -> None:
    view = page.view
    hands.key(Qt.Key.Key_U, CONTROL)
    assert view.run.isVisible() and view.curve.isVisible()
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[:2] == ("question", "Choose the profile that was run.")
    choose(view.run.profile, "BGA-ON-LF")
    assert "top to 250 °C" in view.curve.chart.accessibleDescription()
    assert "Heats the whole board" in view.run.heats.text()
    fields = view.curve.judgement.fields
    hands.type(fields["peak"], "251")
    assert view.curve.verdict.text() == "Fail"
    hands.type(fields["peak"], "24x")
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "question" and "is no number" in hands.strip[1]
    hands.type(fields["peak"], "240,5")
    hands.type(fields["liquidus_s"], "62")
    assert view.curve.verdict.text() == "Pass"
    hands.type(view.run.nozzle, "45 mm")
    hands.tap(view.run.done)
    [run] = hands.shop.ask("runs", piece=card)
    assert (run.profile, run.nozzle, run.peak, run.liquidus_s, run.verdict, run.pieces) == (
        "BGA-ON-LF", "45 mm", 240.5, 62.0, "pass", 1,
    )  # fmt: skip
    assert hands.strip[0] == "done" and view.board.isVisible()


def test_a_curve_is_drawn_judged_kept_and_looked_at_again(
    hands: Any, page: BenchPage, card: str, tmp_path: Path
) -> None:
    view = page.view
    good, hot = tmp_path / "good.csv", tmp_path / "hot.csv"
    good.write_text(curve_csv(), "utf-8")
    hot.write_text(curve_csv(hotter=20), "utf-8")
    hands.tap(view.idle.run)
    choose(view.run.profile, "BGA-ON-LF")
    assert page.hot.take_files([hot]), "what is dropped is the curve of the run in hand"
    hands.wait(lambda: view.run.file_name.text() == "From hot.csv")
    assert view.curve.verdict.text() == "Fail"
    assert view.curve.judgement.fields["peak"].text().startswith("257")
    page.hot.run.take_file(good)
    hands.wait(lambda: view.run.file_name.text() == "From good.csv")
    assert view.curve.verdict.text() == "Pass"
    assert "Joint: 237 °C after 240 s" in view.curve.chart.accessibleDescription()
    hands.key(Qt.Key.Key_F5)
    hands.wait(lambda: hands.shop.ask("runs", piece=card))
    [run] = hands.shop.ask("runs", piece=card)
    assert run.verdict == "pass" and run.peak == pytest.approx(237, abs=1)
    kept = evidence.read(hands.shop.database, run.curve)
    assert kept == good.read_bytes(), "byte for byte"
    hands.settle()
    hands.key(Qt.Key.Key_H, CONTROL)
    assert view.heat.isVisible()
    hands.tap_row(view.heat.cycles, 0)
    hands.wait(lambda: "Joint: 237" in view.heat.run.chart.accessibleDescription())
    assert view.heat.run.verdict.text() == "Pass"
    assert view.heat.run.title.text() == "Place and reflow, lead-free · as shipped"
    hands.key(Qt.Key.Key_Escape)
    assert view.heat.isVisible() and not view.heat.shows_run
    hands.key(Qt.Key.Key_Escape)
    assert view.board.isVisible()


def test_a_past_run_is_judged_by_the_profile_of_its_time(
    hands: Any, page: BenchPage, die: str
) -> None:
    hands.shop.do("record_run", profile="REBALL-LF", pieces=[die], peak=240)
    body = {"peak_high": 236, "name": "Ours"}
    hands.shop.do("set_catalogue", kind="profile", code="REBALL-LF", body=body)
    hands.scan(die)
    hands.key(Qt.Key.Key_H, CONTROL)
    hands.tap_row(page.view.heat.cycles, 0)
    assert page.view.heat.run.verdict.text() == "Pass"
    assert page.view.heat.run.title.text().endswith("as shipped")
    badges = [badge.text() for _, _, badge in page.view.heat.run.judgement._lines.values()
              if badge.isVisible()]  # fmt: skip
    assert badges == ["Pass"]


def test_what_is_no_curve_is_said_and_the_run_goes_on(
    hands: Any, page: BenchPage, die: str, tmp_path: Path
) -> None:
    no = tmp_path / "no.csv"
    no.write_text("hello", "utf-8")
    hands.key(Qt.Key.Key_U, CONTROL)
    page.hot.run.take_file(no)
    hands.wait(lambda: hands.strip[0] == "refused")
    assert "no curve" in hands.strip[1]
    page.hot.run.take_file(tmp_path / "gone.csv")
    hands.wait(lambda: "gone.csv" in " ".join(hands.strip[1:]))
    assert page.view.run.isVisible() and page.view.run.file_name.isHidden()


def test_more_pieces_come_into_the_run_by_scan_and_leave_it_by_tap(
    hands: Any, page: BenchPage, die: str
) -> None:
    other = hands.shop.do("harvest", card=hands.shop.card("SN0010"), site="M1", outcome="good")
    hands.key(Qt.Key.Key_U, CONTROL)
    choose(page.view.run.profile, "REBALL-LF")
    hands.scan(other["tag"])
    assert page.on.tag == die, "the piece that is scanned goes into the run, not onto the bench"
    assert page.hot.run.bench is not None and page.hot.run.bench.pieces == [die, other["tag"]]
    chips = [c for c in page.view.run.findChildren(Chip) if "out of the run" in c.accessibleName()]
    hands.tap(chips[0])
    hands.key(Qt.Key.Key_F5)
    assert hands.shop.ask("runs", piece=die) == []
    assert [run.pieces for run in hands.shop.ask("runs", piece=other["tag"])] == [1]


def test_a_run_of_a_piece_that_left_the_bench_is_left_too(
    hands: Any, page: BenchPage, die: str, card: str
) -> None:
    hands.scan(die)
    hands.key(Qt.Key.Key_U, CONTROL)
    page.open_piece(card)
    hands.settle()
    assert not page.view.run.isVisible() and page.view.board.isVisible()


def test_a_place_scanned_over_an_open_form_waits_for_it(
    hands: Any, page: BenchPage, die: str
) -> None:
    for key, words in ((Qt.Key.Key_B, "The reball"), (Qt.Key.Key_U, "The run")):
        hands.key(key, CONTROL)
        focus = QApplication.focusWidget()
        hands.scan("CWL-TRAY-11")
        assert hands.strip == (
            "question",
            f"{words} is not recorded yet",
            "Finish it, or leave it with Esc; then scan TRAY-11 again.",
        )
        assert page.view.turned_to(page.view.reball, page.view.run)
        assert QApplication.focusWidget() is focus
        hands.key(Qt.Key.Key_Escape)
    page.steps.begin(next(row for row in hands.shop.ask("steps") if row.code == "RBL"))
    page.view.form.note.setFocus()  # from a field that takes what is scanned
    hands.scan("CWL-TRAY-11")
    assert hands.strip[1] == "The step is not recorded yet" and page.view.form.isVisible()
    assert hands.shop.ask("passport", tag=die).piece.place == ""
    hands.key(Qt.Key.Key_Escape)
    hands.scan("CWL-TRAY-11")
    assert hands.shop.ask("passport", tag=die).piece.place == "TRAY-11"


def test_a_scan_over_a_reball_is_the_lot_of_its_flux(hands: Any, page: BenchPage, die: str) -> None:
    hands.key(Qt.Key.Key_B, CONTROL)
    form = page.view.reball
    hands.scan("[)>\x1e06\x1d1PNC-559\x1d1TFL-0231\x1e\x04")
    assert form.flux.text() == "FL-0231"
    hands.scan("GDDR6X-180-0.45")
    assert hands.strip[:2] == ("done", "Stencil: GDDR6X-180-0.45")
    hands.scan("FL-0232")
    assert form.flux.text() == "FL-0232"
    assert hands.strip[:2] == ("done", "Lot of the flux: FL-0232")
    assert (form.stencil.text(), form.flux.text()) == ("GDDR6X-180-0.45", "FL-0232")
