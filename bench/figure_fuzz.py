"""Texts full of odd numbers through the readers of figures: none may raise, none may take long.

    python bench/figure_fuzz.py DIR [--count 3000] [--seed 0] [--longest 64] [--digest 20]

The Markdown files below DIR are split, spliced and sprinkled with numbers, two texts at a time: a
prior version and a new one. Each pair goes through the difference, `diff.md`, the checks of what
was lost and invented, and each --digest-th through the writer that makes a digest of a source.
Sizes are spread up to --longest KB. Prints what raised, with the seed of its pair, the size of the
longest new version, the slowest pair, and the slowest seconds per 64 KB; exits with 1 where
anything raised. Several runs with another --seed each, --count apart, are one long run in pieces.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from git_report.checks.grounding import check_grounding
from git_report.checks.retention import check_retention
from git_report.differ import derive
from git_report.differ.figures import find_figures
from git_report.digest.writer import Extractive
from git_report.markdown import parse
from git_report.report.checklist import Box, Reference
from git_report.sources.source import Source
from git_report.writers.protocol import Request

# Share of the digits that are other ones in the new version.
_CHANGED = 0.05
NUMBERS = (
    "17.5-20 % a year", "12.5-15 GB", "1e10-12", "1e999", "1e-999", "9" * 300, "1.2.3-4", "10^-3",
    "2^31", "6.02 × 10²³", "½", "2 ¾", "1 1/2", "3/0", "0/0", "5:0", "1:2:3:4", "nan", "inf",
    "-0", "٣٫٥", "१२३", "１２．５", "²³¹", "¹²", "Ⅻ", "𝟙𝟚", "3x4x5", "±5 ± ±", "$-5", "€ 1.234,56",
    "12,34,567", "1.234.567,8", "1 234 567", "1\u202f000", "1'000'000",
    "550e8400-e29b-41d4-a716-446655440000", "d41d8cd98f00b204e9800998ecf8427e",
    "192.168.100.200/24", "+44 20 7946 0958", "2024-02-30", "31.02.", "24/7", "0x1F", "1_000",
    "1..2", "1,,2", "1--2", "1–2–3", "5 to 4 to 3", "between 3 and", "from 1 to",
    "1 million billion trillion", "100+ billion", "7 lakh crore", "3 per per", "4/", "5 per 0 km",
    "8 m²³", "1 mg/kg/day/m2/s/h", "9 °", "9 ° N", "12 am pm", "1e5e5", "1.e5", ".5.", "-.5",
    "\\-5", "2018\\-07\\-31", "Gemma 3 uses", "Llama 3 70B", "20b", "4K", "$1–2–3 million", "v1",
    "§ 5(1)(a)", "[1, 2–3]", "[^9]", "(2)", "# 5", "1.", "1)", "| 1 | 2 |", "|---|---|",
    "| Cost (USD m) | % |", "**5** %", "5**%**", "5\n%",
)  # fmt: skip


def splice(source: random.Random, documents: Sequence[str], size: int) -> str:
    """Pieces of documents one after the other, with numbers at random places."""
    pieces: list[str] = []
    length = 0
    while length < size:
        document = source.choice(documents)
        start = source.randrange(len(document) or 1)
        piece = document[start : start + source.randint(1, 2000)]
        for _ in range(source.randrange(6)):
            at = source.randrange(len(piece) + 1)
            number = source.choice(NUMBERS)
            joint = source.choice(("", " ", "\n", "-", ", ", "|"))
            piece = f"{piece[:at]}{joint}{number}{joint}{piece[at:]}"
        pieces.append(piece)
        length += len(piece) + 1
    return source.choice(("\n", "\n\n", " ", "")).join(pieces)[:size]


def change(source: random.Random, text: str, documents: Sequence[str]) -> str:
    """A text with a part taken out and another put in, and some of its digits changed."""
    start = source.randrange(len(text) + 1)
    end = min(len(text), start + source.randrange(4000))
    text = text[:start] + splice(source, documents, source.randrange(1, 2000)) + text[end:]
    return "".join(
        source.choice("0123456789.,-") if c.isdigit() and source.random() < _CHANGED else c
        for c in text
    )


def digest(text: str, prior: str) -> None:
    """Make a digest of a text for a report."""
    data = text.encode("utf-8", "replace")
    item = Reference(1, 1, Box.OPEN, "Source", "Source", "source.md", "")
    source = Source("Source", "source.md", data.decode(), data, "0" * 40)
    Extractive().write(Request(2, "Write a report.", item, source, parse(prior)))


def read(prior: str, new: str, *, with_digest: bool) -> None:
    """All that reads figures, over a pair of texts."""
    find_figures(new)
    before, after = parse(prior), parse(new)
    derive(before, after, "report-01.md", "report-02.md")
    list(check_retention("report-02.md", before, after))
    list(check_grounding("report-02.md", before, after, prior, "A brief."))
    if with_digest:
        digest(new, prior)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--longest", type=int, default=64, help="KB of a text")
    parser.add_argument("--digest", type=int, default=20, help="make a digest of each so many-th")
    options = parser.parse_args()
    paths = sorted(options.directory.rglob("*.md"))
    documents = [
        text for path in paths if (text := path.read_text(encoding="utf-8", errors="replace"))
    ]
    if not documents:
        sys.exit(f"no Markdown file below {options.directory}")
    raised, largest, longest, slowest = 0, 0, 0.0, 0.0
    for number in range(options.seed, options.seed + options.count):
        source = random.Random(number)
        size = max(1, int(options.longest * 1024 * source.random() ** 4))
        prior = splice(source, documents, size)
        new = change(source, prior, documents)[: options.longest * 1024]
        started = time.process_time()
        try:
            read(prior, new, with_digest=bool(options.digest) and number % options.digest == 0)
        except Exception:  # noqa: BLE001 - whatever it is, it is counted
            raised += 1
            print(f"seed {number}:\n{traceback.format_exc()}")
        seconds = time.process_time() - started
        largest = max(largest, len(new.encode("utf-8", "replace")))
        longest = max(longest, seconds)
        slowest = max(slowest, seconds * 65536 / max(size, 8192))
    print(
        f"{options.count} pairs of texts of up to {largest / 1024:.0f} KB, {raised} raised, "
        f"at most {longest:.1f} s a pair and {slowest:.1f} s per 64 KB"
    )
    return 1 if raised else 0


if __name__ == "__main__":
    sys.exit(main())
