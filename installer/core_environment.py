# SPDX-License-Identifier: MIT
"""Makes a Python environment that has every package of the running one, except Qt."""

import shutil
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

QT = ("pyside6", "shiboken6", "pytest_qt", "pytestqt")


def is_qt(name: str) -> bool:
    """Whether an entry of site-packages belongs to Qt or to the test plug-in that needs it."""
    return name.lower().startswith(QT)


def make(folder: Path) -> Path:
    """Make the environment in `folder` anew, by links to the packages; returns its Python."""
    if folder.exists():
        shutil.rmtree(folder)
    venv.create(folder, symlinks=True, with_pip=False)
    here = Path(sysconfig.get_path("purelib"))
    there = folder / here.relative_to(sys.prefix)
    for entry in here.iterdir():
        if not is_qt(entry.name) and not (there / entry.name).exists():
            (there / entry.name).symlink_to(entry)
    return folder / "bin" / "python"


def test_settings(pyproject: Path) -> str:
    """The pytest settings of pyproject.toml as an ini file, without those of the Qt plug-in."""
    settings = tomllib.loads(pyproject.read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    lines = ["[pytest]"]
    for key, value in settings.items():
        if key.startswith("qt_") or key in ("testpaths", "pythonpath"):
            continue
        items = value if isinstance(value, list) else [str(value)]
        lines.append(f"{key} = " + "\n    ".join(items))
    return "\n".join(lines) + "\n"


def main(target: str) -> None:
    """Make the environment and lay the pytest settings beside its Python."""
    folder = Path(target)
    make(folder)
    pyproject = Path(__file__).parent.parent / "pyproject.toml"
    (folder / "pytest.ini").write_text(test_settings(pyproject), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
