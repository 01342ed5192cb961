"""Revisions of documents made from a seed, with the truth about every section.

The truth has the form that `diff_scores.py` reads: `map` has pairs of heading ordinals (0 for the
text before the first heading, null for none), `sections` what was done to which section. If two
neighbours change places, either may be said to have moved: so a section is moved past two others
or to another parent, and only one of each parent.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from made_reports import FINDINGS, NOUNS, SUBJECTS, Report

from git_report.markdown import Document, Kind, Section, parse

_LETTERS = re.compile(r"[^\W\d_]{4,}")
_STRUCTURAL = frozenset({"added", "removed", "split", "merged"})


@dataclass(frozen=True)
class Case:
    """Two versions and what is known about them."""

    prior: str
    new: str
    truth: dict[str, Any]


@dataclass(eq=False)
class Part:
    """A section of the model; `old` is its ordinal in the prior version."""

    level: int
    title: str
    blocks: list[str]
    parts: list[Part] = field(default_factory=list)
    old: int | None = None
    kinds: set[str] = field(default_factory=set)

    def walk(self) -> Iterator[Part]:
        """Itself and all below."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def write(self) -> str:
        """Its Markdown, and that of all below."""
        heading = [f"{'#' * self.level} {self.title}"] if self.level else []
        return "\n\n".join([*heading, *self.blocks, *(part.write() for part in self.parts)])


def make_cases(count: int, edits: int, texts: Iterable[str] = ()) -> list[Case]:
    """As many cases as asked for, of the texts given in turn, or of made reports."""
    sources = [text for text in texts if _is_suited(parse(text))]
    out: list[Case] = []
    seed = 0
    while len(out) < count:
        seed += 1
        text = sources[seed % len(sources)] if sources else Report(seed).text
        case = make_case(text, seed, edits)
        if case is not None:
            out.append(case)
    return out


def make_case(text: str, seed: int, edits: int) -> Case | None:
    """A case of one text; None if Markdown does not read the model as it was meant."""
    root = _read(parse(text).root)
    for ordinal, part in enumerate(root.walk()):
        part.old = ordinal
    prior = root.write() + "\n"
    if not _reads_as(prior, root):
        return None
    revision = _Revision(root, random.Random(seed))
    for _ in range(edits):
        revision.edit()
    new = root.write() + "\n"
    return Case(prior, new, revision.find_truth()) if _reads_as(new, root) else None


def _is_suited(document: Document) -> bool:
    return len(document.sections) >= 12


def _read(section: Section) -> Part:
    blocks = [b.text.strip("\n") for b in section.blocks if b.kind is not Kind.BLANK]
    parts = [_read(child) for child in section.sections]
    return Part(section.level, section.title, [b for b in blocks if b], parts)


def _reads_as(text: str, root: Part) -> bool:
    found = [(section.level, section.title) for section in parse(text).sections[1:]]
    return found == [(part.level, part.title) for part in root.walk()][1:]


class _Revision:
    """The edits of one case."""

    def __init__(self, root: Part, rng: random.Random) -> None:
        self._root, self._rng = root, rng
        self._other = Report(rng.randrange(10**6))
        self._gone: list[Part] = []
        self._settled: set[int] = set()  # parents whose order is spoken for
        self._words = _LETTERS.findall(root.write())
        self._titles = {part.title for part in root.walk()}
        self._edits: list[Callable[[], bool]] = [
            self._reword, self._rename, self._add, self._remove, self._move, self._relevel,
            self._split, self._merge,
        ]  # fmt: skip

    def edit(self) -> None:
        """Edit one section, in a way that suits any."""
        for edit in self._rng.sample(self._edits, len(self._edits)):
            if edit():
                return

    def find_truth(self) -> dict[str, Any]:
        """What was done, as `diff_scores.py` reads it."""
        numbered = [(part, new) for new, part in enumerate(self._root.walk())]
        rows: list[tuple[Part, int | None]] = [*numbered, *((part, None) for part in self._gone)]
        return {
            "map": [[part.old, new] for part, new in rows],
            "sections": [
                {"prior": part.old, "new": new, "kinds": sorted(part.kinds)}
                for part, new in rows
                if part.kinds
            ],
            "swaps": [],
        }

    def _list_free(self, kind: str = "") -> list[tuple[Part, Part]]:
        """Parents and sections that may still be edited in this way, in random order."""
        found = [
            (parent, part)
            for parent in self._root.walk()
            for part in parent.parts
            if kind not in part.kinds and not part.kinds & _STRUCTURAL
        ]
        self._rng.shuffle(found)
        return found

    def _reword(self) -> bool:
        for _, part in self._list_free("edited"):
            prose = [at for at, block in enumerate(part.blocks) if block[0].isalpha()]
            if not prose or len(" ".join(part.blocks)) < 200:
                continue
            share = self._rng.choice((0.1, 0.3, 0.5, 0.7))
            before = list(part.blocks)
            for at in prose:
                part.blocks[at] = self._replace_words(part.blocks[at], share)
            if part.blocks != before:
                part.kinds.add("edited")
                return True
        return False

    def _replace_words(self, text: str, share: float) -> str:
        def replace(word: re.Match[str]) -> str:
            return self._rng.choice(self._words) if self._rng.random() < share else word[0]

        return _LETTERS.sub(replace, text)

    def _rename(self) -> bool:
        for _, part in self._list_free("renamed"):
            if len(" ".join(part.blocks)) >= 200:
                part.title = self._make_title()
                part.kinds.add("renamed")
                return True
        return False

    def _add(self) -> bool:
        parent, part = self._rng.choice(self._list_free() or [(self._root, self._root)])
        if part is self._root or part.parts:
            return False
        blocks = [" ".join(self._other.sentence() for _ in range(4)) for _ in range(2)]
        added = Part(part.level, self._make_title(), blocks, kinds={"added"})
        parent.parts.insert(parent.parts.index(part) + 1, added)
        return True

    def _remove(self) -> bool:
        for parent, part in self._list_free():
            if not part.parts and not part.kinds:
                self._take_out(parent, part, "removed")
                return True
        return False

    def _move(self) -> bool:
        """To another place of the same parent, or to another parent of the same level."""
        for parent, part in self._list_free("moved"):
            if id(parent) in self._settled or "releveled" in part.kinds or not part.blocks:
                continue
            homes = [p for p in self._root.walk() if p.level == parent.level and p is not parent]
            home = self._rng.choice(homes) if homes and self._rng.random() < 0.5 else parent
            if id(home) in self._settled or home.kinds & _STRUCTURAL:
                continue
            old = parent.parts.index(part)
            places = [
                at
                for at in range(len(home.parts) + (home is not parent))
                if home is not parent or abs(at - old) > 2
            ]
            if not places:
                continue
            parent.parts.remove(part)
            home.parts.insert(self._rng.choice(places), part)
            self._settled |= {id(home), id(parent)}
            part.kinds.add("moved")
            return True
        return False

    def _relevel(self) -> bool:
        """Down, below the section before it."""
        for parent, part in self._list_free("releveled"):
            at = parent.parts.index(part)
            if part.level in {1, 6} or part.parts or not at or "moved" in part.kinds:
                continue
            above = parent.parts[at - 1]
            if above.kinds & _STRUCTURAL or id(above) in self._settled:
                continue
            parent.parts.remove(part)
            part.level = above.level + 1
            above.parts.append(part)
            part.kinds.add("releveled")
            return True
        return False

    def _split(self) -> bool:
        for parent, part in self._list_free():
            middle = len(part.blocks) // 2
            halves = part.blocks[:middle], part.blocks[middle:]
            if part.kinds or part.parts or min(len(" ".join(half)) for half in halves) < 150:
                continue
            part.blocks = halves[0]
            part.kinds.add("split")
            second = Part(part.level, self._make_title(), halves[1], kinds={"split"})
            parent.parts.insert(parent.parts.index(part) + 1, second)
            return True
        return False

    def _merge(self) -> bool:
        for parent, part in self._list_free():
            at = parent.parts.index(part)
            if not at or part.kinds or part.parts or len(" ".join(part.blocks)) < 150:
                continue
            above = parent.parts[at - 1]
            if above.kinds or above.parts or len(" ".join(above.blocks)) < 150:
                continue
            above.blocks = above.blocks + part.blocks
            above.kinds.add("merged")
            self._take_out(parent, part, "merged")
            return True
        return False

    def _take_out(self, parent: Part, part: Part, kind: str) -> None:
        parent.parts.remove(part)
        part.kinds = {kind}
        self._gone.append(part)

    def _make_title(self) -> str:
        while True:
            subject, noun = self._rng.choice(SUBJECTS), self._rng.choice(NOUNS)
            title = f"{subject} {self._rng.choice(FINDINGS)} and {noun}"
            if title not in self._titles:
                self._titles.add(title)
                return title
