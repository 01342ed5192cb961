"""Text to a Document: front matter, the tree of sections, and the tail."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from git_report.markdown.document import (
    Block,
    Code,
    Document,
    Heading,
    Kind,
    List,
    Quote,
    Row,
    Section,
    Span,
    Table,
)
from git_report.markdown.lines import Lines, scan_copy
from git_report.markdown.lists import nest_items
from git_report.markdown.spans import Recorded, record_blocks
from git_report.markdown.tables import split_cells
from git_report.markdown.tail import find_tail

_ATX_TITLE = re.compile(r"^[ \t]*#{1,6}")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
_QUOTE_MARK = re.compile(r"^ {0,3}> ?")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]:")
_FENCE_MARK = re.compile(r" {0,3}(`{3,}|~{3,})")


# A hand-in is asked for its blocks a dozen times on its way to a version, by stages that know
# nothing of each other; a document is a value, and one parse serves them all.
@lru_cache(maxsize=8)
def parse(text: str) -> Document:
    """Parse Markdown into a document whose parts tile the text.

    Block structure is CommonMark's with GFM tables; inline content is not looked at. Any text is
    a document: nothing is raised.
    """
    lines = Lines(text)
    front = _front_matter_end(lines)
    tail = find_tail(lines)
    end = tail.span.first - 1 if tail else len(lines)
    front = front if front <= end else 0
    body = lines.text(front, end)
    scan = scan_copy(body if front else body.removeprefix("\ufeff"))
    recorded = record_blocks(scan) if front < end else ()
    blocks = [_make_block(lines, _shift(one, front), one) for one in _with_blanks(recorded)]
    matter = Block(Kind.FRONT_MATTER, lines.span(0, front), lines.text(0, front)) if front else None
    return Document(text, matter, _build_sections(blocks, lines.span(front, end)), tail)


def _front_matter_end(lines: Lines) -> int:
    """The line after a closed front matter at the very start; 0 where there is none."""
    if not lines.texts or lines.texts[0].removeprefix("\ufeff").rstrip(" \t\r\n") != "---":
        return 0
    for at in range(1, len(lines)):
        if lines.texts[at].rstrip(" \t\r\n") in ("---", "..."):
            return at + 1
    return 0


def _with_blanks(blocks: Iterable[Recorded]) -> list[Recorded]:
    """The blocks with the blank lines that follow each; only leading ones are alone."""
    merged: list[Recorded] = []
    for block in blocks:
        if block.kind is Kind.BLANK and merged:
            last = merged[-1]
            merged[-1] = _extend(last, block.end)
        else:
            merged.append(block)
    return merged


def _extend(block: Recorded, end: int) -> Recorded:
    return Recorded(
        block.kind, block.start, end, block.level, block.info, block.fenced, block.items
    )


def _shift(recorded: Recorded, by: int) -> tuple[int, int]:
    return recorded.start + by, recorded.end + by


def _make_block(lines: Lines, place: tuple[int, int], recorded: Recorded) -> Block:
    start, end = place
    span, text = lines.span(start, end), lines.text(start, end)
    match recorded.kind:
        case Kind.HEADING:
            title = _heading_title(text if start else text.removeprefix("\ufeff"))
            return Heading(Kind.HEADING, span, text, recorded.level, title)
        case Kind.LIST:
            by = start - recorded.start
            starts = [type(s)(s.line + by, s.depth, s.marker) for s in recorded.items]
            ordered = starts[0].marker[-1] in ".)"
            return List(Kind.LIST, span, text, ordered, nest_items(lines, starts, end))
        case Kind.TABLE:
            return _make_table(lines, start, end, span, text)
        case Kind.CODE:
            closed = recorded.fenced and _is_closed(text)
            return Code(Kind.CODE, span, text, recorded.info, recorded.fenced, closed)
        case Kind.QUOTE:
            inner = (_QUOTE_MARK.sub("", line) for line in lines.texts[start:end])
            return Quote(Kind.QUOTE, span, text, "".join(inner))
        case Kind.PARAGRAPH if _FOOTNOTE.match(text.lstrip(" ")):
            return Block(Kind.DEFINITION, span, text)
        case _:
            return Block(recorded.kind, span, text)


def _heading_title(text: str) -> str:
    """The inline source of a heading, as its markers enclose it."""
    content = text.replace("\r\n", "\n").rstrip(" \t\n")
    marks = _ATX_TITLE.match(content)
    first, _, underline = content.rpartition("\n")
    if first and _UNDERLINE.match(underline):
        return first.strip()
    if not marks:
        return content.strip()
    inner = content[marks.end() :]
    bare = inner.rstrip("#")
    if bare != inner and (not bare or bare[-1] in " \t"):
        inner = bare
    return inner.strip()


def _make_table(lines: Lines, start: int, end: int, span: Span, text: str) -> Table:
    last = end
    while last > start and not lines.texts[last - 1].strip(" \t\r\n"):
        last -= 1
    rows = [
        Row(at + 1, line, split_cells(line))
        for at, line in enumerate(lines.texts[start:last], start)
    ]
    return Table(Kind.TABLE, span, text, rows[0], rows[1].text, tuple(rows[2:]))


def _is_closed(text: str) -> bool:
    """Whether a fenced code block ends in a closing fence."""
    content = text.rstrip(" \t\r\n").split("\n")
    opening = _FENCE_MARK.match(content[0].removeprefix("\ufeff"))
    closing = _FENCE_MARK.fullmatch(content[-1].rstrip(" \t\r"))
    return bool(
        len(content) > 1
        and opening
        and closing
        and closing[1][0] == opening[1][0]
        and len(closing[1]) >= len(opening[1])
    )


def _build_sections(blocks: list[Block], whole: Span) -> Section:
    """The tree under the root: a heading takes what follows, up to one of its level or higher."""
    open_parts = [_Part(None, (), ())]
    index = 0
    for block in blocks:
        if not isinstance(block, Heading):
            open_parts[-1].blocks.append(block)
            continue
        while open_parts[-1].level >= block.level:
            _close(open_parts)
        index += 1
        above = open_parts[-1]
        above.count += 1
        path, number = (*above.path, block.title), (*above.number, above.count)
        open_parts.append(_Part(block, path, number, index))
    while len(open_parts) > 1:
        _close(open_parts)
    return open_parts[0].section(whole)


def _close(open_parts: list[_Part]) -> None:
    part = open_parts.pop()
    open_parts[-1].sections.append(part.section(part.span()))


class _Part:
    """A section while its blocks and subsections are gathered."""

    def __init__(
        self,
        heading: Heading | None,
        path: tuple[str, ...],
        number: tuple[int, ...],
        index: int = 0,
    ) -> None:
        self.heading = heading
        self.path = path
        self.number = number
        self.index = index
        self.level = heading.level if heading else 0
        self.count = 0
        self.blocks: list[Block] = []
        self.sections: list[Section] = []

    def span(self) -> Span:
        """The whole subtree's span, for a section with a heading."""
        assert self.heading is not None
        last = self.sections[-1].span if self.sections else self._own(self.heading.span)
        return _join(self.heading.span, last)

    def section(self, span: Span) -> Section:
        """The finished section."""
        start = self.heading.span if self.heading else Span(span.start, span.start, span.first, 0)
        return Section(
            self.index,
            self.path,
            self.number,
            self.level,
            self.heading,
            tuple(self.blocks),
            tuple(self.sections),
            self._own(start),
            span,
        )

    def _own(self, start: Span) -> Span:
        last = self.blocks[-1].span if self.blocks else start
        return Span(start.start, last.end, start.first, max(last.last, start.first - 1))


def _join(first: Span, last: Span) -> Span:
    return Span(first.start, last.end, first.first, last.last)
