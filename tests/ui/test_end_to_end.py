# SPDX-License-Identifier: MIT
"""From a new workshop to the batch PDF, in the program itself, by real keys and clicks alone."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lengths import full
from pypdf import PdfReader

sys.path.insert(0, str(Path(__file__).parent))
from real_window import RealWindow, missing, screen

from workshop.paper.fonts import cache_folder
from workshop.queries import QUERIES
from workshop.storage.check import check
from workshop.storage.database import Database

EACH = full(40, everyday=16)  # in each of five places
FAMILY = "GeForce RTX 4090"


@pytest.fixture(scope="module")
def display() -> Iterator[dict[str, str]]:
    """An X screen with a window manager."""
    absent = missing()
    if absent:
        pytest.skip(f"not installed: {', '.join(absent)}; the program was not driven by real keys")
    with screen() as env:
        yield env


@pytest.fixture
def start(display: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., RealWindow]]:
    """Starts the program on a new workshop, with a home of its own."""
    home = tmp_path / "home"
    home.mkdir()
    env = {
        **display,
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "CARD_WORKSHOP_CONFIG": str(home / "settings.toml"),
        "CARD_WORKSHOP_CACHE": str(cache_folder()),
    }
    started: list[RealWindow] = []

    def begin(deaf: bool = False) -> RealWindow:
        at = RealWindow(env, "--db", str(tmp_path / "workshop.db"), "--light", deaf=deaf)
        started.append(at)
        return at

    yield begin
    for at in started:
        at.stop()


def found_workshop(at: RealWindow) -> None:
    """Name the workshop and its first person, skip the rest, then open a batch for 200 cards."""
    at.click("button", "Next")
    at.click("field", "What is the workshop called?")
    at.type("Rheintal\r")
    at.type("01\r")
    at.wait_for("field", "Your own code")
    at.type("Ana\r")
    at.type("ANA\r")
    at.type("\r")
    at.wait_for("field", "Folder")
    at.key("ctrl+Return")
    at.wait(lambda: "is" in at._asked("page"))
    at.click("field", "Supplier")
    at.type("Remarketing\r")
    at.type("200\r")
    at.wait_for("sees", "0 of 200")


def keyboard_in_a_button(at: RealWindow) -> None:
    """Tab until a button has the keyboard."""
    for _ in range(12):
        if "Press" in at._asked("focus").get("is", []):
            return
        at.key("Tab")
    raise AssertionError("no button can be reached")


def places(at: RealWindow) -> list[tuple[str, Callable[[], object]]]:
    """Where the keyboard can be, and how it gets there."""

    def dialog() -> None:
        at.key("Escape")  # the list that is open
        at.key("ctrl+F1")
        at.wait(lambda: at.ask("dialogs") == ["Keys"])

    def open_list() -> None:
        at.click("arrow", "Model")
        at.wait_for("open_list", "Model")

    return [
        ("button", lambda: keyboard_in_a_button(at)),
        ("field", lambda: at.click("field", "Serial, where")),
        ("table", lambda: at.click("row", "Last scans")),
        ("open list", open_list),
        ("dialog", dialog),
    ]


def receive_everywhere(at: RealWindow, target: Path, each: int) -> list[str]:
    """Scan so many cards wherever the keyboard is: all are in, and nothing else happened."""
    codes: list[str] = []
    for name, go in places(at):
        go()
        at.ask("watch")
        at.ask("happened")
        some = [f"m9yv{len(codes) + number:05d}" for number in range(each)]
        at.scan(*some)
        codes += some
        at.settle()
        for _ in range(20):  # the last key may be on its way through the screen still
            if asked(target, "batches")[0].received >= len(codes):
                break
            time.sleep(0.1)
            at.settle()
        assert at.ask("happened") == [], name
        assert at.ask("page") == "intake", name
        assert asked(target, "batches")[0].received == len(codes), name
    assert at.ask("dialogs") == ["Keys"]
    return codes


def asked(target: Path, query: str, **facts: Any) -> Any:
    """What the database says, from outside the program."""
    database = Database.open(target)
    try:
        with database.read() as connection:
            return QUERIES[query](connection, **facts)
    finally:
        database.dispose()


def work_a_card(at: RealWindow, serial: str) -> None:
    """Choose its model, record five steps and four sites."""
    at.key("ctrl+2")
    at.scan(serial)
    at.wait_for("sees", serial)
    at.click("button", "No model: choose")
    at.type("4090\r")
    at.wait_for("site", "M1")
    at.wait(lambda: "corrected" in at.ask("strip")[1])
    for _ in range(4):  # visual inspection, detection, memory test, teardown
        at.key("F12")
        at.key("F5")
    at.click("button", "Bake")
    at.click("field", "Oven temperature")
    at.type("125")
    at.click("field", "Time in the oven")
    at.type("24")
    at.click("button", "Done")
    for site, outcome in (("M1", "Good"), ("M2", "Damaged"), ("M3", "Missing")):
        at.click("site", site)
        at.click("button", outcome)
    at.click("site", "M4")
    at.key("F8")


def measure_a_card(at: RealWindow) -> None:
    """Type the values of a plan, Enter from one to the next, and keep the attempt."""
    at.key("ctrl+3")
    at.click("row", "Test plans", "Cold resistance")
    at.click("field", "NVVDD")
    at.type("1.2\r40\r60\r70\r900\r500\r500\r4700\r5200\r")
    at.key("F10")
    at.wait(lambda: "attempt 1" in at.ask("strip")[1])


def test_the_whole_job(start: Callable[..., RealWindow], tmp_path: Path) -> None:
    target = tmp_path / "workshop.db"
    at = start()
    found_workshop(at)

    codes = receive_everywhere(at, target, EACH)
    batch = asked(target, "batches")[0]
    assert (batch.received, batch.expected) == (5 * EACH, 200)
    found = asked(target, "pieces", batch=batch.number, limit=500)
    assert [piece.serial for piece in found] == codes
    assert {(piece.model, piece.maker, piece.place) for piece in found} == {("", "", "")}
    acts = Counter(entry.act for entry in asked(target, "journal", limit=1000))
    begun = {"found_workshop": 1, "open_batch": 1, "start_receiving": 1}
    assert acts == {**begun, "receive": 5 * EACH}
    at.key("Escape")
    at.wait(lambda: at.ask("dialogs") == [])

    serial = codes[7]
    work_a_card(at, serial)
    measure_a_card(at)
    at.key("ctrl+5")
    at.click("row", "All batches", batch.number)
    at.key("ctrl+e")
    at.click("button", "Issue")
    at.wait(lambda: at.ask("strip")[1].endswith("is issued"))
    assert at.quit() == 0
    assert at.errors.read_text() == ""

    tag = next(piece.tag for piece in found if piece.serial == serial)
    passport = asked(target, "passport", tag=tag)
    assert passport.piece.model == FAMILY
    assert [step.outcome for step in passport.steps] == ["done"] * 5
    assert passport.steps[-1].values == {"temperature": 125, "hours": 24}
    sites = {row.site: row.outcome for row in passport.sites}
    assert sites == {"M1": "good", "M2": "damaged", "M3": "missing", "M4": "left"}
    assert [(test.attempt, test.verdict) for test in passport.tests] == [(1, "pass")]
    (pdf,) = tmp_path.rglob("*.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert all(word in text for word in (batch.number, "Remarketing", FAMILY, *codes))
    database = Database.open(target)
    report = check(database, deep=True)
    database.close()
    assert report.findings == []
    assert report.ok


def test_without_the_scanner_in_front_the_same_scans_do_harm(
    start: Callable[..., RealWindow], tmp_path: Path
) -> None:
    """The planted fault: nobody stands in front of the windows."""
    at = start(deaf=True)
    found_workshop(at)
    with pytest.raises(AssertionError) as caught:
        receive_everywhere(at, tmp_path / "workshop.db", 3)
    assert "pressed " in str(caught.value)
    assert asked(tmp_path / "workshop.db", "batches")[0].received == 0
