"""What `lineage.py` works on: the parts of two versions, and the links found so far."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from typing import Protocol

from git_report.history.lineage_format import LineageStep, Relation
from git_report.history.parts import TracedPart

# Fewer words may occur elsewhere by chance.
_FEWEST_WORDS = 3


class Worded(Protocol):
    """A block, or a part of one, that has words."""

    @property
    def words(self) -> str:
        """The words; equal for two parts that say the same."""
        ...


class PartLinks:
    """The blocks, or the entries, or the sentences of two versions, and the links found so far.

    By new part, `came` is the prior part that it continues, or -1; by prior part, `went` says
    whether its words continue.
    """

    def __init__(self, prior: Sequence[Worded], new: Sequence[Worded]) -> None:
        self.prior_words = [part.words for part in prior]
        self.new_words = [part.words for part in new]
        self.came = [-1] * len(new)
        self.went = [False] * len(prior)
        self._edited = [False] * len(new)
        # The prior part continues elsewhere as well.
        self._copied = [False] * len(new)

    def keep(self, i: int, j: int) -> None:
        """Record that a new part continues a prior one with the same words."""
        self.came[j], self._edited[j] = i, False
        self.went[i] = True

    def keep_all(self, ours: range, theirs: range) -> None:
        """Record, in order, that new parts continue as many prior ones with the same words."""
        size = len(ours)
        self.came[theirs.start : theirs.stop] = ours
        self._edited[theirs.start : theirs.stop] = [False] * size
        self.went[ours.start : ours.stop] = [True] * size

    def edit(self, i: int, j: int) -> None:
        """Record that a new part continues a prior one with other words."""
        self.came[j], self._edited[j] = i, True

    def copy(self, i: int, j: int) -> None:
        """Record that a new part repeats a prior one, which also continues elsewhere."""
        self.came[j], self._edited[j], self._copied[j] = i, False, True

    def is_kept(self, j: int) -> bool:
        """Whether a new part continues a prior one with the same words and is not a copy."""
        return self.is_from(j) and not self._edited[j]

    def is_from(self, j: int) -> bool:
        """Whether a new part continues a prior one, in the same words or not, and is not a copy."""
        return self.came[j] >= 0 and not self._copied[j]

    def step(self, j: int) -> LineageStep:
        """The step of one new part."""
        if self.came[j] < 0:
            return LineageStep(Relation.ADDED, -1, 1)
        return LineageStep(Relation.EDITED if self._edited[j] else Relation.KEPT, self.came[j], 1)

    def list_steps(self) -> tuple[LineageStep, ...]:
        """The steps of all new parts; parts that continue neighbours share one."""
        came, edited = self.came, self._edited
        steps: list[LineageStep] = []
        end = 0
        while end < len(came):
            first, start = end, came[end]
            end += 1
            if start < 0:
                while end < len(came) and came[end] < 0:
                    end += 1
                steps.append(LineageStep(Relation.ADDED, -1, end - first))
            elif edited[first]:
                steps.append(LineageStep(Relation.EDITED, start, 1))
            else:
                while end < len(came) and came[end] - end == start - first and not edited[end]:
                    end += 1
                steps.append(LineageStep(Relation.KEPT, start, end - first))
        return tuple(steps)


class InnerPartLinks(PartLinks):
    """The entries, or the sentences, of two versions, with the indices of their blocks."""

    def __init__(
        self,
        prior: Sequence[TracedPart],
        new: Sequence[TracedPart],
        prior_blocks: Sequence[int],
        new_blocks: Sequence[int],
    ) -> None:
        super().__init__(prior, new)
        self._prior_blocks, self._new_blocks = prior_blocks, new_blocks

    def list_sources(self, parts: Sequence[int]) -> list[int]:
        """The prior block of each of these new parts that has one."""
        return [self._prior_blocks[self.came[n]] for n in parts if self.is_from(n)]

    def find_elsewhere(self, prior_homes: Sequence[int], new_homes: Sequence[int]) -> None:
        """Find the words of parts that are not kept: in the same home, then anywhere.

        Each block has a home: a number that matched sections share, or -1 for none.
        """
        left = [
            n
            for n, (i, edited, copied) in enumerate(
                zip(self.came, self._edited, self._copied, strict=True)
            )
            if i < 0 or edited or copied
        ]
        wanted = {self.new_words[n] for n in left}
        there: defaultdict[str, list[int]] = defaultdict(list)
        near: defaultdict[tuple[str, int], deque[int]] = defaultdict(deque)
        for p, words in enumerate(self.prior_words if left else ()):
            if words in wanted:
                there[words].append(p)
                if not self.went[p]:
                    near[words, prior_homes[self._prior_blocks[p]]].append(p)
        for n in left:
            home = new_homes[self._new_blocks[n]]
            places = near.get((self.new_words[n], home)) if home >= 0 else None
            if places:
                self.keep(places.popleft(), n)
        free = {words: [p for p in places if not self.went[p]] for words, places in there.items()}
        for n in left:
            words = self.new_words[n]
            if self.is_kept(n) or words.count(" ") < _FEWEST_WORDS - 1:
                continue
            if len(free.get(words, ())) == 1:
                self.keep(free.pop(words)[0], n)
            elif len(there.get(words, ())) == 1:
                self.copy(there[words][0], n)
