# SPDX-License-Identifier: MIT
"""`python -m ui` and the command `card-workshop`."""

import gc
import sys


def main() -> int:
    """Open the window; returns the exit status when it was closed."""
    if sys.argv[1:2] == ["--open-picture"]:  # started by itself, see workshop.pictures.decode
        from workshop.pictures import child

        child.main(sys.argv[2:])
        return 0
    if sys.argv[1:2] == ["--read-logs"]:  # the same, see workshop.testlogs.apart
        from workshop.testlogs import child as reader

        reader.main(sys.argv[2:])
        return 0
    gc.disable()  # until the window stands: a start makes no garbage worth looking for
    from ui import read_no_sources

    read_no_sources()
    from ui.app import main

    return main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
