"""Evidence marks, which say that a figure is general knowledge, an estimate or arithmetic."""

from __future__ import annotations

import re

from git_report.checks.amounts import Amount
from git_report.markdown import Block, Document, Kind, List, Section, Table
from git_report.patterns import lazy

KNOWLEDGE = "†"
ESTIMATE = "‡"
MARKS = KNOWLEDGE + ESTIMATE
_ARITHMETIC = lazy(r"\(calc\b", re.I)
# The end of a sentence with the marks after it.
_END = lazy(
    r"[.!?。！？][\"”’)*_]*(?:\s?(?:[†‡]|\[\^?\w+\]|\(calc[^()]*\)))*(?=\s|\Z)"
    r"|\n(?=[ \t]*(?:[-*+]|\d+[.)])[ \t])",
    re.I,
)
# The most characters of a sentence on each side of a figure.
_LONGEST = 1000
# The introduction of a list: "The pilot stops where‡:".
_COLON = lazy(r":[^\w\s]*\Z")
_CAPTION = lazy(r"\*{1,3}[^\n]*|[^\n]{1,120}")


class Marks:
    """The marks of a document, and which figures each covers.

    ``†`` marks general knowledge, ``‡`` an estimate or assumption of the report's own. A mark
    covers the sentence or table cell that contains it or that it follows. In a row's first cell, it
    covers the row; in a header cell, the column; in the line above a table, the table and the note
    in italics below it; in the words before a colon, the list that follows; in a heading, the whole
    section. Writers mark what covers several figures once, where it is introduced.

    ``(calc)`` marks arithmetic and covers the same, but counts only in a version without a record:
    otherwise, the record declares what was computed. If `calc` is false, it never counts.
    """

    def __init__(self, document: Document, *, calc: bool = True) -> None:
        self._calc = calc and document.tail is None
        self._any = self._marks(document.source)
        # By line: whether all of it is covered, or which texts of it (cells or sentences).
        self._lines: set[int] = set()
        self._cells: set[tuple[int, str]] = set()
        if not self._any:
            return
        for section in document.sections:
            if section.heading is not None and self._marks(section.heading.text):
                self._lines.update(range(section.span.first, section.span.last + 1))
            self._read_section(section)

    def cover(self, amount: Amount) -> bool:
        """Whether a mark covers a figure."""
        if not self._any:
            return False
        if amount.line in self._lines:
            return True
        if amount.cell:
            return (amount.line, amount.context) in self._cells
        low = max(0, amount.figure.start - _LONGEST)
        near = amount.context[low : amount.figure.end + _LONGEST]
        if not self._marks(near):
            return False
        start, end = _find_sentence(near, amount.figure.start - low, amount.figure.end - low)
        return self._marks(near[start:end])

    def _marks(self, text: str) -> bool:
        marked = any(mark in text for mark in MARKS)
        return marked or (self._calc and _ARITHMETIC.search(text) is not None)

    def _read_section(self, section: Section) -> None:
        blocks = [block for block in section.blocks if block.kind is not Kind.BLANK]
        for above, block, below in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
            if isinstance(block, Table):
                self._read_table(block)
                if above is not None and _is_caption(above) and self._marks(above.content):
                    self._cover(block)
                    if below is not None and below.content.startswith("*"):
                        self._cover(below)
            elif isinstance(block, List) and above is not None:
                lead = above.content.rstrip()
                start, end = _find_sentence(lead, len(lead), len(lead))
                if _COLON.search(lead) and self._marks(lead[start:end]):
                    self._cover(block)

    def _read_table(self, table: Table) -> None:
        columns = {k for k, cell in enumerate(table.header.cells) if self._marks(cell)}
        for row in table.rows:
            if row.cells and self._marks(row.cells[0]):
                self._lines.add(row.line)
            for place, cell in enumerate(row.cells):
                if place in columns or self._marks(cell):
                    self._cells.add((row.line, cell))
        # "Instance at $30 per hour †": the figure of the header itself.
        self._cells.update((table.header.line, table.header.cells[k]) for k in columns)

    def _cover(self, block: Block) -> None:
        self._lines.update(range(block.span.first, block.span.last + 1))


def _is_caption(block: Block) -> bool:
    return block.kind is Kind.PARAGRAPH and _CAPTION.fullmatch(block.content.strip()) is not None


def _find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The start and the end of the sentence that contains a position."""
    low = 0
    for match in _END.finditer(text):
        if match.end() <= start:
            low = match.end()
        elif match.end() >= end:
            return low, match.end()
    return low, len(text)
