"""The media type of a file, from its first bytes or its name."""

from __future__ import annotations

from pathlib import PurePosixPath

MARKDOWN, PLAIN, PDF = "text/markdown", "text/plain", "application/pdf"
TEXT = frozenset({PLAIN, MARKDOWN, "text/x-markdown"})
_SUFFIXES = {
    ".md": MARKDOWN, ".markdown": MARKDOWN, ".mdown": MARKDOWN, ".mkd": MARKDOWN,
    ".mdx": MARKDOWN, ".pdf": PDF, ".html": "text/html", ".htm": "text/html",
    ".xhtml": "text/html",
}  # fmt: skip


def guess_type(data: bytes, name: str) -> str:
    """The media type of a file; plain text if its name has no known extension."""
    if data.startswith(b"%PDF-"):
        return PDF
    return _SUFFIXES.get(PurePosixPath(name).suffix.casefold(), PLAIN)
