# SPDX-License-Identifier: MIT
"""Settings: what the shop's papers say of it, and what it asks for its pieces."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit

from ui import theme
from ui.pages.page import Page
from ui.pages.photo_import import photo_dialog
from ui.pages.settings_hot import Entries
from ui.pages.settings_parts import Field, Option, Section
from ui.pages.step_picture import StepPicture
from ui.pages.words import KINDS, kind_word, two_lines
from ui.theme import Tone
from ui.widgets.controls import Button
from ui.widgets.panels import FormRow, Panel
from ui.widgets.table import Column
from workshop.benches.board_photos import keep_board_photo
from workshop.language import mark, say, say_number

# px: what is seen at once of an address, of the terms and of the logo, on a low screen too.
_ADDRESS, _TERMS, _LOGO = 96, 64, 96


class LetterheadPanel(Panel):
    """Logo, address, terms and who signs, as they stand on the batch report."""

    def __init__(self, page: Page) -> None:
        super().__init__(say("Letterhead"), margin=12)
        self._desk, self._context = page.desk, page.context
        self._kept: dict[str, Any] | None = None
        self._logo = ""
        self._files: list[dict[str, Any]] = []
        self.address, self.terms = _lines(_ADDRESS), _lines(_TERMS)
        self.signers = QLineEdit()
        self.signers.setPlaceholderText(say("Workshop manager, Customer"))
        self.picture = StepPicture()
        self.picture.connect_to(self._desk, self._context)
        self.picture.setMaximumHeight(_LOGO)
        self.choose = Button("", icon="camera", press=self._choose)
        self.bare = Button(say("Take the logo away"), icon="trash", press=self._take_away)
        low = QHBoxLayout()
        low.setSpacing(theme.GRID)
        low.addWidget(self.choose, 1)
        low.addWidget(self.bare)
        self.save = Button(
            say("Save the letterhead"), tone=Tone.ACCENT, filled=True, icon="save", press=self.keep
        )
        for words, field, high in (
            (say("Address, up to six lines"), self.address, _ADDRESS),
            (say("Who signs, with commas between"), self.signers, 0),
            (say("Terms, at the end of the report"), self.terms, _TERMS),
        ):
            row = FormRow(words, field)
            row.setMinimumHeight(high + 24 if high else 0)
            self.body.addWidget(row)
        self.body.addWidget(self.picture)
        self.body.addLayout(low)
        self.body.addStretch(1)
        self.body.addWidget(self.save)
        self._show_logo("")

    def show_letterhead(self, head: Any) -> None:
        """Show what is kept; what somebody is typing stays."""
        kept = {
            "address": head.address,
            "signers": list(head.signers),
            "terms": head.terms,
            "logo": head.logo,
        }
        if self._kept is None or self._typed() == self._kept:
            self.address.setPlainText(head.address)
            self.signers.setText(", ".join(head.signers))
            self.terms.setPlainText(head.terms)
            self._show_logo(head.logo)
        self._kept = kept

    def _typed(self) -> dict[str, Any]:
        signers = (role.strip() for role in self.signers.text().split(","))
        return {
            "address": self.address.toPlainText().strip(),
            "signers": [role for role in signers if role],
            "terms": self.terms.toPlainText().strip(),
            "logo": self._logo,
        }

    def _show_logo(self, sha256: str) -> None:
        self._logo = sha256
        self.picture.show_picture(sha256, say("the letterhead"))
        self.choose.setText(say("Another logo …") if sha256 else say("Choose a logo …"))
        self.bare.setVisible(bool(sha256) and self.bare.parent() is not None)

    def _choose(self) -> None:
        dialog = photo_dialog(self.window(), self.choose.words())
        dialog.fileSelected.connect(lambda name: self.take_file(Path(name)))
        dialog.open()

    def take_file(self, file: Path) -> None:
        """Keep a file as the logo; it counts once the letterhead is saved."""
        self._context.answer("idle", say("Keeping {file} …", file=file.name))

        def came(found: tuple[dict[str, Any], int, int]) -> None:
            self._files = [dict(found[0])]
            self._show_logo(str(found[0]["sha256"]))
            words = say("{file} kept", file=found[0]["name"])
            self._context.answer("done", words, say("It counts once the letterhead is saved."))

        self._desk.run(
            lambda database, _step: keep_board_photo(database, file), came, self._refused,
            owner=self, acts=True,
        )  # fmt: skip

    def _take_away(self) -> None:
        self._files = []
        self._show_logo("")

    def keep(self) -> None:
        """Save what stands there as the letterhead of the shop."""
        facts = {"kind": "letterhead", "code": "SHOP", "body": self._typed(), "files": self._files}
        self._desk.do("set_catalogue", facts, self._done, self._refused, owner=self)

    def _done(self, _receipt: dict[str, Any], _text: str) -> None:
        self._files = []
        self._kept = self._typed()
        self._context.answer("done", say("Letterhead saved"), say("It stands on the next report."))

    def _refused(self, sentence: str, _kind: str) -> None:
        self._context.answer("refused", *two_lines(sentence))


def _lines(high: int) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setFixedHeight(high)
    return field


class PapersSection(Section):
    """The letterhead, and beside it the prices that a batch is valued at."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.letterhead = LetterheadPanel(page)
        kinds = [Option(kind, say(words)) for kind, words in KINDS.items()]
        self.prices = Entries(
            page, "price", "code", mark("Prices"),
            [
                Column(mark("Name"), "code", strong=True, share=3),
                Column(mark("Kind of piece"), lambda row: kind_word(row.kind), width=148),
                Column(mark("Price"), lambda row: say_number(f"{row.amount:.2f}"), align="right",
                       width=92),
                Column(mark("In"), "currency", width=60, ink="quiet"),
            ],
            [
                Field("code", mark("Name of the price")),
                Field("kind", mark("Kind of piece"), kinds),
                Field("part", mark("Model or chip; empty for any"), needed=False),
                Field("grade", mark("Grade; empty for any"), needed=False),
                Field("amount", mark("Price of one")),
                Field("currency", mark("Currency"), hint="EUR"),
            ],
            lambda row: {"code": row.code, "kind": row.kind.value, "part": row.part,
                         "grade": row.grade, "amount": f"{row.amount:.2f}",
                         "currency": row.currency},
            in_a_row=2, drops=True,
        )  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.letterhead, 1)
        row.addWidget(self.prices, 1)
        self.column.addLayout(row, 1)

    def refresh(self) -> None:
        """Ask for the letterhead and the prices."""
        self.desk.ask("letterhead", {}, self.letterhead.show_letterhead, self, "letterhead")
        self.desk.ask("prices", {}, self.prices.show_rows, self, "prices")
