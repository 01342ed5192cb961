"""Count what a parser would make of a page's tags, before it is parsed.

In HTML, every unclosed `<b>` or `<font>` is opened again in each block that follows ("reconstruct
the active formatting elements", 13.2.4.3), so that N of them and N paragraphs become N squared
elements; and for every start tag the open elements are searched. Both are limited here, because a
parser that has begun cannot be stopped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from git_report.errors import ReportError
from git_report.report.pasting import ATTACH

_FORMATTING = frozenset("b big code em font i s small strike strong tt u".split())
_NEUTRAL = re.compile(rf"<(/?)(?:{'|'.join(sorted(_FORMATTING))})(?=[\s/>])", re.IGNORECASE)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Elements that the next one of their kind ends, so that a page need not close them.
_ENDED = frozenset("p li dt dd option optgroup thead tbody tfoot colgroup rt rp a nobr".split())
_CELLS = frozenset({"td", "th", "caption"})
_MOST_REOPENED = 200_000  # elements; each takes some 400 bytes
_MOST_LOOKS = 700_000_000  # two or three seconds
# Attributes as the tokenizer reads them (13.2.5.32 and on), so that no quote hides a tag.
_TAG = re.compile(
    r"""<(?:(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>])
        |(?P<end>/)?(?P<name>[A-Za-z][^\s/>]*+)
            (?>(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?)?)*)
        |(?P<comment>!--))""",
    re.VERBOSE | re.IGNORECASE,
)
_COMMENT_END = re.compile(r"--!?>|\Z")
_START = re.compile(r"<[A-Za-z]")


def bound_tags(html: str) -> str:
    """A page that can be parsed safely; ReportError if it is nested too deeply.

    If formatting would be opened again too often, its elements become `span`: the text stays.
    """
    reopened = looks = 0
    for depth, unclosed in _count_open(html):
        reopened += unclosed
        looks += depth
        if looks > _MOST_LOOKS:
            raise ReportError(
                "the page's elements are nested too deeply to be read",
                hint=f"save the part that matters as Markdown or text {ATTACH}",
            )
    return _NEUTRAL.sub(r"<\1span", html) if reopened > _MOST_REOPENED else html


def _count_open(html: str) -> Iterator[tuple[int, int]]:
    """Yield for each start tag how many elements are open, and how many formatting ones may be.

    Formatting counts as closed only if its end tag is properly nested. What looks like a tag in a
    script or a title counts as opened, because in some contexts it is one.
    """
    stack = _Stack()
    at = 0
    while (tag := _TAG.search(html, at)) is not None:
        at = tag.end()
        if tag["name"] and tag["end"]:
            stack.close(tag["name"].lower())
        elif tag["name"]:
            stack.open(tag["name"].lower())
            yield stack.depth, stack.unclosed
        else:
            at = _end_of(html, tag.end(), tag["raw"])
            if tag["raw"]:
                stack.unclosed += len(_NEUTRAL.findall(html, tag.end(), at))
                for _ in _START.finditer(html, tag.end(), at):
                    stack.hidden += 1
                    yield stack.depth, stack.unclosed


@dataclass(slots=True)
class _Stack:
    """The open elements, and the number of formatting elements that a parser may have unclosed."""

    names: list[str] = field(default_factory=list)
    tables: list[int] = field(default_factory=list)  # where each open table begins
    cells: list[int] = field(default_factory=list)  # where its open cell does; -1 for none
    unclosed: int = 0
    hidden: int = 0  # elements that may be open

    @property
    def depth(self) -> int:
        return len(self.names) + self.hidden

    def open(self, name: str) -> None:
        if name in _VOID or name in _ENDED:
            return
        if name == "table":
            self.tables.append(len(self.names))
            self.cells.append(-1)
        elif name in _CELLS or name == "tr":
            if not self.tables:
                return
            self._end_cell()
            if name == "tr":
                return
            self.cells[-1] = len(self.names)
        self.names.append(name)
        self.unclosed += name in _FORMATTING

    def close(self, name: str) -> None:
        names = self.names
        if name == "table":
            if self.tables:
                del names[self.tables.pop() :]
                self.cells.pop()
        elif name in _CELLS or name == "tr":
            self._end_cell()
        elif names and names[-1] == name:
            names.pop()
            self.unclosed -= name in _FORMATTING
        elif name not in _FORMATTING:
            # Farther elements count as open, which is on the safe side; to look for each would take
            # quadratic time.
            start = max(0, len(names) - 20, self.cells[-1] + 1 if self.cells else 0)
            if name in names[start:]:
                while names.pop() != name:
                    pass

    def _end_cell(self) -> None:
        """Close the open cell and everything in it, as another cell or a row does."""
        if self.cells and self.cells[-1] >= 0:
            cell = self.names[self.cells[-1] :]
            self.unclosed -= sum(name in _FORMATTING for name in cell)
            del self.names[self.cells[-1] :]
            self.cells[-1] = -1


def _end_of(html: str, start: int, raw: str | None) -> int:
    """The end of a comment, or of the content of an element that contains only text."""
    if raw:
        found = re.compile(rf"</{raw}", re.IGNORECASE).search(html, start)
        return found.start() if found else len(html)
    if html.startswith((">", "->"), start):
        return start + 1
    end = _COMMENT_END.search(html, start)
    return end.end() if end else len(html)
