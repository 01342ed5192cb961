"""The first link, autolink or bare URL of a checklist item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from git_report.patterns import lazy

# One level of brackets in a link's text and of parentheses in its destination is enough.
_LINK = lazy(
    r"""
      (?<!!)\[ (?P<text> (?: [^\[\]\\] | \\. | \[[^\[\]]*\] )* ) \]
      \( [ \t]* (?: <(?P<angled>[^<>\n]*)> | (?P<plain> (?: [^\s()\\] | \\. | \([^\s()]*\) )+ ) )
         (?: \s+ (?: "[^"]*" | '[^']*' ) )? [ \t]* \)
    | < (?P<auto> [A-Za-z][A-Za-z0-9+.-]{1,31}: [^\s<>]* ) >
    | (?P<bare> \b https?:// [^\s<>]+ )
    """,
    re.VERBOSE,
)
# How people name a file in a way that CommonMark reads as text: a destination with spaces, a path
# in angle brackets or backticks. A formatter may have escaped the brackets.
_NEAR_LINK = lazy(
    r"""
      \\?\[ (?P<text> [^\[\]\n]+? ) \\?\]
      \( (?P<spaced> [^()\n]+ (?: \([^()\n]*\) [^()\n]* )* ) \)
    | \\?< (?P<angled> [^<>\n]+? ) \\?>
    | (?<!`) (?P<ticks>`+) (?!`) [ ]? (?P<code> .+? ) [ ]? (?<!`) (?P=ticks) (?!`)
    """,
    re.VERBOSE,
)
_PATH_WORD = lazy(r"[^\s<>()\[\]`'\"\u201c\u201d\u2018\u2019]+")
_MOST_PATHS = 24  # words of an item that are looked up as files
_ESCAPE = lazy(r"\\([!-/:-@\[-`{-~])")


class ItemLink(NamedTuple):
    """A link in a text: its position (character offsets), its text and its target."""

    start: int
    end: int
    text: str
    target: str


def find_link(text: str) -> ItemLink | None:
    """The first link, autolink or bare URL of a text, but not an image; None if there is none."""
    match = _LINK.search(text)
    if match is None:
        return None
    if match["bare"]:
        url = _trim_url(match["bare"])
        return ItemLink(match.start(), match.start() + len(url), url, url)
    if match["auto"]:
        return ItemLink(match.start(), match.end(), match["auto"], match["auto"])
    target = _unescape(match["plain"] if match["angled"] is None else match["angled"])
    shown = " ".join(_unescape(match["text"]).split())
    return ItemLink(match.start(), match.end(), shown or target, target)


def find_paths(text: str) -> Iterator[ItemLink]:
    """Yield what may name a file in a text without a link, the most likely first.

    These are the links that CommonMark reads as text, the whole text, and its words with a slash or
    an extension. The caller checks whether such a file exists.
    """
    for match in _NEAR_LINK.finditer(text):
        written = match["spaced"] or match["angled"] or match["code"]
        target = (written if match["code"] else _unescape(written)).strip()
        shown = " ".join(_unescape(match["text"] or "").split())
        yield ItemLink(match.start(), match.end(), shown or target, target)
    whole = _unescape(text)
    if "\n" not in whole:
        yield ItemLink(0, len(text), whole, whole)
    words = (word for word in _PATH_WORD.finditer(text) if "/" in word[0] or "." in word[0])
    for word in islice(words, _MOST_PATHS):
        path = _trim_url(word[0])  # like a URL, a path ends before the full stop of the sentence
        if "/" in path.strip("/") or "." in path.strip("."):
            target = _unescape(path)
            yield ItemLink(word.start(), word.start() + len(path), target, target)


def _trim_url(url: str) -> str:
    """A bare URL without the punctuation that ends the sentence (GFM, extended autolinks)."""
    while url:
        if url[-1] in "?!.,:;*_~'\"" or (url[-1] == ")" and url.count(")") > url.count("(")):
            url = url[:-1]
        else:
            break
    return url


def _unescape(text: str) -> str:
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text
