# SPDX-License-Identifier: MIT
"""What a scan means, decided in one pure function."""

import re
from collections.abc import Callable
from typing import NamedTuple

from workshop.domain import scan_gs1
from workshop.domain import text as words
from workshop.domain.command import looks_like_command, read_command
from workshop.domain.refused import Refused
from workshop.domain.scan_envelopes import (
    data_identifiers,
    is_envelope,
    open_envelope,
    with_separators,
)
from workshop.domain.scan_fields import BADGES, Field, clean_fields, date_of
from workshop.domain.scan_patterns import Guess, Patterns
from workshop.domain.scan_words import captioned, gpu_uuid, is_nvidia_part, read_die
from workshop.domain.tag import looks_like_tag, plain, read_tag
from workshop.domain.terms import FieldKind, ScanKind

LONGEST = 1024
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_EAN_SYMBOLOGY, _WITH_ADD_ON, _ITF_SYMBOLOGY = "]E", "]E3", "]I"
# Makers print serials in these, and article codes never.
_SERIAL_SYMBOLOGIES = ("]A", "]C0", "]G")
_ADDRESS = re.compile(r"(?:https?://|www\.)", re.IGNORECASE)
# Full-width letters, digits and signs, as an input method for Chinese or Japanese types them.
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Data identifiers of serials, the supplier's own first; 25S holds it among other things.
_SERIAL_ORDER = {"S": 0, "1S": 1, "30S": 2, "25S": 3}
# Data identifiers that stand before a number even without an envelope.
_BARE_PART = re.compile(r"(?:1P|30P|P)(?=\d{3}-)")


class Scan(NamedTuple):
    """A scan and its meaning.

    `value` is what it says, `normal` the form in which it is compared; `symbology` the AIM prefix
    the scanner sent. `fields` are all parts of a code that holds several, the one that is `value`
    among them. `guess` is the maker and date a serial's form speaks for; it never decides what a
    scan is. `problem` says why it cannot be used, where it cannot.
    """

    kind: ScanKind
    value: str
    normal: str = ""
    symbology: str = ""
    fields: tuple[Field, ...] = ()
    guess: Guess = Guess()
    problem: Refused | None = None


def read_scan(
    raw: str,
    site: str,
    secret: str = "",
    patterns: Callable[[], Patterns] = Patterns,
    maker: str = "",
) -> Scan:
    """What a scan means in the workshop of this site code and secret; never raises.

    Looks, in this order, for an AIM prefix, our tag, a command code, our badges, a code of several
    parts (ISO/IEC 15434, data identifiers, GS1, an address), captions such as `S/N:`, a UPC/EAN,
    a GPU UUID, a part number, a marking, and otherwise takes it for a serial. Without `secret` no
    command is ours. `patterns` gives the forms in force, and is asked only for what is not our own;
    without it nothing is known of makers. A known `maker` leaves only its own forms for the guess.
    """
    text = raw.strip(" \t\r\n").translate(_WIDE)
    symbology = text[:3] if _AIM.match(text) else ""
    text = text[len(symbology) :].strip(" \t\r\n")
    if not text:
        problem = Refused("Nothing was read. Scan again.")
        found = Scan(ScanKind.UNREADABLE, "", problem=problem)
    elif len(text) > LONGEST:
        found = _of_serial(text)
    else:
        found = _ours(text, site, secret) or _theirs(text, symbology, patterns(), maker)
    return found._replace(symbology=symbology)


def _theirs(text: str, symbology: str, patterns: Patterns, maker: str) -> Scan:
    """What a code of somebody else means."""
    found = (
        _of_parts(text, symbology, patterns) or _named(text) or _of_form(text, symbology, patterns)
    )
    return _guessed(found, patterns, maker) if found.kind is ScanKind.SERIAL else found


def _ours(text: str, site: str, secret: str) -> Scan | None:
    """Our tag, command or badge."""
    if looks_like_tag(text, site):
        bare = plain(text)
        if read_tag(text) is not None:
            return Scan(ScanKind.TAG, bare, bare)
        problem = Refused(
            "The check character of “{text}” is wrong. Scan the label again.",
            text=words.shown(text),
        )
        return Scan(ScanKind.BAD_TAG, bare, bare, problem=problem)
    if looks_like_command(text):
        return _command(text, secret)
    badge = BADGES.get(text[:4].upper())
    if badge is not None and len(text) > 4 and text.isprintable():
        return Scan(badge, text[4:].upper(), text.upper())
    return None


def _command(text: str, secret: str) -> Scan:
    action = read_command(secret, text)
    if action is not None:
        return Scan(ScanKind.COMMAND, action, text.upper())
    problem = Refused(
        "“{text}” is no command of this workshop, so nothing was done. "
        "Print a new command sheet and scan from that.",
        text=words.shown(text),
    )
    return Scan(ScanKind.FOREIGN_COMMAND, words.shown(text), problem=problem)


def _of_parts(text: str, symbology: str, patterns: Patterns) -> Scan | None:
    """A code made of parts that say what they are."""
    if _ADDRESS.match(text):
        return _of_address(text)
    separated = with_separators(text)
    if is_envelope(separated):
        try:
            return _of_fields(open_envelope(separated, patterns))
        except Refused as problem:
            return Scan(ScanKind.UNREADABLE, words.shown(text), problem=problem)
    if scan_gs1.article(text) or patterns.is_sure(text):
        return None  # digits alone that happen to be read as GS1, too
    fields: tuple[Field, ...] = ()
    if symbology not in scan_gs1.SYMBOLOGIES:
        fields = data_identifiers(separated)
    if not fields and scan_gs1.is_trusted(separated, symbology):
        fields = scan_gs1.element_strings(separated)
    fields = fields or captioned(text)
    return _of_fields(fields) if fields else None


def _of_address(text: str) -> Scan:
    if fields := scan_gs1.digital_link(text):
        return _of_fields(fields)
    problem = Refused(
        "“{text}” is an address for a browser, not a serial. Scan the serial label.",
        text=words.shown(text),
    )
    return Scan(ScanKind.UNKNOWN, words.shown(text), problem=problem)


def _of_fields(fields: tuple[Field, ...]) -> Scan:
    """What a code of several parts means: its serial, else its part number, else its article."""
    kinds = {field.kind for field in fields}
    serials = _serials(fields)
    part = _first(fields, FieldKind.PART_NUMBER) or _first(fields, FieldKind.CUSTOMER_PART)
    if len(serials) > 1:
        problem = Refused(
            "This code holds {n} serials: it is on a carton, not on a card. "
            "Scan the serial label of the card.",
            n=len(serials),
        )
        found = Scan(ScanKind.UNKNOWN, "", problem=problem)
    elif serials and not is_nvidia_part(serials[0]):
        found = _of_serial(serials[0])
    elif part or serials:
        found = _of_part(part or serials[0].upper())
    elif uuid := gpu_uuid(_first(fields, FieldKind.GPU_UUID)):
        found = Scan(ScanKind.GPU_UUID, uuid, words.normal(uuid))
    elif FieldKind.UPC in kinds:
        found = _of_article(_first(fields, FieldKind.UPC))
    elif FieldKind.SERIAL in kinds or FieldKind.PART_NUMBER in kinds:
        found = _of_serial("")  # a caption with nothing after it
    else:
        problem = Refused("This code holds no serial. Scan the serial label of the card.")
        found = Scan(ScanKind.UNKNOWN, "", problem=problem)
    return found._replace(fields=clean_fields(fields))


def _first(fields: tuple[Field, ...], kind: FieldKind) -> str:
    return next((f.value.strip() for f in fields if f.kind is kind and f.value.strip()), "")


def _serials(fields: tuple[Field, ...]) -> list[str]:
    """The different serials of the one identifier that names the card best, as each was read."""
    named = [f for f in fields if f.kind is FieldKind.SERIAL and f.value.strip()]
    best = min((_SERIAL_ORDER.get(f.code, 0) for f in named), default=0)
    ours = [f.value.strip() for f in named if _SERIAL_ORDER.get(f.code, 0) == best]
    return list({words.normal(value): value for value in ours}.values())


def _named(text: str) -> Scan | None:
    """What has a form nothing else has: GPU UUID, NVIDIA part number, print on a GPU."""
    if die := read_die(text):  # its lines may come with line ends between them
        return Scan(ScanKind.MARKING, die[0].value, words.normal(die[0].value), fields=die)
    if not text.isprintable():
        return _of_serial(text)
    if uuid := gpu_uuid(text):
        return Scan(ScanKind.GPU_UUID, uuid, words.normal(uuid))
    if is_nvidia_part(text):
        return _of_part(text.upper())
    if is_nvidia_part(part := _BARE_PART.sub("", text.upper(), count=1)):
        return _of_part(part)
    return None


def _of_form(text: str, symbology: str, patterns: Patterns) -> Scan:
    """What the form of a text that says nothing of itself speaks for."""
    digits = re.sub(r"[\s-]", "", text)
    if digits.isascii() and digits.isdigit():
        if symbology.startswith(_EAN_SYMBOLOGY) or (
            symbology.startswith(_ITF_SYMBOLOGY) and len(digits) == 14
        ):
            return _of_article(digits[:13] if symbology == _WITH_ADD_ON else digits)
        is_serial = symbology.startswith(_SERIAL_SYMBOLOGIES) or patterns.is_sure(digits)
        if not is_serial and scan_gs1.article(digits):
            return _of_article(digits)
    elif patterns.is_marking(text):
        return Scan(ScanKind.MARKING, text.upper(), words.normal(text))
    elif patterns.guess(text, ScanKind.PART_NUMBER).rule:
        return _of_part(text.upper())
    elif text[0] in "Ss" and patterns.is_sure(text[1:]):
        return _of_serial(text[1:])  # a data identifier without its envelope
    return _of_serial(text)


def _of_serial(text: str) -> Scan:
    try:
        serial = words.serial(text)
    except Refused as problem:
        return Scan(ScanKind.UNREADABLE, words.shown(text), problem=problem)
    return Scan(ScanKind.SERIAL, serial, words.normal(serial))


def _of_part(text: str) -> Scan:
    try:
        part = words.require(text, "The part number", words.SHORT)
        if not part.isprintable():
            raise Refused("The part number has a line end in it. Scan it again.")
    except Refused as problem:
        return Scan(ScanKind.UNREADABLE, words.shown(text), problem=problem)
    return Scan(ScanKind.PART_NUMBER, part, words.normal(part))


def _of_article(text: str) -> Scan:
    """An article code that something else than its check digit speaks for."""
    digits = re.sub(r"[\s-]", "", text)
    if not digits.isascii() or not digits.isdigit() or len(digits) > 14:
        problem = Refused("“{text}” is no product code. Scan it again.", text=words.shown(text))
        return Scan(ScanKind.UNREADABLE, words.shown(text), problem=problem)
    digits = scan_gs1.article(digits) or digits
    return Scan(ScanKind.UPC, digits, digits)


def _guessed(scan: Scan, patterns: Patterns, maker: str) -> Scan:
    """A serial with what its form says of maker and date; a date the label itself gives is it."""
    guess = patterns.guess(scan.normal, maker=maker)
    if made := date_of(scan.fields):
        guess = guess._replace(made=made)
        if not guess.rule:
            guess = Guess(made=made, rule="label", confidence="high")
    return scan._replace(guess=guess)
