# SPDX-License-Identifier: MIT
"""What a scan means while a batch is being taken in."""

from typing import NamedTuple

import pytest

from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.intake import Here, IntakeBench
from workshop.domain.terms import PieceKind, ScanKind
from workshop.language import say


class Scan(NamedTuple):
    kind: str
    value: str
    tag: str = ""
    title: str = ""
    state: str = ""
    note: str = ""


SERIAL = Scan(ScanKind.SERIAL, "M9YVCM00X123")


@pytest.fixture
def bench() -> IntakeBench:
    found = IntakeBench()
    found.batch = "B1"
    return found


def test_a_serial_is_received_with_all_that_stays_set(bench: IntakeBench) -> None:
    bench.model, bench.maker, bench.place = "GeForce RTX 4090", "ASUS", "TRAY-12"
    for _ in range(2):
        assert bench.take(SERIAL) == Do(
            "receive",
            {
                "batch": "B1",
                "serial": "M9YVCM00X123",
                "model": "GeForce RTX 4090",
                "maker": "ASUS",
                "part_number": None,
                "place": "TRAY-12",
            },
        )


def test_a_serial_that_is_known_is_left_to_the_act_to_judge(bench: IntakeBench) -> None:
    known = SERIAL._replace(tag="C010000017", state="gone")
    assert isinstance(bench.take(known), Do)


def test_without_a_batch_nothing_is_received() -> None:
    answer = IntakeBench().take(SERIAL)
    assert isinstance(answer, Stop) and answer.template.startswith("No batch is open.")


def test_a_part_number_is_kept_for_one_card_only(bench: IntakeBench) -> None:
    answer = bench.take(Scan(ScanKind.PART_NUMBER, "900-1G136-2530-000"))
    assert isinstance(answer, Ask)
    assert say(answer.template, **answer.facts).startswith("Part number 900-1G136-2530-000 is kept")
    first, second = bench.take(SERIAL), bench.take(SERIAL._replace(value="M9YVCM2"))
    assert isinstance(first, Do) and isinstance(second, Do)
    assert first.facts["part_number"] == "900-1G136-2530-000"
    assert second.facts["part_number"] is None


def test_a_place_stays_set(bench: IntakeBench) -> None:
    answer = bench.take(Scan(ScanKind.PLACE, "TRAY-12", title="Memory"))
    assert isinstance(answer, Ask) and bench.place == "TRAY-12"
    card = bench.take(SERIAL)
    assert isinstance(card, Do) and card.facts["place"] == "TRAY-12"


def test_our_own_label_of_a_piece_that_is_here_is_no_fault(bench: IntakeBench) -> None:
    answer = bench.take(Scan(ScanKind.TAG, "C010000017", "C010000017", "GeForce RTX 4090", "stock"))
    assert isinstance(answer, Here) and answer.tag == "C010000017"
    assert say(answer.template, **answer.facts) == (
        "C01-000001-7 is here already, and was opened at the bench."
    )


@pytest.mark.parametrize(
    ("scan", "words"),
    [
        (Scan(ScanKind.TAG, "C010000017"), "No piece has the tag C01-000001-7."),
        (Scan(ScanKind.TAG, "C010000017", "C010000017", "", "gone"), "left the workshop"),
        (Scan(ScanKind.UPC, "4719072845636"), "article code of the box"),
        (Scan(ScanKind.UNREADABLE, "", note="Nothing was read. Scan again."), "Nothing was read."),
        (Scan(ScanKind.BAD_TAG, "C01", note="The check character is wrong."), "check character"),
        (Scan(ScanKind.UNKNOWN, "?"), "“?” is no serial."),
    ],
)
def test_what_cannot_be_received_is_said_why(bench: IntakeBench, scan: Scan, words: str) -> None:
    answer = bench.take(scan)
    assert isinstance(answer, Stop)
    assert words in say(answer.template, **answer.facts)


def test_braces_in_a_scan_are_text(bench: IntakeBench) -> None:
    answer = bench.take(Scan(ScanKind.UNKNOWN, "{note}{text}"))
    assert isinstance(answer, Stop)
    assert "“{note}{text}”" in say(answer.template, **answer.facts)


def test_a_bare_board_can_be_taken_in(bench: IntakeBench) -> None:
    bench.kind = PieceKind.BOARD
    answer = bench.take(SERIAL)
    assert isinstance(answer, Do) and answer.facts["kind"] == "board"


def test_a_serial_can_be_typed(bench: IntakeBench) -> None:
    answer = bench.typed("  M9YVCM00X123 ")
    assert isinstance(answer, Do) and answer.facts["serial"] == "M9YVCM00X123"
