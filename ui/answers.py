# SPDX-License-Identifier: MIT
"""What was answered so far before a workshop is founded."""

from dataclasses import dataclass


@dataclass
class Answers:
    """The answers of the first run; an empty one stands for what is usual.

    `at` is the step in sight, from 0. From `is_founded` on the workshop is there.
    """

    at: int = 0
    name: str = ""
    site: str = ""
    owner_name: str = ""
    owner: str = ""
    pin: str = ""
    folder: str = ""
    file: str = "workshop.db"
    is_founded: bool = False
