"""Random walks of legal steps over a real repository, held against the checks at each of them."""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from git_report.cli.main import group, run
from tests.checkouts import Checkout

EXAMPLE = Path(__file__).parents[2] / "examples" / "llm-on-aws"
FOLDER, BASE = "report", "refs/remotes/origin/main"
_CODE = re.compile(r"^(\S.*: [A-Z]\d{3} .*)$", re.MULTILINE)
_CONTENTS = re.compile(r": [KG]\d{3} warning: ")
_OPEN, _READ = re.compile(r"^\[ \] "), re.compile(r"^\[x\] ")
_LAST_VERSION = re.compile(r"report-(\d+)\.md$")


@contextlib.contextmanager
def working_in(root: Path) -> Iterator[None]:
    """The current directory is `root` meanwhile."""
    before = Path.cwd()
    os.chdir(root)
    try:
        yield
    finally:
        os.chdir(before)


def call(root: Path, *arguments: str) -> tuple[int, str]:
    """``git report …`` in this process: its exit code, and what it printed."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    code: object = None
    with (
        working_in(root),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
    ):
        try:
            run(group, "git report", arguments)
        except SystemExit as ended:
            code = ended.code
    out.seek(0)
    assert isinstance(code, int)
    return code, out.read()


def findings(root: Path, *door: str) -> list[str]:
    """The findings, warnings included, that a check of the repository tells."""
    code, told = call(root, "check", *door)
    found = _CODE.findall(told)
    if not found and code:
        return [f"exit {code}: {told}"]
    return found


def prepare(root: Path) -> Checkout:
    """The example as a repository of its own: two references read, the rest open, published."""
    shutil.copytree(EXAMPLE, root / FOLDER)
    checkout = Checkout(root)
    checkout.git("init", "-q")
    checkout.commit({"README.md": "# A repository\n"})
    code, told = call(root, "iterate", "--writer", "extractive", "-q", "--count", "2")
    assert code == 0, told
    checkout.git("update-ref", BASE, "HEAD")
    return checkout


@dataclass
class Tally:
    """What the walks did, and what was said of them.

    `contents` are warnings about what a version says (families K and G): whether they are right is
    not for a walk to know, since a writer made the version.
    """

    histories: int = 0
    commits: int = 0
    checks: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    alarms: list[str] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)


class Walk(RuleBasedStateMachine):
    """One history. All its choices come from the seeds that Hypothesis draws."""

    def __init__(self, template: Path, space: Path, tally: Tally, *, strict: bool) -> None:
        super().__init__()
        self.root = space / f"walk-{tally.histories}"
        shutil.copytree(template, self.root, symlinks=True)
        self.checkout = Checkout(self.root)
        self.git = self.checkout.git
        self.text = self.checkout.text
        self.tally, self.strict = tally, strict
        self.folder = FOLDER
        self.count = 0
        self.trail: list[str] = []
        self.checked = self.text("rev-parse", "HEAD")
        tally.histories += 1

    # Steps. Each is tried; where it is not legal or git finds a clash, nothing is done.

    @rule(seed=st.integers(0, 2**16))
    def iterate(self, seed: int) -> None:
        """Read the next reference, with an edit of the instructions riding along or not."""
        rng = random.Random(seed)
        if not self.items(_OPEN):
            return
        if rng.random() < 0.3:
            self.ride_along(rng)
        if rng.random() < 0.5:
            self.report("iterate", "--writer", "extractive", "-q", self.folder)
            self.done("iterate")
        else:
            self.report("iterate", "--writer", "extractive", "-q", "--stage", self.folder)
            self.commit("iterate --stage")

    def ride_along(self, rng: random.Random) -> None:
        """Edit the instructions only: another file would not be in the iteration's commit."""
        source = self.make_source(rng)
        self.commit("a source")
        self.report("add", "-d", self.folder, source)
        rng.choice([self.swap, self.reword, self.rewrite_brief])(rng)

    @rule(seed=st.integers(0, 2**16))
    def add(self, seed: int) -> None:
        self.append(random.Random(seed))
        self.commit("add")

    @rule(seed=st.integers(0, 2**16))
    def edit_checklist(self, seed: int) -> None:
        """Reorder, reword or remove what is open; reword what was read; edit the brief."""
        rng = random.Random(seed)
        edits = [self.swap, self.reword, self.drop, self.reword_read, self.rewrite_brief]
        edit = rng.choice(edits)
        edit(rng)
        self.commit(edit.__name__)

    @rule(seed=st.integers(0, 2**16))
    def skip(self, seed: int) -> None:
        """Skip an open reference, and sometimes undo that."""
        rng = random.Random(seed)
        chosen = self.items(_OPEN)
        if not chosen:
            return
        target = self.target(rng.choice(chosen))
        self.report("skip", "-d", self.folder, target, "-m", "superseded")
        self.commit("skip")
        if rng.random() < 0.5:
            self.report("skip", "-d", self.folder, "--undo", target)
            self.commit("skip --undo")

    @rule(seed=st.integers(0, 2**16))
    def revise(self, seed: int) -> None:
        """A person's correction as a version of its own."""
        newest = self.newest()
        if newest:
            following = f"{self.folder}/report-{int(newest[7:-3]) + 1:02d}.md"
            text = (self.root / self.folder / newest).read_bytes().decode()
            title, _, rest = text.partition("\n")
            self.checkout.write({following: f"{title}\n\nA person wrote this.\n{rest}"})
            self.report("revise", "-m", f"correction {seed}", self.folder)
            self.done("revise")

    @rule()
    def revert_newest(self) -> None:
        """Undo the commit that made the newest version."""
        made = self.maker()
        if made and self.tries("revert", "--no-commit", made):
            self.commit("revert")

    @rule(seed=st.integers(0, 2**16))
    def squash(self, seed: int) -> None:
        """Make several unpublished commits one, where no version was undone on the way."""
        rng = random.Random(seed)
        length = len(self.unpublished())
        if length < 2 or self.merges():
            return
        target = self.text("rev-parse", f"HEAD~{rng.randint(2, length)}")
        if self.keeps_versions(target):
            self.git("reset", "-q", "--soft", target)
            self.checked = target
            self.commit("squash")

    @rule()
    def rebase(self) -> None:
        """Rebase what is unpublished onto a main that moved elsewhere."""
        if not self.unpublished() or self.merges():
            return
        head = self.text("rev-parse", "HEAD")
        self.git("checkout", "-q", "--detach", BASE)
        moved = self.checkout.commit({f"elsewhere-{self.number()}.md": "# Elsewhere\n"})
        self.git("checkout", "-q", "main")
        if self.tries("rebase", "-q", "--onto", moved, BASE):
            self.git("update-ref", BASE, moved)
            self.checked = moved
            self.done("rebase")
        else:
            self.git("reset", "-q", "--hard", head)

    @rule(seed=st.integers(0, 2**16))
    def merge(self, seed: int) -> None:
        """Branch, do something on either side, and merge where git finds no clash."""
        rng = random.Random(seed)
        fork = self.text("rev-parse", "HEAD")
        self.git("checkout", "-qb", "side")
        self.on_side(rng)
        side = self.text("rev-parse", "HEAD")
        self.git("checkout", "-q", "main")
        self.checked = fork
        if rng.random() < 0.7:
            self.iterate(rng.randrange(2**16))
        else:
            self.edit_checklist(rng.randrange(2**16))
        self.git("branch", "-qD", "side")
        if side != fork and self.tries("merge", "-q", "--no-commit", "--no-ff", side):
            self.commit("merge")

    def on_side(self, rng: random.Random) -> None:
        done = rng.choice(["elsewhere", "append", "brief", "iterate", "other folder"])
        if done == "elsewhere":
            self.checkout.write({f"side-{self.number()}.txt": "unrelated\n"})
            self.commit("side: elsewhere")
        elif done == "append":
            self.append(rng)
            self.commit("side: append")
        elif done == "brief":
            self.rewrite_brief(rng)
            self.commit("side: brief")
        elif done == "iterate":
            self.iterate(rng.randrange(2**16))
        else:
            self.start_folder(rng)

    @rule()
    def amend(self) -> None:
        """Edit the version that the unpublished HEAD made, diff.md following."""
        newest = self.newest()
        mine = newest and self.maker() == self.text("rev-parse", "HEAD")
        if not mine or not self.unpublished() or self.head_is_merge():
            return
        path = self.root / self.folder / newest
        text = path.read_text(encoding="utf-8")
        title, _, rest = text.partition("\n")
        path.write_text(f"{title}, amended\n{rest}", encoding="utf-8")
        self.report("diff", "--write", "-d", self.folder)
        self.checked = self.text("rev-parse", "HEAD~1")
        # Before it is made nobody can know that it amends: that alone is told, as a warning.
        self.commit("amend", "--amend", "--no-edit", warning="V003")

    @rule()
    def move_source(self) -> None:
        """Rename the source of a read reference, its target following."""
        for chunk in self.items(_READ):
            target = self.target(chunk)
            new = f"{target.removesuffix('.md')}-moved.md"
            path = target[1:] if target[0] == "/" else f"{self.folder}/{target}"
            if (self.root / path).is_file() and self.instructions().count(f"({target})") == 1:
                self.git("mv", path, f"{path.removesuffix('.md')}-moved.md")
                self.put(self.instructions().replace(f"({target})", f"({new})"))
                self.commit("move source")
                return

    @rule()
    def move_folder(self) -> None:
        name = f"{FOLDER}-{self.number()}"
        self.git("mv", self.folder, name)
        self.folder = name
        self.commit("move folder")

    @rule(seed=st.integers(0, 2**16))
    def start_folder(self, seed: int | random.Random) -> None:
        """Make a second folder, and read its first reference."""
        rng = seed if isinstance(seed, random.Random) else random.Random(seed)
        name, source = f"other-{self.number()}", self.make_source(rng)
        self.report("init", name, source)
        self.commit("init")
        self.report("iterate", "--writer", "extractive", "-q", name)
        self.done("iterate elsewhere")

    @rule()
    def delete_folder(self) -> None:
        """Delete another folder where there is one, else the only one, and start anew."""
        others = sorted(path.name for path in self.root.glob("other-*"))
        if others:
            self.git("rm", "-rq", others[0])
            shutil.rmtree(self.root / others[0], ignore_errors=True)
            self.commit("delete folder")

    @rule()
    def publish(self) -> None:
        self.git("update-ref", BASE, "HEAD")

    # Edits of the work tree.

    def append(self, rng: random.Random) -> None:
        page = f"https://example.org/{self.number()}"
        source = self.make_source(rng) if rng.random() < 0.8 else page
        self.report("add", "-d", self.folder, source, "-m", "to learn more")
        if source.startswith("https"):  # a web page stops a run: keep it last, and skip it
            self.report("skip", "-d", self.folder, source, "-m", "not now")

    def swap(self, rng: random.Random) -> None:
        chunks = self.chunks()
        places = [n for n, chunk in enumerate(chunks) if _OPEN.match(chunk)]
        order = [chunks[n] for n in places]
        rng.shuffle(order)
        for place, chunk in zip(places, order, strict=True):
            chunks[place] = chunk
        self.put("\n\n".join(chunks) + "\n")

    def reword(self, rng: random.Random) -> None:
        self.change_item(rng, _OPEN, "[ ] ", "[ ] Look into ")

    def reword_read(self, rng: random.Random) -> None:
        self.change_item(rng, _READ, "[x] ", "[x] Again ")

    def change_item(
        self, rng: random.Random, kind: re.Pattern[str], before: str, after: str
    ) -> None:
        chunks = self.chunks()
        places = [n for n, chunk in enumerate(chunks) if kind.match(chunk)]
        if places:
            place = rng.choice(places)
            chunks[place] = chunks[place].replace(before, after, 1)
            self.put("\n\n".join(chunks) + "\n")

    def drop(self, rng: random.Random) -> None:
        chunks = self.chunks()
        places = [n for n, chunk in enumerate(chunks) if _OPEN.match(chunk)]
        if len(places) > 2:
            del chunks[rng.choice(places)]
            self.put("\n\n".join(chunks) + "\n")

    def rewrite_brief(self, rng: random.Random) -> None:
        title, _, rest = self.instructions().partition("\n")
        self.put(f"{title}\n\nMind the cost, {rng.randrange(1000)} times.\n{rest}")

    def make_source(self, rng: random.Random) -> str:
        """A new file to read: pieces of the example's references, with other figures."""
        pieces = [
            piece
            for path in sorted((EXAMPLE / "references").glob("*.md"))
            for piece in path.read_text(encoding="utf-8").split("\n\n")
            if not piece.startswith("#")
        ]
        name = f"sources/new-{self.number()}.md"
        body = "\n\n".join(rng.sample(pieces, rng.randint(2, 6)))
        body = re.sub(r"\d+", lambda m: str(int(m[0]) + rng.randint(0, 9)), body)
        self.checkout.write({name: f"# Source {self.count}\n\n{body}\n"})
        return name

    # What the repository holds.

    def instructions(self) -> str:
        return (self.root / self.folder / "instructions.md").read_bytes().decode()

    def put(self, text: str) -> None:
        self.checkout.write({f"{self.folder}/instructions.md": text})

    def chunks(self) -> list[str]:
        return self.instructions().rstrip("\n").split("\n\n")

    def items(self, kind: re.Pattern[str]) -> list[str]:
        return [chunk for chunk in self.chunks() if kind.match(chunk)]

    def target(self, item: str) -> str:
        found = re.search(r"\]\(([^()]+)\)|<(https://[^>]+)>|(https://\S+)", item)
        assert found is not None, item
        return next(part for part in found.groups() if part)

    def newest(self) -> str:
        names = [path.name for path in (self.root / self.folder).glob("report-*.md")]
        return max(names, key=lambda n: int(n[7:-3]), default="")

    def maker(self) -> str:
        """The commit that made the newest version, wherever the folder was then."""
        newest = self.newest()
        if not newest:
            return ""
        blob = self.text("rev-parse", f"HEAD:{self.folder}/{newest}")
        commits = self.text("log", "--no-merges", f"--find-object={blob}", "--format=%H").split()
        before = (self.text("ls-tree", "-r", f"{commit}~1") for commit in commits)
        return next((c for c, tree in zip(commits, before, strict=True) if blob not in tree), "")

    def unpublished(self) -> list[str]:
        return self.text("rev-list", f"{BASE}..HEAD").split()

    def merges(self) -> bool:
        return bool(self.text("rev-list", "--merges", f"{BASE}..HEAD"))

    def head_is_merge(self) -> bool:
        return len(self.text("rev-list", "--parents", "-1", "HEAD").split()) > 2

    def keeps_versions(self, target: str) -> bool:
        """Whether each version since a commit is as its first commit made it."""
        log = self.text(
            "log", "--no-renames", "--diff-filter=DM", "--name-only", "--format=", f"{target}..HEAD"
        )
        return not any(_LAST_VERSION.search(path) for path in log.split("\n"))

    def number(self) -> int:
        self.count += 1
        return self.count

    # Doing and checking.

    def tries(self, *arguments: str) -> bool:
        """Run git; where it finds a clash the repository is as it was."""
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, check=False)
        if done.returncode:
            self.git(arguments[0], "--abort", check=False)
            self.git("reset", "-q", "--hard")
        return done.returncode == 0

    def report(self, *arguments: str) -> None:
        code, told = call(self.root, *arguments)
        assert code == 0, (arguments, told, self.trail)

    def commit(self, step: str, *options: str, warning: str = "") -> None:
        """Check what is staged, commit it, and check what came of it.

        `warning` is the code of the one that what is staged is due.
        """
        self.git("add", "-A")
        self.check(step, "--staged", warning=warning)
        self.git("commit", "-q", "--allow-empty", "-m", step, *options)
        self.done(step)

    def done(self, step: str) -> None:
        self.trail.append(step)
        self.tally.steps[step] += 1
        self.check(step, "--range", f"{self.checked}..HEAD")
        self.check(step, "--all")
        self.checked = self.text("rev-parse", "HEAD")
        self.tally.commits += 1

    def check(self, step: str, *door: str, warning: str = "") -> None:
        found = findings(self.root, *door)
        due = [line for line in found if warning and f" {warning} warning: " in line]
        missing = [f"no {warning} warning"] if warning and len(due) != 1 else []
        self.judge(f"{step} {door[0]}", [line for line in found if line not in due] + missing)

    def judge(self, place: str, found: list[str]) -> None:
        self.tally.checks += 1
        contents = [line for line in found if _CONTENTS.search(line)]
        alarms = [line for line in found if line not in contents]
        self.tally.contents += contents
        self.tally.alarms += [f"{' → '.join(self.trail)} | {place}: {line}" for line in alarms]
        assert not (alarms and self.strict), (self.trail, place, alarms)

    def teardown(self) -> None:
        """The whole branch once more, through a process of its own."""
        command = [sys.executable, "-m", "git_report.cli", "check", "--range", f"{BASE}..HEAD"]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)
        found = _CODE.findall(done.stdout)
        self.judge("a process", found or [done.stderr] * (done.returncode != 0))
        shutil.rmtree(self.root)


def walks(space: Path, tally: Tally, *, strict: bool) -> Callable[[], Walk]:
    """A factory of walks below `space`, all from one prepared repository."""
    template = space / "template"
    template.mkdir()
    prepare(template)
    return partial(Walk, template, space, tally, strict=strict)
