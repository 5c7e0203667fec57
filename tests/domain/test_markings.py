# SPDX-License-Identifier: MIT
"""What is printed on a die or memory chip, split into what it says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.domain.markings import Marking, split_marking
from workshop.domain.parts import marked_as, memory_part
from workshop.storage.catalogue import shipped


@pytest.mark.parametrize(
    ("raw", "chip", "sku", "stepping", "lot", "date"),
    [
        ("AD102-300-A1", "AD102", "300", "A1", "", ""),
        ("ad102-301-a1", "AD102", "301", "A1", "", ""),
        ("S TW 2324A1 / U2F028.MOW / AD102-301-A1", "AD102", "301", "A1", "U2F028.MOW", "2324"),
        ("2139A1 (SA1HKN.M3P) GA104-202-A1", "GA104", "202", "A1", "SA1HKN.M3P", "2139"),
        ("AD102-300-A1\n2238A1", "AD102", "300", "A1", "", "2238"),
        ("GA104-150-KD-A1", "GA104", "150", "A1", "", ""),
        ("20B2-895-A1", "", "", "", "", ""),
        ("AD102", "AD102", "", "", "", ""),
        ("2238A1", "", "", "A1", "", "2238"),
        ("9999A1", "", "", "", "", ""),
        ("D8BZC", "D8BZC", "", "", "", ""),
        ("1RK77 / d8bzc", "D8BZC", "", "", "", ""),
        ("MT61K512M32KPA-21:A", "MT61K512M32KPA", "21", "A", "", ""),
        ("MT61K256M32JE", "MT61K256M32JE", "", "", "", ""),
        ("K4ZAF325BM-HC16", "K4ZAF325BM", "HC16", "", "", ""),
        ("SEC 2148 / K4Z80325BC / HC14", "K4Z80325BC", "HC14", "", "", "2148"),
        ("SEC 148 K4Z80325BC HC14", "K4Z80325BC", "HC14", "", "", ""),
        ("K4VAF325ZC-SC28", "K4VAF325ZC", "SC28", "", "", ""),
        ("SKhynix H56G32CS4D X005", "H56G32CS4D", "X005", "", "", ""),
        ("H56C8H24AIR-S2C", "H56C8H24AIR", "S2C", "", "", ""),
        ("H56C8H24MJR", "H56C8H24MJR", "", "", "", ""),
        # What is said twice, and differently, is not sure.
        ("AD102-300-A1 GA102-200-A1 2238A1", "", "", "", "", "2238"),
        ("AD102-300-A1 2238A1 2239A1", "AD102", "300", "A1", "", ""),
        ("", "", "", "", "", ""),
        ("what is this", "", "", "", "", ""),
    ],
)
def test_a_marking_is_split(
    raw: str, chip: str, sku: str, stepping: str, lot: str, date: str
) -> None:
    assert split_marking(raw) == Marking(raw, chip, sku, stepping, lot, date)


@settings(max_examples=500, deadline=None, database=None)
@given(
    st.text(max_size=600)
    | st.from_regex(r"([A-Z]{2}\d{3}|K4|H5|MT61K|D8BZC|[0-9]{4}A1|[A-Z0-9]{6}\.[A-Z]{3}|[-/ :,])*")
)
def test_no_marking_breaks_it(raw: str) -> None:
    read = split_marking(raw)
    assert read.raw == raw
    for part in read[1:]:
        assert part == "" or part in raw.upper()
    assert read.date == "" or 1 <= int(read.date[2:]) <= 53


@pytest.mark.parametrize(
    ("raw", "kind", "name"),
    [
        ("D8BZC", "memory", "GDDR6X 2 GB"),
        ("1RK77 D8BGX", "memory", "GDDR6X 1 GB"),
        ("SEC 2148 / K4Z80325BC / HC14", "memory", "GDDR6 1 GB"),
        ("MT61K512M32KPA-24:U", "memory", "GDDR6X 2 GB"),
        ("H56G32CS4D-X005", "memory", "GDDR6 1 GB"),
        ("D9ZZZ", "memory", ""),
        ("AD102-300-A1", "memory", ""),
        ("AD102-300-A1", "die", "AD102"),
        ("AX999-300-A1", "die", ""),
        ("D8BZC", "die", ""),
        ("D8BZC", "cooler", ""),
    ],
)
def test_what_a_marking_is_called(raw: str, kind: str, name: str) -> None:
    assert marked_as(shipped(), kind, split_marking(raw)) == name


def test_every_memory_part_is_known_by_its_marking() -> None:
    catalogue = shipped()
    for part in catalogue.memory.values():
        for printed in (part.code, part.part_number):
            assert memory_part(catalogue, split_marking(printed)) == part
