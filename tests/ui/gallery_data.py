# SPDX-License-Identifier: MIT
"""Lifelike data for the gallery of widgets: a large card, a batch, its pages."""

from typing import NamedTuple

from ui.theme import Tone
from ui.widgets.meters import Part, paint_gauge
from ui.widgets.rail import RailPage
from ui.widgets.states import PIECES, VERDICTS
from ui.widgets.strip import ChipText
from ui.widgets.table import Column
from workshop.domain.terms import PieceState, Verdict


class Site(NamedTuple):
    """A site as the core hands it out."""

    name: str
    kind: str
    face: str
    x: float
    y: float
    w: float
    h: float
    channel: str | None
    expects: str | None
    state: str
    marking: str = ""
    piece: str = ""


class Shape(NamedTuple):
    """A connector as the core hands it out."""

    kind: str
    face: str
    x: float
    y: float
    w: float
    h: float


class Board(NamedTuple):
    """A board map as the core hands it out."""

    tag: str
    name: str
    known: bool
    width: float
    height: float
    sites: list[Site]
    connectors: list[Shape]


def pg139(states: str = "✓✓✓•✓✕✓✓••?•", gpu: str = "good") -> Board:
    """A board of the size of an RTX 4090: 12 memory chips of 12x14 mm around the die."""
    words = {"✓": "good", "✕": "damaged", "•": "on_board", "?": "missing", "◆": "fitted"}
    words["–"] = "left"
    places = [(98, 48), (98, 64), (98, 80), (113, 30), (131, 30), (149, 30)]
    places += [(166, 48), (166, 64), (166, 80), (113, 98), (131, 98), (149, 98)]
    sites = [Site("GPU", "die", "front", 118, 49, 42, 42, None, "AD102", gpu)]
    for number, ((x, y), state) in enumerate(zip(places, states, strict=True), start=1):
        channel = f"{'ABCDEF'[(number - 1) // 2]}{(number - 1) % 2}"
        wide, high = (14, 12) if x in (98, 166) else (12, 14)
        expects = "GDDR6X 2 GB"
        name = f"M{number}"
        sites.append(
            Site(name, "memory", "front", x, y, wide, high, channel, expects, words[state])
        )
    shapes = [Shape("pcie_edge", "front", 55, 133, 89, 6), Shape("power", "front", 222, 2, 24, 10)]
    shapes += [Shape("inductor", "front", 70, 20 + 12 * i, 10, 9) for i in range(9)]
    shapes += [Shape("inductor", "front", 208, 24 + 12 * i, 12, 9) for i in range(8)]
    return Board("C01-00773K-7", "Board PG139 • AD102", True, 300, 137, sites, shapes)


class Card(NamedTuple):
    """A row of a table."""

    tag: str
    model: str
    serial: str
    state: PieceState
    heat: int
    value: float
    verdict: Verdict


def cards(number: int) -> list[Card]:
    """Rows as long as a batch."""
    models = ("GeForce RTX 4090", "GeForce RTX 3080 Ti", "Radeon RX 7900 XTX <b>x</b>")
    states, verdicts = list(PieceState), list(Verdict)
    return [
        Card(
            f"C01-{i:05d}-{i % 10}",
            models[i % 3],
            f"M9YVCM00X{i:05d}",
            states[i % len(states)],
            i % 4,
            20 + (i * 37 % 17) / 4,
            verdicts[i % 4],
        )
        for i in range(number)
    ]


CARD_COLUMNS = (
    Column("Tag", "tag", width=150, strong=True, icon="card"),
    Column("Model", "model", share=3),
    Column("Serial", "serial", share=2, ink="quiet", cut="middle"),
    Column("State", "state", width=150, look=lambda row: PIECES[row.state]),
    Column("Heat cycles", "heat", align="right", width=120),
    Column(
        "FBVDD to ground",
        "value",
        align="right",
        width=160,
        show=lambda value: f"{value:.2f} Ω",
    ),
    Column(
        "In its limits",
        "value",
        width=150,
        paint=lambda painter, where, row: paint_gauge(
            painter, where, row.value, 20.5, 23.5, VERDICTS[row.verdict].tone
        ),
    ),
    Column("Verdict", "verdict", width=150, look=lambda row: VERDICTS[row.verdict]),
)

PAGES = (
    RailPage("intake", "intake", "Intake", "Ctrl+1"),
    RailPage("bench", "bench", "Bench", "Ctrl+2"),
    RailPage("tests", "tests", "Tests", "Ctrl+3"),
    RailPage("stock", "stock", "Stock", "Ctrl+4"),
    RailPage("batches", "batches", "Batches", "Ctrl+5"),
    RailPage("find", "find", "Find", "Ctrl+6"),
)
LOW = (RailPage("settings", "settings", "Settings", "Ctrl+,"),)
CHIPS = (
    ChipText("batch", "Batch B26-0012"),
    ChipText("place", "TRAY-12"),
    ChipText("person", "Ana · Bench 3", filled=True),
)
PARTS = (
    Part("In work", 7, Tone.QUESTION),
    Part("In stock", 22, Tone.GOOD),
    Part("On hold", 3, Tone.CAREFUL),
    Part("Damaged", 4, Tone.REFUSED),
    Part("Received", 14, Tone.PLAIN),
)
