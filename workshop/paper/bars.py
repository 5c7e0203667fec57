# SPDX-License-Identifier: MIT
"""A Code 128 as a row of bits: bars for scanners that read nothing else."""

from functools import lru_cache

# White modules that a scanner needs on either side (ISO/IEC 15417, 4.6).
QUIET = 10


@lru_cache(maxsize=64)
def bars(text: str) -> str:
    """The modules of a text from left to right, 1 dark, without the quiet zones.

    Control characters are encoded as they are. ValueError where the text is empty or not ASCII.
    """
    import zxingcpp

    if not text or not text.isascii():
        raise ValueError("a Code 128 holds ASCII characters, at least one")
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    image = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    rows = memoryview(image)  # type: ignore[arg-type]
    row = rows.tobytes()[: rows.nbytes // len(rows)]
    return "".join("0" if value else "1" for value in row)
