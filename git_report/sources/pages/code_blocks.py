"""The code blocks of a page: their lines, unchanged, and their language."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from git_report.sources.pages.nodes import ancestors, attribute
from git_report.sources.pages.page_superscripts import SCRIPTS

_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|highlight|brush:?)[-: ]([\w+#.-]{1,20})")


def read_code(node: LexborNode) -> str:
    """The lines of a `pre`, without line numbers and buttons."""
    parts: list[str] = []
    current: LexborNode | None = node.child
    while current is not None:
        skipped = current.tag in {"button", "script", "style", "svg"} or (
            current.is_element_node and "gutter" in (current.attributes.get("class") or "")
        )
        if current.is_text_node:
            parts.append(current.text_content or "")
        elif current.tag == "br" or _begins_line(current, parts):
            parts.append("\n")
        # `10<sup>6</sup>` would be 106.
        elif current.tag in SCRIPTS and parts and parts[-1][-1:].isalnum():
            parts.append(SCRIPTS[current.tag])
        if current.child is not None and not skipped:
            current = current.child
            continue
        while current is not None and current.next is None:
            current = current.parent
            if current is None or current.mem_id == node.mem_id:
                return "".join(parts)
        current = current.next if current is not None else None
    return "".join(parts)


def _begins_line(node: LexborNode, parts: list[str]) -> bool:
    """Whether an element is a line of code that needs a line break before it."""
    return node.tag in {"div", "p", "li", "tr"} and bool(parts) and not parts[-1].endswith("\n")


def read_language(node: LexborNode) -> str:
    """The language that a `pre`, or an element around it, names; empty if there is none."""
    around = [node, *node.css("code")[:1], *list(ancestors(node))[:2]]
    for element in around:
        named = attribute(element, "data-lang") or attribute(element, "data-language")
        if re.fullmatch(r"[\w+#.-]{1,20}", named, re.ASCII):
            return named.lower()
        found = _LANGUAGE.search(attribute(element, "class"))
        if found and found[1].isascii():
            return found[1].lower()
    return ""
