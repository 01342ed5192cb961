"""The parts of two versions while it is found out which continues from which."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from typing import Protocol

from git_report.history.lineage_format import LineageStep, Relation
from git_report.history.parts import TracedPart

# Fewer words may occur elsewhere by chance.
_FEWEST_WORDS = 3


class Worded(Protocol):
    """What has words: a block, or a part of one."""

    @property
    def words(self) -> str:
        """What two parts that say the same have in common."""
        ...


class PartLinks:
    """Blocks, or entries, or sentences, of two versions, and the relations found so far.

    By new part, `came` is the prior part that it continues from, or -1; by prior part, `went` tells
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
        """Note that a new part says what a prior one said."""
        self.came[j], self._edited[j] = i, False
        self.went[i] = True

    def keep_all(self, ours: range, theirs: range) -> None:
        """Note that as many new parts say what prior ones said, in order."""
        size = len(ours)
        self.came[theirs.start : theirs.stop] = ours
        self._edited[theirs.start : theirs.stop] = [False] * size
        self.went[ours.start : ours.stop] = [True] * size

    def edit(self, i: int, j: int) -> None:
        """Note that a new part is a prior one in other words."""
        self.came[j], self._edited[j] = i, True

    def copy(self, i: int, j: int) -> None:
        """Note that a new part says what a prior one says, which continues elsewhere."""
        self.came[j], self._edited[j], self._copied[j] = i, False, True

    def is_kept(self, j: int) -> bool:
        """Whether a new part is a prior one in the same words, and no copy."""
        return self.is_from(j) and not self._edited[j]

    def is_from(self, j: int) -> bool:
        """Whether a new part is a prior one, in the same words or not, and no copy."""
        return self.came[j] >= 0 and not self._copied[j]

    def step(self, j: int) -> LineageStep:
        """The relation of one new part."""
        if self.came[j] < 0:
            return LineageStep(Relation.ADDED, -1, 1)
        return LineageStep(Relation.EDITED if self._edited[j] else Relation.KEPT, self.came[j], 1)

    def list_steps(self) -> tuple[LineageStep, ...]:
        """The relations of all new parts, those that continue from neighbours as one step."""
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
    """The entries, or the sentences, of two versions, and the indices of their blocks."""

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
        """The prior blocks that new parts are from, one for each that is from any."""
        return [self._prior_blocks[self.came[n]] for n in parts if self.is_from(n)]

    def find_elsewhere(self, prior_homes: Sequence[int], new_homes: Sequence[int]) -> None:
        """Look for the words of parts that are not kept: in the same home, then anywhere.

        A home is given for each block: a number that matched sections share, -1 for none.
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
