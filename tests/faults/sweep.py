"""A command broken at every call that changes a file, looked at, run again, and looked at again."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.checkouts import Checkout
from tests.commit.planning import make_busy, others
from tests.faults.injection import KINDS, Command, Outcome, is_possible, trace

COMMAND = (sys.executable, "-m", "git_report.cli", "iterate", "--writer", "extractive")
_FOLDER = "report"


@dataclass(frozen=True, slots=True)
class Template:
    """A repository to be copied for each case, and what an unbroken run makes of it.

    `base` is its HEAD, `golden` the tree of the commit that the run makes, `owned` each of our
    files with what it holds before and after; `theirs` is all that is not ours.
    """

    root: Path
    command: Command
    base: str
    golden: str
    events: int
    owned: dict[str, tuple[bytes | None, bytes | None]]
    theirs: list[bytes]


@dataclass(frozen=True, slots=True)
class Case:
    """One broken run: what was wrong after the break, and after the next command."""

    kind: str
    at: int
    hit: str
    broken: tuple[str, ...]
    recovered: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything that was wrong."""
        return (*self.broken, *self.recovered)


def make_template(root: Path, command: Command = COMMAND) -> Template:
    """A report folder with a version and two open references in a repository with work going on.

    `root` is a directory that is there, for the template and for an unbroken run.
    """
    checkout = Checkout(root / "template")
    checkout.root.mkdir()
    checkout.git("init", "-q", "-b", "main")
    checkout.git("config", "user.name", "N")
    checkout.git("config", "user.email", "n@example.org")
    checkout.commit(_files())
    assert trace(command, checkout.root, checkout.root).status == 0
    make_busy(checkout)
    unbroken = Checkout(root / "unbroken")
    shutil.copytree(checkout.root, unbroken.root, symlinks=True)
    outcome = trace(command, unbroken.root, unbroken.root)
    assert outcome.status == 0, outcome
    owned: dict[str, tuple[bytes | None, bytes | None]] = {}
    for name in unbroken.text("diff-tree", "-r", "--name-only", "HEAD~1", "HEAD").split("\n"):
        owned[name] = (_content(checkout, name), _content(unbroken, name))
    return Template(
        checkout.root,
        command,
        checkout.text("rev-parse", "HEAD"),
        unbroken.text("rev-parse", "HEAD^{tree}"),
        len(outcome.events),
        owned,
        others(checkout),
    )


def _files() -> dict[str, str]:
    items = "".join(f"[ ] [R{n}](r{n}.md)\n\n" for n in range(1, 5))
    text = "# R{n}\n\nNode {n} runs at {n}00 Gbps and draws {n}5 kW in the test of the year.\n"
    sources = {f"{_FOLDER}/r{n}.md": text.format(n=n) for n in range(1, 5)}
    person = {f"{name}.txt": f"{name}\n" for name in ("staged", "unstaged", "removed")}
    brief = {f"{_FOLDER}/instructions.md": f"# Brief\n\nWrite.\n\n## References\n\n{items}"}
    return {**sources, **person, **brief}


def run_case(template: Template, kind: str, at: int) -> Case:
    """Break a run in a copy of a template, and have the same command recover."""
    with tempfile.TemporaryDirectory(prefix="fault-") as scratch:
        checkout, told = Checkout(Path(scratch) / "copy"), Path(scratch) / "told"
        shutil.copytree(template.root, checkout.root, symlinks=True)
        outcome = trace(template.command, checkout.root, checkout.root, kind, at)
        broken = tuple(_look_after_break(template, checkout, outcome))
        again = trace(template.command, checkout.root, checkout.root, output=told)
        recovered = list(_look_after_recovery(template, checkout))
        if again.status:
            recovered.append(f"stuck: {told.read_text('utf-8', 'replace').strip()}")
        return Case(kind, at, outcome.hit, broken, tuple(recovered))


def _look_after_break(template: Template, checkout: Checkout, outcome: Outcome) -> Iterator[str]:
    head = checkout.text("rev-parse", "HEAD")
    yield from _look(template, checkout)
    if head != template.base:
        if checkout.text("rev-parse", "HEAD~1") != template.base:
            yield "wrong parent"
        if checkout.text("rev-parse", "HEAD^{tree}") != template.golden:
            yield "wrong tree"
    elif outcome.status == 0:
        yield "said it was done, and did nothing"
    for name, whole in template.owned.items():
        if _content(checkout, name) not in whole:
            yield f"torn: {name}"


def _look_after_recovery(template: Template, checkout: Checkout) -> Iterator[str]:
    yield from _look(template, checkout)
    commits = checkout.text("rev-list", "--reverse", f"{template.base}..HEAD").split()
    if len(commits) not in {1, 2}:
        yield f"{len(commits)} commits"
    for commit, parent in zip(commits, [template.base, *commits], strict=False):
        if checkout.text("rev-parse", f"{commit}^@") != parent:
            yield "wrong parent"
        names = checkout.text("diff-tree", "-r", "--name-only", parent, commit).split("\n")
        if len(names) != 3 or any(not name.startswith(f"{_FOLDER}/") for name in names):
            yield f"wrong files: {names}"
    if left := checkout.text("status", "--porcelain", "--", _FOLDER):
        yield f"left behind: {left}"
    git = checkout.root / ".git"
    litter = [*git.rglob("*.lock"), *git.glob("report-iterate.*"), *git.glob("graft.*")]
    yield from (f"litter: {place.relative_to(checkout.root)}" for place in litter)
    yield from (f"litter: {place.name}" for place in checkout.root.rglob(".report-iterate.*"))


def _look(template: Template, checkout: Checkout) -> Iterator[str]:
    """What must hold at any time: a sound object database, and nothing lost that is not ours."""
    if told := checkout.text("fsck", "--full", "--strict", "--no-dangling", "--no-progress"):
        yield f"corrupt: {told}"
    if others(checkout) != template.theirs:
        yield "the person's own work changed"


def _content(checkout: Checkout, name: str) -> bytes | None:
    place = checkout.root / name
    return place.read_bytes() if place.exists() else None


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kill_sweep.sh", description=__doc__)
    parser.add_argument("--kinds", default=",".join(KINDS), help="which faults, by comma")
    parser.add_argument("--stride", type=int, default=1, help="every so many calls (default 1)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """Sweep, and print how each kind of fault went; 1 where anything was wrong."""
    asked = _parse(arguments)
    if not is_possible():
        _say("faults can be injected on Linux on x86_64, where a process may trace its children")
        return 2
    with tempfile.TemporaryDirectory(prefix="sweep-") as scratch:
        template = make_template(Path(scratch))
        kinds = asked.kinds.split(",")
        places = range(1, template.events + 1, asked.stride)
        _say(f"{template.events} calls that change a file; {len(kinds) * len(places)} cases")
        bad: list[Case] = []
        with ProcessPoolExecutor(asked.jobs) as pool:
            for kind in kinds:
                jobs = [pool.submit(run_case, template, kind, at) for at in places]
                cases = [job.result() for job in jobs]
                faulty = [case for case in cases if case.faults]
                bad += faulty
                for case in faulty:
                    _say(f"{kind} at {case.at}, {case.hit}: {'; '.join(case.faults)}")
                sound = len(cases) - len(faulty)
                _say(f"{kind:8} {sound} of {len(cases)} sound and recovered by the next command")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
