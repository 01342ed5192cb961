"""Generate the man pages from the commands: ``python -m git_report.setup.manpages DIRECTORY``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from git_report.cli.command_reference import list_paragraphs
from git_report.cli.main import group

# Characters that roff would change, for example to typographic quotes, and hyphens.
_ESCAPES = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
_STATUS = (
    ("0", "Success, including when nothing is left to read."),
    ("1", "An expected error, or a check that finds errors."),
    ("2", "Invalid usage."),
    ("3", "An internal error (a bug); the message names a log file to attach to the bug report."),
    ("130", "Interrupted."),
)
_FILES = (
    ("instructions.md", "Your brief and the checklist of references."),
    ("report-01.md", "The first version; a committed version is never edited."),
    ("diff.md", "What changed from the previous version to the newest one."),
)


def make_pages() -> dict[str, str]:
    """Generate the pages, by file name."""
    context = click.Context(group, info_name="git report")
    iterate = group.get_command(context, "iterate")
    assert iterate is not None
    return {
        "git-report.1": _render("git-report", group, _list_commands(context)),
        "git-report-iterate.1": _render("git-report-iterate", iterate, _render_options(iterate)),
    }


def _render(name: str, command: click.Command, middle: Iterator[str]) -> str:
    summary = command.get_short_help_str(limit=200).removesuffix(".")
    words = name.replace("-", " ", 1)
    other = "git-report-iterate" if name == "git-report" else "git-report"
    lines = [
        r".\" Generated from the commands by scripts/manpages: edit those instead.",
        f'.TH {name.upper()} 1 "" "{name}" "Living reports in git"',
        ".SH NAME",
        f"{_escape(name)} {_escape('-')} {_escape(summary[:1].lower() + summary[1:])}",
        ".SH SYNOPSIS",
        _usage(words, command),
        ".SH DESCRIPTION",
        *_render_help(command),
        *middle,
        ".SH EXIT STATUS",
        *_render_terms(_STATUS),
        ".SH FILES",
        *_render_terms(_FILES),
        ".SH SEE ALSO",
        f"{_bold('git')}(1), {_bold(other)}(1)",
    ]
    return "\n".join(lines) + "\n"


def _list_commands(context: click.Context) -> Iterator[str]:
    yield ".SH COMMANDS"
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f".SS {_escape(name)}"
        yield _usage(f"git report {name}", command)
        yield ".PP"
        yield from _render_help(command)
        yield from _render_records(command, name)


def _render_options(command: click.Command) -> Iterator[str]:
    yield ".SH OPTIONS"
    yield from _render_records(command, "iterate")


def _render_records(command: click.Command, name: str) -> Iterator[str]:
    """Yield the options of a command, each as a term and its description, except for --help."""
    context = click.Context(command, info_name=name)
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            yield from (".TP", _style(record[0]), _text(record[1]))


def _usage(words: str, command: click.Command) -> str:
    context = click.Context(command, info_name=words)
    return f"{_bold(words)} {' '.join(map(_escape, command.collect_usage_pieces(context)))}"


def _render_help(command: click.Command) -> Iterator[str]:
    for number, (text, is_verbatim) in enumerate(list_paragraphs(command)):
        if number:
            yield ".PP"
        if is_verbatim:
            yield from (".nf", *map(_text, text.split("\n")), ".fi")
        else:
            yield _text(text)


def _render_terms(terms: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for term, words in terms:
        yield from (".TP", _bold(term), _text(words))


def _style(term: str) -> str:
    """An option's names in bold, and its value in italics."""
    parts = re.split(r"([ ,/=]+)", term)
    return "".join(
        _bold(part) if part.startswith("-") else rf"\fI{_escape(part)}\fR" if n % 2 == 0 else part
        for n, part in enumerate(parts)
        if part
    )


def _bold(words: str) -> str:
    return rf"\fB{_escape(words)}\fR"


def _text(words: str) -> str:
    """A line of text, escaped if it begins like a roff request."""
    escaped = _escape(words)
    return rf"\&{escaped}" if escaped.startswith(".") else escaped


def _escape(words: str) -> str:
    return "".join(_ESCAPES.get(c, c) if c.isascii() else rf"\[u{ord(c):04X}]" for c in words)


if __name__ == "__main__":
    for _name, _page in make_pages().items():
        (Path(sys.argv[1]) / _name).write_text(_page, encoding="ascii")
