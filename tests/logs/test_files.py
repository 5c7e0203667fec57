# SPDX-License-Identifier: MIT
"""Files, folders and archives of logs: every good file comes, and no trick does harm."""

import bz2
import gzip
import io
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
from logs_made import a_log

from workshop.domain.refused import Refused
from workshop.logs import files
from workshop.logs.files import count_all, log_files
from workshop.storage import evidence

LOG = a_log((1, "N/A", "38 C"))


def names(path: Path) -> list[str]:
    """The files that came, without those that are refused."""
    return [file.name for file in log_files(path) if file.refused is None]


def refusals(path: Path) -> list[str]:
    return [str(file.refused) for file in log_files(path) if file.refused is not None]


def whole(path: Path) -> str:
    """Why a folder or archive is refused as a whole."""
    with pytest.raises(Refused) as refused:
        list(log_files(path))
    return str(refused.value)


def zipped(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, mode: str, *entries: tuple[str, bytes]) -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def test_a_file_is_itself_also_through_a_link_that_was_named(tmp_path: Path) -> None:
    log = tmp_path / "a b\n.xml"
    log.write_bytes(LOG)
    link = tmp_path / "link.xml"
    link.symlink_to(log)
    assert [file.data for path in (log, link) for file in log_files(path)] == [LOG, LOG]
    assert refusals(link) == []
    (not_followed,) = log_files(link, follow=False)
    assert str(not_followed.refused) == "link.xml is no plain file. Choose the file itself."


def test_a_folder_comes_in_order_without_what_is_hidden_or_moved_away(tmp_path: Path) -> None:
    for name in ("b.xml", "a.xml", "pc 2/c.xml", ".hidden", ".git/d", "taken/e.xml", "refused/f"):
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(LOG)
    (tmp_path / "z.xml").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    assert names(tmp_path) == ["a.xml", "b.xml", "pc 2/c.xml"]
    assert refusals(tmp_path) == [
        "pipe is no plain file. Choose the file itself.",
        "z.xml is no plain file. Choose the file itself.",
    ]
    assert count_all([tmp_path, tmp_path / "a.xml"]) == 6


def test_a_folder_with_far_too_much_in_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 3)
    for number in range(4):
        (tmp_path / f"{number}.xml").write_bytes(LOG)
    assert "has more than 3 files" in whole(tmp_path)
    monkeypatch.setattr(evidence, "LARGEST", 100)
    (large,) = log_files(tmp_path / "1.xml")
    assert "is too large to keep" in str(large.refused)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.zip", ""),
        ("a.tar", "w"),
        ("a.TGZ", "w:gz"),
        ("a.tar.bz2", "w:bz2"),
        ("a.tar.xz", "w:xz"),
    ],
)
def test_an_archive_comes_file_by_file(tmp_path: Path, name: str, mode: str) -> None:
    path = tmp_path / name
    if mode:
        tarred(path, mode, ("pc/1.xml", LOG), ("2.xml", LOG * 3), ("3.xml", b""))
    else:
        zipped(path, **{"pc/1.xml": LOG, "2.xml": LOG * 3, "3.xml": b""})
    found = list(log_files(path))
    assert [file.name for file in found] == [f"{name}/pc/1.xml", f"{name}/2.xml", f"{name}/3.xml"]
    assert [file.data for file in found] == [LOG, LOG * 3, b""]


def test_a_result_of_3dmark_is_one_log_also_as_a_zip(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"Result.xml": LOG, "Arielle.xml": LOG, "SI.xml": LOG})
    (file,) = log_files(path)
    assert (file.name, file.data) == ("a.zip", path.read_bytes())


def test_no_name_in_an_archive_is_a_path(tmp_path: Path) -> None:
    tricks = ("../../evil.xml", "/etc/evil.xml", "C:\\evil.xml", "a/../../b", "nul\x01.xml")
    (tmp_path / "in").mkdir()
    path = zipped(tmp_path / "in" / "a.zip", **dict.fromkeys(tricks, LOG))
    assert len(names(path)) == len(tricks)
    assert all(name.isprintable() for name in names(path))
    tar = tarred(tmp_path / "in" / "a.tar", "w", *((name, LOG) for name in tricks))
    assert len(names(tar)) == len(tricks)
    lie = sorted(file.name for file in tmp_path.rglob("*"))
    assert lie == ["a.tar", "a.zip", "in"]


def test_links_and_devices_in_an_archive_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"kind{kind!r}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert names(path) == [] and len(refusals(path)) == 4
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert names(tmp_path / "b.zip") == [] and len(refusals(tmp_path / "b.zip")) == 1


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = b"\0" * (30 * 2**20)
    bomb = zipped(tmp_path / "a.zip", **{f"{n}": zeros for n in range(4)})
    assert "unpacks to far more" in whole(bomb)
    for mode in ("w:gz", "w:bz2", "w:xz"):
        path = tarred(tmp_path / f"{mode[2:]}.tar", mode, *((str(n), zeros) for n in range(4)))
        assert "unpacks to far more" in whole(path)
    # One of its headers says that the next is of 8 GB, and that is to be read into memory.
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 8 * 2**30
    (tmp_path / "pax.tar").write_bytes(header.tobuf(tarfile.GNU_FORMAT))
    assert "is a damaged archive" in whole(tmp_path / "pax.tar")
    monkeypatch.setattr(files, "MOST_FILES", 3)
    many = zipped(tmp_path / "many.zip", **{str(n): LOG for n in range(4)})
    assert "has more than 3 files" in whole(many)
    monkeypatch.setattr(files, "_LARGEST_LIST", 100)
    assert "has more than 3 files" in whole(zipped(tmp_path / "list.zip", a=LOG, b=LOG, c=LOG))
    monkeypatch.setattr(files, "LARGEST_ARCHIVE", 10)
    assert "is larger than" in whole(many)


def test_a_window_of_lzma_that_takes_all_memory_is_refused(tmp_path: Path) -> None:
    small = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}]
    data = bytearray(lzma.compress(LOG, filters=small))
    # The size of the window is one byte of the block header, which has a checksum of its own.
    at = data.index(b"\x21\x01") + 2
    data[at] = 36  # 1 GiB, by section 5.3.1 of the format
    end = 12 + (data[12] + 1) * 4 - 4
    data[end : end + 4] = struct.pack("<I", zlib.crc32(bytes(data[12:end])))
    (tmp_path / "a.tar.xz").write_bytes(data)
    assert "is a damaged archive" in whole(tmp_path / "a.tar.xz")


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz"])
def test_a_damaged_archive_says_so(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    if suffix == ".zip":
        data = zipped(path, **{str(n): os.urandom(5_000) for n in range(3)}).read_bytes()
    else:
        mode = f"w:{suffix[5:]}" if len(suffix) > 4 else "w"
        data = tarred(path, mode, *((str(n), os.urandom(5_000)) for n in range(3))).read_bytes()
    for cut in (0, 1, 100, len(data) // 2):
        path.write_bytes(data[:cut])
        told = []
        try:
            told = [str(file.refused) for file in log_files(path) if file.refused]
        except Refused as refused:
            told = [str(refused)]
        assert cut == len(data) // 2 or told == [
            f"{path.name} is a damaged archive. Copy it again, or unpack it yourself and import "
            "the logs."
        ]
    for wound in range(0, len(data), 97):
        hurt = bytearray(data)
        hurt[wound] ^= 0xFF
        path.write_bytes(bytes(hurt))
        try:
            assert len(list(log_files(path))) <= 3
        except Refused:
            continue


def test_a_locked_zip_says_so(tmp_path: Path) -> None:
    data = bytearray(zipped(tmp_path / "a.zip", **{"1.xml": LOG}).read_bytes())
    data[6] |= 1  # the flag of the file, and the same in the list at the end
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    assert refusals(tmp_path / "a.zip") == [
        "a.zip/1.xml is locked with a password. Unpack it yourself."
    ]


def test_what_a_compressed_file_is_called_does_not_matter(tmp_path: Path) -> None:
    plain = tarred(tmp_path / "a.tar", "w", ("1.xml", LOG)).read_bytes()
    for packed in (gzip.compress(plain), bz2.compress(plain), lzma.compress(plain)):
        (tmp_path / "b.tar").write_bytes(packed)
        assert names(tmp_path / "b.tar") == ["b.tar/1.xml"]
