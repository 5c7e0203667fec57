# SPDX-License-Identifier: MIT
"""What a script, a scanner or a paste may hand over for any fact."""

from typing import Any

TEXTS: list[Any] = [
    "", " ", "-", "a\0b", "\ud800", "x" * 4096, "\u202eabc\u200b", "<b>&amp;</b>", "李伟", "{tag}",
    "'; DROP TABLE piece; --", "%", "1e999", "-1", "C01-000001-Y", "P/N: \0", "CWL-\ud800",
]  # fmt: skip
NUMBERS: list[Any] = [-1, 0, 2**63, -(10**30), 10**400]
OTHERS: list[Any] = [
    None, True, 1.5, float("nan"), float("inf"), [], {}, [1], ["x"], [None], [[1]], [True],
    [10**30], {"a": None}, {"a": float("nan")}, {"a": "\0"}, {"": "x"}, {"a": [1]}, {"a\0": "1"},
    {"v_12v": 10**400}, {"x" * 4096: "1"}, {"serial": 5}, {"gpu_uuid": "\0"},
    {"gpu_uuid": "x" * 300},
    {"sha256": None}, {"sha256": "0" * 64, "size": "y"}, {"sha256": "0" * 64, "size": -1},
    {"sha256": "0" * 64, "size": 10**30},
    [{"serial": None}], [{"serial": "ab"}, 1], [{"serial": 5}], [{"serial": "aa", "maker": 5}],
    [{"serial": "a\0"}], [{"serial": "S-7"}, {"serial": "s7"}],
    [{"name": None}], [{"name": "x"}], [{"name": "x", "value": 10**400}],
    [{"name": "x", "value": "\ud800"}], [{"name": "x", "value": True}],
    [{"name": "x" * 999, "value": 1}], [{"name": "core_temp", "value": "hot"}],
    [{"name": "x", "value": 1, "unit": 5}],
]  # fmt: skip
EVERYTHING = [*TEXTS, *NUMBERS, *OTHERS]


def is_a_sentence(text: str) -> bool:
    """One line people can read, and any terminal can show."""
    return text.isprintable() and 10 < len(text) < 1000
