"""Sentences without headings in parts: cut where the words change and where the source is long.

The words on both sides of a cut are compared as TextTiling does (Hearst 1997); dynamic programming
finds the cheapest cuts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

from git_report.writers.reading import Sentence
from git_report.writers.wording import STOP_WORDS, WORD, content_words, stem

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


def find_topic(part: Sequence[Sentence], everything: Sequence[Sentence]) -> str:
    """Two words that a part of a source says together again and again; empty where none are.

    The part is all between the first and the last of some of its sentences.
    """
    first, last = part[0].place, part[-1].place
    inside, outside = Counter[str](), Counter[str]()
    written: dict[str, str] = {}
    for sentence in everything:
        counted = inside if first <= sentence.place <= last else outside
        for key, pair in _pairs(sentence.text):
            counted[key] += 1
            written.setdefault(key, pair)
    telling = {
        key: count * log(2 + count / (1 + outside[key]))
        for key, count in inside.items()
        if count > 2
    }
    if not telling:
        return ""
    shown = written[max(telling, key=lambda key: (telling[key], key))]
    return shown[:1].upper() + shown[1:]


@lru_cache(maxsize=1 << 14)
def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Neighbouring words that both carry meaning, with nothing but a space between.

    Each pair comes with its stems; a source is asked for them once a part.
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
    return tuple(found)


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
