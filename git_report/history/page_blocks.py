"""Render the blocks of a version for its page, and encode them for the cache.

Parsing and rendering a version takes much longer than reading the cached result. Most blocks of a
version are in the version before as well: the cached text refers to those and contains only the
others.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Hashable, Iterator, Sequence
from html import unescape
from importlib.metadata import version
from itertools import accumulate
from typing import Any, NamedTuple

from git_report.history.lineage import LINEAGE
from git_report.history.origins import MisfitError, Origins
from git_report.history.parts import BlockParts, Parts
from git_report.markdown import Block, Heading, Kind
from git_report.markdown.html import BlockRenderer

# The number of how a block is rendered and encoded; cached blocks of another number are not used.
_SHOWN = 1
# How text is divided into parts has the lineage's number. The versions of the libraries that
# render and sanitise are part of the key as well.
_LIBRARIES = " ".join(version(name) for name in ("mistune", "nh3"))
KIND = f"shown-{_SHOWN}.{LINEAGE}.{zlib.crc32(_LIBRARIES.encode()):08x}"
_KINDS = {
    Kind.PARAGRAPH: "p",
    Kind.LIST: "l",
    Kind.TABLE: "t",
    Kind.QUOTE: "q",
    Kind.CODE: "c",
    Kind.HTML: "x",
    Kind.RULE: "r",
    Kind.DEFINITION: "d",
    Kind.FRONT_MATTER: "f",
}
# In sanitised HTML a tag ends at the first ">" outside of an attribute's quotes.
_TAG = re.compile(r"<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>")


class ShownBlock(NamedTuple):
    """A block as HTML, with the number of its rows or items and of its sentences.

    `sizes` counts the characters of each sentence that are not white space, if the sentences come
    from several versions; otherwise it is empty.
    """

    kind: str
    html: str
    entries: int
    sentences: int
    sizes: tuple[int, ...] = ()


class ShownVersion(NamedTuple):
    """A version's first heading and its blocks."""

    heading: str
    blocks: tuple[ShownBlock, ...]

    def fits(self, origins: Origins) -> bool:
        """Whether the blocks have these origins, with all sizes that are needed."""
        return (
            len(self.blocks) == len(origins.blocks)
            and sum(block.entries for block in self.blocks) == len(origins.entries)
            and sum(block.sentences for block in self.blocks) == len(origins.sentences)
            and all(
                block.entries or not versions or len(block.sizes) == len(versions)
                for block, versions in zip(
                    self.blocks, list_versions(self.blocks, origins), strict=True
                )
            )
        )


def list_versions(blocks: Sequence[ShownBlock], origins: Origins) -> Iterator[tuple[int, ...]]:
    """For each block, the versions of its rows, items or sentences; () if all are the block's."""
    entries = accumulate((block.entries for block in blocks), initial=0)
    sentences = accumulate((block.sentences for block in blocks), initial=0)
    for block, origin, entry, sentence in zip(
        blocks, origins.blocks, entries, sentences, strict=False
    ):
        if block.entries:
            inside = origins.entries[entry : entry + block.entries]
        else:
            inside = origins.sentences[sentence : sentence + block.sentences]
        own = origin.version
        versions = tuple([each.version for each in inside])
        yield versions if versions.count(own) != len(versions) else ()


class VersionRenderer:
    """Renders the blocks of versions in order; blocks that continue unchanged are rendered once."""

    def __init__(self) -> None:
        self._rendered: dict[tuple[Hashable, str], str] = {}
        self._sizes: dict[tuple[Hashable, str], int] = {}

    def show(self, parts: Parts, origins: Origins) -> ShownVersion:
        """The blocks of a version; raises MisfitError if the origins belong to another version."""
        renderer = BlockRenderer(parts.document)
        blocks = [self._render(each, renderer) for each in parts.blocks]
        if not (
            len(blocks) == len(origins.blocks)
            and len(parts.entries) == len(origins.entries)
            and len(parts.sentences) == len(origins.sentences)
        ):
            raise MisfitError(f"{len(origins.blocks)} origins of {len(blocks)} blocks")
        for at, versions in enumerate(list_versions(blocks, origins)):
            if versions and not blocks[at].entries:
                inside = parts.blocks[at].sentences
                sizes = (self._measure(parts.sentences[n].text, renderer) for n in inside)
                blocks[at] = blocks[at]._replace(sizes=tuple(sizes))
        return ShownVersion(parts.document.title, tuple(blocks))

    def _render(self, parts: BlockParts, renderer: BlockRenderer) -> ShownBlock:
        kind = _name_kind(parts.block)
        key = (renderer.key, f"{kind}{parts.block.content}")
        html = self._rendered.get(key)
        if html is None:
            html = self._rendered[key] = renderer.render(parts.block)
        return ShownBlock(kind, html, len(parts.entries), len(parts.sentences))

    def _measure(self, sentence: str, renderer: BlockRenderer) -> int:
        """How many characters of a sentence are visible and not white space."""
        key = (renderer.key, sentence)
        if key not in self._sizes:
            text = unescape(_TAG.sub("", renderer.render_inline(sentence)))
            self._sizes[key] = sum(map(len, text.split()))
        return self._sizes[key]


def _name_kind(block: Block) -> str:
    return f"h{block.level}" if isinstance(block, Heading) else _KINDS[block.kind]


def encode_shown(shown: ShownVersion, before: Sequence[ShownBlock]) -> str:
    """The blocks as text for the cache; those of the version before by their index there."""
    there = {block: at for at, block in enumerate(before)}
    encoded: list[list[Any]] = []
    end = -1  # The last run, as long as nothing has followed it.
    for block in shown.blocks:
        if 0 <= end < len(before) and before[end] == block:
            encoded[-1][1] += 1
            end += 1
        elif block in there:
            encoded.append([there[block], 1])
            end = there[block] + 1
        else:
            encoded.append(list(block))
            end = -1
    return json.dumps([shown.heading, encoded])


def decode_shown(text: str, before: Sequence[ShownBlock]) -> ShownVersion:
    """The blocks that `encode_shown` wrote, given those before; raises ValueError for others."""
    match json.loads(text):
        case [str(heading), list(encoded)]:
            return ShownVersion(heading, tuple(_decode(encoded, before)))
    raise ValueError("no blocks of a version")


def _decode(encoded: Sequence[Any], before: Sequence[ShownBlock]) -> Iterator[ShownBlock]:
    for each in encoded:
        match each:
            case [int(start), int(size)] if 0 <= start < start + size <= len(before):
                yield from before[start : start + size]
            case [str(kind), str(html), int(entries), int(sentences), list(sizes)] if min(
                entries, sentences
            ) >= 0 and all(isinstance(size, int) for size in sizes):
                yield ShownBlock(kind, html, entries, sentences, tuple(sizes))
            case _:
                raise ValueError("no block of a version")
