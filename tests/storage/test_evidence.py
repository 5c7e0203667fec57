# SPDX-License-Identifier: MIT
"""What is kept is kept byte for byte, and what was lost or changed is told."""

import hashlib
import threading
from pathlib import Path

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.storage import evidence
from workshop.storage.check import check
from workshop.storage.errors import Unavailable

LOG = b"<nvidia_smi_log/>\r\n\x00 nothing is changed, not even the end of a line"


def place(shop: Shop, sha256: str) -> Path:
    folder = evidence.evidence_folder(shop.database.target, shop.database.database_id)
    return evidence.kept_file(folder, sha256)


def record(shop: Shop, data: bytes, serial: str = "S-1") -> str:
    """Record a test from a log; the hash of the kept file."""
    kept = evidence.keep(shop.database, data, f"{serial}.xml")
    shop.do(
        "record_log", piece=shop.card(serial), tool="nvidia-smi", tool_version="570",
        verdict="pass", readings=[], identifiers={}, evidence=kept,
    )  # fmt: skip
    sha256: str = kept["sha256"]
    return sha256


def test_a_file_is_kept_byte_for_byte_under_its_hash(shop: Shop) -> None:
    kept = evidence.keep(shop.database, LOG, "/somewhere/else/smi.xml")
    assert kept == {
        "sha256": hashlib.sha256(LOG).hexdigest(),
        "name": "smi.xml",
        "size": len(LOG),
    }
    assert evidence.read(shop.database, kept["sha256"]) == LOG
    assert place(shop, kept["sha256"]).read_bytes() == LOG
    again = evidence.keep(shop.database, LOG, "other name.xml")
    assert again["sha256"] == kept["sha256"]


def test_every_table_row_has_its_file(shop: Shop) -> None:
    sha256 = record(shop, LOG)
    record(shop, b"another", "S-2")
    assert check(shop.database, deep=True).findings == []
    place(shop, sha256).write_bytes(LOG + b"!")
    (changed,) = check(shop.database, deep=True).findings
    assert changed.what == f"The kept file {sha256[:12]} (S-1.xml) was changed."
    with pytest.raises(Refused, match=f"The kept file {sha256[:12]} was changed"):
        evidence.read(shop.database, sha256)
    place(shop, sha256).unlink()
    (missing,) = check(shop.database, deep=True).findings
    assert missing.what.startswith(f"The kept file {sha256[:12]} (S-1.xml) is missing")
    with pytest.raises(Refused, match=f"The kept file {sha256[:12]} is missing"):
        evidence.read(shop.database, sha256)
    assert check(shop.database).findings == []  # only the deep check reads every file


def test_keeping_a_file_again_mends_it(shop: Shop) -> None:
    sha256 = record(shop, LOG)
    place(shop, sha256).write_bytes(b"harm")
    evidence.keep(shop.database, LOG, "smi.xml")
    assert check(shop.database, deep=True).findings == []


def test_a_folder_in_the_place_of_a_file_is_a_missing_file(file_shop: Shop) -> None:
    sha256 = record(file_shop, LOG)
    place(file_shop, sha256).unlink()
    place(file_shop, sha256).mkdir()
    assert [f.what.split()[-1] for f in check(file_shop.database, deep=True).findings] == [
        "missing."
    ]
    with pytest.raises(Refused, match="is missing"):
        evidence.read(file_shop.database, sha256)


@pytest.mark.parametrize("name", ["../../secret", "a" * 63, "A" * 64, "", "/etc/passwd"])
def test_only_a_hash_is_the_name_of_a_kept_file(file_shop: Shop, name: str) -> None:
    secret = Path(file_shop.database.target).parent / "secret"
    secret.write_text("x")
    with pytest.raises(Refused, match="is missing"):
        evidence.read(file_shop.database, name)


def test_a_file_too_large_is_refused_and_not_written(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "LARGEST", 2**20)
    evidence.keep(file_shop.database, bytes(2**20), "fits.bin")
    with pytest.raises(Refused, match=r"big\.bin is too large to keep: at most 1 MB"):
        evidence.keep(file_shop.database, bytes(2**20 + 1), "big.bin")
    folder = evidence.evidence_folder(file_shop.database.target, "")
    assert len(evidence.kept_files(folder)) == 1


def test_where_nothing_can_be_kept_it_says_so(file_shop: Shop) -> None:
    folder = evidence.evidence_folder(file_shop.database.target, "")
    folder.write_text("a file where the folder should be")
    with pytest.raises(Unavailable, match="cannot be used"):
        evidence.keep(file_shop.database, LOG, "smi.xml")
    assert folder.read_text() == "a file where the folder should be"


def test_the_same_file_from_four_threads_is_one_file(file_shop: Shop) -> None:
    data = bytes(2**20)
    problems: list[BaseException] = []

    def keep() -> None:
        try:
            for _ in range(5):
                evidence.keep(file_shop.database, data, "same.bin")
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=keep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    folder = evidence.evidence_folder(file_shop.database.target, "")
    assert [path.name for path in folder.glob("*/*")] == [hashlib.sha256(data).hexdigest()]
