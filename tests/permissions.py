# SPDX-License-Identifier: MIT
"""The superuser, whom no file forbids anything, made an owner like any other for a while."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

# capabilities(7): to read and write past the permissions of a file.
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
_VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Data(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


@contextmanager
def bound_by_permissions() -> Iterator[None]:
    """What the permissions of a file forbid its owner is forbidden to this thread.

    For anybody but the superuser of Linux it is so anyway.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = _Header(_VERSION_3, 0), (_Data * 2)()

    def call(name: str) -> None:
        if getattr(libc, name)(ctypes.byref(header), ctypes.byref(data)):
            raise OSError(ctypes.get_errno(), name)

    call("capget")
    former = data[0].effective
    data[0].effective &= ~(1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH)
    call("capset")
    try:
        yield
    finally:
        data[0].effective = former
        call("capset")
