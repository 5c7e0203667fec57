# SPDX-License-Identifier: MIT
"""What a scan means while a batch is being taken in."""

import itertools
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.intake import Here, IntakeBench, Look
from workshop.domain.command import INTAKE_COMMANDS
from workshop.domain.terms import PieceKind, ScanKind
from workshop.language import say


class Scan(NamedTuple):
    kind: str
    value: str
    tag: str = ""
    title: str = ""
    state: str = ""
    note: str = ""
    fields: Mapping[str, str] = {}


SERIAL = Scan(ScanKind.SERIAL, "M9YVCM00X123")
PART = Scan(ScanKind.PART_NUMBER, "900-1G136-2530-000")
UPC = Scan(ScanKind.UPC, "4719072845636")
MAKER_TAG = Scan("maker_tag", "A-4711")
BLANK = Scan(ScanKind.TAG, "C010000017")


def serial(value: str) -> Scan:
    return Scan(ScanKind.SERIAL, value)


def command(action: str) -> Scan:
    return Scan(ScanKind.COMMAND, action)


@pytest.fixture
def bench() -> IntakeBench:
    found = IntakeBench()
    found.batch = "B1"
    return found


class Dock:
    """The bench with everything it wants done; tags are running numbers."""

    def __init__(self, bench: IntakeBench) -> None:
        self.bench, self.done, self.entry = bench, [], 0
        self.done = list[Do]()

    def scan(self, *scans: Scan) -> None:
        for one in scans:
            answer = self.bench.take(one)
            assert not isinstance(answer, Stop), say(answer.template, **answer.facts)
            while isinstance(answer, Do):
                answer = self.record(answer)

    def record(self, do: Do) -> Do | None:
        self.entry += 1
        self.done.append(do)
        return self.bench.done(do, {"entry": self.entry, "tag": f"T{self.entry}", "receiving": 7})

    def cards(self) -> dict[str, set[str]]:
        """The labels that were kept with each serial."""
        by_tag: dict[str, str] = {}
        found: dict[str, set[str]] = {}
        for number, do in enumerate(self.done, 1):
            if do.act == "receive":
                by_tag[f"T{number}"] = do.facts["serial"]
                kinds = ("part_number", "upc", "maker_tag")
                found[do.facts["serial"]] = {do.facts[k] for k in kinds if k in do.facts}
            elif do.act == "name_piece":
                found[by_tag[do.facts["piece"]]] |= set(do.facts["names"].values())
        return found


@pytest.fixture
def dock(bench: IntakeBench) -> Dock:
    return Dock(bench)


def words(answer: Any) -> str:
    assert isinstance(answer, Ask | Stop | Here), answer
    return say(answer.template, **answer.facts)


# Serials


def test_a_serial_is_received_with_all_that_stays_set(bench: IntakeBench) -> None:
    set_now = {
        "model": "GeForce RTX 4090",
        "maker": "ASUS",
        "place": "TRAY-12",
        "packaging": "retail",
        "grade": "B",
    }
    bench.sticky |= set_now
    for _ in range(2):
        assert bench.take(SERIAL) == Do(
            "receive", {"batch": "B1", "serial": "M9YVCM00X123"} | set_now
        )


def test_a_serial_that_is_known_is_left_to_the_act_to_judge(bench: IntakeBench) -> None:
    known = SERIAL._replace(tag="C010000017", state="gone")
    assert isinstance(bench.take(known), Do)


@pytest.mark.parametrize("scan", [SERIAL, PART, UPC, command("refuse_cracked"),
                                  command("start_session")], ids=lambda one: one.value)  # fmt: skip
def test_without_a_batch_nothing_is_received(scan: Scan) -> None:
    answer = IntakeBench().take(scan)
    assert isinstance(answer, Stop) and answer.template.startswith("No batch is open.")


def test_a_bare_board_can_be_taken_in(bench: IntakeBench) -> None:
    bench.kind = PieceKind.BOARD
    answer = bench.take(SERIAL)
    assert isinstance(answer, Do) and answer.facts["kind"] == "board"


def test_a_serial_can_be_typed(bench: IntakeBench) -> None:
    answer = bench.typed("  M9YVCM00X123 ")
    assert isinstance(answer, Do) and answer.facts["serial"] == "M9YVCM00X123"


# Labels of one card


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
def test_labels_in_any_order_make_one_card(dock: Dock, order: tuple[int, ...]) -> None:
    for number in "AB":
        labels = [
            serial(f"SN{number}"),
            PART._replace(value=f"PN{number}"),
            UPC._replace(value=f"UPC{number}"),
            MAKER_TAG._replace(value=f"MT{number}"),
        ]
        dock.scan(*(labels[place] for place in order))
    assert dock.cards() == {
        "SNA": {"PNA", "UPCA", "MTA"},
        "SNB": {"PNB", "UPCB", "MTB"},
    }


def test_orders_may_change_from_card_to_card_of_one_model(dock: Dock) -> None:
    wanted = {}
    for number, order in enumerate(itertools.permutations(range(3)), 1):
        labels = (serial(f"SN{number}"), PART, UPC)
        dock.scan(*(labels[place] for place in order))
        wanted[f"SN{number}"] = {PART.value, UPC.value}
    assert dock.cards() == wanted


def test_a_serial_is_received_at_once_and_labels_follow(bench: IntakeBench) -> None:
    do = bench.take(SERIAL)
    assert isinstance(do, Do) and do.act == "receive"
    assert bench.done(do, {"entry": 1, "tag": "T1"}) is None
    assert bench.take(PART) == Do("name_piece", {"piece": "T1",
                                                 "names": {"part_number": PART.value}})  # fmt: skip


def test_a_label_that_comes_before_the_receipt_waits_for_it(bench: IntakeBench) -> None:
    do = bench.take(SERIAL)
    assert isinstance(do, Do)
    assert "kept with M9YVCM00X123" in words(bench.take(PART))
    assert bench.done(do, {"entry": 1, "tag": "T1"}) == Do(
        "name_piece", {"piece": "T1", "names": {"part_number": PART.value}}
    )


def test_a_label_before_the_serial_is_kept_and_says_so(bench: IntakeBench) -> None:
    for scan, start in ((PART, "Part number 900"), (UPC, "Article code 471"),
                        (MAKER_TAG, "Maker tag A-4711")):  # fmt: skip
        answer = bench.take(scan)
        assert isinstance(answer, Ask)
        assert words(answer).startswith(start) and "for the next card" in words(answer)


def test_a_second_label_of_a_kind_begins_the_next_card(dock: Dock) -> None:
    dock.scan(serial("SN1"), PART, PART._replace(value="PN2"), UPC, serial("SN2"))
    assert dock.cards() == {"SN1": {PART.value}, "SN2": {"PN2", UPC.value}}


def test_labels_that_no_card_comes_in_with_follow_it(dock: Dock) -> None:
    dock.scan(Scan(ScanKind.GPU_UUID, "GPU-1"), PART, serial("SN1"))
    assert [do.act for do in dock.done] == ["receive", "name_piece"]
    assert dock.cards() == {"SN1": {"GPU-1", PART.value}}


def test_next_card_ends_the_card_in_hand(dock: Dock) -> None:
    dock.scan(serial("SN1"), command("next_card"), PART, serial("SN2"))
    assert dock.cards() == {"SN1": set(), "SN2": {PART.value}}


def test_next_card_forgets_labels_nobody_gave_a_serial_to(dock: Dock) -> None:
    dock.scan(PART)
    assert "without a serial are forgotten" in words(dock.bench.take(command("next_card")))
    dock.scan(serial("SN1"))
    assert dock.cards() == {"SN1": set()}
    assert words(dock.bench.take(command("next_card"))) == "Scan the next card."


def test_an_article_code_where_the_serial_belongs_is_refused_as_such(bench: IntakeBench) -> None:
    assert isinstance(bench.take(UPC), Ask)
    answer = bench.take(UPC)
    assert isinstance(answer, Stop) and "article code of the box" in words(answer)
    do = bench.take(SERIAL)
    assert isinstance(do, Do) and do.facts["upc"] == UPC.value


def test_one_code_may_hold_several_labels(dock: Dock) -> None:
    whole = SERIAL._replace(fields=dict(serial=SERIAL.value, part_number="PN1", upc="471"))
    dock.scan(PART, whole)
    assert dock.cards() == {SERIAL.value: {"PN1", "471"}}
    parts = dict(part_number="PN2", upc="472", date="2143")
    dock.scan(Scan(ScanKind.PART_NUMBER, "PN2", fields=parts))
    dock.scan(serial("SN2"))
    assert dock.cards()["SN2"] == {"PN2", "472"}


def test_a_code_that_names_the_card_in_hand_adds_what_else_it_says(dock: Dock) -> None:
    whole = SERIAL._replace(fields=dict(serial=SERIAL.value, part_number="PN1"))
    dock.scan(SERIAL, whole)
    assert [do.act for do in dock.done] == ["receive", "name_piece"]
    assert dock.cards() == {SERIAL.value: {"PN1"}}
    assert isinstance(dock.bench.take(whole), Do), "the act says that it is here"


def test_the_same_serial_again_changes_nothing_in_the_hand(dock: Dock) -> None:
    dock.scan(SERIAL, PART, PART._replace(value="PN2"))
    again = dock.bench.take(SERIAL)
    assert isinstance(again, Do)
    dock.bench.failed(again, "already_here")
    dock.scan(serial("SN2"))
    assert dock.cards()["SN2"] == {"PN2"}


def test_labels_of_a_card_that_was_refused_go_to_no_other(dock: Dock) -> None:
    dock.scan(PART)
    do = dock.bench.take(SERIAL)
    assert isinstance(do, Do)
    dock.bench.failed(do, "refused")
    dock.scan(serial("SN2"))
    assert dock.cards() == {"SN2": set()}
    assert isinstance(dock.bench.take(UPC), Do), "SN2 is in hand"


def test_what_is_not_saved_yet_is_still_the_card_in_hand(bench: IntakeBench) -> None:
    do = bench.take(SERIAL)
    assert isinstance(do, Do)
    bench.failed(do, "unavailable")
    bench.take(PART)
    late = bench.done(do, {"entry": 1, "tag": "T1"})
    assert late == Do("name_piece", {"piece": "T1", "names": {"part_number": PART.value}})


def test_two_cards_that_are_saved_late_get_their_own_labels(bench: IntakeBench) -> None:
    first = bench.take(serial("SN1"))
    bench.take(PART)
    second = bench.take(serial("SN2"))
    bench.take(UPC)
    assert isinstance(first, Do) and isinstance(second, Do)
    assert bench.done(first, {"entry": 1, "tag": "T1"}) == Do(
        "name_piece", {"piece": "T1", "names": {"part_number": PART.value}}
    )
    assert bench.done(second, {"entry": 2, "tag": "T2"}) == Do(
        "name_piece", {"piece": "T2", "names": {"upc": UPC.value}}
    )


def test_an_undo_is_followed(dock: Dock) -> None:
    dock.scan(SERIAL, PART)
    card = dock.bench.hand.card
    assert card is not None and card.names == {"part_number": PART.value}
    assert dock.bench.undone({2}) and card.names == {}
    dock.scan(PART)
    assert dock.bench.undone({1}) and dock.bench.hand.card is None
    assert not dock.bench.undone({1, 2, 3})
    assert isinstance(dock.bench.take(UPC), Ask), "kept for the next card"


def test_a_label_that_was_not_kept_can_be_read_again(dock: Dock) -> None:
    dock.scan(SERIAL)
    do = dock.bench.take(PART)
    assert isinstance(do, Do)
    dock.bench.failed(do, "refused")
    assert isinstance(dock.bench.take(PART), Do)


# Near twins


def test_a_near_twin_is_received_by_its_serial_once_more(dock: Dock) -> None:
    dock.scan(PART)
    do = dock.bench.take(serial("M9YVCMI"))
    assert isinstance(do, Do)
    dock.bench.failed(do, "near_twin")
    dock.scan(serial("m9-yvcmi"))
    assert dock.done[-1].facts == do.facts | {"twin_ok": True}
    assert dock.cards() == {"M9YVCMI": {PART.value}}


@pytest.mark.parametrize("scan", [serial("SN2"), UPC, Scan(ScanKind.PLACE, "TRAY-12"),
                                  command("undo"), command("next_card"),
                                  command("refuse_cracked")],
                         ids=lambda one: one.value)  # fmt: skip
def test_any_other_scan_drops_the_question(bench: IntakeBench, scan: Scan) -> None:
    do = bench.take(serial("M9YVCMI"))
    assert isinstance(do, Do)
    bench.failed(do, "near_twin")
    bench.take(scan)
    bench.refusing = ""
    again = bench.take(serial("M9YVCMI"))
    assert isinstance(again, Do) and "twin_ok" not in again.facts


# Refusing


def test_a_refusal_is_for_the_next_serial_only(dock: Dock) -> None:
    dock.bench.sticky["model"] = "GeForce RTX 4090"
    answer = dock.bench.take(command("refuse_cracked"))
    assert isinstance(answer, Ask) and "next serial will be refused: cracked" in words(answer)
    dock.scan(PART, serial("SN1"), serial("SN2"))
    assert dock.done[0] == Do(
        "refuse",
        {"batch": "B1", "serial": "SN1", "reason": "CRACKED", "model": "GeForce RTX 4090"},
    )
    assert dock.cards() == {"SN2": set()}, "a label of the refused card"


@pytest.mark.parametrize("how", ["undo", "next_card"])
def test_a_refusal_can_be_taken_back(dock: Dock, how: str) -> None:
    dock.scan(command("refuse_opened"), command(how), serial("SN1"))
    assert dock.done[-1].act == "receive"


def test_what_was_just_received_is_undone_before_it_is_refused(dock: Dock) -> None:
    dock.scan(SERIAL, command("refuse_cracked"))
    answer = dock.bench.take(SERIAL)
    assert isinstance(answer, Stop) and "Undo that first" in words(answer)
    assert dock.bench.take(command("undo")) is None, "the window undoes"


# Other commands


def test_a_grade_stays_set(dock: Dock) -> None:
    dock.scan(command("grade_b"), serial("SN1"), serial("SN2"))
    assert [do.facts["grade"] for do in dock.done] == ["B", "B"]


def test_the_card_in_hand_is_opened_at_the_bench(dock: Dock) -> None:
    assert isinstance(dock.bench.take(command("open_bench")), Stop)
    dock.scan(SERIAL)
    assert dock.bench.take(command("open_bench")) == Look("T1")


def test_the_card_in_hand_is_set_aside(dock: Dock) -> None:
    assert isinstance(dock.bench.take(command("quarantine")), Stop)
    dock.scan(SERIAL)
    assert dock.bench.take(command("quarantine")) == Do(
        "quarantine", {"piece": "T1", "reason": "set aside at the intake"}
    )


def test_there_is_an_answer_to_every_command(bench: IntakeBench) -> None:
    left = {action for action in INTAKE_COMMANDS if bench.take(command(action)) is None}
    assert left == {"undo", "switch_person"}


def test_sessions_are_started_and_ended_by_code(bench: IntakeBench) -> None:
    start = bench.take(command("start_session"))
    assert start == Do("start_receiving", {"batch": "B1"})
    bench.done(start, {"entry": 1, "receiving": 7})
    assert bench.take(command("end_session")) == Do("end_receiving", {"receiving": 7})
    bench.failed(start, "refused")
    assert bench.session.id == 7


@pytest.mark.parametrize("action", ["undo", "switch_person"])
def test_commands_to_the_window_are_left_to_it(bench: IntakeBench, action: str) -> None:
    assert bench.take(command(action)) is None


# Blank tags


@pytest.mark.parametrize("order", [(SERIAL, BLANK), (BLANK, SERIAL)], ids=["serial", "tag"])
def test_a_card_and_its_blank_tag_in_either_order(dock: Dock, order: tuple[Scan, Scan]) -> None:
    dock.bench.preprinted = True
    first = dock.bench.take(order[0])
    assert isinstance(first, Ask) and dock.done == []
    dock.scan(PART, order[1])
    facts = dock.done[-1].facts
    assert (facts["serial"], facts["tag"]) == (SERIAL.value, BLANK.value)
    assert dock.cards() == {SERIAL.value: {PART.value}}
    assert isinstance(dock.bench.take(serial("SN2")), Ask), "the tag was used up"


def test_a_serial_without_its_tag_is_not_passed_over(bench: IntakeBench) -> None:
    bench.preprinted = True
    bench.take(SERIAL)
    assert isinstance(bench.take(SERIAL), Ask)
    answer = bench.take(serial("SN2"))
    assert isinstance(answer, Stop) and "M9YVCM00X123 still needs its tag" in words(answer)
    assert "was left out" in words(bench.take(command("next_card")))
    assert isinstance(bench.take(serial("SN2")), Ask)


def test_a_near_twin_keeps_its_blank_tag(dock: Dock) -> None:
    dock.bench.preprinted = True
    dock.scan(BLANK)
    do = dock.bench.take(SERIAL)
    assert isinstance(do, Do)
    dock.bench.failed(do, "near_twin")
    again = dock.bench.take(SERIAL)
    assert isinstance(again, Do) and again.facts["tag"] == BLANK.value


def test_a_blank_tag_is_nothing_while_labels_are_printed_here(bench: IntakeBench) -> None:
    answer = bench.take(BLANK)
    assert isinstance(answer, Stop) and "Pre-printed tags" in words(answer)


# Everything else


def test_a_place_stays_set(bench: IntakeBench) -> None:
    answer = bench.take(Scan(ScanKind.PLACE, "TRAY-12", title="Memory"))
    assert isinstance(answer, Ask) and bench.sticky["place"] == "TRAY-12"
    card = bench.take(SERIAL)
    assert isinstance(card, Do) and card.facts["place"] == "TRAY-12"


def test_our_own_label_of_a_piece_that_is_here_is_no_fault(bench: IntakeBench) -> None:
    answer = bench.take(Scan(ScanKind.TAG, "C010000017", "C010000017", "GeForce RTX 4090", "stock"))
    assert isinstance(answer, Here) and answer.tag == "C010000017"
    assert words(answer) == "C01-000001-7 is here already, and was opened at the bench."


@pytest.mark.parametrize(
    ("scan", "said"),
    [
        (BLANK, "No piece has the tag C01-000001-7."),
        (Scan(ScanKind.TAG, "C010000017", "C010000017", "", "gone"), "left the workshop"),
        (Scan(ScanKind.UNREADABLE, "", note="Nothing was read. Scan again."), "Nothing was read."),
        (Scan(ScanKind.BAD_TAG, "C01", note="The check character is wrong."), "check character"),
        (Scan(ScanKind.UNKNOWN, "?"), "“?” is no serial."),
    ],
)
def test_what_cannot_be_received_is_said_why(bench: IntakeBench, scan: Scan, said: str) -> None:
    answer = bench.take(scan)
    assert isinstance(answer, Stop)
    assert said in words(answer)


def test_the_parts_of_a_code_that_cannot_be_read_are_not_taken(bench: IntakeBench) -> None:
    parts = {"serial": "'; DROP TABLE piece; --", "upc": UPC.value}
    for kind in (ScanKind.UNREADABLE, ScanKind.UNKNOWN, ScanKind.FOREIGN_COMMAND):
        assert isinstance(bench.take(Scan(kind, "?", note="Scan again.", fields=parts)), Stop)
    assert bench.hand.kept == {}


def test_braces_in_a_scan_are_text(bench: IntakeBench) -> None:
    assert "“{note}{text}”" in words(bench.take(Scan(ScanKind.UNKNOWN, "{note}{text}")))
