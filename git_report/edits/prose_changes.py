"""What of a text is prose: not code, not markup, not a target, nor the words of somebody else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from git_report.checks.quotations import is_note, place_quoted
from git_report.markdown import Block, Document, Kind, Quote, parse
from git_report.markdown.code import find_code_spans
from git_report.patterns import lazy

# Targets of links, addresses, tags, comments, and what HTML shows as it is.
_FIXED = lazy(
    r"\]\((?:[^()\n]|\([^()\n]*\))*\)|\]\[[^\]\n]*\]"
    r"|<(?P<tag>pre|code|kbd|samp|script|style|svg|textarea)\b.*?(?:</(?P=tag)>|\Z)"
    r"|<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>|(?:https?://|www\.)[^\s<>]+",
    re.DOTALL | re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})")
_BARE = frozenset({Kind.CODE, Kind.FRONT_MATTER})


class TextPiece(NamedTuple):
    """A piece of a block: the block's kind, the text, and whether that is code."""

    kind: Kind
    text: str
    code: bool


def cut_code(text: str) -> Iterator[TextPiece]:
    """A text in pieces that are code and pieces that are not.

    Code is a block, a nested fence or a span.
    """
    # A blank line first: what begins with '---' is a rule here, not front matter.
    document = parse(f"\n{text}")
    blocks = [(block.kind, block.text) for block in document.blocks()]
    if document.tail is not None:
        blocks.append((Kind.PARAGRAPH, document.tail.text))
    for place, (kind, told) in enumerate(blocks):
        source = told if place else told.removeprefix("\n")
        if kind is Kind.CODE:
            yield TextPiece(kind, source, code=True)
        else:
            yield from (TextPiece(kind, part, code) for part, code in _cut_block(source))


def change_prose(
    text: str, change: Callable[[str], str], in_html: Callable[[str], str] | None = None
) -> str:
    """A text with `change` done to what is not code, and `in_html` to blocks of raw HTML."""
    parts: list[str] = []
    for kind, part, code in cut_code(text):
        if in_html is not None and kind is Kind.HTML:
            parts.append(in_html(part))
        else:
            parts.append(part if code else change(part))
    return "".join(parts)


def replace_prose(text: str, changes: Mapping[str, str]) -> str:
    """A text with other words for some of its prose, the longest first, wherever they are."""
    if not changes:
        return text
    pattern = re.compile("|".join(map(re.escape, sorted(changes, key=len, reverse=True))))

    def change(part: str) -> str:
        return pattern.sub(lambda found: changes[found[0]], part)

    return change_prose(text, change, change)


def _cut_block(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a block that is not code, each told whether it is: a fence in it, or a span."""
    for fenced, part in _nested_fences(text):
        at = 0
        for start, end in () if fenced else find_code_spans(part):
            yield part[at:start], False
            yield part[start:end], True
            at = end
        yield part[at:], fenced


def _nested_fences(text: str) -> Iterator[tuple[bool, str]]:
    """The pieces of a block, each told whether it is a fenced code block in a list or a quote."""
    fence = ""
    gathered: list[str] = []
    for line in _LINE.findall(text):
        match = _FENCE.match(line)
        if match and not fence:
            yield False, "".join(gathered)
            gathered, fence = [line], match[1]
            continue
        gathered.append(line)
        if match and fence and match[1].startswith(fence):
            yield True, "".join(gathered)
            gathered, fence = [], ""
    yield bool(fence), "".join(gathered)


class Ranges:
    """Ranges of a text, asked for places."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._ends: list[int] = []
        self._starts: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __contains__(self, place: int) -> bool:
        at = bisect_right(self._starts, place) - 1
        return at >= 0 and place < self._ends[at]


def place_blocks(document: Document) -> Iterator[tuple[int, Block]]:
    """The blocks that hold prose, each with the place of its first character."""
    at = 0
    for block in document.blocks():
        # What is defined is a target, but for the words of the report's own footnotes.
        target = block.kind is Kind.DEFINITION and not block.text.lstrip().startswith("[^")
        if block.kind not in _BARE and not target:
            yield at, block
        at += len(block.text)


def find_fixed(text: str) -> Ranges:
    """What of a block's text is code, markup or a target."""
    return Ranges(_list_fixed(text))


def find_quoted(block: Block) -> Ranges:
    """What of a block are the words of somebody else."""
    if isinstance(block, Quote) and not is_note(block):
        return Ranges([(0, len(block.text))])
    return Ranges(place_quoted(block.text))


def _list_fixed(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _FIXED.finditer(text))
    at = 0
    for part, code in _cut_block(text):
        if code:
            yield at, at + len(part)
        at += len(part)
