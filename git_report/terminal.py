"""Text of documents on a terminal: shown, never obeyed."""

from __future__ import annotations

import re
from itertools import accumulate, takewhile

from git_report.patterns import lazy
from git_report.text import flatten, shorten_words

# Fewer columns of a text tell nothing: a terminal that is narrower wraps it.
_LEAST = 20
# As git quotes a name whatever core.quotePath says.
_UNUSUAL = lazy('[\x00-\x1f\x7f"\\\\]')
_LETTERS = dict(zip('\a\b\t\n\v\f\r"\\', 'abtnvfr"\\', strict=True))
# A message's own lines are set in; a forge takes one that begins so for a command, set in or not.
_FOREIGN_LINE = lazy(r"\n(?!  +[^\s:#])")
# What click puts around a coloured text.
_COLOUR = lazy("\x1b\\[[0-9;]*m")
_RESET = "\x1b[0m"
# What moves the cursor or starts a sequence, and halves of characters.
_STEERING = lazy("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """A text without what could steer a terminal; what is invisible is shown as a code point."""
    if text.isascii() and text.isprintable():
        return text
    # Imported late: the package imports the parser, which `--version` and `-h` do not need.
    from git_report.markdown.invisible import show_invisible

    return show_invisible(_STEERING.sub("", text))


def clean_line(text: str) -> str:
    """The same on one line."""
    return flatten(clean(text))


def count_cells(text: str) -> int:
    """How many columns a text takes on a terminal; sequences that set its colour take none."""
    if text.isascii() and text.isprintable():
        return len(text)
    import unicodedata  # most texts need none

    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in _COLOUR.sub("", text)
    )


def cut_line(text: str, room: int) -> str:
    """A text on one line cut between words to so many columns; at least 20, on any terminal."""
    flat, most = flatten(text), max(_LEAST, room)
    ends = accumulate(map(count_cells, flat))
    return shorten_words(flat, len(list(takewhile(lambda end: end <= most, ends))))


def wrap_line(line: str, width: int | None, indent: int) -> list[str]:
    """A line as lines of at most `width` columns, those after the first set in by `indent`.

    It is broken at spaces only: a word that is longer than a line has a line of its own, and one
    that fits only when it is set in by less is (the address of a reference in ``blame``). A colour
    ends with its line and begins again on the next, since a pager forgets it. Without a width the
    line stays whole.
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
    """The name of a file or folder on one line, quoted as git does where it is unusual."""
    if not _UNUSUAL.search(name):
        return clean(name)
    return f'"{clean(_UNUSUAL.sub(_escape, name))}"'


def keep_lines(message: str) -> str:
    """A message with the line breaks that are its own; others came with a name, and are escaped."""
    return _FOREIGN_LINE.sub(r"\\n", message)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return f"\\{_LETTERS.get(character) or f'{ord(character):03o}'}"
