"""Paragraphs that became headings, or were headings, which takes a line below or a sign before.

A heading that only one version has is compared as the paragraph that it would be.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set

from git_report.differ.blocks.block_moves import BlockPlace
from git_report.differ.sections.identity import list_title_words
from git_report.differ.sections.outline import Matching, Outline
from git_report.markdown import Block, Kind, Section, Span

# A shorter title may be that of a section by chance: it is a paragraph only if all of it is.
_PASSAGE = 40


class Headings:
    """The headings that only one version has, of those that could be a paragraph.

    Left out are the sections `but`, of the prior and of the new version.
    """

    def __init__(self, matching: Matching, but: tuple[Set[int], Set[int]]) -> None:
        self._matching = matching
        # By line of a heading in either version: the index of its section.
        prior = {*matching.free_prior(), *matching.joined} - but[0]
        new = {*matching.free_new(), *matching.cut} - but[1]
        self._prior = _index(matching.prior, sorted(prior))
        self._new = _index(matching.new, sorted(new))

    def list_prior(self, i: int, j: int) -> Iterator[Block]:
        """The headings that a prior section and those merged with it lost, as paragraphs."""
        return _list(self._matching.prior, self._prior, [i, *self._matching.merges.get(j, ())])

    def list_new(self, i: int, j: int) -> Iterator[Block]:
        """The headings that are new in a section and in those split from it, as paragraphs."""
        return _list(self._matching.new, self._new, [j, *self._matching.splits.get(i, ())])

    def find_prior(self, block: Block | None) -> int | None:
        """The prior section whose heading a block is, or is a part of."""
        return self._prior.get(block.span.first) if block else None

    def find_new(self, block: Block | None) -> int | None:
        """The new section whose heading a block is, or is a part of."""
        return self._new.get(block.span.first) if block else None


def _index(outline: Outline, sections: Iterable[int]) -> dict[int, int]:
    """The section of each line of the long headings of some sections."""
    return {
        line: index
        for index in sections
        if (heading := outline[index].section.heading) and len(heading.title) >= _PASSAGE
        for line in range(heading.span.first, heading.span.last + 1)
    }


def _list(outline: Outline, lines: dict[int, int], sections: Iterable[int]) -> Iterator[Block]:
    for index in sections:
        if index >= 0 and lines.get(outline[index].section.line) == index:
            yield _read_as_paragraph(outline[index].section)


def _read_as_paragraph(section: Section) -> Block:
    heading = section.heading
    assert heading is not None
    content = heading.content
    text = content.rpartition("\n")[0] if is_underlined(section) else heading.title
    at = content.find(text)
    start = heading.span.start + len(content[: max(0, at)].encode("utf-8", "surrogateescape"))
    size = len(text.encode("utf-8", "surrogateescape"))
    first = heading.span.first
    span = Span(start, start + size, first, first + text.count("\n"))
    return Block(Kind.PARAGRAPH, span, text)


def is_underlined(section: Section) -> bool:
    """Whether a line below makes a section's heading one."""
    return section.heading is not None and "\n" in section.heading.content


def pair_titles(
    matching: Matching, gone: Iterable[BlockPlace], come: Iterable[BlockPlace]
) -> tuple[dict[int, int], dict[int, int]]:
    """The prior sections whose titles new lines were, and the new ones whose titles lines became.

    Each by the first byte of the line.
    """
    return (
        _find_titled(come, matching.prior, [*matching.free_prior(), *matching.joined]),
        _find_titled(gone, matching.new, [*matching.free_new(), *matching.cut]),
    )


def _read_line(block: Block) -> str:
    """The words of a paragraph of one line, in bold type or not; empty for several lines."""
    text = block.content.strip().removesuffix(":")
    for mark in ("**", "__"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            text = text[len(mark) : -len(mark)].removesuffix(":")
    return "" if "\n" in text else text


def _find_titled(
    places: Iterable[BlockPlace], outline: Outline, sections: Iterable[int]
) -> dict[int, int]:
    """By first byte of a paragraph of one line: the one section of these with that title."""
    blocks = (place.block for place in places if place.block.kind is Kind.PARAGRAPH)
    lines = [(block, title) for block in blocks if (title := _read_line(block))]
    if not lines:
        return {}
    named: defaultdict[tuple[str, ...] | None, list[int]] = defaultdict(list)
    for index in sections:
        named[list_title_words(outline[index].section.title.casefold())].append(index)
    words = [list_title_words(title.casefold()) for _, title in lines]
    often = Counter(words)  # of two lines it is not known which one became the heading
    return {
        block.span.start: named[title][0]
        for (block, _), title in zip(lines, words, strict=True)
        if len(named[title]) == 1 and often[title] == 1
    }
