"""Many at once: runs in one folder, clones on one remote, runs beside a person who commits.

    python bench/races.py [--runs 16] [--clones 4] [--rounds 3] [--folders 4] [--commits 60]

Prints what became of every run, push and commit; exits with 1 where one is lost.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

RUN = (sys.executable, "-m", "git_report.cli", "iterate", "--writer", "extractive")
_TEXT = "# R{n}\n\nNode {n} runs at {n}00 Gbps and draws {n}5 kW in the test of the year.\n"


def git(root: Path, *args: str) -> str:
    """What git prints."""
    done = subprocess.run(["git", *args], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def make(root: Path, folders: Sequence[str], references: int) -> Path:
    """A repository with report folders of so many references each."""
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "N")
    git(root, "config", "user.email", "n@example.org")
    for name in folders:
        folder = root / name
        folder.mkdir()
        items = "".join(f"[ ] [R{n}](r{n}.md)\n\n" for n in range(1, references + 1))
        (folder / "instructions.md").write_text(f"# Brief\n\nWrite.\n\n## References\n\n{items}")
        for n in range(1, references + 1):
            (folder / f"r{n}.md").write_text(_TEXT.format(n=n))
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base")
    return root


def start(root: Path, *args: str) -> subprocess.Popen[bytes]:
    """A run that says nothing."""
    return subprocess.Popen([*RUN, "-q", *args], cwd=root, stderr=subprocess.DEVNULL)


def is_sound(root: Path) -> bool:
    """Whether objects, checks and work tree are as they should be."""
    fsck = subprocess.run(["git", "fsck", "--strict", "--no-dangling"], cwd=root, check=False)
    checks = [sys.executable, "-m", "git_report.cli", "check", "--all"]
    checked = subprocess.run(checks, cwd=root, check=False)
    locks = list((root / ".git").rglob("*.lock"))
    return not (fsck.returncode or checked.returncode or locks or git(root, "status", "--short"))


def race_in_one_folder(scratch: Path, runs: int) -> bool:
    """So many runs at once over as many references: each reads another one."""
    root = make(scratch / "one", ["report"], runs)
    ended = [run.wait() for run in [start(root) for _ in range(runs)]]
    versions = len(list((root / "report").glob("report-*.md")))
    commits = int(git(root, "rev-list", "--count", "HEAD")) - 1
    print(f"{runs} runs at once: {ended.count(0)} ended well, {versions} versions, "
          f"{commits} commits, sound: {is_sound(root)}")  # fmt: skip
    return ended.count(0) == versions == commits == runs and is_sound(root)


def race_on_a_remote(scratch: Path, clones: int, rounds: int) -> bool:
    """Clones with a folder each that push every version to one branch of one remote."""
    names = [f"report-{n}" for n in range(clones)]
    base = make(scratch / "base", names, rounds)
    bare = scratch / "remote.git"
    git(scratch, "clone", "-q", "--bare", str(base), str(bare))
    roots = [scratch / f"clone-{n}" for n in range(clones)]
    for root in roots:
        git(scratch, "clone", "-q", str(bare), str(root))
        git(root, "config", "user.name", "N")
        git(root, "config", "user.email", "n@example.org")
    runs = [
        start(root, "--all", "--push", "origin", name)
        for root, name in zip(roots, names, strict=True)
    ]
    ended = [run.wait() for run in runs]
    commits = int(git(bare, "rev-list", "--count", "main")) - 1
    merges = int(git(bare, "rev-list", "--count", "--merges", "main"))
    last = scratch / "last"
    git(scratch, "clone", "-q", str(bare), str(last))
    print(f"{clones} clones, {rounds} versions each: {ended.count(0)} ended well, {commits} of "
          f"{clones * rounds} on the remote, {merges} merges, sound: {is_sound(last)}")  # fmt: skip
    return commits == clones * rounds and merges == 0 and is_sound(last)


def race_with_a_person(scratch: Path, folders: int, commits: int) -> bool:
    """Runs on different folders of one clone while somebody commits other files."""
    names = [f"report-{n}" for n in range(folders)]
    root = make(scratch / "person", names, 3)
    done: list[int] = []

    def work() -> None:
        for number in range(commits):
            (root / f"file-{number}.txt").write_text(f"{number}\n")
            while True:  # as a person does where git says that its index is locked
                added = subprocess.run(
                    ["git", "add", f"file-{number}.txt"], cwd=root, capture_output=True, check=False
                )
                made = added.returncode == 0 and subprocess.run(
                    ["git", "commit", "-qm", f"file {number}"],
                    cwd=root, capture_output=True, check=False,
                ).returncode == 0  # fmt: skip
                if made:
                    break
            done.append(number)

    person = threading.Thread(target=work)
    runs = [start(root, "--all", name) for name in names]
    person.start()
    ended = [run.wait() for run in runs]
    person.join()
    subjects = git(root, "log", "--format=%s").splitlines()
    kept = sum(1 for line in subjects if re.fullmatch(r"file \d+", line))
    versions = sum(1 for line in subjects if line.startswith("report-"))
    files = len(list(root.glob("file-*.txt")))
    print(f"{folders} runs of 3 versions beside {commits} commits of a person: {ended.count(0)} "
          f"ended well, {versions} versions, {kept} commits and {files} files kept, "
          f"sound: {is_sound(root)}")  # fmt: skip
    return kept == files == commits and versions == 3 * folders and is_sound(root)


def main() -> int:
    """Run the three races."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, default in (("runs", 16), ("clones", 4), ("rounds", 3), ("folders", 4)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--commits", type=int, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="races-") as name:
        scratch = Path(name)
        went = [
            race_in_one_folder(scratch, asked.runs),
            race_on_a_remote(scratch, asked.clones, asked.rounds),
            race_with_a_person(scratch, asked.folders, asked.commits),
        ]
    return 0 if all(went) else 1


if __name__ == "__main__":
    sys.exit(main())
