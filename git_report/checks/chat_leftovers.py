"""Find text of a chat in a version: an opening, a closing, a summary of edits; for S006."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from git_report.checks.elisions import find_elisions, find_unfilled
from git_report.checks.findings import Fault
from git_report.markdown import AnyPlace, Block, Code, Kind
from git_report.patterns import lazy
from git_report.text import shorten

CHAT_OPENING = lazy(
    r"^\s*(?:sure|certainly|of course|absolutely|here(?:'s| is| are)|below is|i(?:'ve| have))\b"
    r"[^\n]{0,80}\b(?:report|version|document|markdown|revised|updated|rewrite|draft)\b[^\n]{0,80}"
    r"[:.!]\s*$",
    re.IGNORECASE | re.MULTILINE,
)
CHAT_CLOSING = lazy(
    r"^\s*(?:let me know (?:if|whether)|i hope this helps|would you like me to|feel free to ask|"
    r"(?:sag|sagen sie) mir bescheid,? (?:wenn|falls|ob)|lass(?:en sie)? (?:es )?mich wissen,? "
    r"(?:wenn|falls|ob)|(?:dis|dites|faites|fais)-moi (?:savoir )?si|av[ií]same si|"
    r"h[aá]zme saber si|fammi sapere se)\b",
    re.IGNORECASE,
)
# A model speaks of itself; a report about models quotes it within a sentence.
_SELF = lazy(
    r"\s*(?:as an ai(?: (?:language )?model| assistant)?|as a (?:large )?language model), "
    r"i(?: am|'m|\u2019m| can(?:not|'t|\u2019t)?| do(?:n't|n\u2019t| not)| have)\b",
    re.IGNORECASE,
)
# "Changes made:" may be the report's own words; it is chat if it speaks of parts of the report.
_EDITS_LABEL = lazy(
    r"^[\W_]{0,6}(?:(?:(?:a|brief|short|quick)\s+)*summary\s+of\s+(?:(?:the|my|all|key|main)\s+)*"
    r"(?:changes|edits|updates|revisions|modifications)|(?:(?:the|key|main)\s+)*(?:changes|edits|"
    r"updates|revisions|modifications)\s+(?:(?:i|i(?:'|\u2019)ve|i\s+have|we)\s+)?(?:made|applied)|"
    r"(?:changes|edits|updates)\s+(?:in|to)\s+this\s+(?:version|update|revision|report))(?![^\W_])"
    r"[^\n.:]{0,40}?(?::[*_]*|[*_]+(?=\s*$))",
    re.IGNORECASE,
)
_EDITED = lazy(
    r"\b(?:(?:add|updat|integrat|incorporat|revis|merg|expand|mov|remov|renam|preserv|condens|"
    r"reorder|restructur|includ|insert|replac|correct|fold|extend)(?:ed|e?s)|kept|left|"
    r"rewrote|clarified)\b",
    re.IGNORECASE,
)
_EDITED_TEXT = lazy(
    r"\b(?:(?:sub)?sections?|report|document|executive summary|footnotes?|citations?|headings?|"
    r"paragraphs?|references?|wording|everything else|the rest)\b",
    re.IGNORECASE,
)


def find_chat_leftovers(blocks: Sequence[Block]) -> Iterator[Fault]:
    """S006: words of a model to the person who asked, and placeholders for omitted text."""
    hint = "remove it: it is addressed to the person who asked, not part of the report"
    if blocks and isinstance(blocks[0], Code) and blocks[0].info.lower() in ("markdown", "md"):
        yield Fault("S006", 1, "fence", "the report is wrapped in a code fence", "remove the fence")
    prose = [b for b in blocks if b.kind is Kind.PARAGRAPH]
    for block in blocks:
        for fault in _find_placeholders(AnyPlace(block)):
            yield fault._replace(line=block.span.first + fault.line)
    for block in prose:
        if _SELF.match(block.content):
            words = _first_line(block)
            complaint = f"a model speaks of itself: '{shorten(words)}'"
            yield Fault("S006", block.span.first, words, complaint, hint)
    first = next((b for b in blocks if b.kind is not Kind.BLANK), None)
    if first is not None and first.kind is Kind.PARAGRAPH and CHAT_OPENING.match(first.content):
        words = _first_line(first)
        complaint = f"the version begins with chat text: '{shorten(words)}'"
        yield Fault("S006", first.span.first, words, complaint, hint)
    edits = find_edits([b for b in blocks if b.kind is not Kind.BLANK])
    if edits is not None:
        line, words = edits.label.span.first, _first_line(edits.label)
        yield Fault(
            "S006",
            line,
            words,
            f"the version ends with a summary of its edits: '{shorten(words)}'",
            hint,
        )
    if prose and CHAT_CLOSING.match(prose[-1].content):
        last, words = prose[-1], _first_line(prose[-1])
        complaint = f"the version ends with chat text: '{shorten(words)}'"
        yield Fault("S006", last.span.first, words, complaint, hint)


# Most blocks of a version are in the next one as well.
@lru_cache(maxsize=4096)
def _find_placeholders(place: AnyPlace) -> tuple[Fault, ...]:
    """The placeholders of a block, with lines from 0."""
    block = place.block
    found: list[Fault] = []
    for start, words in find_elisions(block):
        message = f"a placeholder stands for omitted text: '{shorten(words)}'"
        hint = "restore the text that it stands for"
        found.append(Fault("S006", block.content.count("\n", 0, start), words, message, hint))
    for start, words in find_unfilled(block):
        message = f"a placeholder stands for text to be written: '{shorten(words)}'"
        hint = "write the text, or remove the placeholder"
        found.append(Fault("S006", block.content.count("\n", 0, start), words, message, hint))
    return tuple(found)


class Edits(NamedTuple):
    """A summary of edits at the end of a text: its paragraph, and how many lists follow it.

    It is `sure` if it speaks of the parts of a report.
    """

    label: Block
    lists: int
    sure: bool


def find_edits(blocks: Sequence[Block]) -> Edits | None:
    """The "Summary of changes:" at the end of blocks that are not blank; None if there is none."""
    lists = 0
    while lists < len(blocks) and blocks[-1 - lists].kind is Kind.LIST:
        lists += 1
    if lists + 1 >= len(blocks):  # there is nothing before it that could have been edited
        return None
    label = blocks[-1 - lists]
    named = _EDITS_LABEL.match(label.content) if label.kind is Kind.PARAGRAPH else None
    if named is None:
        return None
    listed = (block.content for block in blocks[len(blocks) - lists :])
    said = "\n".join([label.content[named.end() :], *listed])
    if not _EDITED.search(said):
        return None
    return Edits(label, lists, sure=_EDITED_TEXT.search(said) is not None)


def _first_line(block: Block) -> str:
    return block.text.partition("\n")[0].strip()
