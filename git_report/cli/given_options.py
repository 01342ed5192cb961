"""The options of the current call: those that were given, and how to repeat them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from click.core import ParameterSource

from git_report.errors import UsageError
from git_report.report.pasting import quote


def list_given() -> Iterator[tuple[click.Option, Any]]:
    """The options of the command line with their values, in the order of the help."""
    context = click.get_current_context()
    for each in context.command.params:
        name = each.name or ""
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if given and isinstance(each, click.Option):
            yield each, context.params[name]


def expect_no_other(name: str, *allowed: str) -> None:
    """UsageError for a given option besides `name`, which would be ignored.

    The names are those of parameters; those in `allowed`, and the folder, are no error.
    """
    options = {option.name: option.opts[0] for option, _ in list_given()}
    other = next((o for n, o in options.items() if n not in (name, "directory", *allowed)), "")
    if other:
        raise UsageError(f"{options[name]} and {other} cannot be combined", hint="omit one of them")


def repeat_given(*omitted: str) -> str:
    """The given options, except for those of these names, as a shell reads them.

    They begin with a space, so that they can follow a command that a message suggests.
    """
    words: list[str] = []
    for option, value in list_given():
        if option.name in omitted:
            continue
        for each in value if option.multiple else [value]:
            words += [option.opts[0]] if option.is_flag else [option.opts[0], _quote(str(each))]
    return "".join(f" {word}" for word in words)


def _quote(value: str) -> str:
    """A value on one line, as a suggested command ends with its line."""
    return quote(" ".join(value.split()) if "\n" in value else value)
