"""Read the tags of raw HTML as browsers do (the HTML standard, "Tokenization").

CommonMark only finds the end of raw HTML, and what it reads as a comment or a value may be a tag in
a browser: ``<? > <b onclick=x> ?>`` is a comment up to the first ``>``, and then a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

from git_report.patterns import lazy

_MARKUP = lazy(r"<(?:(?P<tag>[A-Za-z][^\s/>]*+)|(?P<other>!--|[!?]|/))", re.ASCII)
_ATTRIBUTE = lazy(
    r"[\s/]*+(?:(?P<end>>)|(?P<name>=?[^\s/>=]*+)"
    r"(?>(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)(?:\"|\Z)|'(?P<single>[^']*+)(?:'|\Z)|(?P<bare>[^\s>]*+)))?))",
    re.ASCII,
)
_COMMENT_END = lazy(r"--!?>")
_ABRUPT_END = lazy(r"-?>")
_BOGUS_END = lazy(">")
_LETTER = lazy("[A-Za-z]")
# Elements whose content is text up to their end tag.
_TEXT_ELEMENTS = frozenset(
    "iframe noembed noframes noscript script style textarea title xmp".split()
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag: lower-case name and attributes, decoded values, source, and offset.

    `closed` is false if the HTML ends within the tag; then the text after it becomes part of it.
    """

    name: str
    attributes: tuple[tuple[str, str], ...]
    source: str
    offset: int
    closed: bool

    @property
    def end(self) -> int:
        """The offset after the tag."""
        return self.offset + len(self.source)


class TagReader:
    """Read the tags of a document's pieces of raw HTML, in order.

    A comment, or a text element such as a title, may be opened in one piece and end in a later one.
    Tags are read both within it and after its end, because a renderer may drop the opening.
    """

    def __init__(self) -> None:
        self._open: dict[str, re.Pattern[str]] = {}

    def read(self, html: str) -> Iterator[Tag]:
        """The start tags of a piece, each of them once."""
        searched = {name: pattern.search(html) for name, pattern in self._open.items()}
        ends = {name: end for name, end in searched.items() if end}
        for name in ends:
            del self._open[name]
        return self._read(html, ends)

    def _read(self, html: str, ends: dict[str, re.Match[str]]) -> Iterator[Tag]:
        seen: set[int] = set()
        starts = [0, *(end.end() for end in ends.values())]
        while starts:
            at = starts.pop()
            while (markup := _MARKUP.search(html, at)) and markup.start() not in seen:
                seen.add(markup.start())
                if not markup["tag"]:
                    at = self._after_other(html, markup)
                    continue
                tag = _read_tag(html, markup)
                yield tag
                at = tag.end
                name = tag.name
                if name not in _TEXT_ELEMENTS or name in self._open:
                    continue
                if name in ends and ends[name].start() >= at:
                    continue
                if end := _end_tag(name).search(html, at):
                    ends[name] = end
                    starts.append(end.end())
                else:
                    self._open[name] = _end_tag(name)

    def _after_other(self, html: str, markup: re.Match[str]) -> int:
        """The end of an end tag, a comment, or markup that browsers read as a comment."""
        start, mark = markup.end(), markup["other"]
        if mark == "/" and _LETTER.match(html, start):
            return _read_attributes(html, start).end
        if mark == "!--" and (abrupt := _ABRUPT_END.match(html, start)):
            return abrupt.end()
        pattern = _COMMENT_END if mark == "!--" else _BOGUS_END
        if end := pattern.search(html, start):
            return end.end()
        self._open[mark] = pattern
        return len(html)


@dataclass(frozen=True, slots=True)
class _Attributes:
    values: tuple[tuple[str, str], ...]
    end: int
    closed: bool


def _read_tag(html: str, markup: re.Match[str]) -> Tag:
    start, name = markup.start(), markup["tag"].lower()
    read = _read_attributes(html, markup.end())
    return Tag(name, read.values, html[start : read.end], start, read.closed)


def _read_attributes(html: str, at: int) -> _Attributes:
    """The attributes between a tag's name and its end; an end tag may have some too."""
    found: list[tuple[str, str]] = []
    while at < len(html) and (match := _ATTRIBUTE.match(html, at)):
        at = match.end()
        if match["end"]:
            return _Attributes(tuple(found), at, closed=True)
        if match["name"]:
            value = match["double"] or match["single"] or match["bare"] or ""
            found.append((match["name"].lower(), unescape(value)))
    return _Attributes(tuple(found), at, closed=False)


@cache
def _end_tag(name: str) -> re.Pattern[str]:
    return lazy(rf"</{name}(?=[\s/>])", re.IGNORECASE)
