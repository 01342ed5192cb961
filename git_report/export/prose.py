"""Changes to a Markdown text that leave its code as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from git_report.edits.footnotes import nested_fences
from git_report.markdown import Kind, parse
from git_report.markdown.code import find_code_spans

Change = Callable[[str], str]


def change_prose(text: str, change: Change, in_html: Change | None = None) -> str:
    """A text with `change` done to its prose, and `in_html` to blocks of raw HTML."""
    return "".join(_change_blocks(text, change, in_html or change))


def replace_prose(text: str, changes: Mapping[str, str]) -> str:
    """A text with other words for some of its prose, the longest first, wherever they are."""
    if not changes:
        return text
    pattern = re.compile("|".join(map(re.escape, sorted(changes, key=len, reverse=True))))
    return change_prose(text, lambda part: pattern.sub(lambda found: changes[found[0]], part))


def _change_blocks(text: str, change: Change, in_html: Change) -> Iterator[str]:
    for block in parse(text).blocks():
        if block.kind is Kind.CODE:
            yield block.text
        elif block.kind is Kind.HTML:
            yield in_html(block.text)
        else:
            for code, piece in nested_fences(block.text):
                if code:
                    yield piece
                else:
                    yield from _change_around_code(piece, change)


def _change_around_code(text: str, change: Change) -> Iterator[str]:
    at = 0
    for start, end in find_code_spans(text):
        yield change(text[at:start])
        yield text[start:end]
        at = end
    yield change(text[at:])
