"""What each version lost, worked out once for two versions and kept by their blobs."""

from __future__ import annotations

from contextlib import suppress

from git_report.git.cache import Cache
from git_report.git.repository import Repository
from git_report.history.lineage_cache import Walked
from git_report.history.lost import Lost, find_lost, place_lost
from git_report.history.lost_form import KIND, decode_lost, encode_lost


class Losses:
    """The losses between versions of a repository's reports."""

    def __init__(self, repository: Repository) -> None:
        self._cache = Cache(repository, KIND)

    def find(self, prior: Walked, new: Walked) -> list[Lost]:
        """What `new` lost of `prior`, with the origins there; MisfitError for those of another."""
        blobs = prior.version.blob, new.version.blob
        text = self._cache.find(*blobs)
        if text is not None:
            with suppress(ValueError):  # it says nothing, or is of other versions
                return list(place_lost(decode_lost(text), new.number, prior.origins))
        found = find_lost(prior.version.parts, new.version.parts, new.lineage)
        self._cache.keep(*blobs, encode_lost(found))
        return list(place_lost(found, new.number, prior.origins))

    def prune(self) -> None:
        """Remove what has not been used for long."""
        self._cache.prune()
