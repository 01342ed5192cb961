"""Activity: what a text runs or fetches from elsewhere where it is shown, for S007."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from git_report.markdown import Block, Code, Kind

_SCRIPT = "a script or active content"
_IMAGE = "a remote image"
# What comes first decides: an escape, a code span, or backticks that nothing closes.
_VERBATIM = re.compile(r"(\\[\\`<])|((`+)(?!`).*?(?<!`)\3(?!`))|`+", re.DOTALL)
_INLINE = frozenset({Kind.PARAGRAPH, Kind.HEADING, Kind.TABLE})
# Where a list or a quote may hold raw HTML, in which there is neither.
_HTML_LINE = re.compile(r"^[\s>*+\-\d.)]*<", re.MULTILINE)
# A tag's name, and ahead of it all that may be its attributes: what a quote hides is a tag too
# where the quote turns out to be none.
_TAG = re.compile(
    r"<([a-z][a-z0-9-]*)(?=((?:[^<>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}'|[\"']){0,4000}))", re.I
)
_ATTRIBUTE = re.compile(r"[\s/\"']([a-z:-]+)\s*=\s*[\"']?\s*([^\s\"'<>]+)", re.I)
_ACTIVE_TAGS = frozenset("script iframe object embed form meta link base".split())
_LEADING = frozenset("href src action formaction data xlink:href".split())
_LOADING = frozenset("src srcset poster background xlink:href".split())
_STYLED = re.compile(r"(?:\burl\(|@import)\s*[\"']?\s*(?:https?:)?//", re.I)
_DEFINITION = re.compile(r"^ {0,3}\[([^\]\n]{1,999})\]:\s*<?([^\s<>]+)", re.M)
# The address, as the last group, of a link or image, a definition, an autolink.
_TARGETS = (
    re.compile(r"\]\(\s*<?\s*([^\s<>)]+)"),
    _DEFINITION,
    re.compile(r"<([a-z]{1,31}:[^\s<>]*)>", re.I),
)
_RUN = ("javascript:", "vbscript:", "data:text/html")
# What a browser passes over in an address.
_PASSED_OVER = re.compile(r"[\x00-\x20\\]")
_ALT = r"(?<!\\)!\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){0,400})\]"
_INLINE_IMAGE = re.compile(rf"{_ALT}\(\s*<?\s*([^\s<>)]+)")
_REFERRED_IMAGE = re.compile(rf"{_ALT}(?!\()(?:\[([^\[\]]{{0,400}})\])?")
_REMOTE = re.compile(r"(?:https?:)?//")
# A character offset, the text there, and what it is.
_Found = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Activity:
    """What is run or fetched: its 1-based line, the text that says so, and what it is."""

    line: int
    text: str
    what: str

    @property
    def runs(self) -> bool:
        """Whether it is run, not only fetched."""
        return self.what == _SCRIPT


def find_activity(blocks: Iterable[Block]) -> Iterator[Activity]:
    """What of a document's blocks a renderer may run, or fetch from another host.

    Code is text. Addresses are read as browsers read them: escapes, entities and white space
    hide nothing.
    """
    # None of the patterns can match without one of these, and they are slow.
    suspect = [
        block
        for block in blocks
        if not isinstance(block, Code)
        and any(mark in block.text for mark in ("<", "](", "]:", "!["))
    ]
    remote = _remote_labels(suspect)
    for block in suspect:
        if block.kind in _INLINE or not (block.kind is Kind.HTML or _HTML_LINE.search(block.text)):
            yield from find_in_text(block.text, block.span.first, remote)
        else:
            yield from _find(block.text, block.span.first, remote)


def find_in_text(text: str, first: int, remote: frozenset[str] = frozenset()) -> Iterator[Activity]:
    """What of inline content that begins on line `first`: code spans and escapes are text.

    `remote` are labels that lead to other hosts.
    """
    if "`" in text or "\\" in text:
        text = _VERBATIM.sub(_blank_verbatim, text)
    yield from _find(text, first, remote)


def _find(text: str, first: int, remote: frozenset[str]) -> Iterator[Activity]:
    found = [*_find_scripts(text)]
    if "<" in text:
        found += _find_tags(text)
    if "![" in text:
        found += _find_images(text, remote)
    for place, told, what in found:
        yield Activity(first + text.count("\n", 0, place), told.casefold(), what)


def _find_scripts(text: str) -> Iterator[_Found]:
    for pattern in _TARGETS:
        for match in pattern.finditer(text):
            if _is_run(match[match.lastindex or 0]):
                yield match.start(), match[0], _SCRIPT


def _find_tags(text: str) -> Iterator[_Found]:
    for match in _TAG.finditer(text):
        attributes = [(a[1].casefold(), a[2]) for a in _ATTRIBUTE.finditer(match[2])]
        if (
            match[1].casefold() in _ACTIVE_TAGS
            or any(name.startswith("on") for name, _ in attributes)
            or any(name in _LEADING and _is_run(value) for name, value in attributes)
        ):
            yield match.start(), match[0] + match[2], _SCRIPT
        elif any(name in _LOADING and _is_remote(value) for name, value in attributes):
            yield match.start(), match[0] + match[2], _IMAGE
    if "style" in text.casefold():
        for match in _STYLED.finditer(text):
            yield match.start(), match[0], _IMAGE


def _find_images(text: str, remote: frozenset[str]) -> Iterator[_Found]:
    for match in _INLINE_IMAGE.finditer(text):
        if _is_remote(match[2]):
            yield match.start(), match[0], _IMAGE
    if remote:
        for match in _REFERRED_IMAGE.finditer(text):
            if _fold_label(match[2] or match[1]) in remote:
                yield match.start(), match[0], _IMAGE


def _remote_labels(blocks: Iterable[Block]) -> frozenset[str]:
    """The labels of the link definitions that lead to other hosts."""
    return frozenset(
        _fold_label(match[1])
        for block in blocks
        if block.kind is Kind.DEFINITION
        for match in _DEFINITION.finditer(block.text)
        if _is_remote(match[2])
    )


def _is_run(address: str) -> bool:
    return _read_address(address).startswith(_RUN)


def _is_remote(address: str) -> bool:
    return _REMOTE.match(_read_address(address)) is not None


def _read_address(written: str) -> str:
    return _PASSED_OVER.sub("", unescape(written)).casefold()


def _fold_label(label: str) -> str:
    return " ".join(label.casefold().split())


def _blank_verbatim(match: re.Match[str]) -> str:
    """As many lines and characters without a word; backticks that nothing closes stay."""
    return re.sub(r"[^\n]", " ", match[0]) if match[1] or match[2] else match[0]
