"""Paragraphs that were cut in two or joined: one change of white space, not a loss and a gain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from git_report.differ.blocks.pairing import pair_alike
from git_report.differ.words.alignment import align
from git_report.differ.words.tokens import COMMON_WORDS, list_tokens
from git_report.markdown import Block, Kind, Span

# So much of a piece's words was in the other paragraph, and so much nowhere but there.
_CONTAINED = 0.65
_EXPLAINED = 0.5
# A shorter piece says too little to tell where it comes from.
_PIECE = 5
# A paragraph that is cut into more is another; this bounds the cost.
_MOST = 8
# Characters of a passage that is looked for elsewhere, and of what may stand in its place.
_PASSAGE = 60
_CRUMB = 30
# The last character of a sentence, or of no text.
_STOPS = ("", *".!?:;)]”»。！？")

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

    Character for character, but for white space: such pieces need not be of words that tell.
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
                    both = reduce(_concatenate, (*blocks, both) if step < 0 else (both, *blocks))
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


def cut_ends(pairs: Sequence[Sides]) -> list[Sides]:
    """The pairs with a paragraph cut where its beginning or its end is one that is elsewhere now.

    So it is if a paragraph was split and others were put in between. Both parts are pairs then.
    """
    cut = _cut_ends(pairs)
    return [_swap(each) for each in _cut_ends([_swap(each) for each in cut])]


def _cut_ends(pairs: Sequence[Sides]) -> list[Sides]:
    """The same for prior paragraphs whose ends are new ones."""
    alone: dict[str, int] = {}
    for at, (prior, new, _) in enumerate(pairs):
        if prior is None and new is not None and _are_paragraphs((new,)):
            text = _squeeze(new)
            if len(text) >= _PASSAGE:
                alone[text[:_PASSAGE]] = alone[text[-_PASSAGE:]] = at
    if not alone:
        return list(pairs)
    out = list(pairs)
    for at, (whole, kept, equal) in enumerate(pairs):
        if equal or whole is None or kept is None or not _are_paragraphs((whole, kept)):
            continue
        text, rest = _squeeze(whole), _squeeze(kept)
        for key, is_end in ((text[:_PASSAGE], str.startswith), (text[-_PASSAGE:], str.endswith)):
            place = alone.get(key, -1)
            piece = pairs[place][1] if place >= 0 and out[place] is pairs[place] else None
            if piece is None or not is_end(text, end := _squeeze(piece)) or is_end(rest, end):
                continue
            border = _find_place(
                whole.content, len(end) if is_end is str.startswith else len(text) - len(end)
            )
            parts = _cut(whole, 0, border), _cut(whole, border, None)
            first, second = parts if is_end is str.startswith else parts[::-1]
            if first is not None and second is not None:
                out[place] = first, piece, _say_same(first, piece)
                out[at] = second, kept, _say_same(second, kept)
                break
    return out


def _find_place(text: str, size: int) -> int:
    """Where so many characters of a text have passed, white space aside."""
    for at, character in enumerate(text):
        if not size:
            return at
        size -= not character.isspace()
    return len(text)


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


def cut_passage(
    prior: Block, new: Block, gone: Sequence[Block], come: Sequence[Block]
) -> list[Sides]:
    """Two paragraphs taken apart where a passage went to one of `come`, or came from one of `gone`.

    The pair as it is where neither did.
    """
    pair: list[Sides] = [(prior, new, False)]
    if not _are_paragraphs((prior, new)):
        return pair
    gone, come = ([each for each in side if _are_paragraphs((each,))] for side in (gone, come))
    before, after = prior.content, new.content
    for hunk in align(before, after) if gone or come else ():
        left = before[hunk.prior_start : hunk.prior_end]
        right = after[hunk.new_start : hunk.new_end]
        went = len(right) < _CRUMB and _is_in(left, before[: hunk.prior_start], come)
        came = len(left) < _CRUMB and _is_in(right, after[: hunk.new_start], gone)
        if not hunk.equal and (went or came):
            first = _cut(prior, 0, hunk.prior_start), _cut(new, 0, hunk.new_start)
            # The few words in the place of the passage are with what follows.
            last = (
                _cut(prior, hunk.prior_end if went else hunk.prior_start, None),
                _cut(new, hunk.new_start if went else hunk.new_end, None),
            )
            passage = (
                (_cut(prior, hunk.prior_start, hunk.prior_end), None)
                if went
                else (None, _cut(new, hunk.new_start, hunk.new_end))
            )
            return [(*sides, _say_same(*sides)) for sides in (first, passage, last) if any(sides)]
    return pair


def _is_in(passage: str, lead: str, blocks: Sequence[Block]) -> bool:
    """Whether whole sentences behind others are like one of these paragraphs."""
    if len(passage) < _PASSAGE or not all(map(_ends, (lead, passage))):
        return False
    return bool(pair_alike([passage], [block.content for block in blocks]))


def _ends(text: str) -> bool:
    """Whether a text is empty or ends with a sentence."""
    return text.rstrip()[-1:] in _STOPS


def _say_same(prior: Block | None, new: Block | None) -> bool:
    return prior is not None and new is not None and prior.content.strip() == new.content.strip()


def _cut(block: Block, start: int, end: int | None) -> Block | None:
    """A part of a paragraph, from one character of its content to another; None if it is blank."""
    content = block.content
    part = content[start:end]
    if not part.strip():
        return None
    start += len(part) - len(part.lstrip())
    part = part.strip()
    first = block.span.first + content.count("\n", 0, start)
    at = block.span.start + len(content[:start].encode("utf-8", "surrogateescape"))
    size = len(part.encode("utf-8", "surrogateescape"))
    return Block(Kind.PARAGRAPH, Span(at, at + size, first, first + part.count("\n")), part)


def _gather(block: Block) -> frozenset[str]:
    words = (token.lower() for token in list_tokens(block.content) if token[0].isalnum())
    return frozenset(words) - COMMON_WORDS


def _concatenate(first: Block, second: Block) -> Block:
    span = Span(first.span.start, second.span.end, first.span.first, second.span.last)
    return Block(Kind.PARAGRAPH, span, first.text + second.text)
