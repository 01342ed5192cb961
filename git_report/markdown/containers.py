"""Find the end of a block quote or a list, and the starts of its items.

This is the line-by-line method of the CommonMark specification ("A parsing strategy"): each line is
matched against a stack of open containers, the rest of it may open new ones, and a line that would
only continue a paragraph may be lazy. Nothing is parsed twice and nothing recurses, so deep nesting
costs no more than its own characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from git_report.patterns import lazy

_FENCE = lazy(r"(`{3,})[^`]*$|(~{3,})")
_HEADING = lazy(r"#{1,6}(?: |$)")
SETEXT = lazy(r"(?:=+|-+) *$")
_BULLET = lazy(r"(?P<mark>[-*+])(?= |$)|(?P<number>[0-9]{1,9})(?P<end>[.)])(?= |$)")
_HTML_STARTS = (
    (lazy(r"<(?:script|pre|style|textarea)(?:[ >]|$)", re.IGNORECASE),
     lazy(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)),
    (lazy(r"<!--"), lazy(r"-->")),
    (lazy(r"<\?"), lazy(r"\?>")),
    (lazy(r"<![A-Za-z]"), lazy(r">")),
    (lazy(r"<!\[CDATA\["), lazy(r"\]\]>")),
)  # fmt: skip
_HTML_BLOCK = lazy(
    r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|"
    r"details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|"
    r"head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|"
    r"option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)"
    r"(?:[ >]|/>|$)",
    re.IGNORECASE,
)
_ATTRIBUTE = r" +[A-Za-z_:][\w:.-]*(?: *= *(?:[^ \"'=<>`]+|'[^']*'|\"[^\"]*\"))?"
HTML_TAG = lazy(rf"(?:<[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})* */?>|</[A-Za-z][A-Za-z0-9-]* *>) *$")


class ItemStart(NamedTuple):
    """The first list item of a line: 0-based line, number of items around it, marker."""

    line: int
    depth: int
    marker: str


class Extent(NamedTuple):
    """The line after a container's last one, and the items in it."""

    end: int
    items: tuple[ItemStart, ...] = ()


class Container:
    """An open quote (`width` 0) or list item, whose content is indented by `width` columns."""

    __slots__ = ("hollow", "width")

    def __init__(self, width: int, *, hollow: bool = False) -> None:
        self.width = width
        self.hollow = hollow  # an item without content yet: a blank line ends it


class OpenLeaf(NamedTuple):
    """The open leaf of the innermost container: a paragraph, fenced code or HTML."""

    paragraph: bool = False
    fence: str = ""
    html_end: re.Pattern[str] | None = None
    until_blank: bool = False


class ScannedLine:
    """A line with expanded tabs; `last` is the column of its last non-space character."""

    __slots__ = ("_spaces", "last", "text", "uniform")

    def __init__(self, text: str) -> None:
        self.text = text.expandtabs(4).rstrip("\n")
        stripped = self.text.rstrip(" ")
        self.last = len(stripped) - 1
        # From this column on, the line is one repeated character: perhaps a thematic break.
        mark = stripped[-1:] or " "
        self.uniform = len(stripped.rstrip(f"{mark} "))
        self._spaces = 0, -1  # where those begin and end that were counted last

    def blank(self, at: int) -> bool:
        """Whether there are only spaces from a column on."""
        return at > self.last

    def indent(self, at: int) -> int:
        """The number of spaces from a column on."""
        # Nested containers ask one after the other for the same spaces, which are counted once.
        if not self._spaces[0] <= at <= self._spaces[1]:
            end = at
            while end <= self.last and self.text[end] == " ":
                end += 1
            self._spaces = at, end
        return self._spaces[1] - at

    def is_rule(self, at: int) -> bool:
        """Whether a thematic break starts at a column."""
        return (
            at >= self.uniform
            and self.text[at] in "-*_"
            and self.text.count(self.text[at], at) >= 3
        )


def measure(texts: Sequence[str], start: int) -> Extent:
    """The extent of the quote or list that starts at line `start`."""
    return Measure(texts, start).run()


class Measure:
    """The parser of one outermost container; `leaves` extends it to record its content."""

    def __init__(self, texts: Sequence[str], start: int) -> None:
        self.texts = texts
        self.start = start
        self.stack: list[Container] = []
        self.leaf = OpenLeaf()
        self.kind = ""
        self.items: list[ItemStart] = []

    def run(self) -> Extent:
        """The extent of the container."""
        at = self.start
        while at < len(self.texts) and self._read_line(ScannedLine(self.texts[at]), at):
            at += 1
        return Extent(at, tuple(self.items))

    def _read_line(self, line: ScannedLine, number: int) -> bool:
        """Read a line; return whether it belongs to the outermost container."""
        column, depth = self._match(line)
        matched = depth == len(self.stack) and (bool(self.stack) or number == self.start)
        if matched and self._continue_leaf(line, column):
            return True
        if line.blank(column):
            return self._read_blank(depth)
        return self._open(line, number, column, depth)

    def _match(self, line: ScannedLine) -> tuple[int, int]:
        """The column after the markers of the containers that continue, and their number."""
        column = 0
        for depth, container in enumerate(self.stack):
            if container.width:
                if line.blank(column):
                    if self._ends(container, line, column):
                        return column, depth
                elif line.indent(column) >= container.width:
                    column += container.width
                else:
                    return column, depth
                continue
            indent = 0 if line.blank(column) else line.indent(column)
            mark = column + indent
            if line.blank(column) or indent > 3 or line.text[mark] != ">":
                return column, depth
            column = mark + 1
            # One space after the mark belongs to it (CommonMark 5.1).
            column += line.text.startswith(" ", column)
        return column, len(self.stack)

    def _continue_leaf(self, line: ScannedLine, column: int) -> bool:
        """Whether the line is inside an open fence or HTML block."""
        leaf = self.leaf
        if leaf.fence:
            indent = 4 if line.blank(column) else line.indent(column)
            content = line.text[column + indent :].rstrip(" ") if indent < 4 else ""
            if len(content) >= len(leaf.fence) and not content.strip(leaf.fence[0]):
                self.leaf = OpenLeaf()
            return True
        if leaf.html_end is not None:
            if leaf.html_end.search(line.text, column):
                self.leaf = OpenLeaf()
            return True
        return leaf.until_blank and not line.blank(column)

    def _read_blank(self, depth: int) -> bool:
        self.leaf = OpenLeaf()
        del self.stack[depth:]
        # A list may go on after blank lines, a quote does not. Only lists have a kind.
        return bool(self.stack) or bool(self.kind)

    def _open(self, line: ScannedLine, number: int, column: int, depth: int) -> bool:
        """Open the blocks that the rest of a line starts; False if the outermost container ends."""
        fresh = depth
        first_item = True
        while True:
            indent = line.indent(column)
            mark = column + indent
            whole = depth == len(self.stack)
            interrupts = self.leaf.paragraph and whole
            if indent > 3:
                if self.leaf.paragraph and depth == fresh:
                    return self._continue_paragraph(line, mark, plain=False)
                return self._close(depth, OpenLeaf())
            bullet = None if line.is_rule(mark) else _BULLET.match(line.text, mark)
            if line.text[mark] == ">":
                if depth == 0 and number != self.start:
                    return False
                self._enter(depth, Container(0))
                column = mark + 1
                if column <= line.last and line.text[column] == " ":
                    column += 1
            elif bullet and not (interrupts and not _may_interrupt(line, bullet)):
                if depth == 0 and not self._same_list(bullet, number):
                    return False
                if first_item:
                    enclosing = sum(container.width > 0 for container in self.stack[:depth])
                    self.items.append(ItemStart(number, enclosing, bullet[0]))
                    first_item = False
                column = self._enter_item(line, bullet, column, depth)
            elif (inner := self._enter_other(line, mark, depth)) is not None:
                column = inner
            else:
                return self._start_leaf(line, mark, depth, interrupts=interrupts, fresh=fresh)
            depth += 1
            if line.blank(column):
                self.leaf = OpenLeaf()
                return True

    def _same_list(self, bullet: re.Match[str], number: int) -> bool:
        """Whether a top-level item belongs to the list that is measured."""
        kind = bullet["mark"] or bullet["end"]
        if number == self.start:
            self.kind = kind
        return kind == self.kind

    def _enter(self, depth: int, container: Container) -> None:
        if depth:
            self.stack[depth - 1].hollow = False
        del self.stack[depth:]
        self.stack.append(container)
        self.leaf = OpenLeaf()

    def _enter_item(self, line: ScannedLine, bullet: re.Match[str], column: int, depth: int) -> int:
        """Open a list item; return the column at which its content starts."""
        after = bullet.end()
        spaces = 1 if line.blank(after) else line.indent(after)
        hollow = line.blank(after)
        # With five spaces or more, the content is indented code (CommonMark 5.2).
        content = after + (1 if spaces > 4 or hollow else spaces)
        self._enter(depth, Container(content - column, hollow=hollow))
        return content

    def _ends(self, container: Container, line: ScannedLine, column: int) -> bool:  # noqa: ARG002
        """Whether a blank line ends a list item, or a footnote in `leaves`."""
        return container.hollow

    def _enter_other(self, line: ScannedLine, mark: int, depth: int) -> int | None:  # noqa: ARG002
        """Open a container that is not in CommonMark; return the column of its content, or None."""
        return None

    def _start_leaf(
        self, line: ScannedLine, mark: int, depth: int, *, interrupts: bool, fresh: int
    ) -> bool:
        text = line.text
        fence = _FENCE.match(text, mark)
        if fence:
            return self._close(depth, OpenLeaf(fence=fence[1] or fence[2]))
        if interrupts and SETEXT.match(text, mark):
            return self._close(depth, OpenLeaf())
        if _HEADING.match(text, mark) or line.is_rule(mark):
            return self._close(depth, OpenLeaf())
        html = self._html(text, mark) if text[mark] == "<" else None
        if html is not None:
            return self._close(depth, html)
        if self.leaf.paragraph and depth == fresh:
            plain = depth == len(self.stack)
            return self._continue_paragraph(line, mark, plain=plain)
        return self._close(depth, OpenLeaf(paragraph=True))

    def _continue_paragraph(self, line: ScannedLine, mark: int, *, plain: bool) -> bool:  # noqa: ARG002
        """Continue a paragraph; `plain` if the line is neither lazy nor indented like code."""
        return True

    def _html(self, text: str, mark: int) -> OpenLeaf | None:
        for start, end in _HTML_STARTS:
            if start.match(text, mark):
                return OpenLeaf() if end.search(text, mark) else OpenLeaf(html_end=end)
        if _HTML_BLOCK.match(text, mark):
            return OpenLeaf(until_blank=True)
        # Any other tag, alone on its line, does not interrupt a paragraph (kind 7 of CommonMark
        # 4.6).
        if not self.leaf.paragraph and HTML_TAG.match(text, mark):
            return OpenLeaf(until_blank=True)
        return None

    def _close(self, depth: int, leaf: OpenLeaf) -> bool:
        """Close the containers that did not continue; False if none is left."""
        if depth == 0:
            return False
        self.stack[depth - 1].hollow = False
        del self.stack[depth:]
        self.leaf = leaf
        return True


def _may_interrupt(line: ScannedLine, bullet: re.Match[str]) -> bool:
    """Whether a list may interrupt a paragraph: it has content and, if numbered, starts at 1."""
    return not line.blank(bullet.end()) and bullet["number"] in (None, "1")
