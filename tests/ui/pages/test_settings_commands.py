# SPDX-License-Identifier: MIT
"""The command sheet is made in the settings, and made void there."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from workshop.domain.command import COMMANDS


@pytest.fixture
def section(hands: Any) -> Any:
    page = hands.go("settings")
    page.show_tag("commands")
    hands.settle()
    return page.stack.currentWidget()


def scanned(file: Path) -> set[str]:
    document = pypdfium2.PdfDocument(file)
    images = [page.render(scale=2).to_pil() for page in document]
    document.close()
    plain = zxingcpp.TextMode.Plain
    return {
        code.text for image in images for code in zxingcpp.read_barcodes(image, text_mode=plain)
    }


def ours(hands: Any) -> set[str]:
    found = hands.shop.ask("command_codes")
    return {code.text for code in [*found.codes, *found.sites]}


def test_the_sheet_is_made_with_the_codes_of_this_workshop(
    hands: Any, section: Any, tmp_path: Path
) -> None:
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    section.paper.setCurrentIndex(1)
    hands.tap(section.make)
    (file,) = (tmp_path / "paper").glob("*.pdf")
    assert hands.strip[0] == "done" and file.name in hands.strip[1]
    assert scanned(file) == ours(hands) and len(ours(hands)) > len(COMMANDS)
    assert section.show_file.isVisible()


def test_new_codes_want_a_second_press(hands: Any, section: Any) -> None:
    before = ours(hands)
    hands.tap(section.renew)
    assert ours(hands) == before and "Press again" in section.renew.words()
    hands.tap(section.renew)
    assert not ours(hands) & before
    assert hands.strip[:2] == ("done", "Command codes made anew: earlier sheets are void")
    hands.scan(next(iter(before)))
    assert hands.strip[0] == "refused"


def test_one_press_in_passing_makes_nothing_void(hands: Any, section: Any) -> None:
    before = ours(hands)
    section.sure.setInterval(30)
    hands.tap(section.renew)
    hands.wait(lambda: section.renew.words() == "Make new codes")
    hands.settle()
    assert ours(hands) == before
