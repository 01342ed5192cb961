"""How many sections the difference finds again in reports that were written anew.

    python bench/rewrites.py DIR…     # NAME_v1.md and NAME_v2.md in each

Only rewrites are counted: pairs that share less than 1 in 20 of their lines of 40 characters or
more. Which sections are counterparts is said by a rule of this program that sees headings alone:

- title: the words of a title, its number and marks aside, that each version has once;
- container: other sections above subsections of the same titles, two or more;
- alike: of the rest, titles that share at least three quarters of their words (Dice, without
  articles and the like), each the other's best.

Prints those found of all, and the length of diff.md over that of the new version.
"""

from __future__ import annotations

import argparse
import re
import statistics
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path

from git_report.differ import diff_texts, render_diff

LONG_LINE = 40
REWRITTEN = 0.05
ALIKE = 0.75
HEADING = re.compile(r"(#{1,6})[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$")
FENCE = re.compile(r"[ ]{0,3}(?:```|~~~)")
NUMBER = re.compile(r"(?:\d+(?:\.\d+)*[.):]?|[IVXLC]+[.)]|[A-Za-z][.)])\s+(?=\S)")
FILLERS = frozenset(
    "a an and as at by for from in into its of on or the their to versus vs with".split()
)

Words = tuple[str, ...]


@dataclass
class Heading:
    """A heading by its line, with the words of its title and the headings right below it."""

    line: int
    level: int
    words: Words
    children: list[Heading] = field(default_factory=list)


def list_headings(text: str) -> list[Heading]:
    found: list[Heading] = []
    above: list[Heading] = []
    fenced = False
    for number, line in enumerate(text.split("\n"), start=1):
        if FENCE.match(line):
            fenced = not fenced
        match = None if fenced else HEADING.match(line)
        if not match:
            continue
        heading = Heading(number, len(match[1]), split_title(match[2]))
        while above and above[-1].level >= heading.level:
            above.pop()
        if above:
            above[-1].children.append(heading)
        above.append(heading)
        found.append(heading)
    return found


def split_title(title: str) -> Words:
    plain = re.sub(r"[’'`*]", "", title).strip()
    return tuple(re.findall(r"[^\W_]+", NUMBER.sub("", plain, count=1).casefold()))


def find_counterparts(prior: list[Heading], new: list[Heading]) -> dict[tuple[int, int], str]:
    """Pairs of heading lines that the rule takes for one section, and why."""
    out: dict[tuple[int, int], str] = {}
    for reason, name in (("title", get_words), ("container", name_children)):
        there = find_unique(list_free(new, {line for _, line in out}), name)
        for words, heading in find_unique(
            list_free(prior, {line for line, _ in out}), name
        ).items():
            if words in there:
                out[heading.line, there[words].line] = reason
    left, right = (
        list_free(side, {pair[at] for pair in out}) for at, side in enumerate((prior, new))
    )
    rows = [[compare(a.words, b.words) for b in right] for a in left]
    for x, row in enumerate(rows):
        for y, value in enumerate(row):
            rivals = [*row[:y], *row[y + 1 :], *(r[y] for at, r in enumerate(rows) if at != x)]
            if value >= ALIKE and all(value > rival for rival in rivals):
                out[left[x].line, right[y].line] = "alike"
    return out


def get_words(heading: Heading) -> Hashable:
    return heading.words or None


def name_children(heading: Heading) -> Hashable:
    names = frozenset(child.words for child in heading.children)
    return names if len(names) > 1 else None


def list_free(headings: list[Heading], taken: set[int]) -> list[Heading]:
    return [heading for heading in headings if heading.line not in taken]


def find_unique(
    headings: list[Heading], name: Callable[[Heading], Hashable]
) -> dict[Hashable, Heading]:
    counts = Counter(map(name, headings))
    named = {name(heading): heading for heading in headings}
    return {key: heading for key, heading in named.items() if key and counts[key] == 1}


def compare(a: Words, b: Words) -> float:
    left, right = frozenset(a) - FILLERS, frozenset(b) - FILLERS
    return 2 * len(left & right) / max(1, len(left) + len(right))


def is_rewrite(prior: str, new: str) -> bool:
    ours, theirs = (
        Counter(line for line in map(str.strip, text.split("\n")) if len(line) >= LONG_LINE)
        for text in (prior, new)
    )
    kept = (ours & theirs).total()
    return kept < REWRITTEN * min(ours.total(), theirs.total())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    for directory in parser.parse_args().directories:
        score_directory(directory)


def score_directory(directory: Path) -> None:
    found: Counter[str] = Counter()
    known: Counter[str] = Counter()
    lengths: list[float] = []
    for path in sorted(directory.glob("*_v1.md")):
        later = path.with_name(path.name.replace("_v1.md", "_v2.md"))
        if not later.exists():
            continue
        prior, new = path.read_text(encoding="utf-8"), later.read_text(encoding="utf-8")
        if not is_rewrite(prior, new):
            continue
        delta = diff_texts(prior, new)
        pairs = find_counterparts(list_headings(prior), list_headings(new))
        known.update(pairs.values())
        found.update(reason for pair, reason in pairs.items() if pair in delta.matches)
        lengths.append(len(render_diff(delta, path.name, later.name)) / len(new))
    print(f"{directory.name}: {len(lengths)} rewrites")
    for reason in known:
        print(f"  {reason:9} {found[reason]} of {known[reason]}")
    if lengths:
        longer = sum(length > 1 for length in lengths)
        print(
            f"  diff.md over the new version: median {statistics.median(lengths):.2f}, "
            f"worst {max(lengths):.2f}, longer in {longer}"
        )


if __name__ == "__main__":
    main()
