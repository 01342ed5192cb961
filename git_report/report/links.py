"""The first link, autolink or bare URL of a checklist item."""

from __future__ import annotations

import re
from dataclasses import dataclass

# One level of brackets in a link's text and of parentheses in its destination, as people write.
_LINK = re.compile(
    r"""
      (?<!!)\[ (?P<text> (?: [^\[\]\\] | \\. | \[[^\[\]]*\] )* ) \]
      \( [ \t]* (?: <(?P<angled>[^<>\n]*)> | (?P<plain> (?: [^\s()\\] | \\. | \([^\s()]*\) )+ ) )
         (?: \s+ (?: "[^"]*" | '[^']*' ) )? [ \t]* \)
    | < (?P<auto> [A-Za-z][A-Za-z0-9+.-]{1,31}: [^\s<>]* ) >
    | (?P<bare> \b https?:// [^\s<>]+ )
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a text: where it stands (character offsets), what it shows, where it points."""

    start: int
    end: int
    text: str
    target: str


def find_link(text: str) -> Link | None:
    """The first link, autolink or bare URL of a text, images aside; None where there is none."""
    match = _LINK.search(text)
    if match is None:
        return None
    if match["bare"]:
        url = _trim_url(match["bare"])
        return Link(match.start(), match.start() + len(url), url, url)
    if match["auto"]:
        return Link(match.start(), match.end(), match["auto"], match["auto"])
    target = _unescape(match["plain"] if match["angled"] is None else match["angled"])
    shown = " ".join(_unescape(match["text"]).split())
    return Link(match.start(), match.end(), shown or target, target)


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
