# SPDX-License-Identifier: MIT
"""QR codes as rows of bits, and as one path of a PDF page.

A tag fills version 1 at error level H to the last character (ISO/IEC 18004, table 7: ten
alphanumeric ones). With version, level and mask fixed every module is a sum of data bits over
GF(2), error correction included, so that the codes of all tags are sums of 56 codes which the
qrcode library makes once: a microsecond a tag instead of a millisecond.
"""

import re
from contextlib import suppress
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple, cast

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.util import MODE_ALPHA_NUM, QRData

# White modules that a scanner needs on every side (ISO/IEC 18004, 9.1).
QUIET = 4
TAG_MODULES = 21

# Of the eight masks the one with the fewest bad patterns over many tags (penalty of 9.7.3).
_TAG_MASK = 0
_TAG = re.compile(r"[0-9A-Z]{10}\Z")
_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PAIR_BITS = 11
_CHUNK = 7


class Matrix(NamedTuple):
    """A QR code without its quiet zone: `size` rows of `size` bits, leftmost bit highest."""

    size: int
    rows: tuple[int, ...]


def matrix(text: str) -> Matrix:
    """The QR code of a text: ten capitals and digits as version 1 H, others as small as may be.

    Others get level M, or a better one where it costs no larger code. ValueError where the text
    is empty, longer than a QR code holds (2,331 bytes), or cannot be encoded.
    """
    return _tag_matrix(text) if _TAG.match(text) else _other_matrix(text)


def rows_of(code: QRCode[Any]) -> Matrix:
    """The rows of a code made by the qrcode library."""
    size = code.modules_count
    bits = ["".join("1" if module else "0" for module in row) for row in code.modules]
    return Matrix(size, tuple(int(row, 2) for row in bits))


def whole_tag_code(text: str) -> QRCode[Any]:
    """The code of one tag by the qrcode library alone, about 1 ms."""
    code: QRCode[Any] = QRCode(
        version=1, error_correction=ERROR_CORRECT_H, mask_pattern=_TAG_MASK, border=0
    )
    code.add_data(QRData(text, mode=cast(Literal[2], MODE_ALPHA_NUM)), optimize=0)
    code.make(fit=False)
    return code


def _joined(rows: tuple[int, ...]) -> int:
    number = 0
    for row in rows:
        number = number << TAG_MODULES | row
    return number


class _Pair(dict[str, int]):
    """What two characters at one place of the tag add to the code with zeros there."""

    def __init__(self, place: int) -> None:
        super().__init__()
        base = _base()
        self._bits = []
        for bit in range(_PAIR_BITS):
            high, low = divmod(1 << bit, 45)  # two characters are one number, base 45
            text = "0" * place + _character(high) + _character(low)
            self._bits.append(_joined(rows_of(whole_tag_code(text.ljust(10, "0"))).rows) ^ base)

    def __missing__(self, pair: str) -> int:
        value = _ALPHANUMERIC.index(pair[0]) * 45 + _ALPHANUMERIC.index(pair[1])
        added = 0
        for bit in range(_PAIR_BITS):
            if value >> bit & 1:
                added ^= self._bits[bit]
        self[pair] = added
        return added


def _character(value: int) -> str:
    """The character of a value in the alphanumeric mode (ISO/IEC 18004, table 5)."""
    return (_ALPHANUMERIC + " $%*+-./:")[value]


@cache
def _base() -> int:
    return _joined(rows_of(whole_tag_code("0" * 10)).rows)


@cache
def _pairs() -> tuple[_Pair, ...]:
    return tuple(_Pair(place) for place in range(0, 10, 2))


_ROW = (1 << TAG_MODULES) - 1
_SHIFTS = tuple(range((TAG_MODULES - 1) * TAG_MODULES, -1, -TAG_MODULES))


def _tag_matrix(tag: str) -> Matrix:
    one, two, three, four, five = _pairs()
    whole = (
        _base() ^ one[tag[:2]] ^ two[tag[2:4]] ^ three[tag[4:6]] ^ four[tag[6:8]] ^ five[tag[8:]]
    )
    return Matrix(TAG_MODULES, tuple([whole >> shift & _ROW for shift in _SHIFTS]))


@lru_cache(maxsize=512)
def _other_matrix(text: str) -> Matrix:
    if not text:
        raise ValueError("an empty text has no QR code")
    try:
        smallest = _code(text, ERROR_CORRECT_M, None)
    except (DataOverflowError, ValueError) as error:
        raise ValueError("this text is longer than a QR code holds, or no text") from error
    for level in (ERROR_CORRECT_H, ERROR_CORRECT_Q):
        with suppress(DataOverflowError):
            return rows_of(_code(text, level, smallest.version))
    return rows_of(smallest)


def _code(text: str, level: int, version: int | None) -> QRCode[Any]:
    code: QRCode[Any] = QRCode(version=version, error_correction=level, border=0)
    code.add_data(text)
    code.make(fit=version is None)
    return code


@cache
def _piece_of_path(x: int, y: int, bits: int) -> str:
    """The dark runs of seven modules side by side, as rectangles one module high."""
    runs = re.finditer("1+", f"{bits:0{_CHUNK}b}")
    return "".join(f"{x + r.start()} {y} {r.end() - r.start()} 1 re\n" for r in runs)


@cache
def _places(size: int) -> tuple[tuple[int, tuple[tuple[int, int], ...]], ...]:
    """For each row its height above the bottom, and where its runs of seven begin and lie."""
    width = -(-size // _CHUNK) * _CHUNK
    spots = tuple((x, width - x - _CHUNK) for x in range(0, width, _CHUNK))
    return tuple((size - 1 - row, spots) for row in range(size))


def path(code: Matrix) -> str:
    """PDF path operators of all dark modules, one unit a module, origin bottom left.

    One path, filled at once, so that no viewer shows hair lines between modules.
    """
    pad = -code.size % _CHUNK
    parts = []
    for bits, (y, spots) in zip(code.rows, _places(code.size), strict=True):
        padded = bits << pad
        for x, shift in spots:
            parts.append(_piece_of_path(x, y, padded >> shift & 0x7F))
    return "".join(parts)
