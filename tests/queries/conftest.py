# SPDX-License-Identifier: MIT
"""One batch worked through, on each kind of database, for every question to be asked about."""

import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench_shop import Shop, furnish

from workshop.storage.database import Database

GOOD_VOLTAGES = {"v_12v": 12, "v_1v8": 1.8, "v_nvvdd": 0.9, "v_fbvdd": "1,35", "v_pex": 1}
LOW_RESISTANCES = {
    "r_nvvdd": 0.25, "r_fbvdd": 60, "r_1v8": 900, "r_12v_slot": 5000, "r_12v_connector": 5000,
}  # fmt: skip


class Life:
    """A workshop, and the tags of its pieces by what they are called in the story.

    Its evidence lies in `home`, where the database has no folder of its own.
    """

    def __init__(self, shop: Shop, home: Path) -> None:
        self.shop, self.home = shop, home
        self.ask = shop.ask
        self.tags: dict[str, str] = {}
        self.live()

    def do(self, act: str, called: str = "", /, **facts: Any) -> dict[str, Any]:
        receipt: dict[str, Any] = self.shop.do(act, **facts)
        if called:
            self.tags[called] = receipt["tag"]
        return receipt

    def live(self) -> None:
        """From the loading dock to what became of the pieces."""
        self.do("add_person", code="LI", name="李伟", role="technician")
        self.do("add_person", code="ZOE", name="Zoé ÖZGÜR", role="intake")
        self.do("add_station", code="BENCH-1", name="Bench 1")
        self.do("add_place", code="LAB", name="Lab", kind="room")
        self.do("add_place", code="RACK-A", name="Rack A", kind="rack", parent="LAB")
        listed = [
            {"serial": f"SN-{n}", "maker": "asus", "model": "4090", "part_number": f"PN-{n}"}
            for n in range(1, 5)
        ]
        self.do("expect", batch="B1", cards=listed)
        self.dock: int = self.do("start_receiving", by="ZOE", batch="B1")["receiving"]
        for n in range(1, 4):
            self.do("receive", f"card {n}", by="ZOE", batch="B1", serial=f"SN {n}")
        self.do("receive", "stranger", batch="B1", serial="X-9")
        self._grade()
        self._strip()
        self._transplant()
        self._test()
        self.do("dispose", piece=self.tags["stranger"], disposition="HOLD", reason="no papers")
        self.do("move", piece=self.tags["chip"], place="RACK-A")
        self.do("print_blank_tags", count=9)
        self._dry()
        for n in range(9):
            self.do("open_shipment", buyer=f"Buyer {n}", country="Norway")
            self.do("issue_report", **self.shop.report_facts(f"report {n}"))
        self.do("block_serials", serials=[f"STOLEN-{n}" for n in range(9)], source="RMA")
        self._print()

    def _print(self) -> None:
        """Some labels a printer was given, of which not all came out."""
        taken = [label.id for label in self.ask("labels_waiting", limit=5)]
        self.do("take_labels", labels=taken, printer="Zebra")
        self.do("labels_not_printed", labels=taken[:2], outcome="unsure", trouble="It hung up.")
        self.do("labels_not_printed", labels=taken[2:3], outcome="failed", trouble="Too long.")

    def _grade(self) -> None:
        card = self.tags["card 3"]
        self.do("note_defect", by="ZOE", piece=card, code="BEND", severity="major", zone="edge")
        self.do("assess", by="LI", piece=card, grade="B", reason="polishes out")
        self.do("assess", by="ZOE", piece=card, packaging="opened box")

    def _dry(self) -> None:
        """What is baked and counted, and the flux that lies ready."""
        broken = self.tags["broken"]
        self.shop.later(12)
        for n in range(3):
            self.bake: int = self.do("bake", pieces=[broken], temperature=125, hours=9 + n,
                                     done=True)["bake"]  # fmt: skip
            self.count: int = self.do("count_place", place="TRAY-11",
                                      scans=[self.tags["die"], f"? {n}"])["count"]  # fmt: skip
            self.do("add_lot", code=f"F-{n}", kind="flux", name="NC-559")
            self.do("record_step", piece=self.tags["broken"], step="RBL", lots={"F-0": f"{n} g"},
                    override="Only for its numbers")  # fmt: skip

    def _strip(self) -> None:
        card = self.tags["card 1"]
        signed: dict[str, Any] = {"by": "LI", "station": "BENCH-1", "piece": card}
        self.do("record_step", **signed, step="evi", outcome="ok", values={"crack": "no"})
        self.do("record_step", **signed, step="TDN", outcome="failed", note="screw stuck")
        self.do("start_step", by="LI", piece=card, step="TDN")
        self.do("record_step", **signed, step="TDN", outcome="done", minutes=0.5)
        self.do("record_step", **signed, step="MASK", outcome="skip")
        self.do("harvest", "die", by="LI", card=card, site="gpu", outcome="good", place="TRAY-11",
                marking="AD102-300-A1", grade="a")  # fmt: skip
        self.do("harvest", "chip", by="LI", card=card, site="M1", outcome="good", place="TRAY-12",
                marking="D8BZC")  # fmt: skip
        self.do("harvest", "broken", card=card, site="M2", outcome="damaged", note="lifted pad")
        self.do("harvest", card=card, site="M3", outcome="missing")
        self.do("harvest", card=card, site="M4", outcome="left")

    def _transplant(self) -> None:
        """The die goes onto another card, which is heated once more, and comes off again."""
        other = self.tags["card 2"]
        self.do("harvest", "bad die", card=other, site="GPU", outcome="damaged")
        self.do("fit", piece=self.tags["die"], board=other, site="GPU")
        self.do("record_step", piece=other, step="DSLD", override="It is bare by now")
        for part in (other, self.tags["card 3"], self.tags["stranger"]):
            self.do("start_step", piece=part, step="INSP-D", override="Only to look")
        self.last_harvest = self.do(
            "harvest",
            card=other,
            site="GPU",
            outcome="good",
            place="TRAY-11",
            grade="B",
            override="Only for its numbers",
        )

    def _test(self) -> None:
        first, second, third, stranger = (
            self.tags[name] for name in ("card 1", "card 2", "card 3", "stranger")
        )
        self.do("record_test", piece=first, plan="VOLTAGE", values=GOOD_VOLTAGES | {"v_12v": 10})
        self.do("record_test", piece=first, plan="voltage", values=GOOD_VOLTAGES, note="new fuse")
        self.do("record_test", piece=second, plan="RESISTANCE", values=LOW_RESISTANCES)
        self.do("record_test", piece=third, plan="VOLTAGE", values={"v_12v": 12})
        self.do("record_test", piece=stranger, plan="VOLTAGE", values={"v_12v": 2})


def _made(target: str | Path, folder: Path) -> Iterator[Life]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        database = Database.create(target, name="Test workshop", owner="ANA")
        try:
            life = Life(furnish(Shop(database)), folder)
        except BaseException:
            database.dispose()
            raise
    yield life
    database.dispose()


@pytest.fixture(scope="session")
def sqlite_life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """The story on SQLite. Only to be read."""
    folder = tmp_path_factory.mktemp("life")
    yield from _made(folder / "workshop.db", folder)


@pytest.fixture(scope="session")
def postgres_life(
    postgres_server: str | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Life]:
    """The same on PostgreSQL. Only to be read."""
    if postgres_server is None:
        pytest.skip("PostgreSQL is not installed: tests against it were not run")
    name = f"life{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    target = postgres_server.replace("/postgres?", f"/{name}?")
    yield from _made(target, tmp_path_factory.mktemp("life"))
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def life(request: pytest.FixtureRequest) -> Life:
    """The story on each kind of database. Only to be read."""
    found: Life = request.getfixturevalue(f"{request.param}_life")
    return found
