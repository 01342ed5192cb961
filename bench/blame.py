"""Agreement of `git report blame` with histories whose every origin is known.

    python bench/blame.py [--histories 50] [--versions 12] [--documents GLOB] [--example]

A script (`histories.py`) turns documents, made here or given, into histories and notes the origin
of each block, row, item and sentence. With --example the example is read to its end by the
extractive writer, and what carries a footnote mark must come from the version that it names.
"""

from __future__ import annotations

import argparse
import glob
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from histories import History, Text

from git_report.history.origins import BlockOrigin, PartOrigin, blame
from git_report.markdown import Kind, parse

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "llm-on-aws"
BAR = 0.98
OPERATIONS = 5
_LARGEST = 150_000
_LABEL = re.compile(r"\[\^(\d+)\]")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=50)
    parser.add_argument("--versions", type=int, default=12)
    parser.add_argument("--documents", help="Markdown files to begin with, as a pattern")
    parser.add_argument("--example", action="store_true", help="read the example, too")
    parser.add_argument("--misses", type=int, default=0, help="print so many disagreements")
    options = parser.parse_args()
    score = Score(options.misses)
    for history in make_histories(options.histories, options.documents):
        versions = [history.text()]
        for _ in range(options.versions - 1):
            history.advance(history.random.randint(2, OPERATIONS + 3))
            versions.append(history.text())
        score.add(history, versions)
    score.show(options.histories, options.versions)
    good = score.share("blocks") >= BAR
    if options.example:
        good = check_example() and good
    sys.exit(0 if good else 1)


def make_histories(count: int, pattern: str | None) -> Iterator[History]:
    """Histories that begin with made documents, or with those of a pattern in turn."""
    texts: list[str | None] = [None]
    if pattern:
        names = sorted(glob.glob(pattern))  # noqa: PTH207 - of any folder, absolute or not
        read = [Path(name).read_text("utf-8", "replace") for name in names]
        random.Random(1).shuffle(read)
        texts = [text for text in read if len(text) <= _LARGEST and History(0, text).is_sound()]
        print(f"documents used: {len(texts)} of {len(read)}")
    for seed in range(count):
        yield History(seed, texts[seed % len(texts)])


class Score:
    """How often an origin that is told is the true one."""

    def __init__(self, misses: int) -> None:
        self.right: Counter[str] = Counter()
        self.all: Counter[str] = Counter()
        self.operations: Counter[str] = Counter()
        self.seconds = 0.0
        self.misses = misses

    def add(self, history: History, versions: list[str]) -> None:
        """One history's newest version, block by block."""
        documents = [parse(text) for text in versions]
        start = time.process_time()
        told = blame(documents)
        self.seconds += time.process_time() - start
        truth = history.truth()
        assert len(told) == len(truth)
        for own, true in zip(told, truth, strict=True):
            self.compare(own, true)
        self.operations.update(history.counts)

    def compare(self, told: BlockOrigin, true: Text) -> None:
        """A block and what it is made of."""
        right = told.origin.version == true.origin
        self.count("blocks", right=right)
        if true.origin > 1:
            self.count("blocks of later versions", right=right)
        if right and true.before:
            self.count("before, of blocks", right=told.origin.before == true.before)
        if not right and self.misses:
            self.misses -= 1
            print(f"miss: {told.origin} is {true.origin}: {told.block.content[:120]!r}")
        parts: list[PartOrigin] = list(told.parts)
        if not true.units:
            return
        if true.kind is Kind.TABLE:
            parts = parts[1:]
        name = {Kind.TABLE: "rows", Kind.LIST: "items"}.get(true.kind, "sentences")
        for part, unit in zip(parts, true.units, strict=True):
            self.count(name, right=part.origin.version == unit.origin)
            if unit.origin > 1:
                right = part.origin.version == unit.origin
                self.count(f"{name} of later versions", right=right)

    def count(self, name: str, *, right: bool) -> None:
        """Note one comparison."""
        self.all[name] += 1
        self.right[name] += right

    def share(self, name: str) -> float:
        """The part of the comparisons that agree."""
        return self.right[name] / self.all[name] if self.all[name] else 1.0

    def show(self, histories: int, versions: int) -> None:
        """Print the figures."""
        print(f"{histories} histories of {versions} versions, {self.operations.total()} operations")
        for name in self.all:
            share = f"{self.share(name):.4f}"
            print(f"{name:<30} {share}  ({self.right[name]} of {self.all[name]})")
        each = self.seconds / max(1, histories * (versions - 1))
        print(f"CPU seconds a pair of versions: {each:.4f}, parsing aside")
        print("operations: " + ", ".join(f"{n} {k}" for k, n in sorted(self.operations.items())))


def check_example() -> bool:
    """Whether all that is footnoted in the example comes from the version that its mark names."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "report")
        shutil.copytree(EXAMPLE, folder)
        run(folder, "git", "init", "-q")
        run(folder, "git", "add", ".")
        run(folder, "git", "commit", "-q", "-m", "Start")
        program = [sys.executable, "-m", "git_report.cli"]
        run(folder, *program, "iterate", "--all", "-q", "--writer", "extractive")
        told = json.loads(run(folder, *program, "blame", "--sentences", "--json"))
    right = total = 0
    for text, origin in list_cited(told["blocks"]):
        labels = {int(label) for label in _LABEL.findall(text)}
        total += 1
        right += origin in labels
        if origin not in labels:
            print(f"disagrees: version {origin}: {text[:160]!r}")
    print(f"footnoted sentences and rows of the example that agree: {right} of {total}")
    return right == total > 0


def list_cited(parts: list[dict[str, object]]) -> Iterator[tuple[str, int]]:
    """The innermost parts with a footnote mark, and their origins."""
    for part in parts:
        inside = part.get("parts")
        if isinstance(inside, list) and inside:
            yield from list_cited(inside)
        elif _LABEL.search(str(part["text"])):
            assert isinstance(part["origin"], int)
            yield str(part["text"]), part["origin"]


def run(folder: Path, *command: str) -> bytes:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {
        **clean,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "bench",
        "GIT_AUTHOR_EMAIL": "bench@example.org",
        "GIT_COMMITTER_NAME": "bench",
        "GIT_COMMITTER_EMAIL": "bench@example.org",
    }
    return subprocess.run(
        command, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE
    ).stdout


if __name__ == "__main__":
    main()
