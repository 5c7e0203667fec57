# SPDX-License-Identifier: MIT
"""Words and figures that several pages write the same way: times, kinds of piece, rates."""

import re
from datetime import datetime

from workshop.domain.terms import CardPart, InstrumentKind, LotKind, PieceKind
from workshop.language import mark, say, say_day, say_number

# Where the first sentence of an answer ends: a point in a number has no blank after it.
_END = re.compile(r"[.?!] (?=\S)|。(?=\S)")

KINDS: dict[str, str] = {
    PieceKind.CARD: mark("Card"),
    PieceKind.DIE: mark("Die"),
    PieceKind.MEMORY: mark("Memory chip"),
    PieceKind.BOARD: mark("Board"),
    PieceKind.COOLER: mark("Cooler"),
    PieceKind.OTHER: mark("Other piece"),
}

PARTS: dict[str, str] = {
    CardPart.COOLER: mark("Cooler"),
    CardPart.BACKPLATE: mark("Backplate"),
    CardPart.BRACKET: mark("Bracket"),
    CardPart.FANS: mark("Fans"),
    CardPart.SHROUD: mark("Shroud"),
    CardPart.CABLE: mark("Cable"),
    CardPart.BOX: mark("Box"),
    CardPart.ACCESSORIES: mark("Accessories"),
}

LOT_KINDS: dict[str, str] = {
    LotKind.FLUX: mark("Flux"),
    LotKind.SPHERES: mark("Spheres"),
    LotKind.PADS: mark("Pads"),
    LotKind.PASTE: mark("Paste"),
    LotKind.OTHER: mark("Other material"),
}

INSTRUMENTS: dict[str, str] = {
    InstrumentKind.MULTIMETER: mark("Multimeter"),
    InstrumentKind.THERMOMETER: mark("Thermometer"),
    InstrumentKind.CAMERA: mark("Thermal camera"),
    InstrumentKind.SUPPLY: mark("Power supply"),
    InstrumentKind.SCOPE: mark("Oscilloscope"),
    InstrumentKind.OTHER: mark("Other instrument"),
}

ICONS: dict[str, str] = {
    PieceKind.CARD: "card",
    PieceKind.DIE: "die",
    PieceKind.MEMORY: "memory",
    PieceKind.BOARD: "board",
    PieceKind.COOLER: "cooler",
    PieceKind.OTHER: "stock",
}


def kind_word(kind: str) -> str:
    """What a kind of piece is called."""
    return say(KINDS.get(kind, kind))


def lot_word(kind: str) -> str:
    """What a kind of lot is called."""
    return say(LOT_KINDS.get(kind, kind))


def instrument_word(kind: str) -> str:
    """What a kind of instrument is called."""
    return say(INSTRUMENTS.get(kind, kind))


def part_word(part: str) -> str:
    """What a part of a card is called."""
    return say(PARTS.get(part, part))


def local(at: str) -> datetime | None:
    """A moment of the journal in the time of this computer; None where it is none."""
    try:
        return datetime.fromisoformat(at).astimezone()
    except ValueError:
        return None


def clock(at: str) -> str:
    """When something was, short: the time of day if it was today, else the day; local time."""
    then = local(at)
    if then is None:
        return ""
    today = then.date() == datetime.now().astimezone().date()
    return then.strftime("%H:%M") if today else say_day(f"{then:%Y-%m-%d}")


def moment(at: str) -> str:
    """When something was, in full: day and time of day; local time."""
    then = local(at)
    return f"{say_day(f'{then:%Y-%m-%d}')} {then:%H:%M}" if then is not None else ""


def since(at: str) -> str:
    """Since when something goes on: the time of day, with the day if it was another; local time."""
    short = clock(at)
    return short if ":" in short else moment(at)


def minutes_since(at: str) -> float:
    """How many minutes ago something was."""
    then = local(at)
    return 0.0 if then is None else (datetime.now(then.tzinfo) - then).total_seconds() / 60


def two_lines(sentence: str) -> tuple[str, str]:
    """An answer as the strip shows it: what is the matter, and below it what to do."""
    found = _END.search(sentence)
    return (sentence[: found.end()].strip(), sentence[found.end() :]) if found else (sentence, "")


def percent(rate: float | None) -> str:
    """A rate of 0 to 1 as people read it; a dash where there is none."""
    if rate is None:
        return "–"
    return say("{number} %", number=say_number(f"{rate * 100:.1f}"))


def number(value: float | None) -> str:
    """A measured number without needless digits, to be read; nothing where there is none."""
    return say_number(to_type(value))


def to_type(value: float | None) -> str:
    """A measured number as it is typed into a field; nothing where there is none."""
    return "" if value is None else f"{value:.10g}"
