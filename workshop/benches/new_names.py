# SPDX-License-Identifier: MIT
"""Codes and names that new entries of the catalogue get from what people call them."""

import re
from collections.abc import Iterable


def new_code(name: str, taken: Iterable[str], otherwise: str) -> str:
    """The code of a new entry: its name in capitals, with a number where that is taken.

    `otherwise` is what a name without Latin letters and digits comes to.
    """
    plain = re.sub("[^A-Z0-9]+", "-", name.upper()).strip("-")[:24].rstrip("-") or otherwise
    return _free(plain, "-", taken)


def new_name(label: str, taken: Iterable[str], otherwise: str) -> str:
    """What the values of something new are kept under: its label in small letters, or a number.

    `otherwise` stands before a label that begins with no Latin letter.
    """
    plain = re.sub("[^a-z0-9]+", "_", label.casefold()).strip("_")
    plain = (plain if plain[:1].isalpha() else f"{otherwise}_{plain}")[:36].rstrip("_")
    return _free(plain, "_", taken)


def _free(plain: str, between: str, taken: Iterable[str]) -> str:
    """The first that is not taken of a word, and it with 2, 3, and so on behind it."""
    known, word, n = set(taken), plain, 2
    while word in known:
        word, n = f"{plain}{between}{n}", n + 1
    return word
