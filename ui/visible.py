# SPDX-License-Identifier: MIT
"""Control characters, which a scan may hold and nobody can see, by their names."""

_NAMES = {
    0x02: "STX",
    0x03: "ETX",
    0x04: "EOT",
    0x09: "TAB",
    0x0A: "LF",
    0x0D: "CR",
    0x1C: "FS",
    0x1D: "GS",
    0x1E: "RS",
}
_PICTURES = {code: f"‹{_NAMES.get(code, f'{code:02X}')}›" for code in (*range(0x20), 0x7F)}

# Characters of a scan that fit a line of a table.
_MOST = 200


def visible(text: str) -> str:
    """A scan to be looked at: control characters by their names, the others by their number."""
    return (
        f"{text[:_MOST]}…".translate(_PICTURES) if len(text) > _MOST else text.translate(_PICTURES)
    )
