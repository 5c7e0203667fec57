# SPDX-License-Identifier: MIT
"""The steps of the first run: language, workshop, first person, place of the data, and the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.answers import Answers
from ui.pages.page import Page
from ui.pages.settings_parts import Field, Form
from ui.settings import LANGUAGES
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from workshop.language import current, languages, mark, say, say_number

if TYPE_CHECKING:
    from workshop.benches.founding import Spot

# What stands for an answer nobody gave.
USUAL_CODE, USUAL_SITE = "OWNER", "01"


class FirstStep(QWidget):
    """One step. `done` asks to go on, as Enter in the last field does.

    `finished` asks for the workshop, `demo_wanted` for a demo.
    """

    hint: ClassVar[str] = ""

    done = Signal()
    finished = Signal()
    demo_wanted = Signal()

    def __init__(self, page: Page, answers: Answers) -> None:
        super().__init__()
        self.page, self.answers = page, answers
        self.desk, self.context = page.desk, page.context
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        if self.hint:
            self.column.addWidget(Label(say(self.hint), ink="quiet", wraps=True))

    def first(self) -> QWidget | None:
        """What has the keyboard first; None for the button that goes on."""
        return None

    def opened(self) -> None:
        """The step came into sight."""

    def left(self) -> None:
        """The step went out of sight."""

    def complain(self) -> bool:
        """Say what is wrong with an answer; True where something is."""
        return False

    def keep(self) -> None:
        """Keep what was answered."""

    def forget(self) -> None:
        """Keep what is usual in place of what was answered."""

    def hear(self, _text: str) -> bool:
        """Whether a scan is an answer here."""
        return False


class LanguageStep(FirstStep):
    """The language of the window, in which everything is said at once."""

    hint = mark("Everything is said in this language from now on.")

    def __init__(self, page: Page, answers: Answers) -> None:
        super().__init__(page, answers)
        self.buttons: dict[str, Button] = {}
        for code in languages():
            chosen = code == current()
            button = Button(
                LANGUAGES.get(code, code), big=True, icon="check" if chosen else "",
                tone=Tone.ACCENT if chosen else Tone.PLAIN, press=self._choosing(code),
            )  # fmt: skip
            button.setAccessibleDescription(say("Chosen") if chosen else "")
            self.buttons[code] = button
            self.column.addWidget(button)
        self.column.addStretch(1)
        self.demo = Button(say("Look around in a demo workshop first"), press=self.demo_wanted.emit)
        self.column.addWidget(self.demo)

    def _choosing(self, code: str) -> Callable[[], None]:
        return lambda: self.choose(code)

    def choose(self, code: str) -> None:
        """Say everything in this language; the page is made anew, when this press is done."""
        self.context.settings.language = code
        self.context.settings.save()
        QTimer.singleShot(0, self.context.restyled.emit)


class _FormStep(FirstStep):
    """A step of fields that are typed, each the answer of its own name."""

    def __init__(self, page: Page, answers: Answers, fields: list[Field]) -> None:
        super().__init__(page, answers)
        self.form = Form(fields)
        typed = [self.form.text_of(field.fact) for field in fields]
        for one, after in zip(typed, [*typed[1:], None], strict=True):
            one.returnPressed.connect(after.setFocus if after else self.done.emit)
        for field in fields:
            self.form.text_of(field.fact).setText(getattr(answers, field.fact))
        self.column.addWidget(self.form)
        self.column.addStretch(1)

    def first(self) -> QWidget | None:
        """The first field that is empty, or the first."""
        fields = [row.field for row in self.form.rows.values()]
        empty = (one for one in fields if isinstance(one, QLineEdit) and not one.text())
        return next(empty, fields[0])

    def show_faults(self, faults: dict[str, str]) -> bool:
        """Mark the fields with what is wrong with them; an empty one is what is usual."""
        found = False
        for fact, row in self.form.rows.items():
            fault = faults.get(fact, "") if self.form.text_of(fact).text().strip() else ""
            row.setFault(fault)
            if fault and not found:
                row.field.setFocus()
            found = found or bool(fault)
        return found

    def keep(self) -> None:
        """Keep what was typed."""
        for fact, text in self.form.facts().items():
            setattr(self.answers, fact, text)

    def forget(self) -> None:
        """Keep nothing of it."""
        self.form.clear()
        self.keep()


class ShopStep(_FormStep):
    """What the workshop is called, and the two characters its tags begin with."""

    hint = mark(
        "The name is on labels and reports. The site code is a part of every tag: it tells the "
        "tags of several workshops apart, and stays as it is."
    )

    def __init__(self, page: Page, answers: Answers) -> None:
        fields = [
            Field("name", mark("What is the workshop called?")),
            Field("site", mark("Site code: two letters or digits"), hint=USUAL_SITE),
        ]
        super().__init__(page, answers, fields)
        self.form.text_of("site").setMaxLength(2)

    def complain(self) -> bool:
        """A site code that no tag can begin with."""
        from workshop.benches.founding import shop_faults

        return self.show_faults(shop_faults(**self.form.facts()))


class OwnerStep(_FormStep):
    """Name, code and PIN of the first person."""

    hint = mark(
        "Your code signs what you do. A PIN is asked for where names are chosen from a list; a "
        "badge needs none."
    )

    def __init__(self, page: Page, answers: Answers) -> None:
        fields = [
            Field("owner_name", mark("Your name"), hint="Ana"),
            Field("owner", mark("Your own code, such as ANA: it signs what you do"), hint="ANA"),
            Field("pin", mark("PIN of 4 to 12 digits, if you want one"), needed=False),
        ]
        super().__init__(page, answers, fields)
        self.form.text_of("owner").setMaxLength(16)
        self.form.text_of("pin").setEchoMode(QLineEdit.EchoMode.Password)

    def complain(self) -> bool:
        """A code that nobody can sign with."""
        from workshop.benches.founding import owner_faults

        facts = self.form.facts()
        return self.show_faults(owner_faults(facts["owner_name"], facts["owner"], facts["pin"]))


class PlaceStep(FirstStep):
    """The folder of the database: how much room there is, and why it cannot be, where it cannot."""

    hint = mark(
        "The workshop is one file on this computer. Not on a network share, where it could be "
        "lost: several benches share one over PostgreSQL."
    )

    def __init__(self, page: Page, answers: Answers) -> None:
        super().__init__(page, answers)
        self.usual = answers.folder
        self.spot: Spot | None = None
        self.form = Form([Field("folder", mark("Folder"))])
        self.folder = self.form.text_of("folder")
        self.folder.setText(answers.folder)
        self.folder.textEdited.connect(self._look_soon)
        self.folder.returnPressed.connect(self.done)
        self.column.addWidget(self.form)
        self.found = Label("", wraps=True)
        self.column.addWidget(self.found)
        self.column.addWidget(Button(say("Another folder …"), icon="folder", press=self.choose))
        self.column.addStretch(1)
        self._calm = QTimer(self, singleShot=True, interval=250)
        self._calm.timeout.connect(self.look)

    def first(self) -> QWidget | None:
        """Most people go on as it is."""
        return None

    def opened(self) -> None:
        """Look at the folder that is there."""
        self.look()

    def _typed(self) -> Path:
        return Path(self.folder.text().strip() or self.usual).absolute()

    def _look_soon(self) -> None:
        self.spot = None
        self._calm.start()

    def look(self) -> None:
        """Ask how the folder is; a share that does not answer holds nobody up."""
        self._calm.stop()
        file = self._typed() / self.answers.file

        def work() -> Spot:
            from workshop.benches.founding import look_at

            return look_at(file)

        self.desk.aside(work, self._seen, self)

    def _seen(self, spot: Spot) -> None:
        if spot.folder != str(self._typed()):
            return  # another was typed meanwhile
        self.spot = spot
        self.form.rows["folder"].setFault(spot.fault)
        if spot.fault:
            words = ""
        elif spot.is_taken:
            words = say("There is a workshop in this folder already: it is opened.")
        else:
            words = say("{free} GB are free here.", free=say_number(f"{spot.free / 1e9:.1f}"))
        self.found.setText(words)

    def choose(self) -> None:
        """Look for another folder."""
        dialog = QFileDialog(self, say("Where the data lies"), self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.use_folder)
        dialog.open()

    def use_folder(self, folder: str) -> None:
        """Put the workshop there."""
        self.folder.setText(folder)
        self.look()

    def complain(self) -> bool:
        """A folder in which no workshop can lie."""
        return self.spot is not None and bool(self.spot.fault)

    def keep(self) -> None:
        """Keep the folder."""
        self.answers.folder = str(self._typed())

    def forget(self) -> None:
        """Where it usually lies."""
        self.answers.folder = self.usual
        self.folder.setText(self.usual)


class EndStep(FirstStep):
    """An empty shop or the demo, and what comes next."""

    def __init__(self, page: Page, answers: Answers) -> None:
        super().__init__(page, answers)
        for line in (
            say("Next: open the first batch, then scan one card after the other."),
            say("In Settings you add people, places and benches, and print their badges."),
            say("F1 opens the manual at any time."),
        ):
            self.column.addWidget(Label(line, wraps=True))
        self.column.addSpacing(theme.GRID)
        self.begin = Button(
            say("Open the first batch"),
            tone=Tone.ACCENT,
            filled=True,
            big=True,
            icon="intake",
            press=self.finished.emit,
        )
        self.column.addWidget(self.begin)
        self.demo = Button(
            say("Look around in a demo workshop first"), big=True, press=self.demo_wanted.emit
        )
        self.column.addWidget(self.demo)
        words = say("The demo is thrown away when the window is closed. The next time your own "
                    "workshop opens.")  # fmt: skip
        self.column.addWidget(Label(words, theme.NOTE, ink="quiet", wraps=True))
        self.column.addStretch(1)

    def first(self) -> QWidget | None:
        """Most people begin."""
        return self.begin
