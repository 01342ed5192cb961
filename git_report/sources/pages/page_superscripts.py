"""Recognise superscripts and subscripts of a page, and what kind they are."""

from __future__ import annotations

import re
from itertools import islice

from selectolax.lexbor import LexborNode

from git_report.sources.escapes import clean_url
from git_report.sources.pages.nodes import attribute, elements, plain_text, role, words

SCRIPTS = {"sup": "^", "super": "^", "sub": "_"}
_VERTICAL = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_BARS = frozenset({"/", "⁄", "∕"})
_NOTES = frozenset({"footnote", "noteref", "fnref", "reference", "citation", "cite"})


def script_sign(node: LexborNode) -> str:
    """`^` for a superscript, `_` for a subscript, empty for any other element."""
    if node.tag in SCRIPTS:
        return SCRIPTS[node.tag]
    styled = _VERTICAL.search(attribute(node, "style")) if node.tag == "span" else None
    return SCRIPTS[styled[1].lower()] if styled else ""


def is_of_fraction(node: LexborNode, before: str, text: str) -> bool:
    """Whether a script is part of `<sup>1</sup>/<sub>2</sub>`, and not after a letter."""
    if not text.isdigit() or len(text) > 4:
        return False
    numerator = node.tag == "sup"
    bar = node.next if numerator else node.prev
    other = None if bar is None else bar.next if numerator else bar.prev
    if bar is None or not bar.is_text_node or (bar.text_content or "").strip() not in _BARS:
        return False
    if other is None or other.tag != ("sub" if numerator else "sup"):
        return False
    return not before[-1:].isalpha()


def is_mark_of_note(node: LexborNode) -> bool:
    """Whether a superscript refers to a note: by a link within the page, its role or its class."""
    around = [node, *islice(elements(node), 1)]
    if node.parent is not None:
        around.append(node.parent)
    return any(
        attribute(each, "href").startswith("#")
        or role(each) == "doc-noteref"
        or bool(words(each) & _NOTES)
        for each in around
    )


def is_worded_link(node: LexborNode) -> bool:
    """Whether a link has words of its own; the number of a note has none."""
    if node.tag != "a" or not clean_url(attribute(node, "href")):
        return False
    return sum(map(str.isalpha, plain_text(node))) > 2
