"""Lists compared item by item, nested items on their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from git_report.differ.blocks.entries import BlockEntry
from git_report.differ.words.markup import unify_markup
from git_report.markdown import Item, List
from git_report.patterns import lazy

_MARKER = lazy(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|\Z)(?:\[[ xX-]\][ \t]+)?")
# What names an item among the others: a link, words that stand out or end in a colon.
_LEAD = lazy(r"\[[^\]\n]{1,24}\]|\*\*[^*\n]{1,24}\*\*:?|`[^`\n]{1,24}`|[^\W\d_][\w -]{1,24}:(?=\s)")
_BOX = lazy(r"\[[ xX-]\]")
_SPACE = lazy(r"\s+")


def list_items(block: List) -> list[BlockEntry]:
    """The items in order, each without those nested in it; an ordered item's number is not text."""
    lines = block.content.split("\n")
    starts = {0: 0, **dict(_walk(block.items, block.span.first, 0))}
    cuts = sorted(line for line in starts if 0 <= line < len(lines))
    entries: list[BlockEntry] = []
    above: list[BlockEntry] = []
    for start, end in zip(cuts, [*cuts[1:], len(lines)], strict=True):
        entry = _make_entry(lines, start, end, starts[start])
        while above and above[-1].depth >= entry.depth:
            above.pop()
        entry = entry._replace(above=above[-1] if above else None)
        entries.append(entry)
        above.append(entry)
    return entries


def is_item(text: str) -> bool:
    """Whether a text begins with the marker of an item."""
    return _MARKER.match(text) is not None


def strip_marker(text: str) -> str:
    """The text of an item without its marker and box."""
    match = _MARKER.match(text)
    return text[match.end() :] if match else text


def _walk(items: Iterable[Item], first: int, depth: int) -> Iterator[tuple[int, int]]:
    """The line where each item starts, and where its own text continues after nested ones."""
    stack = [(item, depth) for item in reversed(tuple(items))]
    while stack:
        item, level = stack.pop()
        yield item.span.first - first, level
        if item.items and item.items[-1].span.last < item.span.last:
            yield item.items[-1].span.last + 1 - first, level
        stack.extend((child, level + 1) for child in reversed(item.items))


def _make_entry(lines: list[str], start: int, end: int, depth: int) -> BlockEntry:
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    text = "\n".join(lines[start:end])
    match = _MARKER.match(text)
    prefix = match[0] if match else ""
    box = _BOX.search(prefix)
    key = (depth, box[0] if box else "", _SPACE.sub(" ", unify_markup(text[len(prefix) :])).strip())
    lead = _LEAD.match(text, len(prefix))
    return BlockEntry(start, text, key, prefix=prefix, lead=lead[0] if lead else "", depth=depth)
