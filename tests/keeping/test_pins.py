# SPDX-License-Identifier: MIT
"""PINs are kept stretched, never in clear; wrong ones are slowed in every window."""

import json
from pathlib import Path
from typing import Any

import pytest

from workshop.domain.pin import LOCKED, opens, require_pin, seal, wait_s
from workshop.domain.refused import Refused
from workshop.keeping import pins
from workshop.keeping.pins import change_pin, check_pin
from workshop.storage.database import Database


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which a test puts on; a PIN is soon compared."""
    now = [1_000.0]
    monkeypatch.setattr(pins, "_now", lambda: now[0])
    monkeypatch.setattr("workshop.domain.pin._COST", 2**4)
    return now


def give(shop: Any, pin: str, person: str = "ANA", by: str = "ANA") -> Any:
    return change_pin(shop.database, person, pin, by=by, station=None)


def says(shop: Any, pin: str, database: Database | None = None) -> str:
    """What is said to this PIN; nothing where it is let in."""
    try:
        check_pin(database or shop.database, "ANA", pin)
    except Refused as refused:
        return str(refused)
    return ""


WRONG = "That is not the PIN. Type it again, or scan your badge."


def test_a_pin_opens_and_no_other_does(file_shop: Any, clock: list[float]) -> None:
    assert says(file_shop, "") == "", "without a PIN everybody is let in"
    assert give(file_shop, " 4711 ")["has_pin"]
    assert says(file_shop, "4711") == "" and says(file_shop, "4712") == WRONG
    assert says(file_shop, "") == WRONG
    assert [one.has_pin for one in file_shop.ask("people")] == [True]
    give(file_shop, "")
    assert says(file_shop, "") == ""


def test_no_pin_is_found_in_the_file_or_the_journal(
    file_shop: Any, clock: list[float], tmp_path: Path
) -> None:
    give(file_shop, "80317264")
    says(file_shop, "80317265")
    file_shop.database.close()
    target = Path(file_shop.database.target)
    for file in target.parent.iterdir():
        if file.is_file():
            assert b"8031726" not in file.read_bytes(), file


@pytest.mark.parametrize("pin", ["123", "1" * 13, "12a4", "１２３４", "-1234"])
def test_what_is_no_pin_is_refused(file_shop: Any, pin: str) -> None:
    with pytest.raises(Refused, match="A PIN has 4 to 12 digits."):
        give(file_shop, pin)


def test_a_pin_in_clear_is_never_kept(file_shop: Any) -> None:
    with pytest.raises(Refused, match="never kept as it is typed"):
        file_shop.do("set_pin", person="ANA", sealed="4711")


def test_that_of_somebody_else_takes_a_lead(file_shop: Any, clock: list[float]) -> None:
    for code, role in (("TIM", "technician"), ("LEA", "lead")):
        file_shop.do("add_person", code=code, name=code.title(), role=role)
    with pytest.raises(Refused, match="that takes a lead or a manager"):
        give(file_shop, "4711", person="ANA", by="TIM")
    give(file_shop, "4711", person="TIM", by="TIM")
    give(file_shop, "4712", person="TIM", by="LEA")
    with pytest.raises(Refused, match="Nobody here has the code NIX."):
        give(file_shop, "4711", person="NIX", by="LEA")


def test_nobody_takes_back_the_pin_of_another(file_shop: Any, clock: list[float]) -> None:
    """The one before it would hold again, which somebody may know."""
    file_shop.do("add_person", code="TIM", name="Tim")
    give(file_shop, "4711")
    entry = give(file_shop, "4712")["entry"]
    for act, facts in (("undo", {"entry": entry}), ("undo_many", {"entries": [entry]})):
        with pytest.raises(Refused, match="that takes a lead or a manager"):
            file_shop.do(act, by="TIM", **facts)
    undone = file_shop.do("undo", by="ANA", entry=entry)["entry"]
    assert says(file_shop, "4711") == ""
    with pytest.raises(Refused, match="that takes a lead or a manager"):
        file_shop.do("undo", by="TIM", entry=undone)
    own = give(file_shop, "4713", person="TIM", by="TIM")["entry"]
    file_shop.do("undo", by="TIM", entry=own)


def test_wrong_pins_are_slowed_in_all_windows_and_after_a_restart(
    file_shop: Any, clock: list[float]
) -> None:
    give(file_shop, "4711")
    other = Database.open(file_shop.database.target)
    try:
        for _ in range(5):
            assert says(file_shop, "0000", other) == WRONG
        assert "Wait 30 s" in says(file_shop, "4711"), "the right one is not even looked at"
        clock[0] += 31
        assert says(file_shop, "0000") == WRONG
        assert "Wait 60 s" in says(file_shop, "4711", other)
        clock[0] += 61
        assert says(file_shop, "4711") == ""
        assert says(file_shop, "0000") == WRONG, "from here on it is counted anew"
    finally:
        other.close()


def test_after_twenty_only_a_badge_or_a_new_pin_helps(file_shop: Any, clock: list[float]) -> None:
    give(file_shop, "4711")
    for _ in range(LOCKED):
        assert says(file_shop, "0000") == WRONG
        clock[0] += 10_000_000
    assert "ask a lead to set a new PIN" in says(file_shop, "4711")
    give(file_shop, "4712")
    assert says(file_shop, "4712") == ""


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"database_id": 1}', "null", "[" * 99_999])
def test_a_damaged_note_of_tries_keeps_nobody_out(
    file_shop: Any, clock: list[float], damage: str
) -> None:
    give(file_shop, "4711")
    says(file_shop, "0000")
    pins._file(file_shop.database).write_text(damage)
    assert says(file_shop, "4711") == ""


def test_the_note_of_tries_names_its_database(file_shop: Any, clock: list[float]) -> None:
    give(file_shop, "4711")
    says(file_shop, "0000")
    note = json.loads(pins._file(file_shop.database).read_text("utf-8"))
    assert note == {
        "database_id": file_shop.database.database_id, "wrong": {"ANA": [1, 1_000.0]},
    }  # fmt: skip


def test_a_try_takes_long_enough_and_salt_makes_equal_pins_differ() -> None:
    one, two = seal("4711", b"0" * 16), seal("4711", b"1" * 16)
    assert one != two and opens(one, "4711") and not opens(one, "4710")
    assert require_pin(" 4711 ") == "4711"
    assert [wait_s(n) for n in (0, 4, 5, 6, 7)] == [0, 0, 30, 60, 120]
