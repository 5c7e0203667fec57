# SPDX-License-Identifier: MIT
"""3DMark: stress tests and scores, what was monitored, and a key file that is never kept."""

import io
import zipfile
from pathlib import Path

import pytest

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.storage.threedmark_archive import without_keys
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made" / "3dmark"
ARCHIVE = (MADE / "steel-nomad-stress.3dmark-result").read_bytes()


def of(name: str) -> ToolResult:
    (result,) = read_log((MADE / name).read_bytes())
    return result


def told(result: ToolResult) -> dict[str, float | str]:
    return {r.name: r.value for r in result.readings}


def stress(stability: str = "98.4", passed: str = "1", loops: str = "20") -> bytes:
    said = {"Stability": stability, "Passed": passed, "LoopsDone": loops}
    fields = "".join(f"<PortRoyalStress{k}>{v}</PortRoyalStress{k}>" for k, v in said.items() if v)
    whole = f"<result><passIndex>-1</passIndex>{fields}</result>"
    return f"<benchmark><results>{whole}</results></benchmark>".encode()


def archive(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        for name, data in files:
            into.writestr(name, data)
    return made.getvalue()


def test_a_stress_test_that_passed_with_what_was_monitored() -> None:
    run = of("steel-nomad-stress.3dmark-result")
    assert (run.tool, run.verdict) == ("3DMark", Verdict.PASS)
    assert run.says.english == "The card passed 20 loops of the stress test, stable to 98.4 %."
    # The only card in the machine; the processor's graphics do not count.
    assert run.device == Device(name="NVIDIA GeForce RTX 4070")
    assert told(run) == {
        "benchmark": "Steel Nomad Stress Test Dx12",
        "stability": 98.4,
        "stress_loops": 20.0,
        "core_temp": 64.0,
        "core_temp_mean": 62.583,
        "graphics_clock": 2505.0,
        "graphics_clock_mean": 2490.0,
        "memory_clock": 1313.2,
        "memory_clock_mean": 1313.2,
        "gpu_load": 99.0,
        "gpu_load_mean": 98.667,
        "frame_rate": 60.812,
        "log_minutes": 0.033,
    }
    core = next(series for series in run.series if series.name == "core_temp")
    assert core.points == ((0, 60.5), (1, 63.25), (2, 64))


def test_scores() -> None:
    assert told(of("time-spy.xml")) == {
        "benchmark": "Time Spy Performance",
        "score": 17211.0,
        "graphics_score": 18250.0,
        "cpu_score": 12985.0,
        "graphics_test_1": 118.52,
        "graphics_test_2": 104.87,
    }
    assert of("time-spy.xml").verdict is Verdict.INCONCLUSIVE
    scores = told(of("fire-strike.xml"))
    assert (scores["score"], scores["graphics_score"]) == (30110.0, 41002.0)
    assert scores["cpu_score"] == 25555.0


def test_an_unstable_card_and_a_stopped_run() -> None:
    unstable, stopped = of("steel-nomad-unstable.xml"), of("stopped.xml")
    assert (unstable.verdict, unstable.value("stability")) == (Verdict.FAIL, 96.1)
    assert stopped.verdict is Verdict.INCONCLUSIVE
    assert stopped.says.english == "The stress test stopped after 7 of 20 loops."


def test_monitoring_alone() -> None:
    run = of("Monitoring.csv")
    assert (run.verdict, run.value("core_temp")) == (Verdict.INCONCLUSIVE, 64.0)


def test_of_two_cards_in_the_machine_the_loaded_one_was_measured() -> None:
    header = "BM_RunTimeSecondsE;" + ";".join(
        f"GPUZ/{name}/{card}/{at}:" for card in (0, 1) for at, name in enumerate(NAMES)
    )
    for loads, core in (((2, 99), 70.0), ((99, 1), 40.0), ((50, 50), None)):
        row = f"1,5;40;{loads[0]};70;{loads[1]}"
        data = archive(("Result.xml", stress()), ("Monitoring.csv", f"{header}\n{row}\n".encode()))
        if core is None:
            with pytest.raises(Refused, match="no value"):
                read_log(data)
        else:
            (run,) = read_log(data)
            assert run.value("core_temp") == core


NAMES = ("GpuTemperature", "GpuLoad")


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({}, Verdict.PASS),
        ({"passed": "true", "stability": "97.0", "loops": "25"}, Verdict.PASS),
        ({"stability": "984"}, Verdict.PASS),
        ({"stability": "96.9"}, Verdict.FAIL),
        ({"passed": "0"}, Verdict.FAIL),
        ({"passed": "0", "stability": ""}, Verdict.FAIL),
        ({"loops": "19"}, Verdict.INCONCLUSIVE),
        ({"passed": "0", "loops": "3", "stability": "0"}, Verdict.INCONCLUSIVE),
        ({"passed": ""}, Verdict.INCONCLUSIVE),
        ({"passed": "maybe"}, Verdict.INCONCLUSIVE),
        ({"stability": ""}, Verdict.INCONCLUSIVE),
        ({"stability": "NaN"}, Verdict.INCONCLUSIVE),
        ({"loops": ""}, Verdict.INCONCLUSIVE),
    ],
)
def test_verdicts(said: dict[str, str], verdict: Verdict) -> None:
    (run,) = read_log(stress(**said))
    assert run.verdict is verdict


def test_what_is_kept_holds_no_key_and_no_inventory() -> None:
    kept = without_keys(ARCHIVE)
    with zipfile.ZipFile(io.BytesIO(kept)) as inside:
        assert inside.namelist() == ["Result.xml", "Monitoring.csv"]
    for secret in (b"NOT-A-REAL-KEY", b"BENCH-7", b"Arielle", b"SI.xml"):
        assert secret not in kept
    assert without_keys(ARCHIVE) == kept
    assert without_keys(kept) == kept
    assert told(read_log(kept)[0]) == told(of("steel-nomad-stress.3dmark-result"))
    assert "KEY" not in str(read_log(ARCHIVE)) and "BENCH-7" not in str(read_log(ARCHIVE))


def test_other_files_are_kept_as_they_are() -> None:
    for data in (b"", b"a log", archive(("notes.txt", b"x"))):
        assert without_keys(data) == data


@pytest.mark.parametrize("name", ["a/../../Result.xml", "C:\\keys\\Result.xml"])
def test_paths_in_an_archive_lead_nowhere(name: str) -> None:
    data = archive((name, stress()), ("../Arielle.xml", b"KEY"))
    assert read_log(data)[0].verdict is Verdict.PASS
    assert b"KEY" not in without_keys(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (ARCHIVE[:-30], "cut off or damaged"),
        (ARCHIVE[:60] + b"\xff" * 40 + ARCHIVE[100:], "damaged"),
        (archive(("Result.xml.txt", b"x"), ("Arielle.xml", b"KEY")), "cut off or damaged"),
        (archive(("Result.xml", b" " * 5 * 1024 * 1024)), "unpacks to more"),
        (archive(("Result.xml", stress()), ("Monitoring.csv", b";" * 2**25)), "unpacks to more"),
        (archive(("Result.xml", b"x"), *((f"{n}", b"") for n in range(80))), "unpacks to more"),
        (archive(("Result.xml", stress()), ("x/Result.xml", stress())), "twice"),
        (stress()[:-14], "cut off"),
        (stress().replace(b"</results>", b""), "damaged"),
        (b"<benchmark><results><result></results><aScore></benchmark>", "damaged"),
        (b"<benchmark><result></result><aScore></aScore></benchmark>", "holds no result"),
    ],
)
def test_what_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(Refused) as caught:
        read_log(data)
    assert says in str(caught.value)
    if data.startswith(b"PK") and "twice" not in says and "unpacks" not in says:
        with pytest.raises(Refused):
            without_keys(data)
