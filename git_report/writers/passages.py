"""What an earlier reference says of a draft's figures and quotations: the sentences, verbatim."""

from __future__ import annotations

import re

from git_report.checks.amounts import Amounts, find_amounts
from git_report.checks.captions import read_captions
from git_report.checks.quotations import Wording, find_quotations
from git_report.markdown import Document, parse
from git_report.text import shorten

# Where sentences end, well enough to show them: a figure's dot has a digit behind it.
_END = re.compile(r"(?<=[.!?。！？])[\"”’)]*\s+|\n\s*\n|\n(?=[-*|#])")
_LONGEST = 500
MOST = 150


def find_passages(draft: Document, source: str, most: int = MOST) -> list[str]:
    """The sentences of a source with a figure or a quotation that the draft has, in order.

    Counts below ten are no figures here, as everywhere in family G.
    """
    known = Amounts()
    known.add_document(draft)
    text = read_captions(source)
    quotations = [q.text for q in find_quotations(draft)]
    found: dict[str, None] = {}
    for amount in find_amounts(parse(text)):
        if amount.figure.unit and known.has(amount):
            found.setdefault(_sentence(amount.context, amount.figure.start, amount.figure.end))
    whole = Wording(text)
    held = [q for q in quotations if whole.holds(q)]
    return [*(p for p in found if p), *(f"“{shorten(q, _LONGEST)}”" for q in held)][:most]


def _sentence(text: str, start: int, end: int) -> str:
    low = max((m.end() for m in _END.finditer(text, 0, start)), default=0)
    following = _END.search(text, end)
    return shorten(text[low : following.start() if following else len(text)], _LONGEST)
