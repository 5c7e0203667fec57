# SPDX-License-Identifier: MIT
"""Every file says its licence, names no registry and no machine, and stays readable in length."""

import ast
import os
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LICENCE_LINE = "# SPDX-License-Identifier: MIT"
LONGEST_FILE = 500  # the aim is about 400
LONGEST_WINDOW = 300
MOST_METHODS = 25  # the aim is about 20
MADE_HERE = re.compile(r"\.|build$|dist$|demo$|screenshots$|__pycache__$|.*\.egg-info$")


def whole(pieces: str) -> str:
    """A word written in pieces, so that this file is not the one that names it."""
    return pieces.replace("~", "")


REGISTRY = re.compile(
    whole(
        r"py~pi\.|python~hosted\.|\bdeb~ian\.(?:org|net)|ubun~tu\.com|npm~js\.|crates~\.io|"
        r"con~da\.|artifact~ory|\bmir~ror\.[a-z]|index~-url|find~-links|trusted~-host"
    ),
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.])/(?:work|home|Users|root)/[a-z]\w*")
# Where a switch that keeps addresses out is named, and where the proof makes a home of its own.
MAY_NAME = {
    "Makefile": {whole("index~-url"), whole("find~-links")},
    "installer/bare_debian.sh": {whole("/home~/ana")},
}
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|^\s*-", re.IGNORECASE)


@cache
def files() -> list[Path]:
    """Every text file of the project, the environment and what was built left out."""
    found = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name == ".ci" or not MADE_HERE.match(name)]
        found += [Path(folder) / name for name in names if not name.endswith(".pyc")]
    return sorted(path for path in found if is_text(path))


def is_text(path: Path) -> bool:
    """Whether the first bytes of a file are without a NUL."""
    with path.open("rb") as file:
        return b"\0" not in file.read(4096)


def named(pattern: re.Pattern[str], name: str, text: str) -> list[str]:
    """What the pattern finds in a file, those left out that this file may name."""
    allowed = MAY_NAME.get(name, set())
    return [found[0] for found in pattern.finditer(text) if found[0] not in allowed]


def test_every_program_file_says_its_licence() -> None:
    silent = []
    for path in files():
        if path.suffix in {".py", ".sh"} or path.name in {"Makefile", "run"}:
            lines = path.read_text("utf-8").splitlines()[:2]
            if LICENCE_LINE not in lines:
                silent.append(str(path.relative_to(ROOT)))
    assert silent == []


def test_no_file_names_a_registry_or_a_machine() -> None:
    telling = {}
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        # Logs made for tests are in the encodings of other people's PCs.
        text = path.read_text("utf-8", "replace")
        found = named(REGISTRY, name, text) + named(MACHINE, name, text)
        if found:
            telling[name] = sorted(set(found))
    assert telling == {}


@pytest.mark.parametrize(
    "planted",
    [
        "ht~tps:/~/py~pi.org/sim~ple",
        "ht~tps:/~/files.python~hosted.org/packages/x.whl",
        "ht~tp:/~/deb.deb~ian.org/debian",
        "--index~-url somewhere",
        "cd /work~/main",
        "/home~/somebody/x",
    ],
)
def test_a_planted_address_is_found(planted: str) -> None:
    text = whole(planted)
    assert named(REGISTRY, "x.py", text) + named(MACHINE, "x.py", text)


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"]
)
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = ROOT.joinpath(lock).read_text("utf-8")
    requirements = [line for line in text.splitlines() if not line.startswith(" ")]
    assert len(requirements) > 20
    assert all(re.match(r"[a-z0-9-]+==\S+ .*\\$", line) for line in requirements)
    assert text.count("--hash=sha256:") >= len(requirements)
    options = re.sub(r"--hash=sha256:[0-9a-f]{64}", "", text)
    assert not ADDRESS.search(options)


def test_the_development_lock_pins_what_the_lock_pins() -> None:
    def pins(lock: str) -> set[str]:
        text = ROOT.joinpath(lock).read_text("utf-8")
        return set(re.findall(r"^(\S+==\S+)", text, re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_the_lock_brings_what_the_build_needs() -> None:
    assert re.search(r"^setuptools==", ROOT.joinpath("requirements.lock").read_text("utf-8"), re.M)


def test_files_and_classes_stay_readable() -> None:
    long = {}
    for path in files():
        if path.suffix != ".py":
            continue
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text("utf-8")
        lines = text.count("\n")
        if lines > (LONGEST_WINDOW if name == "ui/window.py" else LONGEST_FILE):
            long[name] = f"{lines} lines"
        if name.startswith(("workshop/", "ui/")):
            long |= crowded(name, text)
    assert long == {}


def crowded(name: str, text: str) -> dict[str, str]:
    """The classes of a file with more methods than one can keep in mind."""
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(part, ast.FunctionDef) for part in node.body)
            if methods > MOST_METHODS:
                found[f"{name}: {node.name}"] = f"{methods} methods"
    return found


def test_a_crowded_class_is_found() -> None:
    body = "".join(f"    def f{n}(self): ...\n" for n in range(MOST_METHODS + 1))
    assert list(crowded("x.py", f"class Crowd:\n{body}")) == ["x.py: Crowd"]
