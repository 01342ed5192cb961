"""Paths that lead where nothing is to be read: all refused, in one message, nothing opened."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from git_report.errors import ReportError
from git_report.git.repository import Repository
from git_report.report.checklist import Box, Reference
from git_report.report.snapshot import Snapshot
from git_report.sources import read_source
from tests.checkouts import Checkout, MakeRepository

SECRET = "the secret of another place\n"
OUT, GIT, NONE = "leads out of the repository", "is in the git directory", "does not name a file"
LINK, MISSING, DIRECTORY = "a symbolic link", "does not exist", "is a directory"

# What a target says, and what is said of it. `r` is the report folder.
ATTACKS = {
    # out of the repository
    "../../secret.md": OUT,
    "../../../../../../etc/passwd": OUT,
    "/../secret.md": OUT,
    "//../secret.md": OUT,
    "a/../../../secret.md": OUT,
    "%2e%2e/%2e%2e/secret.md": OUT,
    "%2e%2e%2f%2e%2e%2fsecret.md": OUT,
    "..%2F..%2Fsecret.md": OUT,
    ".%2e/.%2e/secret.md": OUT,
    "..": NONE,
    "../..": OUT,
    "/..": OUT,
    # an absolute path counts from the root of the repository
    "/etc/passwd": MISSING,
    "{outside}/secret.md": MISSING,
    "~/secret.md": MISSING,
    "$HOME/secret.md": MISSING,
    "%252e%252e/%252e%252e/secret.md": MISSING,
    "..\\..\\secret.md": MISSING,
    "C:\\secret.md": MISSING,
    "C:/secret.md": MISSING,
    # the git directory, in whatever spelling some file system takes for it
    "../.git/config": GIT,
    "/.git/HEAD": GIT,
    "/.git": GIT,
    "/.GIT/config": GIT,
    "/.Git/config": GIT,
    "/%2egit/config": GIT,
    "/.git%2fconfig": GIT,
    "/a/../.git/config": GIT,
    "/git~1/config": GIT,
    "/GIT~1/config": GIT,
    "/.git./config": GIT,
    "/.git /config": GIT,
    "/.git%20./config": GIT,
    "/.git::$INDEX_ALLOCATION/config": GIT,
    "/.git:stream": GIT,
    "/.g\u200cit/config": GIT,
    "/.git\ufeff/config": GIT,
    "/.\u202egit/config": GIT,
    "/sub/.git": GIT,
    "/.git\\config": GIT,
    "/nested\\.git\\config": GIT,
    # links, and what is not a regular file
    "link.md": LINK,
    "inner.md": LINK,
    "linked/secret.md": LINK,
    "linked": LINK,
    "deep/linked/secret.md": LINK,
    "dangling.md": LINK,
    "loop.md": LINK,
    "to-git/config": LINK,
    "device": LINK,
    "pipe": "not a regular file|does not exist",
    "socket": "not a regular file|does not exist",
    "folder": DIRECTORY,
    "/": NONE,
    ".": DIRECTORY,
    "folder/": DIRECTORY,
    "/sub": "a submodule",
    "/sub/inner.md": "a submodule",
    "plain.md/secret.md": "leads through the file",
    # names that no file has
    "a%00.md": NONE,
    "plain.md%00.png": NONE,
    "#part": NONE,
    "?plain.md": NONE,
    "%ff%fe.md": MISSING,
    "\x1b[2J.md": MISSING,
    "x" * 5000: MISSING,
    "x/" * 5000 + "y": MISSING,
    # what is there, and too large
    "large.md": "more than the limit",
    "vast.md": "too large to be read: 8,589,934,592 bytes",
}


@pytest.fixture
def attacked(make_repository: MakeRepository, tmp_path: Path) -> Checkout:
    """A repository with a trap of each kind, and a secret next to it."""
    (tmp_path / "secret.md").write_text(SECRET)
    inner = make_repository("inner", {"inner.md": SECRET})
    checkout = make_repository("repository", {"r/plain.md": "plain\n", "r/folder/a.md": "a\n"})
    checkout.git("submodule", "--quiet", "add", str(inner.root), "sub")
    folder = checkout.root / "r"
    (folder / "large.md").write_text("word " * 1000)
    with (folder / "vast.md").open("wb") as vast:
        vast.truncate(8 << 30)
    (folder / "deep").mkdir()
    links: dict[str, str | Path] = {
        "link.md": tmp_path / "secret.md",
        "inner.md": "plain.md",
        "linked": tmp_path,
        "deep/linked": tmp_path,
        "dangling.md": "nowhere.md",
        "loop.md": "loop.md",
        "to-git": "../.git",
        "device": "/dev/zero",
    }
    for name, goal in links.items():
        (folder / name).symlink_to(goal)
    os.mkfifo(folder / "pipe")
    return checkout


def refuse(snapshot: Snapshot, target: str) -> ReportError:
    item = Reference(7, 7, Box.OPEN, "", "Trap", target, "")
    with pytest.raises(ReportError) as caught:
        read_source(snapshot, "r", item, "r/instructions.md", max_bytes=1000)
    return caught.value


def test_a_path_that_leads_astray_is_refused(attacked: Checkout, tmp_path: Path) -> None:
    snapshot = Repository.open(attacked.root).worktree_snapshot()
    told = {}
    for target, words in ATTACKS.items():
        error = refuse(snapshot, target.replace("{outside}", str(tmp_path)))
        assert error.where == "r/instructions.md:7"
        assert error.hint
        assert "secret of another" not in f"{error.message}{error.hint}"
        if not re.search(words, error.message):
            told[target[:60]] = error.message[:200]
    assert told == {}


@pytest.mark.parametrize("kind", ["commit", "index"])
def test_no_snapshot_follows_them(attacked: Checkout, kind: str) -> None:
    (attacked.root / "r/vast.md").unlink()
    attacked.git("add", "-A")
    attacked.git("commit", "-q", "-m", "traps")
    repository = Repository.open(attacked.root)
    snapshot: Snapshot = repository.index_snapshot()
    if kind == "commit":
        snapshot = repository.commit_snapshot("HEAD")
    for target in ("link.md", "to-git/config", "linked/secret.md", "/sub/inner.md", "/.GIT/config"):
        assert re.search(ATTACKS[target], refuse(snapshot, target).message)
