# SPDX-License-Identifier: MIT
"""The codes on the cards of a pallet: serial, part number and article code of each."""


def ean(digits: str) -> str:
    """Twelve digits with the check digit of an EAN-13 (GS1 General Specifications, 7.9)."""
    weighed = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits))
    return f"{digits}{-weighed % 10}"


def codes_of(card: int) -> tuple[str, str, str]:
    """What a scanner sends for the three labels of a card."""
    return (
        f"M9YV{card * 7919 % 1_000_003:07d}K{card % 10}",
        f"P/N: 90YV{card % 37:02d}D0-M{card:04d}",
        f"]E0{ean(f'471907{card:06d}')}",
    )
