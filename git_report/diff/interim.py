"""Plain stand-ins for the comparison of blocks, until the real one is in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from git_report.diff.delta import BlockChange, Change, Side
from git_report.diff.runs import Run, find_runs
from git_report.diff.words import align, count
from git_report.markdown import Block

_NUMBER = re.compile(r"^(?:(?:\d+\.)*\d+\.?|[A-Z]\.)\s+")


@dataclass(frozen=True, slots=True)
class Pairing:
    """A prior block and the new one that it became."""

    prior: Block | None
    new: Block | None
    equal: bool


def strip_number(title: str) -> str:
    """The title without a leading number."""
    return _NUMBER.sub("", title)


def fingerprint(block: Block) -> str:
    """What equal blocks share."""
    return block.content


def pair_blocks(prior: tuple[Block, ...], new: tuple[Block, ...]) -> list[Pairing]:
    """Equal blocks paired, the rest in order by kind."""
    a, b = [list(filter(lambda x: x.content.strip(), side)) for side in (prior, new)]
    out: list[Pairing] = []
    i = j = 0
    runs = find_runs([x.content for x in a], [x.content for x in b])
    for run in [*runs, Run(len(a), len(b), 0)]:
        for before, after in zip(a[i : run.prior], b[j : run.new], strict=False):
            if before.kind == after.kind:
                out.append(Pairing(before, after, equal=False))
            else:
                out += [Pairing(before, None, equal=False), Pairing(None, after, equal=False)]
        size = min(run.prior - i, run.new - j)
        out += [Pairing(x, None, equal=False) for x in a[i + size : run.prior]]
        out += [Pairing(None, x, equal=False) for x in b[j + size : run.new]]
        for k in range(run.size):
            out.append(Pairing(a[run.prior + k], b[run.new + k], equal=True))
        i, j = run.prior + run.size, run.new + run.size
    return out


def diff_block(prior: Block | None, new: Block | None) -> tuple[BlockChange, ...]:
    """One change, its excerpt the changed words with a little around them."""
    either = new or prior
    assert either is not None
    before, after = prior.content if prior else "", new.content if new else ""
    words = count(before, after)
    if prior is None or new is None:
        side = Side(either.lines, either.content[:300].rsplit(" ", 1)[0])
        change = Change.ADDED if prior is None else Change.REMOVED
        before_side, after_side = (side, None) if new is None else (None, side)
        return (BlockChange(change, either.kind, before_side, after_side, words),)
    changed = [hunk for hunk in align(before, after) if not hunk.equal]
    x, y = changed[0], changed[-1]
    a = before[max(0, x.prior_start - 40) : y.prior_end + 40].strip()
    b = after[max(0, x.new_start - 40) : y.new_end + 40].strip()
    return (BlockChange(Change.EDITED, new.kind, Side(prior.lines, a), Side(new.lines, b), words),)
