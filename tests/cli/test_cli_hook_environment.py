"""Checks as hooks call them: what will be committed is read, of the repository that is meant."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from git_report.git.repository import Repository
from tests.checkouts import Checkout, MakeRepository

from .conftest import Place, Run

pytestmark = pytest.mark.slow

ITERATE = ("iterate", "--writer", "extractive", "-q")
CHECK = shlex.join([sys.executable, "-m", "git_report.cli", "check", "--staged"])
ITERATE_COMMAND = shlex.join([sys.executable, "-m", "git_report.cli", *ITERATE])


def run_git(
    root: Path, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """A git command with hooks: exit status, and all that it and they print."""
    done = subprocess.run(
        ["git", *args],
        cwd=root,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **(env or {})},
        check=False,
    )
    told = done.stdout.decode("utf-8", "replace")
    assert "Traceback" not in told
    return done.returncode, told


@pytest.fixture
def hooked(read_one: Place) -> Place:
    """One version is there; every commit and every merge is checked."""
    read_one.hook("pre-commit", f"exec {CHECK}")
    read_one.hook("pre-merge-commit", f"exec {CHECK}")
    return read_one


def drifted(place: Place) -> str:
    return place.read("diff.md") + "\nnot derived\n"


def expect_refused(place: Place, *args: str, stdin: bytes = b"") -> None:
    before = place.text("rev-parse", "HEAD")
    code, told = run_git(place.root, *args, stdin=stdin)
    assert code != 0
    assert "D001" in told, told
    assert place.text("rev-parse", "HEAD") == before


def expect_taken(place: Place, *args: str, stdin: bytes = b"") -> None:
    before = place.text("rev-parse", "HEAD")
    code, told = run_git(place.root, *args, stdin=stdin)
    assert code == 0, told
    assert place.text("rev-parse", "HEAD") != before


def test_commit_takes_the_index_and_not_a_work_tree_that_is_right(hooked: Place) -> None:
    right = hooked.read("diff.md")
    hooked.put("diff.md", drifted(hooked))
    hooked.git("add", "-A")
    hooked.put("diff.md", right)
    expect_refused(hooked, "commit", "-qm", "staged is wrong")


def test_commit_takes_the_index_and_not_a_work_tree_that_is_wrong(hooked: Place) -> None:
    hooked.write({"other.txt": "other\n"})
    hooked.git("add", "-A")
    hooked.put("diff.md", drifted(hooked))
    expect_taken(hooked, "commit", "-qm", "only other.txt")


def test_commit_all_takes_the_work_tree_and_not_the_index(hooked: Place) -> None:
    right = hooked.read("diff.md")
    hooked.put("diff.md", drifted(hooked))
    expect_refused(hooked, "commit", "-qam", "the work tree is wrong")
    hooked.git("add", "-A")
    hooked.put("diff.md", right)
    hooked.write({"report/references/alpha.md": "# Alpha\n\nNew.\n"})
    expect_taken(hooked, "commit", "-qam", "the work tree is right again")


def test_commit_of_paths_takes_those_of_the_work_tree_and_no_other(hooked: Place) -> None:
    hooked.write({"other.txt": "other\n"})
    hooked.git("add", "-A")
    hooked.git("commit", "-qm", "another file")
    hooked.write({"other.txt": "changed\n"})
    hooked.put("diff.md", drifted(hooked))
    hooked.git("add", "report/diff.md")
    expect_taken(hooked, "commit", "-qm", "one path", "--", "other.txt")
    expect_refused(hooked, "commit", "-qm", "the other", "--", "report/diff.md")
    hooked.git("reset", "-q")
    expect_refused(hooked, "commit", "-qm", "not even staged", "--", "report/diff.md")


def test_commit_from_below_the_root(hooked: Place) -> None:
    hooked.put("diff.md", drifted(hooked))
    code, told = run_git(hooked.folder / "references", "commit", "-qam", "from below")
    assert code != 0
    assert "report/diff.md:" in told
    assert "D001" in told


def test_amend_is_held_against_what_it_amends(hooked: Place) -> None:
    text = hooked.read("report-01.md")
    hooked.put("report-01.md", text.replace("\n[^1]:", "\nAnd more.\n\n[^1]:"))
    expect_refused(hooked, "commit", "-qa", "--amend", "--no-edit")
    code, _ = run_git(
        hooked.root, "-c", "alias.x=!" + CHECK.replace("check --staged", "diff --write"), "x"
    )
    assert code == 0
    expect_taken(hooked, "commit", "-qa", "--amend", "--no-edit")


@pytest.mark.parametrize("way", ["-p", "--interactive"])
def test_commit_of_pieces(hooked: Place, way: str) -> None:
    """One piece of a file that is right in its other piece: the check sees the chosen one only."""
    lines = "".join(f"line {number}\n" for number in range(40))
    hooked.write({"other.txt": lines})
    hooked.git("add", "-A")
    hooked.git("commit", "-qm", "another file")
    hooked.write({"other.txt": lines.replace("line 3\n", "three\n")})
    hooked.put("diff.md", drifted(hooked))
    # git asks for other.txt first and report/diff.md second; --interactive by a menu of patches.
    menu = b"" if way == "-p" else b"5\n1,2\n\n"
    end = b"" if way == "-p" else b"7\n"
    expect_taken(hooked, "commit", way, "-qm", "other", stdin=menu + b"y\nn\n" + end)
    assert "report/diff.md" in hooked.text("diff", "--name-only")
    menu = b"" if way == "-p" else b"5\n1\n\n"
    expect_refused(hooked, "commit", way, "-qm", "diff", stdin=menu + b"y\n" + end)


def branch(place: Place, name: str, files: Mapping[str, str]) -> None:
    """A branch of one commit that nobody checked; the work tree is main's again."""
    place.git("checkout", "-qb", name)
    place.commit(files, name)
    place.git("checkout", "-q", "main")


def test_a_merge_that_git_makes_is_checked_before_it_is_made(hooked: Place) -> None:
    branch(hooked, "right", {"right.txt": "right\n"})
    hooked.commit({"other.txt": "main\n"})
    expect_taken(hooked, "merge", "-q", "--no-edit", "right")
    text = hooked.read("report-01.md")
    branch(hooked, "wrong", {"report/report-01.md": text + "\nAnd more.\n"})
    hooked.commit({"report/report-01.md": text.replace("# ", "# On ", 1)})
    expect_refused(hooked, "merge", "-q", "--no-edit", "wrong")


def test_a_merge_that_waits_is_checked_as_it_is_staged(hooked: Place) -> None:
    branch(hooked, "late", {"late.txt": "late\n"})
    hooked.commit({"other.txt": "main\n"})
    assert run_git(hooked.root, "merge", "-q", "--no-commit", "late")[0] == 0
    right = hooked.read("diff.md")
    hooked.put("diff.md", drifted(hooked))
    hooked.git("add", "-A")
    hooked.put("diff.md", right)
    expect_refused(hooked, "commit", "-qm", "the merge drifted")
    hooked.git("add", "-A")
    hooked.put("diff.md", drifted(hooked))
    expect_taken(hooked, "commit", "-qm", "the merge is right")


def test_a_linked_worktree_is_checked_by_its_own_index(hooked: Place, tmp_path: Path) -> None:
    hooked.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "linked")
    linked = Place(tmp_path / "linked")
    right = linked.read("diff.md")
    linked.put("diff.md", drifted(linked))
    expect_refused(linked, "commit", "-qam", "wrong there")
    linked.git("add", "-A")
    linked.put("diff.md", right)
    expect_refused(linked, "commit", "-qm", "still staged")
    hooked.write({"other.txt": "other\n"})
    hooked.git("add", "-A")
    expect_taken(hooked, "commit", "-qm", "nothing wrong here")
    linked.put("diff.md", right)
    linked.write({"other.txt": "other\n"})
    linked.git("add", "-A")
    linked.put("diff.md", drifted(linked))
    expect_taken(linked, "commit", "-qm", "right there")


def test_a_submodule_is_checked_by_its_own_index(
    hooked: Place, make_repository: MakeRepository
) -> None:
    outer = make_repository("outer", {"readme.txt": "outer\n"})
    outer.git("submodule", "--quiet", "add", str(hooked.root), "sub")
    outer.commit({}, "with a submodule")
    sub = Place(outer.root / "sub")
    sub.hook("pre-commit", f"exec {CHECK}")
    right = sub.read("diff.md")
    sub.put("diff.md", drifted(sub))
    expect_refused(sub, "commit", "-qam", "wrong there")
    sub.git("add", "-A")
    sub.put("diff.md", right)
    expect_refused(sub, "commit", "-qm", "still staged")
    expect_taken(sub, "commit", "-qam", "right", "--allow-empty")


@pytest.mark.parametrize("given", [".git", "../project/.git"])
def test_relative_names_of_git_directory_and_index(hooked: Place, given: str) -> None:
    index = f"{given}/another-index"
    names = {"GIT_DIR": given, "GIT_INDEX_FILE": index}
    assert run_git(hooked.root, "read-tree", "HEAD", env=names)[0] == 0
    hooked.put("diff.md", drifted(hooked))
    assert run_git(hooked.root, "commit", "-qm", "x", "--allow-empty", env=names)[0] == 0
    assert run_git(hooked.root, "add", "report/diff.md", env=names)[0] == 0
    hooked.git("checkout", "-q", "report/diff.md")
    code, told = run_git(hooked.root, "commit", "-qm", "x", env=names)
    assert code != 0
    assert "D001" in told


@dataclass(frozen=True)
class Pair:
    """A report folder and a repository whose hooks go there."""

    inner: Place
    outer: Checkout


@pytest.fixture(params=["beside", "within", "linked", "within a linked"])
def pair(request: pytest.FixtureRequest, read_one: Place, make_repository: MakeRepository) -> Pair:
    """The outer repository is beside the inner one or around it, its own work tree or a linked."""
    outer = make_repository("outer", {"a.txt": "a\n", ".gitignore": "inner\n"})
    if "linked" in request.param:
        outer.git("worktree", "add", "-q", "../linked")
        outer = Checkout(outer.root.parent / "linked")
    inner = read_one
    if "within" in request.param:
        inner = Place(outer.root / "inner")
        shutil.move(read_one.root, inner.root)
    return Pair(inner, outer)


COMMITS = {
    "all": ("commit", "-qam", "x"),
    "paths": ("commit", "-qm", "x", "--", "a.txt"),
}


@pytest.mark.parametrize("way", COMMITS)
def test_a_hook_that_goes_into_another_repository_checks_that_one(pair: Pair, way: str) -> None:
    pair.outer.hook("pre-commit", f"cd {shlex.quote(str(pair.inner.root))} && exec {CHECK}")
    pair.outer.write({"a.txt": "b\n"})
    right = pair.inner.read("diff.md")
    pair.inner.put("diff.md", drifted(pair.inner))
    pair.inner.git("add", "-A")
    pair.inner.put("diff.md", right)
    code, told = run_git(pair.outer.root, *COMMITS[way])
    assert code != 0
    assert "D001" in told, told
    pair.inner.git("add", "-A")
    pair.inner.put("diff.md", drifted(pair.inner))
    code, told = run_git(pair.outer.root, *COMMITS[way])
    assert code == 0, told
    assert "D001" not in told


@pytest.mark.parametrize("named", [True, False], ids=["named", "gone into"])
def test_a_hook_iterates_in_another_repository(pair: Pair, named: bool) -> None:
    """Whether the folder is named or the hook goes there: the version is committed there alone."""
    place = shlex.quote(str(pair.inner.folder))
    call = f"{ITERATE_COMMAND} {place}" if named else f"cd {place} && {ITERATE_COMMAND}"
    pair.outer.hook("pre-commit", call)
    pair.outer.write({"a.txt": "b\n"})
    code, told = run_git(pair.outer.root, "commit", "-qam", "x")
    assert code == 0, told
    assert pair.inner.text("show", "--name-only", "--format=", "HEAD").split("\n") == [
        "report/diff.md", "report/instructions.md", "report/report-02.md",
    ]  # fmt: skip
    assert pair.inner.text("status", "--porcelain") == ""
    assert pair.outer.text("show", "--name-only", "--format=", "HEAD") == "a.txt"
    assert pair.outer.text("status", "--porcelain") == ""
    assert pair.outer.text("ls-files") == ".gitignore\na.txt"


def test_the_hooks_of_the_other_repository_see_no_trace_either(pair: Pair) -> None:
    names = 'env | grep -E "^(GIT_DIR|GIT_WORK_TREE|GIT_INDEX_FILE|GIT_PREFIX)=" >&2; true'
    pair.inner.hook("post-commit", names)
    pair.inner.hook("pre-commit", "git diff --cached --name-only >&2")
    pair.outer.hook("post-commit", f"cd {shlex.quote(str(pair.inner.folder))} && {ITERATE_COMMAND}")
    pair.outer.write({"a.txt": "b\n"})
    code, told = run_git(pair.outer.root, "commit", "-qam", "x")
    assert code == 0, told
    assert "report/report-02.md" in told
    assert "outer/.git" not in told


def test_a_hook_of_a_server_iterates_in_a_clone(place: Place, report: Run, tmp_path: Path) -> None:
    """GIT_DIR is a dot there, and GIT_QUARANTINE_PATH forbids to move refs."""
    server = Checkout(tmp_path / "server.git")
    place.git("clone", "-q", "--bare", ".", str(server.root))
    place.git("clone", "-q", str(server.root), "../deployed")
    deployed = Place(tmp_path / "deployed")
    server.hook("pre-receive", f"cd {shlex.quote(str(deployed.root))} && {ITERATE_COMMAND}")
    place.commit({"a.txt": "a\n"})
    code, told = run_git(place.root, "push", "-q", str(server.root), "main")
    assert code == 0, told
    assert deployed.text("rev-list", "--count", "HEAD") == "2"
    assert server.text("rev-parse", "main") == place.text("rev-parse", "main")


def test_a_git_directory_elsewhere_is_believed_in_no_other_repository(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for those who keep the files of their home in git without a `.git` there."""
    shutil.move(place.root / ".git", tmp_path / "files.git")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "files.git"))
    assert Repository.open(Path()).root == place.root
    assert os.environ["GIT_DIR"]


@pytest.mark.parametrize("told", ["variable", "configuration"])
def test_a_work_tree_below_another_repository_is_believed(
    place: Place,
    make_repository: MakeRepository,
    monkeypatch: pytest.MonkeyPatch,
    told: str,
) -> None:
    """The repository around is the farther one: what GIT_DIR names is meant."""
    around = make_repository("around", {"a.txt": "a\n"})
    shutil.move(place.root / ".git", around.root.parent / "files.git")
    shutil.move(place.root, around.root / "project")
    monkeypatch.setenv("GIT_DIR", str(around.root.parent / "files.git"))
    root = around.root / "project"
    if told == "variable":
        monkeypatch.setenv("GIT_WORK_TREE", str(root))
    else:
        Checkout(root).git("config", "core.worktree", str(root))
        Checkout(root).git("config", "core.bare", "false")
    monkeypatch.chdir(root / "report")
    opened = Repository.open(Path())
    assert opened.root == root
    assert opened.git_dir.name == "files.git"


def test_a_temporary_index_is_believed(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "temporary"))
    assert Repository.open(Path()).index == tmp_path / "temporary"
