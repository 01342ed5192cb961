"""The options of commands that write nothing: their modules load nothing that writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

import click

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
        """The number; Click's error for anything else, and for a smaller one."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"must be a whole number, not '{value}'", param, ctx)
        if number < self.least:
            self.fail(f"must be {self.least:,} or more", param, ctx)
        return number


def takes_json(command: Callable[..., None]) -> Callable[..., None]:
    """The options ``--json`` and ``--format json``, which arrive as one argument, `as_json`."""

    @wraps(command)
    def read(*args: object, as_json: bool, form: str, **options: object) -> None:
        command(*args, as_json=as_json or form == "json", **options)

    form = click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text",
        show_default=True, help="The output format.",
    )  # fmt: skip
    taking: Callable[..., None] = form(JSON_FLAG(read))
    return taking


def takes_reason(help_text: str) -> Callable[..., Any]:
    """The option ``-m WHY``, with what the words are for."""
    return click.option("-m", "--message", "why", default="", metavar="WHY", help=help_text)


def choose_format(form: str | None, *, as_json: bool) -> str | None:
    """The format of a command that has others as well; UsageError if it is given as two."""
    if as_json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} cannot be combined", hint="omit one of them")
    return "json" if as_json else form


def gathered(**kinds: type[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A command whose options arrive as dataclasses, each made of the options its fields name.

    An option goes to the first of `kinds` that has a field for it. One that was not given (None)
    leaves the field's default.
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
