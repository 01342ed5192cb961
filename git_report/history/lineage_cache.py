"""The lineages of a report's versions, each worked out once and kept by the blobs it is of."""

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

# The lineage depends on the matching, whose number the engine's is.
_T = TypeVar("_T")
KIND = f"lineage-{LINEAGE}.{ENGINE}"


class StoredVersion:
    """A version as it is stored, taken apart only when its parts are asked for."""

    def __init__(self, blob: str, data: bytes) -> None:
        self.blob = blob
        self._data = data

    @property
    def text(self) -> str:
        """Its text; what is not UTF-8 is replaced."""
        return self._data.decode("utf-8", "replace")

    @cached_property
    def tail(self) -> Tail | None:
        """Its tail, for which nothing else is parsed."""
        return read_tail(self.text)

    @cached_property
    def document(self) -> Document:
        """Its sections and blocks."""
        return parse(self.text)

    @cached_property
    def parts(self) -> Parts:
        """Its blocks, rows, items and sentences."""
        return list_parts(self.document)


@dataclass(frozen=True, slots=True)
class TracedVersion:
    """One version, what its parts continue from, and where their words come from."""

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
    """What some work makes of the versions from the first on; `load` reads one by its number.

    Where something that was kept does not fit, the work is done once more on what is found anew.
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
        lineage = _read(cache, prior, new, fresh=fresh)
        origins = advance(origins, lineage, number)
        yield TracedVersion(number, new, lineage, origins)
        prior = new
    cache.prune()


def _read(cache: Cache, prior: StoredVersion | None, new: StoredVersion, *, fresh: bool) -> Lineage:
    before = prior.blob if prior is not None else "0" * len(new.blob)
    found = None if fresh else _find(cache, before, new.blob)
    if found is not None:
        return found
    lineage = trace(prior.parts, new.parts) if prior is not None else begin(new.parts)
    cache.keep(before, new.blob, encode_lineage(lineage))
    return lineage


def _find(cache: Cache, prior: str, new: str) -> Lineage | None:
    text = cache.find(prior, new)
    if text is None:
        return None
    try:
        return decode_lineage(text)
    except ValueError:
        return None
