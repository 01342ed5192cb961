"""How many seeded losses and inventions the checks catch, and what they say to legal edits.

    python bench/retention.py [--seeds 5] [--pairs DIR] [-v]

Consulting reports of 48 KB are made here from seeds, and versions of the example with the
extractive writer. Each loss is one scripted edit, told by its code or missed; each legal edit, and
each grounded addition, must be told nothing. With --pairs also the alarms on real pairs of
versions, as DIR/*/prior.md and new.md. Exits with 1 where a loss or an invention is missed or a
legal edit is told something.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import legal_edits
import report_additions as additions
import report_edits as edits
import report_losses
from made_reports import Report

from git_report.checks.findings import Finding
from git_report.checks.grounding import check_grounding
from git_report.checks.retention import check_retention
from git_report.digest.writer import Extractive
from git_report.edits.application import apply
from git_report.markdown import parse
from git_report.report.checklist import Box, Reference
from git_report.sources.source import Source
from git_report.writers.protocol import Request
from git_report.writers.version_tail import finish

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "llm-on-aws" / "references"


class Case(NamedTuple):
    """One edit: its name, the code that must be told (empty for a legal one), the findings."""

    name: str
    code: str
    findings: list[Finding]

    @property
    def passed(self) -> bool:
        """Whether what must be told is told, and nothing else where nothing must be."""
        told = {finding.code for finding in self.findings}
        return self.code in told if self.code else not told


def example_versions() -> list[str]:
    """The versions that the extractive writer makes of the example's references."""
    texts: list[str] = []
    for number, path in enumerate(sorted(EXAMPLE.glob("*.md")), start=1):
        title = path.stem.replace("-", " ").capitalize()
        item = Reference(1, 1, Box.OPEN, title, title, path.name, "")
        data = path.read_bytes()
        source = Source(title, path.name, data.decode(), data, "0" * 40)
        prior = parse(texts[-1]) if texts else None
        request = Request(number, "Write a report on running language models.", item, source, prior)
        writer = Extractive()
        answer = writer.write(request)
        texts.append(finish(apply(prior, answer.operations), request, answer, writer))
    return texts


def retain(prior: str, new: str) -> list[Finding]:
    """K001 to K007."""
    return list(check_retention("report.md", parse(prior), parse(new)))


def list_losses(reports: list[str], seeds: int) -> Iterator[Case]:
    """Every loss on every report, from as many seeds; none twice."""
    seen = {(text, text) for text in reports}
    for code, edit in report_losses.LOSSES:
        for place, text in enumerate(reports):
            for seed in range(seeds):
                new = edit(text, random.Random(f"{place} {seed}"))
                if new is not None and (text, new) not in seen:
                    seen.add((text, new))
                    prior, _, after = new.rpartition("\0")
                    yield Case(edit.__name__, code, retain(prior or text, after))


def list_legal(reports: list[str], examples: list[str], seeds: int) -> Iterator[Case]:
    """Every legal edit on every report, condensations with drops, and the example's history."""
    seen = {(text, text) for text in reports}
    for edit in legal_edits.LEGAL:
        for place, text in enumerate(reports):
            for seed in range(seeds):
                new = edit(text, random.Random(f"{place} {seed}"))
                prior, _, after = new.rpartition("\0")
                if (text, new) not in seen:
                    seen.add((text, new))
                    yield Case(edit.__name__, "", retain(prior or text, after))
    for place, text in enumerate(reports):
        for name, operation in legal_edits.list_operations(text, random.Random(place)):
            yield Case(name, "", retain(text, edits.apply_operation(text, operation)))
    for before, after in pairwise(examples):
        yield Case("example's history", "", retain(before, after))


def list_inventions(report: str, source: Report, seeds: int) -> Iterator[Case]:
    """Additions to a report that its source bears out, and such that it does not."""
    for code, kinds in (
        ("G001", additions.INVENTED_FIGURES), ("G002", additions.INVENTED_QUOTATIONS),
        ("", additions.GROUNDED),
    ):  # fmt: skip
        for addition in kinds:
            for seed in range(seeds):
                words = addition(source, random.Random(seed))
                body, _, entry = words.partition("\0")
                new = report.replace("\n## ", f"\n## An addition\n\n{body}\n\n## ", 1)
                if entry:
                    new = edits.declare(new, entry)
                yield Case(addition.__name__, code, ground(report, new, source))


def list_laundered(report: str, source: Report, seeds: int) -> Iterator[Case]:
    """An invented figure two versions later: the version that has it does not bear it out."""
    for addition in additions.INVENTED_FIGURES:
        for seed in range(seeds):
            words = addition(source, random.Random(seed))
            body, _, entry = words.partition("\0")
            second = report.replace("\n## ", f"\n## An addition\n\n{body}\n\n## ", 1)
            if entry:
                second = edits.declare(second, entry)
            found = ground(report, second, source)
            for figure in dict.fromkeys(each.named for each in found if each.named):
                second = edits.declare(second, f"ungrounded: {figure}")
            third = legal_edits.reword(
                legal_edits.move_section(second, random.Random(seed)), random.Random()
            )
            third = third.replace(f"{entry}\n", "") if entry else third
            yield Case(f"{addition.__name__} later", "G001", ground(second, third, Report(98)))


def ground(prior: str, new: str, source: Report) -> list[Finding]:
    """G001 and G002."""
    brief = "Write about 4,321 users."
    return list(check_grounding("report.md", parse(prior), parse(new), source.text, brief))


def list_pairs(folder: Path) -> Iterator[tuple[str, list[Finding]]]:
    """The alarms on real pairs of versions."""
    for path in sorted(folder.iterdir()):
        if (path / "new.md").is_file():
            texts = [(path / name).read_text(encoding="utf-8") for name in ("prior.md", "new.md")]
            yield path.name, retain(*texts)


def show(title: str, cases: list[Case], *, verbose: bool) -> bool:
    """A table of the cases by name; whether all passed."""
    print(f"\n{title}: {sum(case.passed for case in cases)} of {len(cases)} right")
    for name in dict.fromkeys(case.name for case in cases):
        mine = [case for case in cases if case.name == name]
        wrong = [case for case in mine if not case.passed]
        print(f"  {mine[0].code or '-':5} {name:28} {len(mine) - len(wrong):4} of {len(mine)}")
        for case in wrong[: None if verbose else 2]:
            told = [f"{f.line} {f.code} {f.message}" for f in case.findings[:4]]
            print("        wrong:", "; ".join(told) or "nothing told")
    return all(case.passed for case in cases)


def main() -> None:
    """Run all, print tables, exit."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    made = [Report(seed) for seed in (1, 2)]
    reports = [report.text for report in made]
    examples = example_versions()
    started = time.process_time()
    losses = list(list_losses([*reports, *examples[-1:]], options.seeds))
    legal = list(list_legal(reports, examples, options.seeds))
    print(f"report of {len(reports[0]):,} characters, {time.process_time() - started:.1f} s of CPU")
    inventions = list(list_inventions(reports[0], Report(99), 2 * options.seeds))
    laundered = list(list_laundered(reports[0], Report(99), options.seeds))
    right = [
        show("Losses", losses, verbose=options.verbose),
        show("Legal edits", legal, verbose=options.verbose),
        show("Inventions", [c for c in inventions if c.code], verbose=options.verbose),
        show("Inventions two versions later", laundered, verbose=options.verbose),
        show("Grounded additions", [c for c in inventions if not c.code], verbose=options.verbose),
    ]
    if options.pairs:
        alarms = dict(list_pairs(options.pairs))
        codes = Counter(finding.code for findings in alarms.values() for finding in findings)
        quiet = sum(not findings for findings in alarms.values())
        print(f"\n{len(alarms)} real pairs, {quiet} without alarm: {dict(sorted(codes.items()))}")
        for name, findings in alarms.items():
            for finding in findings if options.verbose else ():
                print(f"  {name}:{finding.line} {finding.code} {finding.message}")
    sys.exit(0 if all(right) else 1)


if __name__ == "__main__":
    main()
