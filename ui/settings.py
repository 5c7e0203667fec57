# SPDX-License-Identifier: MIT
"""The settings of this computer: declared once, kept as TOML in the user's folder."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import platformdirs

from ui.declared import declared, setting
from ui.theme import MODES, Mode
from workshop.language import mark, say

if TYPE_CHECKING:
    from ui.scanner import Rules
    from ui.serial_scanner import Choice

APPLICATION = "card-workshop"
VARIABLE = "CARD_WORKSHOP_CONFIG"

# The keys that end a scan, by the word kept in the file; with a pause either of them does too.
ENDS = {
    "enter": ("enter",),
    "tab": ("tab",),
    "both": ("enter", "tab"),
    "pause": ("enter", "tab"),
}

# Data bits, parity and stop bits, as the set-up sheets of scanners write them, and bits a second.
SERIAL_LINES = ("8N1", "8E1", "8O1", "8N2", "7N1", "7N2", "7E1", "7O1")
SERIAL_SPEEDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)

# In their own words, so that who reads only one of them finds it.
LANGUAGES = {"en": "English", "fr": "Français", "zh_CN": "简体中文"}
"""The languages by what they are called."""

PAPERS = {"a4": "A4", "letter": "Letter"}
"""The papers that reports are drawn for, and what they are called everywhere."""


def settings_file() -> Path:
    """The file of the settings; the variable CARD_WORKSHOP_CONFIG names another."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    return platformdirs.user_config_path(APPLICATION, appauthor=False) / "settings.toml"


def data_folder() -> Path:
    """Where the workshop's database lies where nobody chose another place."""
    return platformdirs.user_data_path(APPLICATION, appauthor=False)


def without_password(target: str) -> str:
    """The address of a database as it may be kept in a file."""
    parts = urlsplit(target)
    if not parts.password:
        return target
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{host}"))


@dataclass
class Settings:
    """One value a setting; what a file gets wrong is taken from here.

    Gaps and the time in which a code counts once are milliseconds, lengths characters. The sections
    of a report are separated by blanks; empty for the usual ones.
    """

    theme: Mode = setting(
        "system", "computer", mark("Colours"),
        mark("Light, dark, in high contrast, or as the desktop is."), choices=MODES,
    )  # fmt: skip
    language: str = setting(
        "en", "computer", mark("Language"),
        mark("The language of the window and of every sentence it says."),
    )  # fmt: skip
    sound: bool = setting(
        True, "computer", mark("Sound with every answer"),
        mark("A tone with every answer: done, look here, or refused."),
    )  # fmt: skip
    database: str = setting(
        "", "", mark("Database"),
        mark("The workshop that is opened: a file, or the address of a PostgreSQL database."),
    )  # fmt: skip
    person: str = setting(
        "", "", mark("Person"), mark("Who signed in here last, by the code on the badge.")
    )
    station: str = setting(
        "", "", mark("Station"), mark("Which bench this computer stands at, by its code.")
    )
    batch: str = setting("", "", mark("Batch"), mark("The batch that was worked on here last."))
    printer: str = setting(
        "", "labels", mark("Printer"),
        mark("Where labels come out; with none they go into a PDF file."),
    )  # fmt: skip
    printers: list[dict[str, Any]] = setting(
        [], "printers", mark("Printers"), mark("The label printers that were set up here.")
    )
    label_layout: str = setting(
        "62x29", "labels", mark("Label size"),
        mark("The layout of labels where the printer has none of its own."),
    )  # fmt: skip
    label_start: int = setting(
        1, "labels", mark("First free place on the sheet"),
        mark("Which place of a sheet is printed first; those before it are used up."),
        bounds=(1, 500),
    )  # fmt: skip
    report_sections: str = setting(
        "", "", mark("Sections of the batch report"),
        mark("The sections by name, with blanks between; empty for the usual ones."),
    )  # fmt: skip
    report_paper: str = setting(
        "a4", "", mark("Paper of the batch report"), mark("The size reports are drawn for."),
        choices=PAPERS,
    )  # fmt: skip
    report_language: str = setting(
        "", "", mark("Language of the batch report"),
        mark("The language of reports; empty for that of the window."),
    )  # fmt: skip
    report_photos: bool = setting(
        True, "", mark("Photos in the batch report"),
        mark("Whether the pages of cards show their photos."),
    )  # fmt: skip
    report_prices: bool = setting(
        True, "", mark("Prices in the batch report"),
        mark("Whether the report says what the batch is worth."),
    )  # fmt: skip
    report_card_pages: bool = setting(
        False, "", mark("A page for every card"),
        mark("Whether the report of a batch has a page for each of its cards."),
    )  # fmt: skip
    paper_folder: str = setting(
        "", "computer", mark("PDF files go to"),
        mark("The folder of reports, labels and lists; empty for Card Workshop in Documents."),
    )  # fmt: skip
    photo_folder: str = setting(
        "", "computer", mark("Folder that a camera puts photos in"),
        mark("New photos in this folder go to the card on the bench, or to the batch at intake."),
    )  # fmt: skip
    log_folder: str = setting(
        "", "logs", mark("Folder that test PCs put logs in"),
        mark("A log that comes into this folder goes to its card. Then it is moved to “taken”, "
             "or to “refused” with the reason beside it."),
    )  # fmt: skip
    backup_folder: str = setting(
        "", "database", mark("Folder for automatic backups"),
        mark("A folder on another disk, a stick or a share; empty for no automatic backups."),
    )  # fmt: skip
    backup_hours: int = setting(
        4, "database", mark("Back up every"),
        mark("After so many hours a backup is made, where something was done since the last one."),
        bounds=(1, 168),
    )  # fmt: skip
    backup_at_close: bool = setting(
        True, "database", mark("Also when the window closes"),
        mark("A backup is made before the window closes, where something was done since."),
    )  # fmt: skip
    backup_keep: int = setting(
        10, "database", mark("Newest backups that stay"),
        mark("Besides them the last of each day of a week stays, and of each week of two months."),
        bounds=(1, 200),
    )  # fmt: skip
    test_slot: str = setting(
        "", "logs", mark("PCI bus"),
        mark("Name its PCI bus: the PC’s own graphics card is then left out of every log."),
    )  # fmt: skip
    scanner_gap: int = setting(
        50, "scanner", mark("Longest pause inside a scan"),
        mark("Keys further apart than this many milliseconds are typed by a person."),
        bounds=(10, 300),
    )  # fmt: skip
    scanner_least: int = setting(
        4, "scanner", mark("Fewest characters"),
        mark("Fewer keys in a row than this are typed by a person."), bounds=(2, 32),
    )  # fmt: skip
    scanner_ends: str = setting(
        "both", "scanner", mark("Key after the scan"),
        mark("What the scanner types at the end of a code."), choices=ENDS,
    )  # fmt: skip
    scanner_prefix: str = setting(
        "", "scanner", mark("Before each scan"),
        mark("What the scanner types before every code; it is left out."),
    )  # fmt: skip
    scanner_suffix: str = setting(
        "", "scanner", mark("After each scan"),
        mark("What the scanner types after every code; it is left out."),
    )  # fmt: skip
    scanner_separator: str = setting(
        "", "scanner", mark("What it types for GS, if it cannot"),
        mark("What stands for the separator of GS1 codes, which some scanners cannot type."),
    )  # fmt: skip
    scanner_repeat: int = setting(
        1_000, "scanner", mark("The same code again counts once within"),
        mark("A code read twice within this many milliseconds is one scan."),
        bounds=(0, 10_000),
    )  # fmt: skip
    serial_port: str = setting(
        "", "scanner", mark("Port"), mark("The serial port a scanner is on; empty for none.")
    )
    serial_device: str = setting(
        "", "scanner", mark("Scanner on the port"),
        mark("By what the scanner is found again when it was unplugged."),
    )  # fmt: skip
    serial_speed: int = setting(
        9600, "scanner", mark("Speed"),
        mark("Bits a second, as in the set-up sheet of the scanner."), choices=SERIAL_SPEEDS,
    )  # fmt: skip
    serial_line: str = setting(
        "8N1", "scanner", mark("Data bits, parity, stop bits"),
        mark("As in the set-up sheet of the scanner."), choices=SERIAL_LINES,
    )  # fmt: skip
    camera: str = setting(
        "", "scanner", mark("Camera"), mark("The camera that reads codes; empty for the first.")
    )
    file: Path = field(default_factory=settings_file, repr=False)
    trouble: str = field(default="", repr=False)
    """Why the file could not be read or written, in the system's words."""
    left_out: dict[str, Any] = field(default_factory=dict, repr=False)
    """What the file says that no setting can be: kept in it, and not gone by."""

    @classmethod
    def load(cls, file: Path | None = None) -> Settings:
        """The settings kept in a file; defaults for what is missing or makes no sense."""
        found = cls(file=file or settings_file())
        try:
            kept = tomllib.loads(found.file.read_text("utf-8"))
        except FileNotFoundError:
            return found
        except (OSError, ValueError) as error:
            found.trouble = str(error)
            return found
        for name, value in kept.items():
            if name in DECLARED and DECLARED[name].takes(value):
                setattr(found, name, value)
            else:
                found.left_out[name] = value
        return found

    def complaint(self) -> str:
        """What of the file is not gone by, in words; nothing where all of it is."""
        if self.trouble:
            return say("The settings cannot be read: {reason}", reason=self.trouble)
        names = ", ".join(self.left_out)
        words = say("Settings that make no sense are left out: {names}", names=names)
        return words if names else ""

    @property
    def window_file(self) -> Path:
        """Where the window keeps its size and place, apart from what people choose."""
        return self.file.with_name("window")

    @property
    def paper(self) -> Path:
        """The folder that PDF files go to."""
        if self.paper_folder:
            return Path(self.paper_folder)
        return platformdirs.user_documents_path() / "Card Workshop"

    @property
    def scanner(self) -> Rules:
        """What makes keys a scan on this computer."""
        from ui.scanner import Rules

        return Rules(
            gap=self.scanner_gap,
            least=self.scanner_least,
            ends=frozenset(ENDS[self.scanner_ends]),
            prefix=self.scanner_prefix,
            suffix=self.scanner_suffix,
            pause_ends=self.scanner_ends == "pause",
            separator=self.scanner_separator,
        )

    @property
    def serial(self) -> Choice:
        """The scanner on a serial port, and how it talks; none for an empty port."""
        from ui.serial_scanner import Choice

        return Choice(self.serial_port, self.serial_device, self.serial_speed, self.serial_line)

    def save(self) -> None:
        """Write the file whole, or leave the old one; what went wrong is in `trouble`.

        A file that could not be read is kept beside the new one.
        """
        import tomli_w

        kept = dict(self.left_out)
        for name, one in DECLARED.items():
            value = getattr(self, name)
            if name not in kept or value != one.default:
                kept[name] = value
        part = self.file.with_suffix(".part")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(tomli_w.dumps(kept), "utf-8")
            if self.trouble and self.file.exists():
                self.file.replace(self.file.with_suffix(".unread"))
            part.replace(self.file)
            self.trouble = ""
        except OSError as error:
            self.trouble = str(error)


DECLARED = declared(Settings)
"""Every setting of this computer by its name in the file."""
