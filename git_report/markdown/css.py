"""CSS as browsers tokenise it, as far as comments, strings, escapes and addresses go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from git_report.patterns import lazy

# What looks like a comment in a string, in an address without quotation marks or behind a
# backslash is none. A string ends with its line at the latest. Letters may be escaped: "\\75rl(".
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
# What a browser passes over in an address, and what would end a string.
_NO_ADDRESS = lazy(r"[\x00-\x20\"']+")
_NO_NAME = lazy(r"[^\w-]")


def read_css(css: str) -> str:
    """CSS without its comments, and with its escapes read.

    Strings and addresses are as a browser requests them: nothing in them is white space or a
    quotation mark.
    """
    return _TOKEN.sub(_read_token, css)


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


def _read_token(token: re.Match[str]) -> str:
    text = token[0]
    if token["comment"]:
        return " "
    if token["string"]:
        return f'"{_NO_ADDRESS.sub("", _ESCAPE.sub(_read_escape, text))}"'
    if token["address"]:
        inner = _ESCAPE.sub(_read_escape, text.partition("(")[2])
        return f"url({_NO_ADDRESS.sub('', inner)}"
    # A mark that is escaped is a part of a name, and begins or ends nothing.
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
    return "" if match[2] == "\n" else match[2]
