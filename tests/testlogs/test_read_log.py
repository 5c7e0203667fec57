# SPDX-License-Identifier: MIT
"""Any bytes at all: read as what they are, or refused with one sentence."""

import codecs
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from xml.etree.ElementTree import XMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.domain.refused import Refused
from workshop.testlogs import ToolResult, nvidia_smi, read_log, text, tools, tree

MB = 1024 * 1024


def refusal(data: bytes, name: str = "") -> str:
    """The sentence a file is refused with."""
    with pytest.raises(Refused) as caught:
        read_log(data, name)
    sentence = str(caught.value)
    assert sentence.endswith((".", ").")) and "{" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends(
    logs: SimpleNamespace, encoding: str, mark: bytes, newline: str
) -> None:
    data = mark + logs.v12_570.replace("\n", newline).encode(encoding)
    assert read_log(data) == read_log(logs.v12_570.encode())


def test_an_encoding_named_in_the_xml_does_not_mislead(logs: SimpleNamespace) -> None:
    # PowerShell turns the text into UTF-16 and leaves what the first line says as it was.
    named = logs.v12_570.replace('version="1.0"', 'version="1.0" encoding="UTF-8"')
    for data in (named.encode(), codecs.BOM_UTF16_LE + named.encode("utf-16-le")):
        assert read_log(data) == read_log(logs.v12_570.encode())


@pytest.mark.parametrize(
    "before", ["PS D:\\bench> nvidia-smi -q -x\r\n", "\n\n", "| banner <<< & |\n", "室温 25 °C\n"]
)
@pytest.mark.parametrize("after", ["", "\n", "\r\n\r\nPS D:\\bench> ", "\n<?xml ver", "<<&\x1b[0m"])
def test_text_around_the_xml_is_passed_over(logs: SimpleNamespace, before: str, after: str) -> None:
    data = (before + logs.v12_570 + after).encode()
    assert read_log(data) == read_log(logs.v12_570.encode())


def test_foreign_bytes_beside_the_xml_are_passed_over(logs: SimpleNamespace) -> None:
    prompt = "D:\\测试>".encode("gbk")
    assert read_log(prompt + logs.v10.encode() + prompt) == read_log(logs.v10.encode())


def test_the_name_of_the_file_decides_nothing(logs: SimpleNamespace) -> None:
    assert read_log(logs.v10.encode(), "holiday.jpg") == read_log(logs.v10.encode())
    with pytest.raises(Refused) as caught:
        read_log(b"holiday", "nvidia-smi.xml")
    assert caught.value.facts["file"] == "nvidia-smi.xml"
    assert "holiday" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\t ", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (codecs.BOM_UTF16_LE, "is empty"),
        (b"x" * (32 * MB + 1), "larger than 32 MB"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "zero bytes"),
        ("<nvidia_smi_log>".encode("utf-16-le"), "zero bytes"),
        (codecs.BOM_UTF16_LE + b"\0\xd8\0\0", "zero bytes"),
        (codecs.BOM_UTF32_LE + "log".encode("utf-32-le"), "zero bytes"),
        (b"\xff\xd8\xff\xe0 JFIF", "not the log of any test tool"),
        (b"<!DOCTYPE html><html><nvidia_smi_log></nvidia_smi_log>", "web page"),
        (b"\n <HTML><body>NVIDIA-SMI has failed</body>", "web page"),
        (b"A shopping list", "not the log of any test tool"),
        (b"<?xml version='1.0'?><log/>", "not the log of any test tool"),
        (b"==============NVSMI LOG==============\n", "plain output"),
        (b"+-----+\n| NVIDIA-SMI 535.54.03   Driver", "plain output"),
        (b"NVIDIA-SMI has failed because it couldn't communicate", "no card or no driver"),
        (b"No devices were found\n", "no card or no driver"),
        (b"Unable to determine the device handle for GPU 0000:01:00.0: ", "lost a card"),
        (b"<nvidia_smi_log><gpu>\nUnable to determine the device handle", "lost a card"),
        (b"NVRM: GPU is lost", "not the log of any test tool"),
        (b"<nvidia_smi_log></nvidia_smi_log>", "lists no card"),
        (b"<nvidia_smi_log><gpu></nvidia_smi_log>", "damaged in line 1"),
        (b"<nvidia_smi_log>\n\n<gpu>\x01</gpu></nvidia_smi_log>", "damaged in line 3"),
        (b"<nvidia_smi_log><gpu>&what;</gpu></nvidia_smi_log>", "damaged"),
        (b"<nvidia_smi_log><gpu>\xb0C</gpu></nvidia_smi_log>", "encoding"),
        (
            codecs.BOM_UTF16_LE
            + "<nvidia_smi_log>\ud800</nvidia_smi_log>".encode("utf-16-le", "surrogatepass"),
            "encoding",
        ),
    ],
)
def test_everything_else_is_refused(data: bytes, says: str) -> None:
    assert says in refusal(data)


def test_the_line_of_the_damage_counts_from_the_start_of_the_file(logs: SimpleNamespace) -> None:
    damaged = logs.v10.replace("</clocks>", "</clock>", 1)
    line = damaged[: damaged.index("</clock>")].count("\n") + 1
    assert f"in line {line}." in refusal(damaged.encode())
    # A second run in the same file, and a prompt line before the first.
    line += logs.v10.count("\n") + 1
    assert f"in line {line}." in refusal(("> nvidia-smi\n" + logs.v10 + damaged).encode())


def test_a_log_cut_off_anywhere_says_so(logs: SimpleNamespace) -> None:
    whole = logs.v12_570.encode()
    begins = whole.index(b"<nvidia_smi_log>") + len(b"<nvidia_smi_log>")
    for end in range(begins, len(whole.rstrip())):
        assert "cut off" in refusal(whole[:end]), end
    for end in range(1, begins):
        refusal(whole[:end])


def test_a_log_cut_off_at_the_front_or_in_utf_16_says_so(logs: SimpleNamespace) -> None:
    whole = logs.v12_570
    assert "cut off" in refusal(whole[whole.index("<gpu ") :].encode())
    wide = codecs.BOM_UTF16_LE + whole.encode("utf-16-le")
    for end in (2001, 4000, len(wide) // 2 + 1):
        assert "cut off" in refusal(wide[:end])


def test_a_second_run_cut_off_refuses_the_whole_file(logs: SimpleNamespace) -> None:
    assert "cut off" in refusal((logs.v10 + logs.v10[:900]).encode())
    assert "cut off" in refusal((logs.v10[:900] + logs.v10).encode())


def xml(inner: str, doctype: str = "") -> bytes:
    return f"<?xml version='1.0'?>\n{doctype}<nvidia_smi_log>{inner}</nvidia_smi_log>".encode()


def laughs() -> bytes:
    """Nine entities of ten of the one before: a billion in the end."""
    names = ["lol"] + [f"lol{n}" for n in range(1, 10)]
    entities = [f'<!ENTITY {names[0]} "lol">']
    for before, name in pairwise(names):
        entities.append(f'<!ENTITY {name} "{f"&{before};" * 10}">')
    return xml("<gpu>&lol9;</gpu>", f"<!DOCTYPE nvidia_smi_log [{''.join(entities)}]>\n")


def quadratic(size: int) -> bytes:
    """One large entity, many times."""
    doctype = f'<!DOCTYPE nvidia_smi_log [<!ENTITY a "{"a" * size}">]>'
    return xml(f"<gpu>{'&a;' * size}</gpu>", doctype)


def test_bombs_are_refused_at_once() -> None:
    assert "entities" in refusal(laughs())
    assert "entities" in refusal(quadratic(500))
    too_much = "nested deeper or has more entries"
    assert too_much in refusal(quadratic(50_000))
    assert too_much in refusal(xml("<a>" * 200_000 + "</a>" * 200_000))
    assert too_much in refusal(xml("<gpu/>" * 200_001))
    assert too_much in refusal(xml("<!---->" * 300_000))
    assert too_much in refusal(xml("<?a?>" * 300_000))
    assert too_much in refusal(xml("<gpu " + " ".join(f'a{n}=""' for n in range(500_000)) + "/>"))
    assert "more than 1000 results" in refusal(xml("<gpu/>") * 1001)
    assert "more than 1000 results" in refusal(xml("<gpu/>" * 1001))
    assert "not the log" in refusal(b"q" * (5 * MB))
    assert "not the log" in refusal(b"<" * (5 * MB))
    assert "cut off" in refusal(b"<nvidia_smi_log>" * (5 * MB // 16))
    assert "zero bytes" in refusal(bytes(range(256)) * (5 * MB // 256))


def test_without_their_guards_the_bombs_go_off(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = xml("<gpu>" + "<a>" * 40 + "</a>" * 40 + "</gpu>")
    refusal(deep)
    monkeypatch.setattr(tree, "DEEPEST", 100)
    assert len(read_log(deep)) == 1
    monkeypatch.setattr(nvidia_smi, "MOST_RESULTS", 2_000)
    assert len(read_log(xml("<gpu/>" * 1001))) == 1001
    monkeypatch.setattr(tree, "XMLParser", XMLParser)
    assert len(read_log(quadratic(500))) == 1
    monkeypatch.setattr(text, "LIMIT_MB", 0)
    assert "larger than 0 MB" in refusal(deep)


def test_a_doctype_is_read_over_and_never_fetched(tmp_path: Path) -> None:
    dtd = tmp_path / "nvsmi_device_v12.dtd"
    dtd.write_text('<!ATTLIST gpu id CDATA "00000000:01:00.0">')
    declared = dtd.read_text()
    log = "<nvidia_smi_log><gpu/></nvidia_smi_log>"
    (inside,) = read_log(f"<!DOCTYPE nvidia_smi_log [{declared}]>{log}".encode())
    assert inside.device.pci_bus == "0000:01:00.0"
    (outside,) = read_log(f'<!DOCTYPE nvidia_smi_log SYSTEM "{dtd.as_uri()}">{log}'.encode())
    assert outside.device.pci_bus is None


Plausible = Callable[[ToolResult], bool]


def harmless(data: bytes, is_plausible: Plausible) -> None:
    """Either read, every reading plausible, or refused; nothing else ever comes out."""
    try:
        results = read_log(data)
    except Refused as refused:
        assert "{" not in str(refused)
    else:
        assert results and all(is_plausible(result) for result in results)


@settings(max_examples=60, deadline=None, database=None)
@given(data=st.binary(max_size=400))
def test_random_bytes(data: bytes, is_plausible: Plausible) -> None:
    harmless(data, is_plausible)
    harmless(codecs.BOM_UTF16_LE + data, is_plausible)
    harmless(b"<nvidia_smi_log><gpu>" + data + b"</gpu></nvidia_smi_log>", is_plausible)


@settings(max_examples=150, deadline=None, database=None)
@given(
    schema=st.sampled_from(["v10", "v11", "v12_535", "v12_570", "v13"]),
    changes=st.lists(
        st.tuples(st.integers(0, 3999), st.integers(0, 60), st.binary(max_size=6)), max_size=5
    ),
    cut=st.none() | st.integers(0, 4000),
)
def test_mutated_logs(
    logs: SimpleNamespace,
    is_plausible: Plausible,
    schema: str,
    changes: list[tuple[int, int, bytes]],
    cut: int | None,
) -> None:
    data = getattr(logs, schema).encode()
    for at, length, instead in changes:
        data = data[:at] + instead + data[at + length :]
    harmless(data[:cut], is_plausible)


@settings(max_examples=60, deadline=None, database=None)
@given(
    tag=st.sampled_from(
        ["gpu_temp", "fan_speed", "total", "dram_uncorrectable", "remapped_row_failure", "serial"]
    )
    | st.sampled_from(["pci_bus_id", "uuid", "timestamp", "board_part_number", "vbios_version"]),
    value=st.text(st.characters(codec="utf-8", exclude_characters="<&\0"), max_size=150)
    | st.builds(
        "{}{} {}".format,
        st.integers(-(10**20), 10**20),
        st.sampled_from(["", ".5", ",25", ".000001"]),
        st.sampled_from(["", "C", "W", "%", "MiB", "GiB", "MHz", "x", "K"]),
    ),
)
def test_any_value_in_any_field(
    logs: SimpleNamespace,
    changed: Callable[..., str],
    is_plausible: Plausible,
    tag: str,
    value: str,
) -> None:
    harmless(changed(logs.v12_535, tag, value).encode(), is_plausible)


def test_a_log_of_which_a_tool_makes_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    idle = SimpleNamespace(TOOL="idle", wrote=lambda _log: True, read=lambda _log: [])
    monkeypatch.setattr(tools, "TOOLS", (idle,))
    assert "holds no result that can be read" in refusal(b"anything")


MASKED = {
    "nvidia-smi": (
        "name, uuid, serial, temperature.gpu\nNVIDIA A100, GPU-{0}, {1}, 34\n",
        "name, uuid, gpu_serial, temperature.gpu\nNVIDIA A100, [N/A], {1}, 34\n",
    ),
    "gpu-burn": (
        "GPU 0: NVIDIA A100 (UUID: GPU-{0})\n"
        "\r100.0%  proc'd: 9 (9 Gflop/s)   errors: 0   temps: 60 C \n"
        "Tested 1 GPUs:\n\tGPU 0: OK\n",
    ),
    "kernel log": (
        "NVRM: GPU at PCI:0000:01:00: GPU-{0}\nNVRM: GPU Board Serial Number: {1}\n"
        "NVRM: Xid (PCI:0000:01:00): 79, x\n",
    ),
    "cuda_memtest": (
        "[03/14/2026 10:00:00][pc][0]:Device name=A100, global memory size=42949672960, "
        "serial={1}\n[03/14/2026 10:00:00][pc][0]:ERROR: The unit serial number is {1}\n",
    ),
    "dcgmi diag": (
        '{{"DCGM GPU Diagnostic": {{"test_categories": [], "GPU Device IDs": ["20b0"], '
        '"GPU Device Serials": {{"0": "{1}"}}}}}}',
    ),
    "rocm-smi": (
        '{{"card0": {{"VBIOS version": "113-X", "Serial Number": "{1}", '
        '"Unique ID": "0x0000000000000000", "Temperature (Sensor edge) (C)": "40.0"}}}}',
    ),
}


@pytest.mark.parametrize("sign", ["0", "x", "X", "*", "#"])
def test_what_a_script_masked_is_the_name_of_no_card(sign: str) -> None:
    uuid = "-".join(sign * length for length in (8, 4, 4, 4, 12))
    for tool, logs in MASKED.items():
        for log in logs:
            results = read_log(log.format(uuid, sign * 13).encode())
            assert results and {result.tool for result in results} == {tool}
            assert {(one.device.uuid, one.device.serial) for one in results} == {(None, None)}, log
