# SPDX-License-Identifier: MIT
"""A small XML tree that an untrusted log can make neither deep nor large."""

from dataclasses import dataclass, field

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from workshop.domain.refused import Refused

# A log of eight cards has about 4,000 elements, nested seven deep.
MOST_ELEMENTS = 200_000
DEEPEST = 32
# A card takes 30 KB; a single tag with a million attributes is stopped by nothing else.
LONGEST = 4_000_000


@dataclass(slots=True, eq=False)
class Element:
    """One element: its tag, its text up to the first child, its children in order and by tag.

    Where a tag comes twice, `first` has the first one.
    """

    tag: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Element"] = field(default_factory=list)
    first: dict[str, "Element"] = field(default_factory=dict)

    def at(self, path: str) -> "Element | None":
        """The element at `a/b/c` below this one; None where there is none."""
        here: Element | None = self
        for tag in path.split("/"):
            here = here.first.get(tag) if here is not None else None
        return here

    def all(self, tag: str) -> list["Element"]:
        """The children of this tag."""
        return [child for child in self.children if child.tag == tag]


def grow(text: str, leave_out: frozenset[str], budget: int = MOST_ELEMENTS) -> tuple[Element, int]:
    """Parse one XML document; returns its root and how many elements it had.

    Elements whose tag is in `leave_out` never enter the tree, nor does anything in them. A DOCTYPE
    is read over and never fetched. Refuses entities, and more than 32 levels, 4 MB, or `budget`
    elements (comments and processing instructions count). Raises `ParseError` for what is not XML.
    """
    if len(text) > LONGEST:
        raise too_much()
    grower = _Grower(leave_out, budget)
    parser = XMLParser(target=grower)
    try:
        parser.feed(text)
        parser.close()
    except DefusedXmlException:
        raise Refused(
            "This file defines XML entities, which no test tool does. Nothing was imported."
        ) from None
    if grower.root is None:
        raise ParseError("no element")
    return grower.root, grower.count


class _Grower:
    """The target the parser reports to; it refuses as soon as a limit is passed."""

    def __init__(self, leave_out: frozenset[str], budget: int) -> None:
        self.root: Element | None = None
        self.count = 0
        self._leave_out = leave_out
        self._budget = budget
        self._open: list[Element] = []
        self._text: list[str] = []
        self._depth = 0
        self._left_out_at = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._spend()
        self._depth += 1
        if self._depth > DEEPEST:
            raise too_much()
        if self._left_out_at:
            return
        if tag in self._leave_out:
            self._left_out_at = self._depth
            return
        element = Element(tag, attributes)
        self._settle()
        if self._open:
            self._open[-1].children.append(element)
            self._open[-1].first.setdefault(tag, element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, _tag: str) -> None:
        if not self._left_out_at:
            self._settle()
            self._open.pop()
        elif self._left_out_at == self._depth:
            self._left_out_at = 0
        self._depth -= 1

    def data(self, text: str) -> None:
        if not self._left_out_at:
            self._text.append(text)

    def comment(self, _text: str) -> None:
        self._spend()

    def pi(self, _target: str, _data: str | None = None) -> None:
        self._spend()

    def close(self) -> None:
        """The parser asks for a result at its end; the root is taken from the grower itself."""

    def _settle(self) -> None:
        # Text after a child is never a value; joining it up would cost a square of its length.
        if self._text:
            if self._open and not self._open[-1].children:
                self._open[-1].text = "".join(self._text)
            self._text.clear()

    def _spend(self) -> None:
        self.count += 1
        if self.count > self._budget:
            raise too_much()


def too_much() -> Refused:
    """What to say of XML beyond a limit."""
    return Refused(
        "This file is nested deeper or has more entries than any test log. Nothing was imported."
    )
