"""Key phrases: the names and the pairs of words that a stretch of text says again and again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from git_report.digest.passages import Sentence
from git_report.digest.wording import STOP_WORDS, content_words

_WORD = re.compile(r"[^\W_][\w’'&+.-]*[^\W_]|[^\W_]")
_LONGEST, _FEWEST_TIMES = 3, 2
_EMPTY = frozenset(
    """kind sort little think look know good best better lots thing things really actually going
    want wanted maybe pretty basically something anything everything someone example people guys
    question questions right come back talk said time times first last able sure work works start
    take give find help call called tell feel seem seems across different many great today way
    ways lot new using year years day days just like also one two three four five per cent
    percent million billion thousand well okay now next across number amount part whole bunch bunches sure full main least most""".split()
)
_ADVERBS = ("ly", "ing", "ed")


def list_phrases(text: str) -> list[str]:
    """The phrases of a sentence: names of one word or more, and neighbours that carry meaning."""
    words = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(text)]
    found: list[str] = []
    name: list[tuple[int, int, str]] = []
    for n, (start, end, word) in enumerate(words):
        named = word[0].isupper() or (word.isalnum() and not word.isalpha() and not word.isdigit())
        named = named and word.casefold() not in STOP_WORDS and word.casefold() not in _EMPTY
        if name and (not named or text[name[-1][1] : start] != " " or len(name) == _LONGEST):
            found += _settle(text, name)
            name = []
        if named:
            name.append((start, end, word))
        if n and _is_pair(text, words[n - 1], words[n]):
            found.append(text[words[n - 1][0] : end])
    return found + _settle(text, name)


def _settle(text: str, name: Sequence[tuple[int, int, str]]) -> list[str]:
    """A run of capitalised words; a single one that begins the sentence may be any word."""
    if not name or (len(name) == 1 and (name[0][0] < 2 or len(name[0][2]) < 3)):
        return []
    return [text[name[0][0] : name[-1][1]]]


def _is_pair(text: str, one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    near = text[one[1] : other[0]] == " "
    return (
        near and _tells(one[2]) and _tells(other[2]) and not other[2].casefold().endswith(_ADVERBS)
    )


def _tells(word: str) -> bool:
    lowered = word.casefold()
    plain = len(lowered) > 3 and lowered.isalpha()
    return plain and lowered not in _EMPTY and lowered not in STOP_WORDS


def key_of(phrase: str) -> str:
    """What two spellings of one phrase have in common."""
    return " ".join(content_words(phrase))


def count_phrases(texts: Iterable[str]) -> tuple[Counter[str], dict[str, str]]:
    """How many of some texts have each phrase, by its key, and how it is written."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for text in texts:
        keys: dict[str, str] = {}
        for phrase in list_phrases(text):
            if key := key_of(phrase):
                keys.setdefault(key, phrase)
        counts.update(keys.keys())
        for key, phrase in keys.items():
            written.setdefault(key, phrase)
    return counts, written


class Phrases:
    """The phrases of a reference, to name its parts by."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._total, _ = count_phrases(s.text for s in sentences)

    def name(self, first: int, last: int, most: int = 3) -> tuple[str, ...]:
        """What the sentences from one place to another speak of more than the others do."""
        inside = [s.text for s in self._sentences if first <= s.place <= last]
        counts, written = count_phrases(inside)
        size = len(self._sentences)
        weights = {
            key: count * log(1 + size / (1 + self._total[key])) * (0.6 + 0.4 * (" " in key))
            for key, count in counts.items()
            if count >= _FEWEST_TIMES
        }
        chosen: list[str] = []
        for key in sorted(weights, key=lambda k: (-weights[k], k)):
            words = set(key.split())
            if all(words.isdisjoint(key_of(other).split()) for other in chosen):
                chosen.append(written[key])
            if len(chosen) == most:
                break
        return tuple(chosen)


def divide(sentences: Sequence[Sentence], usual: int = 6) -> list[list[Sentence]]:
    """Sentences in parts of about a size, cut where most was left out between two of them."""
    parts = max(1, round(len(sentences) / usual))
    cuts = [0]
    for number in range(1, parts):
        middle = round(number * len(sentences) / parts)
        near = range(max(cuts[-1] + 2, middle - 1), min(len(sentences) - 1, middle + 2))
        if near:
            cuts.append(max(near, key=lambda n: sentences[n].place - sentences[n - 1].place))
    cuts.append(len(sentences))
    return [list(sentences[a:b]) for a, b in zip(cuts, cuts[1:], strict=False)]
