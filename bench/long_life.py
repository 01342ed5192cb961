"""A long life: what an iteration costs when a folder has ten versions, and when it has a thousand.

    python bench/long_life.py [--versions 1000] [--texts 8]

Generated references are read one by one by the embedded writer. They tell a few texts again and
again, so that the report has its size at the tenth version: what grows is the history, the number
of files and the checklist's ticks. With more texts than versions the report grows as well. Ten
iterations are measured every hundred versions, each in a process of its own; those between them
share one. CPU seconds are of the whole process with its children, medians of the ten.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RUN = (sys.executable, "-m", "git_report.cli", "iterate", "--writer", "extractive", "-q")
_WINDOW = 10
_NONE = subprocess.DEVNULL
_PARTS = ("memory", "network", "storage", "power", "cooling", "scheduler", "compiler", "tokenizer")


def write_reference(number: int, texts: int) -> str:
    """A page of four facts: the same for numbers that are `texts` apart."""
    kind = number % texts
    part, series = _PARTS[kind % len(_PARTS)], kind // len(_PARTS) + 1
    lines = [
        f"The {part} of series {series} was measured in {2000 + 37 * kind} runs of the year.",
        f"It costs ${kind + 1}.{kind % 10}5 per hour, and {part} engineers saved {kind + 11} %.",
        f"A {part} upgrade cut the time to restart from {kind + 60} minutes to {kind + 7} minutes.",
        f"Series {series} draws {kind + 3}.5 kW where {part} is shared by {kind + 9} nodes.",
    ]
    return f"# What {part} {series} costs\n\n" + "\n\n".join(lines) + "\n"


def spent() -> float:
    """CPU seconds of all children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def live(root: Path, versions: int, texts: int) -> dict[int, float]:
    """Make a folder and all of its versions; the CPU seconds of one where they were measured."""
    (root / "references").mkdir()
    names = [f"references/r{number:04}.md" for number in range(1, versions + 1)]
    for number, name in enumerate(names):
        (root / name).write_text(write_reference(number, texts))
    items = "".join(f"[ ] [Reading {n}]({name})\n\n" for n, name in enumerate(names, 1))
    (root / "instructions.md").write_text(f"# Brief\n\nWrite.\n\n## References\n\n{items}")
    for command in (
        ("init", "-q", "-b", "main"),
        ("config", "user.name", "N"),
        ("config", "user.email", "n@example.org"),
        ("add", "-A"),
        ("commit", "-qm", "base"),
    ):
        subprocess.run(["git", *command], cwd=root, check=True)
    costs: dict[int, float] = {}
    made = 0
    for start in [_WINDOW, *range(100, versions, 100), versions]:
        first = start - _WINDOW if start > _WINDOW else start - 1
        if first > made:
            subprocess.run([*RUN, "--count", str(first - made)], cwd=root, check=True, stdout=_NONE)
        window: list[float] = []
        for _ in range(_WINDOW):
            before = spent()
            subprocess.run(RUN, cwd=root, check=True, stdout=_NONE)
            window.append(spent() - before)
        made = first + _WINDOW
        costs[made] = statistics.median(window)
        print(f"versions {first + 1} to {made}: {costs[made]:.3f} s", flush=True)
    return costs


def main() -> None:
    """Print the cost of an iteration along the life of a folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--versions", type=int, default=1000)
    parser.add_argument("--texts", type=int, default=len(_PARTS))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="long-life-") as name:
        root = Path(name)
        costs = live(root, asked.versions, asked.texts)
        size = len(max(root.glob("report-*.md"), key=lambda p: p.stat().st_mtime).read_bytes())
    young, old = costs[min(costs)], costs[max(costs)]
    print(f"ratio {old / young:.2f}; the report has {size:,} bytes")


if __name__ == "__main__":
    main()
