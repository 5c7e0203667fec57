# SPDX-License-Identifier: MIT
"""Raw jobs for a print queue of Windows, by its spooler."""

import ctypes
import sys
from typing import Any

if sys.platform == "win32":

    class _Document(ctypes.Structure):
        _fields_ = (
            ("name", ctypes.c_wchar_p),
            ("output", ctypes.c_wchar_p),
            ("kind", ctypes.c_wchar_p),
        )

    def send_raw(name: str, job: bytes) -> int:
        """Give a job to the queue of this name as it is; how many bytes of it were taken.

        OSError where the queue is not there or takes none.
        """
        spooler: Any = ctypes.WinDLL("winspool.drv", use_last_error=True)
        printer = ctypes.c_void_p()
        if not spooler.OpenPrinterW(ctypes.c_wchar_p(name), ctypes.byref(printer), None):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            document = _Document("Labels", None, "RAW")
            if not spooler.StartDocPrinterW(printer, 1, ctypes.byref(document)):
                raise ctypes.WinError(ctypes.get_last_error())
            written = ctypes.c_ulong()
            spooler.StartPagePrinter(printer)
            spooler.WritePrinter(printer, job, len(job), ctypes.byref(written))
            spooler.EndPagePrinter(printer)
            return written.value if spooler.EndDocPrinter(printer) else 0
        finally:
            spooler.ClosePrinter(printer)
