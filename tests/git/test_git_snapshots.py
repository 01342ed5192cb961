from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from git_report.errors import ReportError
from git_report.git.repository import Repository
from git_report.report.snapshot import Snapshot
from tests.checkouts import Checkout, MakeRepository

FILES: dict[str, str | bytes] = {
    "readme.md": "# Readme\n",
    "report/instructions.md": "no final newline",
    "report/references/a b.md": "a\r\nb\r\n",
    "report/-n.md": "",
    "report/line\nbreak.md": "x\n",
    os.fsdecode(b"report/b\xff.md"): b"\xff\x00\n",
    "report/tool.sh": "#!/bin/sh\n",
    "other/text.txt": "x\n",
}
STATES = ["commit", "index", "worktree"]
View = Callable[[Checkout], Snapshot]


def view(name: str, checkout: Checkout) -> Snapshot:
    repository = Repository.open(checkout.root)
    if name == "commit":
        return repository.commit_snapshot("HEAD")
    return repository.index_snapshot() if name == "index" else repository.worktree_snapshot()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test makes what each gets a copy of."""
    return tmp_path_factory.mktemp("full")


@pytest.fixture(params=["sha1", "sha256"])
def full(
    request: pytest.FixtureRequest, kept: Path, tmp_path: Path, make_repository: MakeRepository
) -> Checkout:
    checkout = Checkout(tmp_path / "full")
    if (kept / request.param).exists():
        shutil.copytree(kept / request.param, checkout.root, symlinks=True)
        checkout.git("update-index", "-q", "--refresh")
        return checkout
    inner = make_repository("inner", {"a.md": "a\n"}, f"--object-format={request.param}")
    make_repository("full", None, f"--object-format={request.param}")
    checkout.write(FILES)
    (checkout.root / "report/tool.sh").chmod(0o755)
    (checkout.root / "report/link.md").symlink_to("instructions.md")
    (checkout.root / "linked").symlink_to("report")
    checkout.git("submodule", "--quiet", "add", str(inner.root), "sub")
    checkout.commit({})
    shutil.copytree(checkout.root, kept / request.param, symlinks=True)
    return checkout


@pytest.mark.parametrize("state", STATES)
def test_every_file_byte_for_byte(state: str, full: Checkout) -> None:
    snapshot = view(state, full)
    for path, content in FILES.items():
        data = content.encode() if isinstance(content, str) else content
        assert snapshot.read(path) == data, path
        entry = snapshot.entry(path)
        assert entry is not None
        assert entry.mode == ("100755" if path.endswith(".sh") else "100644")
        blob = full.text("rev-parse", f"HEAD:{path}")
        assert snapshot.blob_id(data) == blob
        assert entry.oid == ("" if state == "worktree" else blob)


@pytest.mark.parametrize("state", STATES)
def test_modes_and_what_has_no_entry(state: str, full: Checkout) -> None:
    snapshot = view(state, full)
    modes = {
        "": "040000",
        "report": "040000",
        "report/link.md": "120000",
        "linked": "120000",
        "sub": "160000",
        "linked/instructions.md": None,
        "sub/a.md": None,
        "report/none.md": None,
        "report/instructions.md/x": None,
        "readme.md/x/y": None,
        ".git/config": None,
        "/readme.md": None,
        "report/../readme.md": None,
    }
    found = {path: snapshot.entry(path) for path in modes}
    assert {path: entry and entry.mode for path, entry in found.items()} == modes


@pytest.mark.parametrize("state", STATES)
def test_the_names_of_a_folder(state: str, full: Checkout) -> None:
    snapshot = view(state, full)
    assert {name: entry.mode for name, entry in snapshot.entries("report").items()} == {
        "instructions.md": "100644",
        "references": "040000",
        "-n.md": "100644",
        "line\nbreak.md": "100644",
        os.fsdecode(b"b\xff.md"): "100644",
        "tool.sh": "100755",
        "link.md": "120000",
    }
    assert set(snapshot.entries("")) == {
        "readme.md", "report", "other", "linked", "sub", ".gitmodules"
    }  # fmt: skip
    for folder in ("none", "readme.md", "linked", "sub", ".git", "report/none"):
        assert snapshot.entries(folder) == {}


@pytest.mark.parametrize("state", STATES)
def test_markdown_files_of_the_whole_tree(state: str, full: Checkout) -> None:
    expected = sorted(path for path in FILES if path.endswith(".md"))
    assert list(view(state, full).markdown_files()) == expected


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("path", "words"),
    [("report", "is a directory"), ("report/link.md", "is a symbolic link"),
     ("sub", "is a submodule"), ("none", "is not in the"), (".git/config", "is not in the"),
     ("linked/instructions.md", "is not in the")],
)  # fmt: skip
def test_what_cannot_be_read(state: str, path: str, words: str, full: Checkout) -> None:
    with pytest.raises(ReportError, match=words):
        view(state, full).read(path)


def test_each_state_shows_its_own(make_repository: MakeRepository) -> None:
    checkout = make_repository("three", {"a.md": "committed\n", "gone.md": "x\n"})
    checkout.write({"a.md": "staged\n", "staged.md": "s\n", "intended.md": "i\n", "empty.md": ""})
    checkout.git("add", "a.md", "staged.md", "empty.md")
    checkout.git("add", "-N", "intended.md")
    checkout.git("rm", "-q", "--cached", "gone.md")
    checkout.write({"a.md": "edited\n", "new.md": "n\n", ".gitignore": "ignored.md\n"})
    checkout.write({"ignored.md": "x\n"})
    (checkout.root / "staged.md").unlink()
    read = {state: view(state, checkout).read("a.md") for state in STATES}
    assert read == {"commit": b"committed\n", "index": b"staged\n", "worktree": b"edited\n"}
    files = {state: view(state, checkout).markdown_files() for state in STATES}
    assert files == {
        "commit": ("a.md", "gone.md"),
        "index": ("a.md", "empty.md", "staged.md"),
        "worktree": ("a.md", "empty.md", "gone.md", "intended.md", "new.md"),
    }
    assert set(view("index", checkout).entries("")) == {"a.md", "empty.md", "staged.md"}
    assert view("worktree", checkout).entry("ignored.md") is not None


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("listed_first", [False, True])
def test_names_that_sort_around_a_folder(
    state: str, listed_first: bool, make_repository: MakeRepository
) -> None:
    """`a-b` and `a.md` are before `a/` in an index, `a0` behind it, and none of them in it."""
    names = ["a-b", "a.md", "a/b.md", "a/b/c.md", "a/b0", "a0", "ab/c.md", "a\tb/c.md"]
    snapshot = view(state, make_repository("sorted", dict.fromkeys(names, "x\n")))
    if listed_first:
        assert set(snapshot.entries("")) >= {"a", "a-b", "a.md", "a0", "ab", "a\tb"}
        assert set(snapshot.entries("a")) == {"b", "b.md", "b0"}
        assert set(snapshot.entries("a/b")) == {"c.md"}
        assert snapshot.entries("a-b") == {}
    for name in names:
        entry = snapshot.entry(name)
        assert entry is not None, name
        assert entry.mode == "100644", name
    for folder in ("a", "a/b", "ab", "a\tb"):
        entry = snapshot.entry(folder)
        assert entry is not None, folder
        assert entry.mode == "040000", folder
    for absent in ("a/", "a/b.m", "a/b/c", "b", "a0/x", "c.md"):
        assert snapshot.entry(absent) is None, absent
    assert snapshot.markdown_files() == tuple(sorted(n for n in names if n.endswith(".md")))


def test_a_conflict_in_the_index(make_repository: MakeRepository) -> None:
    checkout = make_repository("conflict", {"a.md": "base\n"})
    checkout.git("checkout", "-q", "-b", "side")
    checkout.commit({"a.md": "theirs\n"})
    checkout.git("checkout", "-q", "main")
    checkout.commit({"a.md": "ours\n"})
    checkout.git("merge", "-q", "side", check=False)
    with pytest.raises(ReportError, match=r"'a\.md' has a merge conflict"):
        view("index", checkout).read("a.md")
    assert view("worktree", checkout).markdown_files() == ("a.md",)


@pytest.mark.parametrize(
    ("attributes", "config", "disk", "stored"),
    [
        ("", "false", b"a\r\nb\r\n", b"a\r\nb\r\n"),
        ("", "true", b"a\r\nb\r\n", b"a\nb\n"),
        ("", "input", b"a\r\nb\r\n", b"a\nb\n"),
        ("*.md -text", "true", b"a\r\nb\r\n", b"a\r\nb\r\n"),
        ("*.md text", "false", b"a\r\nb\r\n", b"a\nb\n"),
        ("*.md eol=crlf", "false", b"a\r\nb\r\n", b"a\nb\n"),
        ("*.md text=auto", "false", b"a\r\nb\0\r\n", b"a\r\nb\0\r\n"),
        ("*.md ident", "false", b"$Id: x $\n", b"$Id$\n"),
        ("*.md working-tree-encoding=UTF-16LE", "false", "ä\n".encode("utf-16-le"), "ä\n".encode()),
    ],
)
def test_the_work_tree_is_read_as_git_would_store_it(
    attributes: str, config: str, disk: bytes, stored: bytes, make_repository: MakeRepository
) -> None:
    checkout = make_repository("filters", {".gitattributes": f"{attributes}\n"})
    checkout.git("config", "core.autocrlf", config)
    checkout.write({"a.md": disk})
    objects = checkout.text("count-objects")
    snapshot = view("worktree", checkout)
    assert snapshot.read("a.md") == stored
    assert checkout.text("count-objects") == objects  # looking writes nothing
    checkout.git("add", "a.md")
    assert checkout.git("cat-file", "blob", ":a.md") == stored
    Repository.open(checkout.root).write_worktree("a.md", stored)
    assert view("worktree", checkout).read("a.md") == stored
    assert checkout.text("diff", "--name-only") == ""


def test_a_file_that_changed_within_the_second_of_the_index_is_read(
    make_repository: MakeRepository,
) -> None:
    files = {".gitattributes": "*.md eol=crlf\n", "a.md": b"54 days\r\n"}
    checkout = make_repository("racy", files)
    second = 1_700_000_000
    place = checkout.root / "a.md"
    os.utime(place, (second, second))
    checkout.git("update-index", "--refresh")
    place.write_bytes(b"40 days\r\n")
    for path in (place, checkout.root / ".git/index"):
        os.utime(path, (second, second))
    assert view("worktree", checkout).read("a.md") == b"40 days\n"


@pytest.mark.parametrize("name", [".GIT", ".git ", ".git.", "git~1", ".Git::$DATA"])
def test_no_spelling_of_the_git_directory_is_read(name: str, repository: Checkout) -> None:
    repository.write({f"{name}/a.md": "secret\n", f"deep/{name}": "secret\n"})
    snapshot = view("worktree", repository)
    assert snapshot.entry(f"{name}/a.md") is None
    assert snapshot.entry(f"deep/{name}") is None
    assert snapshot.entries("").keys() == {"deep"}
    assert snapshot.entries("deep") == {}
    assert snapshot.markdown_files() == ()
    with pytest.raises(ReportError):
        snapshot.read(f"{name}/a.md")


def test_pipes_have_no_entry_and_block_nobody(repository: Checkout) -> None:
    os.mkfifo(repository.root / "pipe.md")
    snapshot = view("worktree", repository)
    assert snapshot.entry("pipe.md") is None
    assert snapshot.entries("") == {}
    with pytest.raises(ReportError):
        snapshot.read("pipe.md")


def test_any_commit(make_repository: MakeRepository) -> None:
    checkout = make_repository("history", {"a.md": "1\n"})
    first = checkout.text("rev-parse", "HEAD")
    checkout.commit({"a.md": "2\n"})
    checkout.git("tag", "-am", "v2", "v2")
    repository = Repository.open(checkout.root)
    read = [repository.commit_snapshot(rev).read("a.md") for rev in (first, "HEAD~1", "v2", "main")]
    assert read == [b"1\n", b"1\n", b"2\n", b"2\n"]
    assert repository.commit_snapshot("HEAD").name == "HEAD"
    for rev in ("none", "HEAD:a.md", "--all", "-x", "HEAD\nHEAD"):
        with pytest.raises(ReportError, match="is not a commit"):
            repository.commit_snapshot(rev)
    with pytest.raises(ReportError, match="is missing"):
        repository.commit_snapshot("0" * 39 + "1").read("a.md")
