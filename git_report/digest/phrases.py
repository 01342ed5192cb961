"""Parts of a reference that has no headings, and the phrases to name them by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from git_report.digest.passages import Sentence
from git_report.digest.terms import Key, list_terms

# How many sentences of a part have a term at least, and how much of all that have it.
_FEWEST_TIMES, _OWN = 3, 0.5
# A run that begins so is cut from a sentence: "started seeing".
_NO_PHRASE = ("ed", "ing")
# Nor is one whole that ends with an owner: "City auditor's".
_OWNER = ("'s", "’s", "s'", "s’")
# What people say to keep talking, or in answer: "Yeah yeah".
_TALK = frozenset(
    """ah absolutely alright amazing awesome bye cool definitely everybody gonna gosh gotta guess
    guy guys hello hey hi hmm honestly huh kinda like literally love mhm mm nope oh okay ooh
    perfect please sorry sorta sure thanks uh uhm um wanna welcome whoa wow ya yay yeah yep yes
    yup""".split()
)


class Phrases:
    """The terms of a reference in several words, to name its parts by; no speaker's name."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        speakers = " ".join(dict.fromkeys(sentence.speaker for sentence in sentences))
        self._initials = frozenset(s.speaker for s in sentences if s.speaker.isupper())
        self._names = {part for key, *_ in list_terms(speakers) for part in key}
        self._places = [sentence.place for sentence in sentences]
        self._terms = [list(list_terms(sentence.text)) for sentence in sentences]
        self._total = Counter(key for terms in self._terms for key in {k for k, *_ in terms})

    def name(self, first: int, last: int, most: int = 2) -> tuple[str, ...]:
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
            words = written[key].most_common(1)[0][0].split()
            own = count / self._total[key]
            telling = _is_telling(words) and not self._is_speaker(words)
            if count >= _FEWEST_TIMES and own >= _OWN and telling and self._names.isdisjoint(key):
                weights[key] = count * own
        chosen: list[Key] = []
        for key in sorted(weights, key=lambda k: (-weights[k], k)):
            if len(chosen) < most and all(set(key).isdisjoint(other) for other in chosen):
                chosen.append(key)
        return tuple(written[key].most_common(1)[0][0] for key in chosen)

    def _is_speaker(self, words: Sequence[str]) -> bool:
        """Whether words are the name of a speaker who is labelled with its initials."""
        return "".join(word[0] for word in words) in self._initials


def _is_telling(words: Sequence[str]) -> bool:
    """Whether words are a phrase: several, none of talk, and neither end cut off."""
    small = [word.casefold() for word in words]
    return (
        len(set(small)) > 1
        and _TALK.isdisjoint(small)
        and not small[0].endswith(_NO_PHRASE)
        and not small[-1].endswith(_OWNER)
    )


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
