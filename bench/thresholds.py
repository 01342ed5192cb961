"""What the difference and the readers would find with other thresholds, each at two neighbours.

    python bench/thresholds.py                          # revisions made from a seed
    python bench/thresholds.py --documents 'docs/*.md'  # made revisions of these documents
    python bench/thresholds.py --pairs 'pairs/*'        # real pairs: prior.md, new.md in each
    python bench/thresholds.py --readers                # of the readers of pages and PDFs

Prints F1 of the touched sections and of the kinds of their changes, as `diff_scores.py` counts
them, the characters of all excerpts in per cent of today's, and how many of the cases of
tests/differ/edges.py, which are made to be on both sides of the thresholds, would be told
otherwise. Of a real pair nobody knows the truth: there F1 compares with what is found today, so it
says how much a value decides.

Of the readers it prints how many of the cases of tests/sources/edges.py, which are made to be on
both sides of their thresholds, and of what the pages of tests/sources/pages say, would be wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from diff_scores import (
    Score,
    Scores,
    add_case,
    find_folders,
    list_kinds,
    list_pairs,
    read,
    read_documents,
)
from made_revisions import Case, make_cases

from git_report.differ import Delta, diff_texts


@dataclass(frozen=True)
class Threshold:
    """A constant of a module below a package, and a lower and a higher value."""

    module: str
    name: str
    lower: float
    higher: float
    package: str = "git_report.differ"

    @property
    def home(self) -> ModuleType:
        """The module that has it."""
        return import_module(f"{self.package}.{self.module}")

    @property
    def value(self) -> float:
        """What it is today."""
        return float(getattr(self.home, self.name))


THRESHOLDS = (
    Threshold("sections.content", "ACCEPT", 0.32, 0.52),
    Threshold("sections.content", "SURE", 0.5, 0.75),
    Threshold("sections.content", "_MANY", 2, 32),
    Threshold("sections.similarity", "CONTENT", 0.4, 0.8),
    Threshold("sections.similarity", "TITLE", 0.1, 0.4),
    Threshold("sections.similarity", "CONTEXT", 0, 0.3),
    Threshold("sections.similarity", "_CHILD", 2, 32),
    Threshold("sections.identity", "_LONG", 10, 160),
    Threshold("sections.identity", "_LONG_TITLE", 5, 60),
    Threshold("sections.identity", "_GUARDED", 3, 48),
    Threshold("sections.identity", "_RELATED", 0, 0.2),
    Threshold("sections.siblings", "_PLACE", 0.1, 0.4),
    Threshold("sections.siblings", "_SAME_TITLE", 0.7, 1.01),
    Threshold("sections.siblings", "_CELLS", 100, 25_600),
    Threshold("sections.splits", "_PART", 0.3, 0.7),
    Threshold("sections.splits", "_FEWEST", 1, 12),
    Threshold("sections.splits", "_NEAR", 1, 3),
    Threshold("sections.splits", "_COMMON", 2, 64),
    Threshold("sections.splits", "_LIKE", 0.3, 0.9),
    Threshold("blocks.pairing", "_ALIKE", 0.2, 0.5),
    Threshold("blocks.pairing", "_ALONE", 0, 0.4),
    Threshold("blocks.candidates", "_RARE", 3, 48),
    Threshold("blocks.pairing", "_ALL_PAIRS", 16, 4096),
    Threshold("blocks.candidates", "_CANDIDATES", 1, 16),
    Threshold("blocks.paragraphs", "_CONTAINED", 0.4, 0.9),
    Threshold("blocks.paragraphs", "_EXPLAINED", 0.25, 0.75),
    Threshold("blocks.paragraphs", "_PIECE", 2, 12),
    Threshold("blocks.block_moves", "MOVED_CONTENT", 10, 160),
    Threshold("blocks.entry_moves", "_LEAST", 6, 96),
    Threshold("blocks.changes", "_MOVED_EXCERPT", 20, 320),
    Threshold("blocks.entries", "LINE", 80, 320),
    Threshold("blocks.entries", "ROW", 100, 400),
)

READERS = tuple(
    Threshold(module, name, lower, higher, "git_report.sources")
    for module, name, lower, higher in (
        ("boilerplate", "_MOST", 0.25, 0.8),
        ("boilerplate", "_LARGE", 0.2, 0.8),
        ("boilerplate", "_LINKED_ASIDE", 0.15, 0.6),
        ("boilerplate", "_LINKED_BLOCK", 0.25, 0.9),
        ("boilerplate", "_LONGEST_ALOUD", 40, 160),
        ("boilerplate", "_LONGEST_LINE", 60, 240),
        ("accordions", "_LONGEST", 200, 800),
        ("prose", "_LONGEST_TITLE", 500, 2000),
        ("prose", "_DEEPEST", 12, 48),
        ("prose", "_DEEPEST_SCRIPT", 1, 6),
        ("prose", "_MOST_OF_SCRIPT", 30, 120),
        ("escapes", "_LONGEST_URL", 1000, 4000),
        ("charsets", "_HEAD", 2048, 8192),
        ("bodies", "_FEWEST_BROKEN", 5, 20),
        ("impostors", "LONGEST", 1250, 5000),
        ("impostors", "_LONGEST_STUB", 200, 800),
        ("impostors", "_SHORTEST", 15, 60),
        ("pdflines", "_WIDTH", 0.35, 0.7),
        ("pdflines", "_SMALLER", 0.5, 1),
        ("pdflines", "_SMALLEST", 0.2, 0.6),
        ("pdflines", "_LONGEST_SCRIPT", 8, 32),
        ("pdflines", "_APART", 0.9, 3.6),
        ("pdflines", "_SAME_PLACE", 1.2, 5),
        ("pdflines", "_GAP", 1.7, 7),
        ("pdflines", "_FEWEST_ROWS", 1, 6),
        ("pdflines", "_FEWEST_LETTERS", 7, 28),
    )
)


@contextmanager
def changed(threshold: Threshold, value: float) -> Iterator[None]:
    """The constant with another value, in its module and wherever it was imported."""
    home = threshold.home
    before = getattr(home, threshold.name)
    modules = [home]
    if not threshold.name.startswith("_"):
        loaded = [m for name, m in sys.modules.items() if name.startswith(threshold.package)]
        modules += [m for m in loaded if getattr(m, threshold.name, None) is before]
    for module in modules:
        setattr(module, threshold.name, type(before)(value))
    forget()
    try:
        yield
    finally:
        for module in modules:
            setattr(module, threshold.name, before)
        forget()


def forget() -> None:
    """Empty every cache of the package: it has what other values gave."""
    for name, module in list(sys.modules.items()):
        if name.startswith("git_report"):
            for each in vars(module).values():
                if hasattr(each, "cache_clear"):
                    each.cache_clear()


@dataclass(frozen=True)
class Result:
    """F1 of touched sections and of kinds, and characters of excerpts."""

    touched: float
    kinds: float
    excerpts: int


def score_made(cases: list[Case]) -> Result:
    scores, excerpts = Scores(), 0
    for case in cases:
        delta = diff_texts(case.prior, case.new)
        add_case(case, delta, scores)
        excerpts += count_excerpts(delta)
    return Result(scores.touched.f1, scores.kinds.f1, excerpts)


def score_pairs(pairs: list[tuple[str, str]], today: list[Delta]) -> Result:
    matches, kinds, excerpts = Score(), Score(), 0
    for (prior, new), known in zip(pairs, today, strict=True):
        delta = diff_texts(prior, new)
        matches.add(list_pairs(known), list_pairs(delta))
        kinds.add(list_kinds(known), list_kinds(delta))
        excerpts += count_excerpts(delta)
    return Result(matches.f1, kinds.f1, excerpts)


def count_excerpts(delta: Delta) -> int:
    sides = (s for section in delta.sections for b in section.blocks for s in (b.prior, b.new))
    return sum(len(side.text) for side in sides if side)


def count_told_otherwise() -> int:
    """How many of the made cases are not compared as they say."""
    from tests.differ.edges import CASES

    return sum(not case.is_told() for case in CASES)


def print_table(measure: Callable[[], Result]) -> None:
    today = measure()
    print("| Constant | Value | Touched | Kinds | Excerpts | Cases |")
    print("|---|---|---|---|---|---|")
    row = f"{today.touched:.3f} | {today.kinds:.3f} | 100.0 % | {count_told_otherwise()}"
    print(f"| all | today's | {row} |", flush=True)
    for threshold in THRESHOLDS:
        cells: list[list[str]] = []
        for value in (threshold.lower, threshold.higher):
            with changed(threshold, value):
                result, otherwise = measure(), count_told_otherwise()
            share = 100 * result.excerpts / max(1, today.excerpts)
            cells.append(
                [f"{result.touched:.3f}", f"{result.kinds:.3f}", f"{share:.1f} %", str(otherwise)]
            )
        name = f"`{threshold.module.partition('.')[2]}.{threshold.name}`"
        values = f"{threshold.lower:g} / {threshold.higher:g} (now {threshold.value:g})"
        both = [" / ".join(pair) for pair in zip(*cells, strict=True)]
        print("|", " | ".join([name, values, *both]), "|", flush=True)


def count_misread() -> tuple[int, int]:
    """How many made cases, and how many things that pages say, are not read as they should be."""
    from git_report.errors import ReportError
    from git_report.sources.pages.web_page import read_html
    from tests.sources.edges import CASES
    from tests.sources.expected import compare, load, names
    from tests.sources.test_sources_blocked_pages import ARTICLES, IMPOSTORS

    def is_refused(body: bytes) -> bool:
        try:
            read_html(body, "")
        except ReportError:
            return True
        return False

    wrong = sum(not case.is_read() for case in CASES)
    wrong += sum(not is_refused(body) for _, body in IMPOSTORS.values())
    wrong += sum(is_refused(body) for body in ARTICLES.values())
    missed = 0
    for name in names():
        body, expected = load(name)
        kept = compare(read_html(body, "").text, expected)
        missed += sum(map(len, kept.missed.values()))
    return wrong, missed


def print_readers() -> None:
    print("| Constant | Value | Cases misread | Of pages misread |")
    print("|---|---|---|---|")
    print("| all | today's |", " | ".join(map(str, count_misread())), "|", flush=True)
    for threshold in READERS:
        counts: list[tuple[int, int]] = []
        for value in (threshold.lower, threshold.higher):
            with changed(threshold, value):
                counts.append(count_misread())
        values = f"{threshold.lower:g} / {threshold.higher:g} (now {threshold.value:g})"
        both = [f"{low} / {high}" for low, high in zip(*counts, strict=True)]
        name = f"`{threshold.module}.{threshold.name}`"
        print("|", " | ".join([name, values, *both]), "|", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", nargs="*", default=[])
    parser.add_argument("--pairs", nargs="*", default=[])
    parser.add_argument("--count", type=int, default=60, help="revisions that are made")
    parser.add_argument("--edits", type=int, default=20, help="edits in each")
    parser.add_argument("--readers", action="store_true", help="of pages and PDFs instead")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for the cases of the tests
    if options.readers:
        print_readers()
    elif options.pairs:
        folders = find_folders(options.pairs, "prior.md")
        pairs = [(read(folder / "prior.md"), read(folder / "new.md")) for folder in folders]
        known = [diff_texts(*pair) for pair in pairs]
        print_table(lambda: score_pairs(pairs, known))
    else:
        cases = make_cases(options.count, options.edits, read_documents(options.documents))
        print_table(lambda: score_made(cases))


if __name__ == "__main__":
    main()
