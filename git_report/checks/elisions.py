"""Find placeholders for text that a writer left out: "[... unchanged ...]", "[INSERT FIGURE HERE]".

A line is a placeholder if it is in brackets, dots or a comment, and says only that something is
unchanged or omitted. A sentence of the report may say so too ("The remaining capacity is
unchanged."), which is why every word is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from git_report.markdown import Block, Kind
from git_report.patterns import lazy

_ENCLOSED = lazy(
    r"^[ \t]*(?P<item>(?:[-*+]|\d{1,3}[.)])[ \t]+)?[*_]{0,3}"
    r"(?:<!--|(?P<dots>\[?(?:…|\.{3}))|[\[({<（［【〔])(?P<said>[^\n]{1,100}?)"
    r"(?:-->|[\])}>）］】〕…]|\.{3})[.*_]{0,4}[ \t]*$",
    re.MULTILINE,
)
# With the name of what was left out. In parentheses, it may be a sentence of the report.
_REST = lazy(
    r"^[ \t]*[*_]{0,3}(?:[\[<{…]|\.{3})[^\n]{0,40}\b(?:rest|remainder|remaining|sections?|"
    r"previous content|existing content)\b[^\n]{0,60}\b(?:unchanged|remains?|same|as before|"
    r"omitted|continues)\b[^\n]{0,40}[\])>*_.…]+[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
# What was left out; that it was left out or unchanged; and the same in other languages.
_WHAT = (
    r"\b(?:(?:existing|remaining|other|previous|prior|earlier)\s+(?:text|contents?|sections?|"
    r"subsections?|paragraphs?|tables?|lists?|rows?|items?|entries|material)|rest|remainder)\b"
)
_SAME = (
    r"\b(?:unchanged|unmodified|omitted|truncated|abridged|snip(?:ped)?|for brevity|keep|"
    r"no (?:further |other )?changes?|not changed|as (?:before|above|is|previously)|same as)\b"
)
_NAMED, _LEFT_OUT = lazy(_WHAT, re.IGNORECASE), lazy(f"{_SAME}|{_WHAT}", re.IGNORECASE)
_ELSEWHERE = lazy(
    r"\b(?:unverändert|inchangée?s?|sans changement|sin cambios|sem alterações|invariat[oaie]|"
    r"senza modifiche|ongewijzigd)\b|不变|未变|省略|変更なし",
    re.IGNORECASE,
)
_MOST_ELSEWHERE = 5  # words: a sentence is longer
_WORD = lazy(r"[^\W\d_]+")
_SAYS_NOTHING_ELSE = frozenset(
    (
        "a all also an and are as at be been before below above body brevity change changed "
        "changes chapter chapters content contents continue continued continues current document "
        "earlier else entries everything existing exactly footnotes for from further goes "
        "here identical in is it items its keep keeps kept last left list lists material more no "
        "not of omitted on other others out paragraph paragraphs previous previously prior "
        "references remain remainder remaining remains report rest row rows same section sections "
        "snip snipped stay stays subsection subsections table tables text that the this through "
        "to truncated abridged unchanged unmodified until up version versions was were with"
    ).split()
)

# What is still to be written. A report about templates quotes it, and a link has a target.
_UNFILLED = lazy(
    r"(?<![\w`\"'“”‘’„«‹\[\]!\\])\[(?:(?:TODO|TBD|TBC|FIXME|PLACEHOLDER)\b[^\[\]\n]{0,100}|"
    r"(?i:insert|fill in)[ _](?:(?i:[^\[\]\n]{0,80}[ _]here)|[^\[\]\na-z]{1,80}))\]"
    r"(?![(\[:`\"”’»])|"
    r"^[ ]{0,3}[*_]{0,3}(?:TODO|TBD|FIXME)\b(?:\([^()\n]{1,40}\))?[*_]{0,3}:[^\n]*|"
    # Alone in its line, and not the title of tasks below it.
    r"^(?P<indent>[ \t]{0,20})(?P<alone>(?:(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?"
    r"[*_]{0,3}(?:TODO|TBD|FIXME)\b[*_.:…]{0,6})[ \t]*$(?!\n(?P=indent)[ \t]+\S)",
    re.MULTILINE,
)
# A line of a list that says more may be a task of the report's readers.
_WRITTEN = (Kind.PARAGRAPH, Kind.LIST, Kind.TABLE, Kind.QUOTE)


def find_unfilled(block: Block) -> Iterator[tuple[int, str]]:
    """The placeholders of a block for text to be written: the start of each, and its words."""
    if block.kind in _WRITTEN:
        for match in _UNFILLED.finditer(block.content):
            if block.kind is Kind.PARAGRAPH or match[0].startswith("[") or match["alone"]:
                yield match.start(), match[0].strip()


def find_elisions(block: Block) -> Iterator[tuple[int, str]]:
    """The placeholders of a paragraph, list or HTML block: the start of each, and its words."""
    if block.kind not in (Kind.PARAGRAPH, Kind.HTML, Kind.LIST):
        return
    text = block.content
    found = {match.start(): match[0] for match in _REST.finditer(text)}
    for match in _ENCLOSED.finditer(text):
        if _is_elision(match):
            found.setdefault(match.start(), match[0])
    for start, words in sorted(found.items()):
        yield start, words.strip()


def _is_elision(match: re.Match[str]) -> bool:
    said = match["said"]
    if "](" in said:  # a link to another section
        return False
    words = [word.casefold() for word in _WORD.findall(said)]
    if _ELSEWHERE.search(said):
        return len(words) <= _MOST_ELSEWHERE
    # An item may say that the subject of its list did not change.
    phrases = _NAMED if match["item"] and not match["dots"] else _LEFT_OUT
    return phrases.search(said) is not None and _SAYS_NOTHING_ELSE.issuperset(words)
