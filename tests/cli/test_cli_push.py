"""Versions carried to a remote as they are made."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Place, Run

RUN = ("iterate", "--writer", "extractive")


@pytest.fixture
def shared(place: Place) -> Place:
    """The place with a bare remote that its branch follows."""
    bare = place.root.parent / "shared.git"
    place.git("init", "-q", "--bare", str(bare))
    place.git("remote", "add", "origin", str(bare))
    place.git("push", "-q", "-u", "origin", "main")
    return place


def remote_refs(place: Place) -> list[str]:
    return [line.split("\t")[1] for line in place.text("ls-remote", "origin").split("\n")]


def test_each_version_is_pushed_as_it_lands(shared: Place, report: Run) -> None:
    ran = report(*RUN, "--all", "--push")
    assert ran.code == 0, ran.err
    assert ran.err.count("pushed to origin") == 2
    assert shared.text("rev-parse", "origin/main") == shared.text("rev-parse", "HEAD")
    assert shared.text("ls-remote", "origin", "main").startswith(shared.text("rev-parse", "HEAD"))


@pytest.mark.parametrize("opted_in", [True, False])
def test_what_was_read_is_pushed_only_where_somebody_opted_in(
    shared: Place, report: Run, *, opted_in: bool
) -> None:
    shared.git("config", "report.pushSources", str(opted_in).lower())
    shared.put("references/alpha.md", "# Alpha\n\nEdited: it took 77 days and 900 GB of memory.\n")
    assert report(*RUN, "--push", "origin").code == 0
    kept = [name for name in remote_refs(shared) if name.startswith("refs/report/sources/")]
    assert bool(kept) == opted_in


def test_a_remote_that_went_on_takes_nothing_and_nothing_is_lost(
    shared: Place, report: Run
) -> None:
    other = shared.root.parent / "other"
    shared.git("clone", "-q", str(shared.root.parent / "shared.git"), str(other))
    clone = Place(other)
    clone.commit({"note.txt": "x"})
    clone.git("push", "-q")
    ran = report(*RUN, "--push")
    assert ran.code == 1
    assert "did not take the push" in ran.err
    assert shared.text("log", "-1", "--format=%s").startswith("report-01")
    assert shared.text("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--push", "nowhere"), 1, "no remote 'nowhere'"),
        (("--push=--upload-pack=touch x",), 2, "No such option"),
        (("--push", "--stage"), 2, "--push needs a commit"),
        (("--push", "--dry-run"), 2, "--push needs a commit"),
    ],
)
def test_a_push_that_can_not_be_is_refused_before_any_work(
    shared: Place, report: Run, arguments: tuple[str, ...], code: int, words: str
) -> None:
    before = shared.state()
    ran = report(*RUN, *arguments)
    assert ran.code == code
    assert words in ran.err
    assert shared.state() == before
