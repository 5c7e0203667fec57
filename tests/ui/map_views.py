# SPDX-License-Identifier: MIT
"""The board map in every state worth looking at: on a photo, as a list, with more of a site."""

import io
from typing import Any

from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QWidget
from settings_views import section
from view_steps import View, batch_set, cards, half_done, on_bench
from whole_window import WholeWindow

from workshop.benches.board_photos import keep_board_photo

# Px of the photo, and where on it the board lies.
PHOTO = (3000, 2000)
_SUSPECT = "NVM0004790"  # serial of the card whose memory test failed
LEFT, TOP, RIGHT, BOTTOM = 160, 210, 2850, 1850
CORNERS = [LEFT, TOP, RIGHT, TOP, RIGHT, BOTTOM, LEFT, BOTTOM]


def photo(board: Any) -> bytes:
    """A photo of a board: chips and parts on a green ground, on a bench."""
    flat = Image.new("RGB", (2400, round(2400 * board.height / board.width)), "#1d5a3c")
    draw = ImageDraw.Draw(flat)
    scale = flat.width / board.width
    for x in range(0, flat.width, 36):
        for y in range(0, flat.height, 36):
            draw.rectangle((x, y, x + 11, y + 7), fill=("#8a7a58", "#2c2c2c", "#b9b4a4")[x * y % 3])
    for one in [*board.sites, *board.connectors]:
        if one.face == "front":
            where = [one.x * scale, one.y * scale, (one.x + one.w) * scale, (one.y + one.h) * scale]
            draw.rectangle(where, fill="#20242a", outline="#c9c9c9", width=4)
            draw.text((where[0] + 20, where[1] + 20), "D9ZZJ", fill="#d0d0d0", font_size=34)
    grain = Image.effect_noise((PHOTO[0] // 4, PHOTO[1] // 4), 22)
    bench = grain.resize(PHOTO).convert("RGB")
    bench.paste(flat.resize((RIGHT - LEFT, BOTTOM - TOP)), (LEFT, TOP))
    made = io.BytesIO()
    bench.save(made, "JPEG", quality=85)
    return made.getvalue()


def _photographed(at: WholeWindow) -> Any:
    """The first card of the demo, with a photo of its board."""
    half_done(at)
    page: Any = at.window.page
    if not page.on.map.photos:
        from workshop.domain.bodies import body_of
        from workshop.storage.shop import shop_catalogue

        database = at.desk._room.opened()
        file = at.context.settings.paper.parent / "board.jpg"
        file.write_bytes(photo(page.on.map))
        facts, width, height = keep_board_photo(database, file)
        with database.read() as connection:
            board = body_of(shop_catalogue(connection).board_of(page.on.piece.model))
        on = {"face": "front", "sha256": facts["sha256"], "width": width, "height": height}
        board["photos"] = [on | {"corners": CORNERS}]
        at.desk.do("draw_board", {"board": board, "models": [], "photos": [facts]}, lambda *_: None,
                   owner=page)  # fmt: skip
    at.wait(lambda: page.view.board.surface.photo.images)
    at.settle()
    return page


def _on_photo(at: WholeWindow) -> QWidget:
    _photographed(at)
    return at.window


def _near(at: WholeWindow) -> QWidget:
    page = _photographed(at)
    surface = page.view.board.surface
    surface.zoom(3.2, surface.site_rect("M3").center())
    surface.setCurrent("M3")
    at.wait(lambda: not surface._rest.isActive())
    at.settle()
    return at.window


def _more(at: WholeWindow) -> QWidget:
    page = _photographed(at)
    page.view.board.surface.fit()
    _hold(at, "M2")
    return at.window


def _hold(at: WholeWindow, site: str) -> None:
    """A right click on a site of the board."""
    page: Any = at.window.page
    surface = page.view.board.surface
    where: QPoint = surface.site_rect(site).center().toPoint()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, surface.mapToGlobal(where))
    QApplication.sendEvent(surface, asked)
    at.settle()


def _suspects(at: WholeWindow) -> QWidget:
    """A card whose newest memory test named two channels, and one that the map does not have."""
    page: Any = at.go("bench")
    facts: dict[str, Any] = {"batch": cards(at)[0].batch, "serial": _SUSPECT, "model": "RTX 4090"}
    if _SUSPECT not in [card.serial for card in cards(at)]:
        at.desk.do("receive", facts, lambda *_: None, owner=page)
        at.wait(lambda: _SUSPECT in [card.serial for card in cards(at)])
    on_bench(at, _SUSPECT)
    if page.view.board.shows_list:
        at.click(page.view.board.as_list)
    if not page.on.suspects:
        values = {"tool": "MATS", "memory_errors": 128, "failing_channel": "A0 C1 G0"}
        facts = {"piece": page.on.tag, "plan": "MEMORY", "values": values}
        at.desk.do("record_test", facts, lambda *_: None, owner=page)
    at.wait(lambda: page.view.board.remark.isVisible())
    page.view.board.surface.fit()
    page.sites.take("M1")
    at.settle()
    return at.window


def _suspect_site(at: WholeWindow) -> QWidget:
    _suspects(at)
    _hold(at, "M1")
    return at.window


def _list(at: WholeWindow) -> QWidget:
    half_done(at)
    page: Any = at.window.page
    page.more.close()
    if not page.view.board.shows_list:
        at.click(page.view.board.as_list)
    return at.window


def _unknown(at: WholeWindow) -> QWidget:
    page: Any = at.window.page
    if page.view.board.shows_list:
        at.click(page.view.board.as_list)
    batch_set(at)
    at.scan("UNKNOWN00816")
    at.scan("UNKNOWN00816")
    on_bench(at, cards(at)[-1].tag)
    return at.window


def _editor(at: WholeWindow, model: str) -> Any:
    """The map of a model is opened to be drawn on."""
    section("Board maps")(at)
    maps: Any = at.window.page.sections["maps"]
    if maps.is_drawing:
        maps.editor.drawing.saved()
        maps.editor.leave()
    maps.draw(model=model)
    at.settle()
    return maps.editor


def _map_drawn(at: WholeWindow) -> QWidget:
    editor = _editor(at, "GeForce RTX 2070")
    editor.canvas.pick("M3")
    editor.site.lengths["x"].setValue(editor.drawing.now.site("M4").x)
    editor.site.lengths["y"].setValue(editor.drawing.now.site("M4").y + 4)
    return at.window


def _map_corners(at: WholeWindow) -> QWidget:
    editor = _editor(at, "GeForce RTX 4090")
    file = at.context.settings.paper.parent / "our board.jpg"
    file.write_bytes(photo(editor.drawing.now))
    editor.files.take(file, editor.drawing, "front")
    at.wait(editor.corners.isVisible)
    editor.corners.show_corners(CORNERS)
    editor.corners.marked.emit(CORNERS)
    at.wait(lambda: not editor.corners.is_busy)
    return at.window


def _map_on_photo(at: WholeWindow) -> QWidget:
    _map_corners(at)
    editor: Any = at.window.page.sections["maps"].editor
    at.click(editor.mark)
    editor.canvas.pick("M5")
    at.wait(lambda: editor.canvas.photo.images)
    at.wait(lambda: not editor.canvas._rest.isActive())
    return at.window


BENCH = [
    View("bench, board on a photo", _on_photo),
    View("bench, board on a photo, near", _near),
    View("bench, more of a site", _more),
    View("bench, board as a list", _list),
    View("bench, board nobody knows", _unknown),
    View("bench, suspects of a memory test", _suspects),
    View("bench, a suspect site", _suspect_site),
]

SETTINGS = [
    View("settings, board maps", section("Board maps")),
    View("settings, a map with a fault", _map_drawn),
    View("settings, corners of a board", _map_corners),
    View("settings, a map on a photo", _map_on_photo),
]
