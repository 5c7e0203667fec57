# SPDX-License-Identifier: MIT
"""Shows every widget with lifelike data, by day and by night, and saves pictures of them.

`python tests/ui/gallery.py FOLDER` paints them at 1366x768 on a virtual X screen of its own (it
needs Xvfb), or with `--here` on the screen in use. `--look` leaves the window open.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from gallery_data import CARD_COLUMNS, CHIPS, LOW, PAGES, PARTS, cards, pg139
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.theme import Tone
from ui.widgets.board_map import BoardMap
from ui.widgets.charts import Bar, BarChart, Stack, StackChart
from ui.widgets.controls import Badge, Button, Check, Chip, Label
from ui.widgets.meters import HeatMeter, LimitGauge, Part, StackedBar, paint_stack
from ui.widgets.panels import EmptyState, FormRow, Hairline, LastLine, Panel
from ui.widgets.rail import Rail
from ui.widgets.states import PIECES, VERDICTS
from ui.widgets.steps import Step, StepList
from ui.widgets.strip import Answer, Strip
from ui.widgets.table import Column, Table


def bench() -> QWidget:
    """The bench page, out of the kit."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(_card_column())
    middle = Panel(margin=14)
    board_map = BoardMap()
    board_map.setMap(pg139())
    board_map.setCurrent("M4")
    middle.body.addWidget(board_map, 1)
    row.addWidget(middle, 1)
    row.addWidget(_site_column())
    return page


def _card_column() -> Panel:
    panel = Panel(margin=14)
    panel.setFixedWidth(292)
    panel.body.setSpacing(4)
    panel.body.addWidget(Label("GeForce RTX 4090", theme.TITLE, strong=True, cuts=True))
    panel.body.addWidget(Label("ASUS · SN M9YVCM00X123KA4", theme.NOTE, ink="quiet", cuts=True))
    panel.body.addWidget(Label("C01-00773K-7", theme.BODY, strong=True, ink="accent"))
    badges = QHBoxLayout()
    badges.addWidget(Badge("Harvest", Tone.QUESTION))
    badges.addWidget(Badge("Identity agrees", Tone.GOOD, "check"))
    badges.addStretch(1)
    panel.body.addLayout(badges)
    panel.body.addSpacing(6)
    panel.body.addWidget(Hairline())
    panel.body.addSpacing(4)
    steps = StepList()
    steps.setSteps(
        [
            Step("inspect", "Visual inspection", "done", "10:02"),
            Step("teardown", "Teardown", "done", "10:09"),
            Step("cold", "Cold resistance", "failed", "10:14"),
            Step("bake", "Bake 125 °C", "done", "18:20"),
            Step("desolder", "Desolder", "next", "06:41"),
            Step("dress", "Site dressing", "todo"),
            Step("pieces", "Inspect pieces", "todo"),
            Step("dry", "Dry storage", "skipped", "not needed"),
        ],
        "desolder",
    )
    panel.body.addWidget(steps, 1)
    return panel


def _site_column() -> Panel:
    panel = Panel(margin=14)
    panel.setFixedWidth(296)
    head = QHBoxLayout()
    head.addWidget(Label("M4", theme.ANSWER, strong=True))
    head.addWidget(Label("GDDR6X 2 GB · channel B0", theme.NOTE, ink="quiet", cuts=True), 1)
    panel.body.addLayout(head)
    outcomes = (
        ("Good", Tone.GOOD, "check", True, "F5"),
        ("Damaged", Tone.REFUSED, "cross", False, "F6"),
        ("Missing", Tone.CAREFUL, "question", False, "F7"),
        ("Left on board", Tone.PLAIN, "", False, "F8"),
    )
    grid = QGridLayout()
    grid.setSpacing(8)
    for place, (text, tone, icon, filled, key) in enumerate(outcomes):
        button = Button(text, tone=tone, icon=icon, filled=filled, big=True, key=key)
        grid.addWidget(button, place // 2, place % 2)
        grid.setColumnStretch(place % 2, 1)
    panel.body.addLayout(grid)
    panel.body.addSpacing(4)
    panel.body.addWidget(FormRow("Marking", QLineEdit("D8BZC · MT61K512M32KPA-21")))
    panel.body.addWidget(FormRow("Place", QLineEdit("TRAY-12"), "stays set"))
    panel.body.addWidget(Label("Heat cycles after this", theme.NOTE, ink="quiet"))
    meter = HeatMeter()
    meter.setCycles(1, 3)
    panel.body.addWidget(meter)
    panel.body.addWidget(Label("Floor life", theme.NOTE, ink="quiet"))
    panel.body.addWidget(Label("160 h left (MSL 3)", theme.BODY, strong=True))
    panel.body.addWidget(Hairline())
    panel.body.addWidget(Label("History of this site", theme.NOTE, ink="quiet"))
    panel.body.addWidget(Label("10:14  FBVDD to ground 21.4 Ω", theme.NOTE, cuts=True))
    panel.body.addStretch(1)
    return panel


def batch() -> QWidget:
    """The page of one batch: numbers, charts, cards."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    top = Panel("Batch B26-0012", margin=16)
    bar = StackedBar()
    bar.setParts(PARTS)
    top.body.addWidget(bar)
    column.addWidget(top)
    charts = QHBoxLayout()
    charts.setSpacing(12)
    days = ("Mon 16", "Tue 17", "Wed 18", "Thu 19", "Fri 20")
    numbers = ((9, 2, 1), (14, 1, 0), (22, 3, 1), (18, 0, 0), (4, 1, 0))
    names = ("Good", "Damaged", "Missing")
    tones = (Tone.GOOD, Tone.REFUSED, Tone.CAREFUL)
    harvest = StackChart("Harvest by day")
    harvest.setStacks(
        [
            Stack(day, tuple(map(Part, names, counts, tones)))
            for day, counts in zip(days, numbers, strict=True)
        ]
    )
    yields = BarChart("Yield by kind", lying=True, top=1.0)
    rates = (("Dies", 0.94), ("Memory chips", 0.87), ("Boards", 0.71), ("Coolers", 0.98))
    yields.setBars([Bar(name, rate, Tone.ACCENT, f"{rate:.0%}") for name, rate in rates])
    tested = BarChart("Cards tested by day")
    tested.setBars([Bar(day, 3 * i + 2) for i, day in enumerate(days)])
    for chart, title in ((harvest, "Harvest"), (yields, "Yield"), (tested, "Tested")):
        panel = Panel(title)
        panel.body.addWidget(chart, 1)
        charts.addWidget(panel, 1)
    column.addLayout(charts, 3)
    column.addWidget(_table(), 4)
    return page


def _table() -> Panel:
    panel = Panel(margin=6)
    table = Table(CARD_COLUMNS, name="Cards of the batch", key=lambda row: row.tag)
    table.setRows(cards(120))
    table.go("C01-00002-2")
    panel.body.addWidget(table)
    return panel


def parts() -> QWidget:
    """Everything else: fields, chips, badges, gauges, empty pages."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(_fields(), 1)
    row.addWidget(_words(), 1)
    last = Panel(margin=14)
    columns = [Column("Number", "number", width=110), Column("Where its cards are", "number")]
    columns[1] = Column(
        "Where its cards are",
        lambda batch: ", ".join(part.label for part in PARTS),
        paint=lambda painter, where, batch: paint_stack(
            painter, where.adjusted(0, 8, 0, -8), PARTS
        ),
    )
    table = Table(columns, name="Batches")
    table.setRows([{"number": f"B26-{i:04d}"} for i in range(12, 8, -1)])
    last.body.addWidget(table, 1)
    last.body.addWidget(Table(CARD_COLUMNS[:2], name="None", empty="Nothing was found."), 1)
    add = Button("Open a batch", icon="plus", tone=Tone.ACCENT, filled=True)
    last.body.addWidget(
        EmptyState("batches", "No batch yet", "A batch is one delivery. Open one first.", add), 3
    )
    row.addWidget(last, 1)
    return page


def _fields() -> Panel:
    panel = Panel("Fields", margin=16)
    combo = QComboBox()
    combo.addItems(["Reball", "Bake", "Desolder"])
    number = QDoubleSpinBox()
    number.setValue(21.4)
    wrong = FormRow("Part number", QLineEdit("90YV0ID0-M0NA0O"))
    wrong.setFault("This part number belongs to another model.")
    off = QLineEdit("cannot be changed")
    off.setEnabled(False)
    panel.body.addWidget(FormRow("Step", combo))
    panel.body.addWidget(FormRow("FBVDD to ground", number, "Ω"))
    panel.body.addWidget(wrong)
    panel.body.addWidget(FormRow("Serial", off))
    note = QPlainTextEdit("Two capacitors are missing beside M6.")
    note.setFixedHeight(70)
    panel.body.addWidget(FormRow("Note", note))
    check = Check("Sound with every scan")
    check.setChecked(True)
    panel.body.addWidget(check)
    progress = QProgressBar()
    progress.setTextVisible(False)
    progress.setValue(62)
    progress.setAccessibleName("Backup")
    panel.body.addWidget(progress)
    panel.body.addStretch(1)
    return panel


def _words() -> Panel:
    panel = Panel("Words and measures", margin=16)
    every = (*PIECES.values(), *VERDICTS.values())
    for looks in (every[:3], every[3:6], every[6:9], every[9:]):
        row = QHBoxLayout()
        for look in looks:
            row.addWidget(Badge(look.word, look.tone, look.icon))
        row.addStretch(1)
        panel.body.addLayout(row)
    row = QHBoxLayout()
    for chip in (Chip("TRAY-12", icon="tray"), Chip("Ana", icon="person", filled=True)):
        row.addWidget(chip)
    row.addStretch(1)
    panel.body.addLayout(row)
    for used, limit in ((0, 3), (2, 3), (4, 3), (5, 12)):
        meter = HeatMeter()
        meter.setCycles(used, limit)
        panel.body.addWidget(meter)
    gauges = ((21.4, 20.0, 23.0, Tone.GOOD), (22.9, 20.0, 23.0, Tone.CAREFUL))
    for value, low, high, tone in (*gauges, (31.0, 20.0, 23.0, Tone.REFUSED)):
        gauge = LimitGauge()
        gauge.setValue(value, low, high, tone)
        panel.body.addWidget(gauge)
    gauge = LimitGauge()
    gauge.setValue(88.0, None, 95.0)
    panel.body.addWidget(gauge)
    row = QHBoxLayout()
    row.addWidget(Button("Print labels", icon="print", key="Ctrl+P"))
    row.addWidget(Button("Save", tone=Tone.ACCENT, filled=True))
    off = Button("Report")
    off.setEnabled(False)
    row.addWidget(off)
    row.addStretch(1)
    panel.body.addLayout(row)
    panel.body.addStretch(1)
    return panel


class Gallery(QWidget):
    """A window like the real one, around pages made up here."""

    def __init__(self) -> None:
        super().__init__()
        theme.dress(self)
        self.setObjectName("page")
        self.setWindowTitle("Gallery")
        self.resize(1366, 768)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.rail = Rail(PAGES, LOW)
        self.rail.setCount("intake", 4)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        row.addLayout(column)
        self.strip = Strip()
        self.strip.setChips(CHIPS)
        column.addWidget(self.strip)
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 16, 16, 12)
        inner.setSpacing(12)
        column.addLayout(inner, 1)
        self.pages = QStackedWidget()
        for make in (bench, batch, parts):
            self.pages.addWidget(make())
        inner.addWidget(self.pages, 1)
        last = LastLine()
        last.setEntries(
            [
                ("10:47:12", "M3 good → TRAY-12"),
                ("10:46:58", "M2 good → TRAY-12"),
                ("10:46:41", "M1 good → TRAY-12"),
                ("10:45:02", "Bake 125 °C done"),
            ]
        )
        last.setUndo("M3 good")
        inner.addWidget(last)
        self.rail.picked.connect(self.rail.setCurrent)


SCENES = (
    ("bench", 0, Answer.DONE, "M3 harvested good → M01-00A41P-2", "Label sent to ZD421"),
    ("batch", 1, Answer.REFUSED, "M3 is already empty", "Scan another card"),
    ("parts", 2, Answer.QUESTION, "Is this the card M9YVCM00X0O1?", "Scan it again, or press F5"),
)


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def show(folder: Path, look: bool) -> None:
    """Show every scene by day and by night, and save what is on the screen."""
    app = QApplication(sys.argv[:1])
    theme.apply(app, "light")
    gallery = Gallery()
    gallery.show()
    for mode in theme.MODES[:2]:
        theme.apply(app, mode)
        for name, page, answer, big, small in SCENES:
            gallery.pages.setCurrentIndex(page)
            gallery.rail.setCurrent("batches" if page else "bench")
            gallery.strip.show_answer(answer, big, small)
            _wait(400)
            picture = folder / f"{name}-{mode}.png"
            gallery.grab().save(str(picture))
            print(picture)
    if look:
        app.exec()


def main() -> int:
    """Read the command line; start a screen of our own if there is none to use."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--here", action="store_true", help="use the screen there is")
    parser.add_argument("--look", action="store_true", help="leave the window open")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.here:
        show(options.folder, options.look)
        return 0
    read, write = os.pipe()
    screen = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24"]
    with subprocess.Popen(screen, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        env = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        again = [sys.executable, __file__, str(options.folder), "--here"]
        try:
            return subprocess.run(again, env=env, check=False).returncode
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.exit(main())
