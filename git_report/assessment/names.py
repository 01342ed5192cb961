"""Names that a reference, for example a transcript, spells differently from report and brief."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from git_report.assessment.language import find_language
from git_report.patterns import lazy

_WORD = lazy(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SHORTEST, _LONG = 5, 8
# Endings that make a different form of a word, not a different spelling.
_ENDINGS = frozenset(
    "s es 's ’s n e en er es em ern ed ing d r t a o as os al ly y ish ian ien ienne".split()
)


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A name as the reference spells it, its first line, its count, and our spelling."""

    text: str
    line: int
    count: int
    known: str


class _Word(NamedTuple):
    text: str
    line: int
    opens: bool
    before: str


def list_misspellings(source: str, ours: Sequence[str]) -> tuple[Misspelling, ...]:
    """The names in a source that differ by one or two letters from a name in our texts.

    A word that occurs anywhere in lower case is not a name, and one that both sides have is right.
    In German, where all nouns are capitalised, both spellings must be next to the same name.
    """
    from rapidfuzz.distance import DamerauLevenshtein  # compiled, and only this list needs it

    source_names, our_names = _Names([source]), _Names(ours)
    german = "de" in (find_language(source), *map(find_language, ours))
    ordinary = source_names.ordinary | our_names.ordinary
    known: dict[int, list[str]] = defaultdict(list)
    for name in our_names.names:
        if name.casefold() not in source_names.folded and name.casefold() not in ordinary:
            known[len(name)].append(name)
    found: list[Misspelling] = []
    for name, (line, count) in source_names.names.items():
        folded = name.casefold()
        if folded in our_names.folded or folded in ordinary:
            continue
        most = 1 if len(name) < _LONG else 2
        near = [
            (distance, other)
            for size in range(len(name) - most, len(name) + most + 1)
            for other in known.get(size, ())
            if _may_be(folded, other.casefold())
            and (not german or source_names.beside[name] & our_names.beside[other])
            and (
                distance := DamerauLevenshtein.distance(folded, other.casefold(), score_cutoff=most)
            )
            <= most
        ]
        if near:
            found.append(Misspelling(name, line, count, min(near)[1]))
    found += _find_joined(source, our_names)
    return tuple(sorted(found, key=lambda each: each.line))


class _Names:
    """The capitalised words of some texts, with their first line and their count."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.names: dict[str, tuple[int, int]] = {}
        self.ordinary: set[str] = set()
        self.beside: dict[str, set[str]] = defaultdict(set)
        inner: Counter[str] = Counter()
        for word in _read_words(texts):
            if not word.text[0].isupper():
                self.ordinary.add(word.text.casefold())
            elif len(word.text) >= _SHORTEST and not word.text.isupper():
                line, count = self.names.get(word.text, (word.line, 0))
                self.names[word.text] = line, count + 1
                inner[word.text] += not word.opens
                if word.before:
                    self.beside[word.text].add(word.before)
                    self.beside[word.before].add(word.text)
        # A word that only occurs at the beginning of sentences may be any word.
        self.names = {name: where for name, where in self.names.items() if inner[name]}
        self.folded = {name.casefold() for name in self.names}


def _read_words(texts: Iterable[str]) -> Iterator[_Word]:
    for text in texts:
        for number, line in enumerate(text.split("\n"), start=1):
            last, end = "", -1
            for match in _WORD.finditer(line):
                before = line[: match.start()].rstrip(' "“„«([*_#>-')
                opens = not before or before[-1] in ".!?:|"
                near = match.start() == end + 1 and match[0][0].isupper()
                yield _Word(match[0], number, opens, last if near else "")
                last, end = (match[0] if match[0][0].isupper() else ""), match.end()


def _may_be(one: str, other: str) -> bool:
    """Whether two words may be the same name, not forms of one word with different endings."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and long[len(short) :] in _ENDINGS:
        return False
    stem = _count_shared(one, other)
    ends = one[stem:], other[stem:]
    return not all(end in _ENDINGS or not end for end in ends)


def _count_shared(one: str, other: str) -> int:
    """The length of the common prefix of two words."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))


def _find_joined(source: str, our_names: _Names) -> Iterator[Misspelling]:
    """Yield names with capitals inside that the source writes as two words: "Hyper Pod"."""
    squashed = re.sub("[ -]", "", source).casefold()
    for name in our_names.names:
        inside = next((k for k, letter in enumerate(name) if k and letter.isupper()), 0)
        if not inside or name in source or name.casefold() not in squashed:
            continue
        apart = lazy(rf"(?<!\w){name[:inside]}[ -]{name[inside:]}(?!\w)", re.IGNORECASE)
        matches = list(apart.finditer(source))
        if matches:
            line = source.count("\n", 0, matches[0].start()) + 1
            yield Misspelling(matches[0][0], line, len(matches), name)
