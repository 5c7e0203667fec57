# SPDX-License-Identifier: MIT
"""What the lines of the scenarios do: one function a line, the same for every driver."""

import re

from scenarios.drivers import CONTROL, Driver
from scenarios.language import Table

from workshop.domain.command import command_text

TABLE = Table()
step = TABLE.step

PEOPLE = {"Ana": "ANA", "Li": "LI"}
WHO = r"(Ana|Li|she|he) "


def begin(driver: Driver, name: str | None) -> None:
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


@step(r"batch (\S+) from (\w+), to be signed off by a second person")
def a_batch_to_sign(driver: Driver, number: str, supplier: str) -> None:
    driver.prepare("open_batch", number=number, supplier=supplier, second_person=True)


@step(r"(\d+) blank tags were printed")
def blank_tags(driver: Driver, count: str) -> None:
    driver.blanks = driver.prepare("print_blank_tags", count=int(count))["tags"]


@step(r"Ana is at work")
def somebody_is_there(driver: Driver) -> None:
    driver.work_as("ANA")


# What people do


@step(WHO + r"takes cards into (\S+)")
def take_cards(driver: Driver, who: str, number: str) -> None:
    begin(driver, who)
    driver.take_cards(number)


@step(WHO + r"scans (?!the |a )(.+)")
def scan(driver: Driver, who: str, codes: str) -> None:
    begin(driver, who)
    for code in codes.split(", "):
        driver.scan(code)


@step(WHO + r"types the serial (\S+)")
def type_serial(driver: Driver, who: str, serial: str) -> None:
    begin(driver, who)
    driver.type_serial(serial)


@step(WHO + r"scans the label of (\S+)")
def scan_place(driver: Driver, who: str, place: str) -> None:
    begin(driver, who)
    driver.scan(f"CWL-{place}")


@step(WHO + r"scans a badge")
def scan_badge(driver: Driver, who: str) -> None:
    driver.begin()
    driver.scan(f"CWP-{PEOPLE[who]}")


@step(WHO + r"scans the badge of station (\S+)")
def scan_station(driver: Driver, who: str, station: str) -> None:
    begin(driver, who)
    driver.scan(f"CWS-{station}")


@step(WHO + r"scans the badge of nobody")
def scan_unknown_badge(driver: Driver, who: str) -> None:
    begin(driver, who)
    driver.scan("CWP-NOBODY")


@step(WHO + r"scans a tag with a wrong check character")
def scan_bad_tag(driver: Driver, who: str) -> None:
    begin(driver, who)
    driver.scan("C010000017")


@step(WHO + r"scans the command ([\w:]+(?: [\w:]+)*)")
def scan_command(driver: Driver, who: str, words: str) -> None:
    begin(driver, who)
    driver.scan(driver.command(words))


@step(WHO + r"scans a command of another workshop: (.+)")
def scan_foreign_command(driver: Driver, who: str, words: str) -> None:
    begin(driver, who)
    driver.scan(command_text("another", driver.action(words)))


@step(WHO + r"scans the blank tag (\d)")
def scan_blank_tag(driver: Driver, who: str, number: str) -> None:
    begin(driver, who)
    driver.scan(driver.blanks[int(number) - 1])


@step(WHO + r"switches pre-printed tags on")
def use_blank_tags(driver: Driver, who: str) -> None:
    begin(driver, who)
    driver.use_blank_tags()


@step(WHO + r"presses (Next card|End session)")
def press(driver: Driver, who: str, words: str) -> None:
    begin(driver, who)
    driver.press(words)


@step(WHO + r"signs off with the badge of (Ana|Li)")
def sign_off(driver: Driver, who: str, signer: str) -> None:
    begin(driver, who)
    driver.sign_off(PEOPLE[signer])


@step(WHO + r"scans the article code (\d+)")
def scan_article(driver: Driver, who: str, digits: str) -> None:
    begin(driver, who)
    driver.scan(f"]E0{digits}")


@step(WHO + r"scans a code of (\d+) characters")
def scan_long(driver: Driver, who: str, length: str) -> None:
    begin(driver, who)
    driver.scan("M9YV" * (int(length) // 4))


@step(WHO + r"scans a code with control characters")
def scan_control(driver: Driver, who: str) -> None:
    begin(driver, who)
    driver.scan(CONTROL)


@step(WHO + r"scans the tag of the chip of (\w+)")
def scan_chip(driver: Driver, who: str, site: str) -> None:
    begin(driver, who)
    driver.scan(driver.chip(site))


@step(WHO + r"undoes the last entry")
def undo(driver: Driver, who: str) -> None:
    begin(driver, who)
    driver.undo()


@step(r"(Ana) tries to undo her own last entry")
def undo_own(driver: Driver, who: str) -> None:
    begin(driver, who)
    driver.undo()


@step(WHO + r"sets a mark")
def set_mark(driver: Driver, who: str) -> None:
    begin(driver, who)
    driver.set_mark()


@step(WHO + r"goes back to the mark")
def back_to_mark(driver: Driver, who: str) -> None:
    begin(driver, who)
    driver.back_to_mark()


@step(WHO + r"opens batch (\S+) from (\w+) with (\d+) cards expected")
def open_batch(driver: Driver, who: str, number: str, supplier: str, cards: str) -> None:
    begin(driver, who)
    driver.open_batch(number, supplier, cards)


@step(WHO + r"closes batch (\S+)")
def close_batch(driver: Driver, who: str, number: str) -> None:
    begin(driver, who)
    driver.close_batch(number)


@step(WHO + r"opens (\w+) at the bench")
def open_card(driver: Driver, who: str, serial: str) -> None:
    begin(driver, who)
    driver.card = driver.tag(serial)
    driver.open_card(serial)


@step(WHO + r"harvests (\w+) (good|damaged|missing|left)(?:, marked ([\w-]+))?(?:, grade (\w))?")
def harvest(
    driver: Driver, who: str, site: str, outcome: str, marking: str | None, grade: str | None
) -> None:
    begin(driver, who)
    driver.harvest(site, outcome, marking or "", grade or "")


@step(WHO + r"fits the (\w+) of (\w+) at (\w+)")
def fit(driver: Driver, who: str, came_off: str, serial: str, site: str) -> None:
    begin(driver, who)
    driver.fit(driver.piece_off(driver.tag(serial), came_off), site)


@step(r"(Li) moves the chip of (\w+) to (\S+)")
def move(driver: Driver, who: str, site: str, place: str) -> None:
    begin(driver, who)
    driver.scan(driver.chip(site))
    driver.scan(f"CWL-{place}")


@step(WHO + r"records ([\w ]+) as (done|failed|skipped)(?:: (.+))?")
def record(driver: Driver, who: str, name: str, outcome: str, values: str | None) -> None:
    begin(driver, who)
    driver.record(name, outcome, dict(_pairs(values)) if values else {})


@step(WHO + r"tests (\w+) by ([\w ]+)")
def begin_test(driver: Driver, who: str, serial: str, plan: str) -> None:
    begin(driver, who)
    driver.card = driver.tag(serial)
    driver.begin_test(serial, plan)


@step(WHO + r"measures (.+)")
def measure(driver: Driver, who: str, values: str) -> None:
    begin(driver, who)
    parts = re.findall(r"(.+?) ([\w.]+(?:,\d+)?)(?:, |$)", values)
    assert parts, values
    for label, value in parts:
        driver.measure(label, value)


@step(WHO + r"keeps the attempt")
def keep(driver: Driver, who: str) -> None:
    begin(driver, who)
    driver.keep_attempt()


@step(WHO + r"exports the PDF of batch (\S+)")
def export(driver: Driver, who: str, number: str) -> None:
    begin(driver, who)
    driver.pdf = driver.export(number)


@step(WHO + r"prints the labels")
def print_labels(driver: Driver, who: str) -> None:
    begin(driver, who)
    driver.pdf = driver.print_labels()


@step(WHO + r"looks for (\S+)")
def look_for(driver: Driver, who: str, text: str) -> None:
    begin(driver, who)
    driver.found = driver.find(text)
