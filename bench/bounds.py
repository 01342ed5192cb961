"""Which numbers of the package no test notices: each constant of a module with two other values.

    python bench/bounds.py git_report.assessment tests/assessment
    python bench/bounds.py git_report.commit.killed_runs tests/commit/test_commit_killed_runs.py

The first word is a package or a module, the others are arguments of pytest. Printed are the values
with which all tests pass: half of a number and twice the number, of a small one its neighbours. All
runs are forks of one process, so that each takes little more than the tests' own time; choose quick
ones. A number that is part of another when its module is imported, or of a default, is not changed
there, and one that only bounds a time may have no test.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import pytest
from thresholds import Threshold, changed

_SMALL = 4


def list_modules(name: str) -> Iterator[ModuleType]:
    module = import_module(name)
    yield module
    for below in walk_packages(getattr(module, "__path__", ()), f"{name}."):
        yield import_module(below.name)


def list_constants(module: ModuleType) -> Iterator[Threshold]:
    """The names that the module itself gives a number."""
    assert module.__file__ is not None
    for statement in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body:
        if not isinstance(statement, ast.Assign):
            continue
        package, _, last = module.__name__.rpartition(".")
        for node in (each for target in statement.targets for each in ast.walk(target)):
            if not isinstance(node, ast.Name):
                continue
            value: object = getattr(module, node.id)
            if isinstance(value, int | float) and not isinstance(value, bool):
                yield Threshold(last, node.id, *list_neighbours(value), package)


def list_neighbours(value: float) -> tuple[float, float]:
    if isinstance(value, int):
        return (value - 1, value + 1) if value <= _SMALL else (value // 2, value * 2)
    return value / 2, value * 2


def is_noticed(constant: Threshold, value: float, arguments: Sequence[str]) -> bool:
    """Whether a test fails with another value; the run is quiet, and a process of its own."""
    child = os.fork()
    if not child:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, sys.stdout.fileno())
        os.dup2(silence, sys.stderr.fileno())
        with changed(constant, value):
            os._exit(pytest.main(["-x", "-n0", "-p", "no:cacheprovider", *arguments]))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        sys.exit(f"pytest ended with {status}: run it by itself with {' '.join(arguments)}")
    return status == pytest.ExitCode.TESTS_FAILED


def main() -> None:
    name, *arguments = sys.argv[1:]
    # pytest warns of modules that were imported before it could rewrite their assertions.
    arguments += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    tried = missed = 0
    for constant in (each for module in list_modules(name) for each in list_constants(module)):
        for value in (constant.lower, constant.higher):
            tried += 1
            if not is_noticed(constant, value, arguments):
                missed += 1
                place = f"{constant.package}.{constant.module}.{constant.name}"
                print(f"{place} = {value:g} (now {constant.value:g})", flush=True)
    print(f"{missed} of {tried} values are not noticed")


if __name__ == "__main__":
    main()
