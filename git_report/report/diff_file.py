"""The bytes of diff.md for a version."""

from __future__ import annotations

from git_report.differ import derive
from git_report.markdown import Document
from git_report.report.versions import version_name


def derive_file(prior: Document | None, new: Document, number: int) -> bytes:
    """diff.md for version `number` and the one before it; `prior` is None for the first."""
    return derive(prior, new, version_name(number - 1), version_name(number)).encode("utf-8")
