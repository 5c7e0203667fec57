# SPDX-License-Identifier: MIT
"""Every shipped layout looks as it did when somebody last looked at it.

Where a change is meant, look at the new pictures and keep them:
CARD_WORKSHOP_RENEW=1 python -m pytest tests/labels/test_golden.py
"""

import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from workshop.domain.layout_entries import Layout
from workshop.labels.layout import find_layout, layouts, place
from workshop.labels.raster import rastered
from workshop.paper.look import mm

GOLDEN = Path(__file__).parent / "golden"
RENEW = "CARD_WORKSHOP_RENEW"
# Another version of the library that draws letters may put a dot in a hundred of them elsewhere.
MOST_CHANGED = 0.01


class Row:
    """A piece of which everything is known."""

    tag, kind, line = "D0100773KV", "die", "Pb · AD102-300-A1 · 显卡"
    serial, marking, maker, model = "", "AD102-300-A1", "NVIDIA", "GeForce RTX 4090"
    batch, place, grade, donor = "2026-W48-7", "TRAY-11", "A", "C01-00773K-7"
    site, day = "GPU", "2026-11-30"


class CardRow(Row):
    tag, kind, line = "C0100773K7", "card", "GeForce RTX 4090 · M9YVCM00X123KA4"


def drawn(layout: Layout, right: float = 0.0, up: float = 0.0) -> Image.Image:
    """A card's label and a die's, one above the other, at the coarsest printer it is made for.

    Their words may be moved by so many mm.
    """
    images = []
    for row in (CardRow(), Row()):
        marks = place(row, layout)
        moved = [w._replace(x=w.x + mm(right), y=w.y + mm(up)) for w in marks.words]
        images.append(rastered(marks._replace(words=tuple(moved)), layout, layout.dpi))
    both = Image.new("1", (images[0].width, 2 * images[0].height + 4), 255)
    for number, image in enumerate(images):
        both.paste(image, (0, number * (image.height + 4)))
    return both


def changed(one: Image.Image, other: Image.Image) -> float:
    """Dots that differ, as a share of those with ink."""
    if one.size != other.size:
        return 1.0
    differ = ImageChops.difference(one.convert("L"), other.convert("L"))
    return differ.histogram()[255] / max(1, one.convert("L").histogram()[0])


@pytest.mark.parametrize("code", list(layouts()))
def test_a_layout_looks_as_it_did(code: str, tmp_path: Path) -> None:
    now, kept = drawn(find_layout(code)), GOLDEN / f"{code}.png"
    if os.environ.get(RENEW):
        now.save(kept, optimize=True)
    with Image.open(kept) as then:
        share = changed(then, now)
    if share > MOST_CHANGED:
        now.save(tmp_path / kept.name)
        pytest.fail(
            f"{share:.0%} of the ink of {code} changed. Compare {tmp_path / kept.name} with "
            f"{kept}; where it is meant, run this test with {RENEW}=1 and commit the picture."
        )


@pytest.mark.parametrize("code", list(layouts()))
def test_a_millimetre_is_seen(code: str) -> None:
    layout = find_layout(code)
    with Image.open(GOLDEN / f"{code}.png") as then:
        assert changed(then, drawn(layout, right=1)) > 3 * MOST_CHANGED
        assert changed(then, drawn(layout, up=1)) > 3 * MOST_CHANGED


def test_no_picture_is_left_of_a_layout_that_is_gone() -> None:
    assert {path.stem for path in GOLDEN.glob("*.png")} == set(layouts())
