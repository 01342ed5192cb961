"""The project's own documents, read for what they claim."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = tuple(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "examples/*.md")
    for path in sorted(ROOT.glob(pattern))
)
_MARKDOWN = MarkdownIt("commonmark").enable("table")


def read(name: str) -> str:
    """A document's text."""
    return (ROOT / name).read_text(encoding="utf-8")


def fences(text: str, language: str = "") -> Iterator[str]:
    """The contents of the fenced code blocks, of one language or of any."""
    for token in _tokens(text):
        if token.type == "fence" and language in ("", token.info.strip()):
            yield token.content


def codes(text: str) -> Iterator[str]:
    """All code: lines of fenced blocks, and spans."""
    for token in _tokens(text):
        if token.type in ("fence", "code_block"):
            yield from token.content.splitlines()
        elif token.type == "code_inline":
            yield token.content


def links(text: str) -> Iterator[str]:
    """Where the links and images of a document point."""
    for token in _tokens(text):
        where = token.attrGet("href") or token.attrGet("src")
        if where:
            yield str(where)


def _tokens(text: str) -> Iterator[Token]:
    for token in _MARKDOWN.parse(text):
        yield token
        yield from token.children or ()
