# SPDX-License-Identifier: MIT
"""The bench worked by the keyboard alone: no mouse, no scanner, and the keyboard never lost."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import Keyboard, Open, focus, go_round, name_of, open_window
from curves_made import curve_csv
from pictures_made import photo
from PySide6.QtWidgets import QLabel

from ui.widgets.controls import Button
from ui.widgets.curve_chart import CurveChart
from workshop.benches.tags import spelled

__all__ = ["open_window"]

PAGES = {
    "Ctrl+1": "intake", "Ctrl+2": "bench", "Ctrl+3": "tests", "Ctrl+4": "stock",
    "Ctrl+5": "batches", "Ctrl+F": "find", "Ctrl+,": "settings",
}  # fmt: skip

# One of each kind a step can ask for, the scan excepted.
FIELDS = [
    {"name": "gap", "label": "Gap", "type": "number", "unit": "mm", "low": 0, "high": 5},
    {"name": "paste", "label": "Paste", "type": "choice", "choices": ["soft", "dry"]},
    {"name": "clean", "label": "Clean", "type": "yes_no"},
    {"name": "sealed", "label": "Sealed on", "type": "date"},
    {"name": "photo", "label": "Picture", "type": "photo"},
    {"name": "report", "label": "Report", "type": "file"},
]


def sites(shop: Any, card: str) -> dict[str, Any]:
    return {one.name: one for one in shop.ask("sites", card=card)}


def piece(shop: Any, tag: str) -> Any:
    return shop.ask("passport", tag=tag).piece


def good(shop: Any, site: str, serial: str = "D-1") -> str:
    """A good piece from this site of a donor, in a tray."""
    known = [row.tag for row in shop.ask("pieces", kind="card") if row.serial == serial]
    card = known[0] if known else shop.card(serial)
    done = shop.do("harvest", card=card, site=site, outcome="good", place="TRAY-12")
    return str(done["tag"])


def charts(at: Keyboard) -> list[CurveChart]:
    return [one for one in at.window.findChildren(CurveChart) if one.isVisible()]


def test_every_page_has_its_key_and_tab_goes_round_it(open_window: Open, file_shop: Any) -> None:
    file_shop.card("SN0001")
    at = open_window()
    at.on_bench("SN0001")
    for key, page in PAGES.items():
        at.keys(key)
        assert at.window.page is not None and at.window.page.name == page
        go_round(at)
    at.key(*at.pressed("Ctrl+F1"))
    at.wait(lambda: at.dialogs())
    told = {label.text() for label in at.dialogs()[0].findChildren(QLabel)}
    assert {*PAGES, "Ctrl+N", "Type a code instead of scanning it"} <= told
    at.key(*at.pressed("Esc"))
    at.back_in_window()


def test_a_card_is_harvested(open_window: Open, file_shop: Any) -> None:
    card = file_shop.card("SN0001")
    at = open_window()
    at.code("TRAY-12")
    at.on_bench(spelled(card).lower())
    at.site("GPU")
    at.keys("F6")
    assert name_of(focus()).startswith("M1, memory"), "on to the next site"
    at.write("Marking", "D8BZC")
    at.press("Grade B")
    at.press("Good")
    at.site("M2")
    at.keys("Menu")
    assert name_of(focus()) == "Marking of this site"
    at.write("Note on this site", "lifted pad")
    at.keys("Return", "Esc", "F7", "Shift+F8")
    go_round(at)
    at.keys("Shift+F5")
    assert at.strip[0] == "question" and "9 memory chips good" in at.strip[1]
    at.keys("Shift+F5")
    found = sites(file_shop, card)
    assert [found[name].state for name in ("GPU", "M1", "M2", "M3")] == [
        "damaged", "good", "missing", "suspect",
    ]  # fmt: skip
    chips = file_shop.ask("pieces", kind="memory")
    assert {chip.place for chip in chips} == {"TRAY-12"} and len(chips) == 10
    assert [(chip.marking, chip.grade) for chip in chips if chip.donor_site == "M1"] == [
        ("D8BZC", "B")
    ]
    at.keys("Ctrl+Z")
    assert len(file_shop.ask("pieces", kind="memory")) == 1


def test_a_step_is_timed_filled_in_and_done_for_a_tray(
    open_window: Open, file_shop: Any, tmp_path: Path
) -> None:
    file_shop.do("set_catalogue", kind="step", code="EVI", body={"fields": FIELDS})
    first, second = file_shop.card("SN0001"), file_shop.card("SN0002")
    picture, report = tmp_path / "board.jpg", tmp_path / "report.txt"
    picture.write_bytes(photo())
    report.write_text("0 errors")
    at = open_window()
    at.on_bench(first)
    at.keys("Ctrl+I")
    at.file(picture)
    assert at.strip[:2] == ("done", "1 photo kept")
    at.keys("Ctrl+P", "F12", "Ctrl+F12")
    assert name_of(focus()) == "Gap (0 to 5) mm"
    at.letters("1,5")
    at.choose("Paste", "dry")
    at.choose("Clean", "Yes")
    at.write("Sealed on", "2026-11-01")
    at.choose("Picture", "1:")
    at.reach("Report", Button)
    at.keys("Space")
    at.file(report)
    assert (name_of(focus()), focus().accessibleDescription()) == ("Report", "report.txt")
    at.write("Note", "One line")
    at.keys("Return")
    at.letters("and another")
    at.press("Same for every card I scan")
    go_round(at)
    at.keys("F5")
    [step] = file_shop.ask("passport", tag=first).steps
    assert {name: step.values[name] for name in ("gap", "paste", "clean", "sealed")} == {
        "gap": 1.5, "paste": "dry", "clean": "yes", "sealed": "2026-11-01",
    }  # fmt: skip
    assert len(step.values["photo"]) == len(step.values["report"]) == 64
    assert step.note == "One line\nand another"
    assert file_shop.ask("step_times", batch="B1")[0].step == "EVI"
    at.code(second)
    assert file_shop.ask("passport", tag=second).steps[0].values["gap"] == 1.5
    at.keys("Ctrl+Shift+Z")
    assert [file_shop.ask("passport", tag=tag).steps for tag in (first, second)] == [[], []]
    at.keys("Esc", "F12", "F6")
    assert file_shop.ask("passport", tag=first).steps[0].outcome == "failed"


def test_a_die_is_reballed_and_heated(open_window: Open, file_shop: Any, tmp_path: Path) -> None:
    die = good(file_shop, "GPU")
    curve = tmp_path / "joint.csv"
    curve.write_text(curve_csv(hotter=0), "utf-8")
    at = open_window()
    at.on_bench(die)
    at.keys("Ctrl+B")
    assert name_of(focus()) == "Stencil"
    at.letters("AD102-0.45")
    at.press("Spheres of 0.45 mm")
    at.choose("Alloy", "Sn63Pb37")
    at.write("Lot of the flux", "NC-559 / 7")
    at.reach("Missing sphere…")
    at.keys("Left")  # no fault; on to the next
    assert name_of(focus()).startswith("Crushed sphere")
    at.press("No other fault")
    go_round(at)
    at.keys("F5")
    [row] = file_shop.ask("passport", tag=die).reballs
    assert (row.stencil, row.sphere_mm, row.alloy, row.flux_lot, row.verdict) == (
        "AD102-0.45", 0.45, "Sn63Pb37", "NC-559 / 7", "pass",
    )  # fmt: skip
    at.keys("Ctrl+U")
    at.choose("Profile", "Reflow of spheres, lead-free")
    at.write("Nozzle", "45 × 45")
    at.keys("Ctrl+O")
    at.file(curve)
    at.wait(lambda: at.strip[1] != "")
    go_round(at)
    at.keys("F5")
    assert at.strip[0] == "done" and at.strip[1].endswith("run with 1 piece: pass")
    heat = file_shop.ask("heat", tag=die)
    assert (heat.cycles, heat.rows[-1].run.nozzle, heat.rows[-1].run.verdict) == (
        2, "45 × 45", "pass",
    )  # fmt: skip
    at.keys("Ctrl+H")
    at.row("Heat cycles", "Desoldered")
    at.row("Heat cycles", "Reballed")
    at.keys("Return")
    at.wait(lambda: any("Joint" in one.accessibleDescription() for one in charts(at)))
    go_round(at)


def test_a_chip_is_fitted_taken_off_and_a_card_taken_apart_and_built(
    open_window: Open, file_shop: Any
) -> None:
    card, chip, other = file_shop.card("SN0001"), good(file_shop, "M1"), good(file_shop, "M2")
    file_shop.do("harvest", card=card, site="M1", outcome="missing")
    at = open_window()
    at.on_bench(card)
    at.site("M1")
    at.write("Piece to fit…", spelled(chip))
    at.keys("F9")
    assert sites(file_shop, card)["M1"].piece == chip
    at.site("M1")
    at.keys("F5")
    assert sites(file_shop, card)["M1"].state == "good"
    at.keys("Shift+F10")
    at.press("Cooler")
    at.press("Fans")
    go_round(at)
    at.press("Take apart")
    assert at.strip[:2] == ("done", f"{spelled(card)} taken apart: cooler, fans")
    at.keys("Shift+F9")
    assert at.strip == ("refused", f"{spelled(card)} is not complete: nothing is on M1.", "")
    at.site("M1")
    at.write("Piece to fit…", other)
    at.press("Fit here")
    at.keys("Shift+F9")
    assert (at.strip[0], piece(file_shop, card).kind) == ("done", "card"), at.strip


def test_a_set_is_reserved_picked_and_fitted(open_window: Open, file_shop: Any) -> None:
    board, tags = file_shop.card("B-1"), [good(file_shop, f"M{n}") for n in (1, 2, 3)]
    file_shop.do("harvest_many", card=board, outcomes={"M1": "missing", "M2": "missing"})
    at = open_window()
    at.on_bench(board)
    at.keys("Ctrl+T")
    assert name_of(focus()) == "Sets from stock"
    go_round(at)
    at.press("Reserve these 2")
    at.code(tags[2])
    assert at.strip[0] == "refused", "a wrong chip stops"
    at.code(tags[0], tags[1])
    assert at.strip == ("done", "All 2 picked.", "Scan the chip for M1.")
    at.code(tags[1], tags[0])
    assert [sites(file_shop, board)[name].piece for name in ("M1", "M2")] == [tags[1], tags[0]]


def test_what_becomes_of_a_card_is_decided(open_window: Open, file_shop: Any) -> None:
    scrapped, doubted = file_shop.card("SN0001"), file_shop.card("SN0002")
    at = open_window()
    at.on_bench(scrapped)
    at.keys("F10")
    at.letters("scrap")
    at.keys("Return")
    assert name_of(focus()) == "Reason"
    at.letters("cracked at the slot")
    go_round(at)
    at.keys("Return")
    assert piece(file_shop, scrapped).state == "gone"
    at.on_bench(doubted)
    at.keys("Ctrl+W")
    go_round(at)
    at.press("Put into quarantine …")
    at.letters("serial does not fit the box")
    at.keys("Return")
    assert piece(file_shop, doubted).state == "quarantine"
    at.keys("Esc", "F12", "F5")
    assert file_shop.ask("passport", tag=doubted).steps == [], "nothing else is done with it"
    at.press("Release")
    assert piece(file_shop, doubted).state != "quarantine"


def test_what_stays_set_a_step_out_of_order_and_a_list_of_sites(
    open_window: Open, file_shop: Any
) -> None:
    file_shop.do("open_batch", number="B2", supplier="Rheintal")
    card = file_shop.card("SN0001")
    at = open_window()
    for key, line in (("F3", "B2"), ("F4", "TRAY-12")):
        at.key(*at.pressed(key))
        at.wait(lambda: at.dialogs())
        at.settle()
        at.row("What to choose from", line)
        at.key(*at.pressed("Return"))
        at.back_in_window()
    assert (at.context.batch, at.context.place) == ("B2", "TRAY-12")
    at.on_bench(card)
    at.press("Another step …")
    at.letters("desolder")
    at.keys("Return", "F5")
    assert at.strip[0] == "refused" and name_of(focus()) == "Why may it pass, Ana?"
    at.letters("it came in bare")
    go_round(at)
    at.reach("Why may it pass…")
    at.keys("Return")
    [step] = file_shop.ask("passport", tag=card).steps
    assert (step.step, step.override) == ("DSLD", "it came in bare")
    at.reach("Visual inspection")
    at.keys("Down", "Up", "Return", "F5")
    assert len(file_shop.ask("passport", tag=card).steps) == 2
    at.press("Show a list")
    at.row("Sites of this board", "M3")
    at.keys("Return", "F7")
    assert sites(file_shop, card)["M3"].state == "missing"
    go_round(at)
    at.press("Harvest")
    at.row("What to choose from", "Repair")
    at.keys("Return")
    assert file_shop.ask("routing", tag=card).code == "repair"


def test_codes_are_typed_one_after_the_other_and_the_keyboard_goes_back(
    open_window: Open, file_shop: Any
) -> None:
    card = file_shop.card("SN0001")
    at = open_window()
    at.on_bench(card)
    at.site("M1")
    before = focus()
    at.keys("Ctrl+N")
    assert name_of(focus()) == "Code on the label, instead of a scan"
    at.letters("TRAY-12")
    at.keys("Return")
    assert at.context.place == "TRAY-12" and focus() is not before, "ready for the next"
    at.letters("C01-999999-9")
    at.keys("Return")
    assert at.strip[0] == "refused"
    go_round(at)
    at.reach("Code on the label…")
    at.keys("Esc")
    assert focus() is before and at.window.page is not None and at.window.page.name == "bench"
    at.keys("Ctrl+N", "Ctrl+N")
    assert focus() is before
