# SPDX-License-Identifier: MIT
"""The settings of this computer: declared once, kept as TOML in the user's folder."""

from __future__ import annotations

import os
import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import platformdirs

from ui.theme import MODES, Mode

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

# Least and most of every setting that is a number.
BOUNDS = {
    "scanner_gap": (10, 300),
    "scanner_least": (2, 32),
    "scanner_repeat": (0, 10_000),
    "label_start": (1, 500),
}
_WORDS: dict[str, tuple[object, ...]] = {
    "theme": MODES,
    "scanner_ends": tuple(ENDS),
    "serial_line": SERIAL_LINES,
    "serial_speed": SERIAL_SPEEDS,
    "report_paper": tuple(PAPERS),
}


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

    theme: Mode = "system"
    language: str = "en"
    sound: bool = True
    database: str = ""
    person: str = ""
    station: str = ""
    batch: str = ""
    printer: str = ""
    printers: list[dict[str, Any]] = field(default_factory=list)
    label_layout: str = "62x29"
    label_start: int = 1
    report_sections: str = ""
    report_paper: str = "a4"
    report_language: str = ""
    report_photos: bool = True
    report_prices: bool = True
    report_card_pages: bool = False
    paper_folder: str = ""
    photo_folder: str = ""
    log_folder: str = ""
    test_slot: str = ""
    scanner_gap: int = 50
    scanner_least: int = 4
    scanner_ends: str = "both"
    scanner_prefix: str = ""
    scanner_suffix: str = ""
    scanner_separator: str = ""
    scanner_repeat: int = 1_000
    serial_port: str = ""
    serial_device: str = ""
    serial_speed: int = 9600
    serial_line: str = "8N1"
    camera: str = ""
    file: Path = field(default_factory=settings_file, repr=False)
    trouble: str = field(default="", repr=False)
    """Why the file could not be read or written, in the system's words."""

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
        for one in fields(cls):
            if one.name in kept and _fits(getattr(found, one.name), kept[one.name], one.name):
                setattr(found, one.name, kept[one.name])
        return found

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
        """Write the file whole, or leave the old one; what went wrong is in `trouble`."""
        import tomli_w

        kept: dict[str, Any] = asdict(self)
        del kept["file"], kept["trouble"]
        part = self.file.with_suffix(".part")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(tomli_w.dumps(kept), "utf-8")
            part.replace(self.file)
            self.trouble = ""
        except OSError as error:
            self.trouble = str(error)


def _fits(default: object, value: object, name: str) -> bool:
    """Whether a value from the file is of the kind, and within the bounds, of its setting."""
    if type(value) is not type(default):
        return False
    if isinstance(value, list):
        return all(isinstance(one, dict) for one in value)
    if name in _WORDS:
        return value in _WORDS[name]
    bounds = BOUNDS.get(name)
    return bounds is None or (isinstance(value, int) and bounds[0] <= value <= bounds[1])
