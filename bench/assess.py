"""An assessment of a report of 100 KB and a reference of 160 KB: CPU, and what each list has.

    python bench/assess.py [--report FILE] [--source FILE] [--brief FILE]
        [--runs N] [--limit SECONDS]

The report and the transcript are made from a seed; files can be given in their place. A run is a
process of its own, so that nothing is cached: parsing the report, all lists, and the text of them.
Imports are not counted. Exits with 1 if the median of the runs exceeds the limit (1 s).
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import statistics
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from made_reports import FINDINGS, NOUNS, PEOPLE, SUBJECTS, TAILS, UNITS, VERBS, Report

from git_report.assessment.lists import assess
from git_report.assessment.render import render
from git_report.markdown import parse

REPORT, SOURCE = 100_000, 160_000
BRIEF = "Write a report on the cost of language models for the platform board.\n"
HEDGES = ("up to", "about", "we expect", "we plan for", "", "", "")


def make_report(size: int) -> str:
    """A report of at least so many bytes: made ones, the later without their titles."""
    parts: list[str] = []
    for seed in range(100):
        text = Report(seed).text
        parts.append(text if not parts else text.partition("\n")[2])
        if sum(len(part.encode()) for part in parts) >= size:
            break
    return "\n".join(parts)


def make_transcript(size: int) -> str:
    """A talk of several people in labelled turns, in lines of captions."""
    rng = random.Random(7)
    turns: list[str] = []
    while sum(map(len, turns)) < size:
        name = rng.choice(PEOPLE).split(",")[0]
        lines = [_say(rng) for _ in range(rng.randint(4, 12))]
        turns.append(f"{name}: " + "\n".join(lines) + "\n\n")
    return "".join(turns)


def _say(rng: random.Random) -> str:
    subject, tail = rng.choice(SUBJECTS), rng.choice(TAILS)
    if rng.random() < 0.3:
        figure = f"{rng.choice(HEDGES)} {rng.randint(2, 9000):,} {rng.choice(UNITS)}".strip()
        return f"{subject} {rng.choice(VERBS)} {rng.choice(NOUNS)} by {figure} {tail}."
    return f"{subject} {rng.choice(FINDINGS)} {tail}."


def measure(report: str, source: str, brief: str) -> tuple[float, Mapping[str, int], int]:
    """CPU seconds in this process, the entries of each list, and the characters of the text."""
    start = time.process_time()
    assessment = assess(parse(report), source=source, brief=brief, earlier={"0": source})
    text = render(assessment)
    spent = time.process_time() - start
    lists = {name: getattr(assessment, name) for name in assessment.__slots__}
    return spent, {n: len(v) for n, v in lists.items() if isinstance(v, tuple)}, len(text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--brief", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=1.0)
    given = parser.parse_args()
    report = given.report.read_text("utf-8") if given.report else make_report(REPORT)
    source = given.source.read_text("utf-8") if given.source else make_transcript(SOURCE)
    brief = given.brief.read_text("utf-8") if given.brief else BRIEF
    print(f"report {len(report.encode()):,} bytes, reference {len(source.encode()):,} bytes")
    work = (report, source, brief)
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        runs = [pool.apply(measure, work) for _ in range(given.runs)]
    seconds = sorted(spent for spent, _, _ in runs)
    median = statistics.median(seconds)
    print(f"CPU s: median {median:.2f}, of {given.runs} runs {seconds[0]:.2f} to {seconds[-1]:.2f}")
    _, entries, characters = runs[0]
    print("entries: " + ", ".join(f"{name} {count}" for name, count in entries.items()))
    print(f"text: {characters:,} characters")
    return int(median > given.limit)


if __name__ == "__main__":
    sys.exit(main())
