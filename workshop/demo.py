# SPDX-License-Identifier: MIT
"""A lifelike demo workshop: one batch, received, stripped, tested and decided on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from workshop.acts import ACTS
from workshop.language import mark, say
from workshop.queries import QUERIES
from workshop.storage.database import Database
from workshop.storage.engines import is_url
from workshop.storage.files import remove_database

BATCH = "B26-0012"
SUPPLIER = mark("Rheintal IT-Remarketing")

# What lands on such a pallet, and how often; maker prefix of the serial, so that it looks right.
_CARDS = (
    ("GeForce RTX 4090", 10),
    ("GeForce RTX 4090 D", 3),
    ("GeForce RTX 4080", 3),
    ("GeForce RTX 3090", 3),
    ("GeForce RTX 3090 Ti", 1),
)
_MAKERS = ("ASUS", "MSI", "GIGABYTE", "ZOTAC", "Palit", "Colorful")
_PEOPLE = (("ANA", "Ana", "technician"), ("LI", "李伟", "technician"), ("ZOE", "Zoé", "intake"),
           ("MAX", "Max", "manager"))  # fmt: skip
_STATIONS = (("INTAKE-1", mark("Intake")), ("BENCH-1", mark("Bench 1")),
             ("BENCH-3", mark("Bench 3")))  # fmt: skip
_PLACES = (("DOCK", mark("Loading dock"), "room", None), ("LAB", mark("Lab"), "room", None),
           ("RACK-A", mark("Rack A"), "rack", "LAB"), ("TRAY-11", mark("Dies"), "tray", "RACK-A"),
           ("TRAY-12", mark("Memory"), "tray", "RACK-A"),
           ("BIN-7", mark("Damaged"), "bin", "RACK-A"))  # fmt: skip
# What is printed on memory chips, by what they are; others are read by nobody.
_MARKINGS = {
    "GDDR6X 2 GB": ("D8BZC", "MT61K512M32KPA-21"),
    "GDDR6X 1 GB": ("D8BGX", "MT61K256M32JE-21"),
    "GDDR6 1 GB": ("D9WCW", "K4Z80325BC-HC14"),
}

# What a step that is done cannot be without.
_VALUES = {
    "BAKE": {"temperature": 90, "hours": 33, "msl": "unknown"},
    "DX": {"decision": "repair"},
}

_MINUTES = {
    "EVI": 4,
    "TDN": 12,
    "RES": 7,
    "DX": 15,
    "BAKE": 1980,
    "DSLD": 35,
    "REASM": 14,
    "FT": 60,
}

Progress = Callable[[int, int], None]


class _Clock:
    """A clock of its own that starts in the past and moves on with every act."""

    def __init__(self, days: float) -> None:
        self._now = datetime.now(UTC).replace(microsecond=0) - timedelta(days=days)
        self._latest = datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        self._now = min(self._now + timedelta(seconds=seconds), self._latest)

    def __call__(self) -> str:
        return self._now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def make(
    target: str | Path, *, cards: int = 40, seed: int = 1, progress: Progress | None = None
) -> Database:
    """Make a demo workshop of so many cards where no database is yet, and leave it open.

    The same seed makes the same batch; only the times differ. Where `progress` raises, the file is
    taken away again.
    """
    clock = _Clock(days=6)
    database = Database.create(target, name=say("Demo workshop"), owner="MAX", clock=clock)
    try:
        _Worker(database, clock, Random(seed), cards).work(progress)
    except BaseException:
        database.dispose()
        if not is_url(target):
            remove_database(Path(target))
            database.checkpoint_file().unlink(missing_ok=True)
        raise
    return database


class _Worker:
    """Works one batch through, as a shop would."""

    def __init__(self, database: Database, clock: _Clock, random: Random, cards: int) -> None:
        self.database = database
        self.clock = clock
        self.random = random
        self.cards = cards
        # Six days of work, shared out over what there is to do.
        self.pace = 5.5 * 86400 / max(1, cards * 26)

    def act(self, act: str, by: str, station: str | None = None, **facts: Any) -> dict[str, Any]:
        self.clock.wait(self.pace * self.random.uniform(0.6, 1.4))
        return self.database.write(ACTS[act], by=by, station=station, **facts)

    def work(self, progress: Progress | None) -> None:
        """Found the shop, receive the pallet, work the cards."""
        self._furnish()
        listed = self._manifest()
        self.act(
            "open_batch", "MAX", number=BATCH, supplier=say(SUPPLIER),
            received_on=self.clock()[:10], note=say("Pallet 3 of 5, untested"),
        )  # fmt: skip
        self.act("expect", "MAX", batch=BATCH, cards=listed)
        tags = self._receive(listed)
        for number, (tag, card) in enumerate(tags):
            self._work_card(number, tag, card)
            if progress:
                progress(number + 1, len(tags))
        self._fit_one()

    def _furnish(self) -> None:
        for code, name, role in _PEOPLE:
            if code != "MAX":
                self.act("add_person", "MAX", code=code, name=name, role=role)
        for code, name in _STATIONS:
            self.act("add_station", "MAX", code=code, name=say(name))
        for code, name, kind, parent in _PLACES:
            self.act("add_place", "MAX", code=code, name=say(name), kind=kind, parent=parent)

    def _manifest(self) -> list[dict[str, Any]]:
        models = [name for name, weight in _CARDS for _ in range(weight)]
        lines = []
        for number in range(self.cards):
            maker = self.random.choice(_MAKERS)
            serial = f"{maker[0]}{self.random.randrange(10**11, 10**12):012d}{number:03d}"
            model = "GeForce RTX 4090" if number == 0 else self.random.choice(models)
            lines.append({"serial": serial, "maker": maker, "model": model})
        return lines

    def _receive(self, listed: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
        """Scan what came: now and then a card of the list is missing, or one came unannounced."""
        received = []
        for number, card in enumerate(listed):
            if number and self.random.random() < 0.03:
                continue
            self.pace, pace = 20.0, self.pace
            facts = {"batch": BATCH, "serial": card["serial"], "place": "DOCK"}
            receipt = self.act("receive", "ZOE", "INTAKE-1", **facts)
            self.pace = pace
            received.append((receipt["tag"], card))
        if len(listed) >= 20:
            extra = {"serial": "X099887766554", "maker": "Inno3D", "model": "GeForce RTX 4090"}
            receipt = self.act("receive", "ZOE", "INTAKE-1", batch=BATCH, **extra)
            received.append((receipt["tag"], extra))
        return received

    def _work_card(self, number: int, tag: str, card: dict[str, Any]) -> None:
        by, bench = self.random.choice((("ANA", "BENCH-3"), ("LI", "BENCH-1")))
        open_still = number >= max(1, self.cards) * 0.85
        self._step(by, bench, tag, "EVI")
        if open_still and number != 0:
            return
        self._incoming_test(tag, card, by, bench)
        if self.random.random() < 0.25 and number != 0:
            self._repair(tag, by, bench)
        else:
            self._strip(tag, by, bench, partly=number == 0)

    def _incoming_test(self, tag: str, card: dict[str, Any], by: str, bench: str) -> None:
        """The plan's own limits say which values are lifelike."""
        values: dict[str, Any] = {}
        with self.database.read() as connection:
            plan = QUERIES["plan"](connection, code="RESISTANCE", model=card["model"])
        bad = self.random.random() < 0.12
        for number, line in enumerate(plan.measurements):
            if line.type == "number":
                low = line.low if line.low is not None else 0.0
                high = line.high if line.high is not None else 3 * (low + line.margin)
                safe = (low + 1.05 * line.margin, high - 1.05 * line.margin)
                value = self.random.uniform(*safe)
                if self.random.random() < 0.01:  # now and then something is only just right
                    value = low + line.margin / 2
                if bad and number == 0:
                    value = high * 3 + 1 if line.high is not None else low * 0.05
                values[line.name] = round(value, 2)
        self.act("record_test", by, bench, piece=tag, plan="RESISTANCE", values=values)
        if bad:
            for name, line in zip(values, plan.measurements, strict=False):
                if line.low is not None and line.high is not None:
                    values[name] = round((line.low + line.high) / 2, 2)
            values = {} if self.random.random() < 0.5 else values
            self.act("record_test", by, bench, piece=tag, plan="RESISTANCE", values=values,
                     note=say("Measured again after cleaning"))  # fmt: skip

    def _step(self, by: str, bench: str, tag: str, step: str, outcome: str = "done") -> None:
        """A step with the values and the minutes it usually has."""
        facts: dict[str, Any] = {}
        if outcome == "done":
            facts = {"values": _VALUES.get(step, {}), "minutes": _MINUTES.get(step, 5)}
        self.act("record_step", by, bench, piece=tag, step=step, outcome=outcome, **facts)

    def _repair(self, tag: str, by: str, bench: str) -> None:
        self.act("choose_routing", by, bench, piece=tag, routing="repair")
        cold = ("BAKE", "MASK", "UFR", "DSLD", "DRSS", "INSP-D", "RBL", "INSP-B", "PLC", "XRAY")
        for step in ("TDN", "RES", "PWR", "DET", "MEM", "DX", *cold, "CLN", "STRP", "REASM", "FT"):
            outcome = "skipped" if step in (*cold, "STRP") else "done"
            self._step(by, bench, tag, step, outcome)
        sold = self.random.random() < 0.8
        self.act("dispose", "MAX", piece=tag, disposition="SELL-AS-IS" if sold else "HOLD",
                 reason="" if sold else say("Fan rattles, waiting for a new one"))  # fmt: skip

    def _strip(self, tag: str, by: str, bench: str, *, partly: bool) -> None:
        """Take die and memory off; the first card of the demo is left half done, to go on with."""
        for step in ("DET", "MEM", "TDN", "RES", "BAKE", "MASK", "UFR"):
            self._step(by, bench, tag, step)
        with self.database.read() as connection:
            sites = QUERIES["board_map"](connection, tag=tag).sites
        if partly:
            sites = sites[: len(sites) // 2 + 1]
        else:
            self._step(by, bench, tag, "DSLD")
        for site in sites:
            dice = self.random.random()
            outcome = "good" if dice < 0.93 else "damaged" if dice < 0.98 else "missing"
            place = {"good": "TRAY-11" if site.kind == "die" else "TRAY-12"}.get(outcome, "BIN-7")
            marking = (
                self.random.choice(_MARKINGS.get(site.expects, ("D8BZF",)))
                if site.kind == "memory"
                else None
            )
            here = outcome != "missing"
            self.act(
                "harvest", by, bench, card=tag, site=site.name, outcome=outcome,
                place=place if here else None, marking=marking if here else None,
                grade=self.random.choice("AAB") if outcome == "good" else None,
            )  # fmt: skip
        if not partly and self.random.random() < 0.9:
            self.act("dispose", "MAX", piece=tag, disposition="SELL-PARTS")

    def _fit_one(self) -> None:
        """One die goes onto another card's empty site, so that the demo shows a transplant."""
        with self.database.read() as connection:
            dies = QUERIES["pieces"](connection, batch=BATCH, kind="die", state="stock", limit=200)
            cards = QUERIES["pieces"](connection, batch=BATCH, kind="card", limit=500)
        free = {die.donor: die for die in dies}
        for card in cards:
            mine = free.get(card.tag)
            other = next(
                (die for die in dies if die.donor != card.tag and mine and die.model == mine.model),
                None,
            )
            if mine and other and card.state != "gone":
                self.act("fit", "ANA", "BENCH-3", piece=other.tag, board=card.tag, site="GPU")
                return
