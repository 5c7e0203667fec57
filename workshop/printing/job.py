# SPDX-License-Identifier: MIT
"""From a label to what one printer is sent: one picture, read back, then wrapped."""

from PIL import Image, ImageChops

from workshop.domain.refused import Refused
from workshop.labels.brother import (
    ASK_STATUS,
    STATUS_BYTES,
    brother,
    read_status,
    require_roll,
    roll_for,
)
from workshop.labels.layout import Labelled, Layout, place
from workshop.labels.raster import per_mm, rastered
from workshop.labels.self_check import require_readable
from workshop.labels.zpl import ASK_HOST, is_whole_answer, require_length, require_ready, zpl
from workshop.printing.printers import Printer, PrinterKind
from workshop.printing.ways import Patience, ask


def picture(label: Labelled, layout: Layout, printer: Printer) -> Image.Image:
    """A label in the printer's dots, moved by its offsets, as a scanner reads it.

    Refuses one that no scanner would read, and one that the offsets push over an edge.
    """
    marks = place(label, layout)
    image = _moved(rastered(marks, layout, printer.dpi), printer)
    for text in [code.text for code in marks.codes] + [bars.text for bars in marks.bars]:
        require_readable(image, text)
    return image


def job(label: Labelled, layout: Layout, printer: Printer) -> bytes:
    """What a printer is sent for one label; refuses what `picture` does, and a wrong roll."""
    image = picture(label, layout, printer)
    if printer.kind == PrinterKind.ZPL:
        return zpl(image, copies=printer.copies, darkness=printer.darkness)
    roll = roll_for(layout.label, continuous=printer.continuous)
    return brother(image, roll, wide=printer.wide, copies=printer.copies)


def require_answer(layout: Layout, printer: Printer, patience: Patience) -> None:
    """Refuses where the printer says that it cannot print, or has another roll in it.

    One that does not say anything of itself is taken to be ready. Raises `NotTaken` where there is
    no connection.
    """
    if printer.kind == PrinterKind.ZPL:
        answer = ask(printer.address, ASK_HOST, is_whole_answer, patience)
        require_ready(answer)
        require_length(answer, layout.label[1], per_mm(printer.dpi))
        return
    answer = ask(printer.address, ASK_STATUS, lambda part: len(part) >= STATUS_BYTES, patience)
    if status := read_status(answer):
        require_roll(status, roll_for(layout.label, continuous=printer.continuous))


def _moved(image: Image.Image, printer: Printer) -> Image.Image:
    """The same picture moved to the right and down by the printer's offsets."""
    dots = per_mm(printer.dpi)
    right, down = round(printer.offset_x_mm * dots), round(printer.offset_y_mm * dots)
    if not (right or down):
        return image
    left, top, end, bottom = ImageChops.invert(image).getbbox() or (0, 0, 0, 0)
    wide, high = image.size
    if left + right < 0 or top + down < 0 or end + right > wide or bottom + down > high:
        raise Refused(
            "The offset of printer {name} pushes this label over its edge. Make it smaller.",
            name=printer.name,
        )
    moved = Image.new("1", image.size, 255)
    moved.paste(image, (right, down))
    return moved
