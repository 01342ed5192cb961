"""Functions that read the nodes of a parsed page, without changing it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from git_report.sources.pages.deep_nesting import DEEPEST

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def elements(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the children of a node that are elements."""
    child = node.child
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements around a node, innermost first, up to a depth of `DEEPEST`."""
    parent = node.parent
    for _ in range(DEEPEST):
        if parent is None or not parent.is_element_node:
            return
        yield parent
        parent = parent.parent


def next_element(node: LexborNode) -> LexborNode | None:
    """The element that follows a node in its parent."""
    following = node.next
    while following is not None and not following.is_element_node:
        following = following.next
    return following


def attribute(node: LexborNode, name: str) -> str:
    """The value of an attribute; empty if there is none."""
    return (node.attributes.get(name) or "").strip()


def role(node: LexborNode) -> str:
    """The ARIA role of a node, lower case."""
    return attribute(node, "role").lower()


def words(node: LexborNode) -> frozenset[str]:
    """The words of a node's class and id, lower case: `faqItem-open` has three."""
    named = f"{attribute(node, 'class')} {attribute(node, 'id')}"[:400]
    return frozenset(word.lower() for word in _WORD.findall(named))


def plain_text(node: LexborNode) -> str:
    """The text of a node on one line."""
    return " ".join(node.text(deep=True, separator=" ").split())


def holds(node: LexborNode, selector: str) -> bool:
    """Whether a descendant of a node, not the node itself, matches a selector."""
    return any(child.css_first(selector) is not None for child in elements(node))


def count_text(node: LexborNode) -> int:
    """The number of characters of text in a node, including white space."""
    return len(node.text_lexbor() or "")


def heading_level(node: LexborNode) -> int:
    """The level of a heading, 1 to 6; 0 if the node is not a heading."""
    level = HEADINGS.get(node.tag or "", 0)
    if not level and role(node) == "heading":
        named = attribute(node, "aria-level")
        level = int(named) if named in {"1", "2", "3", "4", "5", "6"} else 2
    return level
