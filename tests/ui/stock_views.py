# SPDX-License-Identifier: MIT
"""The stock page in every state worth looking at, each brought up as people do."""

from typing import Any

from PySide6.QtWidgets import QWidget
from view_steps import View, ask
from whole_window import WholeWindow


def _stock(at: WholeWindow, tab: str = "places") -> Any:
    page = at.go("stock")
    at.click(page.tabs[tab])
    return page


def _chips(at: WholeWindow) -> list[str]:
    from workshop.queries import QUERIES

    rows = ask(at, QUERIES["pieces"], kind="memory", limit=500)
    return [row.tag for row in rows if row.state == "stock"]


def _nothing(at: WholeWindow) -> QWidget:
    _stock(at)
    return at.window


def _place(at: WholeWindow) -> QWidget:
    page = _stock(at)
    page.places.counting.cancel()
    at.scan("CWL-TRAY-12")
    return at.window


def _list_made(at: WholeWindow) -> QWidget:
    _place(at)
    at.press("List as PDF")
    page: Any = at.window.page
    at.wait(lambda: not page.papers.is_busy)
    return at.window


def _takes(at: WholeWindow) -> QWidget:
    _place(at)
    page: Any = at.window.page
    if not page.places.choices.isVisible():
        at.press("What it takes")
    return at.window


def _moving(at: WholeWindow) -> QWidget:
    _place(at)
    at.press("Move this place")
    return at.window


def _counting(at: WholeWindow) -> QWidget:
    _place(at)
    at.press("Count")
    for tag in _chips(at)[:4]:
        at.scan(tag)
    at.scan("WHAT-IS-THIS")
    return at.window


def _clocks(at: WholeWindow) -> QWidget:
    page = _stock(at, "clocks")
    if page.clocks.table.rows.rowCount():
        at.click_row("Pieces whose floor life runs")
    return at.window


def _ovens(at: WholeWindow) -> QWidget:
    _stock(at, "ovens")
    for tag in _chips(at)[:3]:
        at.scan(tag)
    return at.window


def _baking(at: WholeWindow) -> QWidget:
    page = _stock(at, "ovens")
    if not page.ovens.table.rows.rowCount():
        page.ovens.leave()  # a load that was begun in a place that is no oven
        for tag in _chips(at)[:2]:
            at.scan(tag)
        at.press("Start the bake")
    at.click_row("Bakes")
    return at.window


def _lots(at: WholeWindow) -> QWidget:
    page = _stock(at, "lots")
    if not page.lots.table.rows.rowCount():
        for code, day in (("NC559-0231", "2026-06-30"), ("SP045-77", "2027-09-30")):
            at.type(page.lots.form.text_of("code"), code)
            at.type(page.lots.form.text_of("name"), "NC-559 tacky flux")
            at.type(page.lots.form.text_of("expires_on"), day)
            at.press("Add")
    at.click_row("Lots")
    return at.window


def _shipments(at: WholeWindow) -> QWidget:
    page = _stock(at, "shipments")
    pane = page.shipments
    if not pane.table.rows.rowCount():
        at.wait(lambda: pane.side.form.box_of("disposition").count() > 1)
        for buyer, country in (("Nordlys Datasystemer AS", "Norway"), ("Grenoble GPU", "France")):
            at.type(pane.side.form.text_of("buyer"), buyer)
            at.type(pane.side.form.text_of("country"), country)
            at.type(pane.side.form.text_of("reference"), "PO-2026-0417")
            at.press("Open a shipment")
            at.wait(lambda: pane.bench.shipment != "" and pane.bench.takes)
        for tag in _chips(at)[:5]:
            at.scan(tag)
    at.click_row("Shipments")
    return at.window


VIEWS = [
    View("stock, places", _nothing),
    View("stock, one place", _place),
    View("stock, list of a place made", _list_made),
    View("stock, what a place takes", _takes),
    View("stock, a tray is moved", _moving),
    View("stock, a place is counted", _counting),
    View("stock, floor life", _clocks),
    View("stock, an oven is loaded", _ovens),
    View("stock, bakes", _baking),
    View("stock, lots", _lots),
    View("stock, shipments", _shipments),
]
