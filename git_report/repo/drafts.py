"""Versions that did not pass, kept in the git directory for a person to mend."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from git_report.repo.repository import Repository


def keep_draft(repository: Repository, name: str, data: bytes) -> Path:
    """Write a refused version, readable by its owner alone; an older one of that name goes."""
    folder = repository.git_dir / "git-report" / "refused"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = folder / name
    new = place.with_suffix(".new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    new.replace(place)
    return place
