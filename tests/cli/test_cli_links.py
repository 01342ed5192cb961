"""Symbolic links that came with a clone: no command writes through one, wherever it leads."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .conftest import Place, Run

pytestmark = pytest.mark.slow

READ = ("iterate", "--writer", "extractive", "-q")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A directory that the links of the tree lead to."""
    directory = tmp_path / "outside"
    directory.mkdir()
    return directory


@pytest.fixture
def read(read_one: Place) -> Place:
    return read_one


def link(place: Place, path: str, target: Path) -> None:
    """A tracked link in place of whatever is there."""
    at = place.root / path
    at.parent.mkdir(parents=True, exist_ok=True)
    at.unlink(missing_ok=True)
    at.symlink_to(target)
    place.commit_all("link")


# What is written, the link on the way to it, and the command; `{}` is the directory outside.
FILES = {
    "page": ("report-report.html", ("view",)),
    "named page": ("page.html", ("view", "-o", "page.html")),
    "page through dots": ("page.html", ("view", "-o", "report/../page.html")),
    "diff.md": ("report/diff.md", ("diff", "--write")),
    "version": ("report/report-02.md", READ),
    "instructions": ("report/instructions.md", ("add", "https://example.org/")),
    "skipped": ("report/instructions.md", ("skip", "beta.md", "-m", "old")),
    "staged": ("report/report-02.md", (*READ, "--stage")),
    "new instructions": ("fresh/instructions.md", ("init", "fresh")),
    "sample": ("fresh/references/start-here.md", ("init", "fresh")),
}


@pytest.mark.parametrize("dangling", [True, False], ids=["dangling", "leading somewhere"])
@pytest.mark.parametrize("name", FILES)
def test_a_file_is_not_written_through_a_link(
    read: Place, report: Run, outside: Path, name: str, *, dangling: bool
) -> None:
    path, command = FILES[name]
    target = outside / "victim"
    if not dangling:
        there = read.root / path
        target.write_bytes(there.read_bytes() if there.exists() else b"<!doctype html>\n")
    before = target.read_bytes() if not dangling else b""
    link(read, path, target)
    head = read.git("rev-parse", "HEAD")

    ran = report(*command)

    assert ran.code == 1, ran
    assert ran.err.count("error:") == 1
    assert (target.read_bytes() if target.exists() else b"") == before
    assert [each.name for each in outside.iterdir()] == ([] if dangling else ["victim"])
    assert (read.root / path).is_symlink()
    assert read.git("rev-parse", "HEAD") == head


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("pages", ("view", "-o", "pages/page.html")),
        ("deep/pages", ("view", "-o", "deep/pages/../page.html")),
        ("fresh", ("init", "fresh")),
        ("fresh/references", ("init", "fresh")),
        ("report/references", ("init", "report/references/more")),
    ],
)
@pytest.mark.parametrize("dangling", [True, False], ids=["dangling", "leading somewhere"])
def test_a_directory_that_is_a_link_is_none(
    read: Place, report: Run, outside: Path, path: str, command: tuple[str, ...], *, dangling: bool
) -> None:
    for each in (read.root / path).glob("*"):
        each.unlink()
    if (read.root / path).is_dir():
        (read.root / path).rmdir()
    link(read, path, outside / "none" if dangling else outside)

    ran = report(*command)

    assert ran.code == 1, ran
    assert ran.err.count("error:") == 1
    assert not list(outside.iterdir())


def test_the_link_is_named_with_a_way_out(read: Place, report: Run, outside: Path) -> None:
    link(read, "report-report.html", outside / "victim")
    ran = report("view")
    assert "'report-report.html' is a symbolic link" in ran.err
    assert "name another file with -o" in ran.err
    assert report("view", "-o", "-").code == 0
    assert report("view", "-o", "other.html").code == 0


def test_a_link_of_the_persons_own_is_followed(read: Place, report: Run, outside: Path) -> None:
    own = outside / "own"
    own.symlink_to(outside / "page.html")
    assert report("view", "-o", str(own)).code == 0
    assert (outside / "page.html").read_text().startswith("<!doctype html>")


def test_hooks_are_not_put_through_a_link(
    read: Place, report: Run, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    read.git("config", "core.hooksPath", ".githooks")
    for target in (outside, outside / "none"):
        link(read, ".githooks", target)
        assert report("setup").code == 1
        assert not list(outside.iterdir())


def test_a_hook_that_is_a_link_is_put_aside_whole(
    read: Place, report: Run, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    read.git("config", "core.hooksPath", ".githooks")
    victim = outside / "victim"
    victim.write_text("#!/bin/sh\n")
    link(read, ".githooks/pre-commit", victim)
    link(read, ".githooks/pre-push", outside / "none")
    report("setup")
    assert victim.read_text() == "#!/bin/sh\n"
    assert [each.name for each in outside.iterdir()] == ["victim"]
