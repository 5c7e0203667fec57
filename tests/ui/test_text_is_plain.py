# SPDX-License-Identifier: MIT
"""What people write and scan is data: text everywhere, never a picture, a key or a command."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lengths import full
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit, QToolTip, QVBoxLayout, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from every_view import DIALOGS, PAGES, is_qt_own, put_away
from lists_read_back import saved_otherwise
from thrown import (
    MOVED_BY_A_PLACE,
    badge,
    dealt,
    place_code,
    places_for_the_keyboard,
    throw,
)
from view_faults import faults_of, painted
from whole_window import WholeWindow, own_home

from ui.manual_text import ManualText

# A colour nothing here has. The picture is all of it; where one is shown, so is its colour.
LOUD = QColor(255, 0, 255)
PLAIN = Qt.TextFormat.PlainText
# On most days every other view; test_screenshots goes through those between them.
SHARE = full(1, everyday=2)


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Markup that loads a loud picture, short enough for any name."""
    file = tmp_path_factory.mktemp("p") / "p.png"
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill(LOUD)
    assert image.save(str(file))
    # A relative path keeps it short; whoever loads it looks from the working folder.
    return f'<img src="{file}">'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, picture: str) -> Path:
    """A workshop in which every text a person may write is that markup."""
    from workshop.acts import ACTS
    from workshop.storage.database import Database

    target = tmp_path_factory.mktemp("w") / "workshop.db"
    database = Database.create(target, name=picture, owner="ANA")

    def do(act: str, **facts: Any) -> Any:
        return database.write(ACTS[act], by="ANA", **facts)

    do("add_person", code="LI", name=picture)
    do("add_station", code="BENCH-3", name=picture)
    do("add_place", code="TRAY-12", name=picture, kind="tray")
    do("add_place", code="BIN-7", name=picture, kind="bin")
    do("open_batch", number="B1", supplier=picture, note=picture)
    do("expect", batch="B1", cards=[{"serial": "LISTED01", "model": "GeForce RTX 4090"}])
    tags = []
    for serial in ("M9YVCM1", "M9YVCM2"):
        facts = {"batch": "B1", "serial": serial, "model": "GeForce RTX 4090", "note": picture}
        tags.append(do("receive", maker=picture[:40], place="TRAY-12", **facts)["tag"])
    short = {"marking": picture[:64], "note": picture, "place": "TRAY-12"}
    for card in tags:
        do("harvest", card=card, site="GPU", outcome="good", **short)
        do("harvest", card=card, site="M1", outcome="good", **short)
        do("record_step", piece=card, step="EVI", note=picture, values={"parts_missing": picture})
        do("record_test", piece=card, plan="RESISTANCE", values={"r_nvvdd": 1.2}, note=picture)
    die = do("harvest", card=tags[0], site="M2", outcome="good", **short)["tag"]
    do("fit", piece=die, board=tags[1], site="M1")
    do("correct", piece=tags[1], model=picture[:64])
    database.close()
    return target


@pytest.fixture
def at(
    app: QApplication, hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WholeWindow]:
    """The window on that workshop."""
    own_home(monkeypatch, tmp_path)
    found = WholeWindow(shutil.copy(hostile, tmp_path / "workshop.db"), tmp_path)
    yield found
    found.close()


def is_loud(image: QImage) -> bool:
    """Whether the colour of the picture is anywhere in an image."""
    pixels = bytes(image.convertToFormat(QImage.Format.Format_RGB32).constBits())
    wanted = LOUD.rgb().to_bytes(4, sys.byteorder)
    place = pixels.find(wanted)
    while place % 4 and place > 0:  # across two pixels
        place = pixels.find(wanted, place + 1)
    return place >= 0


def rich_in(top: QWidget) -> list[str]:
    """Every widget in sight that would take what it shows for markup."""
    found = []
    for widget in [top, *top.findChildren(QWidget)]:
        if not widget.isVisible() or is_qt_own(widget):
            continue
        if isinstance(widget, QLabel) and widget.textFormat() is not PLAIN:
            found.append(f"label {widget.text()!r}")
        # The manual is our own Markdown, and nothing that people wrote here comes into it.
        if isinstance(widget, QTextEdit) and not isinstance(widget, ManualText):
            found.append(f"rich text {widget.toPlainText()!r}")
        if "<img" in widget.toolTip() or "<img" in widget.whatsThis():
            found.append(f"tooltip {widget.toolTip()!r}")
    return found


def loud_tips_of(top: QWidget, markup: str) -> list[str]:
    """Tooltips with the markup in them, shown one by one, that show the picture."""
    found = []
    for widget in top.findChildren(QWidget):
        tip = widget.toolTip()
        if not widget.isVisible() or markup[:9] not in tip.replace("&lt;", "<"):
            continue
        where = QPoint(5, 5)
        event = QHelpEvent(QEvent.Type.ToolTip, where, widget.mapToGlobal(where))
        QApplication.sendEvent(widget, event)
        QTest.qWait(5)
        tips = [w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel")]
        if any(is_loud(one.grab().toImage()) for one in tips if one.isVisible()):
            found.append(tip)
    QToolTip.hideText()
    for one in QApplication.topLevelWidgets():
        if one.inherits("QTipLabel"):
            one.hide()
            one.deleteLater()
    return found


def harm_by_codes(at: WholeWindow, view: str, codes: list[str], turn: int) -> list[str]:
    """What hostile codes bring about in a view, with the keyboard each time elsewhere in it."""
    here = places_for_the_keyboard(at)
    if here:
        here[turn % len(here)].setFocus()
    good = badge if view in MOVED_BY_A_PLACE else place_code
    happened, typed, heard = throw(at, good, codes)
    if heard != typed:
        happened.append(f"heard {heard} of {typed}")
    if good is place_code and f"CWL-{at.context.place}" != typed[-1]:
        happened.append(f"the last code was not taken: {typed[-1]}")
    return happened


def test_nothing_people_write_or_scan_is_more_than_text(at: WholeWindow, picture: str) -> None:
    seen, lists = 0, set[str]()
    codes = dealt(full(1, everyday=8))
    harmed: dict[str, list[str]] = {}
    faults: dict[str, list[str]] = {}
    for turn, view in enumerate(PAGES[SHARE - 1 :: SHARE]):
        top = view.show(at)
        _, faults[view.name] = faults_of(at.window, top)
        seen += sum(picture[:20] in text for text in at.texts())
        assert rich_in(top) == [], view.name
        assert not is_loud(painted(top)), view.name
        assert loud_tips_of(top, picture) == [], view.name
        assert saved_otherwise(at.window, lists) == [], view.name
        harmed[view.name] = harm_by_codes(at, view.name, codes[view.name], turn)
    assert {view: harm for view, harm in harmed.items() if harm} == {}
    assert seen > 20 // SHARE  # the markup was in sight, as the text it is
    assert len(lists) > 30 // SHARE  # and in spreadsheets too
    for view in DIALOGS[SHARE - 1 :: SHARE]:
        dialog = view.show(at)
        assert rich_in(dialog) == [], view.name
        assert not is_loud(painted(dialog)), view.name
        _, faults[view.name] = faults_of(dialog, dialog)
        put_away(at)
    assert {view: found for view, found in faults.items() if found} == {}


def test_a_label_that_guesses_is_caught(app: QApplication, picture: str) -> None:
    """Planted faults: a label and a tooltip that take text for markup."""
    window = QWidget()
    column = QVBoxLayout(window)
    label = QLabel(picture)
    column.addWidget(label)
    tipped = QLabel("plain")
    tipped.setTextFormat(PLAIN)
    tipped.setToolTip(f"<b>{picture}</b>")
    column.addWidget(tipped)
    window.show()
    QTest.qWaitForWindowExposed(window)
    assert [fault.split()[0] for fault in rich_in(window)] == ["label", "tooltip"]
    assert is_loud(window.grab().toImage())
    assert loud_tips_of(window, picture) == [f"<b>{picture}</b>"]
    window.close()
