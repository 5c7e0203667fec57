# SPDX-License-Identifier: MIT
"""README and CONTRIBUTING show the house as it stands: its rooms, their order, files and links."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAPERS = ["README.md", "CONTRIBUTING.md"]
README = ROOT.joinpath("README.md").read_text("utf-8")


def floors() -> list[set[str]]:
    """The rooms of the core from the top, those beside each other together, as is enforced."""
    settings = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (rooms,) = [one["layers"] for one in contracts if one["id"] == "rooms"]
    return [set(layer.split(" | ")) for layer in rooms]


def drawn(text: str) -> list[set[str]]:
    """The rooms of the picture from the top; a line between them parts the floors."""
    found: list[set[str]] = [set()]
    for line in text.splitlines():
        if re.match(r"    workshop/", line):
            found[-1].add(line.split()[0].removeprefix("workshop/").rstrip("/").removesuffix(".py"))
        elif line == "      |" and found[-1]:
            found.append(set())
    return found


def test_the_picture_of_the_house_is_the_order_of_its_rooms() -> None:
    # What belongs to the command line is told beside it.
    beside = {"commands", "facts", "demo"}
    standing = [{room for room in floor if not room.endswith("_commands")} - beside
                for floor in floors()]  # fmt: skip
    assert drawn(README) == [floor for floor in standing if floor]
    for room in beside | {name for floor in floors() for name in floor if "_commands" in name}:
        assert room.removesuffix("commands") in README, room


def test_a_room_that_was_moved_is_noticed() -> None:
    """Planted faults: a room that is not drawn, and two that changed places."""
    assert drawn(README.replace("    workshop/keeping/", "    workshop/attic/")) != drawn(README)
    swapped = README.replace("workshop/storage/", "workshop/X/").replace(
        "workshop/domain/", "workshop/storage/"
    )
    assert drawn(swapped.replace("workshop/X/", "workshop/domain/")) != drawn(README)


@pytest.mark.parametrize("paper", PAPERS)
def test_every_file_and_link_a_paper_names_is_there(paper: str) -> None:
    text = ROOT.joinpath(paper).read_text("utf-8")
    files = re.findall(r"`((?:ui|workshop|tests|resources|installer)/[\w/.-]+)`", text)
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text)
    made = re.findall(r"^New, `(.+?)`:", text, re.M)
    assert len(files) > 8 and links
    gone = [name for name in {*files, *links} - set(made) if not ROOT.joinpath(name).exists()]
    assert gone == []


def test_the_act_that_is_traced_goes_through_files_that_have_it() -> None:
    traced = README.partition("### One act through the files")[2].partition("\n## ")[0]
    assert "def harvest(" in ROOT.joinpath("workshop/acts/harvest.py").read_text("utf-8")
    assert re.findall(r"^(\d)\. ", traced, re.M) == list("123456")
