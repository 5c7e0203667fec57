# SPDX-License-Identifier: MIT
"""The pages of the manual in their order, filled in from the program, and what stands in them."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

# Words after the name in, Markdown out.
Fill = Callable[..., str]

# The page with all others in their order.
START = "index"

# A line of a page that the program itself fills in, such as {{ acts receive refuse }}.
_FILL = re.compile(r"^\{\{ ([a-z_]+)((?: [\w.-]+)*) \}\}$", re.M)
_PART = re.compile(r"## (.+)")
_LINK = re.compile(r"- \[(.+?)\]\(([\w-]+)\.md\)")
_PICTURE = re.compile(r"^!\[[^\]]*\]\((pictures/[\w-]+\.png)\)\n\n?", re.M)
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*`|]+|^[#>-]+ ", re.M)

# How much is shown of where a word was found, and of how many pages.
_EXCERPT, _MOST = 120, 30


class Entry(NamedTuple):
    """A page as the contents list it."""

    name: str
    title: str
    part: str


class Found(NamedTuple):
    """A place of the manual in which all words stand; `heading` is empty at the top of a page."""

    name: str
    title: str
    heading: str
    excerpt: str


class Manual:
    """All pages. `fills` are what fills in lines that this program part knows nothing of."""

    def __init__(self, fills: Mapping[str, Fill] | None = None) -> None:
        from workshop.manual.reference import FILLS

        self.folder: Traversable = files("resources").joinpath("manual")
        self._fills: dict[str, Fill] = {**FILLS, **(fills or {})}
        self._made: dict[str, str] = {}

    @cached_property
    def contents(self) -> list[Entry]:
        """Every page but the first, in the order in which the first lists them."""
        found, part = [], ""
        for line in self.written(START).splitlines():
            if heading := _PART.fullmatch(line):
                part = heading[1]
            elif link := _LINK.match(line):
                found.append(Entry(link[2], link[1], part))
        return found

    def written(self, name: str) -> str:
        """A page as it was written, its fills still to be made; KeyError where there is none."""
        page = self.folder.joinpath(f"{name}.md")
        if not re.fullmatch(r"[\w-]+", name) or not page.is_file():
            raise KeyError(name)
        return page.read_text("utf-8")

    def page(self, name: str) -> str:
        """A page in Markdown, filled in; a picture that was not made is left out."""
        if name not in self._made:
            whole = _FILL.sub(self._filled, self.written(name))
            self._made[name] = _PICTURE.sub(self._pictured, whole)
        return self._made[name]

    def _filled(self, line: re.Match[str]) -> str:
        return self._fills[line[1]](*line[2].split())

    def _pictured(self, line: re.Match[str]) -> str:
        return line[0] if self.folder.joinpath(line[1]).is_file() else ""

    def find(self, text: str) -> list[Found]:
        """Where all these words stand under one heading, those that have them there first."""
        words = text.casefold().split()
        if not words:
            return []
        found = [
            (all(word in f"{title} {heading}".casefold() for word in words),
             Found(name, title, heading, excerpt(body, words)))
            for name, title, heading, body in self._sections
            if all(word in f"{title} {heading} {body}".casefold() for word in words)
        ]  # fmt: skip
        return [one for _, one in sorted(found, key=lambda pair: not pair[0])[:_MOST]]

    @cached_property
    def _sections(self) -> list[tuple[str, str, str, str]]:
        return [
            (entry.name, entry.title, heading, body)
            for entry in self.contents
            for heading, body in sections(self.page(entry.name))
        ]


def sections(page: str) -> Iterator[tuple[str, str]]:
    """The headings of a page below its title, each with the plain words under it."""
    heading, lines = "", list[str]()
    for line in page.splitlines():
        if line.startswith("# "):
            continue
        if line.startswith("#"):
            yield heading, plain("\n".join(lines))
            heading, lines = plain(line), []
        else:
            lines.append(line)
    yield heading, plain("\n".join(lines))


def plain(markdown: str) -> str:
    """The words of Markdown without their marks."""
    return " ".join(_MARKS.sub(lambda mark: mark[1] or "", markdown).split())


def escaped(text: str) -> str:
    """Plain words as Markdown that says just these."""
    return re.sub(r"([\\`*_{}\[\]()#+.!|<>~-])", r"\\\1", text)


def slug(heading: str) -> str:
    """What a link to a heading ends with, as the web page has it."""
    return re.sub(r"[^\w\- ]", "", plain(heading).casefold()).replace(" ", "-")


def excerpt(body: str, words: list[str]) -> str:
    """So much of a text as shows the first of the words, whole words at both ends."""
    place = max(0, body.casefold().find(words[0]))
    start = body.rfind(" ", 0, max(0, place - _EXCERPT // 3)) + 1
    part = body[start : start + _EXCERPT]
    if start + _EXCERPT < len(body):
        part = f"{part.rpartition(' ')[0]} …"
    return f"… {part}" if start else part
