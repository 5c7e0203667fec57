# SPDX-License-Identifier: MIT
"""Sentences: templates first translated, then filled in."""

import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from workshop import language
from workshop.benches.answers import Ask, Stop
from workshop.domain.refused import Refused


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A French catalogue, and beside it a folder without one."""
    catalogue = Catalog(locale="fr")
    catalogue.add("{site} is already empty.", "{site} est déjà vide.")
    catalogue.add(("{n} card", "{n} cards"), ("{n} carte", "{n} cartes"))
    catalogue.add("{name} added", "{nom} ajouté")
    catalogue.add("usage: ", "utilisation : ")
    catalogue.add("{year}-{month}-{day}", "{day}/{month}/{year}")
    catalogue.add("{month}-{day}", "{day}/{month}")
    catalogue.add("The price", "Le prix")
    catalogue.add("{words}, {word}", "{words} ; {word}")
    catalogue.add("{name}: “{value}” is no number.", "{name} : « {value} » n’est pas un nombre.")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    folder = tmp_path / "locale" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "workshop.mo").write_bytes(compiled.getvalue())
    (tmp_path / "locale" / "xx").mkdir()
    monkeypatch.setattr(language, "files", lambda _package: tmp_path)
    yield
    language.use("en")


def test_a_language_is_said_once_it_is_chosen(french: None) -> None:
    assert language.languages() == ["en", "fr"]
    assert language.say("{site} is already empty.", site="M3") == "M3 is already empty."
    refused = Refused("{site} is already empty.", site="M3")
    assert language.use("fr") == "fr" == language.current()
    assert language.say("{site} is already empty.", site="M3") == "M3 est déjà vide."
    assert str(refused) == "M3 est déjà vide."
    assert refused.english == "M3 is already empty."
    assert language.say_many("{n} card", "{n} cards", 0) == "0 carte"
    assert language.say_many("{n} card", "{n} cards", 2) == "2 cartes"


def test_one_thread_speaks_another_language_for_a_while(french: None) -> None:
    said = []

    def elsewhere() -> None:
        said.append(language.say("{site} is already empty.", site="M3"))

    with language.speaking("fr"):
        assert language.current() == "fr"
        assert language.say_many("{n} card", "{n} cards", 2) == "2 cartes"
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
        with language.speaking(""):
            assert language.current() == "fr"
        with language.speaking("xx"):
            assert language.say("{site} is already empty.", site="M3") == "M3 is already empty."
    assert said == ["M3 is already empty."] and language.current() == "en"


def test_what_has_no_translation_is_said_in_english(french: None) -> None:
    language.use("fr")
    assert language.say("Nothing found.") == "Nothing found."
    assert language.say("") == ""


def test_a_fact_a_translation_misspelt_leaves_its_place_as_it_is(french: None) -> None:
    language.use("fr")
    assert language.say("{name} added", name="Li") == "{nom} ajouté"


@pytest.mark.parametrize("code", ["en", "xx", "de", "../../etc", "", "fr\0"])
def test_an_unknown_language_is_english(french: None, code: str) -> None:
    language.use("fr")
    assert language.use(code) == "en" == language.current()
    assert language.say("{site} is already empty.", site="M3") == "M3 is already empty."


def test_without_any_catalogue_there_is_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clean clone has no folder of catalogues."""
    monkeypatch.setattr(language, "files", lambda _package: tmp_path / "nowhere")
    assert language.languages() == ["en"]
    assert language.use("fr") == "en"


def test_a_template_reaches_into_no_object() -> None:
    facts = {"site": language, "n": 3}
    template = "{site.__name__} {site[0]} {n!r} {n:>9} {} {{n}} {n}"
    assert language.fill(template, facts) == "{site.__name__} {site[0]} {n!r} {n:>9} {} {3} 3"


def test_english_has_two_numbers() -> None:
    assert language.say_many("{n} card", "{n} cards", 1) == "1 card"
    assert language.say_many("{n} card in {batch}", "{n} cards in {batch}", 0, batch="B1") == (
        "0 cards in B1"
    )


def test_marked_text_stays_as_it_is() -> None:
    assert language.mark("{site} missing") == "{site} missing"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 min"), (0.04, "0 min"), (2.46, "2.5 min"), (9.4, "9.4 min"), (9.96, "10 min"),
        (59.4, "59 min"), (59.6, "1 h"), (90, "1 h 30 min"), (6000, "100 h"),
    ],
)  # fmt: skip
def test_a_stretch_of_work_is_said_in_fitting_units(minutes: float, words: str) -> None:
    assert language.say_minutes(minutes) == words


def test_a_stretch_of_work_has_the_decimals_of_the_language(french: None) -> None:
    language.use("fr")
    assert language.say_minutes(2.46) == "2,5 min"
    language.use("en")
    assert language.say_minutes(2.46) == "2.5 min"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fr", "fr"), ("fr_CA.UTF-8", "fr"), ("fr-BE", "fr"), ("fr_FR@euro", "fr"), ("C", "en"),
        ("", "en"), ("de_DE.UTF-8", "en"), ("../fr", "en"),
    ],
)  # fmt: skip
def test_a_computer_names_its_language_in_many_ways(french: None, name: str, code: str) -> None:
    assert language.nearest(name) == code


def test_the_language_of_the_computer_is_asked_in_the_order_of_gettext(
    french: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language.of_environment() == "en"
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert language.of_environment() == "fr"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert language.of_environment() == "en"
    monkeypatch.setenv("LANGUAGE", "fr:en")
    assert language.of_environment() == "fr"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--lang", "fr"], "fr"), (["do", "--lang=fr"], "fr"), (["--lang"], "en"), ([], "en")],
)
def test_a_command_line_says_its_language_itself(
    french: None, arguments: list[str], code: str
) -> None:
    assert language.asked_for(arguments) == code


def test_what_argparse_says_is_of_the_language_too(french: None, tmp_path: Path) -> None:
    parser = ArgumentParser(prog="workshop")
    with language.helping("fr"):
        assert parser.format_usage().startswith("utilisation : workshop")
    assert parser.format_usage().startswith("usage: workshop")


def test_a_day_is_written_as_the_language_has_it(french: None) -> None:
    assert language.say_day("2026-11-24") == "2026-11-24"
    language.use("fr")
    assert language.say_day("2026-11-24") == "24/11/2026"
    assert language.say_date("2026-11-24") == "24/11"
    assert [language.say_day(none) for none in (None, "", "soon", "1-2")] == ["", "", "soon", "1-2"]


@pytest.mark.parametrize("kind", [Refused, Ask, Stop])
def test_the_name_of_a_field_is_said_too_but_not_what_was_typed_into_it(
    french: None, kind: type[Refused | Ask | Stop]
) -> None:
    language.use("fr")
    facts = {"name": "The price", "value": "The price"}
    template = "{name}: “{value}” is no number."
    answer = Refused(template, **facts) if kind is Refused else kind(template, facts)
    assert str(answer) == "Le prix : « The price » n’est pas un nombre."


def test_words_are_listed_as_the_language_lists_things(french: None) -> None:
    refused = Refused("{site} is already empty.", site=["GPU", "The price", "M3"])
    assert str(refused) == refused.english == "GPU, The price, M3 is already empty."
    language.use("fr")
    assert str(refused) == "GPU ; Le prix ; M3 est déjà vide."
    assert refused.english == "GPU, The price, M3 is already empty."
    assert [language.listed(words) for words in ([], ["M3"])] == ["", "M3"]
