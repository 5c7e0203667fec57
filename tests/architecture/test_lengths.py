# SPDX-License-Identifier: MIT
"""`make prove` runs every proof that is shorter on other days, and at its full length."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"


def test_every_proof_with_two_lengths_is_run() -> None:
    named = {
        path.relative_to(ROOT).as_posix()
        for path in TESTS.rglob("test_*.py")
        if "\nfrom lengths import full\n" in path.read_text("utf-8")
    }
    assert len(named) > 9
    told = subprocess.run(
        ["make", "-n", "prove"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    last = told.stdout.splitlines()[-1].split()
    assert last[0] == "CARD_WORKSHOP_PROVE=1"
    assert {word for word in last if word.startswith("tests/")} == named


def test_it_is_the_full_length() -> None:
    says = "import lengths; print(lengths.full(300, everyday=60))"
    for prove, length in (("", "60"), ("1", "300")):
        told = subprocess.run(
            [sys.executable, "-c", says],
            env={**os.environ, "CARD_WORKSHOP_PROVE": prove, "PYTHONPATH": str(TESTS)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert told.stdout.strip() == length
