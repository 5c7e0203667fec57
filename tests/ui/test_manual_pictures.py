# SPDX-License-Identifier: MIT
"""The pictures of the manual are of the demo workshop; its web pages need nothing else."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))
from lengths import full
from manual_pictures import SHOWN, take
from patience import wait
from whole_window import own_home

from ui.manual import ManualWindow, the_manual
from workshop.manual import START, Manual

ROOT = Path(__file__).parents[2]


def pictured() -> list[str]:
    """The pictures that the pages name."""
    manual = the_manual()
    pages = [manual.written(name) for name in (START, *(one.name for one in manual.contents))]
    return re.findall(r"^!\[[^\]]+\]\(pictures/([\w-]+)\.png\)$", "\n".join(pages), re.M)


def test_every_picture_of_the_manual_is_taken_and_no_other() -> None:
    assert sorted(pictured()) == sorted(SHOWN)


def test_pictures_are_small_and_stand_in_their_page(
    app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_home(monkeypatch, tmp_path)
    some = list(SHOWN)[: full(len(SHOWN), everyday=1)]
    take(tmp_path / "pictures", some, cards=2 + len(some))
    for name in some:
        file = tmp_path / "pictures" / f"{name}.png"
        assert QImage(str(file)).width() == 1366
        assert file.stat().st_size < 150_000
    shown = ManualWindow()
    monkeypatch.setattr(shown.manual, "folder", tmp_path)
    monkeypatch.setattr(shown.manual, "written", Manual().written)
    monkeypatch.setattr(shown.text, "_folder", tmp_path)
    shown.manual._made.clear()
    shown.open("take-in")
    assert "￼" in shown.text.toPlainText(), "a picture stands in the text"
    shown.show()
    for width in (700, 1200):
        shown.resize(width, 600)
        wait(lambda: shown.text.horizontalScrollBar().maximum() == 0)
        code = shown.text.document().find("Ctrl+1").charFormat()
        assert code.font().fixedPitch(), "the page was dressed once, and whole"
    shown.close()


@pytest.mark.skipif(not full(1, everyday=0), reason="the generator takes long: for make prove")
def test_the_web_pages_are_whole_and_need_nothing_from_outside(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "installer" / "web_manual.py"), str(tmp_path)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    pages = {path.stem: path.read_text("utf-8") for path in tmp_path.glob("*.html")}
    assert {START, "search", *(entry.name for entry in the_manual().contents)} <= set(pages)
    for name, page in pages.items():
        outside = re.findall(r"""(?:src|href)=["']((?:https?:)?//[^"']+)""", page)
        assert outside == [], name
    assert "Put a piece somewhere else" in pages["acts"]
