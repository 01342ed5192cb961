"""Reword Click's usage errors like all other errors: what is wrong, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from git_report.errors import UsageError

# The only error whose parts Click does not store.
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
# The kind of an argument and how to give it, by its name in the usage.
_ARGUMENTS = {
    "REF": ("reference", "give its URL or path"),
    "REF…": ("reference", "give its URL or path"),
    "FILE": ("file", "give its path"),
    "VERSION": ("version", "give its number"),
}


def explain(error: click.UsageError, called: str) -> UsageError:
    """Convert Click's error to one of ours; `called` is the command, which some do not name."""
    if isinstance(error, click.BadOptionUsage):
        what = "takes no value" if "not take a value" in error.message else "needs a value"
        return UsageError(
            f"{error.option_name} {what}", hint=f"list the options with '{called} -h'"
        )
    if error.ctx is None:
        return UsageError(_sentence(error.format_message()))
    message, hint = _explain(error, error.ctx)
    return UsageError(message, hint=hint)


def _explain(error: click.UsageError, context: click.Context) -> tuple[str, str]:
    program = context.command_path
    usage = f"the usage is: {' '.join([program, *context.command.collect_usage_pieces(context)])}"
    options = f"list the options with '{program} -h'"
    match error:
        case click.NoSuchOption(option_name=name):
            like = " or ".join(f"'{each}'" for each in _list_like(name, error.possibilities or ()))
            suggestion = f"did you mean {like}? Otherwise, " if like else ""
            return f"'{name}' is not an option of '{program}'", f"{suggestion}{options}"
        case click.MissingParameter(param=click.Argument() as argument):
            name = argument.make_metavar(context)
            what, how = _ARGUMENTS.get(name, (argument.human_readable_name.lower(), ""))
            return f"no {what} was given", f"{how}; {usage}" if how else usage
        case click.MissingParameter(param=click.Option() as option):
            name = max(option.opts, key=len)
            return f"{name} is required", f"add '{name} {option.make_metavar(context)}'; {options}"
        case click.BadParameter(param=click.Option() as option):
            colon = "" if error.message.startswith("must ") else ":"
            return f"{max(option.opts, key=len)}{colon} {_sentence(error.message)}", options
        case click.BadParameter():
            return _sentence(error.message), usage
    found = _EXTRA.fullmatch(error.message)
    if found:
        return f"unexpected argument{'s' * (' ' in found[1])}: '{found[1]}'", usage
    return _sentence(error.message), usage


def _list_like(name: str, possible: Sequence[str]) -> list[str]:
    """Similar options, compared without dashes, which would make any two options similar."""
    from difflib import get_close_matches  # only a mistake needs it

    bare = {option.lstrip("-"): option for option in possible}
    return [bare[each] for each in get_close_matches(name.lstrip("-"), bare)]


def _sentence(message: str) -> str:
    """A message of Click in our style: in lower case, without a full stop."""
    return f"{message[:1].lower()}{message[1:]}".removesuffix(".")
