"""Denials: sentences that the text around them says are not so.

"It is a lie that spot nodes cost 40 % less" holds each word of what it denies, so it would count as
kept. Known are the usual English ways to say so; other wording is left to whoever reads the diff.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from git_report.markdown import Code, Document
from git_report.markdown.hidden import Hidden, How

_FALSE = (
    r"(?:a (?:lie|myth|hoax|falsehood|fabrication|misconception)|false|untrue|not true|not so|"
    r"not the case|wrong|incorrect|fiction|(?:simply |just |plainly )(?:false|untrue|wrong)|"
    r"no longer (?:true|the case)|(?:been )?(?:debunked|disproved|disproven|refuted|retracted))"
)
_AHEAD = re.compile(
    rf"\b(?:it(?: is|'s|’s| was| has) {_FALSE} (?:to say |to claim )?that|"
    r"(?:nobody|no one) (?:any longer |still )?(?:believes|claims|says) that|"
    r"contrary to the (?:claim|belief|statement) that|do not believe that|"
    r"(?:the )?(?:lie|myth|hoax|false claim|wrong claim) that)\s",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"(?:[,;:(–—-]\s*)(?:which|this|that|and this|and that|but this|but that|all of it)"
    rf"(?: is| was|'s|’s| has) {_FALSE}\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<=[.!?])[\"”)*_]*\s+(?:(?:this|that|it|the above|all of it)(?: is| was| has) {_FALSE}"
    r"|none of (?:this|that|it|the above) is true)\s*[.!]",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?][\"”)*_]*(?=\s|\Z)|\n[ \t>]*\n|\n(?=[ \t>]*(?:[-*+|]|\d+[.)])\s?)|\Z")
_BORDER = re.compile(r"[.!?][\"”)*_]*\s|\n[ \t>]*\n|\n(?=[ \t>]*(?:[-*+|]|\d+[.)])\s?)|\|")
# So far ahead of a denial what it denies begins at the most.
_LONGEST = 600


def find_denied(document: Document) -> Iterator[Hidden]:
    """The parts of sentences that a document denies, as ranges to leave out."""
    at = 0
    for block in document.blocks():
        text = block.text
        if not isinstance(block, Code):
            for start, end in _find_in(text):
                yield Hidden(at + start, at + end, How.STRUCK)
        at += len(text)


def _find_in(text: str) -> Iterator[tuple[int, int]]:
    for match in _AHEAD.finditer(text):
        end = _END.search(text, match.end())
        yield match.end(), end.start() if end else len(text)
    for match in (*_BEHIND.finditer(text), *_AFTER.finditer(text)):
        low = max(0, match.start() - _LONGEST)
        before = text[low : match.start()].rstrip(' \n.!?"”)*_')
        border = max((found.end() for found in _BORDER.finditer(before)), default=0)
        yield low + border, match.start()
