# SPDX-License-Identifier: MIT
"""A card is what its sources say together: noted, checked again, flagged; and blocked serials."""

import pytest
from bench_shop import Shop

from workshop.domain.refused import Overridable, Refused
from workshop.storage import evidence


def doubts(shop: Shop, tag: str) -> list[str]:
    found: list[str] = shop.ask("identity", tag=tag).doubts
    return found


def test_what_disagrees_flags_the_card_and_what_agrees_clears_it(shop: Shop) -> None:
    card = shop.card("S-1")
    receipt = shop.do("note_identity", piece=card, source="driver", facts={"memory_mib": "20470"})
    assert receipt["doubts"] == receipt["new_doubts"] == ["MEMORY-MODEL"]
    assert doubts(shop, card) == ["MEMORY-MODEL"]
    marking = {"die_marking": "GA102-300-A1"}
    again = shop.do("note_identity", piece=card, source="die", facts=marking)
    assert again["new_doubts"] == ["CHIP-MODEL", "DIE-MODEL"]
    shop.do("note_identity", piece=card, source="driver", facts={"memory_mib": "24564"})
    shop.do("note_identity", piece=card, source="die", facts={"die_marking": ""})
    assert doubts(shop, card) == []


def test_the_question_shows_each_source_and_both_sides(shop: Shop) -> None:
    card = shop.card("S-1")
    shop.do("note_identity", piece=card, source="vbios", facts={"vbios_version": "94.02.42.00.01"})
    answer = shop.ask("identity", tag=card)
    assert [(f.source, f.name, f.value) for f in answer.facts] == [
        ("record", "model", "GeForce RTX 4090"),
        ("label", "serial", "S-1"),
        ("vbios", "vbios_version", "94.02.42.00.01"),
    ]
    check = next(check for check in answer.checks if check.code == "VBIOS-MODEL")
    assert (check.outcome, check.left, check.right_source) == (
        "disagree",
        "94.02.42.00.01",
        "record",
    )
    assert check.note == "The VBIOS is of another chip."
    assert {check.outcome for check in answer.checks} == {"disagree", "unknown"}


def test_a_marking_read_at_harvest_is_checked_by_itself(shop: Shop) -> None:
    card = shop.card("S-1")
    shop.do("harvest", card=card, site="GPU", outcome="good", marking="GA102-300-A1")
    assert doubts(shop, card) == ["CHIP-MODEL", "DIE-MODEL"]
    honest = shop.card("S-2")
    shop.do("harvest", card=honest, site="GPU", outcome="good", marking="AD102-301-A1")
    assert doubts(shop, honest) == []


def test_a_log_says_who_the_card_is(shop: Shop) -> None:
    card = shop.card("S-1")
    shop.do(
        "record_log",
        piece=card,
        tool="nvidia-smi",
        tool_version="570",
        verdict="pass",
        readings=[{"name": "core_temp", "value": 40.0, "unit": "°C"}],
        identifiers={},
        identity={"gpu_name": "NVIDIA GeForce RTX 4090 D", "device_id": "2685"},
        evidence=evidence.keep(shop.database, b"<log/>", "log.xml"),
    )
    assert doubts(shop, card) == ["NAME-MODEL", "DEVICE-MODEL"]
    shop.do("correct", piece=card, model="GeForce RTX 4090 D")
    assert doubts(shop, card) == []


def test_signs_are_answered_yes_or_no(shop: Shop) -> None:
    card = shop.card("S-1")
    receipt = shop.do(
        "note_identity", piece=card, source="signs", facts={"FRAME": "no", "SANDED": "yes"}
    )
    assert receipt["doubts"] == ["SANDED"]
    answers = {sign.code: sign.answer for sign in shop.ask("identity", tag=card).signs}
    assert (answers["FRAME"], answers["SANDED"], answers["SUBSTRATE"]) == ("no", "yes", "")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"source": "label", "facts": {"colour": "red"}}, "Nothing is known of “colour”"),
        ({"source": "moon", "facts": {"serial": "1"}}, "The source “moon” is unknown"),
        ({"source": "label", "facts": {}}, "Say what was read"),
        ({"source": "record", "facts": {"model": "x"}}, "put right with “correct”"),
        ({"source": "signs", "facts": {"FRAME": "maybe"}}, "Answer yes or no"),
    ],
)
def test_what_cannot_be_noted_is_refused(
    shop: Shop, facts: dict[str, object], sentence: str
) -> None:
    card = shop.card("S-1")
    with pytest.raises(Refused, match=sentence):
        shop.do("note_identity", piece=card, **facts)
    assert [row.source for row in shop.ask("identity", tag=card).facts] == ["record", "label"]


def test_only_cards_and_boards_have_an_identity(shop: Shop) -> None:
    die = shop.do("harvest", card=shop.card("S-1"), site="GPU", outcome="good")["tag"]
    with pytest.raises(Refused, match="Only cards and boards have an identity"):
        shop.do("note_identity", piece=die, source="die", facts={"die_marking": "AD102-300-A1"})


def test_blocked_serials_are_listed_once_and_found_here(shop: Shop) -> None:
    card = shop.card("STOLEN-1")
    listed = [{"serial": "stolen 1", "reason": "stolen"}, "S-9", {"serial": "S-9"}]
    receipt = shop.do("block_serials", serials=listed, source="Police report 17")
    assert (receipt["blocked"], receipt["known"], receipt["here"]) == (2, 1, [card])
    answer = shop.ask("identity", tag=card)
    assert answer.doubts == ["BLOCKED"]
    assert answer.blocked == "stolen, Police report 17"
    assert [row.serial for row in shop.ask("blocked")] == ["stolen 1", "S-9"]
    assert [row.serial for row in shop.ask("blocked", serial="Stolen1")] == ["stolen 1"]
    shop.do("unblock_serial", serial="STOLEN1")
    assert shop.ask("identity", tag=card).doubts == []
    with pytest.raises(Refused, match="is not on the list of blocked serials"):
        shop.do("unblock_serial", serial="STOLEN1")


def test_a_serial_is_blocked_for_its_maker_only(shop: Shop) -> None:
    shop.do("block_serials", serials=[{"serial": "A-1", "maker": "asustek"}], source="RMA")
    other = shop.do("receive", batch="B1", serial="A-1", maker="MSI")["tag"]
    assert shop.ask("identity", tag=other).blocked == ""
    unknown = shop.do("receive", batch="B1", serial="A-2", maker="")["tag"]
    shop.do("block_serials", serials=[{"serial": "A-2", "maker": "asus"}], source="RMA")
    answer = shop.ask("identity", tag=unknown)  # it may be of that maker
    assert (answer.doubts, answer.blocked) == (["BLOCKED"], "RMA")


def test_one_bad_line_keeps_the_whole_list_out(shop: Shop) -> None:
    with pytest.raises(Refused, match="Line 2: The serial is missing"):
        shop.do("block_serials", serials=["A-1", {"serial": ""}], source="RMA")
    assert shop.ask("blocked") == []


def test_the_list_pages_by_its_last_row(shop: Shop) -> None:
    shop.do("block_serials", serials=[f"S-{n}" for n in range(7)], source="RMA")
    first = shop.ask("blocked", limit=3)
    rest = shop.ask("blocked", after=first[-1].id, limit=10)
    assert [row.serial for row in (*first, *rest)] == [f"S-{n}" for n in range(7)]


def test_a_log_of_another_model_is_no_pass(shop: Shop) -> None:
    card = shop.card("S-1")
    receipt = shop.do(
        "record_log", piece=card, tool="nvidia-smi", tool_version="570", verdict="pass",
        readings=[], identifiers={}, identity={"gpu_name": "NVIDIA GeForce RTX 3090"},
        evidence=evidence.keep(shop.database, b"<log/>", "log.xml"),
    )  # fmt: skip
    assert (receipt["verdict"], receipt["doubts"]) == ("inconclusive", ["NAME-MODEL"])


def test_the_names_in_a_log_of_another_model_are_not_those_of_the_card(shop: Shop) -> None:
    """The wrong card was open: the next log of the right one must not be put down to it."""
    card, right = shop.card("S-1"), shop.card("S-2", model="GeForce RTX 3090")
    names = {"gpu_uuid": "GPU-0a1b", "serial": "1650123456789", "part_number": "2204-300-A1"}
    log = {
        "tool": "nvidia-smi", "tool_version": "570", "verdict": "pass", "readings": [],
        "identifiers": names, "identity": {"gpu_name": "NVIDIA GeForce RTX 3090"},
        "evidence": evidence.keep(shop.database, b"<log/>", "log.xml"),
    }  # fmt: skip
    assert shop.do("record_log", piece=card, **log)["verdict"] == "inconclusive"
    assert {i.value for i in shop.ask("passport", tag=card).identifiers} == {"S-1"}
    shop.do("record_log", piece=right, **log)
    named = {i.value for i in shop.ask("passport", tag=right).identifiers}
    assert named == {"S-2", *names.values()}
    with pytest.raises(Overridable, match="no transplant of its GPU is recorded"):
        shop.do("record_log", piece=shop.card("S-3"), **log)
    # A lead says that its GPU is on this board now, whatever the model on record.
    shop.do("record_log", piece=card, override="swapped before it came here", in_file=1, **log)
    assert "GPU-0a1b" in {i.value for i in shop.ask("passport", tag=card).identifiers}
