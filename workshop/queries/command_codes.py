# SPDX-License-Identifier: MIT
"""The codes that are scanned instead of a tap or a key, signed for this workshop."""

import re
from typing import NamedTuple

from sqlalchemy import Connection, select

from workshop.domain.command import COMMANDS, command_text, site_text
from workshop.domain.refused import Refused
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import shop_catalogue


class CommandCode(NamedTuple):
    """What a code of the command sheet does: its action, its words on the sheet, its text."""

    action: str
    words: str
    text: str


class CommandCodes(NamedTuple):
    """The command codes of a workshop, and those that take a site of one of its boards in hand."""

    workshop: str
    codes: list[CommandCode]
    sites: list[CommandCode]


def command_codes(connection: Connection) -> CommandCodes:
    """The codes of the command sheet, signed for this workshop; refuses where it has none yet."""
    table = JOURNALLED["workshop"]
    name, secret = connection.execute(select(table.c.name, table.c.secret)).one()
    if not secret:
        raise Refused("This workshop has no command codes yet. Make them in Settings.")
    boards = shop_catalogue(connection).boards.values()
    sites = dict.fromkeys(site.name.upper() for board in boards for site in board.sites)
    return CommandCodes(
        name,
        [
            CommandCode(action, words, command_text(secret, action))
            for action, words in COMMANDS.items()
        ],
        [
            CommandCode(site, site, text)
            for site in sorted(sites, key=_in_order)
            if (text := site_text(secret, site))
        ],
    )


def _in_order(name: str) -> list[tuple[str, int]]:
    """A key that sorts M2 before M10."""
    return [(word, int(number or 0)) for word, number in re.findall(r"(\D*)(\d*)", name)]
