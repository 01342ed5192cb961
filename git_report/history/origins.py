"""Compute the version that added each part's present words, by folding all lineages."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from git_report.history.lineage import trace
from git_report.history.lineage_format import Lineage, LineageStep, Relation
from git_report.history.parts import BlockParts, Parts, TracedPart, list_parts
from git_report.markdown import Block, Document, Section


class MisfitError(ValueError):
    """A lineage does not fit the versions that it is given for."""


class Origin(NamedTuple):
    """The version that added the words, and the one whose words they replaced.

    `before` is 0 if they replaced none.
    """

    version: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of a version's blocks, of its rows and items, and of its sentences, in order."""

    blocks: tuple[Origin, ...] = ()
    entries: tuple[Origin, ...] = ()
    sentences: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class PartOrigin:
    """A row, an item or a sentence with its lines and its origin; `sentences` are an item's."""

    part: TracedPart
    lines: tuple[int, int]
    origin: Origin
    sentences: tuple[PartOrigin, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockOrigin:
    """A block with its section and its origin.

    `parts` are the rows of a table (header first), the items of a list, the sentences of a
    paragraph or a quote; other blocks have none.
    """

    block: Block
    section: Section
    origin: Origin
    parts: tuple[PartOrigin, ...]


def blame(versions: Sequence[Document]) -> list[BlockOrigin]:
    """The newest version's blocks, each with the version, counted from 1, that added its words."""
    parts = [list_parts(document) for document in versions]
    if not parts:
        return []
    (origins,) = deque(fold(trace_all(parts)), maxlen=1)
    return list_origins(parts[-1], origins)


def trace_all(versions: Iterable[Parts]) -> Iterator[Lineage]:
    """The lineage of each version; in the first one everything is new."""
    prior: Parts | None = None
    for new in versions:
        yield trace(prior, new) if prior is not None else begin(new)
        prior = new


def begin(parts: Parts) -> Lineage:
    """The lineage of a first version."""
    sizes = (len(parts.blocks), len(parts.entries), len(parts.sentences))
    return Lineage(*((LineageStep(Relation.ADDED, -1, size),) if size else () for size in sizes))


def fold(lineages: Iterable[Lineage]) -> Iterator[Origins]:
    """The origins in each version, from the lineages of the first version and of all later ones.

    Raises MisfitError if a lineage does not fit the one before it.
    """
    before = Origins()
    for version, lineage in enumerate(lineages, 1):
        before = advance(before, lineage, version)
        yield before


def advance(before: Origins, lineage: Lineage, version: int) -> Origins:
    """The origins in a version, from those in the version before.

    A block that was only split from others, or joined from them, has the newest origin of its
    parts. Raises MisfitError if the lineage belongs to another version.
    """
    sentences = _advance(before.sentences, lineage.sentences, version, (), ())
    entries = _advance(before.entries, lineage.entries, version, (), sentences)
    blocks = _advance(before.blocks, lineage.blocks, version, entries, sentences)
    return Origins(tuple(blocks), tuple(entries), tuple(sentences))


def _advance(
    before: Sequence[Origin],
    steps: Iterable[LineageStep],
    version: int,
    entries: Sequence[Origin],
    sentences: Sequence[Origin],
) -> list[Origin]:
    out: list[Origin] = []
    for relation, start, size in steps:
        match relation:
            case Relation.ADDED:
                out += [Origin(version)] * size
            case Relation.KEPT:
                out += _take(before, start, size)
            case Relation.EDITED:
                out.append(Origin(version, _take(before, start, 1)[0].version))
            case Relation.OF_ENTRIES:
                out.append(max(_take(entries, start, size)))
            case Relation.OF_SENTENCES:
                out.append(max(_take(sentences, start, size)))
    return out


def _take(origins: Sequence[Origin], start: int, size: int) -> Sequence[Origin]:
    taken = origins[start : start + size] if start >= 0 else ()
    if not size or len(taken) != size:
        raise MisfitError(f"no parts {start} to {start + size} among {len(origins)}")
    return taken


def list_origins(parts: Parts, origins: Origins) -> list[BlockOrigin]:
    """The blocks of a version with their origins; raises MisfitError if these belong to another."""
    for ours, theirs in (
        (parts.blocks, origins.blocks),
        (parts.entries, origins.entries),
        (parts.sentences, origins.sentences),
    ):
        if len(ours) != len(theirs):
            raise MisfitError(f"{len(theirs)} origins of {len(ours)} parts")
    sections = parts.document.sections
    return [
        BlockOrigin(
            each.block, sections[each.section], origin, tuple(_parts_of(parts, each, origins))
        )
        for each, origin in zip(parts.blocks, origins.blocks, strict=True)
    ]


def _parts_of(parts: Parts, block: BlockParts, origins: Origins) -> Iterator[PartOrigin]:
    inside: dict[int, list[PartOrigin]] = {}
    for n in block.sentences:
        part = parts.sentences[n]
        sentence = PartOrigin(part, block.find_lines(part), origins.sentences[n])
        inside.setdefault(part.entry, []).append(sentence)
    for at, n in enumerate(block.entries):
        part = parts.entries[n]
        sentences = tuple(inside.get(at, ()))
        yield PartOrigin(part, block.find_lines(part), origins.entries[n], sentences)
    if not block.entries:
        yield from inside.get(-1, ())
