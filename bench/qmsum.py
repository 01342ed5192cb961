"""Sentences chosen and routed in long meetings, beside baselines and public summarisers.

    python bench/qmsum.py --data qmsum_test.jsonl

The data are the QMSum test set (Zhong et al. 2021, MIT): 35 meetings with human summaries. Rows of
sumy are printed where it can be imported (`pip install sumy`); its words and sentences are ours
here, since its default tokenizer downloads data. Nothing was tuned to these figures.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from git_report.differ.words.sentences import split_sentences
from git_report.digest.cues import length_of, stands_alone
from git_report.digest.passages import Sentence
from git_report.digest.placing import Profiles, likeness_in_context
from git_report.digest.reading import read
from git_report.digest.selection import Ranking, choose_sentences
from git_report.digest.wording import content_words
from git_report.sources.source import Source

WORDS = 120
FEWEST = 8  # content words of a turn that is routed
Chooser = Callable[[Sequence[Sentence]], list[str]]


def read_meetings(path: Path) -> list[dict[str, Any]]:
    """One meeting a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def read_sentences(meeting: dict[str, Any]) -> list[Sentence]:
    """A meeting's sentences, read as a transcript."""
    turns = meeting["meeting_transcripts"]
    text = "\n\n".join(f"**{t['speaker']}:** {' '.join(t['content'].split())}" for t in turns)
    read_as = read(Source("A meeting", "m.md", text, text.encode(), "0" * 40))
    return list(read_as.sentences)


def fill(texts: Sequence[str]) -> list[str]:
    """The first of some texts that fit the budget together."""
    chosen, left = [], WORDS
    for text in texts:
        length = len(text.split())
        if length <= left:
            chosen.append(text)
            left -= length
    return chosen


def choose_ours(sentences: Sequence[Sentence]) -> list[str]:
    """What the embedded writer's selection takes."""
    pool = [s for s in sentences if stands_alone(s.text, spoken=True)]
    chosen = choose_sentences(pool, Ranking(sentences, "", ""), WORDS)
    return fill([s.text for s in sorted(chosen, key=lambda s: s.place)])


def choose_lead(sentences: Sequence[Sentence]) -> list[str]:
    """The first words of a meeting."""
    return [" ".join(" ".join(s.text for s in sentences).split()[:WORDS])]


def choose_random(sentences: Sequence[Sentence]) -> list[str]:
    """Any sentences."""
    texts = [s.text for s in sentences]
    random.Random(len(texts)).shuffle(texts)
    return fill(texts)


def choose_longest(sentences: Sequence[Sentence]) -> list[str]:
    """The longest sentences that are alone, a baseline that costs nothing."""
    pool = [s.text for s in sentences if stands_alone(s.text, spoken=True)]
    return fill(sorted(pool, key=length_of, reverse=True))


class Tokenizer:
    """What sumy asks a tokenizer for."""

    def to_sentences(self, text: str) -> list[str]:
        """The sentences of a paragraph."""
        return split_sentences(text)

    def to_words(self, text: str) -> list[str]:
        """The words of a sentence."""
        return re.findall(r"[^\W_]+", text.lower())


def list_peers() -> dict[str, Chooser]:
    """The summarisers of sumy on the same budget, where it is installed."""
    names = {"LSA": "lsa", "Luhn": "luhn", "TextRank": "text_rank", "LexRank": "lex_rank"}
    try:
        parser = import_module("sumy.parsers.plaintext").PlaintextParser
        modules = {n: import_module(f"sumy.summarizers.{m}") for n, m in names.items()}
    except ImportError:
        return {}

    def within(infos: Sequence[Any]) -> list[Any]:
        chosen, left = [], WORDS
        for info in infos:
            length = len(str(info.sentence).split())
            if length <= left:
                chosen.append(info)
                left -= length
        return chosen

    def chooser(summarizer: Callable[[Any, Any], Sequence[Any]]) -> Chooser:
        def choose(sentences: Sequence[Sentence]) -> list[str]:
            text = "\n\n".join(s.text for s in sentences)
            parsed = parser.from_string(text, Tokenizer()).document
            return [str(sentence) for sentence in summarizer(parsed, within)]

        return choose

    found = {}
    for name, module in modules.items():
        kind = getattr(module, f"{name.capitalize() if name.isupper() else name}Summarizer")
        found[f"sumy {name}"] = chooser(kind())
    return found


def measure_rouge(text: str, reference: str) -> tuple[float, float, float]:
    """ROUGE-1, -2 and -L as F1 x 100, without stemming."""
    ours, theirs = Tokenizer().to_words(text), Tokenizer().to_words(reference)
    grams = [_overlap(_grams(ours, n), _grams(theirs, n)) for n in (1, 2)]
    row = [0] * (len(theirs) + 1)
    for word in ours:
        before = row[:]
        for at, other in enumerate(theirs, 1):
            row[at] = before[at - 1] + 1 if word == other else max(before[at], row[at - 1])
    return grams[0], grams[1], _f1(row[-1], len(ours), len(theirs))


def _grams(words: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(words[n:] for n in range(size)), strict=False))


def _overlap(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    return _f1((one & other).total(), one.total(), other.total())


def _f1(shared: int, one: int, other: int) -> float:
    return 200 * shared / (one + other) if shared else 0.0


def route(meetings: Sequence[dict[str, Any]]) -> dict[str, float]:
    """How often a turn of a topic's second half goes to that topic, in percent.

    A topic is known by its title and the first half of its turns.
    """
    right: defaultdict[str, float] = defaultdict(float)
    count = 0
    for meeting in meetings:
        turns = [content_words(turn["content"]) for turn in meeting["meeting_transcripts"]]
        topics, asked = [], []
        for topic in meeting["topic_list"]:
            spans = [range(int(a), int(b) + 1) for a, b in topic["relevant_text_span"]]
            own = [turns[n] for span in spans for n in span if n < len(turns)]
            topics.append([content_words(topic["topic"]), *own[: len(own) // 2]])
            asked.append(own[len(own) // 2 :])
        profiles, titles = Profiles(topics), Profiles([topic[:1] for topic in topics])
        for number, later in enumerate(asked):
            near = likeness_in_context(profiles, later)
            for words, context in zip(later, near, strict=True):
                if len(words) < FEWEST:
                    continue
                count += 1
                right["chance"] += 1 / len(topics)
                right["title only"] += _best(titles.likeness(words)) == number
                right["profile"] += _best(profiles.likeness(words)) == number
                right["profile and neighbours"] += _best(context) == number
    return {name: 100 * value / count for name, value in right.items()}


def _best(likeness: Sequence[float]) -> int:
    return max(range(len(likeness)), key=likeness.__getitem__)


def main() -> None:
    """Print the two tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    meetings = read_meetings(parser.parse_args().data)
    choosers: dict[str, Chooser] = {
        "ours": choose_ours, "lead": choose_lead, "random": choose_random,
        "longest": choose_longest, **list_peers(),
    }  # fmt: skip
    print(f"{len(meetings)} meetings, {WORDS} words: ROUGE-1/2/L F1")
    read_once = [read_sentences(meeting) for meeting in meetings]
    for name, choose in choosers.items():
        scores = [
            measure_rouge(" ".join(choose(sentences)), meeting["general_query_list"][0]["answer"])
            for meeting, sentences in zip(meetings, read_once, strict=True)
        ]
        means = [sum(column) / len(scores) for column in zip(*scores, strict=True)]
        print(f"{name:14} {means[0]:5.1f} {means[1]:5.1f} {means[2]:5.1f}")
    print("turns routed to their topic:")
    for name, share in route(meetings).items():
        print(f"{name:24} {share:5.1f} %")


if __name__ == "__main__":
    main()
