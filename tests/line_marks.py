# SPDX-License-Identifier: MIT
"""What slipcover leaves undone in a worker: it takes no mark out, and looks for no other file."""

import sys

NEVER = 2_000_000_000
"""After how often a mark has been passed it is taken out; a worker has no option for it."""


def keep() -> None:
    """Keep the marks by which slipcover sees a line run in all code that is loaded after this.

    To take some out, slipcover looks for functions through the locals of every running frame, which
    on Python 3.11 keeps alive what they hold: a painter outlives its paint event, and Qt crashes.
    """
    plugin = sys.modules.get("slipcover.pytest_plugin")
    if plugin is not None and plugin._slipcover_instance is not None:
        plugin._slipcover_instance.d_miss_threshold = NEVER
        # Which files no test loads is asked once, by the process that began the workers.
        plugin._slipcover_instance.source = None
