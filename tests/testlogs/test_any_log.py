# SPDX-License-Identifier: MIT
"""Whatever happens to a log on its way here, it is read or refused, soon and in little memory."""

import codecs
import random
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from lengths import full

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.testlogs import ToolResult, read_log

# Logs made by hand, a folder a tool, and real ones where they lie beside the project.
FOLDERS = (Path(__file__).parent / "made", Path(__file__).parents[3] / "shared" / "testlogs")
KNOWN = {
    "3dmark",
    "cuda_memtest",
    "dcgmi",
    "glmark2",
    "gpu-burn",
    "gpu-z",
    "hwinfo",
    "hashcat",
    "kernel-log",
    "kernel-xid",
    "mats",
    "memtest_vulkan",
    "nvbandwidth",
    "nvflash",
    "nvidia-smi",
    "nvidia-smi-csv",
    "nvidia-smi-plain",
    "nvidia-smi-xml",
    "rocm-smi",
    "vkmark",
}
SAMPLES = [
    file for folder in FOLDERS for file in sorted(folder.glob("*/*")) if file.parent.name in KNOWN
]
MUTATIONS = full(500, everyday=15)
LONG = full(2**20, everyday=2**15)

each_sample = pytest.mark.parametrize("file", SAMPLES, ids=lambda file: "/".join(file.parts[-2:]))


def read_or_refused(data: bytes) -> list[ToolResult]:
    """What a file says; nothing where it is refused with a whole sentence. Anything else fails."""
    try:
        results = read_log(data)
    except Refused as refused:
        said = str(refused)
        assert said.endswith((".", ").")) and "{" not in said, said
        return []
    assert results
    for result in results:
        assert result.says.english and "{" not in result.says.english
        assert len({reading.name for reading in result.readings}) == len(result.readings)
    return results


def is_text(data: bytes) -> bool:
    return b"\0" not in data


@each_sample
def test_a_log_is_read_as_it_is(file: Path, is_plausible: Callable[[ToolResult], bool]) -> None:
    results = read_or_refused(file.read_bytes())
    assert results
    assert all(is_plausible(result) for result in results)


@each_sample
def test_a_log_cut_off_anywhere_is_no_better_than_the_whole(file: Path) -> None:
    data = file.read_bytes()
    whole = read_or_refused(data)
    best = {result.verdict for result in whole}
    for tenth in range(1, 10):
        for result in read_or_refused(data[: len(data) * tenth // 10]):
            if result.verdict is Verdict.PASS:
                assert Verdict.PASS in best


@each_sample
@pytest.mark.parametrize("end", [b"\r\n", b"\r"], ids=["CRLF", "CR"])
def test_line_ends_change_nothing(file: Path, end: bytes) -> None:
    data = file.read_bytes()
    if not is_text(data):
        return
    bare = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert read_or_refused(bare.replace(b"\n", end)) == read_or_refused(bare)


@each_sample
def test_a_byte_order_mark_changes_nothing(file: Path) -> None:
    data = file.read_bytes()
    if not is_text(data):
        return
    assert read_or_refused(codecs.BOM_UTF8 + data.removeprefix(codecs.BOM_UTF8)) == read_log(data)


@each_sample
def test_powershell_writes_utf_16(file: Path) -> None:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    if "\0" not in text:
        data = codecs.BOM_UTF16_LE + text.encode("utf-16-le")
        assert read_or_refused(data) == read_log(text.encode())


@each_sample
def test_a_mangled_log_is_read_or_refused(file: Path) -> None:
    data = file.read_bytes()
    chance = random.Random(f"{file.name}")
    # The time limit of the tests ends it where one of these takes more than a moment.
    for _time in range(MUTATIONS):
        read_or_refused(mangled(data, chance))


@each_sample
def test_a_log_takes_little_memory(file: Path) -> None:
    data = file.read_bytes()
    tracemalloc.start()
    try:
        read_or_refused(data * max(1, LONG // len(data)))
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 256 * LONG


def mangled(data: bytes, chance: random.Random) -> bytes:
    """The file with one to eight wounds: bytes changed, dropped, doubled, moved, or put in."""
    wounded = bytearray(data)
    for _wound in range(chance.randint(1, 8)):
        at = chance.randrange(len(wounded) + 1)
        length = chance.choice((1, 1, 2, 8, 64, 512))
        kind = chance.randrange(6)
        if kind == 0:
            wounded[at : at + length] = chance.randbytes(length)
        elif kind == 1:
            del wounded[at : at + length]
        elif kind == 2:
            wounded[at:at] = wounded[at : at + length] * chance.choice((1, 2, 50))
        elif kind == 3:
            wounded[at:at] = chance.choice(_PUT_IN)
        elif kind == 4:
            other = chance.randrange(len(wounded) + 1)
            wounded[at:at] = wounded[other : other + length]
        elif wounded:
            digits = [i for i in range(at, min(at + 200, len(wounded))) if 48 <= wounded[i] <= 57]
            for i in digits[:length]:
                wounded[i] = chance.randint(48, 57)
    return bytes(wounded)


_PUT_IN = (
    b"NaN", b"Infinity", b"-1", b"1e999", b"9" * 400, b"null", b"{}", b"[]", b'"', b"\\", b"<",
    b">", b"&", b",", b";", b"\t", b"\n", b"\r", b"\r\n", b" ", b"\xb0", b"\xc3", b"\xff\xfe",
    b"\0", b"N/A", b"[N/A]", b"errors: -1", "温度".encode(), "温度".encode("gbk"), b"[" * 3000,
    b'{"a":' * 3000,
)  # fmt: skip
