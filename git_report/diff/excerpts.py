"""Excerpts: windows around what changed, verbatim, with `…` where something is cut.

Whatever stands between two `…` of an excerpt is a piece of its source, so that an excerpt can be
proven; a `…` of the source itself is no harm to that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from git_report.diff.comparison import pair_values
from git_report.diff.figures import Figure, find_quantities
from git_report.diff.words import WIDE, Hunk, align, count_words

CUT = "…"
# Words of context on each side of a change, and of a long one, which needs less.
CONTEXT = 3
_LONG_CONTEXT = 2
_LONG = 60
# A shorter rest is shown rather than cut.
_CRUMB = 8
# A text added or removed by more than this is shown on its own side only.
_ONE_SIDED = 30
# As many new words in a row say something new.
_CLAIM = 8
_REACH = 80
_UNIT = re.compile(f"{WIDE}{{1,3}}|(?:(?!{WIDE})\\S)+")
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]*_]*\s|[。！？]")


class Telling(IntEnum):
    """How much a change tells a reader who is short of time."""

    WHITE_SPACE = 0
    WORDS = 1
    CLAIM = 2
    FIGURE = 3
    CHANGED_FIGURE = 4


@dataclass(frozen=True, slots=True)
class Excerpts:
    """The excerpts of both sides, and how many changes did not fit."""

    prior: str
    new: str
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `start` to `end` of a source."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """One change or several close ones, with context; a side without a piece shows nothing.

    The focus of a side is where its most telling word stands.
    """

    prior: Piece | None
    new: Piece | None
    telling: Telling
    changes: int
    focus: tuple[int, int] = (0, 0)

    @property
    def cost(self) -> int:
        """The characters it takes on both sides."""
        return sum(piece.end - piece.start for piece in (self.prior, self.new) if piece)


def excerpt_pair(
    prior: str,
    new: str,
    hunks: Sequence[Hunk] | None = None,
    *,
    context: int = CONTEXT,
    budget: int | None = None,
) -> Excerpts:
    """What changed between two texts, on each side as a row of windows joined by `…`.

    The budget is in characters of both sides together; the most telling windows come first into
    it, and stay in the order of the text.
    """
    windows = find_windows(prior, new, hunks, context=context)
    shown, dropped = _choose(windows, budget)
    if budget is not None:
        shown = [_shorten(window, budget, prior, new) for window in shown]
    return Excerpts(
        join_pieces(prior, [window.prior for window in shown if window.prior]),
        join_pieces(new, [window.new for window in shown if window.new]),
        dropped,
    )


def excerpt_start(text: str, budget: int | None = None) -> str:
    """The text, or as much of its beginning as the budget holds, to a sentence's or word's end."""
    text = text.strip()
    if budget is None or len(text) <= budget:
        return text
    end = 0
    for match in _SENTENCE_END.finditer(text, budget // 2, budget):
        end = match.end()
    end = end or _snap_back(text, budget)
    return f"{text[:end].rstrip()} {CUT}"


def rate(prior: str, new: str, hunks: Sequence[Hunk] | None = None) -> Telling:
    """How telling the change of one text into another is; an empty text is none."""
    if not prior or not new:
        text = prior or new
        if find_quantities(text):
            return Telling.FIGURE
        return Telling.CLAIM if count_words(text) >= _CLAIM else Telling.WORDS
    windows = find_windows(prior, new, hunks)
    return max((window.telling for window in windows), default=Telling.WHITE_SPACE)


def find_windows(
    prior: str, new: str, hunks: Sequence[Hunk] | None = None, *, context: int = CONTEXT
) -> list[Window]:
    """The changes with their context, in order; of white space alone the first is enough."""
    hunks = align(prior, new) if hunks is None else hunks
    changed = [hunk for hunk in hunks if not hunk.equal]
    worded = [hunk for hunk in changed if not _is_blank(hunk, prior, new)]
    rating = _Rating.of(prior, new, hunks) if worded else _Rating()
    frames = _frame(prior, new, worded or changed[:1], context)
    return [_open_window(prior, new, frame, rating) for frame in frames]


def join_pieces(source: str, pieces: Iterable[Piece]) -> str:
    """The pieces of a source in order, `…` wherever something is left out between or around."""
    out: list[str] = []
    at = 0
    for piece in (_trim(source, piece) for piece in pieces):
        if source[at : piece.start].strip():
            out.append(CUT)
        out.append(source[piece.start : piece.end])
        at = piece.end
    if out and source[at:].strip():
        out.append(CUT)
    return " ".join(out)


@dataclass(slots=True)
class _Frame:
    """Ranges of both sides that one window will show, and the hunks in it."""

    prior: Piece
    new: Piece
    hunks: list[Hunk]


@dataclass(frozen=True, slots=True)
class _Rating:
    """Where the figures stand that the other side does not have."""

    prior: tuple[tuple[int, Telling], ...] = ()
    new: tuple[tuple[int, Telling], ...] = ()

    @classmethod
    def of(cls, prior: str, new: str, hunks: Sequence[Hunk]) -> _Rating:
        left, right = find_quantities(prior), find_quantities(new)
        pairs = pair_values(prior, new, left, right, hunks)
        changed = {id(figure) for pair in pairs for figure in pair}
        return cls(_mark(left, right, changed), _mark(right, left, changed))


def _mark(
    figures: Sequence[Figure], others: Sequence[Figure], changed: set[int]
) -> tuple[tuple[int, Telling], ...]:
    known = {figure.key for figure in others}
    return tuple(
        (figure.start, Telling.CHANGED_FIGURE if id(figure) in changed else Telling.FIGURE)
        for figure in figures
        if id(figure) in changed or figure.key not in known
    )


def _frame(prior: str, new: str, hunks: list[Hunk], context: int) -> list[_Frame]:
    """Every hunk with its context; those that touch, or nearly, in one."""
    frames: list[_Frame] = []
    at = at_new = 0
    for index, hunk in enumerate(hunks):
        last = index + 1 == len(hunks)
        end = len(prior) if last else hunks[index + 1].prior_start
        end_new = len(new) if last else hunks[index + 1].new_start
        words = context if _measure(hunk) < _LONG else min(context, _LONG_CONTEXT)
        frame = _Frame(
            _widen(prior, Piece(hunk.prior_start, hunk.prior_end), at, end, words),
            _widen(new, Piece(hunk.new_start, hunk.new_end), at_new, end_new, words),
            [hunk],
        )
        before = frames[-1] if frames else None
        if before and (
            frame.prior.start - before.prior.end <= _CRUMB
            or frame.new.start - before.new.end <= _CRUMB
        ):
            before.prior = Piece(before.prior.start, frame.prior.end)
            before.new = Piece(before.new.start, frame.new.end)
            before.hunks.append(hunk)
        else:
            frames.append(frame)
        at, at_new = hunk.prior_end, hunk.new_end
    return frames


def _widen(text: str, piece: Piece, low: int, high: int, words: int) -> Piece:
    """The piece with as many words on each side, within its line; crumbs of the text too."""
    start = max(low, _step_back(text, piece.start, words))
    end = min(high, _step_on(text, piece.end, words))
    if start <= _CRUMB:
        start = max(low, 0)
    if len(text) - end <= _CRUMB:
        end = min(high, len(text))
    return Piece(min(start, piece.start), max(end, piece.end))


def _step_back(text: str, at: int, words: int) -> int:
    """The start of the words before a place; a word that it cuts comes on top."""
    low = max(text.rfind("\n", 0, at) + 1, at - _REACH)
    units = list(_UNIT.finditer(text, low, at))
    if units and low and not text[low - 1].isspace() and units[0].start() == low:
        units = units[1:]  # cut by the reach
    if units and units[-1].end() == at:
        words += 1
    return units[-words:][0].start() if units and words else at


def _step_on(text: str, at: int, words: int) -> int:
    """The end of the words after a place; a word that it cuts comes on top."""
    line = text.find("\n", at)
    high = min(line if line >= 0 else len(text), at + _REACH)
    units = list(_UNIT.finditer(text, at, high))
    if units and high < len(text) and not text[high].isspace() and units[-1].end() == high:
        units = units[:-1]
    if units and units[0].start() == at:
        words += 1
    return units[:words][-1].end() if units and words else at


def _open_window(prior: str, new: str, frame: _Frame, rating: _Rating) -> Window:
    first = frame.hunks[0]
    telling, focus = Telling.WORDS, (first.prior_start, first.new_start)
    if all(_is_blank(hunk, prior, new) for hunk in frame.hunks):
        telling = Telling.WHITE_SPACE
    elif any(count_words(new[h.new_start : h.new_end]) >= _CLAIM for h in frame.hunks):
        telling = Telling.CLAIM
    ours = _find_mark(rating.prior, frame.prior)
    theirs = _find_mark(rating.new, frame.new)
    best = max(ours[1], theirs[1])
    if best > telling:
        telling = best
        focus = (
            ours[0] if ours[1] is best else focus[0],
            theirs[0] if theirs[1] is best else focus[1],
        )
    removed = sum(hunk.prior_end - hunk.prior_start for hunk in frame.hunks)
    added = sum(hunk.new_end - hunk.new_start for hunk in frame.hunks)
    return Window(
        frame.prior if removed or added < _ONE_SIDED else None,
        frame.new if added or removed < _ONE_SIDED else None,
        telling,
        len(frame.hunks),
        focus,
    )


def _find_mark(marks: tuple[tuple[int, Telling], ...], piece: Piece) -> tuple[int, Telling]:
    """The first of the most telling marks in a piece; its start and the least rank without one."""
    first = bisect_left(marks, (piece.start,))
    last = bisect_left(marks, (piece.end,))
    return max(
        marks[first:last],
        key=lambda mark: (mark[1], -mark[0]),
        default=(piece.start, Telling.WHITE_SPACE),
    )


def _choose(windows: list[Window], budget: int | None) -> tuple[list[Window], int]:
    if budget is None:
        return windows, 0
    ranked = sorted(range(len(windows)), key=lambda k: (-windows[k].telling, k))
    chosen: set[int] = set()
    spent = 0
    for k in ranked:
        if not chosen or spent + windows[k].cost <= budget:
            chosen.add(k)
            spent += windows[k].cost
    dropped = sum(window.changes for k, window in enumerate(windows) if k not in chosen)
    return [windows[k] for k in sorted(chosen)], dropped


def _shorten(window: Window, budget: int, prior: str, new: str) -> Window:
    """The window within the budget, each side cut around its focus."""
    if window.cost <= budget:
        return window
    sizes = [piece.end - piece.start if piece else 0 for piece in (window.prior, window.new)]
    room = budget - min(*sizes, budget // 2)
    return replace(
        window,
        prior=window.prior and _cut(prior, window.prior, window.focus[0], room),
        new=window.new and _cut(new, window.new, window.focus[1], room),
    )


def _cut(text: str, piece: Piece, focus: int, room: int) -> Piece:
    """At most `room` characters of the piece, a third of them before its focus."""
    if piece.end - piece.start <= room:
        return piece
    start = max(piece.start, focus - room // 3)
    if start > piece.start:
        start = _snap_on(text, start, focus)
    return Piece(start, max(start, _snap_back(text, min(piece.end, start + room))))


def _snap_back(text: str, at: int) -> int:
    """The nearest word border at or before a place, if one is near."""
    if at >= len(text) or text[at].isspace():
        return at
    units = list(_UNIT.finditer(text, max(0, at - _REACH), at))
    if len(units) > 1 and units[-1].end() == at:
        return units[-1].start()
    return at


def _snap_on(text: str, at: int, high: int) -> int:
    """The next word border up to `high`."""
    if not at or text[at - 1].isspace():
        return at
    blank = re.compile(r"\s").search(text, at, high)
    return blank.end() if blank else at


def _trim(source: str, piece: Piece) -> Piece:
    """The piece without white space at its ends."""
    text = source[piece.start : piece.end]
    start = piece.start + len(text) - len(text.lstrip())
    return Piece(start, start + len(text.strip()))


def _measure(hunk: Hunk) -> int:
    return max(hunk.prior_end - hunk.prior_start, hunk.new_end - hunk.new_start)


def _is_blank(hunk: Hunk, prior: str, new: str) -> bool:
    removed = prior[hunk.prior_start : hunk.prior_end]
    return not removed.strip() and not new[hunk.new_start : hunk.new_end].strip()
