# SPDX-License-Identifier: MIT
"""The catalogues of the languages, compiled as they are now."""

import importlib.util
from pathlib import Path

import pytest

from workshop import language

ROOT = Path(__file__).parents[1]


def compile_languages() -> None:
    """Compile every catalogue that was changed since."""
    spec = importlib.util.spec_from_file_location("languages", ROOT / "installer/languages.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.compile_all()


@pytest.fixture(scope="module")
def catalogues() -> None:
    """Every language there is a catalogue of can be spoken."""
    compile_languages()
    assert language.languages() == ["en", "fr", "zh_CN"]
