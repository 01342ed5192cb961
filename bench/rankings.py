"""Rankings of sentences that the digest is measured against: baselines, and sumy where it is.

A ranking says in which order the sentences of a text are worth having. sumy is installed for the
benches alone (`pip install sumy`); its words are cut here, since its own tokenizer downloads data.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from tfidf_mmr import STOP, rank_tfidf_mmr

Ranking = Callable[[Sequence[str]], list[int]]
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")


def rank_lead(texts: Sequence[str]) -> list[int]:
    """The sentences as they come."""
    return list(range(len(texts)))


def rank_random(texts: Sequence[str], seed: int = 1) -> list[int]:
    """The sentences in any order, always the same for a seed."""
    order = list(range(len(texts)))
    random.Random(seed).shuffle(order)
    return order


def rank_longest(texts: Sequence[str]) -> list[int]:
    """The longest sentences, which costs nothing."""
    return sorted(range(len(texts)), key=lambda n: -len(texts[n].split()))


class Tokenizer:
    """What sumy asks a tokenizer for."""

    language = "english"

    def to_sentences(self, text: str) -> list[str]:
        """The text itself: it was cut before."""
        return [text]

    def to_words(self, text: str) -> tuple[str, ...]:
        """The words of a sentence."""
        return tuple(_WORD.findall(text.lower()))


def list_sumy(*names: str) -> dict[str, Ranking]:
    """Rankings by summarisers of sumy, none where it is not installed."""
    try:
        return {f"sumy {name}": _make_sumy(name) for name in names}
    except ImportError:
        return {}


def _make_sumy(name: str) -> Ranking:
    model = import_module("sumy.models.dom")
    stem = import_module("sumy.nlp.stemmers").Stemmer("english")
    module = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    kind = getattr(import_module(f"sumy.summarizers.{module}"), f"{name}Summarizer")

    def rank(texts: Sequence[str]) -> list[int]:
        sentences = [model.Sentence(text, Tokenizer()) for text in texts]
        places = {id(sentence): place for place, sentence in enumerate(sentences)}
        rated: list[Any] = []

        def keep(infos: Sequence[Any]) -> list[Any]:
            rated.extend(infos)
            return []

        summarizer = kind(stem)
        summarizer.stop_words = STOP
        summarizer(model.ObjectDocumentModel([model.Paragraph(sentences)]), keep)
        rated.sort(key=lambda info: -info.rating)
        return [places[id(info.sentence)] for info in rated]

    return rank


def list_baselines() -> dict[str, Ranking]:
    """The rankings that need nothing installed."""
    return {"TF-IDF and MMR": rank_tfidf_mmr, "lead": rank_lead, "random": rank_random}
