"""The options of commands that write nothing, and so must not import the modules that write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

import click
from click.core import ParameterSource

from git_report.errors import UsageError

JSON_FLAG = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document, as --format json does."
)


class WholeNumber(click.ParamType[int]):
    """A whole number of at least `least`."""

    name = "number"

    def __init__(self, least: int) -> None:
        self.least = least

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """The number; raises Click's error for anything else and for a smaller number."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"must be a whole number, not '{value}'", param, ctx)
        if number < self.least:
            self.fail(f"must be {self.least:,} or more", param, ctx)
        return number


def takes_json(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options ``--json`` and ``--format json``, passed as one argument, `as_json`."""

    @wraps(command)
    def read(*args: object, as_json: bool, form: str, **options: object) -> None:
        given = (
            click.get_current_context().get_parameter_source("form") is ParameterSource.COMMANDLINE
        )
        chosen = choose_format(form if given else None, as_json=as_json)
        command(*args, as_json=chosen == "json", **options)

    form = click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text",
        show_default=True, help="The output format.",
    )  # fmt: skip
    taking: Callable[..., None] = form(JSON_FLAG(read))
    return taking


def takes_reason(help_text: str) -> Callable[..., Any]:
    """Add the option ``-m WHY``, passed as `why`, with its help text."""
    return click.option("-m", "--message", "why", default="", metavar="WHY", help=help_text)


def choose_format(form: str | None, *, as_json: bool) -> str | None:
    """The output format from two options; raises UsageError if they disagree."""
    if as_json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} cannot be combined", hint="omit one of them")
    return "json" if as_json else form


def gathered(**kinds: type[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Pass a command's options as dataclasses, whose fields have the names of the options.

    An option is passed in the first of `kinds` that has a field for it. If it was not given (None),
    the field keeps its default.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def call(*args: object, **given: object) -> None:
            made: dict[str, object] = {}
            for name, kind in kinds.items():
                own = {f.name: given.pop(f.name) for f in fields(kind) if f.name in given}
                made[name] = kind(**{n: value for n, value in own.items() if value is not None})
            command(*args, **given, **made)

        return call

    return decorate
