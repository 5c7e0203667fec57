# SPDX-License-Identifier: MIT
"""What a scan means, decided in one pure function."""

import re
from typing import NamedTuple

from workshop.domain import text as words
from workshop.domain.refused import Refused
from workshop.domain.tag import looks_like_tag, plain, read_tag
from workshop.domain.terms import ScanKind

# Codes of our own badges: letters, digits and dashes only, so that any keyboard layout types them.
BADGES = {"CWP-": ScanKind.PERSON, "CWL-": ScanKind.PLACE, "CWS-": ScanKind.STATION}

LONGEST = 1024
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_CAPTION = re.compile(r"(?:S/?N|SERIAL(?:\s*(?:NO|NUMBER))?)\.?\s*[:#]\s*", re.IGNORECASE)
_PART_CAPTION = re.compile(r"(?:P/?N|PART(?:\s*(?:NO|NUMBER))?)\.?\s*[:#]\s*", re.IGNORECASE)
_NVIDIA_PART = re.compile(r"(?:900|699|692|180|600)-[0-9A-Z]{5}-[0-9A-Z]{4}-[0-9A-Z]{3}\Z")
_EAN_SYMBOLOGY = "]E"
_ENVELOPE = "[)>\x1e"
_GS, _RS, _EOT = "\x1d", "\x1e", "\x04"

# ANSI MH10.8.2 data identifiers that carry what we look for.
_SERIAL_IDENTIFIERS = ("S", "1S", "30S", "25S")
_PART_IDENTIFIERS = ("1P", "P")


class Scan(NamedTuple):
    """A scan and its meaning; `problem` says why it cannot be read, where it cannot."""

    kind: ScanKind
    value: str
    symbology: str = ""
    problem: Refused | None = None


def _envelope(message: str) -> dict[str, str]:
    """The data identifiers of an ISO/IEC 15434 message of format 06, by identifier."""
    found: dict[str, str] = {}
    for part in message.removeprefix(_ENVELOPE).rstrip(_RS + _EOT).split(_GS)[1:]:
        match = re.match(r"(\d{0,2}[A-Z])(.+)\Z", part)
        if match:
            found.setdefault(match[1], match[2])
    return found


def ean_is_valid(digits: str) -> bool:
    """Whether a UPC-A or EAN-13 has a right check digit (GS1 General Specifications, 7.9)."""
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (8, 12, 13):
        return False
    weighed = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return weighed % 10 == 0


def read_scan(raw: str, site: str) -> Scan:
    """What a scan means in the workshop of this site code; never raises.

    Looks, in this order, for an AIM prefix, our tag, our badges, an ISO/IEC 15434 message, a
    UPC/EAN (only where the scanner names the symbology, since serials of 13 digits exist),
    captions such as `S/N:`, an NVIDIA part number, and otherwise takes it for a serial.
    """
    text = raw.strip(" \t\r\n")
    symbology = text[:3] if _AIM.match(text) else ""
    text = text[len(symbology) :].strip()
    if not text:
        return Scan(ScanKind.UNREADABLE, "", symbology, Refused("Nothing was read. Scan again."))
    if text.startswith(_ENVELOPE) and len(text) <= LONGEST:
        return _of_envelope(text, symbology)
    if looks_like_tag(text, site):
        if read_tag(text) is None:
            problem = Refused(
                "The check character of “{text}” is wrong. Scan the label again.",
                text=words.shown(text),
            )
            return Scan(ScanKind.BAD_TAG, plain(text), symbology, problem)
        return Scan(ScanKind.TAG, plain(text), symbology)
    if words.has_hidden(text):
        return _of_serial(text, symbology)
    badge = BADGES.get(text[:4].upper())
    if badge is not None and len(text) > 4:
        return Scan(badge, text[4:].upper(), symbology)
    if symbology.startswith(_EAN_SYMBOLOGY) and text.isdigit():
        return Scan(ScanKind.UPC, text, symbology)
    if part := _PART_CAPTION.match(text):
        return _of_part(text[part.end() :], symbology)
    if caption := _CAPTION.match(text):
        text = text[caption.end() :]
    if _NVIDIA_PART.match(text.upper()):
        return Scan(ScanKind.PART_NUMBER, text.upper(), symbology)
    return _of_serial(text, symbology)


def _of_serial(text: str, symbology: str) -> Scan:
    try:
        return Scan(ScanKind.SERIAL, words.serial(text), symbology)
    except Refused as problem:
        return Scan(ScanKind.UNREADABLE, words.shown(text), symbology, problem)


def _of_part(text: str, symbology: str) -> Scan:
    try:
        part = words.require(text, "The part number", words.SHORT)
    except Refused as problem:
        return Scan(ScanKind.UNREADABLE, words.shown(text), symbology, problem)
    return Scan(ScanKind.PART_NUMBER, part, symbology)


def _of_envelope(text: str, symbology: str) -> Scan:
    found = _envelope(text)
    for identifier in _SERIAL_IDENTIFIERS:
        if identifier in found:
            return _of_serial(found[identifier], symbology)
    for identifier in _PART_IDENTIFIERS:
        if identifier in found:
            return _of_part(found[identifier], symbology)
    problem = Refused("This code holds no serial. Scan the serial label of the card.")
    return Scan(ScanKind.UNREADABLE, words.shown(text), symbology, problem)
