"""Read the comments, strings, escapes and URLs of CSS as browsers tokenise them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from git_report.patterns import lazy

# There are no comments in a string, in an unquoted URL or after a backslash. A string ends with its
# line at the latest. The letters of "url(" may be escaped: "\\75rl(".
_U, _R, _L = (
    rf"(?:{letter}|\\{letter}|\\0{{0,4}}[{case}]{digit}\s?)"
    for letter, case, digit in (("u", "57", "5"), ("r", "57", "2"), ("l", "46", "c"))
)
_TOKEN = lazy(
    r"(?P<comment>/\*.*?(?:\*/|\Z))"
    r"|(?P<string>\"(?>(?:\\.|[^\"\\\n\r\f])*)\"?|'(?>(?:\\.|[^'\\\n\r\f])*)'?)"
    rf"|(?P<address>(?<![\w-]){_U}{_R}{_L}\(\s*+(?![\"'\s])(?>(?:\\.|[^)\\])*))"
    r"|\\(?:[0-9a-f]{1,6}\s?|.)",
    re.DOTALL | re.IGNORECASE,
)
_ESCAPE = lazy(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_AROUND_MARKS = lazy(r" ?([(),/]) ?")
# Characters that a browser ignores in a URL, and those that would end a string.
_NO_ADDRESS = lazy(r"[\x00-\x20\"']+")
_NO_NAME = lazy(r"[^\w-]")


def read_css(css: str) -> str:
    """CSS without comments and with decoded escapes.

    Strings and URLs are as a browser requests them, without white space and quotation marks.
    """
    return _TOKEN.sub(_read_token, css)


def list_declarations(style: str) -> Iterator[tuple[str, str]]:
    """The names and values of a style attribute's declarations, in lower case.

    Strings and URLs are left out, because they hide nothing and may look like a declaration.
    """
    plain = _ESCAPE.sub(_read_escape, _TOKEN.sub(_blank, style)).lower()
    for declaration in plain.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip():
            value = " ".join(value.partition("!")[0].split())
            yield name.strip(), _AROUND_MARKS.sub(r"\1", value)


def _read_token(token: re.Match[str]) -> str:
    text = token[0]
    if token["comment"]:
        return " "
    if token["string"]:
        return f'"{_NO_ADDRESS.sub("", _ESCAPE.sub(_read_escape, text))}"'
    if token["address"]:
        inner = _ESCAPE.sub(_read_escape, text.partition("(")[2])
        return f"url({_NO_ADDRESS.sub('', inner)}"
    # An escaped mark is part of a name, so it must not begin or end anything.
    return _NO_NAME.sub("\ufffd", _ESCAPE.sub(_read_escape, text))


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
    # A backslash at the end of a line continues a string on the next one.
    return "" if match[2] == "\n" else match[2]
