"""What versions have to do with each other, worked out ahead by several processes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest

from git_report.git.cache import Cache
from git_report.git.repository import Repository
from git_report.history import ahead
from git_report.history.ahead import derive_ahead
from git_report.history.lineages import KIND, Stored, derive_lineage, follow
from git_report.history.origins import Origins
from tests.checkouts import Checkout

MANY = 40
PARENT = os.getpid()


@pytest.fixture
def opened(repository: Checkout) -> Repository:
    return Repository.open(repository.root)


@pytest.fixture(autouse=True)
def cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "count_cores", lambda: 3)


def load(number: int) -> Stored:
    others = "".join(f"Line {line} of those that stay.\n\n" for line in range(number % 7))
    text = f"# Report\n\n{others}Version {number} says so, and größer.\n"
    return Stored(f"{number:040x}", text.encode())


def find_kept(cache: Cache) -> list[str | None]:
    pairs = [(load(number - 1).blob, load(number).blob) for number in range(2, MANY + 1)]
    return [cache.find(*pair) for pair in pairs]


def test_all_is_kept_as_if_it_was_found_one_by_one(opened: Repository) -> None:
    cache, places = Cache(opened, KIND), Cache(opened, "places-1")
    kinds = [
        (cache, derive_lineage),
        (places, lambda prior, new: f"{prior.blob} {new.document.title} {os.getpid()}"),
    ]
    derive_ahead(load, range(2, MANY + 1), kinds)
    assert find_kept(cache) == [derive_lineage(load(n - 1), load(n)) for n in range(2, MANY + 1)]
    told = [text.split() for text in find_kept(places) if text is not None]
    assert [each[:2] for each in told] == [[load(n).blob, "Report"] for n in range(1, MANY)]
    by_whom = [int(each[2]) for each in told]
    assert len(set(by_whom)) == 2  # as many as are worth it
    assert PARENT not in by_whom


def test_only_what_is_missing_is_worked_out(opened: Repository) -> None:
    cache = Cache(opened, "old-1")
    for number in (3, 30):
        cache.keep(load(number - 1).blob, load(number).blob, "old")
    derive_ahead(load, range(2, MANY + 1), [(cache, lambda _, __: "new")])
    kept = find_kept(cache)
    assert [at + 2 for at, text in enumerate(kept) if text == "old"] == [3, 30]
    assert kept.count("new") == MANY - 3


def test_nothing_is_found_of_a_version_that_is_not_there(opened: Repository) -> None:
    cache = Cache(opened, "some-1")
    derive_ahead(
        lambda number: None if number == 9 else load(number),
        range(2, MANY + 1),
        [(cache, lambda _, __: "found")],
    )
    missing = [at + 2 for at, text in enumerate(find_kept(cache)) if text is None]
    assert missing == [9, 10]


def fail(prior: Stored, new: Stored) -> str:
    raise ValueError(prior.blob + new.blob)


def die(prior: Stored, new: Stored) -> str:
    assert os.getpid() != PARENT, (prior, new)
    os.kill(os.getpid(), 9)
    return ""


@pytest.mark.parametrize("derive", [fail, die])
def test_what_a_process_does_not_find_is_found_later(
    opened: Repository, derive: Callable[[Stored, Stored], str], capfd: pytest.CaptureFixture[str]
) -> None:
    cache = Cache(opened, KIND)
    derive_ahead(load, range(2, MANY + 1), [(cache, derive)])
    assert set(find_kept(cache)) == {None}
    assert capfd.readouterr() == ("", "")
    last: list[Origins] = follow(
        cache, load, MANY, lambda walked: [each.origins for each in walked]
    )
    assert len(last) == MANY


def test_no_process_is_started_for_few_or_beside_threads(
    opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(opened, "few-1")
    kinds = [(cache, lambda _, __: "found")]
    derive_ahead(load, range(2, 12), kinds)
    derive_ahead(load, range(2, 2), kinds)
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    derive_ahead(load, range(2, MANY + 1), kinds)
    done.set()
    thread.join()
    monkeypatch.setattr(ahead, "count_cores", lambda: 1)
    derive_ahead(load, range(2, MANY + 1), kinds)
    assert set(find_kept(cache)) == {None}


def test_an_interrupt_leaves_no_process(
    opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ahead, "_keep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        derive_ahead(load, range(2, MANY + 1), [(Cache(opened, KIND), derive_lineage)])
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, 0)
