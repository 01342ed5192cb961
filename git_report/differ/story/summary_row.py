"""The two excerpts of a section's row in the table: its most important change, cut to a cell."""

from __future__ import annotations

from collections.abc import Sequence

from git_report.differ.blocks.changes import list_parts
from git_report.differ.blocks.entries import find_hunks
from git_report.differ.blocks.pairing import gather_words
from git_report.differ.blocks.pairs import Pairing
from git_report.differ.delta import BlockChange, Change, SectionChange, Side
from git_report.differ.story.detail import rank_block
from git_report.differ.story.excerpts import CUT, excerpt_pair, excerpt_start
from git_report.differ.story.quoting import is_delimiter
from git_report.differ.story.windows import rate
from git_report.differ.words.alignment import count
from git_report.markdown import Block, Document, Kind
from git_report.patterns import lazy
from git_report.text import flatten

# Characters of one cell's excerpt.
CELL = 120
# Of these so many may be the cells that name a row.
_ROW_NAME = 48
# Where two changes tell as much, prose is read more easily in a cell; of a whole table or listing
# that came or went a cell can show nothing that tells.
_PROSE = (Kind.PARAGRAPH, Kind.QUOTE, Kind.LIST)
# A cut inside an entry and the one after it, which have lines of their own, are one in a cell.
_CUTS = lazy(f"{CUT}(?: {CUT})+")
_BY_LINE = (Kind.CODE, Kind.HTML, Kind.FRONT_MATTER)


class Teaser:
    """Excerpts for the table, out of the blocks of the two versions."""

    def __init__(self, prior: Document, new: Document) -> None:
        self._prior = {block.span.first: block for block in prior.blocks()}
        self._new = {block.span.first: block for block in new.blocks()}

    def tease(self, section: SectionChange) -> tuple[str, str]:
        """Quoted excerpts of the prior and the new version; empty where there is none.

        Where words were removed and others added, both have something to show. A section that only
        one version has shows nothing on the other side.
        """
        best = min(section.blocks, key=_rank, default=None)
        if best is None or best.is_blank or best.is_markup:
            return "", ""
        before, after = self._excerpt(best)
        if section.prior is None or section.new is None:
            # Words of another section, or a neighbour's, would be taken for its earlier ones.
            return (before, "") if section.new is None else ("", after)
        if best.change is Change.MOVED:
            return before, after
        whole = best.prior is None or best.new is None
        # What came may stand for what went: the other column shows the best of that.
        if not before and (whole or section.words.removed):
            before = self._find_other(section, best, removed=True)
        if not after and (whole or section.words.added):
            after = self._find_other(section, best, removed=False)
        return before, after

    def _excerpt(self, block: BlockChange) -> tuple[str, str]:
        """The excerpts of one change."""
        before, after = _find(self._prior, block.prior), _find(self._new, block.new)
        texts = before.content if before else "", after.content if after else ""
        if block.change is Change.MOVED or block.is_order:
            return _quote(block.prior_text), _quote(block.new_text)
        if block.part:
            # Its lines have sentences that are told elsewhere, or did not change.
            return _excerpt_texts(block.prior_text, block.new_text)
        if block.change is Change.EDITED and (before is None or after is None):
            return _quote(block.prior_text), _quote(block.new_text)
        if before is None or after is None:
            return _quote(texts[0]), _quote(texts[1])
        if block.kind in _BY_LINE:
            # Their excerpts are whole lines already, without a fence.
            return _quote(block.prior_text), _quote(block.new_text)
        # Of a table or a list the row or item that tells most.
        parts = list(list_parts(Pairing(before, after, equal=False), {}))
        if not parts:
            parts = [texts]
        best = parts[0]
        if len(parts) > 1:
            best = max(parts, key=lambda part: (rate(*part), all(part), sum(count(*part))))
        if not all(best):
            gone = [part[0] for part in parts if not part[1]]
            come = [part[1] for part in parts if not part[0]]
            return (
                _quote(best[0] or _find_opposite(best[1], gone, alone=len(come) == 1)),
                _quote(best[1] or _find_opposite(best[0], come, alone=len(gone) == 1)),
            )
        entries = len(parts) > 1 or parts[0] != texts
        hunks = find_hunks(*best, {})
        excerpts = excerpt_pair(*best, hunks, budget=2 * CELL, both=entries)
        if block.kind is Kind.TABLE:
            rows = flatten(best[0]), flatten(best[1])
            size = _measure_name(*rows)
            return (
                _quote(_add_name(rows[0], size, excerpts.prior)),
                _quote(_add_name(rows[1], size, excerpts.new)),
            )
        return _quote(excerpts.prior), _quote(excerpts.new)

    def _find_other(self, section: SectionChange, best: BlockChange, *, removed: bool) -> str:
        """The best excerpt of a side, out of the blocks but one."""
        others = (block for block in section.blocks if block is not best and not block.is_blank)
        for block in sorted(others, key=_rank):
            words = block.words.removed if removed else block.words.added
            if block.change is not Change.MOVED and words:
                return self._excerpt(block)[0 if removed else 1]
        # Its words are in the one change that is shown, too far from the others to be in a cell; of
        # rows and items the first would be taken for the counterpart of the one that is shown.
        if best.kind in (Kind.LIST, Kind.TABLE):
            return _quote(CUT)
        side = best.prior_text if removed else best.new_text
        return _quote(side)


def _excerpt_texts(prior: str, new: str) -> tuple[str, str]:
    """What changed between two excerpts, cut to cells; of one alone its beginning."""
    if not prior or not new:
        return _quote(prior), _quote(new)
    excerpts = excerpt_pair(prior, new, budget=2 * CELL)
    return _quote(excerpts.prior), _quote(excerpts.new)


def _measure_name(prior: str, new: str) -> int:
    """The characters of the cells that two rows begin with; 0 where these are long."""
    pairs = enumerate(zip(prior, new, strict=False))
    same = next((k for k, (one, other) in pairs if one != other), len(prior))
    size = prior.rfind("|", 0, same) + 1
    return size if 1 < size <= _ROW_NAME else 0


def _add_name(row: str, size: int, excerpt: str) -> str:
    """An excerpt of a row behind the first so many characters of the row, which name it."""
    if not size or not excerpt.startswith(CUT):
        return excerpt
    rest = flatten(excerpt.removeprefix(CUT))
    at = row.find(rest.split(CUT, 1)[0])
    return row[:at] + rest if 0 <= at <= size + 1 else f"{row[:size]} {CUT} {rest}"


def _find_opposite(text: str, others: Sequence[str], *, alone: bool) -> str:
    """What an entry without a counterpart is shown opposite to: the first of the other side.

    A cut where the two share no word, for them not to be taken for counterparts, unless both are
    `alone`: one entry in the place of one.
    """
    first = next(iter(others), "")
    if not first or (alone and len(others) == 1) or gather_words(text) & gather_words(first):
        return first
    return CUT


def _rank(block: BlockChange) -> tuple[bool, int, bool, int, int]:
    """A sort key; of a whole table or listing that came or went a cell can show little."""
    whole = block.prior is None or block.new is None
    prose = block.kind in _PROSE
    telling, order, size = rank_block(block)
    return (
        block.change is Change.MOVED,
        telling if prose or not whole else -1,
        not prose,
        order,
        size,
    )


def _find(blocks: dict[int, Block], side: Side | None) -> Block | None:
    found = blocks.get(side.lines[0]) if side else None
    return found if found and side and found.lines == side.lines else None


def _quote(text: str) -> str:
    """The text in quotation marks on one line, without the marks of a row or a quote, cut."""
    lines = [CUT if is_delimiter(line) else line for line in text.split("\n")]
    flat = flatten(" ".join(lines)).removeprefix("> ").removeprefix("| ").removesuffix(" |")
    flat = _CUTS.sub(CUT, flat)
    short = flat if len(flat) <= CELL else excerpt_start(flat, CELL - len(CUT) - 1)
    return f'"{short}"' if short else ""
