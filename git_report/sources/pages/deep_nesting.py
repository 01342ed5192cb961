"""Reduce the nesting of pages whose elements are nested deeper than any text needs.

Many queries visit all descendants of an element, so that nested elements cost their number squared.
Browsers therefore stop at a depth of 512.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

DEEPEST = 200
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})


def flatten(tree: LexborHTMLParser) -> LexborHTMLParser:
    """Remove the elements that are nested in more than `DEEPEST` others, but keep their text.

    The same tree is returned if there are none.
    """
    body = tree.body
    if body is None or all(depth <= DEEPEST for _, depth, _ in _walk(body)):
        return tree
    return LexborHTMLParser("".join(_write(body)))


def _write(body: LexborNode) -> Iterator[str]:
    for node, depth, enters in _walk(body):
        if node.is_text_node:
            yield escape(node.text_content or "", quote=False)
        elif node.is_element_node and (depth <= DEEPEST or node.tag in _VOID):
            if enters:
                yield f"<{node.tag}{_write_attributes(node)}>"
                if node.tag in {"pre", "listing"}:
                    yield "\n"  # the parser ignores the first line break in one
            elif node.tag not in _VOID:
                yield f"</{node.tag}>"
        else:
            yield " "  # keeps the texts around it apart


def _write_attributes(node: LexborNode) -> str:
    return "".join(f' {name}="{escape(value or "")}"' for name, value in node.attributes.items())


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, int, bool]]:
    """Yield all nodes with their depth; elements twice, before and after their descendants."""
    node, depth = root, 0
    while True:
        yield node, depth, True
        if node.child is not None:
            node, depth = node.child, depth + 1
            continue
        if node.is_element_node:
            yield node, depth, False
        while depth and node.next is None:
            assert node.parent is not None
            node, depth = node.parent, depth - 1
            yield node, depth, False
        if not depth:
            return
        assert node.next is not None
        node = node.next
