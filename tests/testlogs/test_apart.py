# SPDX-License-Identifier: MIT
"""Logs read in processes of their own, and a shop's own tool, which can do no harm there."""

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.testlogs import Device, Reading, Series, ToolResult, apart, plain, read_log
from workshop.testlogs.apart import KnownTool, Reader
from workshop.testlogs.child import MEMORY
from workshop.testlogs.log import Log

MADE = sorted((Path(__file__).parent / "made").rglob("*.*"))
PACKAGE = Path(__file__).with_name("shop_package")
BENCH = b"""RAILTEST 2.1
GPU: NVIDIA GeForce RTX 4090
UUID: GPU-0a0a0a0a-1111-2222-3333-444444444401
NVVDD 0.912 V
FBVDD 1.348 V
RESULT OK
"""

linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="memory and work are limited by the system on Linux only"
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


@pytest.fixture
def shop_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """A reader with the example package of a shop installed."""
    monkeypatch.syspath_prepend(str(PACKAGE))
    with Reader() as made:
        yield made


@pytest.fixture
def with_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Reader]]:
    """Installs a package of a shop with this code, and gives what reads with it."""
    made: list[Reader] = []

    def install(code: str) -> Reader:
        number = len(made)
        (tmp_path / f"shop{number}.py").write_text(code)
        info = tmp_path / f"shop{number}-1.{number}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: shop{number}\nVersion: 1.{number}\n")
        (info / "entry_points.txt").write_text(
            f"[card_workshop.testlogs]\ntool{number} = shop{number}\n"
        )
        if not made:
            monkeypatch.syspath_prepend(str(tmp_path))
        made.append(Reader())
        return made[-1]

    yield install
    for one in made:
        one.close()


def refusal(reader: Reader, data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        reader.read(data, "a.txt")
    assert refused.value.facts["file"] == "a.txt"
    return str(refused.value)


@pytest.mark.parametrize("path", MADE, ids=lambda path: str(path.name))
def test_apart_is_read_what_is_read_here(reader: Reader, path: Path) -> None:
    data = path.read_bytes()
    try:
        here = read_log(data)
    except Refused as said:
        assert refusal(reader, data) == str(said)
    else:
        assert reader.read(data) == here


def test_a_file_that_is_too_large_is_not_even_sent(reader: Reader) -> None:
    assert "is larger than 32 MB" in refusal(reader, b"x" * (33 << 20))


# The shop's own tool


def test_the_example_of_the_manual(shop_reader: Reader) -> None:
    (result,) = shop_reader.read(BENCH)
    assert (result.tool, result.tool_version, result.verdict) == (
        "Rail test", "2.1", Verdict.PASS,
    )  # fmt: skip
    assert result.device.uuid == "GPU-0a0a0a0a-1111-2222-3333-444444444401"
    assert result.readings == (Reading("v_nvvdd", 0.912, "V"), Reading("v_fbvdd", 1.348, "V"))
    cut = shop_reader.read(BENCH[: BENCH.index(b"RESULT")])[0]
    assert (cut.verdict, str(cut.says)) == (
        "inconclusive", "The log ends before the tool says its result.",
    )  # fmt: skip
    assert refusal(shop_reader, b"holiday") == (
        "This file is not the log of any test tool that can be imported here."
    )


def test_the_tools_of_the_shop_are_listed_with_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, with_tool: Callable[[str], Reader]
) -> None:
    monkeypatch.syspath_prepend(str(PACKAGE))
    with_tool("import nothing_of_that_name")
    with_tool("TOOL = 'x'")
    found = with_tool("raise SystemExit(3)").tools()
    assert KnownTool("nvidia-smi", "", "", "") in found
    shop = [one for one in found if one.package]
    assert shop[0] == KnownTool("Rail test", "rail-test-log", "2.1", "")
    assert [(one.name, one.package, one.version) for one in shop[1:]] == [
        ("tool0", "shop0", "1.0"), ("tool1", "shop1", "1.1"), ("tool2", "shop2", "1.2"),
    ]  # fmt: skip
    assert [one.problem for one in shop[1:]] == [
        "ModuleNotFoundError: No module named 'nothing_of_that_name'",
        "AttributeError: module 'shop1' has no attribute 'wrote'", "SystemExit: 3",
    ]  # fmt: skip


WROTE = "TOOL = 'x'\ndef wrote(log):\n    return 'MINE-1' in log.text\n"
BROKE = "The importer of the package shop0 {} Tell whoever wrote it."


@linux_only
@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("    raise KeyError('x')", "broke over this file: KeyError."),
        ("    import os; os._exit(0)", "broke over this file: crash."),
        ("    import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
         "broke over this file: crash."),
        ("    import sys; sys.exit(0)", "broke over this file: SystemExit."),
        ("    return 5", "broke over this file: TypeError."),
        ("    return [{'tool': 'x'}]", "broke over this file: TypeError."),
        ("    return b'x' * 2**40", "took too much memory over this file."),
        ("    keep = []\n    while True:\n        keep.append(bytes(10**6))",
         "took too much memory over this file."),
        ("    while True: pass", "took longer than 5 s over this file and was stopped."),
    ],
)  # fmt: skip
def test_a_tool_of_the_shop_that_breaks_is_one_sentence(
    with_tool: Callable[[str], Reader], code: str, how: str
) -> None:
    reader = with_tool(f"{WROTE}def read(log):\n{code}\n")
    assert refusal(reader, b"MINE-1") == BROKE.format(how)
    ours = MADE[0].read_bytes()
    assert reader.read(ours) == read_log(ours)  # nothing else suffers
    assert "is not the log of any" in refusal(reader, b"holiday") or "longer than" in how


def test_one_that_sleeps_is_stopped_by_the_clock(
    with_tool: Callable[[str], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "LONGEST", 2.0)
    reader = with_tool(f"{WROTE}def read(log):\n    import time; time.sleep(1000)\n")
    assert refusal(reader, b"MINE-1").startswith("The importer of the package shop0 took longer")
    both = MADE[0].read_bytes()
    assert reader.read(both) == read_log(both)


def test_what_it_prints_and_what_it_leaves_behind_reaches_nobody(
    with_tool: Callable[[str], Reader],
) -> None:
    code = (
        "import sys, os\nfrom workshop.testlogs import result\n"
        f"{WROTE}def read(log):\n    print('hello'); os.write(1, b'x' * 99)\n"
        "    result.Device = None\n    raise __import__('workshop.domain.refused', "
        "fromlist=['Refused']).Refused('The {part} is wrong.', part='end')\n"
    )
    reader = with_tool(code)
    for _ in range(2):
        assert refusal(reader, b"MINE-1") == "The end is wrong."
    ours = MADE[0].read_bytes()
    assert reader.read(ours) == read_log(ours)


# Plain data


def result() -> ToolResult:
    (made,) = read_log((Path(__file__).parent / "made").rglob("*.xml").__next__().read_bytes())[:1]
    return replace(made, series=(Series("core_temp", "°C", ((0.0, 40.0), (1.5, 41.25))),))


def sent() -> Any:
    """A result on its way."""
    return json.loads(json.dumps(plain.of_results([result()])))


def test_results_come_through_as_they_were() -> None:
    assert plain.to_results(sent()) == [result()]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tool", None), ("tool", "x" * 501), ("verdict", "great"), ("verdict", "marginal"),
        ("device", []), ("device", {"name": 5}), ("device", {"memory_mib": True}),
        ("device", {"memory_mib": 1.5}), ("readings", {}), ("readings", [{"name": "x"}]),
        ("readings", [{"name": "x", "value": math.nan, "unit": ""}]),
        ("readings", [{"name": "x", "value": math.inf, "unit": ""}]),
        ("readings", [{"name": "x", "value": 10**400, "unit": ""}]),
        ("readings", [{"name": "x", "value": True, "unit": ""}]),
        ("readings", [{"name": "x", "value": [], "unit": ""}]),
        ("readings", [{"name": "x", "value": 1, "unit": ""}] * 4_097),
        ("says", "fine"), ("says", {"template": "x", "facts": [["a"]]}),
        ("series", [{"name": "x", "unit": "", "points": [[0]]}]),
        ("series", [{"name": "x", "unit": "", "points": [[0, "a"]]}]), ("taken_at", 5),
    ],
)  # fmt: skip
def test_nothing_else_is_a_result(name: str, value: Any) -> None:
    data = sent()
    data[0][name] = value
    with pytest.raises((plain.NotPlain, ValueError)):
        plain.to_results(data)


def test_a_result_needs_every_part() -> None:
    for name in asdict(result()):
        data = sent()
        del data[0][name]
        if name in ("tool_version", "taken_at"):
            assert plain.to_results(data)
            continue
        with pytest.raises(plain.NotPlain):
            plain.to_results(data)
    for data in (None, {}, [1], [[]], [{}] * 5_000):
        with pytest.raises(plain.NotPlain):
            plain.to_results(data)


def test_a_device_says_no_more_than_it_may() -> None:
    data = sent()
    data[0]["device"]["user"] = "li"
    assert plain.to_results(data)[0].device == result().device
    assert Device() == plain.to_results([{**data[0], "device": {}}])[0].device


def test_the_limits_are_those_of_the_manual() -> None:
    assert MEMORY == 256 * 2**20
    assert Log(BENCH).text.startswith("RAILTEST")


@pytest.mark.parametrize("program", ["ui", "workshop.cli"])
def test_a_packed_program_reads_logs_as_its_own_child(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert apart._program() == [sys.executable, apart.WORD]
    packed = [sys.executable, "-m", program, apart.WORD]
    monkeypatch.chdir(Path(__file__).parents[2])
    monkeypatch.setattr(apart, "_program", lambda: packed)
    data = MADE[0].read_bytes()
    with Reader() as reader:
        assert reader.read(data) == read_log(data)


@linux_only
def test_what_reads_ends_with_who_started_it() -> None:
    """A program that is killed leaves no process behind."""
    code = (
        "import os, signal, sys\nfrom workshop.testlogs.apart import Reader\nreader = Reader()\n"
        "reader.read(open(sys.argv[1], 'rb').read())\n"
        "print(reader._own._process.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, MADE[0]], cwd=root, capture_output=True, text=True
    )
    left = Path("/proc", done.stdout.strip(), "stat")
    end = time.monotonic() + 60
    while left.exists() and left.read_text().split()[2] != "Z":
        assert time.monotonic() < end
        time.sleep(0.02)
