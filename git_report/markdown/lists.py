"""List items as a tree: each with the lines up to its next sibling, or its parent's end."""

from __future__ import annotations

from collections.abc import Sequence

from git_report.markdown.containers import ItemStart
from git_report.markdown.document import Item
from git_report.markdown.lines import Lines


def nest_items(lines: Lines, starts: Sequence[ItemStart], end: int) -> tuple[Item, ...]:
    """The items of a list that ends before line `end`, from where they start."""
    done: list[list[Item]] = [[]]
    open_items: list[ItemStart] = []

    def close(until: int, depth: int) -> None:
        while open_items and open_items[-1].depth >= depth:
            start = open_items.pop()
            nested = tuple(done.pop())
            span = lines.span(start.line, until)
            item = Item(span, lines.text(start.line, until), start.marker, nested)
            done[-1].append(item)

    for start in starts:
        close(start.line, start.depth)
        open_items.append(start)
        done.append([])
    close(end, 0)
    return tuple(done[0])
