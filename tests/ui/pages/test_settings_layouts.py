# SPDX-License-Identifier: MIT
"""The label layouts in the settings: seen as they print, changed by keys alone, put back."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage

from ui.pages.settings_layouts import LayoutsSection
from workshop.domain.bodies import body_of

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def section(hands: Any, tmp_path: Path) -> LayoutsSection:
    """The label layouts, the roll of 62 × 29 mm chosen."""
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    page = hands.go("settings")
    page.show_tag("layouts")
    hands.settle()
    found = page.sections["layouts"]
    assert isinstance(found, LayoutsSection)
    found.table.go("62x29")
    found.table.setFocus()
    hands.settle()
    return found


def opened(hands: Any, section: LayoutsSection) -> Any:
    hands.key(Qt.Key.Key_E, CONTROL)
    hands.wait(lambda: not section.editor.picture.is_empty)
    hands.settle()
    return section.editor


def version(hands: Any, code: str = "62x29") -> Any:
    return next(row for row in hands.shop.ask("layout_versions") if row.layout.code == code)


def codes(editor: Any) -> list[str]:
    """What a scanner reads off the preview."""
    image = editor.picture.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    size, line = (image.width(), image.height()), image.bytesPerLine()
    picture = Image.frombytes("L", size, bytes(image.constBits()), "raw", "L", line)
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def test_a_layout_is_seen_as_it_prints_and_changed_by_keys_alone(
    hands: Any, section: LayoutsSection
) -> None:
    editor = opened(hands, section)
    assert editor.table.hasFocus() and editor.heading.text() == "Label roll, 62 × 29 mm"
    assert editor.said.text() == "62 × 29 mm, 496 × 232 dots. Everything fits."
    (code,) = codes(editor)
    assert code.startswith("C01")
    assert editor.picture.frame == (0.5, 3.625, 21.75, 21.75), "the code is set off"
    hands.key(Qt.Key.Key_Down)
    assert editor.picture.frame == (22.25, 2.0, 37.75, 25.0)
    field = editor.pane.text_of("text")
    for _ in range(30):
        if field.hasFocus():
            break
        hands.key(Qt.Key.Key_Tab)
    assert field.hasFocus() and field.text() == "{tag}", "Tab comes to the text"
    hands.type(field, "{serial} {batch}")
    hands.settle()
    assert editor.is_changed
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[:2] == ("done", "Label roll, 62 × 29 mm, version 1 saved")
    assert version(hands).layout.elements[1].text == "{serial} {batch}"
    assert section.table.hasFocus() and section.reset.isEnabled()


def test_what_does_not_fit_is_told_while_it_is_typed(hands: Any, section: LayoutsSection) -> None:
    editor = opened(hands, section)
    editor.table.go(1)
    hands.type(editor.pane.text_of("text"), "{model} {serial} {batch} {maker} {day} {place} {code}")
    hands.type(editor.pane.text_of("lines"), "1")
    hands.settle()
    assert editor.said.text().startswith("Shortened, for want of room: GeForce RTX 4090 M9YVCM")
    hands.type(editor.pane.text_of("x"), "10")
    hands.settle()
    assert "comes into the white room around QR code" in editor.said.text()
    assert editor.picture.is_empty, "no picture that is not true"
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[0] == "question" and version(hands).version == 0
    hands.type(editor.pane.text_of("x"), "22,25")
    hands.settle()
    assert not editor.picture.is_empty


def test_a_printer_too_coarse_for_a_code_is_told(hands: Any, section: LayoutsSection) -> None:
    section.table.go("12x12")
    editor = opened(hands, section)
    assert editor.dpi.currentData() == "300" and "142 × 142 dots" in editor.said.text()
    editor.dpi.setCurrentIndex(editor.dpi.findData("203"))
    editor.dpi.activated.emit(editor.dpi.currentIndex())
    hands.settle()
    assert "too small on a Die tray label" in editor.said.text() and editor.picture.is_empty


def test_a_layout_of_the_shops_own_is_made_and_offered_for_labels(
    hands: Any, section: LayoutsSection
) -> None:
    hands.tap(section.copy)
    editor = section.editor
    assert editor.about.name.hasFocus()
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[:2] == ("question", "Give the layout a name.")
    hands.type(editor.about.name, "Box, 62 × 40 mm")
    for name in ("label_high", "page_high"):
        hands.type(editor.about.rows[name].field, "40")
    hands.tap(editor.add)
    assert editor.pane.rows["draws"].field.hasFocus()
    box = editor.pane.boxes["draws"]
    box.setCurrentIndex(box.findData("code128"))
    box.activated.emit(box.currentIndex())
    for name, text in {"text": "{serial}", "x": "2", "y": "30", "wide": "58", "high": "8"}.items():
        hands.type(editor.pane.text_of(name), text)
    assert not editor.pane.rows["size"].isVisible(), "bars have no size of letters"
    hands.settle()
    # Drawn smaller than dot for dot, the bars are read off the dots themselves.
    assert editor.said.text() == "62 × 40 mm, 496 × 320 dots. Everything fits."
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[:2] == ("done", "Box, 62 × 40 mm, version 1 saved")
    assert version(hands, "BOX-62-40-MM").layout.elements[1].draws == "code128"
    assert section.reset.words() == "Delete", "there is nothing to put it back to"
    hands.context.settings.label_layout = "BOX-62-40-MM"
    section.page.show_tag("labels")
    hands.settle()
    assert section.page.sections["labels"].layout_box.currentText() == "Box, 62 × 40 mm"


def test_a_layout_is_put_back_as_it_came(hands: Any, section: LayoutsSection) -> None:
    hands.shop.do("set_catalogue", kind="layout", code="62x29", body={"name": "Ours"})
    section.refresh()
    hands.settle()
    hands.tap(section.reset)
    hands.settle()
    assert version(hands).is_shipped and version(hands).version == 2
    assert not section.reset.isEnabled()


def test_a_layout_of_the_shops_own_is_deleted(hands: Any, section: LayoutsSection) -> None:
    body = body_of(version(hands).layout) | {"code": "OURS", "name": "Ours"}
    hands.shop.do("set_catalogue", kind="layout", code="OURS", body=body)
    section.refresh()
    hands.settle()
    assert section.table.go("OURS")
    hands.tap(section.reset)
    assert hands.strip[:2] == ("done", "Catalogue: Ours of the shop deleted")
    hands.settle()
    assert "OURS" not in {row.layout.code for row in hands.shop.ask("layout_versions")}
    assert section.table.currentRow() is not None and not section.reset.isEnabled()


class Desktop(QObject):
    """What would show files."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Path] = []

    @Slot(QUrl)
    def show_url(self, url: QUrl) -> None:
        self.shown.append(Path(url.toLocalFile()))


def test_a_test_print_has_what_is_in_hand_saved_or_not(hands: Any, section: LayoutsSection) -> None:
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "show_url")
    try:
        section.table.go("letter-2x5")
        editor = opened(hands, section)
        editor.table.go(1)
        hands.type(editor.pane.text_of("text"), "Test {day}")
        hands.key(Qt.Key.Key_P, CONTROL)
        hands.wait(lambda: desktop.shown)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    page = pypdfium2.PdfDocument(desktop.shown[0])[0]
    assert page.get_textpage().get_text_bounded().count("Test 2026-11-30") == 10
    assert version(hands, "letter-2x5").version == 0


def test_a_picture_becomes_the_logo(hands: Any, section: LayoutsSection, tmp_path: Path) -> None:
    picture = tmp_path / "logo.png"
    Image.new("L", (64, 64), 0).save(picture)
    editor = opened(hands, section)
    hands.tap(editor.add)
    box = editor.pane.boxes["draws"]
    box.setCurrentIndex(box.findData("logo"))
    box.activated.emit(box.currentIndex())
    for name, text in {"x": "52", "y": "23", "wide": "5", "high": "5"}.items():
        hands.type(editor.pane.text_of(name), text)
    hands.settle()
    assert "The logo has no picture" in editor.said.text()
    (tmp_path / "no.png").write_text("no picture")
    editor.take_picture(tmp_path / "no.png")
    hands.settle()
    assert hands.strip[0] == "refused"
    editor.take_picture(picture)
    hands.settle()
    place = editor.table.currentRow()
    hands.key(Qt.Key.Key_S, CONTROL)
    assert hands.strip[0] == "done"
    assert version(hands).layout.elements[place].picture == ("f" * 16,) * 64


def test_changes_are_not_lost_by_a_slip(hands: Any, section: LayoutsSection) -> None:
    editor = opened(hands, section)
    editor.table.go(1)
    hands.key(Qt.Key.Key_Down, ALT)
    hands.tap(editor.back)
    assert hands.strip[:2] == ("careful", "The layout is not saved") and editor.isVisible()
    hands.tap(editor.back)
    hands.settle()
    assert not editor.isVisible() and version(hands).version == 0
