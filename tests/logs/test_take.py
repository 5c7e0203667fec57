# SPDX-License-Identifier: MIT
"""Logs are taken in: kept, recorded on each card, once; or only looked at."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop
from logs_made import UUID, a_log
from unchanged import tables

from workshop.benches.steps import keep_file
from workshop.domain.refused import Overridable
from workshop.domain.tag import written
from workshop.logs.files import LogFile
from workshop.logs.take import Told, Wanted, as_answer, take
from workshop.storage import evidence
from workshop.storage.check import check
from workshop.storage.evidence import evidence_folder
from workshop.testlogs import Device, ToolResult, read_log
from workshop.testlogs.apart import Reader


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


class Says:
    """Reads results that are given to it."""

    def __init__(self, *results: ToolResult) -> None:
        self.results = list(results)

    def read(self, data: bytes, name: str = "") -> list[ToolResult]:
        return self.results


@pytest.fixture
def bring(file_shop: Shop, reader: Reader) -> Any:
    def taken(data: bytes, name: str = "smi.xml", **wanted: Any) -> Told:
        return take(file_shop.database, reader, LogFile(name, data), Wanted(**wanted))

    return taken


def kept(shop: Shop) -> list[str]:
    folder = evidence_folder(shop.database.target, shop.database.database_id)
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


def test_the_first_log_of_a_card_needs_its_tag_and_the_next_finds_it(
    file_shop: Shop, bring: Any
) -> None:
    tag = file_shop.card("SN0001")
    first = a_log((1, "N/A", "38 C"))
    [one] = bring(first, piece=tag).recorded
    assert (one.piece, one.verdict, one.attempt, one.matched_by) == (tag, "pass", 1, "open")
    [again] = bring(a_log((1, "N/A", "39 C"))).recorded
    assert (again.piece, again.attempt, again.matched_by) == (tag, 2, "uuid")
    passport = file_shop.ask("passport", tag=tag)
    assert ("gpu_uuid", UUID.format(1)) in {(i.kind, i.value) for i in passport.identifiers}
    assert {m.name: m.value for m in passport.tests[1].measurements}["core_temp"] == "39"
    assert "enumerates and answers" in passport.tests[0].note
    assert evidence.read(file_shop.database, hashlib.sha256(first).hexdigest()) == first


def test_what_is_told_of_a_file(file_shop: Shop, bring: Any) -> None:
    tag = file_shop.card("SN0001")
    log = a_log((1, "N/A", "104 C"))
    told = bring(log, piece=tag)
    answer = as_answer(told)
    assert (answer["ok"], answer["refused"], answer["file"]) == (True, "", "smi.xml")
    assert (answer["tool"], answer["tool_version"]) == ("nvidia-smi", "550.90.07")
    assert answer["evidence"] == hashlib.sha256(log).hexdigest()
    assert (answer["piece"], answer["verdict"]) == (tag, "fail")
    assert answer["devices"][0]["uuid"] == UUID.format(1)
    heat = next(one for one in answer["measurements"] if one["name"] == "core_temp")
    assert heat == {"name": "core_temp", "value": 104.0, "unit": "°C", "verdict": "fail"}


def test_a_known_card_beside_a_stranger_is_both_recorded(file_shop: Shop, bring: Any) -> None:
    one, other = file_shop.card("SN0001"), file_shop.card("SN0002")
    bring(a_log((1, "N/A", "38 C")), piece=one)
    both = a_log((1, "N/A", "41 C"), (2, "N/A", "38 C"))
    told = bring(both, piece=one)
    assert "This log has another card that is not known here: GPU-" in told.refused
    assert [card.piece for card in bring(both, piece=other).recorded] == [one, other]
    again = bring(both)
    assert again.already and again.recorded == []


def test_an_error_that_a_program_made_fails_no_card(file_shop: Shop, bring: Any) -> None:
    tag = file_shop.card("SN0001")
    for number, verdict in ((13, "inconclusive"), (31, "inconclusive"), (79, "fail")):
        line = f"[ 12.3] NVRM: Xid (PCI:0000:01:00): {number}, pid=77, name=python, x\n"
        (one,) = bring(line.encode(), piece=tag).recorded
        assert (one.plan, one.verdict) == ("DRIVER", verdict)


def test_a_link_of_one_lane_is_no_pass(file_shop: Shop, bring: Any) -> None:
    tag = file_shop.card("SN0001")
    copied = """nvbandwidth Version: v0.5
Device 0: NVIDIA GeForce RTX 4090 (00000000:01:00)
Running host_to_device_memcpy_ce.
memcpy CE CPU(row) -> GPU(column) bandwidth (GB/s)
           0
 0     {0}

SUM host_to_device_memcpy_ce {0}
"""
    for gb_s, verdict in (("0.79", "inconclusive"), ("24.10", "pass")):
        (one,) = bring(copied.format(gb_s).encode(), piece=tag).recorded
        assert (one.plan, one.verdict) == ("COPIES", verdict)
    golden = file_shop.card("SN0002")
    file_shop.do(
        "record_log", piece=golden, tool="nvbandwidth", tool_version="", verdict="pass",
        readings=[{"name": "host_to_device_memcpy_ce", "value": 24.0, "unit": "GB/s"}],
        identifiers={}, evidence={"sha256": "1" * 64, "name": "a", "size": 3}, run="golden",
    )  # fmt: skip
    (one,) = bring(copied.format("0.78").encode(), piece=tag).recorded
    assert one.verdict == "fail"  # beside one of its model it is plain


def gpu_z(minutes: int, load: int, heat: int) -> bytes:
    """GPU-Z's log of a line a minute."""
    lines = [f"2026-01-02 03:{n:02}:05 , {heat}.0 , {load} ," for n in range(minutes + 1)]
    return "\n".join(["        Date , GPU Temperature [C] , GPU Load [%] ,", *lines, ""]).encode()


@pytest.mark.parametrize(
    ("minutes", "load", "heat", "verdict"),
    [
        (15, 98, 71, "pass"),
        (15, 98, 83, "marginal"),
        (15, 98, 97, "fail"),
        (2, 98, 71, "inconclusive"),
        (15, 2, 31, "inconclusive"),
        (0, 98, 71, "inconclusive"),
    ],
)
def test_of_what_only_measures_the_plan_is_the_judge(
    file_shop: Shop, bring: Any, minutes: int, load: int, heat: int, verdict: str
) -> None:
    (one,) = bring(gpu_z(minutes, load, heat), piece=file_shop.card("SN0001")).recorded
    assert (one.plan, one.verdict) == ("HEAT", verdict)
    assert one.says == (
        "GPU-Z only measures: the limits of the test plan decide."
        if minutes
        else "The log does not have what the test plan requires: Logged for; Load of the card, on "
        "average."
    )


def test_a_benchmark_passes_beside_a_golden_card_only(file_shop: Shop, bring: Any) -> None:
    golden, tag = file_shop.card("G-1"), file_shop.card("SN0001")
    speed = """hashcat (v6.2.6) starting in benchmark mode
* Device #1: NVIDIA GeForce RTX 4090, 9/9 MB, 9MCU
* Hash-Mode 0 (MD5)
Speed.#1.........: {} MH/s (9ms)
Stopped: Thu Jan 30 15:56:12 2020
"""
    (alone,) = bring(speed.format("164000.0").encode(), piece=tag).recorded
    assert (alone.plan, alone.verdict) == ("SCORE", "inconclusive")
    file_shop.do(
        "record_log", piece=golden, tool="hashcat", tool_version="", verdict="",
        readings=[{"name": "hash_rate", "value": 164000.0, "unit": "MH/s"}],
        identifiers={}, evidence={"sha256": "1" * 64, "name": "a", "size": 3}, run="golden",
    )  # fmt: skip
    for rate, verdict in (("163000.0", "pass"), ("12.1", "fail")):
        (one,) = bring(speed.format(rate).encode(), piece=tag).recorded
        assert one.verdict == verdict


def test_a_card_nobody_knows_is_refused_and_nothing_is_kept(file_shop: Shop, bring: Any) -> None:
    file_shop.card("SN0001")
    before = tables(file_shop)
    told = bring(a_log((1, "N/A", "38 C")))
    assert told.refused.startswith("No card here is known as GPU-0a0a")
    assert as_answer(told)["measurements"] and as_answer(told)["piece"] == ""
    empty = take(file_shop.database, Says(), LogFile("a", b"a"), Wanted())
    assert empty.refused == "This log names no card."
    for refused in (b"", b"hello", b"\0" * 99, b"<html>"):
        assert bring(refused, piece="no tag").refused
    assert tables(file_shop) == before and kept(file_shop) == []


def test_the_same_bytes_make_no_second_result(file_shop: Shop, bring: Any) -> None:
    tag, other = file_shop.card("SN0001"), file_shop.card("SN0002")
    log = a_log((1, "N/A", "38 C"))
    entry = bring(log, piece=tag).recorded[0].entry
    before = tables(file_shop)
    for more in ({}, {"piece": tag}, {"name": "copy.xml"}, {"plan": "MEMORY"}):
        told = bring(log, **more)
        assert told.already and told.ok
        assert [(one.piece, one.entry) for one in told.results] == [(tag, entry)]
    assert bring(log, piece=other).kind == "overridable"
    assert tables(file_shop) == before


def test_a_log_without_a_name_in_it_is_of_one_card_only(file_shop: Shop, bring: Any) -> None:
    """The same bytes put down to another card are a copy, not a test of that card."""
    tag, other = file_shop.card("SN0001"), file_shop.card("SN0002")
    (smi,) = read_log(a_log((1, "N/A", "38 C")))
    nameless = Says(replace(smi, device=replace(smi.device, uuid=None, pci_bus=None)))
    file = LogFile("burn.txt", b"OK")
    first = take(file_shop.database, nameless, file, Wanted(piece=tag))
    copy = take(file_shop.database, nameless, file, Wanted(piece=other))
    assert copy.already and copy.results[0].piece == tag
    file_shop.do("undo", entry=first.results[0].entry, reason="it was the other card")
    right = take(file_shop.database, nameless, file, Wanted(piece=other))
    assert [one.piece for one in right.recorded] == [other]
    assert take(file_shop.database, nameless, file, Wanted(piece=other)).already
    assert check(file_shop.database, deep=True).findings == []


def test_each_tool_of_a_file_is_a_result(file_shop: Shop) -> None:
    tag = file_shop.card("SN0001")
    (smi,) = read_log(a_log((1, "N/A", "38 C")))
    burn = replace(smi, tool="gpu-burn", device=Device(name="NVIDIA GeForce RTX 4090"))
    script, file = Says(smi, burn, burn), LogFile("script.log", b"both")
    told = take(file_shop.database, script, file, Wanted(piece=tag))
    assert [(one.tool, one.piece) for one in told.recorded] == [
        ("nvidia-smi", tag), ("gpu-burn", tag),
    ]  # fmt: skip
    assert take(file_shop.database, script, file, Wanted()).already
    assert as_answer(told)["tool"] == "nvidia-smi, gpu-burn"
    assert len(file_shop.ask("passport", tag=tag).tests) == 2


def test_a_dry_run_says_the_same_and_keeps_nothing(file_shop: Shop, bring: Any) -> None:
    tag = file_shop.card("SN0001")
    log = a_log((1, "N/A", "88 C"))
    path = Path(file_shop.database.target)
    before, rows = path.read_bytes(), tables(file_shop)
    told = bring(log, piece=tag, dry_run=True)
    assert (path.read_bytes(), tables(file_shop), kept(file_shop)) == (before, rows, [])
    done = bring(log, piece=tag)
    assert [one._replace(entry=0) for one in done.results] == told.results
    assert told.recorded == [] and done.recorded
    assert bring(log, dry_run=True).already


def test_an_alarm_is_let_pass_by_a_lead_only(file_shop: Shop, bring: Any) -> None:
    one, other = file_shop.card("SN0001"), file_shop.card("SN0002")
    file_shop.do("add_person", code="LI", name="Li", role="technician")
    bring(a_log((1, "N/A", "38 C")), piece=one)
    new = a_log((1, "N/A", "39 C"))
    alarm = bring(new, piece=other)
    assert (alarm.kind, written(one) in alarm.refused) == ("overridable", True)
    told = bring(new, piece=other, by="LI", override="I saw it")
    assert told.kind == "refused" and "Li" in told.refused
    [passed] = bring(new, piece=other, override="bought with this GPU").recorded
    assert passed.piece == other
    assert [card.piece for card in bring(a_log((1, "N/A", "40 C"))).recorded] == [other]


def test_the_board_says_its_serial_and_the_uuid_is_an_alarm(file_shop: Shop, bring: Any) -> None:
    one, board = file_shop.card("SN0001"), file_shop.card("0324217145110")
    bring(a_log((1, "N/A", "38 C")), piece=one)
    told = bring(a_log((1, "0324217145110", "38 C")))
    assert told.kind == "overridable" and told.results[0].piece == board
    assert told.results[0].why_not == told.refused
    with pytest.raises(Overridable):
        file_shop.do(
            "record_log", piece=board, tool="t", tool_version="", verdict="pass", readings=[],
            identifiers={"gpu_uuid": UUID.format(1)},
            evidence={"sha256": "e" * 64, "name": "a", "size": 1},
        )  # fmt: skip


def test_where_one_card_is_refused_the_others_are_recorded(file_shop: Shop, bring: Any) -> None:
    one, other = file_shop.card("0324217145110"), file_shop.card("0324217145111")
    both = a_log((1, "0324217145110", "38 C"), (2, "0324217145111", "38 C"))
    file_shop.do("quarantine", piece=other, reason="x")
    told = bring(both)
    assert [card.piece for card in told.recorded] == [one]
    assert told.refused == told.results[1].why_not != ""


def test_nothing_of_people_reaches_the_database(file_shop: Shop, bring: Any) -> None:
    """User names, processes and host names stay in the evidence file."""
    tag = file_shop.card("SN0001")
    secret = "Zacharias-Quill"
    people = (
        f"<processes><process_info><pid>77</pid><type>G</type>"
        f"<process_name>C:\\Users\\{secret}\\Desktop\\crypto.exe</process_name>"
        f"<used_memory>12 MiB</used_memory></process_info></processes>"
        f"<accounted_processes>/home/{secret}/x</accounted_processes></gpu>"
    )
    log = a_log((1, "N/A", "38 C")).replace(b"</gpu>", people.encode())
    log = f"PS C:\\Users\\{secret}> nvidia-smi -q -x\r\n".encode() + log
    told = bring(log, piece=tag)
    assert told.recorded and secret not in repr(told)
    assert secret not in repr(tables(file_shop))
    assert kept(file_shop) == [hashlib.sha256(log).hexdigest()]


def test_the_licence_keys_of_3dmark_are_never_kept(file_shop: Shop, bring: Any) -> None:
    saved = Path(__file__).parents[1] / "testlogs/made/3dmark/steel-nomad-stress.3dmark-result"
    tag = file_shop.card("SN0001")
    told = bring(saved.read_bytes(), saved.name, piece=tag)
    assert [one.tool for one in told.recorded] == ["3DMark"]
    by_hand = keep_file(file_shop.database, saved)
    assert kept(file_shop) == [told.sha256] == [by_hand["sha256"]]
    stays = evidence.read(file_shop.database, told.sha256)
    assert b"Stability" in zipfile.ZipFile(io.BytesIO(stays)).read("Result.xml")
    for secret in (b"NOT-A-REAL-KEY", b"Arielle", b"BENCH-7", b"SI.xml"):
        assert secret not in stays
    assert bring(saved.read_bytes(), "again.zip", piece=tag).already
