"""Find the passages of a version in the texts of their references, by words and figures."""

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

# Shorter phrases occur anywhere: "in the long run".
_FEWEST = 5
# A figure is found together with words around it: "7" alone is on many lines.
_SHARED = 2
_MOST = 6
_MARK = re.compile(r"\[\^(\d+)\]")
_DIGIT = re.compile(r"\d", re.ASCII)
_MARKUP = re.compile(r"\[\^[^\]\s]+\]|^[\s>|*+#-]+|[*_`|]+", re.M)


class SourceLocation(NamedTuple):
    """A place in a reference's text: the version that read it, its line, what matched, the text."""

    version: int
    line: int
    kind: str
    words: str


def find_source_locations(
    passages: Iterable[tuple[str, int]], texts: Mapping[str, str]
) -> list[tuple[SourceLocation, ...]]:
    """Find the places of each passage, at most six for one.

    A passage is given with the version that its words are from; `texts` has what was read, by the
    number of the version, as in footnotes. The texts of that version and of the passage's footnotes
    are searched. Sentences and quotations are found as consecutive words; if there are none, a
    figure is found in a sentence that shares two more words. Lines are 1-based.
    """
    sources = {int(label): SourceText(text) for label, text in texts.items() if label.isdecimal()}
    return [tuple(_find(text, origin, sources))[:_MOST] for text, origin in passages]


def _find(text: str, origin: int, sources: Mapping[int, SourceText]) -> Iterator[SourceLocation]:
    cited = dict.fromkeys(int(label) for label in _MARK.findall(text))
    labels = [*cited, *([origin] if origin not in cited else [])]
    seen: set[tuple[int, int]] = set()
    for sentence in split_sentences(_MARKUP.sub(" ", text)):
        for label in labels:
            source = sources.get(label)
            if source is None:
                continue
            for line, kind, words in source.find(sentence):
                if (label, line) not in seen:
                    seen.add((label, line))
                    yield SourceLocation(label, line, kind, words)


class SourceText:
    """A reference's text, indexed by its words and lines on first use.

    A line may be a whole paragraph, so that its sentences are searched and shown.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _pieces(self) -> Sequence[tuple[int, str]]:
        """The sentences, or their parts on a line, each with its 1-based line."""
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
        """The positions in the flat text at which the pieces end."""
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
        """Yield the lines that a sentence is from, what matched, and the text there."""
        quoted = [sentence, *(words for words, _ in find_quoted(sentence))]
        runs = [words for words in map(list_words, quoted) if len(words) >= _FEWEST]
        places = [place for place in map(self._place, runs) if place is not None]
        if places:
            yield from (self._describe(place, "the same words") for place in places)
            return
        own = set(list_words(sentence))
        telling = {word for word in own if len(word) > 3 and not _DIGIT.search(word)}
        for figure in sorted(own & self._figures.keys()):
            best, shared = max(
                ((n, len(telling.intersection(self._words[n]))) for n in self._figures[figure]),
                key=lambda pair: (pair[1], -pair[0]),
            )
            if shared >= _SHARED:
                yield self._describe(best, f"the figure {figure}")

    def _place(self, words: Sequence[str]) -> int | None:
        at = self._flat.find(f" {' '.join(words)} ")
        return bisect_right(self._ends, at) if at >= 0 else None

    def _describe(self, place: int, how: str) -> tuple[int, str, str]:
        line, piece = self._pieces[place]
        return line, how, shorten(one_line(_MARKUP.sub(" ", piece)))
