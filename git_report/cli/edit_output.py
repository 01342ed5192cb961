"""The output of commands that edit a checklist or install files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from git_report.cli.output import result, result_json
from git_report.cli.status_view import reference_json
from git_report.report.checklist import Reference
from git_report.report.instructions import parse_instructions

_gathered: ContextVar[list[dict[str, str]] | None] = ContextVar("gathered", default=None)


def result_edited(
    command: str,
    done: str,
    folder: str,
    references: Iterable[Reference],
    paths: Iterable[str] = (),
    **more: object,
) -> None:
    """Print as JSON what a command did to items of a checklist, and the files that it changed."""
    result_json(
        {
            "schema": f"git-report/{command}/1",
            "folder": folder,
            "done": done,
            "paths": list(paths),
            "references": [reference_json(each) for each in references],
            **more,
        }
    )


def find_edited(path: str, text: str, lines: Iterable[int]) -> list[Reference]:
    """The items at these 1-based lines of edited instructions."""
    wanted = set(lines)
    references = parse_instructions(path, text.encode("utf-8")).references
    return [each for each in references if each.line in wanted]


def print_done(what: str, name: str, *, indent: str = "") -> None:
    """Print what was done to a file or a setting, or add it to the list of `gather_done`."""
    gathered = _gathered.get()
    if gathered is None:
        result(f"{indent}{what}: {name}")
    else:
        gathered.append({"what": what, "name": name})


@contextmanager
def gather_done(*, wanted: bool) -> Iterator[list[dict[str, str]]]:
    """Collect in a list what `print_done` would print, if `wanted`."""
    done: list[dict[str, str]] = []
    token = _gathered.set(done if wanted else None)
    try:
        yield done
    finally:
        _gathered.reset(token)
