# SPDX-License-Identifier: MIT
"""What the error numbers (Xid) of the NVIDIA driver mean for a card."""

from collections.abc import Collection

from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.result import Sentence

FELL_OFF_THE_BUS = 79

_RETIRED = mark("The card took failing memory out of use (Xid {code}).")
_NOT_RETIRED = mark("The card could not take failing memory out of use (Xid {code}).")
_UNCORRECTED = mark("The card had a memory error that it could not correct (Xid {code}).")
_SILENT = mark("The processor of the GPU that serves the driver failed (Xid {code}).")
_FLASH = mark("The flash memory of the card could not be read or written (Xid {code}).")
_NVLINK = mark("A fault of NVLink was reported (Xid {code}).")

# Faults of the card or of the power and the slot it has, the gravest first.
_FAULTS: dict[int, str] = {
    FELL_OFF_THE_BUS: mark("The card fell off the bus (Xid {code})."),
    **dict.fromkeys((48, 95, 94, 140, 171, 172), _UNCORRECTED),
    **dict.fromkeys((64, 157, 161), _NOT_RETIRED),
    **dict.fromkeys((63, 156, 160), _RETIRED),
    92: mark("The card corrects memory errors at a high rate (Xid {code})."),
    62: mark("A controller inside the GPU stopped (Xid {code})."),
    **dict.fromkeys((119, 120), _SILENT),
    143: mark("The GPU could not be started (Xid {code})."),
    167: mark("The PCIe link of the card ran into a fatal timeout (Xid {code})."),
    125: mark("The InfoROM of the card could not be read or written (Xid {code})."),
    **dict.fromkeys((122, 123, 124), _FLASH),
    **dict.fromkeys((74, 144, 145, 146, 147, 148, 149, 150), _NVLINK),
}
# Often the fault of a program or of the driver.
_OF_PROGRAMS = frozenset({6, 7, 8, 13, 31, 32, 43, 45, 46, 66, 68, 69, 109, 137})


def judge(codes: Collection[int]) -> tuple[Verdict, Sentence] | None:
    """What these errors come to: fail, or inconclusive where a program may be to blame.

    None where there are none.
    """
    for code, template in _FAULTS.items():
        if code in codes:
            return Verdict.FAIL, Sentence(template, (("code", str(code)),))
    for code in sorted(codes):
        template = mark(
            "The driver reported Xid {code}. What it means for the card is not known here."
        )
        if code in _OF_PROGRAMS:
            template = mark(
                "The driver reported Xid {code}, which a program may have caused. "
                "Test the card again with another one."
            )
        return Verdict.INCONCLUSIVE, Sentence(template, (("code", str(code)),))
    return None
