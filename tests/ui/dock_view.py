# SPDX-License-Identifier: MIT
"""What somebody at the dock reads off the intake page."""

from typing import Any


def looks(page: Any) -> list[str]:
    """What became of the scans in view, the newest first."""
    return [row.look.word for row in page.dock.table.rows.rows()]


def counters(page: Any) -> list[str]:
    tabs = page.dock.lists.tabs
    return [tabs[name].number() for name in ("received", "unexpected", "missing", "refused")]


def in_hand(page: Any) -> dict[str, str]:
    """The labels that were read of the card in hand, or of the next one."""
    return {one.label: one.value for one in page.dock.hand.labels.lines if one.value}
