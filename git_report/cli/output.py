"""Print messages to stderr, and results or one JSON document to stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from git_report.cli.suggested_commands import complete_commands
from git_report.errors import ReportError
from git_report.terminal import clean, keep_lines
from git_report.text import Tell, silent


def say(text: str) -> None:
    """Print a message for the person at the terminal."""
    click.echo(clean(keep_lines(complete_commands(text))), err=True)


def is_coloured() -> bool:
    """Whether results may have colours: on a terminal, unless NO_COLOR is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def find_width() -> int | None:
    """The columns of the terminal; None if stdout is not a terminal, so that lines stay whole."""
    if not sys.stdout.isatty():
        return None
    import shutil  # imports five compression modules, which no hook needs

    return shutil.get_terminal_size().columns


def result(text: str) -> None:
    """Print one line of the result; a line break in it is part of a name and is escaped."""
    click.echo(clean(text.replace("\n", "\\n")))


def result_text(text: str) -> None:
    """Print lines of the result that come from a document."""
    click.echo(clean(text))


def result_bytes(data: bytes) -> None:
    """Print bytes unchanged, after flushing earlier output."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def result_json(document: Mapping[str, Any] | list[Any]) -> None:
    """Print the JSON document of a command called with ``--json``."""
    import json  # no hook needs it

    click.echo(json.dumps(document, ensure_ascii=True, indent=2))


def hide_credentials(text: str) -> str:
    """The text of an error without what looks like a credential."""
    from git_report.report.redaction import redact  # most commands print no errors

    return redact(text)


def say_error(error: ReportError) -> None:
    """Print an expected error, and below it its hints, one per line."""
    say(f"error: {hide_credentials(str(error))}")
    for hint in error.hints:
        say(f"hint: {hide_credentials(hint)}")


def error_json(error: ReportError) -> dict[str, str]:
    """An expected error as part of a JSON document."""
    hint = complete_commands(error.hint)
    document = {"message": error.message, "where": error.where, "hint": hint}
    return {name: hide_credentials(text) for name, text in document.items()}


@contextmanager
def progress(*, quiet: bool) -> Iterator[Tell]:
    """Show a live status line on a terminal; nothing in a quiet run or without a terminal."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # takes 50 ms that a hook or a pipe need not pay
    from rich.markup import escape

    with Console(stderr=True).status("") as status:
        yield lambda text: status.update(escape(clean(hide_credentials(text))))
