# SPDX-License-Identifier: MIT
"""How a tag is said. It stands apart from the benches: every page says tags, at the start too."""

from workshop.domain.tag import written


def spelled(tag: str) -> str:
    """A tag as people read it: C01-00773K-7."""
    return written(tag)
