"""Compute each version's lineage once, and cache it under the blobs of the two versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from git_report.differ import ENGINE
from git_report.git.cache import Cache
from git_report.history.lineage import LINEAGE, trace
from git_report.history.lineage_format import Lineage, decode_lineage, encode_lineage
from git_report.history.origins import MisfitError, Origins, advance, begin
from git_report.history.parts import Parts, list_parts
from git_report.markdown import Document, Tail, parse
from git_report.markdown.tail import read_tail

# The lineage depends on the matching of sections, so the key contains the engine's number too.
_T = TypeVar("_T")
KIND = f"lineage-{LINEAGE}.{ENGINE}"


class StoredVersion:
    """A version's bytes; its parts are computed when they are asked for."""

    def __init__(self, blob: str, data: bytes) -> None:
        self.blob = blob
        self._data = data

    @property
    def text(self) -> str:
        """The text; bytes that are not UTF-8 are replaced."""
        return self._data.decode("utf-8", "replace")

    @cached_property
    def tail(self) -> Tail | None:
        """The tail; it is read without parsing the rest, unless that is parsed already."""
        return self.document.tail if "document" in vars(self) else read_tail(self.text)

    @cached_property
    def document(self) -> Document:
        """The text, parsed."""
        return parse(self.text)

    @cached_property
    def parts(self) -> Parts:
        """The blocks, rows, items and sentences."""
        return list_parts(self.document)


@dataclass(frozen=True, slots=True)
class TracedVersion:
    """One version, what its parts continue, and which version each part comes from."""

    number: int
    version: StoredVersion
    lineage: Lineage
    origins: Origins


def follow(
    cache: Cache,
    load: Callable[[int], StoredVersion],
    newest: int,
    work: Callable[[Iterator[TracedVersion]], _T],
) -> _T:
    """The result of `work` on the versions, the first one first; `load` reads one by its number.

    If a cached lineage does not fit its versions, `work` runs once more on lineages that are
    computed anew.
    """
    try:
        return work(_walk(cache, load, newest, fresh=False))
    except MisfitError:
        return work(_walk(cache, load, newest, fresh=True))


def _walk(
    cache: Cache, load: Callable[[int], StoredVersion], newest: int, *, fresh: bool
) -> Iterator[TracedVersion]:
    prior: StoredVersion | None = None
    origins = Origins()
    for number in range(1, newest + 1):
        new = load(number)
        lineage = read_lineage(cache, prior, new, fresh=fresh)
        origins = advance(origins, lineage, number)
        yield TracedVersion(number, new, lineage, origins)
        prior = new
    cache.prune()


def read_lineage(
    cache: Cache, prior: StoredVersion | None, new: StoredVersion, *, fresh: bool = False
) -> Lineage:
    """The lineage of a version: the cached one unless `fresh`, or one that is cached now."""
    before = prior.blob if prior is not None else "0" * len(new.blob)
    found = None if fresh else _find(cache, before, new.blob)
    if found is not None:
        return found
    lineage = trace(prior.parts, new.parts) if prior is not None else begin(new.parts)
    cache.keep(before, new.blob, encode_lineage(lineage))
    return lineage


def derive_lineage(prior: StoredVersion, new: StoredVersion) -> str:
    """The lineage of a version as it is cached."""
    return encode_lineage(trace(prior.parts, new.parts))


def _find(cache: Cache, prior: str, new: str) -> Lineage | None:
    text = cache.find(prior, new)
    if text is None:
        return None
    try:
        return decode_lineage(text)
    except ValueError:
        return None
