"""Which HTML elements a browser shows nothing of, or strikes out, by their names and attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

# What is for scripts, for other browsers, or for nobody.
UNSHOWN = frozenset(
    "audio canvas datalist head iframe noembed noframes noscript object script style template "
    "title video".split()
)
_STRIKING = frozenset({"del", "s", "strike"})
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(.))")
_HIDING = {
    "display": frozenset({"none"}),
    "visibility": frozenset({"hidden", "collapse"}),
    "content-visibility": frozenset({"hidden"}),
}
# A length, a factor or a share of nothing, or of less than two pixels.
_NOTHING = re.compile(
    r"[+-]?(?:0+(?:\.0*)?|\.0+)(?:[a-z]+|%)?|(?:[01](?:\.\d+)?|\.\d+)(?:px|pt)|0?\.0\d*(?:r?em|%)?"
)
_FAR = re.compile(r"-\d{3,}")
_OFFSETS = ("text-indent", "left", "top", "right", "bottom", "margin-left", "margin-top")
_CLIPPING = (
    ("clip", "rect("), ("clip-path", "inset("), ("clip-path", "circle(0"), ("transform", "scale(0"),
    ("filter", "opacity(0"),
)  # fmt: skip
# What is no colour on a page that is white.
_PAGE = frozenset(
    "white #fff #ffff #ffffff #ffffffff rgb(255,255,255) hsl(0,0%,100%) transparent".split()
)


def folds(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element is shown as its summary alone until somebody opens it."""
    return name == "details" and "open" not in attributes


def strikes(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element strikes its text out."""
    return name in _STRIKING or any(
        key.startswith("text-decoration") and "line-through" in value
        for key, value in _read_style(attributes.get("style", ""))
    )


def hides(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether a browser shows nothing of an element, or nothing that an eye can find."""
    return (
        name in UNSHOWN
        or "hidden" in attributes
        or "popover" in attributes
        or (name == "dialog" and "open" not in attributes)
        or (name == "font" and _fold(attributes.get("color", "")) in _PAGE)
        or _is_unseen(dict(_read_style(attributes.get("style", ""))))
    )


def _is_unseen(style: Mapping[str, str]) -> bool:
    """Whether the declarations of an element hide its text."""

    def is_nothing(*names: str) -> bool:
        return any(_NOTHING.fullmatch(style.get(name, "")) for name in names)

    color = style.get("color", "")
    background = style.get("background-color", style.get("background", ""))
    return (
        any(style.get(key) in values for key, values in _HIDING.items())
        or is_nothing("opacity", "scale", "zoom", "font-size")
        or (color in _PAGE and not background)
        or (bool(color) and color in (background, "transparent"))
        or any(_FAR.match(style.get(name, "")) for name in _OFFSETS)
        or (
            style.get("overflow", "") in ("hidden", "clip")
            and is_nothing("height", "width", "max-height", "max-width")
        )
        or any(
            value.startswith(start) for key, start in _CLIPPING for value in [style.get(key, "")]
        )
    )


def _read_style(style: str) -> Iterator[tuple[str, str]]:
    """The declarations of a style attribute."""
    plain = _CSS_ESCAPE.sub(_read_escape, _CSS_COMMENT.sub("", style))
    for declaration in plain.split(";"):
        name, _, value = declaration.partition(":")
        yield name.strip().casefold(), _fold(value.partition("!")[0])


def _fold(value: str) -> str:
    return re.sub(r"\s+", "", value).casefold()


def _read_escape(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else 0
    return match[2] or (chr(code) if 0 < code < 0x110000 else "\ufffd")
