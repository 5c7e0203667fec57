# SPDX-License-Identifier: MIT
"""The archive that 3DMark saves: read without its key file, and kept without it."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable
from typing import NamedTuple

from workshop.domain.refused import Refused

_MB = 1024 * 1024
# As large as a log may be, packed and unpacked.
LIMIT_MB = 32
# One archive has eight files.
_MOST_FILES = 64
_ENTRY = b"PK\1\2"
_RESULT, _SYSTEM, _MONITORING = "result.xml", "si.xml", "monitoring.csv"
_KEYS = "arielle.xml"
# Arielle.xml holds the licence keys, SI.xml the inventory of the machine; whatever else a later
# version adds is not known to be free of either. These are what is kept.
_KEPT = {
    _RESULT: "Result.xml",
    _MONITORING: "Monitoring.csv",
    "rawmonitoringdata.json": "RawMonitoringData.json",
}
_LARGEST = {_RESULT: 4 * _MB, _SYSTEM: 8 * _MB}
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    TypeError,
)


class Contents(NamedTuple):
    """The files that are read; empty where the archive has none."""

    result: bytes
    system: bytes
    monitoring: bytes


def is_archive(data: bytes) -> bool:
    """Whether this is an archive as 3DMark saves it, whole or not."""
    return data.startswith(b"PK") and b"Result.xml" in data and len(data) <= LIMIT_MB * _MB


def is_listing(names: Iterable[str]) -> bool:
    """Whether these are the names in one archive of 3DMark, and not a folder of logs."""
    found = {name.casefold() for name in names}
    return _RESULT in found and not found.isdisjoint({_KEYS, _SYSTEM, _MONITORING})


def contents(data: bytes) -> Contents:
    """The result, the system's inventory and the monitoring; the key file is not opened.

    Refuses a damaged archive, one that unpacks to more than 32 MB, and one with a file twice.
    """
    files = _files(data, frozenset({_RESULT, _SYSTEM, _MONITORING}))
    return Contents(files[_RESULT], files.get(_SYSTEM, b""), files.get(_MONITORING, b""))


def without_keys(data: bytes) -> bytes:
    """The file as it may be kept: of a 3DMark archive only the result and what was measured.

    The same archive gives the same bytes always. What is no archive of 3DMark comes back as it is.
    Refuses an archive that cannot be read: it cannot be known to be free of the keys.
    """
    if not is_archive(data):
        return data
    files = _files(data, frozenset(_KEPT))
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for name, written in _KEPT.items():
            if name in files:
                entry = zipfile.ZipInfo(written, (1980, 1, 1, 0, 0, 0))
                entry.create_system = 0
                archive.writestr(entry, files[name])
    return kept.getvalue()


def _files(data: bytes, wanted: frozenset[str]) -> dict[str, bytes]:
    if data.count(_ENTRY) > _MOST_FILES:
        raise _too_large()
    files: dict[str, bytes] = {}
    left = LIMIT_MB * _MB
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                name = entry.filename.replace("\\", "/").rpartition("/")[2].casefold()
                if name not in wanted:
                    continue
                if name in files:
                    raise Refused(
                        "This 3DMark file holds one part twice, so it is not as 3DMark saved it. "
                        "Save the result again."
                    )
                most = min(_LARGEST.get(name, left), left)
                with archive.open(entry) as part:
                    files[name] = part.read(most + 1)
                if len(files[name]) > most:
                    raise _too_large()
                left -= len(files[name])
    except _FAULTS:
        raise _damaged() from None
    if _RESULT not in files:
        raise _damaged()
    return files


def _damaged() -> Refused:
    return Refused(
        "This 3DMark file is cut off or damaged. Save the result again and import the new file."
    )


def _too_large() -> Refused:
    return Refused(
        "This 3DMark file unpacks to more than any result of 3DMark. Nothing was imported."
    )
