"""Text from documents made safe for a terminal, and fitted to its width."""

from __future__ import annotations

import re
from itertools import accumulate, takewhile

from git_report.patterns import lazy
from git_report.text import flatten, shorten_words

# Fewer columns of a text are of no use: a terminal that is narrower wraps it.
_LEAST = 20
# Characters for which git quotes a name, whatever core.quotePath says.
_UNUSUAL = lazy('[\x00-\x1f\x7f"\\\\]')
_LETTERS = dict(zip('\a\b\t\n\v\f\r"\\', 'abtnvfr"\\', strict=True))
# Continuation lines of a message are indented. A forge runs commands in lines that begin with ":"
# or "#", even if they are indented.
_FOREIGN_LINE = lazy(r"\n(?!  +[^\s:#])")
# The sequences that click puts around coloured text.
_COLOUR = lazy("\x1b\\[[0-9;]*m")
_RESET = "\x1b[0m"
# Characters that move the cursor or start a sequence, and lone surrogates.
_STEERING = lazy("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """A text without terminal control sequences; invisible characters become code points."""
    if text.isascii() and text.isprintable():
        return text
    # Imported late: the package imports the parser, which `--version` and `-h` do not need.
    from git_report.markdown.invisible import show_invisible

    return show_invisible(_STEERING.sub("", text))


def clean_line(text: str) -> str:
    """The same as `clean`, on one line."""
    return flatten(clean(text))


def clean_message(text: str) -> str:
    """The same as `clean`, with its lines joined by spaces; the spaces of a quoted name stay."""
    return " ".join(line.strip() for line in clean(text).replace("\t", " ").splitlines())


def count_cells(text: str) -> int:
    """The number of columns of a text on a terminal; colour sequences take none."""
    if text.isascii() and text.isprintable():
        return len(text)
    import unicodedata  # most texts do not need it

    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in _COLOUR.sub("", text)
    )


def cut_line(text: str, room: int) -> str:
    """A text on one line, cut between words to `room` columns, but not to fewer than 20."""
    flat, most = flatten(text), max(_LEAST, room)
    ends = accumulate(map(count_cells, flat))
    return shorten_words(flat, len(list(takewhile(lambda end: end <= most, ends))))


def wrap_line(line: str, width: int | None, indent: int) -> list[str]:
    """Wrap a line to at most `width` columns, with continuation lines indented by `indent`.

    It is broken at spaces only: a word that is longer than a line has a line of its own, and one
    that only fits with less indentation gets less (the URL of a reference in ``blame``). A colour
    is ended with its line and set again on the next, because pagers reset it. Without a width, the
    line is not wrapped.
    """
    if width is None or count_cells(line) <= width:
        return [line]
    most = min(indent, width // 2)
    lines, colour, gap = [""], "", ""
    for part in re.split("( +)", line):
        if part.isspace() or not part:
            gap = part
            continue
        free = width - count_cells(lines[-1])
        if lines[-1].strip() and len(gap) + count_cells(part) > free:
            lines[-1] += _RESET if colour else ""
            room = width - count_cells(part)
            lines.append(" " * (min(most, room) if room >= 0 else most) + colour + part)
        else:
            lines[-1] += gap + part
        gap = ""
        for sequence in _COLOUR.findall(part):
            colour = "" if sequence == _RESET else colour + sequence
    return lines


def quote_name(name: str) -> str:
    """The name of a file or folder on one line, quoted as git does if it is unusual."""
    if not _UNUSUAL.search(name):
        return clean(name)
    return f'"{clean(_UNUSUAL.sub(_escape, name))}"'


def keep_lines(message: str) -> str:
    """A message with its own line breaks; others come from a file name, and are escaped."""
    return _FOREIGN_LINE.sub(r"\\n", message)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return f"\\{_LETTERS.get(character) or f'{ord(character):03o}'}"
