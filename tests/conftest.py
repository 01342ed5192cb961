"""A git of its own for every test: no configuration, dates or identity of the machine leak in."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from tests.checkouts import Checkout, MakeRepository

_CONFIG = """\
[user]
\tname = Ada Tester
\temail = ada@example.com
[init]
\tdefaultBranch = main
[protocol "file"]
\tallow = always
[advice]
\tdetachedHead = false
[gc]
\tauto = 0
[maintenance]
\tauto = false
"""
DATE = "1750000000 +0000"

# The same examples on every machine; HYPOTHESIS_PROFILE=default looks for new ones,
# HYPOTHESIS_PROFILE=quick at few (bench/mutants.py).
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("quick", derandomize=True, deadline=None, max_examples=10)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# Under `nohup`, or in the background of a script, signals are ignored, by what the tests start too.
for _number, _handler in (
    (signal.SIGHUP, signal.SIG_DFL),
    (signal.SIGINT, signal.default_int_handler),
):
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, _handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests that ask a real model, unless ``-m`` names them.

    Not by ``-m`` in addopts, which a ``-m`` on the command line replaces.
    """
    if "local_model" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("local_model")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def hermetic_git(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own HOME, configuration, identity and date; every inherited GIT_* variable is gone."""
    home = tmp_path_factory.mktemp("home")
    for name in tuple(os.environ):
        if name.startswith(("GIT_", "ANTHROPIC_", "PRE_COMMIT")):
            monkeypatch.delenv(name)
    config = home / "gitconfig"
    config.write_text(_CONFIG)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("PRE_COMMIT_HOME", str(home / "pre-commit"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_AUTHOR_DATE", DATE)
    monkeypatch.setenv("GIT_COMMITTER_DATE", DATE)
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    # A temporary folder may be inside a repository: do not look above it.
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(home.parent))
    return home


@pytest.fixture
def make_repository(tmp_path: Path) -> MakeRepository:
    """Make a repository below the test's folder: ``make_repository("name", files, *init args)``.

    With files they are committed; without, the branch is unborn.
    """

    def make(
        name: str = "repository", files: Mapping[str, str | bytes] | None = None, *init: str
    ) -> Checkout:
        root = tmp_path / name
        root.mkdir(parents=True)
        checkout = Checkout(root)
        checkout.git("init", "-q", *init)
        if files is not None:
            checkout.commit(files)
        return checkout

    return make


@pytest.fixture
def repository(make_repository: MakeRepository) -> Checkout:
    """A repository on an unborn branch."""
    return make_repository()
