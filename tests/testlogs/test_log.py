# SPDX-License-Identifier: MIT
"""The lines of a file, in whatever code page and with whatever line ends they were written."""

import codecs

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import log
from workshop.testlogs.log import Log


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"one", ["one"]),
        (b"one\n", ["one"]),
        (b"one\r\ntwo\rthree\n\nfive", ["one", "two", "three", "", "five"]),
        ("Temp: 45 °C\n".encode(), ["Temp: 45 °C"]),
        ("Temp: 45 °C\nDébit\n".encode("cp1252"), ["Temp: 45 °C", "Débit"]),
        (
            "\ufeffGPU 温度\n".encode() + "热点温度 [℃]\n".encode("gbk"),
            ["GPU 温度", "热点温度 [℃]"],
        ),
        (b"\x1b[1;32mPASSed\x1b[0m\x1b[K now\x1b", ["PASSed now\x1b"]),
        (b"PK\x03\x04\0\0", []),
    ],
)
def test_lines(data: bytes, lines: list[str]) -> None:
    assert list(Log(data).lines()) == lines


def test_what_is_too_long() -> None:
    (line,) = Log(b"x" * (log.LONGEST_LINE + 1)).lines()
    assert len(line) == log.LONGEST_LINE
    with pytest.raises(Refused, match="more than 500000 lines"):
        list(Log(b"x\n" * (log.MOST_LINES + 2)).lines())


def test_a_foreign_byte_that_means_nothing_is_marked() -> None:
    assert list(Log(b"a\x81b").lines()) == ["a\ufffdb"]


@pytest.mark.parametrize("half", ["\ud800", "\ud800 \udc80", "a\udfff\udcb0b"])
def test_half_a_character_of_utf_16_is_marked(half: str) -> None:
    data = codecs.BOM_UTF16_LE + half.encode("utf-16-le", "surrogatepass")
    (line,) = Log(data).lines()
    assert "\ufffd" in line
    line.encode("utf-8")
