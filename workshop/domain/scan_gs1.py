# SPDX-License-Identifier: MIT
"""GS1: the article codes on boxes (UPC, EAN, GTIN), element strings and Digital Link addresses."""

import re

from workshop.domain.scan_fields import Field
from workshop.domain.terms import FieldKind

GS = "\x1d"

# AIM prefixes of codes that begin with FNC1: GS1-128, DataMatrix, QR, DataBar, DotCode.
SYMBOLOGIES = frozenset(("]C1", "]d2", "]Q3", "]e0", "]J1"))

# Application identifiers that say something of a card or a reel (GS1 General Specifications, 3).
_KINDS = {
    "00": FieldKind.PACKAGE, "01": FieldKind.UPC, "02": FieldKind.UPC, "10": FieldKind.LOT,
    "11": FieldKind.DATE, "21": FieldKind.SERIAL, "30": FieldKind.QUANTITY,
    "37": FieldKind.QUANTITY, "240": FieldKind.PART_NUMBER, "241": FieldKind.CUSTOMER_PART,
    "400": FieldKind.ORDER, "412": FieldKind.SUPPLIER, "422": FieldKind.ORIGIN,
    "8004": FieldKind.SERIAL, "8006": FieldKind.UPC,
}  # fmt: skip

_LENGTHS = (8, 12, 13, 14)
_HUMAN = re.compile(r"\(\d{2,4}\)")


def check_digit_holds(digits: str) -> bool:
    """Whether an EAN-8, UPC-A, EAN-13 or GTIN-14 has a right check digit (GS1 Gen. Spec. 7.9)."""
    if not digits.isascii() or not digits.isdigit() or len(digits) not in _LENGTHS:
        return False
    weighed = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return weighed % 10 == 0


def upc_a_of(digits: str) -> str:
    """The UPC-A a UPC-E of eight digits stands for; "" where it is none or its check is wrong."""
    if not digits.isascii() or not digits.isdigit() or len(digits) != 8 or digits[0] not in "01":
        return ""
    system, x, check = digits[0], digits[1:7], digits[7]
    if x[5] in "012":
        body = x[:2] + x[5] + "0000" + x[2:5]
    elif x[5] == "3":
        body = x[:3] + "00000" + x[3:5]
    elif x[5] == "4":
        body = x[:4] + "00000" + x[4]
    else:
        body = x[:5] + "0000" + x[5]
    expanded = system + body + check
    return expanded if check_digit_holds(expanded) else ""


def _is_for_trade(digits: str) -> bool:
    """Whether a number can be on a box that is sold: not one a shop may give out for itself.

    Numbers from 02, 04 and 2 are (GS1 Gen. Spec. 1.4): so twelve digits that begin with 2, as
    serials that begin with the year do, are never a UPC.
    """
    if len(digits) == 8:
        return digits[0] not in "02"
    thirteen = digits.zfill(14)[1:]
    return int(digits) > 0 and thirteen[0] != "2" and thirteen[:2] not in ("02", "04")


def article(digits: str) -> str:
    """The article code that digits alone are, as a box shows it; "" where they are none.

    UPC-E is written out, and zeros a scanner put before a UPC-A or EAN-13 are taken off, so that
    one box gives one text whatever reads it.
    """
    if check_digit_holds(digits) and _is_for_trade(digits):
        return as_printed(digits)
    written_out = upc_a_of(digits)
    return written_out if written_out and _is_for_trade(written_out) else ""


def as_printed(digits: str) -> str:
    """A GTIN in its shortest form: 8 digits, 12 (UPC-A), 13 or 14."""
    padded = digits.zfill(14)
    if len(digits) != 12 and padded.startswith("000000") and padded[6] not in "02":
        return padded[6:]
    if padded.startswith("00"):
        return padded[2:]
    return padded.removeprefix("0")


def is_trusted(text: str, symbology: str) -> bool:
    """Whether a text says that it is GS1: by its symbology, an FNC1, or brackets for people.

    Digits alone are not: EAN 4006381333931 could be read as order number 6381333931 (AI 400).
    """
    return symbology in SYMBOLOGIES or GS in text or _HUMAN.match(text) is not None


def element_strings(text: str) -> tuple[Field, ...]:
    """The parts of a GS1 text, with GS (0x1D) or brackets around identifiers; () if it is none."""
    if not text.isascii():
        return ()
    import biip  # here: most scans are not GS1, and it takes a while to load
    from biip.gs1_messages import GS1Message

    try:
        message = (
            GS1Message.parse_hri(text) if _HUMAN.match(text) else GS1Message.parse(text.strip(GS))
        )
    except (biip.ParseError, ValueError):
        return ()
    return tuple(_field(e.ai.ai, e.value) for e in message.element_strings)


def digital_link(address: str) -> tuple[Field, ...]:
    """The parts of a GS1 Digital Link address; () where it is an address of another kind."""
    if not address.isascii():
        return ()
    import biip
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI

    try:
        link = GS1DigitalLinkURI.parse(address)
    except (biip.ParseError, ValueError):
        return ()
    return tuple(_field(e.ai.ai, e.value) for e in link.element_strings)


def _field(identifier: str, value: str) -> Field:
    kind = _KINDS.get(identifier, FieldKind.OTHER)
    if kind is FieldKind.UPC:
        value = as_printed(value[:14])
    return Field(kind, value, f"({identifier})")
