"""The newest commit removed from its branch, with everything else left as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from git_report.commit.commit import commit
from git_report.commit.head import move_head
from git_report.commit.installing import Placement
from git_report.commit.killed_runs import repair
from git_report.commit.rewind import Rewind, rewind
from git_report.errors import ReportError
from git_report.git.refusals import BusyError, DirtyError, MovedError, UnfinishedError
from git_report.git.repository import Repository
from tests.checkouts import Checkout, MakeRepository
from tests.commit.planning import (
    BASE,
    CHANGES,
    DIFF,
    INSTRUCTIONS,
    VERSION,
    leftovers,
    make_busy,
    make_plan,
    others,
    whole_state,
)

OLD = str(BASE[INSTRUCTIONS])


@pytest.fixture
def checkout(make_repository: MakeRepository) -> Checkout:
    """A report with one iteration on its branch, and other work of a person."""
    checkout = make_repository("repository", BASE)
    commit(*make_plan(checkout))
    make_busy(checkout)
    return checkout


def make_rewind(checkout: Checkout, instructions: str = OLD) -> tuple[Repository, Rewind]:
    repository = Repository.open(checkout.root)
    changes = {VERSION: None, DIFF: None, INSTRUCTIONS: instructions.encode()}
    expected = {path: repository.worktree.content(path) for path in changes}
    head, parent = (checkout.text("rev-parse", name) for name in ("HEAD", "HEAD~1"))
    return repository, Rewind(head, parent, changes, expected)


def own(checkout: Checkout) -> str:
    return checkout.text("status", "--porcelain", "--", "report")


def test_head_index_and_files_go_back(checkout: Checkout) -> None:
    before, parent = others(checkout), checkout.text("rev-parse", "HEAD~1")
    rewind(*make_rewind(checkout))
    assert checkout.text("rev-parse", "HEAD") == parent
    assert checkout.text("symbolic-ref", "HEAD") == "refs/heads/main"
    assert own(checkout) == ""
    assert not (checkout.root / DIFF).exists()
    assert others(checkout) == before
    assert leftovers(checkout) == []
    assert checkout.text("reflog", "-1", "--format=%gs").startswith("report undo")


def test_edits_that_rode_along_are_uncommitted_again(checkout: Checkout) -> None:
    rewind(*make_rewind(checkout, OLD + "\n[ ] c\n"))
    assert own(checkout) == f" M {INSTRUCTIONS}"
    assert (checkout.root / INSTRUCTIONS).read_text() == OLD + "\n[ ] c\n"


def staged_version(checkout: Checkout) -> None:
    checkout.write({VERSION: "# Mine\n"})
    checkout.git("add", VERSION)


def edited_instructions(checkout: Checkout) -> None:
    checkout.write({INSTRUCTIONS: OLD + "\nmore\n"})


def locked_index(checkout: Checkout) -> None:
    (checkout.root / ".git/index.lock").touch()


def locked_branch(checkout: Checkout) -> None:
    (checkout.root / ".git/refs/heads/main.lock").touch()


def refusing_hook(checkout: Checkout) -> None:
    checkout.hook("reference-transaction", 'test "$1" != prepared')


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (staged_version, DirtyError),
        (edited_instructions, DirtyError),
        (locked_index, BusyError),
        (locked_branch, BusyError),
        (refusing_hook, BusyError),
    ],
)
def test_a_refusal_changes_nothing(
    checkout: Checkout, spoil: Callable[[Checkout], None], kind: type[ReportError]
) -> None:
    spoil(checkout)
    before = whole_state(checkout)
    with pytest.raises(kind):
        rewind(*make_rewind(checkout), patience=0.1)
    assert whole_state(checkout) == before


def test_a_commit_made_meanwhile_is_not_lost(checkout: Checkout) -> None:
    repository, plan = make_rewind(checkout)
    checkout.git("commit", "-q", "--allow-empty", "-m", "meanwhile")
    before = whole_state(checkout)
    with pytest.raises(MovedError):
        rewind(repository, plan)
    assert whole_state(checkout) == before


class Killed(BaseException):
    """In place of a kill: the process ends here, and only its files stay."""


@pytest.mark.parametrize("riding", ["", "\n[ ] c\n"])
@pytest.mark.parametrize("moved", [False, True])
def test_the_next_command_ends_what_a_killed_one_began(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, *, moved: bool, riding: str
) -> None:
    before, files = others(checkout), whole_state(checkout)

    def die(repository: Repository, base: str | None, new: str, reason: str) -> None:
        if moved:
            move_head(repository, base, new, reason)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("git_report.commit.rewind.move_head", die)
        # The note stays only where the lock does, as after a kill.
        patch.setattr("git_report.git.index_lock.release_index", lambda *_: None)
        repository, plan = make_rewind(checkout, OLD + riding)
        with pytest.raises(Killed):
            rewind(repository, plan)
    told: list[str] = []
    repair(Repository.open(checkout.root), told.append)
    assert others(checkout) == before
    assert leftovers(checkout) == []
    if moved:
        assert own(checkout) == (f" M {INSTRUCTIONS}" if riding else "")
        assert (checkout.root / INSTRUCTIONS).read_text() == OLD + riding
        assert not (checkout.root / VERSION).exists()
        assert told
    else:
        assert whole_state(checkout) == files


def test_a_file_that_cannot_follow_is_reported_and_brought_forward_later(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Placement, "place", lambda *_: f"'{VERSION}' (no room)")
        with pytest.raises(UnfinishedError, match="no room"):
            rewind(*make_rewind(checkout))
    assert (checkout.root / VERSION).read_bytes() == CHANGES[VERSION]
    repair(Repository.open(checkout.root), lambda _: None)
    assert own(checkout) == ""
    assert not Path(checkout.root / VERSION).exists()
