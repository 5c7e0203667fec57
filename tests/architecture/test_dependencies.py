# SPDX-License-Identifier: MIT
"""Everything the program imports is a dependency that its users get, not a tool of developers."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWN = {"workshop", "ui", "resources"}
PARTS_OF_PYSIDE6 = {"shiboken6"}


def imported(text: str) -> set[str]:
    """The top names of all packages a module imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def strangers(names: set[str]) -> set[str]:
    """Those of the imported names that no dependency in pyproject.toml brings."""
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]
    declared = {plain(re.split(r"[\[<>=~! ]", line)[0]) for line in project["dependencies"]}
    providers = packages_distributions()
    found = set()
    for name in names - OWN - PARTS_OF_PYSIDE6 - set(sys.stdlib_module_names):
        # PySide6 is a package that brings its parts: pyside6-essentials, pyside6-addons.
        brought = {plain(provider) for provider in providers.get(name, [])}
        if not any(one == two or one.startswith(two + "-") for one in brought for two in declared):
            found.add(name)
    return found


def plain(name: str) -> str:
    """A distribution's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_program_imports_only_its_dependencies() -> None:
    names: set[str] = set()
    for room in ("workshop", "ui"):
        for path in ROOT.joinpath(room).rglob("*.py"):
            names |= imported(path.read_text("utf-8"))
    assert strangers(names) == set()


def test_a_developers_tool_in_the_program_is_found() -> None:
    planted = "import sqlalchemy.orm\ndef f():\n    from pypdfium2 import PdfDocument\n"
    assert strangers(imported(planted)) == {"pypdfium2"}
