# SPDX-License-Identifier: MIT
"""What a scanned test code says of the scanner: layout, case, separators, end key, pauses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import product
from math import ceil
from typing import Any, NamedTuple

from ui.visible import visible
from workshop.language import mark, say

# Letters and signs that lie on other keys on other keyboards, figures, both cases, and a GS and
# an RS. Short enough to be read as bars from a screen.
TEST_CODE = "QAZWYM-/12\x1day\x1e90"

GOOD, CAREFUL, REFUSED = "good", "careful", "refused"

# What the keys write, in the order of an American keyboard, without and with Shift. A key that
# waits for the next letter stands as its accent.
_KEYS = {
    "american": (
        "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
        '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?',
    ),
    "german": (
        "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
        "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
    ),
    "swiss": (
        "§1234567890'^qwertzuiopü¨$asdfghjklöäyxcvbnm,.-",
        '°+"*ç%&/()=?`QWERTZUIOPè!£ASDFGHJKLéàYXCVBNM;:_',
    ),
    "french": (
        "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!",
        "²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
    ),
    "belgian": (
        "²&é\"'(§è!çà)-azertyuiop^$µqsdfghjklmùwxcvbn,;:=",
        "³1234567890°_AZERTYUIOP¨*£QSDFGHJKLM%WXCVBN?./+",
    ),
    "spanish": (
        "º1234567890'¡qwertyuiop`+çasdfghjklñ´zxcvbnm,.-",
        'ª!"·$%&/()=?¿QWERTYUIOP^*ÇASDFGHJKLÑ¨ZXCVBNM;:_',
    ),
    "nordic": (
        "§1234567890+´qwertyuiopå¨'asdfghjklöäzxcvbnm,.-",
        '½!"#¤%&/()=?`QWERTYUIOPÅ^*ASDFGHJKLÖÄZXCVBNM;:_',
    ),
}
NAMES = {
    "american": mark("an American keyboard"),
    "german": mark("a German keyboard"),
    "swiss": mark("a Swiss keyboard"),
    "french": mark("a French keyboard"),
    "belgian": mark("a Belgian keyboard"),
    "spanish": mark("a Spanish, Italian or Portuguese keyboard"),
    "nordic": mark("a Nordic keyboard"),
}

# As a scanner or a Caps Lock changes the case of letters, and what to say of it.
_CASES = {
    "swapped": mark(
        "Caps Lock is on: capitals and small letters are the wrong way round. Switch it off."
    ),
    "upper": mark(
        "Small letters arrive as capitals. Set the scanner to leave letters as they are."
    ),
    "lower": mark(
        "Capitals arrive as small letters. Set the scanner to leave letters as they are."
    ),
}
_SEPARATOR = re.compile("[\x1d\x1e]")
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]\Z")

# A gap this much wider than the widest that was measured, in ms and as a factor.
_SPARE_MS, _SPARE = 15, 1.5
_LEAST_GAP = 50


class Heard(NamedTuple):
    """How the test code arrived: the text, the longest pause in ms, the end key, "" for none."""

    text: str
    gap: float
    end: str


class Finding(NamedTuple):
    """One thing that was found out, in words, and whether it is good, careful or refused."""

    tone: str
    words: str


class Result(NamedTuple):
    """What was found out, and the settings that would fit where others are in force."""

    findings: list[Finding]
    fitting: dict[str, Any]


class _Read(NamedTuple):
    """The test code found in what arrived: how it was changed, and what stands around it."""

    scanner: str
    computer: str
    case: str
    before: str
    gs: str
    rs: str
    after: str


def typed(text: str, scanner: str, computer: str) -> str:
    """What a computer with one keyboard makes of a text that is typed on another.

    A character that is not on the scanner's keyboard is not typed.
    """
    have, make = (("".join(_KEYS[name])) for name in (scanner, computer))
    return "".join(make[have.index(one)] if one in have else "" for one in text)


def _pairs() -> Iterator[tuple[str, str]]:
    """Scanner and computer: equal first, then a scanner as it comes from the factory."""
    yield "american", "american"
    yield from (("american", name) for name in _KEYS)
    yield from ((name, "american") for name in _KEYS)
    yield from product(_KEYS, _KEYS)


def _find(text: str) -> _Read | None:
    """The test code in what arrived, whatever happened to it; None where it is not there."""
    for case, (scanner, computer) in product(("", *_CASES), _pairs()):
        parts = [typed(part, scanner, computer) for part in _SEPARATOR.split(TEST_CODE)]
        if case:
            parts = [getattr(part, case.replace("swapped", "swapcase"))() for part in parts]
        wanted = [re.escape(part) for part in parts]
        form = f"(.*?){wanted[0]}(.{{0,8}}?){wanted[1]}(.{{0,8}}?){wanted[2]}(.*)"
        if match := re.fullmatch(form, text, re.DOTALL):
            return _Read(scanner, computer, case, match[1], match[2], match[3], match[4])
    return None


def judge(heard: Heard, in_force: dict[str, Any]) -> Result:
    """What the arrived test code says, and which settings would fit better than those in force.

    `in_force` and the answer name settings: scanner_gap in ms, scanner_ends, scanner_prefix,
    scanner_suffix and scanner_separator.
    """
    text = unicodedata.normalize("NFKC", heard.text)
    found = _find(heard.text) or _find(text)
    if found is None:
        return Result([_stranger(heard.text)], {})
    result = Result([], {})
    if text != heard.text and _find(heard.text) is None:
        words = say(
            "An input method writes wide letters. Switch it to English letters on this computer."
        )
        result.findings.append(Finding(REFUSED, words))
    _layout(found, result)
    _pause(heard.gap, in_force["scanner_gap"], result)
    _end(heard.end, in_force["scanner_ends"], result)
    _separators(found, result)
    _around(found, result)
    changed = {name: now for name, now in result.fitting.items() if now != in_force[name]}
    return Result(result.findings, changed)


def _stranger(text: str) -> Finding:
    """The code is not to be found in what arrived: another code, or a keyboard nobody knows."""
    plain = _SEPARATOR.sub("", TEST_CODE)
    if abs(len(text) - len(plain)) > 2 or any(one * 3 in text for one in set(text)):
        words = say(
            "That was not the test code: “{text}”. Scan the code above.", text=visible(text)
        )
        return Finding(CAREFUL, words)
    words = say(
        "Of “{sent}” this computer makes “{text}”. Scanner and computer are set to different "
        "keyboards: set both to the same.",
        sent=visible(plain),
        text=visible(text),
    )
    return Finding(REFUSED, words)


def _layout(found: _Read, result: Result) -> None:
    if found.scanner == found.computer:
        result.findings.append(Finding(GOOD, say("Letters and signs arrive as they are.")))
    else:
        words = say(
            "This computer takes the scanner for {computer}, but it types like {scanner}: “{sent}” "
            "arrives as “{text}”. Set the scanner to {computer}, or this computer to {scanner}.",
            computer=say(NAMES[found.computer]),
            scanner=say(NAMES[found.scanner]),
            sent="YZAQ-/1",
            text=typed("YZAQ-/1", found.scanner, found.computer),
        )
        result.findings.append(Finding(REFUSED, words))
    if found.case:
        result.findings.append(Finding(REFUSED, say(_CASES[found.case])))


def _pause(gap: float, allowed: int, result: Result) -> None:
    wide = max(_LEAST_GAP, ceil((gap * _SPARE + _SPARE_MS) / 10) * 10)
    if gap <= allowed * 0.8:
        words = say("Longest pause {n} ms: fine.", n=round(gap))
        result.findings.append(Finding(GOOD, words))
        return
    words = say(
        "Longest pause {n} ms: too slow for the {allowed} ms that are set. {wide} ms would do.",
        n=round(gap),
        allowed=allowed,
        wide=wide,
    )
    result.findings.append(Finding(CAREFUL, words))
    result.fitting["scanner_gap"] = wide


def _end(end: str, ends: str, result: Result) -> None:
    if not end:
        words = say(
            "The scanner sends no Enter: turn on a suffix, Enter or CR, with its set-up sheet. "
            "Until then a pause can end a scan, but less surely."
        )
        result.findings.append(Finding(CAREFUL, words))
        result.fitting["scanner_ends"] = "pause"
        return
    key = {"enter": say("Enter"), "tab": say("Tab")}[end]
    result.findings.append(Finding(GOOD, say("It presses {key} after the code: fine.", key=key)))
    if ends not in (end, "both"):
        result.fitting["scanner_ends"] = end


def _separators(found: _Read, result: Result) -> None:
    if (found.gs, found.rs) == ("\x1d", "\x1e"):
        result.findings.append(Finding(GOOD, say("GS and RS arrive.")))
        result.fitting["scanner_separator"] = ""
    elif found.gs == "\x1d":
        words = say("GS arrives, RS does not: codes with several fields are read all the same.")
        result.findings.append(Finding(GOOD, words))
        result.fitting["scanner_separator"] = ""
    elif found.gs and found.gs.isprintable() and found.gs not in TEST_CODE:
        words = say("It types “{text}” in place of GS.", text=found.gs)
        result.findings.append(Finding(CAREFUL, words))
        result.fitting["scanner_separator"] = found.gs
    else:
        words = say(
            "GS does not arrive, so codes with several fields run together. Set the scanner to "
            "type a sign such as ~ in its place, and measure again."
        )
        result.findings.append(Finding(CAREFUL, words))


def _around(found: _Read, result: Result) -> None:
    """What the scanner types before and after each code; both are taken off from now on."""
    if _AIM.match(found.before):
        words = say("It says first which kind of code it read (“{text}”): good.", text=found.before)
        result.findings.append(Finding(GOOD, words))
        result.fitting["scanner_prefix"] = ""
    elif found.before:
        words = say("It types “{text}” before each code.", text=visible(found.before))
        result.findings.append(Finding(GOOD, words))
        result.fitting["scanner_prefix"] = found.before[:8]
    else:
        result.fitting["scanner_prefix"] = ""
    if found.after:
        words = say("It types “{text}” after each code.", text=visible(found.after))
        result.findings.append(Finding(GOOD, words))
    result.fitting["scanner_suffix"] = found.after[:8]
