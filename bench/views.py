"""CPU and elapsed seconds of what people look at, on reports of 10, 100 and 1,000 versions.

    python bench/views.py [--versions 10,100,1000] [--only log,blame,view]

The repositories are those of `hooks.py`: versions of 50 KB, each a revision of the one before.
CPU seconds are of whole processes with those that they start; the seconds until they end, in
brackets, are fewer where several cores work. Each is run in the state of a fresh clone first, with
nothing kept, then again with what the first run kept.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from hooks import Row, cpu, git, make_repository, ours

# By name: the arguments, and whether what was kept is dropped first.
VIEWS: dict[str, tuple[tuple[str, ...], bool]] = {
    "log, cold": (("log",), True),
    "log, kept": (("log",), False),
    "log -n 10": (("log", "-n", "10"), False),
    "blame, cold": (("blame",), True),
    "blame, kept": (("blame",), False),
    "blame --sentences --json": (("blame", "--sentences", "--json"), False),
    "blame --lost, cold": (("blame", "--lost"), True),
    "blame --lost, kept": (("blame", "--lost"), False),
    "view, cold": (("view", "-o", "page.html"), True),
    "view, kept": (("view", "-o", "page.html"), False),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", default="10,100,1000")
    parser.add_argument("--only", default="", help="names that begin so, with commas")
    options = parser.parse_args()
    counts = [int(count) for count in options.versions.split(",")]
    chosen = [name for name in VIEWS if name.startswith(tuple(options.only.split(",")))]
    with tempfile.TemporaryDirectory() as place:
        took = {count: measure(Path(place), count, chosen) for count in counts}
    titles = " | ".join(f"{count:,} versions" for count in counts)
    print(f"| CPU seconds (elapsed) | {titles} |")
    print("|---|" + "---|" * len(counts))
    for name in chosen:
        cells = ("{:.2f} ({:.2f})".format(*took[count][name]) for count in counts)
        print(f"| `git report {name}` | " + " | ".join(cells) + " |")


def measure(place: Path, count: int, chosen: list[str]) -> dict[str, tuple[float, float]]:
    """The CPU and the elapsed seconds of each view on one report."""
    repository = make_repository(place / str(count), count)
    git(repository, "commit", "-q", "--no-verify", "-m", "Newest")
    cache = repository / ".git" / "git-report" / "cache"
    took: dict[str, tuple[float, float]] = {}
    for name in chosen:
        arguments, cold = VIEWS[name]
        if cold:
            shutil.rmtree(cache, ignore_errors=True)
        start = time.monotonic()
        seconds = cpu(Row(name, command(*arguments), repository, 1))
        took[name] = seconds, time.monotonic() - start
        print(f"{count:>5} versions  {name:<26} {seconds:8.2f} s", file=sys.stderr, flush=True)
    if cache.is_dir():
        size = sum(path.stat().st_size for path in cache.iterdir())
        print(f"{count:>5} versions  kept: {size:,} bytes", file=sys.stderr)
    return took


def command(*arguments: str) -> list[str]:
    """`git report` of this interpreter."""
    return [*ours()[:-1], *arguments]


if __name__ == "__main__":
    main()
