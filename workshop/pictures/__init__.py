# SPDX-License-Identifier: MIT
"""Photos: what they are, small copies to look at, and clean copies to give away."""

from workshop.pictures.decode import MOST_BYTES, Examined, clean, examine, flatten, thumbnail

__all__ = ["MOST_BYTES", "Examined", "clean", "examine", "flatten", "thumbnail"]
