# SPDX-License-Identifier: MIT
"""A batch that was worked through, and ways to read a PDF back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pypdf
import pypdfium2
import pytest

CHINESE, FRENCH = "显卡翻新车间", "Élodie Lefèvre, « Œuvre »"


class Worked(NamedTuple):
    """A workshop with a worked batch, and the tags of its cards in the order they came."""

    shop: Any
    cards: list[str]


class Sheets:
    """A PDF read back: the text of each page, as two readers see it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.reader = pypdf.PdfReader(path)
        self.pages = [page.extract_text() for page in self.reader.pages]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines()]

    def images(self, dpi: int = 200) -> Iterator[Any]:
        with pypdfium2.PdfDocument(self.path) as document:
            for page in document:
                yield page.render(scale=dpi / 72).to_pil()

    def boxes(self) -> Iterator[tuple[float, float, list[tuple[float, float, float, float]]]]:
        """Width and height of each page, and the box of every run of text on it."""
        with pypdfium2.PdfDocument(self.path) as document:
            for page in document:
                text = page.get_textpage()
                runs = [text.get_rect(n) for n in range(text.count_rects())]
                yield page.get_width(), page.get_height(), runs


@pytest.fixture
def read() -> Callable[[Path], Sheets]:
    """Reads a PDF back."""
    return Sheets


@pytest.fixture
def worked(shop: Any) -> Worked:
    """A worked batch, on each kind of database."""
    return work(shop)


@pytest.fixture
def on_file(file_shop: Any) -> Worked:
    """The same on SQLite only, for what is about the paper."""
    return work(file_shop)


def work(shop: Any) -> Worked:
    """Batch W of five cards of seven on the list, one of them unexpected; closed at the end.

    One card is stripped (two good, one damaged, one missing), one repaired and tested twice, one
    failed a step; names are Chinese and French.
    """
    do = shop.do
    do("add_person", code="LI", name=f"李伟 {FRENCH}", role="technician")
    do("open_batch", number="W", supplier=f"{CHINESE} {FRENCH}", received_on="2026-11-20",
       note="第三托盘。Palette abîmée, non testée.")  # fmt: skip
    listed = [f"SN{n:05d}" for n in range(6)]
    do("expect", batch="W", cards=[{"serial": serial} for serial in listed])
    cards = [
        do("receive", batch="W", serial=serial, model="GeForce RTX 4090", maker="华硕")["tag"]
        for serial in [*listed[:4], "EXTRA-1"]
    ]
    one, two, three = cards[:3]
    do("record_step", piece=one, step="EVI", note="外观良好", minutes=95)
    do("record_step", piece=one, step="TDN", outcome="skipped", override="It came bare")
    for site, outcome, grade in (("GPU", "good", "A"), ("M1", "good", "B"), ("M2", "damaged", ""),
                                 ("M3", "missing", ""), ("M4", "left", "")):  # fmt: skip
        do("harvest", card=one, site=site, outcome=outcome, grade=grade, by="LI")
    do("dispose", piece=one, disposition="SELL-PARTS")
    do("record_test", piece=two, plan="RESISTANCE", values={"r_nvvdd": 0.01}, by="LI")
    good = {line.name: line.low * 2 if line.low else 1 for line in measured(shop)}
    do("record_test", piece=two, plan="RESISTANCE", values=good, by="LI")
    do("record_step", piece=three, step="RES", outcome="failed", values={"nvvdd": 0.01},
       override="It smells burnt")  # fmt: skip
    do("close_batch", batch="W", override="Two never came, and one came too many")
    return Worked(shop, cards)


def measured(shop: Any) -> list[Any]:
    """The measurements of the resistance plan that are numbers."""
    plan = shop.ask("plan", code="RESISTANCE", model="GeForce RTX 4090")
    return [line for line in plan.measurements if line.type == "number"]
