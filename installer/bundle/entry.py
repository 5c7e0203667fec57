# SPDX-License-Identifier: MIT
"""The packed program: the window, or by the name `workshop` the command line."""

import os
import sys
from pathlib import Path


def give_back_libraries() -> None:
    """Let programs that are started from here find the libraries of the system, not ours."""
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is None:
        os.environ.pop("LD_LIBRARY_PATH", None)
    else:
        os.environ["LD_LIBRARY_PATH"] = before


def main() -> int:
    """Run what the program was called as; returns the exit status."""
    give_back_libraries()
    # On Windows each name is a program; elsewhere one is a link, and the program is the other.
    called = sys.executable if sys.platform == "win32" else sys.argv[0]
    if Path(called).stem.lower() == "workshop":
        from workshop.cli import main as command

        return command()
    from ui.__main__ import main as window

    return window()


if __name__ == "__main__":
    sys.exit(main())
