"""Markup that is written otherwise and means the same: emphasis, and marks that are escaped."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import groupby

from git_report.patterns import lazy

# What is no prose: code, addresses and tags. Only text beside these is compared.
_LITERAL = lazy(r"`[^`]*`|\]\([^()\s]*\)|(?<!\w)\w{1,12}://[^\s<>]+|<[^<>\s]*>")
# One underscore or two around up to so many characters, which bound the search.
_EMPHASIS = tuple(
    lazy(
        rf"(?<![\w\\]){mark}(?=[^\s_])((?:[^_`\n]|\n(?!\n)|(?<=\w)_(?=\w)){{1,300}}?)"
        rf"(?<![\s\\_]){mark}(?![\w_])"
    )
    for mark in ("_", "__")
)
# Underscores that may be marks: those in names are none.
_MARKS = lazy(r"(?<!\w)_|\\_")
# A backslash before an underscore in a word, which is one without it as well.
_ESCAPE = lazy(r"(?<=\w)\\_(?=\w)")


def unify_emphasis(text: str) -> str:
    """The text with asterisks for the underscores of emphasis; it keeps its length."""
    return _change_prose(text, _star)


# The items of a list are read for its moves, its words and its figures.
@lru_cache(maxsize=1 << 12)
def unify_markup(text: str) -> str:
    """The text with one way to write emphasis, and without the escapes that do nothing."""
    return _change_prose(text, lambda part: _star(_ESCAPE.sub("_", part)))


def _change_prose(text: str, change: Callable[[str], str]) -> str:
    """The text with its prose changed; as it is where code spans are too hard to find."""
    if "_" not in text or "``" in text or not _MARKS.search(text):
        return text
    parts: list[str] = []
    at = 0
    for match in _LITERAL.finditer(text):
        parts += change(text[at : match.start()]), match[0]
        at = match.end()
    return "".join([*parts, change(text[at:])])


def _star(text: str) -> str:
    for mark, pattern in zip(("*", "**"), _EMPHASIS, strict=True):
        text = pattern.sub(rf"{mark}\1{mark}", text)
    return text


def count_markup(prior: str, new: str) -> tuple[tuple[int, str], ...] | None:
    """What is written otherwise in two texts, counted; None where they also say something else."""
    sides = [" ".join(unify_markup(text).split()) for text in (prior, new)]
    if sides[0] != sides[1]:
        return None
    escapes = [len(_ESCAPE.findall(text)) for text in (prior, new)]
    plain = [" ".join(_ESCAPE.sub("_", text).split()) for text in (prior, new)]
    differ = [a != b for a, b in zip(*plain, strict=False)]
    marks = sum(changed for changed, _ in groupby(differ))
    counts = ((marks + 1) // 2, "emphasized phrase"), (abs(escapes[0] - escapes[1]), "escaped mark")
    return tuple(each for each in counts if each[0])
