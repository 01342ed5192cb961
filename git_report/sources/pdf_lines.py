"""The lines of a PDF's page in reading order.

A PDF consists of pieces of text with positions; lines, columns and superscripts are inferred from
the positions. Pieces come in the order of the file, which is the reading order except for pages
written row by row across their columns. The width of a piece can only be estimated.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from git_report.sources.escapes import clean_text
from git_report.sources.superscripts import lower_text, raise_text

if TYPE_CHECKING:
    from pypdf import PageObject

_MOVES = frozenset({b"Td", b"TD", b"Tm", b"T*", b"'", b'"'})
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_STILL = [1, 0, 0, 1, 0, 0]
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_WIDTH = 0.5  # of a letter, in font sizes: most text fonts are between 0.42 and 0.55
# Cases on both sides of each of these are in tests/sources/edges.py. Lengths are in font sizes,
# because a page may be drawn at any scale.
_SMALLER = 0.86  # the most that a script's size may be, relative to its line
_SMALLEST = 0.4  # a smaller piece is not a script but part of a drawing
_RAISED = (0.12, 0.8)  # how far a superscript is above the line
_LOWERED = (-0.45, -0.06)  # and a subscript below it
_LONGEST_SCRIPT = 16  # characters
_APART = 1.8  # a piece this far to the right is in another column or cell
_SAME_PLACE = 2.5  # parts that begin this close to each other are in one column
_GAP = 3.5  # a larger gap between two lines: all columns above it are read first
_FEWEST_ROWS = 3  # of prose in columns; fewer are a heading, or a table
# Letters in a line of a column of prose; cells of tables have fewer. At 28 the columns of
# tests/sources/test_sources_pdf.py are read across.
_FEWEST_LETTERS = 14


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text and its position; `ended` says that the file starts a new line before it."""

    text: str
    x: float
    y: float
    size: float
    ended: bool = False

    @property
    def end(self) -> float:
        """The approximate position of its end."""
        return self.x + _WIDTH * self.size * len(self.text.rstrip())


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line, or the part of it in one column; if `size` is 0, its position is unknown."""

    text: str
    x: float = 0.0
    y: float = 0.0
    size: float = 0.0
    end: float = 0.0
    row: int = 0

    def is_above(self, other: PageLine) -> bool:
        """Whether `other` may be the next line of the same column."""
        if not (self.size and other.size):
            return True
        size = max(self.size, other.size)
        return 0 < self.y - other.y <= 3 * size and abs(self.x - other.x) <= 8 * size


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page; `safe` is false if neighbours may belong to different columns."""

    lines: tuple[PageLine, ...]
    safe: bool = True


def read_lines(page: PageObject) -> PageLines:
    """The lines of a page, column by column, with superscripts attached to their base."""
    fragments, text = _read_fragments(page)
    if fragments is None:
        return PageLines(tuple(PageLine(_clean(line)) for line in text.split("\n")))
    return _order(list(_compose(fragments)))


def _read_fragments(page: PageObject) -> tuple[list[Fragment] | None, str]:
    """The pieces of a page and its text; None for the pieces if any is rotated or right-to-left."""
    listener = _Listener()
    _separate(page)
    text = page.extract_text(visitor_operand_before=listener.note, visitor_text=listener.take)
    text = text.translate(_LIGATURES).replace("\r\n", "\n").replace("\r", "\n")
    if listener.turned or _is_written_leftward(text):
        return None, text
    return listener.found, text


@dataclass(slots=True)
class _Listener:
    """Collects what pypdf reports while it processes a page."""

    found: list[Fragment] = field(default_factory=list)
    turned: bool = False
    ended: bool = False
    rise: float = 0.0
    shown: float = 0.0  # the rise of the text that was shown last
    matrices: tuple[float, ...] = ()

    def note(self, operator: bytes, operands: Sequence[object], *_: object) -> None:
        """Receive an operator: the rise of text is not in its matrix."""
        if operator == b"Ts" and operands and isinstance(operands[0], int | float):
            self.rise = float(operands[0])
        elif operator in _SHOWS:
            self.shown = self.rise

    def take(
        self, text: str, cm: Sequence[float], tm: Sequence[float], _font: object, size: float
    ) -> None:
        """Receive a piece of text, and the matrices at its beginning."""
        up, across = tm[2] * cm[1] + tm[3] * cm[3], tm[2] * cm[0] + tm[3] * cm[2]
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5] + self.shown * up
        height = abs(size) * math.hypot(up, across)
        if self.found and (*cm, *tm) == self.matrices:
            x = self.found[-1].end  # no operator moved, so it begins where the last one ends
        self.matrices = (*cm, *tm)
        pieces = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LIGATURES).split("\n")
        for place, piece in enumerate(pieces):
            self.ended = self.ended or place > 0
            if not piece:
                continue
            if not piece.isspace() and (up <= 0 or abs(across) > 0.5 * up or not height > 0):
                self.turned = True
            self.found.append(Fragment(piece, x, y, height, self.ended))
            self.ended = False


def _separate(page: PageObject) -> None:
    """Make pypdf report the position of each piece, not only of the first one in a line."""
    from pypdf.generic import ContentStream, NameObject

    if "/Contents" not in page:
        return
    stream = ContentStream(page["/Contents"].get_object(), page.pdf, "bytes")
    operations: list[tuple[Any, bytes]] = []
    for operands, operator in stream.operations:
        if operator in _MOVES:
            operations.append((_STILL, b"cm"))  # ends a piece, and moves nothing
        operations.append((operands, operator))
    stream.operations = operations
    page[NameObject("/Contents")] = stream


def _is_written_leftward(text: str) -> bool:
    return any("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufdff" for c in text)


def _compose(fragments: Sequence[Fragment]) -> Iterator[PageLine]:
    """Combine fragments into lines: scripts with their base, pieces far to the right separately."""
    base: Fragment | None = None
    last: Fragment | None = None
    text = ""
    row = -1
    main = _main_size(fragments)
    for place, piece in enumerate(fragments):
        if piece.text.isspace():
            text += " " if text and not piece.ended else ""
            continue
        following = fragments[place + 1].text if place + 1 < len(fragments) else ""
        if base is not None and last is not None and (sign := _script_sign(base, last, piece)):
            write = raise_text(text, piece.text, following) if sign == "^" else lower_text(
                piece.text, following
            )  # fmt: skip
            text = (text.rstrip() if text[-1:].isspace() and piece.ended else text) + write
            last = piece
            continue
        if base is not None and last is not None and _continues_line(base, last, piece):
            joined = piece.text if text.endswith(" ") or not piece.ended else f" {piece.text}"
            text += joined.lstrip(" ") if text.endswith(" ") else joined
            last = piece
            if piece.size > base.size * 1.05 and len(piece.text) > 2:
                base = replace(base, size=piece.size)
            continue
        if base is not None and last is not None:
            yield _make_line(text, base, last, row)
        if base is None or last is None or piece.ended or not _is_beside(base, piece):
            row += 1
        base = last = piece
        text = _mark_torn(piece, fragments, main)
    if base is not None and last is not None:
        yield _make_line(text, base, last, row)


def _make_line(text: str, base: Fragment, last: Fragment, row: int) -> PageLine:
    return PageLine(_clean(text), base.x, base.y, base.size, last.end, row)


def _clean(text: str) -> str:
    """A line without control characters; a soft hyphen at its end still cuts a word."""
    cut = "\u00ad" if text.rstrip().endswith("\u00ad") else ""
    return clean_text(text).strip() + cut


def _main_size(fragments: Sequence[Fragment]) -> float:
    sizes = [size for f in fragments for size in (f.size,) * min(len(f.text), 200)]
    return median(sizes) if sizes else 0.0


def _script_sign(base: Fragment, last: Fragment, piece: Fragment) -> str:
    """`^` or `_` for a short, small piece that is raised or lowered at the end of a line."""
    text = piece.text.strip()
    if not text or len(text) > _LONGEST_SCRIPT or piece.size > _SMALLER * base.size:
        return ""
    if piece.size < _SMALLEST * base.size or not _is_near(last, piece):
        return ""
    rise = (piece.y - base.y) / base.size
    if _RAISED[0] <= rise <= _RAISED[1]:
        return "^"
    return "_" if _LOWERED[0] <= rise <= _LOWERED[1] else ""


def _continues_line(base: Fragment, last: Fragment, piece: Fragment) -> bool:
    """Whether a piece continues a line: next to it, or after its script."""
    level = abs(piece.y - base.y) <= 0.3 * min(base.size, piece.size)
    if piece.ended:
        return level and last.y != base.y and last.size < base.size and _is_near(last, piece)
    return not _is_apart(last, piece)


def _is_near(last: Fragment, piece: Fragment) -> bool:
    """Whether a piece may begin where the last one ends; widths are only estimates."""
    slack = 2 * last.size + 0.3 * (last.end - last.x)
    return last.x < piece.x + 0.1 * last.size and abs(piece.x - last.end) <= slack


def _is_apart(last: Fragment, piece: Fragment) -> bool:
    """Whether a piece on the same line is too far away to continue it."""
    return piece.x - last.end > _APART * piece.size + 0.12 * (last.end - last.x)


def _is_beside(base: Fragment, piece: Fragment) -> bool:
    return abs(piece.y - base.y) <= 0.4 * max(base.size, piece.size) and piece.x > base.x


def _mark_torn(piece: Fragment, fragments: Sequence[Fragment], main: float) -> str:
    """The text of a piece that begins a line; a script that has lost its base gets its sign."""
    text = piece.text.strip()
    figure = text.lstrip("+-−–")
    small = piece.size <= _SMALLER * main and len(text) <= 6 and figure[:1].isdigit()
    if not small or not any(
        _RAISED[0] <= (piece.y - other.y) / other.size <= _RAISED[1] and other.size > piece.size
        and other.x < piece.x
        for other in fragments
    ):  # fmt: skip
        return piece.text
    return raise_text("", text, "")


def _order(lines: list[PageLine]) -> PageLines:
    """Sort lines into reading order if the file has them row by row across columns."""
    rows = [list(group) for group in _group_rows(lines)]
    split = [row for row in rows if len(row) > 1]
    prose = [row for row in split if sum(_is_prose(part) for part in row) > 1]
    if len(prose) < _FEWEST_ROWS or 2 * len(prose) < len(split):
        return PageLines(tuple(_join_parts(lines)))
    columns = _find_columns(prose)
    if len(columns) < 2:
        apart = [each for line in lines for each in (line, PageLine(""))]
        return PageLines(tuple(apart), safe=False)
    return PageLines(tuple(_read_columns(rows, columns)))


def _group_rows(lines: Sequence[PageLine]) -> Iterator[list[PageLine]]:
    row: list[PageLine] = []
    for line in lines:
        if row and abs(line.y - row[0].y) <= 0.35 * line.size and line.x > row[-1].x + line.size:
            row.append(line)
            continue
        if row:
            yield row
        row = [line]
    if row:
        yield row


def _is_prose(part: PageLine) -> bool:
    letters = sum(map(str.isalpha, part.text))
    return letters >= _FEWEST_LETTERS and " " in part.text


def _find_columns(rows: Sequence[Sequence[PageLine]]) -> list[float]:
    """Where the columns begin; empty unless nearly all parts begin at the same few positions."""
    parts = sorted((part for row in rows for part in row), key=lambda part: part.x)
    places: list[list[PageLine]] = []
    for part in parts:
        if places and part.x - places[-1][0].x <= _SAME_PLACE * part.size:
            places[-1].append(part)
        else:
            places.append([part])
    common = [place for place in places if 2 * len(place) > len(rows)]
    if 10 * sum(map(len, common)) < 9 * len(parts):
        return []
    starts = [place[0].x for place in common]
    for row in rows:
        for part, following in pairwise(row):
            if _column(part, starts) == _column(following, starts):
                return []
    return starts


def _column(part: PageLine, columns: Sequence[float]) -> int:
    return max(0, sum(part.x >= start - 0.5 * part.size for start in columns) - 1)


def _read_columns(
    rows: Sequence[Sequence[PageLine]], columns: Sequence[float]
) -> Iterator[PageLine]:
    """Yield the columns one after the other, between lines that span all of them."""
    waiting: list[list[PageLine]] = [[] for _ in columns]
    before: PageLine | None = None
    for row in rows:
        first = row[0]
        wide = len(row) == 1 and _is_wide(first, columns)
        gap = before is not None and abs(before.y - first.y) > _GAP * first.size
        if wide or gap:
            yield from _flush(waiting)
        if wide:
            yield first
        else:
            for part in row:
                waiting[_column(part, columns)].append(part)
        before = first
    yield from _flush(waiting)


def _is_wide(line: PageLine, columns: Sequence[float]) -> bool:
    """Whether a line spans more than its column, or does not begin at a column."""
    place = _column(line, columns)
    if abs(line.x - columns[place]) > 4 * line.size:
        return True
    return place + 1 < len(columns) and line.end > columns[place + 1] + 2 * line.size


def _flush(waiting: list[list[PageLine]]) -> Iterator[PageLine]:
    for column in waiting:
        if column and len([each for each in waiting if each]) > 1:
            yield PageLine("")
        yield from column
    if len([each for each in waiting if each]) > 1:
        yield PageLine("")
    for column in waiting:
        column.clear()


def _join_parts(lines: Sequence[PageLine]) -> Iterator[PageLine]:
    """Yield lines in the order of the file; the parts of a line are joined as cells of a row."""
    for _, group in groupby(lines, key=lambda line: line.row):
        parts = list(group)
        yield replace(parts[0], text=" ".join(part.text for part in parts), end=parts[-1].end)
