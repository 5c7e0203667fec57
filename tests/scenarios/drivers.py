# SPDX-License-Identifier: MIT
"""Who plays a scenario: what every driver can do."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from workshop.domain.command import COMMANDS

# An ISO/IEC 15434 message without a serial, as a scanner types it with Ctrl keys.
CONTROL = "[)>\x1e06\x1d1TLOT-7\x1e\x04"


class Driver(ABC):
    """Plays scenarios in a real workshop; what is so afterwards is asked of its database."""

    def __init__(self, shop: Any, folder: Path) -> None:
        self.shop, self.folder = shop, folder
        self.told: list[tuple[str, str]] = []
        self.card = ""
        self.found: list[str] = []
        self.blanks: list[str] = []
        self.pdf: Path | None = None
        self.copy: tuple[dict[str, list[Any]], int] = {}, 0
        self.chips: list[str] = []
        self.built = ""
        self._newest: int | None = None
        self.prepare("add_person", code="LI", name="Li")
        self.prepare("add_station", code="BENCH-3", name="Bench 3")
        for code, name in (("TRAY-12", "Memory"), ("BIN-7", "Damaged")):
            self.prepare("add_place", code=code, name=name, kind="tray")

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What was answered since this When: its state and words."""
        return self.told

    # Before and after

    def prepare(self, act: str, **facts: Any) -> Any:
        """Something that is so before anybody begins."""
        return self.shop.do(act, by="ANA", **facts)

    def begin(self) -> None:
        """What was answered before is past."""
        self.told.clear()
        if self._newest is None:
            self._newest = self.ask("newest")

    @property
    def newest_before(self) -> int:
        """The newest entry before anybody did anything."""
        assert self._newest is not None
        return self._newest

    def ask(self, query: str, **facts: Any) -> Any:
        """What the database says."""
        return self.shop.ask(query, **facts)

    def action(self, words: str) -> str:
        """The action of the command with these words on the sheet."""
        return next(action for action, said in COMMANDS.items() if said == words)

    def command(self, words: str) -> str:
        """The code on the command sheet of this workshop with these words."""
        codes = self.ask("command_codes").codes
        return next(code.text for code in codes if code.words == words)

    def tag(self, serial: str) -> str:
        """The tag of the piece with this serial."""
        tag: str = self.ask("identify", scan=serial).tag
        assert tag, f"{serial} is not here"
        return tag

    def piece(self, tag: str) -> Any:
        """What is known of a piece."""
        return self.ask("passport", tag=tag).piece

    def site(self, tag: str, name: str) -> Any:
        """A site of a board as it is now."""
        return next(one for one in self.ask("board_map", tag=tag).sites if one.name == name)

    def piece_off(self, tag: str, site: str) -> str:
        """The tag of what came off a site."""
        off = self.ask("passport", tag=tag).came_off
        return next(piece.tag for piece in off if piece.donor_site == site)

    def chip(self, site: str) -> str:
        """The tag of what came off a site of the card in hand."""
        return self.piece_off(self.card, site)

    def sees(self, page: str, *texts: str) -> None:
        """Where there is a screen with this page on it, these texts are on it."""

    def sees_site(self, tag: str, site: str, state: str) -> None:
        """Where there is a screen with this board on it, the site shows this state."""

    def sees_piece(self, tag: str, *texts: str) -> None:
        """Where there is a screen with this piece on the bench, these texts are on it."""

    # What people do

    @abstractmethod
    def work_as(self, person: str) -> None:
        """This person has the scanner in hand from now on."""

    @abstractmethod
    def take_cards(self, batch: str) -> None:
        """Go to the intake, with this batch."""

    @abstractmethod
    def scan(self, code: str) -> None:
        """Scan a code."""

    @abstractmethod
    def type_serial(self, serial: str) -> None:
        """Type a serial at the intake, where its label cannot be scanned."""

    @abstractmethod
    def use_blank_tags(self) -> None:
        """Take cards in with tags that were printed before."""

    @abstractmethod
    def press(self, words: str) -> None:
        """Press this button of the intake."""

    @abstractmethod
    def sign_off(self, signer: str) -> None:
        """Have the session that ended signed by the badge of this person."""

    @abstractmethod
    def set_mark(self) -> None:
        """Set the mark of the intake."""

    @abstractmethod
    def back_to_mark(self) -> None:
        """Undo every card since the mark."""

    @abstractmethod
    def open_batch(self, number: str, supplier: str, expected: str) -> None:
        """Open a new batch and receive into it."""

    @abstractmethod
    def close_batch(self, number: str) -> None:
        """Close a batch."""

    @abstractmethod
    def undo(self) -> None:
        """Undo what this person did last."""

    @abstractmethod
    def open_card(self, serial: str) -> None:
        """Put a card on the bench."""

    @abstractmethod
    def open_piece(self, tag: str) -> None:
        """Put a piece on the bench by its own tag."""

    @abstractmethod
    def harvest(self, site: str, outcome: str, marking: str, grade: str) -> None:
        """Record a site of the card on the bench."""

    @abstractmethod
    def fit(self, tag: str, site: str) -> None:
        """Fit a piece at a site of the card on the bench."""

    @abstractmethod
    def reball(self, stencil: str, sphere: str, alloy: str) -> None:
        """Record new spheres on the piece on the bench, and that no fault was found."""

    @abstractmethod
    def run_profile(self, name: str, curve: Path) -> None:
        """Record the run of a profile on the piece on the bench, with the file of its curve."""

    @abstractmethod
    def let_pass(self, person: str, reason: str) -> None:
        """Let what was refused just now pass on the word of this person."""

    @abstractmethod
    def record(self, name: str, outcome: str, typed: dict[str, str]) -> None:
        """Record a step on the card on the bench, with what was typed under each label."""

    @abstractmethod
    def begin_test(self, serial: str, plan: str) -> None:
        """Begin an attempt at a test plan."""

    @abstractmethod
    def measure(self, label: str, value: str) -> None:
        """Type a measured value."""

    @abstractmethod
    def keep_attempt(self) -> None:
        """Keep the attempt, as it is."""

    @abstractmethod
    def export(self, batch: str) -> Path:
        """Write the PDF of a batch; returns the file."""

    @abstractmethod
    def print_labels(self) -> Path:
        """Print every label that waits; returns the file."""

    @abstractmethod
    def find(self, text: str) -> list[str]:
        """Look for a text; returns the tags that were found."""
