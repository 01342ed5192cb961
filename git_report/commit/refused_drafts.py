"""Uncommitted versions, saved in the git directory: refused ones, and drafts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from git_report.git.durable import make_private, write_whole

if TYPE_CHECKING:
    from git_report.git.repository import Repository


REFUSED, DRAFTS = "refused", "drafts"


def keep_draft(repository: Repository, name: str, data: bytes, kind: str = REFUSED) -> Path:
    """Save an uncommitted version, readable only by its owner; replace one of the same name."""
    place = find_draft(repository, name, kind)
    make_private(place.parent)
    write_whole(place, data)
    return place


def find_draft(repository: Repository, name: str, kind: str = DRAFTS) -> Path:
    """The path under which an uncommitted version is saved, whether it exists or not."""
    return repository.git_dir / "git-report" / kind / name
