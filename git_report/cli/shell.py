"""The shell of the command line: it finds commands, and is the one door where errors leave."""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from git_report.cli.output import say, say_error
from git_report.commit.made import tell_commits
from git_report.errors import ReportError
from git_report.git.discovery import protect
from git_report.report.secrets import redact

# Each command, in the order of a first use, and the module that has it. This table is the only
# place that knows the slices.
COMMANDS = {
    "iterate": "git_report.cli.iterate",
    "init": "git_report.cli.init",
    "adopt": "git_report.adopt.command",
    "add": "git_report.cli.add",
    "skip": "git_report.cli.skip",
    "attach": "git_report.cli.attach",
    "status": "git_report.cli.status",
    "prompt": "git_report.cli.prompt",
    "accept": "git_report.cli.accept",
    "revise": "git_report.cli.revise",
    "undo": "git_report.undo.command",
    "resolve": "git_report.merge.resolve_command",
    "log": "git_report.history.log_command",
    "blame": "git_report.history.blame_command",
    "view": "git_report.history.view_command",
    "summary": "git_report.summary.command",
    "diff": "git_report.cli.diff",
    "source": "git_report.cli.source",
    "suspects": "git_report.cli.suspects",
    "check": "git_report.cli.check",
    "setup": "git_report.setup.command",
    "completion": "git_report.setup.completion_command",
    "help": "git_report.cli.help",
}
# What git calls and no person does.
HIDDEN = {
    "diff-driver": "git_report.cli.diff_driver",
    "merge-driver": "git_report.merge.driver_command",
}
# What a forge would take for a command in a log.
_COMMAND_LINE = re.compile(r"\n(?=\s*::)")
PROGRAMS = ("git-report", "git-report-iterate")
INTERRUPTED = 130
BUG = 3
# Objects between two looks for garbage: a short process leaves little, and modules are not it.
_GARBAGE_EVERY = 50_000


class LazyGroup(click.Group):
    """A group that imports a command's module when it is called: hooks need few of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands, in the order of a first use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now."""
        module = COMMANDS.get(cmd_name) or HIDDEN.get(cmd_name)
        if module is None:
            return None
        command = importlib.import_module(module).command
        assert isinstance(command, click.Command)
        return command


CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=LazyGroup, context_settings=CONTEXT)
@click.version_option(package_name="git-report-iterate", message="git-report %(version)s")
def group() -> None:
    """Living reports in git: one reference, one version, one commit.

    A report folder holds instructions that end in a References checklist, the versions
    report-01.md, report-02.md, …, and diff.md, which tells the difference of the two newest.
    """


def main() -> NoReturn:
    """``git report COMMAND``."""
    _begin()
    run(group, "git report")


def main_iterate() -> NoReturn:
    """``git report-iterate``, which is ``git report iterate``."""
    _begin()
    from git_report.cli.iterate import command

    command.context_settings = CONTEXT
    run(command, "git report-iterate")


def run(command: click.Command, program: str, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process: 0, 1 expected error, 2 usage, 3 bug, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        # What git prints is UTF-8 whatever the locale says; so is what this prints.
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
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        # Arguments are told as they were given, and may be names of folders.
        click.echo(_COMMAND_LINE.sub(r"\\n", shown.getvalue()), nl=False, err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        say("interrupted")
        sys.exit(INTERRUPTED)
    except OSError as error:
        name = f" '{os.fsdecode(error.filename)}'" if error.filename else ""
        known, then = tell_commits()
        say(f"error: {redact(error.strerror or str(error))}{name}; {known}")
        say(f"hint: see to the disk and its permissions; {then}")
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the one place: a bug must leave a log, not a mess
        known, then = tell_commits()
        say(f"bug: {type(error).__name__}: {redact(str(error))}")
        say(f"hint: {known}; {then}; please report it and attach '{_write_log()}'")
        sys.exit(BUG)
    sys.exit(code if isinstance(code, int) else 0)


def completion_variable(program: str) -> str:
    """The variable by which a shell asks a program for completions."""
    return f"_{program}_COMPLETE".replace(" ", "_").replace("-", "_").upper()


def _begin() -> None:
    # Of the process: what an editor, a pager or a hook starts is no less a git that we started.
    os.environ.update(protect(os.environ))
    _collect_less()


def _collect_less() -> None:
    """Look for garbage seldom, and not at the end: a short process has better things to do."""
    gc.set_threshold(_GARBAGE_EVERY)
    atexit.register(gc.freeze)


def _write_log() -> Path:
    import tempfile
    import traceback

    handle, name = tempfile.mkstemp(prefix="git-report-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"{sys.version}\n{sys.platform}\n\n{redact(traceback.format_exc())}")
    return Path(name)
