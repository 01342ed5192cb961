"""Write what the style sheets in a page certainly hide into the styles of its elements.

A text for a model to read can be hidden by a class as well as by an inline style. Read are the
rules of one class or id (`.note {display: none}`), and only if no other rule displays the same
element and no script names it: a menu appears on a wide screen, a tab when it is active, and a
click shows more. Scripts and style sheets in other files are not fetched, so a page with such a
script hides nothing by its rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from git_report.patterns import lazy
from git_report.sources.pages.invisible_styles import read_declarations, resolve_escapes
from git_report.sources.pages.nodes import ancestors, attribute

# One without an end goes up to the end of its line: to look for each end would be quadratic.
_STRING = lazy(r"\"(?>(?:[^\"\\\n]|\\.)*)\"?|'(?>(?:[^'\\\n]|\\.)*)'?")
_COMMENT_SIGN = lazy(r"<!--|-->")  # in a style sheet, these are nothing
_BRACE = lazy(r"[{}]")
_NAME = lazy(r"[.#][\w-]+")
_WORDS = lazy(r"[\w-]+")


def apply_style_sheets(tree: LexborHTMLParser) -> None:
    """Give elements that a rule hides the inline style `display:none`, before their own."""
    if tree.css_first("script[src]") is not None:
        return  # the answers of a list of questions are hidden until a script shows them
    hidden: set[str] = set()
    shown: set[str] = set()
    for sheet in tree.css("style"):
        everywhere = attribute(sheet, "media").lower() in {"", "all", "screen"}
        certain = everywhere and all(around.tag != "noscript" for around in ancestors(sheet))
        for selectors, style, depth in _list_rules(sheet.text()):
            display = style.get("display")
            if display == "none" and certain and not depth:
                parts = (part.strip() for part in selectors.split(","))
                hidden.update(part for part in parts if _NAME.fullmatch(part))
            elif display not in {"none", None}:
                shown.update(_NAME.findall(selectors))
    hidden -= shown
    if not hidden:
        return
    named = _list_scripted(tree)
    hidden = {name for name in hidden if name[1:] not in named}
    for node in tree.css("[class], [id]"):
        names = _list_names(node)
        if not names.isdisjoint(hidden) and names.isdisjoint(shown):
            node.attrs["style"] = f"display:none;{attribute(node, 'style')}"


def _list_rules(text: str) -> Iterator[tuple[str, dict[str, str], int]]:
    """The selectors of each rule, its declarations, and how many blocks are around it."""
    text = _COMMENT_SIGN.sub(" ", _STRING.sub('""', resolve_escapes(text)))
    opened: list[str] = []
    start = 0
    for brace in _BRACE.finditer(text):
        before = text[start : brace.start()]
        start = brace.end()
        if brace[0] == "{":
            opened.append(before.rpartition(";")[2])
        elif opened:
            selectors = opened.pop()
            yield selectors, read_declarations(before), len(opened)
    if opened:  # the end of the sheet closes it
        yield opened.pop(), read_declarations(text[start:]), len(opened)


def _list_scripted(tree: LexborHTMLParser) -> set[str]:
    """The words of the page's own scripts."""
    texts = [node.text() for node in tree.css("script") if "json" not in attribute(node, "type")]
    texts += [attribute(node, "onclick") for node in tree.css("[onclick]")]
    return {word for text in texts for word in _WORDS.findall(text)}


def _list_names(node: LexborNode) -> set[str]:
    names = {f".{name}" for name in attribute(node, "class").split()}
    return names | {f"#{attribute(node, 'id')}"}
