"""Summaries of made differences: within the limit, counts right, every removed section told.

    python bench/summary.py [--deltas 300] [--seed 0] [--largest BYTES]

Reports of up to 5 MB lose, gain and change sections. Each summary is held to the limit of a comment
(65,536 characters), its counts to the sections of the difference, and each section that is removed
there must be named, or be counted among those that are not shown.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass

from made_reports import FINDINGS, NOUNS, SUBJECTS, TAILS, VERBS

from git_report.differ import Change, diff
from git_report.markdown import parse
from git_report.summary.summary import MOST, ReportSummary, render_summary

_SMALLEST, _LARGEST = 2_000, 5_000_000
_KINDS = ("edited", "added", "removed", "renamed", "moved")
_COUNTS = re.compile(rf"(\d[\d,]*) ({'|'.join(_KINDS)})")
_HIDDEN = re.compile(r"^- and ([\d,]+) more risks?$", re.MULTILINE)


@dataclass
class Section:
    """A section that the script knows by its title."""

    title: str
    body: str

    def render(self) -> str:
        """Its Markdown."""
        return f"## {self.title}\n\n{self.body}\n"


class Script:
    """A report of a size, and what becomes of it: sections that go, change and come."""

    def __init__(self, seed: int, size: int) -> None:
        self.rng = random.Random(seed)
        self.made = 0
        self.prior: list[Section] = []
        while sum(len(section.body) for section in self.prior) < size:
            self.prior.append(self._section())
        self.new = list(self.prior)
        share = self.rng.choice((0.01, 0.1, 0.5))
        most = max(1, round(share * len(self.prior)))
        chosen = self.rng.sample(range(len(self.prior)), min(len(self.prior) - 1, 2 * most))
        half = len(chosen) // 2
        gone = {self.prior[at].title for at in chosen[:half]}
        for at in chosen[half:]:
            section = self.prior[at]
            self.new[at] = Section(section.title, f"{section.body}\n\n{self._paragraph()}")
        self.new = [section for section in self.new if section.title not in gone]
        for _ in range(self.rng.randint(0, most)):
            self.new.insert(self.rng.randint(0, len(self.new)), self._section())

    def _section(self) -> Section:
        self.made += 1
        pick = self.rng.choice
        title = f"{pick(SUBJECTS)} {pick(FINDINGS)} in case {self.made}"
        count = self.rng.randint(1, 6)
        return Section(title, "\n\n".join(self._paragraph() for _ in range(count)))

    def _paragraph(self) -> str:
        pick = self.rng.choice
        sentences = [
            f"{pick(SUBJECTS)} {pick(VERBS)} {pick(NOUNS)} {pick(TAILS)}, by "
            f"{self.rng.randint(2, 99_999):,} units in test {self.rng.getrandbits(40):x}."
            for _ in range(self.rng.randint(2, 5))
        ]
        return " ".join(sentences)

    @staticmethod
    def render(sections: list[Section]) -> str:
        """A report of sections."""
        return "# A made report\n\n" + "\n".join(section.render() for section in sections)


def check(script: Script) -> tuple[list[str], int]:
    """What is wrong with the summary of a difference, and how many sections that removes."""
    prior, new = parse(script.render(script.prior)), parse(script.render(script.new))
    delta = diff(prior, new)
    change = ReportSummary("report", "report-01.md", "report-02.md", prior, new, delta, (), ())
    text = render_summary([change])
    faults: list[str] = []
    if len(text) > MOST:
        faults.append(f"{len(text):,} characters")
    line = next(line for line in text.split("\n") if line.startswith("**"))
    told = {kind: int(number.replace(",", "")) for number, kind in _COUNTS.findall(line)}
    wanted = Counter(kind for section in delta.sections for kind in map(str, section.change))
    if told != {kind: wanted[kind] for kind in _KINDS if wanted[kind]}:
        faults.append(f"counts {told} and not {dict(wanted)}")
    gone = [s.prior.path[-1] for s in delta.sections if s.prior and s.change == (Change.REMOVED,)]
    named = sum(f" › {title}\n" in text or f"** {title}\n" in text for title in gone)
    hidden = _HIDDEN.search(text)
    if named + (int(hidden[1].replace(",", "")) if hidden else 0) < len(gone):
        faults.append(f"{named} of {len(gone)} removed sections named")
    return faults, len(gone)


def main() -> int:
    """Print how many summaries were right; 1 where one was not."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--deltas", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--largest", type=int, default=_LARGEST, metavar="BYTES")
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    right = largest = removed = 0
    begun = time.process_time()
    for number in range(asked.deltas):
        size = round(_SMALLEST * (asked.largest / _SMALLEST) ** rng.random() ** 2)
        if number == asked.deltas - 1:
            size = asked.largest
        script = Script(asked.seed * 1_000_003 + number, size)
        faults, gone = check(script)
        removed += gone
        largest = max(largest, size)
        right += not faults
        if faults:
            print(f"delta {number} of {size:,} bytes: {'; '.join(faults)}", flush=True)
    spent = time.process_time() - begun
    print(f"{right} of {asked.deltas} summaries right, of up to {largest:,} bytes; "
          f"{removed:,} removed sections named or counted; {spent:.0f} CPU s")  # fmt: skip
    return 0 if right == asked.deltas else 1


if __name__ == "__main__":
    sys.exit(main())
