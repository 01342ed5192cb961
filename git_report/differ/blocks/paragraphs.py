"""Paragraphs that were cut in two or joined: one change of white space, not a loss and a gain."""

from __future__ import annotations

from collections.abc import Sequence

from git_report.differ.words.tokens import COMMON_WORDS, list_tokens
from git_report.markdown import Block, Kind, Span

# So much of a piece's words was in the other paragraph, and so much nowhere but there.
_CONTAINED = 0.65
_EXPLAINED = 0.5
# A shorter piece says too little to tell where it comes from.
_PIECE = 5

Sides = tuple[Block | None, Block | None, bool]


def join_pieces(pairs: Sequence[Sides]) -> list[Sides]:
    """The pairs (prior, new, equal) with the two pieces of a paragraph put together again.

    A piece is alone next to the pair that its paragraph is in, and touches the other piece.
    """
    out: list[Sides] = []
    for pair in pairs:
        joined = _join(out[-1], pair) if out else None
        if joined is None:
            out.append(pair)
        else:
            out[-1] = joined
    return out


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
    both = _concatenate(first, second)
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


def _gather(block: Block) -> frozenset[str]:
    words = (token.lower() for token in list_tokens(block.content) if token[0].isalnum())
    return frozenset(words) - COMMON_WORDS


def _concatenate(first: Block, second: Block) -> Block:
    span = Span(first.span.start, second.span.end, first.span.first, second.span.last)
    return Block(Kind.PARAGRAPH, span, first.text + second.text)
