# SPDX-License-Identifier: MIT
"""At the tests page: values are judged while they are typed, attempts kept, logs imported."""

from pathlib import Path
from typing import Any

import pytest
from at_tests import card, page, plan, put
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)

from workshop.benches.tags import spelled

__all__ = ["card", "page"]

CONTROL = Qt.KeyboardModifier.ControlModifier
LOG = """<?xml version="1.0" ?>
<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
<nvidia_smi_log><timestamp>Sun Mar  2 15:02:02 2025</timestamp>
<driver_version>550.90.07</driver_version><cuda_version>12.4</cuda_version>
<gpu id="00000000:01:00.0"><product_name>NVIDIA GeForce RTX 4090</product_name>
<serial>N/A</serial><uuid>GPU-0a0a0a0a-1111-2222-3333-444444444401</uuid>
<vbios_version>95.02.3c.00.8d</vbios_version><gpu_part_number>2684-300-A1</gpu_part_number>
<pci><pci_device_id>268410DE</pci_device_id><pci_bus_id>00000000:01:00.0</pci_bus_id>
<pci_sub_system_id>40BF1458</pci_sub_system_id></pci><performance_state>P8</performance_state>
<fb_memory_usage><total>{mib} MiB</total><used>12 MiB</used></fb_memory_usage>
<temperature><gpu_temp>38 C</gpu_temp></temperature>
<gpu_power_readings><power_draw>21.30 W</power_draw></gpu_power_readings>
<clocks><graphics_clock>210 MHz</graphics_clock></clocks></gpu></nvidia_smi_log>"""


def a_log(folder: Path, name: str = "smi.xml", mib: int = 24564) -> Path:
    path = folder / name
    path.write_text(LOG.format(mib=mib))
    return path


def test_a_scan_opens_the_card_with_the_plans_that_suit_it(
    hands: Any, page: Any, card: str
) -> None:
    assert hands.strip[:2] == ("done", f"Testing {spelled(card)}")
    codes = [row.code for row in page.card.plans.rows.rows()]
    assert codes[0] == "INCOMING" and "ECC" not in codes
    assert page.card.tag.text() == spelled(card)
    a100 = hands.shop.card("SN0002", model="A100-PCIE-40GB")
    hands.scan(a100)
    assert "ECC" in [row.code for row in page.card.plans.rows.rows()]


def test_the_verdict_follows_every_key(hands: Any, page: Any, card: str) -> None:
    plan(hands, page, "VOLTAGE")
    row = page.form.rows["v_12v"]
    assert page.side.verdict.words() == "Inconclusive"
    assert row.badge.text() == "Needed"
    put(hands, page, v_12v="12")
    assert row.badge.text() == "Pass"
    put(hands, page, v_12v="12,55")
    assert row.badge.text() == "Marginal"
    put(hands, page, v_12v="13")
    assert row.badge.text() == "Fail"
    assert page.side.verdict.words() == "Fail"
    assert row.limits.text() == "11.4 to 12.6 V"
    put(hands, page, v_12v="1x")
    assert row.fault.isVisible() and "“1x” is no number" in row.fault.text()
    assert page.side.lacking.text() == "One value cannot be read."
    put(hands, page, v_12v="12", v_1v8="1.8", v_nvvdd="0.9", v_fbvdd="1.35", v_pex="1")
    assert not row.fault.isVisible()
    assert page.side.verdict.words() == "Pass"
    assert page.side.lacking.text() == "Everything that is needed is there."


def test_limits_come_from_the_model(hands: Any, page: Any, card: str) -> None:
    plan(hands, page, "INCOMING")
    put(hands, page, memory_total="12000")
    assert page.form.rows["memory_total"].badge.text() == "Fail"
    put(hands, page, memory_total="24564")
    assert page.form.rows["memory_total"].badge.text() == "Pass"


@pytest.mark.parametrize("way", ["button", "F10", "Ctrl+Return"])
def test_an_attempt_is_kept(hands: Any, page: Any, card: str, way: str) -> None:
    plan(hands, page, "FINAL")
    put(hands, page, core_temp="71", fans="good", throttled="no")
    page.side.note.setPlainText("warm room")
    if way == "button":
        hands.tap(page.side.keep)
    elif way == "F10":
        hands.key(Qt.Key.Key_F10)
    else:
        page.form.rows["core_temp"].field.setFocus()
        hands.key(Qt.Key.Key_Return, CONTROL)
    [test] = hands.shop.ask("passport", tag=card).tests
    assert (test.plan, test.verdict, test.note) == ("FINAL", "inconclusive", "warm room")
    assert hands.strip[0] == "careful"
    assert [row.entry for row in page.side.attempts.rows.rows()] == [test.entry]
    assert page.form.typed() == {} and page.side.note.toPlainText() == ""
    [final] = [row for row in page.card.plans.rows.rows() if row.code == "FINAL"]
    assert page.card.plan_icon(final) == "question"


def test_a_pass_is_green(hands: Any, page: Any, card: str) -> None:
    plan(hands, page, "VOLTAGE")
    put(hands, page, v_12v="12", v_1v8="1.8", v_nvvdd="0.9", v_fbvdd="1.35", v_pex="1")
    hands.key(Qt.Key.Key_F10)
    assert hands.strip[0] == "done"


def test_nothing_and_nonsense_are_not_kept(hands: Any, page: Any, card: str) -> None:
    plan(hands, page, "VOLTAGE")
    hands.key(Qt.Key.Key_F10)
    assert hands.strip[0] == "question"
    put(hands, page, v_12v="12", v_5v="five")
    hands.key(Qt.Key.Key_F10)
    assert hands.strip[0] == "refused" and "“five” is no number" in hands.strip[1]
    assert QApplication.focusWidget() is page.form.rows["v_5v"].field
    assert hands.shop.ask("passport", tag=card).tests == []


def test_enter_goes_to_the_next_value(hands: Any, page: Any, card: str) -> None:
    plan(hands, page, "VOLTAGE")
    put(hands, page, v_12v="12")
    hands.key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is page.form.rows["v_5v"].field


def test_what_is_typed_survives_another_plan_and_another_window(
    hands: Any, page: Any, card: str
) -> None:
    plan(hands, page, "VOLTAGE")
    put(hands, page, v_12v="12.1")
    plan(hands, page, "MEMORY")
    put(hands, page, tool="MATS", memory_errors="0")
    plan(hands, page, "VOLTAGE")
    assert page.form.typed() == {"v_12v": "12.1"}
    hands.shop.do("record_test", piece=card, plan="MEMORY", values={"memory_errors": 3})
    hands.wait(lambda: page.side.attempts.rows.rows())
    assert page.form.typed() == {"v_12v": "12.1"}
    plan(hands, page, "MEMORY")
    assert page.form.typed() == {"tool": "MATS", "memory_errors": "0"}


def test_the_next_card_asks_once_about_values_that_are_not_kept(
    hands: Any, page: Any, card: str
) -> None:
    other = hands.shop.card("SN0002")
    plan(hands, page, "VOLTAGE")
    put(hands, page, v_12v="12.1")
    hands.scan("SN0002")
    assert hands.strip[:2] == ("question", f"The values of {spelled(card)} are not kept yet")
    assert page.tag == card
    hands.scan("SN0002")
    assert page.tag == other and page.form.typed() == {}
    assert page.card.code == "VOLTAGE"
    hands.scan("SN0001")
    assert page.tag == card and page.form.typed() == {"v_12v": "12.1"}


def test_an_attempt_that_was_kept_is_looked_at(hands: Any, page: Any, card: str) -> None:
    hands.shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 13, "v_5v": 5.0})
    hands.shop.do("record_test", piece=card, plan="FINAL", values={"fans": "good"})
    hands.wait(lambda: len(page.side.attempts.rows.rows()) == 2)
    hands.tap_row(page.side.attempts, 1)
    assert page.seen.isVisible()
    shown = [page.seen.table.rows.data(page.seen.table.rows.index(0, c)) for c in (0, 1, 2, 4)]
    assert shown == ["12 V", "13 V", "11.4 to 12.6 V", "Fail"]
    hands.tap_row(page.side.attempts, 0)
    assert page.seen.table.rows.data(page.seen.table.rows.index(0, 1)) == "good"
    hands.key(Qt.Key.Key_Escape)
    assert page.form.isVisible()


def test_the_verdict_beside_an_attempt_is_its_own(hands: Any, page: Any, card: str) -> None:
    """What is typed is inconclusive still; the attempt that is looked at failed."""
    hands.shop.do("add_person", code="LI", name="李伟")
    hands.shop.do("record_test", by="LI", piece=card, plan="VOLTAGE", values={"v_12v": 13})
    hands.wait(lambda: page.side.attempts.rows.rows())
    plan(hands, page, "VOLTAGE")
    put(hands, page, v_12v="12")
    assert page.side.verdict.words() == "Inconclusive"
    needed = page.side.lacking.text()
    hands.tap_row(page.side.attempts, 0)
    assert page.side.verdict.words() == "Fail"
    assert page.side.lacking.text() == "Kept: Rails at power-on, attempt 1"
    assert not page.side.keep.isVisible() and not page.side.note.isVisible()
    assert "· 李伟" in page.seen._told.text()
    hands.tap(page.side.back)
    assert page.form.isVisible() and page.side.keep.isVisible() and not page.side.back.isVisible()
    assert (page.side.verdict.words(), page.side.lacking.text()) == ("Inconclusive", needed)
    assert page.form.typed() == {"v_12v": "12"}
    hands.tap_row(page.side.attempts, 0)
    hands.key(Qt.Key.Key_Escape)
    assert page.side.verdict.words() == "Inconclusive"


def test_a_card_opened_at_the_bench_is_tested_here(hands: Any) -> None:
    tag = hands.shop.card("SN0001")
    hands.go("bench")
    hands.scan("SN0001")
    page = hands.go("tests")
    assert page.tag == tag


def test_a_code_nobody_knows_is_left_to_the_window(hands: Any, page: Any, card: str) -> None:
    hands.scan("SN9999")
    assert hands.strip[0] == "refused" and page.tag == card


def test_a_card_whose_receipt_was_undone_goes(hands: Any, page: Any, card: str) -> None:
    hands.shop.do("undo", entry=hands.shop.ask("newest"))
    hands.wait(lambda: page.tag == "")
    assert hands.strip[0] == "refused"


def imported(hands: Any, page: Any, files: list[Path]) -> None:
    page.logs.take(files)
    hands.wait(lambda: not page.logs.is_busy)
    hands.settle()


def test_a_log_is_kept_and_the_next_one_finds_its_card(
    hands: Any, page: Any, card: str, tmp_path: Path
) -> None:
    imported(hands, page, [a_log(tmp_path)])
    assert hands.strip[:2] == ("done", f"smi.xml: Pass for {spelled(card)}")
    [test] = hands.shop.ask("passport", tag=card).tests
    assert (test.plan, test.tool, test.person) == ("INCOMING", "nvidia-smi", "ANA")
    hands.wait(lambda: len(page.side.attempts.rows.rows()) == 1)
    hands.shop.card("SN0002")
    hands.scan("SN0002")
    imported(hands, page, [a_log(tmp_path, "again.xml", 24560)])
    assert hands.strip[0] == "refused"
    assert f"This log is of {spelled(card)}" in hands.strip[1]


def test_an_unopened_page_opens_the_card_of_a_log(hands: Any, page: Any, tmp_path: Path) -> None:
    tag = hands.shop.card("SN0001")
    imported(hands, page, [a_log(tmp_path)])
    assert hands.strip[0] == "refused" and "Scan the card first" in hands.strip[2]
    hands.shop.do(
        "record_log", piece=tag, tool="nvidia-smi", tool_version="550", verdict="pass",
        readings=[], identifiers={"gpu_uuid": "GPU-0a0a0a0a-1111-2222-3333-444444444401"},
        evidence={"sha256": "0" * 64, "name": "x", "size": 1},
    )  # fmt: skip
    imported(hands, page, [a_log(tmp_path)])
    assert page.tag == tag and page.side.isVisible()


def test_files_that_are_no_logs_are_refused_and_the_next_goes_on(
    hands: Any, page: Any, card: str, tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    imported(hands, page, [tmp_path / "letter.txt"])
    assert hands.strip[0] == "refused" and "not the log of any test tool" in hands.strip[1]
    imported(hands, page, [tmp_path / "gone.xml"])
    assert hands.strip[1].startswith("gone.xml cannot be read")
    imported(hands, page, [a_log(tmp_path)])
    assert hands.strip[0] == "done"
    assert len(hands.shop.ask("passport", tag=card).tests) == 1


def test_the_plan_of_its_tool_judges_a_log_whichever_is_in_hand(
    hands: Any, page: Any, tmp_path: Path
) -> None:
    tag = hands.shop.card("SN0001", model="A100-PCIE-40GB")
    hands.scan(tag)
    plan(hands, page, "ECC")
    imported(hands, page, [a_log(tmp_path)])
    plan(hands, page, "FINAL")
    imported(hands, page, [a_log(tmp_path, "b.xml", 40000)])
    assert [t.plan for t in hands.shop.ask("passport", tag=tag).tests] == ["ECC", "ECC"]


def test_files_are_dropped_on_the_page(hands: Any, page: Any, card: str, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(a_log(tmp_path)))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier
    enter = QDragEnterEvent(QPoint(50, 50), copy, mime, left, none.NoModifier)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(50, 50), copy, mime, left, none.NoModifier)
    QApplication.sendEvent(page, drop)
    hands.wait(lambda: not page.logs.is_busy)
    assert hands.strip[0] == "done"


def test_the_file_dialog_waits_for_nobody(hands: Any, page: Any, card: str, tmp_path: Path) -> None:
    path = a_log(tmp_path)
    hands.tap(page.card.load)
    [dialog] = page.findChildren(QFileDialog)
    assert dialog.isVisible()
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    hands.wait(lambda: not page.logs.is_busy)
    assert hands.strip[0] == "done"


def test_everything_has_a_name_and_room_for_a_glove(hands: Any, page: Any, card: str) -> None:
    hands.shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 13})
    for look in (lambda: plan(hands, page, "FINAL"), lambda: hands.tap_row(page.side.attempts, 0)):
        look()
        for widget in page.findChildren(QWidget):
            if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isVisible():
                continue
            name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            assert name.strip(), f"{widget} has no accessible name"
            if isinstance(widget, QAbstractButton | QLineEdit | QComboBox):
                assert widget.height() >= 44, f"{widget} “{name}” is {widget.height()} px high"
