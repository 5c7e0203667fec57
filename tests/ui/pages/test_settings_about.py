# SPDX-License-Identifier: MIT
"""About: every part that is shipped has a version, a licence, and the text of it."""

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from ui.shipped import Part, shipped_parts
from ui.widgets.controls import Label

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    return shipped_parts()


def test_every_dependency_is_listed_with_version_and_licence(parts: list[Part]) -> None:
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]
    named = [re.split(r"[\[<>=~;]", one)[0].strip() for one in project["dependencies"]]
    found = {part.name.lower().replace("_", "-"): part for part in parts}
    for name in named:
        part = found[name.lower()]
        assert part.version == metadata.version(name)
        assert part.licence, name
    # What is needed by these in turn, and what they bring that is no package.
    assert {"shiboken6", "psycopg-binary", "qt", "ffmpeg", "icu", "openssl"} <= found.keys()
    assert not {"pytest", "ruff", "python"} & found.keys()


def test_every_licence_is_there_in_full(parts: list[Part]) -> None:
    silent = [part.name for part in parts if len(part.text) < 200]
    # The fonts of these two are listed by their own names, with the text of their licence.
    assert silent == ["font-source-sans-pro", "justmytype-intl-cjk"]
    lesser = [part for part in parts if "LGPL-3.0" in part.licence]
    assert len(lesser) >= 6
    assert all("GNU LESSER GENERAL PUBLIC LICENSE" in part.text for part in lesser)


def test_a_packed_program_lists_what_packs_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert {"Python", "PyInstaller bootloader"} <= {part.name for part in shipped_parts()}


def test_a_part_shows_its_licence(hands: Any) -> None:
    page = hands.go("settings")
    hands.context.go("settings", "about")
    about = page.sections["about"]
    hands.wait(lambda: about.table.currentRow() is not None)
    assert about.licence.heading.text() == f"Licence of {about.table.currentRow().name}"
    about.table.go("Qt")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in about.text.toPlainText()
    assert about.licence.heading.text() == "Licence of Qt"
    said = " ".join(label.text() for label in about.findChildren(Label))
    assert f"Card Workshop {metadata.version('card-workshop')}" in said
    assert "MIT licence" in said and "LGPL, version 3" in said
