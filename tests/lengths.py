# SPDX-License-Identifier: MIT
"""How long a long proof is: in full for `make prove`, and shorter on every other day."""

import os

PROVE = os.environ.get("CARD_WORKSHOP_PROVE") == "1"


def full(length: int, everyday: int) -> int:
    """The full length where all is proved in full, else the everyday one."""
    return length if PROVE else everyday
