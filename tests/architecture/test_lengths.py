# SPDX-License-Identifier: MIT
"""`make prove` runs every proof that is shorter on other days, and at its full length."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_every_proof_with_two_lengths_is_run() -> None:
    named = {
        path.relative_to(ROOT).as_posix()
        for path in TESTS.rglob("test_*.py")
        if "\nfrom lengths import full\n" in path.read_text("utf-8")
    }
    assert len(named) > 9
    # Whoever runs these tests may be a make with flags of its own.
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFL"))
    }
    told = subprocess.run(
        ["make", "-n", "prove"], cwd=ROOT, env=own, capture_output=True, text=True, check=True
    )
    lines = [line.split() for line in told.stdout.splitlines()]
    (words,) = [line for line in lines if line[:1] == ["CARD_WORKSHOP_PROVE=1"]]
    assert {word for word in words if word.startswith("tests/")} == named


def test_it_is_the_full_length() -> None:
    says = "import lengths; print(lengths.full(300, everyday=60))"
    for prove, length in (("", "60"), ("1", "300")):
        told = subprocess.run(
            [sys.executable, "-c", says],
            env={**os.environ, "CARD_WORKSHOP_PROVE": prove, "PYTHONPATH": str(TESTS)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert told.stdout.strip() == length
