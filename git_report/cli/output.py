"""What the commands print: messages to stderr, results to stdout, one JSON document on request."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from git_report.errors import ReportError
from git_report.report.secrets import redact
from git_report.terminal import clean, keep_lines
from git_report.text import Tell


def say(text: str) -> None:
    """A message for the person at the terminal."""
    click.echo(clean(keep_lines(text)), err=True)


def is_coloured() -> bool:
    """Whether what was asked for may have colours: on a terminal, unless NO_COLOR is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def result(text: str) -> None:
    """A line of what was asked for; a line break in it came with a name."""
    click.echo(clean(text.replace("\n", "\\n")))


def result_text(text: str) -> None:
    """Lines of what was asked for, which are a document's."""
    click.echo(clean(text))


def result_json(document: Mapping[str, Any]) -> None:
    """The one JSON document of a command called with ``--json``."""
    import json  # a hook prints none

    click.echo(json.dumps(document, ensure_ascii=True, indent=2))


def say_error(error: ReportError) -> None:
    """An expected failure: what, where, and on a line of its own what to do."""
    say(f"error: {redact(str(error))}")
    if error.hint:
        say(f"hint: {redact(error.hint)}")


def error_json(error: ReportError) -> dict[str, str]:
    """An expected failure as a part of a JSON document."""
    told = {"message": error.message, "where": error.where, "hint": error.hint}
    return {name: redact(text) for name, text in told.items()}


@contextmanager
def progress(*, quiet: bool) -> Iterator[Tell]:
    """A live line on a terminal; nothing where there is none, or in a quiet run."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # 50 ms that a hook or a pipe need not pay
    from rich.markup import escape

    with Console(stderr=True).status("") as status:
        yield lambda text: status.update(escape(clean(redact(text))))
