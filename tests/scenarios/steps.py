# SPDX-License-Identifier: MIT
"""What the lines of the scenarios mean: one function a line, the same for every driver."""

import re
from pathlib import Path
from typing import Any

from scenarios.drivers import CONTROL, Driver
from scenarios.language import Table

from workshop.domain.tag import written

TABLE = Table()
step = TABLE.step

PEOPLE = {"Ana": "ANA", "Li": "LI"}
WHO = r"(Ana|Li|she|he) "
SITE_STATES = {
    "on board": "on_board",
    "left on board": "left",
    "harvested good": "good",
    "harvested damaged": "damaged",
    "missing": "missing",
    "fitted": "fitted",
}
COLOURS = {"green": "done", "amber": "careful", "red": "refused", "blue": "question"}


def _who(driver: Driver, name: str | None) -> None:
    """Whoever is named has the scanner in hand from here on."""
    if name in PEOPLE:
        driver.work_as(PEOPLE[name])
    driver.begin()


def _pairs(words: str) -> list[tuple[str, str]]:
    """“Oven temperature 125, Time in the oven 24” as names and values."""
    return [(part[0], part[1]) for part in (p.rsplit(" ", 1) for p in words.split(", "))]


# What there is before anybody begins


@step(r"batch (\S+) from (\w+)")
def a_batch(driver: Driver, number: str, supplier: str) -> None:
    driver.prepare("open_batch", number=number, supplier=supplier)


@step(r"batch (\S+) from (\w+) with (\d+) cards expected")
def an_announced_batch(driver: Driver, number: str, supplier: str, cards: str) -> None:
    driver.prepare("open_batch", number=number, supplier=supplier, expected=int(cards))


@step(r"batch (\S+) from (\w+) with card (\w+), an? (.+)")
def a_batch_with_a_card(
    driver: Driver, number: str, supplier: str, serial: str, model: str
) -> None:
    driver.prepare("open_batch", number=number, supplier=supplier)
    driver.prepare("receive", batch=number, serial=serial, model=model)


@step(r"card (\w+), an? (.+)")
def a_card(driver: Driver, serial: str, model: str) -> None:
    number = driver.ask("batches")[0].number
    driver.prepare("receive", batch=number, serial=serial, model=model)


@step(r"the supplier lists (.+)")
def a_list(driver: Driver, serials: str) -> None:
    cards = [{"serial": serial} for serial in serials.split(", ")]
    driver.prepare("expect", batch=driver.ask("batches")[0].number, cards=cards)


@step(r"Ana is at work")
def somebody_is_there(driver: Driver) -> None:
    driver.work_as("ANA")


# What people do


@step(WHO + r"takes cards into (\S+)")
def take_cards(driver: Driver, who: str, number: str) -> None:
    _who(driver, who)
    driver.take_cards(number)


@step(WHO + r"scans (?!the |a )(.+)")
def scan(driver: Driver, who: str, codes: str) -> None:
    _who(driver, who)
    for code in codes.split(", "):
        driver.scan(code)


@step(WHO + r"types the serial (\S+)")
def type_serial(driver: Driver, who: str, serial: str) -> None:
    _who(driver, who)
    driver.type_serial(serial)


@step(WHO + r"scans the label of (\S+)")
def scan_place(driver: Driver, who: str, place: str) -> None:
    _who(driver, who)
    driver.scan(f"CWL-{place}")


@step(WHO + r"scans a badge")
def scan_badge(driver: Driver, who: str) -> None:
    driver.begin()
    driver.scan(f"CWP-{PEOPLE[who]}")


@step(WHO + r"scans the badge of station (\S+)")
def scan_station(driver: Driver, who: str, station: str) -> None:
    _who(driver, who)
    driver.scan(f"CWS-{station}")


@step(WHO + r"scans the badge of nobody")
def scan_unknown_badge(driver: Driver, who: str) -> None:
    _who(driver, who)
    driver.scan("CWP-NOBODY")


@step(WHO + r"scans a tag with a wrong check character")
def scan_bad_tag(driver: Driver, who: str) -> None:
    _who(driver, who)
    driver.scan("C010000017")


@step(WHO + r"scans the article code (\d+)")
def scan_article(driver: Driver, who: str, digits: str) -> None:
    _who(driver, who)
    driver.scan(f"]E0{digits}")


@step(WHO + r"scans a code of (\d+) characters")
def scan_long(driver: Driver, who: str, length: str) -> None:
    _who(driver, who)
    driver.scan("M9YV" * (int(length) // 4))


@step(WHO + r"scans a code with control characters")
def scan_control(driver: Driver, who: str) -> None:
    _who(driver, who)
    driver.scan(CONTROL)


@step(WHO + r"scans the tag of the chip of (\w+)")
def scan_chip(driver: Driver, who: str, site: str) -> None:
    _who(driver, who)
    driver.scan(driver.chip(site))


@step(WHO + r"undoes the last entry")
def undo(driver: Driver, who: str) -> None:
    _who(driver, who)
    driver.undo()


@step(r"(Ana) tries to undo her own last entry")
def undo_own(driver: Driver, who: str) -> None:
    _who(driver, who)
    driver.undo()


@step(WHO + r"sets a mark")
def set_mark(driver: Driver, who: str) -> None:
    _who(driver, who)
    driver.set_mark()


@step(WHO + r"goes back to the mark")
def back_to_mark(driver: Driver, who: str) -> None:
    _who(driver, who)
    driver.back_to_mark()


@step(WHO + r"opens batch (\S+) from (\w+) with (\d+) cards expected")
def open_batch(driver: Driver, who: str, number: str, supplier: str, cards: str) -> None:
    _who(driver, who)
    driver.open_batch(number, supplier, cards)


@step(WHO + r"closes batch (\S+)")
def close_batch(driver: Driver, who: str, number: str) -> None:
    _who(driver, who)
    driver.close_batch(number)


@step(WHO + r"opens (\w+) at the bench")
def open_card(driver: Driver, who: str, serial: str) -> None:
    _who(driver, who)
    driver.card = driver.tag(serial)
    driver.open_card(serial)


@step(WHO + r"harvests (\w+) (good|damaged|missing|left)(?:, marked ([\w-]+))?(?:, grade (\w))?")
def harvest(
    driver: Driver, who: str, site: str, outcome: str, marking: str | None, grade: str | None
) -> None:
    _who(driver, who)
    driver.harvest(site, outcome, marking or "", grade or "")


@step(WHO + r"fits the (\w+) of (\w+) at (\w+)")
def fit(driver: Driver, who: str, came_off: str, serial: str, site: str) -> None:
    _who(driver, who)
    driver.fit(driver.piece_off(driver.tag(serial), came_off), site)


@step(r"(Li) moves the chip of (\w+) to (\S+)")
def move(driver: Driver, who: str, site: str, place: str) -> None:
    _who(driver, who)
    driver.scan(driver.chip(site))
    driver.scan(f"CWL-{place}")


@step(WHO + r"records ([\w ]+) as (done|failed|skipped)(?:: (.+))?")
def record(driver: Driver, who: str, name: str, outcome: str, values: str | None) -> None:
    _who(driver, who)
    driver.record(name, outcome, dict(_pairs(values)) if values else {})


@step(WHO + r"tests (\w+) by ([\w ]+)")
def begin_test(driver: Driver, who: str, serial: str, plan: str) -> None:
    _who(driver, who)
    driver.card = driver.tag(serial)
    driver.begin_test(serial, plan)


@step(WHO + r"measures (.+)")
def measure(driver: Driver, who: str, values: str) -> None:
    _who(driver, who)
    parts = re.findall(r"(.+?) ([\w.]+(?:,\d+)?)(?:, |$)", values)
    assert parts, values
    for label, value in parts:
        driver.measure(label, value)


@step(WHO + r"keeps the attempt")
def keep(driver: Driver, who: str) -> None:
    _who(driver, who)
    driver.keep_attempt()


@step(WHO + r"exports the PDF of batch (\S+)")
def export(driver: Driver, who: str, number: str) -> None:
    _who(driver, who)
    driver.pdf = driver.export(number)


@step(WHO + r"prints the labels")
def print_labels(driver: Driver, who: str) -> None:
    _who(driver, who)
    driver.pdf = driver.print_labels()


@step(WHO + r"looks for (\S+)")
def look_for(driver: Driver, who: str, text: str) -> None:
    _who(driver, who)
    driver.found = driver.find(text)


# What is so afterwards


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
        driver.sees("intake", cards)


@step(r"(\d+) (?:is|are) not in the list, (\d+) are still to come")
def unexpected(driver: Driver, unlisted: str, missing: str) -> None:
    found = driver.ask("intake", batch=driver.ask("batches")[0].number)
    assert (found.unexpected, found.missing) == (int(unlisted), int(missing))
    driver.sees("intake", unlisted, missing)


@step(r"(\w+) is (not )?here")
def is_here(driver: Driver, serial: str, no: str | None) -> None:
    assert bool(driver.ask("identify", scan=serial).tag) is not bool(no)


@step(r"(\d+) labels? waits?")
def labels_wait(driver: Driver, number: str) -> None:
    assert len(driver.ask("labels_waiting")) == int(number)


@step(r"(\w+) has the part number (\S+)")
def has_part_number(driver: Driver, serial: str, part: str) -> None:
    assert driver.piece(driver.tag(serial)).part_number == part


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
