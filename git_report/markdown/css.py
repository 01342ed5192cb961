"""CSS as browsers tokenise it, as far as comments, strings, escapes and addresses go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from git_report.patterns import lazy

# What looks like a comment in a string, in an address without quotation marks or behind a
# backslash is none. A string ends with its line at the latest.
_TOKEN = lazy(
    r"(?P<comment>/\*.*?(?:\*/|\Z))"
    r"|(?P<string>\"(?>(?:\\.|[^\"\\\n])*)\"?|'(?>(?:\\.|[^'\\\n])*)'?)"
    r"|(?P<address>\burl\(\s*+(?![\"'\s])(?>(?:\\.|[^)\\])*))|\\.",
    re.DOTALL | re.IGNORECASE,
)
_ESCAPE = lazy(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_AROUND_MARKS = lazy(r" ?([(),/]) ?")


def read_css(css: str) -> str:
    """CSS without its comments, and with its escapes read."""
    plain = _TOKEN.sub(lambda token: " " if token["comment"] else token[0], css)
    return _ESCAPE.sub(_read_escape, plain)


def list_declarations(style: str) -> Iterator[tuple[str, str]]:
    """The names and values of a style attribute's declarations, in lower case.

    Strings and addresses are left out: they hide nothing, and may look like a declaration.
    """
    plain = _ESCAPE.sub(_read_escape, _TOKEN.sub(_blank, style)).lower()
    for declaration in plain.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip():
            value = " ".join(value.partition("!")[0].split())
            yield name.strip(), _AROUND_MARKS.sub(r"\1", value)


def _blank(token: re.Match[str]) -> str:
    if token["comment"]:
        return " "
    if token["string"]:
        return "''"
    return "url(" if token["address"] else token[0]


def _read_escape(match: re.Match[str]) -> str:
    if match[1]:
        code = int(match[1], 16)
        return chr(code) if 0 < code < 0x110000 else "\ufffd"
    return "" if match[2] == "\n" else match[2]
