# SPDX-License-Identifier: MIT
"""What labels say in words before a number, and forms that one sort of number alone has."""

import re
import unicodedata
from functools import cache

from workshop.domain.scan_fields import Field
from workshop.domain.terms import FieldKind

# Captions that may stand alone before a number, and those that need a colon, as serials begin with
# the same letters. English, French, German, Spanish, Chinese, Japanese.
_ALONE = {
    FieldKind.SERIAL: (
        r"S\s?/\s?N",
        r"N\s?/\s?S",
        r"SERIAL[ -]?(?:NO|NR|NUM|NUMBER)\b",
        r"N(?:O|°|º|\.º|\.°|UM[ÉE]RO|[ÚU]MERO)?\.?\s?DE\s(?:S[ÉE]RIE)\b",
        r"SERIEN-?(?:NR\b|NUMMER\b)",
        r"(?:产品|產品)?(?:序列号|序列號|序列码|序號|序号)",
        r"シリアル(?:番号|ナンバー)?",
    ),
    FieldKind.PART_NUMBER: (
        r"P\s?/\s?N",
        r"PART[ -]?(?:NO|NR|NUM|NUMBER)\b",
        r"(?:料号|料號|物料号|部件号|零件号|型番)",
    ),
}
_BEFORE_COLON = {
    FieldKind.SERIAL: ("SN码?", "NS", "SERIAL", "SER", "SÉRIE", "SERIE"),
    FieldKind.PART_NUMBER: ("PN", "MPN", "PART", "R[ÉE]F", "R[ÉE]F[ÉE]RENCE"),
    FieldKind.UPC: ("UPC", "EAN", "GTIN", "商品条码"),
    FieldKind.GPU_UUID: ("(?:GPU )?UUID",),
    FieldKind.LOT: ("LOT", "BATCH", "批号"),
    FieldKind.DATE: ("D/?C", "DATE CODE"),
    FieldKind.QUANTITY: ("QTY", "QT[ÉE]", "数量"),
}
_COLON = r"\s?\.?\s*[:=#]"
_NEXT = re.compile(r"[\s;,|]+")
_AROUND = " \t\r\n;,|.:=#"

_UUID = re.compile("GPU" + "".join(rf"-?([0-9a-f]{{{n}}})" for n in (8, 4, 4, 4, 12)), re.I)

# NVIDIA's board part numbers: 900 a finished board, 699 an assembly, 692 an SXM module, 600 and 180
# what is on it. Without dashes only where the board number has its letter.
_PART = re.compile(
    r"(?:900|699|692|600|180)-[0-9A-Z]{5}-[0-9A-Z]{4}-[0-9A-Z]{3}|"
    r"(?:900|699|692)[0-9][A-Z][0-9]{3}[0-9]{4}[0-9A-Z]{3}"
)

# Kepler to Blackwell. Without dashes only these, for two letters and digits may be anything.
_CHIP = r"(?:GK|GM|GP|GV|TU|GA|AD|GH|GB)\d{3}[A-Z]?"
_SKU = (
    r"(?:[A-Z]{2}\d{3}[A-Z]?-\d{2,3}[A-Z0-9]{0,3}(?:-K[A-Z0-9]?[A-Z]?)?-[A-Z]\d|"
    rf"{_CHIP}\d{{3}}[A-Z]{{0,2}}(?:K[ACD1]?)?[A-F]\d)"
)
# Country, year and week with the stepping, lot, chip: the lines on the package of an NVIDIA GPU.
_DIE = re.compile(
    rf"(?:(?:[A-Z]\s)?(?P<origin>[A-Z]{{2}})\s)?(?:(?P<date>\d{{4}})[A-Z]\d\s)?"
    rf"(?:\(?(?P<lot>[0-9A-Z]{{6}}\.[0-9A-Z]{{3}})\)?\s)?(?P<marking>{_SKU})",
    re.ASCII,
)


@cache
def _captions() -> re.Pattern[str]:
    """All captions as one form, made with the first scan: that takes 40 ms."""
    return re.compile(
        "|".join(
            f"(?P<{kind.value}>"
            + "|".join(
                [f"{word}(?:{_COLON})?" for word in _ALONE.get(kind, ())]
                + [f"(?:{word}){_COLON}" for word in captions]
            )
            + ")"
            for kind, captions in _BEFORE_COLON.items()
        ),
        re.IGNORECASE,
    )


def captioned(text: str) -> tuple[Field, ...]:
    """The parts of a text that begins with a caption such as `S/N:`; () where it does not.

    One after the other where each has its caption: `S/N:0324518063914 P/N:900-2G133-…`.
    """
    text = unicodedata.normalize("NFC", text)
    captions = _captions()
    found = captions.match(text)
    if found is None:
        return ()
    starts = [found]
    for gap in _NEXT.finditer(text, found.end()):
        after = captions.match(text, gap.end())
        # A caption further on needs its colon, for a serial may hold blanks and any letters.
        if after is not None and after[0][-1] in ":=#" and after.start() > starts[-1].end():
            starts.append(after)
    ends = [next_one.start() for next_one in starts[1:]] + [len(text)]
    return tuple(
        Field(
            FieldKind(str(start.lastgroup)),
            text[start.end() : end].strip(_AROUND),
            start[0].strip(_AROUND),
        )
        for start, end in zip(starts, ends, strict=True)
    )


def gpu_uuid(text: str) -> str:
    """A GPU's UUID as drivers write it, GPU-8-4-4-4-12 in small letters; "" where it is none."""
    found = _UUID.fullmatch(text.strip())
    return "GPU-" + "-".join(found.groups()).lower() if found else ""


def is_nvidia_part(text: str) -> bool:
    """Whether this is NVIDIA's part number of a board, such as 900-2G133-0000-000."""
    return _PART.fullmatch(text.upper()) is not None


def read_die(text: str) -> tuple[Field, ...]:
    """What is printed on an NVIDIA GPU, its marking (AD102-300-A1) first; () where this is not it.

    Lines may be parted by blanks or slashes.
    """
    found = _DIE.fullmatch(re.sub(r"[\s/]+", " ", text.strip()).upper())
    if found is None:
        return ()
    kinds = {"marking": FieldKind.MARKING, "date": FieldKind.DATE, "lot": FieldKind.LOT,
             "origin": FieldKind.ORIGIN}  # fmt: skip
    return tuple(Field(kind, found[name], "") for name, kind in kinds.items() if found[name])
