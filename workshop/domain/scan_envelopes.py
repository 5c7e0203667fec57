# SPDX-License-Identifier: MIT
"""ISO/IEC 15434 messages, whole or as scanners mangle them, and ANSI MH10.8.2 data identifiers."""

import re
from typing import NamedTuple

from workshop.domain.refused import Refused
from workshop.domain.scan_fields import Field
from workshop.domain.scan_gs1 import GS, element_strings
from workshop.domain.scan_patterns import Patterns
from workshop.domain.terms import FieldKind

_RS, _EOT = "\x1e", "\x04"


class _Identifier(NamedTuple):
    """What a data identifier marks, and what its values look like where nothing parts them."""

    kind: FieldKind
    signs: str
    least: int
    most: int


_SERIAL, _PART = "0-9A-Z", "0-9A-Z./-"
_IDENTIFIERS = {
    "S": _Identifier(FieldKind.SERIAL, _SERIAL, 5, 25),
    "1S": _Identifier(FieldKind.SERIAL, _SERIAL, 5, 25),
    "30S": _Identifier(FieldKind.SERIAL, _SERIAL, 5, 25),
    "25S": _Identifier(FieldKind.SERIAL, _SERIAL, 8, 50),
    "1P": _Identifier(FieldKind.PART_NUMBER, _PART, 4, 35),
    "30P": _Identifier(FieldKind.PART_NUMBER, _PART, 4, 35),
    "31P": _Identifier(FieldKind.PART_NUMBER, _PART, 4, 35),
    "P": _Identifier(FieldKind.CUSTOMER_PART, _PART, 4, 35),
    "2P": _Identifier(FieldKind.REVISION, _SERIAL, 1, 4),
    "Q": _Identifier(FieldKind.QUANTITY, "0-9", 1, 7),
    "7Q": _Identifier(FieldKind.QUANTITY, _SERIAL, 1, 9),
    "K": _Identifier(FieldKind.ORDER, _PART, 3, 20),
    "1K": _Identifier(FieldKind.ORDER, _PART, 3, 20),
    "D": _Identifier(FieldKind.DATE, "0-9", 4, 8),
    "6D": _Identifier(FieldKind.DATE, "0-9", 6, 11),
    "9D": _Identifier(FieldKind.DATE, "0-9", 4, 8),
    "10D": _Identifier(FieldKind.DATE, "0-9", 4, 6),
    "16D": _Identifier(FieldKind.DATE, "0-9", 8, 8),
    "T": _Identifier(FieldKind.LOT, _PART, 3, 20),
    "1T": _Identifier(FieldKind.LOT, _PART, 3, 20),
    "2T": _Identifier(FieldKind.LOT, _PART, 3, 20),
    "4L": _Identifier(FieldKind.ORIGIN, "A-Z", 2, 2),
    "V": _Identifier(FieldKind.SUPPLIER, _SERIAL, 3, 13),
    "1V": _Identifier(FieldKind.SUPPLIER, _SERIAL, 3, 13),
    "18V": _Identifier(FieldKind.SUPPLIER, _SERIAL, 3, 35),
    "3S": _Identifier(FieldKind.PACKAGE, _SERIAL, 5, 25),
    "12S": _Identifier(FieldKind.PACKAGE, _SERIAL, 5, 25),
}
# Text element identifiers of format 12 (ATA Spec 2000), as defence and airline suppliers use.
_TEXT_ELEMENTS = {
    "SER": FieldKind.SERIAL, "SEQ": FieldKind.SERIAL, "PNR": FieldKind.PART_NUMBER,
    "PNO": FieldKind.PART_NUMBER, "MFR": FieldKind.SUPPLIER, "CAG": FieldKind.SUPPLIER,
    "SPL": FieldKind.SUPPLIER, "LOT": FieldKind.LOT, "DMF": FieldKind.DATE,
}  # fmt: skip

_HEADER = re.compile(r"\[\)>(?P<rs>[^0-9A-Za-z]?)(?P<format>05|06|12)(?P<gs>[^0-9A-Za-z]?)")
_PART_FORM = re.compile(r"(\d{0,3}[A-Za-z])(.+)", re.DOTALL | re.ASCII)
_TEXT_FORM = re.compile(r"([A-Z]{3})[ :]?(.+)", re.DOTALL)

# Longer ones are not taken apart without separators: no label has them.
_LONGEST_BARE = 128

# Control characters as scanners and their drivers write them out, and the Data Matrix code words
# (236, 237) that stand for the beginning of a message.
_SPELLED = {
    **{mark: GS for mark in ("␝", "^]", "<GS>", "{GS}", "[GS]", "\\x1d", "\\u001d")},
    **{mark: GS for mark in ("<FNC1>", "{FNC1}")},
    **{mark: _RS for mark in ("␞", "^^", "<RS>", "{RS}", "[RS]", "\\x1e", "\\u001e")},
    **{mark: _EOT for mark in ("␄", "^D", "<EOT>", "{EOT}", "[EOT]", "\\x04", "\\u0004")},
}  # fmt: skip
_SPELLING = re.compile("|".join(map(re.escape, _SPELLED)), re.IGNORECASE)
_MACROS = {"\xec": f"[)>{_RS}05{GS}", "\xed": f"[)>{_RS}06{GS}"}


def with_separators(text: str) -> str:
    """The text with real control characters where they were written out, and macros in full."""
    text = _SPELLING.sub(lambda found: _SPELLED[_known(found[0])], text)
    return _MACROS[text[0]] + text[1:] if text[:1] in _MACROS else text


def _known(mark: str) -> str:
    return mark if mark in _SPELLED else (
        mark.upper() if mark.upper() in _SPELLED else mark.lower()
    )  # fmt: skip


def is_envelope(text: str) -> bool:
    """Whether a text begins as an ISO/IEC 15434 message does."""
    return text.startswith("[)>")


def open_envelope(text: str, patterns: Patterns) -> tuple[Field, ...]:
    """The parts of a message of format 05, 06 or 12; () where it has none.

    Separators are learnt from its beginning, whatever sign the scanner puts for them. Refuses one
    that came without any and could be read in more than one way.
    """
    header = _HEADER.match(text)
    if header is None:
        return ()
    rs, gs = header["rs"], header["gs"]
    fields: list[Field] = []
    another = re.compile(re.escape(rs or _RS) + "(?=(?:05|06|12)" + re.escape(gs or GS) + ")")
    first, *more = another.split(text[header.end() :])
    records = [(header["format"], first)]
    records += [(record[:2], record[2:].removeprefix(gs or GS)) for record in more]
    for form, body in records:
        fields += _record(form, body.rstrip(f"{_EOT}{_RS}{GS}{rs}{gs}\r\n "), gs, patterns)
    return tuple(fields)


def _record(form: str, body: str, gs: str, patterns: Patterns) -> tuple[Field, ...]:
    if form == "05":
        return element_strings(body.replace(gs, GS) if gs else body)
    if form == "12":
        found = (_TEXT_FORM.match(part) for part in body.split(gs or GS))
        return tuple(
            Field(_TEXT_ELEMENTS.get(m[1], FieldKind.OTHER), m[2], m[1]) for m in found if m
        )
    if gs:
        return _parted(body, gs)
    return _unparted(body.upper(), patterns)


def _parted(body: str, gs: str) -> tuple[Field, ...]:
    """The parts between separators.

    A sign put for GS may also stand inside a value: what begins with no identifier belongs to the
    value before it.
    """
    parts: list[str] = []
    for part in body.split(gs):
        found = _PART_FORM.match(part)
        known = found is not None and found[1].upper() in _IDENTIFIERS
        if gs != GS and parts and not known:
            parts[-1] += gs + part
        else:
            parts.append(part)
    found_parts = (_PART_FORM.match(part) for part in parts)
    return tuple(_field(found[1].upper(), found[2]) for found in found_parts if found)


def _field(identifier: str, value: str) -> Field:
    known = _IDENTIFIERS.get(identifier)
    return Field(known.kind if known else FieldKind.OTHER, value, identifier)


def data_identifiers(text: str) -> tuple[Field, ...]:
    """The parts of a message that lost its beginning: only data identifiers. Else ()."""
    parts = [part for part in text.rstrip(_EOT + _RS).split(GS) if part]
    found = [_PART_FORM.match(part) for part in parts]
    if len(parts) < 2 or not all(m and m[1].upper() in _IDENTIFIERS for m in found):
        return ()
    return tuple(_field(m[1].upper(), m[2]) for m in found if m)


class _Span(NamedTuple):
    """A stretch of an unparted message that may be one part."""

    start: int
    end: int
    field: Field


def _unparted(body: str, patterns: Patterns) -> tuple[Field, ...]:
    """The serial, and the part number next to it, of a message that lost its separators.

    Every way to part it is looked at. Only a serial on which all agree is taken, or the one that
    is a maker's beyond doubt; otherwise it is refused, for a wrong serial is worse than none.
    """
    spans = _spans(body) if len(body) <= _LONGEST_BARE else []
    serials = [span for span in spans if span.field.kind is FieldKind.SERIAL]
    if len({span.field.value for span in serials}) > 1:
        serials = [span for span in serials if patterns.is_sure(span.field.value)]
    parts = [span for span in spans if span.field.kind is FieldKind.PART_NUMBER]
    if len({span.field.value for span in serials}) == 1:
        serial = serials[0]
        beside = [p for p in parts if serial.start == p.end or p.start == serial.end]
        near = {span.field.value: span.field for span in beside}
        return (serial.field, *(near.values() if len(near) == 1 else ()))
    if not serials and len({span.field.value for span in parts}) == 1:
        return (parts[0].field,)
    if not spans:
        return ()
    raise Refused(
        "The scanner lost the separators of this code, and it can be read in more than one way. "
        "Scan the serial bar code, or set a sign for GS in the settings of the scanner."
    )


def _spans(body: str) -> list[_Span]:
    """Every stretch that is a part in at least one way to part the whole message."""
    found: list[_Span] = []
    reached = {0}
    for start in range(len(body)):
        if start in reached:
            ahead = _parts_from(body, start)
            reached.update(span.end for span in ahead)
            found += ahead
    leads_on, whole = {len(body)}, []
    for span in sorted(found, key=lambda one: -one.start):
        if span.end in leads_on:
            leads_on.add(span.start)
            whole.append(span)
    return whole


def _parts_from(body: str, start: int) -> list[_Span]:
    spans = []
    for name, known in _IDENTIFIERS.items():
        if not body.startswith(name, start):
            continue
        begin = start + len(name)
        value = re.compile(f"[{known.signs}]*").match(body, begin)
        most = min(known.most, len(value[0]) if value else 0)
        for length in range(known.least, most + 1):
            field = Field(known.kind, body[begin : begin + length], name)
            spans.append(_Span(start, begin + length, field))
    return spans
