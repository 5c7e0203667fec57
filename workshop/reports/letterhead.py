# SPDX-License-Identifier: MIT
"""What a report shows of the shop itself: its logo and address, its terms, and who signs."""

import io
from collections.abc import Iterator, Sequence

from reportlab.lib.utils import ImageReader

from workshop.domain.letterhead import Letterhead
from workshop.domain.refused import Refused
from workshop.language import mark, say, say_day
from workshop.paper import look
from workshop.reports.ahead import Pictures
from workshop.reports.parts import CODE, heading, remark
from workshop.reports.pen import Align, Pen
from workshop.reports.sheet import Block, Fixed, Spot

LETTERHEAD = 190.0
"""How much of the room beside the code the logo and the address take."""

_LOGO = (62.0, 50.0)
# Dots of a picture for each point: 216 to the inch.
DOTS = 3
# Unless the shop says who signs.
_SIGNERS = (mark("In charge of the batch"), mark("Manager"), mark("For the customer"))
_SIGN_HIGH = 62.0
_A_ROW = 3


def logo(head: Letterhead, pictures: Pictures | None) -> ImageReader | None:
    """The logo of a shop; None where there is none that can be shown."""
    if not head.logo or pictures is None:
        return None
    wide, high = _LOGO
    try:
        data = pictures(head.logo, (int(wide * DOTS), int(high * DOTS)))
    except Refused:
        return None
    return ImageReader(io.BytesIO(data))


def letterhead(head: Letterhead, picture: ImageReader | None) -> Iterator[Fixed]:
    """Logo and address, to the left of the code of the title that follows."""
    lines = head.address.splitlines()
    if not lines and picture is None:
        return

    def paint(pen: Pen, spot: Spot) -> None:
        right = spot.left + spot.width - CODE - 16
        wide = LETTERHEAD - 16 - (_LOGO[0] + 8 if picture else 0)
        longest = 0.0
        for place, line in enumerate(lines):
            y = spot.top - 8 - 8.6 * place
            at = pen.write(right, y, line, 7, colour=look.QUIET, align=Align.RIGHT, room=wide)
            longest = max(longest, at)
        if picture is not None:
            x = right - longest - (8 if lines else 0) - _LOGO[0]
            picture_in(pen, picture, x, spot.top - _LOGO[1], *_LOGO, anchor="ne")

    yield Fixed(0.0, paint, keeps=True)


def picture_in(
    pen: Pen, picture: ImageReader, x: float, y: float, wide: float, high: float, anchor: str = "c"
) -> None:
    """A picture as large as it fits a box, its bottom left corner at (x, y)."""
    pen.canvas.drawImage(
        picture, x, y, wide, high, preserveAspectRatio=True, anchor=anchor, mask=None
    )


def signatures(head: Letterhead, on: str) -> Iterator[Block]:
    """A line for each who signs, with room for name and day."""
    roles = list(head.signers) or [say(role) for role in _SIGNERS]
    yield heading(say("Signatures"))
    yield remark(say("Drawn on {day}.", day=say_day(on)), 400, keeps=True)
    for start in range(0, len(roles), _A_ROW):
        yield _signers(roles[start : start + _A_ROW])


def _signers(roles: Sequence[str]) -> Fixed:
    def paint(pen: Pen, spot: Spot) -> None:
        step = spot.width / _A_ROW
        for place, role in enumerate(roles):
            x, wide = spot.left + place * step, step - 18
            y = spot.top - 36
            pen.rule(x, y, x + wide, colour=look.QUIET, weight=0.7)
            pen.write(x, y - 10, role, 8, room=wide)
            pen.write(x, y - 20, say("Name, day"), 7, colour=look.QUIET, room=wide)

    return Fixed(_SIGN_HIGH, paint)


def terms(head: Letterhead, room: float) -> Iterator[Block]:
    """The terms of the shop, where it has any."""
    if head.terms:
        yield heading(say("Terms"))
        yield remark(head.terms, room)
