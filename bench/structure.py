"""The package as somebody meets it who has not written it, as a table of figures.

    python bench/structure.py                           # the tree that this file is in
    python bench/structure.py --tree OLD --tree . --runs 41

A column for each tree, which needs an environment in `.venv-test` of its own. Lines and comments
are those of `git_report/**/*.py`. An importer is a module that names another one in an import
statement; a public class is one of a module's top level without an underscore. Modules of
`git_report` that are loaded are counted by `python -X importtime`. CPU is user and system time of
the whole process with its git processes, the median of runs in which all trees and a bare
`python -c pass` alternate, and its ratio to the latter.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import os
import re
import resource
import statistics
import subprocess
import tempfile
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

IMPORT = re.compile(r"^import time:.*\| +(git_report[\w.]*)$", re.MULTILINE)
INSTRUCTIONS = "# Instructions\n\nReport what is read.\n\n## References\n\n- [ ] [A](a.md)\n"
BODY = "# Costs\n\n## Storage\n\nA disk costs 3 euros.[^1]\n"
ANSWER = json.dumps({"operations": [{"op": "document", "text": BODY}]})
DISK = "# A\n\nA disk costs 3 euros.\n"
ENVIRONMENT = {
    **{name: os.environ[name] for name in os.environ if not name.startswith(("GIT_", "PYTHON"))},
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "bench", "GIT_AUTHOR_EMAIL": "bench@example.org",
    "GIT_COMMITTER_NAME": "bench", "GIT_COMMITTER_EMAIL": "bench@example.org",
}  # fmt: skip
COMMANDS = {
    "git report --version": ("--version",),
    "git report check --staged": ("check", "--staged"),
    "git report diff, two lines": ("diff", "--no-index", "a.md", "b.md"),
}


@dataclass(frozen=True)
class Module:
    """A file of the package."""

    name: str
    text: str
    tree: ast.Module

    def list_imports(self, known: frozenset[str]) -> Iterator[str]:
        """The modules of the package that are named in its import statements."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names if alias.name in known)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                inner = {f"{node.module}.{alias.name}" for alias in node.names} & known
                yield from inner or ({node.module} & known)

    def count_comments(self) -> int:
        """Its lines with a comment."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return sum(token.type == tokenize.COMMENT for token in tokens)


def read_modules(tree: Path) -> list[Module]:
    out: list[Module] = []
    for path in sorted((tree / "git_report").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        name = ".".join(path.relative_to(tree).with_suffix("").parts).removesuffix(".__init__")
        out.append(Module(name, text, ast.parse(text)))
    return out


def measure_source(tree: Path) -> dict[str, str]:
    modules = read_modules(tree)
    lines = [module.text.count("\n") for module in modules]
    packages = {each.name.rpartition(".")[0] for each in modules}
    known = frozenset(module.name for module in modules)
    importers: defaultdict[str, set[str]] = defaultdict(set)
    for module in modules:
        for name in module.list_imports(known):
            importers[name].add(module.name)
    single = [n for n in known - packages if len(importers[n] - {n}) == 1]
    classes = Counter(
        node.name
        for module in modules
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    names = Counter(name.rpartition(".")[2] for name in known - packages)
    comments = sum(module.count_comments() for module in modules)
    largest = max(modules, key=lambda module: module.text.count("\n"))
    return {
        "modules": str(len(modules)),
        "lines": f"{sum(lines):,}",
        "lines of a module, median": f"{statistics.median(lines):.0f}",
        "lines of the largest module": f"{max(lines)} (`{largest.name.partition('.')[2]}`)",
        "modules with one importer": str(len(single)),
        "module names that exist twice": str(sum(number > 1 for number in names.values())),
        "public class names that exist twice": str(sum(n > 1 for n in classes.values())),
        "comments per 100 lines": f"{100 * comments / sum(lines):.1f}",
    }


class Place:
    """A repository with a report folder of one unread reference, and a tree's environment."""

    def __init__(self, tree: Path, home: Path) -> None:
        self.python = tree.resolve() / ".venv-test/bin/python"
        if not self.python.exists():
            raise SystemExit(f"'{tree}' has no environment: run scripts/test there first")
        self.home = home
        home.mkdir()
        files = {
            "report/instructions.md": INSTRUCTIONS,
            "report/a.md": DISK,
            "a.md": DISK,
            "b.md": DISK.replace("3", "4"),
            "answer.json": ANSWER,
        }
        for name, text in files.items():
            (home / name).parent.mkdir(exist_ok=True)
            (home / name).write_text(text, encoding="utf-8")
        self.git("init", "--quiet")
        self.git("config", "report.command", f"cat '{home}/answer.json'")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "Begin")

    def git(self, *words: str) -> None:
        """Run git in the repository."""
        subprocess.run(("git", *words), cwd=self.home, env=ENVIRONMENT, check=True)

    def command(self, words: Sequence[str], *options: str) -> list[str]:
        """The tree's program as a command; options are those of Python."""
        return [str(self.python), *options, str(self.python.with_name("git-report")), *words]

    def count_loaded(self, *words: str) -> int:
        """The modules of the package that a command loads."""
        done = subprocess.run(
            self.command(words, "-X", "importtime"),
            cwd=self.home, env=ENVIRONMENT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"git report {' '.join(words)} failed: {done.stderr[-400:]}")
        return len(set(IMPORT.findall(done.stderr)))

    def measure(self, command: Sequence[str]) -> float:
        """CPU seconds of a process and its children."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=self.home, env=ENVIRONMENT, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_loaded(place: Place) -> dict[str, str]:
    return {
        "modules loaded by `iterate --writer command`": str(
            place.count_loaded("iterate", "--stage", "--writer", "command", "report")
        ),
        "modules loaded by `check --staged`, of that version": str(
            place.count_loaded("check", "--staged")
        ),
    }


def measure_cpu(places: Sequence[Place], runs: int) -> list[dict[str, str]]:
    seconds: defaultdict[tuple[int, str], list[float]] = defaultdict(list)
    for _ in range(runs):
        for number, place in enumerate(places):
            seconds[number, ""].append(place.measure([str(place.python), "-c", "pass"]))
            for name, words in COMMANDS.items():
                seconds[number, name].append(place.measure(place.command(words)))
    out: list[dict[str, str]] = []
    for number in range(len(places)):
        bare = statistics.median(seconds[number, ""])
        medians = {name: statistics.median(seconds[number, name]) for name in COMMANDS}
        out.append({f"CPU of `{n}`": f"{s:.3f} s ({s / bare:.1f})" for n, s in medians.items()})
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = Path(__file__).resolve().parent.parent
    parser.add_argument("--tree", action="append", type=Path, metavar="DIR")
    parser.add_argument("--runs", type=int, default=21)
    options = parser.parse_args()
    trees: list[Path] = options.tree or [here]
    columns = [measure_source(tree) for tree in trees]
    with tempfile.TemporaryDirectory() as scratch:
        places = [Place(tree, Path(scratch) / str(n)) for n, tree in enumerate(trees)]
        for column, place in zip(columns, places, strict=True):
            column.update(measure_loaded(place))
        for column, cpu in zip(columns, measure_cpu(places, options.runs), strict=True):
            column.update(cpu)
    print("|", " | ".join(["Figure", *map(str, trees)]), "|")
    print("|---" * (1 + len(trees)) + "|")
    for name in columns[0]:
        print("|", " | ".join([name, *(column[name] for column in columns)]), "|")


if __name__ == "__main__":
    main()
