# SPDX-License-Identifier: MIT
"""Everything the program says is said in every language, and with all its facts."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """What `make messages` does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "installer"))
        yield importlib.import_module("messages")
    for name in ("messages", "languages"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def wanted(messages: ModuleType) -> Catalog:
    """Every sentence there is to say."""
    return messages.template()


@pytest.mark.parametrize("code", ["fr", "zh_CN"])
def test_a_catalogue_says_everything_and_nothing_else(
    messages: ModuleType, wanted: Catalog, code: str
) -> None:
    path = messages.catalogues()[code]
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    assert messages.faults(catalogue, wanted) == []


def test_all_kinds_of_sentences_are_wanted(wanted: Catalog) -> None:
    for sentence in (
        "Board bent", "The reason", "usage: ", "Underfill removal", "The database is busy. Wait a "
        "moment and try again.", "Entry {number} was changed after it was written.",
        "Make a new workshop.", ("{n} card", "{n} cards"),
    ):  # fmt: skip
        assert sentence in wanted, sentence


def _catalogue(said: dict[str, str | tuple[str, ...]]) -> Catalog:
    catalogue = Catalog(locale="fr")
    for english, french in said.items():
        catalogue.add((english, f"{english}s") if isinstance(french, tuple) else english, french)
    return catalogue


WHOLE: dict[str, str | tuple[str, ...]] = {
    "Batch {number}": "Lot {number}",
    "Another step …": "Autre étape …",
    "{n} card": ("{n} carte", "{n} cartes"),
}


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ({"Batch {number}": ""}, "it is empty"),
        ({"Batch {number}": "Lot {nombre}"}, "its places are others"),
        ({"Batch {number}": "Lot"}, "its places are others"),
        ({"Batch {number}": " Lot {number}"}, "it begins otherwise"),
        ({"Batch {number}": "Lot {number} "}, "it ends otherwise"),
        ({"Another step …": "Autre étape"}, "it ends otherwise"),
        ({"{n} card": ("{n} carte",)}, "it has 1 numbers and not 2"),
        ({"{n} card": ("{n} carte", "")}, "it is empty"),
        ({"Gone": "Parti"}, "nobody says it any more"),
    ],
)
def test_a_planted_fault_is_found(
    messages: ModuleType, planted: dict[str, str | tuple[str, ...]], fault: str
) -> None:
    english = _catalogue(WHOLE)
    assert messages.faults(_catalogue(WHOLE), english) == []
    (found,) = messages.faults(_catalogue(WHOLE | planted), english)
    assert found.startswith(f"{fault}: ")


def test_what_is_missing_or_only_guessed_is_found(messages: ModuleType) -> None:
    english = _catalogue(WHOLE)
    less = {key: said for key, said in WHOLE.items() if key != "Batch {number}"}
    assert messages.faults(_catalogue(less), english) == ["it is missing: 'Batch {number}'"]
    guessed = _catalogue(WHOLE)
    guessed["Batch {number}"].flags.add("fuzzy")
    assert messages.faults(guessed, english) == ["it is only guessed: 'Batch {number}'"]


def test_one_of_something_may_be_said_without_its_number(messages: ModuleType) -> None:
    english = _catalogue({"{n} card": ("", "")})
    assert messages.faults(_catalogue({"{n} card": ("une carte", "{n} cartes")}), english) == []


def test_an_update_guesses_nothing_and_keeps_nothing_over(
    messages: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / "workshop.po"
    messages.write(_catalogue({"Batch {numbr}": "Lot {numbr}", "Another step …": "Autre …"}), path)
    messages.update("fr", path, _catalogue(WHOLE))
    text = path.read_text("utf-8")
    assert "numbr" not in text and "fuzzy" not in text and "#~" not in text
    assert "Autre …" in text and text.startswith("# SPDX-License-Identifier: MIT\n")
    again = path.read_bytes()
    messages.update("fr", path, _catalogue(WHOLE))
    assert path.read_bytes() == again


def test_a_catalogue_is_compiled_once_it_was_changed(messages: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "fr" / messages.catalogues()["fr"].relative_to(ROOT / "resources/locale/fr")
    messages.write(_catalogue(WHOLE), path)
    compile_all = sys.modules["languages"].compile_all
    assert compile_all(tmp_path) == [path.with_suffix(".mo")]
    assert compile_all(tmp_path) == []
