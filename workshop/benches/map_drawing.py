# SPDX-License-Identifier: MIT
"""The map of a board while it is drawn: sites are put, moved, named and copied, and taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from workshop.benches.answers import Do
from workshop.domain.board_maps import CHIP_HEIGHT, CHIP_WIDTH, Board, Face
from workshop.domain.refused import Refused
from workshop.domain.shop_copies import read_entry
from workshop.domain.terms import PieceKind, SiteState

# mm: the grid everything lies on, and the smallest site there is.
STEP, SMALLEST = 0.5, 2.0
_MOST_UNDOS = 200


class DrawnSite(NamedTuple):
    """A site as it is drawn: mm from the top left of its face. No state is known of it."""

    name: str
    x: float
    y: float
    w: float = CHIP_WIDTH
    h: float = CHIP_HEIGHT
    kind: str = PieceKind.MEMORY.value
    face: str = Face.FRONT.value
    channel: str = ""
    state: str = SiteState.EMPTY.value
    expects: str = ""
    marking: str = ""
    piece: str = ""


_KEPT = ("name", "x", "y", "w", "h", "kind", "face", "channel")


class DrawnShape(NamedTuple):
    """Something that is drawn for the eye, and left as it is."""

    kind: str
    x: float
    y: float
    w: float
    h: float
    face: str = Face.FRONT.value


class DrawnPhoto(NamedTuple):
    """The photo of a face, and the corners of the board on it, in px from the top left."""

    face: str
    sha256: str
    width: int
    height: int
    corners: tuple[int, ...]


class Draft(NamedTuple):
    """A board as it is drawn now; it can be shown as the map of a card is."""

    tag: str
    name: str
    width: float
    height: float
    sites: tuple[DrawnSite, ...] = ()
    connectors: tuple[DrawnShape, ...] = ()
    photos: tuple[DrawnPhoto, ...] = ()
    note: str = ""
    known: bool = True

    def site(self, name: str) -> DrawnSite | None:
        """The site of this name."""
        return next((site for site in self.sites if site.name == name), None)

    def photo(self, face: str) -> DrawnPhoto | None:
        """The photo of this face."""
        return next((photo for photo in self.photos if photo.face == face), None)


class Drawing:
    """A draft, and every one before it; what is done goes on from `now` and can be taken back."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.now = Draft(
            tag=body["code"],
            name=body["name"],
            width=body["width"],
            height=body["height"],
            sites=tuple(DrawnSite(**site) for site in body["sites"]),
            connectors=tuple(DrawnShape(**shape) for shape in body["shapes"]),
            photos=tuple(
                DrawnPhoto(**(photo | {"corners": tuple(photo["corners"])}))
                for photo in body["photos"]
            ),
            note=body["note"],
        )
        self._before: list[Draft] = []
        self._after: list[Draft] = []
        self._saved = self.now

    # Taken back

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to save."""
        return self.now != self._saved

    @property
    def may_undo(self) -> bool:
        """Whether something can be taken back."""
        return bool(self._before)

    @property
    def may_redo(self) -> bool:
        """Whether something was taken back."""
        return bool(self._after)

    def undo(self) -> None:
        """Take the last change back."""
        if self._before:
            self._after.append(self.now)
            self.now = self._before.pop()

    def redo(self) -> None:
        """Make the change again that was taken back."""
        if self._after:
            self._before.append(self.now)
            self.now = self._after.pop()

    def _become(self, draft: Draft) -> None:
        if draft != self.now:
            self._before = [*self._before, self.now][-_MOST_UNDOS:]
            self._after.clear()
            self.now = draft

    # The board

    def call(self, code: str, name: str) -> None:
        """The board has this code and name."""
        self._become(self.now._replace(tag=code.strip(), name=name.strip()))

    def size(self, width: float, height: float) -> None:
        """The board is so large, in mm."""
        self._become(self.now._replace(width=width, height=height))

    def put_photo(self, face: str, sha256: str, width: int, height: int) -> None:
        """Lay the board on a photo of this face; its corners are those of the photo at first."""
        corners = (0, 0, width, 0, width, height, 0, height)
        self._put(DrawnPhoto(face, sha256, width, height, corners))

    def mark_corners(self, face: str, corners: Sequence[int]) -> None:
        """The corners of the board lie here on the photo, in px from the top left to the right."""
        photo = self.now.photo(face)
        if photo is not None:
            self._put(photo._replace(corners=tuple(corners)))

    def take_photo_away(self, face: str) -> None:
        """Show the drawing of this face again."""
        others = tuple(photo for photo in self.now.photos if photo.face != face)
        self._become(self.now._replace(photos=others))

    def _put(self, photo: DrawnPhoto) -> None:
        others = [each for each in self.now.photos if each.face != photo.face]
        photos = tuple(sorted([*others, photo], key=lambda each: each.face != Face.FRONT))
        self._become(self.now._replace(photos=photos))

    # Sites

    def add(self, face: str, x: float, y: float, w: float = 0.0, h: float = 0.0) -> str:
        """Put a site on the board, of the size of a memory chip or of this size; its name."""
        name = self.free_name("M1")
        made = DrawnSite(name, _on_grid(x), _on_grid(y), w or CHIP_WIDTH, h or CHIP_HEIGHT)
        made = self._inside(made._replace(w=_on_grid(made.w), h=_on_grid(made.h), face=face))
        self._become(self.now._replace(sites=(*self.now.sites, made)))
        return name

    def remove(self, name: str) -> None:
        """Take a site off the board."""
        left = tuple(site for site in self.now.sites if site.name != name)
        self._become(self.now._replace(sites=left))

    def move(self, name: str, x: float, y: float) -> None:
        """A site lies here, as far as the board goes."""
        self.change(name, x=x, y=y)

    def change(self, name: str, /, **fields: Any) -> str:
        """Other facts of a site: name, kind, face, channel, x, y, w, h; what it is called then."""
        site = self.now.site(name)
        if site is None:
            return name
        for each in ("x", "y", "w", "h"):
            if each in fields and fields[each] != getattr(site, each):
                fields[each] = _on_grid(float(fields[each]))
        changed = self._inside(site._replace(**fields))
        sites = tuple(changed if one is site else one for one in self.now.sites)
        self._become(self.now._replace(sites=sites))
        return changed.name

    def copy_row(self, name: str, count: int, dx: float, dy: float) -> list[str]:
        """Repeat a site `count` times, each so many mm from the one before; their names."""
        made: list[DrawnSite] = []
        site = self.now.site(name)
        if site is None:
            return []
        last = site
        for _ in range(count):
            taken = [each.name for each in (*self.now.sites, *made)]
            last = last._replace(
                name=_next_name(last.name, taken), x=_on_grid(last.x + dx), y=_on_grid(last.y + dy),
                channel=_next_channel(last.channel),
            )  # fmt: skip
            made.append(last)
        self._become(self.now._replace(sites=(*self.now.sites, *made)))
        return [each.name for each in made]

    def free_name(self, like: str) -> str:
        """A name nobody has yet, counted on from this one."""
        names = [site.name for site in self.now.sites]
        return like if like not in names else _next_name(like, names)

    def _inside(self, site: DrawnSite) -> DrawnSite:
        """The site moved, or made smaller, so that it lies on the board."""
        w = max(SMALLEST, min(site.w, self.now.width))
        h = max(SMALLEST, min(site.h, self.now.height))
        x = max(0.0, min(site.x, self.now.width - w))
        y = max(0.0, min(site.y, self.now.height - h))
        return site._replace(x=x, y=y, w=w, h=h)

    # Saved

    def body(self) -> dict[str, Any]:
        """The board as the catalogue keeps it."""
        draft = self.now
        return {
            "code": draft.tag,
            "name": draft.name,
            "width": draft.width,
            "height": draft.height,
            "sites": [{key: getattr(site, key) for key in _KEPT} for site in draft.sites],
            "shapes": [shape._asdict() for shape in draft.connectors],
            "photos": [p._asdict() | {"corners": list(p.corners)} for p in draft.photos],
            "note": draft.note,
            "confirmed": True,
        }

    def fault(self) -> Refused | None:
        """Why it cannot be saved as it is; None where it can."""
        try:
            board: Board = read_entry("board", self.now.tag, self.body())
        except Refused as refused:
            return refused
        assert board.sites
        return None

    def save(self, models: Sequence[str], photos: Sequence[Mapping[str, Any]]) -> Do:
        """Keep it as the shop's own, for these models besides those that have it."""
        used = {photo.sha256 for photo in self.now.photos}
        kept = [dict(photo) for photo in photos if photo["sha256"] in used]
        facts = {"board": self.body(), "models": list(models), "photos": kept}
        return Do("draw_board", facts)

    def saved(self) -> None:
        """It was saved as it is now."""
        self._saved = self.now


def _on_grid(mm: float) -> float:
    return round(mm / STEP) * STEP


def _next_name(name: str, taken: Sequence[str]) -> str:
    """The first name after this one, counted on, that is not taken."""
    found = re.fullmatch(r"(.*?)(\d+)", name)
    word, number = (found[1], int(found[2])) if found else (name, 1)
    folded = {each.upper() for each in taken}
    while f"{word}{number}".upper() in folded or f"{word}{number}" == name:
        number += 1
    return f"{word}{number}"


def _next_channel(channel: str) -> str:
    """The channel after this one, as boards count: A0, A1, B0, B1 …"""
    found = re.fullmatch(r"([A-Y])([01])", channel)
    if not found:
        return channel
    return f"{found[1]}1" if found[2] == "0" else f"{chr(ord(found[1]) + 1)}0"
