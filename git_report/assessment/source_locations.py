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


class SourceLocation(NamedTuple):
    """A place in a reference's text: the version that read it, a 1-based line, how, the words."""

    version: int
    line: int
    kind: str
    words: str


def find_source_locations(
    passages: Iterable[tuple[str, int]], texts: Mapping[str, str]
) -> list[tuple[SourceLocation, ...]]:
    """The places of each passage, given with the version of its words, at most six for one.

    `texts` has what was read, by the number of the version as a footnote has it. Looked at are the
    passage's own reference and those that its footnotes name. Sentences and quotations are found
    by their words in one run; a figure, where no such words are, by itself and two words of its
    sentence in one of theirs.
    """
    sources = {int(label): SourceText(text) for label, text in texts.items() if label.isdecimal()}
    return [tuple(_find(text, origin, sources))[:_MOST] for text, origin in passages]


def _find(text: str, origin: int, sources: Mapping[int, SourceText]) -> Iterator[SourceLocation]:
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
                    yield SourceLocation(label, line, kind, words)


class SourceText:
    """A reference's text by its words and lines, taken apart with the first question.

    A line may be a paragraph: what is found, and shown, is a sentence of it.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _pieces(self) -> Sequence[tuple[int, str]]:
        """The lines, from 1, and the sentences on each, or what of a sentence is on it."""
        lines = enumerate(self._text.split("\n"), 1)
        return [(number, piece) for number, line in lines for piece in split_sentences(line)]

    @cached_property
    def _words(self) -> Sequence[tuple[str, ...]]:
        return [list_words(piece) for _, piece in self._pieces]

    @cached_property
    def _flat(self) -> str:
        return f" {' '.join(word for words in self._words for word in words)} "

    @cached_property
    def _ends(self) -> Sequence[int]:
        """How many characters of the flat text the pieces up to each one have."""
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
        places = [place for place in map(self._place, runs) if place is not None]
        if places:
            yield from (self._tell(place, "the same words") for place in places)
            return
        own = set(list_words(sentence))
        telling = {word for word in own if len(word) > 3 and not _DIGIT.search(word)}
        for figure in sorted(own & self._figures.keys()):
            best, shared = max(
                ((n, len(telling.intersection(self._words[n]))) for n in self._figures[figure]),
                key=lambda pair: (pair[1], -pair[0]),
            )
            if shared >= _SHARED:
                yield self._tell(best, f"the figure {figure}")

    def _place(self, words: Sequence[str]) -> int | None:
        at = self._flat.find(f" {' '.join(words)} ")
        return bisect_right(self._ends, at) if at >= 0 else None

    def _tell(self, place: int, how: str) -> tuple[int, str, str]:
        line, piece = self._pieces[place]
        return line, how, shorten(one_line(_MARKUP.sub(" ", piece)))
