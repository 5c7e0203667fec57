# SPDX-License-Identifier: MIT
"""The packages ship what runs, nothing under the GPL alone, and say what they are everywhere."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
INSTALLER = ROOT / "installer"
LINUX = INSTALLER / "linux"
PROJECT = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]


def loaded(name: str) -> ModuleType:
    """A module of the bundle, which is no package."""
    spec = importlib.util.spec_from_file_location(name, INSTALLER / "bundle" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def parts() -> ModuleType:
    """What the bundle takes and leaves out."""
    return loaded("parts")


@pytest.mark.skipif(sys.platform == "win32", reason="there each name is a program of its own")
def test_the_packed_program_is_what_it_is_called(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = loaded("entry")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/of/the/bundle")
    monkeypatch.setattr(sys, "argv", ["/usr/bin/workshop", "--version"])
    with pytest.raises(SystemExit):
        entry.main()
    assert capsys.readouterr().out.startswith("Card Workshop ")
    assert "LD_LIBRARY_PATH" not in os.environ  # programs of the system get their own libraries
    monkeypatch.setenv("LD_LIBRARY_PATH", "/of/the/bundle")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/of/the/shop")
    monkeypatch.setattr(sys, "argv", ["/usr/bin/card-workshop"])
    monkeypatch.setattr("ui.__main__.main", lambda: 7)
    assert entry.main() == 7
    assert os.environ["LD_LIBRARY_PATH"] == "/of/the/shop"


# Qt, and its licences


def test_nothing_here_imports_a_part_of_qt_under_the_gpl_alone(parts: ModuleType) -> None:
    used: set[str] = set()
    for path in ROOT.joinpath("ui").rglob("*.py"):
        used |= set(re.findall(r"PySide6[. ](?:import )?(Qt\w+)", path.read_text("utf-8")))
    assert "QtWidgets" in used
    assert not used & set(parts.GPL_ONLY)
    assert all(f"PySide6.{name}" in parts.LEFT_OUT for name in parts.GPL_ONLY)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6VirtualKeyboard.so.6",
        "PySide6/Qt/lib/libQt6VirtualKeyboardQml.so.6",
        "libQt6Charts.so.6",
        "PySide6\\Qt6DataVisualization.dll",
        "PySide6/Qt/lib/QtGraphs.framework/Versions/A/QtGraphs",
        "PySide6/QtNetworkAuth.abi3.so",
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6\\plugins\\platforminputcontexts\\qtvirtualkeyboardplugin.dll",
    ],
)
def test_a_part_of_qt_under_the_gpl_alone_is_left_behind(parts: ModuleType, place: str) -> None:
    assert not parts.is_wanted(place)
    assert parts.is_gpl_only(place)


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", True),  # the plug-in of cameras needs it
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqminimal.so", False),
        ("PySide6/Qt/plugins/platforms/libqlinuxfb.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/plugins/platforms/qminimal.dll", False),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6/Qt/translations/qtbase_fr.qm", True),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/translations/qt_help_fr.qm", False),
        ("libxcb-cursor.so.0", True),
        ("libpython3.11.so.1.0", True),
        ("libcrypto.so.3", True),
        ("libstdc++.so.6", False),
        ("libfontconfig.so.1", False),
        ("libgtk-3.so.0", False),
        ("resources/fonts/regular.ttf", True),
    ],
)
def test_what_is_shipped(parts: ModuleType, place: str, wanted: bool) -> None:
    assert parts.is_wanted(place, "BINARY") is wanted


def test_what_is_opened_as_a_file_is_taken_as_one(parts: ModuleType) -> None:
    taken = {f"{folder}/{Path(source).name}" for source, folder in parts.plain_files()}
    versions = ROOT.joinpath("workshop/storage/migrations/versions").glob("v*.py")
    assert {f"workshop/storage/migrations/versions/{path.name}" for path in versions} <= taken
    assert {"workshop/storage/migrations/env.py", "resources/catalogue/models.toml"} <= taken
    assert {"resources/sounds/ok.wav", "resources/licences/parts.toml"} <= taken
    assert not [name for name in taken if name.endswith((".po", ".pyc"))]


def test_every_declared_licence_has_its_text() -> None:
    folder = ROOT / "resources" / "licences"
    declared = tomllib.loads(folder.joinpath("parts.toml").read_text("utf-8"))["part"]
    assert {one["text"] for one in declared} <= {path.name for path in folder.iterdir()}


# What a desktop is told


def test_the_entry_of_the_desktop_speaks_three_languages_and_opens_backups() -> None:
    text = LINUX.joinpath("card-workshop.desktop").read_text("utf-8")
    entry = dict(line.split("=", 1) for line in text.splitlines()[1:])
    for key in ("Name", "GenericName", "Comment", "Keywords"):
        assert entry[key] and entry[f"{key}[fr]"] and entry[f"{key}[zh_CN]"]
    assert entry["Exec"] == "card-workshop %f" and entry["Icon"] == "card-workshop"
    kind = ElementTree.parse(LINUX / "card-workshop.xml").find("{*}mime-type")
    assert kind is not None and entry["MimeType"] == f"{kind.get('type')};"
    assert ROOT.joinpath("resources/icons/program/card-workshop.svg").is_file()
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", LINUX / "card-workshop.desktop"], check=True)


def test_a_backup_has_the_name_that_desktops_know() -> None:
    from fnmatch import fnmatch

    glob = ElementTree.parse(LINUX / "card-workshop.xml").find(".//{*}glob")
    assert glob is not None
    # As workshop.storage.backup names it.
    assert fnmatch("workshop-01-20261130-101500-123456.zip", glob.get("pattern", ""))
    assert not fnmatch("photos.zip", glob.get("pattern", ""))


def test_the_release_is_the_version_of_the_project() -> None:
    told = ElementTree.parse(LINUX / "card-workshop.metainfo.xml")
    release = told.find("releases/release")
    assert release is not None and release.get("version") == PROJECT["version"]
    assert [one.text for one in told.findall("provides/binary")] == ["card-workshop", "workshop"]
    every = {**PROJECT["scripts"], **PROJECT["gui-scripts"]}
    assert sorted(every) == ["card-workshop", "workshop"]


# The scripts


def scripts() -> list[Path]:
    """Every shell script of the packages."""
    made = [*INSTALLER.rglob("*.sh"), *(LINUX / name for name in ("preinst", "postinst", "postrm"))]
    return sorted(made)


@pytest.mark.skipif(sys.platform == "win32", reason="no shell")
@pytest.mark.parametrize("script", scripts(), ids=lambda path: path.name)
def test_a_script_can_be_read(script: Path) -> None:
    shell = script.read_text("utf-8").splitlines()[0].rpartition("/")[2].split()[-1]
    subprocess.run([shell, "-n", script], check=True)
    assert "# SPDX-License-Identifier: MIT" in script.read_text("utf-8").splitlines()[:2]


def test_no_script_touches_what_people_made() -> None:
    for name in ("preinst", "postinst", "postrm"):
        lines = LINUX.joinpath(name).read_text("utf-8").splitlines()
        text = "\n".join(line for line in lines if not line.startswith("#"))
        assert not re.search(r"/home|\$HOME|/root|\.local|\.config|/var", text)
        for gone in re.findall(r"rm -rf (\S+)", text):
            assert gone.startswith(('"$all/', '"$kept"', '"$version"', "/usr/lib/card-workshop"))


def test_the_set_up_of_windows_speaks_three_languages_and_leaves_the_data() -> None:
    script = INSTALLER.joinpath("windows", "setup.nsi").read_text("utf-8")
    languages = re.findall(r'MUI_LANGUAGE "(\w+)"', script)
    assert languages == ["English", "French", "SimpChinese"]
    sentences = re.findall(r"^LangString (\w+) \$\{LANG_(\w+)\}", script, re.MULTILINE)
    for name in {name for name, _language in sentences}:
        spoken = [language for one, language in sentences if one == name]
        assert spoken == [language.upper() for language in languages]
    removal = script.partition('Section "Uninstall"')[2]
    for place in re.findall(r"(?:RMDir|Delete)(?: /r)? (.*)", removal):
        assert re.match(r'"\$(INSTDIR|SMPROGRAMS)[\\"]', place), place
    # All that is under the folder of the program is never taken at once: people put files there.
    assert 'RMDir /r "$INSTDIR"' not in script


@pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not installed")
def test_the_set_up_of_windows_compiles() -> None:
    made = subprocess.run(
        [INSTALLER / "windows" / "make_setup.sh"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr


def test_the_workflow_builds_for_all_three_systems() -> None:
    text = ROOT.joinpath(".github/workflows/packages.yml").read_text("utf-8")
    for system in ("ubuntu-", "windows-", "macos-"):
        assert f"runs-on: {system}" in text
    for script in re.findall(r"installer/[\w/]+\.(?:py|sh)", text):
        assert ROOT.joinpath(script).is_file(), script
    targets = re.findall(r"run: make ([\w -]+)", text)
    makefile = ROOT.joinpath("Makefile").read_text("utf-8")
    for target in " ".join(targets).split():
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
