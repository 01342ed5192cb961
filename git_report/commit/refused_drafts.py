"""Versions that did not pass, kept in the git directory for a person to mend."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from git_report.git.durable import make_private, write_whole

if TYPE_CHECKING:
    from git_report.git.repository import Repository


def keep_draft(repository: Repository, name: str, data: bytes) -> Path:
    """Write a refused version, readable by its owner alone; an older one of that name goes."""
    folder = repository.git_dir / "git-report" / "refused"
    make_private(folder)
    place = folder / name
    write_whole(place, data)
    return place
