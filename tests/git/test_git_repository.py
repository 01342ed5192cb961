from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from git_report.errors import ReportError
from git_report.git.plumbing import expect
from git_report.git.process import Finished
from git_report.git.repository import Repository
from tests.checkouts import Checkout, MakeRepository


def test_outside_of_any(tmp_path: Path) -> None:
    assert Repository.find(tmp_path) is None
    with pytest.raises(ReportError, match="is not in a git repository") as refused:
        Repository.open(tmp_path / "not" / "there")
    assert "git init" in refused.value.hint


def test_from_anywhere_inside(make_repository: MakeRepository) -> None:
    checkout = make_repository("place", {"a/b/c.md": "x\n"})
    for below in ("", "a", "a/b", "a/b/c.md", "a/none/deeper"):
        repository = Repository.open(checkout.root / below)
        assert repository.root == checkout.root
        assert repository.git_dir == repository.common_dir == checkout.root / ".git"


def test_a_linked_worktree(make_repository: MakeRepository) -> None:
    checkout = make_repository("first", {"a": "x\n"})
    checkout.git("worktree", "add", "-q", "../second")
    repository = Repository.open(checkout.root.parent / "second")
    assert repository.common_dir == checkout.root / ".git"
    assert repository.git_dir == checkout.root / ".git/worktrees/second"
    assert repository.index == repository.git_dir / "index"
    assert repository.branch == "refs/heads/second"


def test_bare_repositories_and_git_directories(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    checkout = make_repository("place", {"a": "x\n"})
    checkout.git("init", "-q", "--bare", str(tmp_path / "bare"))
    for place in (tmp_path / "bare", checkout.root / ".git", checkout.root / ".git/refs"):
        with pytest.raises(
            ReportError, match=r"bare git repository|(?:is not in a|has no) work tree"
        ) as refused:
            Repository.open(place)
        assert refused.value.hint


def test_a_work_tree_that_the_configuration_puts_elsewhere(
    make_repository: MakeRepository, tmp_path: Path
) -> None:
    checkout = make_repository("place", {"a": "x\n"})
    (tmp_path / "elsewhere").mkdir()
    checkout.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    repository = Repository.open(checkout.root / ".git/..")
    assert repository.root == tmp_path / "elsewhere"
    assert repository.changed_paths("") == ("a",)


def test_create(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path)
    assert repository.root == tmp_path
    assert repository.head() is None
    assert repository.branch == "refs/heads/main"


def test_head_and_branch(make_repository: MakeRepository) -> None:
    checkout = make_repository("place", {"a": "x\n"})
    repository = Repository.open(checkout.root)
    assert repository.head() == checkout.text("rev-parse", "HEAD")
    checkout.git("checkout", "-q", "--detach")
    assert repository.branch is None


def test_git_keeps_every_byte(make_repository: MakeRepository) -> None:
    checkout = make_repository("bytes", {"a": b"\xff\n\n"})
    repository = Repository.open(checkout.root)
    assert repository.git("cat-file", "blob", "HEAD:a") == b"\xff\n\n"
    assert repository.git("hash-object", "--stdin", input=b"x").decode().strip() == (
        repository.blob_id(b"x")
    )


def test_a_failing_git_speaks_for_itself(repository: Checkout) -> None:
    with pytest.raises(ReportError, match=r"git cat-file failed: Not a valid object name nothing"):
        Repository.open(repository.root).git("cat-file", "blob", "nothing")


def test_a_commit_that_is_missing_is_not_an_unborn_branch(repository: Checkout) -> None:
    repository.commit({"a": "x\n"})
    head = repository.text("rev-parse", "HEAD")
    (repository.root / ".git/objects" / head[:2] / head[2:]).unlink()
    with pytest.raises(ReportError, match="which the repository does not have") as refused:
        Repository.open(repository.root).head()
    assert "git fsck" in refused.value.hint


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        (
            "fatal: detected dubious ownership in repository at '/srv/a b'\nTo add an exception "
            "for this directory, call:\n\n\tgit config --global --add safe.directory '/srv/a b'",
            "git does not use the repository '/srv/a b', because another user owns it",
            'git config --global --add safe.directory "/srv/a b"',
        ),
        ("fatal: .git/index: index file smaller than expected", "smaller", "git reset"),
        ("error: gpg failed to sign the data", "gpg failed to sign", "commit.gpgSign false"),
        (
            "fatal: a.md: clean filter 'lfs' failed",
            "clean filter 'lfs' failed",
            "'git config --show-origin filter.lfs.clean'",
        ),
        ("fatal: bad object HEAD", "git status failed: bad object HEAD", "git fsck"),
    ],
)
def test_what_to_do_where_git_refuses(said: str, message: str, hint: str) -> None:
    with pytest.raises(ReportError) as refused:
        expect(Finished(128, b"", said), "status")
    assert message in refused.value.message
    assert hint in refused.value.hint


def test_no_git_at_all(
    repository: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(ReportError, match="git was not found") as refused:
        Repository.open(repository.root)
    assert "install git" in refused.value.hint


def test_an_old_git(repository: Checkout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened = Repository.open(repository.root)
    opened.check_version()
    old = tmp_path / "old/git"
    old.parent.mkdir()
    old.write_text('#!/bin/sh\necho "git version 2.31.1"\n')
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(old.parent))
    with pytest.raises(ReportError, match=r"git 2\.31 is too old") as refused:
        opened.check_version()
    assert "2.36" in refused.value.hint


def test_a_callers_kind_of_pathspec_does_not_matter(
    make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = make_repository("spec", {"*.md": "x\n", "a.md": "x\n"})
    monkeypatch.setenv("GIT_GLOB_PATHSPECS", "1")
    assert Repository.open(checkout.root).git("ls-files", "--", "*.md") == b"*.md\n"


def test_relative(make_repository: MakeRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = make_repository("place", {"a/b/c.md": "x\n"})
    (checkout.root / "to-b").symlink_to("a/b")
    (checkout.root / "a/link.md").symlink_to("b/c.md")
    (checkout.root.parent / "around").symlink_to(checkout.root)
    monkeypatch.chdir(checkout.root / "a")
    repository = Repository.open(Path())
    cases = {
        "": "a",
        ".": "a",
        "..": "",
        "b": "a/b",
        "b/c.md": "a/b/c.md",
        "new.md": "a/new.md",
        "../to-b": "a/b",
        "../to-b/c.md": "a/b/c.md",
        "link.md": "a/link.md",
        "../../around/a": "a",
        str(checkout.root / "a" / "b"): "a/b",
    }
    assert {given: repository.relative(Path(given)) for given in cases} == cases
    for outside in ("../..", "/", "../../other", "../.git", "../.git/config", "../.GIT/x"):
        with pytest.raises(ReportError) as refused:
            repository.relative(Path(outside))
        assert refused.value.hint


def test_configuration(repository: Checkout) -> None:
    repository.git("config", "report.Writer", "anthropic")
    repository.git("config", "--add", "report.writer", "extractive")
    opened = Repository.open(repository.root)
    assert opened.config("report.writer") == "extractive"
    assert opened.config("REPORT.WRITER") == "extractive"
    assert opened.config("report.none") is None
    assert opened.config_flag("report.none", default=True)
    assert not opened.config_flag("core.bare")


@pytest.mark.parametrize("hash_name", ["sha1", "sha256"])
def test_blob_ids_are_gits(hash_name: str, make_repository: MakeRepository) -> None:
    checkout = make_repository("ids", None, f"--object-format={hash_name}")
    repository = Repository.open(checkout.root)
    assert len(repository.zero_id) == (40 if hash_name == "sha1" else 64)
    for data in (b"", b"x\n", bytes(range(256)) * 300):
        told = checkout.git("hash-object", "--stdin", stdin=data).decode().strip()
        assert repository.blob_id(data) == told


def test_changed_paths(make_repository: MakeRepository) -> None:
    checkout = make_repository(
        "place", {"r/a.md": "x\n", "r/é.md": "x\n", "b.md": "x\n", "*.md": ""}
    )
    checkout.write({"r/é.md": "y\n", "r/new one.md": "n\n", "r/d/deep.md": "n\n", "b.md": "y\n"})
    checkout.git("mv", "r/a.md", "r/moved.md")
    repository = Repository.open(checkout.root)
    assert repository.changed_paths("r") == (
        "r/a.md", "r/d/deep.md", "r/moved.md", "r/new one.md", "r/é.md"
    )  # fmt: skip
    assert "b.md" in repository.changed_paths("")
    assert repository.changed_paths("*.md") == ()


def test_writing_a_file_is_all_or_nothing(make_repository: MakeRepository) -> None:
    checkout = make_repository("write", {"a.md": "a\n", "folder/x": "x\n"})
    (checkout.root / "a.md").chmod(0o755)
    (checkout.root / "link.md").symlink_to("a.md")
    (checkout.root / "away").symlink_to("/tmp")
    repository = Repository.open(checkout.root)
    repository.write_worktree("a.md", b"b\n")
    repository.write_worktree("new/deep/c.md", b"c\n")
    assert (checkout.root / "a.md").read_bytes() == b"b\n"
    assert os.access(checkout.root / "a.md", os.X_OK)
    assert (checkout.root / "new/deep/c.md").read_bytes() == b"c\n"
    before = sorted(checkout.root.rglob("*"))
    for path in ("folder", "link.md", "away/d.md", ".git/config", "../out.md", "a.md/below"):
        with pytest.raises(ReportError):
            repository.write_worktree(path, b"x\n")
    assert sorted(checkout.root.rglob("*")) == before
    assert (checkout.root / "a.md").read_bytes() == b"b\n"


_NAME = st.text(
    st.characters(codec="utf-8", exclude_characters="/\0\\", exclude_categories=["Cs"]),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=_NAME, data=st.binary(max_size=200))
def test_what_is_written_is_read_back(name: str, data: bytes, repository: Checkout) -> None:
    opened = Repository.open(repository.root)
    snapshot = opened.worktree_snapshot()
    try:
        opened.write_worktree(f"d/{name}", data)
    except ReportError:
        assert snapshot.entry(f"d/{name}") is None
        return
    assert snapshot.read(f"d/{name}") == data
    assert name in snapshot.entries("d")
    repository.git("add", "-A")
    assert opened.index_snapshot().read(f"d/{name}") == data
