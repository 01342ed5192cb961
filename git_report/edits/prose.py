"""What of a document's text is prose, in which the tool may write numbers and links."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from git_report.checks.quotations import is_note, place_quoted
from git_report.edits.footnotes import nested_fences
from git_report.markdown import Block, Document, Kind, Quote
from git_report.markdown.code import find_code_spans
from git_report.patterns import lazy

# Targets of links, addresses, tags, comments, and what HTML shows as it is.
_FIXED = lazy(
    r"\]\((?:[^()\n]|\([^()\n]*\))*\)|\]\[[^\]\n]*\]"
    r"|<(?P<tag>pre|code|kbd|samp|script|style|svg|textarea)\b.*?(?:</(?P=tag)>|\Z)"
    r"|<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>|(?:https?://|www\.)[^\s<>]+",
    re.DOTALL | re.IGNORECASE,
)
_BARE = frozenset({Kind.CODE, Kind.FRONT_MATTER})


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
    for code, piece in nested_fences(text):
        if code:
            yield at, at + len(piece)
        else:
            yield from ((at + start, at + end) for start, end in find_code_spans(piece))
        at += len(piece)
