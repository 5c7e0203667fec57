# SPDX-License-Identifier: MIT
"""Every page and dialog in one language on one screen: says which texts do not fit, as JSON.

In a process of its own, for Qt takes the scale of a screen only when it starts:
`fit_walk.py LANGUAGE SCALE [EVERY [FOLDER [THEME]]]`: the scale in percent, of the views one of
so many, and where pictures are wanted the folder for them.
"""

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent), str(HERE)]

# The screens people have: in percent the scale, and what is left of the screen at that scale.
SCREENS = {100: (1366, 768), 150: (1280, 720), 200: (1280, 720)}

# It fills the make-believe screen of this platform, which is smaller than any.
NOT_HERE = {"today, on the wall"}


def walk(
    code: str, scale: int, every: int = 1, pictures: Path | None = None, mode: Any = "light"
) -> dict[str, Any]:
    """What does not fit, by view, and which views could not be brought up."""
    from cut_texts import BEYOND, LONGEST, painted, without_room
    from english_behind import speaking
    from every_view import DIALOGS, PAGES, lifelike, put_away
    from PySide6.QtCore import QLibraryInfo, QTranslator
    from PySide6.QtWidgets import QApplication
    from whole_window import WholeWindow

    from ui import theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, mode)
    of_qt = QTranslator()
    if of_qt.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(of_qt)
    views = [*PAGES, *DIALOGS][::every]
    cut: dict[str, list[str]] = {}
    failed: dict[str, str] = {}
    with (
        TemporaryDirectory() as folder,
        speaking(code) as behind,
        painted() as watched,
    ):
        at = WholeWindow(lifelike(Path(folder), cards=6), Path(folder), size=SCREENS[scale],
                         theme=mode)  # fmt: skip
        at.read_as = behind.meanings
        try:
            for view in views:
                is_dialog = view in DIALOGS
                try:
                    top = view.show(at) if is_dialog else (view.show(at), at.window)[1]
                except Exception as error:  # the others are still to be looked at
                    failed[view.name] = f"{type(error).__name__}: {error}"[:300]
                    put_away(at)
                    continue
                watched.take()
                image = top.grab()
                if pictures is not None:
                    name = f"dialog, {view.name}" if is_dialog else view.name
                    image.save(str(pictures / f"{name}.png"))
                short = [text for text in watched.take()
                         if behind.is_ours(text) and 0 < len(text) <= LONGEST]  # fmt: skip
                wide = at.window.width() - SCREENS[scale][0]
                over = [f"the window is {wide} px too wide"] if wide > 0 else []
                # What people typed and named may end in an ellipsis too.
                narrow = [text for text in without_room(top) if behind.is_ours(text)
                          or text.startswith(BEYOND)]  # fmt: skip
                found = list(dict.fromkeys([*short, *narrow, *over]))
                if found and view.name not in NOT_HERE:
                    cut[view.name] = found
                if is_dialog:
                    put_away(at)
        finally:
            at.close()
    return {"cut": cut, "failed": failed, "views": len(views)}


if __name__ == "__main__":
    code, percent = sys.argv[1], int(sys.argv[2])
    os.environ["QT_SCALE_FACTOR"] = str(percent / 100)
    os.environ["LANGUAGE"] = "en"
    share = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    where = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    if where is not None:
        where.mkdir(parents=True, exist_ok=True)
    found = walk(code, percent, share, where, *sys.argv[5:6])
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
