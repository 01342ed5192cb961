"""What is kept in the git directory and may be lost at any time."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from git_report.git import cache as module
from git_report.git.cache import Cache
from git_report.git.repository import Repository
from git_report.history.lineage_cache import KIND, StoredVersion, follow
from git_report.history.origins import Origins
from tests.checkouts import Checkout

ONE, TWO, THREE = ("1" * 40, "2" * 40, "3" * 40)
TEXTS = (
    "# A\n\nOne is here today.\n",
    "# A\n\nOne is here today.\n\nTwo has come.\n",
    "# A\n\nTwo has come.\n\nOne is here no more.\n",
)


@pytest.fixture
def opened(repository: Checkout) -> Repository:
    return Repository.open(repository.root)


def folder(repository: Repository) -> Path:
    return repository.common_dir / "git-report" / "cache"


def files(repository: Repository) -> list[Path]:
    return sorted(folder(repository).iterdir())


def test_what_is_kept_is_found_under_its_own_blobs_and_rules(opened: Repository) -> None:
    cache = Cache(opened, "lineage-1.1")
    assert cache.find(ONE, TWO) is None
    cache.keep(ONE, TWO, "größe\n")
    cache.keep(ONE, TWO, "größer\n")
    assert cache.find(ONE, TWO) == "größer\n"
    assert cache.find(TWO, ONE) is None
    assert Cache(opened, "lineage-2.1").find(ONE, TWO) is None
    assert [path.name for path in files(opened)] == [f"lineage-1.1-{ONE}-{TWO}"]
    assert files(opened)[0].stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data.replace(b"k", b"e"),
        lambda data: data.replace(b"1111", b"1112"),
        lambda data: b"\xff" * len(data),
        lambda _: b"{}",
        lambda _: b"x" * ((8 << 20) + 1),
    ],
)
def test_a_spoilt_file_is_as_if_it_were_not_there(
    opened: Repository, spoil: Callable[[bytes], bytes]
) -> None:
    cache = Cache(opened, "kind")
    cache.keep(ONE, TWO, "k0+1")
    place = files(opened)[0]
    place.write_bytes(spoil(place.read_bytes()))
    assert cache.find(ONE, TWO) is None
    cache.keep(ONE, TWO, "k0+1")
    assert cache.find(ONE, TWO) == "k0+1"


def test_a_file_of_other_blobs_is_none_of_these(opened: Repository) -> None:
    cache = Cache(opened, "kind")
    cache.keep(ONE, TWO, "a")
    files(opened)[0].rename(folder(opened) / f"kind-{ONE}-{THREE}")
    assert cache.find(ONE, THREE) is None


def test_what_cannot_be_written_is_not_kept(opened: Repository) -> None:
    (opened.common_dir / "git-report").write_text("in the way")
    cache = Cache(opened, "kind")
    cache.keep(ONE, TWO, "a")
    cache.prune()
    assert cache.find(ONE, TWO) is None


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_git_directory_is_not_an_error(opened: Repository) -> None:
    opened.common_dir.chmod(0o500)
    try:
        Cache(opened, "kind").keep(ONE, TWO, "a")
    finally:
        opened.common_dir.chmod(0o700)
    assert not folder(opened).exists()


def test_the_oldest_go_where_there_are_too_many(
    opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 8)
    cache = Cache(opened, "kind")
    blobs = [f"{number:040x}" for number in range(9)]
    for number, blob in enumerate(blobs):
        cache.keep(ONE, blob, "a")
        moment = time.time() - 100 + number
        os.utime(folder(opened) / f"kind-{ONE}-{blob}", (moment, moment))
    cache.prune()
    assert [blob for blob in blobs if cache.find(ONE, blob)] == blobs[-6:]


def test_the_oldest_go_where_they_are_too_large(
    opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 4000)
    cache = Cache(opened, "kind")
    for blob in (ONE, TWO, THREE):
        cache.keep(ONE, blob, "a" * 1500)
        time.sleep(0.01)
    cache.prune()
    assert [blob for blob in (ONE, TWO, THREE) if cache.find(ONE, blob)] == [THREE]


def test_what_a_run_that_died_left_goes_later(
    opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(opened, "kind")
    cache.keep(ONE, TWO, "a")
    young, old = f"{7:016x}.new", f"{9:016x}.new"
    for name, age in ((old, 7200), (young, 10), ("notes.new", 7200)):
        path = folder(opened) / name
        path.write_bytes(b"half")
        os.utime(path, (time.time() - age, time.time() - age))
    cache.prune()
    assert {path.name for path in files(opened)} == {f"kind-{ONE}-{TWO}", young, "notes.new"}


def test_files_of_somebody_else_stay(opened: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 0)
    cache = Cache(opened, "kind")
    cache.keep(ONE, TWO, "a")
    (folder(opened) / "letters").write_bytes(b"of a folder that the cache was linked to")
    cache.prune()
    assert {path.name for path in files(opened)} == {"letters"}


def test_runs_at_the_same_time_leave_whole_files(opened: Repository) -> None:
    texts = [str(number) * 20_000 for number in range(4)]
    seen: list[str | None] = []

    def work(text: str) -> None:
        cache = Cache(opened, "kind")
        for _ in range(30):
            cache.keep(ONE, TWO, text)
            seen.append(cache.find(ONE, TWO))
            cache.prune()

    threads = [threading.Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) <= set(texts)
    assert len(files(opened)) == 1


class Reader:
    """Versions as they are stored, and which of them were taken apart."""

    def __init__(self, opened: Repository) -> None:
        self.opened = opened
        self.loaded: list[StoredVersion] = []

    def load(self, number: int) -> StoredVersion:
        data = TEXTS[number - 1].encode()
        self.loaded.append(StoredVersion(self.opened.blob_id(data), data))
        return self.loaded[-1]

    def last(self) -> Origins:
        self.loaded = []
        cache = Cache(self.opened, KIND)
        return follow(cache, self.load, len(TEXTS), lambda walked: list(walked)[-1].origins)

    def parsed(self) -> int:
        return sum("parts" in vars(each) for each in self.loaded)


def test_a_second_run_compares_nothing(opened: Repository) -> None:
    reader = Reader(opened)
    first = reader.last()
    assert (reader.parsed(), len(files(opened))) == (3, 3)
    assert reader.last() == first
    assert reader.parsed() == 0


def test_a_kept_lineage_that_does_not_fit_is_made_again(opened: Repository) -> None:
    reader = Reader(opened)
    first = reader.last()
    blobs = [each.blob for each in reader.loaded]
    for text in ("k7+2\n\n", "no lineage", "a-1+1\n\n"):
        Cache(opened, KIND).keep(blobs[0], blobs[1], text)
        assert reader.last() == first
        assert reader.last() == first
        assert reader.parsed() == 0
