"""The same questions put to markdown-it-py, an independent CommonMark parser."""

from __future__ import annotations

from markdown_it import MarkdownIt

_ORACLE = MarkdownIt("commonmark").enable("table")
_ORACLE.disable("inline")

_KINDS = {
    "paragraph_open": "paragraph", "fence": "code", "code_block": "code", "html_block": "html",
    "hr": "rule", "bullet_list_open": "list", "ordered_list_open": "list", "table_open": "table",
    "blockquote_open": "quote", "heading_open": "heading",
}  # fmt: skip


def normalise(text: str) -> str:
    """A text as both parsers read it: LF alone ends a line, a byte order mark goes."""
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", " ")


def outline(text: str) -> tuple[list[tuple[int, int, str]], list[tuple[int, str]]]:
    """The top-level headings (line, level, title), and the line and kind of each top block."""
    tokens = _ORACLE.parse(text)
    headings, blocks = [], []
    for at, token in enumerate(tokens):
        if token.level or token.nesting < 0 or token.map is None:
            continue
        blocks.append((token.map[0] + 1, _KINDS[token.type]))
        if token.type == "heading_open":
            title = tokens[at + 1].content.strip()
            headings.append((token.map[0] + 1, int(token.tag[1]), title))
    return headings, blocks
