"""``git report setup``: what makes a repository check its reports by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from git_report.cli.output import result, say, say_error
from git_report.errors import ReportError, UsageError
from git_report.repo.hookfiles import (
    CLIENT_HOOKS,
    SERVER_HOOKS,
    HookFile,
    Standing,
    install_hook,
    read_hook,
    uninstall_hook,
)
from git_report.repo.hooksdirectory import HooksDirectory, find_hooks_directory


@click.command()
@click.option("--server", is_flag=True, help="Install the hook of a repository that is pushed to.")
@click.option("--chain", is_flag=True, help="Where a hook is there, keep it: it runs before ours.")
@click.option("--force", is_flag=True, help="Also where other repositories run the same hooks.")
@click.option("--uninstall", is_flag=True, help="Take back what was installed, and only that.")
def command(*, server: bool, chain: bool, force: bool, uninstall: bool) -> None:
    """Install hooks that check report folders at each commit, merge and push.

    They go where git looks for hooks, core.hooksPath included. A hook of somebody else is never
    overwritten.
    """
    if uninstall and (chain or server):
        raise UsageError("--uninstall takes back all hooks: leave out --chain and --server")
    directory = find_hooks_directory(Path())
    if directory.shared and not force:
        raise ReportError(
            directory.shared,
            hint="call with --force if they shall all be changed, or set core.hooksPath here",
        )
    if uninstall:
        troubles = _uninstall(_read(directory, (*CLIENT_HOOKS, *SERVER_HOOKS)))
    else:
        troubles = _install(_read(directory, _wanted(directory, server=server)), chain=chain)
    for trouble in troubles:
        say_error(trouble)
    if troubles:
        click.get_current_context().exit(1)


def _wanted(directory: HooksDirectory, *, server: bool) -> tuple[str, ...]:
    if directory.is_bare and not server:
        raise ReportError(
            "a bare repository is committed to by pushes alone",
            hint="call with --server for the hook that checks them",
        )
    return SERVER_HOOKS if server else CLIENT_HOOKS


def _read(directory: HooksDirectory, names: Sequence[str]) -> list[HookFile]:
    return [read_hook(directory.path / name) for name in names]


def _install(hooks: Sequence[HookFile], *, chain: bool) -> list[ReportError]:
    troubles: list[ReportError] = []
    for hook in hooks:
        trouble = _obstacle(hook, chain=chain)
        if trouble is not None:
            troubles.append(trouble)
        elif hook.standing is Standing.CURRENT:
            result(f"there already: {_shown(hook.path)}")
        else:
            install_hook(hook)
            what = "updated" if hook.standing is Standing.OUTDATED else "installed"
            result(f"{what}: {_shown(hook.path)}")
            if hook.standing is Standing.FOREIGN:
                result(f"  runs first: {_shown(hook.before)}")
    return troubles


def _obstacle(hook: HookFile, *, chain: bool) -> ReportError | None:
    """Why a hook is not installed; None where it can be."""
    shown = _shown(hook.path)
    if hook.standing is Standing.EDITED:
        return ReportError(
            f"'{shown}' was edited after it was installed",
            hint=f"move the edit into '{_shown(hook.before)}', delete the hook, and call again",
        )
    if hook.standing is not Standing.FOREIGN:
        return None
    if chain and hook.chains:
        return ReportError(
            f"'{_shown(hook.before)}' is there already, and '{shown}' is another hook",
            hint="make one of the two, and call again",
        )
    if chain:
        return None
    if hook.framework:
        return ReportError(
            f"'{shown}' belongs to {hook.framework}",
            hint="list 'report-check' in .pre-commit-config.yaml, or keep both with --chain",
        )
    return ReportError(
        f"'{shown}' is a hook already", hint="keep both with --chain: that one runs first"
    )


def _uninstall(hooks: Sequence[HookFile]) -> list[ReportError]:
    troubles: list[ReportError] = []
    found = False
    for hook in hooks:
        ours = hook.is_ours or (hook.standing is Standing.NOTHING and hook.chains)
        if ours:
            what = "restored" if hook.chains else "removed"
            uninstall_hook(hook)
            result(f"{what}: {_shown(hook.path)}")
        elif hook.standing is Standing.EDITED:
            troubles.append(
                ReportError(
                    f"'{_shown(hook.path)}' was edited after it was installed",
                    hint="delete it yourself"
                    + (f" and rename '{_shown(hook.before)}' to it" if hook.chains else ""),
                )
            )
        elif hook.chains:
            say(f"left: {_shown(hook.before)}, since another hook stands in its place")
        found = found or ours or hook.standing is Standing.EDITED or hook.chains
    if not found:
        say("nothing of ours is installed")
    return troubles


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
