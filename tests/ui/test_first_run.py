# SPDX-License-Identifier: MIT
"""The first run: one step a screen, by the keyboard alone, each skipped or found again later."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import nameless, reachable
from patience import wait
from scanner_bench import send
from started import few_cards, start, usable

from ui import settings as settings_module
from ui.app import App
from ui.first_run import STEPS, FirstRun
from ui.keyboards import TEST_CODE
from ui.pages.settings import SECTIONS
from ui.settings import Settings
from workshop.benches import founding
from workshop.domain.refused import Refused
from workshop.keeping.pins import check_pin

__all__ = ["few_cards", "start"]

_CONTROL = Qt.KeyboardModifier.ControlModifier


class Founder:
    """Somebody with nothing but a keyboard in front of the first run."""

    def __init__(self, made: App) -> None:
        self.app, self.window = made, made.window
        wait(lambda: self.window.welcome.is_asking)
        wait(self.window.isActiveWindow)
        self.settle()

    @property
    def form(self) -> FirstRun:
        """The first run, which another language makes anew."""
        form = self.window.welcome.form
        assert form is not None
        return form

    @property
    def at(self) -> str:
        """The name of the step in sight."""
        return STEPS[self.form.answers.at].name

    @property
    def step(self) -> Any:
        """The step in sight."""
        return self.form.step

    def settle(self) -> None:
        """Wait until the keyboard is somewhere and nothing is looked at."""
        wait(lambda: not self.window.desk._jobs)
        asking, rest = self.window.welcome, self.window.rest
        wait(lambda: not asking.is_asking or QApplication.focusWidget() is not rest)

    def focus(self) -> QWidget:
        """What has the keyboard."""
        found = QApplication.focusWidget()
        assert found is not None and found.isVisible()
        return found

    def key(self, key: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(self.focus(), key, how)
        QApplication.processEvents()
        self.settle()

    def type(self, *lines: str) -> None:
        """Type each of these, and Enter."""
        for line in lines:
            QTest.keyClicks(self.focus(), line)
            self.key(Qt.Key.Key_Return)

    def next(self, to: str) -> None:
        """Press Next, which is where Tab leads to at last."""
        while self.focus() is not self.form.next:
            self.key(Qt.Key.Key_Tab)
        self.key(Qt.Key.Key_Return)
        self.came(to)

    def skip(self, to: str) -> None:
        """Press Skip."""
        while self.focus() is not self.form.skip:
            self.key(Qt.Key.Key_Tab)
        self.key(Qt.Key.Key_Space)
        self.came(to)

    def came(self, name: str) -> None:
        """Wait until a step is there, with the keyboard in it."""
        wait(lambda: self.at == name)
        wait(lambda: QApplication.focusWidget() is (self.step.first() or self.form.next))
        self.settle()

    def hurry(self) -> None:
        """Skip all that is left."""
        self.key(Qt.Key.Key_Return, _CONTROL)

    def goes_to(self, name: str) -> None:
        """Look at a step, as if the others were behind."""
        self.form.show_step([step.name for step in STEPS].index(name))
        self.came(name)

    def said(self) -> tuple[str, str, str]:
        """What the strip answers."""
        strip = self.window.strip
        return strip.answer().value, *strip.words()


@pytest.fixture
def found(start: Callable[..., App]) -> Iterator[Callable[..., Founder]]:
    """Begins a first run."""
    yield lambda *arguments: Founder(start("--light", *arguments))


def shop_of(made: App) -> Any:
    """The workshop that is open, and who works in it."""
    with made.desk._room.opened().read() as connection:
        from workshop.queries import QUERIES

        return QUERIES["workshop"](connection), QUERIES["people"](connection)


def test_a_workshop_is_founded_by_the_keyboard_alone(
    found: Callable[..., Founder], tmp_path: Path
) -> None:
    at = found()
    seen = []

    def look(name: str) -> None:
        assert at.at == name
        assert nameless(at.window) == [], name
        seen.append(at.form.far.text())

    look("language")
    at.next("shop")
    look("shop")
    at.type("Rheintal Cards", "r1")
    look("owner")
    at.type("Ana Berger", "ana", "4711")
    look("place")
    assert "GB are free here." in at.step.found.text()
    assert not at.window.rail.isVisible(), "nothing else asks for attention"
    at.next("printer")
    look("printer")
    assert at.said()[:2] == ("done", "The workshop is founded")
    assert not at.form.back.isEnabled(), "what is founded is founded"
    at.key(Qt.Key.Key_2, _CONTROL)
    assert at.at == "printer" and at.window.welcome.is_asking, "no key leads past it"
    at.next("scanner")
    look("scanner")
    at.skip("end")
    look("end")
    assert seen == [f"Step {n} of 7" for n in range(1, 8)]
    assert at.focus().accessibleName() == "Open the first batch"
    at.key(Qt.Key.Key_Return)
    wait(lambda: usable(at.app))
    workshop, people = shop_of(at.app)
    assert (workshop.name, workshop.site) == ("Rheintal Cards", "R1")
    assert [(one.code, one.name, one.role) for one in people] == [("ANA", "Ana Berger", "manager")]
    page: Any = at.window.page
    wait(lambda: page.choice.isVisible())
    assert page.name == "intake" and at.window.rail.isVisible()
    assert at.app.desk.by == "ANA", "who has just typed the PIN is signed on"
    check_pin(at.app.desk._room.opened(), "ANA", "4711")
    with pytest.raises(Refused):
        check_pin(at.app.desk._room.opened(), "ANA", "4712")
    assert Settings.load().database == str(at.app.target)


def test_every_step_can_be_skipped(found: Callable[..., Founder]) -> None:
    at = found()
    for after in STEPS[1:]:
        at.skip(after.name)
    at.key(Qt.Key.Key_Return)
    wait(lambda: usable(at.app))
    workshop, people = shop_of(at.app)
    assert (workshop.name, workshop.site) == ("Workshop", "01")
    assert [(one.code, one.name) for one in people] == [("OWNER", "Owner")]
    assert not at.app.settings.printers


def test_the_rest_is_skipped_by_one_key(found: Callable[..., Founder]) -> None:
    at = found()
    at.next("shop")
    QTest.keyClicks(at.focus(), "Rheintal")
    at.hurry()
    wait(lambda: usable(at.app))
    assert shop_of(at.app)[0].name == "Rheintal"
    wait(lambda: at.window.windowTitle() == "Rheintal – Card Workshop")


def test_every_step_is_found_again_in_the_settings() -> None:
    sections = {section.words for section in SECTIONS}
    assert {step.section for step in STEPS if step.section} <= sections


def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(
    found: Callable[..., Founder],
) -> None:
    at = found()
    at.next("shop")
    at.type("Rheintal", "!!")
    assert at.at == "shop"
    assert at.step.form.rows["site"].fault.text().startswith("The site code “!!” must be two")
    at.key(Qt.Key.Key_A, _CONTROL)
    at.type("01")
    at.type("Ana", "a b", "")
    assert at.at == "owner" and "may only have letters" in at.step.form.rows["owner"].fault.text()
    at.key(Qt.Key.Key_A, _CONTROL)
    at.type("ana")
    at.type("12")
    assert "A PIN has 4 to 12 digits" in at.step.form.rows["pin"].fault.text()
    at.key(Qt.Key.Key_A, _CONTROL)
    at.key(Qt.Key.Key_Delete)
    at.key(Qt.Key.Key_Return)
    assert at.at == "place"
    at.form.go_back()
    at.form.go_back()
    assert at.step.form.facts() == {"name": "Rheintal", "site": "01"}


def test_a_network_share_is_refused_before_anything_is_made(
    found: Callable[..., Founder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "share"
    share.mkdir()

    def local(path: Path) -> None:
        if share in path.parents:
            raise Refused("{path} lies on a network share.", path=path)

    monkeypatch.setattr(founding, "require_local", local)
    at = found()
    at.goes_to("place")
    at.step.use_folder(str(share))
    at.settle()
    assert "lies on a network share" in at.step.form.rows["folder"].fault.text()
    at.form.go_on()
    assert at.at == "place" and not at.window.desk.is_open and not any(share.iterdir())
    own = tmp_path / "own"
    at.step.use_folder(str(own))
    at.settle()
    at.form.go_on()
    wait(lambda: at.at == "printer")
    assert (own / "workshop.db").is_file()


def test_a_workshop_that_lies_there_is_opened(
    found: Callable[..., Founder], tmp_path: Path, file_shop: Any
) -> None:
    at = found("--db", str(tmp_path / "elsewhere" / file_shop.database.target.name))
    at.goes_to("place")
    at.step.use_folder(str(file_shop.database.target.parent))
    at.settle()
    assert "There is a workshop in this folder already" in at.step.found.text()
    at.form.go_on()
    wait(lambda: at.at == "printer")
    at.hurry()
    wait(lambda: usable(at.app))
    assert [one.code for one in shop_of(at.app)[1]] == ["ANA"]


def test_a_folder_that_takes_nothing_leads_back_to_the_folder(
    found: Callable[..., Founder], tmp_path: Path
) -> None:
    at = found()
    (tmp_path / "file").write_text("in the way")
    at.goes_to("place")
    at.form.answers.folder = str(tmp_path / "file" / "below")
    at.form._found()
    wait(lambda: at.said()[0] == "refused")
    assert at.at == "place" and at.form.next.isEnabled()


def test_a_scan_presses_nothing_and_is_the_answer_where_the_scanner_is_tried(
    found: Callable[..., Founder],
) -> None:
    at = found()
    handle = at.window.windowHandle()
    assert handle is not None
    at.next("shop")
    send(handle, "C01-000001-Z\r", 1_000, 2)
    wait(lambda: at.said() == ("careful", "Read: C01-000001-Z",
                               "Scans count once the workshop is open."))  # fmt: skip
    assert at.at == "shop" and at.step.form.facts()["name"] == ""
    at.goes_to("scanner")
    at.form.next.setFocus()
    send(handle, TEST_CODE.replace("\x1d", "").replace("\x1e", ""), 1_000, 5)
    wait(lambda: len(at.step.set_up.said) > 1)
    said = at.step.set_up.said
    assert any(one.startswith("Longest pause ") for one in said), said
    assert any("sends no Enter" in one for one in said), said
    assert at.at == "scanner", "it pressed nothing"
    rules = at.app.context.scanner
    assert rules is not None and rules.rules().pause_ends
    at.skip("end")
    assert not rules.rules().pause_ends, "the scanner goes by its settings again"


def test_a_test_label_goes_to_a_pdf_without_a_printer_and_an_address_is_checked(
    found: Callable[..., Founder], tmp_path: Path
) -> None:
    at = found()
    at.app.settings.paper_folder = str(tmp_path / "paper")
    at.goes_to("place")
    at.form.go_on()
    wait(lambda: at.at == "printer")
    at.settle()
    at.step.print_test()
    wait(lambda: at.said()[:2] == ("done", "A test label went to PDF"))
    assert len(list((tmp_path / "paper").glob("*.pdf"))) == 1
    box = at.step.form.box_of("kind")
    box.setCurrentIndex(box.findData("zpl"))
    at.step.form.text_of("address").setText("tcp://")
    at.form.go_on()
    assert at.at == "printer" and at.step.trouble.text()
    at.step.form.text_of("address").setText("tcp://192.0.2.7:9100")
    at.form.go_on()
    assert at.at == "scanner"
    assert [row["name"] for row in at.app.settings.printers] == ["Zebra"]
    assert at.app.settings.printer == "Zebra"


def test_the_demo_at_the_end_leaves_the_own_workshop_for_the_next_time(
    found: Callable[..., Founder], few_cards: None
) -> None:
    at = found()
    at.next("shop")
    at.type("Rheintal", "01")
    at.goes_to("place")
    at.next("printer")
    own = at.app.target
    at.goes_to("end")
    at.key(Qt.Key.Key_Tab)
    assert at.focus().accessibleName() == "Look around in a demo workshop first"
    at.key(Qt.Key.Key_Return)
    wait(lambda: usable(at.app))
    wait(lambda: at.window.windowTitle() == "Demo workshop – Card Workshop")
    assert at.app.target != own and Settings.load().database == str(own)


def test_another_language_is_spoken_at_once_and_the_answers_stay(
    found: Callable[..., Founder], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui import first_steps
    from workshop import language

    monkeypatch.setattr(first_steps, "languages", lambda: ["en", "fr", "zh_CN"])
    at = found()
    assert [one.accessibleName() for one in reachable(at.step)][:3] == [
        settings_module.LANGUAGES[code] for code in ("en", "fr", "zh_CN")
    ]
    at.next("shop")
    QTest.keyClicks(at.focus(), "Rheintal")
    at.form.go_back()
    at.settle()
    before = at.form
    # A language there is no catalogue for is English in other clothes: the window is made anew.
    monkeypatch.setattr(language, "use", lambda code: code)
    at.step.buttons["fr"].click()
    wait(lambda: at.form is not before)
    assert at.app.settings.language == "fr" and at.at == "language"
    assert at.form.answers.name == "Rheintal"
    at.came("language")
    monkeypatch.undo()
    at.app.speak("en")
