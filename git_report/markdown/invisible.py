"""Find invisible characters, which can hide words, reorder them, or contain a secret text.

They are the code points that Unicode lets a renderer omit (Default_Ignorable_Code_Point), blank
letters, controls, and marks that change the order of display. Some scripts and emoji need some of
them, so one counts only if its neighbours do not need it (after UTS #39 and UAX #31, which have
such rules for identifiers).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from git_report.patterns import lazy

_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_REORDERING = "\u202a-\u202e\u2066-\u2069"
_DIRECTION = "\u061c\u200e\u200f"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_INVISIBLE = lazy(
    f"[{_CONTROLS}{_REORDERING}{_DIRECTION}{_SELECTORS}"
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
# No modern text needs these, whatever is around them.
_NEVER = lazy(f"[{_CONTROLS}{_REORDERING}\u2060-\u2065\u206a-\u206f\ufeff]")
# The flags of England, Scotland and Wales: the only sequences of tags that are emoji.
_FLAG = lazy(
    "\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f"
)
_SELECTOR = lazy(f"[{_SELECTORS}]")
_MARKS = frozenset("\u061c\u200e\u200f")
_EMOJI = lazy("[#*0-9©®‼-㊙\U0001f000-\U0001faff]")
_IDEOGRAPH = lazy(
    "[\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Scripts whose letters join: a joiner or non-joiner between them changes their shape.
_CURSIVE = lazy(
    "[\u0600-\u07ff\u0840-\u08ff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc\U0001e900-\U0001e95f]"
)
_MONGOLIAN = lazy("[\u1800-\u18af]")
# Scripts without spaces between words, in which a zero-width space marks where a line may break.
_UNSPACED = lazy("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf\u1b00-\u1b7f\ua980-\uaadf]")
# Hangul letters, except for the two blank ones.
_JAMO = lazy("[\u1100-\u115e\u1161-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
# The greatest distance, in characters, between a mark and the letter that needs it.
_NEAR = 16
# The combining class of a virama: it removes a consonant's vowel, and the next consonant joins.
_VIRAMA = 9


def find_invisible(text: str) -> Iterator[tuple[int, str]]:
    """The invisible characters that their neighbours do not need, with their positions."""
    if not any(map(_has_invisible, text.split("\n"))):
        return
    flagged = {at for match in _FLAG.finditer(text) for at in range(*match.span())}
    for match in _INVISIBLE.finditer(text):
        at = match.start()
        if at not in flagged and not _is_needed(text, at):
            yield at, match[0]


# Most lines of a version are in the next one as well, and a search among thousands of characters is
# slow where a text is not ASCII.
@lru_cache(maxsize=1 << 12)
def _has_invisible(line: str) -> bool:
    return _INVISIBLE.search(line) is not None


def strip_invisible(text: str) -> str:
    """A text without the invisible characters that their neighbours do not need."""
    return _replace(text, lambda _: "")


def show_invisible(text: str) -> str:
    """A text with those characters as code points, ``<U+202E>``, as `less` shows them."""
    return _replace(text, lambda character: f"<{name_character(character)}>")


def name_character(character: str) -> str:
    """A character's code point in Unicode's notation: ``U+202E``."""
    return f"U+{ord(character):04X}"


def _replace(text: str, shown: Callable[[str], str]) -> str:
    parts: list[str] = []
    end = 0
    for at, character in find_invisible(text):
        parts += (text[end:at], shown(character))
        end = at + 1
    return "".join((*parts, text[end:])) if parts else text


def _is_needed(text: str, at: int) -> bool:
    """Whether the characters around an invisible one need it."""
    character = text[at]
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if _NEVER.match(character) or not (before or character in _MARKS):
        return False
    match character:
        case "\u200c" | "\u200d":
            return _joins(text, at, before, after)
        case "\u200b":
            return bool(_UNSPACED.match(before) or _UNSPACED.match(after))
        case "\u200e" | "\u200f" | "\u061c":
            return _is_near_right_to_left(text, at)
        case "\u034f":  # keeps the order of two accents
            return bool(unicodedata.combining(before))
        case "\u115f":  # in place of a consonant, before a vowel or its filler
            return bool(_JAMO.match(text[at + 1 : at + 3].removeprefix("\u1160")))
        case "\u1160":
            return bool(_JAMO.match(before) or (before == "\u115f" and _JAMO.match(after)))
        case "\u17b4" | "\u17b5":
            return "\u1780" <= before <= "\u17ff"
        case "\u2800":  # a blank Braille cell next to others
            return "\u2800" < before <= "\u28ff" or "\u2800" < after <= "\u28ff"
    if "\u180b" <= character <= "\u180f":
        return bool(_MONGOLIAN.match(before)) and not _INVISIBLE.match(before)
    if _SELECTOR.match(character):
        return _selects(character, before)
    return False


def _joins(text: str, at: int, before: str, after: str) -> bool:
    """Whether a joiner or non-joiner shapes letters, or a joiner combines two emoji."""
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if text[at] == "\u200d" and after and unicodedata.combining(after) == _VIRAMA:
        return unicodedata.category(before) == "Lo"  # the first half of Bengali "rya"
    letter = _skip_marks(text, at)
    if _CURSIVE.match(letter):
        return True
    if text[at] == "\u200c" or not after or not _EMOJI.match(after):
        return False
    # The first emoji may have a variation selector or a skin tone.
    return bool(_EMOJI.match(before)) or (
        before == "\ufe0f" and bool(_EMOJI.match(text[at - 2 : at - 1]))
    )


def _skip_marks(text: str, at: int) -> str:
    """The letter before a position, without its combining marks."""
    low = max(0, at - _NEAR)
    while at > low and unicodedata.combining(text[at - 1]):
        at -= 1
    return text[at - 1] if at else ""


def _is_near_right_to_left(text: str, at: int) -> bool:
    """Whether the nearest letter on either side is written from right to left.

    Of several marks in a row, only the first has an effect.
    """
    if at and text[at - 1] in _MARKS:
        return False
    sides = (text[max(0, at - _NEAR) : at][::-1], text[at + 1 : at + 1 + _NEAR])
    nearest = (next((c for c in side.partition("\n")[0] if c.isalpha()), "") for side in sides)
    return any(c and unicodedata.bidirectional(c) in {"R", "AL"} for c in nearest)


def _selects(selector: str, before: str) -> bool:
    """Whether a variation selector follows a character that has variants."""
    if selector in "\ufe0e\ufe0f":
        return bool(_EMOJI.match(before))
    if selector > "\ufe0f":
        return bool(_IDEOGRAPH.match(before))
    return not before.isascii() and unicodedata.category(before) in {"Lo", "Sm", "So"}
