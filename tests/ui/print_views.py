# SPDX-License-Identifier: MIT
"""Printers and the print queue in every state worth looking at, each brought up as people do."""

from typing import Any

from PySide6.QtWidgets import QWidget
from settings_views import section
from view_steps import View, batch_set
from whole_window import WholeWindow

SET_UP = (
    ("Zebra at the dock", "zpl", "tcp://192.0.2.7:9100", "50x25"),
    ("QL-820 bench", "brother", "tcp://192.0.2.8", "62x29"),
    ("Sheets", "pdf", "", "a4-3x8"),
)
"""Name, kind, address and label size."""


def printers(at: WholeWindow) -> QWidget:
    """One of several kinds is set up, as far as it is not there yet, and one is in hand."""
    section("Printers")(at)
    page: Any = at.window.page
    pane = page.sections["printers"]
    known = {one.name for one in pane.table.rows.rows()}
    for name, kind, address, layout in SET_UP:
        if name in known:
            continue
        pane.begin()
        for fact, value in (("kind", kind), ("layout", layout)):
            box = pane.form.box_of(fact)
            box.setCurrentIndex(box.findData(value))
        at.type(pane.form.text_of("name"), name)
        if address:
            at.type(pane.form.text_of("address"), address)
        at.click(pane.save)
    at.click_row("Printers of this computer", SET_UP[0][0])
    return at.window


def printer_fault(at: WholeWindow) -> QWidget:
    printers(at)
    page: Any = at.window.page
    pane = page.sections["printers"]
    at.type(pane.form.text_of("darkness"), "77")
    at.click(pane.save)
    return at.window


def stuck(at: WholeWindow) -> QWidget:
    """Labels that a printer was given: one may have come out, one cannot be printed."""
    labels: list[int] = []
    at.desk.ask("labels_stuck", {}, lambda rows: labels.extend(row.id for row in rows))
    at.settle()
    if not labels:
        at.desk.ask("labels_waiting", {"limit": 3}, lambda rows: labels.extend(r.id for r in rows))
        at.settle()
        at.desk.do("take_labels", {"labels": labels, "printer": "Zebra at the dock"})
        for label, outcome, trouble in (
            (labels[0], "unsure", "The printer at tcp://192.0.2.7 stopped taking what was sent."),
            (labels[1], "failed", "“C01-00000P-B” does not fit the QR code of this label."),
        ):
            facts = {"labels": [label], "outcome": outcome, "trouble": trouble}
            at.desk.do("labels_not_printed", facts)
        at.settle()
    section("Labels")(at)
    at.settle()
    return at.window


def not_to_be_printed(at: WholeWindow) -> QWidget:
    stuck(at)
    at.press("Do not print it …")
    return at.window


def two_labels(at: WholeWindow) -> QWidget:
    """A card whose label was printed twice is scanned."""
    batch_set(at)
    page: Any = at.window.page
    labels: list[Any] = []

    at.desk.ask("labels_waiting", {"limit": 1}, labels.extend)
    at.settle()
    at.desk.do("labels_printed", {"labels": [labels[0].id]}, owner=page)
    at.settle()
    again = {"piece": labels[0].tag, "reason": "smudged"}
    at.desk.do("print_again", again, owner=page)
    at.settle()
    at.desk.ask("labels_waiting", {"limit": 5_000}, labels.extend)
    at.settle()
    at.desk.do("labels_printed", {"labels": [labels[-1].id]}, owner=page)
    at.settle()
    at.scan(labels[0].tag)
    at.wait(at.window.two_labels.isVisible)
    return at.window


BENCH = [View("bench, two labels", two_labels)]

SETTINGS = [
    View("settings, printers, none", section("Printers")),
    View("settings, printers", printers),
    View("settings, printer with a fault", printer_fault),
    View("settings, labels to look after", stuck),
    View("settings, label not to be printed", not_to_be_printed),
]
