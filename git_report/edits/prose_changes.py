"""Find and change the prose of a text: not code, markup, link targets or quotations."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from git_report.checks.quotations import is_note, place_quoted
from git_report.markdown import Block, Document, Kind, Quote, parse
from git_report.markdown.code import find_code_spans
from git_report.patterns import lazy

# Link targets, URLs, tags, comments, and HTML elements with verbatim content.
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
    """A piece of a block: the block's kind, the text, and whether the text is code."""

    kind: Kind
    text: str
    code: bool


def cut_code(text: str) -> Iterator[TextPiece]:
    """Split a text into pieces that are code and pieces that are not.

    Code is a code block, a fenced block in a list or quote, or a code span.
    """
    # The blank line makes a leading '---' a thematic break instead of front matter.
    document = parse(f"\n{text}")
    blocks = [(block.kind, block.text) for block in document.blocks()]
    if document.tail is not None:
        blocks.append((Kind.PARAGRAPH, document.tail.text))
    for place, (kind, block_text) in enumerate(blocks):
        source = block_text if place else block_text.removeprefix("\n")
        if kind is Kind.CODE:
            yield TextPiece(kind, source, code=True)
        else:
            yield from (TextPiece(kind, part, code) for part, code in _cut_block(source))


def change_prose(
    text: str, change: Callable[[str], str], in_html: Callable[[str], str] | None = None
) -> str:
    """Apply `change` to what is not code, and `in_html`, if given, to blocks of raw HTML."""
    parts: list[str] = []
    for kind, part, code in cut_code(text):
        if in_html is not None and kind is Kind.HTML:
            parts.append(in_html(part))
        else:
            parts.append(part if code else change(part))
    return "".join(parts)


def replace_prose(text: str, changes: Mapping[str, str]) -> str:
    """Replace all occurrences of the given words in a text's prose, the longest first."""
    if not changes:
        return text
    pattern = re.compile("|".join(map(re.escape, sorted(changes, key=len, reverse=True))))

    def change(part: str) -> str:
        return pattern.sub(lambda found: changes[found[0]], part)

    return change_prose(text, change, change)


def _cut_block(text: str) -> Iterator[tuple[str, bool]]:
    """Split a block that is not code into pieces, each with whether it is code."""
    for fenced, part in _nested_fences(text):
        at = 0
        for start, end in () if fenced else find_code_spans(part):
            yield part[at:start], False
            yield part[start:end], True
            at = end
        yield part[at:], fenced


def _nested_fences(text: str) -> Iterator[tuple[bool, str]]:
    """Split a block into pieces, each with whether it is a fenced block in a list or a quote."""
    fence = ""
    lines: list[str] = []
    for line in _LINE.findall(text):
        match = _FENCE.match(line)
        if match and not fence:
            yield False, "".join(lines)
            lines, fence = [line], match[1]
            continue
        lines.append(line)
        if match and fence and match[1].startswith(fence):
            yield True, "".join(lines)
            lines, fence = [], ""
    yield bool(fence), "".join(lines)


class Ranges:
    """Ranges of a text that can be tested for a position."""

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
    """The blocks that contain prose, each with the position of its first character."""
    at = 0
    for block in document.blocks():
        # A link definition is a target; a footnote definition is prose.
        target = block.kind is Kind.DEFINITION and not block.text.lstrip().startswith("[^")
        if block.kind not in _BARE and not target:
            yield at, block
        at += len(block.text)


def find_fixed(text: str) -> Ranges:
    """The ranges of a block's text that are code, markup or link targets."""
    return Ranges(_list_fixed(text))


def find_quoted(block: Block) -> Ranges:
    """The ranges of a block that are quotations."""
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
