"""The options of commands that write nothing: their modules load nothing that writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

import click

JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


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
