# SPDX-License-Identifier: MIT
"""The pages of the manual: all are listed, every link leads somewhere, and words are found."""

import re

import pytest
from manual.test_reference import MANUAL, every_page

from workshop.manual import Manual, pages
from workshop.manual.pages import excerpt, plain, slug


def test_the_contents_list_every_page_once() -> None:
    names = [entry.name for entry in MANUAL.contents]
    there = {page.name.removesuffix(".md") for page in MANUAL.folder.iterdir() if page.is_file()}
    assert len(names) == len(set(names)) and {*names, pages.START} == there
    parts = [entry.part for entry in MANUAL.contents]
    assert list(dict.fromkeys(parts)) == ["Begin", "Jobs", "Reference"]
    for entry in MANUAL.contents:
        assert MANUAL.page(entry.name).startswith(f"# {entry.title}\n"), entry.name


def test_every_link_leads_to_a_page_of_the_manual() -> None:
    for page in every_page():
        for target in re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", MANUAL.page(page)):
            name, _, heading = target.partition("#")
            assert name.endswith(".md"), (page, target)
            text = MANUAL.page(name.removesuffix(".md"))
            headings = {slug(one) for one in re.findall(r"^#+ (.+)$", text, re.M)}
            assert not heading or heading in headings, (page, target)


def test_nothing_is_left_unfilled_and_no_picture_is_missing() -> None:
    for page in every_page():
        text = MANUAL.page(page)
        assert "{{" not in text, page
        for picture in re.findall(r"\]\((pictures/.+?)\)", text):
            assert MANUAL.folder.joinpath(picture).is_file(), "a frame with nothing in it"


def test_a_page_that_is_not_there_is_none() -> None:
    for name in ("juggling", "../icons/undo", "pictures", ""):
        with pytest.raises(KeyError):
            MANUAL.page(name)


def test_words_are_found_headings_first() -> None:
    found = MANUAL.find("command SHEET")
    assert found[0][:3] == ("labels", "Print labels", "Sheets, rolls and the command sheet")
    assert "command sheet" in found[0].excerpt.casefold()
    assert {"window", "take-in"} <= {one.name for one in found}
    (act,) = [one for one in MANUAL.find("take_off grade") if one.name == "acts"]
    assert act.heading == "take_off"
    assert MANUAL.find("  ") == MANUAL.find("juggling") == []


def test_what_is_shown_of_a_find_is_plain() -> None:
    assert plain("Press **Good** (`F5`), see [Keys](keys.md).\n\n| a | b |") == (
        "Press Good (F5), see Keys. a b"
    )
    assert excerpt("one two three", ["two"]) == "one two three"
    long = f"{'before ' * 30}needle {'after ' * 30}"
    assert excerpt(long, ["needle"]).startswith("… before") and "needle" in excerpt(
        long, ["needle"]
    )
    assert slug("Let something pass, `now`") == "let-something-pass-now"


def test_the_program_fills_in_what_the_core_does_not_know() -> None:
    told = Manual({"settings": lambda *names: f"told of {len(names)}"}).page("settings")
    assert "told of 7" in told


def test_every_word_of_the_trade_is_told_in_three_languages() -> None:
    rows = [line.strip("| ").split(" | ") for line in MANUAL.page("glossary").splitlines()[4:]]
    assert rows[0] == ["English", "français", "中文", "what it is"]
    words = rows[2:]
    assert len(words) > 80 and all(len(row) == 4 and all(row) for row in words)
    assert [row[0] for row in words] == sorted((row[0] for row in words), key=str.casefold)
