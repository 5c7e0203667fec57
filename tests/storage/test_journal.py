# SPDX-License-Identifier: MIT
"""The journal covers everything, and any tampering shows."""

import random
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop
from lengths import full
from sqlalchemy import inspect, text

from workshop.acts import ACTS
from workshop.domain.refused import Refused
from workshop.storage import evidence, journal
from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.schema import (
    FAULT_TALLY,
    JOURNAL,
    JOURNALLED,
    MENTION,
    TALLY,
    TEST_MARK,
    TEST_TALLY,
)

COUNTS = [TALLY, TEST_TALLY, TEST_MARK, FAULT_TALLY]
DERIVED = {JOURNAL.name, MENTION.name, *(table.name for table in COUNTS), "alembic_version"}


def worked(shop: Shop) -> Shop:
    """A workshop that has a row in every table."""
    shop.do("add_person", code="LI", name="李伟", role="technician")
    shop.do("set_pin", person="LI", sealed=f"scrypt:{'0' * 32}:{'f' * 64}")
    shop.do("add_station", code="BENCH-1", name="Bench 1")
    shop.do("expect", batch="B1", cards=[{"serial": "S-1", "model": "GeForce RTX 4090"}])
    dock = shop.do("start_receiving", batch="B1")["receiving"]
    (blank,) = shop.do("print_blank_tags", count=1)["tags"]
    card = shop.do(
        "receive", batch="B1", serial="S-1", tag=blank, packaging="loose", grade="B"
    )["tag"]  # fmt: skip
    shop.do("refuse", batch="B1", serial="S-9", reason="CRACKED", note="in two")
    shop.do("note_defect", piece=card, code="BEND", zone="bracket")
    shop.do("end_receiving", receiving=dock)
    shop.do("sign_off", receiving=dock, by="LI")
    other = shop.card("S-2")
    shop.do("start_step", piece=card, step="EVI")
    shop.do("add_lot", code="F-1", kind="flux", name="NC-559", maker="Amtech",
            expires_on="2027-06-30")  # fmt: skip
    shop.do("record_step", piece=card, step="EVI", outcome="done", values={}, minutes=0.5,
            lots={"F-1": "0.5 g"})  # fmt: skip
    die = shop.do(
        "harvest", card=card, site="GPU", outcome="good", place="TRAY-11", marking="AD102-300-A1"
    )["tag"]
    shop.do("harvest", card=other, site="GPU", outcome="damaged")
    shop.do("harvest", card=card, site="M1", outcome="missing")
    shop.do("fit", piece=die, board=other, site="GPU")
    chip = shop.do("harvest", card=other, site="M2", outcome="good")["tag"]
    shop.do("reserve_set", board=other, pieces=[chip])
    curve = evidence.keep(shop.database, b"0;25", "curve.csv")
    shop.do("record_run", profile="BGA-ON-LF", pieces=[die], ramp=2.5, fall=3.5, soak_s=80.0,
            peak=240.0, liquidus_s=60.0, evidence=curve, nozzle="31 mm")  # fmt: skip
    shop.do("take_off", piece=die, override="the customer agreed")
    shop.do("reball", piece=die, stencil="AD102", sphere_mm=0.45, alloy="SAC305",
            override="the customer agreed")  # fmt: skip
    shop.do("record_test", piece=card, plan="RESISTANCE", values={})
    shop.do("add_instrument", code="DMM-1", name="Fluke 87V", kind="multimeter", serial="1234",
            calibrated_until="2027-06-30", note="Bench 1")  # fmt: skip
    shop.do("record_test", piece=card, plan="RESISTANCE", values={"r_nvvdd": 0.01, "r_pex": 40},
            instruments=["DMM-1"], ambient=21.5)  # fmt: skip
    shop.do("note_defect", piece=card, code="BEND", severity="major")
    shop.do(
        "record_log",
        piece=card,
        tool="nvidia-smi",
        tool_version="570",
        verdict="pass",
        readings=[{"name": "core_temp", "value": 40.0, "unit": "°C"}],
        identifiers={"gpu_uuid": "GPU-1"},
        evidence=evidence.keep(shop.database, b"<log/>", "log.xml"),
    )
    for of in ({"piece": card, "site": "M3"}, {"batch": "B1", "note": "A torn box"}):
        shop.do(
            "attach_photo",
            evidence=evidence.keep(shop.database, b"a photo", "photo.jpg"),
            width=4000,
            height=3000,
            face="front",
            taken_at="2026-11-24T10:15:00",
            **of,
        )
    disposition = shop.ask("dispositions")[0]
    shop.do(
        "set_catalogue",
        kind="disposition",
        code="TO-MUSEUM",
        body={"name": "Museum", "kinds": disposition.kinds, "leads_to": "gone"},
    )
    labels = [shop.ask("labels_waiting")[0].id]
    shop.do("take_labels", labels=labels, printer="Zebra")
    shop.do("labels_not_printed", labels=labels, outcome="unsure", trouble="It hung up.")
    shop.do("labels_printed", labels=labels)
    shop.do("print_again", piece=card, reason="smudged")
    shop.do("note_identity", piece=card, source="driver", facts={"memory_mib": "20470"})
    shop.do("block_serials", serials=[{"serial": "X-1", "maker": "MSI", "reason": "stolen"}],
            source="Police")  # fmt: skip
    shop.do("add_place", code="OVEN", name="Oven", kind="oven", takes_kinds=["die", "card"])
    load = shop.do("bake", pieces=[die], temperature=90.0, humidity=4.0, hours=240.0, oven="OVEN",
                   note="The lid was open")["bake"]  # fmt: skip
    shop.do("unload", bake=load, place="TRAY-11", by="LI")
    shop.do("count_place", place="TRAY-12", scans=[die, "?"], note="Year's end")
    shop.do("dispose", piece=card, disposition="TO-MUSEUM", reason="Rare")
    shop.do("issue_report", **shop.report_facts())
    box = shop.do("open_shipment", buyer="Ada & Co", country="Norway", reference="PO-7",
                  note="Fragile")["shipment"]  # fmt: skip
    shop.do("pack", shipment=box, pieces=[shop.card("S-3")])
    shop.do("ship", shipment=box)
    return shop


def problems(shop: Shop, *, deep: bool = True) -> list[str]:
    """What the check finds, but for the guards that somebody took off: see test_check."""
    found = [finding.what for finding in check(shop.database, deep=deep).findings]
    return [what for what in found if not what.startswith("The schema was changed: trigger")]


def test_a_workshop_that_was_worked_in_is_clean(shop: Shop) -> None:
    report = check(worked(shop).database, deep=True)
    assert report.findings == []
    assert report.entries > 15
    assert report.rows > 30


def test_every_table_is_journalled_or_known_to_be_derived(shop: Shop) -> None:
    with shop.database.read() as connection:
        names = set(inspect(connection).get_table_names())
    names = {name for name in names if not name.startswith("search_index")}
    assert names == set(JOURNALLED) | DERIVED


def _tampered(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        return value + "x"
    return value + 1_000_000


def test_a_changed_cell_in_any_column_of_any_table_is_found(
    target: str | Path, make_shop: Callable[[str | Path], Shop]
) -> None:
    """Columns, one after the other, changed behind the journal's back and put back.

    On most days every other one in a file, and every sixth on a server.
    """
    from bench_shop import furnish

    shop = worked(furnish(make_shop(target)))
    with shop.database._writer.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        tables = [*JOURNALLED.values(), JOURNAL, MENTION, *COUNTS]
        cells = [(table, column) for table in tables for column in table.columns]
        cells = cells[:: full(1, everyday=2 if sqlite else 6)]
        loosen(connection, sqlite)
        for table, column in cells:
            tamper_and_check(shop, connection, table, column)
        connection.rollback()
    assert len(cells) > (50 if sqlite else 30)


def loosen(connection: Any, sqlite: bool) -> None:
    """Take the guards off, as somebody with the file in hand would."""
    if sqlite:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("COMMIT")
        return
    connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER ALL")
    for name in JOURNALLED:
        connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
    connection.commit()


def tamper_and_check(shop: Shop, connection: Any, table: Any, column: Any) -> None:
    """Change one cell, or fill one that is empty, check, and put it back."""
    rows = connection.execute(table.select().limit(50)).mappings().all()
    row = next((r for r in rows if r[column.name] is not None), rows[0])
    old = row[column.name]
    new = (
        _tampered(old)
        if old is not None
        else (1 if "INT" in str(column.type) else 1.5 if "DOUBLE" in str(column.type) else "x")
    )
    key = [c == row[c.name] for c in table.primary_key.columns]
    changed = [c == (new if c is column else row[c.name]) for c in table.primary_key.columns]
    begin(connection)
    connection.execute(table.update().where(*key).values({column.name: new}))
    commit(connection)
    found = problems(shop)
    begin(connection)
    connection.execute(table.update().where(*changed).values({column.name: old}))
    commit(connection)
    assert found, f"{table.name}.{column.name} was changed from {old!r} to {new!r} unnoticed"


def begin(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def commit(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("COMMIT")
    else:
        connection.commit()


def _delete(connection: Any, number: int) -> None:
    connection.execute(JOURNAL.delete().where(JOURNAL.c.number == number))


def _swap(connection: Any, number: int) -> None:
    for old, new in ((number, -1), (number + 1, number), (-1, number + 1)):
        connection.execute(JOURNAL.update().where(JOURNAL.c.number == old).values(number=new))


def _insert(connection: Any, number: int) -> None:
    row = dict(
        connection.execute(JOURNAL.select().order_by(JOURNAL.c.number.desc())).mappings().first()
    )
    row |= {"number": row["number"] + 1, "key": str(uuid.uuid4()), "previous": row["hash"]}
    connection.execute(JOURNAL.insert().values(**row))


def _rehash(connection: Any, number: int) -> None:
    """Change an entry and compute its own hash anew: the next one gives it away."""
    row = dict(
        connection.execute(JOURNAL.select().where(JOURNAL.c.number == number)).mappings().one()
    )
    row["person"] = "EVE"
    row["hash"] = journal.entry_hash(row)
    connection.execute(JOURNAL.update().where(JOURNAL.c.number == number).values(**row))


def _cut_tail(connection: Any, number: int) -> None:
    connection.execute(JOURNAL.delete().where(JOURNAL.c.number > number))


@pytest.mark.parametrize("harm", [_delete, _swap, _insert, _rehash, _cut_tail])
@pytest.mark.parametrize("deep", [False, True])
def test_harm_to_the_journal_is_found(shop: Shop, harm: Any, deep: bool) -> None:
    worked(shop)
    shop.database.save_checkpoint()
    assert problems(shop, deep=deep) == []
    with shop.database._writer.connect() as connection:
        loosen(connection, connection.dialect.name == "sqlite")
        begin(connection)
        harm(connection, 7)
        commit(connection)
    assert problems(shop, deep=deep)


def test_a_whole_history_computed_anew_is_found_by_the_checkpoint(file_shop: Shop) -> None:
    """Somebody rewrites the journal from an entry on, with all hashes right."""
    worked(file_shop)
    file_shop.database.save_checkpoint()
    with file_shop.database._writer.connect() as connection:
        loosen(connection, True)
        begin(connection)
        previous = ""
        rows = connection.execute(JOURNAL.select().order_by(JOURNAL.c.number)).mappings().all()
        for found in rows:
            row = dict(found)
            if row["number"] == 9:
                row["person"] = "EVE"
            if previous:
                row["previous"] = previous
            previous = row["hash"] = journal.entry_hash(row)
            connection.execute(
                JOURNAL.update().where(JOURNAL.c.number == row["number"]).values(**row)
            )
        commit(connection)
    assert any("written anew" in problem for problem in problems(file_shop))
    # Teeth: without the witness outside, nothing can tell.
    file_shop.database.checkpoint_file().unlink()
    assert problems(file_shop) == []


def test_a_checkpoint_that_contradicts_the_journal_is_kept_as_evidence(file_shop: Shop) -> None:
    worked(file_shop)
    database = file_shop.database
    database.save_checkpoint()
    before = database.checkpoint_file().read_text()
    with database._writer.connect() as connection:
        loosen(connection, True)
        begin(connection)
        _cut_tail(connection, 9)
        commit(connection)
    database.close()
    again = Database.open(database.target)
    assert any("end of the journal" in f.what for f in check(again).findings)
    again.close()
    assert database.checkpoint_file().read_text() == before


def test_the_journal_takes_no_update_and_no_delete(shop: Shop) -> None:
    for statement in ("UPDATE journal SET person='EVE'", "DELETE FROM journal"):
        with (
            shop.database._writer.connect() as connection,
            pytest.raises(Exception, match="append-only"),
        ):
            connection.execute(text(statement))


def test_the_clock_may_go_back(tmp_path: Path) -> None:
    times = iter(
        [
            "2026-11-24T10:00:00.000000Z",
            "2026-11-24T09:00:00.000000Z",
            "1970-01-01T00:00:00.000000Z",
            "2038-01-19T03:14:08.000000Z",
        ]
    )
    database = Database.create(tmp_path / "w.db", name="T", owner="ANA", clock=lambda: next(times))
    shop = Shop(database)
    shop.do("open_batch", number="B1", supplier="S")
    shop.do("open_batch", number="B2", supplier="S")
    shop.do("open_batch", number="B3", supplier="S")
    at = [entry.at for entry in shop.ask("journal")]
    assert at == sorted(at)
    assert check(database, deep=True).ok
    database.close()


def test_the_same_key_is_answered_with_the_first_receipt(shop: Shop) -> None:
    key = str(uuid.uuid4())
    first = shop.do("receive", key=key, batch="B1", serial="S-1")
    again = shop.do("receive", key=key, batch="B1", serial="S-1")
    assert again == first
    assert len(shop.ask("pieces")) == 1


def test_an_act_may_change_rows_only_through_its_session(file_shop: Shop) -> None:
    def sneak(session: Any) -> dict[str, Any]:
        session.execute(text("UPDATE batch SET supplier='Nobody'"))
        return {}

    with pytest.raises(RuntimeError, match="through its session"):
        file_shop.database.write(sneak)
    assert file_shop.ask("batches")[0].supplier == "Rheintal"


def test_facts_that_are_no_json_are_refused(shop: Shop) -> None:
    for bad, said in (
        (float("nan"), "x: “nan” is no number."),
        ([0.5, float("-inf")], "x: “-inf” is no number."),
        ({"y": "\ud800"}, "y holds characters that cannot be kept."),
        ({1, 2}, "These facts cannot be kept: only text, numbers and lists of them."),
        ({5: 1, "y": 2}, "These facts cannot be kept"),
    ):
        with pytest.raises(Refused, match=said):
            shop.do(
                "record_step", piece="C01000001X", step="EVI", outcome="done", values={"x": bad}
            )


def test_random_work_and_random_undo_replays_exactly(shop: Shop) -> None:
    """Teeth for the collector: whatever the order, the journal makes the same tables."""
    dice = random.Random(7)
    cards = [shop.card(f"R{n}") for n in range(4)]
    entries: list[int] = []
    for _ in range(60):
        card = dice.choice(cards)
        try:
            act = dice.choice(["harvest", "harvest", "record_step", "move", "undo", "correct"])
            if act == "harvest":
                receipt = shop.do(
                    "harvest",
                    card=card,
                    site=f"M{dice.randrange(1, 13)}",
                    outcome=dice.choice(["good", "damaged", "missing", "left"]),
                )
            elif act == "record_step":
                receipt = shop.do("record_step", piece=card, step="TDN", outcome="done")
            elif act == "move":
                receipt = shop.do("move", piece=card, place=dice.choice(["TRAY-11", "TRAY-12"]))
            elif act == "correct":
                receipt = shop.do("correct", piece=card, note=str(dice.random()))
            else:
                receipt = shop.do("undo", entry=dice.choice(entries or [2]))
        except Refused:
            continue
        entries.append(receipt["entry"])
    assert len(entries) > 25
    assert check(shop.database, deep=True).findings == []


def test_every_act_is_covered_here_or_in_the_undo_test() -> None:
    assert set(ACTS) >= {"receive", "harvest", "undo"}
