"""Which HTML elements a browser shows nothing of, or strikes out, by their names and attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from git_report.markdown.css import list_declarations
from git_report.patterns import lazy

# What is for scripts, for other browsers, for programs, or for nobody.
UNSHOWN = frozenset(
    "annotation annotation-xml audio canvas datalist defs desc head iframe metadata meter mphantom "
    "noembed noframes noscript object progress rp script select style symbol template title video"
    .split()
)  # fmt: skip
_STRIKING = frozenset({"del", "s", "strike"})

# There are more ways to hide text by style than anybody can list. So these properties are known to
# hide nothing, whatever their values; others below, depending on these; and all else may hide.
_HARMLESS = frozenset(
    "background background-color background-image background-position background-repeat "
    "background-size box-shadow box-sizing caption-side clear cursor direction fill float "
    "font-family font-feature-settings font-stretch font-style font-variant font-weight gap "
    "grid-gap height hyphens list-style list-style-position "
    "list-style-type max-height max-width min-height min-width object-fit order orphans outline "
    "overflow-wrap quotes tab-size table-layout text-align text-transform text-wrap "
    "vertical-align white-space widows width word-break word-wrap writing-mode".split()
)
_HARMLESS_FAMILIES = (
    "--", "align-", "border", "break-", "column", "flex", "grid-template", "justify-", "mso-",
    "page-break-", "stroke", "text-decoration",
)  # fmt: skip
_SHOWING = {
    "content-visibility": frozenset({"auto", "visible"}),
    "position": frozenset({"relative", "static", "sticky"}),
    "visibility": frozenset({"inherit", "initial", "visible"}),
}
_CLIPS = frozenset({"auto", "clip", "hidden", "scroll"})
_OVERFLOWS = ("overflow", "overflow-x", "overflow-y")
_EXTENTS = ("height", "line-height", "max-height", "max-width", "width")
_OFFSETS = ("bottom", "inset", "left", "right", "text-indent", "top")
_OFFSET_FAMILIES = ("margin", "padding")
# What only the values of other properties can tell.
_UNKNOWN = lazy(r"\b(?:attr|calc|clamp|env|max|min|var)\(")
_LENGTH = lazy(
    r"(?<![\w.])([+-]?(?:\d++(?>(?:\.\d*+)?)|\.\d++)(?>(?:e[+-]?\d++)?))([a-z]*+|%)(?![\w.%-])",
    re.ASCII,
)
# Pixels in a unit, more or less; without one a number is a factor.
_UNITS = {
    "": 16.0, "ch": 8.0, "cm": 38.0, "em": 16.0, "ex": 8.0, "in": 96.0, "mm": 3.8,
    "pc": 16.0, "pt": 1.33, "px": 1.0, "q": 0.95, "rem": 16.0, "vh": 8.0, "vw": 12.0,
}  # fmt: skip
_SMALLEST_LETTER = 3.0  # pixels
_SMALLEST_BOX = 4.0  # pixels, of a box that clips
_FAR_OUT = -100.0  # pixels: further to the left or above is off the page
_FAR_OFF = 1500.0  # pixels: further is off a screen
_FAINTEST = 0.15  # opacity
# Colours that differ by less, in any of red, green and blue, are one to the eye.
_CONTRAST = 40

_WHITE = (255.0, 255.0, 255.0)
_PALE = frozenset(
    "aliceblue azure canvas field floralwhite ghostwhite honeydew ivory lavenderblush mintcream "
    "seashell snow white whitesmoke window".split()
)
_NAMED: dict[str, tuple[float, ...]] = {
    **dict.fromkeys(_PALE, _WHITE), "black": (0.0, 0.0, 0.0), "transparent": (),
}  # fmt: skip
_HEX = lazy(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_COLOR = lazy(r"#[0-9a-f]+|[a-z]+\([^()]*\)|[a-z]+")
_SHARE = lazy(r"(\d*\.?\d+)(%?)")


def folds(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element is shown as its summary alone until somebody opens it."""
    return name == "details" and "open" not in attributes


def strikes(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element strikes its text out."""
    return name in _STRIKING or any(
        key.startswith("text-decoration") and "line-through" in value
        for key, value in list_declarations(attributes.get("style", ""))
    )


def hides(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether a browser shows nothing of an element, or nothing that an eye can find.

    Where a style cannot be judged by itself it counts as one that hides.
    """
    return (
        name in UNSHOWN
        or "hidden" in attributes
        or "popover" in attributes
        or (name == "dialog" and "open" not in attributes)
        or (name == "font" and _is_faint(attributes.get("color", "").lower(), ""))
        or (name == "bdo" and attributes.get("dir", "").lower() == "rtl")
        or _is_unseen(list(list_declarations(attributes.get("style", ""))))
    )


def _is_unseen(declarations: Sequence[tuple[str, str]]) -> bool:
    """Whether the declarations of an element may hide its text.

    Each is judged: a later one of the same name may be one that a browser passes over.
    """
    boxed = any(
        name in _OVERFLOWS and _CLIPS.intersection(value.split()) for name, value in declarations
    )
    if any(
        not _is_shown(name, value)
        or (boxed and name in _EXTENTS and _is_below(value, _SMALLEST_BOX))
        for name, value in declarations
    ):
        return True
    style = dict(declarations)
    ground = style.get("background-color", style.get("background", ""))
    return any(name == "color" and _is_faint(value, ground) for name, value in declarations)


def _is_shown(name: str, value: str) -> bool:
    """Whether text is in sight for all that a declaration of its own says."""
    if (
        name in _HARMLESS
        or name.startswith(_HARMLESS_FAMILIES)
        or name in ("color", "line-height", *_OVERFLOWS)
    ):
        return True
    if _UNKNOWN.search(value):
        return False
    if name in _SHOWING:
        return value in _SHOWING[name]
    if name == "display":
        return value != "none"
    if name == "opacity":
        return not _is_below(value if value.endswith("%") else f"{value}em", 16 * _FAINTEST)
    if name in ("font", "font-size"):
        return not _is_below(value.partition("/")[0], _SMALLEST_LETTER)
    if name in _OFFSETS or name.startswith(_OFFSET_FAMILIES):
        return all(_FAR_OUT < length < _FAR_OFF for length in _measure(value, percent=15.0))
    return name in ("letter-spacing", "word-spacing") and "-" not in value


def _measure(value: str, percent: float = 0.16) -> list[float]:
    """The lengths of a value, in pixels; `percent` is a hundredth of a letter, or of a page."""
    return [
        float(number) * (percent if unit == "%" else _UNITS.get(unit, 16.0))
        for number, unit in _LENGTH.findall(value)
    ]


def _is_below(value: str, least: float) -> bool:
    return any(length < least for length in _measure(value))


def _is_faint(color: str, background: str) -> bool:
    """Whether letters of a colour are not to be seen on a background, white where none is named."""
    if not color:
        return False
    if _UNKNOWN.search(color):
        return True
    letters = _read_color(color)
    if letters is None:
        return "(" in color or color == background
    grounds = [found for each in _COLOR.findall(background) if (found := _read_color(each))]
    ground = grounds[0] if grounds else _WHITE
    return not letters or all(
        abs(one - other) < _CONTRAST for one, other in zip(letters, ground, strict=True)
    )


def _read_color(color: str) -> tuple[float, ...] | None:
    """Red, green and blue of a colour, none of them where it is transparent; None if unknown."""
    if color in _NAMED:
        return _NAMED[color]
    name, _, inner = color.partition("(")
    if match := _HEX.fullmatch(color):
        digits = match[1] if len(match[1]) > 4 else "".join(2 * digit for digit in match[1])
        values = [float(int(digits[at : at + 2], 16)) for at in range(0, len(digits), 2)]
        alpha = values[3] / 255 if len(values) > 3 else 1.0
    elif name in ("rgb", "rgba"):
        shares = [(float(number), percent) for number, percent in _SHARE.findall(inner)]
        values = [number * (2.55 if percent else 1) for number, percent in shares[:3]]
        alpha = shares[3][0] / (100 if shares[3][1] else 1) if len(shares) > 3 else 1.0
    else:
        return None
    if len(values) < 3:
        return None
    return tuple(values[:3]) if alpha >= _FAINTEST else ()
