# SPDX-License-Identifier: MIT
"""The set-up installs only what is missing, by the name this Debian has for it, and says so."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "installer/system_packages.sh"

# Stand-ins for Debian's tools: what is installed and what can be had are plain files.
DPKG_QUERY = """#!/bin/bash
for name in "${@:3}"; do
    grep -qx "$name" "$STATE/installed" && printf '%s:installed ' "$name"
done
exit 1
"""
APT_CACHE = """#!/bin/bash
grep -qx "$2" "$STATE/offered" && echo "$2 | 1.0"
"""
APT_GET = """#!/bin/bash
echo "$*" >>"$STATE/calls"
[[ -e $STATE/offline ]] && { echo "E: Unable to fetch"; exit 100; }
for name in "$@"; do
    grep -qx "$name" "$STATE/offered" && echo "$name" >>"$STATE/installed"
done
exit 0
"""


class Debian:
    """A make-believe Debian in a folder."""

    def __init__(self, folder: Path, every: list[str]) -> None:
        self.folder = folder
        for name, text in {
            "dpkg-query": DPKG_QUERY,
            "apt-cache": APT_CACHE,
            "apt-get": APT_GET,
        }.items():
            (folder / name).write_text(text, "utf-8")
            (folder / name).chmod(0o755)
        (folder / "sudo").write_text('#!/bin/bash\n[[ $1 == -v ]] || exec "$@"\n', "utf-8")
        (folder / "sudo").chmod(0o755)
        self.write("offered", every)
        self.write("installed", every)

    def write(self, name: str, packages: list[str]) -> None:
        (self.folder / name).write_text("".join(f"{package}\n" for package in packages), "utf-8")

    def calls(self) -> str:
        calls = self.folder / "calls"
        return calls.read_text("utf-8") if calls.exists() else ""

    def set_up(self, group: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.folder}:{os.environ['PATH']}"
        return subprocess.run(
            [SCRIPT, group],
            env={**os.environ, "PATH": path, "STATE": str(self.folder)},
            capture_output=True,
            text=True,
        )


def packages() -> list[str]:
    """Every package name the script knows, those of later Debians too."""
    text = SCRIPT.read_text("utf-8")
    arrays = re.findall(
        r"^(?:window|comfort|window_tests|set_up_tests|core_tests)=\((.*?)\)", text, re.M | re.S
    )
    plain = re.sub(r"#.*|'", "", "\n".join(arrays)).replace("|", " ")
    return [*plain.split(), "python3-venv"]


@pytest.fixture
def debian(tmp_path: Path) -> Debian:
    return Debian(tmp_path, packages())


@pytest.mark.parametrize("group", ["run", "test"])
def test_nothing_is_done_where_nothing_is_missing(debian: Debian, group: str) -> None:
    answer = debian.set_up(group)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    assert debian.calls() == ""


def test_only_what_is_missing_is_installed(debian: Debian) -> None:
    debian.write("installed", [name for name in packages() if name not in ("libgl1", "libegl1")])
    answer = debian.set_up("run")
    assert answer.returncode == 0, answer.stderr
    assert "Installing Debian packages: libgl1 libegl1\n" in answer.stdout
    assert (
        debian.calls().splitlines()[-1].endswith("install --no-install-recommends libgl1 libegl1")
    )


def test_a_later_debian_gets_its_own_name_of_a_package(debian: Debian) -> None:
    later = [name for name in packages() if name not in ("libcups2", "libglib2.0-0")]
    debian.write("offered", later)
    debian.write("installed", [name for name in later if not name.endswith("t64")])
    answer = debian.set_up("run")
    assert answer.returncode == 0, answer.stderr
    assert debian.calls().splitlines()[-1].endswith("libglib2.0-0t64 libcups2t64")


def test_a_window_that_cannot_start_is_said_and_fails(debian: Debian) -> None:
    debian.write("installed", [name for name in packages() if name != "libxcb-cursor0"])
    (debian.folder / "offline").touch()
    answer = debian.set_up("run")
    assert answer.returncode == 1
    assert "These Debian packages are missing: libxcb-cursor0" in answer.stderr


def test_a_window_without_sound_is_said_and_starts(debian: Debian) -> None:
    debian.write("installed", [name for name in packages() if name != "libpulse0"])
    (debian.folder / "offline").touch()
    answer = debian.set_up("run")
    assert answer.returncode == 0
    assert "missing: libpulse0" in answer.stderr
    assert "starts without them" in answer.stderr


def test_missing_test_programs_are_said_and_their_tests_skipped(debian: Debian) -> None:
    debian.write("installed", [name for name in packages() if name != "xdotool"])
    (debian.folder / "offline").touch()
    answer = debian.set_up("test")
    assert answer.returncode == 0
    assert "missing: xdotool" in answer.stderr
    assert "will be skipped" in answer.stderr


def test_every_make_target_the_readme_names_exists() -> None:
    readme = ROOT.joinpath("README.md").read_text("utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", readme, re.M))
    targets = set(re.findall(r"^([a-z-]+):", ROOT.joinpath("Makefile").read_text("utf-8"), re.M))
    assert {"run", "test"} <= named <= targets


def test_the_build_is_named_once() -> None:
    build = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["build-system"]
    answer = subprocess.run(
        [ROOT / "installer/build_requirements.sh"], capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines() == build["requires"]
