"""What waits to be resolved, as git left it in a real repository."""

from __future__ import annotations

import pytest

from git_report.errors import ReportError
from git_report.git.repository import Repository
from git_report.merge.merge_in_progress import find_merge
from tests.checkouts import Checkout


@pytest.fixture
def diverged(repository: Checkout) -> Checkout:
    """A repository on `main`, whose branch `side` changed the same file."""
    repository.commit({"a.txt": "base\n"})
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"a.txt": "theirs\n"})
    repository.git("checkout", "-q", "main")
    repository.commit({"a.txt": "ours\n"})
    return repository


@pytest.mark.parametrize(
    ("args", "go_on"),
    [
        (("merge", "side"), "git commit"),
        (("cherry-pick", "side"), "git cherry-pick --continue"),
        (("rebase", "side"), "git rebase --continue"),
        # A merge is made again: `git commit` would make it without what the rebase has to do.
        (
            ("-c", "sequence.editor=echo merge side >", "rebase", "-i", "HEAD"),
            "git rebase --continue",
        ),
    ],
)
def test_what_goes_on_when_both_sides_are_resolved(
    diverged: Checkout, args: tuple[str, ...], go_on: str
) -> None:
    sides = [diverged.text("rev-parse", name) for name in ("main", "side")]
    base = diverged.text("merge-base", "main", "side")
    diverged.git(*args, check=False)
    assert diverged.text("ls-files", "-u")
    merge = find_merge(Repository.open(diverged.root))
    assert merge is not None
    rebased = args[0] == "rebase"  # ours is what the rebase goes onto
    assert [merge.ours, merge.theirs] == (sides[::-1] if rebased else sides)
    assert (merge.base, merge.go_on) == (base, go_on)


def test_a_merge_that_is_picked_has_no_single_base(diverged: Checkout) -> None:
    diverged.git("checkout", "-q", "-b", "other", "side~1")
    diverged.commit({"b.txt": "b\n"})
    diverged.git("merge", "-q", "--no-edit", "side")
    diverged.git("checkout", "-q", "main")
    diverged.git("cherry-pick", "-m", "1", "other", check=False)
    with pytest.raises(ReportError, match="is a merge commit, which has no single base"):
        find_merge(Repository.open(diverged.root))


def test_a_criss_cross_merge_has_the_base_of_its_bases(diverged: Checkout) -> None:
    """Each side merged the other one and kept its own text, so that the two bases contradict."""
    fork = diverged.text("merge-base", "main", "side")
    ours, theirs = (diverged.text("rev-parse", name) for name in ("main", "side"))
    diverged.git("merge", "-q", "-s", "ours", "--no-edit", theirs)
    diverged.git("checkout", "-q", "side")
    diverged.git("merge", "-q", "-s", "ours", "--no-edit", ours)
    diverged.git("checkout", "-q", "main")
    assert len(diverged.text("merge-base", "--all", "main", "side").split()) == 2
    diverged.git("merge", "side", check=False)
    merge = find_merge(Repository.open(diverged.root))
    assert merge is not None
    assert merge.base == fork


def test_a_bisect_has_no_sides(diverged: Checkout) -> None:
    diverged.git("bisect", "start", "HEAD", "HEAD~1")
    with pytest.raises(ReportError, match="nothing to resolve during a bisect") as refused:
        find_merge(Repository.open(diverged.root))
    assert "'git bisect reset'" in str(refused.value.hint)


def test_nothing_waits_before_and_after(diverged: Checkout) -> None:
    repository = Repository.open(diverged.root)
    assert find_merge(repository) is None
    diverged.git("merge", "side", check=False)
    diverged.git("merge", "--abort")
    assert find_merge(repository) is None
