# SPDX-License-Identifier: MIT
"""At the test bench: verdicts while typing, attempts, and logs that find their card."""

from typing import Any

import pytest

from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.testing import Attempt, import_log, suiting
from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.language import fill
from workshop.storage import evidence
from workshop.testlogs import read_log

UUID = "GPU-0a0a0a0a-1111-2222-3333-4444444444{:02d}"


def a_log(*cards: tuple[int, str, str], errors: int | None = None) -> bytes:
    """A log of these cards: number for the UUID, serial, and degrees or an error."""
    parts = []
    for number, serial, heat in cards:
        ecc = ""
        if errors is not None:
            ecc = f"""<ecc_errors><volatile><dram_uncorrectable>{errors}</dram_uncorrectable>
                </volatile><aggregate><dram_uncorrectable>{errors}</dram_uncorrectable>
                </aggregate></ecc_errors>"""
        parts.append(
            f"""<gpu id="00000000:{number:02X}:00.0">
            <product_name>NVIDIA GeForce RTX 4090</product_name>
            <serial>{serial}</serial><uuid>{UUID.format(number)}</uuid>
            <vbios_version>95.02.3c.00.8d</vbios_version>
            <gpu_part_number>2684-300-A1</gpu_part_number>
            <pci><pci_device_id>268410DE</pci_device_id>
              <pci_bus_id>00000000:{number:02X}:00.0</pci_bus_id>
              <pci_sub_system_id>40BF1458</pci_sub_system_id>
              <pci_gpu_link_info>
              <pcie_gen><max_link_gen>4</max_link_gen><current_link_gen>1</current_link_gen></pcie_gen>
              <link_widths><max_link_width>16x</max_link_width>
              <current_link_width>16x</current_link_width></link_widths></pci_gpu_link_info>
              <replay_counter>0</replay_counter></pci>
            <fan_speed>30 %</fan_speed><performance_state>P8</performance_state>
            <fb_memory_usage><total>24564 MiB</total><used>12 MiB</used></fb_memory_usage>{ecc}
            <temperature><gpu_temp>{heat}</gpu_temp></temperature>
            <gpu_power_readings><power_draw>21.30 W</power_draw></gpu_power_readings>
            <clocks><graphics_clock>210 MHz</graphics_clock></clocks></gpu>"""
        )
    return f"""<?xml version="1.0" ?>
<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
<nvidia_smi_log><timestamp>Sun Mar  2 15:02:02 2025</timestamp>
<driver_version>550.90.07</driver_version><cuda_version>12.4</cuda_version>
<attached_gpus>{len(cards)}</attached_gpus>{"".join(parts)}</nvidia_smi_log>""".encode()


def take_in(shop: Any, data: bytes, **more: Any) -> list[dict[str, Any]]:
    return import_log(shop.database, data, "smi.xml", read_log(data), **more)


@pytest.fixture
def attempt(file_shop: Any) -> Any:
    tag = file_shop.card("SN0001")

    def begin(code: str) -> Attempt:
        return Attempt(tag, file_shop.ask("plan", code=code, model="GeForce RTX 4090"))

    return begin


def test_a_value_is_judged_while_it_is_typed(attempt: Any) -> None:
    bench = attempt("VOLTAGE")
    for typed, verdict in (("1", "fail"), ("12", "pass"), ("12,55", "marginal"), ("12.6", None)):
        bench.type("v_12v", typed)
        if verdict is not None:
            assert bench.judged["v_12v"].verdict == verdict
    bench.type("v_12v", "12 V")
    assert "v_12v" not in bench.judged
    assert str(bench.wrong["v_12v"]) == "12 V: “12 V” is no number. Type digits, such as 12.5."
    bench.type("v_12v", "")
    assert bench.wrong == {} and bench.judged == {}


def test_the_whole_is_inconclusive_until_all_that_is_required_is_there(attempt: Any) -> None:
    bench = attempt("VOLTAGE")
    assert bench.verdict == Verdict.INCONCLUSIVE
    good = {"v_12v": "12", "v_1v8": "1.8", "v_nvvdd": "0.9", "v_fbvdd": "1.35"}
    for name, typed in good.items():
        bench.type(name, typed)
    assert bench.verdict == Verdict.INCONCLUSIVE
    assert bench.lacking == ["PEX_VDD"]
    bench.type("v_pex", "1.0")
    assert bench.verdict == Verdict.PASS and bench.lacking == []
    bench.type("v_12v", "12.59")
    assert bench.verdict == Verdict.MARGINAL
    bench.type("v_nvvdd", "0")
    assert bench.verdict == Verdict.FAIL


def test_an_attempt_is_kept_with_its_numbers(file_shop: Any, attempt: Any) -> None:
    bench = attempt("FINAL")
    for name, typed in (("core_temp", "71,5"), ("fans", "Noisy"), ("throttled", "no")):
        bench.type(name, typed)
    answer = bench.keep(" warm room ")
    assert isinstance(answer, Do)
    receipt = file_shop.do(answer.act, **answer.facts)
    assert (receipt["verdict"], receipt["attempt"]) == ("fail", 1)
    [test] = file_shop.ask("passport", tag=bench.piece).tests
    assert {m.name: m.value for m in test.measurements} == {
        "core_temp": "71.5", "fans": "noisy", "throttled": "no",
    }  # fmt: skip
    assert test.note == "warm room"
    assert bench.verdict == test.verdict


def test_an_empty_attempt_and_a_wrong_value_are_not_kept(attempt: Any) -> None:
    bench = attempt("VOLTAGE")
    assert isinstance(bench.keep(), Ask)
    bench.type("v_12v", "12")
    bench.type("v_5v", "five")
    answer = bench.keep()
    assert isinstance(answer, Stop)
    assert "“five” is no number" in fill(answer.template, answer.facts)


def test_only_plans_that_suit_the_card_are_offered(file_shop: Any) -> None:
    plans = file_shop.ask("plans")
    of_4090 = [p.code for p in suiting(plans, "GeForce RTX 4090", "GeForce RTX 40")]
    of_a100 = [p.code for p in suiting(plans, "A100-PCIE-40GB", "Data Center")]
    assert "INCOMING" in of_4090 and "ECC" not in of_4090
    assert of_a100 == [plan.code for plan in plans]
    assert [p.code for p in suiting(plans, "", "")] == of_4090


def test_the_first_log_of_a_card_needs_its_tag_and_the_next_finds_it(file_shop: Any) -> None:
    tag = file_shop.card("SN0001")
    first = a_log((1, "N/A", "38 C"))
    [receipt] = take_in(file_shop, first, piece=tag)
    assert (receipt["tag"], receipt["verdict"], receipt["attempt"]) == (tag, "pass", 1)
    [again] = take_in(file_shop, a_log((1, "N/A", "39 C")))
    assert (again["tag"], again["attempt"]) == (tag, 2)
    passport = file_shop.ask("passport", tag=tag)
    assert ("gpu_uuid", UUID.format(1)) in {(i.kind, i.value) for i in passport.identifiers}
    heat = {m.name: m.value for m in passport.tests[1].measurements}["core_temp"]
    assert heat == "39"
    assert "enumerates and answers" in passport.tests[0].note
    sha = evidence.keep(file_shop.database, first, "smi.xml")["sha256"]
    assert evidence.read(file_shop.database, sha) == first


def test_a_card_is_known_by_the_serial_of_its_label_or_its_driver(file_shop: Any) -> None:
    by_label = file_shop.card("0324217145110")
    by_driver = file_shop.card("SN0002")
    [receipt] = take_in(file_shop, a_log((1, "0324217145110", "38 C")))
    assert receipt["tag"] == by_label
    take_in(file_shop, a_log((2, "1324321002473", "38 C")), piece=by_driver)
    moved = a_log((3, "1324321002473", "40 C"))
    assert take_in(file_shop, moved)[0]["tag"] == by_driver


def test_a_card_nobody_knows_is_refused_and_nothing_is_kept(file_shop: Any, tmp_path: Any) -> None:
    file_shop.card("SN0001")
    with pytest.raises(Refused, match=r"No card here is known as GPU-0a0a.*Scan the card first"):
        take_in(file_shop, a_log((1, "N/A", "38 C")))
    with pytest.raises(Refused, match="names no card"):
        import_log(file_shop.database, b"", "empty.xml", [])
    assert not list(tmp_path.rglob("*.evidence"))


def test_two_strangers_in_one_log_cannot_be_told_apart(file_shop: Any) -> None:
    tag = file_shop.card("SN0001")
    with pytest.raises(Refused, match="This log has 2 cards that are not known here"):
        take_in(file_shop, a_log((1, "N/A", "38 C"), (2, "N/A", "38 C")), piece=tag)


def test_a_log_of_another_card_is_not_put_down_to_the_open_one(file_shop: Any) -> None:
    one, other = file_shop.card("SN0001"), file_shop.card("SN0002")
    take_in(file_shop, a_log((1, "N/A", "38 C")), piece=one)
    with pytest.raises(Refused, match=r"This log is of C01-000001-., not of C01-000002-"):
        take_in(file_shop, a_log((1, "N/A", "39 C")), piece=other)
    assert file_shop.ask("passport", tag=other).tests == []


def test_a_known_card_beside_a_stranger_is_both_recorded(file_shop: Any) -> None:
    one, other = file_shop.card("SN0001"), file_shop.card("SN0002")
    take_in(file_shop, a_log((1, "N/A", "38 C")), piece=one)
    both = a_log((1, "N/A", "41 C"), (2, "N/A", "38 C"))
    with pytest.raises(Refused, match="This log has another card that is not known here: GPU-"):
        take_in(file_shop, both, piece=one)
    assert [r["tag"] for r in take_in(file_shop, both, piece=other)] == [one, other]
    with pytest.raises(Refused, match=r"was imported for .* already"):
        take_in(file_shop, both)


def test_of_several_runs_the_gravest_counts(file_shop: Any) -> None:
    tag = file_shop.card("SN0001")
    runs = (
        a_log((1, "N/A", "38 C"), errors=0)
        + b"\n"
        + a_log((1, "N/A", "88 C"), errors=7)
        + b"\n"
        + a_log((1, "N/A", "40 C"), errors=0)
    )
    assert len(read_log(runs)) == 3
    [receipt] = take_in(file_shop, runs, piece=tag)
    assert receipt["verdict"] == "fail"
    [test] = file_shop.ask("passport", tag=tag).tests
    assert {m.name: m.value for m in test.measurements}["core_temp"] == "88"
