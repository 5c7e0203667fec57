# SPDX-License-Identifier: MIT
"""What dcgmi diag says of each card, and when its words are no verdict on the card."""

import json
from pathlib import Path
from typing import Any

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "dcgmi"
REAL = Path(__file__).parents[3] / "shared" / "testlogs" / "dcgmi"


def results(name: str) -> list[ToolResult]:
    return read_log((MADE / name).read_bytes())


def readings(result: ToolResult) -> dict[str, float | str]:
    return {reading.name: reading.value for reading in result.readings}


def diag(*tests: dict[str, Any], category: str = "Hardware", **more: Any) -> ToolResult:
    """The only result of a run of 4.x with these tests."""
    root = {"test_categories": [{"category": category, "tests": list(tests)}], **more}
    (result,) = read_log(json.dumps({"DCGM Diagnostic": root}).encode())
    return result


def entry(name: str, status: str, *warnings: object, **more: Any) -> dict[str, Any]:
    """A test with one result, of the card 0."""
    said = {"entity_group": "GPU", "entity_id": 0, "status": status, **more}
    return {"name": name, "results": [{**said, "warnings": list(warnings)} if warnings else said]}


def test_a_run_of_3_x_is_one_result_a_card() -> None:
    good, bad = results("v3-two-cards.json")
    assert good.device == Device(serial="1325021000011", pci_device="20B5")
    assert bad.device == Device(serial="1325021000012", pci_device="20B5")
    assert {good.tool, good.tool_version} == {"dcgmi diag", "3.1.8"}
    assert readings(good) == {
        "driver_version": "535.129.03",
        "gpu_index": 0,
        "tests_passed": 5,
        "tests_failed": 0,
        "tests_skipped": 1,
        "dcgm_denylist": "pass",
        "dcgm_persistence_mode": "pass",
        "dcgm_inforom": "pass",
        "dcgm_pcie": "pass",
        "dcgm_gpu_memory": "pass",
        "dcgm_eud_test": "skip",
    }
    assert (good.verdict, bad.verdict) == ("pass", "fail")
    assert str(bad.says) == "DCGM failed this card: GPU Memory."


def test_a_run_of_4_x() -> None:
    (result,) = results("v4-pass.json")
    assert result.device == Device(serial="1562023000007", pci_device="2330")
    assert (result.tool_version, result.value("driver_version")) == ("4.2.3", "570.124.06")
    assert result.value("tests_passed") == 4
    assert result.value("dcgm_targeted_power") == "pass"
    assert result.value("dcgm_eud") == "skip"
    assert result.verdict == "pass"
    assert str(result.says) == "The card passed every test that DCGM ran (4)."


def test_a_setting_is_no_fault_of_the_card() -> None:
    (result,) = results("v4-setting.json")
    assert result.verdict == "inconclusive"
    assert "Only settings of the bench PC failed, not the card: Persistence Mode." in str(
        result.says
    )
    assert result.value("dcgm_persistence_mode") == "fail"
    assert result.device == Device(pci_device="2330")


def test_a_failed_row_remap_is_one() -> None:
    (result,) = results("v4-remap.json")
    assert result.verdict == "fail"
    assert str(result.says) == "DCGM failed this card: Page Retirement/Row Remap."
    assert result.value("dcgm_memory") == "skip"


def test_a_fault_beside_a_setting_stays_a_fault() -> None:
    result = diag(
        entry(
            "software",
            "Fail",
            {"warning": "Persistence Mode: off.", "error_severity": 5},
            {"warning": "Inforom: corrupt.", "error_severity": 2},
        )
    )
    assert result.verdict == "fail"
    assert str(result.says) == "DCGM failed this card: Inforom."


@pytest.mark.parametrize(
    ("test", "why"),
    [
        (entry("memory", "Pass", "Something was wrong."), "passed, but warns"),
        (entry("memory", "Pass", info="Failed to allocate memory on GPU 0"), "passed, but warns"),
        (entry("memory", "Warn"), "DCGM warns of this card: memory"),
        (entry("memory", "Skip"), "skipped a part"),
        (entry("memory", "Not Run"), "skipped a part"),
        (entry("memory", "Bestanden"), "is not known"),
        (entry("memory", ""), "is not known"),
        (entry("software", "Fail"), "does not say why"),
        (entry("Denylist", "Fail", "nouveau is loaded"), "Only settings"),
        ({"name": "memory", "results": []}, "tested nothing"),
        ({"name": "memory", "results": None}, "tested nothing"),
    ],
)
def test_what_leaves_doubt(test: dict[str, Any], why: str) -> None:
    result = diag(entry("pcie", "Pass"), test) if "tested nothing" not in why else diag(test)
    assert result.verdict == "inconclusive"
    assert why in str(result.says)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"runtime_error": "The hostengine is gone."}, "an error of its own"),
        ({"Overall Result": "Fail"}, "The summary of DCGM is no pass"),
    ],
)
def test_what_the_run_says_of_itself(more: dict[str, Any], why: str) -> None:
    result = diag(entry("memory", "Pass"), **more)
    assert result.verdict == "inconclusive"
    assert why in str(result.says)
    assert "hostengine" not in str(result.says)
    assert diag(entry("memory", "FAIL"), **more).verdict == "fail"


def test_a_failure_that_only_the_summary_has() -> None:
    said = {**entry("memory", "Pass"), "test_summary": {"status": "Fail"}}
    assert diag(said).verdict == "fail"
    said["results"].append({**said["results"][0], "entity_id": 1})
    two = {"DCGM Diagnostic": {"test_categories": [{"tests": [said]}]}}
    for result in read_log(json.dumps(two).encode()):
        assert result.verdict == "inconclusive"
        assert "not on which card: memory" in str(result.says)


def test_a_failure_of_another_device_is_not_the_cards() -> None:
    said = entry("cpu", "Pass")
    said["results"].append({"entity_group": "CPU", "entity_id": 0, "status": "Fail"})
    said["test_summary"] = {"status": "Fail"}
    assert diag(said).verdict == "pass"


@pytest.mark.parametrize("who", [{"gpu_ids": "all"}, {"gpu_ids": None}, {"entity_group": "GPU"}])
def test_a_failure_of_nobody_known_is_everybodys(who: dict[str, Any]) -> None:
    said = entry("memory", "Pass")
    said["results"].append({**who, "status": "Fail"})
    assert diag(said).verdict == "fail"


def test_a_card_of_which_nothing_is_said_does_not_pass() -> None:
    log = json.loads((MADE / "v4-pass.json").read_text())
    entity = {"entity_id": 1, "device_id": "2330", "serial_num": "1562023000008"}
    log["entity_groups"][0]["entities"].append(entity)
    first, other = read_log(json.dumps(log).encode())
    assert (first.verdict, other.verdict) == ("pass", "inconclusive")
    assert other.device.serial == "1562023000008"
    assert "tested nothing on it" in str(other.says)


def test_a_log_cut_off_keeps_what_it_had() -> None:
    (cut,) = results("v4-cut.json")
    assert cut.verdict == "inconclusive"
    assert "cut off" in str(cut.says)
    assert cut.value("dcgm_memory") == "pass"
    failed = (MADE / "v3-two-cards.json").read_text()
    failed = failed[: failed.index('"EUD Test"')]
    assert [result.verdict for result in read_log(failed.encode())] == ["inconclusive", "fail"]


def test_several_runs_in_one_file() -> None:
    both = (MADE / "v4-pass.json").read_bytes() + b"\n" + (MADE / "v3-two-cards.json").read_bytes()
    assert [result.tool_version for result in read_log(both)] == ["4.2.3", "3.1.8", "3.1.8"]


@pytest.mark.parametrize(
    ("log", "why"),
    [
        ('{"DCGM Diagnostic": {"a": 1, "a": 2}}', "twice"),
        ('{"DCGM Diagnostic": {"a" 1}}', "damaged in line 1"),
        ('\n\n{"DCGM Diagnostic": {"a": nul}}', "damaged in line 3"),
        ('{"DCGM Diagnostic": ' + '{"a": ' * 200_000, "nested deeper"),
        ('```\n{"DCGM Diagnostic": {}}\n```', "not the log of any test tool"),
    ],
)
def test_what_is_refused(log: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_log(log.encode())


FACTS = {
    "gcm-diag_pass-r1-v3schema.json": ("pass", "pass", "pass", 9, 0),
    "gcm-diag_fail-r1-v3schema.json": ("inconclusive", "fail", "warn", 7, 1),
}


@pytest.mark.parametrize("file", FACTS)
def test_real_logs(file: str) -> None:
    path = REAL / file
    if not path.is_file():
        pytest.skip(f"the real log {file} is not on this machine")
    verdict, persistence, environment, passed, failed = FACTS[file]
    (result,) = read_log(path.read_bytes())
    assert readings(result) == {
        "tests_passed": passed,
        "tests_failed": failed,
        "tests_skipped": 0,
        "dcgm_blacklist": "pass",
        "dcgm_nvml_library": "pass",
        "dcgm_cuda_main_library": "pass",
        "dcgm_permissions_and_os_blocks": "pass",
        "dcgm_persistence_mode": persistence,
        "dcgm_environment_variables": environment,
        "dcgm_page_retirement_row_remap": "pass",
        "dcgm_graphics_processes": "pass",
        "dcgm_inforom": "pass",
    }
    assert (result.verdict, result.device, result.tool_version) == (verdict, Device(), None)
