"""Denials: sentences that the text around them says are not so.

"It is a lie that spot nodes cost 40 % less" has each word of what it denies, so it would count as
kept. Known are the usual English ways to say so; other wording is left to whoever reads the diff.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from git_report.markdown import Block, Code, Document, Section
from git_report.markdown.anchors import plain_title
from git_report.markdown.hidden import Hidden, How
from git_report.patterns import lazy

_FALSE = (
    r"(?:a (?:lie|myth|hoax|falsehood|fabrication|misconception)|false|untrue|not true|not so|"
    r"not the case|wrong|incorrect|fiction|(?:simply |just |plainly )(?:false|untrue|wrong)|"
    r"no longer (?:true|the case)|(?:been )?(?:debunked|disproved|disproven|refuted|retracted))"
)
_AHEAD = lazy(
    rf"\b(?:it(?: is|'s|’s| was| has) {_FALSE} (?:to say |to claim )?that|"
    r"(?:nobody|no one) (?:any longer |still )?(?:believes|claims|says) that|"
    r"contrary to the (?:claim|belief|statement) that|do not believe that|"
    r"(?:the )?(?:lie|myth|hoax|false claim|wrong claim) that|"
    r"(?:falsely|incorrectly|mistakenly|wrongly) (?:claimed|held|reported|said|stated|wrote)"
    r"(?: that)?)\s",
    re.IGNORECASE,
)
_BEHIND = lazy(
    rf"\((?:this is )?{_FALSE}\)"
    rf"|(?:[,;:(–—-]\s*)(?:which|this|that|and this|and that|but this|but that|all of it)"
    rf"(?: is| was|'s|’s| has) {_FALSE}\b",
    re.IGNORECASE,
)
_AFTER = lazy(
    rf"(?<=[.!?])[\"”)*_]*\s+(?:(?:this|that|it|the above|all of it)(?: is| was| has) {_FALSE}"
    r"|none of (?:this|that|it|the above) is true)\s*[.!]",
    re.IGNORECASE,
)
# What a heading, or a sentence of its own, says of all the text below it.
_TITLE = lazy(
    rf"(?:the following (?:is|was) )?{_FALSE}|withdrawn|retracted|retractions?|errata|myths|"
    r"(?:claims|figures|statements|text) (?:that (?:are|were) )?(?:retracted|withdrawn)|"
    r"(?:errors?|mistakes?|false claims|wrong (?:claims|figures)) (?:in|of) (?:the |our )?"
    r"(?:previous|prior|earlier|former|last|old)\b.*",
    re.IGNORECASE,
)
_BELOW = lazy(
    rf"^[ \t>*_]*(?:(?:all of |all )?(?:the following|what follows|the text below|"
    rf"(?:all|everything) (?:that follows|below)|"
    rf"(?:the rest of )?this (?:section|chapter))"
    rf"(?: is| was) (?:all )?{_FALSE}|none of (?:the following|what follows) is true)\s*[.:!]",
    re.IGNORECASE | re.MULTILINE,
)
# Where a paragraph begins with it, it is of the section's text above.
_ABOVE = lazy(
    rf"(?:^|\n[ \t>]*\n)[ \t>*_]*(?:(?:all of |all )?(?:the above|the foregoing|the preceding)"
    rf"(?: is| was) (?:all )?{_FALSE}|none of (?:this|the above) is true)\s*[.!]",
    re.IGNORECASE,
)
_END = lazy(r"[.!?][\"”)*_]*(?=\s|\Z)|\n[ \t>]*\n|\n(?=[ \t>]*(?:[-*+|]|\d+[.)])\s?)|\Z")
_BORDER = lazy(r"[.!?][\"”)*_]*\s|\n[ \t>]*\n|\n(?=[ \t>]*(?:[-*+|]|\d+[.)])\s?)|\|")
# So far ahead of a denial what it denies begins at the most.
_LONGEST = 600


def find_denied(document: Document) -> Iterator[Hidden]:
    """The parts of sentences that a document denies, as ranges to leave out."""
    at = 0
    for section in document.sections:
        denied = at if section.heading and _TITLE.fullmatch(_read_title(section)) else None
        start = at
        at += len(section.heading.text) if section.heading else 0
        for block in section.blocks:
            text = block.text
            if not isinstance(block, Code):
                found = _read(text)
                for first, last in found.parts:
                    yield Hidden(at + first, at + last, How.STRUCK)
                if found.above is not None:
                    yield Hidden(start, at + found.above, How.STRUCK)
                if denied is None and found.below is not None:
                    denied = at + found.below
            at += len(text)
        if denied is not None:
            rest = sum(len(each.text) for below in section.sections for each in _walk(below))
            yield Hidden(denied, at + rest, How.STRUCK)


def _read_title(section: Section) -> str:
    return plain_title(section.title).strip(" .:!")


def _walk(section: Section) -> Iterator[Block]:
    """The headings and blocks of a section and of all below it."""
    for each in section.walk():
        if each.heading:
            yield each.heading
        yield from each.blocks


class _Denials(NamedTuple):
    """The parts of a text that it denies; where it denies what is above, and what is below."""

    parts: tuple[tuple[int, int], ...]
    above: int | None
    below: int | None


# Most blocks of a version are in the next one as well.
@lru_cache(maxsize=4096)
def _read(text: str) -> _Denials:
    above, below = _ABOVE.search(text), _BELOW.search(text)
    return _Denials(
        tuple(_find_in(text)), above.start() if above else None, below.end() if below else None
    )


def _find_in(text: str) -> Iterator[tuple[int, int]]:
    last = 0
    for match in _AHEAD.finditer(text):
        if match.end() > last:  # else it is in a sentence that is denied already
            end = _END.search(text, match.end())
            last = end.start() if end else len(text)
            yield match.end(), last
    for match in (*_BEHIND.finditer(text), *_AFTER.finditer(text)):
        low = max(0, match.start() - _LONGEST)
        before = text[low : match.start()].rstrip(' \n.!?"”)*_')
        border = max((found.end() for found in _BORDER.finditer(before)), default=0)
        yield low + border, match.start()
