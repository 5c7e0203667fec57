# SPDX-License-Identifier: MIT
"""Draws a label in black and white at a printer's resolution: what thermal printers are sent."""

from functools import cache, lru_cache

from PIL import Image, ImageDraw, ImageFont

from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.labels.layout import Bars, Code, Labelled, Layout, Logo, Marks, place
from workshop.labels.logo import logo_image
from workshop.paper import qr
from workshop.paper.fonts import BOLD, font_files

PAPER, INK = 255, 0
# Under three dots a module, one dot of bleeding ink is too much for a scanner to make out.
LEAST_DOTS = 3
LEAST_DOTS_A_BAR = 2
_ANCHORS = {0.0: "ls", 0.5: "ms", 1.0: "rs"}
# A dot of quiet zone more or less nobody misses; a dot of every module less is a smaller code.
_GIVE = 1.01
# Printers of 203 dpi have eight dots to the millimetre, to the dot.
_EIGHT_A_MM = 203
_SMALLER = 0.97


def raster(label: Labelled, layout: Layout, dpi: int) -> Image.Image:
    """The label as dots: mode "1", 255 paper and 0 ink, its millimetres at `dpi` rounded to dots.

    Modules of codes are whole dots. Refuses a text too long for the code of this layout, and a
    printer whose dots are too large for it.
    """
    return rastered(place(label, layout), layout, dpi)


def rastered(marks: Marks, layout: Layout, dpi: int) -> Image.Image:
    """What was laid out, as `raster` draws it."""
    wide, high = dots(layout, dpi)
    image = Image.new("1", (wide, high), PAPER)
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"
    scale = per_mm(dpi) * 25.4 / 72
    for line in marks.strokes:
        left, top = round(line.x * scale), round(high - (line.y + line.high) * scale)
        right = max(left, round((line.x + line.wide) * scale) - 1)
        draw.rectangle((left, top, right, max(top, round(high - line.y * scale) - 1)), INK)
    for logo in marks.logos:
        _paste_logo(image, logo, scale)
    for words in marks.words:
        font = _fitting(words.text, words.font, words.size * scale, words.room * scale)
        at = (round(words.x * scale), high - words.y * scale)
        draw.text(at, words.text, INK, font, _ANCHORS[words.align])
    for code in marks.codes:
        _paste_code(image, code, layout, dpi)
    for bars in marks.bars:
        _draw_bars(image, bars, layout, dpi)
    return image


def per_mm(dpi: int) -> float:
    """Dots to the millimetre."""
    return 8.0 if dpi == _EIGHT_A_MM else dpi / 25.4


def dots(layout: Layout, dpi: int) -> tuple[int, int]:
    """Width and height of a label of this layout in dots."""
    wide, high = layout.label
    return round(wide * per_mm(dpi)), round(high * per_mm(dpi))


def _paste_code(image: Image.Image, code: Code, layout: Layout, dpi: int) -> None:
    """The code in the middle of its square, each module as many whole dots as there is room for."""
    scale = per_mm(dpi) * 25.4 / 72
    dots_each = int(code.module * scale * _GIVE)
    if dots_each < LEAST_DOTS:
        raise Refused(
            "The QR code of “{text}” is too small on a {layout} label for a printer of {dpi} dots "
            "per inch. Choose a larger label, or a finer printer.",
            text=shown(code.text), layout=layout.name, dpi=dpi,
        )  # fmt: skip
    side = code.matrix.size
    middle = side * code.module / 2
    left = round((code.x + middle) * scale - side * dots_each / 2)
    top = round(image.height - (code.y + middle) * scale - side * dots_each / 2)
    image.paste(code_image(code.matrix, dots_each), (left, top))


def _draw_bars(image: Image.Image, bars: Bars, layout: Layout, dpi: int) -> None:
    scale = per_mm(dpi) * 25.4 / 72
    dots_each = int(bars.module * scale * _GIVE)
    if dots_each < LEAST_DOTS_A_BAR:
        raise Refused(
            "The Code 128 of “{text}” is too narrow on a {layout} label for a printer of {dpi} "
            "dots per inch. Choose a larger label, or a finer printer.",
            text=shown(bars.text), layout=layout.name, dpi=dpi,
        )  # fmt: skip
    count = len(bars.modules)
    row = "".join("\0" if module == "1" else "\xff" for module in bars.modules).encode("latin-1")
    high = max(1, round(bars.high * scale))
    drawn = Image.frombytes("L", (count, 1), row).resize(
        (count * dots_each, high), Image.Resampling.NEAREST
    )
    left = round((bars.x + count * bars.module / 2) * scale - count * dots_each / 2)
    image.paste(drawn.convert("1"), (left, round(image.height - (bars.y + bars.high) * scale)))


def _paste_logo(image: Image.Image, logo: Logo, scale: float) -> None:
    """The logo as large as it fits its room, in the middle of it."""
    picture = logo_image(logo.rows).convert("L")
    room = (logo.wide * scale, logo.high * scale)
    times = min(room[0] / picture.width, room[1] / picture.height)
    size = (max(1, int(picture.width * times)), max(1, int(picture.height * times)))
    drawn = picture.resize(size, Image.Resampling.BOX).point(lambda grey: 255 * (grey > 127))
    left = round(logo.x * scale + (room[0] - size[0]) / 2)
    top = round(image.height - (logo.y + logo.high) * scale + (room[1] - size[1]) / 2)
    image.paste(drawn.convert("1"), (left, top))


def code_image(code: qr.Matrix, dots_each: int, quiet: int = 0) -> Image.Image:
    """A code, each module so many dots wide and high, with `quiet` white modules around."""
    pad = -code.size % 8
    rows = b"".join(
        (~bits << pad & (1 << code.size + pad) - 1).to_bytes((code.size + pad) // 8)
        for bits in code.rows
    )
    small = Image.frombytes("1", (code.size, code.size), rows)
    side = code.size * dots_each
    large = small.resize((side, side), Image.Resampling.NEAREST)
    if not quiet:
        return large
    edge = quiet * dots_each
    framed = Image.new("1", (side + 2 * edge, side + 2 * edge), PAPER)
    framed.paste(large, (edge, edge))
    return framed


@cache
def _file(name: str) -> str:
    files = font_files()
    return str(files.bold if name == BOLD else files.regular)


@lru_cache(maxsize=128)
def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    # The plain engine sets characters one after the other, as the PDF library does.
    return ImageFont.truetype(_file(name), size, layout_engine=ImageFont.Layout.BASIC)


def _fitting(text: str, name: str, size: float, room: float) -> ImageFont.FreeTypeFont:
    """The font in this size, or a little smaller where whole dots made the text too wide."""
    font = _font(name, round(size, 2))
    while font.getlength(text) > room + 1 and size > 1:
        size *= _SMALLER
        font = _font(name, round(size, 2))
    return font
