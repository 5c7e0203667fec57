# SPDX-License-Identifier: MIT
"""Pictures with codes in them, as a camera would send them."""

from collections.abc import Sequence
from typing import Any

import zxingcpp
from PIL import Image, ImageFilter
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

WIDE, HIGH = 1280, 720
QR, BARS, MATRIX, EAN = (
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.EAN13,
)
Code = tuple[str, zxingcpp.BarcodeFormat]


def label(code: Code, angle: float = 0.0, module: int = 3) -> Image.Image:
    """One code on white, turned, on a ground that lets through."""
    made = zxingcpp.create_barcode(*code)
    pixels = memoryview(zxingcpp.write_barcode_to_image(made, scale=module))  # type: ignore[arg-type]
    plain = Image.frombytes("L", (pixels.shape[1], pixels.shape[0]), pixels.tobytes())
    turned: Image.Image = plain.convert("LA").rotate(
        angle, expand=True, resample=Image.Resampling.BICUBIC
    )
    return turned


def picture(codes: Sequence[Code], angle: float = 0.0, blur: float = 0.0) -> bytes:
    """Grey pixels at 720p with up to four codes, out of focus by so many px."""
    whole = Image.new("L", (WIDE, HIGH), 150)
    for place, code in enumerate(codes):
        one = label(code, angle)
        where = (30 + place % 2 * 600, 30 + place // 2 * 330)
        whole.paste(one.getchannel("L"), where, one.getchannel("A"))
    return (whole.filter(ImageFilter.GaussianBlur(blur)) if blur else whole).tobytes()


def image(pixels: bytes) -> QImage:
    """The pixels as Qt's picture."""
    return QImage(pixels, WIDE, HIGH, WIDE, QImage.Format.Format_Grayscale8).copy()


def frame(pixels: bytes, kind: str = "NV12") -> QVideoFrame:
    """The pixels as a camera of this format sends them."""
    formats: Any = QVideoFrameFormat.PixelFormat
    if kind in ("XRGB8888", "BGRX8888"):
        return QVideoFrame(image(pixels).convertToFormat(QImage.Format.Format_RGB32))
    made = QVideoFrame(QVideoFrameFormat(QSize(WIDE, HIGH), formats[f"Format_{kind}"]))
    assert made.map(QVideoFrame.MapMode.WriteOnly)
    data = bytearray(made.mappedBytes(0))
    if kind in ("YUYV", "UYVY"):
        data[kind == "UYVY" :: 2] = pixels
    else:
        data[:] = pixels
    made.bits(0)[:] = bytes(data)
    made.unmap()
    return made
