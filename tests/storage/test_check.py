# SPDX-License-Identifier: MIT
"""The check finds what was changed, never falls over what is damaged, and cries no wolf."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bench_shop import Shop
from worked_shop import copied, found, made, worked

from workshop.domain.refused import Spoken
from workshop.storage import check as checks
from workshop.storage import journal
from workshop.storage.check import MOST, check
from workshop.storage.database import Database
from workshop.storage.engines import sqlite_module
from workshop.storage.errors import Unavailable
from workshop.storage.files import remove_database
from workshop.storage.journal import read_changes
from workshop.storage.migrate import HEAD
from workshop.storage.schema import JOURNAL

FLIPS = 100


@pytest.fixture(scope="module")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("full"))


@pytest.fixture
def full(
    target: str | Path, make_shop: Callable[[str | Path], Shop], request: pytest.FixtureRequest
) -> Shop:
    if isinstance(target, Path):
        return request.getfixturevalue("file_full")
    return worked(make_shop(target))


@pytest.fixture
def file_full(full_folder: Path, tmp_path: Path, opened: list[Database]) -> Shop:
    return copied(full_folder, tmp_path, opened)


def harm(shop: Shop, *statements: str) -> None:
    """Change the database as somebody would who has the file and needs no permission."""
    with shop.database._writer.connect() as connection:
        if connection.dialect.name == "sqlite":
            cursor = connection.connection.cursor()
            for statement in ("PRAGMA foreign_keys=OFF", "PRAGMA writable_schema=ON", *statements,
                              "PRAGMA writable_schema=OFF", "PRAGMA foreign_keys=ON"):  # fmt: skip
                cursor.execute(statement)
        else:
            for statement in statements:
                connection.exec_driver_sql(statement)
            connection.commit()


def test_a_clean_workshop_is_clean_and_says_what_was_looked_at(full: Shop) -> None:
    seen: list[tuple[int, int]] = []
    for deep in (False, True):
        report = check(full.database, deep=deep, progress=lambda *at: seen.append(at))
        assert report.findings == []
        assert report.ok
        assert report.deep is deep
        assert report.entries == len(full.ask("journal", limit=1000))
        assert report.head == full.ask("journal", limit=1000)[-1].hash
        assert (report.rows > 20) is deep
    assert seen == []  # it speaks up every thousand entries


def test_progress_is_told_on_the_way(file_full: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "TELL_EVERY", 5)
    total = len(file_full.ask("journal", limit=1000))
    seen: list[tuple[int, int]] = []
    assert check(file_full.database, progress=lambda *at: seen.append(at)).ok
    assert seen == [(number, total) for number in range(5, total + 1, 5)]


SCHEMA_HARM = {
    "a dropped unique index": (
        "DROP INDEX uq_identifier_serial",
        "DROP INDEX uq_identifier_serial",
        "index uq_identifier_serial is missing",
    ),
    "a dropped index": (
        "DROP INDEX ix_piece_donor_id",
        "DROP INDEX ix_piece_donor_id",
        "index ix_piece_donor_id is missing",
    ),
    "the guard of the journal": (
        "DROP TRIGGER journal_stands_update",
        "ALTER TABLE journal DISABLE TRIGGER journal_stands",
        "trigger journal_stands",
    ),
    "a dropped trigger": (
        "DROP TRIGGER piece_tally_insert",
        "DROP TRIGGER piece_tally ON piece",
        "trigger piece_tally",
    ),
    "a trigger put in": (
        "CREATE TRIGGER evil AFTER INSERT ON piece BEGIN UPDATE piece SET note='x'; END",
        "CREATE TRIGGER evil AFTER INSERT ON piece EXECUTE FUNCTION journal_stands()",
        "trigger evil was put in",
    ),
    "a rule put in": (
        "CREATE VIEW evil AS SELECT 1",
        "CREATE RULE evil AS ON INSERT TO label DO INSTEAD NOTHING",
        "evil was put in",
    ),
    "a column put in": (
        "ALTER TABLE batch ADD COLUMN colour TEXT",
        "ALTER TABLE batch ADD COLUMN colour text",
        "batch",
    ),
    "a table put in": ("CREATE TABLE evil (x INTEGER)", "", "table evil was put in"),
    "an index on other columns": (
        "UPDATE sqlite_schema SET sql=replace(sql, 'normal, maker)', 'maker, normal)')"
        " WHERE name='uq_manifest_line_claim'",
        "DROP INDEX uq_manifest_line_claim;"
        "CREATE UNIQUE INDEX uq_manifest_line_claim ON manifest_line (batch_id, maker, normal)",
        "index uq_manifest_line_claim says something else",
    ),
    "a table that takes anything": (
        "UPDATE sqlite_schema SET sql=replace(sql, 'STRICT', '') WHERE name='person'",
        "ALTER TABLE person ALTER COLUMN code DROP NOT NULL",
        "person",
    ),
    "a reference dropped": (
        "UPDATE sqlite_schema SET sql=replace(sql, 'REFERENCES batch', 'REFERENCES person')"
        " WHERE name='piece'",
        "ALTER TABLE piece DROP CONSTRAINT fk_piece_batch_id",
        "piece",
    ),
    "another function": (
        "",
        "CREATE OR REPLACE FUNCTION journal_stands() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN NULL; END $$",
        "function journal_stands says something else",
    ),
}


def schema_findings(database: Database) -> list[str]:
    return [what for what in found(database, deep=False) if what.startswith("The schema was chan")]


@pytest.mark.parametrize(
    "what", [what for what, (statement, *_) in SCHEMA_HARM.items() if statement]
)
def test_a_changed_schema_of_a_file_is_found(file_full: Shop, what: str) -> None:
    statement, _, sentence = SCHEMA_HARM[what]
    harm(file_full, statement)
    changes = schema_findings(file_full.database)
    assert any(sentence in change for change in changes), changes


def test_a_changed_schema_is_found_on_postgresql(
    make_shop: Callable[[str | Path], Shop], postgres_url: str
) -> None:
    shop = make_shop(postgres_url)
    known: set[str] = set()
    for what, (_, statement, sentence) in SCHEMA_HARM.items():
        if not statement:
            continue
        harm(shop, statement)
        changes = set(schema_findings(shop.database))
        assert any(sentence in change for change in changes - known), what
        known = changes


@pytest.mark.parametrize("deep", [False, True])
def test_a_changed_version_is_found(full: Shop, deep: bool) -> None:
    harm(full, "UPDATE alembic_version SET version_num='0000'")
    assert f"The schema says version 0000, not {HEAD}." in found(full.database, deep=deep)
    harm(full, "DELETE FROM alembic_version")
    assert any("does not say which version" in what for what in found(full.database, deep=deep))
    harm(full, "DROP TABLE alembic_version")
    assert any("database of another program" in what for what in found(full.database, deep=deep))


# The tables behind the search index, and what somebody could do to each.
SEARCH_HARM = [
    "DELETE FROM search_index_data WHERE id > 1000",
    "UPDATE search_index_data SET block=zeroblob(length(block)) WHERE id > 1000",
    "DELETE FROM search_index_idx",
    "DELETE FROM search_index_idx WHERE pgno=(SELECT max(pgno) FROM search_index_idx)",
    "UPDATE search_index_data SET block=zeroblob(8) WHERE id=1",
    "DELETE FROM search_index_config",
    "UPDATE search_index_config SET v=99 WHERE k='version'",
    "INSERT INTO search_index(rowid, body) VALUES (999999, 'ghost')",
    "INSERT INTO search_index(search_index, rowid, body) SELECT 'delete', id, tag FROM piece",
]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workshop whose search index takes more than one page."""
    folder = made(tmp_path_factory.mktemp("indexed"))
    shop = Shop(Database.open(folder / "workshop.db"))
    cards = [{"serial": f"L{n * 7919:07d}"} for n in range(800)]
    shop.do("receive_many", batch="B1", cards=cards)
    assert found(shop.database) == []
    shop.database.close()
    return folder


@pytest.mark.parametrize("statement", SEARCH_HARM)
def test_harm_to_the_search_index_is_found(
    indexed: Path, tmp_path: Path, opened: list[Database], statement: str
) -> None:
    shop = copied(indexed, tmp_path, opened)
    harm(shop, statement)
    assert any(
        "The search index does not" in what or "search_index" in what or "damaged" in what
        for what in found(shop.database)
    )


def test_checking_again_and_again_between_scans_is_no_damage(file_shop: Shop) -> None:
    """SQLite checks a search index by what the connection remembers, not by what is there now."""
    for number in range(120):
        file_shop.card(f"S-{number}")
        if number % 2:
            assert found(file_shop.database, deep=False) == [], number


def test_a_row_the_triggers_did_not_see_is_found(file_full: Shop) -> None:
    harm(
        file_full,
        "DROP TRIGGER piece_search_update",
        "UPDATE piece SET tag='C01000009X' WHERE id=(SELECT min(id) FROM piece)",
    )
    said = found(file_full.database)
    assert any("search index does not agree" in what for what in said)
    assert any("tag was changed behind the journal's back" in what for what in said)


def rewrite(shop: Shop, number: int, **columns: str) -> None:
    """Put something else into one entry, and compute every hash from there on anew."""
    with shop.database._writer.connect() as connection:
        if connection.dialect.name == "sqlite":
            cursor = connection.connection.cursor()
            cursor.execute("DROP TRIGGER IF EXISTS journal_stands_update")
        else:
            connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER journal_stands")
        previous = ""
        rows = connection.execute(JOURNAL.select().order_by(JOURNAL.c.number)).mappings().all()
        for row in map(dict, rows):
            row |= columns if row["number"] == number else {}
            row["previous"] = previous or row["previous"]
            previous = row["hash"] = journal.entry_hash(row)
            connection.execute(
                JOURNAL.update().where(JOURNAL.c.number == row["number"]).values(**row)
            )
        connection.commit()
    shop.database.checkpoint_file().unlink()


GARBAGE = [
    "", "{", "null", "7", '"x"', "{}", "[7]", "[[]]", '[["piece"]]', '[["piece", 1, null]]',
    '[["piece", "x", null, {}]]', '[[["piece"], 1, null, {}]]', '[["piece", 1, 7, {}]]',
    '[["piece", 1, null, "x"]]', '[["piece", 1, null, [1]]]', '[["nowhere", 1, null, {}]]',
    '[["piece", 1.5, null, {}]]', '[["piece", true, null, {}]]', '[["piece", 1e999, null, {}]]',
    '[["piece", 99999999999999999999, null, {}]]', '[["piece", 1, {"a": 1}, null]]',
    '[["piece", 1, null, {"donor_id": "x"}]]', '[["piece", 1, null, {"note": NaN}]]',
    '[["piece", 1, null, {"note": "\\ud800"}]]', "[" * 20_000 + "]" * 20_000,
    '[["piece", null, null, null]]', '[["piece", 1, null, null]]', "\x01\x02",
]  # fmt: skip


def test_garbage_in_the_changes_of_an_entry_is_a_finding_and_no_crash(file_full: Shop) -> None:
    """Every hash is right: somebody computed them anew. The replay has to say it."""
    for text in GARBAGE:
        rewrite(file_full, 6, changes=text)
        said = found(file_full.database)
        assert any("6" in what for what in said if "schema" not in what), text
        file_full.database.save_checkpoint()


def test_a_row_that_comes_a_second_time_is_found(file_full: Shop) -> None:
    with file_full.database.read() as connection:
        rows = connection.execute(JOURNAL.select().order_by(JOURNAL.c.number)).mappings().all()
    rewrite(file_full, 6, changes=rows[4]["changes"])
    assert any("came a second time" in what for what in found(file_full.database))


@pytest.mark.parametrize("column", ["facts", "receipt", "touched"])
@pytest.mark.parametrize("text", ["{", "", "null", "[" * 20_000, "\x01"])
def test_garbage_in_an_entry_is_found_by_its_hash(file_full: Shop, column: str, text: str) -> None:
    harm(
        file_full,
        "DROP TRIGGER journal_stands_update",
        f"UPDATE journal SET {column}='{text}' WHERE number=6",
    )
    said = found(file_full.database, deep=False)
    assert "Entry 6 was changed after it was written." in said


def test_garbage_in_a_table_is_found_by_the_replay(file_full: Shop) -> None:
    for statement in (
        "UPDATE step_record SET facts='{'",
        "UPDATE catalogue_copy SET body='['",
        "UPDATE measurement SET number=1e308",
        "UPDATE evidence SET sha256='../../etc/passwd'",
    ):
        harm(file_full, statement)
    said = found(file_full.database)
    assert sum("behind the journal's back" in what for what in said) >= 5
    assert "The kept file ../../etc/pa (log.xml) is missing." in said


def test_rows_that_came_and_went_unseen_are_found(full: Shop) -> None:
    harm(
        full,
        "DELETE FROM measurement",
        "INSERT INTO person (id, code, name, role) VALUES (77777, 'EVE', 'Eve', 'manager')",
    )
    said = found(full.database)
    assert "person 77777 is not in the journal." in said
    assert any(what.startswith("measurement ") and what.endswith("is missing.") for what in said)


def test_a_row_that_refers_to_nothing_is_found(file_full: Shop) -> None:
    harm(file_full, "DELETE FROM batch")
    assert any("refers to a row of batch that does not exist" in what
               for what in found(file_full.database, deep=False))  # fmt: skip


def test_a_long_list_of_faults_is_cut_short(file_full: Shop) -> None:
    for n in range(MOST + 10):
        file_full.do("open_batch", number=f"N{n}", supplier="S")
    harm(file_full, "UPDATE batch SET note='x'")
    report = check(file_full.database, deep=True)
    assert not report.ok
    assert len(report.findings) == MOST


def test_types_the_program_never_wrote_are_findings(file_full: Shop) -> None:
    """A schema without its types, and bytes where a text should be."""
    harm(
        file_full,
        "DROP TRIGGER journal_stands_update",
        "UPDATE sqlite_schema SET sql=replace(sql, 'STRICT', '') WHERE name IN ('journal','batch')",
    )
    file_full.database.dispose()
    harm(file_full, "UPDATE batch SET supplier=x'ff00'")
    assert not check(file_full.database, deep=True).ok
    harm(file_full, "UPDATE journal SET at=x'ff' WHERE number=5")
    said = found(file_full.database)
    assert any("holds what it never should" in what for what in said), said
    harm(file_full, "UPDATE journal SET at=CAST(x'ff' AS TEXT) WHERE number=5")
    assert any("file is damaged" in what for what in found(file_full.database))


def test_a_table_that_is_gone_is_a_finding(file_full: Shop) -> None:
    harm(file_full, "DROP TABLE mention")
    said = found(file_full.database)
    assert "The schema was changed: table mention is missing." in said
    assert any("no such table: mention" in what for what in said)


def test_a_database_that_went_away_is_a_finding(file_full: Shop, tmp_path: Path) -> None:
    file_full.database.dispose()
    path = Path(file_full.database.target)
    path.rename(tmp_path / "elsewhere.db")
    path.mkdir()
    report = check(file_full.database, deep=True)
    assert [finding.what for finding in report.findings] == [
        "The database does not answer: unable to open database file."
    ]
    path.rmdir()


def test_read_changes_takes_what_was_written_and_nothing_else(file_full: Shop) -> None:
    with file_full.database.read() as connection:
        texts = connection.execute(JOURNAL.select()).mappings().all()
    for row in texts:
        assert json.loads(row["changes"]) == [list(c) for c in read_changes(row["changes"])]
    good = {'[["nowhere", 1, null, {}]]', '[["piece", 1, {"a": 1}, null]]'}
    for text in GARBAGE:
        if (
            text in good
            or '"piece", 1, null, {"' in text
            or text in ("{}", '[["piece", 1, null, null]]')
        ):
            continue
        with pytest.raises(ValueError):
            read_changes(text)


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of more than a hundred pages, closed, and its checkpoint."""
    folder = tmp_path_factory.mktemp("larger")
    shop = worked(Shop(Database.create(folder / "w.db", name="T", owner="ANA")))
    cards = [{"serial": f"L{n:05d}", "model": "GeForce RTX 4090"} for n in range(150)]
    shop.do("receive_many", batch="B1", cards=cards)
    for n in range(20):
        shop.do("receive", batch="B1", serial=f"M{n}", note=f"note {n} " * 20)
    shop.database.close()
    return folder


def cells(path: Path) -> list[Any] | None:
    """Every stored value of a database; None where SQLite cannot read them all."""
    connection = sqlite_module().connect(f"file:{path}?mode=ro", uri=True)
    try:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type='table' AND sql NOT LIKE '%VIRTUAL%'"
                " AND name NOT LIKE 'search_index%' ORDER BY name"
            )
        ]
        return [connection.execute(f"SELECT * FROM {name}").fetchall() for name in names]
    except sqlite_module().Error:
        return None
    finally:
        connection.close()


def test_flipped_bits_are_reported_and_nothing_falls_over(larger: Path, tmp_path: Path) -> None:
    """In every page of a copy: what changed a stored value is found, whatever it is."""
    dice = random.Random(20261124)
    data = (larger / "w.db").read_bytes()
    pages = len(data) // 4096
    wanted = cells(larger / "w.db")
    path = tmp_path / "w.db"
    shutil.copytree(larger / "w.db.evidence", tmp_path / "w.db.evidence")
    shutil.copy(larger / "w.db.checkpoint", tmp_path / "w.db.checkpoint")
    told = changed = 0
    for turn in range(FLIPS):
        harmed = bytearray(data)
        page = turn * pages // FLIPS
        for _ in range(1 if turn % 2 else 6):
            harmed[page * 4096 + dice.randrange(4096)] ^= 1 << dice.randrange(8)
        remove_database(path)
        path.write_bytes(harmed)
        try:
            database = Database.open(path)
        except Spoken:
            told += 1
            continue
        report = check(database, deep=True)
        database.dispose()
        told += not report.ok
        if report.ok:
            assert cells(path) == wanted, f"turn {turn}, page {page}: changed unnoticed"
        else:
            changed += 1
    assert told >= FLIPS // 3  # the others fell on room that holds nothing yet
    assert changed > 10


def test_the_flips_are_ones_that_sqlite_alone_does_not_find(larger: Path, tmp_path: Path) -> None:
    """Teeth: a letter in the middle of a supplier's name, and the file is "ok"."""
    data = (larger / "w.db").read_bytes()
    assert data.count(b"Rheintal")
    path = tmp_path / "w.db"
    path.write_bytes(data.replace(b"Rheintal", b"Rheintam"))
    connection = sqlite_module().connect(str(path))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    database = Database.open(path)
    assert found(database, deep=False)  # the journal holds the name too
    database.dispose()


@pytest.mark.parametrize("length", [100, 4096, 8192, 40_960, -4096])
def test_a_file_cut_short_is_reported(larger: Path, tmp_path: Path, length: int) -> None:
    path = tmp_path / "w.db"
    path.write_bytes((larger / "w.db").read_bytes()[:length])
    try:
        database = Database.open(path)
    except (Spoken, Unavailable):
        return
    assert found(database)
    database.dispose()


def test_pages_of_another_time_are_reported(larger: Path, tmp_path: Path) -> None:
    """Two pages swapped, one after the other through the file."""
    data = (larger / "w.db").read_bytes()
    pages = len(data) // 4096
    path = tmp_path / "w.db"
    for first in range(1, pages - 2, max(1, pages // 12)):
        a, b = first * 4096, (first + 1) * 4096
        path.write_bytes(data[:a] + data[b : b + 4096] + data[a : a + 4096] + data[b + 4096 :])
        try:
            database = Database.open(path)
        except Spoken:
            continue
        assert found(database), first
        database.dispose()
