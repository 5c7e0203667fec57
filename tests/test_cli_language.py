# SPDX-License-Identifier: MIT
"""The command line speaks the language of its reader, and English to programs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from workshop import language

pytest_plugins = ["command_line", "languages_made"]

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def english_after(catalogues: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a command speaks, the next test does not."""
    monkeypatch.delenv("LANGUAGE", raising=False)
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    yield
    language.use("en")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--lang", "fr", "--help"], ["créer un nouvel atelier", "options", "afficher"]),
        (["report", "--help", "--lang=zh_CN"], ["用法", "选项"]),
        (["--help"], ["usage: ", "options:", "show this help message and exit"]),
    ],
)
def test_the_help_is_in_the_language_asked_for(
    bare: Run, arguments: list[str], words: list[str]
) -> None:
    said = bare(*arguments)
    assert said.status == 0 and all(word in said.out.casefold() for word in words), said.out


def test_wrong_usage_is_told_in_the_language_of_the_computer(
    bare: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = bare("verify").err
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    french = bare("verify").err
    assert "the following arguments are required: FILE.pdf" in english
    assert french.splitlines()[-1] != english.splitlines()[-1] and "FILE.pdf" in french


def test_sentences_follow_the_computer_and_json_does_not(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in (["ask", "batch", "number=B9"], ["do", "close_batch", "batch=B9"]):
        monkeypatch.setenv("LANG", "C.UTF-8")
        english = run(*arguments)
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")
        assert run(*arguments, "--json").json["refused"] in english.err
    assert run("ask", "batch", "number=B9").err not in (english.err, "")
    assert language.current() == "zh_CN"


def test_names_of_the_catalogue_are_said_in_tables_and_not_in_json(run: Run) -> None:
    table = run("ask", "defects", "--lang", "fr")
    assert "Board bent" not in table.out and "BEND" in table.out
    told = run("ask", "defects", "--lang", "fr", "--json").json
    assert {"code": "BEND", "name": "Board bent", "group": "Mechanical"} in told


def test_a_shops_own_wording_stays_as_it_is(run: Run) -> None:
    entry = '{"code": "BEND", "group": "Mechanical", "name": "Card like a banana"}'
    done = run("do", "set_catalogue", "kind=defect", "code=BEND", f"body={entry}", "--by", "ANA")
    assert done.status == 0, done.err
    assert "Card like a banana" in run("ask", "defects", "--lang", "fr").out
