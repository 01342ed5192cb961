"""What is read, kept and waited for up to a bound: for each bound a case on either side."""

from __future__ import annotations

import os
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from git_report.errors import ReportError
from git_report.git import index_lock
from git_report.git.bounded import Listings
from git_report.git.cache import Cache
from git_report.git.received import Limits, list_received
from git_report.git.refusals import BusyError
from git_report.git.repository import Repository
from tests.checkouts import Checkout

ONE, TWO = "1" * 40, "2" * 40
MEGABYTE = 1 << 20


@pytest.fixture
def opened(repository: Checkout) -> Repository:
    return Repository.open(repository.root)


def refused(words: str) -> AbstractContextManager[object]:
    return pytest.raises(ReportError, match=words)


def make_tree(repository: Checkout, rows: str) -> str:
    return repository.git("mktree", stdin=rows.encode()).decode().strip()


def commit_tree(repository: Checkout, tree: str) -> str:
    return repository.text("commit-tree", tree, "-m", "pushed")


def make_blob(repository: Checkout) -> str:
    return repository.git("hash-object", "-w", "--stdin", stdin=b"x").decode().strip()


def write_tree(repository: Checkout, data: bytes) -> str:
    """A tree of these bytes, which git need not have made."""
    written = repository.git(
        "-c", "core.compression=0", "hash-object", "--literally", "-w", "-t", "tree", "--stdin",
        stdin=data,
    )  # fmt: skip
    return written.decode().strip()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("paths", "outcome"), [(500_000, nullcontext()), (500_001, refused("too many paths"))]
)
def test_a_push_lists_half_a_million_paths(
    repository: Checkout, opened: Repository, paths: int, outcome: AbstractContextManager[object]
) -> None:
    submodule = b"160000 %06d\0" + bytes.fromhex(ONE)
    tree = write_tree(repository, b"".join([submodule % number for number in range(paths)]))
    with outcome:
        assert len(Listings(opened).changes(None, commit_tree(repository, tree))) == paths


@pytest.mark.parametrize(
    ("length", "outcome"), [(16_384, nullcontext()), (16_385, refused("too long"))]
)
def test_a_path_of_a_push_is_four_times_as_long_as_linux_has_them(
    repository: Checkout, opened: Repository, length: int, outcome: AbstractContextManager[object]
) -> None:
    name = "n" * (length - len("folder/"))
    folder = make_tree(repository, f"100644 blob {make_blob(repository)}\t{name}\n")
    commit = commit_tree(repository, make_tree(repository, f"040000 tree {folder}\tfolder\n"))
    with outcome:
        assert [*Listings(opened).changes(None, commit)] == [f"folder/{name}"]


@pytest.mark.slow
@pytest.mark.parametrize(("extra", "outcome"), [(0, nullcontext()), (1, refused("is too large"))])
def test_a_tree_of_a_push_is_read_up_to_64_megabytes(
    repository: Checkout, opened: Repository, extra: int, outcome: AbstractContextManager[object]
) -> None:
    entry = b"160000 %s\0" + bytes.fromhex(ONE)
    name = b"n" * (64 * MEGABYTE - len(entry) + len(b"%s") + extra)
    tree = write_tree(repository, entry % name)
    commit = commit_tree(repository, tree)
    with outcome:
        assert Listings(opened).changes(commit, commit) == {}


@pytest.mark.parametrize(
    ("length", "outcome"),
    [(16 * MEGABYTE, nullcontext()), (16 * MEGABYTE + 1, refused("too many refs"))],
)
def test_the_refs_of_a_push_have_16_megabytes(
    opened: Repository, length: int, outcome: AbstractContextManager[object]
) -> None:
    deletion = f"{ONE} {'0' * 40} refs/heads/".encode()
    lines = length // (8 * MEGABYTE)  # few, with long names
    told = b"\n".join([deletion + b"n" * (length // lines - len(deletion) - 1)] * lines)
    with outcome:
        assert list_received(opened, told + b"n" * (length - len(told)), Limits()) == []


def keep_files(opened: Repository, count: int, size: int = 1) -> Path:
    """That many files in the cache, and one that the run keeps, which makes it look at them."""
    cache = Cache(opened, "kind")
    cache.keep(ONE, TWO, "")
    (kept,) = (folder := opened.common_dir / "git-report" / "cache").iterdir()
    for number in range(count - 1):
        with (folder / f"kind-{ONE}-{number:040x}").open("wb") as file:
            file.truncate(size)
    os.truncate(kept, size)
    cache.prune()
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(("count", "left"), [(8192, 8192), (8193, 6144)])
def test_the_cache_keeps_8192_files(opened: Repository, count: int, left: int) -> None:
    assert len([*keep_files(opened, count).iterdir()]) == left


@pytest.mark.parametrize(("size", "left"), [(8 * MEGABYTE, 8), (8 * MEGABYTE + 1, 5)])
def test_the_cache_keeps_64_megabytes(opened: Repository, size: int, left: int) -> None:
    assert len([*keep_files(opened, 8, size).iterdir()]) == left


@pytest.mark.parametrize("extra", [0, 1])
def test_the_cache_keeps_texts_that_it_would_read_again(opened: Repository, extra: int) -> None:
    cache = Cache(opened, "kind")
    head = len(f"git-report kind {ONE} {TWO} 8388608 00000000\n")
    text = "a" * (8 * MEGABYTE - head + extra)
    cache.keep(ONE, TWO, text)
    is_kept = cache.find(ONE, TWO) == text
    assert is_kept is not bool(extra)
    assert is_kept is any(opened.common_dir.glob("git-report/cache/*"))


@pytest.mark.parametrize(("minutes", "stays"), [(55, True), (65, False)])
def test_what_is_half_written_for_an_hour_is_of_a_run_that_died(
    opened: Repository, minutes: int, stays: bool
) -> None:
    cache = Cache(opened, "kind")
    cache.keep(ONE, TWO, "a")
    half = opened.common_dir / "git-report" / "cache" / f"{7:016x}.new"
    half.touch()
    os.utime(half, times=(time.time() - 60 * minutes,) * 2)
    cache.prune()
    assert half.exists() is stays


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(1, nullcontext()), (3, pytest.raises(BusyError, match="another git"))]
)
def test_the_index_may_be_locked_for_two_seconds(
    repository: Checkout, seconds: int, outcome: AbstractContextManager[object]
) -> None:
    index = repository.root / ".git" / "index"
    lock = index_lock.lock_of(index)
    lock.touch()
    os.utime(lock, times=(time.time() - seconds,) * 2)
    with outcome:
        index_lock.check_free(index)


@pytest.mark.parametrize(("age", "waits"), [(2.5, True), (3.5, False)])
def test_a_lock_that_nobody_touches_for_three_seconds_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: float, waits: bool
) -> None:
    moments = [time.time()]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        moments[0] += seconds + 0.001

    monkeypatch.setattr(time, "time", lambda: moments[0])
    monkeypatch.setattr(time, "sleep", sleep)
    (lock := tmp_path / "HEAD.lock").touch()
    os.utime(lock, times=(moments[0] - age,) * 2)
    assert index_lock.clear_stale([lock], 0) == [lock]
    assert bool(slept) is waits
    assert sum(slept) == pytest.approx(max(0, 3 - age), abs=0.01)


@pytest.mark.parametrize("too_large", [False, True])
def test_a_file_is_read_up_to_half_a_gigabyte(opened: Repository, too_large: bool) -> None:
    """A file with holes: nothing of it is on the disk. Only its length is looked at here."""
    with (Path(opened.root) / "large.md").open("wb") as file:
        file.truncate((512 if too_large else 1) * MEGABYTE + 1)
    with refused("too large") if too_large else nullcontext():
        assert len(opened.worktree.read("large.md")) == MEGABYTE + 1
