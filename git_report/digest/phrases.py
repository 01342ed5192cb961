"""Parts of a reference that has no headings, and the phrases to name them by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from git_report.digest.passages import Sentence
from git_report.digest.terms import Key, list_terms

# How often a part says a term at least; that it is the part's own weighs as much, and a run of
# words more than one.
_FEWEST_TIMES, _OWN, _RUN = 2, 0.8, 1.5


class Phrases:
    """The terms of a reference, to name its parts by."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._places = [sentence.place for sentence in sentences]
        self._terms = [list(list_terms(sentence.text)) for sentence in sentences]
        self._total = Counter(key for terms in self._terms for key in {k for k, *_ in terms})

    def name(self, first: int, last: int, most: int = 3) -> tuple[str, ...]:
        """What the sentences from one place to another speak of more than the others do."""
        pairs = zip(self._places, self._terms, strict=True)
        inside = [terms for place, terms in pairs if first <= place <= last]
        counts = Counter(key for terms in inside for key in {k for k, *_ in terms})
        written: dict[Key, Counter[str]] = {}
        for terms in inside:
            for key, form, opens in terms:
                # A capital at the beginning of a sentence tells nothing.
                written.setdefault(key, Counter())[form] += 1 if opens else 3
        weights: dict[Key, float] = {}
        for key, count in counts.items():
            named = written[key].most_common(1)[0][0]
            if count >= _FEWEST_TIMES and (len(key) > 1 or any(map(str.isupper, named))):
                own = count / self._total[key]
                weights[key] = count * own**_OWN * (_RUN if len(key) > 1 else 1)
        chosen: list[Key] = []
        for key in sorted(weights, key=lambda k: (-weights[k], k)):
            if len(chosen) < most and all(set(key).isdisjoint(other) for other in chosen):
                chosen.append(key)
        return tuple(written[key].most_common(1)[0][0] for key in chosen)


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
    return [list(sentences[a:b]) for a, b in pairwise(cuts)]
