"""Where the passages of a version are in the texts of their references: words and figures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from git_report.checks.quotations import find_quoted, list_words
from git_report.differ.words.sentences import split_sentences
from git_report.text import one_line, shorten

# Fewer words are found anywhere: "in the long run".
_FEWEST = 5
# A figure is found by itself and by words around it: "7" alone is on many lines.
_SHARED = 2
_MOST = 6
_MARK = re.compile(r"\[\^(\d+)\]")
_DIGIT = re.compile(r"\d", re.ASCII)
_MARKUP = re.compile(r"\[\^[^\]\s]+\]|^[\s>|*+#-]+|[*_`|]+", re.M)


class Spot(NamedTuple):
    """A place in a reference's text: the version that read it, a 1-based line, how, the words."""

    version: int
    line: int
    kind: str
    words: str


def find_spots(
    passages: Iterable[tuple[str, int]], texts: Mapping[str, str]
) -> list[tuple[Spot, ...]]:
    """The places of each passage, given with the version of its words, at most six for one.

    `texts` has what was read, by the number of the version as a footnote has it. Looked at are the
    passage's own reference and those that its footnotes name. Sentences and quotations are found
    by their words in one run; a figure, where no such words are, by itself and two words of its
    sentence on one line.
    """
    sources = {int(label): SourceText(text) for label, text in texts.items() if label.isdecimal()}
    return [tuple(_find(text, origin, sources))[:_MOST] for text, origin in passages]


def _find(text: str, origin: int, sources: Mapping[int, SourceText]) -> Iterator[Spot]:
    cited = dict.fromkeys(int(label) for label in _MARK.findall(text))
    labels = [*cited, *([origin] if origin not in cited else [])]
    told: set[tuple[int, int]] = set()
    for sentence in split_sentences(_MARKUP.sub(" ", text)):
        for label in labels:
            source = sources.get(label)
            if source is None:
                continue
            for line, kind, words in source.find(sentence):
                if (label, line) not in told:
                    told.add((label, line))
                    yield Spot(label, line, kind, words)


class SourceText:
    """A reference's text by its words and lines, taken apart with the first question."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._shown: dict[int, str] = {}

    @cached_property
    def _words(self) -> Sequence[tuple[str, ...]]:
        return [list_words(line) for line in self._lines]

    @cached_property
    def _flat(self) -> str:
        return f" {' '.join(word for words in self._words for word in words)} "

    @cached_property
    def _ends(self) -> Sequence[int]:
        """How many characters of the flat text the lines up to each one have."""
        return list(accumulate(sum(len(word) + 1 for word in words) for words in self._words))

    @cached_property
    def _figures(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        for number, words in enumerate(self._words):
            for word in words:
                if _DIGIT.search(word):
                    found.setdefault(word, []).append(number)
        return found

    def find(self, sentence: str) -> Iterator[tuple[int, str, str]]:
        """The lines that a sentence is from, how it is, and the words there."""
        quoted = [sentence, *(words for words, _ in find_quoted(sentence))]
        runs = [words for words in map(list_words, quoted) if len(words) >= _FEWEST]
        lines = [line for line in map(self._place, runs) if line is not None]
        if lines:
            yield from ((line + 1, "the same words", self._show(line)) for line in lines)
            return
        own = set(list_words(sentence))
        telling = {word for word in own if len(word) > 3 and not _DIGIT.search(word)}
        for figure in sorted(own & self._figures.keys()):
            best, shared = max(
                ((n, len(telling.intersection(self._words[n]))) for n in self._figures[figure]),
                key=lambda pair: (pair[1], -pair[0]),
            )
            if shared >= _SHARED:
                yield best + 1, f"the figure {figure}", self._show(best)

    def _place(self, words: Sequence[str]) -> int | None:
        at = self._flat.find(f" {' '.join(words)} ")
        return bisect_right(self._ends, at) if at >= 0 else None

    def _show(self, line: int) -> str:
        if line not in self._shown:  # of a text without line ends all places are on one
            self._shown[line] = shorten(one_line(_MARKUP.sub(" ", self._lines[line])))
        return self._shown[line]
