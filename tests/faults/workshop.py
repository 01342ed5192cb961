"""A process in which our commands are loaded: what is broken there is a copy of it, with no start.

It has one thread, so that forking it is safe, and its children are all the tracer's.
"""

from __future__ import annotations

import gc
import os
import pkgutil
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

import git_report
from git_report.cli.main import group, run

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Loaded:
    """``git report`` with some arguments, as a command for a process that has it loaded."""

    arguments: tuple[str, ...]

    def __call__(self) -> None:
        """Run it, and raise SystemExit."""
        run(group, "git report", self.arguments)


class Workshop:
    """One such process. ``workshop(function, *arguments)`` calls a function there.

    It has the caller's environment, with no configuration of git but what that names.
    """

    def __init__(self) -> None:
        self._executor = ProcessPoolExecutor(1, get_context("spawn"), _load)

    def __call__(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function returns or raises there; both must be pickled."""
        there = partial(_within, dict(os.environ), function)
        return self._executor.submit(there, *args, **kwargs).result()

    def close(self) -> None:
        """End the process."""
        self._executor.shutdown()


def _within(
    environ: Mapping[str, str], function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    os.environ.clear()
    os.environ.update({"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **environ})
    return function(*args, **kwargs)


def _load() -> None:
    for module in pkgutil.walk_packages(git_report.__path__, "git_report."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    gc.freeze()
