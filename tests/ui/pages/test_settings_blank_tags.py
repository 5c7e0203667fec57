# SPDX-License-Identifier: MIT
"""Blank tags are printed in the settings, and printed again where they got lost."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from ui.pages import settings_blank_tags


@pytest.fixture
def section(hands: Any, tmp_path: Path) -> Any:
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    page = hands.go("settings")
    page.show_tag("labels")
    hands.settle()
    return page.sections["labels"].blank


def blank(hands: Any) -> list[str]:
    return [row.tag for row in hands.shop.ask("blank_tags")]


def codes(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file)
    images = [page.render(scale=3).to_pil() for page in document]
    document.close()
    return [code.text for image in images for code in zxingcpp.read_barcodes(image)]


def test_tags_are_made_written_and_said_where(hands: Any, section: Any, tmp_path: Path) -> None:
    assert section.again.words() == "Print 0 unused ones again" and not section.again.isEnabled()
    section.count.setValue(3)
    hands.tap(section.print)
    hands.wait(lambda: hands.strip[0] == "done")
    (file,) = (tmp_path / "paper").glob("*.pdf")
    assert hands.strip[1:] == (f"Saved: {file.name}", str(file.parent))
    assert section.busy.words() == f"{file.name} is in {file.parent}"
    assert sorted(codes(file)) == blank(hands) and len(blank(hands)) == 3
    hands.wait(lambda: section.again.words() == "Print 3 unused ones again")
    assert section.again.isEnabled() and section.print.isEnabled()


def test_those_that_no_card_has_are_printed_again(
    hands: Any, section: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = hands.shop.do("print_blank_tags", count=3)["tags"]
    hands.shop.do("receive", batch="B1", serial="S-1", tag=tags[1])
    hands.wait(lambda: section.again.words() == "Print 2 unused ones again")
    before = hands.shop.ask("newest")
    hands.tap(section.again)
    hands.wait(lambda: hands.strip[0] == "done")
    (file,) = (tmp_path / "paper").glob("*.pdf")
    assert codes(file) == [tags[0], tags[2]]
    assert hands.shop.ask("newest") == before


def test_what_is_called_off_leaves_neither_tags_nor_paper(
    hands: Any, section: Any, tmp_path: Path
) -> None:
    section.count.setValue(2000)
    go_on = hands.hold_work()
    section.print.click()
    assert section.busy.cancel.isVisible() and not section.print.isEnabled()
    hands.wait(lambda: section.busy._bar.value() > 0)
    section.busy.cancel.click()
    go_on.set()
    assert hands.strip[:2] == ("careful", "Cancelled") and section.print.isEnabled()
    hands.wait(lambda: blank(hands) == [])
    hands.desk.close()
    assert blank(hands) == [] and list((tmp_path / "paper").iterdir()) == []


def test_a_layout_that_is_not_there_makes_no_tags(hands: Any, section: Any) -> None:
    hands.context.settings.label_layout = "no such size"
    hands.tap(section.print)
    hands.wait(lambda: hands.strip[0] == "refused")
    assert "no such size" in hands.strip[1] and blank(hands) == []
    assert section.print.isEnabled() and not section.busy.isVisible()


def test_nobody_prints_them(hands: Any, section: Any) -> None:
    hands.desk.by = ""
    hands.tap(section.print)
    assert hands.strip[:2] == ("refused", "Nobody is signed in.") and blank(hands) == []


def test_a_printer_that_is_gone_is_told_with_the_file(hands: Any, section: Any) -> None:
    hands.context.settings.printer = "No such printer"
    section.count.setValue(1)
    hands.tap(section.print)
    hands.wait(lambda: hands.strip[0] == "refused")
    assert "No such printer" in hands.strip[1] and ".pdf" in hands.strip[2]


def test_as_many_as_one_act_makes() -> None:
    from workshop.acts.tags import MOST_TAGS

    assert settings_blank_tags._MOST == MOST_TAGS
