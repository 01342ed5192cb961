"""One name, one thing: somebody who searches for a module or a class finds one."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from tests.project.documents import ROOT

PACKAGE = ROOT / "git_report"
# Siblings: what a slice does and plans. Captions are those of exhibits, and those of recordings.
FAMILIES = {"command", "plan", "captions"}


def classes() -> Iterator[str]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name


def twice(names: Iterator[str]) -> set[str]:
    return {name for name, number in Counter(names).items() if number > 1}


def test_a_public_class_has_a_name_of_its_own() -> None:
    assert twice(classes()) == set()


def test_a_module_has_a_name_of_its_own() -> None:
    # The module of a command is named as the command, which may be named as what it shows.
    commands = PACKAGE / "cli" / "commands"
    modules = (path for path in PACKAGE.rglob("*.py") if commands not in path.parents)
    assert twice(path.stem for path in modules if path.stem != "__init__") <= FAMILIES
