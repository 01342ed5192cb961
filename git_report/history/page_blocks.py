"""The blocks of a version as its page shows them, and the same as text that can be kept.

To parse and render a version takes much longer than to read what came of it. Most of its blocks are
those of the version before: what is kept names these and has only the others.
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

# The number of how a block is rendered and of the form below: the same number promises the same.
_SHOWN = 1
# How text is cut into parts has the number of the lineage. What a library renders, or lets through,
# is done again by its next version.
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

    `sizes` count the characters of each sentence that are no white space, where its sentences are
    of several versions; else it is empty.
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
        """Whether these are the blocks that have those origins, with all sizes that are needed."""
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
    """By block the versions of its rows, items or sentences; () where all are the block's own."""
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
    """Renders the blocks of versions, one version after the other: most are in the next as well."""

    def __init__(self) -> None:
        self._rendered: dict[tuple[Hashable, str], str] = {}
        self._sizes: dict[tuple[Hashable, str], int] = {}

    def show(self, parts: Parts, origins: Origins) -> ShownVersion:
        """The blocks of a version; MisfitError where the origins are another's."""
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
        """How many characters of a sentence are shown and no white space."""
        key = (renderer.key, sentence)
        if key not in self._sizes:
            text = unescape(_TAG.sub("", renderer.render_inline(sentence)))
            self._sizes[key] = sum(map(len, text.split()))
        return self._sizes[key]


def _name_kind(block: Block) -> str:
    return f"h{block.level}" if isinstance(block, Heading) else _KINDS[block.kind]


def encode_shown(shown: ShownVersion, before: Sequence[ShownBlock]) -> str:
    """The blocks as text; those of the version before by their place there."""
    there = {block: at for at, block in enumerate(before)}
    told: list[list[Any]] = []
    end = -1  # of the last run, where nothing has come after it
    for block in shown.blocks:
        if 0 <= end < len(before) and before[end] == block:
            told[-1][1] += 1
            end += 1
        elif block in there:
            told.append([there[block], 1])
            end = there[block] + 1
        else:
            told.append(list(block))
            end = -1
    return json.dumps([shown.heading, told])


def decode_shown(text: str, before: Sequence[ShownBlock]) -> ShownVersion:
    """The blocks that a text tells, given those before; ValueError where it tells none."""
    match json.loads(text):
        case [str(heading), list(told)]:
            return ShownVersion(heading, tuple(_decode(told, before)))
    raise ValueError("no blocks of a version")


def _decode(told: Sequence[Any], before: Sequence[ShownBlock]) -> Iterator[ShownBlock]:
    for each in told:
        match each:
            case [int(start), int(size)] if 0 <= start < start + size <= len(before):
                yield from before[start : start + size]
            case [str(kind), str(html), int(entries), int(sentences), list(sizes)] if min(
                entries, sentences
            ) >= 0 and all(isinstance(size, int) for size in sizes):
                yield ShownBlock(kind, html, entries, sentences, tuple(sizes))
            case _:
                raise ValueError("no block of a version")
