"""The entry points, which find the commands and report all errors."""

from __future__ import annotations

import atexit
import errno
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.exceptions import NoArgsIsHelpError

from git_report.cli.output import hide_credentials, say, say_error
from git_report.commit.own_commits import describe_commits_made
from git_report.errors import ReportError, UsageError
from git_report.git.discovery import protect

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Each command with its module, in the groups of `git report -h`. Only this table knows the packages
# that have commands of their own.
GROUPS = {
    "start a report": {
        "init": "git_report.cli.commands.init",
        "adopt": "git_report.adopt.command",
    },
    "work on the current report": {
        "iterate": "git_report.cli.commands.iterate",
        "add": "git_report.cli.commands.add",
        "skip": "git_report.cli.commands.skip",
        "remove": "git_report.cli.commands.remove",
        "attach": "git_report.cli.commands.attach",
        "revise": "git_report.cli.commands.revise",
        "undo": "git_report.undo.command",
    },
    "examine the history and state": {
        "status": "git_report.cli.commands.status",
        "list": "git_report.cli.commands.list",
        "log": "git_report.history.log_command",
        "show": "git_report.cli.commands.show",
        "diff": "git_report.cli.commands.diff",
        "blame": "git_report.history.blame_command",
        "view": "git_report.history.view_command",
        "assess": "git_report.cli.commands.assess",
        "source": "git_report.cli.commands.source",
        "suspects": "git_report.cli.commands.suspects",
    },
    "collaborate": {
        "prompt": "git_report.cli.commands.prompt",
        "accept": "git_report.cli.commands.accept",
        "mcp": "git_report.agents.mcp_command",
        "resolve": "git_report.merge.resolve_command",
        "summary": "git_report.summary.command",
        "export": "git_report.export.command",
    },
    "check and set up": {
        "check": "git_report.cli.commands.check",
        "setup": "git_report.setup.command",
        "completion": "git_report.setup.completion_command",
        "help": "git_report.cli.commands.help",
    },
}
COMMANDS = {name: module for group in GROUPS.values() for name, module in group.items()}
# Called by git or by another command, not by a person.
HIDDEN = {
    "diff-driver": "git_report.cli.commands.diff_driver",
    "merge-driver": "git_report.merge.driver_command",
    "setup-agent": "git_report.agents.files_command",
}
PROGRAMS = ("git-report", "git-report-iterate")
# The columns that Click leaves beside the longest name on a terminal of 80: it keeps two free.
SUMMARY_WIDTH = 80 - 2 - len("  ") - max(map(len, COMMANDS)) - len("  ")
INTERRUPTED = 130  # 128 plus the number of SIGINT, as in a shell
BUG = 3
# Objects between two garbage collections. With Python's own 700, and one at the end, a diff takes
# 6 % more CPU and a check 10 % (git-report, Python 3.11, medians of 16 runs).
_GARBAGE_EVERY = 200_000


class LazyGroup(click.Group):
    """A group that imports a command's module only when it is called: hooks need few of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands, group by group."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command with a name."""
        return import_command(cmd_name) if cmd_name in COMMANDS or cmd_name in HIDDEN else None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands with their summaries, which Click would cut to 45 columns."""
        items = super().shell_complete(ctx, incomplete)
        for item in items:
            command = self.get_command(ctx, item.value)
            if command is not None:
                item.help = command.get_short_help_str(SUMMARY_WIDTH)
        return items

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; raises UsageError with similar names."""
        if not (ctx.resilient_parsing or args[0].startswith("-") or args[0] in HIDDEN):
            expect_command(args[0])
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands in their groups, each with its whole summary."""
        width = max(map(len, COMMANDS))
        for title, names in GROUPS.items():
            commands = {name: self.get_command(ctx, name) for name in names}
            with formatter.section(title.capitalize()):
                formatter.write_dl(
                    [
                        (name.ljust(width), command.get_short_help_str(SUMMARY_WIDTH))
                        for name, command in commands.items()
                        if command is not None
                    ]
                )


def import_command(name: str) -> click.Command:
    """Import the command with a name in the tables."""
    command = importlib.import_module(COMMANDS.get(name) or HIDDEN[name]).command
    assert isinstance(command, click.Command)
    return command


def expect_command(name: str) -> None:
    """Raise UsageError with similar names if there is no such command."""
    if name in COMMANDS:
        return
    from difflib import get_close_matches  # only a mistake needs it

    like = " or ".join(f"'git report {each}'" for each in get_close_matches(name, COMMANDS))
    suggestion = f"did you mean {like}? Otherwise, " if like else ""
    raise UsageError(
        f"'{name}' is not a command", hint=f"{suggestion}list the commands with 'git report -h'"
    )


CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=LazyGroup, context_settings=CONTEXT)
@click.version_option(package_name="git-report-iterate", message="git-report %(version)s")
def group() -> None:
    """Maintain living reports in git: one version and one commit for each reference that is read.

    A report folder contains instructions.md (your brief and a checklist of references), the
    versions report-01.md, report-02.md, …, and diff.md, which compares the two newest.
    """


def main() -> NoReturn:
    """``git report COMMAND``."""
    _begin()
    run(group, "git report")


def main_iterate() -> NoReturn:
    """``git report-iterate``, the same as ``git report iterate``."""
    _begin()
    command = import_command("iterate")
    command.context_settings = CONTEXT
    run(command, "git report-iterate")


def run(command: click.Command, program: str, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit: 0 success, 1 expected error, 2 usage, 3 bug, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        # Like git, print UTF-8 whatever the locale says.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = command.main(
            arguments,
            prog_name=program,
            complete_var=completion_variable(program),
            standalone_mode=False,
        )
    except ReportError as error:
        say_error(error)
        sys.exit(error.exit_code)
    except NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.UsageError as error:
        from git_report.cli.usage_errors import explain  # only a mistake needs it

        words = list(sys.argv[1:] if arguments is None else arguments)
        called = " ".join([program, *words[:1]]) if words[:1] and words[0] in COMMANDS else program
        say_error(explain(error, called))
        sys.exit(error.exit_code)
    except click.Abort:
        say("interrupted")
        sys.exit(INTERRUPTED)
    except OSError as error:
        _print_failure(error)
        sys.exit(1)
    except ModuleNotFoundError as error:
        if not error.name or error.name.partition(".")[0] == "git_report":
            _print_bug(error)
            sys.exit(BUG)
        from git_report.extras import install_command  # only a broken installation needs it

        say(f"error: the package '{error.name}' is not installed; git report needs it")
        say(f"hint: install it with: {install_command(error.name)}")
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the one place: a bug must leave a log, not a mess
        _print_bug(error)
        sys.exit(BUG)
    sys.exit(code if isinstance(code, int) else 0)


# What failed, and what to do, by the number of an error.
_REMEDIES = {
    errno.ENOSPC: ("written", "free space on that disk"),
    errno.EDQUOT: ("written", "free space in that quota"),
    errno.EROFS: ("written", "make the file system writable"),
    errno.EACCES: ("used", "check its permissions"),
    errno.EPERM: ("used", "check its permissions"),
}


def _name_file(error: OSError) -> str:
    """The file of an error for a message; for one of our temporary files, its directory."""
    if not error.filename:
        return ""
    place = Path(os.fsdecode(error.filename))
    if place.name.lstrip(".").startswith("report-iterate."):
        place = place.parent
    return f"'{place}'"


def completion_variable(program: str) -> str:
    """The environment variable with which a shell asks a program for completions."""
    return f"_{program}_COMPLETE".replace(" ", "_").replace("-", "_").upper()


def _begin() -> None:
    # For the whole process, because an editor, a pager or a hook may run git as well.
    os.environ.update(protect(os.environ))
    collect_less()


def collect_less() -> None:
    """Collect garbage rarely, and not at exit, because the process is short."""
    gc.set_threshold(_GARBAGE_EVERY)
    atexit.register(gc.freeze)


def _print_failure(error: OSError) -> None:
    """Report an error of the operating system, and what to do about it."""
    known, then = describe_commits_made()
    if isinstance(error, FileNotFoundError) and error.filename:
        say(f"error: there is no file {_name_file(error)}; {known}")
        say(f"hint: check the name; {then}")
        return
    reason = hide_credentials(error.strerror or str(error))
    done, remedy = _REMEDIES.get(error.errno or 0, ("used", "check free space and permissions"))
    say(f"error: {_name_file(error) or 'a file'} cannot be {done}: {reason}; {known}")
    say(f"hint: {remedy}; {then}")


def _print_bug(error: Exception) -> None:
    known, then = describe_commits_made()
    say(f"internal error: {type(error).__name__}: {hide_credentials(str(error))}")
    say(f"hint: this is a bug in git report; {known}; {then}")
    say(f"hint: please report it and attach '{_write_log()}'")


def _write_log() -> Path:
    import tempfile
    import traceback

    handle, name = tempfile.mkstemp(prefix="git-report-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"{sys.version}\n{sys.platform}\n\n{hide_credentials(traceback.format_exc())}")
    return Path(name)
