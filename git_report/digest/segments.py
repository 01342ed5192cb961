"""Sentences without headings in parts: cut where the words change and where the source is long.

The words on both sides of a cut are compared as TextTiling does (Hearst 1997); dynamic programming
finds the cheapest cuts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from math import log

from git_report.digest.passages import Sentence
from git_report.digest.wording import STOP_WORDS, WORD, content_words, stem

LONG = 10
_FEWEST, _USUAL, _MOST = 4, 6, 9
_WINDOW = 3
_UNEVEN, _FAR = 0.02, 0.05
_ADVERBS = ("ly", "ing", "ed")
_EMPTY = frozenset(
    """kind sort little think look know good best better lots thing things really actually going
    want wanted maybe pretty basically something anything everything someone example people guys
    question questions right come back talk said time times first last able sure work works start
    take give find help call called tell feel seem seems across""".split()
)


def divide(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Parts of four to nine sentences, in order; one part where there are few."""
    if len(sentences) <= LONG:
        return [list(sentences)]
    bags = [frozenset(content_words(sentence.text)) for sentence in sentences]
    count = len(sentences)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * count
    for end in range(_FEWEST, count + 1):
        for start in range(max(0, end - _MOST), end - _FEWEST + 1):
            cost = best[start][0] + _UNEVEN * (end - start - _USUAL) ** 2
            cost += _tie(bags, sentences, start) if start else 0.0
            if cost < best[end][0]:
                best[end] = cost, start
    if best[count][0] == float("inf"):
        return [list(sentences)]
    parts: list[list[Sentence]] = []
    end = count
    while end:
        start = best[end][1]
        parts.append(list(sentences[start:end]))
        end = start
    return parts[::-1]


class Topics:
    """The pairs of words that the parts of a source say again and again."""

    def __init__(self, everything: Sequence[Sentence]) -> None:
        self._places = [sentence.place for sentence in everything]
        self._pairs = [_list_pairs(sentence.text) for sentence in everything]
        self._total = Counter(key for pairs in self._pairs for key, _ in pairs)

    def name(self, part: Sequence[Sentence]) -> str:
        """What all between the first and the last of some sentences is about; empty for nothing."""
        first = bisect_left(self._places, part[0].place)
        last = bisect_right(self._places, part[-1].place)
        found = [pair for pairs in self._pairs[first:last] for pair in pairs]
        inside = Counter(key for key, _ in found)
        telling = {
            key: count * log(2 + count / (1 + self._total[key] - count))
            for key, count in inside.items()
            if count > 2
        }
        if not telling:
            return ""
        best = max(telling, key=lambda key: (telling[key], key))
        shown = next(pair for key, pair in found if key == best)
        return shown[:1].upper() + shown[1:]


def _list_pairs(text: str) -> list[tuple[str, str]]:
    """Neighbouring words that both carry meaning, with nothing but a space between.

    Each pair comes behind its stems.
    """
    words = [(match.start(), match.end(), match[0]) for match in WORD.finditer(text)]
    telling = [_is_telling(word) for _, _, word in words]
    found = []
    for n in range(len(words) - 1):
        (_, end, one), (start, _, other) = words[n], words[n + 1]
        near = telling[n] and telling[n + 1] and text[end:start] == " "
        if near and not other.casefold().endswith(_ADVERBS):
            key = f"{stem(one.casefold())} {stem(other.casefold())}"
            found.append((key, f"{one} {other}"))
    return found


def _is_telling(word: str) -> bool:
    lowered = word.casefold()
    return (
        len(lowered) > 3
        and lowered.isalpha()
        and lowered not in _EMPTY
        and lowered not in STOP_WORDS
    )


def _tie(bags: Sequence[frozenset[str]], sentences: Sequence[Sentence], cut: int) -> float:
    """What it costs to cut before a sentence: shared words, less for what was left out between."""
    left = frozenset[str]().union(*bags[max(0, cut - _WINDOW) : cut])
    right = frozenset[str]().union(*bags[cut : cut + _WINDOW])
    shared = len(left & right) / max(1, min(len(left), len(right)))
    gap = sentences[cut].place - sentences[cut - 1].place
    return shared - _FAR * log(max(1, gap))
