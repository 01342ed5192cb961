"""Decide from inline styles whether an element certainly shows no text.

A page that is a reference may contain text that no reader of it sees, for a model to read. Only
inline styles and `bgcolor` are read; `style_sheets.py` adds those of rules. `opacity: 0` is no
sign, because pages use it for text that fades in.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from git_report.patterns import lazy
from git_report.sources.pages.nodes import ancestors, attribute

_COMMENT = lazy(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = lazy(r"\\(?:([0-9a-fA-F]{1,6})\s?|([^\n]))")
_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)"
_LENGTH = lazy(rf"({_NUMBER})(px|pt|em|rem|vw|vh|%|)")
_PIXELS = {"": 1, "px": 1, "pt": 1.3, "em": 16, "rem": 16, "vw": 10, "vh": 10, "%": 10}
# In pixels. The strip of a carousel is moved by less, and an image takes the place of a text that
# is moved by 9999.
_FAR = -5000.0
_CLIPPED = lazy(
    r"inset\((?:100|[5-9]\d(?:\.\d+)?)%\)|(?:circle|ellipse)\(0\w*%?[ )].*|"
    r"polygon\((?:0\w*%? 0\w*%?(?:, ?|(?=\))))+\)"
)
_CLIP = lazy(r"rect\((?:0|1px|0px)(?:[ ,]+(?:0|1px|0px)){3} ?\)")
_SCALED = lazy(r"\bscale(?:3d|x|y)?\( ?0+(?:\.0*)?[ ,)]|\bmatrix\( ?0 ?, ?0 ?, ?0 ?, ?0 ?,")
_MOVED = lazy(rf"\btranslate(?:x|y|3d)?\( ?({_NUMBER}(?:px|pt|em|rem))")
_NO_SIZE = lazy(r"0(?:px|pt|em|rem|%)?[ /]")
_RELATIVE = lazy(rf"{_NUMBER}(?:em|%)")
_COLOUR = lazy(r"#[0-9a-f]{3,8}|rgba?\([\d., %]+\)|[a-z]+")
_NAMES = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "yellow": "#ffff00",
          "blue": "#0000ff", "gray": "#808080", "grey": "#808080", "silver": "#c0c0c0",
          "green": "#008000", "lime": "#00ff00"}  # fmt: skip
# Elements whose colour or background a browser sets.
_COLOURED = frozenset({"a", "mark", "button", "select", "font"})


def read_style(node: LexborNode) -> dict[str, str]:
    """The declarations of an element's inline style, lower case, those that are valid at last."""
    style = attribute(node, "style")
    return read_declarations(resolve_escapes(style)) if style else {}


def resolve_escapes(text: str) -> str:
    """A style sheet without comments and escapes."""
    return _ESCAPE.sub(_unescape, _COMMENT.sub(" ", text))


def read_declarations(text: str) -> dict[str, str]:
    """The declarations of a block without comments and escapes, lower case."""
    found: dict[str, str] = {}
    important: set[str] = set()
    for declaration in text.lower().split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip(), " ".join(value.split())
        plain = value.removesuffix("!important").rstrip()
        if colon and plain and (plain != value or name not in important):
            found[name] = plain
            if plain != value:
                important.add(name)
    return found


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else 0
    return chr(code) if 0 < code < 0xD800 else match[2] or ""


def hides_box(style: dict[str, str]) -> bool:
    """Whether nothing in an element with this style is shown, whatever styles are in it."""
    return (
        style.get("display") == "none"
        or style.get("visibility") in {"hidden", "collapse"}
        or style.get("content-visibility") == "hidden"
        or _is_away(style)
        or _is_clipped(style)
        or _is_flat(style)
    )


def _is_away(style: dict[str, str]) -> bool:
    """Whether an element is moved to the left of the page, or above it."""
    names = ["text-indent"]
    if not any(name.startswith("padding") for name in style):  # which moves the text back
        names += ["margin-left", "margin-top"]
    if style.get("position") in {"absolute", "fixed", "relative"}:
        names += ["left", "top"]
    moved = [style.get(name, "") for name in names]
    moved += _MOVED.findall(style.get("transform", ""))
    # What is at the right or below can be reached by scrolling, but not from that far.
    if style.get("position") in {"absolute", "fixed"}:
        moved += [style.get("right", ""), style.get("bottom", "")]
    return any((length := _measure(value)) is not None and length <= _FAR for value in moved)


def _is_clipped(style: dict[str, str]) -> bool:
    """Whether an element is cut or scaled to nothing."""
    if _CLIPPED.fullmatch(style.get("clip-path", style.get("-webkit-clip-path", ""))):
        return True
    if style.get("position") in {"absolute", "fixed"} and _CLIP.fullmatch(style.get("clip", "")):
        return True
    transform = style.get("transform", style.get("-webkit-transform", ""))
    return bool(_SCALED.search(transform)) or _measure(style.get("scale", "")) == 0


def _is_flat(style: dict[str, str]) -> bool:
    """Whether an element has no height or width, and what is in it is cut off.

    One that has a padding is the frame of a video, which keeps its proportions in this way.
    """
    cut = {"hidden", "clip"}
    if any(name.startswith(("padding", "min-")) and _measure(style[name]) != 0 for name in style):
        return False
    overflow = style.get("overflow", "")
    across = overflow in cut or style.get("overflow-x") in cut
    along = overflow in cut or style.get("overflow-y") in cut
    return (along and _is_thin(style, "height")) or (across and _is_thin(style, "width"))


def _is_thin(style: dict[str, str], side: str) -> bool:
    lengths = (_measure(style.get(name, "")) for name in (side, f"max-{side}"))
    return any(length is not None and 0 <= length <= 1 for length in lengths)


def _measure(value: str) -> float | None:
    """A length in pixels, roughly; None for anything else."""
    match = _LENGTH.fullmatch(value)
    return float(match[1]) * _PIXELS[match[2]] if match else None


def remove_invisible(tree: LexborHTMLParser) -> None:
    """Remove each text that has no size or the colour of its background, and what code hides."""
    for node in reversed(tree.css("pre [style]")):  # the innermost first
        if hides_box(read_style(node)):
            node.decompose()
    seen: set[int] = set()
    behind: dict[int, str] = {}
    for node in tree.css("[style]"):
        blank = _find_blank(node, read_style(node), behind)
        if blank and node.mem_id not in seen:
            for text in _list_texts(node, blank, seen):
                text.decompose()


def _list_texts(root: LexborNode, blank: str, seen: set[int]) -> list[LexborNode]:
    """The texts of an element, except those that may be seen after all."""
    found: list[LexborNode] = []
    waiting = [root]
    while waiting:
        around = waiting.pop()
        seen.add(around.mem_id)
        node = around.child
        while node is not None:
            if node.is_text_node:
                found.append(node)
            elif node.is_element_node and not _may_show(node, read_style(node), blank):
                waiting.append(node)
            node = node.next
    return found


def _find_blank(node: LexborNode, style: dict[str, str], behind: dict[int, str]) -> str:
    """The property for which an element's own text is not seen, `font` or `color`; or empty.

    The text has no size, or the colour of its background. An element in it may have another:
    see `_may_show`.
    """
    if _measure(style.get("font-size", "")) == 0 or _NO_SIZE.match(style.get("font", "")):
        return "font"
    colour = _read_colour(style.get("color", ""))
    if colour and "text-shadow" not in style and colour == _find_background(node, behind):
        return "color"
    return ""


def _may_show(node: LexborNode, style: dict[str, str], blank: str) -> bool:
    """Whether an element may show text in one that shows none, for the property `blank`.

    A class may do so, and a style; a size relative to nothing is nothing.
    """
    if attribute(node, "class") or attribute(node, "id"):
        return True
    if blank == "font":
        size = style.get("font", style.get("font-size", "inherit"))
        return not (size == "inherit" or _RELATIVE.fullmatch(size)) or node.tag == "font"
    return node.tag in _COLOURED or any(name.startswith(("color", "background")) for name in style)


def _find_background(node: LexborNode, behind: dict[int, str]) -> str:
    """The colour behind an element's text; empty if it is not certain.

    `behind` keeps what was found, because a long style may be around many texts.
    """
    passed: list[int] = []
    found = ""
    for current in (node, *ancestors(node)):
        known = behind.get(current.mem_id)
        if known is None:
            passed.append(current.mem_id)
            known = _read_background(current)
        if known is not None:
            found = known
            break
    behind.update(dict.fromkeys(passed, found))
    return found


def _read_background(node: LexborNode) -> str | None:
    """The background that an element sets, empty if it is no colour; None for that around it."""
    style = read_style(node)
    said = [value for name, value in style.items() if name.startswith("background")]
    said += [attribute(node, "bgcolor").lower()] if attribute(node, "bgcolor") else []
    if said:
        return _read_colour(said[0]) if len(said) == 1 else ""
    return "" if attribute(node, "class") or attribute(node, "id") or "position" in style else None


def _read_colour(value: str) -> str:
    """A colour as `#rrggbb`; empty for what is not one, or is transparent."""
    if not _COLOUR.fullmatch(value):
        return ""
    if value.startswith("rgb"):
        parts = [part for part in re.split(r"[(), ]+", value)[1:] if part]
        if len(parts) != 3 or not all(part.isdigit() and int(part) < 256 for part in parts):
            return ""
        return "#" + "".join(f"{int(part):02x}" for part in parts)
    if value.startswith("#"):
        digits = value[1:]
        short = len(digits) == 3
        return f"#{''.join(d * 2 for d in digits)}" if short else value if len(digits) == 6 else ""
    return _NAMES.get(value, "")
