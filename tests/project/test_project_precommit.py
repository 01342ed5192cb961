"""The hooks for pre-commit and prek, installed and run as their users do."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.checkouts import Checkout, MakeRepository
from tests.project.documents import ROOT, read

# These build the package and install it with what it needs, from the index. One environment a
# framework serves all tests of a run, whatever the number of workers.
pytestmark = [pytest.mark.installs, pytest.mark.slow]

MANIFEST = ".pre-commit-hooks.yaml"
EXAMPLE = ROOT / "examples" / "llm-on-aws"
SHIPPED = (
    "pyproject.toml",
    "hatch_build.py",
    "README.md",
    "LICENSE",
    MANIFEST,
    "git_report",
    "hooks",
)
HOOKS = {
    "report-check": "check report folders",
    "report-versions": "check report versions",
    "report-references": "check report references",
    "report-diff": "check report diff.md",
}
ITERATE = (sys.executable, "-m", "git_report.cli", "iterate", "--writer", "extractive")
LISTED = ("report-check", "report-diff")  # what a test commit runs: two are enough, and quicker
_CONFIG = """\
default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]
repos:
  - repo: {repo}
    rev: {rev}
    hooks: [{hooks}]
"""
# Where the index is, and what was fetched before, is the user's own: tests have another home.
_USER = {name: os.environ.get(name) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}


@pytest.fixture
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run have in common."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "frameworks"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def project(shared: Path) -> Checkout:
    """This project in a repository of its own: a checkout may be shallow, dirty, or no clone."""
    return _make_once(shared, "project", _ship)


@pytest.fixture
def grown(shared: Path) -> Checkout:
    """The example with two versions."""
    return _make_once(shared, "grown", _grow)


def _make_once(shared: Path, name: str, make: Callable[[Checkout], None]) -> Checkout:
    there = Checkout(shared / name)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not there.root.exists():
            fresh = Checkout(Path(tempfile.mkdtemp(dir=shared)))
            fresh.git("init", "-q")
            make(fresh)
            fresh.root.rename(there.root)
    return there


def _ship(fresh: Checkout) -> None:
    for name in SHIPPED:
        _copy(ROOT / name, fresh.root / name)
    fresh.commit({})


def _grow(fresh: Checkout) -> None:
    shutil.copytree(EXAMPLE, fresh.root, dirs_exist_ok=True)
    fresh.commit({})
    done = run(fresh, *ITERATE, "--count", "2")
    assert done.returncode == 0, done.stdout


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    else:
        shutil.copyfile(source, target)


@pytest.fixture(params=["pre-commit", "prek"])
def framework(request: pytest.FixtureRequest, shared: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The program, ready to install environments."""
    for name, value in _USER.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(shared / "pre-commit"))
    monkeypatch.setenv("PREK_HOME", str(shared / "prek"))
    # prek takes the first Python that is in no virtual environment: the one under test.
    monkeypatch.setenv("PATH", str(Path(sys.base_prefix, "bin")), prepend=":")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    return str(request.param)


@pytest.fixture
def guarded(framework: str, project: Checkout, grown: Checkout, tmp_path: Path) -> Checkout:
    """The example with two versions, in a repository whose hooks the framework has installed."""
    checkout = Checkout(tmp_path / "guarded")
    shutil.copytree(grown.root, checkout.root)
    config = _CONFIG.format(
        repo=project.root,
        rev=project.text("rev-parse", "HEAD"),
        hooks=", ".join(f"{{id: {name}}}" for name in LISTED),
    )
    checkout.commit({".pre-commit-config.yaml": config})
    done = run(checkout, framework, "install")
    assert done.returncode == 0, done.stdout
    return checkout


def run(checkout: Checkout, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program; what it says is all in stdout."""
    return subprocess.run(
        command,
        cwd=checkout.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )


def outcomes(said: str) -> dict[str, str]:
    """How each hook ended."""
    ended = {}
    for line in said.splitlines():
        for name, title in HOOKS.items():
            if line.startswith(title):
                ended[name] = line.rpartition(".")[2]
    return ended


def expect(
    done: subprocess.CompletedProcess[str], *failed: str, ran: Iterable[str] = LISTED
) -> str:
    """These hooks ran, and those failed and no others."""
    wanted = {name: "Failed" if name in failed else "Passed" for name in ran}
    assert outcomes(done.stdout) == wanted, done.stdout
    assert (done.returncode != 0) == bool(failed), done.stdout
    return done.stdout


def drift(checkout: Checkout) -> None:
    with (checkout.root / "diff.md").open("a") as file:
        file.write("\na line by hand\n")


def commit(checkout: Checkout, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(checkout, "git", "commit", "-m", "a change", *arguments)


def test_the_hooks_of_the_example_pass_in_a_try(
    framework: str, project: Checkout, make_repository: MakeRepository
) -> None:
    checkout = make_repository("example")
    shutil.copytree(EXAMPLE, checkout.root, dirs_exist_ok=True)
    checkout.commit({})
    expect(run(checkout, framework, "try-repo", str(project.root), "--all-files"), ran=HOOKS)


def test_a_commit_is_refused_until_it_is_mended(guarded: Checkout) -> None:
    drift(guarded)
    guarded.git("add", "-A")
    assert "D001" in expect(commit(guarded), "report-check", "report-diff")
    mend = [sys.executable, "-m", "git_report.cli", "diff", "--write"]
    assert run(guarded, *mend).returncode == 0
    guarded.write({"note.txt": "fine\n"})
    guarded.git("add", "-A")
    expect(commit(guarded))


def test_an_iteration_commits_through_the_hooks(guarded: Checkout) -> None:
    expect(run(guarded, *ITERATE))
    assert (guarded.root / "report-03.md").is_file()


def test_unstaged_edits_are_not_checked_and_stay(guarded: Checkout) -> None:
    drift(guarded)
    drifted = (guarded.root / "diff.md").read_bytes()
    guarded.write({"note.txt": "fine\n"})
    guarded.git("add", "note.txt")
    expect(commit(guarded))
    assert (guarded.root / "diff.md").read_bytes() == drifted
    expect(commit(guarded, "-a"), "report-check", "report-diff")
    assert (guarded.root / "diff.md").read_bytes() == drifted


def test_what_was_deleted_is_seen(guarded: Checkout) -> None:
    guarded.git("rm", "-q", "report-01.md")
    assert "V004" in expect(commit(guarded), "report-check")


def test_a_push_and_a_range_are_checked_commit_by_commit(
    guarded: Checkout, framework: str, make_repository: MakeRepository
) -> None:
    remote = make_repository("remote.git", None, "--bare")
    guarded.git("remote", "add", "origin", str(remote.root))
    expect(run(guarded, "git", "push", "origin", "main"))
    drift(guarded)
    assert commit(guarded, "-a", "--no-verify").returncode == 0
    guarded.git("revert", "--no-edit", "HEAD")
    failed = ("report-check", "report-diff")
    assert "D001" in expect(run(guarded, "git", "push", "origin", "main"), *failed)
    assert "D001" in expect(run(guarded, "git", "push", "origin", "main:topic"), *failed)
    span = ("--from-ref", "HEAD~2", "--to-ref", "HEAD")
    expect(run(guarded, framework, "run", *span), *failed)
    expect(run(guarded, framework, "run", "--all-files"))


def test_all_files_are_all_versions(guarded: Checkout, framework: str) -> None:
    drift(guarded)
    assert commit(guarded, "-a", "--no-verify").returncode == 0
    expect(run(guarded, framework, "run", "--all-files"), "report-check", "report-diff")


def test_a_merge_is_checked(guarded: Checkout) -> None:
    guarded.git("checkout", "-q", "-b", "side")
    drift(guarded)
    assert commit(guarded, "-a", "--no-verify").returncode == 0
    guarded.git("checkout", "-q", "main")
    guarded.commit({"elsewhere.txt": "1\n"})
    expect(run(guarded, "git", "merge", "--no-edit", "side"))


def test_every_hook_is_reported_in_the_documents() -> None:
    manifest = (ROOT / MANIFEST).read_text(encoding="utf-8")
    assert dict(re.findall(r"(?m)^- id: (.*)\n  name: (.*)$", manifest)) == HOOKS
    document = read("docs/hooks.md")
    for name, entry in re.findall(r"(?ms)^- id: (\S+)$.*?^  entry: ([^\n]*)", manifest):
        family = entry.removeprefix("git-report check --pre-commit").removeprefix(" --select ")
        assert f"| `{name}` | {family or 'all'} |" in document
