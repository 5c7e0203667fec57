# SPDX-License-Identifier: MIT
"""A backup is whole, checked and comes back as it was; anything else leaves nothing."""

import json
import random
import shutil
import subprocess
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from bench_shop import Shop, furnish
from next_revision import REVISION, become_next, write_next

from workshop.domain.refused import Refused
from workshop.storage import archive, dump, engines, evidence, migrate
from workshop.storage.archive import unpack
from workshop.storage.backup import back_up, restore
from workshop.storage.check import check
from workshop.storage.checkpoint import read_checkpoint
from workshop.storage.database import Database
from workshop.storage.engines import sqlite_module
from workshop.storage.errors import Unavailable
from workshop.storage.schema import Row

LOGS = [b"<log/>", b"", b"\x00\xff" * 5000]
WHOLE = "is not a whole backup of a workshop"


def worked(shop: Shop) -> Shop:
    """Cards, dies, a test of each log that was kept."""
    furnish(shop)
    for number, data in enumerate(LOGS):
        card = shop.card(f"S-{number}")
        shop.do("harvest", card=card, site="GPU", outcome="good", place="TRAY-11")
        shop.do(
            "record_log", piece=card, tool="nvidia-smi", tool_version="570", verdict="pass",
            readings=[{"name": "core_temp", "value": 40.0, "unit": "°C"}],
            identifiers={"gpu_uuid": f"GPU-{number}"},
            evidence=evidence.keep(shop.database, data, f"log{number}.xml"),
        )  # fmt: skip
    shop.database.save_checkpoint()
    return shop


@pytest.fixture
def full(target: str | Path, make_shop: Callable[[str | Path], Shop]) -> Shop:
    return worked(make_shop(target))


@pytest.fixture
def file_full(tmp_path: Path, make_shop: Callable[[str | Path], Shop]) -> Shop:
    return worked(make_shop(tmp_path / "workshop.db"))


@pytest.fixture
def elsewhere(
    target: str | Path, tmp_path: Path, postgres_server: str | None
) -> Iterator[str | Path]:
    """A place of the same kind where no workshop is."""
    if isinstance(target, Path):
        yield tmp_path / "back" / "again.db"
        return
    assert postgres_server
    name = f"w{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def rows(database: Database) -> dict[str, list[Any]]:
    with database.read() as connection:
        return {
            name: sorted(tuple(row) for row in connection.execute(table.select()))
            for name, table in Row.metadata.tables.items()
        }


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_comes_back_is_what_was_there(
    full: Shop, elsewhere: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copies" / "of today"
    made = back_up(full.database, folder)
    before = rows(full.database)
    file = Path(made["file"])
    assert made["entry"] == len(before["journal"])
    assert {found.name for found in folder.iterdir()} == {
        file.name,
        file.with_suffix(".checkpoint").name,
    }
    witness = read_checkpoint(file.with_suffix(".checkpoint"))
    assert witness == (full.database.database_id, made["entry"], made["hash"])
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another-computer"))
    said = restore(file, elsewhere)
    assert said == {"database": str(elsewhere), "entry": made["entry"], "hash": made["hash"]}
    again = Database.open(elsewhere)
    assert again.database_id == full.database.database_id
    assert rows(again) == before
    assert check(again, deep=True).findings == []
    for data in LOGS:
        known = evidence.keep(full.database, data, "log.xml")
        assert evidence.read(again, known["sha256"]) == data
    Shop(again).card("S-9")
    assert check(again, deep=True).findings == []
    again.close()
    with pytest.raises(Refused, match="exists already|a workshop in this database already"):
        restore(file, elsewhere)


def test_a_backup_of_one_kind_of_database_is_no_backup_of_the_other(
    full: Shop, target: str | Path, tmp_path: Path, postgres_server: str | None
) -> None:
    made = back_up(full.database, tmp_path / "copies")
    other = tmp_path / "w.db" if isinstance(target, str) else "postgresql://nobody@127.0.0.1:9/x"
    with pytest.raises(Refused, match="This is a backup of a (PostgreSQL database|database file)"):
        restore(Path(made["file"]), other)
    assert not (tmp_path / "w.db").exists()


def behind_the_back(database: Database, statement: str) -> None:
    with database._writer.begin() as connection:
        connection.exec_driver_sql(statement)


def test_a_backup_of_a_damaged_database_is_not_kept(full: Shop, tmp_path: Path) -> None:
    behind_the_back(full.database, "UPDATE batch SET supplier='Somebody else'")
    with pytest.raises(
        Refused, match="not kept, because the database has faults: batch .*supplier"
    ):
        back_up(full.database, tmp_path / "copies")
    assert contents(tmp_path / "copies") == {}


def test_a_file_sqlite_cannot_read_is_not_kept(file_full: Shop, tmp_path: Path) -> None:
    file_full.database.close()
    path = Path(file_full.database.target)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 30_000] = bytes(30_000)
    path.write_bytes(data)
    with pytest.raises((Refused, Unavailable), match="damaged|faults"):
        back_up(Database(path), tmp_path / "copies")
    assert contents(tmp_path / "copies") == {}


def test_while_two_windows_write_every_backup_is_of_one_moment(
    full: Shop, target: str | Path, tmp_path: Path
) -> None:
    stop = threading.Event()
    problems: list[BaseException] = []

    def scan(who: int) -> None:
        window = Shop(Database.open(target))
        try:
            for number in range(10_000):
                if stop.is_set():
                    break
                window.do("receive", batch="B1", serial=f"W{who}N{number}")
        except BaseException as problem:
            problems.append(problem)
        finally:
            window.database.close()

    threads = [threading.Thread(target=scan, args=(who,)) for who in range(2)]
    for thread in threads:
        thread.start()
    made = [back_up(full.database, tmp_path / "copies") for _ in range(3)]
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    numbers = [backup["entry"] for backup in made]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 3  # they did write meanwhile
    hashes = {entry.number: entry.hash for entry in journal(full)}
    assert [hashes[backup["entry"]] for backup in made] == [backup["hash"] for backup in made]
    if isinstance(target, Path):
        restore(Path(made[-1]["file"]), tmp_path / "back.db")
        again = Database.open(tmp_path / "back.db")
        assert check(again, deep=True).findings == []
        assert len(journal(Shop(again))) == made[-1]["entry"]
        again.close()


def journal(shop: Shop) -> list[Any]:
    found: list[Any] = shop.ask("journal", limit=100_000)
    return found


@pytest.mark.parametrize("kind", ["vfat", "cifs"])
def test_a_backup_goes_to_a_stick_or_a_share_where_no_database_may_be(
    file_full: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    stick = tmp_path / "stick"
    monkeypatch.setattr(
        engines,
        "file_system",
        lambda path, mounts=None: kind if path.is_relative_to(stick) else "ext4",
    )
    before = contents(tmp_path)
    made = back_up(file_full.database, stick)
    assert sorted(contents(tmp_path).keys() - before.keys()) == sorted(
        f"stick/{Path(made['file']).stem}{ending}" for ending in (".zip", ".checkpoint")
    )
    restore(Path(made["file"]), tmp_path / "back.db")
    with pytest.raises(Refused, match="network share|formatted vfat"):
        restore(Path(made["file"]), stick / "back.db")


def test_a_server_is_backed_up_to_a_stick_as_well_on_postgresql(
    make_shop: Callable[[str | Path], Shop], postgres_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    shop = worked(make_shop(postgres_url))
    monkeypatch.setattr(engines, "file_system", lambda path, mounts=None: "vfat")
    made = back_up(shop.database, tmp_path / "stick")
    assert unpack(Path(made["file"])).entry == made["entry"]


def test_what_is_being_kept_at_the_moment_is_no_part_of_a_backup(
    file_full: Shop, tmp_path: Path
) -> None:
    """A file half written beside the others, by another window: its name is not a hash yet."""
    folder = evidence.evidence_folder(file_full.database.target, "")
    (folder / "aa").mkdir(exist_ok=True)
    (folder / "aa" / ("a" * 64 + ".4711-1.part")).write_bytes(b"half")
    made = back_up(file_full.database, tmp_path / "copies")
    restore(Path(made["file"]), tmp_path / "back.db")
    kept = evidence.kept_files(evidence.evidence_folder(tmp_path / "back.db", ""))
    assert len(kept) == len(LOGS)


def test_a_lost_photo_does_not_end_all_backups(file_full: Shop, tmp_path: Path) -> None:
    """What else is there is worth as much as before; the check tells of the photo."""
    lost, changed, _ = evidence.kept_files(evidence.evidence_folder(file_full.database.target, ""))
    lost.unlink()
    changed.write_bytes(b"not the same")
    made = back_up(file_full.database, tmp_path / "copies")
    restore(Path(made["file"]), tmp_path / "back.db")
    again = Database.open(tmp_path / "back.db")
    findings = [finding.what for finding in check(again, deep=True).findings]
    assert sorted(what.split()[-1] for what in findings) == ["changed.", "missing."]
    again.close()


def test_restoring_mends_a_kept_file_and_leaves_a_good_one(file_full: Shop, tmp_path: Path) -> None:
    made = back_up(file_full.database, tmp_path / "copies")
    file_full.database.close()
    path = Path(file_full.database.target)
    path.unlink()
    good, bad, gone = evidence.kept_files(evidence.evidence_folder(path, ""))
    bad.write_bytes(b"harm")
    gone.unlink()
    stamp = good.stat().st_mtime_ns
    restore(Path(made["file"]), path)
    assert good.stat().st_mtime_ns == stamp
    again = Database.open(path)
    assert check(again, deep=True).findings == []
    again.close()


def test_a_backup_of_an_older_release_is_brought_up_to_date(
    file_full: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = back_up(file_full.database, tmp_path / "copies")
    before = rows(file_full.database)
    become_next(write_next(tmp_path), monkeypatch)
    restore(Path(made["file"]), tmp_path / "back" / "w.db")
    again = Database.open(tmp_path / "back" / "w.db")
    with again.read() as connection:
        assert migrate.revision(connection) == REVISION
    assert rows(again) == before
    again.dispose()
    assert "w.db" in contents(tmp_path / "back")
    assert not any("before" in name for name in contents(tmp_path / "back"))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole backup of a database file, which no test changes."""
    folder = tmp_path_factory.mktemp("good")
    shop = worked(Shop(Database.create(folder / "workshop.db", name="T", owner="ANA")))
    made = back_up(shop.database, folder / "copies")
    shop.database.close()
    return Path(made["file"])


def members(backup: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    with zipfile.ZipFile(backup) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    return json.loads(files.pop("manifest.json")), files


def packed(path: Path, manifest: Any, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
        text = manifest if isinstance(manifest, str) else json.dumps(manifest)
        made.writestr("manifest.json", text)
    return path


def refused(backup: Path, tmp_path: Path, sentence: str = WHOLE) -> None:
    """Restoring is refused with a sentence, and nothing at all is written."""
    before = contents(tmp_path)
    with pytest.raises(Refused, match=sentence):
        restore(backup, tmp_path / "deep" / "back.db")
    assert contents(tmp_path) == before
    assert not (tmp_path / "deep").exists()
    assert list(tmp_path.glob(".restore*")) == []


def _bytes(change: Callable[[bytes], bytes]) -> Callable[[Path, Path], Path]:
    def make(good: Path, path: Path) -> Path:
        path.write_bytes(change(good.read_bytes()))
        return path

    return make


def _manifest(**change: Any) -> Callable[[Path, Path], Path]:
    def make(good: Path, path: Path) -> Path:
        manifest, files = members(good)
        return packed(path, {k: v for k, v in (manifest | change).items() if v is not ...}, files)

    return make


def _instead(manifest: Any) -> Callable[[Path, Path], Path]:
    return lambda good, path: packed(path, manifest, members(good)[1])


def _named(name: str) -> Callable[[Path, Path], Path]:
    """A file of a name of its own choice, with the right hash."""

    def make(good: Path, path: Path) -> Path:
        manifest, files = members(good)
        files[name] = b"x"
        manifest["files"][name] = archive.hashlib.sha256(b"x").hexdigest()
        return packed(path, manifest, files)

    return make


def _both(good: Path, path: Path) -> Path:
    return _named("workshop.dump")(good, path)


def _without_database(good: Path, path: Path) -> Path:
    manifest, files = members(good)
    del files["workshop.db"], manifest["files"]["workshop.db"]
    return packed(path, manifest, files)


def _wrong_hash(good: Path, path: Path) -> Path:
    manifest, files = members(good)
    manifest["files"]["workshop.db"] = "0" * 64
    return packed(path, manifest, files)


def _missing_file(good: Path, path: Path) -> Path:
    manifest, files = members(good)
    files.pop(next(name for name in files if name.startswith("evidence/")))
    return packed(path, manifest, files)


def _changed_byte_of_an_evidence(good: Path, path: Path) -> Path:
    manifest, files = members(good)
    name = next(name for name in files if name.startswith("evidence/") and files[name])
    files[name] = b"y" + files[name][1:]
    return packed(path, manifest, files)


def _method(number: int) -> Callable[[bytes], bytes]:
    """The packing of the first file said to be another one, in both places."""

    def change(data: bytes) -> bytes:
        directory = data.index(b"PK\x01\x02")
        changed = bytearray(data)
        changed[8:10] = number.to_bytes(2, "little")
        changed[directory + 10 : directory + 12] = number.to_bytes(2, "little")
        return bytes(changed)

    return change


def _encrypted(data: bytes) -> bytes:
    directory = data.index(b"PK\x01\x02")
    changed = bytearray(data)
    changed[6] |= 1
    changed[directory + 8] |= 1
    return bytes(changed)


DEEP = "[" * 100_000 + "]" * 100_000

BAD: dict[str, Callable[[Path, Path], Path]] = {
    "empty": _bytes(lambda data: b""),
    "text": _bytes(lambda data: b"serial,model\n" * 100),
    "half": _bytes(lambda data: data[: len(data) // 2]),
    "cut by one": _bytes(lambda data: data[:-1]),
    "without its beginning": _bytes(lambda data: data[1000:]),
    "only its end": _bytes(lambda data: data[-22:]),
    "packed in no known way": _bytes(_method(99)),
    "packed another way": _bytes(_method(14)),
    "and another": _bytes(_method(12)),
    "encrypted": _bytes(_encrypted),
    "a foreign zip": lambda good, path: packed(path, {"format": 1}, {"a.txt": b"x"}),
    "manifest no json": _instead("{"),
    "manifest no text": _instead('"\udcff"'.encode(errors="surrogateescape").decode("latin-1")),
    "manifest a list": _instead([1]),
    "manifest a word": _instead('"format"'),
    "manifest very deep": _instead(DEEP),
    "no format": _manifest(format=...),
    "format of no kind": _manifest(format="1"),
    "format zero": _manifest(format=0),
    "no entry": _manifest(entry=...),
    "entry no number": _manifest(entry="12"),
    "no hash": _manifest(hash=...),
    "hash none": _manifest(hash="../../x"),
    "no database": _manifest(database_id=...),
    "a path for a database": _manifest(database_id="../../x"),
    "files a list": _manifest(files=["workshop.db"]),
    "files numbers": _manifest(files={"workshop.db": 7}),
    "no files": _manifest(files={}),
    "hash in capitals": _manifest(files={"workshop.db": "A" * 64}),
    "both databases": _both,
    "no database file": _without_database,
    "wrong hash": _wrong_hash,
    "a file is missing": _missing_file,
    "evidence changed": _changed_byte_of_an_evidence,
    "up": _named("../evil"),
    "up from evidence": _named("evidence/../../" + "a" * 58),
    "from the root": _named("/tmp/evil"),
    "of another system": _named("C:\\evil"),
    "a short hash": _named("evidence/" + "a" * 63),
    "letters of another alphabet": _named("evidence/" + "é" * 64),
    "another file": _named("evidence"),
}


@pytest.mark.parametrize("how", BAD)
def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(
    good: Path, tmp_path: Path, how: str
) -> None:
    refused(BAD[how](good, tmp_path / "bad.zip"), tmp_path)


def test_a_backup_of_a_newer_release_says_so(good: Path, tmp_path: Path) -> None:
    newer = _manifest(format=2)(good, tmp_path / "new.zip")
    refused(newer, tmp_path, "was made by a newer version. Install that one")


def test_no_byte_of_a_backup_can_change_unnoticed(good: Path, tmp_path: Path) -> None:
    """Flipped one after the other: refused, or (a time stamp of the zip) without any effect."""
    dice = random.Random(11)
    data = good.read_bytes()
    wanted = unpack(good)
    noticed = 0
    for turn in range(150):
        changed = bytearray(data)
        place = dice.randrange(len(data)) if turn % 2 else len(data) - 1 - dice.randrange(700)
        changed[place] ^= 1 << dice.randrange(8)
        bad = tmp_path / "bad.zip"
        bad.write_bytes(changed)
        staging = tmp_path / "staging"
        staging.mkdir()
        try:
            manifest = unpack(bad, staging)
            assert manifest == wanted
            _, files = members(good)
            assert contents(staging) == files
        except Refused:
            noticed += 1
        shutil.rmtree(staging)
    assert noticed > 100


def _bomb(name: str, good: Path, path: Path) -> Path:
    manifest, files = members(good)
    files[name] = bytes(3 * 2**20)
    manifest["files"][name] = archive.hashlib.sha256(files[name]).hexdigest()
    return packed(path, manifest, files)


@pytest.mark.parametrize("name", ["workshop.db", "evidence/" + "b" * 64])
def test_a_bomb_is_not_set_off(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A small file that grows without end: the real limits are 64 MB, and 200 times packed."""
    bomb = _bomb(name, good, tmp_path / "bomb.zip")
    monkeypatch.setattr(archive, "LARGEST", 2**20)
    written: list[str] = []
    honest = archive._read
    monkeypatch.setattr(
        archive,
        "_read",
        lambda opened, file, staging: written.append(file) or honest(opened, file, staging),
    )
    refused(bomb, tmp_path)
    assert name not in written


def test_a_manifest_that_grows_without_end_is_not_read(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, files = members(good)
    manifest["files"] |= {f"evidence/{n:064x}": "0" * 64 for n in range(2000)}
    huge = packed(tmp_path / "huge.zip", manifest, files)
    monkeypatch.setattr(archive, "LARGEST_MANIFEST", 2**16)
    refused(huge, tmp_path)


def test_what_has_no_room_is_not_begun(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil._ntuple_diskusage(100, 99, 1)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    with pytest.raises(Unavailable, match="The disk is full"):
        restore(good, tmp_path / "back.db")
    assert contents(tmp_path) == {}


def test_a_disk_that_fails_while_reading_is_not_called_a_bad_backup(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(source: Any, sink: Any) -> str:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(archive, "_poured", broken)
    with pytest.raises(Unavailable, match="does not answer"):
        restore(good, tmp_path / "back.db")
    assert contents(tmp_path) == {}


def with_database(good: Path, path: Path, *statements: str, **change: Any) -> Path:
    """The backup with its database tampered with, and every hash right."""
    manifest, files = members(good)
    inside = path.with_suffix(".db")
    inside.write_bytes(files["workshop.db"])
    connection = sqlite_module().connect(str(inside), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()
    files["workshop.db"] = inside.read_bytes()
    inside.unlink()
    manifest["files"]["workshop.db"] = archive.hashlib.sha256(files["workshop.db"]).hexdigest()
    return packed(path, manifest | change, files)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE batch SET supplier='Somebody else'", "is damaged and was not restored"),
        ("DROP INDEX uq_identifier_serial", "is damaged and was not restored"),
        ("CREATE TRIGGER evil AFTER INSERT ON piece BEGIN DELETE FROM batch; END",
         "is damaged and was not restored"),
        ("PRAGMA application_id=7", "a database of another program"),
        ("UPDATE alembic_version SET version_num='9999'", "made by a newer version"),
    ],
)  # fmt: skip
def test_a_database_that_was_tampered_with_is_not_restored(
    good: Path, tmp_path: Path, statement: str, sentence: str
) -> None:
    refused(with_database(good, tmp_path / "evil.zip", statement), tmp_path, sentence)


def test_a_database_that_ends_elsewhere_than_the_manifest_says_is_not_restored(
    good: Path, tmp_path: Path
) -> None:
    other = with_database(good, tmp_path / "other.zip", hash="0" * 64)
    refused(other, tmp_path, "is damaged and was not restored")


def test_a_dump_that_is_none_leaves_a_server_empty_on_postgresql(
    postgres_url: str, tmp_path: Path, good: Path
) -> None:
    manifest, files = members(good)
    del files["workshop.db"], manifest["files"]["workshop.db"]
    for data in (b"PGDMP and then nothing", b""):
        files["workshop.dump"] = data
        manifest["files"]["workshop.dump"] = archive.hashlib.sha256(data).hexdigest()
        bad = packed(tmp_path / "bad.zip", manifest, files)
        with pytest.raises(Refused, match="pg_restore failed: .*"):
            restore(bad, postgres_url)
        with pytest.raises(Refused, match="holds no workshop yet"):
            Database.open(postgres_url)


def test_a_dump_of_another_history_is_told_on_postgresql(
    make_shop: Callable[[str | Path], Shop], postgres_url: str, tmp_path: Path
) -> None:
    shop = worked(make_shop(postgres_url))
    manifest, files = members(Path(back_up(shop.database, tmp_path / "copies")["file"]))
    bad = packed(tmp_path / "bad.zip", manifest | {"hash": "0" * 64}, files)
    shop.database.dispose()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    with pytest.raises(Refused, match="not what was backed up. Do not work with it"):
        restore(bad, postgres_url)


def test_restoring_never_writes_over_anything(good: Path, tmp_path: Path) -> None:
    (tmp_path / "file.db").write_text("mine")
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "link.db").symlink_to(tmp_path / "nowhere")
    (tmp_path / "log.db-wal").write_text("the log of a database somebody moved away")
    (tmp_path / "undo.db-journal").write_text("the same of another way to work")
    before = contents(tmp_path)
    for name in ("file.db", "folder.db", "link.db"):
        with pytest.raises(Refused, match="exists already"):
            restore(good, tmp_path / name)
    for name in ("log.db", "undo.db"):
        with pytest.raises(Refused, match="was left by another database"):
            restore(good, tmp_path / name)
    with pytest.raises(Refused, match="There is no file"):
        restore(tmp_path / "none.zip", tmp_path / "w.db")
    assert contents(tmp_path) == before


def test_what_comes_into_being_meanwhile_is_not_written_over_either(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.db"
    honest = engines.require_local

    def slow(checked: Path, mounts: str | None = None) -> None:
        honest(checked, mounts)
        if checked.name == "workshop.db":  # the copy is being looked at: somebody is quicker
            path.write_text("mine")

    monkeypatch.setattr("workshop.storage.database.require_local", slow)
    with pytest.raises(Refused, match="exists already"):
        restore(good, path)
    assert contents(tmp_path) == {"w.db": b"mine"}


@pytest.mark.parametrize("step", ["pack", "unpack", "appear", "_copied"])
def test_a_backup_that_fails_leaves_nothing_but_the_one_before(
    file_full: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    copies = tmp_path / "copies"
    back_up(file_full.database, copies)
    before = contents(copies)

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"workshop.storage.backup.{step}", full)
    with pytest.raises(Unavailable, match="The disk is full"):
        back_up(file_full.database, copies)
    assert contents(copies) == before
    assert {found.name for found in copies.iterdir()} == before.keys()


def test_a_backup_that_does_not_read_back_is_not_kept(
    file_full: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: a memory fault while packing."""
    honest = archive._poured
    monkeypatch.setattr(
        archive, "_poured", lambda source, sink: honest(source, sink)[:-1] + "0"
        if sink is not None else honest(source, sink)
    )  # fmt: skip
    with pytest.raises(Refused, match=WHOLE):
        for _ in range(40):  # one time in sixteen the last digit is a 0 anyway
            back_up(file_full.database, tmp_path / "copies")
    assert list((tmp_path / "copies").glob(".*")) == []


def test_without_the_programs_of_postgresql_it_says_what_is_missing(
    make_shop: Callable[[str | Path], Shop], postgres_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    shop = make_shop(postgres_url)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="The program pg_dump is missing. Install the PostgreSQL"):
        back_up(shop.database, tmp_path / "copies")
    assert contents(tmp_path / "copies") == {}


def test_a_password_is_not_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody on a computer can read the command lines of its processes."""
    seen: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[str], *, env: dict[str, str], **_: Any) -> Any:
        seen.append((command, env))
        return subprocess.CompletedProcess(command, 1, "", "pg_dump: error: no such server\n")

    monkeypatch.setattr(dump.subprocess, "run", run)
    with pytest.raises(Refused, match="pg_dump failed: pg_dump: error: no such server"):
        dump.dump("postgresql://ana:s%40crét@shop/w?sslmode=require", tmp_path / "x")
    command, env = seen[0]
    assert not any("crét" in word or "cr%C3" in word for word in command)
    assert env["PGPASSWORD"] == "s@crét"
    assert "--dbname=postgresql://ana@shop/w?sslmode=require" in command
