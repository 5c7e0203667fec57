# SPDX-License-Identifier: MIT
"""What is no whole backup is refused and leaves nothing; restoring writes over nothing."""

import json
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from backed_up import WHOLE, contents, worked
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.storage import archive, dump, engines
from workshop.storage.archive import unpack
from workshop.storage.backup import back_up, restore
from workshop.storage.database import Database
from workshop.storage.engines import sqlite_module
from workshop.storage.errors import Unavailable


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
    monkeypatch.setattr(archive, "LARGEST_REPORT", 2**20)
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
