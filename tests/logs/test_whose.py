# SPDX-License-Identifier: MIT
"""Whose result it is: UUID, serial, slot, what is open, and a GPU that was transplanted."""

from dataclasses import replace
from typing import Any

import pytest
from bench_shop import Shop
from logs_made import UUID, a_log, of_device

from workshop.benches.answers import Stop
from workshop.benches.testing import slot_bus, typed_slot
from workshop.domain.refused import Overridable, Refused
from workshop.domain.tag import written
from workshop.domain.terms import Verdict
from workshop.logs.whose import Whose, whose
from workshop.testlogs import Device, ToolResult, read_log

SLOT = "0000:01:00.0"


def matched(shop: Shop, results: list[ToolResult], **more: Any) -> Whose:
    with shop.database.read() as connection:
        return whose(connection, results, **more)


def tags(found: Whose) -> list[tuple[str, str]]:
    assert found.refused is None, str(found.refused)
    return [(match.tag, match.by) for match in found.matches]


def known(shop: Shop, serial: str, number: int, model: str = "GeForce RTX 4090") -> str:
    """A card of which a log was imported: its UUID is known."""
    tag = shop.card(serial, model=model)
    shop.do(
        "record_log", piece=tag, tool="nvidia-smi", tool_version="550", verdict="pass",
        readings=[], identifiers={"gpu_uuid": UUID.format(number)},
        identity={"gpu_uuid": UUID.format(number)},
        evidence={"sha256": f"{number:064x}", "name": "a.xml", "size": 3},
    )  # fmt: skip
    return tag


def transplanted(shop: Shop, donor: str, recipient: str) -> str:
    """The die of one card on another; its tag."""
    die: str = shop.do("harvest", card=donor, site="GPU", outcome="good")["tag"]
    shop.do("harvest", card=recipient, site="GPU", outcome="damaged")
    shop.do("fit", piece=die, board=recipient, site="GPU")
    return die


def test_a_card_is_known_by_its_uuid_or_its_serial(shop: Shop) -> None:
    one, other = known(shop, "SN1", 1), shop.card("0324217145110")
    log = read_log(a_log((1, "N/A", "38 C"), (2, "0324217145110", "40 C")))
    assert tags(matched(shop, log)) == [(one, "uuid"), (other, "serial")]


def test_the_one_that_nobody_knows_is_the_one_that_is_open(shop: Shop) -> None:
    tag = shop.card("SN1")
    log = read_log(a_log((1, "N/A", "38 C")))
    assert tags(matched(shop, log, piece=written(tag))) == [(tag, "open")]
    refused = matched(shop, log).refused
    assert str(refused) == (
        f"No card here is known as {UUID.format(1)}. Scan the card first, or name its tag."
    )


def test_the_test_slot_tells_the_card_from_that_of_the_pc(shop: Shop) -> None:
    """The PC's own card is left out, whether or not it is of the same model."""
    tag = shop.card("SN1")
    log = read_log(a_log((1, "N/A", "38 C"), (2, "N/A", "40 C")))
    assert matched(shop, log, piece=tag).refused is not None
    found = matched(shop, log, piece=tag, slot="00000000:02:00.0")
    assert tags(found) == [("", ""), (tag, "slot")]
    assert str(found.matches[0].left_out) == "This card is not in the test slot of this PC."
    empty = matched(shop, log, piece=tag, slot="0000:07:00.0").refused
    assert str(empty) == (
        "None of the cards in this log is in the test slot 0000:07:00.0. "
        f"It has {UUID.format(1)}."
    )  # fmt: skip
    nobody = matched(shop, log[:1], slot=SLOT).refused
    assert "Scan the card first" in str(nobody)


def test_a_card_of_another_model_is_not_the_one_that_is_open(shop: Shop) -> None:
    tag = shop.card("SN1")
    own = of_device(a_log((3, "N/A", "30 C")), "NVIDIA GeForce GT 710", "128B")
    log = read_log(a_log((1, "N/A", "38 C")) + b"\n" + own)
    found = matched(shop, log, piece=tag)
    assert tags(found) == [(tag, "open"), ("", "")]
    assert str(found.matches[1].left_out) == (f"This card is of another model than {written(tag)}.")
    again = matched(shop, log, piece=known(shop, "SN2", 1))
    assert tags(again)[0][1] == "uuid" and again.matches[1].left_out is not None


def test_a_machine_full_of_another_model_says_so(shop: Shop) -> None:
    tag = shop.card("SN1", model="GeForce RTX 3060")
    log = read_log(a_log((1, "N/A", "38 C"), (2, "N/A", "40 C")))
    assert str(matched(shop, log, piece=tag).refused) == (
        f"None of the cards in this log is of the model of {written(tag)}: it has NVIDIA GeForce "
        f"RTX 4090. Open the right card, or put the model of {written(tag)} right."
    )


def test_a_slot_is_written_in_many_ways() -> None:
    for text in ("01:00.0", "0000:01:00.0", "00000000:01:00.0", " 01:00 "):
        assert slot_bus(text) == SLOT
    assert slot_bus("") == ""
    assert slot_bus("0000:0a:00.0") == "0000:0A:00.0"
    for wrong in ("1", "slot 1", "0000:01", "0000:zz:00.0", "01:00.9"):
        with pytest.raises(Refused, match="is no PCI bus"):
            slot_bus(wrong)
        assert isinstance(typed_slot(wrong), Stop)
    assert typed_slot("01:00") == SLOT


def test_a_tool_that_names_no_card_means_the_only_one_of_the_file(shop: Shop) -> None:
    tag = known(shop, "SN1", 1)
    (smi,) = read_log(a_log((1, "N/A", "38 C")))
    burn = replace(smi, tool="gpu-burn", device=Device(name="NVIDIA GeForce RTX 4090"))
    at_bus = replace(smi, tool="memtest_vulkan", device=Device(pci_bus=SLOT))
    other = replace(smi, tool="gpu-burn", device=Device(name="Radeon RX 7900 XTX"))
    found = matched(shop, [smi, burn, at_bus])
    assert tags(found) == [(tag, "uuid")] * 3
    assert [match.result.tool for match in found.matches] == [
        "nvidia-smi", "gpu-burn", "memtest_vulkan",
    ]  # fmt: skip
    assert "Radeon" in str(matched(shop, [smi, other]).refused)


def test_one_tool_knows_the_bus_of_the_card_and_another_its_uuid(shop: Shop) -> None:
    """As when a script runs gpu-burn and then asks the kernel what went wrong."""
    tag = shop.card("SN1")
    (smi,) = read_log(a_log((1, "N/A", "38 C")))
    name = "NVIDIA GeForce RTX 4090"
    burn = replace(smi, tool="gpu-burn", device=Device(name=name, uuid=UUID.format(1)))
    kernel = replace(smi, tool="kernel log", device=Device(pci_bus=SLOT))
    hashes = replace(smi, tool="hashcat", device=Device(name=name))
    for several in ([burn, kernel], [kernel, hashes], [burn, kernel, hashes]):
        found = matched(shop, several, piece=tag)
        assert tags(found) == [(tag, "open")] * len(several)
    other = replace(kernel, device=Device(pci_bus="0000:41:00.0"))
    assert matched(shop, [burn, kernel, other], piece=tag).refused is not None
    found = matched(shop, [burn, other], piece=tag, slot=SLOT)
    assert tags(found) == [(tag, "open"), ("", "")]


def test_of_several_runs_of_a_tool_the_gravest_and_latest_counts(shop: Shop) -> None:
    known(shop, "SN1", 1)
    (smi,) = read_log(a_log((1, "N/A", "38 C")))
    runs = [
        replace(smi, verdict=verdict, taken_at=f"2026-01-01T00:00:{n:02}")
        for n, verdict in enumerate(
            (Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.FAIL, Verdict.PASS)
        )
    ]
    (match,) = matched(shop, runs).matches
    assert (match.result.verdict, match.result.taken_at) == ("fail", "2026-01-01T00:00:03")


TWO_ALIKE = {
    "gpu-burn": (
        "\r100.0%  proc'd: 9 (9 Gflop/s) - 9 (9 Gflop/s)   errors: 0 - 7   temps: 60 C - 60 C \n"
        "Tested 2 GPUs:\n\tGPU 0: OK\n\tGPU 1: FAULTY\n"
    ),
    "dcgmi diag": (
        '{"DCGM GPU Diagnostic": {"test_categories": [{"category": "Hardware", "tests": [{"name": '
        '"GPU Memory", "results": [{"gpu_id": "0", "status": "Pass"}, {"gpu_id": "1", "status": '
        '"Fail"}]}]}]}}'
    ),
    "cuda_memtest": "".join(
        f"[03/14/2026 10:00:00][pc][{card}]:Attached to device {card} successfully.\n"
        for card in (0, 1)
    ),
    "hashcat": (
        "hashcat (v6.2.6) starting in benchmark mode\n"
        "* Device #1: NVIDIA GeForce RTX 4090, 9/9 MB, 9MCU\n"
        "* Device #2: NVIDIA GeForce RTX 4090, 9/9 MB, 9MCU\n"
    ),
    "HWiNFO": (
        "Date,Time,GPU Temperature [°C],GPU Power [W],GPU Temperature [°C],GPU Power [W],\n"
        "22.3.2025,10:00:01.000,40,30,99,330,\n"
    ),
    "nvidia-smi": (
        "index, name, temperature.gpu\n"
        "0, NVIDIA GeForce RTX 4090, 34\n1, NVIDIA GeForce RTX 4090, [GPU is lost]\n"
    ),
}


@pytest.mark.parametrize("tool", TWO_ALIKE)
def test_the_fault_of_one_of_two_alike_is_put_down_to_neither(shop: Shop, tool: str) -> None:
    tag = shop.card("SN1")
    found = matched(shop, read_log(TWO_ALIKE[tool].encode()), piece=tag, others=True)
    assert str(found.refused) == (
        f"{tool} tested 2 cards in this log, and nothing in it tells them apart. "
        "Test them one at a time, and import a log of each."
    )


def test_several_cards_with_one_serial_are_named(shop: Shop) -> None:
    one = shop.do("receive", batch="B1", serial="777", maker="MSI", model="GeForce RTX 4090")
    two = shop.do("receive", batch="B1", serial="777", maker="ASUS", model="GeForce RTX 4090")
    other = shop.do("receive", batch="B1", serial="777", maker="KFA2", model="GeForce RTX 3060")
    log = read_log(a_log((1, "777", "38 C")))
    assert str(matched(shop, log).refused) == (
        f"Several cards here go by 777: {written(one['tag'])}, {written(two['tag'])}. "
        "Open the right one, and import the log for it."
    )
    assert tags(matched(shop, log, piece=two["tag"])) == [(two["tag"], "serial")]
    seen = of_device(a_log((1, "777", "38 C")), "NVIDIA GeForce RTX 3060", "2503")
    assert tags(matched(shop, read_log(seen))) == [(other["tag"], "serial")]


def test_a_uuid_goes_with_its_die(shop: Shop) -> None:
    donor, recipient = known(shop, "SN1", 1), shop.card("SN2")
    log = read_log(a_log((1, "N/A", "38 C")))
    die = transplanted(shop, donor, recipient)
    assert tags(matched(shop, log)) == [(recipient, "uuid")]
    assert tags(matched(shop, log, piece=recipient)) == [(recipient, "uuid")]
    third = shop.card("SN3")
    shop.do("harvest", card=third, site="GPU", outcome="damaged")
    shop.do("take_off", piece=die)
    assert tags(matched(shop, log)) == [(donor, "uuid")]  # on no card: where it was known last
    shop.do("fit", piece=die, board=third, site="GPU", override="its last time")
    assert tags(matched(shop, log)) == [(third, "uuid")]


def test_the_uuid_of_a_second_die_stays_with_its_card(shop: Shop) -> None:
    """What a card says after its transplant is of the new die, and does not go with the old one."""
    card, giver, taker = shop.card("SN1"), known(shop, "SN2", 2), shop.card("SN3")
    first = shop.do("harvest", card=card, site="GPU", outcome="good")["tag"]
    die = shop.do("harvest", card=giver, site="GPU", outcome="good")["tag"]
    shop.do("harvest", card=taker, site="GPU", outcome="damaged")
    shop.do("fit", piece=die, board=card, site="GPU")
    shop.do("fit", piece=first, board=taker, site="GPU")
    facts: dict[str, Any] = {
        "tool": "nvidia-smi", "tool_version": "550", "verdict": "pass", "readings": [],
        "identifiers": {"gpu_uuid": UUID.format(2)}, "identity": {"gpu_uuid": UUID.format(2)},
        "evidence": {"sha256": "e" * 64, "name": "a.xml", "size": 3},
    }  # fmt: skip
    assert shop.do("record_log", piece=card, **facts)["uuid_came_from"] == giver
    assert tags(matched(shop, read_log(a_log((2, "N/A", "38 C"))))) == [(card, "uuid")]
    names = {i.value for i in shop.ask("passport", tag=giver).identifiers}
    assert UUID.format(2) not in names


def test_a_uuid_on_another_card_is_an_alarm(shop: Shop) -> None:
    one, other = known(shop, "SN1", 1), shop.card("SN2")
    log = read_log(a_log((1, "N/A", "38 C")))
    refused = matched(shop, log, piece=other).refused
    assert isinstance(refused, Overridable)
    assert str(refused) == (
        f"This log is of {written(one)}, not of {written(other)}: no transplant of its GPU is "
        f"recorded here. Open {written(one)}, or choose another file. A lead, a manager or the "
        "owner can confirm a transplant with a reason."
    )
    passed = matched(shop, log, piece=other, override="swapped before it came here")
    assert tags(passed) == [(other, "uuid")]


def test_where_there_may_be_others_only_the_slot_is_sure(shop: Shop) -> None:
    one, other = known(shop, "SN1", 1), shop.card("SN2")
    log = read_log(a_log((1, "N/A", "38 C")))
    assert tags(matched(shop, log, piece=other, others=True)) == [(one, "uuid")]
    elsewhere = matched(shop, log, piece=other, others=True, slot="0000:07:00.0")
    assert tags(elsewhere) == [(one, "uuid")]
    inside = matched(shop, log, piece=other, others=True, slot=SLOT).refused
    assert isinstance(inside, Overridable)
    stranger = read_log(a_log((2, "N/A", "38 C")))
    assert tags(matched(shop, stranger, piece=other, others=True)) == [(other, "open")]


def test_a_serial_says_which_board_it_is(shop: Shop) -> None:
    known(shop, "SN1", 1)
    board = shop.card("0324217145110")
    log = read_log(a_log((1, "0324217145110", "38 C")))
    assert tags(matched(shop, log)) == [(board, "serial")]


XID = b"[ 12.3] NVRM: Xid (PCI:0000:01:00): 79, pid=77, name=python, GPU has fallen off the bus.\n"


def test_the_error_of_a_neighbour_is_not_put_down_to_the_card_in_hand(shop: Shop) -> None:
    """A kernel log names the cards with errors: on a PC with two that may be the other one."""
    tag = shop.card("SN1")
    log = read_log(XID)
    for hand in ({"in_hand": True}, {"others": True}):
        assert str(matched(shop, log, piece=tag, **hand).refused) == (
            f"This log tells its card by the PCI bus {SLOT} only, and any card of that PC may be "
            "there. Set the test slot of this PC in the settings, and import the log again."
        )
        assert tags(matched(shop, log, piece=tag, slot=SLOT, **hand)) == [(tag, "slot")]
        other = matched(shop, log, piece=tag, slot="0000:07:00.0", **hand).refused
        assert "None of the cards in this log is in the test slot" in str(other)
        # What the same script asked of the card says that it is the one.
        smi = read_log(a_log((1, "N/A", "38 C")))
        assert tags(matched(shop, smi + log, piece=tag, **hand)) == [(tag, "open")] * 2
    assert tags(matched(shop, log, piece=tag)) == [(tag, "open")]  # who named it knows


def test_a_log_of_another_model_is_not_of_what_happens_to_be_in_hand(shop: Shop) -> None:
    tag = shop.card("SN1", model="GeForce RTX 3060")
    log = read_log(a_log((1, "N/A", "38 C")))
    assert tags(matched(shop, log, piece=tag)) == [(tag, "open")]
    assert str(matched(shop, log, piece=tag, others=True).refused).startswith(
        f"None of the cards in this log is of the model of {written(tag)}"
    )


MATS = b"""mats version 455.107.  Testing GA104 with 5 MB of memory starting with 0 MB.
Read Error Count: 0
Write Error Count: 0
Unknown Error Count: 0
Error Code = 00000000
"""


def test_a_log_that_names_no_card_says_what_to_do(shop: Shop) -> None:
    tag, log = shop.card("SN1"), read_log(MATS)
    assert str(matched(shop, log).refused) == (
        "This log does not say which card it is of. Scan the card first, or name its tag, and "
        "import the log for it."
    )
    assert tags(matched(shop, log, piece=tag)) == [(tag, "open")]
    two = read_log(a_log((1, "N/A", "38 C"), (2, "N/A", "40 C")))
    known(shop, "SN2", 1)
    known(shop, "SN3", 2)
    assert str(matched(shop, log + two, piece=tag, others=True).refused) == (
        "A part of this log does not say which card it is of. Import that part in a file of its "
        "own, with its card open."
    )
