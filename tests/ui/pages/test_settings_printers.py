# SPDX-License-Identifier: MIT
"""Settings: printers are set up, tried and removed; labels come out of them, or are asked about."""

import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parents[2] / "printing"))

from fake_printer import READY, FakePrinter

from ui.pages.paper import has_paper, require_paper
from ui.settings import Settings


@pytest.fixture
def page(hands: Any, tmp_path: Path) -> Any:
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    return hands.go("settings")


def section(hands: Any, page: Any, name: str) -> Any:
    page.show_tag(name)
    hands.settle()
    return page.sections[name]


def sets_up(hands: Any, page: Any, address: str, **chosen: str) -> Any:
    """Set a Zebra up by what is typed and chosen."""
    pane = section(hands, page, "printers")
    hands.wait(lambda: pane.form.box_of("layout").count() > 1)
    hands.tap(pane.new)
    hands.type(pane.form.text_of("name"), "Zebra")
    for fact, value in {"kind": "zpl", "layout": "50x25", **chosen}.items():
        box = pane.form.box_of(fact)
        box.setCurrentIndex(box.findData(value))
    hands.type(pane.form.text_of("address"), address)
    hands.tap(pane.save)
    return pane


def test_a_printer_is_set_up_tried_and_removed(hands: Any, page: Any) -> None:
    with FakePrinter(answer=READY) as fake:
        pane = sets_up(hands, page, fake.address)
        assert hands.strip[:2] == ("done", "Printer Zebra is kept")
        (kept,) = Settings.load(hands.context.settings.file).printers
        assert (kept["name"], kept["kind"], kept["layout"]) == ("Zebra", "zpl", "50x25")
        hands.tap(pane.test)
        hands.wait(lambda: hands.strip[0] == "done" and "test label" in hands.strip[1])
        assert len(fake.jobs) == 1
        hands.type(pane.form.text_of("darkness"), "12")
        hands.type(pane.form.text_of("offset_x_mm"), "0,5")
        hands.tap(pane.save)
        (kept,) = Settings.load(hands.context.settings.file).printers
        assert (kept["darkness"], kept["offset_x_mm"]) == (12, 0.5)
    assert hands.context.settings.printer == "Zebra"
    hands.tap(pane.remove)
    assert hands.context.settings.printers == [] and hands.context.settings.printer == ""


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "needs a name"),
        ("address", "tcp://a b", "no address of a printer"),
        ("darkness", "77", "choose 0 to 30"),
        ("copies", "many", "“many” is no number."),
        ("offset_y_mm", "99", "10 mm at most"),
    ],
)
def test_what_no_printer_can_be_is_said(
    hands: Any, page: Any, field: str, typed: str, said: str
) -> None:
    pane = section(hands, page, "printers")
    hands.type(pane.form.text_of("name"), "Zebra")
    hands.type(pane.form.text_of("address"), "tcp://127.0.0.1")
    pane.form.text_of(field).setText(typed)
    hands.tap(pane.save)
    assert said in pane.trouble.text() and pane.trouble.isVisible()
    assert hands.context.settings.printers == []


def test_each_kind_asks_only_for_what_it_has(hands: Any, page: Any) -> None:
    pane = section(hands, page, "printers")
    asked = {}
    for kind in ("zpl", "brother", "system", "png", "pdf"):
        box = pane.form.box_of("kind")
        box.setCurrentIndex(box.findData(kind))
        asked[kind] = {fact for fact, row in pane.form.rows.items() if row.isVisible()}
    assert asked["zpl"] - asked["pdf"] == {"address", "dpi", "darkness"}
    assert asked["brother"] - asked["pdf"] == {"address", "roll", "head"}
    assert asked["system"] - asked["pdf"] == {"system"}
    assert asked["png"] - asked["pdf"] == {"dpi"}


def test_labels_come_out_of_the_printer_that_is_chosen(hands: Any, page: Any) -> None:
    hands.shop.card("M9YVCM1")
    with FakePrinter(answer=READY) as fake:
        sets_up(hands, page, fake.address)
        labels = section(hands, page, "labels")
        assert labels.printer.currentText() == "Zebra" and not labels.layout_row.isVisible()
        assert labels.where.text() == "Label size 50x25, as set in Printers."
        hands.tap(labels.print)
        hands.wait(lambda: hands.strip[:2] == ("done", "1 label printed"))
        assert len(fake.jobs) == 1
    hands.wait(lambda: labels.print.words() == "Print 0 labels")


def test_while_a_printer_hangs_the_window_goes_on_and_then_asks(hands: Any, page: Any) -> None:
    """The window's own thread never waits: a timer ticks on while the printer takes nothing."""
    tag = hands.shop.card("M9YVCM1")
    ticks: list[bool] = []
    with FakePrinter(answer=READY) as fake:
        sets_up(hands, page, fake.address)
        labels = section(hands, page, "labels")
        fake.answer, fake.mode = b"", "hang"
        timer = QTimer(hands.window, interval=1)
        timer.timeout.connect(lambda: ticks.append(fake.connections == 2))
        timer.start()
        labels.print.click()
        hands.wait(lambda: ticks.count(True) > 20)  # the question, then the label
        assert labels.cancel.isVisible() and labels._errand is not None, "it is still at it"
        assert not labels.stuck.isVisible(), "what is being printed is not asked about"
        timer.stop()
        fake.release()  # the printer is switched off with the label in it
        hands.wait(lambda: hands.strip[0] == "refused")
    assert "broke the connection off" in hands.strip[1]
    assert hands.strip[2] == "Look which labels came out, and say so in Settings, Labels."
    hands.wait(lambda: labels.stuck.isVisible())
    assert [(row.tag, row.state) for row in hands.shop.ask("labels_stuck")] == [(tag, "unsure")]


def _unsure(hands: Any, page: Any) -> tuple[Any, list[str]]:
    """Two labels: of one nobody knows, one cannot be printed."""
    tags = [hands.shop.card(f"M9YVCM{n}") for n in range(2)]
    labels = [row.id for row in hands.shop.ask("labels_waiting")]
    hands.shop.do("take_labels", labels=labels, printer="Zebra")
    for label, outcome in zip(labels, ("unsure", "failed"), strict=True):
        hands.shop.do("labels_not_printed", labels=[label], outcome=outcome, trouble="It hung up.")
    pane = section(hands, page, "labels")
    hands.wait(lambda: pane.stuck.isVisible())
    return pane.stuck, tags


def test_a_label_that_came_out_is_said_to_be_printed(hands: Any, page: Any) -> None:
    stuck, tags = _unsure(hands, page)
    assert "Look whether it came out" in stuck.told.text() and "It hung up." in stuck.told.text()
    hands.tap(stuck.out)
    hands.wait(lambda: hands.strip[:2] == ("done", "1 label printed"))
    assert len(hands.shop.ask("live_labels", tag=tags[0])) == 1
    hands.wait(lambda: stuck.table.rows.rowCount() == 1)
    assert not stuck.out.isVisible() and stuck.again.words() == "Try again"


def test_one_that_did_not_waits_again(hands: Any, page: Any) -> None:
    stuck, tags = _unsure(hands, page)
    hands.tap(stuck.again)
    hands.wait(lambda: hands.strip[:2] == ("done", "1 label back in the print queue"))
    assert [row.tag for row in hands.shop.ask("labels_waiting")] == tags[:1]


def test_one_that_nobody_needs_is_left_out_for_a_reason(hands: Any, page: Any) -> None:
    stuck, tags = _unsure(hands, page)
    hands.tap_row(stuck.table, 1)
    hands.tap(stuck.never)
    hands.key(Qt.Key.Key_Return)
    assert stuck.why.row.fault.text() == "Say why, in a few words."
    QTest.keyClicks(stuck.why.reason, "the card is gone")
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: hands.strip[0] == "done")
    (entry,) = hands.shop.ask("recent", limit=1)
    assert entry.text == "1 label taken out of the print queue: the card is gone"
    assert [row.tag for row in hands.shop.ask("labels_stuck")] == tags[:1]


def test_several_labels_are_answered_for_at_once(hands: Any, page: Any) -> None:
    stuck, tags = _unsure(hands, page)
    stuck.table.setFocus()
    hands.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert stuck.told.text() == "2 labels are chosen; the answer is for all of them."
    assert not stuck.out.isVisible(), "one of them cannot have come out"
    hands.settle()
    page.refresh()
    hands.settle()
    assert len(stuck.table.chosenRows()) == 2, "looking again takes nothing out of hand"
    hands.tap(stuck.again)
    hands.wait(lambda: hands.strip[:2] == ("done", "2 labels back in the print queue"))
    assert [row.tag for row in hands.shop.ask("labels_waiting")] == tags


def test_a_paper_the_printer_does_not_have_is_said() -> None:
    assert has_paper([(210, 297), (62, 29)], 29.2, 61.9) and has_paper([(210, 297)], 297, 210)
    assert not has_paper([(210, 297), (215.9, 279.4)], 62, 29) and not has_paper([], 62, 29)
    require_paper("no printer of this computer", 62, 29)  # nothing is known of it


def test_a_settings_file_with_nonsense_for_printers_is_read(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('printers = [{name = "Z", kind = "laser"}, {kind = 7}]\nprinter = "Z"\n')
    from ui.pages.printing import chosen_printer, printers_kept

    settings = Settings.load(file)
    assert printers_kept(settings) == []
    assert (chosen_printer(settings).kind, chosen_printer(settings).name) == ("system", "Z")
    file.write_text('printers = ["Z"]\n')
    assert Settings.load(file).printers == []
