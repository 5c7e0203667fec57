# SPDX-License-Identifier: MIT
"""What the lines of the hot work do, and what they say is so."""

from typing import Any

from curves_made import curve_csv
from scenarios.drivers import Driver
from scenarios.steps import PEOPLE, WHO, begin
from scenarios.transplant_steps import TABLE

from workshop.storage import evidence

step = TABLE.step

# What the ledger says of how much heat a piece may see, and the window.
STATES = {
    "may be heated": ("ok", "May be heated"),
    "may be heated for the last time": ("last", "Once more, then no more"),
    "is heated no more": ("stop", "No more heat"),
}


def _die(driver: Driver, serial: str) -> str:
    return driver.piece_off(driver.tag(serial), "GPU")


@step(r"a thermocouple wrote (\w+\.csv)(?:, (\d+) °C too hot)?")
def curve(driver: Driver, name: str, hotter: str | None) -> None:
    (driver.folder / name).write_text(curve_csv(hotter=float(hotter or 0)), "utf-8")


@step(r"memory may lie in the open for no time at all")
def no_floor_life(driver: Driver) -> None:
    driver.prepare("set_catalogue", kind="floor", code="3", body={"hours": 0.0001})


@step(r"the (\w+) of (\w+) is baked, and memory may lie in the open for a week")
def bake(driver: Driver, site: str, serial: str) -> None:
    driver.prepare("set_catalogue", kind="floor", code="3", body={"hours": 168})
    chip = driver.piece_off(driver.tag(serial), site)
    driver.shop.later(9)
    driver.prepare("bake", pieces=[chip], temperature=125, hours=9, done=True)


@step(WHO + r"puts the die off (\w+) on the bench")
def on_bench(driver: Driver, who: str, serial: str) -> None:
    begin(driver, who)
    driver.open_piece(_die(driver, serial))


@step(WHO + r"reballs it with (\w+), ([\d.]+) mm, (\w+), and finds no fault")
def reball_it(driver: Driver, who: str, stencil: str, sphere: str, alloy: str) -> None:
    begin(driver, who)
    driver.reball(stencil, sphere, alloy)


@step(WHO + r"runs ([\w ,-]+) on it, as (\w+\.csv) shows")
def run(driver: Driver, who: str, profile: str, name: str) -> None:
    begin(driver, who)
    driver.run_profile(profile, driver.folder / name)


@step(r"(Ana) lets it pass: (.+)")
def let_pass(driver: Driver, who: str, reason: str) -> None:
    driver.begin()
    driver.let_pass(PEOPLE[who], reason)


@step(r"the die off (\w+) has seen (\d) of (\d) heat cycles and (.+)")
def has_seen(driver: Driver, serial: str, cycles: str, limit: str, may: str) -> None:
    told = driver.ask("heat", tag=_die(driver, serial))
    state, words = STATES[may]
    assert (told.cycles, told.limit, told.state) == (int(cycles), int(limit), state)
    driver.sees_piece(told.tag, f"{cycles} of {limit}", words)


def _last(driver: Driver, serial: str) -> Any:
    return driver.ask("heat", tag=_die(driver, serial)).rows[-1]


@step(r"the run of the die off (\w+) passed at (\d+) °C, and its curve is kept byte for byte")
def passed(driver: Driver, serial: str, peak: str) -> None:
    done = _last(driver, serial).run
    assert (done.verdict, round(done.peak)) == ("pass", int(peak))
    kept = evidence.read(driver.shop.database, done.curve)
    assert kept == (driver.folder / "joint.csv").read_bytes()


@step(r"the die off (\w+) sits on (\w+), let pass by (Ana): (.+)")
def sits(driver: Driver, serial: str, board: str, who: str, reason: str) -> None:
    row, piece = _last(driver, serial), driver.piece(_die(driver, serial))
    assert (row.person, row.override) == (PEOPLE[who], reason)
    assert (piece.board, piece.site, piece.state) == (driver.tag(board), "GPU", "fitted")


@step(r"the set builder offers nothing for (\w+): (\d) chip is to be baked")
def offers_nothing(driver: Driver, board: str, chips: str) -> None:
    told = driver.ask("memory_sets", board=driver.tag(board))
    assert (told.sets, told.wanted, told.to_bake) == ([], 1, int(chips))
