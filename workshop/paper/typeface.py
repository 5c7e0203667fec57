# SPDX-License-Identifier: MIT
"""Makes the one typeface of window, labels and PDF out of two font packages, at install time.

Noto Sans SC gives Chinese and Latin in every weight; Source Sans, of which the Latin of Noto
Sans SC was made, gives the letters Noto Sans SC lacks (Š, ł, ğ, Greek accents, і) and the
punctuation it sets a whole em wide. Both are under the SIL Open Font License, which asks that
what is made of them gets a name of its own.
"""

import gc
from collections.abc import Iterable, Sequence
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FAMILY = "Card Workshop Sans"
STYLES = {400: "Regular", 700: "Bold"}

_WHOLE_EM = 1000
# The PDF library embeds TrueType outlines only, and needs none of these tables.
_LEFT_OUT = ["BASE", "VORG", "vhea", "vmtx", "GSUB", "GDEF", "DSIG", "STAT", "HVAR"]


def _noto() -> Traversable:
    return files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc" / "NotoSansSC[wght].ttf"


def _source(weight: int) -> Traversable:
    name = f"SourceSansPro-{STYLES[weight]}.ttf"
    return files("font_source_sans_pro") / "files" / name


def make(weight: int, out: Path, version: str) -> None:
    """Write the typeface in one weight (400 or 700) as static TrueType; about 10 s."""
    collecting = gc.isenabled()
    gc.disable()  # half a million small objects that all live to the end: a tenth of the time
    try:
        _make(weight, out, version)
    finally:
        if collecting:
            gc.enable()


def _make(weight: int, out: Path, version: str) -> None:
    with (
        as_file(_noto()) as noto_file,
        as_file(_source(weight)) as source_file,
        TTFont(source_file) as source,
        TTFont(noto_file, lazy=True, recalcTimestamp=False) as font,
    ):
        lent = _lent(font, source)
        _keep(font, _wanted(font.getBestCmap()) - lent)
        instancer.instantiateVariableFont(
            font,
            {"wght": weight},
            inplace=True,
            optimize=False,
            overlap=instancer.OverlapMode.KEEP_AND_DONT_SET_FLAGS,
        )
        _lend(font, source, sorted(lent))
        _draw_marks(font, weight)
        _name(font, weight, version)
        font.save(out)


def _chinese() -> set[int]:
    """The characters of GBK: simplified and traditional, rare ones in names among them."""
    pairs = bytearray()
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            pairs += bytes((high, low))
    return {ord(c) for c in pairs.decode("gbk", errors="ignore")}


def _wanted(has: Iterable[int]) -> set[int]:
    """What to keep of Noto Sans SC: all that is no ideograph, and the ideographs of GBK."""
    chinese = _chinese()
    return {c for c in has if c < 0x3400 or 0xF900 <= c <= 0xFFFF or c in chinese}


def _lent(font: TTFont, source: TTFont) -> set[int]:
    """What Source Sans lends: what Noto Sans SC lacks, or sets a whole em wide below U+3000."""
    cmap, widths = font.getBestCmap(), font["hmtx"].metrics
    return {
        c
        for c in source.getBestCmap()
        if 0x20 < c < 0xE000 and (c not in cmap or (c < 0x3000 and widths[cmap[c]][0] >= _WHOLE_EM))
    }


def _keep(font: TTFont, characters: set[int]) -> None:
    options = subset.Options()
    options.layout_features = ["kern"]
    options.notdef_outline = True
    options.drop_tables += _LEFT_OUT
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)


def _lend(font: TTFont, source: TTFont, characters: Iterable[int]) -> None:
    """Copy outlines from Source Sans, enlarged to the size of the Latin of Noto Sans SC."""
    cmap, widths, shapes = source.getBestCmap(), source["hmtx"].metrics, source.getGlyphSet()
    of_h = font["hmtx"].metrics[font.getBestCmap()[ord("H")]][0]
    scale = of_h / widths[cmap[ord("H")]][0]
    for character in characters:
        pen = TTGlyphPen(None)
        outline = DecomposingRecordingPen(shapes)
        shapes[cmap[character]].draw(outline)
        outline.replay(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
        _add(font, pen, [character], round(widths[cmap[character]][0] * scale))


def _draw_marks(font: TTFont, weight: int) -> None:
    """The cross of "damaged", and the box for what cannot be drawn, which neither font has."""
    thick = 74 if weight == 400 else 112
    arm, half = 360, thick / 2
    quarter = [(half, half), (half, arm), (-half, arm)]
    plus = quarter + [(-y, x) for x, y in quarter]
    plus += [(-x, -y) for x, y in plus]
    turn = 0.5**0.5  # a plus turned by 45 degrees is a cross, here around (390, 366)
    cross = [(390 + turn * (x - y), 366 + turn * (x + y)) for x, y in reversed(plus)]
    _add(font, _drawn([cross]), [0x2715, 0x2716, 0x2717, 0x2718], 780)
    outer = [(60, -60), (60, 760), (500, 760), (500, -60)]
    inner = [
        (x + (thick if x < 280 else -thick), y + (thick if y < 0 else -thick))
        for x, y in reversed(outer)
    ]
    _add(font, _drawn([outer, inner]), [0x25AF, 0xFFFD], 560)
    _alias(font, 0x2714, 0x2713)


def _drawn(polygons: Sequence[Sequence[tuple[float, float]]]) -> TTGlyphPen:
    """A pen that has drawn polygons; clockwise is ink, anticlockwise a hole."""
    pen = TTGlyphPen(None)
    for corners in polygons:
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    return pen


def _add(font: TTFont, pen: TTGlyphPen, characters: list[int], width: int) -> None:
    name = f"uni{characters[0]:04X}"
    glyph = pen.glyph(round=round)
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])  # else the left bearing is taken for 0 and all is shifted
    font["hmtx"].metrics[name] = (width, getattr(glyph, "xMin", 0))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(dict.fromkeys(characters, name))


def _alias(font: TTFont, character: int, same_as: int) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode() and same_as in table.cmap:
            table.cmap[character] = table.cmap[same_as]


def _name(font: TTFont, weight: int, version: str) -> None:
    """A name of its own, so that the window finds regular and bold as one family."""
    style = STYLES[weight]
    compact = FAMILY.replace(" ", "")
    names = {1: FAMILY, 2: style, 3: f"{compact}-{style}-{version}", 4: f"{FAMILY} {style}"}
    names |= {6: f"{compact}-{style}"}
    table = font["name"]
    for record in list(table.names):
        if record.nameID in (16, 17, 25) or record.nameID > 255:
            table.removeNames(nameID=record.nameID)
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    bold = weight == 700
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = 1 if bold else 0
