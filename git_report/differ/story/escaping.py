"""Foreign text in our Markdown: cells, headings, quotes and fences that it cannot break out of.

Text of a version is data. A reader finds it as it was, apart from white space and from the
backslash in front of a pipe.
"""

from __future__ import annotations

import re

from git_report.patterns import lazy
from git_report.text import flatten

SEPARATOR = " › "
CUT = "…"
UNTITLED = "(no title)"
OPENING = "(before the first heading)"

_PIPE = lazy(r"(?<!\\)((?:\\\\)*)\|")
# Closing tags of what surrounds a cell in HTML.
_CLOSING = lazy(
    r"(?<!\\)</(?=\s*(?:t[dhr]|table|tbody|thead|blockquote|div|section|article|details|body|html|p)\b)",
    re.I,
)
# The mark behind a number that begins no item of a list (`quoting`) is escaped as well.
_ESCAPED = lazy(r"\\(\||</|\[\^|(?<=\d\\)[.)])")
# A mark of a footnote, whose definition is not here; in code it is none.
_MARK = lazy(r"(?P<code>(?<!`)(`+)(?!`).+?(?<!`)\2(?!`))|(?<!\\)\[\^(?=[^\]\s]+\])", re.S)
_FENCES = lazy(r"`+|~+")


def cell(text: str) -> str:
    """The text as one table cell: on one line, nothing in it that ends the cell or the table."""
    flat = escape_marks(flatten(text))
    # Most cells have neither, and the patterns begin with a look behind, which takes long.
    if "|" in flat:
        flat = _PIPE.sub(r"\1\\|", flat)
    if "</" in flat:
        flat = _CLOSING.sub(r"\\</", flat)
    trailing = len(flat) - len(flat.rstrip("\\"))
    # An odd backslash would escape the pipe that closes the cell.
    return flat + " " if trailing % 2 else flat


def unescape(text: str) -> str:
    """The text of a cell, or of a version, without what a cell escapes."""
    return _ESCAPED.sub(r"\1", text)


def escape_marks(text: str) -> str:
    """The text with its marks of footnotes as what they look like: their notes are elsewhere."""
    return _MARK.sub(lambda found: found["code"] or "\\[^", text) if "[^" in text else text


def heading(text: str) -> str:
    """One line as the content of an ATX heading: what would close the heading is escaped."""
    text = escape_marks(text)
    body = text.rstrip("#")
    if body != text and (not body or body.endswith(" ")):
        return f"{body}\\{text[len(body) :]}"
    return text


def quote(text: str) -> str:
    """The text in a block quote, line by line; a lone CR ends a line for CommonMark too."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def code(text: str) -> str:
    """One line as a code span, with more backticks around it than it has in a row."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    marks = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{marks}{space}{text}{space}{marks}"


def fence(text: str) -> str:
    """The text in a code fence longer than any inside."""
    longest = max((len(run) for run in _FENCES.findall(text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}\n{text}\n{marks}"
