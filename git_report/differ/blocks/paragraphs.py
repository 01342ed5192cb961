"""Paragraphs that were cut in two or joined: one change of white space, not a loss and a gain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce

from git_report.differ.words.tokens import COMMON_WORDS, list_tokens
from git_report.markdown import Block, Kind, Span

# So much of a piece's words was in the other paragraph, and so much nowhere but there.
_CONTAINED = 0.65
_EXPLAINED = 0.5
# A shorter piece says too little to know where it comes from.
_PIECE = 5
# A paragraph that is cut into more is another; this bounds the cost.
_MOST = 8
# Characters between places of a text whose bytes and lines are known.
_STEP = 1024

Sides = tuple[Block | None, Block | None, bool]


def join_pieces(pairs: Sequence[Sides]) -> list[Sides]:
    """The pairs (prior, new, equal) with the two pieces of a paragraph put together again.

    A piece is alone next to the pair that its paragraph is in, and touches the other piece.
    """
    ends_cut = _join_ends(pairs)
    ends_joined = (_swap(each) for each in _join_ends([_swap(each) for each in ends_cut]))
    out: list[Sides] = []
    for pair in ends_joined:
        joined = _join(out[-1], pair) if out else None
        if joined is None:
            out.append(pair)
        else:
            out[-1] = joined
    return out


def _join_ends(pairs: Sequence[Sides]) -> list[Sides]:
    """The pairs with new paragraphs joined that are the beginning or the end of a prior one.

    Character for character, but for white space: such pieces need not be of words that matter.
    """
    out: list[Sides | None] = list(pairs)
    for at, (whole, kept, equal) in enumerate(pairs):
        if equal or whole is None or kept is None or not _are_paragraphs((whole, kept)):
            continue
        runs = {step: list(_list_pieces(out, at, step)) for step in (-1, 1)}
        if not any(runs.values()):
            continue
        text, rest, both = _squeeze(whole), _squeeze(kept), kept
        for step, run in runs.items():
            while run:
                places, blocks = zip(*run[::step], strict=True)
                end = "".join(map(_squeeze, blocks))
                at_end = str.startswith if step < 0 else str.endswith
                if at_end(text, end) and not at_end(rest, end):
                    both = reduce(concatenate, (*blocks, both) if step < 0 else (both, *blocks))
                    for place in places:
                        out[place] = None
                    break
                run.pop()
        out[at] = whole, both, False
    return [each for each in out if each is not None]


def _list_pieces(pairs: Sequence[Sides | None], at: int, step: int) -> Iterator[tuple[int, Block]]:
    """The paragraphs that only the new version has and that touch the one at a place, and others.

    With their places, from the nearest on; in one direction.
    """
    here = pairs[at]
    last = here[1] if here else None
    for place in range(at + step, at + step * (_MOST + 1), step):
        sides = pairs[place] if 0 <= place < len(pairs) else None
        if sides is None or last is None:
            return
        prior, new, _ = sides
        if new is None:
            continue
        first, second = (new, last) if step < 0 else (last, new)
        if (
            prior is not None
            or new.kind is not Kind.PARAGRAPH
            or first.span.end != second.span.start
        ):
            return
        yield place, new
        last = new


def _swap(sides: Sides) -> Sides:
    prior, new, equal = sides
    return new, prior, equal


def _squeeze(block: Block) -> str:
    """The text without white space, which there need not be between the words of each script."""
    return "".join(block.content.split())


def _join(before: Sides, after: Sides) -> Sides | None:
    """Two neighbours as one, if one of them is a pair and the other a piece of it."""
    if before[2] or after[2] or not _are_paragraphs((*before[:2], *after[:2])):
        return None
    if _is_pair(before) == _is_pair(after):
        return None
    pair, piece = (before, after) if _is_pair(before) else (after, before)
    cut = piece[0] is None
    whole, kept = pair[:2] if cut else (pair[1], pair[0])
    alone = piece[1] if cut else piece[0]
    if whole is None or kept is None or alone is None or not _comes_from(alone, whole, kept):
        return None
    first, second = (kept, alone) if kept.span.start < alone.span.start else (alone, kept)
    if first.span.end != second.span.start:
        return None
    both = concatenate(first, second)
    return (whole, both, False) if cut else (both, whole, False)


def _is_pair(sides: Sides) -> bool:
    return sides[0] is not None and sides[1] is not None


def _are_paragraphs(blocks: Sequence[Block | None]) -> bool:
    return all(block is None or block.kind is Kind.PARAGRAPH for block in blocks)


def _comes_from(piece: Block, whole: Block, kept: Block) -> bool:
    """Whether a piece's words are the paragraph's, and those that the kept part lacks."""
    words, there = _gather(piece), _gather(whole)
    rest = there - _gather(kept)
    return (
        len(words) >= _PIECE
        and len(words & there) >= _CONTAINED * len(words)
        and len(words & rest) >= _EXPLAINED * len(words)
    )


def say_same(prior: Block | None, new: Block | None) -> bool:
    """Whether both are there, with the same text but for white space."""
    return prior is not None and new is not None and prior.content.split() == new.content.split()


def cut(block: Block, start: int, end: int | None) -> Block | None:
    """A part of a paragraph, from one character of its content to another; None if it is blank."""
    # Its content is the beginning of its text, and takes longer to make.
    part = block.text[start:end] if end is not None else block.content[start:]
    if not part.strip():
        return None
    start += len(part) - len(part.lstrip())
    part = part.strip()
    size, lines = _list_marks(block.text)[start // _STEP]
    near = block.text[start - start % _STEP : start]
    first = block.span.first + lines + near.count("\n")
    at = block.span.start + size + len(near.encode("utf-8", "surrogateescape"))
    size = len(part.encode("utf-8", "surrogateescape"))
    return Block(Kind.PARAGRAPH, Span(at, at + size, first, first + part.count("\n")), part)


# A long paragraph is cut many times in a row, and most are not cut.
@lru_cache(maxsize=2)
def _list_marks(text: str) -> list[tuple[int, int]]:
    """The bytes and line ends before every so many characters of a text."""
    out = [(0, 0)]
    for start in range(0, len(text), _STEP):
        part = text[start : start + _STEP]
        size, lines = out[-1]
        out.append((size + len(part.encode("utf-8", "surrogateescape")), lines + part.count("\n")))
    return out


def _gather(block: Block) -> frozenset[str]:
    words = (token.lower() for token in list_tokens(block.content) if token[0].isalnum())
    return frozenset(words) - COMMON_WORDS


def concatenate(first: Block, second: Block) -> Block:
    """Two paragraphs that touch each other as one block."""
    span = Span(first.span.start, second.span.end, first.span.first, second.span.last)
    return Block(Kind.PARAGRAPH, span, first.text + second.text)
