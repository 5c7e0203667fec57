# SPDX-License-Identifier: MIT
"""Settings: people, places, labels, blocked serials, scanner, this computer, the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.pages.page import Page
from ui.pages.settings_about import AboutSection
from ui.pages.settings_blocked import BlockedSection
from ui.pages.settings_commands import CommandsSection
from ui.pages.settings_computer import Computer
from ui.pages.settings_database import DatabaseSection
from ui.pages.settings_health import HealthSection
from ui.pages.settings_hot import HotWorkSection
from ui.pages.settings_instruments import Instruments
from ui.pages.settings_labels import Labels
from ui.pages.settings_layouts import LayoutsSection
from ui.pages.settings_logs import LogsSection
from ui.pages.settings_maps import MapsSection
from ui.pages.settings_papers import PapersSection
from ui.pages.settings_parts import Section
from ui.pages.settings_people import People, Places, Stations
from ui.pages.settings_plans import PlansSection
from ui.pages.settings_printers import Printers
from ui.pages.settings_profiles import ProfilesSection
from ui.pages.settings_routings import RoutingsSection
from ui.pages.settings_scanner import ScannerSection
from ui.pages.settings_shop import ShopSection
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.find import Identified


class Listed(NamedTuple):
    """A section: its name, its icon, its words as a template, and what makes it."""

    name: str
    icon: str
    words: str
    make: Callable[[Page], Section]


SECTIONS = [
    Listed("people", "person", mark("People"), People),
    Listed("stations", "station", mark("Stations"), Stations),
    Listed("places", "place", mark("Places"), Places),
    Listed("maps", "board", mark("Board maps"), MapsSection),
    Listed("labels", "label", mark("Labels"), Labels),
    Listed("layouts", "edit", mark("Label layouts"), LayoutsSection),
    Listed("printers", "print", mark("Printers"), Printers),
    Listed("routings", "history", mark("Routings"), RoutingsSection),
    Listed("plans", "tests", mark("Test plans"), PlansSection),
    Listed("profiles", "chart", mark("Rework profiles"), ProfilesSection),
    Listed("hot", "heat", mark("Harvest, heat"), HotWorkSection),
    Listed("blocked", "refused", mark("Blocked serials"), BlockedSection),
    Listed("shop", "history", mark("Shop, history"), ShopSection),
    Listed("papers", "pdf", mark("Letterhead, prices"), PapersSection),
    Listed("instruments", "chart", mark("Instruments"), Instruments),
    Listed("logs", "import", mark("Logs of tests"), LogsSection),
    Listed("scanner", "scan", mark("Scanner"), ScannerSection),
    Listed("commands", "table", mark("Command sheet"), CommandsSection),
    Listed("computer", "settings", mark("This computer"), Computer),
    Listed("database", "save", mark("Database"), DatabaseSection),
    Listed("health", "info", mark("Health"), HealthSection),
    Listed("about", "question", mark("About"), AboutSection),
]


class SettingsPage(Page):
    """A list of sections, and the section that is chosen."""

    name = "settings"
    title = mark("Settings")
    icon = "settings"
    watches = frozenset(
        {
            "person", "station", "place", "label", "blank_tag", "blocked_serial", "catalogue_copy",
            "instrument", "workshop",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(desk, context, parent)
        self.sections: dict[str, Section] = {}
        self._shown = SECTIONS[0].name
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        panel = Panel(margin=8)
        panel.setFixedWidth(216)
        self.list = Table(
            [Column(mark("Section"), lambda one: say(one.words), icon=lambda one: one.icon)],
            name=mark("Sections of the settings"),
            key=lambda one: one.name,
        )
        self.list.horizontalHeader().hide()
        self.list.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.list.picked.connect(lambda one: self._show(one.name))
        panel.body.addWidget(self.list, 1)
        row.addWidget(panel)
        self.stack = QStackedWidget()
        row.addWidget(self.stack, 1)
        self.list.setRows(SECTIONS)

    @property
    def part(self) -> str:
        """The section in sight."""
        return self._shown

    def opened(self) -> None:
        """Show the first section, or the one that was shown last."""
        self.show_tag(self._shown)

    def show_tag(self, tag: str) -> None:
        """Show the section of this name; after a stroke, a model to be drawn, or a backup."""
        name, _stroke, of = tag.partition("/")
        self.list.go(name)
        self._show(name)
        section = self.sections[name]
        if of and isinstance(section, MapsSection):
            section.draw(model=of)
        elif of and isinstance(section, DatabaseSection):
            section.restore(Path(of))

    def _show(self, name: str) -> None:
        """Bring a section into sight, made now if it was not yet."""
        self._shown = name
        if name not in self.sections:
            made = next(one for one in SECTIONS if one.name == name).make(self)
            self.sections[name] = made
            self.stack.addWidget(made)
        self.stack.setCurrentWidget(self.sections[name])
        self.sections[name].refresh()

    def refresh(self) -> None:
        """Ask again for what the section in sight shows."""
        section = self.stack.currentWidget()
        if isinstance(section, Section):
            section.refresh()

    def take(self, scan: Identified) -> bool:
        """Try the scanner out, or look for a blocked serial, where that is in sight."""
        section = self.stack.currentWidget()
        if isinstance(section, ScannerSection) and section.is_trying:
            self.context.answer("done", say("Read: {text}", text=scan.scan), _meaning(scan))
            return True
        return isinstance(section, BlockedSection) and section.take(scan)


def _meaning(scan: Identified) -> str:
    """What the scan would mean, in a few words."""
    if scan.note:
        return scan.note
    words = _MEANINGS.get(scan.kind, _MEANINGS["unknown"])
    return say(words, what=scan.title or scan.value)


_MEANINGS = {
    "tag": mark("A tag of ours: {what}"),
    "person": mark("The badge of {what}"),
    "station": mark("The badge of station {what}"),
    "place": mark("The place {what}"),
    "serial": mark("A serial: {what}"),
    "part_number": mark("A part number: {what}"),
    "upc": mark("An article code: {what}"),
    "gpu_uuid": mark("The UUID of a GPU: {what}"),
    "marking": mark("The marking of a chip: {what}"),
    "command": mark("The command “{what}”"),
    "unknown": mark("Nothing this workshop knows: {what}"),
}
