# SPDX-License-Identifier: MIT
"""What the import of a list does beside the window: reads the file, finds columns, checks rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ui.desk import Step
    from workshop.manifests.check import Checked
    from workshop.manifests.columns import Layout
    from workshop.manifests.read import Source
    from workshop.manifests.texts import Preview


class Wanted(NamedTuple):
    """A list as people hand it over: a file or pasted text, and how it is to be read.

    None lets the evidence decide.
    """

    batch: str
    name: str
    path: Path | None = None
    data: bytes = b""
    text: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str = ""


class Unclear(NamedTuple):
    """Only people can tell the encoding: how the file reads in each that is possible."""

    wanted: Wanted
    previews: tuple[Preview, ...]


class Looked(NamedTuple):
    """A list that was read and checked; `keep` is what to remember of its columns, if that is new.

    `cards` are the facts for the act that adds the right rows.
    """

    wanted: Wanted
    source: Source
    layout: Layout
    checked: Checked
    counts: Mapping[str, int]
    cards: list[dict[str, str]]
    keep: dict[str, Any] | None


def look(connection: Any, step: Step, wanted: Wanted) -> Looked | Unclear:
    """Read a list, find its columns, and check every row."""
    from workshop.manifests.check import delivery
    from workshop.manifests.columns import lay_out
    from workshop.manifests.read import read_list, read_text
    from workshop.manifests.take_in import read_bytes
    from workshop.manifests.texts import WhichEncoding

    if wanted.path is not None:
        wanted = wanted._replace(path=None, data=read_bytes(wanted.path))
    try:
        if wanted.data:
            source = read_list(
                wanted.data, wanted.name,
                encoding=wanted.encoding, delimiter=wanted.delimiter, step=step,
            )  # fmt: skip
        else:
            source = read_text(wanted.text, wanted.name, delimiter=wanted.delimiter)
    except WhichEncoding as which:
        return Unclear(wanted, which.previews)
    to = delivery(connection, wanted.batch)
    layout = lay_out(source, to.catalogue, to.supplier, wanted.sheet)
    return _checked(connection, step, wanted, source, layout)


def look_again(
    connection: Any, step: Step, looked: Looked, header: int | None, columns: Mapping[str, int]
) -> Looked:
    """Check the same list with other columns, or with its headings in another row."""
    from workshop.manifests.columns import Layout

    layout = Layout(looked.layout.table, header, columns)
    return _checked(connection, step, looked.wanted, looked.source, layout)


def _checked(connection: Any, step: Step, wanted: Wanted, source: Source, layout: Layout) -> Looked:
    from workshop.manifests.check import check, delivery
    from workshop.manifests.take_in import to_keep

    to = delivery(connection, wanted.batch)
    checked = check(connection, to, *layout, step)
    keep = to_keep(to, layout) if "serial" in layout.columns else None
    return Looked(wanted, source, layout, checked, checked.counts(), checked.cards(), keep)
