"""The text of a web page."""

from __future__ import annotations

from git_report.errors import ReportError
from git_report.sources.page import Page


def read_html(body: bytes, charset: str) -> Page:
    """The text of an HTML page, as Markdown."""
    raise ReportError(f"{len(body)} bytes of HTML in '{charset}' can not be read yet")
