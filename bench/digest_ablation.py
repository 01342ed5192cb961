"""What each part of the embedded writer's choice earns: the same without it.

    python bench/digest_ablation.py [--data qmsum_test.jsonl] [--sources DIR --points DIR]

One part of `git_report.digest.cues.Weights` after the other is left out. Of meetings that is
ROUGE-1, -2 and -L as `bench/qmsum.py` has it; of references, with key points one a line as
`bench/digest.py` reads them, ROUGE-1 and -2 of all points: how many of their words, and of their
pairs of words, a digest of 1,000 words has. It is a hint at what a reader finds, and no more.
Positive differences say that the part earns something. Needs `pip install rouge-score`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import partial
from importlib import import_module
from pathlib import Path

from blind_digests import cut, find_points, limit_of, read_sources, show_ours
from qmsum import measure, rank_ours, read_meetings

from git_report.digest.cues import Weights
from git_report.sources.source import Source

Measure = Callable[[Weights], tuple[float, ...]]


def measure_meetings(path: Path) -> Measure:
    """ROUGE of what is chosen from meetings."""
    meetings = read_meetings(path)
    return lambda weights: measure("ours", partial(rank_ours, weights=weights), meetings)


def measure_references(folder: Path, points: Path, words: int) -> Measure:
    """How much of the key points of references their digests have, in percent."""
    pairs = [(s, find_points(points, Path(s.path).stem)) for s in read_sources(folder)]
    return lambda weights: _measure_points(pairs, words, weights)


def _measure_points(
    pairs: Sequence[tuple[Source, Sequence[str]]], words: int, weights: Weights
) -> tuple[float, ...]:
    kinds = ["rouge1", "rouge2"]
    scorer = import_module("rouge_score.rouge_scorer").RougeScorer(kinds, use_stemmer=True)
    sums = dict.fromkeys(kinds, 0.0)
    for source, points in pairs:
        limit = limit_of(source, words)
        digest = cut(show_ours(source, limit, weights), limit)
        for point in points:
            for kind, score in scorer.score(point, digest).items():
                sums[kind] += 100 * score.recall
    count = sum(len(points) for _, points in pairs)
    return tuple(value / count for value in sums.values())


def list_variants() -> dict[str, Weights]:
    """The whole, and the whole without each of its parts."""
    usual = Weights()
    off = {f.name: type(getattr(usual, f.name))(0) for f in fields(Weights)}
    return {name: replace(usual, **{name: value}) for name, value in off.items()}


def print_table(title: str, measured: Measure) -> None:
    """A row for the whole, then for each part what it earns."""
    print(title)
    whole = measured(Weights())
    print(f"{'all parts':16}" + "".join(f"{value:8.2f}" for value in whole), flush=True)
    for name, weights in list_variants().items():
        earned = [one - other for one, other in zip(whole, measured(weights), strict=True)]
        print(f"{name:16}" + "".join(f"{value:+8.2f}" for value in earned), flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--sources", type=Path)
    parser.add_argument("--points", type=Path)
    parser.add_argument("--words", type=int, default=1000)
    options = parser.parse_args()
    if options.data:
        print_table("meetings: ROUGE-1/2/L", measure_meetings(options.data))
    if options.sources and options.points:
        measured = measure_references(options.sources, options.points, options.words)
        print_table("references: key points' words and pairs, %", measured)


if __name__ == "__main__":
    main()
