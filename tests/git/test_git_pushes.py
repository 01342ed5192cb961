"""What hooks are told of a push, turned into the commits to check."""

from __future__ import annotations

import pytest

from git_report.errors import ReportError
from git_report.git.history import merge_heads
from git_report.git.pushes import list_framework_commits, list_pushed
from git_report.git.repository import Repository
from tests.checkouts import Checkout

UNKNOWN = "1" * 40
ZERO = "0" * 40


@pytest.fixture
def ids(repository: Checkout) -> list[str]:
    """Four commits; a remote-tracking branch contains the first, and a tag names the third."""
    made = [repository.commit({"file.txt": f"{number}\n"}, str(number)) for number in range(4)]
    repository.git("update-ref", "refs/remotes/origin/main", made[0])
    repository.git("tag", "-am", "third", "v3", made[2])
    return made


@pytest.fixture
def opened(repository: Checkout, ids: list[str]) -> Repository:
    return Repository.open(repository.root)


def pushed(opened: Repository, *lines: str) -> list[str]:
    return [s.id for s in list_pushed(opened, "".join(f"{x}\n" for x in lines).encode())]


def test_nothing_pushed_is_nothing_to_check(opened: Repository) -> None:
    assert pushed(opened) == []


def test_a_new_branch_begins_where_remote_tracking_branches_end(
    opened: Repository, ids: list[str]
) -> None:
    assert pushed(opened, f"refs/heads/main {ids[3]} refs/heads/main {ZERO}") == ids[1:]


def test_what_the_remote_has_is_left_out(opened: Repository, ids: list[str]) -> None:
    assert pushed(opened, f"refs/heads/main {ids[3]} refs/heads/main {ids[2]}") == ids[3:]


def test_what_the_remote_has_and_nobody_here_knows_does_not_matter(
    opened: Repository, ids: list[str]
) -> None:
    assert pushed(opened, f"refs/heads/main {ids[3]} refs/heads/main {UNKNOWN}") == ids[1:]


def test_deletions_bring_nothing(opened: Repository, ids: list[str]) -> None:
    assert pushed(opened, f"(delete) {ZERO} refs/heads/gone {ids[3]}") == []


def test_several_refs_and_a_name_with_spaces(opened: Repository, ids: list[str]) -> None:
    lines = (
        f"(delete) {ZERO} refs/heads/gone {ids[3]}",
        f"HEAD@{{1 day ago}} {ids[1]} refs/heads/one {ZERO}",
        f"refs/heads/main {ids[2]} refs/heads/main {ids[1]}",
    )
    assert pushed(opened, *lines) == ids[2:3]
    assert pushed(opened, *lines[:2]) == ids[1:2]


def test_a_tag_is_the_commit_that_it_names(
    repository: Checkout, opened: Repository, ids: list[str]
) -> None:
    tag, blob = repository.text("rev-parse", "v3"), repository.text("rev-parse", "HEAD:file.txt")
    assert pushed(opened, f"refs/tags/v3 {tag} refs/tags/v3 {ZERO}") == ids[1:3]
    assert pushed(opened, f"refs/tags/b {blob} refs/tags/b {ZERO}") == []


@pytest.mark.parametrize("told", [b"a b c\n", b"\n", b"--all 1\n", b"\xff\xfe\n"])
def test_what_is_not_a_line_of_a_push(opened: Repository, told: bytes) -> None:
    with pytest.raises(ReportError):
        list_pushed(opened, told)


def test_a_revision_is_never_an_option(opened: Repository) -> None:
    with pytest.raises(ReportError):
        list_pushed(opened, b"x --all y z\n")


def framework(opened: Repository, **environment: str) -> list[str] | None:
    told = {f"PRE_COMMIT_{name}": value for name, value in environment.items()}
    steps = list_framework_commits(opened, told)
    return None if steps is None else [step.id for step in steps]


def test_the_range_that_a_framework_names(opened: Repository, ids: list[str]) -> None:
    assert framework(opened) is None
    assert framework(opened, FROM_REF=ids[1], TO_REF="main") == ids[2:]
    # Asked for by a person, a range is checked whoever has it already.
    opened.git("update-ref", "refs/remotes/origin/topic", ids[2])
    assert framework(opened, FROM_REF=ids[0], TO_REF=ids[2]) == ids[1:3]
    assert framework(opened, FROM_REF=ids[0], TO_REF=ids[3], REMOTE_NAME="origin") == ids[3:]


def test_a_framework_s_first_push_of_all_there_is(opened: Repository, ids: list[str]) -> None:
    opened.git("update-ref", "-d", "refs/remotes/origin/main")
    assert framework(opened, REMOTE_NAME="origin", LOCAL_BRANCH="refs/heads/main") == ids


def test_a_range_that_is_none(opened: Repository) -> None:
    with pytest.raises(ReportError):
        framework(opened, FROM_REF="nope", TO_REF="main")


def test_the_head_that_a_merge_announces(
    opened: Repository, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"GITHEAD_{ids[2]}", "side")
    monkeypatch.setenv(f"GITHEAD_{UNKNOWN}", "of another repository")
    monkeypatch.setenv("GITHEAD_--batch", "odd")
    assert merge_heads(opened) == (ids[2],)
