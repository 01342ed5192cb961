"""Two sides that made the same versions of a report, merged, rebased or picked, then resolved.

    python bench/resolve.py [--pairs DIR] [--count 200] [--seed 0]

Each pair begins with a common version: the example's report and, with ``--pairs``, the documents
``*/new.md`` of a directory. A script changes it on both sides (`histories.py`), in one version or
two. What comes out is held against the texts of both sides by comparing sections, without the code
that resolves; ``git report check`` must be silent about what is staged and about the commit.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from digest import run_demo
from histories import History

from git_report.cli.main import group, run
from git_report.differ import derive
from git_report.edits.application import body_of
from git_report.markdown import Definition, Document, Record, parse, render_tail

LABEL = re.compile(r"\[\^\d+\]")
ITEMS = ("zero", "alpha", "beta", "gamma", "delta")
HOW = ("merge", "rebase", "cherry-pick")


@dataclass
class Side:
    """The versions of one side after the common one, and the items that they read."""

    texts: list[str]
    items: list[str]


@dataclass
class Count:
    """What came out of all pairs."""

    pairs: int = 0
    versions: int = 0
    resolved: int = 0
    opened: int = 0
    sections: int = 0
    foreign: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    how: Counter[str] = field(default_factory=Counter)


class Place:
    """A repository with a report folder in `report`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-q", "-b", "main")
        for key, value in (("user.name", "bench"), ("user.email", "bench@example.org")):
            self.git("config", key, value)
        for item in ITEMS:
            self.write(f"{item}.md", f"# {item.title()}\n\nText of {item}.\n")

    def git(self, *arguments: str, check: bool = True) -> str:
        """What a git command prints."""
        env = {**os.environ, "GIT_EDITOR": "true"}
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, capture_output=True, check=False, env=env
        )
        if check and done.returncode:
            raise RuntimeError(f"git {arguments}: {done.stderr.decode()}")
        return done.stdout.decode()

    def write(self, name: str, text: str) -> None:
        """Write a file of the report folder."""
        path = self.root / "report" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())

    def read(self, name: str) -> str:
        """A file of the report folder."""
        return (self.root / "report" / name).read_bytes().decode()

    def report(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, output and messages of a command."""
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(self.root),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                run(group, "git report", arguments)
            except SystemExit as ended:
                return int(ended.code or 0), out.getvalue(), err.getvalue()
        raise AssertionError("a command ends its process")

    def commit(self, versions: Sequence[str], read: Sequence[str]) -> None:
        """Commit so many versions, the newest with diff.md, and the checklist that goes with it."""
        number = len(versions)
        self.write(f"report-{number:02d}.md", versions[-1])
        prior = parse(versions[-2]) if number > 1 else None
        names = f"report-{number - 1:02d}.md", f"report-{number:02d}.md"
        self.write("diff.md", derive(prior, parse(versions[-1]), *names))
        self.write("instructions.md", self.checklist(read))
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"report-{number:02d}")

    def checklist(self, read: Sequence[str]) -> str:
        """The instructions in which these items are read, in this order."""
        lines = []
        for item in ITEMS:
            number = read.index(item) + 1 if item in read else 0
            oid = self.git("hash-object", f"report/{item}.md").strip()[:12]
            stamp = f" <!-- report-{number:02d} {oid} -->" if number else ""
            lines.append(f"[{'x' if number else ' '}] [{item.title()}]({item}.md){stamp}\n")
        return "# What to do\n\nKeep a report.\n\n## References\n\n" + "\n".join(lines)


def finish(body: str, number: int, items: Sequence[str]) -> str:
    """A version's text with the footnotes of what was read so far."""
    cited = {int(label[2:-1]) for label in LABEL.findall(body)} | {number}
    definitions = [
        Definition(str(n), f"[^{n}]: [{items[n - 1].title()}]({items[n - 1]}.md)", 0)
        for n in sorted(cited)
        if n <= number
    ]
    tail = render_tail(definitions, "", Record(number, (("writer", "bench"),)))
    return f"{body.rstrip()}\n\n{tail}"


def grow(seed: int, base: str, items: list[str], rng: random.Random) -> Side:
    """One side's versions: each some operations on the one before, its sentences cited."""
    history = History(seed, base)
    texts = []
    for _ in items[1:]:
        history.version += 1
        history.operate(rng.choice((1, 2, 3, 6)))
        for block in history.truth():
            for unit in block.units if block.touched else ():
                if unit.origin == history.version and not unit.text.rstrip().endswith(("]", "|")):
                    unit.text = f"{unit.text.rstrip()} [^{history.version}]"
        texts.append(finish(history.text(), history.version, items))
    return Side(texts, items[1:])


def keys(document: Document) -> Counter[tuple[str, str]]:
    """The sections by title and text, whatever number their footnotes have."""
    return Counter(
        (s.title, LABEL.sub("[^n]", "".join(b.text for b in s.blocks).strip()))
        for s in parse(body_of(document)).sections
    )


def try_pair(root: Path, base: str, seed: int, count: Count) -> None:
    """Make a pair, bring it together, resolve it, and look."""
    rng = random.Random(seed)
    place = Place(root)
    start = History(0, base).text()
    first = finish(start, 1, ITEMS)
    place.commit([first], ITEMS[:1])
    same = rng.random() < 0.3
    ours_items = [ITEMS[0], *ITEMS[1 : 2 + (rng.random() < 0.25)]]
    others = ITEMS[1:] if same else tuple(i for i in ITEMS if i not in ours_items)
    theirs_items = [ITEMS[0], *others[: 1 + (rng.random() < 0.25)]]
    ours = grow(2 * seed, start, ours_items, rng)
    theirs = grow(2 * seed + 1, start, theirs_items, rng)
    place.git("branch", "side")
    for side, items, branch in ((ours, ours_items, "main"), (theirs, theirs_items, "side")):
        place.git("checkout", "-q", branch)
        for n in range(1, len(side.texts) + 1):
            place.commit([first, *side.texts[:n]], items[: n + 1])
    how = rng.choice(HOW)
    count.pairs += 1
    count.how[how] += 1
    count.versions += len(theirs.texts)
    if how != "rebase":
        place.git("checkout", "-q", "main")
    what = {"merge": ["side"], "rebase": ["main"], "cherry-pick": ["main..side"]}[how]
    place.git(how, *what, check=False)
    kept: dict[str, bytes] = {}
    name = f"pair {seed} ({how})"
    for _ in range(8):
        if not place.git("ls-files", "-u").strip():
            break
        code, out, err = place.report("resolve", "--json")
        if code:
            count.findings.append(f"{name}: {err.strip()}")
            return
        for folder in json.loads(out)["folders"]:
            for version in folder["theirs"]:
                if version["became"]:
                    count.resolved += 1
                    continue
                count.opened += 1
                kept[version["kept"]] = Path(version["kept"]).read_bytes()
                if not version["open_again"] and not same:
                    count.unsaid.append(f"{name}: report-{version['version']:02d}")
        count.findings += [f"{name}: {line}" for line in checked(place, "--staged")]
        unmerged = place.git("ls-files", "-u").strip()
        if unmerged:
            count.findings.append(f"{name}: still unmerged: {unmerged}")
            return
        place.git(*json.loads(out)["continue"].split()[1:], check=False)
    revision = "HEAD^!" if how == "merge" else "side..HEAD"
    revision = "main..HEAD" if how == "rebase" else revision
    count.findings += [f"{name}: {line}" for line in checked(place, "--range", revision)]
    count.findings += [f"{name}: {line}" for line in checked(place, "--all")]
    look(place, name, (first, ours, theirs), kept, count)


def checked(place: Place, *options: str) -> list[str]:
    """The findings of the families that a hook looks for."""
    _, out, err = place.report("check", *options, "--select", "V,R,D", "--format", "json")
    try:
        found = json.loads(out)["findings"]
    except ValueError:
        return [f"check {options}: {err.strip()}"]
    return [f"check {' '.join(options)}: {f['path']}:{f['line']} {f['code']} {f['message']}"
            for f in found]  # fmt: skip


def look(
    place: Place,
    name: str,
    sides: tuple[str, Side, Side],
    kept: dict[str, bytes],
    count: Count,
) -> None:
    """Hold the newest version against all texts of both sides."""
    first, ours, theirs = sides
    newest = max((place.root / "report").glob("report-*.md"), key=lambda path: path.name)
    made = keys(parse(newest.read_bytes().decode()))
    base = keys(parse(first))
    mine = keys(parse(ours.texts[-1]))
    other = [keys(parse(text)) for text in theirs.texts]
    drafts = [keys(parse(data.decode())) for data in kept.values()]
    for key in made:
        count.sections += 1
        if key not in base and key not in mine and not any(key in each for each in other):
            count.foreign.append(f"{name}: '{key[0]}'")
    for key in mine - base - made:
        if not any(key not in later for later in other):
            count.lost.append(f"{name}: '{key[0]}' of ours")
    for key in other[-1] - base - made:
        if not any(key in draft for draft in drafts):
            count.lost.append(f"{name}: '{key[0]}' of theirs")
    if {text.encode() for text in theirs.texts} < set(kept.values()):
        count.lost.append(f"{name}: a kept text is not theirs")


def read_bases(pattern: Path | None) -> Iterator[str]:
    """The common versions, without end: the example's, and the documents in turn."""
    with tempfile.TemporaryDirectory() as place:
        text, _, _ = run_demo(Path(place))
    bases = [LABEL.sub("", body_of(parse(text)))]
    for path in sorted(pattern.glob("*/new.md")) if pattern else ():
        data = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        if len(data) < 150_000 and History(0, data).is_sound():
            bases.append(LABEL.sub("", data))
    print(f"common versions: {len(bases)}")
    while True:
        yield from bases


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, help="a directory with documents */new.md")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    count = Count()
    bases = read_bases(options.pairs)
    for seed in range(options.seed, options.seed + options.count):
        with tempfile.TemporaryDirectory() as place:
            try_pair(Path(place), next(bases), seed, count)
    ways = ", ".join(f"{n} {how}" for how, n in sorted(count.how.items()))
    print(f"pairs: {count.pairs} ({ways}), versions of theirs: {count.versions}")
    print(f"resolved: {count.resolved}, opened again: {count.opened}")
    print(f"sections verified: {count.sections}, of neither side: {len(count.foreign)}")
    print(f"texts lost: {len(count.lost)}, not said: {len(count.unsaid)}")
    print(f"findings: {len(count.findings)}")
    for line in [*count.foreign, *count.lost, *count.unsaid, *count.findings][:40]:
        print(f"  {line}")


if __name__ == "__main__":
    main()
