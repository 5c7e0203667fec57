# SPDX-License-Identifier: MIT
"""The language sentences are said in: gettext templates, filled in only after translation."""

import gettext
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce
from importlib.resources import as_file, files

DOMAIN = "workshop"
_ENGLISH = gettext.NullTranslations()
_current: gettext.NullTranslations = _ENGLISH
_current_code = "en"
# What a thread speaks for a while, whatever is in force elsewhere.
_here: ContextVar[tuple[gettext.NullTranslations, str] | None] = ContextVar("here", default=None)

# Only {name}: no attribute look-up and no index, so that a fact can never reach into an object.
_PLACE = re.compile(r"\{(\w+)\}")


def languages() -> list[str]:
    """Codes of the languages there is a catalogue for; English is always among them."""
    found = {"en"}
    catalogues = files("resources").joinpath("locale")
    for folder in catalogues.iterdir() if catalogues.is_dir() else ():
        if folder.is_dir() and folder.joinpath("LC_MESSAGES", f"{DOMAIN}.mo").is_file():
            found.add(folder.name)
    return sorted(found)


def use(code: str) -> str:
    """Say everything from now on in the language of this code; English where it is unknown.

    Returns the code in force.
    """
    global _current, _current_code
    _current, _current_code = _read(code)
    return _current_code


def _read(code: str) -> tuple[gettext.NullTranslations, str]:
    """The catalogue of a language, and its code; English where it is unknown."""
    if code == "en" or code not in languages():
        return _ENGLISH, "en"
    with as_file(files("resources").joinpath("locale")) as folder:
        return gettext.translation(DOMAIN, str(folder), [code]), code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Meanwhile say everything in the language of this code, in this thread alone.

    English where it is unknown, and that in force where the code is empty.
    """
    before = _here.set(_read(code) if code else _here.get())
    try:
        yield
    finally:
        _here.reset(before)


def nearest(name: str) -> str:
    """The language there is for a name such as fr_CA.UTF-8 or zh-Hans; English where none is."""
    plain = name.partition(".")[0].partition("@")[0].replace("-", "_")
    known = languages()
    if plain in known:
        return plain
    first = plain.partition("_")[0]
    return next((code for code in known if code.partition("_")[0] == first), "en")


def of_environment() -> str:
    """The language this computer was set to, if there is one; English otherwise."""
    named = (os.environ.get(name) for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return nearest(next((name for name in named if name), "").partition(":")[0])


def asked_for(arguments: Sequence[str]) -> str:
    """The language a command line is read and explained in: that of --lang, or of the computer."""
    for at, word in enumerate(arguments):
        if word.partition("=")[0] == "--lang":
            return nearest(word.partition("=")[2] or "".join(arguments[at + 1 : at + 2]))
    return of_environment()


@contextmanager
def helping(code: str) -> Iterator[None]:
    """Meanwhile a command line is explained in this language, by argparse too, in this thread."""
    with as_file(files("resources").joinpath("locale")) as folder, speaking(code):
        gettext.bindtextdomain(DOMAIN, str(folder))
        before, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
        gettext.textdomain(DOMAIN)
        os.environ["LANGUAGE"] = code
        try:
            yield
        finally:
            gettext.textdomain(domain)
            os.environ.pop("LANGUAGE")
            if before is not None:
                os.environ["LANGUAGE"] = before


def _now() -> tuple[gettext.NullTranslations, str]:
    return _here.get() or (_current, _current_code)


def current() -> str:
    """The code of the language in force."""
    return _now()[1]


def fill(template: str, facts: Mapping[str, object]) -> str:
    """Put facts into the {places} of a template; a place without a fact stays as it is."""
    return _PLACE.sub(lambda m: _text(facts[m[1]]) if m[1] in facts else m[0], template)


def _text(fact: object) -> str:
    return ", ".join(map(str, fact)) if isinstance(fact, list | tuple) else str(fact)


def say(template: str, **facts: object) -> str:
    """Translate a template and fill in its facts."""
    return fill(_now()[0].gettext(template) if template else "", facts)


def say_all(template: str, facts: Mapping[str, object]) -> str:
    """Translate a template, and those of its facts that are words themselves, or lists of them.

    What stands in quotes was typed by somebody, and is said as it is.
    """

    def said(name: str, fact: object) -> object:
        if isinstance(fact, list | tuple):
            return listed(fact)
        return say(fact) if isinstance(fact, str) and f"“{{{name}}}”" not in template else fact

    return say(template, **{name: said(name, fact) for name, fact in facts.items()})


def say_many(one: str, many: str, n: int, **facts: object) -> str:
    """Translate a template that depends on a number, which is also the fact {n}."""
    return fill(_now()[0].ngettext(one, many, n), {"n": n, **facts})


# French has a blank that no line breaks at between thousands, and a comma before decimals.
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_FRENCH = str.maketrans({",": "\N{NO-BREAK SPACE}", ".": ","})


def say_number(text: str) -> str:
    """A number that is spelt with a point and commas, as the language in force writes it."""
    return text.translate(_FRENCH) if current() == "fr" else text


def say_value(value: str, unit: str) -> str:
    """A value that is kept as text: a number where it has a unit, else a text that stays."""
    return say_number(value) if unit and _NUMBER.fullmatch(value) else value


def say_day(day: str | None) -> str:
    """A day that is written 2026-11-24, as the language in force writes it; others as they are."""
    parts = (day or "").split("-")
    if len(parts) != 3 or not all(map(str.isdigit, parts)):
        return day or ""
    return say("{year}-{month}-{day}", year=parts[0], month=parts[1], day=parts[2])


def say_date(day: str) -> str:
    """The month and day of one that is written 2026-11-24, for the foot of a chart."""
    _year, month, date = day.split("-")
    return say("{month}-{day}", month=month, day=date)


def say_minutes(minutes: float) -> str:
    """A stretch of work as people say it: minutes, from an hour on hours and minutes."""
    whole = round(minutes)
    if whole < 10:
        return say("{n} min", n=say_number(f"{round(minutes, 1):g}"))
    if whole < 60:
        return say("{n} min", n=whole)
    if whole % 60 == 0:
        return say("{hours} h", hours=whole // 60)
    return say("{hours} h {minutes} min", hours=whole // 60, minutes=whole % 60)


def say_size(size: float) -> str:
    """So many bytes in the unit people use for as many."""
    kilo, mega, giga = 2**10, 2**20, 2**30
    if size < mega:
        return say("{n} kB", n=say_number(f"{size / kilo:,.0f}"))
    if size < giga:
        return say("{n} MB", n=say_number(f"{size / mega:,.1f}"))
    return say("{n} GB", n=say_number(f"{size / giga:,.1f}"))


def listed(words: Iterable[object]) -> str:
    """Translate words, and put them one after the other as the language in force lists things."""
    said = [say(str(word)) for word in words] or [""]
    return reduce(lambda so_far, word: say("{words}, {word}", words=so_far, word=word), said)


def joined(*parts: str) -> str:
    """Short facts beside each other, with a dot between those there are."""
    return " · ".join(part for part in parts if part)


def mark(template: str) -> str:
    """Mark a template for translation where it is said later."""
    return template


# What argparse says of itself: it asks gettext for it, so translators are asked here.
OF_ARGPARSE = (
    mark("usage: "),
    mark("positional arguments"),
    mark("options"),
    mark("show this help message and exit"),
    mark("show program's version number and exit"),
    mark("%(prog)s: error: %(message)s\n"),
    mark("argument %(argument_name)s: %(message)s"),
    mark("ambiguous option: %(option)s could match %(matches)s"),
    mark("expected at least one argument"),
    mark("expected at most one argument"),
    mark("expected one argument"),
    mark("ignored explicit argument %r"),
    mark("invalid %(type)s value: %(value)r"),
    mark("invalid choice: %(value)r (choose from %(choices)s)"),
    mark("not allowed with argument %s"),
    mark("one of the arguments %s is required"),
    mark("the following arguments are required: %s"),
    mark("unrecognized arguments: %s"),
)


def mark_many(one: str, many: str) -> tuple[str, str]:
    """Mark a template that depends on a number for translation where `say_many` says it later."""
    return one, many
