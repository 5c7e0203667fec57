# SPDX-License-Identifier: MIT
"""Strings that paper and spreadsheets must show as the text they are."""

import random

MARKUP = [
    "<b", "<b>bold", "</para>", "<para>", "<br/>", "<img src='file:///etc/passwd'/>",
    "<img src=\"http://127.0.0.1:9/x.png\"/>", "<a href='http://127.0.0.1:9'>x</a>", "&lt;",
    "&amp;",
    "&#60;b&#62;", "<font color=\"[[[getattr(pow,'__glob'+'als__')]]]\">", "<![CDATA[x]]>", "<!--",
    "<?php ?>", "<onDraw name='x'/>", "<seq/>", "{0}", "{tag}", "{__class__}", "%s%n", "%(x)s",
    ") Tj ET Q (", "(((", "))) Tj", "\\", "\\101\\050", "endstream endobj", "/URI (http://x)",
    "<< /JS (app.alert) >>", "BT /F1 12 Tf", "'; DROP TABLE piece;--", "^XA^FDx^XZ", "=cmd|'/c'!A0",
    "\u202eright to left\u202c", "\u2066isolate\u2069", "שלום עולם", "مرحبا بالعالم", "🎉👩‍🔧🇨🇭",
    "e\u0301\u0308\u0323", "\u200b\u200dzero\ufeff", "\x00\x01\x1b[31m", "a\tb\r\nc\x0bd\x0ce",
    "\x7f\x80\x9f", "\ufffe\ufdd0", "\ue000", "𠮷野家", "\xa0\u2003\u3000x", "\u2028\u2029",
    "显卡<b>翻新</b>", "Œuvre & Fils </para>", "ﬁ Ｆｕｌｌ", "Ǆǅǆ", "…", "▯",
]  # fmt: skip


def corpus(count: int = 1000) -> list[str]:
    """So many hostile strings: each by itself, long ones of 4 KB, and mixtures of them."""
    dice = random.Random(20261124)
    found = [
        *MARKUP,
        *(part * (4096 // len(part)) for part in MARKUP[:3]),
        "x" * 4096,
        "显" * 4096,
    ]
    while len(found) < count:
        found.append("".join(dice.choices(MARKUP, k=dice.randint(2, 4))))
    return found[:count]
