"""Find the questions of a page, and the answers that a click on them would show.

These are disclosure buttons and tabs of the ARIA Authoring Practices, `dt` with questions, and what
other pages use: a bold line that ends in a question mark, a class that contains "question".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from git_report.sources.pages.nodes import (
    ancestors,
    attribute,
    elements,
    heading_level,
    holds,
    next_element,
    plain_text,
    role,
    words,
)

_BUTTONS = (
    "[aria-controls], [aria-expanded], [data-bs-target], [data-target], [role=tab], button, "
    "[role=button], label[for], a[data-toggle], a[data-bs-toggle]"
)
_ASKS = re.compile(r"[?？¿]\s*[+\-−–▼▾⌄›»\s]*$")
# Labels of buttons that show more of the text around them, or that navigate.
_COMMAND = re.compile(
    r"(?:show|read|view|see|load|learn|expand|collapse|hide|toggle|open|close)(?: (?:more|less|all|"
    r"full|the|details?|menu|description|transcript|answers?|sections?|list|content|navigation|"
    r"panel|item|sidebar))*|more|less|"
    r"menu|search|previous|prev|next|copy.{0,12}|share|sign (?:in|up)|log ?in|subscribe|submit|"
    r"accept.*|reject.*|[^\w]*",
    re.IGNORECASE,
)
_HEADS = frozenset("header title toggle trigger button heading head summary label".split())
_MENUS = frozenset({"menu", "listbox", "tree", "dialog", "grid"})
_LONGEST = 400  # characters: a longer button is not a question


@dataclass(slots=True)
class Accordions:
    """The nodes that are questions, and their answers, by `mem_id`.

    `answers` maps a question to the node with its answer, if there is one; `panels` has the ids of
    these nodes.
    """

    questions: set[int] = field(default_factory=set)
    answers: dict[int, LexborNode] = field(default_factory=dict)
    panels: set[int] = field(default_factory=set)
    nodes: list[LexborNode] = field(default_factory=list)

    def add(self, question: LexborNode, answer: LexborNode | None) -> None:
        """Add a question; an answer belongs to the first question that refers to it."""
        if question.mem_id in self.questions:
            return
        if answer is not None and (answer.mem_id in self.panels or _contains(answer, question)):
            answer = None
        self.questions.add(question.mem_id)
        self.nodes.append(question)
        if answer is not None:
            self.answers[question.mem_id] = answer
            self.panels.add(answer.mem_id)


@dataclass(frozen=True, slots=True)
class _Panels:
    """The nodes that a button may show: by `id`, by the `id` of a label, by a tab's `mem_id`."""

    ids: dict[str, LexborNode]
    labelled: dict[str, LexborNode]
    of_tabs: dict[int, LexborNode]


def find_accordions(tree: LexborHTMLParser) -> Accordions:
    """Find the questions of a page, except for `details`, whose role is clear."""
    found = Accordions()
    ids: dict[str, LexborNode] = {}
    for node in tree.css("[id]"):
        # As getElementById does, with the first of several.
        ids.setdefault(attribute(node, "id"), node)
    labelled = {
        name: node
        for node in tree.css("[aria-labelledby]")
        for name in attribute(node, "aria-labelledby").split()[:1]
    }
    panels = _Panels(ids, labelled, _find_tabpanels(tree))
    for node in tree.css(_BUTTONS):
        _read_button(found, node, panels)
    for node in tree.css("dl"):
        _read_terms(found, node)
    for node in tree.css("p > strong:only-child, p > b:only-child"):
        paragraph = node.parent
        if paragraph is not None and _asks(node) and plain_text(node) == plain_text(paragraph):
            found.add(paragraph, None)
    for node in tree.css("[class*=question i], [class*=accordion i], [itemprop=name]"):
        _read_class(found, node)
    return found


def is_command(node: LexborNode) -> bool:
    """Whether a button or a summary only offers to show more, to copy, or to navigate."""
    text = plain_text(node)
    return bool(_COMMAND.fullmatch(text)) and not _ASKS.search(text)


def _asks(node: LexborNode) -> bool:
    text = plain_text(node)
    return len(text) <= _LONGEST and bool(_ASKS.search(text))


def _read_button(found: Accordions, node: LexborNode, panels: _Panels) -> None:
    if node.tag in {"html", "body", "input", "select", "summary"}:
        return
    if holds(node, "button, [role=button], h1, p + p"):
        return
    text = plain_text(node)
    if not text or len(text) > _LONGEST or attribute(node, "aria-haspopup") not in {"", "false"}:
        return
    host = next((a for a in ancestors(node) if heading_level(a) or a.tag == "dt"), node)
    panel = _find_panel(node, host, panels)
    if panel is None and (node.tag == "label" or not _asks(node)):
        return
    if panel is not None and (role(panel) in _MENUS or panel.tag in {"nav", "form", "ul", "body"}):
        return
    if is_command(node):
        if panel is not None:
            found.panels.add(panel.mem_id)  # it shows more of the text in the same place
        return
    found.add(host, panel)


def _find_panel(node: LexborNode, host: LexborNode, panels: _Panels) -> LexborNode | None:
    """The node that a button shows: the one that it names, otherwise the block that follows it."""
    toggles = role(node) == "tab" or not {"data-toggle", "data-bs-toggle"}.isdisjoint(
        node.attributes
    )
    names = ("aria-controls", "data-bs-target", "data-target", "href" if toggles else "")
    for name in filter(None, names):
        panel = panels.ids.get(attribute(node, name).removeprefix("#"))
        if panel is not None and not _contains(panel, node):
            return panel
    panel = panels.labelled.get(attribute(node, "id"))
    if panel is not None and not _contains(panel, node):
        return panel
    if role(node) == "tab":
        return panels.of_tabs.get(node.mem_id)
    if node.tag == "label" and not _has_switch(node):
        return None
    if node.tag != "label" and "aria-expanded" not in node.attributes and not _asks(node):
        return None
    following = next_element(host)
    parent = host.parent
    if following is None and parent is not None and len(plain_text(parent)) < _LONGEST:
        following = next_element(parent)
    if following is None or heading_level(following) or following.tag in {"button", "nav", "ul"}:
        return None
    return following


def _find_tabpanels(tree: LexborHTMLParser) -> dict[int, LexborNode]:
    """The panels of tabs that name none, if the list has as many panels beside it as tabs.

    Each tab and panel looks for its list, once. If lists looked for tabs and panels, they would
    find those of all lists beside them.
    """
    tabs: dict[int, list[int]] = {}
    for tab in tree.css("[role=tab]"):
        around = next((node for node in ancestors(tab) if role(node) == "tablist"), None)
        if around is not None:
            tabs.setdefault(around.mem_id, []).append(tab.mem_id)
    lists = [node for node in tree.css("[role=tablist]") if node.parent is not None]
    panels: dict[int, list[LexborNode]] = {
        node.parent.mem_id: [] for node in lists if node.parent is not None
    }
    for panel in tree.css("[role=tabpanel]"):
        for node in ancestors(panel):
            if node.mem_id in panels:
                panels[node.mem_id].append(panel)
            if role(node) == "tabpanel":  # those of other tabs, inside a panel of these
                break
    found: dict[int, LexborNode] = {}
    for node in lists:
        named = tabs.get(node.mem_id, [])
        beside = panels[node.parent.mem_id] if node.parent is not None else []
        if len(named) == len(beside):
            found.update(zip(named, beside, strict=True))
    return found


def _has_switch(label: LexborNode) -> bool:
    """Whether a label belongs to a checkbox beside it, which makes an accordion by style sheet."""
    parent = label.parent
    if parent is None:
        return False
    switches = [n for n in elements(parent) if n.tag == "input"]
    return any(attribute(n, "type") in {"checkbox", "radio"} for n in switches) and (
        attribute(label, "for") in {attribute(n, "id") for n in switches}
    )


def _contains(outer: LexborNode, inner: LexborNode) -> bool:
    return outer.mem_id in {inner.mem_id, *(around.mem_id for around in ancestors(inner))}


def _read_terms(found: Accordions, node: LexborNode) -> None:
    """Add the terms of a definition list with questions; the `dd` that follow are the answers."""
    items: list[LexborNode] = []
    for child in elements(node):
        items.extend(elements(child) if child.tag == "div" else [child])
    terms = [item for item in items if item.tag == "dt"]
    if not any(_asks(term) or term.mem_id in found.questions for term in terms):
        return
    for term in terms:
        if plain_text(term):
            found.add(term, None)
    found.questions.add(node.mem_id)


def _read_class(found: Accordions, node: LexborNode) -> None:
    """Add a line that is a question by its class or its microdata."""
    if node.tag in {"script", "input", "form", "html", "body", "a"}:
        return
    named = words(node)
    asked = "question" in named and _asks(node)
    titled = "accordion" in named and bool(named & _HEADS)
    kind = attribute(node.parent, "itemtype") if node.parent is not None else ""
    if not (asked or titled or (attribute(node, "itemprop") == "name" and "Question" in kind)):
        return
    text = plain_text(node)
    if not text or len(text) > _LONGEST or next_element(node) is None:
        return
    known = [node, *list(ancestors(node))[:4], *node.css("*")[:20]]
    if any(heading_level(n) or n.mem_id in found.questions or n.tag == "summary" for n in known):
        return
    if not holds(node, "p, div, ul, ol, table, pre, details"):
        found.add(node, next_element(node))
