"""What a report took from a source that does not say it any more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from git_report.differ.words.sentences import split_sentences
from git_report.digest.wording import plain
from git_report.edits.addresses import find_title
from git_report.edits.footnotes import cited_labels
from git_report.markdown import Block, Document, Kind, List, Quote, Section, Table, parse

_SPOKEN = re.compile(r"“(.+)”", re.DOTALL)


def prune(document: Document, labels: frozenset[str], holds: Callable[[str], bool]) -> Document:
    """A version without what it cites from some footnotes alone and `holds` does not know.

    That is sentences, items, rows and quotations. All sections stay, some of them empty.
    """

    def is_gone(text: str, words: str) -> bool:
        cited = cited_labels(text)
        return bool(cited) and cited <= labels and not holds(plain(words))

    data = bytearray(document.source.encode("utf-8"))
    for section in reversed(document.sections):
        for block in reversed(section.blocks):
            kept = _without(block, is_gone)
            if kept != block.text:
                data[block.span.start : block.span.end] = kept.encode("utf-8")
    return parse(data.decode("utf-8"))


def find_emptied(before: Document, after: Document) -> Iterator[Section]:
    """The uppermost sections below the title of which `after` holds nothing, in their order."""
    title = find_title(before)
    passed = 0
    for old, new in zip(before.sections[1:], after.sections[1:], strict=True):
        if old is title:
            continue
        if old.index >= passed and _holds_text(old) and not _holds_text(new):
            passed = old.index + sum(1 for _ in old.walk())
            yield old


def _holds_text(section: Section) -> bool:
    return any(block.content.strip() for each in section.walk() for block in each.blocks)


def _without(block: Block, is_gone: Callable[[str, str], bool]) -> str:
    """A block's text without what is gone; empty where all of it is."""
    if "[^" not in block.text:
        return block.text
    match block:
        case List():
            parts = [(item.text, item.text.removeprefix(item.marker)) for item in block.items]
            return _join(block, parts, is_gone, "")
        case Table():
            return _without_rows(block, is_gone)
        case Quote():
            spoken = _SPOKEN.search(block.inner)
            gone = is_gone(block.text, spoken[1] if spoken else block.inner)
            return "" if gone else block.text
        case Block(kind=Kind.PARAGRAPH):
            sentences = split_sentences(block.content)
            return _join(block, [(each, each) for each in sentences], is_gone, " ")
        case _:
            return block.text


def _join(
    block: Block, parts: list[tuple[str, str]], is_gone: Callable[[str, str], bool], between: str
) -> str:
    kept = [text for text, words in parts if not is_gone(text, words)]
    if len(kept) == len(parts):
        return block.text
    behind = block.text[len(block.text.rstrip()) :]
    return between.join(kept).rstrip() + behind if kept else ""


def _without_rows(table: Table, is_gone: Callable[[str, str], bool]) -> str:
    gone = {row.line for row in table.rows if is_gone(row.text, max(row.cells, key=len))}
    if len(gone) == len(table.rows):
        return ""
    lines = table.text.splitlines(keepends=True)
    first = table.span.first
    return "".join(line for number, line in enumerate(lines, first) if number not in gone)
