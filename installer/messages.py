# SPDX-License-Identifier: MIT
"""Gathers every sentence of the program, and brings the catalogue of each language up to it."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from languages import HERE, catalogues

TEMPLATE = HERE / ".cache" / "workshop.pot"

# What takes a sentence first; those of a number take two.
SENTENCE = {"say", "mark", "Refused", "Overridable", "Unavailable", "NotTaken", "UnknownLog",
            "WhichEncoding", "WrongFacts"}  # fmt: skip
# What takes the name that a refusal calls a value by: “The reason”.
NAMING = {"clean", "require", "code", "day", "as_number", "_number", "_within", "one_of",
          "_one_of", "_free"}  # fmt: skip

# Which words of the shop's catalogue people read. A name that comes without a code is a code itself
# (of a field, a measurement, a site), or the name of a product, but that of a heater.
WORDS = ("label", "text", "note", "group", "choices", "instrument", "source", "packaging",
         "completeness", "zones")  # fmt: skip
# What a label draws is no sentence.
DRAWN = "elements"
# A code of a part, a grade, a voltage are the same everywhere.
_WORD = re.compile(r"[a-z]{2}")

HEADER = """\
# SPDX-License-Identifier: MIT
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def words_of(entry: Any, *, read: bool = False) -> Iterator[str]:
    """The words of an entry of the shop's catalogue that people read, whatever lies in it."""
    if isinstance(entry, str):
        if read and _WORD.search(entry):
            yield entry
    elif isinstance(entry, list):
        for one in entry:
            yield from words_of(one, read=read)
    elif isinstance(entry, dict):
        for key, value in entry.items():
            named = key == "name" and ("code" in entry or "segments" in entry)
            if key != DRAWN:
                yield from words_of(value, read=key in WORDS or named)


def catalogue_words(folder: Path = HERE / "resources" / "catalogue") -> Iterator[str]:
    """The words of the shop's catalogue that people read, as it is shipped."""
    for file in sorted(folder.glob("*.toml")):
        yield from words_of(tomllib.loads(file.read_text("utf-8")))


def texts(argument: ast.expr) -> list[str]:
    """The text an argument is, or both where it is one or the other."""
    if isinstance(argument, ast.IfExp):
        return texts(argument.body) + texts(argument.orelse)
    said = argument.value if isinstance(argument, ast.Constant) else None
    return [said] if isinstance(said, str) and said else []


def sentences(source: str) -> Iterator[str | tuple[str, str]]:
    """What a module says to people; a pair where it depends on a number."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in ("say_many", "mark_many"):
            one, many = (texts(argument) for argument in node.args[:2])
            yield from zip(one, many, strict=True)
        elif name in SENTENCE and node.args:
            yield from texts(node.args[0])
        elif name in NAMING:
            yield from (
                name for argument in node.args for name in texts(argument)
                if name.startswith("The ")
            )  # fmt: skip


def template() -> Catalog:
    """Every sentence and word there is to translate."""
    found = Catalog(charset="utf-8")
    for room in ("workshop", "ui"):
        for file in sorted((HERE / room).rglob("*.py")):
            for sentence in sentences(file.read_text("utf-8")):
                found.add(sentence)
    for word in catalogue_words():
        found.add(word)
    return found


def missing(catalogue: Catalog) -> list[str]:
    """What a catalogue does not say yet, in English."""
    found = []
    for message in catalogue:
        first, said = message.id, message.string
        if first and not (said if isinstance(said, str) else said and all(said)):
            found.append(first if isinstance(first, str) else first[0])
    return found


# A place in a sentence, as it is filled in, and as argparse does.
_PLACE = re.compile(r"\{\w+\}|%(?:\(\w+\))?[srd]")
# How a sentence ends that goes on somewhere else.
_ENDS = ("…", "\n", " ")


def faults(catalogue: Catalog, wanted: Catalog) -> list[str]:
    """What is wrong with a catalogue: each fault with the English sentence it is in."""
    found = [f"nobody says it any more: {message.id!r}" for message in catalogue
             if message.id and message.id not in wanted]  # fmt: skip
    for message in wanted:
        told = catalogue.get(message.id) if message.id else None
        if message.id:
            lacks = _faults(message.id, told, catalogue.num_plurals)
            found += [f"{fault}: {message.id!r}" for fault in lacks]
    return found


def _faults(sentence: Any, told: Message | None, plurals: int) -> Iterator[str]:
    if told is None:
        yield "it is missing"
        return
    if told.fuzzy:
        yield "it is only guessed"
    english = [sentence] if isinstance(sentence, str) else list(sentence)
    said = [told.string] if isinstance(told.string, str) else list(told.string or ())
    if not all(said) or not said:
        yield "it is empty"
        return
    if len(english) > 1 and len(said) != plurals:
        yield f"it has {len(said)} numbers and not {plurals}"
    # One of something may be said without its number.
    spare = {"{n}"} if len(english) > 1 else set()
    needed = [set(_PLACE.findall(text)) - spare for text in english]
    for text in said:
        if set(_PLACE.findall(text)) - spare not in needed:
            yield "its places are others"
        if any(text.endswith(end) != english[-1].endswith(end) for end in _ENDS):
            yield "it ends otherwise"
        if text.startswith(" ") != english[0].startswith(" "):
            yield "it begins otherwise"


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue as it always is: in the order of the alphabet, no date and no place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        head = HEADER.format(
            language=catalogue.locale_identifier or "", plural_forms=catalogue.plural_forms
        )
        file.write(head.encode("utf-8"))
        write_po(file, catalogue, omit_header=True, no_location=True, sort_output=True,
                 ignore_obsolete=True, width=100)  # fmt: skip


def update(code: str, path: Path, wanted: Catalog) -> Catalog:
    """Bring the catalogue of a language up to what is wanted: nothing guessed, nothing over."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    catalogue.update(wanted, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    write(catalogue, path)
    return catalogue


def main() -> int:
    """Write the template, update the catalogues, say what is wrong with them; 1 where something is.

    With --list each fault is told.
    """
    wanted, wrong = template(), 0
    write(wanted, TEMPLATE)
    print(f"{TEMPLATE.relative_to(HERE)}: {len(wanted)} sentences")
    for code, path in catalogues().items():
        catalogue = update(code, path, wanted)
        found = faults(catalogue, wanted)
        lacks = len(missing(catalogue))
        print(f"{path.relative_to(HERE)}: {lacks} missing, {len(found) - lacks} wrong")
        wrong += len(found)
        if "--list" in sys.argv[1:]:
            print(*[f"    {fault}" for fault in found], sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
