"""A report folder in some state, the plan of an iteration, and what it must leave alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from git_report.commit.commit import Plan
from git_report.git.repository import Repository
from tests.checkouts import Checkout

INSTRUCTIONS = "report/instructions.md"
VERSION = "report/report-02.md"
DIFF = "report/diff.md"
BASE: Mapping[str, str | bytes] = {
    INSTRUCTIONS: "# Brief\n\n## References\n\n[ ] a\n\n[ ] b\n",
    "report/report-01.md": "# One\n",
    "staged.txt": "staged\n",
    "unstaged.txt": "unstaged\n",
    "removed.txt": "removed\n",
}
CHANGES: Mapping[str, bytes] = {
    VERSION: b"# Two\n\nnew\n",
    DIFF: b"# report-01.md \xe2\x86\x92 report-02.md\n",
    INSTRUCTIONS: b"# Brief\n\n## References\n\n[x] a\n\n[ ] b\n",
}
MESSAGE = "report-02: a\n\nRead.\n\nReport-Version: report-02\n"


def make_plan(
    checkout: Checkout | Path,
    changes: Mapping[str, bytes | None] = CHANGES,
    *,
    riding: frozenset[str] = frozenset({INSTRUCTIONS}),
) -> tuple[Repository, Plan]:
    """The repository of a checkout and a plan made on its present state."""
    repository = Repository.open(checkout.root if isinstance(checkout, Checkout) else checkout)
    expected = {path: repository.worktree.content(path) for path in changes}
    return repository, Plan(repository.head(), changes, expected, riding, MESSAGE)


def make_busy(checkout: Checkout) -> None:
    """Work of a person in all its kinds, outside of the report's folder."""
    checkout.write({"staged.txt": "staged\nmore\n", "new-staged.txt": "new\n"})
    checkout.git("add", "staged.txt", "new-staged.txt")
    checkout.write({"staged.txt": "staged\nmore\nyet more\n", "unstaged.txt": "edited\n"})
    checkout.write({"untracked.txt": "untracked\n", "intended.txt": "intended\n"})
    checkout.git("add", "-N", "intended.txt")
    checkout.git("rm", "-q", "--cached", "removed.txt")


def others(checkout: Checkout) -> list[bytes]:
    """All that git and the disk say of everything outside of the report's folder."""
    outside = ("--", ".", ":(exclude)report")
    files = sorted(
        path
        for path in checkout.root.rglob("*")
        if path.is_file() and ".git" not in path.parts and "report" not in path.parts
    )
    return [
        checkout.git("diff", "--cached", "--raw", *outside),
        checkout.git("diff", *outside),
        checkout.git("status", "--porcelain", "-z", *outside),
        *(bytes(path.relative_to(checkout.root)) + path.read_bytes() for path in files),
    ]


def whole_state(checkout: Checkout) -> list[bytes]:
    """HEAD, the index and every file: what a refusal must leave as it was."""
    files = sorted(p for p in checkout.root.rglob("*") if p.is_file() and ".git" not in p.parts)
    return [
        checkout.git("rev-parse", "-q", "--verify", "HEAD", check=False),
        checkout.git("ls-files", "-s", "-z"),
        checkout.git("status", "--porcelain", "-z"),
        *(bytes(path) + path.read_bytes() for path in files),
    ]


def leftovers(checkout: Checkout) -> list[Path]:
    """Locks and temporary files that nobody should find."""
    places = {checkout.root, Path(checkout.text("rev-parse", "--absolute-git-dir"))}
    patterns = ("*.lock", "*report-iterate*")
    return [found for place in places for pattern in patterns for found in place.rglob(pattern)]
