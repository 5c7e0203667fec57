# SPDX-License-Identifier: MIT
"""Logs that look fine and are not: none of them is ever judged a pass."""

import json

import pytest

from workshop.testlogs import read_log


def dcgm(status: str, summary: str = "Pass", **result: object) -> str:
    """A run of DCGM 4.x with one test of memory."""
    said = {"entity_group": "GPU", "entity_id": 0, "status": status, **result}
    test = {"name": "memory", "results": [said], "test_summary": {"status": summary}}
    categories = [{"category": "Hardware", "tests": [test]}]
    return json.dumps({"DCGM Diagnostic": {"test_categories": categories}})


# The tool and what is wrong, its log, and a part of what is said of it.
FALSE_PASSES = [
    ("dcgmi: memory not allocated", dcgm("Pass", info="Unable to allocate memory"), "but warns"),
    ("dcgmi: passed with a warning", dcgm("Pass", warnings=["Clocks were low"]), "but warns"),
    ("dcgmi: failed in the summary only", dcgm("Pass", "Fail"), "DCGM failed this card"),
    ("dcgmi: everything skipped", dcgm("Skip", "Skip"), "skipped a part"),
    ("dcgmi: cut off after the last pass", dcgm("Pass")[:-3], "cut off"),
    ("dcgmi: no test at all", '{"DCGM GPU Diagnostic": {"test_categories": []}}', "tested nothing"),
]


@pytest.mark.parametrize(
    ("log", "why"),
    [(log, why) for _name, log, why in FALSE_PASSES],
    ids=[name for name, _log, _why in FALSE_PASSES],
)
def test_what_looks_fine_and_is_not(log: str, why: str) -> None:
    results = read_log(log.encode())
    assert results
    for result in results:
        assert result.verdict != "pass"
        assert why in str(result.says)
