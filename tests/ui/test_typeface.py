# SPDX-License-Identifier: MIT
"""The typeface is there at once, whether its files were made or not."""

from pathlib import Path

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from ui import typeface
from ui.widgets.draw import width_of


def test_without_made_files_the_package_serves(app: QApplication, tmp_path: Path) -> None:
    found = typeface.load(tmp_path)
    assert found.variable
    regular, strong = found.font(False), found.font(True)
    assert QFontInfo(regular).family() == "Noto Sans SC"
    assert width_of("Harvest", strong) > width_of("Harvest", regular)
    # Its default instance is Thin: a regular that is as narrow would be hard to read.
    thin = found._replace(variable=False).font(False)
    assert width_of("Harvest", regular) > width_of("Harvest", thin)


def test_made_files_are_taken(app: QApplication, tmp_path: Path) -> None:
    from workshop.paper.fonts import font_files

    made = font_files()
    folder = tmp_path / "fonts-2"
    folder.mkdir()
    for path in made:
        (folder / path.name).symlink_to(path)
    found = typeface.load(tmp_path)
    assert found == typeface.Typeface("Card Workshop Sans", False)
    assert found.font(True).bold() and not found.font(False).bold()


def test_a_spoilt_file_is_passed_over(app: QApplication, tmp_path: Path) -> None:
    folder = tmp_path / "fonts-2"
    folder.mkdir()
    (folder / "regular.ttf").write_bytes(b"not a font")
    assert typeface.load(tmp_path).family == "Noto Sans SC"
