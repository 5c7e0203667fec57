# SPDX-License-Identifier: MIT
"""A disk under SQLite that remembers every write and can fail at any of them.

It stands between SQLite and the operating system as one of SQLite's own virtual file systems:
every file opened while it is in place tells it what is written, synced and deleted.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from typing import Any, NamedTuple

from workshop.storage.engines import sqlite_module

# Extended result codes (sqlite.org/rescode.html).
FULL, WRITE_FAILS, SYNC_FAILS = 13, 10 | 3 << 8, 10 | 4 << 8


class Step(NamedTuple):
    """One thing that reached the disk: write, truncate, sync, delete; or a word of the test."""

    what: str
    path: str
    at: int = 0
    data: bytes = b""


class _Methods(ctypes.Structure):
    """What SQLite may ask of an open file; only the first ones are watched."""

    _fields_ = [
        ("version", c_int),
        *[(name, c_void_p) for name in ("close", "read", "write", "truncate", "sync")],
        *[(f"more{number}", c_void_p) for number in range(13)],
    ]


class _File(ctypes.Structure):
    _fields_ = [("methods", POINTER(_Methods))]


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        *[(f"more{number}", c_void_p) for number in range(14)],
    ]


_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


def _library() -> Any:
    """The SQLite inside the module, if it lets itself be called from outside."""
    try:
        library = ctypes.CDLL(sqlite_module().connect.__self__.__file__)  # type: ignore[union-attr]
        library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        return library
    except (AttributeError, OSError, TypeError):
        return None


class Disk:
    """Remembers `steps`; `fails(step)` may answer with the code of an error instead of 0."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self.steps: list[Step] = []
        self.fails: Callable[[Step], int] | None = None
        self._names: dict[int, str] = {}
        self._watched: dict[int, _Methods] = {}
        self._real = library.sqlite3_vfs_find(None).contents
        self._vfs = _Vfs()
        ctypes.memmove(ctypes.byref(self._vfs), ctypes.byref(self._real), ctypes.sizeof(_Vfs))
        self._vfs.name, self._vfs.next = b"watched", None
        self._kept: list[Any] = [_OPEN(self._open), _DELETE(self._delete)]
        self._vfs.open, self._vfs.delete = (ctypes.cast(f, c_void_p).value for f in self._kept)

    def put_in(self) -> None:
        """Every file SQLite opens from now on is on this disk."""
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)

    def take_out(self) -> None:
        """From now on files are opened as before; those that are open stay watched."""
        self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))

    def note(self, what: str, text: str = "") -> None:
        """Put a word of the test between the steps."""
        self.steps.append(Step(what, text))

    def _step(self, step: Step) -> int:
        code = self.fails(step) if self.fails else 0
        if not code:
            self.steps.append(step)
        return code

    def _open(self, vfs: int, name: int, file: int, flags: int, out: int) -> int:
        code: int = _OPEN(self._real.open)(vfs, name, file, flags, out)
        opened = ctypes.cast(file, POINTER(_File)).contents
        if code == 0 and name:
            self._names[file] = ctypes.string_at(name).decode()
            opened.methods = ctypes.pointer(self._watch(opened.methods))
        return code

    def _watch(self, real: Any) -> _Methods:
        """The methods of an open file, with ours in between."""
        where = ctypes.cast(real, c_void_p).value or 0
        if where in self._watched:
            return self._watched[where]
        methods, was = _Methods(), real.contents
        ctypes.memmove(ctypes.byref(methods), real, ctypes.sizeof(_Methods))
        write, truncate, sync = _WRITE(was.write), _TRUNCATE(was.truncate), _SYNC(was.sync)

        def watched_write(file: int, data: int, amount: int, offset: int) -> int:
            step = Step("write", self._names[file], offset, ctypes.string_at(data, amount))
            return self._step(step) or int(write(file, data, amount, offset))

        def watched_truncate(file: int, size: int) -> int:
            return self._step(Step("truncate", self._names[file], size)) or int(
                truncate(file, size)
            )

        def watched_sync(file: int, flags: int) -> int:
            return self._step(Step("sync", self._names[file])) or int(sync(file, flags))

        made = [_WRITE(watched_write), _TRUNCATE(watched_truncate), _SYNC(watched_sync)]
        self._kept += [made, write, truncate, sync]
        methods.write, methods.truncate, methods.sync = (
            ctypes.cast(function, c_void_p).value for function in made
        )
        self._watched[where] = methods
        return methods

    def _delete(self, vfs: int, name: bytes, sync_folder: int) -> int:
        return self._step(Step("delete", name.decode())) or int(
            _DELETE(self._real.delete)(vfs, name, sync_folder)
        )


# Files that are still open call back into their disk: one that was made stays for good.
_MADE: list[Disk] = []


@contextmanager
def watched_disk() -> Iterator[Disk | None]:
    """A disk in place; None where SQLite does not let one be put in."""
    library = _library()
    if library is None:
        yield None
        return
    disk = Disk(library)
    _MADE.append(disk)
    disk.put_in()
    try:
        yield disk
    finally:
        disk.fails = None
        disk.take_out()
