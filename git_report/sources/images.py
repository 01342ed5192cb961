"""The images that a Markdown text points at, and that nobody who reads the text can see."""

from __future__ import annotations

import re

from git_report.markdown import Kind, parse
from git_report.markdown.code import blank_code_spans

_IMAGE = re.compile(r"(?<!\\)!\[(?P<alt>[^\]\n]{0,500})\]\((?P<target>[^)\s]{1,2000})")


def name_images(text: str) -> tuple[str, ...]:
    """The images of a text, each once, by alternative text and target; code contains none."""
    if "![" not in text:
        return ()
    prose = (b.text for b in parse(text).blocks() if b.kind is not Kind.CODE)
    found = (m for part in prose for m in _IMAGE.finditer(blank_code_spans(part)))
    return tuple(dict.fromkeys(_name(m["alt"].strip(), m["target"]) for m in found))


def _name(alt: str, target: str) -> str:
    shown = "(embedded)" if target.casefold().startswith("data:") else target
    return f"{alt} {shown}" if alt else shown
