# SPDX-License-Identifier: MIT
"""A page for each card of a batch: its photos, its family, its steps and its tests."""

import io
from collections import deque
from collections.abc import Iterator, Sequence

from reportlab.lib.utils import ImageReader
from sqlalchemy import Connection

from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.language import joined, say
from workshop.paper import look
from workshop.paper.fonts import BOLD
from workshop.queries.card_files import CardFile, card_files
from workshop.queries.catalogue import dispositions
from workshop.queries.photos import PhotoRow
from workshop.reports.ahead import Ahead, Pictures
from workshop.reports.care import FACES
from workshop.reports.front import Facts
from workshop.reports.genealogy import genealogy
from workshop.reports.letterhead import DOTS, picture_in
from workshop.reports.parts import fact_row, heading, pill, remark, stream
from workshop.reports.pen import Align, Pen
from workshop.reports.records import steps, tests
from workshop.reports.sheet import Block, Fixed, Paper, Spot
from workshop.reports.words import STATES, kind, moment, number, term

CARDS = "cards"
"""The anchor of the table of cards, to which each page leads back."""

# Photos of a card: so many, so many to a row; the room of one, and of the words below it.
_MOST, _A_ROW = 8, 4
_PHOTO, _WORDS = 88.0, 14.0
# The photos of so many cards are made before their page is drawn.
_AHEAD = 4
_BETWEEN = 10.0


def anchor(tag: str) -> str:
    """The anchor of the page of a card."""
    return f"card-{tag}"


class CardPages:
    """The pages of the cards of a batch, made a hundred cards at a time, whenever they are asked.

    Without `pictures` no photo is shown; `back` says whether there is a table to lead back to.
    """

    def __init__(
        self,
        connection: Connection,
        facts: Facts,
        paper: Paper,
        pictures: Ahead | None,
        back: bool,
    ) -> None:
        self._back = back
        self._connection, self._facts = connection, facts
        self._room, self._pictures = paper.room, pictures
        self._next: Sequence[CardFile] = ()
        self._decided = {d.code: d.name for d in dispositions(connection)}

    def __iter__(self) -> Iterator[Sequence[Block]]:
        """The blocks of each card."""

        def page(last: CardFile | None, limit: int) -> list[CardFile]:
            after = last.piece.tag if last else None
            number = self._facts.batch.number
            return card_files(self._connection, batch=number, after=after, limit=limit)

        for place, card in enumerate(self._seen_ahead(stream(page))):
            yield list(self._card(card, first=not place))

    def _seen_ahead(self, cards: Iterator[CardFile]) -> Iterator[CardFile]:
        """The cards, each when some of those after it are known."""
        waiting: deque[CardFile] = deque()
        for card in cards:
            waiting.append(card)
            if len(waiting) > _AHEAD:
                self._next = waiting
                yield waiting.popleft()
        while waiting:
            self._next = waiting
            yield waiting.popleft()

    def _read(self, sha256: str, box: tuple[int, int]) -> bytes:
        """A photo; those of the next cards are begun with."""
        if self._pictures is None:
            raise RuntimeError("no photo is shown here")
        self._pictures.soon(
            (photo.sha256, box) for card in self._next for photo in card.photos[:_MOST]
        )
        return self._pictures(sha256, box)

    def _card(self, card: CardFile, first: bool) -> Iterator[Block]:
        piece, who = card.piece, self._facts.who
        if first:
            yield Fixed(0.0, lambda _pen, _spot: None, keeps=True, outline=say("Card pages"))
        yield _title(card, self._back)
        yield fact_row(
            [
                (say("Serial"), piece.serial),
                (say("Part number"), piece.part_number),
                (say("Disposition"), self._decided.get(piece.disposition, piece.disposition)),
                (say("Grade"), piece.grade),
                (say("Place"), piece.place),
            ]
        )
        if piece.note:
            yield remark(piece.note, self._room, look.TEXT)
        yield from self._photos(card.photos)
        if card.came_off or card.fitted:
            yield heading(say("What came off it, what is on it"), small=True)
            yield genealogy(card, self._decided.get(piece.disposition, piece.disposition))
        yield from steps(card.steps, card.noted, self._room, who, small=True)
        yield from tests(card.tests, self._room, who, small=True)
        if not (card.steps or card.tests or card.photos):
            yield remark(say("Nothing was recorded yet."), self._room)

    def _photos(self, rows: Sequence[PhotoRow]) -> Iterator[Block]:
        if not rows or self._pictures is None:
            return
        yield heading(say("Photos"), number(len(rows)), small=True)
        shown = rows[:_MOST]
        wide = (self._room - _BETWEEN * (_A_ROW - 1)) / _A_ROW
        for start in range(0, len(shown), _A_ROW):
            yield _row_of_photos(shown[start : start + _A_ROW], wide, self._read)
        if len(rows) > len(shown):
            more = number(len(rows) - len(shown))
            yield remark(say("{n} more photos are with the workshop.", n=more), self._room)


def _title(card: CardFile, has_table: bool) -> Fixed:
    """The tag with its state, what it is, and the way back to the table."""
    piece = card.piece
    state = term(STATES, piece.state)

    def paint(pen: Pen, spot: Spot) -> None:
        right, y = spot.left + spot.width, spot.top - 16
        wide = 0.0
        if has_table:
            back = say("Back to the table")
            wide = pen.write(right, y, back, 8, colour=look.ACCENT, align=Align.RIGHT)
            pen.link(CARDS, right - wide - 2, y - 4, right + 2, y + 10)
        room = spot.width - wide - 150
        beside = pen.write(spot.left, y, written(piece.tag), 18, BOLD, room=room)
        pill(pen, spot.left + beside + 10, y + 2, state.said, look.GROUND, state.colour)
        about = joined(kind(piece.kind), piece.model, piece.maker)
        pen.write(spot.left, y - 15, about, 10, room=spot.width)

    outline = written(piece.tag)
    return Fixed(40, paint, True, outline, level=1, anchor=anchor(piece.tag))


def _row_of_photos(rows: Sequence[PhotoRow], wide: float, pictures: Pictures) -> Fixed:
    def paint(pen: Pen, spot: Spot) -> None:
        for place, photo in enumerate(rows):
            x, y = spot.left + place * (wide + _BETWEEN), spot.top - _PHOTO
            _photo(pen, photo, pictures, x, y, wide)
            said = joined(
                photo.site, say(FACES.get(photo.face, photo.face)), photo.note, moment(photo.at)
            )
            pen.write(x, y - 9, said, 7, colour=look.QUIET, room=wide)

    return Fixed(_PHOTO + _WORDS, paint)


def _photo(pen: Pen, photo: PhotoRow, pictures: Pictures, x: float, y: float, wide: float) -> None:
    """A photo in its room, or words where it cannot be shown."""
    try:
        data = pictures(photo.sha256, box(wide))
    except Refused as refused:
        pen.box(x, y, wide, _PHOTO, look.GROUND, radius=3)
        pen.write(x + 6, y + _PHOTO / 2, str(refused), 7, colour=look.QUIET, room=wide - 12)
        return
    picture_in(pen, ImageReader(io.BytesIO(data)), x, y, wide, _PHOTO, anchor="sw")


def box(wide: float) -> tuple[int, int]:
    """The box of px a photo is made for."""
    return int(wide * DOTS), int(_PHOTO * DOTS)
