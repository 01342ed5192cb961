"""Decide by name and attributes which HTML elements a browser hides or strikes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from git_report.markdown.css import list_declarations
from git_report.patterns import lazy

# Elements for scripts, old browsers, programs and forms, and those whose text is hidden or moves.
UNSHOWN = frozenset(
    "annotation annotation-xml audio canvas datalist defs desc fencedframe geolocation head iframe "
    "marquee metadata meter mphantom noembed noframes noscript object permission portal progress "
    "rp script select style symbol template textarea title usermedia video".split()
)
# The attributes of these apply to the whole page, wherever the tags are.
_PAGE = frozenset({"body", "html"})
_STRIKING = frozenset({"del", "s", "strike"})

# Styles can hide text in more ways than can be listed. So this is an allow-list: these properties
# hide nothing whatever their values, those below depend on their values, and any other may hide.
_HARMLESS = frozenset(
    "border-collapse box-sizing caption-side clear cursor direction fill float font-family "
    "font-feature-settings font-stretch font-style font-variant font-weight hyphens list-style "
    "list-style-position list-style-type object-fit order orphans overflow-wrap quotes tab-size "
    "table-layout text-align text-transform text-wrap white-space widows word-break word-wrap "
    "writing-mode".split()
)
_HARMLESS_FAMILIES = (
    "--", "align-", "break-", "column-count", "flex", "justify-", "mso-", "page-break-", "stroke",
    "text-decoration",
)  # fmt: skip
_SHOWING = {
    "background-repeat": frozenset({"no-repeat", "repeat"}),
    "content-visibility": frozenset({"auto", "visible"}),
    "display": frozenset(
        "block contents flex flow-root grid inherit initial inline inline-block inline-flex "
        "inline-grid inline-table list-item table table-caption table-cell table-footer-group "
        "table-header-group table-row table-row-group".split()
    ),
    "position": frozenset({"relative", "static"}),
    "visibility": frozenset({"inherit", "initial", "visible"}),
    "box-shadow": frozenset({"none"}),
    "outline": frozenset({"0", "none"}),
}
# An offset moves a box, which may then cover other text or be covered.
_OFFSETS = ("bottom", "inset", "left", "right", "top")
_MOVING = frozenset({*_OFFSETS, "box-shadow", "outline", "position", "transform", "z-index"})
_SIZES = (
    "height", "line-height", "max-height", "max-width", "min-height", "min-width", "width",
)  # fmt: skip
_SIZE_FAMILIES = (
    "border", "column", "gap", "grid-gap", "grid-template", "letter-spacing", "margin", "padding",
    "row-gap", "vertical-align", "word-spacing",
)  # fmt: skip
_SHIFTS = ("border", "margin", "padding")
_LOOK = ("background", "background-color", "color", "font", "font-size", "opacity")
_OVERFLOWS = ("overflow", "overflow-x", "overflow-y")
_SCROLLING = frozenset({"auto", "scroll", "visible"})
# Attributes that are lengths, and those that are colours.
_LENGTHS = ("width", "height", "cellpadding", "cellspacing", "hspace", "vspace", "border")
_GROUND, _LETTERS = "bgcolor", "color"
# Functions whose value depends on other properties.
_UNKNOWN = lazy(r"\b(?:attr|calc|clamp|env|max|min|var)\(")
_LENGTH = lazy(
    r"(?<![\w.])([+-]?(?:\d++(?>(?:\.\d*+)?)|\.\d++)(?>(?:e[+-]?\d++)?))([a-z]*+|%)(?![\w.%-])",
    re.ASCII,
)
# Approximate pixels per unit; a number without a unit is a factor.
_UNITS = {
    "": 16.0, "ch": 8.0, "cm": 38.0, "em": 16.0, "ex": 8.0, "in": 96.0, "mm": 3.8,
    "pc": 16.0, "pt": 1.33, "px": 1.0, "q": 0.95, "rem": 16.0, "vh": 8.0, "vw": 12.0,
}  # fmt: skip
_SIZE = 16.0  # pixels: the default font size
_SMALLEST_LETTER = 3.0  # pixels
_LOWEST_LINE = 6.0  # pixels: with less line height, lines overlap
_SMALLEST_BOX = 60.0  # pixels, for a scrolling box
_FAR_OUT = -100.0  # pixels: further to the left is off the page
_FAR_OFF = 1500.0  # pixels: further is off a screen
_FAINTEST = 0.15  # opacity
# The relative size of letters in `smaller` and in the elements below.
_SMALLER = 0.83
_SMALL_ELEMENTS = frozenset({"small", "sub", "sup"})
_SIZE_WORDS = {
    "smaller": _SMALLER, "larger": 1.2, "xx-small": 0.56, "x-small": 0.63, "small": 0.81,
}  # fmt: skip
# Colours look the same if red, green and blue each differ by less.
_CONTRAST = 40
# More possible colours of one text are not compared in pairs.
_MOST_COLORS = 8

Color = tuple[float, ...]
# The common CSS colour names; any other name is unknown, and may hide text.
_NAMED: dict[str, Color] = {
    name: tuple(float(int(value[at : at + 2], 16)) for at in (0, 2, 4))
    for name, value in (
        pair.split()
        for pair in (
            "aqua 00ffff,aliceblue f0f8ff,azure f0ffff,beige f5f5dc,black 000000,blue 0000ff,"
            "brown a52a2a,canvas ffffff,canvastext 000000,crimson dc143c,cyan 00ffff,"
            "darkblue 00008b,darkgray a9a9a9,darkgreen 006400,darkgrey a9a9a9,darkorange ff8c00,"
            "darkred 8b0000,dimgray 696969,dimgrey 696969,firebrick b22222,forestgreen 228b22,"
            "fuchsia ff00ff,ghostwhite f8f8ff,gold ffd700,gray 808080,green 008000,grey 808080,"
            "indigo 4b0082,initial 000000,ivory fffff0,lavender e6e6fa,lightblue add8e6,"
            "lightgray d3d3d3,lightgreen 90ee90,lightgrey d3d3d3,lightyellow ffffe0,lime 00ff00,"
            "linen faf0e6,magenta ff00ff,maroon 800000,midnightblue 191970,navy 000080,"
            "olive 808000,orange ffa500,orangered ff4500,pink ffc0cb,purple 800080,red ff0000,"
            "royalblue 4169e1,salmon fa8072,seagreen 2e8b57,silver c0c0c0,slategray 708090,"
            "slategrey 708090,snow fffafa,steelblue 4682b4,teal 008080,tomato ff6347,"
            "turquoise 40e0d0,violet ee82ee,white ffffff,whitesmoke f5f5f5,window ffffff,"
            "yellow ffff00"
        ).split(",")
    )
}
_WHITE, _BLACK = _NAMED["white"], _NAMED["black"]
# These values keep the current colour.
_KEPT = frozenset({"currentcolor", "inherit", "none", "unset"})
_HEX = lazy(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_COLOR = lazy(r"#[0-9a-f]+|[a-z-]+\([^()]*\)|[a-z]+")
_SHARE = lazy(r"(\d*\.?\d+)(%?)")


class Look(NamedTuple):
    """The appearance of text: the possible colours of letters and background, size and opacity.

    `shift` is the greatest distance, in pixels, by which the elements around the text move it.
    """

    letters: tuple[Color, ...] = (_BLACK,)
    grounds: tuple[Color, ...] = (_WHITE,)
    size: float = _SIZE
    opacity: float = 1.0
    shift: float = 0.0

    @property
    def is_seen(self) -> bool:
        """Whether a reader can see the text."""
        return (
            self.size >= _SMALLEST_LETTER
            and self.opacity >= _FAINTEST
            and self.shift < _FAR_OFF
            and not any(_is_close(one, other) for one in self.letters for other in self.grounds)
        )


def folds(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element shows only its summary until a reader opens it.

    A browser closes all but one of those with the same name.
    """
    return name == "details" and ("open" not in attributes or "name" in attributes)


def strikes(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element strikes out its text."""
    return name in _STRIKING or any(
        key.startswith("text-decoration") and ("line-through" in value or _UNKNOWN.search(value))
        for key, value in list_declarations(attributes.get("style", ""))
    )


def covers(name: str, attributes: Mapping[str, str], *, empty: bool) -> bool:
    """Whether an element may hide text that is not in it.

    It may if it styles the whole page, including the text before it, or moves over other text. An
    `empty` element, such as an image or a table column, may also do so by any hiding style.
    """
    if name in _PAGE:
        return not attributes.keys() <= {"dir", "lang"}
    style = list(list_declarations(attributes.get("style", "")))
    return any(
        not _is_shown(*each)
        for each in style
        if empty or each[0] in _MOVING or each[0].startswith("margin")
    )


def hides(name: str, attributes: Mapping[str, str]) -> bool:
    """Whether a browser shows nothing of an element, or nothing that a reader can see.

    A style that cannot be judged counts as hiding. Styles that depend on the elements around it are
    left to `change_look`.
    """
    return (
        name in UNSHOWN
        or "hidden" in attributes
        or "popover" in attributes
        or (name == "dialog" and "open" not in attributes)
        or (name == "bdo" and attributes.get("dir", "").lower() == "rtl")
        or any(_is_far(attributes[key]) for key in _LENGTHS if key in attributes)
        or not all(_is_shown(*each) for each in list_declarations(attributes.get("style", "")))
        or _is_cut(dict(list_declarations(attributes.get("style", ""))))
    )


def change_look(look: Look, name: str, attributes: Mapping[str, str]) -> Look | None:
    """The look of an element's text within text of `look`; equal to it if nothing changes.

    None if it is unknown, which counts as not seen. Styles of the page are left to `covers`.
    """
    if name in _PAGE:
        return look
    letters: list[str] = []
    grounds: list[str] = []
    size, opacity, shift = look.size, look.opacity, look.shift
    if name == "font" and _LETTERS in attributes:
        letters.append(_read_plain(attributes[_LETTERS]))
    if _GROUND in attributes:
        grounds.append(_read_plain(attributes[_GROUND]))
    if name in _SMALL_ELEMENTS:
        size *= _SMALLER
    for key, value in list_declarations(attributes.get("style", "")):
        match key:
            case "color":
                letters.append(value)
            case "background" | "background-color":
                grounds.append(value)
            case "font" | "font-size":
                size = min(size, _read_size(value.partition("/")[0], look.size))
            case "opacity":
                opacity *= min(1.0, _read_share(value))
            case _ if key.startswith(_SHIFTS):
                shift += max(_measure_sizes(value), default=0.0)
            case _:
                pass
    paper = _read_colors(grounds, look.grounds, through=look.grounds)
    ink = _read_colors(letters, look.letters, through=None)
    if ink is None or paper is None:
        return None
    return Look(ink, paper, size, opacity, shift)


def _read_plain(value: str) -> str:
    """A colour in an attribute; ``?`` for other words, of which browsers make a colour as well."""
    plain = value.strip().lower()
    return plain if plain in _NAMED or _HEX.fullmatch(plain) else "?"


def _read_colors(
    values: list[str], around: tuple[Color, ...], *, through: tuple[Color, ...] | None
) -> tuple[Color, ...] | None:
    """All colours that declarations name, because a browser may ignore any of them.

    `through` has the colours behind a transparent one. None if a colour is unknown, if one is
    transparent without `through`, or if there are too many.
    """
    found: list[Color] = []
    for value in values:
        color = _read_color(value) if _COLOR.fullmatch(value) else None
        named = around if value in _KEPT else through if color == () else color and (color,)
        if not named:
            return None
        found += named
    chosen = tuple(dict.fromkeys(found)) if values else around
    return chosen if len(chosen) <= _MOST_COLORS else None


def _read_share(value: str) -> float:
    """An opacity; 0 if it is unknown."""
    found = _LENGTH.fullmatch(value)
    if found is None or found[2] not in ("", "%"):
        return 0.0
    return float(found[1]) * (0.01 if found[2] else 1.0)


def _read_size(value: str, around: float) -> float:
    """The smallest font size that a declaration may give, in pixels; 0 if it is unknown."""
    if _UNKNOWN.search(value):
        return 0.0
    sizes = [
        around * float(number) * (0.01 if unit == "%" else 1.0)
        if unit in ("%", "em")
        else float(number) * _UNITS.get(unit, 0.0)
        for number, unit in _LENGTH.findall(value)
        if unit
    ]
    sizes += [around * _SIZE_WORDS[word] for word in value.split() if word in _SIZE_WORDS]
    sizes += [0.0 for number, unit in _LENGTH.findall(value) if not unit and not float(number)]
    return min(sizes, default=around)


def _is_close(one: Color, other: Color) -> bool:
    return all(abs(a - b) < _CONTRAST for a, b in zip(one, other, strict=True))


def _is_shown(name: str, value: str) -> bool:
    """Whether a declaration leaves text visible; only its position and its box are considered."""
    if name in _HARMLESS or name.startswith(_HARMLESS_FAMILIES) or name in _LOOK:
        return True
    if _UNKNOWN.search(value):
        return False
    if name in _SHOWING:
        return value in _SHOWING[name]
    if name in _OVERFLOWS:
        return _SCROLLING.issuperset(value.split())
    if name == "text-indent":
        return all(_FAR_OUT < length < _FAR_OFF for length in _measure(value, percent=15.0))
    if name in _OFFSETS:
        return not any(_measure(value))
    if name == "line-height" and any(length < _LOWEST_LINE for length in _measure(value)):
        return False
    if name in _SIZES or name.startswith(_SIZE_FAMILIES):
        return all(0 <= length < _FAR_OFF for length in _measure_sizes(value))
    return False


def _is_cut(style: Mapping[str, str]) -> bool:
    """Whether an element scrolls in a box that is too small for reading."""
    return any(name in style for name in _OVERFLOWS) and any(
        length < _SMALLEST_BOX
        for name in _SIZES
        if name != "line-height" and not name.startswith("min-")
        for length in _measure(style.get(name, ""), percent=15.0)
    )


def _measure_sizes(value: str) -> list[float]:
    """The lengths of a value that may also contain other numbers, such as those of colours."""
    return [
        length
        for number, unit in _LENGTH.findall(value)
        if unit or not float(number)
        for length in _measure(f"{number}{unit}")
    ]


def _is_far(value: str) -> bool:
    return any(length >= _FAR_OFF for length in _lengths(value, bare=1.0, percent=0.16))


def _measure(value: str, percent: float = 0.16) -> list[float]:
    """The lengths of a value in pixels; `percent` is 1 % of a letter or of a page, in pixels."""
    return list(_lengths(value, bare=_UNITS[""], percent=percent))


def _lengths(value: str, *, bare: float, percent: float) -> Iterator[float]:
    for number, unit in _LENGTH.findall(value):
        pixels = percent if unit == "%" else bare if not unit else _UNITS.get(unit, _SIZE)
        yield float(number) * pixels


def _read_color(color: str) -> Color | None:
    """Red, green and blue of a colour; empty if it is transparent, None if it is unknown."""
    if color in _NAMED or color == "transparent":
        return _NAMED.get(color, ())
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
