# SPDX-License-Identifier: MIT
"""No text is cut off, in any language, on a screen at 100, 150 or 200 %.

On request there are pictures: with CARD_WORKSHOP_SCREENSHOTS naming a folder, all languages are
walked through at 100 %, light and dark; in full with `make prove`, at every scale.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cut_texts import painted, without_room
from english_behind import speaking
from lengths import full
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui import theme
from ui.pages.bench_parts import Scrolled
from ui.widgets import draw
from ui.widgets.controls import Button, Label
from workshop import language
from workshop.paper.fonts import cache_folder

pytest_plugins = ["languages_made"]

HERE = Path(__file__).parent
FOLDER = os.environ.get("CARD_WORKSHOP_SCREENSHOTS", "")
LANGUAGES, SCALES, LOOKS = ("en", "fr", "zh_CN"), (100, 150, 200), ("light", "dark")
# Every day one language on one screen, and of the views one of so many.
EVERY_DAY = [("fr", 150, "light")]
PICTURES = [(code, 100, look) for code in LANGUAGES for look in LOOKS]
ALL = [(code, scale, look) for code in LANGUAGES for scale in SCALES
       for look in (LOOKS if FOLDER else LOOKS[:1])]  # fmt: skip
SHARE = 1 if FOLDER else full(1, 4)
WALKS = ALL if full(1, 0) else PICTURES if FOLDER else EVERY_DAY


@pytest.mark.timeout(1800)  # all views of a language, on a machine that is busy with others
@pytest.mark.parametrize(("code", "scale", "look"), WALKS, ids=str)
def test_every_text_fits(
    catalogues: None, code: str, scale: int, look: str, tmp_path: Path
) -> None:
    pictures = [Path(FOLDER) / f"{code} {look} {scale}", look] if FOLDER else []
    own = {"HOME": str(tmp_path), "CARD_WORKSHOP_CACHE": str(cache_folder())}
    walked = subprocess.run(
        [sys.executable, HERE / "fit_walk.py", code, str(scale), str(SHARE), *pictures],
        capture_output=True, text=True, env={**os.environ, **own},
    )  # fmt: skip
    assert walked.returncode == 0, walked.stderr
    found = json.loads(walked.stdout)
    assert found["failed"] == {}
    assert found["cut"] == {}
    assert found["views"] > 150 // SHARE


def test_a_label_without_room_is_noticed(app: QApplication) -> None:
    """A planted fault: a line of words in the room of one."""
    window = QWidget()
    label = Label("A label that is too long for its place", parent=window)
    window.resize(120, 60)
    label.setGeometry(0, 0, 100, 24)
    window.show()
    assert without_room(window) == [label.text()]
    label.setGeometry(0, 0, 600, 24)
    assert without_room(window) == []
    window.close()


def test_what_reaches_out_of_a_column_is_noticed(app: QApplication) -> None:
    """A planted fault: a button wider than the column that scrolls up and down only."""
    column = Scrolled()
    button = Button("Disposition")
    button.setMinimumWidth(400)
    column.column.addWidget(button)
    column.resize(300, 200)
    column.show()
    assert without_room(column) == ["beyond the edge: Disposition"]
    column.close()


def test_painted_words_that_are_cut_are_noticed(app: QApplication) -> None:
    """A planted fault: painted words in too little room, on one line and on two."""
    picture = QPixmap(200, 50)
    with painted() as watched, QPainter(picture) as painter:
        draw.words(painter, QRectF(0, 0, 190, 20), "Fits", theme.font())
        draw.words(painter, QRectF(0, 0, 60, 20), "Disposition", theme.font())
        lines = draw.wrapped("Unreasonably long words", theme.font(), 60, 2)
        draw.block(painter, QRectF(0, 0, 60, 50), lines, theme.font())
    assert watched.take() == ["Disposition", "Unreasonably long words"]
    assert watched.take() == []


def test_a_button_short_of_room_has_its_words_on_two_lines(app: QApplication) -> None:
    button = Button("Annuler la session")
    button.resize(button.minimumSizeHint())
    assert button.width() < button.sizeHint().width()
    with painted() as watched:
        button.grab()
    assert watched.take() == []
    button.resize(button.width() - 40, button.height())
    with painted() as watched:
        button.grab()
    assert watched.take() == ["Annuler la session"]


def test_a_text_is_traced_back_to_english(catalogues: None) -> None:
    with speaking("en") as behind:
        label = language.say("{label} *", label=language.say("Oven temperature"))
        behind._catalogue = language._ENGLISH
    assert behind.meanings(f"{label} °C") == {"Oven temperature * °C"}
    assert behind.meanings("C01-00000A-B") == {"C01-00000A-B"}
    assert behind.is_ours("Oven temperature") and not behind.is_ours(label)
