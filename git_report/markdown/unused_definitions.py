"""Link and footnote definitions that nothing refers to, and the text of those that are used."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from git_report.markdown.code import find_code_spans
from git_report.markdown.document import Block, Code, Kind
from git_report.markdown.inlines import (
    Link,
    fold_label,
    read_definitions,
    scan_inlines,
)
from git_report.markdown.raw_html import RawHtml
from git_report.markdown.tables import split_cells
from git_report.patterns import lazy

_FOOTNOTE = lazy(r"^ {0,3}\[\^([^\[\]\s]+)\]:", re.MULTILINE)
_FOOTMARK = lazy(r"(?<!\\)\[\^([^\[\]\s]+)\](?!:)")
_DEFINED = lazy(r"^ {0,3}\[((?:[^\[\]\\]|\\.){1,999})\]:", re.MULTILINE)
_AUTOLINK = lazy(r"(?:\bhttps?://|\bwww\.)[^\s<]*", re.IGNORECASE)
_BRACKETED = lazy(r"\[((?:[^\[\]\\]|\\.){1,999})\]")
TITLE = lazy(r"[ \t\r\n](\"[^\"]*\"|'[^']*'|\([^()]*\))\s*+(?:\)\s*+)?\Z")
# A target in pointed brackets may be any words.
WORDS_AS_TARGET = lazy(r"\]:?[(\s]\s*+<(?=[^<>\n]*+>)([^<>\n]*[ \t][^<>\n]*)>")
# A label of a link is a name; one of so many words is text that nobody sees.
_MOST_NAMED = 4


class LinkDefinitions:
    """The definitions of a document, held against what refers to them."""

    def __init__(self, html: RawHtml) -> None:
        self.html = html
        self.document = html.document
        self.blocks = html.blocks
        self.end = html.end

    def find_unused(self) -> Iterator[tuple[int, int]]:
        """Definitions that nothing refers to."""
        for start, block in self.definitions:
            notes = list(_FOOTNOTE.finditer(block.text))
            if notes:
                edges = [*(note.start() for note in notes), len(block.text)]
                for note, (first, last) in zip(notes, pairwise(edges), strict=True):
                    if fold_label(note[1]) not in self.footmarks:
                        end = start + last
                        end = end if note is not notes[-1] else self._find_note_end(end)
                        yield start + first, end
            elif self._is_unused(block):
                yield start, start + len(block.text)

    def _find_note_end(self, end: int) -> int:
        """The end of the indented blocks that belong to the footnote before a position."""
        for start, block in self.blocks[bisect_left(self.blocks, end, key=itemgetter(0)) :]:
            lines = [line for line in block.text.split("\n") if line.strip()]
            if not all(line.startswith(("    ", "\t")) for line in lines):
                break
            if lines:
                end = start + len(block.text)
        return end

    def find_asides(self) -> Iterator[tuple[int, int]]:
        """The titles of link definitions, and what of the tail nothing refers to."""
        for start, block in self.definitions:
            if _FOOTNOTE.match(block.text):
                continue
            if title := TITLE.search(block.text):
                yield start + title.start(1), start + title.end(1)
            for words in WORDS_AS_TARGET.finditer(block.text):
                yield start + words.start(1), start + words.end(1)
            for label in _DEFINED.finditer(block.text):
                if is_sentence(label[1]):
                    yield start + label.start(1), start + label.end(1)
        at = self.end
        for line in self.document.source[at:].split("\n"):
            note = _FOOTNOTE.match(line)
            if note and fold_label(note[1]) not in self.footmarks:
                yield at, at + len(line)
            at += len(line) + 1

    @cached_property
    def definitions(self) -> list[tuple[int, Block]]:
        """The link and footnote definitions of the body, with their positions."""
        return [(start, block) for start, block in self.blocks if block.kind is Kind.DEFINITION]

    @cached_property
    def footmarks(self) -> frozenset[str]:
        """The labels of all footnote marks that a renderer recognizes."""
        found: set[str] = set()
        if "[^" not in self.document.source[: self.end]:
            return frozenset()  # to read the leaves takes as long as all the rest
        for leaf in self.html.leaves:
            if leaf.kind is Kind.HTML or "[^" not in leaf.text:
                continue
            texts = [leaf.text]
            if leaf.kind is Kind.TABLE:
                rows = [split_cells(row) for _, row in leaf.lines]
                # A renderer does not show the other cells, and so not their marks.
                texts = [cell for row in rows for cell in row[: len(rows[0])]]
            for text in texts:
                plain = _without_targets(text, self.html.targets)
                found.update(fold_label(mark[1]) for mark in _FOOTMARK.finditer(plain))
        return frozenset(found)

    def _is_unused(self, block: Block) -> bool:
        return self.labels.isdisjoint(label for label, _ in read_definitions(block.text)[0])

    @cached_property
    def labels(self) -> frozenset[str]:
        """All bracketed text outside definitions and code, which may be a label."""
        return frozenset(
            fold_label(label)
            for _, block in self.blocks
            if not isinstance(block, Code) and block.kind is not Kind.DEFINITION
            for label in _BRACKETED.findall(block.text)
        )


def is_sentence(label: str) -> bool:
    """Whether a label is not a name but a text, which nobody would see."""
    return len(label.split()) >= _MOST_NAMED


def _without_targets(text: str, targets: Mapping[str, str]) -> str:
    """Inline text without code, raw HTML, and the hidden parts of links."""
    parts: list[str] = []
    at = 0
    ranges = [*find_code_spans(text)]
    if "<" in text or "](" in text or "][" in text:
        for found in scan_inlines(text, targets):
            start = found.offset
            if isinstance(found, Link) and not found.text.startswith("^"):
                start += 1 + found.image + len(found.text)
            ranges.append((start, found.offset + len(found.source)))
    for start, end in sorted(ranges):
        if end > at:
            parts.append(text[at : max(at, start)])
            at = end
    # An address ends with its link: "([study](https://…)).[^3]".
    return "".join(_AUTOLINK.sub("", part) for part in (*parts, text[at:]))
