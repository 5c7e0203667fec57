# SPDX-License-Identifier: MIT
"""Memory channels as tools and people name them, and the sites of a board that hang on them."""

import re
from collections.abc import Iterable
from unicodedata import normalize

from workshop.domain.board_maps import Site

# A0 to Z1 is a channel, A alone a partition of two; B015 is bit 15 of partition B. Bits 0 to 31 of
# a partition are those of its first chip, 32 to 63 of its second.
_BIT = re.compile(r"([A-Z])(\d{3})")
_BITS_OF_A_CHIP = 32
_MOST = 64


def channel_of_bit(bit: str) -> str:
    """The channel that a bit such as B015 belongs to; empty where that is no bit of a partition."""
    found = _BIT.fullmatch(bit.upper())
    return f"{found[1]}{int(found[2]) // _BITS_OF_A_CHIP}" if found else ""


def channels_on(sites: Iterable[Site], told: str) -> dict[str, list[str]]:
    """The channels and bits named in a text, and the names of the sites of each.

    None are those of a channel that the board does not have. A partition means the sites of all of
    its channels. Words that name no channel are left out.
    """
    of: dict[str, list[str]] = {}
    for site in sites:
        if site.channel:
            of.setdefault(site.channel.upper(), []).append(site.name)
    found: dict[str, list[str]] = {}
    for word in re.split(r"[\s,;/、]+", normalize("NFKC", told).upper()):
        word = word.removeprefix("FBIO")
        channel = word if word in of else channel_of_bit(word) or word
        if channel in of:
            found[channel] = of[channel]
        elif re.fullmatch("[A-Z]", channel):
            parts = [names for name, names in of.items() if re.fullmatch(rf"{channel}\d+", name)]
            found[channel] = [name for names in parts for name in names]
        elif re.search(r"\d", channel):
            found[channel] = []
        if len(found) == _MOST:
            break
    return found
