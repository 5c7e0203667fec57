# SPDX-License-Identifier: MIT
"""The window of Card Workshop, in Qt."""

import sys
from typing import Any


def read_no_sources() -> None:
    """Keep PySide from reading the source of every module that is imported from now on.

    It looks there for modules that want to write Qt's names another way, which none of ours does,
    and keeps all it has read. It finds none either where a program is packaged without sources.
    """
    import shiboken6  # noqa: F401  it looks from here on

    feature: Any = sys.modules["shibokensupport.feature"]
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = lambda _module: False


def refuse_broken_qt() -> None:
    """Leave with a clear sentence where this Qt would end the program in the middle of a day.

    PySide6 6.12.0 on Python 3.10 and 3.11 gives away a reference to None with every call, until
    the interpreter stops. Call it before the application is made.
    """
    if sys.version_info >= (3, 12):
        return
    import PySide6

    if PySide6.__version__ == "6.12.0":
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SystemExit(
            f"Card Workshop cannot run with PySide6 6.12.0 on Python {version}: it would stop "
            "without warning. Install PySide6 6.11.3, or use Python 3.12 or newer."
        )
