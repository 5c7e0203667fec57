# SPDX-License-Identifier: MIT
"""What the lines of the scenarios say is so: each is asked of the database, and of the screen."""

import re
from pathlib import Path
from typing import Any

from scenarios.drivers import Driver
from scenarios.steps import PEOPLE, TABLE

from workshop.domain.tag import written

step = TABLE.step

SITE_STATES = {
    "on board": "on_board",
    "left on board": "left",
    "harvested good": "good",
    "harvested damaged": "damaged",
    "missing": "missing",
    "fitted": "fitted",
}
COLOURS = {"green": "done", "amber": "careful", "red": "refused", "blue": "question"}


@step(r"the answer is (green|amber|red|blue): (.+)")
def answered(driver: Driver, colour: str, words: str) -> None:
    told = [(state, text) for state, text in driver.answers if words in text]
    assert told, f"nobody was told “{words}”, but {driver.answers}"
    assert told[-1][0] == COLOURS[colour], told


@step(r"(\w+) is told to be here already")
def told_here(driver: Driver, serial: str) -> None:
    told = [(state, text) for state, text in driver.answers if "is already here" in text]
    assert told and told[-1][0] == "careful", driver.answers
    assert told[-1][1].startswith(serial)
    assert written(driver.tag(serial)) in told[-1][1]


@step(r"nothing was recorded")
def nothing_recorded(driver: Driver) -> None:
    assert driver.ask("newest") == driver.newest_before


@step(r"(\d+)(?: of (\d+))? cards? (?:is|are) received")
def received(driver: Driver, cards: str, expected: str | None) -> None:
    found = driver.ask("batches")[0]
    assert found.received == int(cards)
    if expected is not None:
        assert found.expected == int(expected)
        driver.sees("intake", f"{cards} of {expected}")
    else:
        driver.sees("intake", f"Received: {cards}")


@step(r"(\d+) (?:is|are) not in the list, (\d+) are still to come")
def unexpected(driver: Driver, unlisted: str, missing: str) -> None:
    found = driver.ask("intake", batch=driver.ask("batches")[0].number)
    assert (found.unexpected, found.missing) == (int(unlisted), int(missing))
    driver.sees("intake", f"Unexpected: {unlisted}", f"Still missing: {missing}")


@step(r"(\w+) is (not )?here")
def is_here(driver: Driver, serial: str, no: str | None) -> None:
    assert bool(driver.ask("identify", scan=serial).tag) is not bool(no)


@step(r"(\d+) labels? waits?")
def labels_wait(driver: Driver, number: str) -> None:
    assert len(driver.ask("labels_waiting")) == int(number)


@step(r"(\w+) has the part number (\S+)")
def has_part_number(driver: Driver, serial: str, part: str) -> None:
    assert driver.piece(driver.tag(serial)).part_number == part


@step(r"(\w+) has the article code (\d+)")
def has_article_code(driver: Driver, serial: str, code: str) -> None:
    names = driver.ask("passport", tag=driver.tag(serial)).identifiers
    assert [name.value for name in names if name.kind == "upc"] == [code]


@step(r"(\w+) has the tag of the blank tag (\d)")
def has_blank_tag(driver: Driver, serial: str, number: str) -> None:
    assert driver.tag(serial) == driver.blanks[int(number) - 1]


@step(r"(\w+) has the grade (\w)")
def has_grade(driver: Driver, serial: str, grade: str) -> None:
    assert driver.piece(driver.tag(serial)).grade == grade


@step(r"(\w+) is set apart")
def is_set_apart(driver: Driver, serial: str) -> None:
    assert driver.piece(driver.tag(serial)).state == "quarantine"


@step(r"the list of the refused is (\w+): (.+)")
def refused_are(driver: Driver, serial: str, reason: str) -> None:
    number = driver.ask("batches")[0].number
    rows = driver.ask("manifest_state", batch=number, state="refused")
    assert [(row.serial, row.reason) for row in rows] == [(serial, reason)]
    driver.sees("intake", "Refused: 1")


@step(r"there (?:is|are) (\d) sessions?, of (\d+) cards?(?: and (\d+) cards?)?")
def sessions_are(driver: Driver, number: str, first: str, second: str | None) -> None:
    sessions = driver.ask("receivings", batch=driver.ask("batches")[0].number)
    counts = [int(one) for one in (first, second) if one is not None]
    assert [one.received for one in sessions] == counts
    assert len(sessions) == int(number)


@step(r"session (\d) is (open|ended|signed by (Ana|Li))")
def session_is(driver: Driver, number: str, how: str, who: str | None) -> None:
    batch = driver.ask("batches")[0].number
    session = driver.ask("receivings", batch=batch)[int(number) - 1]
    assert bool(session.ended) is (how != "open")
    assert session.signed_by == (PEOPLE[who] if who else "")


@step(r"(\w+) has no part number")
def has_no_part_number(driver: Driver, serial: str) -> None:
    assert driver.piece(driver.tag(serial)).part_number == ""


@step(r"(M9\w+) lies in (\S+)")
def lies_in(driver: Driver, serial: str, place: str) -> None:
    assert driver.piece(driver.tag(serial)).place == place


@step(r"(\w+) was received by (Ana|Li)(?: at (\S+))?")
def received_by(driver: Driver, serial: str, who: str, station: str | None) -> None:
    first = driver.ask("journal", piece=driver.tag(serial))[0]
    assert (first.act, first.person, first.station) == ("receive", PEOPLE[who], station or "")


@step(r"batch (\S+) is (open|closed)")
def batch_is(driver: Driver, number: str, state: str) -> None:
    assert driver.ask("batch", number=number).state == state


@step(
    r"(\w+) of (M9\w+) is (on board|left on board|harvested good|harvested damaged|missing|fitted)"
)
def site_is(driver: Driver, site: str, serial: str, state: str) -> None:
    tag = driver.tag(serial)
    assert driver.site(tag, site).state == SITE_STATES[state]
    driver.sees_site(tag, site, SITE_STATES[state])


@step(r"one memory chip lies in (\S+), and its label waits")
def chip_lies(driver: Driver, place: str) -> None:
    inside = driver.ask("pieces", place=place)
    assert [piece.kind for piece in inside] == ["memory"]
    waiting = [label.tag for label in driver.ask("labels_waiting") if label.kind == "memory"]
    assert waiting == [inside[0].tag]


@step(r"nothing lies in (\S+)")
def nothing_lies(driver: Driver, place: str) -> None:
    assert driver.ask("pieces", place=place) == []


@step(r"the chip of (\w+) is marked (\w+), has grade (\w) and (\d+) heat cycle")
def chip_is(driver: Driver, site: str, marking: str, grade: str, cycles: str) -> None:
    chip = driver.piece(driver.chip(site))
    assert (chip.marking, chip.grade, chip.heat_cycles) == (marking, grade, int(cycles))
    assert (chip.donor, chip.donor_site) == (driver.card, site)


@step(r"the balance of (\S+) says (\d+) good, (\d+) damaged, (\d+) missing, (\d+) left of (\w+)")
def balance_says(driver: Driver, number: str, *rest: str) -> None:
    *counts, kind = rest
    found = driver.ask("balance", batch=number)
    line = next(line for line in found.lines if line.kind == kind)
    assert (line.good, line.damaged, line.missing, line.left) == tuple(map(int, counts))
    assert line.open == line.on_cards - line.good - line.damaged - line.missing - line.left


@step(r"the die that came off (\w+) sits on (\w+) at (\w+) with (\d+) heat cycles")
def die_sits(driver: Driver, donor: str, board: str, site: str, cycles: str) -> None:
    die = _die_off(driver, donor)
    assert (die.board, die.site) == (driver.tag(board), site)
    assert (die.state, die.heat_cycles) == ("fitted", int(cycles))


@step(r"the die that came off (\w+) lies free")
def die_is_free(driver: Driver, donor: str) -> None:
    die = _die_off(driver, donor)
    assert (die.state, die.board, die.heat_cycles) == ("stock", "", 1)


def _die_off(driver: Driver, donor: str) -> Any:
    off = driver.ask("passport", tag=driver.tag(donor)).came_off
    return next(piece for piece in off if piece.kind == "die")


@step(r"([\w ]+) of (\w+) is (not done|skipped|failed|done)(?:, with (\w+) (\S+) and (\w+) (\S+))?")
def step_is(driver: Driver, name: str, serial: str, outcome: str, *values: str | None) -> None:
    steps = driver.ask("passport", tag=driver.tag(serial)).steps
    found = [one for one in steps if one.name == name]
    if outcome == "not done":
        assert found == []
        return
    assert [one.outcome for one in found] == [outcome]
    if values[0] is not None:
        wanted = {str(values[0]): float(str(values[1])), str(values[2]): float(str(values[3]))}
        assert found[0].values == wanted


@step(r"attempt (\d) of (\w+) is (pass|fail|inconclusive)")
def attempt_is(driver: Driver, number: str, serial: str, verdict: str) -> None:
    tests = driver.ask("passport", tag=driver.tag(serial)).tests
    found = next(one for one in tests if one.attempt == int(number))
    assert found.verdict == verdict
    driver.sees("tests", f"attempt {number}")


@step(r"batch (\S+) has a first-pass yield of (\d+) % and a final yield of (\d+) %")
def yields_are(driver: Driver, number: str, first: str, final: str) -> None:
    found = driver.ask("yields", batch=number)
    assert (found.first_pass_yield, found.final_yield) == (int(first) / 100, int(final) / 100)


@step(r"the PDF says (.+)")
def pdf_says(driver: Driver, words: str) -> None:
    text = _text_of(driver.pdf)
    for word in words.split(", "):
        assert word in text, word


@step(r"the PDF names the tags of (.+)")
def pdf_names(driver: Driver, serials: str) -> None:
    text = _text_of(driver.pdf)
    for serial in serials.split(", "):
        assert written(driver.tag(serial)) in text


@step(r"the PDF has a QR code of (.+)")
def pdf_has_codes(driver: Driver, serials: str) -> None:
    import pypdfium2
    import zxingcpp

    codes: list[str] = []
    document = pypdfium2.PdfDocument(driver.pdf)
    for page in document:
        found = zxingcpp.read_barcodes(
            page.render(scale=4).to_pil(), text_mode=zxingcpp.TextMode.Plain
        )
        codes += [code.text for code in found]
    document.close()
    assert sorted(codes) == sorted(driver.tag(serial) for serial in serials.split(", "))


@step(r"the chip of (\w+) is found")
def chip_is_found(driver: Driver, site: str) -> None:
    assert driver.found == [driver.chip(site)]


@step(r"its passport says that it came off (\w+) at (\w+) and lies in (\S+)")
def passport_says(driver: Driver, serial: str, site: str, place: str) -> None:
    passport = driver.ask("passport", tag=driver.found[0])
    assert passport.donor is not None and passport.donor.serial == serial
    assert (passport.piece.donor_site, passport.piece.place) == (site, place)
    driver.sees("find", written(driver.found[0]), place)


def _text_of(pdf: Path | None) -> str:
    from pypdf import PdfReader

    assert pdf is not None
    text = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
    return re.sub(r"[\s\u00a0]+", " ", text)
