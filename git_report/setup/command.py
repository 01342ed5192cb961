"""``git report setup``: install hooks and drivers that check and show a repository's reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from git_report.cli.edit_output import gather_done, print_done
from git_report.cli.output import error_json, result_json, say, say_error
from git_report.cli.reading_options import takes_json
from git_report.cli.report_folder import shown
from git_report.errors import ReportError, UsageError
from git_report.git.durable import expect_writable
from git_report.git.repository import Repository
from git_report.setup.drivers import install_drivers, uninstall_drivers
from git_report.setup.formatters import advise_formatters
from git_report.setup.hook_files import (
    CLIENT_HOOKS,
    SERVER_HOOKS,
    HookFile,
    HooksDirectory,
    HookState,
    find_hooks_directory,
    install_hook,
    read_hook,
    uninstall_hook,
)
from git_report.setup.user_files import install_user_files, uninstall_user_files

_ADVICE_INSTALLING = (
    "to change that directory, which may affect other repositories, run 'git report setup --force'",
    "to use this repository's own, run 'git config core.hooksPath "
    '"$(git rev-parse --path-format=absolute --git-common-dir)/hooks"\'',
    "to install no hooks, run 'git report setup --drivers'",
)
_ADVICE_REMOVING = (
    "to remove the hooks there, run 'git report setup --uninstall --force'",
    "to remove only the drivers, run 'git report setup --uninstall --drivers'",
)
AGENTS = ("claude", "codex", "opencode", "cursor", "agents-md")


@click.command()
@click.option(
    "--server",
    is_flag=True,
    help="Install the pre-receive hook in a repository that receives pushes (on a server).",
)
@click.option("--chain", is_flag=True, help="Keep an existing hook and run it first.")
@click.option(
    "--force",
    is_flag=True,
    help="Install even if the hooks directory is shared with other repositories.",
)
@click.option("--drivers", is_flag=True, help="Install only the drivers, no hooks.")
@click.option(
    "--user", is_flag=True, help="Install completion and man pages for the current user only."
)
@click.option(
    "--agent",
    type=click.Choice(AGENTS),
    help="Install only the file that this coding agent reads: a skill, a command, or a block in "
    "AGENTS.md.",
)
@click.option(
    "--uninstall",
    "--remove",
    is_flag=True,
    help="Remove the hooks and drivers or, with --drivers, --user or --agent, only what that "
    "option installed.",
)
@takes_json
def command(
    *,
    server: bool,
    chain: bool,
    force: bool,
    drivers: bool,
    user: bool,
    agent: str | None,
    uninstall: bool,
    as_json: bool,
) -> None:
    """Install git hooks, and drivers for git diff and git merge.

    Hooks check report folders at each commit, merge and push. They are installed in the directory
    that git uses for hooks: the one that core.hooksPath names, or else the repository's own hooks
    directory. Another program's hook is never overwritten. With the drivers, git diff and git log
    --ext-diff show versions section by section; they are configured for this repository only, and
    no tracked file is changed. --user does not change any repository: it installs completion and
    man pages in your home directory. --agent writes a file into the work tree, for you to commit.
    """
    others = {
        "--server": server,
        "--chain": chain,
        "--force": force,
        "--drivers": drivers,
        "--user": user,
    }
    if agent is not None:
        _expect_alone("--agent", others)
    if uninstall and (chain or server):
        raise UsageError("--uninstall removes all hooks", hint="omit --chain and --server")
    if drivers and (chain or server or force):
        hooks = [name for name in ("--chain", "--server", "--force") if others[name]]
        raise UsageError("--drivers installs no hooks", hint=f"omit {' and '.join(hooks)}")
    if user:
        _expect_alone("--user", {name: given for name, given in others.items() if name != "--user"})
    troubles: list[ReportError] = []
    with gather_done(wanted=as_json) as done:
        if agent is not None:
            _set_up_agent(agent, uninstall=uninstall)
        elif user:
            troubles = _set_up_user(uninstall=uninstall)
        elif drivers:
            troubles = _set_up_drivers(uninstall=uninstall)
        else:
            troubles = _set_up_all(server=server, chain=chain, force=force, uninstall=uninstall)
    if as_json:
        errors = [error_json(trouble) for trouble in troubles]
        result_json({"schema": "git-report/setup/1", "done": done, "errors": errors})
    for trouble in troubles:
        say_error(trouble)
    if troubles:
        click.get_current_context().exit(1)


def _expect_alone(option: str, others: Mapping[str, bool]) -> None:
    clash = next((name for name, given in others.items() if given), "")
    if clash:
        raise UsageError(f"{option} and {clash} cannot be combined", hint="omit one of them")


def _set_up_agent(name: str, *, uninstall: bool) -> None:
    # Through the table of commands, because this slice does not import the slice of agents.
    context = click.get_current_context()
    group = context.find_root().command
    assert isinstance(group, click.Group)
    command = group.get_command(context, "setup-agent")
    assert command is not None
    context.invoke(command, name=name, removing=uninstall)


def _set_up_user(*, uninstall: bool) -> list[ReportError]:
    if not uninstall:
        return install_user_files()
    uninstall_user_files()
    return []


def _set_up_all(*, server: bool, chain: bool, force: bool, uninstall: bool) -> list[ReportError]:
    directory = find_hooks_directory(Path())
    if directory.shared and not force:
        raise ReportError(
            directory.shared, hint=_ADVICE_REMOVING if uninstall else _ADVICE_INSTALLING
        )
    # Both before anything is changed: otherwise there might be hooks without drivers.
    expect_writable(directory.path)
    if not server and not directory.is_bare:
        expect_writable(Repository.open(Path()).common_dir)
    if uninstall:
        return _uninstall(directory)
    troubles = _install(_read(directory, _wanted(directory, server=server)), chain=chain)
    if not server:
        repository = Repository.open(Path())
        troubles += install_drivers(repository)
        for line in advise_formatters(repository.root):
            say(f"hint: {line}")
    return troubles


def _set_up_drivers(*, uninstall: bool) -> list[ReportError]:
    repository = Repository.open(Path())
    expect_writable(repository.common_dir)
    if not uninstall:
        return install_drivers(repository)
    if not uninstall_drivers(repository):
        say("nothing to remove")
    return []


def _wanted(directory: HooksDirectory, *, server: bool) -> tuple[str, ...]:
    if directory.is_bare and not server:
        raise ReportError(
            "these hooks would never run in a bare repository, which receives commits only by push",
            hint="to install the hook that checks pushes, run 'git report setup --server'",
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
        elif hook.standing is HookState.CURRENT:
            print_done("already installed", shown(hook.path))
        else:
            install_hook(hook)
            what = "updated" if hook.standing is HookState.OUTDATED else "installed"
            print_done(what, shown(hook.path))
            if hook.standing is HookState.FOREIGN:
                print_done("runs first", shown(hook.before), indent="  ")
    return troubles


def _obstacle(hook: HookFile, *, chain: bool) -> ReportError | None:
    """The error that says why a hook cannot be installed; None if it can."""
    place = shown(hook.path)
    if hook.standing is HookState.EDITED:
        return ReportError(
            f"'{place}' was edited after it was installed",
            hint=f"move the edit into '{shown(hook.before)}', delete the hook, then try again",
        )
    if hook.standing is not HookState.FOREIGN:
        return None
    if chain and hook.chains:
        return ReportError(
            f"'{shown(hook.before)}' already exists, and '{place}' is another hook",
            hint="combine the two into one, then try again",
        )
    if chain:
        return None
    server = " --server" if hook.name in SERVER_HOOKS else ""
    both = f"git report setup{server} --chain"
    if hook.framework:
        return ReportError(
            f"'{place}' belongs to {hook.framework}",
            hint=f"add 'report-check' to .pre-commit-config.yaml, or keep both with '{both}'",
        )
    return ReportError(
        f"the hook '{place}' already exists",
        hint=f"keep both with '{both}'; the existing hook then runs first",
    )


def _uninstall(directory: HooksDirectory) -> list[ReportError]:
    troubles: list[ReportError] = []
    found = not directory.is_bare and uninstall_drivers(Repository.open(Path()))
    for hook in _read(directory, (*CLIENT_HOOKS, *SERVER_HOOKS)):
        # If ours was deleted by hand, the hook that it called first is still to be restored.
        ours = hook.is_ours or (hook.standing is HookState.NOTHING and hook.chains)
        if ours:
            what = "restored" if hook.chains else "removed"
            uninstall_hook(hook)
            print_done(what, shown(hook.path))
        elif hook.standing is HookState.EDITED:
            troubles.append(
                ReportError(
                    f"'{shown(hook.path)}' was edited after it was installed",
                    hint="delete it by hand"
                    + (f" and rename '{shown(hook.before)}' to it" if hook.chains else ""),
                )
            )
        elif hook.chains:
            say(f"left: {shown(hook.before)}, because another hook has taken its place")
        found = found or ours or hook.standing is HookState.EDITED or hook.chains
    if not found:
        say("nothing to remove")
    return troubles
