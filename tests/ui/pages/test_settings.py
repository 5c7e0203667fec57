# SPDX-License-Identifier: MIT
"""Settings: who works here, where, places, labels, scanner, this computer, the database."""

import tomllib
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from ui.pages.paper import put_on_paper
from ui.pages.settings import SECTIONS
from ui.scanner import Scanner
from ui.settings import DECLARED, Settings, settings_file, without_password


class Desktop(QObject):
    """Stands where the desktop opens files."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def show_url(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.fixture
def desktop() -> Any:
    found = Desktop()
    QDesktopServices.setUrlHandler("file", found, "show_url")
    yield found
    QDesktopServices.unsetUrlHandler("file")


@pytest.fixture
def page(hands: Any, tmp_path: Path) -> Any:
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    hands.context.scanner = Scanner()
    return hands.go("settings")


def section(hands: Any, page: Any, name: str) -> Any:
    """Go to a section."""
    hands.tap_row(page.list, [one.name for one in SECTIONS].index(name))
    return page.sections[name]


def codes_in(pdf: Path) -> list[str]:
    """The texts of all QR codes on the pages of a PDF."""
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        picture = document[number].render(scale=6).to_pil().convert("L")
        found += [
            b.text for b in zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
        ]
    document.close()
    return found


# People, stations, places


def test_somebody_is_added_and_starts_to_work(hands: Any, page: Any) -> None:
    people = page.sections["people"]
    hands.type(people.form.text_of("name"), "Zoe M")
    hands.key(Qt.Key.Key_Return)
    QTest.keyClicks(people.form.text_of("code"), "zoe")
    people.form.box_of("role").setCurrentIndex(1)
    hands.key(Qt.Key.Key_Return)
    assert hands.strip[:2] == ("done", "Zoe M added")
    row = next(row for row in hands.shop.ask("people") if row.code == "ZOE")
    assert (row.name, row.role, row.badge) == ("Zoe M", "intake", "CWP-ZOE")
    assert people.form.text_of("name").text() == ""
    assert people.table.go("ZOE")
    hands.tap(people.mine)
    assert hands.desk.by == "ZOE" and hands.window.strip.chip("person").words() == "Zoe M"


def test_a_form_says_what_is_missing_and_keeps_what_was_typed(hands: Any, page: Any) -> None:
    people = page.sections["people"]
    hands.tap(people.add_button)
    assert people.form.rows["name"].fault.text() == "Please fill this in."
    hands.type(people.form.text_of("name"), "Ana Two")
    hands.type(people.form.text_of("code"), "ANA")
    hands.tap(people.add_button)
    assert hands.strip[0] == "refused"
    assert people.form.rows["code"].fault.text() == "The code “ANA” exists already."
    assert people.form.text_of("name").text() == "Ana Two"


def test_a_badge_is_scanned_from_the_screen(hands: Any, page: Any) -> None:
    people = page.sections["people"]
    hands.tap_row(people.table, 0)
    shown = people.badge.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    found = zxingcpp.read_barcodes(shown, text_mode=zxingcpp.TextMode.Plain)
    assert [code.text for code in found] == ["CWP-ANA"]
    assert people.badge.accessibleName() == "Badge of Ana"
    people.badge.show_badge("", "")
    assert people.badge.accessibleName() == ""


def test_this_computer_becomes_a_station(hands: Any, page: Any) -> None:
    stations = section(hands, page, "stations")
    hands.type(stations.form.text_of("name"), "Bench 3")
    hands.type(stations.form.text_of("code"), "BENCH-3")
    hands.tap(stations.add_button)
    hands.tap_row(stations.table, 0)
    hands.tap(stations.mine)
    assert hands.context.station_name == "Bench 3" and hands.desk.station == "BENCH-3"
    assert stations.table.rows.index(0, 2).data() == "✓ here"


def test_a_place_is_added_inside_another(hands: Any, page: Any) -> None:
    places = section(hands, page, "places")
    hands.type(places.form.text_of("name"), "Drawer")
    hands.type(places.form.text_of("code"), "BIN-1")
    places.form.box_of("parent").setCurrentIndex(2)
    inside = places.form.box_of("parent").currentData()
    hands.tap(places.add_button)
    row = next(row for row in hands.shop.ask("places") if row.code == "BIN-1")
    assert (row.kind, row.parent) == ("tray", inside)


def test_what_a_place_takes_and_whether_it_is_dry_is_set_by_taps(hands: Any, page: Any) -> None:
    places = section(hands, page, "places")
    assert not places.takes.isVisible()
    hands.type(places.form.text_of("name"), "Cabinet")
    hands.type(places.form.text_of("code"), "DRY-1")
    hands.tap(places.add_button)
    assert places.table.currentRow().code == "DRY-1"  # what was added is what is set up next
    assert _cells(places, "DRY-1")[3:] == ["Everything", ""]
    hands.tap(places.takes.kinds["memory"])
    hands.tap(places.takes.grades["A"])
    places.takes.keeps_dry.setFocus()
    hands.key(Qt.Key.Key_Space)
    assert hands.strip[:2] == ("done", "Place DRY-1 changed")
    row = next(row for row in hands.shop.ask("place_tree") if row.code == "DRY-1")
    assert (row.takes_kinds, row.takes_grades, row.dry) == (["memory"], ["A"], True)
    assert _cells(places, "DRY-1")[3:] == ["Memory chip, grade A", "Dry"]
    assert places.takes.kinds["memory"].accessibleDescription() == "Set"
    hands.tap(places.takes.kinds["memory"])
    hands.tap(places.takes.keeps_dry)
    assert _cells(places, "DRY-1")[3:] == ["every kind, grade A", ""]


def test_a_tray_in_dry_storage_is_dry(hands: Any, page: Any) -> None:
    hands.shop.do("add_place", code="CAB", name="Cabinet", kind="cabinet")
    hands.shop.do("move_place", place="TRAY-12", into="CAB")
    places = section(hands, page, "places")
    assert _cells(places, "TRAY-12")[4] == "Dry"
    places.table.go("TRAY-12")
    hands.settle()
    assert places.takes.keeps_dry.accessibleDescription() == ""  # by its cabinet, not by itself


def _cells(places: Any, code: str) -> list[str]:
    table = places.table
    at = [row.code for row in table.rows.rows()].index(code)
    return [table.rows.index(at, column).data() for column in range(table.rows.columnCount())]


def test_badges_are_printed_and_every_code_reads(
    hands: Any, page: Any, desktop: Any, tmp_path: Path
) -> None:
    places = section(hands, page, "places")
    hands.tap(places.print_all)
    hands.wait(lambda: desktop.opened)
    assert codes_in(Path(desktop.opened[0])) == ["CWL-TRAY-11", "CWL-TRAY-12"]


# Labels


def test_waiting_labels_are_printed_and_leave_the_queue(
    hands: Any, page: Any, desktop: Any, tmp_path: Path
) -> None:
    tags = [hands.shop.card(f"M9YVCM{number}") for number in range(3)]
    labels = section(hands, page, "labels")
    assert labels.print.words() == "Print 3 labels"
    hands.tap(labels.print)
    hands.wait(lambda: hands.strip[0] == "done")
    hands.settle()
    assert hands.strip[1] == "3 labels printed"
    assert hands.shop.ask("labels_waiting") == []
    assert labels.print.words() == "Print 0 labels" and not labels.print.isEnabled()
    (file,) = (tmp_path / "paper").glob("*.pdf")
    assert codes_in(file) == tags
    hands.tap(labels.show_file)
    assert desktop.opened == [str(file)]
    labels.print_waiting()
    assert len(list((tmp_path / "paper").glob("*.pdf"))) == 1


def test_sheets_begin_at_the_first_free_place(hands: Any, page: Any, tmp_path: Path) -> None:
    tag = hands.shop.card("M9YVCM1")
    labels = section(hands, page, "labels")
    hands.wait(lambda: labels.layout_box.count() > 1)
    assert not labels.start_row.isVisible(), "a roll has no places to skip"
    sheets = [n for n in range(labels.layout_box.count()) if labels._per_page[
        labels.layout_box.itemData(n)] > 1]  # fmt: skip
    labels.layout_box.setCurrentIndex(sheets[0])
    assert labels.start_row.isVisible()
    labels.start.setValue(5)
    kept = Settings.load(hands.context.settings.file)
    assert kept.label_layout == labels.layout_box.currentData() and kept.label_start == 5
    hands.tap(labels.print)
    hands.wait(lambda: hands.strip[0] == "done")
    (file,) = (tmp_path / "paper").glob("*.pdf")
    assert codes_in(file) == [tag]


def test_printing_is_cancelled_and_the_labels_still_wait(
    hands: Any, page: Any, tmp_path: Path
) -> None:
    cards = [{"serial": f"PALLET{number:04d}"} for number in range(1500)]
    hands.shop.do("receive_many", batch="B1", cards=cards)
    labels = section(hands, page, "labels")
    cancelled = hands.hold_work()
    labels.print.click()
    assert labels.cancel.isVisible() and not labels.print.isVisible()
    hands.wait(lambda: labels.bar.value() > 0)
    labels.cancel.click()
    cancelled.set()
    assert hands.strip[:2] == ("careful", "Cancelled")
    assert labels.print.isVisible() and labels.print.words() == "Print 1500 labels"
    hands.desk.close()
    assert list((tmp_path / "paper").iterdir()) == []
    assert len(hands.shop.ask("labels_waiting", limit=2000)) == 1500


def test_a_folder_that_takes_nothing_leaves_the_labels_waiting(
    hands: Any, page: Any, tmp_path: Path
) -> None:
    hands.shop.card("M9YVCM1")
    labels = section(hands, page, "labels")
    hands.context.settings.label_layout = "no such size"
    hands.tap(labels.print)
    hands.wait(lambda: hands.strip[0] == "refused")
    assert "no such size" in hands.strip[1] and labels.print.isVisible()
    assert len(hands.shop.ask("labels_waiting")) == 1


def test_a_printer_that_is_gone_leaves_the_labels_waiting(
    hands: Any, page: Any, tmp_path: Path
) -> None:
    hands.shop.card("M9YVCM1")
    labels = section(hands, page, "labels")
    hands.context.settings.printer = "No such printer"
    hands.tap(labels.print)
    hands.wait(lambda: hands.strip[0] == "refused")
    assert "No such printer" in hands.strip[1] and ".pdf" in hands.strip[2]
    assert len(hands.shop.ask("labels_waiting")) == 1 and labels.print.isEnabled()


def test_what_goes_to_a_printer_is_as_large_as_on_paper(
    hands: Any, page: Any, tmp_path: Path
) -> None:
    tag = hands.shop.card("M9YVCM1")
    labels = section(hands, page, "labels")
    hands.tap(labels.print)
    hands.wait(lambda: hands.strip[0] == "done")
    (file,) = (tmp_path / "paper").glob("*.pdf")
    assert put_on_paper(file, "")
    printed = file.with_suffix(".printed.pdf")
    assert codes_in(printed) == [tag]
    sizes = [pypdfium2.PdfDocument(each)[0].get_size() for each in (file, printed)]
    assert sizes[0] == pytest.approx(sizes[1], abs=1.0)
    (tmp_path / "letter.pdf").write_text("Dear Ana")
    assert not put_on_paper(tmp_path / "letter.pdf", "")


# Scanner


def test_the_scanner_is_tried_out_and_nothing_else_happens(hands: Any, page: Any) -> None:
    scanner = section(hands, page, "scanner")
    hands.context.scanner.widest_gap = 12.4
    hands.context.scanner.scanned.emit("[)>\x1e06\x1dSM9YVCM1\x1e\x04")
    row = scanner.table.rows.row(0)
    assert row == ("[)>‹RS›06‹GS›SM9YVCM1‹RS›‹EOT›", "12 ms")
    assert scanner.verdict.text() == "It is read well."
    hands.context.scanner.widest_gap = 48.0
    hands.context.scanner.scanned.emit("M9YVCM1")
    assert "nearly too slow" in scanner.verdict.text()
    hands.scan("M9YVCM1")
    assert hands.strip == ("done", "Read: M9YVCM1", "A serial: M9YVCM1")
    hands.scan("C01-00773K-8")
    assert "check character" in hands.strip[2]
    assert hands.shop.ask("pieces", batch="B1") == []
    section(hands, page, "computer")
    hands.context.scanner.scanned.emit("M9YVCM1")
    assert scanner.table.rows.rowCount() == 2


def test_how_it_types_is_kept_and_in_force(hands: Any, page: Any) -> None:
    scanner = section(hands, page, "scanner")
    heard: list[int] = []
    hands.context.restyled.connect(lambda: heard.append(1))
    scanner.gap.setValue(80)
    scanner.least.setValue(6)
    scanner.ends.setCurrentIndex(2)
    hands.type(scanner.prefix, "~")
    scanner.prefix.editingFinished.emit()
    kept = Settings.load(hands.context.settings.file).scanner
    assert (kept.gap, kept.least, kept.ends, kept.prefix) == (80, 6, frozenset({"tab"}), "~")
    assert heard


def test_without_a_scanner_the_try_out_says_so(hands: Any) -> None:
    page = hands.go("settings")
    scanner = section(hands, page, "scanner")
    assert scanner.verdict.text() == "There is no scanner in this window."


# This computer


def test_light_dark_sound_and_language_are_kept(hands: Any, page: Any) -> None:
    computer = section(hands, page, "computer")
    heard: list[int] = []
    hands.context.restyled.connect(lambda: heard.append(1))
    computer.theme.setCurrentIndex(2)
    computer.sound.setChecked(False)
    hands.settle()
    kept = Settings.load(hands.context.settings.file)
    assert (kept.theme, kept.sound, kept.language) == ("dark", False, "en") and len(heard) == 2
    assert computer.language.itemText(0) == "English"


def test_a_folder_of_photos_is_watched_or_none(hands: Any, page: Any, tmp_path: Path) -> None:
    computer = section(hands, page, "computer")
    assert computer.photos.folder.text() == "No folder is watched"
    assert not computer.photos.none.isEnabled()
    told: list[str] = []
    hands.context.restyled.connect(lambda: told.append(hands.context.settings.photo_folder))
    computer.photos.choose()
    dialog = computer.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    assert computer.photos.folder.text() == str(tmp_path)
    hands.settle()
    assert Settings.load(hands.context.settings.file).photo_folder == str(tmp_path)
    hands.tap(computer.photos.none)
    assert Settings.load(hands.context.settings.file).photo_folder == ""
    assert told == [str(tmp_path), ""]


def test_the_folder_for_paper_is_chosen(hands: Any, page: Any, tmp_path: Path) -> None:
    computer = section(hands, page, "computer")
    computer._choose_folder()
    dialog = computer.findChild(QFileDialog)
    assert dialog is not None and dialog.isVisible()
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    assert Settings.load(hands.context.settings.file).paper == tmp_path
    assert computer.folder.text() == str(tmp_path)


def test_settings_that_cannot_be_kept_are_said(hands: Any, page: Any, tmp_path: Path) -> None:
    computer = section(hands, page, "computer")
    (tmp_path / "file").write_text("")
    hands.context.settings.file = tmp_path / "file" / "settings.toml"
    computer.sound.setChecked(False)
    hands.settle()
    assert computer.trouble.text().startswith("The settings cannot be kept:")


# Database


def test_the_database_tells_of_itself_and_is_backed_up(
    hands: Any, page: Any, desktop: Any, tmp_path: Path
) -> None:
    hands.shop.card("M9YVCM1")
    database = section(hands, page, "database")
    shown = {name: label.text() for name, label in database._facts.items()}
    assert shown["name"] == "Test workshop" and shown["target"].endswith("workshop.db")
    assert shown["content"] == "Batches: 1 · cards: 1 · harvested pieces: 0"
    hands.tap(database.button)
    hands.wait(lambda: hands.strip[0] == "done")
    assert Path(hands.strip[2]).parent == tmp_path / "paper" / "Backups"
    assert Path(hands.strip[2]).is_file() and database.button.isEnabled()
    hands.tap(database.folder)
    assert desktop.opened == [str(tmp_path / "paper" / "Backups")]


def test_a_backup_that_fails_says_why(hands: Any, page: Any, tmp_path: Path) -> None:
    database = section(hands, page, "database")
    other = hands.shop.database.target.with_name("checked.db")
    hands.shop.database.target.rename(other)
    hands.tap(database.button)
    hands.wait(lambda: database.button.isEnabled())
    assert hands.strip[0] == "refused"
    other.rename(hands.shop.database.target)


def test_a_section_can_be_asked_for(hands: Any, page: Any) -> None:
    hands.context.go("settings", "labels")
    hands.settle()
    assert page.stack.currentWidget() is page.sections["labels"]
    assert page.list.currentRow().name == "labels"


# The file


def test_a_file_that_makes_no_sense_gives_defaults(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("theme = [")
    found = Settings.load(file)
    assert found.theme == "system" and found.trouble
    found.sound = False
    found.save()
    assert Settings.load(file).sound is False
    assert file.with_suffix(".unread").read_text() == "theme = ["


def test_each_value_that_makes_no_sense_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        'theme = "pink"\nscanner_gap = 5000\nscanner_least = true\nlanguage = 7\n'
        'person = "LI"\nlabel_start = 12\nscanner_ends = "space"\nunknown = 1\n'
    )
    found = Settings.load(file)
    assert (found.theme, found.scanner_gap, found.scanner_least) == ("system", 50, 4)
    assert (found.language, found.scanner_ends) == ("en", "both")
    assert (found.person, found.label_start) == ("LI", 12)
    found.theme = "dark"
    found.save()
    kept = tomllib.loads(file.read_text())
    assert kept["theme"] == "dark", "what is set is kept"
    assert (kept["scanner_gap"], kept["unknown"]) == (5000, 1), "what is not is left as it stands"


def test_every_setting_is_declared_whole_and_explained_where_it_is_set(page: Any) -> None:
    from ui.pages.settings import SECTIONS

    panes = {one.name for one in SECTIONS} | {""}
    assert len({one.words for one in DECLARED.values()}) == len(DECLARED)
    for one in DECLARED.values():
        assert one.takes(one.default) and one.words and one.help.endswith("."), one
        assert one.pane in panes, one
        if one.bounds:
            least, most = one.bounds
            assert one.takes(least) and one.takes(most)
            assert not one.takes(least - 1) and not one.takes(most + 1)


def test_a_setting_says_what_it_is_for(hands: Any, page: Any) -> None:
    gap = section(hands, page, "scanner").gap
    said = "Keys further apart than this many milliseconds are typed by a person."
    assert gap.toolTip() == gap.accessibleDescription() == said
    row = gap.parent()
    row.setFault("That is too long.")
    assert gap.accessibleDescription() == "That is too long."
    row.setFault("")
    assert gap.accessibleDescription() == said


def test_the_variable_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARD_WORKSHOP_CONFIG", str(tmp_path / "mine.toml"))
    assert settings_file() == tmp_path / "mine.toml"
    monkeypatch.delenv("CARD_WORKSHOP_CONFIG")
    assert settings_file().name == "settings.toml"


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("postgresql://ana:secret@server:5432/workshop", "postgresql://ana@server:5432/workshop"),
        ("postgresql://ana@server/workshop", "postgresql://ana@server/workshop"),
        ("/data/workshop.db", "/data/workshop.db"),
    ],
)
def test_a_password_is_never_kept(target: str, kept: str) -> None:
    assert without_password(target) == kept
