# SPDX-License-Identifier: MIT
"""The pictures of the manual, taken of the demo workshop, so that they are never old."""

import os
import sys
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parents[1])]

from every_view import PAGES, lifelike
from PIL import Image
from PySide6.QtWidgets import QApplication
from whole_window import WholeWindow

from ui import theme

# What each picture of the manual shows, of all that is looked at.
SHOWN = {
    "intake": "intake, received",
    "bench": "bench, card",
    "site": "bench, site",
    "tests": "tests, plan",
    "stock": "stock, floor life",
    "reports": "batch, reports",
    "find": "find, chip",
    "today": "today",
    "labels": "settings, labels",
}


def take(folder: Path, names: Collection[str] = tuple(SHOWN), cards: int = 24) -> None:
    """Take the pictures of these names, light and of the size of a small screen."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {SHOWN[name]: name for name in names}
    with TemporaryDirectory() as made:
        at = WholeWindow(lifelike(Path(made), cards=cards), Path(made))
        try:
            for view in PAGES:
                if view.name in wanted:
                    view.show(at)
                    at.wait(lambda: not at.window.strip._flash.isActive())
                    file = folder / f"{wanted[view.name]}.png"
                    at.window.grab().save(str(file))
                    # A window has few colours: a palette keeps its picture small.
                    Image.open(file).convert("RGB").quantize(128).save(file, optimize=True)
        finally:
            at.close()


if __name__ == "__main__":
    app = QApplication([])
    theme.apply(app, "light")
    take(Path(sys.argv[1]))
