# SPDX-License-Identifier: MIT
"""What the tools that print to a console have in common: pages about them, times, no cards."""

import re
from datetime import datetime

# Before a sign that stands at the start of a line; `^` knows no line that ends with CR alone.
AT_START = r"(?<![^\r\n])"

# A manual, an issue or a post quotes logs; a log quotes nothing.
_FENCES = ("```", "~~~", "<pre", "<details>", "<code>", "[code")
_QUOTES = re.compile(rf"{AT_START}[ \t]{{0,8}}(?:```|~~~|<pre[ >]|<details>|<code>|\[code)")
_INDENT = 8
# No log has the word of a sign this often without the rest of it.
_MOST_TRIES = 200_000

# What Vulkan, OpenGL and OpenCL offer where there is no card or no driver: the processor, or the
# graphics of a virtual machine.
_NO_CARD = re.compile(
    r"llvmpipe|lavapipe|softpipe|swrast|swiftshader|software rasterizer|basic render|gdi generic"
    r"|svga3d|\bvirgl\b|\bpocl\b|\bpthread-|^cpu-|\bcpu\b|\bxeon\b|\bepyc\b|\bryzen\b|threadripper"
    r"|core\(tm\)|fpga|-core processor",
    re.IGNORECASE | re.ASCII,
)

_INTEGRATED = re.compile(
    r"^iGPU|Intel.*(?:UHD|HD|Iris|Xe) .*Graphics|Radeon(?:\(TM\))?(?: Vega| RX Vega)?(?: \d+M?)?"
    r" Graphics(?!.*(?:NAVI|VEGA|POLARIS) ?\d)",
    re.IGNORECASE,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d\d):(\d\d)(?:\s*([AP]M)\b)?", re.ASCII)
_YEAR = re.compile(r"(?<![\d:])20\d\d(?![\d:])", re.ASCII)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]{{0,6}}\b", re.IGNORECASE | re.ASCII)
_DAY = re.compile(r"(?<![\d:])(\d{1,2})(?![\d:])", re.ASCII)
_CHINESE = re.compile(r"(20\d\d)年\s*(\d{1,2})月\s*(\d{1,2})日", re.ASCII)
_LONGEST_DATE = 60


class Sign:
    """Words of a tool that no other writes: `word`, what may follow it, and where it stands."""

    def __init__(self, word: str, then: str = "", *, starts_line: bool = True) -> None:
        self._word = word
        self._whole = re.compile(re.escape(word) + then)
        self._starts_line = starts_line

    def is_in(self, text: str) -> bool:
        """Whether the sign is in a text; looks for the word first, which is soon done."""
        at = text.find(self._word)
        for _try in range(_MOST_TRIES):
            if at < 0:
                break
            if self._whole.match(text, at) and (not self._starts_line or starts_line(text, at)):
                return True
            at = text.find(self._word, at + 1)
        return False


def starts_line(text: str, at: int) -> bool:
    """Whether nothing but eight blanks stand between the start of a line and a place in it."""
    before = text[max(0, at - _INDENT - 1) : at].rstrip(" \t")
    return before.endswith(("\n", "\r")) or (not before and at <= _INDENT)


def is_page(text: str) -> bool:
    """Whether a text quotes logs, as a manual page or a post in Markdown does, and is none."""
    # The words first, which are soon looked for, and not there in a log.
    return any(fence in text for fence in _FENCES) and _QUOTES.search(text) is not None


def is_no_card(name: str) -> bool:
    """Whether a device of this name is a processor, its graphics, or a virtual machine."""
    return _NO_CARD.search(name[:200]) is not None or is_integrated(name[:200])


def is_integrated(name: str) -> bool:
    """Whether this is the graphics of a processor, which sits on no card."""
    return _INTEGRATED.search(name) is not None


def moment(text: str) -> str | None:
    """What `date` printed, in English or Chinese, as `2022-03-10T19:21:17`; None for others.

    The zone is left out: it is the bench PC's, and so is every other time of a log.
    """
    text = text[:_LONGEST_DATE]
    clock = _CLOCK.search(text)
    if clock is None:
        return None
    if chinese := _CHINESE.search(text):
        year, month, day = map(int, chinese.groups())
    else:
        named, years, days = _MONTH.search(text), _YEAR.search(text), _DAY.search(text)
        if not (named and years and days):
            return None
        year, month, day = int(years[0]), _MONTHS.index(named[1].casefold()) + 1, int(days[1])
    hour = int(clock[1]) % 12 + (12 if clock[4] == "PM" else 0) if clock[4] else int(clock[1])
    return at(year, month, day, hour, int(clock[2]), int(clock[3]))


def at(*parts: int) -> str | None:
    """Year, month, day, hour, minute and second as `2022-03-10T19:21:17`; None for no such time."""
    try:
        return datetime(*parts).isoformat()  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None
