# SPDX-License-Identifier: MIT
"""The command line in a test: in this process with bytes as its input, or as a process."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from workshop import cli

ROOT = Path(__file__).parents[1]


class Answer(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Answer]


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in this process, with these bytes as its input."""

    def run(*arguments: object, stdin: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            status = cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return Answer(status, said.out, said.err)

    return run


@pytest.fixture
def run(bare: Run, tmp_path: Path, founded_file: Path) -> Run:
    """The same on a workshop with batch B1, a tray and a technician."""
    database = shutil.copyfile(founded_file, tmp_path / "shop.db")

    def with_database(*arguments: object, stdin: bytes = b"") -> Answer:
        return bare("--db", database, *arguments, stdin=stdin)

    for act in (
        ["open_batch", "number=B1", "supplier=Rheintal"],
        ["add_place", "code=TRAY-12", "name=Memory", "kind=tray"],
        ["add_person", "code=LI", "name=李伟", "role=technician"],
        ["add_station", "code=BENCH-1", "name=Bench 1"],
    ):
        assert with_database("do", *act).status == 0
    return with_database


@pytest.fixture
def process() -> Callable[..., "subprocess.Popen[str]"]:
    """Starts a command as a process of its own, a warning being an error."""

    # Buffered as in a shell: what is not flushed does not arrive.
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}

    def start(*arguments: object, **environment: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "workshop.cli", *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=ROOT, encoding="utf-8", env=usual | environment,
        )  # fmt: skip

    return start
