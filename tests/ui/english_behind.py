# SPDX-License-Identifier: MIT
"""What the window says in another language, traced back to the English it was said from."""

import gettext
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice, product

from workshop import language

# So many senses of a sentence are remembered: a word may stand for several of English.
MOST = 16


def _hashable(fact: object) -> str | int:
    return fact if isinstance(fact, str | int) else str(fact)


class Behind(gettext.NullTranslations):
    """A catalogue that remembers what it was asked, and what became of it."""

    def __init__(self, catalogue: gettext.NullTranslations) -> None:
        super().__init__()
        self._catalogue, self._plain = catalogue, language.fill
        self.templates: dict[str, str] = {}
        # By what was said: what it would have been in English, in every sense it has.
        self.english: dict[str, set[str]] = defaultdict(set)
        # What there is a translation of, in any language; all else was named by the shop.
        self.messages: set[str] = set()
        for code in language.languages():
            told = getattr(language._read(code)[0], "_catalog", {})
            self.messages |= {one if isinstance(one, str) else one[0] for one in told}
        # What was said without a fact: words that a translator can make shorter.
        self.fixed: set[str] = set()

    def gettext(self, message: str) -> str:
        """Translate, and remember."""
        said = self._catalogue.gettext(message)
        self.templates[said] = message
        return said

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Translate what depends on a number, and remember."""
        said = self._catalogue.ngettext(msgid1, msgid2, n)
        self.templates[said] = msgid1 if n == 1 else msgid2
        return said

    def filled(self, template: str, facts: Mapping[str, object], said: str) -> None:
        """A template was filled in: remember the English of that too."""
        senses = [self.english.get(fact, {fact}) if isinstance(fact, str) else {fact}
                  for fact in map(_hashable, facts.values())]  # fmt: skip
        for known in islice(product(*senses), MOST):
            english = self._plain(self.templates.get(template, template),
                                  dict(zip(facts, known, strict=True)))  # fmt: skip
            self.english[said].add(english)
        if not facts and self.templates.get(template, template) in self.messages:
            self.fixed.add(said)

    def is_ours(self, text: str) -> bool:
        """Whether a text is words of the program's, and none that people named or typed."""
        return text in self.fixed

    def meanings(self, text: str) -> set[str]:
        """What a text is in English: itself, where nobody said it."""
        if text in self.english:
            return self.english[text]
        parts = text.split(" · ")
        if len(parts) > 1:
            senses = product(*(self.meanings(part) for part in parts))
            return {" · ".join(each) for each in islice(senses, MOST)}
        words = text.split(" ")
        for n in range(len(words) - 1, 0, -1):  # its unit stands behind a label
            begins = " ".join(words[:n])
            if begins in self.english:
                rest = " ".join(words[n:])
                return {f"{english} {rest}" for english in self.english[begins]}
        return {text}


@contextmanager
def speaking(code: str) -> Iterator[Behind]:
    """Say everything in this language, and remember what it was in English."""
    assert language.use(code) == code
    behind = Behind(language._current)
    plain = language.fill

    def fill(template: str, facts: Mapping[str, object]) -> str:
        said = plain(template, facts)
        behind.filled(template, facts, said)
        return said

    language._current, language.fill = behind, fill
    try:
        yield behind
    finally:
        language.fill = plain
        language.use("en")
