"""CPU seconds of commands by two installations in turn: before and after, as ratios of pairs.

    python bench/paired.py OLD [NEW] [--runs 7] [--versions 30] [--only NAMES]

OLD and NEW are `git-report` scripts; NEW is the one beside this interpreter by default. Each pair
is one run of each, as whole processes with their git processes; a busy machine slows both, so the
median of the ratios says more than the seconds. What is printed first is the cost of Python and of
the packages that commands import. The documents are those of `cost.py`: two files of three lines,
the same megabyte twice, three of its blocks edited, a word in twenty of every block edited. `check`
is of a report of one version of three lines, `check --all` of the reports of `hooks.py`: its
structure alone, and with the contents (K and G) of every version.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from pathlib import Path

from cost import WORDS, make_document

from hooks import STRUCTURE, Row, cpu, git, make_repository

IMPORTS = (
    "pass",
    "import dataclasses",
    "import click",
    "import click, mistune",
    "import click, mistune; from rapidfuzz import fuzz",
    "import click, mistune, rapidfuzz.distance",
)


def edit_lightly(text: str) -> str:
    """The text with three blocks in its middle edited."""
    blocks = text.split("\n\n")
    middle = len(blocks) // 2
    for at in range(middle, middle + 3):
        edited = blocks[at].replace(" model ", " network ", 1).replace(" GB", " TB", 1)
        blocks[at] = edited.replace("token", "byte", 1)
    return "\n\n".join(blocks)


def edit_heavily(text: str) -> str:
    """The text with a word in twenty of each block but headings replaced."""
    rng = random.Random(3)
    blocks = []
    for block in text.split("\n\n"):
        words = block.split(" ")
        for _ in range(0 if block.startswith("#") else max(1, len(words) // 20)):
            at = rng.randrange(len(words))
            if words[at].isalpha():
                words[at] = rng.choice(WORDS)
        blocks.append(" ".join(words))
    return "\n\n".join(blocks)


def make_files(place: Path) -> dict[str, tuple[str, ...]]:
    """The commands that compare two files, by what they compare."""
    long = make_document(1_000_000, 1)
    sides = {
        "diff, 3 lines": ("# A\n\nSome words here.\n", "# A\n\nSome other words here.\n"),
        "diff, 1 MB, equal": (long, long),
        "diff, 1 MB, edited lightly": (long, edit_lightly(long)),
        "diff, 1 MB, every block edited": (long, edit_heavily(long)),
    }
    commands = {}
    for number, (title, texts) in enumerate(sides.items()):
        paths = [place / f"{number}-{side}.md" for side in ("old", "new")]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        commands[title] = ("diff", "--no-index", *map(str, paths))
    return commands


def make_tiny(place: Path) -> Path:
    """A repository with a report of one version of three lines."""
    place.mkdir()
    for name, text in {
        "instructions.md": "# A\n\nWrite it.\n\n## References\n\n[ ] [A](a.md)\n",
        "report-01.md": "# A\n\nSome words here.\n",
        "a.md": "# A\n",
    }.items():
        (place / name).write_text(text, encoding="utf-8")
    git(place, "init", "-q", "-b", "main")
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "Base")
    return place


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path, nargs="?")
    parser.add_argument("--runs", type=int, default=7, help="pairs of each command")
    parser.add_argument("--versions", type=int, default=30, help="of the report of `check --all`")
    parser.add_argument("--only", default="", help="commands that begin so, with commas")
    given = parser.parse_args()
    new = given.new or Path(sys.executable).with_name("git-report")
    scripts = given.old.absolute(), new.absolute()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        commands = {title: (words, place) for title, words in make_files(place).items()}
        commands["check, 3 lines"] = (("check",), make_tiny(place / "tiny"))
        long = make_repository(place / "long", given.versions)
        title = f"check --all, {given.versions} versions"
        commands[f"{title}, V S R D"] = (("check", *STRUCTURE), long)
        commands[f"{title}, with K G"] = (("check", "--all", "--select", "V,S,R,D,K,G"), long)
        for code in IMPORTS:
            row = Row(code, [sys.executable, "-c", code], place, 1)
            seconds = statistics.median(cpu(row) for _ in range(given.runs))
            print(f"{seconds:8.3f}  python -c '{code}'", flush=True)
        print("| Command | CPU s before | after | Ratio of the pairs, median |\n|---|---|---|---|")
        for title, (words, where) in commands.items():
            if not title.startswith(tuple(given.only.split(","))):
                continue
            rows = [Row(title, [str(s), *words], where, 1, findings=True) for s in scripts]
            for row in rows:
                cpu(row)  # not counted: it may compile
            pairs = [(cpu(rows[0]), cpu(rows[1])) for _ in range(given.runs)]
            before, after = (statistics.median(side) for side in zip(*pairs, strict=True))
            ratio = statistics.median(b / a for a, b in pairs)
            print(f"| `{title}` | {before:.3f} | {after:.3f} | {ratio:.2f} |", flush=True)


if __name__ == "__main__":
    main()
