"""Write a document about all commands: ``python -m git_report.cli.command_reference FILE``."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from git_report.cli.main import group

_OPENING = """\
# Commands

<!-- Generated from the commands by scripts/manpages: edit those instead. -->

`git report-iterate` is `git report iterate`. Results go to standard output, everything else to
standard error; `--json` prints one JSON document ([formats](formats.md)). Exit status: 0 for
success, 1 for an expected error or a check that finds errors, 2 for invalid usage, 3 for an
internal error (a bug), 130 if interrupted.
"""


def make_reference() -> str:
    """The document in Markdown, with a section for each command."""
    context = click.Context(group, info_name="git report")
    parts = [_OPENING]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        parts.append("\n".join(_render_command(name, command)))
    return "\n".join(parts)


def _render_command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=f"git report {name}")
    yield f"## {name}\n"
    yield f"```sh\ngit report {name} {' '.join(command.collect_usage_pieces(context))}\n```\n"
    yield from _render_help(command)
    records = [p.get_help_record(context) for p in command.params]
    rows = [(what, does) for record in records if record for what, does in [record] if does]
    if rows:
        yield "| Option | Does |\n|---|---|"
        yield from (f"| `{_cell(what)}` | {_cell(does)} |" for what, does in rows)
        yield ""


def _render_help(command: click.Command) -> Iterator[str]:
    for text, is_verbatim in list_paragraphs(command):
        yield f"```\n{text}\n```\n" if is_verbatim else f"{_escape(text)}\n"


def list_paragraphs(command: click.Command) -> Iterator[tuple[str, bool]]:
    """The paragraphs of a command's help, each with whether Click keeps its line breaks.

    The others are joined to one line.
    """
    text = inspect.cleandoc(command.help or "").partition("\f")[0]
    for paragraph in text.strip().split("\n\n"):
        bare = paragraph.removeprefix("\b\n")
        is_verbatim = bare != paragraph
        yield (bare.strip() if is_verbatim else " ".join(bare.split())), is_verbatim


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _escape(text: str) -> str:
    """Plain text as Markdown, with markup characters escaped."""
    return text.replace("*", "\\*").replace("<", "\\<").replace("[", "\\[")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(make_reference(), encoding="utf-8")
