# SPDX-License-Identifier: MIT
"""Loading an oven: the oven and its pieces in any order, then how hot and how long."""

from typing import Any

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.domain.tag import written
from workshop.language import mark


class Loading:
    """What goes into an oven: the pieces scanned so far, and the oven."""

    def __init__(self) -> None:
        self.oven = ""
        self.pieces: list[str] = []

    def take_oven(self, code: str) -> Answer:
        """An oven was scanned."""
        self.oven = code
        return Ask(mark("{oven}: scan the pieces that go in."), {"oven": code})

    def take_piece(self, tag: str) -> Answer:
        """A piece was scanned: it goes in too, once."""
        if tag in self.pieces:
            return Stop(mark("{tag} is in the load already."), {"tag": written(tag)})
        self.pieces.append(tag)
        return Ask(
            mark("{n} in the load. Scan the next piece, or start the bake."),
            {"n": len(self.pieces), "tag": written(tag)},
        )

    def leave_out(self, tag: str) -> None:
        """This one does not go in."""
        self.pieces = [each for each in self.pieces if each != tag]

    def start(self, temperature: str, hours: str, humidity: str) -> Answer:
        """Start the bake, as the numbers are typed; refuses what is no number."""
        if not self.pieces:
            return Stop(mark("Scan the pieces that go into the oven."))
        facts: dict[str, Any] = {"pieces": list(self.pieces)}
        for name, typed in (("temperature", temperature), ("hours", hours)):
            number = _number(typed)
            if number is None:
                return Stop(mark("Say how hot and how long: two numbers, in °C and hours."))
            facts[name] = number
        if humidity.strip():
            facts["humidity"] = _number(humidity)
            if facts["humidity"] is None:
                return Stop(mark("The humidity is a number of %RH, or empty."))
        if self.oven:
            facts["oven"] = self.oven
        return Do("bake", facts)


def _number(typed: str) -> float | None:
    try:
        number = float(typed.strip().replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e6 else None
