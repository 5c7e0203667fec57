# SPDX-License-Identifier: MIT
"""Benchmarks of hashcat, vkmark and glmark2: what was measured, and on a card at all."""

from pathlib import Path

import pytest

from workshop.domain.refused import Refused
from workshop.testlogs import Device, ToolResult, read_log

MADE = Path(__file__).parent / "made"


def text(name: str) -> str:
    return (MADE / f"{name}.txt").read_text("utf-8")


def made(name: str) -> list[ToolResult]:
    return read_log((MADE / f"{name}.txt").read_bytes())


def values(result: ToolResult) -> dict[str, tuple[float | str, str]]:
    return {reading.name: (reading.value, reading.unit) for reading in result.readings}


def test_hashcat_with_two_cards_and_each_seen_twice() -> None:
    first, second = made("hashcat/v6.2")
    assert (first.tool, first.tool_version) == ("hashcat", "6.2.6")
    assert first.device == Device(name="NVIDIA GeForce RTX 4070 Ti", memory_mib=12281)
    assert second.device == Device(name="NVIDIA GeForce RTX 3060", memory_mib=12287)
    assert values(first) == {
        "hash_rate": (67809.5, "MH/s"),
        "hash_speed_md5": (67809.5, "MH/s"),
        "hash_speed_wpa_pbkdf2_pmkid_eapol": (1.0169, "MH/s"),
        "cuda_version": ("12.1", ""),
    }
    assert (first.verdict, second.verdict) == ("pass", "pass")
    assert first.taken_at == "2026-03-14T11:01:10"
    assert "mechanic" not in repr(first)


def test_hashcat_of_older_versions() -> None:
    (card,) = made("hashcat/v5")  # the processor beside it is left out
    assert card.device == Device(name="Tesla V100-SXM2-16GB", memory_mib=16130)
    assert card.value("hash_speed_bcrypt_2_blowfish_unix") == 0.029168
    assert card.verdict == "pass"
    (bad,) = made("hashcat/v4-self-test")
    assert (bad.tool_version, bad.value("hash_speed_ntlm")) == ("4.2.1", 14801.1)
    assert bad.verdict == "inconclusive"
    assert "own check" in str(bad.says)


@pytest.mark.parametrize(
    ("log", "says"),
    [
        (text("hashcat/v7-cut-off"), "cut off"),
        (text("hashcat/v7-cut-off") + "\nStopped: Sat Mar 14 11:01:10 2026\n", "1 of 2 algorithms"),
        (text("hashcat/v6.2").replace("MH/s", "XH/s").replace("kH/s", "XH/s"), "no speed"),
    ],
)
def test_hashcat_that_proves_nothing(log: str, says: str) -> None:
    for result in read_log(log.encode()):
        assert result.verdict == "inconclusive"
        assert says in str(result.says)


def test_hashcat_without_a_device_is_refused() -> None:
    with pytest.raises(Refused, match="holds no result"):
        read_log(b"hashcat (v6.2.6) starting in benchmark mode\n")


def test_hashcat_at_its_other_work_is_nobodys_business() -> None:
    session = (
        "hashcat (v6.2.6) starting\n\nSession..........: hashcat\nHash.Mode........: 0 (MD5)\n"
        "5f4dcc3b5aa765d61d8327deb882cf99:password\nSpeed.#1.........:  994 H/s (9.39ms)\n"
    )
    with pytest.raises(Refused, match="not the log"):
        read_log(session.encode())


def test_vkmark() -> None:
    (result,) = made("vkmark/pass")
    assert (result.tool, result.tool_version) == ("vkmark", "2025.01")
    # Its UUID is the driver's, not the card's.
    assert result.device == Device(name="NVIDIA GeForce RTX 3060", pci_device="2504")
    assert result.value("score") == 4262
    assert values(result)["frame_rate"] == (4262.5, "fps")
    assert values(result)["fps_vertex_device_local_true"] == (4100.0, "fps")
    assert values(result)["fps_clear_default"] == (6000.0, "fps")
    assert result.verdict == "pass"


def test_glmark2() -> None:
    (result,) = made("glmark2/pass")
    assert (result.tool, result.tool_version) == ("glmark2", "2023.01")
    assert result.device == Device(name="NVIDIA GeForce RTX 3060")
    assert result.value("score") == 9050
    assert result.value("fps_build_use_vbo_true") == 9900
    assert result.value("driver_version") == "550.76"
    assert result.verdict == "pass"
    # An old driver has no such scene; the score is out of the others.
    (old,) = made("glmark2/2012-unsupported")
    assert (old.tool_version, old.value("driver_version"), old.verdict) == (
        "2012.08",
        "23.2.1",
        "pass",
    )


@pytest.mark.parametrize(
    ("name", "verdict", "says"),
    [
        ("vkmark/2017-failed-scene", "inconclusive", "some of its scenes: 1"),
        ("vkmark/interrupted", "inconclusive", "interrupted"),
        ("vkmark/processor", "inconclusive", "not with a card"),
        ("glmark2/part", "inconclusive", "a part of its scenes"),
        ("glmark2/processor", "inconclusive", "not with a card"),
        ("glmark2/validation", "fail", "wrong colours"),
    ],
)
def test_what_was_not_drawn(name: str, verdict: str, says: str) -> None:
    (result,) = made(name)
    assert (result.verdict, says in str(result.says)) == (verdict, True)


def test_a_score_is_the_end() -> None:
    for name in ("vkmark/pass", "glmark2/pass"):
        log = text(name)
        (cut,) = read_log(log[: log.index("Score")].encode())
        assert (cut.verdict, "cut off" in str(cut.says)) == ("inconclusive", True)
        (nothing,) = read_log(log.replace("FPS: ", "FPS: 0").replace("FPS: 0", "FPS: -").encode())
        assert (nothing.verdict, "drew nothing" in str(nothing.says)) == ("inconclusive", True)


def test_both_in_one_file_each_read_their_own() -> None:
    both = text("vkmark/pass") + text("glmark2/pass") + text("vkmark/processor")
    assert sorted((r.tool, r.verdict) for r in read_log(both.encode())) == [
        ("glmark2", "pass"),
        ("vkmark", "inconclusive"),
        ("vkmark", "pass"),
    ]


def test_a_front_that_is_cut_off() -> None:
    log = text("glmark2/pass")
    (result,) = read_log(log[log.index("[build]") :].encode())
    assert (result.tool_version, result.device, result.verdict) == (None, Device(), "pass")
